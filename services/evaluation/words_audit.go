package evaluation

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"evaluation.archive", "归档", "archived an evaluation"},
	{"evaluation.declare", "签署回避声明", "declared own interests"},
	{"evaluation.desk", "开始资料审查", "began the desk review"},
	{"evaluation.final", "定档", "made an evaluation final"},
	{"evaluation.final2", "复查定档", "made a re-check final"},
	{"evaluation.lift", "撤销否决项", "lifted a veto"},
	{"evaluation.merge", "合成结果", "merged the scores"},
	{"evaluation.object", "提出异议", "objected to an evaluation"},
	{"evaluation.onsite", "开始现场评分", "began scoring on site"},
	{"evaluation.open", "启动自评", "asked for the self-report"},
	{"evaluation.plan", "制定评估计划", "planned an evaluation"},
	{"evaluation.publicise", "公示结果", "made the result public"},
	{"evaluation.recheck", "复查", "recorded the re-check"},
	{"evaluation.rectified", "提交整改报告", "handed in the report of rectification"},
	{"evaluation.replace_rater", "更换评委", "replaced a rater"},
	{"evaluation.review", "处理异议", "decided on an objection"},
	{"evaluation.score", "提交评分", "handed in scores"},
	{"evaluation.self_submit", "提交自评", "handed in the self-report"},
	{"evaluation.template", "新建评分表版本", "began an edition of a score sheet"},
	{"evaluation.template_drop", "放弃评分表草稿", "threw a draft of a score sheet away"},
	{"evaluation.template_edit", "编辑评分表", "edited a draft of a score sheet"},
	{"evaluation.template_enforce", "启用评分表", "put a score sheet in force"},
	{"evaluation.template_retire", "停用评分表", "retired a score sheet"},
}
