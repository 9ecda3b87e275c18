package activities

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// The columns of the exported lists. Their headings are those of the screens.
var exportActivities = httpapi.Export("活动", "Activities",
	httpapi.TextColumn("title", "活动", "Title"), httpapi.StateColumn("type", "类型", "Kind", TypeWords), httpapi.StateColumn("target_group", "服务对象", "For", GroupWords),
	httpapi.StateColumn("status", "状态", "State", StatusWords), httpapi.TextColumn("org_name", "机构", "Organisation"),
	httpapi.TimeColumn("start", "开始时间", "Start"), httpapi.TimeColumn("end", "结束时间", "End"), httpapi.TextColumn("region_name", "地区", "Region"),
	httpapi.TextColumn("address", "地点", "Address"), httpapi.NumberColumn("capacity", "人数上限", "Places"), httpapi.NumberColumn("free", "剩余名额", "Free"),
	httpapi.NumberColumn("waiting", "候补人数", "Waiting"), httpapi.TimeColumn("signup_to", "报名截止", "Sign-up until"),
	httpapi.YesNoColumn("needs_clearance", "需从业查询", "Needs clearance"), httpapi.TextColumn("skills", "所需技能", "Skills"))

var exportSignups = httpapi.ExportPersons("报名名单", "Sign-ups",
	httpapi.NameColumn("volunteer_id", "志愿者", "Volunteer"), httpapi.StateColumn("status", "状态", "State", SignupWords),
	httpapi.TimeColumn("status_at", "状态时间", "Since"), httpapi.NumberColumn("position", "候补位次", "Position"), httpapi.YesNoColumn("late", "临时请假", "Withdrew late"),
	httpapi.TextColumn("reason", "原因", "Reason"), httpapi.TimeColumn("start", "开始时间", "Start"), httpapi.TimeColumn("end", "结束时间", "End"))
