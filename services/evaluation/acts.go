package evaluation

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// unscored lists the states in which raters declare their interest and may be replaced.
var unscored = []Status{Planned, SelfReporting, SelfSubmitted, Desk, Onsite}

var (
	managers  = []auth.Permission{auth.EvaluationManage}
	providers = []auth.Permission{auth.EvaluationSelf}
	raters    = []auth.Permission{auth.EvaluationScore}
)

// evaluationActs lists the acts on an evaluation; doc.go has the diagram.
var evaluationActs = workflow.Table[Evaluation, Status]{
	Name:    "evaluation",
	State:   func(e *Evaluation) Status { return e.Status },
	Enter:   (*Evaluation).enter,
	Refusal: ErrMove,
	Apart:   notConcerned,
	Acts: []workflow.Act[Evaluation, Status]{
		{Name: "open", ZH: "启动自评", EN: "Ask for the self-report", From: []Status{Planned}, To: SelfReporting, Permissions: managers, Apart: true},
		{Name: "self_submit", ZH: "提交自评", EN: "Hand in the self-report", From: []Status{SelfReporting}, To: SelfSubmitted, Permissions: providers},
		{Name: "desk", ZH: "开始资料审查", EN: "Begin the desk review", From: []Status{SelfSubmitted}, To: Desk, Permissions: managers, Apart: true},
		{Name: "onsite", ZH: "开始现场评分", EN: "Begin scoring on site", From: []Status{Desk}, To: Onsite, Permissions: managers, Apart: true},
		{Name: "replace_rater", ZH: "更换评委", EN: "Replace a rater", From: unscored, Permissions: managers, Apart: true},
		{Name: "declare", ZH: "签署回避声明", EN: "Sign the declaration", From: unscored, Permissions: raters, May: forRater, Refusal: ErrSubmitted, Guard: unsigned},
		{Name: "recuse", ZH: "申报回避", EN: "Declare an interest", From: unscored, Permissions: raters, May: forRater, Refusal: ErrSubmitted, Guard: declarable, Action: "evaluation.declare"},
		{Name: "score", ZH: "评分", EN: "Score", From: []Status{Desk, Onsite}, Permissions: raters, May: forRater, Guard: scorable},
		{Name: "submit_score", ZH: "提交评分", EN: "Submit the scores", From: []Status{Onsite}, Into: scoredWhenComplete, Permissions: raters, May: forRater, Guard: scorable, Action: "evaluation.score"},
		{Name: "merge", ZH: "合成结果", EN: "Merge", From: []Status{Scored}, To: Merged, Permissions: managers, Apart: true},
		{Name: "lift", ZH: "撤销否决项", EN: "Lift a veto", From: []Status{Merged}, Permissions: managers, Apart: true, Applies: vetoInForce},
		{Name: "publicise", ZH: "公示结果", EN: "Make public", From: []Status{Merged, Reviewed}, To: Publicised, Permissions: managers, Apart: true, Guard: notAdjuster},
		{Name: "object", ZH: "提出异议", EN: "Object", From: []Status{Publicised}, To: Objected, Permissions: providers, Refusal: ErrClosed, Guard: inPublicity},
		{Name: "review", ZH: "处理异议", EN: "Decide the objection", From: []Status{Objected}, To: Reviewed, Permissions: managers, Apart: true},
		{Name: "final", ZH: "定档", EN: "Make final", From: []Status{Publicised}, Into: finalOrRectifying, Permissions: managers, Guard: publicityOver, Hidden: true},
		{Name: "rectified", ZH: "提交整改报告", EN: "Report the rectification", From: []Status{Rectifying}, Permissions: providers, Applies: notReported},
		{Name: "recheck", ZH: "登记复查结果", EN: "Record the re-check", From: []Status{Rectifying}, To: Rechecked, Permissions: managers, Apart: true, Guard: reportedRectified},
		{Name: "final2", ZH: "复查定档", EN: "Make final", From: []Status{Rechecked}, To: Finalised2, Permissions: managers, Apart: true, Guard: notAdjuster},
		{Name: "archive", ZH: "归档", EN: "Archive", From: []Status{Finalised, Finalised2}, To: Archived, Permissions: managers, Apart: true},
	},
}

// notConcerned returns ErrInterest for a manager who works for the provider, and refuses one who is a rater.
func notConcerned(a auth.Actor, e *Evaluation) error {
	if e.worksForProvider(a) {
		return ErrInterest
	}
	return e.notRater(a)
}

// notRater returns auth.ErrSelf for a rater, under any account.
func (e *Evaluation) notRater(a auth.Actor) error {
	return a.NotSelf(slices.Concat(e.RaterIDs, e.RaterKeys)...)
}

// notAdjuster returns auth.ErrSelf for a person who adjusted the result.
func notAdjuster(q workflow.Asking, e *Evaluation) error { return q.Actor.NotSelf(e.AdjustedBy...) }

// forRater refuses actors who are not raters of the evaluation or who work for the provider.
func forRater(q workflow.Asking, e *Evaluation) error {
	switch {
	case e.rater(q.Actor.UserID) == nil:
		return ErrNotRater
	case e.worksForProvider(q.Actor):
		return ErrInterest
	}
	return nil
}

// declarable refuses a rater whose card is submitted or who has declared an interest, because that declaration is final.
func declarable(q workflow.Asking, e *Evaluation) error {
	switch r := e.rater(q.Actor.UserID); {
	case r.Submitted:
		return ErrSubmitted
	case r.Conflict:
		return ErrRecused
	}
	return nil
}

// unsigned refuses a rater as declarable does, and one who has signed: what is left to declare is an interest found later.
func unsigned(q workflow.Asking, e *Evaluation) error {
	if err := declarable(q, e); err != nil {
		return err
	}
	if e.rater(q.Actor.UserID).Declared {
		return ErrDeclared
	}
	return nil
}

// scorable refuses the raters that declarable refuses, and raters who have not declared yet.
func scorable(q workflow.Asking, e *Evaluation) error {
	if err := declarable(q, e); err != nil {
		return err
	}
	if !e.rater(q.Actor.UserID).Declared {
		return ErrDeclare
	}
	return nil
}

// scoredWhenComplete returns the state after a submitted card: Scored after the last one, else the present state.
func scoredWhenComplete(e *Evaluation) Status {
	if e.allSubmitted() {
		return Scored
	}
	return ""
}

// vetoInForce refuses to lift a veto when none is in force.
func vetoInForce(e *Evaluation) error {
	if e.Inputs == nil || len(e.Inputs.vetoes()) == 0 {
		return ErrNoChange
	}
	return nil
}

// inPublicity returns ErrClosed after the last day of publicity.
func inPublicity(q workflow.Asking, e *Evaluation) error {
	if region.DayOf(q.Now) > e.PublicTo {
		return ErrClosed
	}
	return nil
}

// publicityOver returns ErrNotOver until the last day of publicity is over.
func publicityOver(q workflow.Asking, e *Evaluation) error {
	if region.DayOf(q.Now) <= e.PublicTo {
		return ErrNotOver
	}
	return nil
}

// finalOrRectifying returns the state after publicity: Finalised for a passed result, else Rectifying.
func finalOrRectifying(e *Evaluation) Status {
	if e.Result.Pass {
		return Finalised
	}
	return Rectifying
}

// notReported refuses a second report of the rectification.
func notReported(e *Evaluation) error {
	if e.RectifyReport != "" {
		return ErrMove
	}
	return nil
}

// reportedRectified refuses a re-check before the provider has reported what it put right.
func reportedRectified(_ workflow.Asking, e *Evaluation) error {
	if e.RectifyReport == "" {
		return ErrMove
	}
	return nil
}

// replaceable returns why the rater may not be replaced, or nil.
func (r *Rater) replaceable() error {
	if r.Submitted {
		return ErrSubmitted
	}
	return nil
}

func (e *Evaluation) enter(to Status, step workflow.Step) { e.Status, e.StatusAt = to, step.At }
