package servicelog

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"service.approve", "审核通过服务记录", "approved a service entry"},
	{"service.create", "新建服务记录", "wrote a service entry"},
	{"service.discard", "删除服务记录草稿", "threw away a draft of a service entry"},
	{"service.edit", "修改服务记录", "edited a service entry"},
	{"service.read", "查看服务记录", "looked at a service entry"},
	{"service.return", "退回服务记录", "returned a service entry"},
	{"service.submit", "提交服务记录", "handed in a service entry"},
	{"service.void", "作废服务记录", "declared a service entry void"},
	{"service_thread.close", "结案", "closed case or group work"},
	{"service_thread.create", "新建个案（小组）", "began case or group work"},
	{"service_thread.edit", "修改个案（小组）计划", "edited the plan of case or group work"},
	{"service_thread.read", "查看个案（小组）", "looked at case or group work"},
	{"service_thread.reopen", "重新开案", "opened case or group work again"},
	{"service_thread.review", "登记阶段回顾", "recorded a review of case or group work"},
	{"service_thread.supervise", "登记督导记录", "recorded supervision of case or group work"},
}
