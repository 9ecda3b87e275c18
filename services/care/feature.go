package care

import (
	"context"
	"strings"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which files and pairings plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:    "care",
		Routes:  func(r *httpapi.Router) { Routes(r, s) },
		Actions: auditActions,
		Words: []words.Set{
			FileWords, PathWords, KindWords, RiskWords, NoIDWords, GuardianshipWords, SchoolingWords, ReturnWords, ExitWords, PurposeWords, fileActs.Words(),
			PairingWords, PairingTypeWords, RelationWords, OpinionWords, PauseWords, EndWords, WayWords, MetWords, pairingActs.Words(), DangerWords, dangerActs.Words(),
		},
		Templates: Templates,
		Messages:  "care.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Files:     []files.Place{s.papers()},
		Records: map[string]feature.Record{
			"ben": {Numbers: feature.NumberEach(s.pseudonymOf), Find: s.findPseudonym, Page: "/beneficiaries/", Open: auth.BeneficiaryRead},
			"pai": {Numbers: feature.NumberEach(s.pseudonymOfPairing), Page: "/pairings/", Open: auth.PairingRead},
			"pct": {Numbers: feature.NumberEach(s.pseudonymOfContact)},
		},
		EachSealed:  s.EachSealed,
		RebuildKeys: s.RebuildKeys,
	}
}

// pseudonymOf returns the pseudonym of a person cared for, without checking the actor.
func (s *Service) pseudonymOf(ctx context.Context, fileID string) (feature.Number, error) {
	b, err := s.Get(ctx, fileID)
	if err != nil {
		return feature.Number{}, err
	}
	return feature.Number{Text: s.pseudonym(&b), Region: b.Region}, nil
}

// pseudonymOfPairing returns the pseudonym of the person of a pairing, without checking the actor.
func (s *Service) pseudonymOfPairing(ctx context.Context, pairingID string) (feature.Number, error) {
	p, err := s.store.allPairings.Get(ctx, pairingID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.pseudonymOf(ctx, p.BeneficiaryID)
}

// pseudonymOfContact returns the pseudonym of the person of a contact, without checking the actor.
func (s *Service) pseudonymOfContact(ctx context.Context, contactID string) (feature.Number, error) {
	c, err := s.store.allContacts.Get(ctx, contactID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.pseudonymOfPairing(ctx, c.PairingID)
}

// findPseudonym returns the ids of the files with the pseudonym. Its middle part is not compared, because it changes with the years: it may be
// left out. Villages of one name have files of one pseudonym.
func (s *Service) findPseudonym(ctx context.Context, text string) ([]string, error) {
	p, ok := parsePseudonym(text)
	if !ok {
		return nil, nil
	}
	files, err := s.store.filesByLetter(ctx, p.letter, func(path string) bool { return s.Regions.Name(path) == p.village })
	var ids []string
	for _, b := range files {
		if strings.HasPrefix(s.pseudonym(&b), p.kind) {
			ids = append(ids, b.ID)
		}
	}
	return ids, err
}
