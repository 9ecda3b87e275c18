package contracts

import (
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals about the table of payment.
var (
	ErrNothingDue = fault.New(fault.Conflict, "payment_nothing_due", "By the contract's table of payment nothing is due for this result. The buyer records that it is not paid.", "按合同付款表，本期评估结果不予支付，由购买主体确认不付。")
	ErrStillDue   = fault.New(fault.Conflict, "payment_still_due", "Something is due, or the result can still change.", "本期仍有应付金额，或评估结果尚可能变化，不能确认不付。")
	ErrTableLate  = fault.New(fault.Conflict, "pay_table_late", "The table of payment is changed only before the first result of a mid-term or final evaluation, and not once the final evaluation has begun.", "付款表只能在首个中期或末期评估结果产生之前、且未进入末期评估时变更。")
)

// PayBy is by what a PayTable turns a result into a share of a payment.
type PayBy string

// The ways.
const (
	PayByGrade PayBy = "grade" // a share for each grade
	PayByScore PayBy = "score" // a share from each total
	PayByPoint PayBy = "point" // a deduction for each point that is missing
)

// PayRow is one row: the share of the payment for a grade, or from a total on.
type PayRow struct {
	Grade   string `bson:"grade,omitempty"`
	From    int64  `bson:"from,omitempty"` // hundredths of a point
	ShareBP int64  `bson:"share_bp"`
}

// PayTable says what part of a payment is due by the result of the evaluation on which its milestone depends: of the mid-term one for the gate
// mid_pass, of the final one for the gates final_pass and acceptance. Payments without such a gate are paid in full.
//
// Rounding: the share is whole basis points, a fraction of one in a deduction is dropped; what is due is rounded half up to the fen, and
// the deduction is the rest, so that both always add up to the planned amount.
type PayTable struct {
	By         PayBy    `bson:"by" audit:"value"`
	Rows       []PayRow `bson:"rows,omitempty"`                       // by grade or score, the best first
	Below      int64    `bson:"below,omitempty" audit:"value"`        // by point: hundredths; from this total on nothing is deducted
	PerPointBP int64    `bson:"per_point_bp,omitempty" audit:"value"` // deducted for each point below
	MostBP     int64    `bson:"most_bp,omitempty" audit:"value"`      // the most that is deducted
}

// Basis is the result from which the due part of a payment was worked out.
type Basis struct {
	Kind         string `bson:"kind"`  // mid or final
	Total        int64  `bson:"total"` // hundredths
	Grade        string `bson:"grade,omitempty"`
	EvaluationID string `bson:"evaluation_id,omitempty"`
	ShareBP      int64  `bson:"share_bp"` // of the planned amount
}

// Share returns the share of a payment in basis points for a result. It returns false for a grade that is not in the table.
func (t *PayTable) Share(o Outcome) (int64, bool) {
	switch t.By {
	case PayByPoint:
		return 10_000 - min(t.MostBP, max(0, t.Below-o.Total)*t.PerPointBP/100), true
	case PayByScore:
		for _, r := range t.Rows {
			if o.Total >= r.From {
				return r.ShareBP, true
			}
		}
	case PayByGrade:
		for _, r := range t.Rows {
			if r.Grade == o.Grade {
				return r.ShareBP, true
			}
		}
	}
	return 0, false
}

// check adds the faults of the table to bad.
func (t *PayTable) check(bad *fault.Problems) {
	const at = "pay_table"
	switch t.By {
	case PayByGrade, PayByScore:
		n := len(t.Rows)
		bad.Check(n >= 1 && n <= 10, at+".rows", "range", "Between 1 and 10 rows.", "付款表应有 1 到 10 行。")
		seen := map[string]bool{}
		for i, r := range t.Rows {
			row := fmt.Sprintf("%s.rows[%d]", at, i)
			bad.Check(r.ShareBP >= 0 && r.ShareBP <= 10_000, row+".share_bp", "range", "Between 0 and 100 %.", "支付比例应为 0 到 100%。")
			bad.Check(i == 0 || r.ShareBP <= t.Rows[i-1].ShareBP, row+".share_bp", "order", "A worse result does not pay more.", "较低的结果不能支付更多。")
			if t.By == PayByGrade {
				bad.Check(fault.Between(r.Grade, 1, 20) && !seen[r.Grade], row+".grade", "unique", "Name each grade once.", "请填写等级名称，且不重复。")
				seen[r.Grade] = true
				continue
			}
			bad.Check(r.From >= 0 && r.From <= 100_00 && (i == 0 || r.From < t.Rows[i-1].From), row+".from", "order", "Rows go down from the highest total.", "起始分应从高到低。")
		}
		if t.By == PayByScore && n > 0 {
			bad.Check(t.Rows[n-1].From == 0, fmt.Sprintf("%s.rows[%d].from", at, n-1), "range", "The last row begins at 0.", "最低一行应从 0 分起。")
		}
	case PayByPoint:
		bad.Check(t.Below > 0 && t.Below <= 100_00, at+".below", "range", "Above 0 and at most 100 points.", "应大于 0 分，不超过 100 分。")
		bad.Check(t.PerPointBP > 0 && t.PerPointBP <= 10_000, at+".per_point_bp", "range", "Above 0 and at most 100 %.", "每分扣减比例应大于 0，不超过 100%。")
		bad.Check(t.MostBP > 0 && t.MostBP <= 10_000, at+".most_bp", "range", "Above 0 and at most 100 %.", "最多扣减比例应大于 0，不超过 100%。")
	default:
		bad.Add(at+".by", "unknown", "Choose by what is paid.", "请选择按什么支付。")
	}
}

// result returns the kind of evaluation on which payments with the gate depend; empty: on none.
func (g Gate) result() string {
	switch g {
	case GateMidPass:
		return KindMid
	case GateFinalPass, GateAcceptance:
		return KindFinal
	default:
		return ""
	}
}

// byTable reports whether the payment of the milestone depends on a result by the contract's table.
func (c *Contract) byTable(m *Milestone) bool {
	return c.PayTable != nil && m != nil && m.Gate.result() != ""
}

// lastOutcome returns the last result of the kind.
func (c *Contract) lastOutcome(kind string) (Outcome, bool) {
	for _, o := range slices.Backward(c.Outcomes) {
		if o.Kind == kind {
			return o, true
		}
	}
	return Outcome{}, false
}

// decided reports whether the last result of the kind can no longer change: the evaluation was passed, or failed and was checked again, or the
// contract was terminated.
func (c *Contract) decided(kind string) bool {
	o, ok := c.lastOutcome(kind)
	return ok && (o.Pass || o.Recheck && c.Status != Rectifying || c.Status == Terminated)
}

// workOut sets what the payment deducts by the contract's table and the last result, unless the payment can no longer change.
func (c *Contract) workOut(p *Payment) {
	if p.fixed() {
		return
	}
	p.Basis, p.DeductFen = nil, 0
	m := c.milestone(p.MilestoneID)
	if !c.byTable(m) {
		return
	}
	o, ok := c.lastOutcome(m.Gate.result())
	if !ok {
		return
	}
	share, known := c.PayTable.Share(o)
	if !known {
		return
	}
	p.Basis = &Basis{Kind: o.Kind, Total: o.Total, Grade: o.Grade, EvaluationID: o.EvaluationID, ShareBP: share}
	p.DeductFen = p.AmountFen - portion(p.AmountFen, share)
}

// portion returns amount × bp / 10,000, rounded half up to the fen.
func portion(amount, bp int64) int64 { return amount/10_000*bp + (amount%10_000*bp+5_000)/10_000 }

// tableOpen returns ErrTableLate when the table of payment can no longer be changed.
func (c *Contract) tableOpen() error {
	_, mid := c.lastOutcome(KindMid)
	_, final := c.lastOutcome(KindFinal)
	if mid || final || !slices.Contains([]Status{Signed, Published, Performing}, c.Status) {
		return ErrTableLate
	}
	return nil
}
