package accounts

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// The columns of the exported lists. Their headings are those of the screens.
var exportUsers = httpapi.ExportPersons("账号", "Accounts",
	httpapi.TextColumn("login", "登录名", "Login"), httpapi.TextColumn("name", "姓名", "Name"), httpapi.TextColumn("mobile", "手机号", "Mobile"), httpapi.TextColumn("email", "邮箱", "E-mail"),
	httpapi.StateColumn("status", "状态", "State", StatusWords),
	httpapi.YesNoColumn("must_change_password", "待改密码", "Must change password"), httpapi.TimeColumn("created_at", "创建时间", "Created"))
