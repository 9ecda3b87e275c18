package servicelog

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var (
	writers   = []auth.Permission{auth.ServiceWrite}
	approvers = []auth.Permission{auth.ServiceApprove}
	voiders   = []auth.Permission{auth.ServiceVoid}
	why       = workflow.Reason{Least: 5, Most: 200}
)

// entryActs lists the acts on an entry; doc.go has the diagram.
var entryActs = workflow.Table[Entry, Status]{
	Name:    "service",
	State:   func(e *Entry) Status { return e.Status },
	Enter:   (*Entry).enter,
	Refusal: ErrMove,
	Apart:   func(a auth.Actor, e *Entry) error { return a.NotSelf(e.Makers...) },
	Acts: []workflow.Act[Entry, Status]{
		{Name: "edit", ZH: "修改", EN: "Edit", From: []Status{Draft, Returned}, Permissions: writers},
		{Name: "submit", ZH: "提交审核", EN: "Hand in", From: []Status{Draft, Returned}, To: Submitted, Permissions: writers},
		{Name: "approve", ZH: "审核通过", EN: "Approve", From: []Status{Submitted}, To: Approved, Permissions: approvers, Apart: true},
		{Name: "return", ZH: "退回", EN: "Return", From: []Status{Submitted}, To: Returned, Permissions: approvers, Reason: why},
		{Name: "void", ZH: "作废", EN: "Declare void", From: []Status{Approved}, To: Void, Permissions: voiders, Apart: true, Reason: why},
		{Name: "discard", ZH: "删除草稿", EN: "Throw away", From: []Status{Draft, Returned}, To: Discarded, Permissions: writers},
	},
}

func (e *Entry) enter(to Status, step workflow.Step) {
	e.Status, e.StatusAt, e.Reason = to, step.At, step.Reason
	switch to {
	case Submitted:
		e.SubmittedBy = step.By
	case Approved, Returned, Void:
		e.DecidedBy = step.By
	}
}

// threadActs lists the acts on a thread; doc.go has the diagram.
var threadActs = workflow.Table[Thread, ThreadStatus]{
	Name:    "service_thread",
	State:   func(t *Thread) ThreadStatus { return t.Status },
	Enter:   func(t *Thread, to ThreadStatus, step workflow.Step) { t.Status, t.StatusAt = to, step.At },
	Refusal: ErrThreadMove,
	Apart:   func(a auth.Actor, t *Thread) error { return a.NotSelf(t.Makers...) },
	Acts: []workflow.Act[Thread, ThreadStatus]{
		{Name: "edit", ZH: "修改计划", EN: "Edit the plan", From: []ThreadStatus{Open}, Permissions: writers},
		{Name: "review", ZH: "登记阶段回顾", EN: "Record a review", From: []ThreadStatus{Open}, Permissions: writers},
		{Name: "supervise", ZH: "登记督导记录", EN: "Record supervision", From: []ThreadStatus{Open}, Permissions: approvers, Apart: true},
		{Name: "close", ZH: "结案", EN: "Close", From: []ThreadStatus{Open}, To: Closed, Permissions: writers},
		{Name: "reopen", ZH: "重新开案", EN: "Open again", From: []ThreadStatus{Closed}, To: Open, Permissions: approvers, Reason: why},
	},
}
