package contracts_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// TestTrialSharesAboveTheWhole plans and reports shares of more than 100 %, and counts in units that do not fit.
func TestTrialSharesAboveTheWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*contracts.Indicator)
		field  string
	}{
		"a target of 300 %": {func(i *contracts.Indicator) {
			i.Source, i.Unit, i.Kind, i.Target = contracts.Manual, contracts.Percent, contracts.Satisfaction, 30_000
		}, "target"},
		"sessions in people":      {func(i *contracts.Indicator) { i.Measure, i.Unit = contracts.BySessions, contracts.People }, "unit"},
		"person-times in times":   {func(i *contracts.Indicator) { i.Measure, i.Unit = contracts.ByPersonTimes, contracts.Times }, "unit"},
		"people served in pieces": {func(i *contracts.Indicator) { i.Measure, i.Unit = contracts.ByServed, contracts.Pieces }, "unit"},
	} {
		terms := good("GS-1")
		tt.change(&terms.Indicators[0])
		if err := terms.Check(); !blames(err, "indicators[0]."+tt.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := newEnv(t)
	c := e.performing("GS-1")
	const evidence = "问卷一百二十份，满意一百一十四份，汇总表已归档。"
	if _, err := e.service.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 25_000, evidence); !blames(err, "value") {
		t.Errorf("a satisfaction of 250 %%: %v", err)
	}
}

// TestTrialAmendmentSpreadsUnseen proposes an amendment, lets a payment be applied for, and has it approved: the amounts are not
// those that its text named.
func TestTrialAmendmentSpreadsUnseen(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	app := e.api()
	type share struct {
		Seq       int64 `json:"seq"`
		Fixed     bool  `json:"fixed"`
		BeforeFen int64 `json:"before_fen"`
		AfterFen  int64 `json:"after_fen"`
	}
	var got struct {
		Amendments []struct {
			ID     string  `json:"id"`
			Shares []share `json:"shares"`
		} `json:"amendments"`
	}
	propose := func() []share {
		app.As(e.clerk).Do("POST", "/contracts/"+c.ID+"/amendments", `{"delta_fen":100000,"reason":"服务人数增加，经双方协商一致"}`).Want(201).JSON(&got)
		return got.Amendments[len(got.Amendments)-1].Shares
	}
	approve := func(n int) *apitest.Response {
		return app.As(e.approver).Do("POST", "/contracts/"+c.ID+"/amendments/"+got.Amendments[n].ID+"/approve", nil)
	}
	first := propose()
	want := []share{{1, false, 15_000_000, 15_030_000}, {2, false, 16_665_000, 16_698_330}, {3, false, 13_335_000, 13_361_670}, {4, false, 5_000_001, 5_010_001}}
	if !slices.Equal(first, want) {
		t.Errorf("the amendment says %+v, want %+v", first, want)
	}
	e.accepted(c, 1)
	must(e.service.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-2026-0001"))(t)
	approve(0).Refused(409, "amendment_spread")
	for n, p := range must(e.service.Payments(e.as(e.clerk), c.ID))(t) {
		if p.AmountFen != want[n].BeforeFen {
			t.Errorf("payment %d is %d", p.Seq, p.AmountFen)
		}
	}
	second := propose()
	if len(second) != 4 || !second[0].Fixed || second[0].AfterFen != 15_000_000 {
		t.Fatalf("with payment 1 applied for it says %+v", second)
	}
	approve(1).Want(200)
	for n, p := range must(e.service.Payments(e.as(e.clerk), c.ID))(t) {
		if p.AmountFen != second[n].AfterFen {
			t.Errorf("payment %d is %d, said %d", p.Seq, p.AmountFen, second[n].AfterFen)
		}
	}
}

// TestTrialLateChangesAreClaimed adds changes of the ledger after a contract has ended: they are one claim, told to both sides, which
// the approver settles as seen.
func TestTrialLateChangesAreClaimed(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	system := auth.System(t.Context(), "test")
	must(e.service.Terminate(e.as(e.approver), c.ID, "购买主体调整项目，双方协商终止", "按已验收里程碑结算，其余不再支付。"))(t)
	add := func(ref string, minutes int64) {
		t.Helper()
		if err := e.service.AddClaim(system, c.ID, ref, contracts.TypeFigures{Minutes: minutes, PersonTimes: -1}); err != nil {
			t.Fatal(err)
		}
	}
	add("att_1", -120)
	seen := must(e.service.Read(e.as(e.approver), c.ID))(t)
	add("att_2", -60)
	got := must(e.service.Read(e.as(e.approver), c.ID))(t)
	if len(got.Claims) != 1 || got.Claims[0].Minutes != -180 || got.Claims[0].PersonTimes != -2 || got.OpenClaims != 1 || !slices.Equal(got.Claims[0].Refs, []string{"att_1", "att_2"}) {
		t.Fatalf("claims: %+v", got.Claims)
	}
	told := map[string]bool{}
	for _, m := range notifytest.Queued(t, e.outbox, "contract.claim/") {
		told[m.To] = true
	}
	if !told[e.provider] || len(told) != 3 { // the provider, a clerk, an approver
		t.Errorf("told: %v", told)
	}
	far := auth.Actor{UserID: "usr_far", Bindings: []auth.Binding{{Role: auth.BuyerApprover, Region: "53/"}}}
	if e.waiting(e.approver)["claim_open"].Count != 1 || len(e.waiting(far)) != 0 {
		t.Errorf("the claim waits for %v, elsewhere %v", e.waiting(e.approver), e.waiting(far))
	}
	const how = "承接主体已按差额退款，凭证号 TK-2026-001"
	_, err := e.service.SettleClaim(e.as(e.approver), c.ID, got.Claims[0].ID, seen.Version, how)
	wants(t, "settling a claim that has grown", err, docstore.ErrStale)
	_, err = e.service.SettleClaim(e.as(e.lead), c.ID, got.Claims[0].ID, got.Version, how)
	wants(t, "settling by the provider", err, auth.ErrForbidden)
	_, err = e.service.SettleClaim(e.as(e.clerk), c.ID, got.Claims[0].ID, got.Version, how)
	wants(t, "settling by the clerk", err, auth.ErrForbidden)
	settled := must(e.service.SettleClaim(e.as(e.approver), c.ID, got.Claims[0].ID, got.Version, how))(t)
	if m := settled.Claims[0]; m.Status != contracts.ClaimSettled || m.Settlement != how || settled.OpenClaims != 0 {
		t.Errorf("settled: %+v", m)
	}
	_, err = e.service.SettleClaim(e.as(e.approver), c.ID, got.Claims[0].ID, 0, how)
	wants(t, "settling twice", err, contracts.ErrClaimMove)
	add("att_3", 30)
	if got := must(e.service.Read(e.as(e.approver), c.ID))(t); len(got.Claims) != 2 || got.Claims[0].Minutes != -180 || got.Claims[1].Minutes != 30 {
		t.Errorf("a change after the settlement: %+v", got.Claims)
	}
}

// TestTrialDrafterApprovesAndPays gives the clerk who drafted a contract the approver's and the finance's roles as well: they
// accept a milestone, approve its payment and pay it.
func TestTrialDrafterApprovesAndPays(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	hats := e.clerk
	hats.Bindings = slices.Concat(e.clerk.Bindings, e.approver.Bindings, e.finance.Bindings)
	hats.UserID = "usr_another_account"
	refused := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, auth.ErrSelf) {
			t.Errorf("%s: %v", what, err)
		}
	}
	m := c.Milestones[0]
	must(e.service.SubmitMilestone(e.as(e.lead), c.ID, m.ID, "已按方案完成全部工作，材料见附件目录第一至第五项。"))(t)
	_, err := e.service.AcceptMilestone(e.as(hats), c.ID, m.ID)
	refused("accepts a milestone", err)
	must(e.service.AcceptMilestone(e.as(e.approver), c.ID, m.ID))(t)
	p := must(e.service.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-2026-0001"))(t)
	_, err = e.service.ApprovePayment(e.as(hats), p.ID, p.Hash())
	refused("approves a payment", err)
	must(e.service.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(t)
	_, err = e.service.Pay(e.as(hats), p.ID, "PZ-2026-0001")
	refused("pays", err)
	_, err = e.service.Suspend(e.as(hats), c.ID, "经集体研究并核对材料后作出的决定")
	refused("suspends", err)
}
