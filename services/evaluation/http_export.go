package evaluation

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportEvaluations = httpapi.Export("评估", "Evaluations",
	httpapi.Text("contract_no", "合同编号", "Contract"), httpapi.Text("contract_name", "项目名称", "Name"), httpapi.Text("provider_name", "承接主体", "Provider"),
	httpapi.Place("region", "地区", "Region"), httpapi.State("kind", "类型", "Kind", kindWords), httpapi.Text("year", "年度", "Year"),
	httpapi.State("status", "状态", "State", statusWords), httpapi.At("status_at", "状态时间", "Since"), httpapi.Points("total", "总分", "Total"),
	httpapi.Text("grade", "等级", "Grade"), httpapi.Text("public_from", "公示起", "Public from"), httpapi.Text("public_to", "公示止", "Public to"))

var statusWords = httpapi.Words{
	"planned":        {"待启动", "Planned"},
	"self_reporting": {"待自评", "Self-report due"},
	"self_submitted": {"自评已交", "Self-report in"},
	"desk":           {"资料审查", "Desk review"},
	"onsite":         {"现场评分", "Scoring on site"},
	"scored":         {"待合成", "To be merged"},
	"merged":         {"待公示", "To be made public"},
	"publicised":     {"公示中", "In publicity"},
	"objected":       {"有异议", "Objection open"},
	"reviewed":       {"异议已处理", "Objection decided"},
	"final":          {"已定档", "Final"},
	"rectifying":     {"整改中", "Rectifying"},
	"rechecked":      {"已复查", "Re-checked"},
	"final2":         {"复查定档", "Final after re-check"},
	"archived":       {"已归档", "Archived"},
}

var kindWords = httpapi.Words{
	"spot":  {"抽查", "Spot check"},
	"mid":   {"中期评估", "Mid-term evaluation"},
	"final": {"末期评估", "Final evaluation"},
}
