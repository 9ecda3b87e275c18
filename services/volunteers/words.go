package volunteers

import "github.com/tongxing-platform/tongxing/services/platform/words"

// What the codes of this feature are called.
var (
	GenderWords = words.Set{Name: "gender", Words: []words.Word{
		{"male", "男", "Male"},
		{"female", "女", "Female"},
	}}
	StatusWords = words.Set{Name: "volunteer_status", Words: []words.Word{
		{"registered", "已注册", "Registered"},
		{"verified", "已核实", "Verified"},
		{"active", "在册", "Active"},
		{"frozen", "已冻结", "Frozen"},
		{"cancelled", "已注销", "Cancelled"},
	}}
	ClearanceWords = words.Set{Name: "clearance_status", Words: []words.Word{
		{"none", "未办理", "None"},
		{"consented", "已同意查询", "Consented"},
		{"queried", "查询中", "Queried"},
		{"clear", "通过", "Clear"},
		{"expired", "已过期", "Expired"},
		{"barred", "不得从事", "Barred"},
	}}
)
