package pairings

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which pairings plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:    "pairings",
		Routes:  func(r *httpapi.Router) { Routes(r, s) },
		Actions: auditActions,
		Words: []words.Set{
			PairingWords, PairingTypeWords, RelationWords, OpinionWords, PauseWords, EndWords, WayWords, MetWords, pairingActs.Words(), DangerWords, dangerActs.Words(),
		},
		Templates: Templates,
		Messages:  "pairing.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Records: map[string]feature.Record{
			"pai": {Numbers: feature.NumberEach(s.pseudonymOfPairing), Page: "/pairings/", Open: auth.PairingRead},
			"pct": {Numbers: feature.NumberEach(s.pseudonymOfContact)},
		},
		EachSealed: s.EachSealed,
	}
}

// pseudonymOfPairing returns the pseudonym of the person of a pairing, without checking the actor.
func (s *Service) pseudonymOfPairing(ctx context.Context, pairingID string) (feature.Number, error) {
	p, err := s.store.allPairings.Get(ctx, pairingID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.Register.NumberOf(ctx, p.BeneficiaryID)
}

// pseudonymOfContact returns the pseudonym of the person of a contact, without checking the actor.
func (s *Service) pseudonymOfContact(ctx context.Context, contactID string) (feature.Number, error) {
	c, err := s.store.allContacts.Get(ctx, contactID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.pseudonymOfPairing(ctx, c.PairingID)
}
