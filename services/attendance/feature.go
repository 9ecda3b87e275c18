package attendance

import (
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which attendance and hours plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:       "attendance",
		Routes:     func(r *httpapi.Router) { Routes(r, s) },
		Words:      []words.Set{StatusWords, MethodWords, AgreementWords, GradeWords, EntryWords, CertificateWords, NearWords, s.stays.Words(), certificateActs.Words()},
		Templates:  Templates,
		Messages:   "attendance.",
		Check:      s.StillApplies,
		Work:       s.work(),
		EachSealed: s.EachSealed,
		Records:    map[string]feature.Record{"att": {Read: feature.ReadBy(s.Read)}},
	}
}
