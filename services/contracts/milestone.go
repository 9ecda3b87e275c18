package contracts

import (
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrMilestoneMove refuses an act that the milestone's state does not allow.
var ErrMilestoneMove = fault.New(fault.Conflict, "milestone_move", "The milestone's present state does not allow this.", "里程碑当前状态不允许此操作。")

// Gate is the condition, besides acceptance of the milestone, under which its payment can be applied for.
type Gate string

// The gates.
const (
	GateNone       Gate = "none"
	GateMidPass    Gate = "mid_pass"   // mid-term evaluation of 60 or more
	GateFinalPass  Gate = "final_pass" // final evaluation passed
	GateAcceptance Gate = "acceptance" // the whole accepted
)

// MilestoneStatus is the state of a milestone.
type MilestoneStatus string

// The states of a milestone.
const (
	MilestonePending   MilestoneStatus = "pending"
	MilestoneSubmitted MilestoneStatus = "submitted"
	MilestoneAccepted  MilestoneStatus = "accepted"
	MilestoneReturned  MilestoneStatus = "returned"
)

// Milestone is one stage of the work with its share of the amount. The fields above Status are part of the terms.
type Milestone struct {
	ID           string     `bson:"id" audit:"-"`  // mil_…
	Seq          int64      `bson:"seq" audit:"-"` // 1, 2, 3 …
	Name         string     `bson:"name"`
	Due          region.Day `bson:"due" audit:"value"`
	Deliverables []string   `bson:"deliverables"`
	Gate         Gate       `bson:"gate"`
	PayBP        int64      `bson:"pay_bp" audit:"value"` // share of the amount in basis points; Σ = 10,000

	Status      MilestoneStatus `bson:"status" audit:"-"`
	Evidence    string          `bson:"evidence,omitempty"`
	SubmittedAt time.Time       `bson:"submitted_at,omitempty" audit:"-"`
	Makers      []string        `bson:"makers,omitempty" audit:"-"` // who submitted it
	DecidedBy   string          `bson:"decided_by,omitempty" audit:"-"`
	DecidedAt   time.Time       `bson:"decided_at,omitempty" audit:"-"`
	Reason      string          `bson:"reason,omitempty" audit:"-"` // of the last return
}

// open reports whether the provider still has to submit the milestone.
func (m *Milestone) open() bool { return m.Status == MilestonePending || m.Status == MilestoneReturned }

// Overdue returns how many milestones are past their day and not handed in.
func (c *Contract) Overdue(today region.Day) (n int64) {
	for i := range c.Milestones {
		if m := &c.Milestones[i]; m.open() && m.Due < today {
			n++
		}
	}
	return n
}

// milestone returns the contract's milestone with the id, or nil.
func (c *Contract) milestone(id string) *Milestone {
	for i := range c.Milestones {
		if c.Milestones[i].ID == id {
			return &c.Milestones[i]
		}
	}
	return nil
}

func (c *Contract) indicator(id string) *Indicator {
	for i := range c.Indicators {
		if c.Indicators[i].ID == id {
			return &c.Indicators[i]
		}
	}
	return nil
}

// setDerived sets the fields by which work and reminders are found, from the milestones, amendments and claims.
func (c *Contract) setDerived() {
	c.NextDue, c.Submitted, c.Proposed, c.OpenClaims = "", 0, 0, 0
	for i := range c.Milestones {
		m := &c.Milestones[i]
		if m.Status == MilestoneSubmitted {
			c.Submitted++
		}
		if m.open() && (c.NextDue == "" || m.Due < c.NextDue) {
			c.NextDue = m.Due
		}
	}
	for _, a := range c.Amendments {
		if a.Status == AmendmentDraft {
			c.Proposed++
		}
	}
	for i := range c.Claims {
		if c.Claims[i].Status == ClaimOpen {
			c.OpenClaims++
		}
	}
}

// GateOpen reports whether the condition of the gate is met. With a table of payment, a failed result that can no longer change opens it too,
// because the table says how much is due for it.
func (c *Contract) GateOpen(g Gate) bool {
	switch g {
	case GateNone:
		return true
	case GateMidPass:
		return c.Passed(KindMid) || c.PayTable != nil && c.decided(KindMid)
	case GateFinalPass:
		return c.Passed(KindFinal) || c.PayTable != nil && c.decided(KindFinal)
	case GateAcceptance:
		return c.Acceptance != nil
	}
	return false
}

func checkMilestones(bad *fault.Problems, list []Milestone) {
	bad.Check(len(list) <= 24, "milestones", "many", "At most 24 milestones.", "里程碑最多 24 个。")
	for n, m := range list {
		at := func(field string) string { return fmt.Sprintf("milestones[%d].%s", n, field) }
		bad.Check(m.Seq == int64(n)+1, at("seq"), "order", "Milestones are numbered 1, 2, 3 …", "里程碑序号应从 1 起依次递增。")
		bad.Check(fault.Between(m.Name, 2, 60), at("name"), "length", "The name needs 2 to 60 characters.", "里程碑名称应为 2 到 60 个字。")
		bad.Check(m.Due.Valid(), at("due"), "required", "Give the day it is due.", "请填写完成日期。")
		bad.Check(len(m.Deliverables) >= 1 && len(m.Deliverables) <= 20 && !slices.ContainsFunc(m.Deliverables, func(d string) bool { return !fault.Between(d, 1, 200) }), at("deliverables"), "required", "Say what is delivered.", "请填写交付成果。")
		bad.Check(slices.Contains([]Gate{GateNone, GateMidPass, GateFinalPass, GateAcceptance}, m.Gate), at("gate"), "unknown", "Choose the condition of payment.", "请选择付款条件。")
		bad.Check(m.PayBP >= 1 && m.PayBP <= 10_000, at("pay_bp"), "range", "Above zero and at most 100 %.", "付款比例应大于 0，不超过 100%。")
	}
}
