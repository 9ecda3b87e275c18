package contracts

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// paymentOf is a payment with its contract. Each act writes both, so that two acts on payments of one contract conflict.
type paymentOf struct {
	Payment
	contract Contract
}

// paymentActs lists the acts on a payment: the provider applies, the approver approves, finance pays.
var paymentActs = workflow.Table[paymentOf, PaymentStatus]{
	Name:    "payment",
	State:   func(p *paymentOf) PaymentStatus { return p.Status },
	Enter:   enterPayment,
	Refusal: ErrPaymentMove,
	Apart:   func(a auth.Actor, p *paymentOf) error { return p.contract.refuseInvolved(a) },
	Acts: []workflow.Act[paymentOf, PaymentStatus]{
		{Name: "apply", ZH: "申请付款", EN: "Apply", From: []PaymentStatus{Planned, Refused}, To: Applied,
			Permissions: providers, Applies: payable, Guard: isDue, Action: "contract.payment_apply"},
		{Name: "refuse", ZH: "退回", EN: "Return", From: []PaymentStatus{Applied}, To: Refused,
			Permissions: approvers, Apart: true, Reason: why, Applies: payable, Action: "contract.payment_refuse"},
		{Name: "approve", ZH: "审核通过", EN: "Approve", From: []PaymentStatus{Applied}, To: Approved,
			Permissions: approvers, Apart: true, Applies: payable, Guard: handledByOthers, Action: "contract.payment_approve"},
		{Name: "send_back", ZH: "退回承接主体", EN: "Send back", From: []PaymentStatus{Approved}, To: Refused,
			Permissions: payers, Apart: true, Reason: why, Applies: payable, Action: "contract.payment_refuse"},
		{Name: "pay", ZH: "登记支付", EN: "Record as paid", From: []PaymentStatus{Approved}, To: Paid,
			Permissions: payers, Apart: true, Applies: payable, Guard: asApproved, Action: "contract.payment_pay"},
		{Name: "withhold", ZH: "确认不付", EN: "Record as not paid", From: []PaymentStatus{Planned, Refused}, To: Withheld,
			Permissions: approvers, Apart: true, Applies: withholdable, Guard: nothingDue, Action: "contract.payment_withhold"},
	},
}

// payable refuses a payment of a contract in a state without payments.
func payable(p *paymentOf) error {
	if !slices.Contains(paying, p.contract.Status) {
		return ErrMove
	}
	return nil
}

// isDue returns ErrNotDue until the payment's milestone is accepted and its gate is open.
func isDue(_ workflow.Asking, p *paymentOf) error {
	m := p.contract.milestone(p.MilestoneID)
	if m == nil || m.Status != MilestoneAccepted || !p.contract.GateOpen(m.Gate) {
		return ErrNotDue
	}
	worked := p.Payment
	p.contract.workOut(&worked)
	switch {
	case p.contract.byTable(m) && worked.Basis == nil:
		return ErrNotDue
	case worked.PayFen() == 0:
		return ErrNothingDue
	}
	return nil
}

// withholdable refuses a payment that the table of payment does not settle at nothing, so that the act is offered only where it has a place.
func withholdable(p *paymentOf) error {
	if err := payable(p); err != nil {
		return err
	}
	worked := p.Payment
	p.contract.workOut(&worked)
	if worked.Basis == nil || worked.PayFen() != 0 {
		return ErrStillDue
	}
	return nil
}

// nothingDue returns ErrStillDue while the result can still change.
func nothingDue(_ workflow.Asking, p *paymentOf) error {
	if m := p.contract.milestone(p.MilestoneID); m == nil || !p.contract.decided(m.Gate.result()) {
		return ErrStillDue
	}
	return nil
}

// handledByOthers returns auth.ErrSelf for a person who took another act on the payment.
func handledByOthers(q workflow.Asking, p *paymentOf) error { return q.Actor.NotSelf(p.Makers...) }

// asApproved refuses a person who took another act on the payment, and returns ErrChanged when its content differs from the
// approved one.
func asApproved(q workflow.Asking, p *paymentOf) error {
	if err := handledByOthers(q, p); err != nil {
		return err
	}
	if p.contract.PaidFen+p.contract.DeductedFen+p.AmountFen > p.contract.TotalFen() {
		return ErrChanged
	}
	return p.CheckApproved()
}

func enterPayment(p *paymentOf, to PaymentStatus, step workflow.Step) {
	p.Status, p.StatusAt, p.Reason = to, step.At, step.Reason
}
