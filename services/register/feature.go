package register

import (
	"context"
	"strings"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which the register plugs into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:    "register",
		Routes:  func(r *httpapi.Router) { Routes(r, s) },
		Actions: auditActions,
		Fields:  formFields(),
		Words: []words.Set{
			FileWords, PathWords, KindWords, RiskWords, NoIDWords, GuardianshipWords, AgeBandWords, SchoolingWords, ReturnWords, ExitWords, PurposeWords, fileActs.Words(),
			RequestKindWords, RequestWords, requestActs.Words(), DuplicateWords, duplicateActs.Words(), ImportWords,
		},
		Templates: Templates,
		Messages:  "register.",
		Check:     s.StillApplies,
		Work:      s.work(),
		Files:     []files.Place{s.papers()},
		Records: map[string]feature.Record{
			"frq": {Numbers: feature.NumberEach(s.numberOfRequest), Page: "/file-requests/", Open: auth.BeneficiaryReveal},
			"ben": {Numbers: feature.NumberEach(s.NumberOf), Find: s.findPseudonym, Page: "/beneficiaries/", Open: auth.BeneficiaryRead},
		},
		EachSealed:  s.EachSealed,
		RebuildKeys: s.RebuildKeys,
	}
}

// NumberOf returns the pseudonym of a person cared for, without checking the actor.
func (s *Service) NumberOf(ctx context.Context, fileID string) (feature.Number, error) {
	b, err := s.Get(ctx, fileID)
	if err != nil {
		return feature.Number{}, err
	}
	return feature.Number{Text: s.PseudonymOf(&b), Region: b.Region}, nil
}

// numberOfRequest returns the pseudonym of the person of a request, without checking the actor.
func (s *Service) numberOfRequest(ctx context.Context, requestID string) (feature.Number, error) {
	r, err := s.store.allRequests.Get(ctx, requestID)
	if err != nil {
		return feature.Number{}, err
	}
	return s.NumberOf(ctx, r.FileID)
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
		if strings.HasPrefix(s.PseudonymOf(&b), p.kind) {
			ids = append(ids, b.ID)
		}
	}
	return ids, err
}
