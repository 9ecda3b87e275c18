package evaluation

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "evaluation_status", Words: []words.Word{
		{"planned", "待启动", "Planned"},
		{"self_reporting", "待自评", "Self-report due"},
		{"self_submitted", "自评已交", "Self-report in"},
		{"desk", "资料审查", "Desk review"},
		{"onsite", "现场评分", "Scoring on site"},
		{"scored", "待合成", "To be merged"},
		{"merged", "待公示", "To be made public"},
		{"publicised", "公示中", "In publicity"},
		{"objected", "有异议", "Objection open"},
		{"reviewed", "异议已处理", "Objection decided"},
		{"final", "已定档", "Final"},
		{"rectifying", "整改中", "Rectifying"},
		{"rechecked", "已复查", "Re-checked"},
		{"final2", "复查定档", "Final after re-check"},
		{"archived", "已归档", "Archived"},
	}}
	KindWords = words.Set{Name: "evaluation_kind", Words: []words.Word{
		{"spot", "抽查", "Spot check"},
		{"mid", "中期评估", "Mid-term evaluation"},
		{"final", "末期评估", "Final evaluation"},
	}}
	PartyWords = words.Set{Name: "evaluation_party", Words: []words.Word{
		{"third_party", "第三方", "Third party"},
		{"buyer", "购买方", "Buyer"},
		{"civil", "民政", "Civil affairs"},
		{"village", "村（居）", "Village"},
		{"self", "自评", "Self"},
	}}
	SubstituteWords = words.Set{Name: "evaluation_substitute", Words: []words.Word{
		{AllKinds, "按合同全部指标计", "By all indicators"},
		{LeftOut, "不计该项", "Left out"},
	}}
	SheetWords = words.Set{Name: "sheet_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"in_force", "生效中", "In force"},
		{"retired", "已停用", "Retired"},
	}}
	ChangeWords = words.Set{Name: "sheet_change", Words: []words.Word{
		{"added", "新增", "Added"},
		{"removed", "删除", "Removed"},
		{"changed", "修改", "Changed"},
	}}
	PartWords = words.Set{Name: "sheet_part", Words: []words.Word{
		{"section", "一级指标", "Section"},
		{"item", "评分项", "Item"},
		{"veto", "否决项", "Veto"},
		{"grade", "等级", "Grade"},
	}}
	MethodWords = words.Set{Name: "scoring_method", Words: []words.Word{
		{"bands", "按完成率分段", "Bands of the ratio"},
		{"auto_ratio", "按完成率折算", "In line with the ratio"},
		{"level", "程度分", "Level"},
		{"combination", "组合分", "Sum of parts"},
		{"deduction", "扣分", "Deduction"},
	}}
)
