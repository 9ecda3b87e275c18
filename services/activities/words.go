package activities

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "activity_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"submitted", "待发布", "Waiting for publication"},
		{"returned", "已退回", "Returned"},
		{"published", "报名中", "Open for sign-up"},
		{"signup_closed", "报名截止", "Sign-up closed"},
		{"ongoing", "进行中", "Under way"},
		{"ended", "待归档", "To be recorded"},
		{"recorded", "已归档", "Recorded"},
		{"archived", "已存档", "Archived"},
		{"cancelled", "已取消", "Cancelled"},
	}}
	TypeWords = words.Set{Name: "activity_type", Words: []words.Word{
		{"tutoring", "课业辅导", "Tutoring"},
		{"group_activity", "小组活动", "Group activity"},
		{"visit", "入户走访", "Home visit"},
		{"pairing_meeting", "结对见面", "Pairing meeting"},
	}}
	GroupWords = words.Set{Name: "target_group", Words: []words.Word{
		{"children", "儿童", "Children"},
		{"elders", "老人", "Elders"},
		{"women", "妇女", "Women"},
		{"mixed", "家庭（含儿童）", "Families with children"},
		{"general", "社区居民", "Residents"},
	}}
	SignupWords = words.Set{Name: "signup_status", Words: []words.Word{
		{"pending", "待审核", "Waiting for decision"},
		{"confirmed", "已报名", "Signed up"},
		{"waitlisted", "候补", "Waiting list"},
		{"declined", "未通过", "Declined"},
		{"withdrawn", "已请假", "Withdrawn"},
		{"cancelled", "活动取消", "Activity cancelled"},
		{"attended", "已参加", "Attended"},
		{"absent", "缺席", "Absent"},
	}}
	CheckinWords = words.Set{Name: "checkin_mode", Words: []words.Word{
		{"qr", "二维码签到", "By QR code"},
		{"list", "名单签到", "By list"},
	}}
)
