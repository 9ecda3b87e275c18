package contracts

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Sets of states in which several acts may be taken.
var (
	unsigned   = []Status{Draft, BudgetConfirmed, Procuring, Awarded}
	begun      = []Status{Published, Performing, MidPassed, FinalEvaluating, Accepting, Rectifying} // the states that may be suspended
	amendable  = []Status{Signed, Published, Performing, MidPassed, Rectifying, FinalEvaluating, Accepting}
	terminable = []Status{Signed, Published, Performing, MidPassed, Rectifying, FinalEvaluating, Accepting, Suspended}
	reporting  = []Status{Draft, BudgetConfirmed, Procuring, Awarded, Signed, Published, Performing, MidPassed, Rectifying, FinalEvaluating, Suspended}
	filable    = []Status{Signed, Published, Performing, MidPassed, FinalEvaluating, Accepting, Settling, Closed, Rectifying, Suspended, Terminated}
)

var (
	clerks    = []auth.Permission{auth.ContractDraft}
	approvers = []auth.Permission{auth.ContractApprove}
	payers    = []auth.Permission{auth.ContractPay}
	providers = []auth.Permission{auth.ContractReport}
	why       = workflow.Reason{Least: 10, Most: 1000}
)

// contractActs lists the acts on a contract as a whole; doc.go has the diagram. Results of
// evaluations change the state too: see outcome.go.
var contractActs = workflow.Table[Contract, Status]{
	Name:    "contract",
	State:   func(c *Contract) Status { return c.Status },
	Enter:   (*Contract).enter,
	Refusal: ErrMove,
	Apart:   func(a auth.Actor, c *Contract) error { return c.refuseInvolved(a) },
	Acts: []workflow.Act[Contract, Status]{
		{Name: "edit", ZH: "修改草稿", EN: "Edit the draft", From: []Status{Draft}, Permissions: clerks, Refusal: ErrNotDraft},
		{Name: "confirm_budget", ZH: "确认预算", EN: "Confirm the budget", From: []Status{Draft}, To: BudgetConfirmed, Permissions: approvers, Apart: true, Guard: budgetReady},
		{Name: "return", ZH: "退回草稿", EN: "Return to draft", From: []Status{BudgetConfirmed}, To: Draft, Permissions: approvers, Apart: true, Reason: why},
		{Name: "procure", ZH: "开始采购", EN: "Begin procurement", From: []Status{BudgetConfirmed}, To: Procuring, Permissions: clerks},
		{Name: "award", ZH: "登记成交结果", EN: "Record the award", From: []Status{Procuring}, To: Awarded, Permissions: clerks},
		{Name: "sign", ZH: "签订合同", EN: "Sign", From: []Status{Awarded}, To: Signed, Permissions: approvers, Apart: true},
		{Name: "publish", ZH: "公开合同", EN: "Publish", From: []Status{Signed}, To: Published, Permissions: approvers, Apart: true},
		{Name: "file", ZH: "登记备案", EN: "Record the filing", From: filable, Permissions: clerks, Applies: notFiled},
		{Name: "begin", ZH: "开始履行", EN: "Begin", From: []Status{Published}, To: Performing, Permissions: clerks, Guard: termBegun},
		{Name: "start_final", ZH: "进入末期评估", EN: "Begin the final evaluation", From: []Status{Performing, MidPassed}, To: FinalEvaluating, Permissions: clerks},
		{Name: "rectified", ZH: "确认整改完成", EN: "Confirm rectification", From: []Status{Rectifying}, Into: func(c *Contract) Status { return c.ResumeTo }, Permissions: approvers, Apart: true, Reason: why},
		{Name: "accept", ZH: "整体验收", EN: "Accept as a whole", From: []Status{Accepting}, To: Settling, Permissions: approvers, Apart: true, Guard: acceptable},
		{Name: "close", ZH: "结项", EN: "Close", From: []Status{Settling}, To: Closed, Permissions: clerks, Guard: fullyPaid},
		{Name: "amend", ZH: "提出补充合同", EN: "Propose an amendment", From: amendable, Permissions: clerks, Guard: roomForAmendment, Action: "contract.amendment_draft"},
		{Name: "cancel", ZH: "取消合同", EN: "Cancel", From: unsigned, To: Cancelled, Permissions: approvers, Apart: true, Reason: why},
		{Name: "suspend", ZH: "中止履行", EN: "Suspend", From: begun, To: Suspended, Permissions: approvers, Apart: true, Reason: why},
		{Name: "resume", ZH: "恢复履行", EN: "Resume", From: []Status{Suspended}, Into: func(c *Contract) Status { return c.HeldFrom }, Permissions: approvers, Apart: true, Reason: why},
		{Name: "terminate", ZH: "终止合同", EN: "Terminate", From: terminable, To: Terminated, Permissions: approvers, Apart: true, Reason: why},
		{Name: "reporting", ZH: "设定报告周期", EN: "Set how often is reported", From: reporting, Permissions: clerks},
	},
}

// enter sets the state, and stores the state to which a suspended or rectifying contract returns.
func (c *Contract) enter(to Status, step workflow.Step) {
	switch step.Act {
	case "suspend":
		c.HeldFrom = c.Status
	case "resume":
		c.HeldFrom = ""
	case "rectified":
		c.ResumeTo = ""
	}
	if step.Reason != "" {
		c.Reason = step.Reason
	}
	c.Status, c.StatusAt = to, step.At
}

// refuseProvider returns auth.ErrSelf for actors who belong to the provider, under any account, even if they also hold a role at the buyer.
func (c *Contract) refuseProvider(a auth.Actor) error {
	if a.BelongsTo(c.ProviderID) {
		return auth.ErrSelf
	}
	return nil
}

// refuseInvolved returns auth.ErrSelf for actors who belong to the provider and for those who wrote the contract: who drafts it neither
// approves nor pays anything of it.
func (c *Contract) refuseInvolved(a auth.Actor) error {
	if err := c.refuseProvider(a); err != nil {
		return err
	}
	return a.NotSelf(c.Makers...)
}

// budgetReady refuses a draft that is incomplete.
func budgetReady(_ workflow.Asking, c *Contract) error {
	if err := c.Check(); err != nil {
		return err
	}
	return c.Ready()
}

// notFiled refuses a contract that is not signed or whose filing is already recorded.
func notFiled(c *Contract) error {
	if c.SignedDay == "" || c.FiledDay != "" {
		return ErrMove
	}
	return nil
}

// termBegun refuses a contract before its first day.
func termBegun(q workflow.Asking, c *Contract) error {
	if region.DayOf(q.Now) < c.Start {
		return ErrNotBegun
	}
	return nil
}

// acceptable returns ErrOpenWork while milestones are not accepted.
func acceptable(_ workflow.Asking, c *Contract) error {
	if slices.ContainsFunc(c.Milestones, func(m Milestone) bool { return m.Status != MilestoneAccepted }) {
		return ErrOpenWork
	}
	return nil
}

// fullyPaid returns ErrUnpaid until the whole amount is paid or deducted.
func fullyPaid(_ workflow.Asking, c *Contract) error {
	if c.PaidFen+c.DeductedFen != c.TotalFen() {
		return ErrUnpaid
	}
	return nil
}

// roomForAmendment refuses a contract with maxAmendments amendments.
func roomForAmendment(_ workflow.Asking, c *Contract) error {
	if len(c.Amendments) >= maxAmendments {
		return ErrAmendmentLimit
	}
	return nil
}
