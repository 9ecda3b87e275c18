package delegations_test

import (
	"context"
	"testing"

	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

// TestActsAgree checks that for each state of a delegation and each person, what acts says is what the call does.
func TestActsAgree(t *testing.T) {
	e := newEnv(t)
	first, s := e.signed().Delegation, e.service
	people := workflowtest.Everybody(county, e.Org)
	people["writer"], people["far"] = e.Director, e.FarSupervisor
	err := func(_ delegations.View, err error) error { return err }
	proof, copyOf := e.paper(first.ID, "check_proof"), e.paper(first.ID, "signed")
	logged := 0
	workflowtest.Cells[delegations.Delegation, delegations.Status]{
		Flow: s.Flow(),
		States: []delegations.Status{
			delegations.Draft, delegations.Signed, delegations.Active, delegations.Ended, delegations.Revoked, delegations.Discarded,
		},
		People: people,
		Make: func(t *testing.T, state delegations.Status) string {
			err := s.Change(e.As(e.Admin), first.ID, func(d *delegations.Delegation) {
				meta := d.Meta
				*d = first
				d.Meta, d.Status, d.From = meta, state, "2026-01-01"
				d.Open = ""
				if d.IsOpen() {
					d.Open = d.FileID
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"edit": func(ctx context.Context, id string) error { return err(s.Edit(ctx, id, 0, e.terms())) },
			"check": func(ctx context.Context, id string) error {
				return err(s.SetCheck(ctx, id, 0, delegations.Harm, delegations.NewCheck{Finding: delegations.Clear, FileID: proof}))
			},
			"hear": func(ctx context.Context, id string) error {
				return err(s.Hear(ctx, id, 0, delegations.NewOpinion{Answer: delegations.Agrees, On: today}))
			},
			"sign": func(ctx context.Context, id string) error { return err(s.Sign(ctx, id, 0, copyOf, today)) },
			"inform": func(ctx context.Context, id string) error {
				return err(s.Inform(ctx, id, 0, delegations.Notices{School: today, Village: today}))
			},
			"confirm": func(ctx context.Context, id string) error { return err(s.Confirm(ctx, id, 0)) },
			"return": func(ctx context.Context, id string) error {
				return err(s.Return(ctx, id, 0, delegations.Incomplete, ""))
			},
			"parents": func(ctx context.Context, id string) error { return err(s.SetParents(ctx, id, 0, nil)) },
			"log": func(ctx context.Context, id string) error {
				n := logged // none of them twice: 30 days, three parents, three ways
				logged++
				_, err := s.LogContact(ctx, id, delegations.NewContact{
					Who: []delegations.Who{delegations.Father, delegations.Mother, delegations.Guardian}[n/30%3],
					Way: []delegations.Way{delegations.Call, delegations.Video, delegations.Visit}[n/90%3], On: region.Day(today).Add(-n % 30),
				})
				return err
			},
			"end": func(ctx context.Context, id string) error { return err(s.End(ctx, id, 0, delegations.ParentsBack, "")) },
			"revoke": func(ctx context.Context, id string) error {
				return err(s.Revoke(ctx, id, 0, delegations.Unfit, whyText))
			},
			"discard": func(ctx context.Context, id string) error { return err(s.Discard(ctx, id, 0)) },
		},
	}.Run(t, 1000)
}
