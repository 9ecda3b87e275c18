package activities

import (
	"context"
	"errors"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// BoardQuery filters the public board: Region is a path prefix, and the start lies in [From, To).
type BoardQuery struct {
	Region   string
	Type     Type
	From, To time.Time
	Page     []docstore.Option
}

// Board returns published activities that have not begun, earliest first. It needs no permission.
func (s *Service) Board(ctx context.Context, q BoardQuery) (docstore.Page[Activity], error) {
	return s.store.board(ctx, q, s.now())
}

// ComingOf returns the organisation's published activities that have not begun, earliest first. It needs no permission.
func (s *Service) ComingOf(ctx context.Context, orgID string, most int) ([]Activity, error) {
	return s.store.comingOf(ctx, orgID, s.now(), most)
}

// DoneOf returns the organisation's activities that are over and were not cancelled, latest first. It needs no permission.
func (s *Service) DoneOf(ctx context.Context, orgID string, most int) ([]Activity, error) {
	return s.store.doneOf(ctx, orgID, most)
}

// Known returns the activities that were published and not cancelled, in the order of their ids. It needs no permission.
func (s *Service) Known(ctx context.Context, page []docstore.Option) (docstore.Page[Activity], error) {
	return s.store.known(ctx, page)
}

// ListQuery filters the staff's list. Empty fields do not filter.
type ListQuery struct {
	OrgID, ContractID string
	Status            Status
	Type              Type
	From, To          time.Time
	Page              []docstore.Option
}

// List returns the activities within the actor's reach in every state, latest start first.
func (s *Service) List(ctx context.Context, q ListQuery) (docstore.Page[Activity], error) {
	actor, err := auth.Require(ctx, auth.ActivityRead)
	if err != nil {
		return docstore.Page[Activity]{}, err
	}
	return s.store.list(ctx, actor.Scope(auth.ActivityRead), q)
}

// Get returns the activity without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, activityID string) (Activity, error) {
	return s.store.allActivities.Get(ctx, activityID)
}

// GetMany returns the activities by id without checking the actor, for the lists of other features. Unknown ids are left out.
func (s *Service) GetMany(ctx context.Context, ids []string) (map[string]Activity, error) {
	return s.store.allActivities.GetMany(ctx, ids)
}

// VisibleActivity is an activity with the details that one person may see.
type VisibleActivity struct {
	Activity
	Phone  string  // the leader's mobile; empty unless the person has a place or belongs to the staff
	Staff  bool    // the person reads it by a role, so reason and makers may be shown
	Answer *Answer // for a signed-in volunteer
}

// Answer tells whether the volunteer may sign up, and every reason against it.
type Answer struct {
	May      bool
	Waits    bool // would be put on the waiting list, or is on it
	Position int64
	Why      []*fault.Fault
	Mine     *Signup // the live or last sign-up, if any
}

// See returns the activity as the actor may see it, or docstore.ErrNotFound when it is not public and not within the actor's reach.
func (s *Service) See(ctx context.Context, activityID string) (VisibleActivity, error) {
	actor := auth.From(ctx)
	a, err := s.store.allActivities.Get(ctx, activityID)
	if err != nil {
		return VisibleActivity{}, err
	}
	seen := VisibleActivity{Activity: a, Staff: actor.May(auth.ActivityRead) && actor.ForOrg(auth.ActivityRead, a.OrgID, a.Region)}
	if !seen.Staff && !a.Open() {
		if a.Status != Cancelled || !s.has(ctx, actor, activityID) {
			return VisibleActivity{}, docstore.ErrNotFound
		}
	}
	if actor.VolunteerID != "" && actor.May(auth.SignUp) {
		if seen.Answer, err = s.answer(ctx, actor, &a); err != nil {
			return VisibleActivity{}, err
		}
	}
	if actor.Token != nil {
		return seen, nil // no token opens a sealed value
	}
	placed := seen.Answer != nil && seen.Answer.Mine != nil && seen.Answer.Mine.Holds()
	if placed || actor.ForOrg(auth.ActivityEdit, a.OrgID, "") && actor.May(auth.ActivityEdit) {
		if seen.Phone, err = s.store.phone(&a); err != nil {
			return VisibleActivity{}, err
		}
	}
	return seen, nil
}

func (s *Service) has(ctx context.Context, actor auth.Actor, activityID string) bool {
	if actor.VolunteerID == "" {
		return false
	}
	_, err := s.store.signupOf(ctx, activityID, actor.VolunteerID)
	return err == nil
}

func (s *Service) answer(ctx context.Context, actor auth.Actor, a *Activity) (*Answer, error) {
	ans := &Answer{}
	su, err := s.store.signupOf(ctx, a.ID, actor.VolunteerID)
	switch {
	case err == nil:
		ans.Mine = &su
	case !errors.Is(err, docstore.ErrNotFound):
		return nil, err
	}
	if ans.Mine != nil && su.Live() {
		ans.Why = append(ans.Why, ErrTwice)
		if su.Status == Waitlisted {
			ahead, err := s.store.ahead(ctx, a.ID, su.Turn)
			ans.Waits, ans.Position = true, ahead+1
			return ans, err
		}
		return ans, nil
	}
	if why := a.SignupRefusal(s.now()); why != nil {
		ans.Why = append(ans.Why, why)
	}
	if ans.Mine != nil {
		if why := renewal(ans.Mine); why != nil {
			ans.Why = append(ans.Why, why)
		}
	}
	c, err := s.candidate(ctx, actor.VolunteerID, a)
	if err != nil {
		return nil, err
	}
	ans.Why = append(ans.Why, a.Refusals(c)...)
	d, err := s.store.diaries.Get(ctx, actor.VolunteerID)
	if err != nil && !errors.Is(err, docstore.ErrNotFound) {
		return nil, err
	}
	if b, clash := d.Clash(a.ID, a.Start, a.End); clash {
		ans.Why = append(ans.Why, s.clashWith(ctx, b.ActivityID, b.Title, actor.VolunteerID))
	}
	ans.May = len(ans.Why) == 0
	ans.Waits = ans.May && (a.Taken >= a.Capacity || a.Waiting > 0)
	if ans.Waits {
		ans.Position = a.Waiting + 1
	}
	return ans, nil
}

// candidate loads the volunteer and returns them as a Candidate for the activity.
func (s *Service) candidate(ctx context.Context, volunteerID string, a *Activity) (Candidate, error) {
	v, err := s.Volunteers.Get(ctx, volunteerID)
	if err != nil {
		return Candidate{}, err
	}
	return s.candidateOn(&v, a), nil
}

// candidateOn returns the state of the volunteer's profile, their age at the start, whether their clearance holds until the end of the
// activity, whether they and their guardian have agreed, their skills, and today.
func (s *Service) candidateOn(v *volunteers.Volunteer, a *Activity) Candidate {
	return Candidate{
		VolunteerID: v.ID,
		Status:      v.Status,
		Barred:      v.Clearance.Status == volunteers.Barred,
		Age:         s.Volunteers.AgeAt(*v, a.Day()),
		Clear:       s.Volunteers.ClearAt(*v, a.Start) && s.Volunteers.ClearAt(*v, a.End),
		Agreed:      v.MayTakePart(),
		Consented:   s.Volunteers.GuardianAgreed(*v, a.Day()),
		Skills:      v.SkillDays(),
		Today:       region.DayOf(s.now()),
	}
}

// MySignups returns the acting volunteer's sign-ups with their activities: those that start at from or later, earliest first,
// or all, latest first, when from is zero.
func (s *Service) MySignups(ctx context.Context, from time.Time, page ...docstore.Option) (docstore.Page[Signup], map[string]Activity, error) {
	actor, err := auth.Require(ctx, auth.SignUp)
	if err != nil {
		return docstore.Page[Signup]{}, nil, err
	}
	list, err := s.store.signupsOf(ctx, actor.VolunteerID, from, page)
	if err != nil {
		return list, nil, err
	}
	ids := make([]string, len(list.Items))
	for i, su := range list.Items {
		ids[i] = su.ActivityID
	}
	of, err := s.store.allActivities.GetMany(ctx, ids)
	return list, of, err
}

// Signups returns the sign-ups of an activity of the actor's organisation.
func (s *Service) Signups(ctx context.Context, activityID string, status SignupStatus, page ...docstore.Option) (docstore.Page[Signup], error) {
	actor, err := auth.Require(ctx, auth.SignupManage)
	if err != nil {
		return docstore.Page[Signup]{}, err
	}
	if _, err := s.store.activities.In(actor.Scope(auth.SignupManage)).Get(ctx, activityID); err != nil {
		return docstore.Page[Signup]{}, err
	}
	return s.store.signupPage(ctx, actor.Scope(auth.SignupManage), activityID, status, page)
}

// Withheld returns the messages about sign-ups of the activity whose mail and SMS are withheld, for the staff who manage its sign-ups.
func (s *Service) Withheld(ctx context.Context, activityID string) ([]notify.Withheld, error) {
	actor, err := auth.Require(ctx, auth.SignupManage)
	if err != nil {
		return nil, err
	}
	if _, err := s.store.activities.In(actor.Scope(auth.SignupManage)).Get(ctx, activityID); err != nil {
		return nil, err
	}
	return s.Outbox.WithheldOf(ctx, signupPrefix(activityID), actor.Lang)
}

// SignupOf returns the volunteer's sign-up without checking the actor, for other features, or docstore.ErrNotFound.
func (s *Service) SignupOf(ctx context.Context, activityID, volunteerID string) (Signup, error) {
	return s.store.signupOf(ctx, activityID, volunteerID)
}
