package attendance

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Place is the position that a phone sends.
type Place struct {
	Lat, Lng, AccuracyMetres float64
}

// CheckinCode returns the code for the screen on site. The first call creates the activity's secret.
func (s *Service) CheckinCode(ctx context.Context, activityID string, d Direction) (Code, error) {
	act, err := s.activityToRun(ctx, activityID)
	if err != nil {
		return Code{}, err
	}
	now := s.now()
	if err := window(&act, now); err != nil {
		return Code{}, err
	}
	secret, err := s.store.secret(ctx, activityID)
	if errors.Is(err, docstore.ErrNotFound) {
		secret, err = s.store.makeSecret(ctx, activityID)
	}
	if err != nil {
		return Code{}, fmt.Errorf("code of %s: %w", activityID, err)
	}
	next := time.UnixMilli((slotAt(now) + 1) * Slot.Milliseconds()).UTC()
	return Code{
		Token: sign(secret, activityID, slotAt(now), d), Digits: digits(secret, activityID, slotAt(now), d),
		Direction: d, NextAt: next, ExpiresAt: next.Add(Slot), At: now,
	}, nil
}

// ScannedCode is the code that a volunteer read from the screen: the scanned token, or the activity and the typed digits.
type ScannedCode struct {
	Token              string
	ActivityID, Digits string
}

func (w ScannedCode) read() (activityID, code string, err error) {
	if w.Token == "" {
		if len(w.Digits) != 6 {
			err = ErrCode
		}
		return w.ActivityID, w.Digits, err
	}
	activityID, err = activityOf(w.Token)
	return activityID, w.Token, err
}

// verifyCode verifies the code of the acting volunteer and returns its activity, or ErrCode.
func (s *Service) verifyCode(ctx context.Context, w ScannedCode, d Direction, now time.Time) (auth.Actor, activities.Activity, error) {
	actor, err := auth.Require(ctx, auth.CheckIn)
	if err != nil {
		return actor, activities.Activity{}, err
	}
	activityID, code, err := w.read()
	if err != nil {
		return actor, activities.Activity{}, err
	}
	secret, err := s.store.secret(ctx, activityID)
	if errors.Is(err, docstore.ErrNotFound) {
		return actor, activities.Activity{}, ErrCode
	}
	if err != nil {
		return actor, activities.Activity{}, fmt.Errorf("secret of an activity: %w", err)
	}
	if err := verify(secret, activityID, code, d, now); err != nil {
		return actor, activities.Activity{}, err
	}
	act, err := s.Activities.Get(ctx, activityID)
	if err != nil {
		return actor, act, err
	}
	if err := window(&act, now); err != nil {
		return actor, act, err
	}
	return actor, act, s.mayServe(ctx, &act, actor.VolunteerID, now)
}

// mayServe returns ErrNoPlace without a confirmed sign-up, and the reason when the volunteer may not serve at the time, also when
// their sign-up was ended for it.
func (s *Service) mayServe(ctx context.Context, act *activities.Activity, volunteerID string, at time.Time) error {
	su, err := s.Activities.SignupOf(ctx, act.ID, volunteerID)
	if errors.Is(err, docstore.ErrNotFound) {
		return ErrNoPlace
	}
	if err != nil || su.MayCheckIn() && !act.NeedsClearance {
		return err
	}
	v, err := s.Volunteers.Get(ctx, volunteerID)
	if err != nil {
		return err
	}
	switch {
	case su.Status == activities.Withdrawn || su.Status == activities.Released:
		return ErrNoPlace
	case v.Clearance.Status == volunteers.Barred:
		return volunteers.ErrBarred
	case v.Status != volunteers.Active && !v.StatusAt.After(at):
		return ErrNotServing
	case act.NeedsClearance && !s.Volunteers.GuardianAgreed(v, region.DayOf(at)):
		return volunteers.ErrNoGuardian
	case act.NeedsClearance && !s.clear(v, at) && v.ClearanceValidTo.IsZero():
		return ErrNoClearance
	case act.NeedsClearance && !s.clear(v, at):
		return ErrClearance
	case su.Reason == activities.ErrSkillUnseen.Code:
		return activities.ErrSkillUnseen.With("skill", strings.Join(act.Skills, "、"))
	case su.Reason == activities.ErrSkillExpired.Code:
		return activities.ErrSkillEnded.With("skill", strings.Join(act.Skills, "、"))
	case !su.MayCheckIn():
		return ErrNoPlace
	}
	return nil
}

// CheckIn starts the acting volunteer's stay by the code on the screen, at the server's time. An open stay at another activity
// is closed with 0 minutes; its check-out has to be entered by hand.
func (s *Service) CheckIn(ctx context.Context, w ScannedCode, at *Place) (Attendance, error) {
	now := s.now()
	actor, act, err := s.verifyCode(ctx, w, In, now)
	if err != nil {
		return Attendance{}, err
	}
	a := open(&act, actor.VolunteerID, now, QR)
	a.ID, a.Status, a.StatusAt = id.New("att"), CheckedIn, now
	a.OpenKey, a.QRKey = a.VolunteerID, act.ID+"/"+a.VolunteerID+"/"+a.Day
	a.InNear = near(&act, at)
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		left, err := s.store.openOf(ctx, a.VolunteerID)
		switch {
		case err == nil && left.ActivityID == act.ID:
			return ErrAlready
		case err == nil:
			if err := s.closeLeftOpen(ctx, &left, now); err != nil {
				return err
			}
		case !errors.Is(err, docstore.ErrNotFound):
			return err
		}
		a.Meta = docstore.Meta{ID: a.ID}
		if err := s.store.all.Insert(ctx, &a); err != nil {
			return err
		}
		return s.note(ctx, "attendance.check_in", &a)
	})
	if docstore.IsDuplicate(err, "one_open") || docstore.IsDuplicate(err, "one_scan") {
		err = ErrAlready
	}
	if err != nil {
		return Attendance{}, fmt.Errorf("check in to %s: %w", act.ID, err)
	}
	return a, nil
}

// CheckOut ends the acting volunteer's stay by the code on the screen and computes its minutes, which then have to be confirmed.
func (s *Service) CheckOut(ctx context.Context, w ScannedCode, at *Place) (Attendance, error) {
	now := s.now()
	actor, act, err := s.verifyCode(ctx, w, Out, now)
	if err != nil {
		return Attendance{}, err
	}
	var a Attendance
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		open, err := s.store.openOf(ctx, actor.VolunteerID)
		if errors.Is(err, docstore.ErrNotFound) || err == nil && open.ActivityID != act.ID {
			return ErrNotIn
		}
		if err != nil {
			return err
		}
		a, err = s.moveStay(ctx, "check_out", open.ID, now, func(a *Attendance) {
			a.OutNear = near(&act, at)
			a.Close(now, QR)
		})
		if err != nil {
			return err
		}
		return s.note(ctx, "attendance.check_out", &a)
	})
	if err != nil {
		return Attendance{}, fmt.Errorf("check out of %s: %w", act.ID, err)
	}
	return a, nil
}

// closeLeftOpen closes a stay without check-out, with 0 minutes, and tells the volunteer.
func (s *Service) closeLeftOpen(ctx context.Context, a *Attendance, now time.Time) error {
	closed, err := s.moveStay(ctx, "left_open", a.ID, now, func(a *Attendance) { a.OpenKey, a.Minutes = "", 0 })
	if err != nil {
		return err
	}
	act, err := s.Activities.Get(ctx, closed.ActivityID)
	if err != nil {
		return err
	}
	if err := s.note(ctx, "attendance.left_open", &closed); err != nil {
		return err
	}
	return s.tell(ctx, "attendance.left_open", &closed, &act)
}

// CloseOpen closes stays that have no check-out half an hour after the planned end.
func (s *Service) CloseOpen(ctx context.Context) error {
	now := s.now()
	for {
		left, err := s.store.leftOpen(ctx, now.Add(-Early))
		if err != nil || len(left) == 0 {
			return err
		}
		for i := range left {
			err := s.DB.Tx(ctx, func(ctx context.Context) error { return s.closeLeftOpen(ctx, &left[i], now) })
			if err != nil && !errors.Is(err, ErrMove) { // closed by the volunteer in between
				return fmt.Errorf("close %s: %w", left[i].ID, err)
			}
		}
	}
}
