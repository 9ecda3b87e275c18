package opendata

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Text is a text in both languages.
type Text struct{ Zh, En string }

// In returns the text in the language: "en", else Chinese.
func (t Text) In(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return t.En
	}
	return t.Zh
}

// Type is the type of a column's values.
type Type string

// The types.
const (
	String  Type = "string"
	Integer Type = "integer"
	Yuan    Type = "decimal"  // an amount in yuan or a share or points, with two decimals
	Date    Type = "date"     // 2026-03-01
	Instant Type = "datetime" // 2026-03-01 08:30, China Standard Time
	Boolean Type = "boolean"  // true or false
)

// TypeWords name the types of columns.
var TypeWords = words.Set{Name: "open_data_type", Words: []words.Word{
	{"string", "文本", "Text"},
	{"integer", "整数", "Whole number"},
	{"decimal", "小数", "Decimal number"},
	{"date", "日期", "Day"},
	{"datetime", "时间（北京时间）", "Time (China Standard Time)"},
	{"boolean", "是或否", "True or false"},
}}

// kind is how the cells are written.
func (t Type) kind() sheet.Kind {
	return map[Type]sheet.Kind{Integer: sheet.Integer, Yuan: sheet.Decimal, Date: sheet.Date, Instant: sheet.Date}[t]
}

// Column describes a column. Name is that of the API and of the first line of the CSV, and never changes.
type Column struct {
	Name    string
	Title   Text
	Type    Type
	Meaning Text
	Codes   []words.Word // what the values mean, when they are codes
}

// Table describes a table; its files are Name.csv, Name.xlsx and Name.csv-metadata.json. Key is the column that names a row.
type Table struct {
	Name    string
	Title   Text
	About   Text
	Columns []Column
	Key     string
}

// text, whole and so on are columns of a type.
func column(kind Type) func(name, zh, en, meaningZh, meaningEn string) Column {
	return func(name, zh, en, meaningZh, meaningEn string) Column {
		return Column{Name: name, Title: Text{zh, en}, Type: kind, Meaning: Text{meaningZh, meaningEn}}
	}
}

var (
	text, whole, yuan, day, instant, yes = column(String), column(Integer), column(Yuan), column(Date), column(Instant), column(Boolean)
)

// coded is a column of codes, and one of their Chinese words.
func coded(name, zh, en string, set words.Set, only ...string) []Column {
	c := text(name, zh+"代码", en+" (code)", "代码", "a code")
	for _, w := range set.Words {
		if len(only) == 0 || contains(only, w.Code()) {
			c.Codes = append(c.Codes, w)
		}
	}
	return []Column{c, text(name+"_name", zh, en, "代码对应的中文名称", "the Chinese word of the code")}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func columns(parts ...any) (list []Column) {
	for _, p := range parts {
		switch p := p.(type) {
		case Column:
			list = append(list, p)
		case []Column:
			list = append(list, p...)
		}
	}
	return list
}

// Columns that several tables have.
var (
	contractID = text("contract_id", "合同标识", "Contract", "本站内的合同标识，与“合同”表对应", "the contract's id on this site; see the table of contracts")
	contractNo = text("contract_no", "合同编号", "Contract number", "购买主体所编的合同编号", "the number given by the buyer")
	regionCode = text("region_code", "行政区划代码", "Division code", "县级及以上 6 位，乡镇 9 位", "six digits to the county, nine for a township")
	regionName = text("region", "行政区划", "Division", "省、市、县、乡镇名称", "names of province, city, county and township")
)

// publicStates are the codes of contracts in the register.
var publicStates = []string{"published", "performing", "mid_passed", "rectifying", "final_evaluating", "accepting", "settling", "closed", "suspended", "terminated"}

// Tables are the tables in the order in which they are shown.
var Tables = []Table{
	{
		Name: "organisations", Key: "id", Title: Text{"机构", "Organisations"},
		About: Text{"经县级民政部门审核通过的机构，每家一行", "Organisations approved by the county's civil affairs office, one in a row"},
		Columns: columns(
			text("id", "机构标识", "Organisation", "本站内的机构标识，不会变化", "the organisation's id on this site; it does not change"),
			text("name", "名称", "Name", "登记证书上的名称", "as on its certificate"),
			text("uscc", "统一社会信用代码", "Unified social credit code", "18 位；社区团体没有", "18 characters; teams have none"),
			coded("type", "类型", "Kind", orgs.TypeWords), regionCode, regionName,
			text("registrar", "登记机关", "Registered with", "颁发登记证书的机关", "the office that issued the certificate"),
			day("valid_to", "证书有效期至", "Licence until", "最后一天；空表示不过期", "the last day; empty: it does not run out"),
			coded("credit", "信用状况", "Credit", orgs.CreditWords),
			whole("rating", "评估等级", "Rating", "社会组织评估等级 1 至 5（1A 至 5A），0 表示没有或已过期", "1 to 5 for 1A to 5A, 0: none or run out"),
			yes("active", "可以承接", "May act", "证书有效且信用正常", "licence valid and credit normal"),
		),
	},
	{
		Name: "contracts", Key: "id", Title: Text{"政府购买服务合同", "Contracts"},
		About: Text{"合同公告中的每份合同一行，为最新状态", "Each contract of the public register, with its latest state"},
		Columns: columns(
			text("id", "合同标识", "Contract", "本站内的合同标识，不会变化", "the contract's id on this site; it does not change"),
			text("ocid", "OCDS 编号", "OCID", "开放合同数据标准的编号", "its id in the Open Contracting Data Standard"),
			text("no", "合同编号", "Number", "购买主体所编的合同编号", "the number given by the buyer"),
			text("name", "名称", "Name", "项目名称", "name of the project"), regionCode, regionName,
			text("buyer", "购买主体", "Buyer", "签订合同的部门", "the department that buys"),
			text("provider_id", "承接主体标识", "Provider", "与“机构”表对应", "see the table of organisations"),
			text("provider", "承接主体", "Provider's name", "成交时的名称", "as it was when the contract was awarded"),
			text("provider_uscc", "承接主体信用代码", "Provider's credit code", "统一社会信用代码", "unified social credit code"),
			coded("subject", "服务对象", "For", contracts.SubjectWords),
			coded("method", "采购方式", "Procurement", contracts.MethodWords),
			text("catalogue", "目录项目", "Catalogue item", "政府购买服务指导性目录中的项目", "the item of the guidance catalogue"),
			whole("fiscal_year", "预算年度", "Budget year", "列支合同款项的预算年度", "the year whose budget pays for it"),
			day("start", "开始日期", "First day", "服务期限第一天", "of the term"),
			day("end", "结束日期", "Last day", "服务期限最后一天，含补充合同延长", "of the term, with amendments"),
			day("award_day", "成交日期", "Awarded", "成交通知书的日期", "day of the notice of award"), day("signed_day", "签订日期", "Signed", "合同签订的日期", "day of the signature"), day("published_day", "公告日期", "Published", "合同在本站公告的日期", "day of its publication on this site"),
			yuan("amount", "签订金额", "Amount when signed", "元", "yuan"),
			yuan("total", "现金额", "Amount now", "元，含已生效的补充合同", "yuan, with the amendments in force"),
			yuan("paid", "已支付", "Paid", "元", "yuan"),
			coded("status", "状态", "State", contracts.StatusWords, publicStates...),
		),
	},
	{
		Name: "amendments", Key: "id", Title: Text{"补充合同", "Amendments"},
		About: Text{"已生效的补充合同，每份一行", "Amendments in force, one in a row"},
		Columns: columns(
			text("id", "补充合同标识", "Amendment", "本站内的标识", "its id on this site"), contractID, contractNo,
			instant("in_force", "生效时间", "In force from", "补充合同批准的时间", "when it was approved"),
			yuan("change", "金额调整", "Change", "元，减少为负；0 表示不变", "yuan, negative for less; 0: none"),
			yuan("before", "调整前金额", "Amount before", "元", "yuan"), yuan("after", "调整后金额", "Amount after", "元", "yuan"),
			day("old_end", "原结束日期", "Last day before", "未延长期限时为空；较早的补充合同没有保存", "empty when the term stays; not kept for the oldest ones"),
			day("new_end", "新结束日期", "Last day after", "未延长期限时为空", "empty when the term stays"),
		),
	},
	{
		Name: "milestones", Key: "id", Title: Text{"里程碑", "Milestones"},
		About: Text{"合同约定的里程碑，每个一行", "Milestones of the contracts, one in a row"},
		Columns: columns(
			text("id", "里程碑标识", "Milestone", "本站内的标识", "its id on this site"), contractID, contractNo,
			whole("seq", "序号", "Number", "在合同中的次序", "its place in the contract"), text("name", "名称", "Name", "合同约定的名称", "as in the contract"),
			day("due", "应完成日期", "Due", "合同约定的最后一天", "the last day by the contract"),
			yuan("share", "付款比例", "Share", "占合同金额的百分比", "percent of the amount"),
			yes("accepted", "已验收", "Accepted", "购买主体是否已验收", "by the buyer"),
			instant("accepted_at", "验收时间", "Accepted at", "未验收为空", "empty until then"),
		),
	},
	{
		Name: "payments", Key: "id", Title: Text{"已支付款项", "Payments"},
		About: Text{"已经支付的款项，每笔一行", "Payments made, one in a row"},
		Columns: columns(
			text("id", "款项标识", "Payment", "本站内的标识", "its id on this site"), contractID, contractNo,
			whole("seq", "期次", "Part", "与里程碑的序号对应", "that of its milestone"),
			yuan("amount", "金额", "Amount", "元", "yuan"), instant("paid_at", "支付时间", "Paid at", "购买主体登记支付的时间", "when the buyer recorded the payment"),
		),
	},
	{
		Name: "evaluations", Key: "id", Title: Text{"评估结果", "Evaluations"},
		About: Text{"公示中和公示后的评估结果，每次评估一行", "Results that are or were in publicity, one evaluation in a row"},
		Columns: columns(
			text("id", "评估标识", "Evaluation", "本站内的标识", "its id on this site"), contractID, contractNo,
			text("provider_id", "承接主体标识", "Provider", "与“机构”表对应", "see the table of organisations"),
			text("provider", "承接主体", "Provider's name", "评估时的名称", "as it was at the evaluation"),
			coded("kind", "评估类型", "Kind", evaluation.KindWords),
			yuan("total", "总分", "Total", "满分 100", "of 100"), text("grade", "等级", "Grade", "评估表规定的等级", "as the score sheet names it"),
			yes("passed", "合格", "Passed", "是否合格", "whether the contract passed"),
			coded("status", "状态", "State", evaluation.StatusWords, "publicised", "objected", "reviewed", "final", "rectifying", "rechecked", "final2", "archived"),
			day("public_from", "公示开始", "Publicity from", "第一天", "the first day"), day("public_to", "公示结束", "Publicity until", "最后一天", "the last day"),
		),
	},
	{
		Name: "activities", Key: "id", Title: Text{"志愿服务活动", "Activities"},
		About: Text{"公开发布过且未取消的活动，每场一行；地点到乡镇为止，不含参加人数", "Activities that were published and not cancelled, one in a row; the place down to the township, without how many took part"},
		Columns: columns(
			text("id", "活动标识", "Activity", "本站内的标识", "its id on this site"), text("title", "名称", "Title", "机构所写的活动名称", "as the organisation wrote it"),
			text("org_id", "机构标识", "Organisation", "与“机构”表对应", "see the table of organisations"), text("org", "机构", "Organisation's name", "现在的名称", "its present name"),
			coded("type", "类型", "Kind", activities.TypeWords), coded("target_group", "服务对象", "For", activities.GroupWords), regionCode, regionName,
			instant("start", "开始时间", "Begins", "计划的开始时间", "as planned"), instant("end", "结束时间", "Ends", "计划的结束时间", "as planned"),
			whole("capacity", "名额", "Places", "志愿者名额", "for volunteers"),
			text("contract_id", "合同标识", "Contract", "在合同下开展的活动；空表示没有", "under which it is held; empty: none"),
			coded("status", "状态", "State", activities.StatusWords, "published", "signup_closed", "ongoing", "ended", "recorded", "archived"),
		),
	},
}

// Find returns the table with the name.
func Find(name string) (Table, bool) {
	for _, t := range Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

// Names lists the names of the columns.
func (t Table) Names() []string {
	list := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		list[i] = c.Name
	}
	return list
}
