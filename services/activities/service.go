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
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Deps are the dependencies of the service. Every field is needed.
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
	store   *store
	acts    *workflow.Flow[Activity, Status]
	signups *workflow.Flow[Signup, SignupStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.acts = &workflow.Flow[Activity, Status]{
		Table: &activityActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: s.load, Reaches: st.activities.InScope, Save: st.allActivities.Save,
		Version: func(a *Activity) int64 { return a.Edition },
		Entry: func(a *Activity) audit.Entry {
			return audit.Entry{Subjects: []string{a.ID}, Region: a.Region, Version: etag(a)}
		},
	}
	s.signups = &workflow.Flow[Signup, SignupStatus]{
		Table: &signupActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.signupIn, Reaches: st.signups.InScope, Save: st.allSignups.Save,
		Version: func(su *Signup) int64 { return su.Version },
		Entry:   signupEntry,
	}
	return s, nil
}

// load returns the activity within the scope, in the state that follows from the time.
func (s *Service) load(ctx context.Context, reach auth.Scope, activityID string) (Activity, error) {
	a, err := s.store.activities.In(reach).Get(ctx, activityID)
	a.Advance(s.now())
	return a, err
}

// Acts returns what the acting person may do with the activity now.
func (s *Service) Acts(ctx context.Context, a Activity) []workflow.Answer {
	a.Advance(s.now())
	return s.acts.Acts(ctx, &a)
}

// SignupActs returns what the acting person may do with the sign-up now.
func (s *Service) SignupActs(ctx context.Context, su *Signup) []workflow.Answer {
	return s.signups.Acts(ctx, su)
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// NewActivity is the input of Create and Edit.
type NewActivity struct {
	Plan
	LeaderPhone string // mobile of the leader; sealed, shown to volunteers with a place
}

// Create stores a draft for the acting person's organisation. It returns the errors of Plan.Check, so that a stored draft can
// always be submitted.
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
	if !a.Start.After(now) {
		return Activity{}, ErrPast.At("start")
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

// checkUpstream returns an error unless the organisation is active, the contract is at work and serves the region, and the
// region exists.
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

type call = workflow.Call[Activity]

// Submit hands the draft in for publication.
func (s *Service) Submit(ctx context.Context, activityID string) (Activity, error) {
	return s.acts.Take(ctx, "submit", activityID, call{Do: func(ctx context.Context, q workflow.Asking, a *Activity) error {
		a.SubmittedBy, a.Makers = q.Actor.UserID, q.Actor.AddTo(a.Makers)
		return s.checkUpstream(ctx, a)
	}})
}

// Publish shows a submitted activity on the public board. The county or a colleague may do it, but not a person who wrote the
// plan (auth.ErrSelf).
func (s *Service) Publish(ctx context.Context, activityID string, edition int64) (Activity, error) {
	return s.acts.Take(ctx, "publish", activityID, call{
		Version: edition,
		Do:      func(ctx context.Context, _ workflow.Asking, a *Activity) error { return s.checkUpstream(ctx, a) },
		Tell:    s.tellSubmitter("activity.published"),
	})
}

// Return sends a submitted activity back to its makers with a reason.
func (s *Service) Return(ctx context.Context, activityID, reason string) (Activity, error) {
	return s.acts.Take(ctx, "return", activityID, call{Reason: reason, Tell: s.tellSubmitter("activity.returned")})
}

func (s *Service) tellSubmitter(template string) func(context.Context, *Activity) error {
	return func(ctx context.Context, a *Activity) error {
		return s.Outbox.Queue(ctx, submitterMessage(a, template))
	}
}

// Cancel cancels the activity. If it was published, every live sign-up is cancelled and the volunteers are told the reason.
func (s *Service) Cancel(ctx context.Context, activityID, reason string) (Activity, error) {
	return s.acts.Take(ctx, "cancel", activityID, call{Reason: reason, Tell: s.release})
}

// Record closes an ended activity with the number of people served; confirmed sign-ups without hours become absent.
// Attendance calls it with two funcs that run in the transaction: settled before, after at the end.
func (s *Service) Record(ctx context.Context, activityID string, served int64, settled, after func(context.Context, *Activity) error) (Activity, error) {
	return s.acts.Take(ctx, "record", activityID, call{
		Do: func(ctx context.Context, _ workflow.Asking, a *Activity) error {
			a.Served = served
			return settled(ctx, a)
		},
		Note: func(e *audit.Entry) { e.Fields = []string{"served"} },
		Tell: func(ctx context.Context, a *Activity) error {
			missing, err := s.store.signupsIn(ctx, activityID, Confirmed)
			for i := 0; err == nil && i < len(missing); i++ {
				_, err = s.moveSignup(ctx, "miss", "", missing[i].ID)
			}
			if err != nil {
				return err
			}
			return after(ctx, a)
		},
	})
}

// release cancels every live sign-up of a cancelled activity and tells the volunteers.
func (s *Service) release(ctx context.Context, a *Activity) error {
	live, err := s.store.signupsIn(ctx, a.ID, Pending, Waitlisted, Confirmed)
	if err != nil || len(live) == 0 {
		return err
	}
	for i := range live {
		if live[i], err = s.moveSignup(ctx, "release", "activity_cancelled", live[i].ID); err != nil {
			return err
		}
		if err := s.store.freeDiary(ctx, live[i].VolunteerID, a.ID); err != nil {
			return err
		}
	}
	return s.Outbox.Queue(ctx, cancelledMessages(live, a, s.now())...)
}

func (s *Service) note(ctx context.Context, action string, a *Activity, reason string, fields ...string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: []string{a.ID}, Region: a.Region, Fields: fields, Reason: reason, Version: etag(a)})
}
