package web

import (
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/words"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
)

// labels are the words of the codes that public pages show, by the name under which a page asks for them.
var labels = map[string]words.Set{
	"activity":   activities.TypeWords,
	"group":      activities.GroupWords,
	"contract":   contracts.StatusWords,
	"subject":    contracts.SubjectWords,
	"method":     contracts.MethodWords,
	"indicator":  contracts.IndicatorWords,
	"unit":       contracts.UnitWords,
	"evaluation": evaluation.KindWords,
	"result":     evaluation.StatusWords,
	"substitute": evaluation.SubstituteWords,
	"service":    contracts.ServiceKindWords,
	"face":       satisfaction.FaceWords,
}

// tones say how a state looks beside its word.
var tones = map[string]map[string]string{
	"contract": {
		"published": "open", "performing": "open", "mid_passed": "open", "final_evaluating": "wait", "accepting": "wait", "settling": "wait",
		"closed": "done", "rectifying": "wait", "suspended": "late", "terminated": "late",
	},
	"result": {
		"publicised": "wait", "objected": "wait", "reviewed": "wait", "final": "done", "rectifying": "wait", "rechecked": "wait",
		"final2": "done", "archived": "done",
	},
	"certificate": {"issued": "done", "revoked": "late"},
}

func tone(kind string, value any) string { return tones[kind][text(value)] }
