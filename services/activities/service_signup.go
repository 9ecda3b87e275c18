package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// SignUp books the acting volunteer: a place, or a turn in the waiting line, and says in the answer which. On any error,
// one of the refusals in signup.go, nothing is stored or sent. Position is the place in the line, 0 when not waiting.
func (s *Service) SignUp(ctx context.Context, activityID string) (su Signup, position int64, err error) {
	actor, err := auth.Require(ctx, auth.SignUp)
	if err != nil {
		return Signup{}, 0, err
	}
	if actor.VolunteerID == "" {
		return Signup{}, 0, ErrNoProfile
	}
	return s.book(ctx, activityID, actor.VolunteerID)
}

// SignUpFor books a volunteer within the actor's reach on behalf of the organisation (a phone call, say), by the same
// rules. The volunteer is told and may withdraw.
func (s *Service) SignUpFor(ctx context.Context, activityID, volunteerID string) (su Signup, position int64, err error) {
	actor, err := auth.Require(ctx, auth.SignupManage)
	if err != nil {
		return Signup{}, 0, err
	}
	if _, err := s.store.activities.In(actor.Scope(auth.SignupManage)).Get(ctx, activityID); err != nil {
		return Signup{}, 0, err
	}
	if _, err := s.Volunteers.Read(ctx, volunteerID); err != nil {
		return Signup{}, 0, err
	}
	return s.book(ctx, activityID, volunteerID)
}

// book takes the place in one transaction. It reads the volunteer before, so that the writer does not wait for it, and the
// activity once. What the activity refuses is refused before the first write.
func (s *Service) book(ctx context.Context, activityID, volunteerID string) (su Signup, position int64, err error) {
	now := s.now()
	v, err := s.Volunteers.Get(ctx, volunteerID)
	if err != nil {
		return Signup{}, 0, fmt.Errorf("sign up for %s: %w", activityID, err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var status SignupStatus
		var turn int64
		a, err := s.store.allActivities.Update(ctx, activityID, func(a *Activity) (err error) {
			if status, turn, err = a.Take(now); err != nil {
				return err
			}
			return first(a.Suits(s.judge(&v, a)))
		})
		if err != nil {
			return err
		}
		if su, err = s.keep(ctx, &a, volunteerID, status, turn, now); err != nil {
			return err
		}
		if position = 0; status == Waitlisted {
			position = a.Waiting
		}
		if err := s.Outbox.Queue(ctx, bookedMessage(&su, &a, position)); err != nil {
			return err
		}
		return s.noteSignup(ctx, "signup.create", &su)
	}, docstore.Hot(activityID))
	if err != nil {
		return Signup{}, 0, fmt.Errorf("sign up for %s: %w", activityID, s.whyNot(ctx, activityID, volunteerID, err))
	}
	return su, position, nil
}

func first(why []*fault.Fault) error {
	if len(why) == 0 {
		return nil
	}
	return why[0]
}

// whyNot tells whoever has a place already so, rather than that there is none left.
func (s *Service) whyNot(ctx context.Context, activityID, volunteerID string, why error) error {
	switch {
	case errors.Is(why, ErrNotOpen):
		if a, err := s.store.allActivities.Get(ctx, activityID); err == nil && a.Status != Cancelled {
			return docstore.ErrNotFound // outsiders do not hear of a draft
		}
	case errors.Is(why, ErrFull), errors.Is(why, ErrSignupClosed):
		if old, err := s.store.signupOf(ctx, activityID, volunteerID); err == nil && old.Live() {
			return ErrTwice
		}
	}
	return why
}

// signable reports whether the old sign-up may be made anew: withdrawn, or declined for a reason that has gone (the rules
// have just been asked again). What the organisation declined by hand stays declined.
func signable(su *Signup) bool {
	return su.Status == Withdrawn || su.Status == Declined && su.Turn > 0
}

// keep stores the sign-up, anew or in place of one that was given back, and writes it into the volunteer's diary, where
// two sign-ups for the same time are refused.
func (s *Service) keep(ctx context.Context, a *Activity, volunteerID string, status SignupStatus, turn int64, now time.Time) (su Signup, err error) {
	made := Signup{
		Meta:       docstore.Meta{ID: signupID(a.ID, volunteerID)},
		ActivityID: a.ID, VolunteerID: volunteerID, OrgID: a.OrgID, Region: a.Region, Start: a.Start, End: a.End,
		Status: status, StatusAt: now, Turn: turn,
	}
	su, err = s.store.allSignups.Upsert(ctx, made.ID, func(su *Signup) error {
		if su.Status != "" && !signable(su) {
			return ErrTwice
		}
		made.Meta = su.Meta
		*su = made
		return nil
	})
	if err != nil {
		return su, err
	}
	_, err = s.store.diaries.Upsert(ctx, volunteerID, func(d *Diary) error { return d.Book(a, now) })
	return su, err
}

type signupCall = workflow.Call[Signup]

// takeSignup takes one act of signupActs with the sign-up.
func (s *Service) takeSignup(ctx context.Context, act, signupID string, c signupCall) (Signup, error) {
	c.Note = func(e *audit.Entry) { e.Subjects = withoutActor(ctx, e.Subjects) }
	return s.signups.Take(ctx, act, signupID, c)
}

// moveSignup takes a hidden act of signupActs with the sign-up, in the caller's transaction.
func (s *Service) moveSignup(ctx context.Context, act, reason, signupID string) (Signup, error) {
	q := workflow.Asking{Actor: auth.From(ctx), Now: s.now()}
	return s.store.allSignups.Update(ctx, signupID, func(su *Signup) error { return signupActs.Move(act, q, reason, su) })
}

// Withdraw gives the acting volunteer's place or turn back, before the start. Within LateBefore of it the withdrawal is
// marked late and the leader is told. A place goes to the first in line in the same transaction.
func (s *Service) Withdraw(ctx context.Context, activityID, reason string) (Signup, error) {
	su := signupID(activityID, auth.From(ctx).VolunteerID)
	return s.takeSignup(ctx, "withdraw", su, s.leaving(activityID, reason, func(q workflow.Asking, su *Signup) {
		su.Late = su.Holds() && su.Start.Sub(q.Now) < LateBefore
	}))
}

// Decide confirms or declines a sign-up of the organisation's activity. Declining frees the place.
func (s *Service) Decide(ctx context.Context, signupID string, confirm bool, reason string) (Signup, error) {
	if confirm { // only who is pending: the waiting list is promoted in turn
		return s.takeSignup(ctx, "confirm", signupID, signupCall{Tell: s.tellBooked})
	}
	return s.takeSignup(ctx, "decline", signupID, s.leaving(s.activityOfSignup(ctx, signupID), reason, func(_ workflow.Asking, su *Signup) { su.Turn = 0 }))
}

// tellBooked tells a volunteer whose sign-up was confirmed.
func (s *Service) tellBooked(ctx context.Context, su *Signup) error {
	a, err := s.store.allActivities.Get(ctx, su.ActivityID)
	if err != nil {
		return err
	}
	return s.Outbox.Queue(ctx, bookedMessage(su, &a, 0))
}

// leaving is an act that ends a sign-up: the place or the turn goes back, and the line moves up.
func (s *Service) leaving(activityID, reason string, change func(workflow.Asking, *Signup)) signupCall {
	var was SignupStatus
	return signupCall{
		Reason: reason,
		Hot:    activityID,
		Do: func(_ context.Context, q workflow.Asking, su *Signup) error {
			was = su.Status
			change(q, su)
			return nil
		},
		Tell: func(ctx context.Context, su *Signup) error {
			a, err := s.store.allActivities.Update(ctx, activityID, func(a *Activity) error {
				if was == Waitlisted {
					a.Waiting--
				} else {
					a.Taken--
				}
				return nil
			})
			if err != nil {
				return err
			}
			if err := s.store.free(ctx, su.VolunteerID, activityID); err != nil {
				return err
			}
			if err := s.Outbox.Queue(ctx, leftMessages(su, &a)...); err != nil {
				return err
			}
			_, err = s.fill(ctx, activityID, s.now())
			return err
		},
	}
}

// fill gives free places to those waiting, strictly in turn, and returns who moved up. Somebody who no longer may take
// part (a clearance that lapsed, a frozen profile) is declined and told why, and the next one is asked.
func (s *Service) fill(ctx context.Context, activityID string, now time.Time) ([]Signup, error) {
	a, err := s.store.allActivities.Get(ctx, activityID)
	if err != nil {
		return nil, err
	}
	free, left := a.Free(), a.Waiting
	var up []Signup
	for a.Upcoming(now) && free > 0 && left > 0 {
		su, err := s.store.firstInLine(ctx, activityID)
		if errors.Is(err, docstore.ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		su, err = s.callUp(ctx, su, &a)
		if err != nil {
			return nil, err
		}
		left--
		if su.Holds() {
			free--
			up = append(up, su)
		}
	}
	if left == a.Waiting {
		return nil, nil
	}
	_, err = s.store.allActivities.Update(ctx, activityID, func(a *Activity) error {
		a.Taken += int64(len(up))
		a.Waiting = left
		return nil
	})
	return up, err
}

func (s *Service) callUp(ctx context.Context, su Signup, a *Activity) (Signup, error) {
	c, err := s.candidate(ctx, su.VolunteerID, a)
	if err != nil && !errors.Is(err, docstore.ErrNotFound) { // a profile that is gone is not active
		return su, err
	}
	why := a.Suits(c)
	switch {
	case len(why) > 0:
		su, err = s.moveSignup(ctx, "drop", why[0].Code, su.ID)
	case a.Review:
		su, err = s.moveSignup(ctx, "queue", "", su.ID)
	default:
		su, err = s.moveSignup(ctx, "promote", "", su.ID)
	}
	if err != nil {
		return su, err
	}
	if len(why) > 0 {
		if err := s.store.free(ctx, su.VolunteerID, a.ID); err != nil {
			return su, err
		}
		return su, s.Outbox.Queue(ctx, leftMessages(&su, a)...)
	}
	if err := s.noteSignup(ctx, "signup.promote", &su); err != nil {
		return su, err
	}
	return su, s.Outbox.Queue(ctx, promotedMessage(&su, a))
}

// activityOfSignup returns the id of the activity, the hot key of every change of a place; empty when there is no such sign-up.
func (s *Service) activityOfSignup(ctx context.Context, signupID string) string {
	su, err := s.store.allSignups.Get(ctx, signupID)
	if err != nil {
		return "" // the use case says why
	}
	return su.ActivityID
}

// MarkAbsent notes that a confirmed volunteer did not come, once the activity has begun.
func (s *Service) MarkAbsent(ctx context.Context, signupID string) (Signup, error) {
	return s.takeSignup(ctx, "absent", signupID, signupCall{})
}

// MarkAttended notes that hours of the volunteer on the activity were confirmed. Attendance calls it in its transaction;
// marking twice changes nothing.
func (s *Service) MarkAttended(ctx context.Context, activityID, volunteerID string) error {
	su, err := s.store.signupOf(ctx, activityID, volunteerID)
	if err != nil || su.Status == Attended {
		return err
	}
	_, err = s.moveSignup(ctx, "attend", "", su.ID)
	return err
}

// Unmark takes an attended mark back when the hours were voided.
func (s *Service) Unmark(ctx context.Context, activityID, volunteerID string) error {
	su, err := s.store.signupOf(ctx, activityID, volunteerID)
	if err != nil || su.Status != Attended {
		return err
	}
	_, err = s.moveSignup(ctx, "miss", "", su.ID)
	return err
}

// noteSignup writes the audit entry of a sign-up that was made or promoted.
func (s *Service) noteSignup(ctx context.Context, action string, su *Signup) error {
	e := signupEntry(su)
	e.Action, e.Subjects = action, withoutActor(ctx, e.Subjects)
	return s.Audit.Write(ctx, e)
}

// signupEntry is the audit entry about a sign-up. The volunteer comes last among its subjects.
func signupEntry(su *Signup) audit.Entry {
	return audit.Entry{Subjects: []string{su.ActivityID, su.ID, su.VolunteerID}, Region: su.Region}
}

// withoutActor leaves out the last subject, the volunteer, when it is the acting person: the entry names their account already.
func withoutActor(ctx context.Context, subjects []string) []string {
	last := len(subjects) - 1
	if subjects[last] == auth.From(ctx).VolunteerID {
		return subjects[:last]
	}
	return subjects
}
