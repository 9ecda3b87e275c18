package servicelog

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "service_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"submitted", "待审核", "To be approved"},
		{"returned", "已退回", "Returned"},
		{"approved", "已审核", "Approved"},
		{"void", "已作废", "Void"},
		{"discarded", "已删除", "Thrown away"},
	}}
	ThreadWords = words.Set{Name: "service_thread_status", Words: []words.Word{
		{"open", "进行中", "Going on"},
		{"closed", "已结案", "Closed"},
	}}
	NoteWords = words.Set{Name: "service_note", Words: []words.Word{
		{"review", "阶段回顾", "Review"},
		{"supervision", "督导记录", "Supervision"},
		{"closing", "结案小结", "Closing"},
	}}
	OutcomeWords = words.Set{Name: "service_outcome", Words: []words.Word{
		{"achieved", "目标达成", "Aims reached"},
		{"partly", "部分达成", "Partly reached"},
		{"missed", "未达成", "Not reached"},
		{"referred", "转介", "Referred"},
		{"ended", "服务对象退出", "The person left"},
	}}
	DimWords = words.Set{Name: "service_dimension", Words: []words.Word{
		{"gender", "性别", "Sex"},
		{"band", "年龄段", "Age group"},
		{"kind", "人员类别", "Kind of person"},
		{"village", "村（居）", "Village"},
	}}
)
