package orgs

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportOrgs = httpapi.Export("机构", "Organisations",
	httpapi.Text("name", "机构名称", "Name"), httpapi.Text("uscc", "统一社会信用代码", "Credit code"), httpapi.State("type", "类型", "Kind", TypeWords),
	httpapi.Place("region", "地区", "Region"), httpapi.State("status", "状态", "State", StatusWords), httpapi.State("credit", "信用", "Credit", CreditWords),
	httpapi.State("rating", "评估等级", "Rating", RatingWords), httpapi.Text("valid_to", "登记证书有效期", "Valid to"), httpapi.At("created_at", "建档时间", "Since"))
