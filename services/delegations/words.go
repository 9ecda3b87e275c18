package delegations

import "github.com/tongxing-platform/tongxing/services/platform/words"

// The names of this feature's codes in both languages.
var (
	StatusWords = words.Set{Name: "delegation_status", Words: []words.Word{
		{"draft", "草稿", "Draft"},
		{"signed", "待乡镇确认", "To be confirmed"},
		{"active", "照护中", "Active"},
		{"ended", "已结束", "Ended"},
		{"revoked", "已撤销", "Revoked"},
		{"discarded", "已删除", "Thrown away"},
	}}
	PathWords = words.Set{Name: "delegation_path", Words: []words.Word{ // the way to care that has begun
		{"draft", "核查与听取意见", "Checks and opinion"},
		{"signed", "签订与告知", "Signing and notices"},
		{"active", "照护中", "Active"},
	}}
	ReasonWords = words.Set{Name: "delegation_reason", Words: []words.Word{
		{"both_away", "父母双方外出", "Both parents are away"},
		{"one_away", "一方外出，另一方无监护能力", "One is away, the other unable"},
		{"both_unable", "父母双方均无监护能力", "Both parents are unable"},
	}}
	RelationWords = words.Set{Name: "delegate_relation", Words: []words.Word{
		{"grandparent", "祖父母或外祖父母", "Grandparent"},
		{"sibling", "成年兄姐", "Grown brother or sister"},
		{"relative", "其他亲属", "Other relative"},
		{"friend", "朋友、邻居", "Friend or neighbour"},
		{"other_adult", "其他成年人", "Other adult"},
	}}
	ItemWords = words.Set{Name: "delegate_check", Words: []words.Word{
		{"harm", "实施性侵害、虐待、遗弃、拐卖、暴力伤害等违法犯罪行为", "Sexual harm, abuse, abandonment, trafficking, violence or other such crimes"},
		{"habits", "有吸毒、酗酒、赌博等恶习", "Drugs, heavy drinking, gambling or other bad habits"},
		{"neglect", "曾拒不履行或者长期怠于履行监护、照护职责", "Refused or long neglected the duties of a guardian or caregiver"},
		{"unfit", "其他不适宜担任受托人的情形", "Unfit for other reasons"},
	}}
	FindingWords = words.Set{Name: "check_finding", Words: []words.Word{
		{"clear", "无此情形", "Does not apply"},
		{"barred", "有此情形", "Applies"},
	}}
	AnswerWords = words.Set{Name: "child_answer", Words: []words.Word{
		{"agrees", "同意", "Agrees"},
		{"wishes", "同意，并有要求", "Agrees, with wishes"},
		{"refuses", "不同意", "Does not agree"},
		{"too_young", "年龄太小（未满 8 周岁）", "Too young to say (under 8)"},
	}}
	WhoWords = words.Set{Name: "parent", Words: []words.Word{
		{"father", "父亲", "Father"},
		{"mother", "母亲", "Mother"},
		{"guardian", "其他监护人", "Other guardian"},
	}}
	WayWords = words.Set{Name: "parent_way", Words: []words.Word{
		{"call", "电话", "Call"},
		{"video", "视频", "Video"},
		{"visit", "回家探望", "Visit home"},
	}}
	ReturnWords = words.Set{Name: "delegation_return", Words: []words.Word{
		{"incomplete", "材料不全", "Something is missing"},
		{"mismatch", "与证件或实际不符", "Does not agree with the papers or the facts"},
		{"unsuitable", "照护安排不合适", "The arrangement does not suit the child"},
	}}
	EndWords = words.Set{Name: "delegation_end", Words: []words.Word{
		{"period_over", "委托期满", "The period is over"},
		{"left_register", "儿童退出登记", "The child left the register"},
		{"parents_back", "父母返乡", "The parents are back"},
		{"with_parents", "随父母生活", "The child lives with the parents"},
		{"other_carer", "改由他人照护", "Somebody else cares for the child"},
		{"child_wish", "儿童本人意愿", "The child’s wish"},
		{"carer_unable", "受托人不能继续照护", "The caregiver cannot go on"},
	}}
)
