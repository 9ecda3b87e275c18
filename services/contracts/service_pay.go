package contracts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// Apply asks for the payment of an accepted milestone whose gate is open.
func (s *Service) Apply(ctx context.Context, paymentID, invoiceNo string) (Payment, error) {
	if !between(invoiceNo, 4, 40) {
		return Payment{}, needNumber("invoice_no")
	}
	return s.pay(ctx, auth.ContractReport, paymentID, "contract.payment_apply", func(actor auth.Actor, c *Contract, p *Payment) error {
		m := c.milestone(p.MilestoneID)
		if m == nil || m.Status != MilestoneAccepted || !c.GateOpen(m.Gate) {
			return ErrNotDue
		}
		if err := p.Move(Applied, s.now()); err != nil {
			return err
		}
		p.InvoiceNo, p.Evidence, p.AppliedBy = strings.TrimSpace(invoiceNo), evidenceHash(m), actor.ID()
		p.Makers = actor.AddTo(m.Makers)
		p.ApprovedBy, p.ApprovedHash, p.Reason = "", "", ""
		return nil
	}, notice{template: "contract.payment_applied", to: toApprovers})
}

// ApprovePayment approves what the approver was shown, by its hash; another content is ErrChanged. The approver is none
// of those who handed the milestone in or applied.
func (s *Service) ApprovePayment(ctx context.Context, paymentID, seenHash string) (Payment, error) {
	return s.pay(ctx, auth.ContractApprove, paymentID, "contract.payment_approve", func(actor auth.Actor, _ *Contract, p *Payment) error {
		if err := errors.Join(p.can(Approved), actor.NotSelf(p.Makers...)); err != nil {
			return err
		}
		if err := p.Approve(seenHash, actor.ID(), s.now()); err != nil {
			return err
		}
		p.Makers = actor.AddTo(p.Makers)
		return nil
	}, notice{template: "contract.payment_approved", to: toFinance}, notice{template: "contract.payment_approved", to: toProvider})
}

// Pay records that an approved payment was paid under the voucher number, by a third person, once.
func (s *Service) Pay(ctx context.Context, paymentID, voucherNo string) (Payment, error) {
	if !between(voucherNo, 4, 40) {
		return Payment{}, needNumber("voucher_no")
	}
	return s.pay(ctx, auth.ContractPay, paymentID, "contract.payment_pay", func(actor auth.Actor, c *Contract, p *Payment) error {
		if err := errors.Join(p.can(Paid), actor.NotSelf(p.Makers...)); err != nil {
			return err
		}
		if err := p.Pay(voucherNo, actor.ID(), s.now()); err != nil {
			return err
		}
		if c.PaidFen+p.AmountFen > c.TotalFen() {
			return ErrChanged
		}
		c.PaidFen += p.AmountFen
		p.Makers = actor.AddTo(p.Makers)
		return nil
	}, notice{template: "contract.payment_paid", to: toProvider})
}

// RefusePayment refuses an application; the provider may apply again.
func (s *Service) RefusePayment(ctx context.Context, paymentID, reason string) (Payment, error) {
	return s.refuse(ctx, auth.ContractApprove, Applied, paymentID, reason)
}

// SendBackPayment refuses an approved payment at the finance desk; the provider may apply again.
func (s *Service) SendBackPayment(ctx context.Context, paymentID, reason string) (Payment, error) {
	return s.refuse(ctx, auth.ContractPay, Approved, paymentID, reason)
}

func (s *Service) refuse(ctx context.Context, perm auth.Permission, from PaymentStatus, paymentID, reason string) (Payment, error) {
	if err := needReason(reason); err != nil {
		return Payment{}, err
	}
	return s.pay(ctx, perm, paymentID, "contract.payment_refuse", func(_ auth.Actor, _ *Contract, p *Payment) error {
		if p.Status != from {
			return ErrPaymentMove
		}
		p.Reason = strings.TrimSpace(reason)
		return p.Move(Refused, s.now())
	}, notice{template: "contract.payment_refused", to: toProvider})
}

// pay runs one step of a payment within the actor's reach. It writes the contract too, so that steps of one contract's
// money never pass each other.
func (s *Service) pay(ctx context.Context, perm auth.Permission, paymentID, action string, do func(auth.Actor, *Contract, *Payment) error, tell ...notice) (Payment, error) {
	actor, err := auth.Require(ctx, perm)
	if err != nil {
		return Payment{}, err
	}
	var p Payment
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if p, err = s.store.payments.In(actor.Scope(perm)).Get(ctx, paymentID); err != nil {
			return err
		}
		c, err := s.store.all.Get(ctx, p.ContractID)
		if err != nil {
			return err
		}
		if !slices.Contains(paying, c.Status) {
			return ErrMove
		}
		if err := c.notOwn(perm, actor); err != nil {
			return err
		}
		if err := do(actor, &c, &p); err != nil {
			return err
		}
		if err := s.store.savePayment(ctx, &p); err != nil {
			return err
		}
		if err := s.store.save(ctx, &c); err != nil {
			return err
		}
		if err := s.note(ctx, action, &c, "", p.ID); err != nil {
			return err
		}
		for i := range tell {
			tell[i].about, tell[i].seq = p.ID, p.Seq
		}
		return s.tell(ctx, &c, tell...)
	})
	if err != nil {
		return Payment{}, fmt.Errorf("%s %s: %w", action, paymentID, err)
	}
	return p, nil
}

func needNumber(field string) error {
	var bad fault.Problems
	bad.Add(field, "length", "Give the number, 4 to 40 characters.", "请填写编号，4 到 40 个字符。")
	return bad.Err()
}

// Payments lists the payments of a contract in order; the actor must reach the contract.
func (s *Service) Payments(ctx context.Context, contractID string) ([]Payment, error) {
	if _, err := s.Read(ctx, contractID); err != nil {
		return nil, err
	}
	return s.store.paymentsOf(ctx, contractID)
}

// ReadPayment returns one payment within the actor's reach, else docstore.ErrNotFound.
func (s *Service) ReadPayment(ctx context.Context, paymentID string) (Payment, error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return Payment{}, err
	}
	return s.store.payments.In(actor.Scope(auth.ContractRead)).Get(ctx, paymentID)
}

// PaymentDesk lists the payments in a state within the actor's reach, the longest waiting first.
func (s *Service) PaymentDesk(ctx context.Context, status PaymentStatus, page []docstore.Option) (docstore.Page[Payment], error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return docstore.Page[Payment]{}, err
	}
	return s.store.paymentPage(ctx, actor.Scope(auth.ContractRead), status, page)
}

// amendable are the states in which a contract may be supplemented.
var amendable = []Status{Signed, Published, Performing, MidPassed, Rectifying, FinalEvaluating, Accepting}

// DraftAmendment proposes a change of the amount, a later last day, or both.
func (s *Service) DraftAmendment(ctx context.Context, contractID string, deltaFen int64, newEnd region.Day, reason string) (Contract, error) {
	made := id.New("amd")
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.amendment_draft", "", func(_ context.Context, actor auth.Actor, c *Contract) error {
		if !slices.Contains(amendable, c.Status) {
			return ErrMove
		}
		if len(c.Amendments) >= 50 {
			return ErrAmendmentLimit
		}
		a := Amendment{
			ID: made, DeltaFen: deltaFen, NewEnd: newEnd, Reason: strings.TrimSpace(reason),
			Status: AmendmentDraft, Makers: actor.AddTo(nil), At: s.now(),
		}
		if err := c.CheckAmendment(&a); err != nil {
			return err
		}
		c.Amendments = append(c.Amendments, a)
		return nil
	})
}

// DropAmendment gives a proposed amendment up.
func (s *Service) DropAmendment(ctx context.Context, contractID, amendmentID string) (Contract, error) {
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.amendment_drop", "", func(_ context.Context, _ auth.Actor, c *Contract) error {
		a, err := c.openAmendment(amendmentID)
		if err != nil {
			return err
		}
		a.Status = AmendmentDropped
		return nil
	})
}

// ApproveAmendment puts it in force: the payments that can still change carry the difference, exactly. The approver has
// not drafted it.
func (s *Service) ApproveAmendment(ctx context.Context, contractID, amendmentID string) (Contract, error) {
	return s.step(ctx, auth.ContractApprove, contractID, 0, "contract.amendment_approve", "", func(ctx context.Context, actor auth.Actor, c *Contract) error {
		a, err := c.openAmendment(amendmentID)
		if err != nil {
			return err
		}
		if err := actor.NotSelf(a.Makers...); err != nil {
			return err
		}
		if !slices.Contains(amendable, c.Status) {
			return ErrMove
		}
		if err := c.CheckAmendment(a); err != nil {
			return err
		}
		a.Status, a.ApprovedBy, a.ApprovedAt = AmendmentApproved, actor.ID(), s.now()
		if a.NewEnd != "" {
			c.End = a.NewEnd
		}
		if a.DeltaFen == 0 {
			return nil
		}
		return s.respread(ctx, c)
	})
}

func (c *Contract) openAmendment(amendmentID string) (*Amendment, error) {
	a := c.amendment(amendmentID)
	switch {
	case a == nil:
		return nil, docstore.ErrNotFound
	case a.Status != AmendmentDraft:
		return nil, ErrAmendmentMove
	}
	return a, nil
}

// respread brings the payments that can still change to the contract's new total.
func (s *Service) respread(ctx context.Context, c *Contract) error {
	list, err := s.store.paymentsOf(ctx, c.ID)
	if err != nil {
		return err
	}
	if !Spread(c.TotalFen(), list) {
		return ErrNothingToAdjust
	}
	for i := range list {
		if list[i].fixed() {
			continue
		}
		if err := s.store.savePayment(ctx, &list[i]); err != nil {
			return err
		}
	}
	return nil
}
