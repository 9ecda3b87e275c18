package auth

import "github.com/tongxing-platform/tongxing/services/platform/words"

// RoleWords is what the roles are called.
var RoleWords = words.Set{Name: "role", Words: []words.Word{
	{"volunteer", "志愿者", "Volunteer"},
	{"org_founder", "机构登记人", "Founder of an organisation"},
	{"org_admin", "机构管理员", "Organisation administrator"},
	{"project_lead", "项目主管", "Project lead"},
	{"social_worker", "社工", "Social worker"},
	{"org_finance", "机构财务", "Organisation finance"},
	{"village_director", "儿童主任", "Village child director"},
	{"town_supervisor", "儿童督导员", "Town supervisor"},
	{"county_admin", "县民政管理员", "County civil affairs"},
	{"county_viewer", "上级民政查看", "Higher-level viewer"},
	{"buyer_clerk", "购买主体经办", "Buyer: clerk"},
	{"buyer_approver", "购买主体审核", "Buyer: approver"},
	{"buyer_finance", "购买主体财务", "Buyer: finance"},
	{"evaluator", "评估员", "Evaluator"},
	{"system_admin", "系统管理员", "System administrator"},
	{"auditor", "审计员", "Auditor"},
}}
