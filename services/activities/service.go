package activities

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
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
	Regions    *region.Tree
	Orgs       *orgs.Service
	Volunteers *volunteers.Service
	Contracts  *contracts.Service
}

// Service holds the use cases of activities and sign-ups. It may be used by many goroutines at once.
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

// NewActivity is what Create needs beside the plan.
type NewActivity struct {
	Plan
	LeaderPhone string // mobile of the leader; sealed, shown to those with a place
}

// Create stores a draft of the acting person's organisation. The plan must keep every rule of form already, so that a
// draft can always be submitted.
func (s *Service) Create(ctx context.Context, n NewActivity) (Activity, error) {
	actor, err := auth.Require(ctx, auth.ActivityEdit)
	if err != nil {
		return Activity{}, err
	}
	if !actor.ForOrg(auth.ActivityEdit, n.OrgID, "") {
		return Activity{}, auth.ErrForbidden
	}
	now := s.now()
	a := Activity{Plan: n.Plan, Status: Draft, StatusAt: now, Edition: 1, Makers: actor.AddTo(nil)}
	a.ID = id.New("act")
	if err := s.checkPlan(&a.Plan, n.LeaderPhone); err != nil {
		return Activity{}, err
	}
	if err := s.checkUpstream(ctx, &a); err != nil {
		return Activity{}, err
	}
	if err := s.store.sealPhone(&a, n.LeaderPhone); err != nil {
		return Activity{}, fmt.Errorf("seal leader's phone: %w", err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.allActivities.Insert(ctx, &a); err != nil {
			return err
		}
		return s.note(ctx, "activity.create", &a, "")
	})
	if err != nil {
		return Activity{}, fmt.Errorf("create activity: %w", err)
	}
	return a, nil
}

func (s *Service) checkPlan(p *Plan, phone string) error {
	p.normalise()
	err := p.Check()
	if mobile.MatchString(phone) {
		return err
	}
	var bad fault.Problems
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		for _, fl := range f.Fields {
			bad.Add(fl.Path, fl.Code, fl.EN, fl.ZH)
		}
	}
	bad.Add("leader_phone", "mobile", "Give the leader's mobile number.", "请填写负责人手机号。")
	return bad.Err()
}

// checkUpstream asks the organisation and the contract whether they can carry the activity, and the tree whether there
// is such a place.
func (s *Service) checkUpstream(ctx context.Context, a *Activity) error {
	place, err := s.Regions.Find(ctx, region.CodeOf(a.Region))
	if errors.Is(err, region.ErrUnknown) || err == nil && place.Path != a.Region {
		return region.ErrUnknown.At("region")
	}
	if err != nil {
		return err
	}
	if _, err := s.Orgs.RequireActive(ctx, a.OrgID); err != nil {
		return err
	}
	if a.ContractID == "" {
		return nil
	}
	for _, at := range []time.Time{a.Start, a.End} {
		c, err := s.Contracts.RequirePerforming(ctx, a.ContractID, a.OrgID, at)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(c.Regions, func(path string) bool { return region.Within(a.Region, path) }) {
			return ErrOutsideContract.At("region")
		}
	}
	return nil
}

// Submit hands the draft in for publication.
func (s *Service) Submit(ctx context.Context, activityID string) (Activity, error) {
	actor, a, err := s.mine(ctx, auth.ActivityEdit, activityID)
	if err != nil {
		return Activity{}, err
	}
	if err := s.checkUpstream(ctx, &a); err != nil {
		return Activity{}, err
	}
	now := s.now()
	return s.change(ctx, "activity.submit", activityID, "", func(a *Activity) error {
		if !a.Start.After(now) {
			return ErrStarted
		}
		a.SubmittedBy, a.Makers, a.Reason = actor.UserID, actor.AddTo(a.Makers), ""
		return a.Move(Submitted, now)
	}, nil)
}

// Publish puts a submitted activity on the board. The county does, or another person of the organisation than those who
// wrote it (auth.ErrSelf).
func (s *Service) Publish(ctx context.Context, activityID string) (Activity, error) {
	a, err := s.checker(ctx, activityID)
	if err != nil {
		return Activity{}, err
	}
	if err := s.checkUpstream(ctx, &a); err != nil {
		return Activity{}, err
	}
	now := s.now()
	return s.change(ctx, "activity.publish", activityID, "", func(a *Activity) error {
		if err := auth.From(ctx).NotSelf(a.Makers...); err != nil {
			return err
		}
		if !a.Start.After(now) {
			return ErrStarted
		}
		if err := a.Move(Published, now); err != nil {
			return err
		}
		a.Advance(now)
		return nil
	}, func(a *Activity) []notify.Message { return []notify.Message{verdict(a, "activity.published")} })
}

// Return gives a submitted activity back with a reason.
func (s *Service) Return(ctx context.Context, activityID, reason string) (Activity, error) {
	if _, err := s.checker(ctx, activityID); err != nil {
		return Activity{}, err
	}
	if err := needReason(reason); err != nil {
		return Activity{}, err
	}
	now := s.now()
	return s.change(ctx, "activity.return", activityID, reason, func(a *Activity) error {
		a.Reason = reason
		return a.Move(Returned, now)
	}, func(a *Activity) []notify.Message { return []notify.Message{verdict(a, "activity.returned")} })
}

// Cancel calls the activity off. Before publication nobody hears of it; afterwards every live sign-up is released and
// told the reason.
func (s *Service) Cancel(ctx context.Context, activityID, reason string) (Activity, error) {
	actor, err := auth.Require(ctx, auth.ActivityRead)
	if err != nil {
		return Activity{}, err
	}
	a, err := s.store.allActivities.Get(ctx, activityID)
	if err != nil {
		return Activity{}, err
	}
	if err := reach(actor, &a, auth.ActivityEdit, auth.ActivityPublish); err != nil {
		return Activity{}, err
	}
	if err := needReason(reason); err != nil {
		return Activity{}, err
	}
	now := s.now()
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		a, err = s.store.allActivities.Update(ctx, activityID, func(a *Activity) error {
			if a.Open() && !now.Before(a.Start) {
				return ErrStarted
			}
			a.Reason = reason
			return a.Move(Cancelled, now)
		})
		if err != nil {
			return err
		}
		if err := s.release(ctx, &a, now); err != nil {
			return err
		}
		return s.note(ctx, "activity.cancel", &a, reason)
	}, docstore.Hot(activityID))
	if err != nil {
		return Activity{}, fmt.Errorf("cancel activity %s: %w", activityID, err)
	}
	return a, nil
}

func (s *Service) release(ctx context.Context, a *Activity, now time.Time) error {
	live, err := s.store.signupsIn(ctx, a.ID, Pending, Waitlisted, Confirmed)
	if err != nil || len(live) == 0 {
		return err
	}
	for i := range live {
		live[i], err = s.store.allSignups.Update(ctx, live[i].ID, func(su *Signup) error {
			su.Reason = "activity_cancelled"
			return su.Move(Released, now)
		})
		if err != nil {
			return err
		}
		if err := s.store.free(ctx, live[i].VolunteerID, a.ID); err != nil {
			return err
		}
	}
	return s.Outbox.Queue(ctx, cancelledMessages(live, a, now)...)
}

// change applies one move with its audit entry and messages.
func (s *Service) change(ctx context.Context, action, activityID, reason string, f func(*Activity) error, tell func(*Activity) []notify.Message) (Activity, error) {
	var a Activity
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if a, err = s.store.allActivities.Update(ctx, activityID, f); err != nil {
			return err
		}
		if tell != nil {
			if err := s.Outbox.Queue(ctx, tell(&a)...); err != nil {
				return err
			}
		}
		return s.note(ctx, action, &a, reason)
	}, docstore.Hot(activityID))
	if err != nil {
		return Activity{}, fmt.Errorf("%s %s: %w", action, activityID, err)
	}
	return a, nil
}

func (s *Service) note(ctx context.Context, action string, a *Activity, reason string, fields ...string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{a.ID}, Region: a.Region, Fields: fields, Reason: reason})
}

// mine returns the activity when the actor's permission reaches its organisation; else it is not found for them.
func (s *Service) mine(ctx context.Context, p auth.Permission, activityID string) (auth.Actor, Activity, error) {
	actor, err := auth.Require(ctx, p)
	if err != nil {
		return actor, Activity{}, err
	}
	a, err := s.store.activities.In(actor.Scope(p)).Get(ctx, activityID)
	return actor, a, err
}

// checker returns the activity when the actor may publish it: for the county by permission, for the organisation as a
// second person.
func (s *Service) checker(ctx context.Context, activityID string) (Activity, error) {
	actor, err := auth.Require(ctx, auth.ActivityRead)
	if err != nil {
		return Activity{}, err
	}
	a, err := s.store.allActivities.Get(ctx, activityID)
	if err != nil {
		return Activity{}, err
	}
	if err := reach(actor, &a, auth.ActivityPublish, auth.ActivityEdit); err != nil {
		return Activity{}, err
	}
	return a, actor.NotSelf(a.Makers...)
}

// reach refuses an actor none of whose permissions reaches the activity: forbidden when they may read it, else not found.
func reach(actor auth.Actor, a *Activity, either ...auth.Permission) error {
	for _, p := range either {
		if actor.ForOrg(p, a.OrgID, a.Region) {
			return nil
		}
	}
	if actor.ForOrg(auth.ActivityRead, a.OrgID, a.Region) {
		return auth.ErrForbidden
	}
	return docstore.ErrNotFound
}

var errReason = fault.New(fault.Invalid, "reason_required", "Give the reason.", "请填写原因。")

func needReason(reason string) error {
	if !length(reason, 2, 200) {
		return errReason.At("reason")
	}
	return nil
}
