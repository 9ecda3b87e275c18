package contracts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ConfirmBudget confirms the budget of a complete draft. It returns auth.ErrSelf for a person who wrote the draft.
func (s *Service) ConfirmBudget(ctx context.Context, contractID string, version int64) (Contract, error) {
	return s.take(ctx, "confirm_budget", contractID, call{Version: version, Do: func(_ context.Context, q workflow.Asking, c *Contract) error {
		c.BudgetAt = q.Now
		return nil
	}})
}

// Return makes a confirmed draft a draft again.
func (s *Service) Return(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.take(ctx, "return", contractID, call{Reason: reason})
}

// SetReporting sets how often the provider reports; empty: it does not. Reports that exist stay.
func (s *Service) SetReporting(ctx context.Context, contractID string, version int64, every Cycle) (Contract, error) {
	return s.take(ctx, "reporting", contractID, call{Version: version, Do: func(_ context.Context, _ workflow.Asking, c *Contract) error {
		c.ReportEvery = every
		return nil
	}})
}

// EachReporting calls use with every contract whose provider reports on periods and that is at work or waits for its acceptance.
func (s *Service) EachReporting(ctx context.Context, use func(*Contract) error) error {
	return s.store.eachIn(ctx, append(slices.Clone(working), Accepting), func(c Contract) error {
		if c.ReportEvery == "" {
			return nil
		}
		return use(&c)
	})
}

// EachWithin calls use with every contract within the actor's reach that the query matches, in the order of the ids.
func (s *Service) EachWithin(ctx context.Context, q Query, use func(*Contract) error) error {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return err
	}
	return s.store.contracts.In(actor.Scope(auth.ContractRead)).Each(ctx, q.filter(), func(c Contract) error { return use(&c) })
}

// Procure starts the procurement.
func (s *Service) Procure(ctx context.Context, contractID string) (Contract, error) {
	return s.take(ctx, "procure", contractID, call{})
}

// Award records the result of the procurement: an active provider, an amount within the budget, and the days.
func (s *Service) Award(ctx context.Context, contractID string, a Award) (Contract, error) {
	a.NoticeURL = strings.TrimSpace(a.NoticeURL)
	return s.take(ctx, "award", contractID, call{Do: func(ctx context.Context, q workflow.Asking, c *Contract) error {
		ends := a.NoticeDay
		if c.Method == SingleSource && a.NoticeDay.Valid() {
			ends = s.Calendar.AddWorkdays(a.NoticeDay, NoticeFor)
		}
		if err := c.checkAward(a, region.DayOf(q.Now), ends); err != nil {
			return err
		}
		org, err := s.Orgs.RequireActive(ctx, a.ProviderID)
		if err != nil {
			return err
		}
		c.Award, c.ProviderName, c.Makers = a, org.Name, q.Actor.AddTo(c.Makers)
		return nil
	}})
}

// Sign signs the contract on the day and inserts its payments. It returns orgs.ErrNotActive unless the provider is active.
func (s *Service) Sign(ctx context.Context, contractID string, day region.Day) (Contract, error) {
	return s.take(ctx, "sign", contractID, call{
		Do: func(ctx context.Context, q workflow.Asking, c *Contract) error {
			if err := c.checkSigned(day, region.DayOf(q.Now)); err != nil {
				return err
			}
			if _, err := s.Orgs.RequireActive(ctx, c.ProviderID); err != nil {
				return err
			}
			c.SignedDay = day
			return s.store.insertPayments(ctx, plannedPayments(c, q.Now))
		},
		Tell: s.telling(notice{template: "contract.signed", to: toProvider}, notice{template: "contract.signed", to: toClerks}),
	})
}

// plannedPayments returns one payment for each milestone. Their sum is exactly the total.
func plannedPayments(c *Contract, at time.Time) []Payment {
	list := make([]Payment, len(c.Milestones))
	for i, m := range c.Milestones {
		list[i] = Payment{
			ContractID: c.ID, ContractNo: c.No, ContractName: c.Name, MilestoneID: m.ID, Seq: m.Seq, ProviderID: c.ProviderID,
			Region: c.Region, PayBP: m.PayBP, Status: Planned, StatusAt: at,
		}
		list[i].ID = id.New("pay")
	}
	Spread(c.AmountFen, list)
	return list
}

// Publish shows a signed contract in the public register from today. More than two working days after the signature is recorded
// as late.
func (s *Service) Publish(ctx context.Context, contractID string) (Contract, error) {
	return s.take(ctx, "publish", contractID, call{Do: func(_ context.Context, q workflow.Asking, c *Contract) error {
		c.PublishedDay = region.DayOf(q.Now)
		c.LatePublished = c.PublishedDay > s.Calendar.AddWorkdays(c.SignedDay, PublishIn)
		return nil
	}})
}

// File records the day on which a copy was filed. More than seven working days after the signature is recorded as late.
func (s *Service) File(ctx context.Context, contractID string, day region.Day) (Contract, error) {
	return s.take(ctx, "file", contractID, call{Do: func(_ context.Context, q workflow.Asking, c *Contract) error {
		if !day.Valid() || day < c.SignedDay || day > region.DayOf(q.Now) {
			return ErrDayOrder.At("day")
		}
		c.FiledDay, c.LateFiled = day, day > s.Calendar.AddWorkdays(c.SignedDay, FileIn)
		return nil
	}})
}

// Begin changes a published contract whose term has begun to performing, as the job StartDue does.
func (s *Service) Begin(ctx context.Context, contractID string) (Contract, error) {
	return s.take(ctx, "begin", contractID, call{})
}

// StartFinal begins the final evaluation.
func (s *Service) StartFinal(ctx context.Context, contractID string) (Contract, error) {
	return s.take(ctx, "start_final", contractID, call{})
}

// Rectified confirms that the provider has put things right. The contract returns to its earlier state.
func (s *Service) Rectified(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.take(ctx, "rectified", contractID, call{Reason: reason})
}

// Accept records the acceptance of the whole, with the opinion of the users of the service. Every milestone has to be accepted.
// The report is shown in the public register.
func (s *Service) Accept(ctx context.Context, contractID, report, userOpinion string) (Contract, error) {
	return s.take(ctx, "accept", contractID, call{Do: func(_ context.Context, q workflow.Asking, c *Contract) error {
		var bad fault.Problems
		bad.Check(fault.Between(report, 20, 4000), "report", "length", "Write the report in at least 20 characters.", "验收报告不少于 20 字。")
		bad.Check(fault.Between(userOpinion, 10, 2000), "user_opinion", "length", "Say in at least 10 characters what the users of the service think.", "请填写服务对象意见，不少于 10 字。")
		if err := bad.Err(); err != nil {
			return err
		}
		c.Acceptance = &Acceptance{Day: region.DayOf(q.Now), Report: strings.TrimSpace(report), UserOpinion: strings.TrimSpace(userOpinion), By: q.Actor.ID()}
		return nil
	}})
}

// Close closes a contract, or returns ErrUnpaid while a payment is not paid.
func (s *Service) Close(ctx context.Context, contractID string) (Contract, error) {
	return s.take(ctx, "close", contractID, call{Do: func(ctx context.Context, _ workflow.Asking, c *Contract) error {
		list, err := s.store.paymentsOf(ctx, c.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(p Payment) bool { return p.Status != Paid }) {
			return ErrUnpaid
		}
		return nil
	}})
}

// Cancel cancels a contract before it is signed.
func (s *Service) Cancel(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.take(ctx, "cancel", contractID, call{Reason: reason})
}

// Suspend stops services and payments until Resume.
func (s *Service) Suspend(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.take(ctx, "suspend", contractID, call{Reason: reason, Tell: s.telling(notice{template: "contract.suspended", to: toProvider})})
}

// Resume returns a suspended contract to its earlier state.
func (s *Service) Resume(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.take(ctx, "resume", contractID, call{Reason: reason})
}

// Terminate ends a signed contract early, with the terms of settlement. Accepted milestones can still be paid.
func (s *Service) Terminate(ctx context.Context, contractID, reason, settlement string) (Contract, error) {
	if !fault.Between(settlement, 10, 2000) {
		return Contract{}, workflow.ErrReason.With("least", "10", "most", "2000").At("settlement")
	}
	return s.take(ctx, "terminate", contractID, call{
		Reason: reason,
		Do: func(_ context.Context, _ workflow.Asking, c *Contract) error {
			c.Settlement = strings.TrimSpace(settlement)
			return nil
		},
		Tell: s.telling(notice{template: "contract.terminated", to: toProvider}),
	})
}

// EvaluationPassed records the final result of an evaluation, at the present time, and changes the contract's state. Evaluation calls it in its transaction; it does not check the actor.
func (s *Service) EvaluationPassed(ctx context.Context, contractID string, o Outcome) error {
	if !slices.Contains([]string{KindSpot, KindMid, KindFinal}, o.Kind) {
		return fmt.Errorf("evaluation of contract %s: unknown kind", contractID)
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		now := s.now()
		c, err := s.store.all.Update(ctx, contractID, func(c *Contract) error {
			o.At = now
			c.addOutcome(o, now)
			return nil
		})
		if err != nil {
			return fmt.Errorf("evaluation of contract %s: %w", contractID, err)
		}
		if err := s.note(ctx, "contract.evaluated", &c); err != nil {
			return err
		}
		if o.Pass || c.Status != Rectifying {
			return nil
		}
		return s.tell(ctx, &c, notice{template: "contract.rectify", to: toProvider}, notice{template: "contract.rectify", to: toClerks})
	})
}
