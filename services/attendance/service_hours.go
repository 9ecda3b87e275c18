package attendance

import (
	"context"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Confirm puts the stay's hours into the ledger: entry, totals, mark on the sign-up and audit entry in one transaction.
// The confirming person is neither the volunteer nor who recorded by hand (auth.ErrSelf); after RecordDays working days
// they must act for a region (ErrLate). Confirming twice is ErrMove and posts nothing.
func (s *Service) Confirm(ctx context.Context, attendanceID string) (Attendance, error) {
	actor, a, err := s.judged(ctx, auth.HoursConfirm, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	now := s.now()
	if now.After(s.Due(&a)) && !actor.ForRegion(auth.HoursConfirm, a.Region) {
		return Attendance{}, ErrLate
	}
	entryID := id.New("led")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
			if a.Status == CheckedOut || a.Status == Pending && a.Minutes == 0 {
				return ErrNoMinutes
			}
			if err := a.Move(Confirmed, now); err != nil {
				return err
			}
			a.ConfirmedBy, a.ConfirmedAt = actor.ID(), now
			a.EntryID, a.Postings = entryID, a.Postings+1
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.fits(ctx, &a, Confirmed, Disputed, Upheld, Corrected); err != nil {
			return err
		}
		if err := s.post(ctx, []Entry{entryOf(&a, actor.ID(), "")}); err != nil {
			return err
		}
		if err := s.Activities.MarkAttended(ctx, a.ActivityID, a.VolunteerID); err != nil {
			return err
		}
		if err := s.note(ctx, "hours.confirm", &a); err != nil {
			return err
		}
		act, err := s.Activities.Get(ctx, a.ActivityID)
		if err != nil {
			return err
		}
		if err := s.session(ctx, &act, actor, ""); err != nil {
			return err
		}
		return s.tell(ctx, "attendance.confirmed", &a, &act)
	}, docstore.Hot(a.OrgID))
	if err != nil {
		return Attendance{}, fmt.Errorf("confirm %s: %w", attendanceID, err)
	}
	return a, nil
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
	_, _, err := s.judged(ctx, auth.HoursConfirm, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	return s.settle(ctx, attendanceID, Rejected, reason, "hours.reject", "attendance.rejected")
}

// Uphold answers a dispute: the hours stay as they are.
func (s *Service) Uphold(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	_, _, err := s.judged(ctx, auth.HoursCorrect, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	return s.settle(ctx, attendanceID, Upheld, reason, "hours.uphold", "attendance.upheld")
}

func (s *Service) settle(ctx context.Context, attendanceID string, to Status, reason, action, template string) (Attendance, error) {
	if !long(reason) {
		return Attendance{}, errReason.At("reason")
	}
	now := s.now()
	var a Attendance
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
			a.Reason = reason
			return a.Move(to, now)
		})
		if err != nil {
			return err
		}
		act, err := s.Activities.Get(ctx, a.ActivityID)
		if err != nil {
			return err
		}
		if err := s.note(ctx, action, &a); err != nil {
			return err
		}
		return s.tell(ctx, template, &a, &act)
	})
	if err != nil {
		return Attendance{}, fmt.Errorf("%s %s: %w", action, attendanceID, err)
	}
	return a, nil
}

// Dispute lets the volunteer say that confirmed hours are wrong.
func (s *Service) Dispute(ctx context.Context, attendanceID, text string) (Attendance, error) {
	actor, err := auth.Require(ctx, auth.CheckIn)
	if err != nil {
		return Attendance{}, err
	}
	a, err := s.store.all.Get(ctx, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	if actor.VolunteerID == "" || a.VolunteerID != actor.VolunteerID {
		return Attendance{}, docstore.ErrNotFound
	}
	if !long(text) {
		return Attendance{}, errReason.At("text")
	}
	now := s.now()
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
			a.Dispute = text
			return a.Move(Disputed, now)
		})
		if err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "hours.dispute", Subjects: []string{a.ID, a.VolunteerID}, Region: a.Region})
	})
	return a, err
}

// Correct replaces the hours of a stay in the ledger: a reversal of the entry in force and a new entry, with the reason.
// Certificates that name the stay are revoked. Nobody corrects own hours. version, unless 0, is what the corrector saw:
// another one is docstore.ErrStale.
func (s *Service) Correct(ctx context.Context, attendanceID string, version int64, h ByHand) (Attendance, error) {
	actor, a, err := s.judged(ctx, auth.HoursCorrect, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	act, err := s.Activities.Get(ctx, a.ActivityID)
	if err != nil {
		return Attendance{}, err
	}
	now := s.now()
	act.Status = activities.Recorded // an archived activity's hours can still be wrong
	if err := handRules(&act, &h, now); err != nil {
		return Attendance{}, err
	}
	entryID := id.New("led")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.takeBack(ctx, attendanceID, version, actor, h.Reason, func(a *Attendance) error {
			if !a.InAt.Equal(h.In) {
				a.InAt, a.InBy, a.Day = h.In, Hand, day(h.In)
			}
			a.closeByHand(h.Out)
			a.Reason, a.Note = h.Reason, h.Note
			a.EntryID, a.Postings = entryID, a.Postings+1
			if a.Minutes == 0 {
				return ErrNoMinutes
			}
			return a.Move(Corrected, now)
		})
		if err != nil {
			return err
		}
		if err := s.fits(ctx, &a, Confirmed, Disputed, Upheld, Corrected); err != nil {
			return err
		}
		if err := s.post(ctx, []Entry{entryOf(&a, actor.ID(), h.Reason)}); err != nil {
			return err
		}
		if err := s.note(ctx, "hours.correct", &a); err != nil {
			return err
		}
		return s.tell(ctx, "attendance.corrected", &a, &act)
	}, docstore.Hot(a.OrgID))
	if err != nil {
		return Attendance{}, fmt.Errorf("correct %s: %w", attendanceID, err)
	}
	return a, nil
}

// Void takes the hours of a false record out of the ledger by a reversal, and the activity's session with the last of
// them. Certificates that name the stay are revoked.
func (s *Service) Void(ctx context.Context, attendanceID, reason string) (Attendance, error) {
	actor, a, err := s.judged(ctx, auth.HoursCorrect, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	if !long(reason) {
		return Attendance{}, errReason.At("reason")
	}
	now := s.now()
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.takeBack(ctx, attendanceID, 0, actor, reason, func(a *Attendance) error {
			a.Reason, a.EntryID = reason, ""
			return a.Move(Voided, now)
		})
		if err != nil {
			return err
		}
		act, err := s.Activities.Get(ctx, a.ActivityID)
		if err != nil {
			return err
		}
		if err := s.unmark(ctx, &a); err != nil {
			return err
		}
		if err := s.session(ctx, &act, actor, reason); err != nil {
			return err
		}
		if err := s.note(ctx, "hours.void", &a); err != nil {
			return err
		}
		return s.tell(ctx, "attendance.voided", &a, &act)
	}, docstore.Hot(a.OrgID))
	if err != nil {
		return Attendance{}, fmt.Errorf("void %s: %w", attendanceID, err)
	}
	return a, nil
}

// unmark takes the attended mark back when no hours of the volunteer on the activity are left.
func (s *Service) unmark(ctx context.Context, a *Attendance) error {
	left, err := s.store.counting(ctx, a.ActivityID, a.VolunteerID)
	if err != nil || left > 0 {
		return err
	}
	return s.Activities.Unmark(ctx, a.ActivityID, a.VolunteerID)
}

// judged returns the stay when the actor may decide on it: within reach, not the volunteer, not who recorded by hand.
func (s *Service) judged(ctx context.Context, p auth.Permission, attendanceID string) (auth.Actor, Attendance, error) {
	actor, err := auth.Require(ctx, p)
	if err != nil {
		return actor, Attendance{}, err
	}
	a, err := s.store.stays.In(actor.Scope(p)).Get(ctx, attendanceID)
	if err != nil {
		return actor, a, err
	}
	return actor, a, s.notOwn(ctx, actor, a.VolunteerID, a.Recorders...)
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

// takeBack reverses the entry in force, changes the stay by f and revokes the certificates that name it.
func (s *Service) takeBack(ctx context.Context, attendanceID string, version int64, actor auth.Actor, reason string, f func(*Attendance) error) (Attendance, error) {
	before, err := s.store.all.Get(ctx, attendanceID)
	if err != nil {
		return before, err
	}
	entry := before.EntryID
	after, err := s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
		a.Postings++ // the reversal; f counts its own
		return f(a)
	}, docstore.IfVersion(version))
	if err != nil {
		return after, err
	}
	e, err := s.store.ledger.all().Get(ctx, entry)
	if err != nil {
		return after, fmt.Errorf("entry of %s: %w", attendanceID, err)
	}
	back := e.reversal(actor.ID(), reason)
	back.seal(before.Postings + 1)
	if err := s.post(ctx, []Entry{back}); err != nil {
		return after, err
	}
	return after, s.revokeAll(ctx, attendanceID)
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
