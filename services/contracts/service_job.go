package contracts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// StartDue changes published contracts whose term has begun to performing. Running it again is harmless.
func (s *Service) StartDue(ctx context.Context) error {
	list, err := s.store.startingBy(ctx, region.DayOf(s.now()))
	if err != nil {
		return err
	}
	var failed error // an error does not stop the others
	for i := range list {
		if _, err := s.Begin(ctx, list[i].ID); err != nil && !errors.Is(err, ErrMove) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// MilestonesDue reminds the provider of milestones due within 14 and within 3 days, and tells both sides of overdue ones. Each
// message has a key and is sent once, however often the job runs.
func (s *Service) MilestonesDue(ctx context.Context) error {
	today := region.DayOf(s.now())
	return s.store.eachDue(ctx, today.Add(14), func(c Contract) error {
		var list []notice
		for i := range c.Milestones {
			m := &c.Milestones[i]
			if !m.open() {
				continue
			}
			switch left := m.Due.Sub(today); {
			case left < 0:
				list = append(list,
					notice{template: "contract.milestone_overdue", to: toProvider, about: m.ID, once: string(m.Due)},
					notice{template: "contract.milestone_overdue", to: toClerks, about: m.ID, once: string(m.Due)})
			case left <= 3:
				list = append(list, notice{template: "contract.milestone_due", to: toProvider, about: m.ID, once: string(m.Due) + "/3"})
			case left <= 14:
				list = append(list, notice{template: "contract.milestone_due", to: toProvider, about: m.ID, once: string(m.Due) + "/14"})
			}
		}
		return s.DB.Tx(ctx, func(ctx context.Context) error { return s.tell(ctx, &c, list...) })
	})
}

// ProviderStopped tells the buyers of an organisation's contracts at work that it may no longer act, so that they decide about
// each contract. Orgs calls it in the transaction that suspends or closes the organisation.
func (s *Service) ProviderStopped(ctx context.Context, orgID string) error {
	atWork, err := s.store.atWorkOf(ctx, orgID)
	if err != nil {
		return err
	}
	for i := range atWork {
		c, once := &atWork[i], s.now().Format(time.RFC3339)
		err := s.tell(ctx, c,
			notice{template: "contract.provider_stopped", to: toClerks, once: once},
			notice{template: "contract.provider_stopped", to: toApprovers, once: once})
		if err == nil {
			err = s.note(ctx, "contract.provider_stopped", c)
		}
		if err != nil {
			return fmt.Errorf("tell of %s: %w", c.ID, err)
		}
	}
	return nil
}

// StillApplies reports whether a queued message is still true.
func (s *Service) StillApplies(ctx context.Context, m notify.Message) (bool, error) {
	c, err := s.store.all.Get(ctx, m.Data["contract"])
	if errors.Is(err, docstore.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	switch m.Template {
	case "contract.milestone_due", "contract.milestone_overdue":
		ms := c.milestone(m.Subject)
		if ms == nil || !ms.open() || !c.Working() || string(ms.Due) != m.Data["due"] {
			return false, nil
		}
		if m.To == c.ProviderID || m.Via == c.ProviderID {
			return true, nil
		}
		clerks, err := s.UsersIn(ctx, c.Region, auth.BuyerClerk)
		return slices.Contains(clerks, m.To), err
	case "contract.milestone_submitted":
		ms := c.milestone(m.Subject)
		return ms != nil && ms.Status == MilestoneSubmitted, nil
	case "contract.report_submitted":
		r, err := s.store.report(ctx, m.Subject)
		return err == nil && r.Status == ReportSubmitted, ignoreMissing(err)
	case "contract.payment_applied", "contract.payment_approved":
		p, err := s.store.payment(ctx, m.Subject)
		return err == nil && strings.HasSuffix(m.Template, string(p.Status)), ignoreMissing(err)
	case "contract.provider_stopped":
		return c.Working(), nil
	case "contract.rectify":
		return c.Status == Rectifying, nil
	case "contract.suspended":
		return c.Status == Suspended, nil
	}
	return true, nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, docstore.ErrNotFound) {
		return nil
	}
	return err
}

// PutMany stores contracts in any state with their payments, for the seed and import commands, which run as a job. The payments
// of each contract must add up to its total.
func (s *Service) PutMany(ctx context.Context, contracts []Contract, payments []Payment) error {
	if auth.From(ctx).Job == "" {
		return auth.ErrForbidden
	}
	sums := map[string]int64{}
	for _, p := range payments {
		sums[p.ContractID] += p.AmountFen
	}
	for i := range contracts {
		c := &contracts[i]
		if err := errors.Join(c.Check(), c.Ready()); err != nil {
			return fmt.Errorf("contract %s: %w", c.ID, err)
		}
		if sum, has := sums[c.ID]; has && sum != c.TotalFen() {
			return fmt.Errorf("contract %s: payments of %d fen for a total of %d", c.ID, sum, c.TotalFen())
		}
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error { return s.store.insertAll(ctx, contracts, payments) })
}

// PlannedPayments returns the payments of a signed contract as Sign plans them, for PutMany.
func PlannedPayments(c *Contract) []Payment { return plannedPayments(c, c.StatusAt) }
