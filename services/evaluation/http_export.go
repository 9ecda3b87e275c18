package evaluation

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// The columns of the exported lists. Their headings are those of the screens.
var exportEvaluations = httpapi.Export("评估", "Evaluations",
	httpapi.TextColumn("contract_no", "合同编号", "Contract"), httpapi.TextColumn("contract_name", "项目名称", "Name"), httpapi.TextColumn("provider_name", "承接主体", "Provider"),
	httpapi.RegionColumn("region", "地区", "Region"), httpapi.StateColumn("kind", "类型", "Kind", KindWords), httpapi.TextColumn("year", "年度", "Year"),
	httpapi.StateColumn("status", "状态", "State", StatusWords), httpapi.TimeColumn("status_at", "状态时间", "Since"), httpapi.PointsColumn("total", "总分", "Total"),
	httpapi.TextColumn("grade", "等级", "Grade"), httpapi.DayColumn("public_from", "公示起", "Public from"), httpapi.TextColumn("public_to", "公示止", "Public to"))
