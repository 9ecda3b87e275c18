package contracts

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// ServiceKind is the kind of a service under a contract, as the service log counts it.
type ServiceKind string

// The kinds of services. Those of the provider's staff are written into the log.
const (
	HomeVisit ServiceKind = "home_visit" // 入户走访
	CaseWork  ServiceKind = "case"       // 个案
	GroupWork ServiceKind = "group"      // 小组
	Community ServiceKind = "community"  // 社区活动
	Counsel   ServiceKind = "counsel"    // 心理辅导
	Tutoring  ServiceKind = "tutoring"   // 课业辅导
	Referral  ServiceKind = "referral"   // 转介
	Publicity ServiceKind = "publicity"  // 政策宣传
	Supplies  ServiceKind = "supplies"   // 物资发放
)

// The kinds whose entries come from elsewhere. They count persons and person-times only; the ledger has the sessions and minutes of activities.
const (
	Volunteered ServiceKind = "activity" // 志愿服务活动
	Paired      ServiceKind = "pairing"  // 结对联系
)

// ServiceKindWords are the names of the kinds of services.
var ServiceKindWords = words.Set{Name: "service_kind", Words: []words.Word{
	{"home_visit", "入户走访", "Home visit"},
	{"case", "个案", "Case work"},
	{"group", "小组", "Group work"},
	{"community", "社区活动", "Community event"},
	{"counsel", "心理辅导", "Counselling"},
	{"tutoring", "课业辅导", "Tutoring"},
	{"referral", "转介", "Referral"},
	{"publicity", "政策宣传", "Public education"},
	{"supplies", "物资发放", "Supplies"},
	{"activity", "志愿服务活动", "Volunteer activity"},
	{"pairing", "结对联系", "Contact in a pairing"},
}}

// Known reports whether it is one of the kinds.
func (k ServiceKind) Known() bool { return slices.Contains(ServiceKindWords.Codes(), string(k)) }

// Written reports whether entries of the kind are written by the provider's staff.
func (k ServiceKind) Written() bool { return k.Known() && k != Volunteered && k != Paired }
