package orgs

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// The columns of the exported lists. Their headings are those of the screens.
var exportOrgs = httpapi.Export("机构", "Organisations",
	httpapi.TextColumn("name", "机构名称", "Name"), httpapi.TextColumn("uscc", "统一社会信用代码", "Credit code"), httpapi.StateColumn("type", "类型", "Kind", TypeWords),
	httpapi.RegionColumn("region", "地区", "Region"), httpapi.StateColumn("status", "状态", "State", StatusWords), httpapi.StateColumn("credit", "信用", "Credit", CreditWords),
	httpapi.StateColumn("rating", "评估等级", "Rating", RatingWords), httpapi.DayColumn("valid_to", "登记证书有效期", "Valid to"), httpapi.TimeColumn("created_at", "建档时间", "Since"))
