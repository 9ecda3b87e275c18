package contracts

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// AmendmentStatus is the state of an amendment.
type AmendmentStatus string

// The states of an amendment.
const (
	AmendmentDraft    AmendmentStatus = "draft"
	AmendmentApproved AmendmentStatus = "approved"
	AmendmentDropped  AmendmentStatus = "dropped"
)

// AmendmentLimitBP is the share of the contract's amount that all amendments together may change, in basis points.
const AmendmentLimitBP = 1_000

// maxAmendments is the maximum number of amendments of a contract, including dropped ones.
const maxAmendments = 50

// Share is what an amendment does to one payment.
type Share struct {
	Seq       int64 `bson:"seq"`   // of the payment and its milestone
	Fixed     bool  `bson:"fixed"` // applied for, approved or paid, so that its amount stays
	BeforeFen int64 `bson:"before_fen"`
	AfterFen  int64 `bson:"after_fen"`
}

// Amendment is a supplementary contract. It changes the amount or prolongs the term. Shares is the part of its text that says how
// the change of the amount spreads over the payments: it is written when the amendment is proposed, and only that spread takes force.
type Amendment struct {
	ID         string          `bson:"id" audit:"-"`
	DeltaFen   int64           `bson:"delta_fen" audit:"value"`         // negative for a reduction
	Shares     []Share         `bson:"shares,omitempty"`                // of all payments, in order; none when the amount stays
	NewEnd     region.Day      `bson:"new_end,omitempty" audit:"value"` // later than the present last day
	OldEnd     region.Day      `bson:"old_end,omitempty" audit:"-"`     // the last day before NewEnd took force; empty in amendments from before it was kept
	PayTable   *PayTable       `bson:"pay_table,omitempty"`             // replaces the contract's
	OldTable   *PayTable       `bson:"old_table,omitempty" audit:"-"`   // the table before PayTable took force
	Reason     string          `bson:"reason" audit:"-"`
	Status     AmendmentStatus `bson:"status" audit:"-"`
	Makers     []string        `bson:"makers" audit:"-"`
	At         time.Time       `bson:"at" audit:"-"`
	ApprovedBy string          `bson:"approved_by,omitempty" audit:"-"`
	ApprovedAt time.Time       `bson:"approved_at,omitempty" audit:"-"`
}

// CheckAmendment returns why the amendment cannot be added to the approved ones, or nil.
func (c *Contract) CheckAmendment(a *Amendment) error {
	if a.DeltaFen == 0 && a.NewEnd == "" && a.PayTable == nil || !fault.Between(a.Reason, 10, 1000) {
		return ErrAmendmentContent
	}
	if a.PayTable != nil {
		var bad fault.Problems
		a.PayTable.check(&bad)
		if err := bad.Err(); err != nil {
			return err
		}
		if err := c.tableOpen(); err != nil {
			return err
		}
	}
	if a.NewEnd != "" && (!a.NewEnd.Valid() || a.NewEnd <= c.End) {
		return ErrAmendmentContent.At("new_end")
	}
	if a.NewEnd != "" && !TermAllowed(c.Start, a.NewEnd, c.MultiYearReason) {
		return ErrAmendmentContent.At("new_end")
	}
	if a.DeltaFen > MaxFen || a.DeltaFen < -MaxFen {
		return ErrAmendmentLimit.At("delta_fen")
	}
	changed := abs(a.DeltaFen)
	for _, old := range c.Amendments {
		if old.Status == AmendmentApproved && old.ID != a.ID {
			changed += abs(old.DeltaFen)
		}
	}
	if changed*10_000 > c.AmountFen*AmendmentLimitBP {
		return ErrAmendmentLimit.At("delta_fen")
	}
	if c.TotalFen()+a.DeltaFen > c.BudgetFen && a.DeltaFen > 0 {
		return ErrOverBudget.At("delta_fen")
	}
	return nil
}

// InForce returns the approved amendments of the amount or the term, in the order in which they took force.
func (c *Contract) InForce() []Amendment {
	list := slices.DeleteFunc(slices.Clone(c.Amendments), func(a Amendment) bool {
		return a.Status != AmendmentApproved || a.DeltaFen == 0 && a.NewEnd == ""
	})
	slices.SortStableFunc(list, func(a, b Amendment) int { return a.ApprovedAt.Compare(b.ApprovedAt) })
	return list
}

// shares spreads the total over the payments, which are changed, and returns what it does to each. It returns ErrNothingToAdjust
// when no payment can change, or when those that can do not suffice for a reduction.
func shares(total int64, payments []Payment) ([]Share, error) {
	list := make([]Share, len(payments))
	for i, p := range payments {
		list[i] = Share{Seq: p.Seq, Fixed: p.fixed(), BeforeFen: p.AmountFen}
	}
	if !Spread(total, payments) {
		return nil, ErrNothingToAdjust.At("delta_fen")
	}
	for i, p := range payments {
		list[i].AfterFen = p.AmountFen
	}
	return list, nil
}

func (c *Contract) amendment(id string) *Amendment {
	for i := range c.Amendments {
		if c.Amendments[i].ID == id {
			return &c.Amendments[i]
		}
	}
	return nil
}

func abs(n int64) int64 { return max(n, -n) }
