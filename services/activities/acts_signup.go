package activities

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Sets of states in which several acts may be taken.
var (
	live = []SignupStatus{Pending, Waitlisted, Confirmed}
	held = []SignupStatus{Confirmed, Absent}
)

var (
	ownSignup = []auth.Permission{auth.SignUp}
	managers  = []auth.Permission{auth.SignupManage}
)

// signupActs lists the acts on a sign-up; doc.go has the diagram. The hidden acts are not taken by a person: they follow from
// a place that became free, a cancelled activity, or hours that were confirmed or voided.
var signupActs = workflow.Table[Signup, SignupStatus]{
	Name:    "signup",
	Apart:   func(a auth.Actor, su *Signup) error { return a.NotSelf(su.VolunteerID, su.PersonKey) },
	State:   func(su *Signup) SignupStatus { return su.Status },
	Enter:   (*Signup).enter,
	Refusal: ErrSignupMove,
	Acts: []workflow.Act[Signup, SignupStatus]{
		{Name: "withdraw", ZH: "请假", EN: "Withdraw", From: live, To: Withdrawn, Permissions: ownSignup, Reason: why, Guard: before(ErrTooLate)},
		{Name: "decline", ZH: "不通过", EN: "Decline", From: live, To: Declined, Permissions: managers, Apart: true, Reason: why, Guard: before(ErrStarted)},
		{Name: "confirm", ZH: "通过", EN: "Confirm", From: []SignupStatus{Pending}, To: Confirmed, Permissions: managers, Apart: true, Guard: notOver},
		{Name: "absent", ZH: "标记缺席", EN: "Mark absent", From: []SignupStatus{Confirmed}, To: Absent, Permissions: managers, Apart: true, Guard: begun},

		{Name: "queue", ZH: "递补待审核", EN: "Move up to a decision", From: []SignupStatus{Waitlisted}, To: Pending, Hidden: true},
		{Name: "promote", ZH: "递补", EN: "Move up to a place", From: []SignupStatus{Waitlisted}, To: Confirmed, Hidden: true},
		{Name: "drop", ZH: "取消报名", EN: "Drop", From: live, To: Declined, Hidden: true},
		{Name: "release", ZH: "随活动取消", EN: "Release with the activity", From: live, To: Released, Hidden: true},
		{Name: "attend", ZH: "标记参加", EN: "Mark attended", From: held, To: Attended, Hidden: true},
		{Name: "miss", ZH: "标记缺席", EN: "Mark absent", From: []SignupStatus{Confirmed, Attended}, To: Absent, Hidden: true},
	},
}

// enter sets the state.
func (s *Signup) enter(to SignupStatus, step workflow.Step) {
	s.Status, s.StatusAt, s.Reason = to, step.At, step.Reason
}

// before returns a guard that returns the refusal once the activity has begun.
func before(refusal error) func(workflow.Asking, *Signup) error {
	return func(q workflow.Asking, su *Signup) error {
		if !q.Now.Before(su.Start) {
			return refusal
		}
		return nil
	}
}

// begun returns ErrSignupMove until the activity has begun.
func begun(q workflow.Asking, su *Signup) error {
	if q.Now.Before(su.Start) {
		return ErrSignupMove
	}
	return nil
}

// notOver refuses when the activity has ended.
func notOver(q workflow.Asking, su *Signup) error {
	if !q.Now.Before(su.End) {
		return ErrMove
	}
	return nil
}
