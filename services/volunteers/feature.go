package volunteers

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which volunteers plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:    "volunteers",
		Routes:  func(r *httpapi.Router) { Routes(r, s) },
		Actions: auditActions,
		Words: []words.Set{
			GenderWords, StatusWords, ClearanceWords, StopWords, AuthorityWords, MemberWords, PurposeWords, OutcomeWords, InvitationWords, StepWords, StepStateWords,
			profileActs.Words(), clearanceActs.Words(), memberActs.Words(), invitationActs.Words(),
		},
		Templates:   Templates,
		Messages:    "volunteer.",
		Check:       s.StillApplies,
		Work:        s.work(),
		Files:       []files.Place{s.papers()},
		EachSealed:  s.EachSealed,
		RebuildKeys: s.RebuildKeys,
		Records: map[string]feature.Record{"vol": {
			Names: feature.NameEach(s.MaskedName), Read: feature.ReadBy(s.Read), Contact: s.Contact,
			Numbers: feature.NumberEach(s.numberOf), Find: feature.FindOne(s.store.idByNo), Page: "/volunteers/", Open: auth.VolunteerRead,
		}, guardianPrefix: {Contact: s.guardianContact}},
	}
}

// MaskedName returns the masked name and the number of a volunteer, without checking the actor.
func (s *Service) MaskedName(ctx context.Context, volunteerID string) (feature.Name, error) {
	v, err := s.Get(ctx, volunteerID)
	if err != nil {
		return feature.Name{}, err
	}
	name, err := s.FullName(ctx, v)
	return feature.Name{Text: privacy.MaskName(name), No: v.No}, err
}

// numberOf returns the number of a volunteer, without checking the actor.
func (s *Service) numberOf(ctx context.Context, volunteerID string) (feature.Number, error) {
	v, err := s.Get(ctx, volunteerID)
	return feature.Number{Text: v.No, Region: v.Region}, err
}
