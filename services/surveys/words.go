package surveys

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	SurveyWords = words.Set{Name: "survey_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"open", "进行中", "Open"},
		{"closed", "已截止", "Closed"},
	}}
	TaskWords = words.Set{Name: "survey_task_status", Words: []words.Word{
		{"open", "核对中", "Being checked"},
		{"submitted", "待乡镇核定", "To be accepted by the town"},
		{"returned", "已退回", "Returned"},
		{"accepted", "已通过", "Accepted"},
	}}
	OutcomeWords = words.Set{Name: "survey_outcome", Words: []words.Word{
		{"confirmed", "无变化", "No change"},
		{"changed", "有变化", "Changed"},
		{"left", "已离开", "Left"},
		{"not_found", "查无此人", "Not found"},
		{"added", "新增", "Added"},
	}}
	RowWords = words.Set{Name: "survey_row_result", Words: []words.Word{
		{"same", "一致", "Same"},
		{"differs", "不一致", "Differs"},
		{"theirs", "仅学校有", "Only the school has it"},
		{"ours", "仅档案有", "Only the register has it"},
	}}
	RowDecisionWords = words.Set{Name: "survey_row_decision", Words: []words.Word{
		{"taken", "采用学校信息", "Took over"},
		{"kept", "保留档案信息", "Kept"},
		{"not_left_behind", "不属于关爱对象", "Not left behind"},
		{"begun", "已建档", "File begun"},
		{"handed", "转村核实", "Handed to the village"},
	}}
	PoliceWords = words.Set{Name: "police_result", Words: []words.Word{
		{"confirmed", "属实", "Confirmed"},
		{"not_found", "查无此人", "Not found"},
		{"mismatch", "信息不符", "Mismatch"},
	}}
	AnswerWords = words.Set{Name: "police_answer_outcome", Words: []words.Word{
		{"entered", "本次录入", "Entered now"},
		{"same", "已录入，无变化", "Entered before"},
		{"blank", "未填结果", "No result yet"},
		{"kept", "与已录入的不同", "Another answer stays"},
		{"refused", "未通过", "Refused"},
	}}
	AnswerColumnWords = words.Set{Name: "police_answer_column", Words: []words.Word{
		{"number", "核实编号", "Number"},
		{"name", "姓名", "Name"},
		{"id_number", "身份证号码", "ID number"},
		{"gender", "性别", "Sex"},
		{"birth", "出生日期", "Birth"},
		{"village", "村（社区）", "Village"},
		{"result", "核实结果", "Result"},
		{"note", "备注", "Note"},
	}}
	RowFieldWords = words.Set{Name: "survey_row_field", Words: []words.Word{
		{"name", "姓名", "Name"},
		{"id_number", "身份证号", "ID number"},
		{"birth", "出生日期", "Birth"},
		{"gender", "性别", "Sex"},
		{"school", "学校", "School"},
		{"grade", "年级", "Grade"},
		{"class", "班级", "Class"},
		{"guardian_mobile", "监护人手机", "Guardian's mobile"},
	}}
)
