package delegations

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"delegation.agreement", "打印委托照护协议", "printed an agreement on delegated care"},
	{"delegation.barred", "查询受托人是否受限", "asked whether a caregiver is barred"},
	{"delegation.check", "登记受托人核查结果", "recorded a check of a caregiver"},
	{"delegation.confirm", "确认委托照护", "confirmed a delegation of care"},
	{"delegation.create", "新建委托照护", "wrote a delegation of care"},
	{"delegation.discard", "删除委托照护草稿", "threw away a draft of a delegation"},
	{"delegation.drop", "委托照护随档案作废", "dropped a delegation with the child’s file"},
	{"delegation.edit", "修改委托照护", "edited a delegation of care"},
	{"delegation.end", "结束委托照护", "ended a delegation of care"},
	{"delegation.expire", "委托照护期满", "ended a delegation whose period is over"},
	{"delegation.hear", "登记儿童意见", "recorded a child’s opinion on a delegation"},
	{"delegation.inform", "登记书面告知", "recorded the notices to school and village"},
	{"delegation.list", "查看委托照护列表", "looked at a list of delegations"},
	{"delegation.log", "登记父母联系", "logged a contact of the parents"},
	{"delegation.parents", "设置父母提醒", "set the reminders of the parents"},
	{"delegation.read", "查看委托照护", "looked at a delegation of care"},
	{"delegation.read_note", "查看父母联系记录", "read the note of a parents’ contact"},
	{"delegation.repair_keys", "修复受托人的查找索引", "repaired the search key of a caregiver"},
	{"delegation.return", "退回委托照护", "returned a delegation of care"},
	{"delegation.reveal", "查看委托照护的完整信息", "looked at a full value of a delegation"},
	{"delegation.revoke", "撤销委托照护", "revoked a delegation of care"},
	{"delegation.sign", "登记委托照护签订", "recorded the signing of a delegation"},
}
