// Package workflowtest checks that Take does what Acts says, for every act, state and person of a feature's table.
package workflowtest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Cells are all combinations of state, act and person of one table. Make and Take run on the real store of the feature's
// tests.
type Cells[T any, S ~string] struct {
	Flow   *workflow.Flow[T, S]
	States []S
	People map[string]auth.Actor // see Everybody; add the maker of the thing
	// Make stores a thing in the state, in which every rule that needs more than the thing is met, and returns its id.
	Make func(t *testing.T, state S) string
	// Take calls the use case of each act that is not hidden, with input that its form accepts.
	Take map[string]func(ctx context.Context, id string) error
}

// Run takes every combination and reports those in which the call does not do what Acts says. An act that Acts does not
// list must be refused because of its state or the person. It fails when fewer than `least` combinations ran.
func (c Cells[T, S]) Run(t *testing.T, least int) {
	t.Helper()
	cells, differ := 0, 0
	for i := range c.Flow.Table.Acts {
		a := &c.Flow.Table.Acts[i]
		take := c.Take[a.Name]
		if a.Hidden {
			continue
		}
		if take == nil {
			t.Errorf("%s.%s: the test does not take it", c.Flow.Name, a.Name)
			continue
		}
		for _, state := range c.States {
			id := ""
			for name, person := range c.People {
				if id == "" {
					id = c.Make(t, state)
				}
				cells++
				ctx := auth.With(t.Context(), person)
				thing, err := c.Flow.Load(ctx, auth.Actor{Job: "test"}.Scope(auth.Public), id)
				if err != nil {
					t.Fatalf("%s in %s: %v", c.Flow.Name, state, err)
				}
				said, refusals := c.said(ctx, a.Name, &thing), []error{auth.ErrLogin, auth.ErrForbidden, docstore.ErrNotFound, c.Flow.Starts(a, &thing)}
				if a.May != nil {
					refusals = append(refusals, a.May(workflow.Asking{Actor: person, Now: c.Flow.Now()}, &thing))
				}
				if a.Apart {
					refusals = append(refusals, c.Flow.Apart(person, &thing)) // checked before the state
				}
				err = take(ctx, id)
				if !agrees(said, err, refusals) {
					differ++
					t.Errorf("%s in %s, %s by %s: Acts said %s, the call %v", c.Flow.Name, state, a.Name, name, describe(said), err)
				}
				if err == nil {
					id = "" // it is changed now, so the next person gets another one
				}
			}
		}
	}
	t.Logf("%s: %d cells, %d differ", c.Flow.Name, cells, differ)
	if cells < least {
		t.Errorf("%s: %d cells, want at least %d", c.Flow.Name, cells, least)
	}
}

// said returns the answer of Acts for the act; nil when it is not listed.
func (c Cells[T, S]) said(ctx context.Context, act string, thing *T) *workflow.Answer {
	answers := c.Flow.Acts(ctx, thing)
	if i := slices.IndexFunc(answers, func(a workflow.Answer) bool { return a.Act == act }); i >= 0 {
		return &answers[i]
	}
	return nil
}

func agrees(said *workflow.Answer, err error, unlisted []error) bool {
	switch {
	case said == nil:
		return err != nil && slices.ContainsFunc(unlisted, func(e error) bool { return errors.Is(err, e) })
	case said.Why == nil:
		return err == nil
	default:
		return errors.Is(err, said.Why)
	}
}

func describe(said *workflow.Answer) string {
	switch {
	case said == nil:
		return "nothing"
	case said.Why == nil:
		return "open"
	default:
		return "refused with " + (*fault.Fault)(said.Why).Code
	}
}

// Everybody returns a person of every role who reaches the region or the organisation, one of every role who reaches
// neither, one without a role and one without an account.
func Everybody(region, orgID string) map[string]auth.Actor {
	people := map[string]auth.Actor{"nobody": {}, "no role": {UserID: "usr_no_role"}}
	for role := range auth.Matrix {
		near, far := auth.Binding{Role: role}, auth.Binding{Role: role}
		switch role {
		case auth.OrgFounder, auth.OrgAdmin, auth.ProjectLead, auth.SocialWorker, auth.OrgFinance:
			near.OrgID, far.OrgID = orgID, "org_far"
		case auth.Volunteer, auth.SystemAdmin, auth.Auditor:
		case auth.Evaluator:
			near.Assigned, far.Assigned = "eva_near", "eva_far"
		default:
			near.Region, far.Region = region, "11/"
		}
		people[string(role)] = auth.Actor{UserID: "usr_" + string(role), PersonKey: "key-" + string(role), Bindings: []auth.Binding{near}}
		people["far "+string(role)] = auth.Actor{UserID: "usr_far_" + string(role), PersonKey: "key-far-" + string(role), Bindings: []auth.Binding{far}}
	}
	return people
}
