package activities

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// VolunteerStopped drops the volunteer's sign-ups for activities in which they may not take part any more, by the present profile,
// and returns them. Places go to the next in line. A place on an activity that has begun stays, but its volunteer cannot check in
// any more. It runs in the caller's transaction; calling it again returns nothing.
func (s *Service) VolunteerStopped(ctx context.Context, v volunteers.Volunteer) ([]volunteers.Stopped, error) {
	now := s.now()
	d, err := s.store.diaries.Get(ctx, v.ID)
	if errors.Is(err, docstore.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []volunteers.Stopped
	for _, b := range d.Bookings {
		if !now.Before(b.End) {
			continue
		}
		stopped, err := s.stopBooking(ctx, &v, b.ActivityID, now)
		if err != nil {
			return nil, err
		}
		out = append(out, stopped...)
	}
	return out, nil
}

func (s *Service) stopBooking(ctx context.Context, v *volunteers.Volunteer, activityID string, now time.Time) ([]volunteers.Stopped, error) {
	a, err := s.store.allActivities.Get(ctx, activityID)
	if err != nil {
		return nil, err
	}
	su, err := s.store.signupOf(ctx, activityID, v.ID)
	if err != nil || !su.Live() {
		return nil, err
	}
	why := a.ServiceRefusal(s.candidateOn(v, &a))
	if why == nil || su.Reason == why.Code {
		return nil, nil
	}
	stopped := volunteers.Stopped{
		ID: a.ID, Region: a.Region, Leader: a.Leader, By: a.Start,
		ZH: fmt.Sprintf("活动“%s”（%s）的报名", a.Title, when(a.Start)), EN: fmt.Sprintf("the sign-up for “%s” (%s)", a.Title, when(a.Start)),
	}
	if a.Upcoming(now) {
		err = s.dropSignup(ctx, su, why.Code)
	} else {
		stopped.By = now
		_, err = s.store.allSignups.Update(ctx, su.ID, func(su *Signup) error {
			su.Reason = why.Code
			return nil
		})
	}
	return []volunteers.Stopped{stopped}, err
}

// dropSignup declines a live sign-up with the code of the reason and gives its place to the waiting list.
func (s *Service) dropSignup(ctx context.Context, su Signup, code string) error {
	was := su.Status
	su, err := s.moveSignup(ctx, "drop", code, su.ID)
	if err != nil {
		return err
	}
	if err := s.noteSignup(ctx, "signup.drop", &su); err != nil {
		return err
	}
	return s.leave(ctx, &su, was)
}
