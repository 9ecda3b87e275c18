package orgs_test

import (
	"context"
	"testing"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

// TestActsAgree tries every act in every state as every role and compares the outcome with what Acts answered.
func TestActsAgree(t *testing.T) {
	e := newEnv(t)
	first := e.draft(1)
	people := workflowtest.Everybody(county, first.ID)
	people["writer"] = in(e.owner, auth.OrgAdmin, first.ID)
	people["writer who reviews"] = in(inRegion("usr_owner", auth.CountyAdmin, county), auth.OrgAdmin, first.ID)
	s := e.service
	err := func(_ orgs.Org, err error) error { return err }
	workflowtest.Cells[orgs.Org, orgs.Status]{
		Flow:   s.Flow(),
		States: []orgs.Status{orgs.Draft, orgs.Submitted, orgs.Reviewing, orgs.Approved, orgs.Returned, orgs.Rejected, orgs.Suspended, orgs.Cancelled},
		People: people,
		Make: func(t *testing.T, state orgs.Status) string {
			if err := s.Change(e.as(e.owner), first.ID, func(o *orgs.Org) { *o = withMeta(first, o.Meta); o.Status = state }); err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"edit":      func(ctx context.Context, id string) error { return err(s.Edit(ctx, id, 0, profile(1), personal())) },
			"contact":   func(ctx context.Context, id string) error { return err(s.EditContact(ctx, id, 0, "", mobile, "")) },
			"submit":    func(ctx context.Context, id string) error { return err(s.Submit(ctx, id)) },
			"withdraw":  func(ctx context.Context, id string) error { return err(s.Withdraw(ctx, id)) },
			"take":      func(ctx context.Context, id string) error { return err(s.Take(ctx, id)) },
			"approve":   func(ctx context.Context, id string) error { return err(s.Approve(ctx, id)) },
			"return":    func(ctx context.Context, id string) error { return err(s.Return(ctx, id, why)) },
			"reject":    func(ctx context.Context, id string) error { return err(s.Reject(ctx, id, why)) },
			"suspend":   func(ctx context.Context, id string) error { return err(s.Suspend(ctx, id, why)) },
			"reinstate": func(ctx context.Context, id string) error { return err(s.Reinstate(ctx, id, why)) },
			"cancel":    func(ctx context.Context, id string) error { return err(s.Cancel(ctx, id, why)) },
			"credit":    func(ctx context.Context, id string) error { return err(s.SetCredit(ctx, id, 0, orgs.Abnormal, why)) },
			"qualify": func(ctx context.Context, id string) error {
				return err(s.Qualify(ctx, id, 0, orgs.Qualification{ReportYear: 2025}))
			},
			"old_code": func(ctx context.Context, id string) error { return err(s.AcceptOldCode(ctx, id, 0, first.USCC, why)) },
		},
	}.Run(t, 3000)
}

// TestTeamHasNoCode: a team has no social credit code, so none is entered for it.
func TestTeamHasNoCode(t *testing.T) {
	e := newEnv(t)
	o := e.draft(1)
	if err := e.service.Change(e.as(e.owner), o.ID, func(o *orgs.Org) { o.Type, o.USCC = orgs.Team, "" }); err != nil {
		t.Fatal(err)
	}
	team := must(e.service.Get(e.as(e.reviewer), o.ID))(t)
	for _, a := range e.service.Flow().Acts(e.as(e.reviewer), &team) {
		if a.Act == "old_code" {
			t.Error("the act is offered for a team")
		}
	}
	if _, err := e.service.AcceptOldCode(e.as(e.reviewer), o.ID, 0, profile(1).USCC, why); !blames(err, "uscc", "team") {
		t.Errorf("a code for a team: %v", err)
	}
}

// withMeta returns the organisation with another version.
func withMeta(o orgs.Org, m docstore.Meta) orgs.Org {
	o.Meta = m
	return o
}
