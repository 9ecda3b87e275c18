package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Confirm puts the stay's hours into the ledger: entry, totals, mark on the sign-up and audit entry in one transaction.
// The confirming person is neither the volunteer nor who recorded by hand (auth.ErrSelf); after RecordDays working days
// they must act for a region (ErrLate). Confirming twice is ErrMove and posts nothing.
func (s *Service) Confirm(ctx context.Context, attendanceID string) (Attendance, error) {
	entryID := id.New("led")
	var noted string
	return s.takeHours(ctx, "confirm", attendanceID, stayCall{
		Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
			t.ConfirmedBy, t.ConfirmedAt = q.Actor.ID(), q.Now
			t.EntryID, t.Postings = entryID, t.Postings+1
			noted = t.Reason
			return s.fits(ctx, &t.Attendance, counted...)
		},
		Note: func(e *audit.Entry) { e.Reason = noted },
		Tell: func(ctx context.Context, t *stay) error {
			if err := s.post(ctx, []Entry{entryOf(&t.Attendance, t.ConfirmedBy, "")}); err != nil {
				return err
			}
			if err := s.Activities.MarkAttended(ctx, t.ActivityID, t.VolunteerID); err != nil {
				return err
			}
			act, err := s.Activities.Get(ctx, t.ActivityID)
			if err != nil {
				return err
			}
			if err := s.session(ctx, &act, ""); err != nil {
				return err
			}
			return s.tell(ctx, "attendance.confirmed", &t.Attendance, &act)
		},
	})
}

// takeHours is takeStay for an act that changes the ledger: the transactions of one organisation contend for its totals.
func (s *Service) takeHours(ctx context.Context, act, attendanceID string, c stayCall) (Attendance, error) {
	c.Hot = s.orgOfStay(ctx, attendanceID)
	return s.takeStay(ctx, act, attendanceID, c)
}

// Row is the result for one of many.
type Row struct {
	ID         string
	Attendance Attendance
	Err        error // nil: done
}

// MaxRows is the most stays that are confirmed in one call.
const MaxRows = 200

// ConfirmMany confirms each stay by itself: one that is refused does not hold up the others.
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

// Reject refuses the stay's hours with a reason, which the volunteer is told.
func (s *Service) Reject(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	return s.answer(ctx, "reject", attendanceID, reason, "attendance.rejected")
}

// Uphold answers a dispute: the hours stay as they are.
func (s *Service) Uphold(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	return s.answer(ctx, "uphold", attendanceID, reason, "attendance.upheld")
}

// answer takes an act that tells the volunteer a reason and leaves the ledger as it is.
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

// Dispute lets the volunteer say that confirmed hours are wrong. The text is kept with the stay only: it may be personal.
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

// Correct replaces the hours of a stay in the ledger: a reversal of the entry in force and a new entry, with the reason.
// Certificates that name the stay are revoked. Nobody corrects own hours. version, unless 0, is what the corrector saw:
// another one is docstore.ErrStale.
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
			act.Status = activities.Recorded // an archived activity's hours can still be wrong
			h := h
			if err := handRules(&act, &h, q.Now); err != nil {
				return err
			}
			if err := s.takeBack(ctx, q, &t.Attendance, h.Reason); err != nil {
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
			if err := s.fits(ctx, &t.Attendance, counted...); err != nil {
				return err
			}
			return s.post(ctx, []Entry{entryOf(&t.Attendance, q.Actor.ID(), h.Reason)})
		},
		Tell: s.tellOf("attendance.corrected"),
	})
}

// Void takes the hours of a false record out of the ledger by a reversal, and the activity's session with the last of
// them. Certificates that name the stay are revoked.
func (s *Service) Void(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	return s.takeHours(ctx, "void", attendanceID, stayCall{
		Reason: reason,
		Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
			if err := s.takeBack(ctx, q, &t.Attendance, reason); err != nil {
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
			if err := s.session(ctx, &act, reason); err != nil {
				return err
			}
			return s.tell(ctx, "attendance.voided", &t.Attendance, &act)
		},
	})
}

// unmark takes the attended mark back when no hours of the volunteer on the activity are left.
func (s *Service) unmark(ctx context.Context, a *Attendance) error {
	left, err := s.store.counting(ctx, a.ActivityID, a.VolunteerID)
	if err != nil || left > 0 {
		return err
	}
	return s.Activities.Unmark(ctx, a.ActivityID, a.VolunteerID)
}

// orgOfStay and orgOfActivity return the id of the organisation, the hot key of everything that adds to its totals; empty
// when there is no such stay or activity, which the use case says by itself.
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

// takeBack reverses the entry in force and revokes the certificates that name the stay.
func (s *Service) takeBack(ctx context.Context, q workflow.Asking, a *Attendance, reason string) error {
	e, err := s.store.ledger.all().Get(ctx, a.EntryID)
	if err != nil {
		return fmt.Errorf("entry of %s: %w", a.ID, err)
	}
	a.Postings++
	back := e.reversal(q.Actor.ID(), reason)
	back.seal(a.Postings)
	if err := s.post(ctx, []Entry{back}); err != nil {
		return err
	}
	return s.revokeAll(ctx, a.ID)
}

// entryOf is the ledger's entry for the stay as it is.
func entryOf(a *Attendance, actor, reason string) Entry {
	e := Entry{
		Kind: Hours, Ref: a.ID, ActivityID: a.ActivityID, VolunteerID: a.VolunteerID, OrgID: a.OrgID, ContractID: a.ContractID,
		Region: a.Region, Type: a.Type, Day: a.Day, Month: month(a.InAt), From: a.CountFrom, To: a.CountTo,
		Minutes: a.Minutes, PersonTimes: 1, Grade: a.Grade(), Source: a.Source(), Actor: actor, Reason: reason,
	}
	e.ID = a.EntryID
	e.seal(a.Postings)
	return e
}

// Due returns until when the organisation itself may confirm the stay's hours: the end of the RecordDays-th working day
// after the activity.
func (s *Service) Due(a *Attendance) time.Time {
	return s.Calendar.AddWorkdays(region.DayOf(a.PlanTo), RecordDays).End()
}
