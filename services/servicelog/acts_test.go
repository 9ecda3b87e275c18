package servicelog_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

const reason = "与实际情况不符，请核实"

// TestActsAgree checks that for each state of an entry and each person, what acts says is what the call does.
func TestActsAgree(t *testing.T) {
	e := newEnv(t)
	child, s := e.person(true), e.service
	content := e.visit(3*time.Hour, child)
	first := e.submitted(content).Entry
	people := workflowtest.Everybody(county, e.Org)
	people["writer"], people["second"], people["stranger"] = e.Worker, e.Second, e.Stranger
	err := func(_ servicelog.View, err error) error { return err }
	workflowtest.Cells[servicelog.Entry, servicelog.Status]{
		Flow: s.Flow(),
		States: []servicelog.Status{
			servicelog.Draft, servicelog.Submitted, servicelog.Returned, servicelog.Approved, servicelog.Void, servicelog.Discarded,
		},
		People: people,
		Make: func(t *testing.T, state servicelog.Status) string {
			change := func(x *servicelog.Entry) {
				meta := x.Meta
				*x = first
				x.Meta, x.Status = meta, state
				if state == servicelog.Approved {
					x.Claimed = true // so that voiding it books nothing
				}
			}
			if err := s.Change(e.As(e.Admin), first.ID, change); err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"edit":    func(ctx context.Context, id string) error { return err(s.Edit(ctx, id, 0, content)) },
			"submit":  func(ctx context.Context, id string) error { return err(s.Submit(ctx, id, 0)) },
			"approve": func(ctx context.Context, id string) error { return err(s.Approve(ctx, id, 0)) },
			"return":  func(ctx context.Context, id string) error { return err(s.Return(ctx, id, 0, reason)) },
			"void":    func(ctx context.Context, id string) error { return err(s.Void(ctx, id, 0, reason)) },
			"discard": func(ctx context.Context, id string) error { return err(s.Discard(ctx, id, 0)) },
		},
	}.Run(t, 500)
}

// TestThreadActsAgree does the same for threads.
func TestThreadActsAgree(t *testing.T) {
	e := newEnv(t)
	child, s := e.person(true), e.service
	content := servicelog.ThreadContent{
		Kind: contracts.CaseWork, ContractID: e.contract, Title: "入学适应", People: []string{child}, Start: "2026-02-01", Lead: e.Worker.UserID,
		Plan: "孩子转学后不愿意去学校，希望两个月内能每天到校。",
	}
	first := must(s.CreateThread(e.As(e.Worker), content))(t).Thread
	note := servicelog.NewNote{On: "2026-03-02", Text: "本月到校十八天，老师反映有进步。", Outcome: servicelog.Partly}
	people := workflowtest.Everybody(county, e.Org)
	people["writer"], people["second"], people["stranger"] = e.Worker, e.Second, e.Stranger
	err := func(_ servicelog.ThreadView, err error) error { return err }
	workflowtest.Cells[servicelog.Thread, servicelog.ThreadStatus]{
		Flow:   s.ThreadFlow(),
		States: []servicelog.ThreadStatus{servicelog.Open, servicelog.Closed},
		People: people,
		Make: func(t *testing.T, state servicelog.ThreadStatus) string {
			change := func(x *servicelog.Thread) {
				meta := x.Meta
				*x = first
				x.Meta, x.Status = meta, state
			}
			if err := s.ChangeThread(e.As(e.Admin), first.ID, change); err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"edit":      func(ctx context.Context, id string) error { return err(s.EditThread(ctx, id, 0, content)) },
			"review":    func(ctx context.Context, id string) error { return err(s.AddReview(ctx, id, 0, note)) },
			"supervise": func(ctx context.Context, id string) error { return err(s.Supervise(ctx, id, 0, note)) },
			"close":     func(ctx context.Context, id string) error { return err(s.CloseThread(ctx, id, 0, note)) },
			"reopen":    func(ctx context.Context, id string) error { return err(s.ReopenThread(ctx, id, 0, reason)) },
		},
	}.Run(t, 150)
}
