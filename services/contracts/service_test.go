package contracts_test

import (
	"cmp"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// TestWholeLife takes a contract from draft to closed: no payment is possible before its gate is open.
func TestWholeLife(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-2026-001")
	list := must(e.service.Payments(e.as(e.clerk), c.ID))(t)
	var sum int64
	for i, p := range list {
		if want := []int64{15_000_000, 16_665_000, 13_335_000, 5_000_001}[i]; p.AmountFen != want {
			t.Errorf("payment %d: %d, want %d", i+1, p.AmountFen, want)
		}
		sum += p.AmountFen
	}
	if sum != c.TotalFen() {
		t.Errorf("payments of %d for %d", sum, c.TotalFen())
	}

	_, err := e.service.Apply(e.as(e.orgFinance), list[0].ID, "FP-2026-0001")
	wants(t, "payment of a milestone that is not accepted", err, contracts.ErrNotDue)
	e.accepted(c, 1)
	e.paid(c, 1)

	e.accepted(c, 2)
	_, err = e.service.Apply(e.as(e.orgFinance), list[1].ID, "FP-2026-0002")
	wants(t, "payment before the mid-term result", err, contracts.ErrNotDue)
	system := auth.System(t.Context(), "test")
	for _, step := range []struct {
		kind  string
		total int64
		pass  bool
		want  contracts.Status
	}{
		{contracts.KindMid, 5_999, false, contracts.Rectifying}, {contracts.KindSpot, 9_000, true, contracts.Rectifying},
		{contracts.KindMid, 6_000, true, contracts.MidPassed},
	} {
		if err := e.service.EvaluationPassed(system, c.ID, contracts.Outcome{Kind: step.kind, Total: step.total, Pass: step.pass}); err != nil {
			t.Fatal(err)
		}
		if got := must(e.service.Get(system, c.ID))(t).Status; got != step.want {
			t.Fatalf("%s %d: %s, want %s", step.kind, step.total, got, step.want)
		}
	}
	e.paid(c, 2)

	must(e.service.StartFinal(e.as(e.clerk), c.ID))(t)
	if err := e.service.EvaluationPassed(system, c.ID, contracts.Outcome{Kind: contracts.KindFinal, Total: 8_650, Pass: true}); err != nil {
		t.Fatal(err)
	}
	drafter := e.clerk
	drafter.Bindings = append(drafter.Bindings, auth.Binding{Role: auth.BuyerApprover, Region: county})
	_, err = e.service.Accept(e.as(drafter), c.ID, "各项指标均已完成，服务资料齐全，符合合同约定。", "孩子和家长都说老师来得勤、很耐心。")
	wants(t, "acceptance by who drafted it", err, auth.ErrSelf)
	_, err = e.service.Accept(e.as(e.approver), c.ID, "各项指标均已完成，服务资料齐全，符合合同约定。", "孩子和家长都说老师来得勤、很耐心。")
	wants(t, "acceptance with open milestones", err, contracts.ErrOpenWork)
	e.accepted(c, 3)
	e.accepted(c, 4)
	_, err = e.service.Apply(e.as(e.orgFinance), list[3].ID, "FP-2026-0004")
	wants(t, "last payment before the acceptance", err, contracts.ErrNotDue)
	must(e.service.Accept(e.as(e.approver), c.ID, "各项指标均已完成，服务资料齐全，符合合同约定。", "孩子和家长都说老师来得勤、很耐心。"))(t)
	e.paid(c, 3)
	_, err = e.service.Close(e.as(e.clerk), c.ID)
	wants(t, "closing with an open payment", err, contracts.ErrUnpaid)
	e.paid(c, 4)
	done := must(e.service.Close(e.as(e.clerk), c.ID))(t)
	if done.Status != contracts.Closed || done.PaidFen != 50_000_001 {
		t.Errorf("%s, paid %d", done.Status, done.PaidFen)
	}
	_, err = e.service.Close(e.as(e.clerk), c.ID)
	wants(t, "closing twice", err, contracts.ErrMove)
	e.auditHolds()
}

func TestMakerIsNotChecker(t *testing.T) {
	e := newEnv(t)
	both := buyer("usr_both", auth.BuyerClerk)
	both.Bindings = append(both.Bindings, auth.Binding{Role: auth.BuyerApprover, Region: county}, auth.Binding{Role: auth.BuyerFinance, Region: county},
		auth.Binding{Role: auth.OrgAdmin, OrgID: e.provider})
	twin := buyer("usr_twin", auth.BuyerApprover) // the same person with another account
	twin.PersonKey = both.PersonKey
	twin.Bindings = append(twin.Bindings, auth.Binding{Role: auth.BuyerFinance, Region: county})

	c := must(e.service.Create(e.as(both), good("GS-1")))(t)
	for _, a := range []auth.Actor{both, twin} {
		_, err := e.service.ConfirmBudget(e.as(a), c.ID, 0)
		wants(t, "budget of the own draft by "+a.UserID, err, auth.ErrSelf)
	}
	c = e.performing("GS-2")
	m := c.Milestones[0]
	must(e.service.SubmitMilestone(e.as(both), c.ID, m.ID, "已按方案完成全部工作，材料见附件目录第一至第五项。"))(t)
	for _, a := range []auth.Actor{both, twin} {
		_, err := e.service.AcceptMilestone(e.as(a), c.ID, m.ID)
		wants(t, "own milestone by "+a.UserID, err, auth.ErrSelf)
	}
	must(e.service.AcceptMilestone(e.as(e.approver), c.ID, m.ID))(t)
	p := must(e.service.Apply(e.as(both), e.payment(c, 1).ID, "FP-0001"))(t)
	for _, a := range []auth.Actor{both, twin} {
		_, err := e.service.ApprovePayment(e.as(a), p.ID, "")
		wants(t, "own application by "+a.UserID, err, auth.ErrSelf)
	}
	third := buyer("usr_third", auth.BuyerApprover)
	third.Bindings = append(third.Bindings, auth.Binding{Role: auth.BuyerFinance, Region: county})
	must(e.service.ApprovePayment(e.as(third), p.ID, p.Hash()))(t)
	for _, a := range []auth.Actor{both, twin, third} {
		_, err := e.service.Pay(e.as(a), p.ID, "PZ-0001")
		wants(t, "paying after another step by "+a.UserID, err, auth.ErrSelf)
	}
	must(e.service.Pay(e.as(e.finance), p.ID, "PZ-0001"))(t)

	i := c.Indicators[2]
	r := must(e.service.ReportIndicator(e.as(both), c.ID, i.ID, 9_500, "问卷一百二十份，满意一百一十四份，汇总表已归档。"))(t)
	_, err := e.service.AcceptReport(e.as(both), r.ID)
	wants(t, "own report", err, auth.ErrSelf)

	a := must(e.service.DraftAmendment(e.as(both), c.ID, 100_000, "", "服务人数增加，经双方协商一致"))(t)
	_, err = e.service.ApproveAmendment(e.as(twin), c.ID, a.Amendments[0].ID)
	wants(t, "own amendment", err, auth.ErrSelf)
}

// TestProvidersPeopleDoNotCheck: people of the provider cannot approve anything of its contract, whatever role they hold.
func TestProvidersPeopleDoNotCheck(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	own := buyer("usr_own", auth.BuyerApprover)
	own.Bindings = append(own.Bindings, auth.Binding{Role: auth.BuyerFinance, Region: county}, auth.Binding{Role: auth.BuyerClerk, Region: county},
		auth.Binding{Role: auth.SocialWorker, OrgID: e.provider})
	m := c.Milestones[0]
	must(e.service.SubmitMilestone(e.as(e.lead), c.ID, m.ID, "已按方案完成全部工作，材料见附件目录第一至第五项。"))(t)
	_, err := e.service.AcceptMilestone(e.as(own), c.ID, m.ID)
	wants(t, "accepting a milestone", err, auth.ErrSelf)
	must(e.service.AcceptMilestone(e.as(e.approver), c.ID, m.ID))(t)
	p := must(e.service.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-0001"))(t)
	_, err = e.service.ApprovePayment(e.as(own), p.ID, p.Hash())
	wants(t, "approving a payment", err, auth.ErrSelf)
	must(e.service.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(t)
	_, err = e.service.Pay(e.as(own), p.ID, "PZ-0001")
	wants(t, "paying", err, auth.ErrSelf)
	r := must(e.service.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 9_500, "问卷一百二十份，满意一百一十四份，汇总表已归档。"))(t)
	_, err = e.service.AcceptReport(e.as(own), r.ID)
	wants(t, "accepting a report", err, auth.ErrSelf)
	_, err = e.service.Suspend(e.as(own), c.ID, "机构负责人变更，暂停履行待核查")
	wants(t, "suspending", err, auth.ErrSelf)
}

func TestPaymentIsApprovedAsSeen(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	e.accepted(c, 1)
	p := must(e.service.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-0001"))(t)
	seen := p.Hash()
	must(e.service.RefusePayment(e.as(e.approver), p.ID, "发票抬头与合同不一致，请更换"))(t)
	must(e.service.Apply(e.as(e.orgFinance), p.ID, "FP-0002"))(t)
	_, err := e.service.ApprovePayment(e.as(e.approver), p.ID, seen)
	wants(t, "approving what has changed since", err, contracts.ErrChanged)
	p = e.payment(c, 1)
	must(e.service.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(t)
	must(e.service.SendBackPayment(e.as(e.finance), p.ID, "开户行信息有误，请核对后重报"))(t)
	_, err = e.service.Pay(e.as(e.finance), p.ID, "PZ-0001")
	wants(t, "paying what was sent back", err, contracts.ErrPaymentMove)
}

// TestParallelApprovals: of 200 approvals and 200 payments at once, exactly one of each succeeds.
func TestParallelApprovals(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	e.accepted(c, 1)
	p := must(e.service.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-0001"))(t)
	together := func(what string, do func() error) {
		var won atomic.Int64
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				switch err := do(); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, contracts.ErrPaymentMove) && !errors.Is(err, docstore.ErrStale) && !errors.Is(err, auth.ErrSelf):
					t.Errorf("%s: %v", what, err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("%s: %d times", what, won.Load())
		}
	}
	together("approve", func() error { _, err := e.service.ApprovePayment(e.as(e.approver), p.ID, p.Hash()); return err })
	together("pay", func() error { _, err := e.service.Pay(e.as(e.finance), p.ID, "PZ-0001"); return err })
	if got := must(e.service.Get(e.as(e.clerk), c.ID))(t).PaidFen; got != p.AmountFen {
		t.Errorf("paid %d, want %d", got, p.AmountFen)
	}
}

func TestEditing(t *testing.T) {
	e := newEnv(t)
	c := e.draft("GS-1")
	_, err := e.service.Create(e.as(e.clerk), good("GS-1"))
	wants(t, "number twice", err, contracts.ErrNoTaken)

	terms := good("GS-1")
	terms.Indicators[0].ID, terms.Name = c.Indicators[0].ID, "留守儿童关爱服务（二期）"
	terms.Indicators[2].Reported, terms.Milestones[0].Status = 9_900, contracts.MilestoneAccepted
	c2 := must(e.service.Edit(e.as(e.clerk), c.ID, c.Version, terms))(t)
	if c2.Indicators[0].ID != c.Indicators[0].ID || c2.Indicators[1].ID == c.Indicators[1].ID {
		t.Error("a known indicator keeps its id, another gets a new one")
	}
	if c2.Indicators[2].Reported != 0 || c2.Milestones[0].Status != contracts.MilestonePending {
		t.Error("progress was accepted with the terms")
	}
	_, err = e.service.Edit(e.as(e.clerk), c.ID, c.Version, terms)
	wants(t, "stale edit", err, docstore.ErrStale)
	must(e.service.ConfirmBudget(e.as(e.approver), c.ID, 0))(t)
	_, err = e.service.Edit(e.as(e.clerk), c.ID, 0, terms)
	wants(t, "edit after the budget", err, contracts.ErrNotDraft)
	must(e.service.Return(e.as(e.approver), c.ID, "预算文号填写有误，请更正"))(t)
	must(e.service.Edit(e.as(e.clerk), c.ID, 0, terms))(t)

	terms.Region = "53/5301/"
	_, err = e.service.Edit(e.as(e.clerk), c.ID, 0, terms)
	wants(t, "moving it out of reach", err, auth.ErrForbidden)
}

func TestGuards(t *testing.T) {
	e := newEnv(t)
	c := e.awarded("GS-1")
	for _, tt := range []struct {
		day  string
		at   time.Time
		want error
	}{
		{"2026-02-19", noon, contracts.ErrDayOrder}, {"2026-03-03", noon, contracts.ErrDayOrder},
		{"2026-03-23", noon.AddDate(0, 0, 40), contracts.ErrSignLate}, {"2026-03-22", noon.AddDate(0, 0, 40), nil}, // 30 days after 20 February
	} {
		e.now = tt.at
		_, err := e.service.Sign(e.as(e.approver), c.ID, region.Day(tt.day))
		wants(t, "signed "+tt.day, err, tt.want)
	}
	e.now = noon
	over := e.draft("GS-2")
	must(e.service.ConfirmBudget(e.as(e.approver), over.ID, 0))(t)
	must(e.service.Procure(e.as(e.clerk), over.ID))(t)
	_, err := e.service.Award(e.as(e.clerk), over.ID, contracts.Award{ProviderID: e.provider, AmountFen: 60_000_001, NoticeDay: "2026-02-02", AwardDay: "2026-02-20"})
	wants(t, "over budget", err, contracts.ErrOverBudget)
	_, err = e.service.Award(e.as(e.clerk), over.ID, contracts.Award{ProviderID: e.inactive, AmountFen: 1, NoticeDay: "2026-02-02", AwardDay: "2026-02-20"})
	if err == nil {
		t.Error("awarded to an organisation that is not active")
	}
	incomplete := good("GS-3")
	incomplete.Milestones[0].PayBP = 1
	half := must(e.service.Create(e.as(e.clerk), incomplete))(t)
	_, err = e.service.ConfirmBudget(e.as(e.approver), half.ID, 0)
	if !blames(err, "milestones") {
		t.Errorf("incomplete draft: %v", err)
	}
}

func TestLateIsRecorded(t *testing.T) {
	e := newEnv(t)
	for _, tt := range []struct {
		no        string
		published time.Time // the contract is signed on Friday 27 February
		late      bool
	}{
		{"GS-1", time.Date(2026, 3, 2, 15, 59, 0, 0, time.UTC), false}, // 23:59 in Shanghai; Saturday was a working day (调休)
		{"GS-2", time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC), true},
	} {
		e.now = noon
		c := e.awarded(tt.no)
		must(e.service.Sign(e.as(e.approver), c.ID, "2026-02-27"))(t)
		e.now = tt.published
		if got := must(e.service.Publish(e.as(e.approver), c.ID))(t); got.LatePublished != tt.late {
			t.Errorf("published %s: late %t", tt.published, got.LatePublished)
		}
	}
}

func TestAmending(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	e.accepted(c, 1)
	e.paid(c, 1)
	_, err := e.service.DraftAmendment(e.as(e.clerk), c.ID, 5_000_001, "", "服务人数增加，经双方协商一致") // 10.00 % is 5,000,000.1
	wants(t, "10.01 %", err, contracts.ErrAmendmentLimit)
	a := must(e.service.DraftAmendment(e.as(e.clerk), c.ID, 5_000_000, "2027-02-28", "服务人数增加，经双方协商一致"))(t)
	got := must(e.service.ApproveAmendment(e.as(e.approver), c.ID, a.Amendments[0].ID))(t)
	if got.TotalFen() != 55_000_001 || got.End != "2027-02-28" || got.Amendments[0].OldEnd != c.End {
		t.Errorf("total %d, end %s instead of %s", got.TotalFen(), got.End, got.Amendments[0].OldEnd)
	}
	var sum int64
	for _, p := range must(e.service.Payments(e.as(e.clerk), c.ID))(t) {
		sum += p.AmountFen
	}
	if sum != 55_000_001 || e.payment(c, 1).AmountFen != 15_000_000 {
		t.Errorf("payments of %d, the first %d", sum, e.payment(c, 1).AmountFen)
	}
	_, err = e.service.ApproveAmendment(e.as(e.approver), c.ID, a.Amendments[0].ID)
	wants(t, "approving twice", err, contracts.ErrAmendmentMove)
	_, err = e.service.DraftAmendment(e.as(e.clerk), c.ID, 1, "", "服务人数又增加，经双方协商一致")
	wants(t, "one fen more", err, contracts.ErrAmendmentLimit)
}

// TestPublicPart checks which contracts the public may see, and what was paid under them.
func TestPublicPart(t *testing.T) {
	e := newEnv(t)
	system := auth.System(t.Context(), "test")
	early := e.awarded("GS-1")
	if !early.BudgetAt.Equal(e.now) {
		t.Errorf("the budget was confirmed at %s", early.BudgetAt)
	}
	must(e.service.Sign(e.as(e.approver), early.ID, "2026-02-27"))(t)
	must(e.service.Terminate(e.as(e.approver), early.ID, "承接主体无法按期履行合同", "尚未开展服务，无需结算费用。"))(t)
	_, err := e.service.Registered(system, early.ID)
	wants(t, "a contract that ended before its publication", err, docstore.ErrNotFound)

	c, other := e.performing("GS-2"), e.performing("GS-3")
	e.accepted(c, 1)
	must(e.service.Apply(e.as(e.orgFinance), e.payment(c, 1).ID, "FP-2026-0001"))(t)
	if paid := must(e.service.Paid(system, []string{c.ID, other.ID}))(t); len(paid) != 0 {
		t.Errorf("paid before it was: %v", paid)
	}
	p := e.payment(c, 1)
	must(e.service.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(t)
	must(e.service.Pay(e.as(e.finance), p.ID, "PZ-2026-0001"))(t)
	paid := must(e.service.Paid(system, []string{c.ID, other.ID}))(t)
	if len(paid) != 1 || len(paid[c.ID]) != 1 || paid[c.ID][0].ID != p.ID {
		t.Errorf("paid: %v", paid)
	}
}

func TestHoldingAndEnding(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	system := auth.System(t.Context(), "test")
	must(e.service.Suspend(e.as(e.approver), c.ID, "机构负责人变更，暂停履行待核查"))(t)
	_, err := e.service.SubmitMilestone(e.as(e.lead), c.ID, c.Milestones[0].ID, "已按方案完成全部工作，材料见附件目录第一至第五项。")
	wants(t, "work while suspended", err, contracts.ErrMove)
	_, err = e.service.RequirePerforming(system, c.ID, e.provider, noon)
	wants(t, "service while suspended", err, contracts.ErrNotPerforming)
	if err := e.service.EvaluationPassed(system, c.ID, contracts.Outcome{Kind: contracts.KindMid, Total: 7_000, Pass: true}); err != nil {
		t.Fatal(err)
	}
	if got := must(e.service.Resume(e.as(e.approver), c.ID, "核查完毕，恢复履行服务合同"))(t); got.Status != contracts.MidPassed {
		t.Errorf("resumed to %s", got.Status)
	}
	for what, call := range map[string]error{
		"another organisation": second(e.service.RequirePerforming(system, c.ID, "org_other", noon)),
		"after the term":       second(e.service.RequirePerforming(system, c.ID, e.provider, noon.AddDate(2, 0, 0))),
	} {
		wants(t, what, call, contracts.ErrNotPerforming)
	}
	must(e.service.RequirePerforming(system, c.ID, e.provider, noon))(t)
	e.accepted(c, 1)
	must(e.service.Terminate(e.as(e.approver), c.ID, "机构登记证书被撤销，无法继续履行", "已验收的里程碑按约定付款，其余不再支付"))(t)
	e.paid(c, 1)
	_, err = e.service.Cancel(e.as(e.approver), c.ID, "不能再取消，因为合同已签订")
	wants(t, "cancelling what was signed", err, contracts.ErrMove)
}

func TestReports(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	const evidence = "问卷一百二十份，满意一百一十四份，汇总表已归档。"
	_, err := e.service.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[0].ID, 1, evidence)
	wants(t, "reporting what is counted", err, contracts.ErrCounted)
	_, err = e.service.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 9_500, "太短")
	if !blames(err, "evidence") {
		t.Errorf("short evidence: %v", err)
	}
	r := must(e.service.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 9_500, evidence))(t)
	if p := must(e.service.Progress(e.as(e.clerk), c.ID))(t); p.Items[2].Actual != 0 {
		t.Error("counted before it was accepted")
	}
	must(e.service.AcceptReport(e.as(e.clerk), r.ID))(t)
	if p := must(e.service.Progress(e.as(e.clerk), c.ID))(t); p.Items[2].Actual != 9_500 || p.Items[2].RatioBP != 10_555 {
		t.Errorf("after acceptance: %+v", p.Items[2])
	}
	_, err = e.service.ReturnReport(e.as(e.clerk), r.ID, "依据不足，请补充原始问卷")
	wants(t, "deciding twice", err, contracts.ErrReportMove)
}

func TestReach(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	e.accepted(c, 1)
	p := e.payment(c, 1)
	for _, a := range []auth.Actor{
		{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.BuyerClerk, Region: "52/5202/"}}}, staff("usr_y", auth.OrgAdmin, "org_other"),
	} {
		_, err := e.service.Read(e.as(a), c.ID)
		wants(t, "foreign contract", err, docstore.ErrNotFound)
		_, err = e.service.Payments(e.as(a), c.ID)
		wants(t, "foreign payments", err, docstore.ErrNotFound)
		page := must(e.service.List(e.as(a), contracts.Query{}))(t)
		if len(page.Items) != 0 {
			t.Errorf("%s lists %d foreign contracts", a.UserID, len(page.Items))
		}
	}
	_, err := e.service.Apply(e.as(staff("usr_y", auth.OrgFinance, "org_other")), p.ID, "FP-0001")
	wants(t, "foreign payment", err, docstore.ErrNotFound)
	upper := auth.Actor{UserID: "usr_v", Bindings: []auth.Binding{{Role: auth.CountyViewer, Region: "52/"}}}
	must(e.service.Read(e.as(upper), c.ID))(t)
	e.draft("GS-2")
	if n := len(must(e.service.List(e.as(e.lead), contracts.Query{}))(t).Items); n != 1 {
		t.Errorf("the provider sees %d contracts, want its own awarded one", n)
	}
	if n := len(must(e.service.Register(t.Context(), contracts.Query{Region: "52/"}))(t).Items); n != 1 {
		t.Errorf("the register shows %d", n)
	}
}

func TestJobs(t *testing.T) {
	e := newEnv(t)
	c := e.awarded("GS-1")
	must(e.service.Sign(e.as(e.approver), c.ID, "2026-02-27"))(t)
	must(e.service.Publish(e.as(e.approver), c.ID))(t)
	system := auth.System(t.Context(), "contracts")
	for range 2 {
		if err := e.service.StartDue(system); err != nil {
			t.Fatal(err)
		}
	}
	if got := must(e.service.Get(system, c.ID))(t).Status; got != contracts.Performing {
		t.Fatalf("started: %s", got)
	}
	for _, tt := range []struct {
		day            string
		due14, due3    int
		overdueToCount int
	}{
		{"2026-03-17", 0, 0, 0}, {"2026-03-18", 1, 0, 0}, {"2026-03-19", 1, 0, 0}, {"2026-03-29", 1, 1, 0}, {"2026-04-01", 1, 1, 0}, {"2026-04-02", 1, 1, 2}, {"2026-04-20", 1, 1, 2},
	} {
		d := must(time.Parse(time.DateOnly, tt.day))(t)
		e.now = d.Add(4 * time.Hour)
		for range 2 {
			if err := e.service.MilestonesDue(system); err != nil {
				t.Fatal(err)
			}
		}
		if due, over := e.queued("contract.milestone_due"), e.queued("contract.milestone_overdue"); due != tt.due14+tt.due3 || over != tt.overdueToCount {
			t.Errorf("%s: %d due, %d overdue", tt.day, due, over)
		}
	}
}

// TestProviderStopped: the buyers get one message for each stop and contract at work, true while the contract is at work.
func TestProviderStopped(t *testing.T) {
	e := newEnv(t)
	c := e.awarded("GS-1")
	system := auth.System(t.Context(), "contracts")
	stop := func() int {
		if err := e.service.ProviderStopped(system, c.ProviderID); err != nil {
			t.Fatal(err)
		}
		return e.queued("contract.provider_stopped")
	}
	c = must(e.service.Get(system, c.ID))(t)
	if n := stop(); n != 0 {
		t.Fatalf("%d told of a contract that is not at work", n)
	}
	must(e.service.Sign(e.as(e.approver), c.ID, "2026-02-27"))(t)
	must(e.service.Publish(e.as(e.approver), c.ID))(t)
	if err := e.service.StartDue(system); err != nil {
		t.Fatal(err)
	}
	if n := stop(); n != 2 {
		t.Fatalf("%d told, want clerk and approver", n)
	}
	if n := stop(); n != 2 {
		t.Errorf("%d told of the same stop", n)
	}
	m := must(e.outbox.List(t.Context(), "contract.provider_stopped/"))(t)[0]
	if ok, err := e.service.StillApplies(system, m); !ok || err != nil {
		t.Errorf("while at work: %v, %v", ok, err)
	}
	must(e.service.Suspend(e.as(e.approver), c.ID, "承接主体被暂停，待决定"))(t)
	if ok, _ := e.service.StillApplies(system, m); ok {
		t.Error("the message still applies after the contract was terminated")
	}
}

// TestMessages checks that each act sends its messages from an existing template and that every placeholder has a value.
func TestMessages(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	e.accepted(c, 1)
	e.paid(c, 1)
	must(e.service.Suspend(e.as(e.approver), c.ID, "机构负责人变更，暂停履行待核查"))(t)
	seen := map[string]bool{}
	for _, m := range must(e.outbox.List(t.Context(), "contract."))(t) {
		seen[m.Template+" "+m.To] = true
		if page := cmp.Or(m.Data[notify.PageOf], m.Subject); !strings.HasPrefix(page, "con_") && !strings.HasPrefix(page, "pay_") {
			t.Errorf("%s leads to %q, which has no page", m.Template, page)
		}
		for _, tpl := range contracts.Templates {
			if tpl.Name != m.Template {
				continue
			}
			for _, lang := range []string{"zh", "en"} {
				text := tpl.Render(lang, m.Data)
				if all := text.Subject + text.Body; strings.Contains(all, "“”") || strings.Contains(all, "  ") {
					t.Errorf("%s in %s has an empty place: %s", m.Template, lang, all)
				}
			}
		}
		if ok, err := e.service.StillApplies(t.Context(), m); err != nil || ok != (m.Template != "contract.milestone_submitted" && m.Template != "contract.payment_applied" && m.Template != "contract.payment_approved") {
			t.Errorf("%s still applies: %t, %v", m.Template, ok, err)
		}
	}
	for _, want := range []string{
		"contract.signed " + e.provider, "contract.signed usr_of_buyer_clerk", "contract.milestone_submitted usr_of_buyer_approver",
		"contract.milestone_accepted " + e.provider, "contract.payment_applied usr_of_buyer_approver", "contract.payment_approved usr_of_buyer_finance",
		"contract.payment_paid " + e.provider, "contract.suspended " + e.provider,
	} {
		if !seen[want] {
			t.Errorf("nobody was told: %s", want)
		}
	}
}
