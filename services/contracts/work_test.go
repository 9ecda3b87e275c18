package contracts_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// waiting returns the work that waits for the person, by code, without empty kinds.
func (e *env) waiting(a auth.Actor) map[string]feature.WorkList {
	e.t.Helper()
	all := map[string]feature.WorkList{}
	for _, kind := range e.service.Feature().Work {
		if !kind.For(a) {
			continue
		}
		w := must(kind.List(e.as(a), feature.WorkQuery{Actor: a, Now: e.now}))(e.t)
		if w.Count > 0 {
			all[kind.Code] = w
		}
	}
	return all
}

// TestWorkIsTheList: in every state, the waiting contracts are those in the list at the kind's link.
func TestWorkIsTheList(t *testing.T) {
	e := newEnv(t)
	first, other := e.whole("GS-1"), e.whole("GS-2")
	for _, state := range states {
		for _, c := range []contracts.Contract{first, other} {
			e.become(c, func(c *contracts.Contract) { c.Status = state })
		}
		for _, a := range []auth.Actor{e.clerk, e.approver, e.finance, e.lead} {
			for code, w := range e.waiting(a) {
				if code != "contract_"+string(state) {
					continue
				}
				list := must(e.service.List(e.as(a), contracts.Query{Status: state}))(t)
				if w.Count != 2 || len(list.Items) != 2 || len(w.Items) != 2 || w.Items[0].ID != first.ID || w.Items[0].Link != "/contracts/"+first.ID {
					t.Errorf("%s: %d wait, the list shows %d", code, w.Count, len(list.Items))
				}
			}
		}
	}
}

// TestWorkAlongALife: after each act, work waits exactly for the people who take the next act.
func TestWorkAlongALife(t *testing.T) {
	e := newEnv(t)
	s := e.service
	far := auth.Actor{UserID: "usr_far", Bindings: []auth.Binding{{Role: auth.BuyerApprover, Region: "53/"}, {Role: auth.BuyerClerk, Region: "53/"}, {Role: auth.OrgAdmin, OrgID: "org_far"}}}
	check := func(what string, a auth.Actor, code string, want int64) {
		t.Helper()
		if got := e.waiting(a)[code].Count; got != want {
			t.Errorf("%s: %d of %s wait, want %d", what, got, code, want)
		}
		if got := len(e.waiting(far)); got != 0 {
			t.Errorf("%s: %d kinds wait in another region", what, got)
		}
	}
	c := e.draft("GS-1")
	check("a draft", e.approver, "contract_draft", 1)
	must(s.ConfirmBudget(e.as(e.approver), c.ID, 0))(t)
	check("a budget", e.clerk, "contract_budget_confirmed", 1)
	c = e.performing("GS-2")
	check("a signed contract", e.clerk, "contract_unfiled", 1)
	e.now = noon.AddDate(0, 0, 10)
	if w := e.waiting(e.clerk)["contract_unfiled"]; w.Late != 1 || w.Due.IsZero() {
		t.Errorf("a late filing: %+v", w)
	}
	e.now = noon
	must(s.File(e.as(e.clerk), c.ID, "2026-02-27"))(t)
	check("a filed contract", e.clerk, "contract_unfiled", 0)

	check("a milestone that is due in a month", e.lead, "milestone_due", 0)
	e.now = noon.AddDate(0, 0, 20)
	check("a milestone that is due soon", e.lead, "milestone_due", 1)
	e.now = noon.AddDate(0, 0, 40)
	if w := e.waiting(e.lead)["milestone_due"]; w.Late != 1 || w.Due.After(e.now) {
		t.Errorf("a late milestone: %+v", w)
	}
	must(s.SubmitMilestone(e.as(e.lead), c.ID, c.Milestones[0].ID, evidence))(t)
	check("a milestone handed in", e.approver, "milestone_submitted", 1)
	must(s.AcceptMilestone(e.as(e.approver), c.ID, c.Milestones[0].ID))(t)
	check("a milestone accepted", e.approver, "milestone_submitted", 0)
	check("a milestone accepted", e.orgFinance, "payment_due", 1)

	p := must(s.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-0001"))(t)
	check("an application", e.orgFinance, "payment_due", 0)
	check("an application", e.approver, "payment_applied", 1)
	must(s.RefusePayment(e.as(e.approver), p.ID, sayWhy))(t)
	check("a refusal", e.orgFinance, "payment_refused", 1)
	p = must(s.Apply(e.as(e.orgFinance), p.ID, "FP-0001"))(t)
	must(s.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(t)
	check("an approval", e.finance, "payment_approved", 1)

	r := must(s.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 9_500, evidence))(t)
	check("a report", e.clerk, "report_submitted", 1)
	must(s.AcceptReport(e.as(e.clerk), r.ID))(t)
	check("a report accepted", e.clerk, "report_submitted", 0)
	got := must(s.DraftAmendment(e.as(e.clerk), c.ID, 100, "", sayWhy))(t)
	check("an amendment", e.approver, "amendment_draft", 1)
	must(s.ApproveAmendment(e.as(e.approver), c.ID, got.Amendments[0].ID))(t)
	check("an amendment in force", e.approver, "amendment_draft", 0)
	must(s.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 9_600, evidence))(t)
	must(s.Suspend(e.as(e.approver), c.ID, sayWhy))(t)
	check("a report on a suspended contract", e.clerk, "report_submitted", 0)
	if n := len(e.waiting(auth.Actor{UserID: "usr_v", Bindings: []auth.Binding{{Role: auth.Volunteer}}})); n != 0 {
		t.Errorf("%d kinds wait for a volunteer", n)
	}
}
