package contracts

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Apply applies for the payment of an accepted milestone. It returns ErrNotDue unless the gate is open.
func (s *Service) Apply(ctx context.Context, paymentID, invoiceNo string) (Payment, error) {
	if !fault.Between(invoiceNo, 4, 40) {
		return Payment{}, needNumber("invoice_no")
	}
	return s.takePayment(ctx, "apply", paymentID, workflow.Call[paymentOf]{
		Do: func(_ context.Context, q workflow.Asking, p *paymentOf) error {
			m := p.contract.milestone(p.MilestoneID)
			p.InvoiceNo, p.Evidence, p.AppliedBy = strings.TrimSpace(invoiceNo), evidenceHash(m), q.Actor.ID()
			p.Makers = q.Actor.AddTo(m.Makers)
			p.ApprovedBy, p.ApprovedHash = "", ""
			p.contract.workOut(&p.Payment)
			return nil
		},
		Tell: s.tellingPayment("contract.payment_applied", toApprovers),
	})
}

// ApprovePayment approves the content with the hash that the approver was shown, or returns ErrChanged when it has changed. It
// returns auth.ErrSelf for people who submitted the milestone or applied.
func (s *Service) ApprovePayment(ctx context.Context, paymentID, seenHash string) (Payment, error) {
	return s.takePayment(ctx, "approve", paymentID, workflow.Call[paymentOf]{
		Do: func(_ context.Context, q workflow.Asking, p *paymentOf) error {
			p.Makers = q.Actor.AddTo(p.Makers)
			return p.Approve(seenHash, q.Actor.ID())
		},
		Tell: s.tellingPayment("contract.payment_approved", toFinance, toProvider),
	})
}

// Pay records that an approved payment was paid under the voucher number. It returns auth.ErrSelf for people who took another
// act on the payment.
func (s *Service) Pay(ctx context.Context, paymentID, voucherNo string) (Payment, error) {
	if !fault.Between(voucherNo, 4, 40) {
		return Payment{}, needNumber("voucher_no")
	}
	return s.takePayment(ctx, "pay", paymentID, workflow.Call[paymentOf]{
		Do: func(_ context.Context, q workflow.Asking, p *paymentOf) error {
			p.PaidBy, p.PaidAt, p.VoucherNo = q.Actor.ID(), q.Now, strings.TrimSpace(voucherNo)
			p.Makers = q.Actor.AddTo(p.Makers)
			p.contract.PaidFen += p.PayFen()
			p.contract.DeductedFen += p.DeductFen
			return nil
		},
		Tell: s.tellingPayment("contract.payment_paid", toProvider),
	})
}

// WithholdPayment records that nothing is paid, because the table of payment leaves nothing for the result, which can no longer change. It
// returns ErrStillDue otherwise.
func (s *Service) WithholdPayment(ctx context.Context, paymentID string) (Payment, error) {
	return s.takePayment(ctx, "withhold", paymentID, workflow.Call[paymentOf]{
		Do: func(_ context.Context, q workflow.Asking, p *paymentOf) error {
			p.contract.workOut(&p.Payment)
			p.Makers = q.Actor.AddTo(p.Makers)
			p.contract.DeductedFen += p.AmountFen
			return nil
		},
		Tell: s.tellingPayment("contract.payment_withheld", toProvider, toFinance),
	})
}

// WorkOut returns the payments of the contract that depend on an evaluation of the outcome's kind and can still change, as that outcome
// would make them. It stores nothing and does not check the actor.
func (s *Service) WorkOut(ctx context.Context, contractID string, o Outcome) ([]Payment, error) {
	c, err := s.store.all.Get(ctx, contractID)
	if err != nil || c.PayTable == nil {
		return nil, err
	}
	list, err := s.store.paymentsOf(ctx, contractID)
	if err != nil {
		return nil, err
	}
	c.Outcomes = append(slices.Clone(c.Outcomes), o)
	var found []Payment
	for i := range list {
		m := c.milestone(list[i].MilestoneID)
		if list[i].fixed() || !c.byTable(m) || m.Gate.result() != o.Kind {
			continue
		}
		c.workOut(&list[i])
		found = append(found, list[i])
	}
	return found, nil
}

// RefusePayment refuses an application; the provider may apply again.
func (s *Service) RefusePayment(ctx context.Context, paymentID, reason string) (Payment, error) {
	return s.takePayment(ctx, "refuse", paymentID, workflow.Call[paymentOf]{Reason: reason, Tell: s.tellingPayment("contract.payment_refused", toProvider)})
}

// SendBackPayment refuses an approved payment for the finance office; the provider may apply again.
func (s *Service) SendBackPayment(ctx context.Context, paymentID, reason string) (Payment, error) {
	return s.takePayment(ctx, "send_back", paymentID, workflow.Call[paymentOf]{Reason: reason, Tell: s.tellingPayment("contract.payment_refused", toProvider)})
}

func (s *Service) takePayment(ctx context.Context, act, paymentID string, c workflow.Call[paymentOf]) (Payment, error) {
	p, err := s.payments.Take(ctx, act, paymentID, c)
	return p.Payment, err
}

// tellingPayment returns the func by which an act queues a notice about the payment to the audiences.
func (s *Service) tellingPayment(template string, to ...audience) func(context.Context, *paymentOf) error {
	return func(ctx context.Context, p *paymentOf) error {
		list := make([]notice, len(to))
		for i, a := range to {
			list[i] = notice{template: template, to: a, about: p.ID, seq: p.Seq}
		}
		return s.tell(ctx, &p.contract, list...)
	}
}

func needNumber(field string) error {
	var bad fault.Problems
	bad.Add(field, "length", "Give the number, 4 to 40 characters.", "请填写编号，4 到 40 个字符。")
	return bad.Err()
}

// Payments lists the payments of a contract in order, each with what is due by now; the actor must reach the contract.
func (s *Service) Payments(ctx context.Context, contractID string) ([]Payment, error) {
	if _, err := s.Read(ctx, contractID); err != nil {
		return nil, err
	}
	list, err := s.store.paymentsOf(ctx, contractID)
	if err != nil {
		return nil, err
	}
	return list, s.workOutEach(ctx, list)
}

// workOutEach sets what is due by now of each payment.
func (s *Service) workOutEach(ctx context.Context, list []Payment) error {
	of, err := contractsOf(ctx, s.store, list, func(p Payment) string { return p.ContractID })
	if err != nil {
		return err
	}
	for i := range list {
		c := of[list[i].ContractID]
		c.workOut(&list[i])
	}
	return nil
}

// ReadPayment returns one payment within the actor's reach, else docstore.ErrNotFound.
func (s *Service) ReadPayment(ctx context.Context, paymentID string) (Payment, error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return Payment{}, err
	}
	p, err := s.store.payments.In(actor.Scope(auth.ContractRead)).Get(ctx, paymentID)
	if err != nil {
		return Payment{}, err
	}
	one := []Payment{p}
	err = s.workOutEach(ctx, one)
	return one[0], err
}

// ListPayments lists the payments in a state within the actor's reach, the longest waiting first.
func (s *Service) ListPayments(ctx context.Context, status PaymentStatus, page []docstore.Option) (docstore.Page[Payment], error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return docstore.Page[Payment]{}, err
	}
	p, err := s.store.paymentPage(ctx, actor.Scope(auth.ContractRead), status, page)
	if err != nil {
		return p, err
	}
	return p, s.workOutEach(ctx, p.Items)
}

// DraftAmendment proposes a change of the amount, a later last day, or both. The amendment says what it does to every payment.
func (s *Service) DraftAmendment(ctx context.Context, contractID string, deltaFen int64, newEnd region.Day, reason string) (Contract, error) {
	return s.AmendTerms(ctx, contractID, deltaFen, newEnd, nil, reason)
}

// AmendTerms is DraftAmendment with another table of payment, unless table is nil. It returns ErrTableLate after the first result that the
// table decides upon.
func (s *Service) AmendTerms(ctx context.Context, contractID string, deltaFen int64, newEnd region.Day, table *PayTable, reason string) (Contract, error) {
	made := id.New("amd")
	return s.take(ctx, "amend", contractID, call{Do: func(ctx context.Context, q workflow.Asking, c *Contract) error {
		a := Amendment{
			ID: made, DeltaFen: deltaFen, NewEnd: newEnd, PayTable: table, Reason: strings.TrimSpace(reason),
			Status: AmendmentDraft, Makers: q.Actor.AddTo(nil), At: q.Now,
		}
		if err := c.CheckAmendment(&a); err != nil {
			return err
		}
		var err error
		if a.Shares, _, err = s.spread(ctx, c, a.DeltaFen); err != nil {
			return err
		}
		c.Amendments = append(c.Amendments, a)
		return nil
	}})
}

// DropAmendment drops a proposed amendment.
func (s *Service) DropAmendment(ctx context.Context, contractID, amendmentID string) (Contract, error) {
	return s.takeAmendment(ctx, "drop", contractID, amendmentID, nil)
}

// ApproveAmendment puts the amendment in force and gives every payment the amount that the amendment says. It returns
// ErrAmendmentSpread when the payments have changed so that another spread would follow, and auth.ErrSelf for the person who
// drafted it.
func (s *Service) ApproveAmendment(ctx context.Context, contractID, amendmentID string) (Contract, error) {
	return s.takeAmendment(ctx, "approve", contractID, amendmentID, func(ctx context.Context, _ workflow.Asking, p *part[Amendment]) error {
		if p.It.NewEnd != "" {
			p.It.OldEnd, p.End = p.End, p.It.NewEnd
		}
		if p.It.PayTable != nil {
			p.It.OldTable, p.PayTable = p.PayTable, p.It.PayTable
		}
		now, payments, err := s.spread(ctx, p.Contract, p.It.DeltaFen)
		if err != nil {
			return err
		}
		if !slices.Equal(now, p.It.Shares) {
			return ErrAmendmentSpread
		}
		for i := range payments {
			if payments[i].fixed() {
				continue
			}
			if err := s.store.savePayment(ctx, &payments[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) takeAmendment(ctx context.Context, act, contractID, amendmentID string, do func(context.Context, workflow.Asking, *part[Amendment]) error) (Contract, error) {
	p, err := s.amendments.Take(ctx, act, partID(contractID, amendmentID), workflow.Call[part[Amendment]]{Do: do})
	if err != nil {
		return Contract{}, err
	}
	return *p.Contract, nil
}

// spread returns the payments of the contract as a change of the amount by deltaFen makes them, with what it does to each. It
// stores nothing, and returns nothing when the amount stays.
func (s *Service) spread(ctx context.Context, c *Contract, deltaFen int64) ([]Share, []Payment, error) {
	if deltaFen == 0 {
		return nil, nil, nil
	}
	list, err := s.store.paymentsOf(ctx, c.ID)
	if err != nil {
		return nil, nil, err
	}
	made, err := shares(c.TotalFen()+deltaFen, list)
	return made, list, err
}
