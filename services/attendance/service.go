package attendance

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Deps is what the service is built from. Every field is needed.
type Deps struct {
	DB         *docstore.DB
	Sealer     *privacy.Sealer
	Audit      *audit.Log
	Outbox     *notify.Outbox
	Now        func() time.Time
	Orgs       *orgs.Service
	Volunteers *volunteers.Service
	Activities *activities.Service
	Calendar   *region.Calendar // working days
}

// Service holds the use cases of attendance, the ledger and certificates. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	return &Service{Deps: d, store: st}, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// runs returns the activity when the actor runs its attendance.
func (s *Service) runs(ctx context.Context, activityID string) (auth.Actor, activities.Activity, error) {
	actor, err := auth.Require(ctx, auth.AttendanceRun)
	if err != nil {
		return actor, activities.Activity{}, err
	}
	act, err := s.Activities.Get(ctx, activityID)
	if err != nil {
		return actor, act, err
	}
	if !actor.ForOrg(auth.AttendanceRun, act.OrgID, act.Region) {
		return actor, act, docstore.ErrNotFound
	}
	return actor, act, nil
}

func window(act *activities.Activity, now time.Time) error {
	if !act.Open() || now.Before(act.Start.Add(-Early)) || now.After(act.End.Add(Early)) {
		return ErrWindow
	}
	return nil
}

// ByHand is a stay that the organiser records.
type ByHand struct {
	VolunteerID string
	In, Out     time.Time
	Reason      string // why not by code
	Note        string // why more than 8 hours that day
}

// Record notes a stay by hand, for a phone that failed or a list on paper. It lies in the past and within the activity's
// time, is never the recorder's own, and its hours wait for confirmation by another person.
func (s *Service) Record(ctx context.Context, activityID string, h ByHand) (Attendance, error) {
	actor, act, err := s.runs(ctx, activityID)
	if err != nil {
		return Attendance{}, err
	}
	if err := s.notOwn(ctx, actor, h.VolunteerID); err != nil {
		return Attendance{}, err
	}
	now := s.now()
	if err := handRules(&act, &h, now); err != nil {
		return Attendance{}, err
	}
	if err := s.mayServe(ctx, &act, h.VolunteerID, h.In); err != nil {
		return Attendance{}, err
	}
	a := open(&act, h.VolunteerID, h.In, Hand)
	a.ID, a.Status, a.StatusAt = id.New("att"), Pending, now
	a.Reason, a.Note, a.Recorders = h.Reason, h.Note, names(nil, actor)
	a.Close(h.Out, Hand)
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.fits(ctx, &a, Pending, Confirmed, Disputed, Upheld, Corrected); err != nil {
			return err
		}
		a.Meta = docstore.Meta{ID: a.ID}
		if err := s.store.all.Insert(ctx, &a); err != nil {
			return err
		}
		return s.note(ctx, "attendance.by_hand", &a)
	})
	if err != nil {
		return Attendance{}, fmt.Errorf("record at %s: %w", activityID, err)
	}
	return a, nil
}

func handRules(act *activities.Activity, h *ByHand, now time.Time) error {
	h.In, h.Out = h.In.UTC().Truncate(time.Millisecond), h.Out.UTC().Truncate(time.Millisecond)
	if !act.Open() || act.Status == activities.Archived {
		return ErrWindow
	}
	if !long(h.Reason) {
		return errReason.At("reason")
	}
	if !h.In.Before(h.Out) || h.Out.After(now) || h.In.Before(act.Start.Add(-Early)) || h.Out.After(act.End.Add(Early)) {
		return ErrInterval.At("out")
	}
	return nil
}

// Settle gives a stay that was left open its end, or mends the end or the note of a pending one, by hand and with a
// reason. version, unless 0, is what the organiser saw: another one is docstore.ErrStale. Of h it reads Out, Reason, Note.
func (s *Service) Settle(ctx context.Context, attendanceID string, version int64, h ByHand) (Attendance, error) {
	actor, err := auth.Require(ctx, auth.AttendanceRun)
	if err != nil {
		return Attendance{}, err
	}
	a, err := s.store.stays.In(actor.Scope(auth.AttendanceRun)).Get(ctx, attendanceID)
	if err != nil {
		return Attendance{}, err
	}
	act, err := s.Activities.Get(ctx, a.ActivityID)
	if err != nil {
		return Attendance{}, err
	}
	if err := s.notOwn(ctx, actor, a.VolunteerID); err != nil {
		return Attendance{}, err
	}
	now := s.now()
	h.In = a.InAt
	if err := handRules(&act, &h, now); err != nil {
		return Attendance{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
			if a.Settled() {
				return ErrMove
			}
			a.Recorders, a.Reason, a.Note = names(a.Recorders, actor), h.Reason, h.Note
			a.closeByHand(h.Out)
			return a.Move(Pending, now)
		}, docstore.IfVersion(version))
		if err != nil {
			return err
		}
		if err := s.fits(ctx, &a, Pending, Confirmed, Disputed, Upheld, Corrected); err != nil {
			return err
		}
		return s.note(ctx, "attendance.settle", &a)
	})
	if err != nil {
		return Attendance{}, fmt.Errorf("settle %s: %w", attendanceID, err)
	}
	return a, nil
}

// fits holds the volunteer and checks the stay against the others in the states.
func (s *Service) fits(ctx context.Context, a *Attendance, states ...Status) error {
	if err := s.store.hold(ctx, a.VolunteerID); err != nil {
		return err
	}
	others, err := s.store.near(ctx, a.VolunteerID, a.CountFrom, a.CountTo, states...)
	if err != nil {
		return err
	}
	return a.Fits(others)
}

// notOwn refuses the volunteer themself, under this or another account.
func (s *Service) notOwn(ctx context.Context, actor auth.Actor, volunteerID string, others ...string) error {
	v, err := s.Volunteers.Get(ctx, volunteerID)
	if err != nil {
		return err
	}
	return actor.NotSelf(append(others, v.Selves()...)...)
}

func (s *Service) note(ctx context.Context, action string, a *Attendance) error {
	return s.Audit.Write(ctx, audit.Entry{
		Action: action, Subjects: []string{a.ID, a.ActivityID, a.VolunteerID}, Region: a.Region, Reason: a.Reason,
	})
}

func names(list []string, actor auth.Actor) []string {
	for _, n := range []string{actor.UserID, actor.PersonKey} {
		if n != "" {
			list = append(list, n)
		}
	}
	return list
}

var errReason = fault.New(fault.Invalid, "reason_required", "Give the reason.", "请填写原因。")

func long(reason string) bool {
	n := utf8.RuneCountInString(reason)
	return n >= 2 && n <= 200
}
