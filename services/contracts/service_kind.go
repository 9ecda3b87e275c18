package contracts

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// ServiceKind is the kind of a service that a provider's staff gives and logs.
type ServiceKind string

// The kinds of services.
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
}}

// Known reports whether it is one of the kinds.
func (k ServiceKind) Known() bool { return slices.Contains(ServiceKindWords.Codes(), string(k)) }
