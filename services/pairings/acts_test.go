package pairings_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

// TestActsAgreePairing does the same with a pairing.
func TestActsAgreePairing(t *testing.T) {
	e := newEnv(t)
	v, free := e.Volunteer("1990-01-01", true, true), e.Volunteer("1990-01-01", true, true)
	first, s := e.active(e.Registered().ID, v).Pairing, e.service
	people := workflowtest.Everybody(county, e.Org)
	people["paired"], people["unpaired"] = asVolunteer(v), asVolunteer(free)
	both := asVolunteer(v)
	both.Bindings = append(both.Bindings, e.Lead.Bindings...)
	people["paired who manages"] = both
	err := func(_ pairings.PairingFile, err error) error { return err }
	logged := 0
	workflowtest.Cells[pairings.Pairing, pairings.PairingStatus]{
		Flow:   s.PairingFlow(),
		States: []pairings.PairingStatus{pairings.Proposed, pairings.Matched, pairings.Consented, pairings.Active, pairings.Paused, pairings.Ended},
		People: people,
		Make: func(t *testing.T, state pairings.PairingStatus) string {
			err := s.ChangePairing(e.As(e.Lead), first.ID, func(p *pairings.Pairing) {
				meta := p.Meta
				*p = first
				p.Meta, p.Status = meta, state
				if state == pairings.Proposed {
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
			"count":    func(ctx context.Context, id string) error { return err(s.CountFor(ctx, id, 0, "con_ours")) },
			"pause":    func(ctx context.Context, id string) error { return err(s.Pause(ctx, id, 0, pairings.FamilyRequest)) },
			"resume":   func(ctx context.Context, id string) error { return err(s.Resume(ctx, id, 0)) },
			"end":      func(ctx context.Context, id string) error { return err(s.End(ctx, id, 0, pairings.Completed)) },
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
	v := e.Volunteer("1990-01-01", true, true)
	p, s := e.active(e.Registered().ID, v), e.service
	c := e.contact()
	c.Danger = true
	first := must(s.Log(e.As(asVolunteer(v)), p.ID, c))(t)
	people := workflowtest.Everybody(county, e.Org)
	taker := e.Supervisor
	both := asVolunteer(v)
	both.Bindings = append(both.Bindings, e.Director.Bindings...)
	people["taker"], people["reporter"], people["village"], people["far"] = taker, both, e.Director, e.FarDirector
	err := func(_ pairings.DangerFile, err error) error { return err }
	workflowtest.Cells[pairings.Contact, pairings.DangerStatus]{
		Flow:   s.DangerFlow(),
		States: []pairings.DangerStatus{pairings.DangerReported, pairings.DangerTaken, pairings.DangerClosed},
		People: people,
		Make: func(t *testing.T, state pairings.DangerStatus) string {
			err := s.ChangeContact(e.As(e.Admin), first.ID, func(c *pairings.Contact) {
				c.Danger = first.Danger
				c.Danger.Status = state
				if state != pairings.DangerReported {
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
