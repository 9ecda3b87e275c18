package contracts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// ErrReason asks for a reason.
var ErrReason = fault.New(fault.Invalid, "reason_required", "Give a reason of at least ten characters.", "请填写不少于 10 字的理由。")

func needReason(reason string) error {
	if n := runes(reason); n < 10 || n > 1000 {
		return ErrReason.At("reason")
	}
	return nil
}

// ConfirmBudget moves a complete draft on. The approver has not written any of it.
func (s *Service) ConfirmBudget(ctx context.Context, contractID string) (Contract, error) {
	return s.step(ctx, auth.ContractApprove, contractID, 0, "contract.confirm_budget", "", func(_ context.Context, actor auth.Actor, c *Contract) error {
		if err := actor.NotSelf(c.Makers...); err != nil {
			return err
		}
		if err := c.Move(BudgetConfirmed, s.now()); err != nil {
			return err
		}
		return errors.Join(c.Check(), c.Ready())
	})
}

// Return gives a confirmed draft back to the clerk.
func (s *Service) Return(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.reasoned(ctx, auth.ContractApprove, contractID, "contract.return", reason, func(_ context.Context, _ auth.Actor, c *Contract) error {
		return c.Move(Draft, s.now())
	})
}

// Procure starts the procurement.
func (s *Service) Procure(ctx context.Context, contractID string) (Contract, error) {
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.procure", "", func(_ context.Context, _ auth.Actor, c *Contract) error {
		return c.Move(Procuring, s.now())
	})
}

// Award records what procurement found: an active provider, an amount within the budget, and the days.
func (s *Service) Award(ctx context.Context, contractID string, a Award) (Contract, error) {
	a.NoticeURL = strings.TrimSpace(a.NoticeURL)
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.award", "", func(ctx context.Context, actor auth.Actor, c *Contract) error {
		if err := c.Move(Awarded, s.now()); err != nil {
			return err
		}
		ends := a.NoticeDay
		if c.Method == SingleSource && a.NoticeDay.Valid() {
			ends = s.Calendar.AddWorkdays(a.NoticeDay, NoticeFor)
		}
		if err := c.checkAward(a, region.DayOf(s.now()), ends); err != nil {
			return err
		}
		org, err := s.Orgs.RequireActive(ctx, a.ProviderID)
		if err != nil {
			return err
		}
		c.Award, c.ProviderName, c.Makers = a, org.Name, actor.AddTo(c.Makers)
		return nil
	})
}

// Sign signs the contract on the day and plans its payments. The provider must be active, with its credit in order.
func (s *Service) Sign(ctx context.Context, contractID string, day region.Day) (Contract, error) {
	return s.step(ctx, auth.ContractApprove, contractID, 0, "contract.sign", "", func(ctx context.Context, actor auth.Actor, c *Contract) error {
		if err := actor.NotSelf(c.Makers...); err != nil {
			return err
		}
		if err := c.Move(Signed, s.now()); err != nil {
			return err
		}
		if err := c.checkSigned(day, region.DayOf(s.now())); err != nil {
			return err
		}
		if _, err := s.Orgs.RequireActive(ctx, c.ProviderID); err != nil {
			return err
		}
		c.SignedDay = day
		return s.store.insertPayments(ctx, plannedPayments(c))
	}, notice{template: "contract.signed", to: toProvider}, notice{template: "contract.signed", to: toClerks})
}

// plannedPayments are one payment for each milestone, exact in sum.
func plannedPayments(c *Contract) []Payment {
	list := make([]Payment, len(c.Milestones))
	for i, m := range c.Milestones {
		list[i] = Payment{
			ContractID: c.ID, ContractNo: c.No, ContractName: c.Name, MilestoneID: m.ID, Seq: m.Seq, ProviderID: c.ProviderID,
			Region: c.Region, PayBP: m.PayBP, Status: Planned, StatusAt: c.StatusAt,
		}
		list[i].ID = id.New("pay")
	}
	Spread(c.AmountFen, list)
	return list
}

// Publish puts a signed contract into the public register today; later than two working days after the signature is
// recorded as late.
func (s *Service) Publish(ctx context.Context, contractID string) (Contract, error) {
	return s.step(ctx, auth.ContractApprove, contractID, 0, "contract.publish", "", func(_ context.Context, _ auth.Actor, c *Contract) error {
		if err := c.Move(Published, s.now()); err != nil {
			return err
		}
		c.PublishedDay = region.DayOf(s.now())
		c.LatePublished = c.PublishedDay > s.Calendar.AddWorkdays(c.SignedDay, PublishIn)
		return nil
	})
}

// File records the day on which a copy was filed; later than seven working days after the signature is recorded as late.
func (s *Service) File(ctx context.Context, contractID string, day region.Day) (Contract, error) {
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.file", "", func(_ context.Context, _ auth.Actor, c *Contract) error {
		if c.SignedDay == "" || c.FiledDay != "" {
			return ErrMove
		}
		if !day.Valid() || day < c.SignedDay || day > region.DayOf(s.now()) {
			return ErrDayOrder.At("day")
		}
		c.FiledDay, c.LateFiled = day, day > s.Calendar.AddWorkdays(c.SignedDay, FileIn)
		return nil
	})
}

// Begin moves a published contract whose term has begun to performing. The job StartDue does the same.
func (s *Service) Begin(ctx context.Context, contractID string) (Contract, error) {
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.begin", "", func(_ context.Context, _ auth.Actor, c *Contract) error {
		if err := c.Move(Performing, s.now()); err != nil {
			return err
		}
		if region.DayOf(s.now()) < c.Start {
			return ErrNotBegun
		}
		return nil
	})
}

// StartFinal opens the final evaluation.
func (s *Service) StartFinal(ctx context.Context, contractID string) (Contract, error) {
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.start_final", "", func(_ context.Context, _ auth.Actor, c *Contract) error {
		if c.Status == Rectifying {
			return ErrMove
		}
		return c.Move(FinalEvaluating, s.now())
	})
}

// Rectified confirms that the provider has put things right and lets the contract go on where it was.
func (s *Service) Rectified(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.reasoned(ctx, auth.ContractApprove, contractID, "contract.rectified", reason, func(_ context.Context, _ auth.Actor, c *Contract) error {
		if c.Status != Rectifying {
			return ErrMove
		}
		to := c.ResumeTo
		c.ResumeTo = ""
		return c.Move(to, s.now())
	})
}

// Accept records the acceptance of the whole, with the opinion of the users of the service, when every milestone has
// been accepted. The report stands in the public register.
func (s *Service) Accept(ctx context.Context, contractID, report, userOpinion string) (Contract, error) {
	return s.step(ctx, auth.ContractApprove, contractID, 0, "contract.accept", "", func(_ context.Context, actor auth.Actor, c *Contract) error {
		var bad fault.Problems
		bad.Check(between(report, 20, 4000), "report", "length", "Write the report in at least 20 characters.", "验收报告不少于 20 字。")
		bad.Check(between(userOpinion, 10, 2000), "user_opinion", "length", "Say in at least 10 characters what the users of the service think.", "请填写服务对象意见，不少于 10 字。")
		if err := errors.Join(bad.Err(), actor.NotSelf(c.Makers...)); err != nil {
			return err
		}
		if err := c.Move(Settling, s.now()); err != nil {
			return err
		}
		if slices.ContainsFunc(c.Milestones, func(m Milestone) bool { return m.Status != MilestoneAccepted }) {
			return ErrOpenWork
		}
		c.Acceptance = &Acceptance{Day: region.DayOf(s.now()), Report: strings.TrimSpace(report), UserOpinion: strings.TrimSpace(userOpinion), By: actor.ID()}
		return nil
	})
}

// Close ends a contract of which every payment is paid.
func (s *Service) Close(ctx context.Context, contractID string) (Contract, error) {
	return s.step(ctx, auth.ContractDraft, contractID, 0, "contract.close", "", func(ctx context.Context, _ auth.Actor, c *Contract) error {
		if err := c.Move(Closed, s.now()); err != nil {
			return err
		}
		list, err := s.store.paymentsOf(ctx, c.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(p Payment) bool { return p.Status != Paid }) || c.PaidFen != c.TotalFen() {
			return ErrUnpaid
		}
		return nil
	})
}

// Cancel gives up a contract before it is signed.
func (s *Service) Cancel(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.reasoned(ctx, auth.ContractApprove, contractID, "contract.cancel", reason, func(_ context.Context, _ auth.Actor, c *Contract) error {
		return c.Move(Cancelled, s.now())
	})
}

// Suspend stops performing and paying until Resume.
func (s *Service) Suspend(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.reasoned(ctx, auth.ContractApprove, contractID, "contract.suspend", reason, func(_ context.Context, _ auth.Actor, c *Contract) error {
		c.HeldFrom = c.Status
		return c.Move(Suspended, s.now())
	}, notice{template: "contract.suspended", to: toProvider})
}

// Resume lets a suspended contract go on where it was.
func (s *Service) Resume(ctx context.Context, contractID, reason string) (Contract, error) {
	return s.reasoned(ctx, auth.ContractApprove, contractID, "contract.resume", reason, func(_ context.Context, _ auth.Actor, c *Contract) error {
		if c.Status != Suspended {
			return ErrMove
		}
		to := c.HeldFrom
		c.HeldFrom = ""
		return c.Move(to, s.now())
	})
}

// Terminate ends a signed contract early and says how it is settled; what was accepted can still be paid.
func (s *Service) Terminate(ctx context.Context, contractID, reason, settlement string) (Contract, error) {
	if !between(settlement, 10, 2000) {
		return Contract{}, ErrReason.At("settlement")
	}
	return s.reasoned(ctx, auth.ContractApprove, contractID, "contract.terminate", reason, func(_ context.Context, _ auth.Actor, c *Contract) error {
		c.Settlement = strings.TrimSpace(settlement)
		return c.Move(Terminated, s.now())
	}, notice{template: "contract.terminated", to: toProvider})
}

// reasoned is a step that keeps a reason.
func (s *Service) reasoned(ctx context.Context, p auth.Permission, contractID, action, reason string, do change, tell ...notice) (Contract, error) {
	if err := needReason(reason); err != nil {
		return Contract{}, err
	}
	return s.step(ctx, p, contractID, 0, action, "", func(ctx context.Context, actor auth.Actor, c *Contract) error {
		c.Reason = strings.TrimSpace(reason)
		return do(ctx, actor, c)
	}, tell...)
}

// EvaluationPassed records the final result of an evaluation (kind spot, mid or final; total in hundredths) and moves
// the contract where it leads. The evaluation calls it in its own transaction; it asks for no permission.
func (s *Service) EvaluationPassed(ctx context.Context, contractID, kind string, totalHundredths int64, pass bool) error {
	if !slices.Contains([]string{KindSpot, KindMid, KindFinal}, kind) {
		return fmt.Errorf("evaluation of contract %s: unknown kind", contractID)
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		now := s.now()
		c, err := s.store.all.Update(ctx, contractID, func(c *Contract) error {
			return c.evaluated(Outcome{Kind: kind, Total: totalHundredths, Pass: pass, At: now}, now)
		})
		if err != nil {
			return fmt.Errorf("evaluation of contract %s: %w", contractID, err)
		}
		if err := s.note(ctx, "contract.evaluated", &c, ""); err != nil {
			return err
		}
		if pass || c.Status != Rectifying {
			return nil
		}
		return s.tell(ctx, &c, notice{template: "contract.rectify", to: toProvider}, notice{template: "contract.rectify", to: toClerks})
	})
}
