package attendance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Report is the result of Rebuild or VerifyLedger.
type Report struct {
	Entries     int64
	Totals      int64
	Differences []Difference
}

// Difference is a total that differed from the sum of its entries.
type Difference struct {
	ID             string
	Stored, Ledger Sums
}

// Rebuild reads the ledger, computes every total, compares it with the stored one and repairs differences. It may run while
// hours are posted: a total that seems to differ is computed again inside the transaction that repairs it, so that only real
// differences are reported.
func (s *Service) Rebuild(ctx context.Context) (Report, error) {
	var r Report
	suspects, err := s.compare(ctx, &r)
	if err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	for i := range suspects {
		if err := s.repair(ctx, &suspects[i].Total, &r); err != nil {
			return r, fmt.Errorf("rebuild %s: %w", suspects[i].Total.ID, err)
		}
	}
	return r, nil
}

// VerifyLedger is Rebuild without repairs. While hours are posted it may report differences that do not last, unless the store is
// a snapshot.
func (s *Service) VerifyLedger(ctx context.Context) (Report, error) {
	var r Report
	suspects, err := s.compare(ctx, &r)
	for _, d := range suspects {
		r.Differences = append(r.Differences, d.Difference)
	}
	return r, err
}

// suspect is a total that seems to differ, with the difference.
type suspect struct {
	Total
	Difference
}

// compare reads the ledger and returns the totals that differ from it, sorted by id.
func (s *Service) compare(ctx context.Context, r *Report) ([]suspect, error) {
	want := map[string]*Total{}
	err := s.store.ledger.all().Each(ctx, nil, func(e Entry) error {
		r.Entries++
		for _, t := range totalsOf(&e) {
			if have, ok := want[t.ID]; ok {
				have.add(t.Sums)
				continue
			}
			want[t.ID] = &t
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	r.Totals = int64(len(want))
	var suspects []suspect
	err = s.store.totals.Each(ctx, nil, func(t Total) error {
		w, ok := want[t.ID]
		delete(want, t.ID)
		var sums Sums
		if ok {
			sums = w.Sums
		}
		if sums != t.Sums || !ok {
			suspects = append(suspects, suspect{t, Difference{t.ID, t.Sums, sums}})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read totals: %w", err)
	}
	for _, t := range want { // entries without a total
		suspects = append(suspects, suspect{*t, Difference{ID: t.ID, Ledger: t.Sums}})
	}
	slices.SortFunc(suspects, func(a, b suspect) int { return cmp.Compare(a.Total.ID, b.Total.ID) })
	return suspects, nil
}

func (s *Service) repair(ctx context.Context, t *Total, r *Report) error {
	var d Difference
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		d = Difference{ID: t.ID}
		stored, err := s.store.totals.Get(ctx, t.ID)
		if err != nil && !errors.Is(err, docstore.ErrNotFound) {
			return err
		}
		d.Stored = stored.Sums
		if d.Ledger, err = s.store.ledgerSums(ctx, t); err != nil || d.Ledger == d.Stored {
			return err
		}
		_, err = s.store.totals.Upsert(ctx, t.ID, func(kept *Total) error {
			meta := kept.Meta
			*kept = *t
			kept.Meta, kept.Sums = meta, d.Ledger
			return nil
		})
		if err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "ledger.repair", Subjects: []string{t.ID}, Fields: []string{"sums"}})
	})
	if err == nil && d.Stored != d.Ledger {
		r.Differences = append(r.Differences, d)
	}
	return err
}
