package attendance

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportStays = httpapi.ExportPersons("服务时长", "Hours",
	httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.Text("title", "活动", "Activity"), httpapi.Text("org_name", "机构", "Organisation"),
	httpapi.Text("day", "日期", "Day"), httpapi.At("in_at", "签到时间", "In"), httpapi.At("out_at", "签退时间", "Out"),
	httpapi.State("in_by", "签到方式", "Checked in by", methodWords), httpapi.State("out_by", "签退方式", "Checked out by", methodWords),
	httpapi.Hours("minutes", "时长（小时）", "Hours"), httpapi.State("status", "状态", "State", stayWords), httpapi.State("grade", "凭证等级", "Evidence", gradeWords),
	httpapi.At("confirmed_at", "确认时间", "Confirmed"))

var exportLedger = httpapi.ExportPersons("时长台账", "Ledger",
	httpapi.Text("day", "日期", "Day"), httpapi.State("kind", "条目", "Entry", entryWords), httpapi.Text("title", "活动", "Activity"),
	httpapi.State("type", "类型", "Kind", typeWords), httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.Text("org_name", "机构", "Organisation"),
	httpapi.Hours("minutes", "时长（小时）", "Hours"), httpapi.Text("person_times", "人次", "Attendances"), httpapi.Text("sessions", "场次", "Sessions"),
	httpapi.Text("served", "受益人次", "Served"), httpapi.State("grade", "凭证等级", "Evidence", gradeWords), httpapi.State("source", "来源", "Source", methodWords),
	httpapi.Who("actor", "经办人", "By"), httpapi.At("at", "入账时间", "Entered"))

var exportCertificates = httpapi.ExportPersons("服务记录证明", "Certificates",
	httpapi.Text("no", "证明编号", "Number"), httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.Text("issuer", "出具单位", "Issued by"),
	httpapi.Text("from", "服务起", "From"), httpapi.Text("to", "服务止", "To"), httpapi.Hours("minutes", "时长（小时）", "Hours"),
	httpapi.State("status", "状态", "State", certificateWords), httpapi.At("requested_at", "申请时间", "Asked for"), httpapi.At("issued_at", "出具时间", "Issued"))

var stayWords = httpapi.Words{
	"checked_in":  {"在场", "Present"},
	"checked_out": {"待补签退", "Check-out missing"},
	"pending":     {"待确认", "To be confirmed"},
	"confirmed":   {"已确认", "Confirmed"},
	"rejected":    {"已驳回", "Rejected"},
	"disputed":    {"有异议", "Disputed"},
	"corrected":   {"已更正", "Corrected"},
	"upheld":      {"维持原记录", "Upheld"},
	"voided":      {"已作废", "Voided"},
}

var methodWords = httpapi.Words{
	"qr":     {"扫码", "Scanned"},
	"hand":   {"人工登记", "By hand"},
	"code":   {"输入数字码", "Digits typed"},
	"list":   {"名单", "List"},
	"import": {"历史导入", "Imported"},
	"job":    {"系统自动", "Automatic"},
}

var gradeWords = httpapi.Words{
	"A": {"A 级：扫码签到签退，位置相符", "A: scanned in and out, on site"},
	"B": {"B 级：扫码签到签退", "B: scanned in and out"},
	"C": {"C 级：一端扫码，一端人工", "C: one end scanned"},
	"D": {"D 级：人工登记", "D: by hand"},
}

var entryWords = httpapi.Words{
	"hours":   {"服务时长", "Hours"},
	"session": {"活动场次", "Session held"},
}

var typeWords = httpapi.Words{
	"tutoring":        {"课业辅导", "Tutoring"},
	"group_activity":  {"小组活动", "Group activity"},
	"visit":           {"入户走访", "Home visit"},
	"pairing_meeting": {"结对见面", "Pairing meeting"},
}

var certificateWords = httpapi.Words{
	"requested": {"待出具", "To be issued"},
	"issued":    {"已出具", "Issued"},
	"refused":   {"未出具", "Refused"},
	"revoked":   {"已撤销", "Revoked"},
}
