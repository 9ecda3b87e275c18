package audit

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// exportRecords writes the codes of acts unchanged, because auditors know them from the rules of the log.
var exportRecords = httpapi.Export("审计记录", "Audit records",
	httpapi.Text("seq", "序号", "Number"), httpapi.At("at", "时间", "Time"), httpapi.Who("actor", "操作人", "By"), httpapi.Text("roles", "角色", "Roles"),
	httpapi.Text("action", "操作", "Act"), httpapi.Text("subjects", "对象", "Records"), httpapi.Place("region", "地区", "Region"),
	httpapi.Text("fields", "字段", "Fields"), httpapi.Text("purpose", "用途", "Purpose"), httpapi.Text("reason", "原因", "Reason"),
	httpapi.Text("request_id", "请求编号", "Request"), httpapi.Text("hash", "校验值", "Hash"))
