package attendance

import (
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// The columns of the exported lists. Their headings are those of the screens.
var exportStays = httpapi.ExportPersons("服务时长", "Hours",
	httpapi.NameColumn("volunteer_id", "志愿者", "Volunteer"), httpapi.TextColumn("title", "活动", "Activity"), httpapi.TextColumn("org_name", "机构", "Organisation"),
	httpapi.DayColumn("day", "日期", "Day"), httpapi.TimeColumn("in_at", "签到时间", "In"), httpapi.TimeColumn("out_at", "签退时间", "Out"),
	httpapi.StateColumn("in_by", "签到方式", "Checked in by", MethodWords), httpapi.StateColumn("out_by", "签退方式", "Checked out by", MethodWords),
	httpapi.HoursColumn("minutes", "时长（小时）", "Hours"), httpapi.StateColumn("status", "状态", "State", StatusWords), httpapi.StateColumn("grade", "凭证等级", "Evidence", GradeWords),
	httpapi.TimeColumn("confirmed_at", "确认时间", "Confirmed"))

var exportLedger = httpapi.ExportPersons("时长台账", "Ledger",
	httpapi.DayColumn("day", "日期", "Day"), httpapi.StateColumn("kind", "条目", "Entry", EntryWords), httpapi.TextColumn("title", "活动", "Activity"),
	httpapi.StateColumn("type", "类型", "Kind", activities.TypeWords), httpapi.NameColumn("volunteer_id", "志愿者", "Volunteer"), httpapi.TextColumn("org_name", "机构", "Organisation"),
	httpapi.HoursColumn("minutes", "时长（小时）", "Hours"), httpapi.NumberColumn("person_times", "人次", "Attendances"), httpapi.NumberColumn("sessions", "场次", "Sessions"),
	httpapi.NumberColumn("served", "受益人次", "Served"), httpapi.StateColumn("grade", "凭证等级", "Evidence", GradeWords), httpapi.StateColumn("source", "来源", "Source", MethodWords),
	httpapi.NameColumn("actor", "经办人", "By"), httpapi.TimeColumn("at", "入账时间", "Entered"))

var exportCertificates = httpapi.ExportPersons("服务记录证明", "Certificates",
	httpapi.TextColumn("no", "证明编号", "Number"), httpapi.NameColumn("volunteer_id", "志愿者", "Volunteer"), httpapi.TextColumn("issuer", "出具单位", "Issued by"),
	httpapi.DayColumn("from", "服务起", "From"), httpapi.DayColumn("to", "服务止", "To"), httpapi.HoursColumn("minutes", "时长（小时）", "Hours"),
	httpapi.StateColumn("status", "状态", "State", CertificateWords), httpapi.TimeColumn("requested_at", "申请时间", "Asked for"), httpapi.TimeColumn("issued_at", "出具时间", "Issued"))
