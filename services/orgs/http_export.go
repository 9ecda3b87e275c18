package orgs

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportOrgs = httpapi.Export("机构", "Organisations",
	httpapi.Text("name", "机构名称", "Name"), httpapi.Text("uscc", "统一社会信用代码", "Credit code"), httpapi.State("type", "类型", "Kind", typeWords),
	httpapi.Place("region", "地区", "Region"), httpapi.State("status", "状态", "State", statusWords), httpapi.State("credit", "信用", "Credit", creditWords),
	httpapi.State("rating", "评估等级", "Rating", ratingWords), httpapi.Text("valid_to", "登记证书有效期", "Valid to"), httpapi.At("created_at", "建档时间", "Since"))

var typeWords = httpapi.Words{
	"association": {"社会团体", "Association"}, "service_agency": {"社会服务机构", "Service agency"}, "foundation": {"基金会", "Foundation"},
	"mass_organisation": {"群团组织", "Mass organisation"}, "public_institution": {"事业单位", "Public institution"}, "company": {"企业", "Company"},
	"team": {"社区团体", "Team"},
}

var statusWords = httpapi.Words{
	"draft": {"草稿", "Draft"}, "submitted": {"待审核", "Waiting for review"}, "reviewing": {"审核中", "In review"}, "approved": {"已通过", "Approved"},
	"returned": {"已退回", "Returned"}, "rejected": {"未通过", "Rejected"}, "suspended": {"已暂停", "Suspended"}, "cancelled": {"已注销", "Cancelled"},
}

var creditWords = httpapi.Words{
	"normal": {"正常", "Normal"}, "abnormal": {"活动异常名录", "Abnormal"}, "serious": {"严重违法失信名单", "Serious"},
}

var ratingWords = httpapi.Words{
	"0": {"无", "none"}, "1": {"1A", "1A"}, "2": {"2A", "2A"}, "3": {"3A", "3A"}, "4": {"4A", "4A"}, "5": {"5A", "5A"},
}
