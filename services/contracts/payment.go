package contracts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals about payments and amendments.
var (
	ErrPaymentMove      = fault.New(fault.Conflict, "payment_move", "The payment's present state does not allow this.", "款项当前状态不允许此操作。")
	ErrNotDue           = fault.New(fault.Conflict, "payment_not_due", "The milestone is not accepted yet, or its condition of payment is not met.", "里程碑尚未验收，或付款条件尚未满足。")
	ErrChanged          = fault.New(fault.Conflict, "payment_changed", "The payment is not what was approved. It has to be approved again.", "款项内容与审批时不一致，须重新审批。")
	ErrAmendmentLimit   = fault.New(fault.Conflict, "amendment_limit", "All amendments together stay within 10 % of the contract's amount.", "补充合同累计金额不得超过原合同金额的 10%。")
	ErrAmendmentMove    = fault.New(fault.Conflict, "amendment_move", "This amendment has been decided already.", "该补充合同已处理。")
	ErrNothingToAdjust  = fault.New(fault.Conflict, "amendment_too_late", "The payments that nobody has applied for yet cannot carry the change.", "尚未申请的款项不足以承担本次调整（各期款项均已申请，或减少的金额超过其余款项）。")
	ErrAmendmentSpread  = fault.New(fault.Conflict, "amendment_spread", "Since this amendment was proposed the payments have changed, so that the amounts in its text no longer hold. Give it up and propose it again.", "补充合同提出后款项已有变化，文本所列各期金额不再适用。请放弃后重新提出。")
	ErrAmendmentContent = fault.New(fault.Invalid, "amendment_content", "An amendment changes the amount or prolongs the term, with a reason of ten characters.", "补充合同只能调整金额或延长期限，并写明理由（不少于 10 字）。")
)

// PaymentStatus is the state of a payment.
type PaymentStatus string

// The states of a payment.
const (
	Planned  PaymentStatus = "planned"
	Applied  PaymentStatus = "applied"
	Approved PaymentStatus = "approved"
	Paid     PaymentStatus = "paid"
	Refused  PaymentStatus = "refused"
	Withheld PaymentStatus = "withheld" // nothing is due by the table of payment
)

// Payment is the payment for one milestone; there is one for each. Makers are the user ids and person keys of the people who
// took an act on it. Nobody may take two.
type Payment struct {
	docstore.Meta `bson:",inline"`
	ContractID    string        `bson:"contract_id" audit:"-"`
	ContractNo    string        `bson:"contract_no" audit:"-"`
	ContractName  string        `bson:"contract_name" audit:"-"`
	MilestoneID   string        `bson:"milestone_id" audit:"-"`
	Seq           int64         `bson:"seq" audit:"-"`
	ProviderID    string        `bson:"provider_id" audit:"-"`
	Region        string        `bson:"region" audit:"-"`
	PayBP         int64         `bson:"pay_bp" audit:"value"`
	AmountFen     int64         `bson:"amount_fen" audit:"value"` // as planned; PayFen is paid
	DeductFen     int64         `bson:"deduct_fen,omitempty" audit:"value"`
	Basis         *Basis        `bson:"basis,omitempty" audit:"-"` // of DeductFen; nil: the payment depends on no result, or there is none yet
	InvoiceNo     string        `bson:"invoice_no,omitempty" audit:"value"`
	Evidence      string        `bson:"evidence,omitempty" audit:"-"` // hash of the milestone's evidence at its acceptance
	Status        PaymentStatus `bson:"status" audit:"-"`
	StatusAt      time.Time     `bson:"status_at" audit:"-"`
	Makers        []string      `bson:"makers,omitempty" audit:"-"`
	AppliedBy     string        `bson:"applied_by,omitempty" audit:"-"`
	ApprovedBy    string        `bson:"approved_by,omitempty" audit:"-"`
	ApprovedHash  string        `bson:"approved_hash,omitempty" audit:"-"`
	PaidBy        string        `bson:"paid_by,omitempty" audit:"-"`
	PaidAt        time.Time     `bson:"paid_at,omitempty" audit:"value"`
	VoucherNo     string        `bson:"voucher_no,omitempty" audit:"value"`
	Reason        string        `bson:"reason,omitempty" audit:"-"`
}

// fixed reports whether the amount can no longer change.
func (p *Payment) fixed() bool {
	return p.Status == Applied || p.Status == Approved || p.Status == Paid || p.Status == Withheld
}

// PayFen returns what is paid: the planned amount without the deduction.
func (p *Payment) PayFen() int64 { return p.AmountFen - p.DeductFen }

// Hash returns the hash of everything that an approval covers. A change after the approval stops the payment.
func (p *Payment) Hash() string {
	h := sha256.New()
	parts := []string{
		"payment/1", p.ID, p.ContractID, p.ContractNo, p.MilestoneID, fmt.Sprint(p.Seq), p.ProviderID, p.Region,
		fmt.Sprint(p.PayBP), fmt.Sprint(p.AmountFen), p.InvoiceNo, p.Evidence, p.AppliedBy,
	}
	if b := p.Basis; b != nil {
		parts = append(parts, "basis", b.Kind, fmt.Sprint(b.Total), b.Grade, b.EvaluationID, fmt.Sprint(b.ShareBP), fmt.Sprint(p.DeductFen))
	}
	for _, part := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Approve records the approver and the hash of the content. seen is the hash that the approver was shown; if it is not empty
// and differs, ErrChanged is returned.
func (p *Payment) Approve(seen, by string) error {
	if seen != "" && seen != p.Hash() {
		return ErrChanged
	}
	p.ApprovedBy, p.ApprovedHash = by, p.Hash()
	return nil
}

// CheckApproved returns ErrChanged when the content differs from the approved one.
func (p *Payment) CheckApproved() error {
	if p.ApprovedHash == "" || p.ApprovedHash != p.Hash() {
		return ErrChanged
	}
	return nil
}

// Spread divides total, minus the payments that can no longer change, among the other payments by their basis points, rounded
// down; the last one gets the rest, so that the sum is exact. It returns false when no payment can change.
func Spread(total int64, list []Payment) bool {
	last := -1
	var shares int64
	for i := range list {
		if list[i].fixed() {
			total -= list[i].AmountFen
			continue
		}
		last, shares = i, shares+list[i].PayBP
	}
	if last < 0 || total < 0 {
		return last < 0 && total == 0
	}
	rest := total
	for i := range list {
		if p := &list[i]; !p.fixed() && i != last {
			p.AmountFen = mulDiv(total, p.PayBP, shares)
			rest -= p.AmountFen
		}
	}
	list[last].AmountFen = rest
	return true
}

// mulDiv returns a × b / c rounded down. It does not overflow for amounts up to MaxFen and b and c up to 10,000.
func mulDiv(a, b, c int64) int64 { return a/c*b + a%c*b/c }

// evidenceHash returns the hash of the milestone's evidence.
func evidenceHash(m *Milestone) string {
	h := sha256.Sum256([]byte(m.ID + "\n" + m.SubmittedAt.UTC().Format(time.RFC3339Nano) + "\n" + m.Evidence))
	return hex.EncodeToString(h[:])
}
