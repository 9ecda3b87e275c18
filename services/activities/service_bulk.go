package activities

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// StoredActivity is an activity in any state with its sign-ups, for the seed and for importing another system's records.
type StoredActivity struct {
	Activity    Activity // PutMany sets id, Taken, Waiting, LastTurn and Edition
	LeaderPhone string
	Signups     []Signup // with VolunteerID, Status, StatusAt, Reason and Late; PutMany sets the rest
}

const batch = 200

// PutMany stores the activities in batches of one transaction each and returns their ids in order. Only a job or command may
// call it. It checks only the form of the plan and that the places suffice.
func (s *Service) PutMany(ctx context.Context, list []StoredActivity) ([]string, error) {
	if auth.From(ctx).Job == "" {
		return nil, auth.ErrForbidden
	}
	ids := make([]string, 0, len(list))
	acts := make([]Activity, 0, len(list))
	signups := make([][]Signup, 0, len(list))
	for i := range list {
		a, su, err := s.prepare(&list[i])
		if err != nil {
			return nil, fmt.Errorf("activity %d: %w", i, err)
		}
		ids, acts, signups = append(ids, a.ID), append(acts, a), append(signups, su)
	}
	for from := 0; from < len(acts); from += batch {
		to := min(from+batch, len(acts))
		if err := s.putBatch(ctx, acts[from:to], slices.Concat(signups[from:to]...)); err != nil {
			return nil, fmt.Errorf("put activities from %d: %w", from, err)
		}
	}
	return ids, nil
}

func (s *Service) prepare(g *StoredActivity) (Activity, []Signup, error) {
	a := g.Activity
	a.ID, a.Edition = id.New("act"), 1
	if err := s.checkPlan(&a.Plan, g.LeaderPhone); err != nil {
		return a, nil, err
	}
	if err := s.store.sealPhone(&a, g.LeaderPhone); err != nil {
		return a, nil, err
	}
	a.Taken, a.Waiting, a.LastTurn = 0, 0, 0
	signups := slices.Clone(g.Signups)
	for i := range signups {
		su := &signups[i]
		a.LastTurn++
		su.ID = signupID(a.ID, su.VolunteerID)
		su.ActivityID, su.OrgID, su.Region, su.Start, su.End, su.Turn = a.ID, a.OrgID, a.Region, a.Start, a.End, a.LastTurn
		switch {
		case su.Holds():
			a.Taken++
		case su.Status == Waitlisted:
			a.Waiting++
		}
	}
	if a.Taken > a.Capacity {
		return a, nil, ErrFull
	}
	return a, signups, nil
}

func (s *Service) putBatch(ctx context.Context, acts []Activity, signups []Signup) error {
	now := s.now()
	byID := make(map[string]*Activity, len(acts))
	for i := range acts {
		byID[acts[i].ID] = &acts[i]
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.allActivities.InsertMany(ctx, slices.Clone(acts)); err != nil {
			return err
		}
		if err := s.store.allSignups.InsertMany(ctx, slices.Clone(signups)); err != nil {
			return err
		}
		for i := range signups {
			su := &signups[i]
			if !su.Live() || !su.End.After(now) {
				continue
			}
			_, err := s.store.diaries.Upsert(ctx, su.VolunteerID, func(d *Diary) error {
				d.set(byID[su.ActivityID])
				return nil
			})
			if err != nil {
				return err
			}
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "activity.import", Subjects: []string{acts[0].ID, acts[len(acts)-1].ID}})
	})
}
