package auth

import "github.com/tongxing-platform/tongxing/services/platform/words"

// TokenScopeWords is what the scopes of access tokens are called.
var TokenScopeWords = words.Set{Name: "token_scope", Words: []words.Word{
	{"orgs:read", "查看机构", "Read organisations"},
	{"contracts:read", "查看合同", "Read contracts"},
	{"contracts:write", "编制合同、填报指标、提交节点、申请付款", "Draft contracts, report indicators, submit milestones, apply for payment"},
	{"activities:read", "查看活动", "Read activities"},
	{"activities:write", "编制和提交活动", "Plan and submit activities"},
	{"hours:read", "查看服务时长台账", "Read the ledger of hours"},
	{"evaluations:read", "查看评估", "Read evaluations"},
	{"statistics:read", "查看统计数字", "Read statistics"},
}}

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
