package volunteers

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// StepState tells how far one of the first steps is.
type StepState string

// The states of a first step.
const (
	StepDone    StepState = "done"
	StepOpen    StepState = "open"    // somebody has to act
	StepLater   StepState = "later"   // another step comes before it
	StepStopped StepState = "stopped" // nothing goes on until somebody lifts it
)

// StepParty is the side that acts at a first step.
type StepParty string

// The sides.
const (
	ByPerson       StepParty = "person"
	ByGuardian     StepParty = "guardian"
	ByOrganisation StepParty = "organisation"
	ByOffice       StepParty = "office"    // civil affairs of the county
	ByAuthority    StepParty = "authority" // the authority that answers the clearance query
)

// Step is one of the steps from registering to serving.
type Step struct {
	Code     string
	State    StepState
	By       StepParty // the side that acts now, or may lift the stop; empty: nobody
	Names    []string  // of the organisations, or of the office's county
	Optional bool      // not needed for activities without children or danger
	Days     int       // working days within which the side has promised to act; 0: not promised
	Due      region.Day
	Late     bool // Due has passed

	since  time.Time // when the side's turn began; zero: not kept
	orgIDs []string
}

// Terms are the working days within which staff and authorities act, as volunteers are told.
type Terms struct {
	Staff int // to accept, verify, activate, and to send or confirm a clearance query
	Query int // to answer a clearance query
}

// steps returns the first steps of the volunteer in their order, without names and terms.
func (v *Volunteer) steps(now time.Time) []Step {
	list := []Step{{Code: "register", State: StepDone}}
	if v.Status == Cancelled {
		return append(list, Step{Code: "activate", State: StepStopped})
	}
	if !v.agreed() {
		list = append(list, Step{Code: "agree", State: StepOpen, By: ByPerson})
	}
	if v.Guardian != nil && v.Birth.Age(region.DayOf(now)) < AdultAge {
		list = append(list, v.guardianStep())
	}
	return append(list, v.joinStep(), v.verifyStep(), v.activateStep(), v.clearanceStep(now))
}

func (v *Volunteer) guardianStep() Step {
	if v.Guardian.agreed() {
		return Step{Code: "guardian", State: StepDone, Optional: true}
	}
	return Step{Code: "guardian", State: StepOpen, By: ByGuardian, Optional: true}
}

// joinStep is optional, because the office verifies who belongs to no organisation.
func (v *Volunteer) joinStep() Step {
	switch {
	case len(v.OrgIDs) > 0:
		return Step{Code: "join", State: StepDone, Optional: true}
	case len(v.AskedOrgIDs) > 0:
		return Step{Code: "join", State: StepOpen, By: ByOrganisation, Optional: true, orgIDs: v.AskedOrgIDs}
	}
	return Step{Code: "join", State: StepOpen, By: ByPerson, Optional: true}
}

func (v *Volunteer) verifyStep() Step {
	if v.Status != Registered {
		return Step{Code: "verify", State: StepDone}
	}
	return v.byStaff(Step{Code: "verify", State: StepOpen, since: v.StatusAt})
}

func (v *Volunteer) activateStep() Step {
	switch {
	case v.Status == Active:
		return Step{Code: "activate", State: StepDone}
	case v.Clearance.Status == Barred || v.Status == Frozen && v.FrozenAbove:
		return Step{Code: "activate", State: StepStopped, By: ByOffice}
	case v.Status == Frozen:
		return v.byStaff(Step{Code: "activate", State: StepStopped})
	case v.Status == Verified:
		return v.byStaff(Step{Code: "activate", State: StepOpen, since: v.StatusAt})
	}
	return Step{Code: "activate", State: StepLater}
}

func (v *Volunteer) clearanceStep(now time.Time) Step {
	c, s := v.Clearance, Step{Code: "clearance", State: StepOpen, By: ByPerson, Optional: true}
	switch {
	case c.Status == Barred:
		s.State, s.By = StepStopped, ByOffice
	case now.Before(v.ClearanceValidTo):
		s.State, s.By = StepDone, ""
	case c.Status == Consented:
		s.since = c.ConsentAt
		return v.byStaff(s)
	case c.Status == Queried:
		s.By, s.since = ByAuthority, c.QueriedDay.Start()
	case c.Status == Answered:
		return v.byStaff(s)
	}
	return s
}

// byStaff returns the step with the volunteer's organisations as the side that acts, or the office for a volunteer without one.
func (v *Volunteer) byStaff(s Step) Step {
	s.By = ByOffice
	if len(v.OrgIDs) > 0 {
		s.By, s.orgIDs = ByOrganisation, v.OrgIDs
	}
	return s
}

// StepsOpen reports whether the first steps are not over: something needed is not done, or somebody else has to act.
func StepsOpen(list []Step) bool {
	return slices.ContainsFunc(list, func(s Step) bool { return s.State != StepDone && !(s.Optional && s.By == ByPerson) })
}

// FirstSteps returns the acting volunteer's profile and its first steps: what is done, what comes next, who acts and by when. It returns
// docstore.ErrNotFound for an account without a profile.
func (s *Service) FirstSteps(ctx context.Context) (Volunteer, []Step, error) {
	actor, err := auth.Require(ctx, auth.VolunteerSelf)
	if err != nil {
		return Volunteer{}, nil, err
	}
	v, err := s.store.ofUser(ctx, actor.UserID)
	if err != nil {
		return Volunteer{}, nil, err
	}
	names, err := s.Orgs.Names(ctx, slices.Concat(v.OrgIDs, v.AskedOrgIDs))
	if err != nil {
		return Volunteer{}, nil, err
	}
	list := v.steps(s.now())
	for i := range list {
		s.promise(&list[i])
		switch list[i].By {
		case ByOrganisation:
			for _, id := range list[i].orgIDs {
				list[i].Names = append(list[i].Names, names[id])
			}
		case ByOffice:
			list[i].Names = []string{s.Regions.Name(countyOf(v.Region))}
		}
	}
	return v, list, nil
}

// promise sets the term of an open step.
func (s *Service) promise(step *Step) {
	if step.State != StepOpen {
		return
	}
	switch step.By {
	case ByOrganisation, ByOffice:
		step.Days = s.Terms.Staff
	case ByAuthority:
		step.Days = s.Terms.Query
	}
	if step.Days > 0 && !step.since.IsZero() {
		step.Due = s.Calendar.AddWorkdays(region.DayOf(step.since), step.Days)
		step.Late = step.Due < s.today()
	}
}

// countyOf returns the path of the county in the path of a region in it.
func countyOf(path string) string {
	codes := strings.SplitAfter(path, "/")
	return strings.Join(codes[:min(3, len(codes))], "")
}
