package activities

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportActivities = httpapi.Export("活动", "Activities",
	httpapi.Text("title", "活动", "Title"), httpapi.State("type", "类型", "Kind", TypeWords), httpapi.State("target_group", "服务对象", "For", GroupWords),
	httpapi.State("status", "状态", "State", StatusWords), httpapi.Text("org_name", "机构", "Organisation"),
	httpapi.At("start", "开始时间", "Start"), httpapi.At("end", "结束时间", "End"), httpapi.Text("region_name", "地区", "Region"),
	httpapi.Text("address", "地点", "Address"), httpapi.Text("capacity", "人数上限", "Places"), httpapi.Text("free", "剩余名额", "Free"),
	httpapi.Text("waiting", "候补人数", "Waiting"), httpapi.At("signup_to", "报名截止", "Sign-up until"),
	httpapi.YesNo("needs_clearance", "需背景查询", "Needs clearance"), httpapi.Text("skills", "所需技能", "Skills"))

var exportSignups = httpapi.ExportPersons("报名名单", "Sign-ups",
	httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.State("status", "状态", "State", SignupWords),
	httpapi.At("status_at", "状态时间", "Since"), httpapi.Text("position", "候补位次", "Position"), httpapi.YesNo("late", "临时请假", "Withdrew late"),
	httpapi.Text("reason", "原因", "Reason"), httpapi.At("start", "开始时间", "Start"), httpapi.At("end", "结束时间", "End"))
