package satisfaction

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which the asking of those served plugs into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "satisfaction",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Words:     []words.Set{StatusWords, FaceWords, WayWords, roundActs.Words()},
		Actions:   auditActions,
		Templates: Templates,
		Messages:  "satisfaction.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Records: map[string]feature.Record{
			"sfr": {Numbers: feature.NumberEach(s.numberOf), Page: "/satisfaction/", Open: auth.SatisfactionRead, Read: feature.ReadBy(s.forHistory)},
			"sfs": {Numbers: feature.NumberEach(s.numberOfSlip)},
		},
		EachSealed: s.EachSealed,
	}
}

// numberOf returns what identifies a round for readers of the audit log: its contract's number and its period.
func (s *Service) numberOf(ctx context.Context, roundID string) (feature.Number, error) {
	r, err := s.store.allRounds.Get(ctx, roundID)
	if err != nil {
		return feature.Number{}, err
	}
	c, err := s.Contracts.Get(ctx, r.ContractID)
	return feature.Number{Text: c.No + " " + string(r.From) + "–" + string(r.To)}, err
}

// numberOfSlip returns the pseudonym of the person of a slip.
func (s *Service) numberOfSlip(ctx context.Context, slipID string) (feature.Number, error) {
	p, err := s.store.allSlips.Get(ctx, slipID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.Register.NumberOf(ctx, p.FileID)
}
