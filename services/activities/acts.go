package activities

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Sets of states in which several acts may be taken.
var (
	unpublished = []Status{Draft, Returned, Submitted}
	drafts      = []Status{Draft, Returned}
	uncancelled = []Status{Draft, Returned, Submitted, Published, SignupClosed, Ongoing, Ended, Recorded, Archived}
)

var (
	editors    = []auth.Permission{auth.ActivityEdit}
	publishers = []auth.Permission{auth.ActivityPublish, auth.ActivityEdit}
	why        = workflow.Reason{Least: 2, Most: 200}
)

// activityActs lists the acts on an activity; doc.go has the diagram. The clock moves it as well:
// see Advance.
var activityActs = workflow.Table[Activity, Status]{
	Name:    "activity",
	State:   func(a *Activity) Status { return a.Status },
	Enter:   (*Activity).enter,
	Refusal: ErrMove,
	Apart:   func(actor auth.Actor, a *Activity) error { return actor.NotSelf(a.Makers...) },
	Read:    auth.ActivityRead,
	Acts: []workflow.Act[Activity, Status]{
		{Name: "edit", ZH: "修改方案", EN: "Edit the plan", From: append(unpublished, Published, SignupClosed), Into: (*Activity).afterEdit, Permissions: editors, Refusal: ErrStarted},
		{Name: "cancel", ZH: "取消活动", EN: "Cancel", From: uncancelled, To: Cancelled, Permissions: publishers, Reason: why, Applies: notBegun},
		{Name: "return", ZH: "退回修改", EN: "Return", From: []Status{Submitted}, To: Returned, Permissions: publishers, Apart: true, Reason: why},
		{Name: "publish", ZH: "发布", EN: "Publish", From: []Status{Submitted}, To: Published, Permissions: publishers, Apart: true, Guard: inFuture},
		{Name: "submit", ZH: "提交发布", EN: "Submit for publication", From: drafts, To: Submitted, Permissions: editors, Guard: inFuture},
		{Name: "record", ZH: "完成归档", EN: "Record", From: []Status{Ended}, To: Recorded, Permissions: []auth.Permission{auth.AttendanceRun}},
	},
}

// enter sets the state, and then the state that follows from the time: see Advance.
func (a *Activity) enter(to Status, step workflow.Step) {
	a.Status, a.StatusAt, a.Reason = to, step.At, step.Reason
	a.Advance(step.At)
}

// afterEdit returns the state after an edit: a submitted plan becomes a draft again, so that nobody publishes it unread.
func (a *Activity) afterEdit() Status {
	if a.Status == Submitted {
		return Draft
	}
	return ""
}

// notBegun returns ErrStarted for an activity that has begun.
func notBegun(a *Activity) error {
	if slices.Contains([]Status{Ongoing, Ended, Recorded, Archived}, a.Status) {
		return ErrStarted
	}
	return nil
}

// inFuture returns ErrStarted for an activity whose start has passed.
func inFuture(q workflow.Asking, a *Activity) error {
	if !q.Now.Before(a.Start) {
		return ErrStarted
	}
	return nil
}
