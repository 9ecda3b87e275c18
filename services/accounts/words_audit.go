package accounts

import "github.com/tongxing-platform/tongxing/services/platform/words"

// auditActions are the words for the audit actions of this package: what somebody did, as the audit page says it after the name.
var auditActions = []words.Word{
	{"account.ask_mobile", "获取更换手机号的验证码", "asked for codes to change the mobile"},
	{"account.change_mobile", "更换账号的手机号", "changed the mobile of an account"},
	{"account.create", "新建账号", "created an account"},
	{"account.disable", "停用账号", "disabled an account"},
	{"account.enable", "恢复账号", "enabled an account"},
	{"account.factor_added", "设置两步验证", "set up a second factor"},
	{"account.factor_removed", "删除两步验证方式", "removed an own second factor"},
	{"account.recovery_codes", "生成恢复码", "made recovery codes"},
	{"account.recovery_used", "使用恢复码", "used a recovery code"},
	{"account.remove_factor", "解除账号的两步验证", "removed the second factor of an account"},
	{"account.login_step", "输入密码，等待两步验证", "gave the password and still has to give the second factor"},
	{"account.hand_over", "确认密码单已交本人", "confirmed that the person holds the sheet for a password"},
	{"account.last_try", "多次输错密码", "entered wrong passwords many times"},
	{"account.login", "登录", "logged in"},
	{"account.logout", "退出登录", "logged out"},
	{"account.mobile_proven", "用验证码验证手机号", "proved the mobile by a code"},
	{"account.mobile_released", "让出空账号的手机号", "released the mobile of an empty account"},
	{"account.name", "填写账号姓名", "gave the name of the account"},
	{"account.password_changed", "修改密码", "changed the password"},
	{"account.password_set", "本人设置密码", "set the own password by a link or code"},
	{"account.password_reset", "重置密码", "reset a password"},
	{"account.preferences", "修改个人设置", "changed own settings"},
	{"account.register", "用手机号注册账号", "made an account by mobile"},
	{"account.repair_keys", "修复账号的查找索引", "repaired the search keys of an account"},
	{"account.role_ended", "收回角色", "ended a role"},
	{"account.role_given", "授予角色", "gave a role"},
	{"account.sso_linked", "关联统一身份认证", "linked an account to an identity platform"},
	{"account.sso_unlinked", "解除统一身份认证关联", "removed the link of an account to an identity platform"},
	{"account.step_up", "再次验证本人", "proved again to be the person"},
	{"account.verify_identity", "核实账号本人的身份证", "verified the ID card of an account's person"},
	{"account.correct_identity", "更正账号本人的身份证号码", "corrected the ID number of an account's person"},
	{"account.volunteer", "把账号与志愿者档案关联", "joined the account to a volunteer profile"},
}
