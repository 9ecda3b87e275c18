package pairings

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"pairing.activate", "启用结对", "activated a pairing"},
	{"pairing.consent", "登记结对同意", "recorded consent to a pairing"},
	{"pairing.count", "设置结对计入的合同", "chose the contract that counts a pairing"},
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
