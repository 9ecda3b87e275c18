package activities

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Edit replaces the plan. edition, unless 0, is what the editor saw: another one is docstore.ErrStale. Once published,
// organisation, contract, type and target group are fixed, the capacity cannot fall below the places taken, and a new time or place is told
// to everybody signed up; what has begun is not edited.
func (s *Service) Edit(ctx context.Context, activityID string, edition int64, n NewActivity) (Activity, error) {
	actor, before, err := s.mine(ctx, auth.ActivityEdit, activityID)
	if err != nil {
		return Activity{}, err
	}
	if !actor.ForOrg(auth.ActivityEdit, n.OrgID, "") {
		return Activity{}, auth.ErrForbidden
	}
	if n.LeaderPhone == "" { // unchanged
		if n.LeaderPhone, err = s.store.phone(&before); err != nil {
			return Activity{}, fmt.Errorf("open leader's phone: %w", err)
		}
	}
	if err := s.checkPlan(&n.Plan, n.LeaderPhone); err != nil {
		return Activity{}, err
	}
	if err := s.checkUpstream(ctx, &Activity{Plan: n.Plan}); err != nil {
		return Activity{}, err
	}
	now := s.now()
	var a Activity
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var old Activity
		var err error
		a, err = s.store.allActivities.Update(ctx, activityID, func(a *Activity) error {
			old = *a
			if edition != 0 && edition != a.Edition {
				return docstore.ErrStale
			}
			if err := a.replace(n.Plan, now); err != nil {
				return err
			}
			a.Makers = actor.AddTo(a.Makers)
			return s.store.sealPhone(a, n.LeaderPhone)
		})
		if err != nil {
			return err
		}
		if err := s.note(ctx, "activity.edit", &a, "", changed(&old, &a)...); err != nil {
			return err
		}
		return s.carry(ctx, &old, &a, now)
	}, docstore.Hot(activityID))
	if err != nil {
		return Activity{}, fmt.Errorf("edit activity %s: %w", activityID, err)
	}
	return a, nil
}

// replace puts the plan in, or says why it cannot.
func (a *Activity) replace(p Plan, now time.Time) error {
	switch {
	case slices.Contains([]Status{Draft, Returned, Submitted}, a.Status):
		a.Status = map[Status]Status{Draft: Draft, Returned: Returned, Submitted: Draft}[a.Status] // what was submitted is another plan now
	case !a.Upcoming(now):
		return ErrStarted
	case p.OrgID != a.OrgID || p.ContractID != a.ContractID || p.Type != a.Type || p.TargetGroup != a.TargetGroup:
		return ErrFixed
	case p.Capacity < a.Taken:
		return ErrBelowTaken.With("taken", fmt.Sprint(a.Taken))
	case !p.Start.After(now):
		return ErrStarted
	}
	a.Plan = p
	a.Edition++
	a.Advance(now)
	return nil
}

// carry brings sign-ups to an edited plan: copied times, a message to each, and places that the edit has made.
func (s *Service) carry(ctx context.Context, old, a *Activity, now time.Time) error {
	if !a.Upcoming(now) {
		return nil
	}
	if err := s.carrySignups(ctx, old, a, now); err != nil {
		return err
	}
	_, err := s.fill(ctx, a.ID, now)
	return err
}

func (s *Service) carrySignups(ctx context.Context, old, a *Activity, now time.Time) error {
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
		if err := s.carryOne(ctx, &live[i], a); err != nil {
			return err
		}
	}
	if !moved && !elsewhere {
		return nil
	}
	return s.Outbox.Queue(ctx, changedMessages(live, old, a, now)...)
}

// carryOne copies the new time and title to the sign-up and into the volunteer's diary. A clash that this makes is the
// volunteer's to resolve; the message says what changed.
func (s *Service) carryOne(ctx context.Context, su *Signup, a *Activity) error {
	_, err := s.store.allSignups.Update(ctx, su.ID, func(su *Signup) error {
		su.Start, su.End = a.Start, a.End
		return nil
	})
	if err != nil {
		return err
	}
	_, err = s.store.diaries.Upsert(ctx, su.VolunteerID, func(d *Diary) error {
		d.put(a)
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
