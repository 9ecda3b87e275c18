package evaluation

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which evaluations plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:      "evaluation",
		Routes:    func(r *httpapi.Router) { Routes(r, s) },
		Actions:   auditActions,
		Words:     []words.Set{StatusWords, KindWords, PartyWords, SubstituteWords, MethodWords, SheetWords, ChangeWords, PartWords, evaluationActs.Words(), sheetActs.Words()},
		Templates: Templates,
		Messages:  "evaluation.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Files:     []files.Place{s.papers()},
		Records: map[string]feature.Record{"eva": {Read: s.readAsOffice, Page: "/evaluations/", Open: auth.EvaluationRead,
			Follow: &feature.Following{Kind: "evaluation", Nouns: []string{"evaluation"}, Read: auth.EvaluationRead, Readable: feature.Reached(s.store.evaluations, auth.EvaluationRead)},
		}},
	}
}

// readAsOffice refuses the provider, who may not know the raters.
func (s *Service) readAsOffice(ctx context.Context, evaluationID string) error {
	e, err := s.Read(ctx, evaluationID)
	if err == nil && auth.From(ctx).ForOrg(auth.EvaluationSelf, e.ProviderID, "") {
		return auth.ErrForbidden
	}
	return err
}
