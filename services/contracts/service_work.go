package contracts

import (
	"context"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ErrEvidence refuses a report or milestone without evidence.
var ErrEvidence = fault.New(fault.Invalid, "evidence_required", "Describe the evidence in 20 to 4,000 characters.", "请用 20 到 4000 字说明完成情况和依据。")

// SubmitMilestone submits a milestone with its evidence.
func (s *Service) SubmitMilestone(ctx context.Context, contractID, milestoneID, evidence string) (Contract, error) {
	if !fault.Between(evidence, 20, 4000) {
		return Contract{}, ErrEvidence.At("evidence")
	}
	return s.takeMilestone(ctx, "submit", contractID, milestoneID, workflow.Call[part[Milestone]]{
		Do: func(_ context.Context, q workflow.Asking, p *part[Milestone]) error {
			p.It.Evidence, p.It.Makers = strings.TrimSpace(evidence), q.Actor.AddTo(nil)
			return nil
		},
		Tell: tellingOf[Milestone](s, notice{template: "contract.milestone_submitted", to: toApprovers, about: milestoneID}),
	})
}

// AcceptMilestone accepts a submitted milestone. It returns auth.ErrSelf for the person who submitted it.
func (s *Service) AcceptMilestone(ctx context.Context, contractID, milestoneID string) (Contract, error) {
	return s.takeMilestone(ctx, "accept", contractID, milestoneID, workflow.Call[part[Milestone]]{
		Tell: tellingOf[Milestone](s, notice{template: "contract.milestone_accepted", to: toProvider, about: milestoneID}),
	})
}

// ReturnMilestone returns a submitted milestone with a reason.
func (s *Service) ReturnMilestone(ctx context.Context, contractID, milestoneID, reason string) (Contract, error) {
	return s.takeMilestone(ctx, "return", contractID, milestoneID, workflow.Call[part[Milestone]]{
		Reason: reason,
		Tell:   tellingOf[Milestone](s, notice{template: "contract.milestone_returned", to: toProvider, about: milestoneID}),
	})
}

// takeMilestone takes one of milestoneActs and returns the saved contract.
func (s *Service) takeMilestone(ctx context.Context, act, contractID, milestoneID string, c workflow.Call[part[Milestone]]) (Contract, error) {
	p, err := s.milestones.Take(ctx, act, partID(contractID, milestoneID), c)
	if err != nil {
		return Contract{}, err
	}
	return *p.Contract, nil
}

// ReportIndicator stores a report of a manual indicator's value, cumulative since the start, with its evidence.
func (s *Service) ReportIndicator(ctx context.Context, contractID, indicatorID string, value int64, evidence string) (Report, error) {
	var r Report
	made := id.New("rep")
	_, err := s.indicators.Take(ctx, "report", partID(contractID, indicatorID), workflow.Call[part[Indicator]]{
		Do: func(ctx context.Context, q workflow.Asking, p *part[Indicator]) error {
			r = Report{
				ContractID: p.ID, IndicatorID: p.It.ID, ProviderID: p.ProviderID, Region: p.Region, Value: value,
				Evidence: strings.TrimSpace(evidence), Status: ReportSubmitted, StatusAt: q.Now, Makers: q.Actor.AddTo(nil),
			}
			r.ID = made
			if err := r.check(p.It.Unit); err != nil {
				return err
			}
			return s.store.allReports.Insert(ctx, &r)
		},
		Note: func(e *audit.Entry) { e.Subjects = append(e.Subjects, made) },
		Tell: tellingOf[Indicator](s, notice{template: "contract.report_submitted", to: toClerks, about: made}),
	})
	if err != nil {
		return Report{}, err
	}
	return r, nil
}

// AcceptReport sets the indicator's actual value to the reported one. It returns auth.ErrSelf for the person who reported it.
func (s *Service) AcceptReport(ctx context.Context, reportID string) (Report, error) {
	return s.takeReport(ctx, "accept", reportID, workflow.Call[reportOf]{Do: func(_ context.Context, _ workflow.Asking, r *reportOf) error {
		i := r.contract.indicator(r.IndicatorID)
		if i == nil {
			return docstore.ErrNotFound
		}
		if err := r.check(i.Unit); err != nil { // reported when shares were not bounded
			return err
		}
		i.Reported = r.Value
		return nil
	}})
}

// ReturnReport returns a report with a reason; the provider may report again.
func (s *Service) ReturnReport(ctx context.Context, reportID, reason string) (Report, error) {
	return s.takeReport(ctx, "return", reportID, workflow.Call[reportOf]{Reason: reason})
}

func (s *Service) takeReport(ctx context.Context, act, reportID string, c workflow.Call[reportOf]) (Report, error) {
	c.Tell = func(ctx context.Context, r *reportOf) error {
		return s.tell(ctx, &r.contract, notice{template: "contract.report_decided", to: toProvider, about: r.ID})
	}
	r, err := s.reports.Take(ctx, act, reportID, c)
	return r.Report, err
}

// Reports lists the reports of a contract within the actor's reach, newest first.
func (s *Service) Reports(ctx context.Context, contractID string, page []docstore.Option) (docstore.Page[Report], error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return docstore.Page[Report]{}, err
	}
	return s.store.reportPage(ctx, actor.Scope(auth.ContractRead), contractID, page)
}
