package contracts

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// part is a milestone, amendment or indicator together with its contract. partID makes its id in a Flow.
type part[P any] struct {
	*Contract
	It *P
}

// partID returns the id of a part of a contract: "con_…/mil_…".
func partID(contractID, id string) string { return contractID + "/" + id }

// milestoneActs lists the acts on a milestone of a contract at work.
var milestoneActs = workflow.Table[part[Milestone], MilestoneStatus]{
	Name:    "milestone",
	State:   func(p *part[Milestone]) MilestoneStatus { return p.It.Status },
	Enter:   enterMilestone,
	Refusal: ErrMilestoneMove,
	Apart:   apartFromPart[Milestone],
	Acts: []workflow.Act[part[Milestone], MilestoneStatus]{
		{Name: "submit", ZH: "提交里程碑", EN: "Hand in", From: []MilestoneStatus{MilestonePending, MilestoneReturned}, To: MilestoneSubmitted,
			Permissions: providers, Applies: underWay[Milestone], Action: "contract.milestone_submit"},
		{Name: "return", ZH: "退回", EN: "Return", From: []MilestoneStatus{MilestoneSubmitted}, To: MilestoneReturned,
			Permissions: approvers, Apart: true, Reason: why, Applies: underWay[Milestone], Action: "contract.milestone_return"},
		{Name: "accept", ZH: "验收通过", EN: "Accept", From: []MilestoneStatus{MilestoneSubmitted}, To: MilestoneAccepted,
			Permissions: approvers, Apart: true, Guard: handedInByAnother, Applies: underWay[Milestone], Action: "contract.milestone_accept"},
	},
}

// apartFromPart is Contract.refuseInvolved.
func apartFromPart[P any](a auth.Actor, p *part[P]) error { return p.refuseInvolved(a) }

// underWay refuses a part of a contract that is not at work.
func underWay[P any](p *part[P]) error {
	if !p.Working() && p.Status != Accepting {
		return ErrMove
	}
	return nil
}

func handedInByAnother(q workflow.Asking, p *part[Milestone]) error {
	return q.Actor.NotSelf(p.It.Makers...)
}

func enterMilestone(p *part[Milestone], to MilestoneStatus, step workflow.Step) {
	m := p.It
	m.Status, m.Reason = to, step.Reason
	if to == MilestoneSubmitted {
		m.SubmittedAt = step.At
	} else {
		m.DecidedBy, m.DecidedAt = step.By, step.At
	}
}

// amendmentActs lists the acts on an amendment once it is proposed.
var amendmentActs = workflow.Table[part[Amendment], AmendmentStatus]{
	Name:    "amendment",
	State:   func(p *part[Amendment]) AmendmentStatus { return p.It.Status },
	Enter:   enterAmendment,
	Refusal: ErrAmendmentMove,
	Apart:   apartFromPart[Amendment],
	Acts: []workflow.Act[part[Amendment], AmendmentStatus]{
		{Name: "drop", ZH: "放弃", EN: "Give up", From: []AmendmentStatus{AmendmentDraft}, To: AmendmentDropped, Permissions: clerks, Action: "contract.amendment_drop"},
		{Name: "approve", ZH: "批准生效", EN: "Put in force", From: []AmendmentStatus{AmendmentDraft}, To: AmendmentApproved,
			Permissions: approvers, Apart: true, Guard: mayTakeForce, Applies: mayBeAmended, Action: "contract.amendment_approve"},
	},
}

func mayBeAmended(p *part[Amendment]) error {
	if !slices.Contains(amendable, p.Status) {
		return ErrMove
	}
	return nil
}

// mayTakeForce refuses a person who proposed the amendment, and an amendment that CheckAmendment refuses.
func mayTakeForce(q workflow.Asking, p *part[Amendment]) error {
	if err := q.Actor.NotSelf(p.It.Makers...); err != nil {
		return err
	}
	return p.CheckAmendment(p.It)
}

func enterAmendment(p *part[Amendment], to AmendmentStatus, step workflow.Step) {
	p.It.Status = to
	if to == AmendmentApproved {
		p.It.ApprovedBy, p.It.ApprovedAt = step.By, step.At
	}
}

// indicatorActs lists the acts on an indicator, whose state is that of its contract.
var indicatorActs = workflow.Table[part[Indicator], Status]{
	Name:    "indicator",
	State:   func(p *part[Indicator]) Status { return p.Status },
	Refusal: ErrMove,
	Acts: []workflow.Act[part[Indicator], Status]{
		{Name: "report", ZH: "填报", EN: "Report", From: working, Permissions: providers, Applies: reportedByHand, Action: "contract.indicator_report"},
	},
}

func reportedByHand(p *part[Indicator]) error {
	if p.It.Source != Manual {
		return ErrCounted
	}
	return nil
}

// reportActs lists the acts on a report by hand.
var reportActs = workflow.Table[reportOf, ReportStatus]{
	Name:    "report",
	State:   func(r *reportOf) ReportStatus { return r.Status },
	Enter:   enterReport,
	Refusal: ErrReportMove,
	Apart:   func(a auth.Actor, r *reportOf) error { return r.contract.refuseProvider(a) },
	Acts: []workflow.Act[reportOf, ReportStatus]{
		{Name: "return", ZH: "退回", EN: "Return", From: []ReportStatus{ReportSubmitted}, To: ReportReturned,
			Permissions: clerks, Apart: true, Reason: why, Applies: countedNow, Guard: reportedByAnother, Action: "contract.report_returned"},
		{Name: "accept", ZH: "采用", EN: "Accept", From: []ReportStatus{ReportSubmitted}, To: ReportAccepted,
			Permissions: clerks, Apart: true, Applies: countedNow, Guard: reportedByAnother, Action: "contract.report_accepted"},
	},
}

// reportOf is a report by hand with its contract.
type reportOf struct {
	Report
	contract Contract
}

// countedNow refuses a report of a contract that is not at work.
func countedNow(r *reportOf) error {
	if !r.contract.Working() {
		return ErrMove
	}
	return nil
}

func reportedByAnother(q workflow.Asking, r *reportOf) error { return q.Actor.NotSelf(r.Makers...) }

func enterReport(r *reportOf, to ReportStatus, step workflow.Step) {
	r.Status, r.StatusAt, r.DecidedBy, r.Reason = to, step.At, step.By, step.Reason
}
