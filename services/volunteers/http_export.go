package volunteers

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportVolunteers = httpapi.ExportPersons("志愿者", "Volunteers",
	httpapi.Text("no", "志愿者编号", "Number"), httpapi.Text("name", "姓名", "Name"), httpapi.State("gender", "性别", "Gender", GenderWords), httpapi.Text("age", "年龄", "Age"),
	httpapi.Place("region", "地区", "Region"), httpapi.Who("org_ids", "所属机构", "Organisations"), httpapi.State("status", "状态", "State", StatusWords),
	httpapi.Text("skills", "技能", "Skills"), httpapi.State("clearance", "背景查询", "Clearance", ClearanceWords),
	httpapi.At("clearance_valid_to", "查询有效期", "Clearance until"), httpapi.YesNo("claimed", "已有账号", "Has an account"))
