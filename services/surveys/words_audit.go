package surveys

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"survey.close", "截止摸底排查", "closed a survey round"},
	{"survey.create", "新建摸底排查", "created a survey round"},
	{"survey.discard", "删除摸底排查草稿", "threw away the draft of a survey round"},
	{"survey.edit", "修改摸底排查", "edited a survey round"},
	{"survey.open", "下发摸底排查", "opened a survey round"},
	{"survey.reopen", "重新开放摸底排查", "reopened a survey round"},
	{"police_batch.answers", "上传公安核实结果", "uploaded an answered list of the police"},
	{"police_batch.check", "试读公安核实结果", "tried an answered list of the police"},
	{"police_batch.export", "导出公安核实名单", "exported a batch for the police"},
	{"police_batch.make", "新建公安核实批次", "made a batch for the police"},
	{"police_line.list", "查看公安核实结果", "looked at answers of the police"},
	{"police_line.result", "录入公安核实结果", "entered an answer of the police"},
	{"police_line.settle", "处理公安核实不符", "saw to a mismatch that the police found"},
	{"survey_list.check", "试比对学校名单", "tried a school's list"},
	{"survey_list.drop", "删除学校名单", "removed a school's list"},
	{"survey_list.upload", "上传学校名单", "uploaded a school's list"},
	{"survey_row.decide", "处理学校名单比对结果", "decided a result of a school's list"},
	{"survey_row.list", "查看学校名单比对结果", "looked at results of a school's list"},
	{"survey_line.add", "在排查中新增对象", "added a person to a survey list"},
	{"survey_line.decide", "核对排查对象", "decided about a person of a survey list"},
	{"survey_task.accept", "核定通过村级排查名单", "accepted a village's survey list"},
	{"survey_task.decide", "填写村级问卷", "answered the questions of a village"},
	{"survey_task.lines", "查看村级排查名单", "looked at a village's survey list"},
	{"survey_task.return", "退回村级排查名单", "returned a village's survey list"},
	{"survey_task.submit", "提交村级排查名单", "handed in a village's survey list"},
}
