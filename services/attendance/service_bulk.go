package attendance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// Past is a confirmed stay in the past, for the seed and for importing another system's records.
type Past struct {
	ActivityID  string
	VolunteerID string
	In, Out     time.Time
	By          Method // QR, or Import for records of another system
	AtPlace     bool   // by QR, within the activity's radius at both ends
	ConfirmedBy string // user id
	ConfirmedAt time.Time
	Note        string
}

const batch = 2000

// RecordMany stores confirmed stays with their ledger entries and totals in batches of one transaction each, and a session entry
// for every recorded activity among them. Only a job or command may call it. It does not check that stays do not overlap. Stays
// without minutes are left out. It returns the number of stored stays.
func (s *Service) RecordMany(ctx context.Context, list []Past) (int, error) {
	if auth.From(ctx).Job == "" {
		return 0, auth.ErrForbidden
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Past) int { // so that a batch touches few totals
		return cmp.Or(cmp.Compare(a.VolunteerID, b.VolunteerID), a.In.Compare(b.In))
	})
	acts := map[string]*activities.Activity{}
	for _, p := range list {
		if acts[p.ActivityID] != nil {
			continue
		}
		act, err := s.Activities.Get(ctx, p.ActivityID)
		if err != nil {
			return 0, fmt.Errorf("record many: %w", err)
		}
		acts[p.ActivityID] = &act
	}
	done := 0
	for part := range slices.Chunk(list, batch) {
		n, err := s.recordBatch(ctx, part, acts)
		done += n
		if err != nil {
			return done, fmt.Errorf("record many, after %d: %w", done, err)
		}
	}
	return done, s.recordSessions(ctx, acts)
}

func (s *Service) recordBatch(ctx context.Context, part []Past, acts map[string]*activities.Activity) (int, error) {
	stays := make([]Attendance, 0, len(part))
	entries := make([]Entry, 0, len(part))
	for i := range part {
		a := part[i].stay(acts[part[i].ActivityID])
		if a.Minutes == 0 {
			continue
		}
		stays = append(stays, a)
		entries = append(entries, entryOf(&a, a.ConfirmedBy, ""))
	}
	if len(stays) == 0 {
		return 0, nil
	}
	return len(stays), s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.all.InsertMany(ctx, slices.Clone(stays)); err != nil {
			return err
		}
		if err := s.post(ctx, slices.Clone(entries)); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{
			Action: "hours.import", Subjects: []string{stays[0].ID, stays[len(stays)-1].ID}, Reason: fmt.Sprintf("%d stays", len(stays)),
		})
	})
}

func (p *Past) stay(act *activities.Activity) Attendance {
	in, out := p.In.UTC().Truncate(time.Millisecond), p.Out.UTC().Truncate(time.Millisecond)
	a := open(act, p.VolunteerID, in, p.By)
	a.ID, a.Status, a.StatusAt = id.New("att"), Confirmed, p.ConfirmedAt
	a.ConfirmedBy, a.ConfirmedAt, a.Note = p.ConfirmedBy, p.ConfirmedAt, p.Note
	if p.AtPlace {
		a.InNear, a.OutNear = NearYes, NearYes
	}
	a.Close(out, p.By)
	a.EntryID, a.Postings = id.New("led"), 1
	return a
}

func (s *Service) recordSessions(ctx context.Context, acts map[string]*activities.Activity) error {
	var entries []Entry
	var keys []string
	for _, act := range acts {
		if act.Status == activities.Recorded || act.Status == activities.Archived {
			e := sessionOf(act, auth.From(ctx).ID(), 1)
			entries, keys = append(entries, e), append(keys, e.Key)
		}
	}
	there, err := s.store.posted(ctx, keys)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return there[e.Key] })
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Key, b.Key) })
	for part := range slices.Chunk(entries, batch) {
		err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.post(ctx, slices.Clone(part)) })
		if err != nil {
			return fmt.Errorf("record sessions: %w", err)
		}
	}
	return nil
}
