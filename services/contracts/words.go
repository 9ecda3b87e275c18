package contracts

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "contract_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"budget_confirmed", "预算已确认", "Budget confirmed"},
		{"procuring", "采购中", "In procurement"},
		{"awarded", "已成交", "Awarded"},
		{"signed", "已签订", "Signed"},
		{"published", "已公开", "Published"},
		{"performing", "履行中", "Performing"},
		{"mid_passed", "中期合格", "Mid-term passed"},
		{"final_evaluating", "末期评估", "Final evaluation"},
		{"accepting", "待验收", "To be accepted"},
		{"settling", "结算中", "Settling"},
		{"closed", "已结项", "Closed"},
		{"rectifying", "整改中", "Rectifying"},
		{"suspended", "已中止", "Suspended"},
		{"terminated", "已终止", "Terminated"},
		{"cancelled", "已取消", "Cancelled"},
	}}
	SubjectWords = words.Set{Name: "contract_subject", Words: []words.Word{
		{"children", "儿童", "Children"},
		{"elders", "老人", "Elders"},
		{"women", "妇女", "Women"},
		{"mixed", "综合", "Mixed"},
	}}
	MethodWords = words.Set{Name: "procurement_method", Words: []words.Word{
		{"open_tender", "公开招标", "Open tender"},
		{"invited", "邀请招标", "Invited tender"},
		{"negotiation", "竞争性谈判", "Competitive negotiation"},
		{"consultation", "竞争性磋商", "Competitive consultation"},
		{"inquiry", "询价", "Inquiry"},
		{"single_source", "单一来源", "Single source"},
	}}
	IndicatorWords = words.Set{Name: "indicator_kind", Words: []words.Word{
		{"quantity", "数量", "Quantity"},
		{"quality", "质量", "Quality"},
		{"timeliness", "时效", "Timeliness"},
		{"effect", "成效", "Effect"},
		{"satisfaction", "满意度", "Satisfaction"},
		{"cost", "成本", "Cost"},
	}}
	UnitWords = words.Set{Name: "indicator_unit", Words: []words.Word{
		{"person", "人", "people"},
		{"person_times", "人次", "person-times"},
		{"times", "次", "times"},
		{"hours", "小时", "hours"},
		{"percent", "%", "%"},
		{"yuan", "元", "yuan"},
		{"pieces", "份", "pieces"},
	}}
	SourceWords = words.Set{Name: "indicator_source", Words: []words.Word{
		{"auto", "台账自动统计", "Counted from the ledger"},
		{"manual", "承接主体填报", "Reported by the provider"},
	}}
	MeasureWords = words.Set{Name: "indicator_measure", Words: []words.Word{
		{"minutes", "服务时长", "Service hours"},
		{"sessions", "活动场次", "Sessions"},
		{"person_times", "服务人次", "Person-times of service"},
		{"served", "受益人次", "People served"},
	}}
	ReportWords = words.Set{Name: "report_status", Words: []words.Word{
		{"submitted", "待审核", "To be reviewed"},
		{"accepted", "已采用", "Accepted"},
		{"returned", "已退回", "Returned"},
	}}
	MilestoneWords = words.Set{Name: "milestone_status", Words: []words.Word{
		{"pending", "未提交", "Not handed in"},
		{"submitted", "待验收", "To be accepted"},
		{"accepted", "已验收", "Accepted"},
		{"returned", "已退回", "Returned"},
	}}
	GateWords = words.Set{Name: "payment_gate", Words: []words.Word{
		{"none", "无前置条件", "No gate"},
		{"mid_pass", "中期评估合格", "Mid-term evaluation passed"},
		{"final_pass", "末期评估合格", "Final evaluation passed"},
		{"acceptance", "整体验收", "Acceptance of the whole"},
	}}
	PaymentWords = words.Set{Name: "payment_status", Words: []words.Word{
		{"planned", "未申请", "Not applied for"},
		{"applied", "待审核", "To be approved"},
		{"approved", "待支付", "To be paid"},
		{"paid", "已支付", "Paid"},
		{"refused", "已退回", "Returned"},
	}}
	AmendmentWords = words.Set{Name: "amendment_status", Words: []words.Word{
		{"draft", "待审批", "To be approved"},
		{"approved", "已生效", "In force"},
		{"dropped", "已放弃", "Given up"},
	}}
)
