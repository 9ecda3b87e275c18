package orgs

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Sets of states in which several acts may be taken.
var (
	editable  = []Status{Draft, Returned}
	unchecked = []Status{Draft, Submitted, Reviewing, Returned}
	open      = []Status{Draft, Submitted, Reviewing, Returned, Approved, Suspended}
)

var (
	writers   = []auth.Permission{auth.OrgEdit}
	reviewers = []auth.Permission{auth.OrgReview}
	why       = workflow.Reason{Least: 5, Most: 500, Form: true}
)

// orgActs lists the acts on an organisation's file; doc.go has the diagram.
var orgActs = workflow.Table[Org, Status]{
	Name:    "org",
	State:   func(o *Org) Status { return o.Status },
	Enter:   (*Org).enter,
	Refusal: ErrMove,
	Apart:   func(a auth.Actor, o *Org) error { return o.notOwn(a) },
	Acts: []workflow.Act[Org, Status]{
		{Name: "edit", ZH: "修改资料", EN: "Edit", From: editable, Permissions: writers, Refusal: ErrNotDraft},
		{Name: "contact", ZH: "更新联系方式", EN: "Change contact", From: open, Permissions: writers},
		{Name: "submit", ZH: "提交审核", EN: "Submit for review", From: editable, To: Submitted, Permissions: writers},
		{Name: "withdraw", ZH: "撤回登记", EN: "Give up", From: editable, To: Cancelled, Permissions: writers},
		{Name: "take", ZH: "开始审核", EN: "Begin review", From: []Status{Submitted}, To: Reviewing, Permissions: reviewers, Apart: true},
		{Name: "approve", ZH: "通过", EN: "Approve", From: []Status{Reviewing}, To: Approved, Permissions: reviewers, Apart: true, Guard: creditworthy},
		{Name: "return", ZH: "退回修改", EN: "Return", From: []Status{Reviewing}, To: Returned, Permissions: reviewers, Apart: true, Reason: why},
		{Name: "reject", ZH: "不予通过", EN: "Reject", From: []Status{Reviewing}, To: Rejected, Permissions: reviewers, Apart: true, Reason: why},
		{Name: "suspend", ZH: "暂停", EN: "Suspend", From: []Status{Approved}, To: Suspended, Permissions: reviewers, Apart: true, Reason: why},
		{Name: "reinstate", ZH: "恢复", EN: "Reinstate", From: []Status{Suspended}, To: Approved, Permissions: reviewers, Apart: true, Reason: why, Guard: reinstatable},
		{Name: "cancel", ZH: "关闭档案", EN: "Close the file", From: []Status{Draft, Returned, Approved, Suspended}, To: Cancelled, Permissions: reviewers, Apart: true, Reason: why},
		{Name: "credit", ZH: "登记信用", EN: "Enter credit", From: open, Permissions: reviewers, Apart: true, Reason: why},
		{Name: "qualify", ZH: "登记资质", EN: "Enter qualifications", From: open, Permissions: reviewers, Apart: true},
		{Name: "old_code", ZH: "代录信用代码", EN: "Enter an old code", From: unchecked, Permissions: reviewers, Apart: true, Reason: why, Applies: mayHaveCode},
	},
}

// creditworthy returns ErrCredit for an organisation in the list of serious breaches.
func creditworthy(_ workflow.Asking, o *Org) error {
	if o.Credit == Serious {
		return ErrCredit
	}
	return nil
}

// reinstatable returns ErrCredit for an organisation in the list of serious breaches, and ErrLicence when its licence has expired.
func reinstatable(q workflow.Asking, o *Org) error {
	if err := creditworthy(q, o); err != nil {
		return err
	}
	if !o.Licensed(region.DayOf(q.Now)) {
		return ErrLicence
	}
	return nil
}

// mayHaveCode refuses a team, which has no unified social credit code.
func mayHaveCode(o *Org) error {
	var bad fault.Problems
	if o.Type == Team {
		noTeamCode(&bad)
	}
	return bad.Err()
}

// enter sets the state of the file and adds the step to its history.
func (o *Org) enter(to Status, step workflow.Step) {
	o.History = append(o.History, Move{From: o.Status, To: to, At: step.At, By: step.By, Reason: step.Reason})
	o.Status, o.StatusAt, o.Reason = to, step.At, step.Reason
}
