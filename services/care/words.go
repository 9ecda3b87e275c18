package care

import "github.com/tongxing-platform/tongxing/services/platform/words"

// What the codes of this feature are called.
var (
	PairingWords = words.Set{Name: "pairing_status", Words: []words.Word{
		{"proposed", "待匹配", "To be matched"},
		{"matched", "待同意", "Consent due"},
		{"consented", "待开始", "To begin"},
		{"active", "结对中", "Active"},
		{"paused", "已暂停", "Paused"},
		{"ended", "已结束", "Ended"},
	}}
	PairingTypeWords = words.Set{Name: "pairing_type", Words: []words.Word{
		{"caring_mother", "爱心妈妈", "Caring mother"},
		{"one_to_one", "一对一", "One to one"},
		{"team", "团队", "Team"},
	}}
)
