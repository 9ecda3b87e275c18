package contracts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which contracts plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:    "contracts",
		Routes:  func(r *httpapi.Router) { Routes(r, s) },
		Actions: auditActions,
		Words: []words.Set{
			StatusWords, NextWords, SubjectWords, MethodWords, IndicatorWords, UnitWords, ServiceKindWords, CycleWords, SourceWords, MeasureWords, ReportWords, MilestoneWords,
			GateWords, PaymentWords, PayByWords, AmendmentWords, contractActs.Words(), milestoneActs.Words(), amendmentActs.Words(), ClaimWords, claimActs.Words(),
			indicatorActs.Words(), reportActs.Words(), paymentActs.Words(),
		},
		Files:     s.places(),
		Templates: Templates,
		Messages:  "contract.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Records: map[string]feature.Record{
			"con": {
				Names: feature.NameEach(s.recordName), Read: feature.ReadBy(s.Read), Numbers: feature.NumberEach(s.contractNo), Find: feature.FindOne(s.store.idByNo),
				Page: "/contracts/", Open: auth.ContractRead,
				Follow: &feature.Following{
					Kind: "contract", Nouns: []string{"contract", "milestone", "amendment", "indicator", "report", "claim"}, Read: auth.ContractRead,
					Readable: feature.Reached(s.store.contracts, auth.ContractRead),
				},
			},
			"pay": {
				Read: feature.ReadBy(s.ReadPayment), Page: "/payments/", Open: auth.ContractRead,
				Follow: &feature.Following{Kind: "payment", Nouns: []string{"payment"}, Read: auth.ContractRead, Readable: feature.Reached(s.store.payments, auth.ContractRead)},
			},
		},
	}
}

// recordName returns the name and the number of a contract.
func (s *Service) recordName(ctx context.Context, contractID string) (feature.Name, error) {
	c, err := s.Read(ctx, contractID)
	return feature.Name{Text: c.Name, No: c.No}, err
}

// contractNo returns the number of a contract, without checking the actor.
func (s *Service) contractNo(ctx context.Context, contractID string) (feature.Number, error) {
	c, err := s.Get(ctx, contractID)
	return feature.Number{Text: c.No}, err
}
