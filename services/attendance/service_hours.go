package attendance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Confirm enters the stay's hours in the ledger: entry, totals, status of the sign-up and audit entry in one transaction.
// It returns auth.ErrSelf for the volunteer and for the person who recorded by hand, ErrLate for organisations after RecordDays
// working days, ErrMove when the stay is confirmed already, and for a stay by hand the errors of reviewed. A stay that would exceed
// the share of hours by hand goes on waiting for ConfirmOver; asked for again, it returns ErrHandShare while that is so.
func (s *Service) Confirm(ctx context.Context, attendanceID string) (Attendance, error) {
	c := s.confirming()
	enter, tell := c.Do, c.Tell
	c.Do = func(ctx context.Context, q workflow.Asking, t *stay) (err error) {
		t.over, err = s.aboveShare(ctx, &t.Attendance)
		switch {
		case err != nil:
			return err
		case !t.over:
			return enter(ctx, q, t)
		case len(t.OverBy) > 0:
			return ErrHandShare
		}
		t.OverBy = q.Actor.AddTo(nil)
		return s.checkFits(ctx, &t.Attendance, counted...)
	}
	c.Tell = func(ctx context.Context, t *stay) error {
		if t.over {
			return nil
		}
		return tell(ctx, t)
	}
	return s.takeHours(ctx, "confirm", attendanceID, c)
}

// ConfirmOver confirms a stay above the share of hours by hand with the reason. It is another person of the township or county than the
// one who found it to be above.
func (s *Service) ConfirmOver(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	c := s.confirming()
	c.Reason, c.Note = reason, nil
	return s.takeHours(ctx, "confirm_over", attendanceID, c)
}

// confirming returns the call that enters the stay's hours in the ledger.
func (s *Service) confirming() stayCall {
	entryID := id.New("led")
	var noted string
	return stayCall{
		Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
			t.ConfirmedBy, t.ConfirmedAt = q.Actor.ID(), q.Now
			t.EntryID, t.Postings = entryID, t.Postings+1
			noted = t.Reason
			return s.checkFits(ctx, &t.Attendance, counted...)
		},
		Note: func(e *audit.Entry) { e.Reason = noted },
		Tell: func(ctx context.Context, t *stay) error {
			if err := s.book(ctx, entryOf(&t.Attendance, t.ConfirmedBy, "")); err != nil {
				return err
			}
			if err := s.Activities.MarkAttended(ctx, t.ActivityID, t.VolunteerID); err != nil {
				return err
			}
			act, err := s.Activities.Get(ctx, t.ActivityID)
			if err != nil {
				return err
			}
			if err := s.updateSession(ctx, &act, ""); err != nil {
				return err
			}
			return s.tell(ctx, "attendance.confirmed", &t.Attendance, &act)
		},
	}
}

// takeHours is takeStay for acts that change the ledger. Its hot key is the organisation, whose totals they all write.
func (s *Service) takeHours(ctx context.Context, act, attendanceID string, c stayCall) (Attendance, error) {
	c.Hot = s.orgOfStay(ctx, attendanceID)
	return s.takeStay(ctx, act, attendanceID, c)
}

// Row is the result for one stay of ConfirmMany.
type Row struct {
	ID         string
	Attendance Attendance
	Err        error // nil: done
}

// MaxRows is the most stays in one call of ConfirmMany.
const MaxRows = 200

// ConfirmMany confirms each stay in a transaction of its own, so that a refused one does not stop the others.
func (s *Service) ConfirmMany(ctx context.Context, ids []string) ([]Row, error) {
	if _, err := auth.Require(ctx, auth.HoursConfirm); err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(ids))
	for _, one := range ids {
		a, err := s.Confirm(ctx, one)
		if err != nil && fault.KindOf(err) == fault.Internal {
			return rows, err
		}
		rows = append(rows, Row{ID: one, Attendance: a, Err: err})
	}
	return rows, nil
}

// Reject rejects the stay's hours and tells the volunteer the reason.
func (s *Service) Reject(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	return s.answer(ctx, "reject", attendanceID, reason, "attendance.rejected")
}

// Uphold decides a dispute: the hours are not changed.
func (s *Service) Uphold(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	return s.answer(ctx, "uphold", attendanceID, reason, "attendance.upheld")
}

// answer takes an act that does not change the ledger, and tells the volunteer the reason.
func (s *Service) answer(ctx context.Context, act, attendanceID, reason, template string) (Attendance, error) {
	return s.takeStay(ctx, act, attendanceID, stayCall{
		Reason: reason,
		Do: func(_ context.Context, _ workflow.Asking, t *stay) error {
			t.Reason = reason
			return nil
		},
		Tell: s.tellOf(template),
	})
}

// Dispute records the volunteer's objection to confirmed hours. The text is stored in the stay only, because it may be personal.
func (s *Service) Dispute(ctx context.Context, attendanceID, text string) (Attendance, error) {
	return s.takeStay(ctx, "dispute", attendanceID, stayCall{
		Reason: text,
		Do: func(_ context.Context, _ workflow.Asking, t *stay) error {
			t.Dispute = text
			return nil
		},
		Note: func(e *audit.Entry) { e.Reason = "" },
	})
}

// UndoCheckOut takes back a check-out by the code within ten minutes, so that the acting volunteer's stay goes on. It returns
// ErrUndoLate, or ErrAlready for a volunteer who has checked in elsewhere since.
func (s *Service) UndoCheckOut(ctx context.Context, attendanceID string) (Attendance, error) {
	a, err := s.takeStay(ctx, "undo_check_out", attendanceID, stayCall{
		Do: func(ctx context.Context, _ workflow.Asking, t *stay) error {
			if _, err := s.store.openOf(ctx, t.VolunteerID); !errors.Is(err, docstore.ErrNotFound) {
				if err == nil {
					err = ErrAlready
				}
				return err
			}
			t.reopen()
			return nil
		},
	})
	if docstore.IsDuplicate(err, "one_open") {
		err = ErrAlready
	}
	return a, err
}

// Correct replaces the hours of a stay in the ledger by a reversal and a new entry, with the reason, and revokes certificates
// with the stay. It returns auth.ErrSelf for the actor's own hours, and ErrHandReview to people of the organisation who add minutes.
// version, unless 0, is the version the actor saw; if it has changed since, docstore.ErrStale is returned.
func (s *Service) Correct(ctx context.Context, attendanceID string, version int64, h ByHand) (Attendance, error) {
	entryID := id.New("led")
	return s.takeHours(ctx, "correct", attendanceID, stayCall{
		Version: version,
		Reason:  h.Reason,
		Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
			act, err := s.Activities.Get(ctx, t.ActivityID)
			if err != nil {
				return err
			}
			before := t.Minutes
			act.Status = activities.Recorded // hours of an archived activity may be corrected too
			h := h
			if err := handRules(&act, &h, q.Now); err != nil {
				return err
			}
			if err := s.reverse(ctx, q, &t.Attendance, h.Reason); err != nil {
				return err
			}
			if !t.InAt.Equal(h.In) {
				t.InAt, t.InBy, t.Day = h.In, Hand, day(h.In)
			}
			t.closeByHand(h.Out)
			t.Reason, t.Note = h.Reason, h.Note
			t.EntryID, t.Postings = entryID, t.Postings+1
			if t.Minutes == 0 {
				return ErrNoMinutes
			}
			if t.Minutes > before && t.ofOrg(q.Actor) {
				return ErrHandReview
			}
			if err := s.checkFits(ctx, &t.Attendance, counted...); err != nil {
				return err
			}
			return s.book(ctx, entryOf(&t.Attendance, q.Actor.ID(), h.Reason))
		},
		Tell: s.tellOf("attendance.corrected"),
	})
}

// Void removes the hours of a false record from the ledger by a reversal, and also the activity's session when no hours are
// left. Certificates with the stay are revoked.
func (s *Service) Void(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	return s.takeHours(ctx, "void", attendanceID, stayCall{
		Reason: reason,
		Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
			if err := s.reverse(ctx, q, &t.Attendance, reason); err != nil {
				return err
			}
			t.Reason, t.EntryID = reason, ""
			return nil
		},
		Tell: func(ctx context.Context, t *stay) error {
			act, err := s.Activities.Get(ctx, t.ActivityID)
			if err != nil {
				return err
			}
			if err := s.unmark(ctx, &t.Attendance); err != nil {
				return err
			}
			if err := s.updateSession(ctx, &act, reason); err != nil {
				return err
			}
			return s.tell(ctx, "attendance.voided", &t.Attendance, &act)
		},
	})
}

// unmark undoes the status "attended" of the sign-up when no hours of the volunteer on the activity are left.
func (s *Service) unmark(ctx context.Context, a *Attendance) error {
	left, err := s.store.countInLedger(ctx, a.ActivityID, a.VolunteerID)
	if err != nil || left > 0 {
		return err
	}
	return s.Activities.Unmark(ctx, a.ActivityID, a.VolunteerID)
}

// orgOfStay and orgOfActivity return the id of the organisation, the hot key of transactions that write its totals. It is empty
// when there is no such stay or activity; the use case then returns the error.
func (s *Service) orgOfStay(ctx context.Context, attendanceID string) string {
	a, err := s.store.all.Get(ctx, attendanceID)
	if err != nil {
		return ""
	}
	return a.OrgID
}

func (s *Service) orgOfActivity(ctx context.Context, activityID string) string {
	act, err := s.Activities.Get(ctx, activityID)
	if err != nil {
		return ""
	}
	return act.OrgID
}

// reverse reverses the stay's entry in force and revokes the certificates with the stay.
func (s *Service) reverse(ctx context.Context, q workflow.Asking, a *Attendance, reason string) error {
	e, err := s.store.ledger.all().Get(ctx, a.EntryID)
	if err != nil {
		return fmt.Errorf("entry of %s: %w", a.ID, err)
	}
	a.Postings++
	back := e.reversal(q.Actor.ID(), reason)
	back.complete(a.Postings)
	if err := s.book(ctx, back); err != nil {
		return err
	}
	return s.revokeAll(ctx, a.ID)
}

// entryOf returns the ledger entry for the stay.
func entryOf(a *Attendance, actor, reason string) Entry {
	e := Entry{
		Kind: Hours, Ref: a.ID, ActivityID: a.ActivityID, VolunteerID: a.VolunteerID, OrgID: a.OrgID, ContractID: a.ContractID,
		Region: a.Region, Type: a.Type, Day: a.Day, Month: month(a.InAt), From: a.CountFrom, To: a.CountTo,
		Minutes: a.Minutes, PersonTimes: 1, HandTimes: a.handTimes(), Grade: a.Grade(), Source: a.Source(), Actor: actor, Reason: reason,
	}
	e.ID = a.EntryID
	e.complete(a.Postings)
	return e
}

// Due returns the last instant at which the organisation may confirm the stay's hours: that of the RecordDays-th working day after the
// activity.
func (s *Service) Due(a *Attendance) time.Time {
	return s.Calendar.AddWorkdays(region.DayOf(a.PlanTo), RecordDays).LastInstant()
}
