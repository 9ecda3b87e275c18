package care_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

// TestActsAgreeFile tries every act on a file in every state as every role and compares the outcome with what Acts answered.
func TestActsAgreeFile(t *testing.T) {
	e := newEnv(t)
	facts, who := e.child()
	made := must(e.service.Create(e.as(e.director), facts, who))(t)
	first, s := made.Beneficiary, e.service
	as := func(user string, role auth.Role, key string) auth.Actor {
		a := inRegion(user, role, county)
		a.PersonKey = key
		return a
	}
	people := workflowtest.Everybody(county, e.org)
	people["maker"], people["verifier"] = e.director, e.supervisor
	people["maker who verifies"] = as("usr_2", auth.TownSupervisor, e.director.PersonKey)
	people["maker who confirms"] = as("usr_3", auth.CountyAdmin, e.director.PersonKey)
	people["verifier who confirms"] = as("usr_4", auth.CountyAdmin, e.supervisor.PersonKey)
	err := func(_ care.File, err error) error { return err }
	workflowtest.Cells[care.Beneficiary, care.FileStatus]{
		Flow:   s.FileFlow(),
		States: []care.FileStatus{care.Draft, care.VillageSubmitted, care.TownshipVerified, care.Registered, care.ExitPending, care.Exited},
		People: people,
		Make: func(t *testing.T, state care.FileStatus) string {
			err := s.ChangeFile(e.as(e.director), first.ID, func(b *care.Beneficiary) {
				meta := b.Meta
				*b = first
				b.Meta, b.Status, b.SubmittedBy, b.OrgIDs = meta, state, e.director.UserID, []string{e.org}
				switch state {
				case care.TownshipVerified:
					b.Checkers = e.supervisor.AddTo(nil)
				case care.ExitPending:
					b.ExitReason, b.ExitMakers = care.MovedOut, e.supervisor.AddTo(nil)
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"edit":         func(ctx context.Context, id string) error { return err(s.Edit(ctx, id, 0, facts, care.Identity{})) },
			"submit":       func(ctx context.Context, id string) error { return err(s.Submit(ctx, id, 0)) },
			"verify":       func(ctx context.Context, id string) error { return err(s.Verify(ctx, id, 0)) },
			"confirm":      func(ctx context.Context, id string) error { return err(s.Confirm(ctx, id, 0)) },
			"return":       func(ctx context.Context, id string) error { return err(s.Return(ctx, id, 0, care.Mismatch, "")) },
			"propose_exit": func(ctx context.Context, id string) error { return err(s.ProposeExit(ctx, id, 0, care.MovedOut)) },
			"exit":         func(ctx context.Context, id string) error { return err(s.ConfirmExit(ctx, id, 0)) },
			"assign":       func(ctx context.Context, id string) error { return err(s.Assign(ctx, id, 0, e.otherOrg)) },
			"withdraw":     func(ctx context.Context, id string) error { return err(s.Withdraw(ctx, id, 0, e.org)) },
		},
	}.Run(t, 1900)
}

// TestActsAgreePairing does the same with a pairing.
func TestActsAgreePairing(t *testing.T) {
	e := newEnv(t)
	v, free := e.volunteer("1990-01-01", true, true), e.volunteer("1990-01-01", true, true)
	first, s := e.active(e.registered().ID, v).Pairing, e.service
	people := workflowtest.Everybody(county, e.org)
	people["paired"], people["unpaired"] = asVolunteer(v), asVolunteer(free)
	both := asVolunteer(v)
	both.Bindings = append(both.Bindings, e.lead.Bindings...)
	people["paired who manages"] = both
	err := func(_ care.PairingFile, err error) error { return err }
	logged := 0
	workflowtest.Cells[care.Pairing, care.PairingStatus]{
		Flow:   s.PairingFlow(),
		States: []care.PairingStatus{care.Proposed, care.Matched, care.Consented, care.Active, care.Paused, care.Ended},
		People: people,
		Make: func(t *testing.T, state care.PairingStatus) string {
			err := s.ChangePairing(e.as(e.lead), first.ID, func(p *care.Pairing) {
				meta := p.Meta
				*p = first
				p.Meta, p.Status = meta, state
				if state == care.Proposed {
					p.VolunteerIDs, p.Persons = nil, nil
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"match":    func(ctx context.Context, id string) error { return err(s.Match(ctx, id, 0, []string{free.ID})) },
			"consent":  func(ctx context.Context, id string) error { return err(s.RecordConsent(ctx, id, 0, e.consent())) },
			"activate": func(ctx context.Context, id string) error { return err(s.Activate(ctx, id, 0)) },
			"pause":    func(ctx context.Context, id string) error { return err(s.Pause(ctx, id, 0, care.FamilyRequest)) },
			"resume":   func(ctx context.Context, id string) error { return err(s.Resume(ctx, id, 0)) },
			"end":      func(ctx context.Context, id string) error { return err(s.End(ctx, id, 0, care.Completed)) },
			"log": func(ctx context.Context, id string) error {
				c := e.contact()
				logged++
				c.Danger, c.At = true, c.At.Add(-time.Duration(logged)*time.Second)
				_, err := s.Log(ctx, id, c)
				return err
			},
		},
	}.Run(t, 1400)
}

// TestActsAgreeDanger checks that for each state of a report of danger and each person, what acts says is what the call does.
func TestActsAgreeDanger(t *testing.T) {
	e := newEnv(t)
	v := e.volunteer("1990-01-01", true, true)
	p, s := e.active(e.registered().ID, v), e.service
	c := e.contact()
	c.Danger = true
	first := must(s.Log(e.as(asVolunteer(v)), p.ID, c))(t)
	people := workflowtest.Everybody(county, e.org)
	taker := e.supervisor
	both := asVolunteer(v)
	both.Bindings = append(both.Bindings, e.director.Bindings...)
	people["taker"], people["reporter"], people["village"], people["far"] = taker, both, e.director, e.farDirector
	err := func(_ care.DangerFile, err error) error { return err }
	workflowtest.Cells[care.Contact, care.DangerStatus]{
		Flow:   s.DangerFlow(),
		States: []care.DangerStatus{care.DangerReported, care.DangerTaken, care.DangerClosed},
		People: people,
		Make: func(t *testing.T, state care.DangerStatus) string {
			err := s.ChangeContact(e.as(e.county), first.ID, func(c *care.Contact) {
				c.Danger = first.Danger
				c.Danger.Status = state
				if state != care.DangerReported {
					c.Danger.TakenBy = taker.UserID
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"take":      func(ctx context.Context, id string) error { return err(s.TakeDanger(ctx, id, 0)) },
			"take_over": func(ctx context.Context, id string) error { return err(s.TakeOverDanger(ctx, id, 0)) },
			"close": func(ctx context.Context, id string) error {
				return err(s.CloseDanger(ctx, id, 0, "已上门核实，孩子安全，已与监护人谈话。"))
			},
		},
	}.Run(t, 180)
}

// TestActsOverHTTP: the view of one file or pairing lists its acts, with the reasons of refused ones.
func TestActsOverHTTP(t *testing.T) {
	e := newEnv(t)
	facts, who := e.child()
	facts.Guardianship, who.GuardianName, who.GuardianMobile = care.NotAsked, "", ""
	f := must(e.service.Create(e.as(e.director), facts, who))(t)
	var v struct {
		Acts []struct {
			Act string
			Why *struct{ Code, Text string }
		}
	}
	app := e.api()
	app.As(e.director).Do("GET", "/beneficiaries/"+f.ID, nil).Want(200).JSON(&v)
	if len(v.Acts) != 2 || v.Acts[0].Act != "edit" || v.Acts[0].Why != nil || v.Acts[1].Act != "submit" || v.Acts[1].Why == nil || v.Acts[1].Why.Code != "guardian_needed" {
		t.Errorf("acts: %+v", v.Acts)
	}
	app.As(e.auditor).Do("GET", "/beneficiaries/"+f.ID, nil).Want(403)
}
