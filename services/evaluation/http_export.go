package evaluation

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportEvaluations = httpapi.Export("评估", "Evaluations",
	httpapi.Text("contract_no", "合同编号", "Contract"), httpapi.Text("contract_name", "项目名称", "Name"), httpapi.Text("provider_name", "承接主体", "Provider"),
	httpapi.Place("region", "地区", "Region"), httpapi.State("kind", "类型", "Kind", KindWords), httpapi.Text("year", "年度", "Year"),
	httpapi.State("status", "状态", "State", StatusWords), httpapi.At("status_at", "状态时间", "Since"), httpapi.Points("total", "总分", "Total"),
	httpapi.Text("grade", "等级", "Grade"), httpapi.Text("public_from", "公示起", "Public from"), httpapi.Text("public_to", "公示止", "Public to"))
