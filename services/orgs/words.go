package orgs

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "org_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"submitted", "待审核", "Waiting for review"},
		{"reviewing", "审核中", "In review"},
		{"approved", "已通过", "Approved"},
		{"returned", "已退回", "Returned"},
		{"rejected", "未通过", "Rejected"},
		{"suspended", "已暂停", "Suspended"},
		{"cancelled", "已注销", "Cancelled"},
	}}
	TypeWords = words.Set{Name: "org_type", Words: []words.Word{
		{"association", "社会团体", "Association"},
		{"service_agency", "社会服务机构", "Service agency"},
		{"foundation", "基金会", "Foundation"},
		{"mass_organisation", "群团组织", "Mass organisation"},
		{"public_institution", "事业单位", "Public institution"},
		{"company", "企业", "Company"},
		{"team", "社区团体", "Team"},
	}}
	CreditWords = words.Set{Name: "org_credit", Words: []words.Word{
		{"normal", "正常", "Normal"},
		{"abnormal", "活动异常名录", "Abnormal"},
		{"serious", "严重违法失信名单", "Serious"},
	}}
	RatingWords = words.Set{Name: "org_rating", Words: []words.Word{
		{"0", "无", "none"},
		{"1", "1A", "1A"},
		{"2", "2A", "2A"},
		{"3", "3A", "3A"},
		{"4", "4A", "4A"},
		{"5", "5A", "5A"},
	}}
	PurposeWords = words.Set{Name: "org_purpose", Words: []words.Word{
		{"contact", "联系本人", "Contact"},
		{"review", "资料审核", "Review"},
		{"payment", "办理付款", "Payment"},
		{"correction", "更正资料", "Correction"},
	}}
)
