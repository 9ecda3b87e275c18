package reports

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"contract_report.accept", "采纳报告并锁定数据", "accepted a report and locked its figures"},
	{"contract_report.open", "生成待填报告", "opened a report"},
	{"contract_report.reopen", "恢复报告填报", "asked for a skipped report after all"},
	{"contract_report.return", "退回报告", "returned a report"},
	{"contract_report.skip", "免报一期报告", "skipped a report"},
	{"contract_report.submit", "提交报告", "handed in a report"},
	{"contract_report.write", "填写报告", "wrote a report"},
}
