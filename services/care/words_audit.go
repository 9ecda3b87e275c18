package care

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"beneficiary.assign", "为关爱对象指定机构", "assigned an organisation to a person cared for"},
	{"beneficiary.confirm", "确认关爱对象登记", "confirmed the file of a person cared for"},
	{"beneficiary.create", "新建关爱对象档案", "created the file of a person cared for"},
	{"beneficiary.edit", "修改关爱对象档案", "edited the file of a person cared for"},
	{"beneficiary.exists", "查询身份证号是否已登记", "asked whether an ID number is registered"},
	{"beneficiary.exit", "关爱对象退出登记", "took a person cared for off the register"},
	{"beneficiary.list", "查看关爱对象列表", "looked at a list of persons cared for"},
	{"beneficiary.propose_exit", "申请关爱对象退出登记", "proposed to take a person off the register"},
	{"beneficiary.read", "查看关爱对象档案", "looked at the file of a person cared for"},
	{"beneficiary.repair_keys", "修复关爱对象的查找索引", "repaired the search keys of a file"},
	{"beneficiary.return", "退回关爱对象档案", "returned the file of a person cared for"},
	{"beneficiary.reveal", "查看关爱对象的完整信息", "looked at a full value of a person cared for"},
	{"beneficiary.submit", "提交关爱对象档案", "handed in the file of a person cared for"},
	{"beneficiary.verify", "核实关爱对象档案", "verified the file of a person cared for"},
	{"beneficiary.withdraw", "取消机构指派", "took back the assignment of an organisation"},
	{"pairing.activate", "启用结对", "activated a pairing"},
	{"pairing.consent", "登记结对同意", "recorded consent to a pairing"},
	{"pairing.end", "结束结对", "ended a pairing"},
	{"pairing.list", "查看结对列表", "looked at a list of pairings"},
	{"pairing.log", "登记联系", "logged a contact"},
	{"pairing.match", "为结对匹配志愿者", "matched volunteers to a pairing"},
	{"pairing.pause", "暂停结对", "paused a pairing"},
	{"pairing.propose", "提出结对", "proposed a pairing"},
	{"pairing.read", "查看结对", "looked at a pairing"},
	{"pairing.read_note", "查看联系记录", "read the note of a contact"},
	{"pairing.resume", "恢复结对", "resumed a pairing"},
	{"pairing.unmatch", "撤销结对匹配", "undid the match of a pairing"},
	{"danger.close", "危险报告处置完毕", "closed a report of danger"},
	{"danger.list", "查看危险报告列表", "looked at a list of reports of danger"},
	{"danger.read", "查看危险报告", "looked at a report of danger"},
	{"danger.take", "接手危险报告", "took a report of danger"},
	{"danger.take_over", "改由本人处置危险报告", "took over a report of danger"},
}
