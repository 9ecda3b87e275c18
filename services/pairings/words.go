package pairings

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
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
	RelationWords = words.Set{Name: "consent_relation", Words: []words.Word{
		{"father", "父亲", "Father"},
		{"mother", "母亲", "Mother"},
		{"grandparent", "祖父母或外祖父母", "Grandparent"},
		{"other_guardian", "其他监护人", "Other guardian"},
		{"self", "本人", "Self"},
	}}
	OpinionWords = words.Set{Name: "child_opinion", Words: []words.Word{
		{"agrees", "愿意", "Agrees"},
		{"hesitant", "犹豫", "Hesitates"},
		{"refuses", "不愿意", "Refuses"},
		{"too_young", "年龄太小，未能表达", "Too young to say"},
		{"adult", "成年人，本人同意", "Adult, agrees"},
	}}
	PauseWords = words.Set{Name: "pause_reason", Words: []words.Word{
		{"clearance_lapsed", "志愿者从业查询过期或不在服务状态", "A volunteer’s clearance has lapsed, or the volunteer is not active"},
		{"volunteer_request", "志愿者申请", "At the volunteer’s request"},
		{"family_request", "家庭申请", "At the family’s request"},
		{"safety", "安全原因", "For safety"},
	}}
	EndWords = words.Set{Name: "end_reason", Words: []words.Word{
		{"completed", "期满", "Its time is over"},
		{"moved", "对象迁出", "The person has moved"},
		{"unsuited", "不合适", "It did not suit"},
		{"violation", "违规", "A rule was broken"},
	}}
	WayWords = words.Set{Name: "contact_way", Words: []words.Word{
		{"home", "入户", "At home"},
		{"school", "到校", "At school"},
		{"phone", "电话", "Phone"},
		{"video", "视频", "Video"},
	}}
	DangerWords = words.Set{Name: "danger_status", Words: []words.Word{
		{"reported", "尚无人受理", "Taken by nobody"},
		{"taken", "正在处置", "Being handled"},
		{"closed", "已办结", "Closed"},
	}}
	MetWords = words.Set{Name: "contact_met", Words: []words.Word{
		{"person", "本人", "The person"},
		{"caregiver", "照料人", "The caregiver"},
		{"nobody", "未联系上", "Nobody"},
	}}
)
