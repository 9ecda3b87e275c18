package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// leads are the times before the start at which reminders are sent, longest first.
var leads = []struct {
	name   string
	before time.Duration
}{{"24h", 24 * time.Hour}, {"2h", 2 * time.Hour}}

// ArchiveAfter is the time after which a recorded activity is archived.
const ArchiveAfter = 180 * 24 * time.Hour

// RemindUpcoming queues the due reminders, 24 h and 2 h before the start, for volunteers who were confirmed before that time.
// After downtime only the nearest one is sent. Running it again queues nothing twice.
func (s *Service) RemindUpcoming(ctx context.Context) error {
	now := s.now()
	var due []Activity
	err := s.store.startingBetween(ctx, now, now.Add(leads[0].before), func(a Activity) error {
		due = append(due, a)
		return nil
	})
	if err != nil {
		return fmt.Errorf("remind: %w", err)
	}
	for i := range due {
		if err := s.remind(ctx, &due[i], now); err != nil {
			return fmt.Errorf("remind of %s: %w", due[i].ID, err)
		}
	}
	return nil
}

func (s *Service) remind(ctx context.Context, a *Activity, now time.Time) error {
	nearest := leads[0]
	for _, l := range leads {
		if !now.Before(a.Start.Add(-l.before)) {
			nearest = l
		}
	}
	mark := nearest.name + "@" + a.Start.Format(time.RFC3339)
	if slices.Contains(a.RemindedFor, mark) {
		return nil
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		coming, err := s.store.signupsIn(ctx, a.ID, Confirmed)
		if err != nil {
			return err
		}
		if err := s.Outbox.Queue(ctx, reminders(coming, a, nearest.name, a.Start.Add(-nearest.before))...); err != nil {
			return err
		}
		_, err = s.store.allActivities.Update(ctx, a.ID, func(a *Activity) error {
			if !slices.Contains(a.RemindedFor, mark) {
				a.RemindedFor = append(a.RemindedFor, mark)
			}
			return nil
		})
		return err
	}, docstore.Hot(a.ID))
}

// AdvanceStates sets the states that follow from the time: sign-up closed, ongoing, ended, archived.
func (s *Service) AdvanceStates(ctx context.Context) error {
	now := s.now()
	for _, step := range []struct {
		status Status
		field  string
		until  time.Time
	}{
		{Published, "signup_to", now}, {Published, "start", now}, {SignupClosed, "start", now}, {Ongoing, "end", now},
		{Recorded, "status_at", now.Add(-ArchiveAfter)},
	} {
		if err := s.advance(ctx, step.status, step.field, step.until, now); err != nil {
			return fmt.Errorf("advance %s: %w", step.status, err)
		}
	}
	return nil
}

// enteredByTime are the audit actions of the states that an activity enters by the time alone.
var enteredByTime = map[Status]string{
	Published: "activity.published", SignupClosed: "activity.signup_closed", Ongoing: "activity.ongoing", Ended: "activity.ended", Archived: "activity.archived",
}

// errUnchanged stops an update of an activity whose state is already right.
var errUnchanged = errors.New("no change")

func (s *Service) advance(ctx context.Context, status Status, field string, until, now time.Time) error {
	for {
		due, err := s.store.due(ctx, status, field, until)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, a := range due {
			err := s.DB.Tx(ctx, func(ctx context.Context) error {
				a, err := s.store.allActivities.Update(ctx, a.ID, func(a *Activity) error {
					if a.Status == Recorded && status == Recorded {
						a.Status, a.StatusAt = Archived, now
						return nil
					}
					if !a.Advance(now) {
						return errUnchanged
					}
					return nil
				})
				if err != nil {
					return err
				}
				return s.note(ctx, enteredByTime[a.Status], &a, "")
			}, docstore.Hot(a.ID))
			if err != nil && !errors.Is(err, errUnchanged) {
				return err
			}
		}
	}
}

// EachEnded calls f with each activity that has ended and is not recorded, in the order of their ends.
func (s *Service) EachEnded(ctx context.Context, f func(Activity) error) error {
	return s.store.allActivities.Each(ctx, docstore.Filter{{Key: "status", Value: Ended}}, f, docstore.Sort("end"))
}

// StillApplies reports whether a queued message is still true. A reminder is true for a confirmed sign-up on an activity that
// was neither cancelled nor moved, of a volunteer who may still serve there.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	if m.Template == "activity.withdrawn" {
		return s.runs(ctx, m)
	}
	want, conditional := holdsFor[m.Template]
	if !conditional {
		return true, nil
	}
	su, err := s.store.allSignups.Get(ctx, m.Subject)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	a, err := s.store.allActivities.Get(ctx, su.ActivityID)
	if err != nil {
		return false, err
	}
	same := m.Data["at"] == a.Start.Format(time.RFC3339)
	if !slices.Contains(want, su.Status) || !same || !a.Upcoming(s.now()) {
		return false, nil
	}
	return s.mayStillServe(ctx, &su, &a)
}

// runs reports whether the recipient of a message about a late withdrawal is the activity's organisation or still one of its people.
func (s *Service) runs(ctx context.Context, m notify.Message) (bool, error) {
	a, err := s.store.allActivities.Get(ctx, m.Data["activity"])
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil || m.To == a.OrgID || m.Via == a.OrgID {
		return err == nil, err
	}
	return s.Orgs.Employs(ctx, a.OrgID, m.To)
}

// mayStillServe reports whether the volunteer of the sign-up is active and cleared for the activity as it is planned now.
func (s *Service) mayStillServe(ctx context.Context, su *Signup, a *Activity) (bool, error) {
	c, err := s.candidate(ctx, su.VolunteerID, a)
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	return err == nil && su.Reason == "" && a.ServiceRefusal(c) == nil, err
}

var holdsFor = map[string][]SignupStatus{
	"activity.reminder":   {Confirmed},
	"activity.confirmed":  {Confirmed},
	"activity.pending":    {Pending},
	"activity.waitlisted": {Waitlisted},
	"activity.promoted":   {Confirmed, Pending},
	"activity.changed":    {Confirmed, Pending, Waitlisted},
}
