package attendance

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "attendance_status", Words: []words.Word{
		{"checked_in", "已签到", "Checked in"},
		{"checked_out", "待补签退", "Check-out missing"},
		{"pending", "待确认", "To be confirmed"},
		{"confirmed", "已确认", "Confirmed"},
		{"rejected", "已驳回", "Rejected"},
		{"disputed", "有异议", "Disputed"},
		{"corrected", "已更正", "Corrected"},
		{"upheld", "维持原记录", "Upheld"},
		{"voided", "已作废", "Voided"},
	}}
	MethodWords = words.Set{Name: "attendance_method", Words: []words.Word{
		{"qr", "扫码", "Scanned"},
		{"hand", "人工登记", "By hand"},
		{"code", "输入数字码", "Digits typed"},
		{"list", "名单", "List"},
		{"import", "历史导入", "Imported"},
		{"job", "系统自动", "Automatic"},
	}}
	AgreementWords = words.Set{Name: "hand_agreement", Words: []words.Word{
		{"signup", "本人报名", "Signed up themselves"},
		{"app", "本人在手机上同意", "Agreed in the app"},
		{"code", "本人告知验证码", "Told the code"},
	}}
	GradeWords = words.Set{Name: "evidence_grade", Words: []words.Word{
		{"A", "A 级：扫码签到签退，位置相符", "A: scanned in and out, on site"},
		{"B", "B 级：扫码签到签退", "B: scanned in and out"},
		{"C", "C 级：一端扫码，一端人工", "C: one end scanned"},
		{"D", "D 级：人工登记", "D: by hand"},
	}}
	EntryWords = words.Set{Name: "ledger_kind", Words: []words.Word{
		{"hours", "服务时长", "Hours"},
		{"session", "活动场次", "Session held"},
	}}
	CertificateWords = words.Set{Name: "certificate_status", Words: []words.Word{
		{"requested", "待出具", "To be issued"},
		{"issued", "已出具", "Issued"},
		{"refused", "未出具", "Refused"},
		{"revoked", "已撤销", "Revoked"},
	}}
	NearWords = words.Set{Name: "place_check", Words: []words.Word{
		{"yes", "在现场范围内", "On site"},
		{"weak", "位置不够准确", "Place not exact"},
		{"no", "不在现场范围内", "Not on site"},
	}}
)
