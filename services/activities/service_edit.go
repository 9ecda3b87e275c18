package activities

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Edit replaces the plan. edition, unless 0, is the edition the editor saw; if it has changed since, docstore.ErrStale is
// returned. After publication organisation, contract, type and target group are fixed (ErrFixed), the capacity cannot be less
// than the places taken (ErrBelowTaken), and everybody signed up is told a new time or place. After the start it returns ErrStarted.
func (s *Service) Edit(ctx context.Context, activityID string, edition int64, n NewActivity) (Activity, error) {
	var old Activity
	var fields []string
	return s.acts.Take(ctx, "edit", activityID, call{
		Version: edition,
		Do: func(ctx context.Context, q workflow.Asking, a *Activity) error {
			old = *a
			if err := s.replacePlan(ctx, q, a, n); err != nil {
				return err
			}
			fields = changed(&old, a)
			return nil
		},
		Note: func(e *audit.Entry) { e.Fields = fields },
		Tell: func(ctx context.Context, a *Activity) error { return s.updateSignups(ctx, &old, a, s.now()) },
	})
}

// replacePlan checks the new plan and sets it in a.
func (s *Service) replacePlan(ctx context.Context, q workflow.Asking, a *Activity, n NewActivity) error {
	if !q.Actor.ForOrg(auth.ActivityEdit, n.OrgID, "") {
		return auth.ErrForbidden
	}
	phone := n.LeaderPhone
	if phone == "" { // unchanged
		var err error
		if phone, err = s.store.phone(a); err != nil {
			return fmt.Errorf("open leader's phone: %w", err)
		}
	}
	if err := s.checkPlan(&n.Plan, phone); err != nil {
		return err
	}
	if err := s.checkUpstream(ctx, &Activity{Plan: n.Plan}); err != nil {
		return err
	}
	if err := a.mayBecome(&n.Plan, q.Now); err != nil {
		return err
	}
	a.Plan, a.Makers = n.Plan, q.Actor.AddTo(a.Makers)
	a.Edition++
	a.Advance(q.Now)
	return s.store.sealPhone(a, phone)
}

// mayBecome returns ErrPast when an unpublished activity would begin before now; and
// ErrFixed, ErrBelowTaken or ErrStarted when a published one may not get the plan.
func (a *Activity) mayBecome(p *Plan, now time.Time) error {
	switch {
	case slices.Contains(unpublished, a.Status) && !p.Start.After(now):
		return ErrPast.At("start")
	case slices.Contains(unpublished, a.Status):
		return nil
	case p.OrgID != a.OrgID || p.ContractID != a.ContractID || p.Type != a.Type || p.TargetGroup != a.TargetGroup:
		return ErrFixed
	case p.Capacity < a.Taken:
		return ErrBelowTaken.With("taken", fmt.Sprint(a.Taken))
	case !p.Start.After(now):
		return ErrStarted
	}
	return nil
}

// updateSignups applies an edited plan to the sign-ups: it copies the times, tells the volunteers of changes, and gives new
// places to the waiting list.
func (s *Service) updateSignups(ctx context.Context, old, a *Activity, now time.Time) error {
	if !a.Upcoming(now) {
		return nil
	}
	if err := s.copyToSignups(ctx, old, a, now); err != nil {
		return err
	}
	_, err := s.fillPlaces(ctx, a.ID, now)
	return err
}

func (s *Service) copyToSignups(ctx context.Context, old, a *Activity, now time.Time) error {
	moved := !old.Start.Equal(a.Start) || !old.End.Equal(a.End)
	renamed, elsewhere := old.Title != a.Title, old.Address != a.Address
	if !moved && !renamed && !elsewhere {
		return nil
	}
	live, err := s.store.signupsIn(ctx, a.ID, Pending, Waitlisted, Confirmed)
	if err != nil {
		return err
	}
	for i := range live {
		if !moved && !renamed {
			break
		}
		if err := s.copyToSignup(ctx, &live[i], a); err != nil {
			return err
		}
	}
	if !moved && !elsewhere {
		return nil
	}
	return s.Outbox.Queue(ctx, changedMessages(live, old, a, now)...)
}

// copyToSignup copies the new time and title to the sign-up and to the volunteer's diary. A clash with another activity is
// not refused: the message says what changed, and the volunteer decides.
func (s *Service) copyToSignup(ctx context.Context, su *Signup, a *Activity) error {
	_, err := s.store.allSignups.Update(ctx, su.ID, func(su *Signup) error {
		su.Start, su.End = a.Start, a.End
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.store.diaries.Upsert(ctx, su.VolunteerID, func(d *Diary) error {
		d.set(a)
		return nil
	})
	return err
}

func changed(old, a *Activity) []string {
	var fields []string
	for name, same := range map[string]bool{
		"title": old.Title == a.Title, "start": old.Start.Equal(a.Start), "end": old.End.Equal(a.End),
		"address": old.Address == a.Address, "capacity": old.Capacity == a.Capacity, "content": old.Content == a.Content,
		"risk": old.Risk == a.Risk, "bring": old.Bring == a.Bring, "leader": old.Leader == a.Leader, "signup_to": old.SignupTo.Equal(a.SignupTo),
	} {
		if !same {
			fields = append(fields, name)
		}
	}
	slices.Sort(fields)
	return fields
}
