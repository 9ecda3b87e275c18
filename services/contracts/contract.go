package contracts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about contracts.
var (
	ErrMove          = fault.New(fault.Conflict, "contract_move", "The contract's present state does not allow this.", "合同当前状态不允许此操作。")
	ErrNotDraft      = fault.New(fault.Conflict, "contract_not_draft", "Only a draft can be edited. Have it returned first.", "只有草稿可以修改，请先退回草稿。")
	ErrNoTaken       = fault.New(fault.Conflict, "contract_no_taken", "Another contract has this number.", "合同编号已被使用。")
	ErrSignLate      = fault.New(fault.Conflict, "contract_sign_late", "A contract is signed within 30 days of the award notice.", "合同应在成交通知书发出之日起 30 日内签订。")
	ErrDayOrder      = fault.New(fault.Invalid, "contract_day_order", "This day comes before the step that precedes it, or lies in the future.", "日期早于前一步骤或晚于今天，请核对。")
	ErrNotBegun      = fault.New(fault.Conflict, "contract_not_begun", "The contract's term has not begun.", "合同期限尚未开始。")
	ErrOpenWork      = fault.New(fault.Conflict, "contract_open_milestones", "Every milestone has to be accepted first.", "还有里程碑未验收，请先完成。")
	ErrUnpaid        = fault.New(fault.Conflict, "contract_unpaid", "Every payment has to be paid first.", "还有款项未支付，不能结项。")
	ErrNotPerforming = fault.New(fault.Conflict, "contract_not_performing", "The contract is not performing at that time, or belongs to another organisation.", "合同在该时间不在履行期内，或不属于该机构。")
	ErrOverBudget    = fault.New(fault.Conflict, "contract_over_budget", "The amount is above the confirmed budget.", "合同金额超过已落实的预算。")
)

// Status is the state of a contract.
type Status string

// The states of a contract; doc.go has the diagram.
const (
	Draft           Status = "draft"
	BudgetConfirmed Status = "budget_confirmed"
	Procuring       Status = "procuring"
	Awarded         Status = "awarded"
	Signed          Status = "signed"
	Published       Status = "published"
	Performing      Status = "performing"
	MidPassed       Status = "mid_passed"
	FinalEvaluating Status = "final_evaluating"
	Accepting       Status = "accepting"
	Settling        Status = "settling"
	Closed          Status = "closed"
	Rectifying      Status = "rectifying"
	Suspended       Status = "suspended"
	Terminated      Status = "terminated"
	Cancelled       Status = "cancelled"
)

// Subject is the group of people for whom the services are.
type Subject string

// The subject groups.
const (
	Children Subject = "children"
	Elders   Subject = "elders"
	Women    Subject = "women"
	Mixed    Subject = "mixed"
)

// Method is the method of procurement.
type Method string

// The methods of procurement.
const (
	OpenTender   Method = "open_tender"   // 公开招标
	Invited      Method = "invited"       // 邀请招标
	Negotiation  Method = "negotiation"   // 竞争性谈判
	Consultation Method = "consultation"  // 竞争性磋商
	Inquiry      Method = "inquiry"       // 询价
	SingleSource Method = "single_source" // 单一来源
)

// The legal limits of a contract.
const (
	MaxDays      = 365  // calendar days of a term, both ends counted; a full year that holds 29 February counts as one year
	MaxDaysMulti = 1096 // with a reason for a term of several years
	SignWithin   = 30   // days from award to signature
	PublishIn    = 2    // working days from signature
	FileIn       = 7    // working days from signature
	NoticeFor    = 5    // working days of a single-source notice before the award
)

// Terms is the part of a contract that the buyer writes in the draft.
type Terms struct {
	No              string      `bson:"no" audit:"value"`
	Name            string      `bson:"name"`
	Region          string      `bson:"region" audit:"value"` // path of the buyer
	BuyerDept       string      `bson:"buyer_dept"`           // name of the buying department
	Subject         Subject     `bson:"subject" audit:"value"`
	Catalogue       string      `bson:"catalogue"` // item of the guidance catalogue
	BudgetDocNo     string      `bson:"budget_doc_no,omitempty"`
	BudgetFen       int64       `bson:"budget_fen" audit:"value"`
	FiscalYear      int64       `bson:"fiscal_year" audit:"value"`
	Method          Method      `bson:"method" audit:"value"`
	Start           region.Day  `bson:"start" audit:"value"`
	End             region.Day  `bson:"end" audit:"value"` // last day, included
	MultiYearReason string      `bson:"multi_year_reason,omitempty"`
	Regions         []string    `bson:"regions"` // paths where the services are given
	Standard        string      `bson:"standard"`
	NoSubcontract   bool        `bson:"no_subcontract" audit:"value"` // the provider does not subcontract the whole contract
	Subcontract     string      `bson:"subcontract,omitempty"`        // parts that may be subcontracted with the buyer's consent
	Indicators      []Indicator `bson:"indicators"`
	Milestones      []Milestone `bson:"milestones"`
	PayTable        *PayTable   `bson:"pay_table,omitempty"` // what part of a payment is due by a result; nil: all of it
}

// Cycle is how often the provider of a contract reports (报告周期).
type Cycle string

// The cycles.
const (
	Monthly   Cycle = "month"   // 月报
	Quarterly Cycle = "quarter" // 季报
)

// Award is the result of the procurement.
type Award struct {
	ProviderID string     `bson:"provider_id,omitempty"`
	AmountFen  int64      `bson:"amount_fen" audit:"value"`
	NoticeDay  region.Day `bson:"notice_day,omitempty" audit:"value"`
	AwardDay   region.Day `bson:"award_day,omitempty" audit:"value"`
	NoticeURL  string     `bson:"notice_url,omitempty"`
}

// Acceptance is the buyer's acceptance of the whole contract, shown in the public register.
type Acceptance struct {
	Day         region.Day `bson:"day"`
	Report      string     `bson:"report"`       // against the standard in the terms
	UserOpinion string     `bson:"user_opinion"` // the opinion of the users of the service
	By          string     `bson:"by"`
}

// Outcome is the final result of one evaluation.
type Outcome struct {
	Kind  string    `bson:"kind"`  // spot, mid or final
	Total int64     `bson:"total"` // hundredths of a point
	Pass  bool      `bson:"pass"`
	At    time.Time `bson:"at"`

	EvaluationID string `bson:"evaluation_id,omitempty"` // empty in outcomes from before it was kept
	Grade        string `bson:"grade,omitempty"`         // likewise
	Recheck      bool   `bson:"recheck,omitempty"`       // of the check after the rectification, which is the last
}

// Contract is one purchase of services.
type Contract struct {
	docstore.Meta `bson:",inline"`
	Terms         `bson:",inline"`
	Award         `bson:",inline"`
	ProviderName  string      `bson:"provider_name,omitempty" audit:"-"` // the name at the time of the award
	Status        Status      `bson:"status" audit:"-"`
	StatusAt      time.Time   `bson:"status_at" audit:"-"`
	ResumeTo      Status      `bson:"resume_to,omitempty" audit:"-"` // the state after Rectifying
	HeldFrom      Status      `bson:"held_from,omitempty" audit:"-"` // the state after Suspended
	Reason        string      `bson:"reason,omitempty" audit:"-"`    // of the last return, cancellation, suspension or termination
	Settlement    string      `bson:"settlement,omitempty"`
	BudgetAt      time.Time   `bson:"budget_at,omitempty" audit:"-"` // when the budget was last confirmed; zero in contracts from before it was kept
	Makers        []string    `bson:"makers" audit:"-"`              // user ids and person keys of the people who wrote it; none of them approves it
	SignedDay     region.Day  `bson:"signed_day,omitempty" audit:"value"`
	PublishedDay  region.Day  `bson:"published_day,omitempty" audit:"value"`
	FiledDay      region.Day  `bson:"filed_day,omitempty" audit:"value"`
	LatePublished bool        `bson:"late_published" audit:"value"`
	LateFiled     bool        `bson:"late_filed" audit:"value"`
	Amendments    []Amendment `bson:"amendments,omitempty"`
	Claims        []Claim     `bson:"claims,omitempty"`
	Outcomes      []Outcome   `bson:"outcomes,omitempty"`
	Acceptance    *Acceptance `bson:"acceptance,omitempty"`
	PaidFen       int64       `bson:"paid_fen" audit:"value"`
	DeductedFen   int64       `bson:"deducted_fen,omitempty" audit:"value"` // from payments that were paid in part or not at all
	ReportEvery   Cycle       `bson:"report_every,omitempty" audit:"value"` // how often the provider reports; empty: no reports of periods
	LockedTo      string      `bson:"locked_to,omitempty" audit:"value"`    // last month whose report was accepted
	NextDue       region.Day  `bson:"next_due,omitempty" audit:"-"`         // of the earliest milestone not yet accepted nor submitted
	Submitted     int64       `bson:"submitted,omitempty" audit:"-"`        // milestones that wait for acceptance
	Proposed      int64       `bson:"proposed,omitempty" audit:"-"`         // amendments that wait for approval
	OpenClaims    int64       `bson:"open_claims,omitempty" audit:"-"`      // claims that wait for settlement
}

// Sets of states.
var (
	working = []Status{Performing, MidPassed, Rectifying, FinalEvaluating}
	paying  = []Status{Performing, MidPassed, Rectifying, FinalEvaluating, Accepting, Settling, Terminated} // Terminated: accepted milestones are still paid
	shown   = []Status{Published, Performing, MidPassed, Rectifying, FinalEvaluating, Accepting, Settling, Closed, Suspended, Terminated}
)

// Shown reports whether the contract is in the public register. One that was terminated before its publication is not.
func (c *Contract) Shown() bool { return slices.Contains(shown, c.Status) && c.PublishedDay != "" }

// Working reports whether services are given and counted under the contract.
func (c *Contract) Working() bool { return slices.Contains(working, c.Status) }

// Covers reports whether the day lies in the term.
func (c *Contract) Covers(day region.Day) bool { return c.Start <= day && day <= c.End }

// TotalFen returns the amount with all approved amendments.
func (c *Contract) TotalFen() int64 {
	total := c.AmountFen
	for _, a := range c.Amendments {
		if a.Status == AmendmentApproved {
			total += a.DeltaFen
		}
	}
	return total
}

// Passed reports whether the last evaluation of the kind was passed.
func (c *Contract) Passed(kind string) bool {
	for _, o := range slices.Backward(c.Outcomes) {
		if o.Kind == kind {
			return o.Pass
		}
	}
	return false
}

// TermAllowed reports whether the term from start to end, both included, is within a year, or within 1,096 days when a
// reason is given.
func TermAllowed(start, end region.Day, reason string) bool {
	days := end.Sub(start) + 1
	switch {
	case days < 1:
		return false
	case days <= MaxDays || end < start.AddMonths(12):
		return true
	default:
		return days <= MaxDaysMulti && fault.Runes(reason) >= 10
	}
}

// Check returns an error with every field of a wrong form, or nil. Budget document and sums may be missing in a draft; Ready
// checks them.
func (t *Terms) Check() error {
	var bad fault.Problems
	bad.Check(fault.Between(t.No, 3, 40), "no", "length", "The number needs 3 to 40 characters.", "合同编号应为 3 到 40 个字符。")
	bad.Check(fault.Between(t.Name, 2, 100), "name", "length", "The name needs 2 to 100 characters.", "合同名称应为 2 到 100 个字。")
	bad.Check(isPath(t.Region), "region", "required", "Name the buyer's region.", "请选择购买主体所在地区。")
	bad.Check(fault.Between(t.BuyerDept, 2, 60), "buyer_dept", "length", "Name the buying department.", "请填写购买主体部门名称。")
	bad.Check(slices.Contains([]Subject{Children, Elders, Women, Mixed}, t.Subject), "subject", "unknown", "Choose whom it serves.", "请选择服务对象。")
	bad.Check(fault.Between(t.Catalogue, 2, 100), "catalogue", "length", "Name the item of the guidance catalogue.", "请填写指导性目录项目。")
	bad.Check(slices.Contains([]Method{OpenTender, Invited, Negotiation, Consultation, Inquiry, SingleSource}, t.Method), "method", "unknown", "Choose the way of procurement.", "请选择采购方式。")
	bad.Check(t.BudgetFen > 0 && t.BudgetFen <= MaxFen, "budget_fen", "range", "The budget is above zero.", "预算金额应大于零。")
	bad.Check(t.FiscalYear >= 2000 && t.FiscalYear <= 2100, "fiscal_year", "range", "Give the budget year.", "请填写预算年度。")
	bad.Check(t.Start.Valid(), "start", "required", "Give the first day.", "请填写开始日期。")
	bad.Check(t.End.Valid() && t.End >= t.Start, "end", "order", "The last day does not come before the first.", "结束日期不能早于开始日期。")
	bad.Check(len(t.Regions) >= 1 && len(t.Regions) <= 200 && !slices.ContainsFunc(t.Regions, func(p string) bool { return !isPath(p) }), "regions", "required", "Name where the services are given.", "请选择服务地区。")
	bad.Check(fault.Between(t.Standard, 4, 2000), "standard", "length", "Say by which standard the services are accepted.", "请填写服务标准。")
	bad.Check(fault.Runes(t.Subcontract) <= 1000, "subcontract", "length", "At most 1,000 characters.", "最多 1000 字。")
	if t.Start.Valid() && t.End.Valid() && t.End >= t.Start {
		bad.Check(TermAllowed(t.Start, t.End, t.MultiYearReason), "end", "too_long", "A term is a year at most, or 1,096 days with a reason of ten characters.", "合同期限一般不超过 1 年；确需跨年的不超过 1096 天，并写明理由（不少于 10 字）。")
	}
	checkIndicators(&bad, t.Indicators, t.Start, t.End)
	checkMilestones(&bad, t.Milestones)
	if t.PayTable != nil {
		t.PayTable.check(&bad)
	}
	for n, m := range t.Milestones {
		bad.Check(m.Due >= t.Start, fmt.Sprintf("milestones[%d].due", n), "order", "A milestone is not due before the term begins.", "里程碑完成日期不能早于合同开始日期。")
	}
	return bad.Err()
}

// Ready returns an error with everything that is missing for confirming the budget, or nil.
func (t *Terms) Ready() error {
	var bad fault.Problems
	bad.Check(fault.Between(t.BudgetDocNo, 3, 60), "budget_doc_no", "required", "Budget before buying: give the number of the budget document.", "先有预算后购买，请填写预算批复文号。")
	bad.Check(t.NoSubcontract, "no_subcontract", "required", "Acknowledge that the services are not passed on as a whole.", "请确认本合同不得转包。")
	var weights, shares int64
	for _, i := range t.Indicators {
		weights += i.Weight
	}
	for _, m := range t.Milestones {
		shares += m.PayBP
	}
	bad.Check(weights == 100, "indicators", "weights", "The weights of the indicators add up to 100.", "指标权重合计应为 100。")
	bad.Check(shares == 10_000, "milestones", "shares", "The shares of the milestones add up to 100 %.", "里程碑付款比例合计应为 100%。")
	return bad.Err()
}

// checkAward returns an error with every wrong field of the award, or nil. noticeEnds is the first day on which the award may
// follow a single-source notice.
func (c *Contract) checkAward(a Award, today, noticeEnds region.Day) error {
	var bad fault.Problems
	bad.Check(a.ProviderID != "", "provider_id", "required", "Name the provider.", "请选择承接主体。")
	bad.Check(a.AmountFen > 0, "amount_fen", "range", "The amount is above zero.", "合同金额应大于零。")
	bad.Check(a.NoticeDay.Valid(), "notice_day", "required", "Give the day of the notice.", "请填写公告日期。")
	bad.Check(a.AwardDay.Valid() && a.AwardDay >= a.NoticeDay && a.AwardDay <= today, "award_day", "order", "The award follows the notice and is not in the future.", "成交日期不能早于公告日期，也不能晚于今天。")
	bad.Check(fault.Runes(a.NoticeURL) <= 300, "notice_url", "length", "At most 300 characters.", "最多 300 个字符。")
	if c.Method == SingleSource {
		bad.Check(a.AwardDay >= noticeEnds, "award_day", "notice_short", "A single-source notice stands for five working days before the award.", "单一来源公示不少于 5 个工作日后方可成交。")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if a.AmountFen > c.BudgetFen {
		return ErrOverBudget.At("amount_fen")
	}
	return nil
}

// checkSigned returns ErrDayOrder or ErrSignLate when the contract cannot be signed on the day.
func (c *Contract) checkSigned(day, today region.Day) error {
	switch {
	case !day.Valid() || day < c.AwardDay || day > today:
		return ErrDayOrder.At("day")
	case day.Sub(c.AwardDay) > SignWithin:
		return ErrSignLate.At("day")
	}
	return c.Ready()
}

// isPath reports whether s has the form of a region path: "52/5201/".
func isPath(s string) bool {
	return len(s) <= 100 && strings.HasSuffix(s, "/") && !strings.HasPrefix(s, "/") && !strings.Contains(s, "//")
}

// MaxFen is the maximum amount, so that shares of it are computed without overflow.
const MaxFen = 100_000_000_000 * 100
