package delegations

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which delegated care plugs into the program.
func (s *Service) Feature() feature.Feature {
	records := map[string]feature.Record{
		"del": {Numbers: feature.NumberEach(s.pseudonymOf), Page: "/delegations/", Open: auth.BeneficiaryRead},
		"dct": {Numbers: feature.NumberEach(s.pseudonymOfContact)},
	}
	for _, who := range parents {
		records[parentPrefix+string(who)] = feature.Record{Contact: s.contactOf(who)}
	}
	return feature.Feature{
		Name:    "delegations",
		Routes:  func(r *httpapi.Router) { Routes(r, s) },
		Actions: auditActions,
		Words: []words.Set{
			StatusWords, PathWords, ReasonWords, RelationWords, ItemWords, FindingWords, AnswerWords, WhoWords, WayWords, ReturnWords, EndWords,
			delegationActs.Words(),
		},
		Templates:   Templates,
		Messages:    "delegation.",
		Check:       s.StillApplies,
		Work:        s.work(),
		Files:       []files.Place{s.papers()},
		Records:     records,
		EachSealed:  s.EachSealed,
		RebuildKeys: s.RebuildKeys,
	}
}

// pseudonymOf returns the pseudonym of the child of a delegation, without checking the actor.
func (s *Service) pseudonymOf(ctx context.Context, delegationID string) (feature.Number, error) {
	d, err := s.Get(ctx, delegationID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.Register.NumberOf(ctx, d.FileID)
}

// pseudonymOfContact returns the pseudonym of the child of a contact, without checking the actor.
func (s *Service) pseudonymOfContact(ctx context.Context, contactID string) (feature.Number, error) {
	c, err := s.store.contacts.Get(ctx, contactID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.pseudonymOf(ctx, c.DelegationID)
}
