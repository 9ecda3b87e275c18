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

// Report is what Rebuild found.
type Report struct {
	Entries     int64
	Totals      int64
	Differences []Difference
}

// Difference is a total that was not what its entries add up to. It has been repaired.
type Difference struct {
	ID             string
	Stored, Ledger Sums
}

// Rebuild streams the ledger, recomputes every total, compares it with the stored one and repairs what differs. It may
// run while hours are posted: a total that seems to differ is added up once more inside the transaction that repairs
// it, so that only real differences are reported.
func (s *Service) Rebuild(ctx context.Context) (Report, error) {
	var r Report
	doubtful, err := s.compare(ctx, &r)
	if err != nil {
		return r, fmt.Errorf("rebuild: %w", err)
	}
	for i := range doubtful {
		if err := s.repair(ctx, &doubtful[i].Total, &r); err != nil {
			return r, fmt.Errorf("rebuild %s: %w", doubtful[i].Total.ID, err)
		}
	}
	return r, nil
}

// VerifyLedger is Rebuild that repairs nothing. While hours are posted a difference may be of the moment only, unless the store
// is a snapshot.
func (s *Service) VerifyLedger(ctx context.Context) (Report, error) {
	var r Report
	doubtful, err := s.compare(ctx, &r)
	for _, d := range doubtful {
		r.Differences = append(r.Differences, d.Difference)
	}
	return r, err
}

// doubt is a total and how it differs.
type doubt struct {
	Total
	Difference
}

// compare streams the ledger and returns the totals that differ from it, in the order of their ids.
func (s *Service) compare(ctx context.Context, r *Report) ([]doubt, error) {
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
	var doubtful []doubt
	err = s.store.totals.Each(ctx, nil, func(t Total) error {
		w, ok := want[t.ID]
		delete(want, t.ID)
		var sums Sums
		if ok {
			sums = w.Sums
		}
		if sums != t.Sums || !ok {
			doubtful = append(doubtful, doubt{t, Difference{t.ID, t.Sums, sums}})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read totals: %w", err)
	}
	for _, t := range want { // entries without a total
		doubtful = append(doubtful, doubt{*t, Difference{ID: t.ID, Ledger: t.Sums}})
	}
	slices.SortFunc(doubtful, func(a, b doubt) int { return cmp.Compare(a.Total.ID, b.Total.ID) })
	return doubtful, nil
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
