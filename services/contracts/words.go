package contracts

import "github.com/tongxing-platform/tongxing/services/platform/words"

// What the codes of this feature are called.
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
	PaymentWords = words.Set{Name: "payment_status", Words: []words.Word{
		{"planned", "未申请", "Not applied for"},
		{"applied", "待审核", "To be approved"},
		{"approved", "待支付", "To be paid"},
		{"paid", "已支付", "Paid"},
		{"refused", "已退回", "Returned"},
	}}
)
