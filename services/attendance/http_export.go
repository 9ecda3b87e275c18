package attendance

import (
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// What an exported list shows, in the words of the screens.
var exportStays = httpapi.ExportPersons("服务时长", "Hours",
	httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.Text("title", "活动", "Activity"), httpapi.Text("org_name", "机构", "Organisation"),
	httpapi.Text("day", "日期", "Day"), httpapi.At("in_at", "签到时间", "In"), httpapi.At("out_at", "签退时间", "Out"),
	httpapi.State("in_by", "签到方式", "Checked in by", MethodWords), httpapi.State("out_by", "签退方式", "Checked out by", MethodWords),
	httpapi.Hours("minutes", "时长（小时）", "Hours"), httpapi.State("status", "状态", "State", StatusWords), httpapi.State("grade", "凭证等级", "Evidence", GradeWords),
	httpapi.At("confirmed_at", "确认时间", "Confirmed"))

var exportLedger = httpapi.ExportPersons("时长台账", "Ledger",
	httpapi.Text("day", "日期", "Day"), httpapi.State("kind", "条目", "Entry", EntryWords), httpapi.Text("title", "活动", "Activity"),
	httpapi.State("type", "类型", "Kind", activities.TypeWords), httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.Text("org_name", "机构", "Organisation"),
	httpapi.Hours("minutes", "时长（小时）", "Hours"), httpapi.Text("person_times", "人次", "Attendances"), httpapi.Text("sessions", "场次", "Sessions"),
	httpapi.Text("served", "受益人次", "Served"), httpapi.State("grade", "凭证等级", "Evidence", GradeWords), httpapi.State("source", "来源", "Source", MethodWords),
	httpapi.Who("actor", "经办人", "By"), httpapi.At("at", "入账时间", "Entered"))

var exportCertificates = httpapi.ExportPersons("服务记录证明", "Certificates",
	httpapi.Text("no", "证明编号", "Number"), httpapi.Who("volunteer_id", "志愿者", "Volunteer"), httpapi.Text("issuer", "出具单位", "Issued by"),
	httpapi.Text("from", "服务起", "From"), httpapi.Text("to", "服务止", "To"), httpapi.Hours("minutes", "时长（小时）", "Hours"),
	httpapi.State("status", "状态", "State", CertificateWords), httpapi.At("requested_at", "申请时间", "Asked for"), httpapi.At("issued_at", "出具时间", "Issued"))
