package desk

import (
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// AuditGroupWords are the words for the groups of audit actions, by which the audit page is filtered.
var AuditGroupWords = words.Set{Name: "audit_group", Words: []words.Word{
	{"shown", "查看、打开与导出", "Looked at, opened, exported"},
	{"account", "账号与角色", "Accounts and roles"},
	{"org", "机构", "Organisations"},
	{"volunteer", "志愿者", "Volunteers"},
	{"clearance", "从业查询", "Clearance"},
	{"activity", "活动与报名", "Activities and sign-ups"},
	{"hours", "签到与时长", "Attendance and hours"},
	{"certificate", "服务证明", "Certificates"},
	{"contract", "合同与付款", "Contracts and payments"},
	{"evaluation", "评估", "Evaluation"},
	{"beneficiary", "关爱对象与结对", "Persons cared for and pairings"},
	{"danger", "危险报告", "Reports of danger"},
	{"file", "附件", "Attachments"},
	{"operations", "系统运行", "Running of the system"},
}}

// looks are the actions that show data and change nothing, without the noun.
var looks = []string{"read", "read_note", "list", "reveal", "exists", "open", "export", "print"}

// groupsOf returns the groups of an audit action.
func groupsOf(action string) []string {
	noun, verb, _ := strings.Cut(action, ".")
	var groups []string
	if slices.Contains(looks, verb) && action != "evaluation.open" {
		groups = append(groups, "shown")
	}
	switch noun {
	case "signup":
		noun = "activity"
	case "attendance", "ledger":
		noun = "hours"
	case "invitation":
		noun = "volunteer"
	case "pairing":
		noun = "beneficiary"
	case "region", "calendar", "job", "message", "list":
		noun = "operations"
	}
	return append(groups, noun)
}
