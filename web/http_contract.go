package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// contractPage is a contract of the public register with what happened under it. Reasons, evidence and people are not on it.
type contractPage struct {
	*contracts.Contract
	PersonTimes, HandTimes int64
	HandShare              string

	Provider     string // address of its page; empty: it has none
	Measured     []contracts.PublicIndicator
	Until        region.Day // last day that the counted indicators include
	Stages       []stageRow
	Changes      []changeRow
	Paid         []contracts.Payment
	PaidShare    string
	Evaluations  []evaluation.Evaluation
	EarlierMarks []contracts.Outcome // results from before evaluations were kept beside them
	OCID         string
	At           time.Time
}

// The states of a milestone that the public sees; the steps between are a matter of the two parties.
const (
	milestoneAccepted = "accepted"
	milestoneLate     = "late"
	milestoneAhead    = "ahead"
)

type stageRow struct {
	contracts.Milestone
	State string // accepted, late or ahead
	Share string // of the amount
}

// changeRow is an amendment in force with what it changed.
type changeRow struct {
	contracts.Amendment
	BeforeFen, AfterFen int64
}

func (h *handler) contract(c *fiber.Ctx) error {
	ctx := c.UserContext()
	got, err := h.Contracts.Registered(ctx, c.Params("id"))
	if err != nil {
		return err
	}
	p := &contractPage{Contract: &got, OCID: h.OCID(got.ID), At: h.Now()}
	if err := errors.Join(h.measured(ctx, p), h.paid(ctx, p), h.evaluated(ctx, p)); err != nil {
		return err
	}
	p.Stages, p.Changes = stages(&got, h.today()), changes(&got)
	return h.show(c, "contract", p)
}

// measured fills in the indicators and the share of what was entered by hand.
func (h *handler) measured(ctx context.Context, p *contractPage) error {
	done, err := h.Contracts.Progress(ctx, p.ID)
	if err != nil {
		return err
	}
	if p.PersonTimes, p.HandTimes = done.PersonTimes, done.HandTimes; done.PersonTimes > 0 {
		p.HandShare = basisPoints(done.HandTimes * 10_000 / done.PersonTimes)
	}
	if p.Measured, p.Until, err = h.Contracts.PublicProgress(ctx, p.Contract); err != nil {
		return err
	}
	share, err := h.Asking.PublicBP(ctx, p.ID)
	for i := range p.Measured {
		if m := &p.Measured[i]; m.Measure == contracts.BySatisfaction && share == nil {
			m.Actual, m.RatioBP, m.Unknown = 0, 0, true
		}
	}
	return err
}

func (h *handler) paid(ctx context.Context, p *contractPage) error {
	paid, err := h.Contracts.Paid(ctx, []string{p.ID})
	p.Paid = paid[p.ID]
	var sum int64
	for i := range p.Paid {
		sum += p.Paid[i].AmountFen
	}
	if total := p.TotalFen(); total > 0 {
		p.PaidShare = basisPoints(sum / 100 * 10_000 / (total / 100))
	}
	return err
}

// evaluated fills in the public results and the page of the provider.
func (h *handler) evaluated(ctx context.Context, p *contractPage) error {
	results, err := h.Evaluation.Published(ctx, []string{p.ID})
	if err != nil {
		return err
	}
	p.Evaluations = results[p.ID]
	for _, o := range p.Outcomes {
		if !slices.ContainsFunc(p.Evaluations, func(e evaluation.Evaluation) bool { return e.ID == o.EvaluationID }) {
			p.EarlierMarks = append(p.EarlierMarks, o)
		}
	}
	switch _, err := h.Orgs.ReadKnown(ctx, p.ProviderID); {
	case err == nil:
		p.Provider = "/orgs/" + p.ProviderID
	case !errors.Is(err, docstore.ErrNotFound):
		return err
	}
	return nil
}

func stages(c *contracts.Contract, today region.Day) []stageRow {
	list := make([]stageRow, len(c.Milestones))
	for i, m := range c.Milestones {
		list[i] = stageRow{Milestone: m, State: milestoneAhead, Share: basisPoints(m.PayBP)}
		switch {
		case m.Status == contracts.MilestoneAccepted:
			list[i].State = milestoneAccepted
		case m.Due < today:
			list[i].State = milestoneLate
		}
	}
	return list
}

// changes returns the amendments in force, each with the amount before and after it.
func changes(c *contracts.Contract) []changeRow {
	list, fen := []changeRow(nil), c.AmountFen
	for _, a := range c.InForce() {
		list = append(list, changeRow{Amendment: a, BeforeFen: fen, AfterFen: fen + a.DeltaFen})
		fen += a.DeltaFen
	}
	return list
}

// basisPoints writes 7250 as 72.5%.
func basisPoints(n int64) string { return fmt.Sprintf("%d.%d%%", n/100, n%100/10) }
