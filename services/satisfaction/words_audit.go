package satisfaction

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"satisfaction.answer", "用回访码提交满意度答复", "answered by a code how content they are"},
	{"satisfaction.call", "登记电话回访答复", "took down an answer on the telephone"},
	{"satisfaction.calls", "查看电话回访名单", "looked at the list of persons to ring up"},
	{"satisfaction.close", "结束满意度回访", "closed a round of asking those served"},
	{"satisfaction.open", "发起满意度回访", "opened a round of asking those served"},
	{"satisfaction.print", "打印回访单", "printed slips"},
	{"satisfaction.refuse", "登记拒绝答复", "noted that a person did not want to answer"},
	{"satisfaction.remarks", "查看服务对象意见", "read what those served wrote"},
	{"satisfaction.slips", "查看回访对象名单", "looked at the list of persons asked"},
	{"satisfaction.unreached", "登记电话未接通", "noted a call that reached nobody"},
}
