package satisfaction

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "satisfaction_status", Words: []words.Word{
		{"open", "进行中", "Open"},
		{"closed", "已结束", "Closed"},
	}}
	FaceWords = words.Set{Name: "satisfaction_face", Words: []words.Word{
		{"1", "非常不满意", "Very dissatisfied"},
		{"2", "不满意", "Dissatisfied"},
		{"3", "一般", "Neither"},
		{"4", "满意", "Satisfied"},
		{"5", "非常满意", "Very satisfied"},
	}}
	WayWords = words.Set{Name: "satisfaction_way", Words: []words.Word{
		{"link", "回访码", "By code"},
		{"call", "电话", "By telephone"},
	}}
)
