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
	if _, _, err := s.mine(ctx, auth.SignupManage, activityID); err != nil {
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
		return s.noteSignup(ctx, "signup.create", &su, "")
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

// signable tells whether the old sign-up may be made anew: withdrawn, or declined for a reason that has gone (the rules
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

// Withdraw gives the acting volunteer's place or turn back, before the start. Within LateBefore of it the withdrawal is
// marked late and the leader is told. A place goes to the first in line in the same transaction.
func (s *Service) Withdraw(ctx context.Context, activityID, reason string) (Signup, error) {
	actor, err := auth.Require(ctx, auth.SignUp)
	if err != nil {
		return Signup{}, err
	}
	if err := needReason(reason); err != nil {
		return Signup{}, err
	}
	now := s.now()
	return s.leave(ctx, "signup.withdraw", activityID, actor.VolunteerID, now, func(su *Signup, a *Activity) error {
		if !now.Before(a.Start) {
			return ErrTooLate
		}
		su.Late = su.Holds() && a.Start.Sub(now) < LateBefore
		su.Reason = reason
		return su.Move(Withdrawn, now)
	})
}

// Decide confirms or declines a sign-up of the organisation's activity. Declining frees the place.
func (s *Service) Decide(ctx context.Context, signupID string, confirm bool, reason string) (Signup, error) {
	su, err := s.managed(ctx, signupID)
	if err != nil {
		return Signup{}, err
	}
	now := s.now()
	if !confirm {
		if err := needReason(reason); err != nil {
			return Signup{}, err
		}
		return s.leave(ctx, "signup.decline", su.ActivityID, su.VolunteerID, now, func(su *Signup, a *Activity) error {
			if !now.Before(a.Start) {
				return ErrStarted
			}
			su.Reason, su.Turn = reason, 0
			return su.Move(Declined, now)
		})
	}
	a, err := s.store.allActivities.Get(ctx, su.ActivityID)
	if err != nil {
		return Signup{}, err
	}
	if !a.Upcoming(now) && a.Status != Ongoing {
		return Signup{}, ErrMove
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		su, err = s.store.allSignups.Update(ctx, signupID, func(su *Signup) error {
			if su.Status != Pending { // who waits is promoted in turn, never past the others
				return ErrSignupMove
			}
			return su.Move(Confirmed, now)
		})
		if err != nil {
			return err
		}
		if err := s.Outbox.Queue(ctx, bookedMessage(&su, &a, 0)); err != nil {
			return err
		}
		return s.noteSignup(ctx, "signup.confirm", &su, "")
	})
	if err != nil {
		return Signup{}, fmt.Errorf("confirm %s: %w", signupID, err)
	}
	return su, nil
}

// leave applies a move that ends a sign-up and lets the line move up.
func (s *Service) leave(ctx context.Context, action, activityID, volunteerID string, now time.Time, move func(*Signup, *Activity) error) (Signup, error) {
	var su Signup
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		old, err := s.store.signupOf(ctx, activityID, volunteerID)
		if err != nil {
			return err
		}
		a, err := s.store.allActivities.Get(ctx, activityID)
		if err != nil {
			return err
		}
		if su, err = s.store.allSignups.Update(ctx, old.ID, func(su *Signup) error { return move(su, &a) }); err != nil {
			return err
		}
		a, err = s.store.allActivities.Update(ctx, activityID, func(a *Activity) error {
			if old.Status == Waitlisted {
				a.Waiting--
			} else {
				a.Taken--
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.store.free(ctx, volunteerID, activityID); err != nil {
			return err
		}
		if err := s.Outbox.Queue(ctx, leftMessages(&su, &a)...); err != nil {
			return err
		}
		if _, err := s.fill(ctx, activityID, now); err != nil {
			return err
		}
		return s.noteSignup(ctx, action, &su, su.Reason)
	}, docstore.Hot(activityID))
	if err != nil {
		return Signup{}, fmt.Errorf("%s of %s: %w", action, activityID, err)
	}
	return su, nil
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
		su, err = s.callUp(ctx, su, &a, now)
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

func (s *Service) callUp(ctx context.Context, su Signup, a *Activity, now time.Time) (Signup, error) {
	c, err := s.candidate(ctx, su.VolunteerID, a)
	if err != nil && !errors.Is(err, docstore.ErrNotFound) { // a profile that is gone is not active
		return su, err
	}
	why := a.Suits(c)
	su, err = s.store.allSignups.Update(ctx, su.ID, func(su *Signup) error {
		switch {
		case len(why) > 0:
			su.Reason = why[0].Code
			return su.Move(Declined, now)
		case a.Review:
			return su.Move(Pending, now)
		default:
			return su.Move(Confirmed, now)
		}
	})
	if err != nil {
		return su, err
	}
	if len(why) > 0 {
		if err := s.store.free(ctx, su.VolunteerID, a.ID); err != nil {
			return su, err
		}
		return su, s.Outbox.Queue(ctx, leftMessages(&su, a)...)
	}
	if err := s.noteSignup(ctx, "signup.promote", &su, ""); err != nil {
		return su, err
	}
	return su, s.Outbox.Queue(ctx, promotedMessage(&su, a))
}

// managed returns the sign-up when it is to an activity of the actor's organisation.
func (s *Service) managed(ctx context.Context, signupID string) (Signup, error) {
	actor, err := auth.Require(ctx, auth.SignupManage)
	if err != nil {
		return Signup{}, err
	}
	return s.store.signups.In(actor.Scope(auth.SignupManage)).Get(ctx, signupID)
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
	su, err := s.managed(ctx, signupID)
	if err != nil {
		return Signup{}, err
	}
	now := s.now()
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		su, err = s.store.allSignups.Update(ctx, signupID, func(su *Signup) error {
			if su.Status == Attended || now.Before(su.Start) {
				return ErrSignupMove
			}
			return su.Move(Absent, now)
		})
		if err != nil {
			return err
		}
		return s.noteSignup(ctx, "signup.absent", &su, "")
	})
	return su, err
}

// MarkAttended notes that hours of the volunteer on the activity were confirmed. Attendance calls it in its transaction;
// marking twice changes nothing.
func (s *Service) MarkAttended(ctx context.Context, activityID, volunteerID string) error {
	su, err := s.store.signupOf(ctx, activityID, volunteerID)
	if err != nil || su.Status == Attended {
		return err
	}
	_, err = s.store.allSignups.Update(ctx, su.ID, func(su *Signup) error { return su.Move(Attended, s.now()) })
	return err
}

// Unmark takes an attended mark back when the hours were voided.
func (s *Service) Unmark(ctx context.Context, activityID, volunteerID string) error {
	su, err := s.store.signupOf(ctx, activityID, volunteerID)
	if err != nil || su.Status != Attended {
		return err
	}
	_, err = s.store.allSignups.Update(ctx, su.ID, func(su *Signup) error { return su.Move(Absent, s.now()) })
	return err
}

// noteSignup names the volunteer when somebody else acts; else the entry's actor is their account.
func (s *Service) noteSignup(ctx context.Context, action string, su *Signup, reason string) error {
	subjects := []string{su.ActivityID, su.ID}
	if auth.From(ctx).VolunteerID != su.VolunteerID {
		subjects = append(subjects, su.VolunteerID)
	}
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: subjects, Region: su.Region, Reason: reason})
}
