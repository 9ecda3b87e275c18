package volunteers

import (
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// States in which several acts may be taken.
var (
	anyStatus = []Status{Registered, Verified, Active, Frozen, Cancelled}
	open      = []Status{Registered, Verified, Active, Frozen}
)

var (
	themselves = []auth.Permission{auth.VolunteerSelf}
	managers   = []auth.Permission{auth.VolunteerManage}
	checkers   = []auth.Permission{auth.ClearanceManage}
	why        = workflow.Reason{Least: 2, Most: 200}
)

// profileActs lists the acts on a profile; doc.go has the diagram.
var profileActs = workflow.Table[Volunteer, Status]{
	Name:    "volunteer",
	State:   func(v *Volunteer) Status { return v.Status },
	Enter:   (*Volunteer).enter,
	Refusal: ErrMove,
	Apart:   func(a auth.Actor, v *Volunteer) error { return a.NotSelf(v.Selves()...) },
	Acts: []workflow.Act[Volunteer, Status]{
		{Name: "edit", ZH: "修改资料", EN: "Edit", From: open, Permissions: themselves},
		{Name: "agree", ZH: "同意个人信息说明", EN: "Agree to the text", From: open, Permissions: themselves, Applies: notAgreed},
		{Name: "ask_to_join", ZH: "申请加入", EN: "Ask to join", From: open, Permissions: themselves, Guard: roomForOrg},
		{Name: "cancel", ZH: "注销", EN: "Cancel", From: open, To: Cancelled, Permissions: themselves},
		{Name: "ask_guardian", ZH: "请监护人同意", EN: "Ask the guardian", From: open, Permissions: themselves, Applies: hasGuardian, Guard: underAge},
		{Name: "guardian_consent", ZH: "监护人同意", EN: "The guardian agrees", From: open, Permissions: themselves, Applies: hasGuardian, Guard: underAge},
		{Name: "ask_guardian_for", ZH: "请监护人同意", EN: "Ask the guardian", From: open, Permissions: managers, Apart: true, Applies: hasGuardian, Guard: underAge, Action: "volunteer.ask_guardian"},
		{Name: "guardian_consent_for", ZH: "登记监护人同意", EN: "Record the guardian's consent", From: open, Permissions: managers, Apart: true, Applies: hasGuardian, Guard: underAge, Action: "volunteer.guardian_consent"},
		{Name: "withdraw_guardian", ZH: "撤回监护人同意", EN: "Withdraw the guardian's consent", From: open, Permissions: themselves, Applies: guardianConsented},
		{Name: "withdraw_guardian_for", ZH: "登记监护人撤回同意", EN: "Record that the guardian withdraws", From: open, Permissions: managers, Apart: true, Reason: why, Applies: guardianConsented, Action: "volunteer.withdraw_guardian"},
		{Name: "correct", ZH: "更正资料", EN: "Correct", From: open, Permissions: managers, Apart: true, Applies: unclaimed},
		{Name: "ask_mobile", ZH: "发送新号码验证码", EN: "Send a code to a new mobile", From: open, Permissions: managers, Apart: true, May: managesRegion, Applies: claimed},
		{Name: "change_mobile", ZH: "更换手机号", EN: "Change the mobile", From: open, Permissions: managers, Apart: true, May: managesRegion, Applies: claimed},
		{Name: "verify", ZH: "核实身份", EN: "Verify", From: []Status{Registered}, To: Verified, Permissions: managers, Apart: true},
		{Name: "activate", ZH: "启用", EN: "Activate", From: []Status{Verified}, To: Active, Permissions: managers, Apart: true, Guard: notBarred},
		{Name: "freeze", ZH: "冻结", EN: "Freeze", From: []Status{Active}, To: Frozen, Permissions: managers, Apart: true, Reason: why},
		{Name: "release", ZH: "解除冻结", EN: "End the freeze", From: []Status{Frozen}, To: Active, Permissions: managers, Apart: true, Guard: releasable},
		{Name: "cancel_for", ZH: "注销", EN: "Cancel", From: open, To: Cancelled, Permissions: managers, May: managesRegion, Reason: why, Action: "volunteer.cancel"},
		{Name: "training", ZH: "添加培训", EN: "Add a training", From: anyStatus, Permissions: managers, Apart: true, Guard: roomForTraining},
		{Name: "verify_skill", ZH: "核验技能证书", EN: "Verify a skill", From: open, Permissions: managers, Apart: true, Guard: listsSkills},
		{Name: "withdraw_skill", ZH: "撤销技能核验", EN: "Withdraw a verification", From: open, Permissions: managers, Apart: true, Reason: why, Applies: hasSkillCheck},
		{Name: "expire_skills", ZH: "技能证书到期", EN: "Certificates end", From: open, Permissions: managers, Guard: skillsEnded, Hidden: true},
		{Name: "award", ZH: "添加表彰", EN: "Add an award", From: anyStatus, Permissions: managers, Apart: true, Guard: roomForAward},
	},
}

// listsSkills refuses a profile that lists no skill.
func listsSkills(_ workflow.Asking, v *Volunteer) error {
	if len(v.Skills) == 0 {
		return ErrSkillUnlisted
	}
	return nil
}

// skillsEnded refuses a profile whose certificates are all still valid, or were marked as ended before.
func skillsEnded(q workflow.Asking, v *Volunteer) error {
	if end := v.skillsValidTo(); end.IsZero() || q.Now.Before(end) {
		return ErrMove
	}
	return nil
}

// hasSkillCheck refuses a profile without a verified skill.
func hasSkillCheck(v *Volunteer) error {
	if len(v.SkillChecks) == 0 {
		return ErrSkillChecked
	}
	return nil
}

// enter sets the state. A cancellation without a reason keeps the reason of an earlier freeze.
func (v *Volunteer) enter(to Status, step workflow.Step) {
	v.Status, v.StatusAt = to, step.At
	if to != Cancelled || step.Reason != "" {
		v.Reason = step.Reason
	}
	if to == Active {
		v.FrozenAbove = false
	}
}

// managesRegion refuses managers who reach the volunteer only through their organisation.
func managesRegion(q workflow.Asking, v *Volunteer) error {
	if !q.Actor.ForRegion(auth.VolunteerManage, v.Region) {
		return auth.ErrForbidden
	}
	return nil
}

// unclaimed returns ErrClaimed for a profile that belongs to an account.
func unclaimed(v *Volunteer) error {
	if v.UserID != "" {
		return ErrClaimed
	}
	return nil
}

// claimed returns ErrUnclaimed for a profile that belongs to no account; its mobile is corrected.
func claimed(v *Volunteer) error {
	if v.UserID == "" {
		return ErrUnclaimed
	}
	return nil
}

// notBarred returns ErrBarred for a volunteer whose clearance is Barred.
func notBarred(_ workflow.Asking, v *Volunteer) error {
	if v.Clearance.Status == Barred {
		return ErrBarred
	}
	return nil
}

// releasable returns ErrAbove when the region's office froze the volunteer and the actor is not of that office, and ErrBarred for
// a barred volunteer.
func releasable(q workflow.Asking, v *Volunteer) error {
	if v.FrozenAbove && !q.Actor.ForRegion(auth.VolunteerManage, v.Region) {
		return ErrAbove
	}
	return notBarred(q, v)
}

// roomForOrg returns ErrManyOrgs when the volunteer belongs to, or has asked, the maximum number of organisations.
func roomForOrg(_ workflow.Asking, v *Volunteer) error {
	if len(v.OrgIDs)+len(v.AskedOrgIDs) >= maxOrgs {
		return ErrManyOrgs
	}
	return nil
}

func roomForTraining(_ workflow.Asking, v *Volunteer) error { return roomFor(len(v.Trainings)) }

func roomForAward(_ workflow.Asking, v *Volunteer) error { return roomFor(len(v.Awards)) }

func roomFor(entries int) error {
	if entries >= maxEntries {
		return ErrTooMany
	}
	return nil
}

// clearanceActs lists the acts on a volunteer's clearance; doc.go has the diagram.
var clearanceActs = workflow.Table[Volunteer, ClearanceStatus]{
	Name:    "clearance",
	State:   func(v *Volunteer) ClearanceStatus { return v.Clearance.Status },
	Enter:   func(v *Volunteer, to ClearanceStatus, _ workflow.Step) { v.Clearance.Status = to },
	Refusal: ErrClearanceMove,
	Apart:   func(a auth.Actor, v *Volunteer) error { return a.NotSelf(v.Selves()...) },
	Acts: []workflow.Act[Volunteer, ClearanceStatus]{
		{Name: "consent", ZH: "同意查询", EN: "Consent to the query", From: renewable, To: Consented, Permissions: themselves, Guard: notCancelled},
		{Name: "withdraw", ZH: "撤回同意", EN: "Withdraw the consent", From: []ClearanceStatus{Consented}, Permissions: themselves},
		{Name: "consent_on_paper", ZH: "登记书面同意", EN: "Record consent on paper", From: renewable, To: Consented, Permissions: checkers, Apart: true, Guard: notCancelled, Action: "clearance.consent"},
		{Name: "query", ZH: "登记已提交查询", EN: "Record the query", From: []ClearanceStatus{Consented}, To: Queried, Permissions: checkers, Apart: true},
		{Name: "answer", ZH: "登记查询合格", EN: "Record a clear result", From: []ClearanceStatus{Queried}, To: Answered, Permissions: checkers, Apart: true},
		{Name: "clear", ZH: "复核通过", EN: "Confirm the result", From: []ClearanceStatus{Answered}, To: Clear, Permissions: checkers, Apart: true, May: notRecorder},
		{Name: "return", ZH: "退回重新登记", EN: "Return to be recorded again", From: []ClearanceStatus{Answered}, To: Queried, Permissions: checkers, Apart: true, Reason: why},
		{Name: "bar", ZH: "登记查询不合格", EN: "Record a hit", From: []ClearanceStatus{Queried, Answered}, To: Barred, Permissions: checkers, Apart: true},
		{Name: "review", ZH: "复核解除", EN: "Lift the bar", From: []ClearanceStatus{Barred}, To: Clear, Permissions: checkers, Apart: true, May: reviewer, Reason: why},
		{Name: "revoke", ZH: "作废查询结果", EN: "Revoke the result", From: []ClearanceStatus{Clear, Consented, Queried, Answered}, To: NoClearance, Permissions: checkers,
			Apart: true, Reason: why, Applies: withResult},
		{Name: "expire", ZH: "到期", EN: "Expire", From: []ClearanceStatus{Clear}, To: Expired, Permissions: checkers, Guard: ended, Hidden: true},
	},
}

// renewable lists the states in which the volunteer may consent to a new query.
var renewable = []ClearanceStatus{NoClearance, Clear, Expired}

// notCancelled refuses the clearance of a cancelled profile.
func notCancelled(_ workflow.Asking, v *Volunteer) error {
	if v.Status == Cancelled {
		return ErrMove
	}
	return nil
}

// notRecorder refuses the person who recorded the result.
func notRecorder(q workflow.Asking, v *Volunteer) error {
	return q.Actor.NotSelf(v.Clearance.Checker, v.Clearance.CheckerKey)
}

// reviewer refuses the person who recorded the result, and actors who reach the volunteer only through their organisation.
func reviewer(q workflow.Asking, v *Volunteer) error {
	if err := notRecorder(q, v); err != nil {
		return err
	}
	if !q.Actor.ForRegion(auth.ClearanceManage, v.Region) {
		return auth.ErrForbidden
	}
	return nil
}

// ended refuses a clear result that is still valid.
func ended(q workflow.Asking, v *Volunteer) error {
	if q.Now.Before(v.ClearanceValidTo) {
		return ErrClearanceMove
	}
	return nil
}
