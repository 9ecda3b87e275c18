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
	ErrNothingToAdjust  = fault.New(fault.Conflict, "amendment_too_late", "Every payment has been applied for; there is none left to carry the change.", "各期款项均已申请，已无可调整的款项。")
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
)

// Payment is the money of one milestone; there is one payment for each. Makers are all who took a step (user ids and
// person keys): nobody takes two.
type Payment struct {
	docstore.Meta `bson:",inline"`
	ContractID    string        `bson:"contract_id"`
	ContractNo    string        `bson:"contract_no"`
	ContractName  string        `bson:"contract_name"`
	MilestoneID   string        `bson:"milestone_id"`
	Seq           int64         `bson:"seq"`
	ProviderID    string        `bson:"provider_id"`
	Region        string        `bson:"region"`
	PayBP         int64         `bson:"pay_bp"`
	AmountFen     int64         `bson:"amount_fen"`
	InvoiceNo     string        `bson:"invoice_no,omitempty"`
	Evidence      string        `bson:"evidence,omitempty"` // hash of what the milestone was accepted on
	Status        PaymentStatus `bson:"status"`
	StatusAt      time.Time     `bson:"status_at"`
	Makers        []string      `bson:"makers,omitempty"`
	AppliedBy     string        `bson:"applied_by,omitempty"`
	ApprovedBy    string        `bson:"approved_by,omitempty"`
	ApprovedHash  string        `bson:"approved_hash,omitempty"`
	PaidBy        string        `bson:"paid_by,omitempty"`
	PaidAt        time.Time     `bson:"paid_at,omitempty"`
	VoucherNo     string        `bson:"voucher_no,omitempty"`
	Reason        string        `bson:"reason,omitempty"`
}

// fixed reports whether the amount can no longer change.
func (p *Payment) fixed() bool {
	return p.Status == Applied || p.Status == Approved || p.Status == Paid
}

// Hash is over everything that an approval stands for. Any change of it after the approval stops the payment.
func (p *Payment) Hash() string {
	h := sha256.New()
	for _, part := range []string{
		"payment/1", p.ID, p.ContractID, p.ContractNo, p.MilestoneID, fmt.Sprint(p.Seq), p.ProviderID, p.Region,
		fmt.Sprint(p.PayBP), fmt.Sprint(p.AmountFen), p.InvoiceNo, p.Evidence, p.AppliedBy,
	} {
		_, _ = fmt.Fprintf(h, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Approve records who approved exactly what stands there. seen is the hash the approver was shown; when it is not empty and
// differs, ErrChanged.
func (p *Payment) Approve(seen, by string) error {
	if seen != "" && seen != p.Hash() {
		return ErrChanged
	}
	p.ApprovedBy, p.ApprovedHash = by, p.Hash()
	return nil
}

// CheckApproved returns ErrChanged when the content is not what was approved.
func (p *Payment) CheckApproved() error {
	if p.ApprovedHash == "" || p.ApprovedHash != p.Hash() {
		return ErrChanged
	}
	return nil
}

// Spread gives each payment that can still change its share of what the fixed ones leave of total, by basis points and
// rounded down; the last one takes the rest, so that the sum is exact. It reports whether any payment could carry it.
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

// mulDiv is a × b / c rounded down; amounts are at most MaxFen and b and c at most 10,000, so nothing overflows.
func mulDiv(a, b, c int64) int64 { return a/c*b + a%c*b/c }

// evidenceHash is over what a milestone was accepted on.
func evidenceHash(m *Milestone) string {
	h := sha256.Sum256([]byte(m.ID + "\n" + m.SubmittedAt.UTC().Format(time.RFC3339Nano) + "\n" + m.Evidence))
	return hex.EncodeToString(h[:])
}
