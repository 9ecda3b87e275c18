package attendance

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which attendance and hours plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:       "attendance",
		Routes:     func(r *httpapi.Router) { Routes(r, s) },
		Actions:    auditActions,
		Words:      []words.Set{StatusWords, MethodWords, AgreementWords, GradeWords, EntryWords, CertificateWords, NearWords, s.stays.Words(), certificateActs.Words()},
		Templates:  Templates,
		Messages:   "attendance.",
		Check:      s.StillApplies,
		Work:       s.work(),
		EachSealed: s.EachSealed,
		Records: map[string]feature.Record{
			"att": {Read: feature.ReadBy(s.Read), Page: "/hours/", Open: auth.HoursRead},
			"cer": {Numbers: feature.NumberEach(s.certificateNo), Find: feature.FindOne(s.store.certificateByNo), Page: "/certificates/", Open: auth.CertificateIssue},
		},
	}
}

// certificateNo returns the number of a certificate, without checking the actor.
func (s *Service) certificateNo(ctx context.Context, certificateID string) (feature.Number, error) {
	c, err := s.store.allDocs.Get(ctx, certificateID)
	return feature.Number{Text: c.No}, err
}
