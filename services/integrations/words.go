package integrations

import "github.com/tongxing-platform/tongxing/services/platform/words"

// StatusWords are the names of a webhook's states.
var StatusWords = words.Set{Name: "webhook_status", Words: []words.Word{
	{"active", "使用中", "Active"},
	{"off", "已停用", "Off"},
}}

// KindWords are the kinds of records that webhooks and the feed follow.
var KindWords = words.Set{Name: "followed_kind", Words: []words.Word{
	{"activity", "活动", "Activities"},
	{"contract", "合同", "Contracts"},
	{"evaluation", "评估", "Evaluations"},
	{"org", "机构", "Organisations"},
	{"payment", "付款", "Payments"},
}}

// auditActions are the words for the audit actions of this package.
var auditActions = []words.Word{
	{"webhook.create", "新建回调", "made a webhook"},
	{"webhook.remove", "删除回调", "removed a webhook"},
	{"webhook.resume", "恢复回调", "resumed a webhook"},
	{"webhook.test", "测试回调", "tested a webhook"},
	{"webhook.replay", "重新推送", "sent a delivery again"},
}
