package accounts

import "github.com/tongxing-platform/tongxing/services/platform/httpapi"

// What an exported list shows, in the words of the screens.
var exportUsers = httpapi.ExportPersons("账号", "Accounts",
	httpapi.Text("login", "登录名", "Login"), httpapi.Text("name", "姓名", "Name"), httpapi.Text("mobile", "手机号", "Mobile"), httpapi.Text("email", "邮箱", "E-mail"),
	httpapi.State("status", "状态", "State", StatusWords),
	httpapi.YesNo("must_change_password", "待改密码", "Must change password"), httpapi.At("created_at", "创建时间", "Created"))
