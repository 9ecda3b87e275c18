package contracts_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai

const county = "52/5201/520111/"

// good returns complete terms: weights of 100, shares of 100 %, one milestone for each gate.
func good(no string) contracts.Terms {
	return contracts.Terms{
		No: no, Name: "留守儿童关爱服务", Region: county, BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
		BudgetDocNo: "花财预〔2026〕12号", BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation,
		Start: "2026-03-01", End: "2027-02-27", Regions: []string{county}, Standard: "按采购文件和服务方案验收", NoSubcontract: true,
		Indicators: []contracts.Indicator{
			{Code: "Q1", Name: "服务时长", Kind: contracts.Quantity, Unit: contracts.Hours, Target: 60_000, Source: contracts.Auto, Measure: contracts.ByMinutes, Weight: 50},
			{Code: "Q2", Name: "课业辅导场次", Kind: contracts.Quantity, Unit: contracts.Times, Target: 100, Source: contracts.Auto, Measure: contracts.BySessions, ActivityType: "tutoring", Weight: 30},
			{Code: "S1", Name: "服务对象满意度", Kind: contracts.Satisfaction, Unit: contracts.Percent, Target: 9_000, Source: contracts.Manual, Weight: 20},
		},
		Milestones: []contracts.Milestone{
			{Seq: 1, Name: "启动与需求评估", Due: "2026-04-01", Deliverables: []string{"需求评估报告"}, Gate: contracts.GateNone, PayBP: 3_000},
			{Seq: 2, Name: "中期", Due: "2026-08-31", Deliverables: []string{"中期报告"}, Gate: contracts.GateMidPass, PayBP: 3_333},
			{Seq: 3, Name: "末期", Due: "2027-01-31", Deliverables: []string{"总结报告"}, Gate: contracts.GateFinalPass, PayBP: 2_667},
			{Seq: 4, Name: "验收", Due: "2027-02-20", Deliverables: []string{"验收材料"}, Gate: contracts.GateAcceptance, PayBP: 1_000},
		},
	}
}

type env struct {
	t        *testing.T
	db       *docstore.DB
	service  *contracts.Service
	audit    *audit.Log
	outbox   *notify.Outbox
	now      time.Time
	figures  contracts.Figures
	provider string
	inactive string // an organisation that may not be awarded

	clerk, approver, finance, lead, orgFinance auth.Actor
}

func buyer(user string, role auth.Role) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: []auth.Binding{{Role: role, Region: county}}}
}

func staff(user string, role auth.Role, org string) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: []auth.Binding{{Role: role, OrgID: org}}}
}

func (e *env) as(a auth.Actor) context.Context { return auth.With(e.t.Context(), a) }

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// draft, awarded, signed and performing return a new contract in that state, brought there by the use cases.
func (e *env) draft(no string) contracts.Contract {
	return must(e.service.Create(e.as(e.clerk), good(no)))(e.t)
}

func (e *env) awarded(no string) contracts.Contract {
	c := e.draft(no)
	must(e.service.ConfirmBudget(e.as(e.approver), c.ID, 0))(e.t)
	must(e.service.Procure(e.as(e.clerk), c.ID))(e.t)
	return must(e.service.Award(e.as(e.clerk), c.ID, contracts.Award{
		ProviderID: e.provider, AmountFen: 50_000_001, NoticeDay: "2026-02-02", AwardDay: "2026-02-20",
	}))(e.t)
}

func (e *env) performing(no string) contracts.Contract {
	c := e.awarded(no)
	must(e.service.Sign(e.as(e.approver), c.ID, "2026-02-27"))(e.t)
	must(e.service.Publish(e.as(e.approver), c.ID))(e.t)
	return must(e.service.Begin(e.as(e.clerk), c.ID))(e.t)
}

// accepted submits the milestone and accepts it.
func (e *env) accepted(c contracts.Contract, seq int) {
	m := c.Milestones[seq-1]
	must(e.service.SubmitMilestone(e.as(e.lead), c.ID, m.ID, "已按方案完成全部工作，材料见附件目录第一至第五项。"))(e.t)
	must(e.service.AcceptMilestone(e.as(e.approver), c.ID, m.ID))(e.t)
}

func (e *env) payment(c contracts.Contract, seq int) contracts.Payment {
	return must(e.service.Payments(e.as(e.clerk), c.ID))(e.t)[seq-1]
}

// paid applies for, approves and pays the payment.
func (e *env) paid(c contracts.Contract, seq int) {
	p := must(e.service.Apply(e.as(e.orgFinance), e.payment(c, seq).ID, "FP-2026-0001"))(e.t)
	must(e.service.ApprovePayment(e.as(e.approver), p.ID, p.Hash()))(e.t)
	must(e.service.Pay(e.as(e.finance), p.ID, "PZ-2026-0001"))(e.t)
}

func (e *env) people() {
	e.clerk, e.approver, e.finance = buyer("usr_clerk", auth.BuyerClerk), buyer("usr_approver", auth.BuyerApprover), buyer("usr_finance", auth.BuyerFinance)
	e.lead, e.orgFinance = staff("usr_lead", auth.ProjectLead, e.provider), staff("usr_orgfin", auth.OrgFinance, e.provider)
}

// auditHolds checks that the chain of the audit log is intact.
func (e *env) auditHolds() {
	e.t.Helper()
	if n, bad, err := e.audit.Verify(e.t.Context()); err != nil || bad != "" || n == 0 {
		e.t.Errorf("audit: %d entries, bad %q, %v", n, bad, err)
	}
}
