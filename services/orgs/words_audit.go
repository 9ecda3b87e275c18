package orgs

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"org.approve", "通过机构审核", "approved an organisation"},
	{"org.cancel", "关闭机构档案", "closed an organisation's file"},
	{"org.contact", "更新机构联系方式", "changed an organisation's contact"},
	{"org.credit", "登记机构信用", "entered an organisation's credit"},
	{"org.edit", "修改机构资料", "edited an organisation's file"},
	{"org.old_code", "登记机构原代码", "entered an organisation's old code"},
	{"org.qualify", "登记机构资质", "entered an organisation's qualification"},
	{"org.register", "登记机构", "registered an organisation"},
	{"org.reinstate", "恢复机构", "reinstated an organisation"},
	{"org.reject", "不予通过机构审核", "rejected an organisation"},
	{"org.return", "退回机构资料", "returned an organisation's file"},
	{"org.reveal", "查看机构的完整信息", "looked at a full value of an organisation"},
	{"org.submit", "提交机构资料", "handed in an organisation's file"},
	{"org.suspend", "暂停机构", "suspended an organisation"},
	{"org.take", "开始审核机构", "began to review an organisation"},
	{"org.withdraw", "撤回机构资料", "withdrew an organisation's file"},
}
