package evaluation

import (
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about evaluations.
var (
	ErrMove         = fault.New(fault.Conflict, "evaluation_move", "The evaluation's present state does not allow this.", "评估当前状态不允许此操作。")
	ErrContract     = fault.New(fault.Conflict, "evaluation_contract", "The contract's present state does not allow this kind of evaluation.", "合同当前状态不能开展此类评估。")
	ErrOnce         = fault.New(fault.Conflict, "evaluation_once", "The contract has its mid-term or final evaluation already.", "该合同已有同类评估。")
	ErrInterest     = fault.New(fault.Forbidden, "evaluation_interest", "The provider's own people do not rate or manage its evaluation.", "承接主体的人员不能担任评委或管理本机构的评估。")
	ErrNotRater     = fault.New(fault.Forbidden, "evaluation_not_rater", "You are not a rater of this evaluation.", "您不是本次评估的评委。")
	ErrDeclare      = fault.New(fault.Conflict, "evaluation_declare", "Sign the declaration of interest first.", "请先签署回避与利益声明。")
	ErrDeclared     = fault.New(fault.Conflict, "evaluation_declared", "The declaration is signed. Only an interest found since can be declared.", "回避声明已签署；之后发现利益关系的，请申报回避。")
	ErrRecused      = fault.New(fault.Conflict, "evaluation_recused", "A rater with an interest has to be replaced first.", "有评委需要回避，请先更换。")
	ErrSubmitted    = fault.New(fault.Conflict, "evaluation_submitted", "This card is submitted and can no longer be changed.", "评分已提交，不能再修改。")
	ErrClosed       = fault.New(fault.Conflict, "evaluation_objection_closed", "The time to object is over, or an objection is open already.", "异议期已过，或已有异议正在处理。")
	ErrNoChange     = fault.New(fault.Invalid, "evaluation_adjustment", "An adjustment names an item with points up to its most, or a veto in force, and a reason of ten characters.", "调整须写明评分项及不超过满分的得分，或需撤销的否决项，并说明理由（不少于 10 字）。")
	ErrShort        = fault.New(fault.Invalid, "evaluation_publicity_short", "A result is made public for five working days at least.", "公示期不少于 5 个工作日。")
	ErrNotOver      = fault.New(fault.Conflict, "evaluation_publicity", "The publicity is not over yet.", "公示期尚未结束。")
	ErrNoTemplate   = fault.New(fault.Conflict, "evaluation_template", "This score sheet is not for the contract's region.", "该评估表不适用于合同所在地区。")
	ErrNotInForce   = fault.New(fault.Conflict, "evaluation_sheet_state", "Only an edition in force can be chosen.", "只能选用生效中的评分表版本。")
	ErrGrades       = fault.New(fault.Conflict, "evaluation_grades", "The contract pays by grades and its table lacks these of the sheet: {grades}. Choose another sheet or amend the table.", "合同按等级付款，付款表中没有该评分表的等级：{grades}。请改用其他评分表，或通过补充合同变更付款表。")
	ErrText         = fault.New(fault.Invalid, "text_required", "Write between 20 and 4,000 characters.", "请填写 20 到 4000 字。")
	ErrTemplateName = fault.New(fault.Invalid, "template_name", "Give the sheet a code of 2 to 20 characters and a name of 2 to 60.", "请填写评估表编码（2 到 20 个字符）和名称（2 到 60 个字）。")
	ErrFinding      = fault.New(fault.Invalid, "evaluation_finding", "A veto is one of the sheet, with a reason of 20 characters.", "否决项应为评估表所列，并写明依据（不少于 20 字）。")
)

// Kind is the kind of an evaluation.
type Kind string

// The kinds.
const (
	Spot  Kind = contracts.KindSpot  // 抽查
	Mid   Kind = contracts.KindMid   // 中期
	Final Kind = contracts.KindFinal // 末期
)

// Status is the state of an evaluation.
type Status string

// The states of an evaluation; doc.go has the diagram.
const (
	Planned       Status = "planned"
	SelfReporting Status = "self_reporting"
	SelfSubmitted Status = "self_submitted"
	Desk          Status = "desk"
	Onsite        Status = "onsite"
	Scored        Status = "scored"
	Merged        Status = "merged"
	Publicised    Status = "publicised"
	Objected      Status = "objected"
	Reviewed      Status = "reviewed"
	Finalised     Status = "final"
	Rectifying    Status = "rectifying"
	Rechecked     Status = "rechecked"
	Finalised2    Status = "final2"
	Archived      Status = "archived"
)

// MinPublicity is the minimum number of working days of publicity.
const MinPublicity = 5

// MaxSelfWeight is the maximum weight of the provider's own card.
const MaxSelfWeight = 20

// SelfRater is the user id of the rater that stands for the provider's own card.
const SelfRater = "self"

// Rater is a user who scores for a party with a weight. The weights of an evaluation add up to 100.
type Rater struct {
	UserID      string    `bson:"user_id"` // SelfRater for the provider
	Party       Party     `bson:"party"`
	Weight      int64     `bson:"weight"`
	Declared    bool      `bson:"declared"`
	DeclaredAt  time.Time `bson:"declared_at,omitempty"`
	Conflict    bool      `bson:"conflict"` // has declared an interest and has to be replaced
	Declaration string    `bson:"declaration,omitempty"`
	Submitted   bool      `bson:"submitted"`
}

// Objection is an objection of the provider with the decision on it.
type Objection struct {
	Text       string    `bson:"text"`
	By         string    `bson:"by"`
	At         time.Time `bson:"at"`
	Upheld     bool      `bson:"upheld"` // the result was adjusted
	Decision   string    `bson:"decision,omitempty"`
	DecidedBy  string    `bson:"decided_by,omitempty"`
	DecidedAt  time.Time `bson:"decided_at,omitempty"`
	TotalStood int64     `bson:"total_stood"` // the total before the decision
}

// Evaluation is one evaluation of one contract.
type Evaluation struct {
	docstore.Meta `bson:",inline"`
	ContractID    string       `bson:"contract_id" audit:"-"`
	ContractNo    string       `bson:"contract_no" audit:"-"`
	ContractName  string       `bson:"contract_name" audit:"-"`
	BuyerDept     string       `bson:"buyer_dept"`
	Region        string       `bson:"region"`
	ProviderID    string       `bson:"provider_id"`
	ProviderName  string       `bson:"provider_name"`
	Kind          Kind         `bson:"kind" audit:"value"`
	Once          string       `bson:"once,omitempty" audit:"-"` // the kind, if a contract may have only one evaluation of it
	Year          int64        `bson:"year" audit:"value"`
	TemplateID    string       `bson:"template_id"`
	Edition       int64        `bson:"edition"`
	SheetName     string       `bson:"sheet_name"`
	Sheet         Sheet        `bson:"sheet"` // a copy made when the evaluation was planned, with the substitutes
	Substitutes   []Substitute `bson:"substitutes,omitempty"`
	Raters        []Rater      `bson:"raters"`
	RaterIDs      []string     `bson:"rater_ids" audit:"-"`            // user ids of the raters, without SelfRater
	RaterKeys     []string     `bson:"rater_keys,omitempty" audit:"-"` // the raters as persons, where known
	Status        Status       `bson:"status" audit:"-"`
	StatusAt      time.Time    `bson:"status_at" audit:"-"`
	PlannedBy     string       `bson:"planned_by" audit:"-"`
	SelfReport    string       `bson:"self_report,omitempty"`
	SelfReportAt  time.Time    `bson:"self_report_at,omitempty" audit:"-"`
	DeskNote      string       `bson:"desk_note,omitempty"`
	OnsiteNote    string       `bson:"onsite_note,omitempty"`
	Inputs        *Inputs      `bson:"inputs,omitempty" audit:"-"` // frozen by the merge
	InputHash     string       `bson:"input_hash,omitempty" audit:"-"`
	Result        *Result      `bson:"result,omitempty"`
	Public        *Result      `bson:"public,omitempty" audit:"-"`      // the result as last made public or final
	PublicHash    string       `bson:"public_hash,omitempty" audit:"-"` // of its inputs
	First         *Result      `bson:"first,omitempty"`                 // the final result before the re-check
	AdjustedBy    []string     `bson:"adjusted_by,omitempty" audit:"-"` // users who adjusted the result; they may not publicise it or make it final
	PublicFrom    region.Day   `bson:"public_from,omitempty" audit:"value"`
	PublicTo      region.Day   `bson:"public_to,omitempty" audit:"value"` // last day, included
	Objections    []Objection  `bson:"objections,omitempty"`
	FinalAt       time.Time    `bson:"final_at,omitempty" audit:"-"`
	RectifyReport string       `bson:"rectify_report,omitempty"`
	RectifyAt     time.Time    `bson:"rectify_at,omitempty" audit:"-"`
	RecheckNote   string       `bson:"recheck_note,omitempty"`
}

// shown lists the states in which the result is public.
var shown = []Status{Publicised, Objected, Reviewed, Finalised, Rectifying, Rechecked, Finalised2, Archived}

// Shown reports whether the result is public.
func (e *Evaluation) Shown() bool { return slices.Contains(shown, e.Status) }

// rater returns the rater of that user id, or nil.
func (e *Evaluation) rater(userID string) *Rater {
	for i := range e.Raters {
		if e.Raters[i].UserID == userID && userID != "" {
			return &e.Raters[i]
		}
	}
	return nil
}

func (e *Evaluation) raterParties() []Party {
	list := make([]Party, len(e.Raters))
	for i := range e.Raters {
		list[i] = e.Raters[i].Party
	}
	return list
}

// scoredBy lists the codes of the items that the actor scores: as a rater, or for the provider if it has its own card.
func (e *Evaluation) scoredBy(a auth.Actor) []string {
	r := e.rater(a.UserID)
	if e.worksForProvider(a) {
		r = e.rater(SelfRater)
	}
	if r == nil {
		return nil
	}
	var codes []string
	for _, it := range e.Sheet.items() {
		if scores(it, r.Party, e.raterParties()) {
			codes = append(codes, it.Code)
		}
	}
	return codes
}

// setRaters checks the raters and sets them.
func (e *Evaluation) setRaters(list []Rater) error {
	var bad fault.Problems
	var sum int64
	seen := map[string]bool{}
	e.Raters, e.RaterIDs = make([]Rater, 0, len(list)), nil
	for i, r := range list {
		at := fmt.Sprintf("raters[%d]", i)
		if r.Party == Self {
			r.UserID = SelfRater
			bad.Check(r.Weight <= MaxSelfWeight, at+".weight", "self_weight", "The provider's own card weighs 20 at most.", "自评权重不超过 20。")
		} else {
			bad.Check(r.UserID != SelfRater, at+".user_id", "unknown", "Name the rater.", "请选择评委。")
			e.RaterIDs = append(e.RaterIDs, r.UserID)
		}
		bad.Check(r.UserID != "" && !seen[r.UserID], at+".user_id", "unique", "Name each rater once.", "评委不能为空或重复。")
		bad.Check(slices.Contains(parties, r.Party), at+".party", "unknown", "Choose the party.", "请选择评分主体。")
		bad.Check(r.Weight >= 1 && r.Weight <= 100, at+".weight", "range", "Between 1 and 100.", "权重应为 1 到 100。")
		seen[r.UserID], sum = true, sum+r.Weight
		e.Raters = append(e.Raters, Rater{UserID: r.UserID, Party: r.Party, Weight: r.Weight})
	}
	bad.Check(len(e.RaterIDs) >= 1 && len(list) <= 20, "raters", "range", "Between one rater and twenty.", "评委应为 1 到 20 名。")
	bad.Check(sum == 100, "raters", "weights", "The weights of the raters add up to 100.", "评委权重合计应为 100。")
	return bad.Err()
}

// allSubmitted reports whether every card is submitted.
func (e *Evaluation) allSubmitted() bool {
	return !slices.ContainsFunc(e.Raters, func(r Rater) bool { return !r.Submitted })
}

// compute sets the result and the hash from the frozen inputs.
func (e *Evaluation) compute() {
	r := Score(*e.Inputs)
	e.Result, e.InputHash = &r, e.Inputs.Hash()
}

// showResult makes the present result the public one.
func (e *Evaluation) showResult() {
	r := *e.Result
	e.Public, e.PublicHash = &r, e.InputHash
}

// Recomputed computes hash and result from the frozen inputs, and reports whether the stored ones equal them.
func (e *Evaluation) Recomputed() (hash string, r Result, equal bool) {
	if e.Inputs == nil || e.Result == nil {
		return "", Result{}, false
	}
	hash, r = e.Inputs.Hash(), Score(*e.Inputs)
	return hash, r, hash == e.InputHash && r.Equal(*e.Result)
}

// RecomputedPublic computes the published result from the frozen inputs as they were when it was published: adjustments are only ever added,
// so they are the inputs with the first of the adjustments, known by their hash. It reports whether the published one equals it; it
// is true when nothing is published.
func (e *Evaluation) RecomputedPublic() bool {
	if e.Public == nil {
		return true
	}
	if e.Inputs == nil {
		return false
	}
	then := *e.Inputs
	for n := len(e.Inputs.Adjustments); n >= 0; n-- {
		then.Adjustments = e.Inputs.Adjustments[:n]
		if then.Hash() == e.PublicHash || e.PublicHash == "" && Score(then).Equal(*e.Public) {
			return Score(then).Equal(*e.Public)
		}
	}
	return false
}

// adjust adds adjustments to the frozen inputs and computes the result again. Adjustments may lift vetoes only with mayLift.
func (e *Evaluation) adjust(list []Adjustment, mayLift bool) error {
	if len(list) == 0 || len(list) > 50 || e.Inputs == nil {
		return ErrNoChange
	}
	for i, a := range list {
		at := fmt.Sprintf("adjustments[%d]", i)
		it := e.Inputs.Sheet.item(a.Item)
		points := it != nil && a.Lifts == "" && a.Points >= 0 && a.Points <= it.Max
		lifts := mayLift && a.Item == "" && slices.Contains(e.Inputs.vetoes(), a.Lifts)
		if !points && !lifts || !fault.Between(a.Reason, 10, 1000) {
			return ErrNoChange.At(at)
		}
		e.Inputs.Adjustments = append(e.Inputs.Adjustments, a)
	}
	e.compute()
	return nil
}

// worksForProvider reports whether the actor works for the provider, under any account.
func (e *Evaluation) worksForProvider(a auth.Actor) bool { return a.BelongsTo(e.ProviderID) }

// Scorecard is one rater's card before the merge.
type Scorecard struct {
	docstore.Meta `bson:",inline"`
	EvaluationID  string    `bson:"evaluation_id"`
	RaterID       string    `bson:"rater_id"`
	Marks         []Mark    `bson:"marks"`
	Vetoes        []Finding `bson:"vetoes,omitempty"` // vetoes that the rater found
	Submitted     bool      `bson:"submitted"`
}
