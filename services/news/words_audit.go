package news

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"news.create", "起草动态或通知", "drafted news or a notice"},
	{"news.edit", "修改动态或通知草稿", "edited a draft of news or a notice"},
	{"news.publish", "发布动态或通知", "published news or a notice"},
	{"news.withdraw", "撤下动态或通知", "withdrew news or a notice"},
}
