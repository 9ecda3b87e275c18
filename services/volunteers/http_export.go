package volunteers

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportVolunteers = httpapi.ExportPersons("志愿者", "Volunteers",
	httpapi.Text("no", "志愿者编号", "Number"), httpapi.Text("name", "姓名", "Name"), httpapi.State("gender", "性别", "Gender", genderWords), httpapi.Text("age", "年龄", "Age"),
	httpapi.Place("region", "地区", "Region"), httpapi.Who("org_ids", "所属机构", "Organisations"), httpapi.State("status", "状态", "State", statusWords),
	httpapi.Text("skills", "技能", "Skills"), httpapi.State("clearance", "背景查询", "Clearance", clearanceWords),
	httpapi.At("clearance_valid_to", "查询有效期", "Clearance until"), httpapi.YesNo("claimed", "已有账号", "Has an account"))

var genderWords = httpapi.Words{"male": {"男", "Male"}, "female": {"女", "Female"}}

var statusWords = httpapi.Words{
	"registered": {"已注册", "Registered"}, "verified": {"已核实", "Verified"}, "active": {"在册", "Active"}, "frozen": {"已冻结", "Frozen"},
	"cancelled": {"已注销", "Cancelled"},
}

var clearanceWords = httpapi.Words{
	"none": {"未办理", "None"}, "consented": {"已同意查询", "Consented"}, "queried": {"查询中", "Queried"}, "clear": {"通过", "Clear"},
	"expired": {"已过期", "Expired"}, "barred": {"不得从事", "Barred"},
}
