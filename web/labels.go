package web

import (
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/news"
	"github.com/tongxing-platform/tongxing/services/opendata"
	"github.com/tongxing-platform/tongxing/services/orgs"
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
	"org":        orgs.TypeWords,
	"standing":   standingWords,
	"due":        dueWords,
	"type":       opendata.TypeWords,
	"news":       news.KindWords,
}

// standingWords name how an organisation stands, to the public.
var standingWords = words.Set{Name: "org_standing", Words: []words.Word{
	{standingActive, "正常", "In good standing"},
	{standingExpired, "登记证书已过有效期", "Licence run out"},
	{standingAbnormal, "活动异常名录", "Listed as abnormal"},
	{standingSerious, "严重违法失信名单", "Listed for serious breaches"},
	{standingSuspended, "已暂停", "Suspended"},
	{standingClosed, "已注销", "Closed"},
}}

// dueWords name how a milestone stands, to the public.
var dueWords = words.Set{Name: "milestone_due", Words: []words.Word{
	{milestoneAccepted, "已验收", "Accepted"},
	{milestoneLate, "到期未验收", "Due, not accepted"},
	{milestoneAhead, "未到期", "Not due yet"},
}}

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
	"standing": {
		standingActive: "done", standingExpired: "wait", standingAbnormal: "late", standingSerious: "late", standingSuspended: "late", standingClosed: "",
	},
	"due":         {milestoneAccepted: "done", milestoneLate: "late"},
	"certificate": {"issued": "done", "revoked": "late"},
}

func tone(kind string, value any) string { return tones[kind][text(value)] }
