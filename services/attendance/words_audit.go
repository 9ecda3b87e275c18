package attendance

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"attendance.agree", "同意人工登记的时长", "agreed to a stay entered by hand"},
	{"attendance.agree_by_code", "凭志愿者的验证码确认其同意", "recorded the volunteer's consent by a code"},
	{"attendance.ask_agreement", "向志愿者发送同意验证码", "sent the volunteer a code to agree"},
	{"attendance.by_hand", "人工登记签到", "entered a stay by hand"},
	{"attendance.check_in", "签到", "checked in"},
	{"attendance.check_out", "签退", "checked out"},
	{"attendance.left_open", "关闭未签退的记录", "closed a stay without check-out"},
	{"attendance.settle", "补签退", "added a check-out"},
	{"attendance.undo_check_out", "撤销签退", "undid a check-out"},
	{"hours.confirm", "确认时长", "confirmed hours"},
	{"hours.confirm_over", "确认超出比例的人工时长", "confirmed hours above the share by hand"},
	{"hours.correct", "更正时长", "corrected hours"},
	{"hours.dispute", "对时长提出异议", "disputed hours"},
	{"hours.import", "导入时长", "imported past hours"},
	{"hours.reject", "驳回时长", "rejected hours"},
	{"hours.uphold", "维持原记录", "upheld hours"},
	{"hours.void", "作废时长", "voided hours"},
	{"ledger.repair", "修复时长台账合计", "repaired totals of the ledger"},
	{"certificate.issue", "出具服务证明", "issued a certificate"},
	{"certificate.print", "打印服务证明", "printed a certificate"},
	{"certificate.refuse", "拒绝出具服务证明", "refused a certificate"},
	{"certificate.request", "申请服务证明", "asked for a certificate"},
	{"certificate.revoke", "撤销服务证明", "revoked a certificate"},
}
