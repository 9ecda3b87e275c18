package satisfaction_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

// TestActsAgree checks that for each state of a round and each person, what acts says is what the call does.
func TestActsAgree(t *testing.T) {
	e := newEnv(t)
	s := e.service
	v, _ := e.opened(6)
	first := v.Round
	people := workflowtest.Everybody(county, e.Org)
	people["director"], people["supervisor"], people["far supervisor"] = e.Director, e.Supervisor, e.FarSupervisor
	two := e.Supervisor
	two.Elsewhere = []string{e.Org}
	people["supervisor who belongs to the organisation"] = two
	clerk := e.Clerk
	clerk.Elsewhere = []string{e.Org}
	people["clerk who belongs to the organisation"] = clerk
	townClerk := e.Clerk
	townClerk.Bindings = []auth.Binding{{Role: auth.BuyerClerk, Region: town}}
	people["clerk of a town"] = townClerk
	workflowtest.Cells[satisfaction.Round, satisfaction.Status]{
		Flow: s.Flow(), States: []satisfaction.Status{satisfaction.Open, satisfaction.Closed}, People: people,
		Make: func(t *testing.T, state satisfaction.Status) string {
			err := s.Change(e.As(e.Admin), first.ID, func(r *satisfaction.Round) {
				meta := r.Meta
				*r = first
				r.Meta, r.Status, r.StatusAt = meta, state, e.Now.Add(-time.Hour)
				if state == satisfaction.Closed {
					r.OpenKey, r.ShownTo = "", r.OrgID
					r.Result = satisfaction.Tally{Asked: 6, ByLink: 5, Faces: satisfaction.Faces{0, 0, 0, 0, 5}}
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"print":   func(ctx context.Context, id string) error { _, err := s.Print(ctx, id, nil); return err },
			"call":    func(ctx context.Context, id string) error { _, err := s.Calls(ctx, id); return err },
			"close":   func(ctx context.Context, id string) error { _, err := s.Close(ctx, id, 0); return err },
			"remarks": func(ctx context.Context, id string) error { _, err := s.Remarks(ctx, id); return err },
		},
	}.Run(t, 100)
}
