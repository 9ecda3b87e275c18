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
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// SignUp signs the acting volunteer up and returns the sign-up: with a place, or on the waiting list at the position (0: not
// waiting). It returns one of the refusals in signup.go; on any error nothing is stored or sent.
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

// SignUpFor signs up a volunteer within the actor's reach, for example after a phone call, by the same rules. The volunteer
// is told and may withdraw.
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

// book takes the place in one transaction. It reads the volunteer before the transaction, which keeps the transaction short.
// Refusals of the activity are returned before the first write.
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
			if status, turn, err = a.TakePlace(now); err != nil {
				return err
			}
			return first(a.Refusals(s.candidateOn(&v, a)))
		})
		if err != nil {
			return err
		}
		if su, err = s.storeSignup(ctx, &a, &v, status, turn, now); err != nil {
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

// whyNot returns a better reason for a refused sign-up: ErrTwice for a volunteer who has a place, instead of ErrFull, and
// ErrClashWaiting for one who only waits for the other place.
func (s *Service) whyNot(ctx context.Context, activityID, volunteerID string, why error) error {
	switch {
	case errors.Is(why, ErrNotOpen):
		if a, err := s.store.allActivities.Get(ctx, activityID); err == nil && a.Status != Cancelled {
			return docstore.ErrNotFound // volunteers may not know of drafts
		}
	case errors.Is(why, ErrClash):
		if f, ok := errors.AsType[*fault.Fault](why); ok {
			return s.clashWith(ctx, f.Args["activity"], f.Args["title"], volunteerID)
		}
	case errors.Is(why, ErrFull), errors.Is(why, ErrSignupClosed), errors.Is(why, ErrSignupNotOpen):
		if old, err := s.store.signupOf(ctx, activityID, volunteerID); err == nil && old.Live() {
			return ErrTwice
		}
	}
	return why
}

// clashWith returns ErrClash, or ErrClashWaiting when the volunteer only waits for a place on the other activity.
func (s *Service) clashWith(ctx context.Context, otherID, title, volunteerID string) *fault.Fault {
	why := ErrClash
	if su, err := s.store.signupOf(ctx, otherID, volunteerID); err == nil && su.Status == Waitlisted {
		why = ErrClashWaiting
	}
	return why.With("activity", otherID, "title", title)
}

// renewal returns why the volunteer may not sign up again. They may after a withdrawal, and after a refusal by a rule, since the rules
// have just been checked again: nil. What the organisation declined stays declined.
func renewal(su *Signup) *fault.Fault {
	switch {
	case su.Status == Withdrawn, su.Status == Declined && su.Turn > 0:
		return nil
	case su.Status == Declined:
		return ErrDeclined
	}
	return ErrTwice
}

// storeSignup stores a new sign-up, or replaces a withdrawn one, and enters it in the volunteer's diary. It returns ErrTwice,
// ErrDeclined, or ErrClash for another activity at the same time.
func (s *Service) storeSignup(ctx context.Context, a *Activity, v *volunteers.Volunteer, status SignupStatus, turn int64, now time.Time) (su Signup, err error) {
	made := Signup{
		Meta:       docstore.Meta{ID: signupID(a.ID, v.ID)},
		ActivityID: a.ID, VolunteerID: v.ID, PersonKey: v.PersonKey, OrgID: a.OrgID, Region: a.Region, Start: a.Start, End: a.End,
		Status: status, StatusAt: now, Turn: turn, Own: auth.From(ctx).VolunteerID == v.ID,
	}
	su, err = s.store.allSignups.Upsert(ctx, made.ID, func(su *Signup) error {
		if su.Status != "" {
			if why := renewal(su); why != nil {
				return why
			}
		}
		made.Meta = su.Meta
		*su = made
		return nil
	})
	if err != nil {
		return su, err
	}
	_, err = s.store.diaries.Upsert(ctx, v.ID, func(d *Diary) error { return d.Book(a, now) })
	return su, err
}

type signupCall = workflow.Call[Signup]

// takeSignup takes one of signupActs with the sign-up.
func (s *Service) takeSignup(ctx context.Context, act, signupID string, c signupCall) (Signup, error) {
	c.Note = func(e *audit.Entry) { e.Subjects = withoutActor(ctx, e.Subjects) }
	return s.signups.Take(ctx, act, signupID, c)
}

// moveSignup takes one of the hidden signupActs with the sign-up, in the caller's transaction.
func (s *Service) moveSignup(ctx context.Context, act, reason, signupID string) (Signup, error) {
	q := workflow.Asking{Actor: auth.From(ctx), Now: s.now()}
	return s.store.allSignups.Update(ctx, signupID, func(su *Signup) error { return signupActs.Move(act, q, reason, su) })
}

// Withdraw withdraws the acting volunteer's sign-up before the start. Within LateBefore of the start it is marked late and
// the leader is told, or the organisation when the leader has left it. A free place goes to the first on the waiting list in the same transaction.
func (s *Service) Withdraw(ctx context.Context, activityID, reason string) (Signup, error) {
	su := signupID(activityID, auth.From(ctx).VolunteerID)
	return s.takeSignup(ctx, "withdraw", su, s.endingSignup(activityID, reason, func(q workflow.Asking, su *Signup) {
		su.Late = su.Holds() && su.Start.Sub(q.Now) < LateBefore
	}))
}

// Decide confirms or declines a sign-up of the organisation's activity. Declining frees the place.
func (s *Service) Decide(ctx context.Context, signupID string, confirm bool, reason string) (Signup, error) {
	if confirm { // only pending sign-ups: the waiting list is promoted in its order
		return s.takeSignup(ctx, "confirm", signupID, signupCall{Tell: s.tellBooked})
	}
	return s.takeSignup(ctx, "decline", signupID, s.endingSignup(s.activityOfSignup(ctx, signupID), reason, func(_ workflow.Asking, su *Signup) { su.Turn = 0 }))
}

// tellBooked queues the message that the sign-up was confirmed.
func (s *Service) tellBooked(ctx context.Context, su *Signup) error {
	a, err := s.store.allActivities.Get(ctx, su.ActivityID)
	if err != nil {
		return err
	}
	return s.Outbox.Queue(ctx, bookedMessage(su, &a, 0))
}

// endingSignup returns the call of an act that ends a sign-up: its place goes to the waiting list.
func (s *Service) endingSignup(activityID, reason string, change func(workflow.Asking, *Signup)) signupCall {
	var was SignupStatus
	return signupCall{
		Reason: reason,
		Hot:    activityID,
		Do: func(_ context.Context, q workflow.Asking, su *Signup) error {
			was = su.Status
			change(q, su)
			return nil
		},
		Tell: func(ctx context.Context, su *Signup) error { return s.leave(ctx, su, was) },
	}
}

// leave gives the place of a sign-up that has ended, or its position in line, to the waiting list, and tells the people concerned.
func (s *Service) leave(ctx context.Context, su *Signup, was SignupStatus) error {
	a, err := s.store.allActivities.Update(ctx, su.ActivityID, func(a *Activity) error {
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
	if err := s.store.freeDiary(ctx, su.VolunteerID, su.ActivityID); err != nil {
		return err
	}
	up, err := s.fillPlaces(ctx, su.ActivityID, s.now())
	switch {
	case err != nil:
		return err
	case su.Status == Declined:
		return s.Outbox.Queue(ctx, about("activity.declined", su, &a, true))
	case su.Late:
		return s.tellWithdrawn(ctx, su, &a, int64(len(up)))
	}
	return nil
}

// tellWithdrawn queues the message about a late withdrawal to the leader, or to the organisation when the leader has left it.
func (s *Service) tellWithdrawn(ctx context.Context, su *Signup, a *Activity, moved int64) error {
	who, err := s.Volunteers.MaskedName(ctx, su.VolunteerID)
	if err != nil {
		return err
	}
	there, err := s.Orgs.Employs(ctx, a.OrgID, a.Leader)
	if err != nil {
		return fmt.Errorf("leader of %s: %w", a.ID, err)
	}
	m := withdrawnMessage(su, a, who, moved)
	if !there {
		m.To = a.OrgID
	}
	return s.Outbox.Queue(ctx, m)
}

// fillPlaces gives free places to the waiting list, in its order, and returns the promoted sign-ups. A volunteer who may no
// longer take part (expired clearance, frozen profile) is declined with the reason, and the next one is tried.
func (s *Service) fillPlaces(ctx context.Context, activityID string, now time.Time) ([]Signup, error) {
	a, err := s.store.allActivities.Get(ctx, activityID)
	if err != nil {
		return nil, err
	}
	free, left := a.Free(), a.Waiting
	var up []Signup
	for a.Upcoming(now) && free > 0 && left > 0 {
		su, err := s.store.firstWaiting(ctx, activityID)
		if errors.Is(err, docstore.ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		su, err = s.promoteOrDecline(ctx, su, &a)
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

// promoteOrDecline gives a waiting sign-up a free place, or declines it when the volunteer may no longer take part.
func (s *Service) promoteOrDecline(ctx context.Context, su Signup, a *Activity) (Signup, error) {
	c, err := s.candidate(ctx, su.VolunteerID, a)
	if err != nil && !errors.Is(err, docstore.ErrNotFound) { // without a profile the candidate is not active
		return su, err
	}
	why := a.Refusals(c)
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
		if err := s.store.freeDiary(ctx, su.VolunteerID, a.ID); err != nil {
			return su, err
		}
		return su, s.Outbox.Queue(ctx, about("activity.declined", &su, a, true))
	}
	if err := s.noteSignup(ctx, "signup.promote", &su); err != nil {
		return su, err
	}
	return su, s.Outbox.Queue(ctx, promotedMessage(&su, a))
}

// activityOfSignup returns the id of the sign-up's activity, the hot key of its changes; empty when there is no such sign-up.
func (s *Service) activityOfSignup(ctx context.Context, signupID string) string {
	su, err := s.store.allSignups.Get(ctx, signupID)
	if err != nil {
		return "" // the use case returns the error
	}
	return su.ActivityID
}

// MarkAbsent records that a confirmed volunteer did not come. It fails before the start of the activity.
func (s *Service) MarkAbsent(ctx context.Context, signupID string) (Signup, error) {
	return s.takeSignup(ctx, "absent", signupID, signupCall{})
}

// MarkAttended records that hours of the volunteer on the activity were confirmed. Attendance calls it in its transaction;
// calling it again changes nothing.
func (s *Service) MarkAttended(ctx context.Context, activityID, volunteerID string) error {
	su, err := s.store.signupOf(ctx, activityID, volunteerID)
	if err != nil || su.Status == Attended {
		return err
	}
	_, err = s.moveSignup(ctx, "attend", "", su.ID)
	return err
}

// Unmark undoes MarkAttended when the hours were voided.
func (s *Service) Unmark(ctx context.Context, activityID, volunteerID string) error {
	su, err := s.store.signupOf(ctx, activityID, volunteerID)
	if err != nil || su.Status != Attended {
		return err
	}
	_, err = s.moveSignup(ctx, "miss", "", su.ID)
	return err
}

// noteSignup writes the audit entry of a new or promoted sign-up.
func (s *Service) noteSignup(ctx context.Context, action string, su *Signup) error {
	e := signupEntry(su)
	e.Action, e.Subjects = action, withoutActor(ctx, e.Subjects)
	return s.Audit.Write(ctx, e)
}

// signupEntry returns the audit entry about a sign-up. The volunteer is the last of its subjects.
func signupEntry(su *Signup) audit.Entry {
	return audit.Entry{Subjects: []string{su.ActivityID, su.ID, su.VolunteerID}, Region: su.Region}
}

// withoutActor removes the last subject, the volunteer, if it is the acting person, whose account the entry already names.
func withoutActor(ctx context.Context, subjects []string) []string {
	last := len(subjects) - 1
	if subjects[last] == auth.From(ctx).VolunteerID {
		return subjects[:last]
	}
	return subjects
}
