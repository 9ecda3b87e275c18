package contracts

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
)

// places returns the places of the files of contracts, milestones and payments. Everybody who may read the contract sees them.
func (s *Service) places() []files.Place {
	return []files.Place{
		{Prefix: "con", Reach: s.reachContract, Purposes: []files.Purpose{
			{Code: "signed", ZH: "签订的合同", EN: "Signed contract", Most: 10},
			{Code: "amendment", ZH: "补充合同", EN: "Amendment", Most: 50},
		}},
		{Prefix: "mil", Reach: s.reachMilestone, Purposes: []files.Purpose{
			{Code: "evidence", ZH: "里程碑成果与佐证", EN: "Evidence of the milestone", Most: 40},
		}},
		{Prefix: "pay", Reach: s.reachPayment, Purposes: []files.Purpose{
			{Code: "invoice", ZH: "发票", EN: "Invoice", Most: 20},
			{Code: "voucher", ZH: "支付凭证", EN: "Voucher of payment", Most: 10},
		}},
	}
}

// fileRule says who changes the files of a purpose, and in which state of their record.
type fileRule struct {
	add, remove     []auth.Permission
	adding, closing error // the refusals of the record's state to add and to remove; nil: it may be done
}

// mayFile applies the rule for an actor to whom the contract belongs by one of the permissions.
func (s *Service) mayFile(actor auth.Actor, act files.Act, c *Contract, r fileRule) (files.Holder, error) {
	holder := files.Holder{OrgID: c.ProviderID, Region: c.Region}
	permissions, refusal := r.add, r.adding
	switch act {
	case files.See:
		return holder, nil
	case files.Remove:
		permissions, refusal = r.remove, r.closing
	}
	if !slices.ContainsFunc(permissions, func(p auth.Permission) bool { return s.store.reaches(actor.Scope(p), c) }) {
		return files.Holder{}, auth.ErrForbidden
	}
	return holder, refusal
}

// reachContract lets buyer and provider add the signed contract until the settlement, and amendments while the contract may be
// amended. Only the buyer removes: the contract until its publication, amendments while one is proposed.
func (s *Service) reachContract(ctx context.Context, act files.Act, contractID string, p files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	c, err := s.store.load(ctx, actor.Scope(auth.ContractRead), contractID)
	if err != nil {
		return files.Holder{}, err
	}
	rule := fileRule{add: slices.Concat(clerks, approvers, providers), remove: slices.Concat(clerks, approvers)}
	switch p.Code {
	case "signed":
		rule.adding = unless(slices.Contains(amendable, c.Status) || c.Status == Awarded, ErrMove)
		rule.closing = unless(c.Status == Awarded || c.Status == Signed, ErrMove)
	default:
		rule.adding = unless(slices.Contains(amendable, c.Status), ErrMove)
		rule.closing = unless(c.Proposed > 0, ErrMove)
	}
	return s.mayFile(actor, act, &c, rule)
}

// reachMilestone lets the provider add and remove evidence until the milestone is handed in, and again when it was returned.
func (s *Service) reachMilestone(ctx context.Context, act files.Act, milestoneID string, _ files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	c, err := s.store.contractOfMilestone(ctx, actor.Scope(auth.ContractRead), milestoneID)
	if err != nil {
		return files.Holder{}, err
	}
	m := part[Milestone]{&c, c.milestone(milestoneID)}
	if m.It == nil {
		return files.Holder{}, docstore.ErrNotFound
	}
	refusal := unless(m.It.open(), ErrMilestoneMove)
	if refusal == nil {
		refusal = underWay(&m)
	}
	return s.mayFile(actor, act, &c, fileRule{add: providers, remove: providers, adding: refusal, closing: refusal})
}

// reachPayment lets the provider add and remove invoices until it applies, and the buyer's finance vouchers from the approval;
// they are removed only before the payment is recorded. The provider's people add no voucher, whatever other role they hold.
func (s *Service) reachPayment(ctx context.Context, act files.Act, paymentID string, p files.Purpose) (files.Holder, error) {
	actor := auth.From(ctx)
	pay, err := s.store.loadPayment(ctx, actor.Scope(auth.ContractRead), paymentID)
	if err != nil {
		return files.Holder{}, err
	}
	if p.Code == "invoice" {
		refusal := unless(pay.Status == Planned || pay.Status == Refused, ErrPaymentMove)
		if refusal == nil {
			refusal = payable(&pay)
		}
		return s.mayFile(actor, act, &pay.contract, fileRule{add: providers, remove: providers, adding: refusal, closing: refusal})
	}
	rule := fileRule{
		add: payers, remove: payers,
		adding:  unless(pay.Status == Approved || pay.Status == Paid, ErrPaymentMove),
		closing: unless(pay.Status == Approved, ErrPaymentMove),
	}
	holder, err := s.mayFile(actor, act, &pay.contract, rule)
	if err == nil && act != files.See {
		err = pay.contract.refuseInvolved(actor)
	}
	return holder, err
}

// unless returns the refusal when the condition does not hold.
func unless(holds bool, refusal error) error {
	if holds {
		return nil
	}
	return refusal
}
