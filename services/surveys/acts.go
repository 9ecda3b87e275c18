package surveys

import (
	"slices"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

var (
	villages = []auth.Permission{auth.BeneficiaryEdit}
	checkers = []auth.Permission{auth.BeneficiaryVerify}
	working  = []TaskStatus{TaskOpen, TaskReturned}
)

// surveyActs lists the acts on a round; doc.go has the diagram.
var surveyActs = workflow.Table[Survey, Status]{
	Name:    "survey",
	State:   func(s *Survey) Status { return s.Status },
	Enter:   (*Survey).enter,
	Refusal: ErrSurveyMove,
	Acts: []workflow.Act[Survey, Status]{
		{Name: "edit", ZH: "修改", EN: "Edit", From: []Status{Draft}, Permissions: checkers, May: forCounty},
		{Name: "discard", ZH: "删除草稿", EN: "Throw away", From: []Status{Draft}, Permissions: checkers, May: forCounty},
		{Name: "open", ZH: "下发排查", EN: "Open", From: []Status{Draft}, To: Open, Permissions: checkers, May: forCounty},
		{Name: "close", ZH: "截止", EN: "Close", From: []Status{Open}, To: Closed, Permissions: checkers, May: forCounty},
		{Name: "reopen", ZH: "重新开放", EN: "Reopen", From: []Status{Closed}, To: Open, Permissions: checkers, May: forCounty, Guard: notTooLate},
	},
}

// taskActs lists the acts on a village's task; doc.go has the diagram.
var taskActs = workflow.Table[Task, TaskStatus]{
	Name:    "survey_task",
	State:   func(t *Task) TaskStatus { return t.Status },
	Enter:   (*Task).enter,
	Refusal: ErrTaskMove,
	Apart:   func(a auth.Actor, t *Task) error { return a.NotSelf(t.Makers...) },
	Acts: []workflow.Act[Task, TaskStatus]{
		{Name: "decide", ZH: "核对", EN: "Decide", From: working, Permissions: villages, May: unlocked},
		{Name: "submit", ZH: "提交乡镇", EN: "Hand in", From: working, To: TaskSubmitted, Permissions: villages, May: unlocked, Guard: allDecided},
		{Name: "accept", ZH: "核定通过", EN: "Accept", From: []TaskStatus{TaskSubmitted}, To: TaskAccepted, Permissions: checkers, May: unlocked, Apart: true},
		{Name: "return", ZH: "退回", EN: "Return", From: []TaskStatus{TaskSubmitted, TaskAccepted}, To: TaskReturned, Permissions: checkers, May: unlocked},
	},
}

// forCounty refuses actors who are not administrators of the round's county.
func forCounty(q workflow.Asking, s *Survey) error {
	if !holds(q.Actor, s.Region, auth.CountyAdmin) {
		return auth.ErrForbidden
	}
	return nil
}

// holds reports whether the actor has the role for the region.
func holds(a auth.Actor, path string, role auth.Role) bool {
	return a.Job != "" || slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool {
		return b.Region != "" && region.Within(path, b.Region) && b.Role == role
	})
}

func notTooLate(q workflow.Asking, s *Survey) error {
	if q.Now.Sub(s.StatusAt) > reopenFor {
		return ErrTooLate
	}
	return nil
}

// unlocked refuses every act after the round was closed, before the state is looked at: a late phone is told why.
func unlocked(_ workflow.Asking, t *Task) error {
	if t.Locked {
		return ErrClosed
	}
	return nil
}

func allDecided(_ workflow.Asking, t *Task) error {
	if n := t.Remaining(); n > 0 {
		return ErrUndecided.With("count", strconv.FormatInt(n, 10))
	}
	return nil
}

func (s *Survey) enter(to Status, step workflow.Step) {
	s.Status, s.StatusAt, s.OpenKey = to, step.At, ""
	if to == Open {
		s.OpenKey = s.openKey()
	}
}

func (t *Task) enter(to TaskStatus, step workflow.Step) {
	t.Status, t.StatusAt = to, step.At
	t.wait()
}
