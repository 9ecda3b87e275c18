package audit

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// exportRecords writes the codes of acts unchanged, because auditors know them from the rules of the log.
var exportRecords = httpapi.Export("审计记录", "Audit records",
	httpapi.TextColumn("seq", "序号", "Number"), httpapi.TimeColumn("at", "时间", "Time"), httpapi.NameColumn("actor", "操作人", "By"), httpapi.TextColumn("roles", "角色", "Roles"),
	httpapi.TextColumn("action", "操作", "Act"), httpapi.TextColumn("subjects", "对象", "Records"), httpapi.RegionColumn("region", "地区", "Region"),
	httpapi.TextColumn("fields", "字段", "Fields"), httpapi.TextColumn("purpose", "用途", "Purpose"), httpapi.TextColumn("reason", "原因", "Reason"),
	httpapi.TextColumn("request_id", "请求编号", "Request"), httpapi.TextColumn("hash", "校验值", "Hash"))
