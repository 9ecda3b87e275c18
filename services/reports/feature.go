package reports

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which reports plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "reports",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Words:     []words.Set{StatusWords, reportActs.Words()},
		Actions:   auditActions,
		Templates: Templates,
		Messages:  "report.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Records: map[string]feature.Record{
			"rpt": {Numbers: feature.NumberEach(s.numberOf), Page: "/contract-reports/", Open: auth.ContractRead, Read: feature.ReadBy(s.Read)},
		},
	}
}

// numberOf returns what identifies a report for readers of the audit log: its contract's number and its period.
func (s *Service) numberOf(ctx context.Context, reportID string) (feature.Number, error) {
	r, err := s.Get(ctx, reportID)
	if err != nil {
		return feature.Number{}, err
	}
	c, err := s.Contracts.Get(ctx, r.ContractID)
	return feature.Number{Text: c.No + " " + r.Period()}, err
}
