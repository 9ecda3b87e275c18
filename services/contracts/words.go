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
	NextWords = words.Set{Name: "contract_next", Words: []words.Word{ // what is to be done in each state
		{"draft", "下一步：购买主体审核人确认预算", "Next: the approver confirms the budget"},
		{"budget_confirmed", "下一步：经办人开始采购", "Next: the clerk begins procurement"},
		{"procuring", "下一步：登记成交结果", "Next: record the award"},
		{"awarded", "下一步：签订合同", "Next: sign"},
		{"signed", "下一步：2 个工作日内公开，7 个工作日内备案", "Next: publish within 2 and file within 7 working days"},
		{"published", "下一步：期限开始后履行", "Next: begins with its term"},
		{"performing", "履行中：按里程碑提交和验收", "Performing: milestones are handed in and accepted"},
		{"mid_passed", "中期评估合格，继续履行", "Mid-term passed, performing"},
		{"rectifying", "整改中：承接主体整改后由审核人确认", "The provider puts things right, then the approver confirms"},
		{"final_evaluating", "下一步：组织末期评估", "Next: the final evaluation"},
		{"accepting", "下一步：整体验收", "Next: acceptance of the whole"},
		{"settling", "下一步：付清款项后结项", "Next: pay, then close"},
		{"suspended", "已中止，可恢复或终止", "Suspended; resume or terminate"},
		{"closed", "已办结", "Finished"},
		{"terminated", "已办结", "Finished"},
		{"cancelled", "已办结", "Finished"},
	}}
	CycleWords = words.Set{Name: "report_every", Words: []words.Word{
		{"month", "每月", "Every month"},
		{"quarter", "每季度", "Every quarter"},
	}}
	SourceWords = words.Set{Name: "indicator_source", Words: []words.Word{
		{"auto", "系统自动统计", "Counted by the system"},
		{"manual", "承接主体填报", "Reported by the provider"},
	}}
	MeasureWords = words.Set{Name: "indicator_measure", Words: []words.Word{
		{"minutes", "服务时长", "Service hours"},
		{"sessions", "活动场次", "Sessions"},
		{"person_times", "服务人次", "Person-times of service"},
		{"served", "活动受益人次（手工填报）", "Head counts of activities (typed)"},
		{"people", "服务对象人数（去重）", "Persons of the register, each once"},
		{"services", "服务记录次数", "Entries of the service log"},
		{"service_times", "服务记录人次", "Person-times of the service log"},
		{"service_minutes", "服务记录时长", "Hours of the service log"},
		{"closed_threads", "结案数（个案、小组）", "Cases and groups closed"},
		{"satisfaction", "服务对象满意率（回访）", "Share of the satisfied among those served"},
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
	PayByWords = words.Set{Name: "pay_by", Words: []words.Word{
		{"grade", "按等级", "By grade"},
		{"score", "按得分", "By score"},
		{"point", "每少一分扣减", "Deduction for each point"},
	}}
	PaymentWords = words.Set{Name: "payment_status", Words: []words.Word{
		{"planned", "未申请", "Not applied for"},
		{"applied", "待审核", "To be approved"},
		{"approved", "待支付", "To be paid"},
		{"paid", "已支付", "Paid"},
		{"refused", "已退回", "Returned"},
		{"withheld", "不予支付", "Not paid"},
	}}
	ClaimWords = words.Set{Name: "claim_status", Words: []words.Word{
		{"open", "待处理", "To be settled"},
		{"settled", "已处理", "Settled"},
	}}
	AmendmentWords = words.Set{Name: "amendment_status", Words: []words.Word{
		{"draft", "待审批", "To be approved"},
		{"approved", "已生效", "In force"},
		{"dropped", "已放弃", "Given up"},
	}}
)
