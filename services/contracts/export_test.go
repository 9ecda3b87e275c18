package contracts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Flow returns the flow by which the service takes acts on contracts.
func (s *Service) Flow() *workflow.Flow[Contract, Status] { return s.flow }

// MilestoneFlow returns the flow of milestones.
func (s *Service) MilestoneFlow() *workflow.Flow[part[Milestone], MilestoneStatus] {
	return s.milestones
}

// AmendmentFlow returns the flow of amendments.
func (s *Service) AmendmentFlow() *workflow.Flow[part[Amendment], AmendmentStatus] {
	return s.amendments
}

// IndicatorFlow returns the flow of indicators.
func (s *Service) IndicatorFlow() *workflow.Flow[part[Indicator], Status] { return s.indicators }

// ReportFlow returns the flow of reports by hand.
func (s *Service) ReportFlow() *workflow.Flow[reportOf, ReportStatus] { return s.reports }

// PaymentFlow returns the flow of payments.
func (s *Service) PaymentFlow() *workflow.Flow[paymentOf, PaymentStatus] { return s.payments }

// Types and ids of the flows.
type (
	MilestonePart = part[Milestone]
	AmendmentPart = part[Amendment]
	IndicatorPart = part[Indicator]
	ReportOf      = reportOf
	PaymentOf     = paymentOf
)

// PartID is partID for tests.
func PartID(contractID, id string) string { return partID(contractID, id) }

// Change changes a contract without checking any rule, so that a test can set up any state.
func (s *Service) Change(ctx context.Context, contractID string, change func(*Contract)) error {
	c, err := s.store.all.Get(ctx, contractID)
	if err != nil {
		return err
	}
	change(&c)
	return s.store.save(ctx, &c)
}

// ChangePayment does the same with a payment.
func (s *Service) ChangePayment(ctx context.Context, paymentID string, change func(*Payment)) error {
	_, err := s.store.allPayments.Update(ctx, paymentID, func(p *Payment) error {
		change(p)
		return nil
	})
	return err
}

// ChangeReport does the same with a report.
func (s *Service) ChangeReport(ctx context.Context, reportID string, change func(*Report)) error {
	_, err := s.store.allReports.Update(ctx, reportID, func(r *Report) error {
		change(r)
		return nil
	})
	return err
}

// PublicIndicators is publicIndicators with the figures of the ledger and the log.
func PublicIndicators(list []Indicator, f Figures) []PublicIndicator {
	return publicIndicators(list, progress("con_1", list, f))
}
