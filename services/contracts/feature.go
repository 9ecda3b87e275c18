package contracts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which contracts plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:   "contracts",
		Routes: func(r *httpapi.Router) { Routes(r, s) },
		Words: []words.Set{
			StatusWords, NextWords, SubjectWords, MethodWords, IndicatorWords, UnitWords, SourceWords, MeasureWords, ReportWords, MilestoneWords,
			GateWords, PaymentWords, AmendmentWords, contractActs.Words(), milestoneActs.Words(), amendmentActs.Words(), ClaimWords, claimActs.Words(),
			indicatorActs.Words(), reportActs.Words(), paymentActs.Words(),
		},
		Files:     s.places(),
		Templates: Templates,
		Messages:  "contract.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Records: map[string]feature.Record{
			"con": {Names: feature.NameEach(s.recordName), Read: feature.ReadBy(s.Read)},
			"pay": {Read: feature.ReadBy(s.ReadPayment)},
		},
	}
}

// recordName returns the name and the number of a contract.
func (s *Service) recordName(ctx context.Context, contractID string) (feature.Name, error) {
	c, err := s.Read(ctx, contractID)
	return feature.Name{Text: c.Name, No: c.No}, err
}
