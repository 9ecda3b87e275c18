package register

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	FileWords = words.Set{Name: "beneficiary_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"village_submitted", "待乡镇核实", "To be verified by the town"},
		{"township_verified", "待县级确认", "To be confirmed by the county"},
		{"registered", "登记在册", "Registered"},
		{"exit_pending", "待退出确认", "Exit to be confirmed"},
		{"exited", "已退出", "Exited"},
	}}
	PathWords = words.Set{Name: "beneficiary_path", Words: []words.Word{ // the way into the register: who brings a file there
		{"draft", "登记", "Entered"},
		{"village_submitted", "村提交", "Village"},
		{"township_verified", "乡镇核实", "Town"},
		{"registered", "县级确认", "County"},
	}}
	KindWords = words.Set{Name: "beneficiary_kind", Words: []words.Word{
		{"left_behind_child", "留守儿童", "Left-behind child"},
		{"child_in_need", "困境儿童", "Child in need"},
		{"orphan", "孤儿", "Orphan"},
		{"unsupported_child", "事实无人抚养儿童", "De facto unsupported child"},
		{"left_behind_elder", "留守老人", "Left-behind elder"},
		{"left_behind_woman", "留守妇女", "Left-behind woman"},
	}}
	RiskWords = words.Set{Name: "risk", Words: []words.Word{
		{"red", "高", "High"},
		{"yellow", "中", "Medium"},
		{"blue", "低", "Low"},
		{"green", "稳定", "Stable"},
		{"not_collected", "未采集", "Not collected"},
	}}
	NoIDWords = words.Set{Name: "no_id_reason", Words: []words.Word{
		{"unregistered", "未登记户口", "Not registered"},
		{"lost_papers", "证件遗失待补", "Papers lost"},
		{"other_papers", "持其他证件", "Other papers"},
		{"not_collected", "未采集", "Not collected"},
	}}
	GuardianshipWords = words.Set{Name: "guardianship", Words: []words.Word{
		{"parent", "父或母", "A parent"},
		{"grandparents", "祖辈", "Grandparents"},
		{"relatives", "亲戚朋友", "Relatives or friends"},
		{"foster", "寄养", "Foster"},
		{"institution", "机构", "Institution"},
		{"self", "本人", "Self"},
		{"none", "无人监护", "Nobody"},
		{"not_collected", "未采集", "Not collected"},
	}}
	AgeBandWords = words.Set{Name: "age_band", Words: []words.Word{
		{"0-5", "0–5 岁", "0–5"}, {"6-13", "6–13 岁", "6–13"}, {"14-15", "14–15 岁", "14–15"}, {"16-17", "16–17 岁", "16–17"},
		{"18-59", "18–59 岁", "18–59"}, {"60-69", "60–69 岁", "60–69"}, {"70-79", "70–79 岁", "70–79"}, {"80+", "80 岁及以上", "80 and above"},
	}}
	SchoolingWords = words.Set{Name: "schooling", Words: []words.Word{
		{"not_in_kindergarten", "未入园", "Not in kindergarten"},
		{"kindergarten", "幼儿园", "Kindergarten"},
		{"primary", "小学", "Primary school"},
		{"junior", "初中", "Junior school"},
		{"senior", "高中", "Senior school"},
		{"vocational", "中职", "Vocational school"},
		{"dropped_out", "辍学", "Dropped out"},
		{"not_at_school", "不在学", "Not at school"},
		{"not_collected", "未采集", "Not collected"},
	}}
	ReturnWords = words.Set{Name: "return_reason", Words: []words.Word{
		{"incomplete", "信息不全", "Something is missing"},
		{"mismatch", "与证件或实际不符", "Does not agree with the papers or the facts"},
		{"not_eligible", "不符合条件", "The conditions are not met"},
		{"duplicate", "重复建档", "The person has another file"},
		{"correction", "需要更正", "Something has to be corrected"},
		{"reentry", "再次纳入", "The person comes back to the register"},
	}}
	ExitWords = words.Set{Name: "exit_reason", Words: []words.Word{
		{"came_of_age", "满 16/18 周岁", "Came of age"},
		{"parents_back", "父母返乡", "Parents are back"},
		{"moved_with_parents", "随迁", "Moved with the parents"},
		{"moved_out", "迁出", "Moved away"},
		{"resolved", "情形消失", "No longer applies"},
		{"deceased", "死亡", "Deceased"},
		{"mistaken", "误报", "Entered by mistake"},
		{"merged", "重复建档，已合并", "Merged with another file"},
	}}
	RequestKindWords = words.Set{Name: "file_request_kind", Words: []words.Word{
		{"correct", "更正身份信息", "Correct who the person is"},
		{"transfer", "迁移到其他村（社区）", "Move to another village"},
		{"lower_risk", "降低风险等级", "Lower the risk"},
		{"measure", "落实监护措施", "Measure for a child alone"},
		{"inquiry", "请县级查询", "Ask the county"},
	}}
	RequestWords = words.Set{Name: "file_request_status", Words: []words.Word{
		{"open", "待办理", "Open"},
		{"approved", "已同意", "Approved"},
		{"refused", "未同意", "Refused"},
		{"withdrawn", "已撤回", "Withdrawn"},
	}}
	DuplicateWords = words.Set{Name: "duplicate_status", Words: []words.Word{
		{"open", "待核对", "To be compared"},
		{"different", "不是同一人", "Two persons"},
		{"merged", "已合并", "Merged"},
	}}
	ImportWords = words.Set{Name: "file_import_outcome", Words: []words.Word{
		{"good", "通过", "Accepted"},
		{"known", "已有档案", "Has a file"},
		{"refused", "未通过", "Refused"},
	}}
	PurposeWords = words.Set{Name: "care_purpose", Words: []words.Word{
		{"visit", "入户走访", "Visit"},
		{"contact", "联系本人或监护人", "Contact"},
		{"verification", "核实信息", "Verification"},
		{"emergency", "紧急处置", "Emergency"},
		{"assistance", "办理救助", "Assistance"},
	}}
)

// factWords are the words for the codes of the facts, by field.
var factWords = map[string]words.Set{
	"status": FileWords, "kinds": KindWords, "no_id_reason": NoIDWords, "guardianship": GuardianshipWords, "schooling": SchoolingWords, "risk": RiskWords,
	"gender": {Words: []words.Word{{"male", "男", "Male"}, {"female", "女", "Female"}}},
}

// factFields are what the fields outside the form are called.
var factFields = []words.Word{
	{"status", "状态", "State"},
	{"kinds", "类别", "Kinds"},
	{"region", "所在村（社区）", "Village"},
	{"name", "姓名", "Name"},
	{"id_number", "身份证号", "ID number"},
	{"no_id_reason", "无身份证号的原因", "Reason for no ID number"},
	{"gender", "性别", "Sex"},
	{"birth", "出生日期", "Birth"},
	{"address", "住址", "Address"},
	{"guardianship", "实际监护", "Guardianship"},
	{"guardian_name", "监护人姓名", "Guardian's name"},
	{"guardian_mobile", "监护人手机号", "Guardian's mobile"},
	{"schooling", "学业", "Schooling"},
	{"grade", "年级", "Grade"},
	{"risk", "风险", "Risk"},
	{"r16_flag", "无人照料已报告", "Reported as alone"},
}

// formFields are what the fields of the form are called in audit records.
func formFields() []words.Word {
	var list []words.Word
	for _, s := range FileForm.Sections {
		for i := range s.Fields {
			f := &s.Fields[i]
			w := words.Word{f.Code, f.ZH, f.EN}
			if s.Code == "father" || s.Code == "mother" { // 姓名 alone would be the child's
				w = words.Word{f.Code, s.ZH + f.ZH, s.EN + ": " + f.EN}
			}
			list = append(list, w)
		}
	}
	return list
}

// fieldLabel returns what the field is called in the language.
func fieldLabel(field, lang string) string {
	if text := (words.Set{Words: factFields}).Of(field, lang); text != field {
		return text
	}
	return words.Set{Words: formFields()}.Of(field, lang)
}
