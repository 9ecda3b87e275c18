package web

type label struct{ zh, en, tone string }

// labels are the words for the states and kinds that public pages show; tone is how a state looks beside its word.
var labels = map[string]map[string]label{
	"activity": {
		"tutoring": {zh: "课业辅导", en: "Tutoring"}, "group_activity": {zh: "小组活动", en: "Group activity"},
		"visit": {zh: "入户走访", en: "Home visit"}, "pairing_meeting": {zh: "结对见面", en: "Pairing meeting"},
	},
	"group": {
		"children": {zh: "儿童", en: "Children"}, "elders": {zh: "老人", en: "Older people"}, "women": {zh: "妇女", en: "Women"},
		"mixed": {zh: "家庭", en: "Families"}, "general": {zh: "公众", en: "Everybody"},
	},
	"contract": {
		"published": {"已公告", "Published", "open"}, "performing": {"履行中", "Under way", "open"},
		"mid_passed": {"中期合格", "Mid-term passed", "open"}, "final_evaluating": {"末期评估中", "Final evaluation", "wait"},
		"accepting": {"验收中", "Being accepted", "wait"}, "settling": {"结算中", "Being settled", "wait"}, "closed": {"已结项", "Closed", "done"},
		"rectifying": {"整改中", "Putting things right", "wait"}, "suspended": {"已中止", "Suspended", "late"}, "terminated": {"已终止", "Terminated", "late"},
	},
	"method": {
		"open_tender": {zh: "公开招标", en: "Open tender"}, "invited": {zh: "邀请招标", en: "Invited tender"},
		"negotiation": {zh: "竞争性谈判", en: "Competitive negotiation"}, "consultation": {zh: "竞争性磋商", en: "Competitive consultation"},
		"inquiry": {zh: "询价", en: "Inquiry"}, "single_source": {zh: "单一来源", en: "Single source"},
	},
	"indicator": {
		"quantity": {zh: "数量", en: "Quantity"}, "quality": {zh: "质量", en: "Quality"}, "timeliness": {zh: "时效", en: "Timeliness"},
		"effect": {zh: "成效", en: "Effect"}, "satisfaction": {zh: "满意度", en: "Satisfaction"}, "cost": {zh: "成本", en: "Cost"},
	},
	"unit": {
		"person": {zh: "人", en: "people"}, "person_times": {zh: "人次", en: "attendances"}, "times": {zh: "次", en: "times"},
		"hours": {zh: "小时", en: "hours"}, "percent": {zh: "%", en: "%"}, "yuan": {zh: "元", en: "yuan"}, "pieces": {zh: "份", en: "pieces"},
	},
	"evaluation": {
		"spot": {zh: "抽查评估", en: "Spot check"}, "mid": {zh: "中期评估", en: "Mid-term evaluation"}, "final": {zh: "末期评估", en: "Final evaluation"},
	},
	"result": {
		"publicised": {"公示中", "In publicity", "wait"}, "objected": {"异议处理中", "Objection being decided", "wait"},
		"reviewed": {"异议已处理", "Objection decided", "wait"}, "final": {"结果生效", "Final", "done"}, "rectifying": {"整改中", "Putting things right", "wait"},
		"rechecked": {"已复核", "Checked again", "wait"}, "final2": {"复核结果生效", "Final after a second check", "done"}, "archived": {"已归档", "Archived", "done"},
	},
	"certificate": {
		"issued": {"有效", "Valid", "done"}, "revoked": {"已撤销", "Revoked", "late"},
	},
}

func tone(kind string, value any) string { return labels[kind][text(value)].tone }
