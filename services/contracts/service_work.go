package contracts

import (
	"context"
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
)

// ErrEvidence asks what was done.
var ErrEvidence = fault.New(fault.Invalid, "evidence_required", "Describe the evidence in 20 to 4,000 characters.", "请用 20 到 4000 字说明完成情况和依据。")

// SubmitMilestone hands a milestone in with the evidence for it.
func (s *Service) SubmitMilestone(ctx context.Context, contractID, milestoneID, evidence string) (Contract, error) {
	if !between(evidence, 20, 4000) {
		return Contract{}, ErrEvidence.At("evidence")
	}
	return s.onMilestone(ctx, auth.ContractReport, contractID, milestoneID, "contract.milestone_submit", func(actor auth.Actor, m *Milestone) error {
		if err := m.Move(MilestoneSubmitted); err != nil {
			return err
		}
		m.Evidence, m.SubmittedAt, m.Makers, m.Reason = strings.TrimSpace(evidence), s.now(), actor.AddTo(nil), ""
		return nil
	}, notice{template: "contract.milestone_submitted", to: toApprovers, about: milestoneID})
}

// AcceptMilestone accepts what was handed in; nobody accepts their own.
func (s *Service) AcceptMilestone(ctx context.Context, contractID, milestoneID string) (Contract, error) {
	return s.onMilestone(ctx, auth.ContractApprove, contractID, milestoneID, "contract.milestone_accept", func(actor auth.Actor, m *Milestone) error {
		if err := actor.NotSelf(m.Makers...); err != nil {
			return err
		}
		m.DecidedBy, m.DecidedAt = actor.ID(), s.now()
		return m.Move(MilestoneAccepted)
	}, notice{template: "contract.milestone_accepted", to: toProvider, about: milestoneID})
}

// ReturnMilestone gives it back with a reason.
func (s *Service) ReturnMilestone(ctx context.Context, contractID, milestoneID, reason string) (Contract, error) {
	if err := needReason(reason); err != nil {
		return Contract{}, err
	}
	return s.onMilestone(ctx, auth.ContractApprove, contractID, milestoneID, "contract.milestone_return", func(actor auth.Actor, m *Milestone) error {
		m.DecidedBy, m.DecidedAt, m.Reason = actor.ID(), s.now(), strings.TrimSpace(reason)
		return m.Move(MilestoneReturned)
	}, notice{template: "contract.milestone_returned", to: toProvider, about: milestoneID})
}

func (s *Service) onMilestone(ctx context.Context, p auth.Permission, contractID, milestoneID, action string, do func(auth.Actor, *Milestone) error, tell ...notice) (Contract, error) {
	return s.step(ctx, p, contractID, 0, action, "", func(_ context.Context, actor auth.Actor, c *Contract) error {
		m := c.milestone(milestoneID)
		switch {
		case m == nil:
			return docstore.ErrNotFound
		case !c.Working() && c.Status != Accepting:
			return ErrMove
		}
		if err := do(actor, m); err != nil {
			return err
		}
		c.setNextDue()
		return nil
	}, tell...)
}

// ReportIndicator reports a manual indicator's value, cumulative since the start, with its evidence.
func (s *Service) ReportIndicator(ctx context.Context, contractID, indicatorID string, value int64, evidence string) (Report, error) {
	actor, err := auth.Require(ctx, auth.ContractReport)
	if err != nil {
		return Report{}, err
	}
	made := id.New("rep")
	var r Report
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		c, err := s.store.contracts.In(actor.Scope(auth.ContractReport)).Get(ctx, contractID)
		if err != nil {
			return err
		}
		i := c.indicator(indicatorID)
		switch {
		case i == nil:
			return docstore.ErrNotFound
		case !c.Working():
			return ErrMove
		case i.Source != Manual:
			return ErrCounted
		}
		r = Report{
			ContractID: c.ID, IndicatorID: i.ID, ProviderID: c.ProviderID, Region: c.Region, Value: value,
			Evidence: strings.TrimSpace(evidence), Status: ReportSubmitted, StatusAt: s.now(), Makers: actor.AddTo(nil),
		}
		r.ID = made
		if err := r.check(); err != nil {
			return err
		}
		if err := s.store.allReports.Insert(ctx, &r); err != nil {
			return err
		}
		if err := s.note(ctx, "contract.indicator_report", &c, "", r.ID); err != nil {
			return err
		}
		return s.tell(ctx, &c, notice{template: "contract.report_submitted", to: toClerks, about: r.ID})
	})
	if err != nil {
		return Report{}, fmt.Errorf("report on %s: %w", contractID, err)
	}
	return r, nil
}

// DecideReport accepts or returns a report; accepting makes its value the indicator's actual one. Nobody decides their own.
func (s *Service) DecideReport(ctx context.Context, reportID string, accept bool, reason string) (Report, error) {
	actor, err := auth.Require(ctx, auth.ContractDraft)
	if err != nil {
		return Report{}, err
	}
	to := ReportAccepted
	if !accept {
		to = ReportReturned
		if err := needReason(reason); err != nil {
			return Report{}, err
		}
	}
	var r Report
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		now := s.now()
		var err error
		r, err = s.store.reports.In(actor.Scope(auth.ContractDraft)).Update(ctx, reportID, func(r *Report) error {
			if err := actor.NotSelf(r.Makers...); err != nil {
				return err
			}
			r.DecidedBy, r.Reason = actor.ID(), strings.TrimSpace(reason)
			return r.Decide(to, now)
		})
		if err != nil {
			return err
		}
		c, err := s.store.all.Update(ctx, r.ContractID, func(c *Contract) error {
			i := c.indicator(r.IndicatorID)
			switch {
			case i == nil:
				return docstore.ErrNotFound
			case !c.Working():
				return ErrMove
			case c.notOwn(auth.ContractApprove, actor) != nil:
				return auth.ErrSelf
			case accept:
				i.Reported = r.Value
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.note(ctx, "contract.report_"+string(to), &c, "", r.ID); err != nil {
			return err
		}
		return s.tell(ctx, &c, notice{template: "contract.report_decided", to: toProvider, about: r.ID})
	})
	if err != nil {
		return Report{}, fmt.Errorf("decide report %s: %w", reportID, err)
	}
	return r, nil
}

// Reports lists the reports of a contract within the actor's reach, newest first.
func (s *Service) Reports(ctx context.Context, contractID string, page []docstore.Option) (docstore.Page[Report], error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return docstore.Page[Report]{}, err
	}
	return s.store.reportPage(ctx, actor.Scope(auth.ContractRead), contractID, page)
}
