package attendance

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// stay is an attendance with the accounts and the person key of its volunteer, who may not decide on it.
type stay struct {
	Attendance
	selves []string
	over   bool // confirming it now would exceed the share of hours by hand
}

// Sets of states in which several acts may be taken.
var (
	unsettled = []Status{CheckedIn, CheckedOut, Pending}
	waiting   = []Status{CheckedOut, Pending}
	counted   = []Status{Confirmed, Disputed, Upheld, Corrected} // their hours are in the ledger
)

var (
	why        = workflow.Reason{Least: 2, Most: 200}
	visitors   = []auth.Permission{auth.CheckIn}
	runners    = []auth.Permission{auth.AttendanceRun}
	confirmers = []auth.Permission{auth.HoursConfirm}
	correctors = []auth.Permission{auth.HoursCorrect}
)

// stayActs returns the table of acts on an attendance; doc.go has the diagram. Check-out (by the code on site) and closing of
// a stay that was left open (by a job) are hidden acts.
func (s *Service) stayActs() *workflow.Table[stay, Status] {
	return &workflow.Table[stay, Status]{
		Name:    "attendance",
		State:   func(t *stay) Status { return t.Status },
		Enter:   (*stay).enter,
		Refusal: ErrMove,
		Apart: func(actor auth.Actor, t *stay) error {
			return actor.NotSelf(append(t.selves, t.Recorders...)...)
		},
		Acts: []workflow.Act[stay, Status]{
			{Name: "settle", ZH: "补签退", EN: "Enter the check-out", From: unsettled, To: Pending, Permissions: runners, May: notOwnStay, Reason: why},
			{Name: "reject", ZH: "驳回", EN: "Reject", From: waiting, To: Rejected, Permissions: confirmers, Apart: true, Reason: why, Action: "hours.reject"},
			{Name: "confirm", ZH: "确认", EN: "Confirm", From: waiting, Into: confirmedOrWaiting, Permissions: confirmers, Apart: true, Guard: s.confirmable, Action: "hours.confirm"},
			{Name: "confirm_over", ZH: "确认超比例补录", EN: "Confirm above the share", From: waiting, To: Confirmed, Permissions: confirmers, Apart: true, May: notFirstReviewer, Applies: overShare, Guard: s.confirmableOver, Reason: why, Action: "hours.confirm_over"},
			{Name: "agree", ZH: "同意这条补录", EN: "Agree to the record", From: waiting, Permissions: visitors, Applies: notAgreed, Action: "attendance.agree"},
			{Name: "ask_agreement", ZH: "向本人发送验证码", EN: "Send a code to the volunteer", From: waiting, Permissions: runners, May: notOwnStay, Applies: notAgreed, Action: "attendance.ask_agreement"},
			{Name: "agree_by_code", ZH: "登记本人同意", EN: "Enter the volunteer's code", From: waiting, Permissions: runners, May: notOwnStay, Applies: notAgreed, Action: "attendance.agree_by_code"},
			{Name: "dispute", ZH: "提出异议", EN: "Dispute", From: []Status{Confirmed, Corrected}, To: Disputed, Permissions: visitors, Reason: why, Action: "hours.dispute"},
			{Name: "undo_check_out", ZH: "撤销签退", EN: "Undo the check-out", From: []Status{Pending}, To: CheckedIn, Permissions: visitors, Applies: justLeft, Guard: undoable, Action: "attendance.undo_check_out"},
			{Name: "void", ZH: "作废", EN: "Void", From: counted, To: Voided, Permissions: correctors, Apart: true, Reason: why, Action: "hours.void"},
			{Name: "correct", ZH: "更正", EN: "Correct", From: counted, To: Corrected, Permissions: correctors, Apart: true, Reason: why, Action: "hours.correct"},
			{Name: "uphold", ZH: "维持原记录", EN: "Uphold", From: []Status{Disputed}, To: Upheld, Permissions: correctors, Apart: true, Reason: why, Action: "hours.uphold"},

			{Name: "check_out", ZH: "签退", EN: "Check out", From: []Status{CheckedIn}, To: Pending, Hidden: true},
			{Name: "left_open", ZH: "未签退", EN: "Left open", From: []Status{CheckedIn}, To: CheckedOut, Hidden: true},
		},
	}
}

func (t *stay) enter(to Status, step workflow.Step) { t.Status, t.StatusAt = to, step.At }

// notOwnStay returns auth.ErrSelf for the volunteer of the stay, under any account.
func notOwnStay(q workflow.Asking, t *stay) error { return q.Actor.NotSelf(t.selves...) }

// justLeft returns ErrUndoLate for a stay that did not end by the code.
func justLeft(t *stay) error {
	if t.OutBy != QR {
		return ErrUndoLate
	}
	return nil
}

// undoable returns ErrUndoLate when the check-out is ten minutes old, or when nobody can check out any more.
func undoable(q workflow.Asking, t *stay) error {
	if q.Now.Sub(t.OutAt) >= UndoWithin || !q.Now.Before(t.PlanTo.Add(Early)) {
		return ErrUndoLate
	}
	return nil
}

// confirmedOrWaiting returns the state after the act confirm: what is above the share of hours by hand goes on waiting.
func confirmedOrWaiting(t *stay) Status {
	if t.over {
		return t.Status
	}
	return Confirmed
}

// notAgreed returns ErrHandAgreed for a stay that needs no agreement of the volunteer.
func notAgreed(t *stay) error {
	if t.Agreed() {
		return ErrHandAgreed
	}
	return nil
}

// overShare returns ErrNotOver for a stay that is not above the share of hours by hand.
func overShare(t *stay) error {
	if len(t.OverBy) == 0 {
		return ErrNotOver
	}
	return nil
}

// notFirstReviewer returns auth.ErrSelf for the person who found the stay to be above the share.
func notFirstReviewer(q workflow.Asking, t *stay) error { return q.Actor.NotSelf(t.OverBy...) }

// ofOrg reports whether the actor belongs to the organisation of the stay, under any account. Others reach the stay through its region only,
// and are the third party.
func (t *stay) ofOrg(a auth.Actor) bool { return a.BelongsTo(t.OrgID) }

// reviewed returns ErrHandReview for a stay by hand to people of its organisation, and ErrNotAgreed while its volunteer has not agreed. A
// stay that began and ended by the code passes.
func reviewed(q workflow.Asking, t *stay) error {
	switch {
	case !t.ByHand():
		return nil
	case t.ofOrg(q.Actor):
		return ErrHandReview
	case !t.Agreed():
		return ErrNotAgreed
	}
	return nil
}

// confirmable returns the error of reviewed, ErrLate to people of the organisation after the due day, and ErrNoMinutes for a stay without minutes.
func (s *Service) confirmable(q workflow.Asking, t *stay) error {
	if q.Now.After(s.Due(&t.Attendance)) && t.ofOrg(q.Actor) {
		return ErrLate
	}
	if t.Status == CheckedOut || t.Minutes == 0 {
		return ErrNoMinutes
	}
	return reviewed(q, t)
}

// confirmableOver returns the error of confirmable, and ErrHandReview to a village director: the township or the county confirms above the share.
func (s *Service) confirmableOver(q workflow.Asking, t *stay) error {
	office := slices.ContainsFunc(q.Actor.Bindings, func(b auth.Binding) bool {
		return (b.Role == auth.TownSupervisor || b.Role == auth.CountyAdmin) && b.Region != "" && region.Within(t.Region, b.Region)
	})
	if !office {
		return ErrHandReview
	}
	return s.confirmable(q, t)
}

// loadStay returns the attendance within the scope with its volunteer.
func (s *Service) loadStay(ctx context.Context, reach auth.Scope, attendanceID string) (t stay, err error) {
	if t.Attendance, err = s.store.stays.In(reach).Get(ctx, attendanceID); err == nil {
		t.selves, err = s.selves(ctx, t.VolunteerID)
	}
	return t, err
}

// selves returns the accounts and the person key by which an actor is recognised as the volunteer.
func (s *Service) selves(ctx context.Context, volunteerID string) ([]string, error) {
	v, err := s.Volunteers.Get(ctx, volunteerID)
	return v.Selves(), err
}

// selvesOf returns selves for each of the volunteers. A single one is read by id, because the store caches such reads.
func (s *Service) selvesOf(ctx context.Context, ids ...string) (map[string][]string, error) {
	of := make(map[string][]string, len(ids))
	if len(ids) == 1 {
		selves, err := s.selves(ctx, ids[0])
		of[ids[0]] = selves
		return of, err
	}
	people, err := s.Volunteers.GetMany(ctx, ids)
	for id := range people {
		v := people[id]
		of[id] = v.Selves()
	}
	return of, err
}

// actsByID returns the acts of each thing in the list by its id. key returns the ids of the thing and of its volunteer.
func actsByID[T any](
	ctx context.Context, s *Service, list []T, key func(T) (id, volunteerID string), acts func(t T, selves []string) []workflow.Answer,
) (map[string][]workflow.Answer, error) {
	volunteerIDs := make([]string, len(list))
	for i, t := range list {
		_, volunteerIDs[i] = key(t)
	}
	selves, err := s.selvesOf(ctx, volunteerIDs...)
	if err != nil {
		return nil, err
	}
	byID := make(map[string][]workflow.Answer, len(list))
	for _, t := range list {
		id, volunteerID := key(t)
		byID[id] = acts(t, selves[volunteerID])
	}
	return byID, nil
}

// Acts returns what the acting person may do with each of the attendances now, by id.
func (s *Service) Acts(ctx context.Context, list ...Attendance) (map[string][]workflow.Answer, error) {
	return actsByID(ctx, s, list,
		func(a Attendance) (string, string) { return a.ID, a.VolunteerID },
		func(a Attendance, selves []string) []workflow.Answer {
			return s.stays.Acts(ctx, &stay{Attendance: a, selves: selves})
		})
}
