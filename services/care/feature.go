package care

import (
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature is how files and pairings plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:        "care",
		Routes:      func(r *httpapi.Router) { Routes(r, s) },
		Words:       []words.Set{PairingWords, PairingTypeWords},
		Templates:   Templates,
		Messages:    "care.",
		Check:       s.StillApplies,
		EachSealed:  s.EachHeld,
		RebuildKeys: s.RebuildKeys,
	}
}
