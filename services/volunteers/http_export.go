package volunteers

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// The columns of the exported lists. Their headings are those of the screens.
var exportVolunteers = httpapi.ExportPersons("志愿者", "Volunteers",
	httpapi.TextColumn("no", "志愿者编号", "Number"), httpapi.TextColumn("name", "姓名", "Name"), httpapi.StateColumn("gender", "性别", "Gender", GenderWords), httpapi.NumberColumn("age", "年龄", "Age"),
	httpapi.RegionColumn("region", "地区", "Region"), httpapi.NameColumn("org_ids", "所属机构", "Organisations"), httpapi.StateColumn("status", "状态", "State", StatusWords),
	httpapi.TextColumn("skills", "技能", "Skills"), httpapi.StateColumn("clearance", "从业查询", "Clearance", ClearanceWords),
	httpapi.TimeColumn("clearance_valid_to", "查询有效期", "Clearance until"), httpapi.DayColumn("skills_until", "技能证书有效期", "Certificates until"),
	httpapi.YesNoColumn("claimed", "已有账号", "Has an account"))
