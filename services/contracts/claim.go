package contracts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ErrClaimMove refuses a second settlement of a claim.
var ErrClaimMove = fault.New(fault.Conflict, "claim_move", "This claim is settled already.", "该差额已处理。")

// ClaimStatus is the state of a claim.
type ClaimStatus string

// The states of a claim.
const (
	ClaimOpen    ClaimStatus = "open"
	ClaimSettled ClaimStatus = "settled"
)

// Claim is what the ledger changed about a contract after its figures were fixed: the difference from what was accepted, negative
// when it was less. Changes are added to the open claim; after its settlement the next change opens another.
type Claim struct {
	ID          string      `bson:"id" audit:"-"` // clm_…
	Minutes     int64       `bson:"minutes" audit:"value"`
	PersonTimes int64       `bson:"person_times" audit:"value"`
	Sessions    int64       `bson:"sessions" audit:"value"`
	Served      int64       `bson:"served" audit:"value"`
	Entries     int64       `bson:"entries" audit:"value"` // of the ledger
	Refs        []string    `bson:"refs" audit:"-"`        // the first stays and activities that changed, at most maxClaimRefs
	Status      ClaimStatus `bson:"status" audit:"-"`
	At          time.Time   `bson:"at" audit:"-"`         // of the first change
	Settlement  string      `bson:"settlement,omitempty"` // what the buyer decided: repaid, set off, waived
	SettledBy   string      `bson:"settled_by,omitempty" audit:"-"`
	SettledAt   time.Time   `bson:"settled_at,omitempty" audit:"-"`
}

// maxClaimRefs is the most records that a claim names; the ledger has all.
const maxClaimRefs = 100

// fixed lists the states in which the figures of a contract no longer change.
var fixed = []Status{Settling, Closed, Terminated}

// FiguresFixed reports whether the figures no longer change: from the acceptance of the whole, or the termination, on.
func (c *Contract) FiguresFixed() bool { return slices.Contains(fixed, c.Status) }

// addToClaim adds a change to the open claim, or opens one with the id.
func (c *Contract) addToClaim(madeID string, f TypeFigures, ref string, now time.Time) {
	i := slices.IndexFunc(c.Claims, func(m Claim) bool { return m.Status == ClaimOpen })
	if i < 0 {
		i, c.Claims = len(c.Claims), append(c.Claims, Claim{ID: madeID, Status: ClaimOpen, At: now})
	}
	m := &c.Claims[i]
	m.Minutes, m.PersonTimes, m.Sessions, m.Served = m.Minutes+f.Minutes, m.PersonTimes+f.PersonTimes, m.Sessions+f.Sessions, m.Served+f.Served
	m.Entries++
	if len(m.Refs) < maxClaimRefs && !slices.Contains(m.Refs, ref) {
		m.Refs = append(m.Refs, ref)
	}
}

func (c *Contract) claim(id string) *Claim {
	for i := range c.Claims {
		if c.Claims[i].ID == id {
			return &c.Claims[i]
		}
	}
	return nil
}

// claimActs lists the acts on a claim.
var claimActs = workflow.Table[part[Claim], ClaimStatus]{
	Name:    "claim",
	State:   func(p *part[Claim]) ClaimStatus { return p.It.Status },
	Enter:   enterClaim,
	Refusal: ErrClaimMove,
	Apart:   apartFromPart[Claim],
	Acts: []workflow.Act[part[Claim], ClaimStatus]{
		{Name: "settle", ZH: "处理差额", EN: "Settle", From: []ClaimStatus{ClaimOpen}, To: ClaimSettled,
			Permissions: approvers, Apart: true, Reason: why, Action: "contract.claim_settle"},
	},
}

func enterClaim(p *part[Claim], to ClaimStatus, step workflow.Step) {
	p.It.Status, p.It.Settlement, p.It.SettledBy, p.It.SettledAt = to, step.Reason, step.By, step.At
}

// AddClaim adds a change of the ledger, made after the contract's figures were fixed, to its open claim and tells both sides. ref is
// the stay or activity. Attendance calls it in its transaction; it does not check the actor.
func (s *Service) AddClaim(ctx context.Context, contractID, ref string, f TypeFigures) error {
	now, made := s.now(), id.New("clm")
	c, err := s.store.all.Update(ctx, contractID, func(c *Contract) error {
		c.addToClaim(made, f, ref, now)
		c.setDerived()
		return nil
	})
	if err != nil {
		return fmt.Errorf("claim of %s: %w", contractID, err)
	}
	e := entryOf(&c, ref)
	e.Action = "contract.claim"
	if err := s.Audit.Write(ctx, e); err != nil {
		return err
	}
	return s.tellBoth(ctx, &c, notice{template: "contract.claim", once: c.Claims[len(c.Claims)-1].ID})
}

// LockDays is how many working days after its end a month's figures stay open, because by then a provider has confirmed its hours and services.
const LockDays = 10

// OpenMonthOf returns the first month of the contract, such as 2026-03, whose figures are not locked: by time, or by an accepted
// report of the period.
func (s *Service) OpenMonthOf(c *Contract) string {
	if c.LockedTo == "" {
		return s.OpenMonth()
	}
	return max(s.OpenMonth(), NextMonth(c.LockedTo))
}

// NextMonth returns the month after one such as 2026-12.
func NextMonth(month string) string {
	return string(region.Day(month + "-28").Add(4))[:len("2026-03")]
}

// PreviousMonth returns the month before one such as 2026-01.
func PreviousMonth(month string) string {
	return string(region.Day(month + "-01").Add(-1))[:len("2026-03")]
}

// LockTo locks the figures of a contract up to the end of a month, because the report of that period was accepted. An earlier lock
// stays. It does not check the actor.
func (s *Service) LockTo(ctx context.Context, contractID, month string) error {
	_, err := s.store.all.Update(ctx, contractID, func(c *Contract) error {
		c.LockedTo = max(c.LockedTo, month)
		return nil
	})
	if err != nil {
		return fmt.Errorf("lock the figures of %s: %w", contractID, err)
	}
	return nil
}

// OpenMonth returns the first month, such as 2026-03, whose figures are not locked by time.
func (s *Service) OpenMonth() string {
	now := s.now()
	first := region.Day(region.DayOf(now)[:len("2026-03")] + "-01")
	if now.After(s.Calendar.AddWorkdays(first.Add(-1), LockDays).End()) {
		return string(first)[:len("2026-03")]
	}
	return string(first.Add(-1))[:len("2026-03")]
}

// TellLateEntry tells both sides that a change of a locked month counts in the present one. Attendance calls it in its transaction.
func (s *Service) TellLateEntry(ctx context.Context, c *Contract, month string) error {
	return s.tellBoth(ctx, c, notice{template: "contract.late_entry", month: month, once: month})
}

// tellBoth tells the provider and the buyer's clerks and approvers, once a day for each n.once.
func (s *Service) tellBoth(ctx context.Context, c *Contract, n notice) error {
	n.once += "/" + region.DayOf(s.now()).String()
	list := make([]notice, 0, 3)
	for _, n.to = range []audience{toProvider, toClerks, toApprovers} {
		list = append(list, n)
	}
	return s.tell(ctx, c, list...)
}

// SettleClaim records what the buyer has decided about a claim: repaid, set off or waived. version, unless 0, is the version of the
// contract that the approver saw; if the claim has grown since, docstore.ErrStale is returned.
func (s *Service) SettleClaim(ctx context.Context, contractID, claimID string, version int64, settlement string) (Contract, error) {
	p, err := s.claims.Take(ctx, "settle", partID(contractID, claimID), workflow.Call[part[Claim]]{
		Version: version,
		Reason:  strings.TrimSpace(settlement),
		Tell:    tellingOf[Claim](s, notice{template: "contract.claim_settled", to: toProvider, about: claimID}),
	})
	if err != nil {
		return Contract{}, err
	}
	return *p.Contract, nil
}
