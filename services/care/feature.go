package care

import (
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Feature returns the value by which files and pairings plug into the program.
func (s *Service) Feature() feature.Feature {
	return feature.Feature{
		Name:   "care",
		Routes: func(r *httpapi.Router) { Routes(r, s) },
		Words: []words.Set{
			FileWords, PathWords, KindWords, RiskWords, NoIDWords, GuardianshipWords, SchoolingWords, ReturnWords, ExitWords, PurposeWords, fileActs.Words(),
			PairingWords, PairingTypeWords, RelationWords, OpinionWords, PauseWords, EndWords, WayWords, MetWords, pairingActs.Words(), DangerWords, dangerActs.Words(),
		},
		Templates:   Templates,
		Messages:    "care.",
		Check:       s.StillApplies,
		Work:        s.work(),
		Files:       []files.Place{s.papers()},
		EachSealed:  s.EachSealed,
		RebuildKeys: s.RebuildKeys,
	}
}
