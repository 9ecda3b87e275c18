package volunteers_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

const reason = "长期联系不上"

// withPeople returns a volunteer of organisation A and the actors of the test.
func (e *env) withPeople(n int) (volunteers.Volunteer, map[string]auth.Actor) {
	e.t.Helper()
	v, u := e.joined(n)
	people := workflowtest.Everybody(county, e.orgA)
	people["the volunteer"] = u
	staff := u
	staff.Bindings = append([]auth.Binding{{Role: auth.OrgAdmin, OrgID: e.orgA}}, u.Bindings...)
	people["the volunteer, who manages"] = staff
	office := inRegion("usr_same", auth.CountyAdmin, county)
	office.PersonKey = v.PersonKey
	people["the volunteer, who works for the county"] = office
	return v, people
}

// put stores the profile with the change.
func (e *env) put(t *testing.T, as volunteers.Volunteer, change func(*volunteers.Volunteer)) {
	t.Helper()
	err := e.service.Change(e.job(), as.ID, func(v *volunteers.Volunteer) {
		meta := v.Meta
		*v = as
		v.Meta = meta
		change(v)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// agrees returns the answer of a guardian who has the code.
func agrees(code privacy.Secret) volunteers.GuardianAnswer {
	return volunteers.GuardianAnswer{Code: code, Version: volunteers.GuardianText.Version, Hash: volunteers.GuardianText.Hash()}
}

func only(_ volunteers.Volunteer, err error) error { return err }

// TestActsAgreeOnProfiles takes every act with profiles in every state as every role: what Acts said is what happened.
func TestActsAgreeOnProfiles(t *testing.T) {
	for name, tt := range map[string]struct {
		roster bool
		change func(*volunteers.Volunteer)
	}{
		"claimed": {false, func(v *volunteers.Volunteer) {
			v.SkillChecks = []volunteers.SkillCheck{{Skill: v.Skills[0], Certificate: "教师资格证", ValidTo: "2027-03-01"}}
			v.Agreement.Version = "volunteer-2025-01"
			v.Birth, v.Guardian = "2010-01-01", &volunteers.Guardian{Code: volunteers.GuardianCode{Nonce: "n", ExpiresAt: noon.Add(time.Minute)}}
		}},
		"from a roster, barred, frozen by the county, full": {true, func(v *volunteers.Volunteer) {
			v.UserID, v.FrozenAbove, v.Clearance.Status = "", true, volunteers.Barred
			v.Trainings = make([]volunteers.Training, 200)
			v.Guardian = &volunteers.Guardian{ConsentVersion: volunteers.GuardianText.Version, ConsentHash: volunteers.GuardianText.Hash(), ConsentAt: noon}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t)
			s := e.service
			flow, _, _ := s.Flows()
			first, people := e.withPeople(1)
			numbers := 0
			newNumber := func() privacy.Secret {
				numbers++
				return privacy.Secret(fmt.Sprintf("1360001%04d", numbers))
			}
			if tt.roster {
				for name, a := range people {
					a.VolunteerID = "" // nobody has claimed the profile
					people[name] = a
				}
			}
			workflowtest.Cells[volunteers.Volunteer, volunteers.Status]{
				Flow:   flow,
				States: []volunteers.Status{volunteers.Registered, volunteers.Verified, volunteers.Active, volunteers.Frozen, volunteers.Cancelled},
				People: people,
				Make: func(t *testing.T, state volunteers.Status) string {
					e.put(t, first, func(v *volunteers.Volunteer) {
						v.Status = state
						tt.change(v)
						if v.Guardian != nil {
							v.Guardian.Code.Hash = e.index.Index("guardian_code", v.ID+"/n/123456")
						}
					})
					return first.ID
				},
				Take: map[string]func(context.Context, string) error{
					"edit": func(ctx context.Context, _ string) error { return only(s.Edit(ctx, 0, county, volunteers.Details{})) },
					"agree": func(ctx context.Context, _ string) error {
						return only(s.Agree(ctx, volunteers.OwnText.Version, volunteers.OwnText.Hash()))
					},
					"ask_to_join": func(ctx context.Context, _ string) error { return only(s.AskToJoin(ctx, e.orgB)) },
					"cancel":      func(ctx context.Context, _ string) error { return only(s.Cancel(ctx)) },
					"correct": func(ctx context.Context, id string) error {
						return only(s.Correct(ctx, id, 0, volunteers.Correction{Name: "志愿者甲", Mobile: mobile}))
					},
					"ask_mobile": func(ctx context.Context, id string) error {
						return only(s.AskMobile(ctx, id, newNumber(), person(1).IDNumber))
					},
					"change_mobile": func(ctx context.Context, id string) error {
						number := newNumber()
						if err := only(s.AskMobile(ctx, id, number, person(1).IDNumber)); err != nil {
							return err
						}
						return only(s.ChangeMobile(ctx, id, number, e.codeTo(number)))
					},
					"verify":           func(ctx context.Context, id string) error { return only(s.Verify(ctx, id, 0)) },
					"activate":         func(ctx context.Context, id string) error { return only(s.Activate(ctx, id)) },
					"freeze":           func(ctx context.Context, id string) error { return only(s.Freeze(ctx, id, reason)) },
					"release":          func(ctx context.Context, id string) error { return only(s.Release(ctx, id)) },
					"cancel_for":       func(ctx context.Context, id string) error { return only(s.CancelFor(ctx, id, reason)) },
					"training":         func(ctx context.Context, id string) error { return only(s.AddTraining(ctx, id, training())) },
					"ask_guardian":     func(ctx context.Context, _ string) error { return only(s.AskGuardian(ctx, volunteers.Kin{})) },
					"ask_guardian_for": func(ctx context.Context, id string) error { return only(s.AskGuardianFor(ctx, id, volunteers.Kin{})) },
					"guardian_consent": func(ctx context.Context, _ string) error { return only(s.GuardianConsents(ctx, agrees("123456"))) },
					"guardian_consent_for": func(ctx context.Context, id string) error {
						return only(s.GuardianConsentsFor(ctx, id, agrees("123456")))
					},
					"withdraw_guardian":     func(ctx context.Context, _ string) error { return only(s.WithdrawGuardian(ctx)) },
					"withdraw_guardian_for": func(ctx context.Context, id string) error { return only(s.WithdrawGuardianFor(ctx, id, reason)) },
					"verify_skill": func(ctx context.Context, id string) error {
						return only(s.VerifySkill(ctx, id, 0, volunteers.SkillCheck{Skill: first.Skills[0], Certificate: "教师资格证", ValidTo: "2027-03-01"}))
					},
					"withdraw_skill": func(ctx context.Context, id string) error {
						return only(s.WithdrawSkill(ctx, id, 0, first.Skills[0], reason))
					},
					"award": func(ctx context.Context, id string) error { return only(s.AddAward(ctx, id, award())) },
				},
			}.Run(t, 1900)
		})
	}
}

// TestActsAgreeOnClearances does the same with clearances.
func TestActsAgreeOnClearances(t *testing.T) {
	e := newEnv(t)
	s := e.service
	_, flow, _ := s.Flows()
	first, people := e.withPeople(1)
	people["who recorded the result"] = inRegion("usr_checker", auth.CountyAdmin, county)
	workflowtest.Cells[volunteers.Volunteer, volunteers.ClearanceStatus]{
		Flow: flow,
		States: []volunteers.ClearanceStatus{
			volunteers.NoClearance, volunteers.Consented, volunteers.Queried, volunteers.Answered, volunteers.Clear, volunteers.Expired, volunteers.Barred,
		},
		People: people,
		Make: func(t *testing.T, state volunteers.ClearanceStatus) string {
			e.put(t, first, func(v *volunteers.Volunteer) {
				v.Clearance = volunteers.Clearance{Status: state, QueriedDay: "2026-03-01", ResultDay: "2026-03-01", Checker: "usr_checker"}
				v.ClearanceValidTo = volunteers.ClearedUntil("2026-03-01")
			})
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"consent":          func(ctx context.Context, _ string) error { return only(s.Consent(ctx, volunteers.ClearanceConsent)) },
			"withdraw":         func(ctx context.Context, _ string) error { return only(s.WithdrawConsent(ctx)) },
			"consent_on_paper": func(ctx context.Context, id string) error { return only(s.ConsentOnPaper(ctx, id)) },
			"query":            func(ctx context.Context, id string) error { return only(s.RecordQuery(ctx, id)) },
			"clear":            func(ctx context.Context, id string) error { return only(s.ConfirmResult(ctx, id, 0)) },
			"return":           func(ctx context.Context, id string) error { return only(s.ReturnResult(ctx, id, 0, reason)) },
			"answer": func(ctx context.Context, id string) error {
				return only(s.RecordResult(ctx, id, answer(id, "2026-03-02", false)))
			},
			"bar": func(ctx context.Context, id string) error {
				return only(s.RecordResult(ctx, id, answer(id, "2026-03-02", true)))
			},
			"revoke": func(ctx context.Context, id string) error { return only(s.RevokeClearance(ctx, id, 0, reason)) },
			"review": func(ctx context.Context, id string) error {
				return only(s.Review(ctx, id, answer(id, "2026-03-02", false), reason))
			},
		},
	}.Run(t, 1500)
}

// TestActsAgreeOnMemberships does the same with memberships.
func TestActsAgreeOnMemberships(t *testing.T) {
	e := newEnv(t)
	s := e.service
	_, _, flow := s.Flows()
	first, people := e.withPeople(1)
	take := func(use func(context.Context, string, string) (volunteers.Volunteer, error)) func(context.Context, string) error {
		return func(ctx context.Context, _ string) error { return only(use(ctx, first.ID, e.orgA)) }
	}
	workflowtest.Cells[volunteers.Membership, volunteers.MemberStatus]{
		Flow:   flow,
		States: []volunteers.MemberStatus{volunteers.Asked, volunteers.Joined, volunteers.Left},
		People: people,
		Make: func(t *testing.T, state volunteers.MemberStatus) string {
			e.put(t, first, func(v *volunteers.Volunteer) {
				v.OrgIDs, v.AskedOrgIDs = []string{e.orgB}, nil
				switch state {
				case volunteers.Asked:
					v.AskedOrgIDs = []string{e.orgA}
				case volunteers.Joined:
					v.OrgIDs = append(v.OrgIDs, e.orgA)
				}
			})
			return first.ID + "/" + e.orgA
		},
		Take: map[string]func(context.Context, string) error{
			"accept": take(s.Accept), "decline": take(s.Decline), "remove": take(s.Remove),
			"leave": func(ctx context.Context, _ string) error { return only(s.Leave(ctx, e.orgA)) },
		},
	}.Run(t, 400)
}

// TestRemovedByOwnCounty: a county may remove from its organisations only the volunteers that it manages.
func TestRemovedByOwnCounty(t *testing.T) {
	e := newEnv(t)
	v, _ := e.joined(1)
	e.put(t, e.load(v.ID), func(v *volunteers.Volunteer) { v.Region = "52/5201/520112/" })
	if _, err := e.service.Remove(e.as(e.office), v.ID, e.orgA); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("removed by the organisation's county: %v", err)
	}
	must(e.service.Remove(e.as(e.admin), v.ID, e.orgA))(t)
}

// TestActsAgreeOnInvitations does the same with invitations.
func TestActsAgreeOnInvitations(t *testing.T) {
	e := newEnv(t)
	s := e.service
	people := workflowtest.Everybody(county, e.orgA)
	workflowtest.Cells[volunteers.AnInvited, volunteers.InvitationStatus]{
		Flow:   s.InvitationFlow(),
		States: []volunteers.InvitationStatus{volunteers.InvitationAsked, volunteers.InvitationWithdrawn},
		People: people,
		Make: func(t *testing.T, state volunteers.InvitationStatus) string {
			e.asked(1)
			i := e.invitations(e.orgA)[0]
			if state == volunteers.InvitationWithdrawn {
				if err := s.WithdrawInvitation(e.as(e.admin), i.ID); err != nil {
					t.Fatal(err)
				}
			}
			return i.ID
		},
		Take: map[string]func(context.Context, string) error{
			"accept":         s.AcceptInvitation,
			"decline":        func(ctx context.Context, id string) error { return s.DeclineInvitation(ctx, id, false) },
			"decline_openly": func(ctx context.Context, id string) error { return s.DeclineInvitation(ctx, id, true) },
			"withdraw":       s.WithdrawInvitation,
		},
	}.Run(t, 50)
}
