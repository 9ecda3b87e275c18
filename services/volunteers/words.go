package volunteers

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	GenderWords = words.Set{Name: "gender", Words: []words.Word{
		{"male", "男", "Male"},
		{"female", "女", "Female"},
	}}
	StatusWords = words.Set{Name: "volunteer_status", Words: []words.Word{
		{"registered", "待核实", "To be verified"},
		{"verified", "待启用", "To be activated"},
		{"active", "服务中", "Active"},
		{"frozen", "已冻结", "Frozen"},
		{"cancelled", "已注销", "Cancelled"},
	}}
	StopWords = words.Set{Name: "volunteer_stop", Words: []words.Word{
		{"barred", "从业查询未通过", "the clearance has a hit"},
		{"frozen", "档案已被冻结", "the profile is frozen"},
		{"cancelled", "档案已注销", "the profile is cancelled"},
		{"revoked", "从业查询结果已作废", "the clearance was revoked"},
		{"expired", "从业查询已到期", "the clearance has ended"},
		{"guardian", "监护人的同意已失效", "the guardian's consent has ended"},
		{"skill", "所需技能的核验已撤销", "the verification of a skill was withdrawn"},
		{"skill_expired", "所需技能的证书已到期", "the certificate of a skill has ended"},
	}}
	ClearanceWords = words.Set{Name: "clearance_status", Words: []words.Word{
		{"none", "未办理", "Not begun"},
		{"consented", "待查询", "To be queried"},
		{"queried", "查询中", "Being queried"},
		{"answered", "待复核", "To be confirmed"},
		{"clear", "查询合格", "Clear"},
		{"expired", "已过期", "Expired"},
		{"barred", "禁止从业", "Barred"},
	}}
	AuthorityWords = words.Set{Name: "clearance_authority", Words: []words.Word{
		{"police", "公安机关", "Police"},
		{"procuracy", "检察机关", "Procuratorate"},
		{"civil_admin", "民政部门统一查询", "Civil affairs"},
	}}
	MemberWords = words.Set{Name: "membership_status", Words: []words.Word{
		{"asked", "申请中", "Asked to join"},
		{"joined", "已加入", "Joined"},
	}}
	StepWords = words.Set{Name: "first_step", Words: []words.Word{
		{"register", "登记", "Register"},
		{"agree", "同意个人信息说明", "Agree to the text about your data"},
		{"guardian", "监护人同意", "Your guardian agrees"},
		{"join", "加入一个组织", "Join an organisation"},
		{"verify", "核实身份", "Identity verified"},
		{"activate", "启用档案", "Profile activated"},
		{"clearance", "从业查询", "Clearance"},
	}}
	StepStateWords = words.Set{Name: "first_step_state", Words: []words.Word{
		{"done", "已完成", "Done"},
		{"open", "待办理", "To be done"},
		{"later", "尚未轮到", "Comes later"},
		{"stopped", "已停止", "Stopped"},
	}}
	PurposeWords = words.Set{Name: "volunteer_purpose", Words: []words.Word{
		{"contact", "联系本人", "Contact"},
		{"identity_check", "核对身份", "Identity check"},
		{"insurance", "办理保险", "Insurance"},
		{"certificate", "出具证明", "Certificate"},
		{"safety", "处理安全事件", "Safety"},
	}}
	InvitationWords = words.Set{Name: "invitation_status", Words: []words.Word{
		{"asked", "待本人确认", "Asked, not answered"},
		{"joined", "已确认加入", "Joined"},
		{"declined", "本人不加入", "Declined"},
		{"expired", "已过期", "Ended without an answer"},
		{"withdrawn", "已撤回", "Withdrawn"},
	}}
	OutcomeWords = words.Set{Name: "import_outcome", Words: []words.Word{
		{"asked", "待本人确认", "Asked to join"},
		{"updated", "补充", "Completed"},
		{"unchanged", "无变化", "Unchanged"},
		{"conflict", "有冲突", "Conflict"},
		{"refused", "未通过", "Refused"},
	}}
)
