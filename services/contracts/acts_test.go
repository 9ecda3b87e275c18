package contracts_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

const (
	sayWhy   = "机构负责人变更，需要重新核查后再定"
	evidence = "问卷一百二十份，满意一百一十四份，汇总表已归档。"
)

var states = []contracts.Status{
	contracts.Draft, contracts.BudgetConfirmed, contracts.Procuring, contracts.Awarded, contracts.Signed, contracts.Published, contracts.Performing,
	contracts.MidPassed, contracts.FinalEvaluating, contracts.Accepting, contracts.Settling, contracts.Closed, contracts.Rectifying,
	contracts.Suspended, contracts.Terminated, contracts.Cancelled,
}

// everybody returns an actor of every role, the makers, and actors who hold a role at the buyer and belong to the provider.
func (e *env) everybody() map[string]auth.Actor {
	people := workflowtest.Everybody(county, e.provider)
	offices := []auth.Binding{{Role: auth.BuyerClerk, Region: county}, {Role: auth.BuyerApprover, Region: county}, {Role: auth.BuyerFinance, Region: county}}
	people["maker"], people["maker in every office"] = e.clerk, e.clerk
	maker := e.clerk
	maker.Bindings = slices.Concat(maker.Bindings, offices)
	people["maker in every office"] = maker
	lead := e.lead
	lead.Bindings = slices.Concat(lead.Bindings, offices)
	people["provider's lead in every office"] = lead
	other := buyer("usr_other", auth.BuyerApprover)
	other.Bindings = slices.Concat(offices, []auth.Binding{{Role: auth.SocialWorker, OrgID: "org_far"}})
	people["another in every office"] = other
	return people
}

// whole returns a signed contract, drafted by the clerk, with every milestone accepted and nothing paid.
func (e *env) whole(no string) contracts.Contract {
	c := e.performing(no)
	for i := range c.Milestones {
		e.accepted(c, i+1)
	}
	return must(e.service.Get(e.as(e.clerk), c.ID))(e.t)
}

// become stores c with the change under its id and returns the id.
func (e *env) become(c contracts.Contract, change func(*contracts.Contract)) string {
	e.t.Helper()
	err := e.service.Change(e.as(e.clerk), c.ID, func(now *contracts.Contract) {
		meta := now.Meta
		*now = c
		now.Meta, now.Milestones, now.Amendments = meta, slices.Clone(c.Milestones), slices.Clone(c.Amendments)
		change(now)
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return c.ID
}

func second[T any](_ T, err error) error { return err }

// TestActsAgree tries every act in every state as every role and compares the outcome with what Acts answered.
func TestActsAgree(t *testing.T) {
	e := newEnv(t)
	s, c, unsigned := e.service, e.whole("GS-1"), e.awarded("GS-2")
	for _, p := range must(s.Payments(e.as(e.clerk), c.ID))(t) {
		if err := s.ChangePayment(e.as(e.clerk), p.ID, func(p *contracts.Payment) { p.Status = contracts.Paid }); err != nil {
			t.Fatal(err)
		}
	}
	workflowtest.Cells[contracts.Contract, contracts.Status]{
		Flow: s.Flow(), States: states, People: e.everybody(),
		Make: func(t *testing.T, state contracts.Status) string {
			if state == contracts.Awarded { // signing inserts payments for the milestones, which may exist only once
				return e.become(unsigned, func(c *contracts.Contract) {
					for i := range c.Milestones {
						c.Milestones[i].ID = id.New("mil")
					}
				})
			}
			return e.become(c, func(c *contracts.Contract) {
				c.Status, c.PaidFen, c.ResumeTo, c.HeldFrom = state, c.TotalFen(), contracts.Performing, contracts.Performing
			})
		},
		Take: map[string]func(context.Context, string) error{
			"edit":           func(ctx context.Context, id string) error { return second(s.Edit(ctx, id, 0, good("GS-1"))) },
			"confirm_budget": func(ctx context.Context, id string) error { return second(s.ConfirmBudget(ctx, id, 0)) },
			"return":         func(ctx context.Context, id string) error { return second(s.Return(ctx, id, sayWhy)) },
			"procure":        func(ctx context.Context, id string) error { return second(s.Procure(ctx, id)) },
			"award": func(ctx context.Context, id string) error {
				return second(s.Award(ctx, id, contracts.Award{ProviderID: e.provider, AmountFen: 50_000_000, NoticeDay: "2026-02-02", AwardDay: "2026-02-20"}))
			},
			"sign":    func(ctx context.Context, id string) error { return second(s.Sign(ctx, id, "2026-02-27")) },
			"publish": func(ctx context.Context, id string) error { return second(s.Publish(ctx, id)) },
			"file":    func(ctx context.Context, id string) error { return second(s.File(ctx, id, "2026-02-27")) },
			"begin":   func(ctx context.Context, id string) error { return second(s.Begin(ctx, id)) },
			"reporting": func(ctx context.Context, id string) error {
				return second(s.SetReporting(ctx, id, 0, contracts.Quarterly))
			},
			"start_final": func(ctx context.Context, id string) error { return second(s.StartFinal(ctx, id)) },
			"rectified":   func(ctx context.Context, id string) error { return second(s.Rectified(ctx, id, sayWhy)) },
			"accept":      func(ctx context.Context, id string) error { return second(s.Accept(ctx, id, evidence, sayWhy)) },
			"close":       func(ctx context.Context, id string) error { return second(s.Close(ctx, id)) },
			"amend": func(ctx context.Context, id string) error {
				return second(s.DraftAmendment(ctx, id, 0, "2027-02-28", sayWhy))
			},
			"cancel":    func(ctx context.Context, id string) error { return second(s.Cancel(ctx, id, sayWhy)) },
			"suspend":   func(ctx context.Context, id string) error { return second(s.Suspend(ctx, id, sayWhy)) },
			"resume":    func(ctx context.Context, id string) error { return second(s.Resume(ctx, id, sayWhy)) },
			"terminate": func(ctx context.Context, id string) error { return second(s.Terminate(ctx, id, sayWhy, sayWhy)) },
		},
	}.Run(t, 9000)
}

// TestActsByState lists the acts of each state; all others are refused.
func TestActsByState(t *testing.T) {
	e := newEnv(t)
	c := e.whole("GS-1")
	for state, want := range map[contracts.Status]string{
		contracts.Draft:           "edit confirm_budget cancel reporting",
		contracts.BudgetConfirmed: "return procure cancel reporting",
		contracts.Procuring:       "award cancel reporting",
		contracts.Awarded:         "sign cancel reporting",
		contracts.Signed:          "publish file amend terminate reporting",
		contracts.Published:       "file begin amend suspend terminate reporting",
		contracts.Performing:      "file start_final amend suspend terminate reporting",
		contracts.MidPassed:       "file start_final amend suspend terminate reporting",
		contracts.FinalEvaluating: "file amend suspend terminate reporting",
		contracts.Accepting:       "file accept amend suspend terminate",
		contracts.Settling:        "file close",
		contracts.Closed:          "file",
		contracts.Rectifying:      "file rectified amend suspend terminate reporting",
		contracts.Suspended:       "file resume terminate reporting",
		contracts.Terminated:      "file",
		contracts.Cancelled:       "",
	} {
		c.Status, c.FiledDay = state, ""
		var names []string
		for _, a := range e.service.Flow().Acts(e.as(e.everybody()["another in every office"]), &c) {
			names = append(names, a.Act)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: %s, want %s", state, got, want)
		}
		c.FiledDay = "2026-03-01"
		for _, a := range e.service.Flow().Acts(e.as(e.clerk), &c) {
			if a.Act == "file" {
				t.Errorf("%s: filed twice", state)
			}
		}
	}
}

func TestActsOnMilestonesAgree(t *testing.T) {
	e := newEnv(t)
	s, c := e.service, e.whole("GS-1")
	milestone := c.Milestones[0].ID
	take := func(do func(ctx context.Context, contractID, milestoneID string) (contracts.Contract, error)) func(context.Context, string) error {
		return func(ctx context.Context, _ string) error { return second(do(ctx, c.ID, milestone)) }
	}
	for _, state := range []contracts.Status{contracts.Performing, contracts.Accepting, contracts.Suspended, contracts.Terminated} {
		workflowtest.Cells[contracts.MilestonePart, contracts.MilestoneStatus]{
			Flow: s.MilestoneFlow(), People: e.everybody(),
			States: []contracts.MilestoneStatus{contracts.MilestonePending, contracts.MilestoneSubmitted, contracts.MilestoneAccepted, contracts.MilestoneReturned},
			Make: func(_ *testing.T, of contracts.MilestoneStatus) string {
				return contracts.PartID(e.become(c, func(c *contracts.Contract) {
					c.Status, c.Milestones[0].Status = state, of
				}), milestone)
			},
			Take: map[string]func(context.Context, string) error{
				"submit": take(func(ctx context.Context, c, m string) (contracts.Contract, error) {
					return s.SubmitMilestone(ctx, c, m, evidence)
				}),
				"accept": take(s.AcceptMilestone),
				"return": take(func(ctx context.Context, c, m string) (contracts.Contract, error) {
					return s.ReturnMilestone(ctx, c, m, sayWhy)
				}),
			},
		}.Run(t, 400)
	}
}

func TestActsOnAmendmentsAgree(t *testing.T) {
	e := newEnv(t)
	s := e.service
	c := must(s.DraftAmendment(e.as(e.clerk), e.whole("GS-1").ID, 0, "2027-02-28", sayWhy))(t)
	amendment := c.Amendments[0].ID
	for _, state := range []contracts.Status{contracts.Signed, contracts.Accepting, contracts.Suspended, contracts.Closed} {
		workflowtest.Cells[contracts.AmendmentPart, contracts.AmendmentStatus]{
			Flow: s.AmendmentFlow(), People: e.everybody(),
			States: []contracts.AmendmentStatus{contracts.AmendmentDraft, contracts.AmendmentApproved, contracts.AmendmentDropped},
			Make: func(_ *testing.T, of contracts.AmendmentStatus) string {
				return contracts.PartID(e.become(c, func(c *contracts.Contract) { c.Status, c.Amendments[0].Status = state, of }), amendment)
			},
			Take: map[string]func(context.Context, string) error{
				"drop":    func(ctx context.Context, _ string) error { return second(s.DropAmendment(ctx, c.ID, amendment)) },
				"approve": func(ctx context.Context, _ string) error { return second(s.ApproveAmendment(ctx, c.ID, amendment)) },
			},
		}.Run(t, 200)
	}
}

func TestActsOnIndicatorsAgree(t *testing.T) {
	e := newEnv(t)
	s, c := e.service, e.whole("GS-1")
	for _, of := range []int{0, 2} { // counted from the ledger, reported by hand
		indicator := c.Indicators[of].ID
		workflowtest.Cells[contracts.IndicatorPart, contracts.Status]{
			Flow: s.IndicatorFlow(), People: e.everybody(), States: states,
			Make: func(_ *testing.T, state contracts.Status) string {
				return contracts.PartID(e.become(c, func(c *contracts.Contract) { c.Status = state }), indicator)
			},
			Take: map[string]func(context.Context, string) error{
				"report": func(ctx context.Context, _ string) error {
					return second(s.ReportIndicator(ctx, c.ID, indicator, 9_500, evidence))
				},
			},
		}.Run(t, 500)
	}
}

func TestActsOnReportsAgree(t *testing.T) {
	e := newEnv(t)
	s, c := e.service, e.whole("GS-1")
	r := must(s.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 9_500, evidence))(t)
	for _, state := range []contracts.Status{contracts.Performing, contracts.Suspended} {
		workflowtest.Cells[contracts.ReportOf, contracts.ReportStatus]{
			Flow: s.ReportFlow(), People: e.everybody(),
			States: []contracts.ReportStatus{contracts.ReportSubmitted, contracts.ReportAccepted, contracts.ReportReturned},
			Make: func(t *testing.T, of contracts.ReportStatus) string {
				e.become(c, func(c *contracts.Contract) { c.Status = state })
				if err := s.ChangeReport(e.as(e.clerk), r.ID, func(r *contracts.Report) { r.Status = of }); err != nil {
					t.Fatal(err)
				}
				return r.ID
			},
			Take: map[string]func(context.Context, string) error{
				"accept": func(ctx context.Context, id string) error { return second(s.AcceptReport(ctx, id)) },
				"return": func(ctx context.Context, id string) error { return second(s.ReturnReport(ctx, id, sayWhy)) },
			},
		}.Run(t, 200)
	}
}

func TestActsOnPaymentsAgree(t *testing.T) {
	e := newEnv(t)
	s, c := e.service, e.whole("GS-1")
	approved := must(s.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-0001"))(t)
	approved = must(s.ApprovePayment(e.as(e.approver), approved.ID, approved.Hash()))(t)
	for _, state := range []contracts.Status{contracts.Performing, contracts.Terminated, contracts.Suspended} {
		workflowtest.Cells[contracts.PaymentOf, contracts.PaymentStatus]{
			Flow: s.PaymentFlow(), People: e.everybody(),
			States: []contracts.PaymentStatus{contracts.Planned, contracts.Applied, contracts.Approved, contracts.Paid, contracts.Refused, contracts.Withheld},
			Make: func(t *testing.T, of contracts.PaymentStatus) string {
				e.become(c, func(c *contracts.Contract) { c.Status = state })
				err := s.ChangePayment(e.as(e.clerk), approved.ID, func(p *contracts.Payment) {
					meta := p.Meta
					*p = approved
					p.Meta, p.Status = meta, of
				})
				if err != nil {
					t.Fatal(err)
				}
				return approved.ID
			},
			Take: map[string]func(context.Context, string) error{
				"apply":     func(ctx context.Context, id string) error { return second(s.Apply(ctx, id, "FP-0002")) },
				"approve":   func(ctx context.Context, id string) error { return second(s.ApprovePayment(ctx, id, approved.Hash())) },
				"refuse":    func(ctx context.Context, id string) error { return second(s.RefusePayment(ctx, id, sayWhy)) },
				"send_back": func(ctx context.Context, id string) error { return second(s.SendBackPayment(ctx, id, sayWhy)) },
				"pay":       func(ctx context.Context, id string) error { return second(s.Pay(ctx, id, "PZ-0002")) },
				"withhold":  func(ctx context.Context, id string) error { return second(s.WithholdPayment(ctx, id)) },
			},
		}.Run(t, 800)
	}
}

// TestSuspendedIsNotAmended: Acts does not offer an amendment of a suspended contract, and the call refuses it.
func TestSuspendedIsNotAmended(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	c = must(e.service.Suspend(e.as(e.approver), c.ID, sayWhy))(t)
	for _, a := range e.service.Flow().Acts(e.as(e.clerk), &c) {
		if a.Act == "amend" {
			t.Error("a suspended contract offers an amendment")
		}
	}
	wants(t, "amending it", second(e.service.DraftAmendment(e.as(e.clerk), c.ID, 100, "", sayWhy)), contracts.ErrMove)
}
