package activities

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportActivities = httpapi.Export("活动", "Activities",
	httpapi.Text("title", "活动", "Title"), httpapi.State("type", "类型", "Kind", typeWords), httpapi.State("target_group", "服务对象", "For", groupWords),
	httpapi.State("status", "状态", "State", statusWords), httpapi.Text("org_name", "机构", "Organisation"),
	httpapi.At("start", "开始时间", "Start"), httpapi.At("end", "结束时间", "End"), httpapi.Text("region_name", "地区", "Region"),
	httpapi.Text("address", "地点", "Address"), httpapi.Text("capacity", "人数上限", "Places"), httpapi.Text("free", "剩余名额", "Free"),
	httpapi.Text("waiting", "候补人数", "Waiting"), httpapi.At("signup_to", "报名截止", "Sign-up until"),
	httpapi.YesNo("needs_clearance", "需背景查询", "Needs clearance"), httpapi.Text("skills", "所需技能", "Skills"))

var exportSignups = httpapi.ExportPersons("报名名单", "Sign-ups",
	httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.State("status", "状态", "State", signupWords),
	httpapi.At("status_at", "状态时间", "Since"), httpapi.Text("position", "候补位次", "Position"), httpapi.YesNo("late", "临时请假", "Withdrew late"),
	httpapi.Text("reason", "原因", "Reason"), httpapi.At("start", "开始时间", "Start"), httpapi.At("end", "结束时间", "End"))

var statusWords = httpapi.Words{
	"draft":         {"草稿", "Draft"},
	"submitted":     {"待发布", "Waiting for publication"},
	"returned":      {"已退回", "Returned"},
	"published":     {"报名中", "Open for sign-up"},
	"signup_closed": {"报名截止", "Sign-up closed"},
	"ongoing":       {"进行中", "Under way"},
	"ended":         {"待归档", "To be recorded"},
	"recorded":      {"已归档", "Recorded"},
	"archived":      {"已存档", "Archived"},
	"cancelled":     {"已取消", "Cancelled"},
}

var typeWords = httpapi.Words{
	"tutoring":        {"课业辅导", "Tutoring"},
	"group_activity":  {"小组活动", "Group activity"},
	"visit":           {"入户走访", "Home visit"},
	"pairing_meeting": {"结对见面", "Pairing meeting"},
}

var groupWords = httpapi.Words{
	"children": {"儿童", "Children"},
	"elders":   {"老人", "Elders"},
	"women":    {"妇女", "Women"},
	"mixed":    {"家庭（含儿童）", "Families with children"},
	"general":  {"社区居民", "Residents"},
}

var signupWords = httpapi.Words{
	"pending":    {"待审核", "Waiting for decision"},
	"confirmed":  {"已报名", "Signed up"},
	"waitlisted": {"候补", "Waiting list"},
	"declined":   {"未通过", "Declined"},
	"withdrawn":  {"已请假", "Withdrawn"},
	"cancelled":  {"活动取消", "Activity cancelled"},
	"attended":   {"已参加", "Attended"},
	"absent":     {"缺席", "Absent"},
}
