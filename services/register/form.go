package register

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// The persons of whom a field is asked.
var (
	ofChildren = codesOf(childKinds...)
	ofElders   = codesOf(LeftBehindElder)
	ofWomen    = codesOf(LeftBehindWoman)
	ofAdults   = codesOf(LeftBehindElder, LeftBehindWoman)
)

func codesOf(kinds ...Kind) []string {
	codes := make([]string, len(kinds))
	for i, k := range kinds {
		codes[i] = string(k)
	}
	return codes
}

// The codes of answers that rules read.
const (
	living      = "living"       // 健在
	deceased    = "deceased"     // 死亡
	missing     = "missing"      // 宣告失踪
	lostContact = "lost_contact" // 失联
	atHome      = "home"         // 在家
	away        = "away"         // 外出务工
	able        = "able"         // 有监护能力
	yes         = "yes"
	no          = "no"
	every       = "all"
)

var (
	yesNo = []words.Word{{yes, "是", "Yes"}, {no, "否", "No"}}

	aliveWords = []words.Word{
		{living, "健在", "Living"}, {deceased, "死亡", "Deceased"}, {missing, "宣告失踪", "Declared missing"}, {lostContact, "失联", "No contact"},
	}
	whereWords = []words.Word{
		{atHome, "在家", "At home"}, {away, "外出务工", "Away for work"}, {"restricted", "服刑、强制戒毒或被限制自由", "In prison, detoxification or detention"}, {"other", "其他", "Elsewhere"},
	}
	abilityWords = []words.Word{
		{able, "有监护能力", "Able"}, {"disabled", "重度残疾", "Severely disabled"}, {"ill", "重病", "Seriously ill"},
		{"restricted", "服刑、强制戒毒或被限制自由", "In prison, detoxification or detention"}, {"other", "因其他原因无监护能力", "Unable for another reason"},
	}
	oftenWords = []words.Word{
		{"daily", "几乎每天", "Almost daily"}, {"weekly", "每周", "Weekly"}, {"monthly", "每月", "Monthly"}, {"seldom", "很少", "Seldom"}, {"never", "没有联系", "Never"},
	}
	healthWords = []words.Word{
		{"healthy", "健康", "Healthy"}, {"weak", "一般或较弱", "Fair or weak"}, {"chronic", "慢性病", "Chronically ill"},
		{"severe", "重病（重特大疾病）", "Seriously ill"}, {"disabled", "残疾", "Disabled"}, {"other", "其他", "Other"},
	}
	incomeWords = []words.Word{
		{"wages", "务工", "Wages"}, {"farming", "种养殖", "Farming"}, {"aid", "政府救助", "Public aid"}, {"relatives", "亲朋接济", "Relatives and friends"},
		{"pension", "养老金", "Pension"}, {"other", "其他", "Other"},
	}
	aidWords = []words.Word{
		{"monitored", "防止返贫监测对象", "Monitored against poverty"}, {"minimum_living", "最低生活保障", "Minimum living allowance"},
		{"extreme_poverty", "特困人员供养", "Support in extreme poverty"}, {"temporary", "临时救助", "Temporary aid"}, {"medical", "医疗救助", "Medical aid"},
		{"housing", "住房救助", "Housing aid"}, {"disability_living", "困难残疾人生活补贴", "Disability living allowance"},
		{"disability_care", "重度残疾人护理补贴", "Disability care allowance"}, {"orphan", "孤儿基本生活费", "Orphan's allowance"},
		{"unsupported", "事实无人抚养儿童生活补贴", "Allowance of de facto unsupported children"}, {"other", "其他", "Other"}, {"none", "无", "None"},
	}
	relationWords = []words.Word{
		{"father", "父亲", "Father"}, {"mother", "母亲", "Mother"}, {"paternal_grandparent", "祖父母", "Paternal grandparent"},
		{"maternal_grandparent", "外祖父母", "Maternal grandparent"}, {"sibling", "成年兄姐", "Adult sibling"}, {"relative", "其他亲属", "Other relative"},
		{"friend", "朋友邻里", "Friend or neighbour"}, {"foster", "寄养家庭", "Foster family"}, {"institution", "机构", "Institution"},
	}
)

// parent returns the section about the father or the mother.
func parent(who, zh, en string) form.Section {
	if1 := func(field string, in ...string) *form.Condition { return &form.Condition{Field: who + field, In: in} }
	f := func(code, zh, en string, kind form.Kind, more form.Field) form.Field {
		more.Code, more.ZH, more.EN, more.Kind, more.For = who+code, zh, en, kind, ofChildren
		return more
	}
	return form.Section{Code: who, ZH: zh, EN: en, Fields: []form.Field{
		f("_alive", "是否健在", "Living", form.Choice, form.Field{Words: aliveWords, Needed: true}),
		f("_name", "姓名", "Name", form.Text, form.Field{Most: 50, Sealed: true, Needed: true, When: if1("_alive", living, lostContact)}),
		f("_id_number", "身份证号", "ID number", form.IDNumber, form.Field{Sealed: true, When: if1("_alive", living, lostContact)}),
		f("_mobile", "手机号", "Mobile", form.Mobile, form.Field{Sealed: true, When: if1("_alive", living)}),
		f("_where", "现在何处", "Where now", form.Choice, form.Field{Words: whereWords, Needed: true, When: if1("_alive", living)}),
		f("_work_place", "务工地（省、市）", "Place of work (province, city)", form.Text, form.Field{Most: 60, Needed: true, When: if1("_where", away)}),
		f("_away_since", "外出起始月份", "Away since", form.Month, form.Field{Past: true, Needed: true, When: if1("_where", away)}),
		f("_return", "预计返乡月份", "Expected back", form.Month, form.Field{When: if1("_where", away)}),
		f("_ability", "监护能力", "Ability as a guardian", form.Choice, form.Field{Words: abilityWords, Needed: true, When: if1("_alive", living)}),
		f("_unable_since", "丧失监护能力或失联的起始月份", "Unable or without contact since", form.Month, form.Field{Past: true, When: if1("_ability", "disabled", "ill", "restricted", "other")}),
		f("_lost_since", "失联起始月份", "No contact since", form.Month, form.Field{Past: true, When: if1("_alive", lostContact)}),
		f("_contact", "与孩子联系", "Contact with the child", form.Choice, form.Field{Words: oftenWords, When: if1("_alive", living)}),
		f("_last_contact", "最近一次联系", "Last contact", form.Day, form.Field{Past: true, When: if1("_alive", living)}),
	}}
}

// FileForm is the form of a file beyond what Facts and Identity hold, after 农村留守儿童基本情况登记表 and the screens of the national system.
// Not asked, because no duty needs it: religion, photographs, ID numbers of siblings and grandparents.
var FileForm = form.Form{Sections: []form.Section{
	{Code: "household", ZH: "户籍与家庭", EN: "Household", Fields: []form.Field{
		{Code: "ethnicity", ZH: "民族", EN: "Ethnicity", Kind: form.Text, Most: 20, Needed: true},
		{Code: "hukou_registered", ZH: "是否登记户口", EN: "Household registered", Kind: form.Choice, Words: yesNo, Needed: true, For: ofChildren},
		{Code: "hukou_kind", ZH: "户籍性质", EN: "Kind of household registration", Kind: form.Choice, Words: []words.Word{
			{"agricultural", "农业", "Agricultural"}, {"non_agricultural", "非农业", "Non-agricultural"}, {"resident", "居民户口（不分农业、非农业）", "Resident, undivided"},
		}},
		{Code: "hukou_place", ZH: "户籍地", EN: "Place of household registration", Kind: form.Text, Most: 200, Sealed: true},
		{Code: "household_size", ZH: "家中常住人数", EN: "Persons in the household", Kind: form.Number, Least: 1, Most: 30},
		{Code: "housing", ZH: "住房", EN: "Housing", Kind: form.Choice, Words: []words.Word{
			{"own", "自有", "Own"}, {"rented", "租住", "Rented"}, {"borrowed", "借住", "Lent"}, {"unsafe", "危房", "Unsafe"}, {"institution", "机构", "Institution"},
		}},
		{Code: "siblings", ZH: "兄弟姐妹人数", EN: "Siblings", Kind: form.Number, Most: 15, For: ofChildren},
		{Code: "siblings_here", ZH: "同住兄弟姐妹人数", EN: "Siblings in the household", Kind: form.Number, Most: 15, For: ofChildren},
		{Code: "siblings_note", ZH: "兄弟姐妹情况", EN: "About the siblings", Kind: form.Text, Most: 300, Sealed: true, For: ofChildren},
	}},
	parent("father", "父亲", "Father"),
	parent("mother", "母亲", "Mother"),
	{Code: "care", ZH: "实际照料", EN: "Care", Fields: []form.Field{
		{Code: "caregiver_relation", ZH: "照料人与儿童的关系", EN: "Relation of the caregiver", Kind: form.Choice, Words: relationWords, Needed: true, For: ofChildren, When: &caredFor},
		{Code: "caregiver_birth_year", ZH: "照料人出生年份", EN: "Caregiver's year of birth", Kind: form.Number, Least: 1900, Most: 2100, For: ofChildren, When: &caredFor},
		{Code: "caregiver_health", ZH: "照料人健康状况", EN: "Caregiver's health", Kind: form.Choice, Words: healthWords, Needed: true, For: ofChildren, When: &caredFor},
		{Code: "care_quality", ZH: "监护情况", EN: "Quality of care", Kind: form.Choice, Needed: true, For: ofChildren, When: &caredFor, Words: []words.Word{
			{"good", "较好", "Good"}, {"fair", "一般", "Fair"}, {"poor", "差", "Poor"},
		}},
		{Code: "neglect", ZH: "监护不当情形", EN: "Failings of care", Kind: form.Choices, For: ofChildren, Words: []words.Word{
			{"unattended", "长时间无人看护", "Left unattended for long"}, {"school", "放任失学、逃学", "Let stay away from school"}, {"health", "延误看病", "Illness not treated"},
			{"violence", "打骂体罚", "Beaten or abused"}, {"labour", "安排重活或务工", "Made to work"}, {"game", "放任沉迷网络", "Left to the internet"}, {"none", "未发现", "None found"},
		}},
		{Code: "self_care", ZH: "自理能力", EN: "Self-care", Kind: form.Choice, Needed: true, For: ofElders, Words: []words.Word{
			{"full", "能自理", "Full"}, {"part", "部分自理", "In part"}, {"none", "不能自理", "None"},
		}},
		{Code: "elder_living", ZH: "居住方式", EN: "Living", Kind: form.Choice, Needed: true, For: ofElders, Words: []words.Word{
			{"alone", "独居", "Alone"}, {"couple", "空巢（与配偶）", "With the spouse only"}, {"grandchildren", "与孙辈", "With grandchildren"},
			{"children", "与子女", "With children"}, {"institution", "养老机构", "In an institution"},
		}},
		{Code: "visit_often", ZH: "探访频次", EN: "Visits", Kind: form.Choice, Words: oftenWords, Needed: true, For: ofElders},
		{Code: "emergency_name", ZH: "紧急联系人姓名", EN: "Emergency contact", Kind: form.Text, Most: 50, Sealed: true, Needed: true, For: ofAdults},
		{Code: "emergency_relation", ZH: "与紧急联系人的关系", EN: "Relation of the emergency contact", Kind: form.Text, Most: 20, For: ofAdults},
		{Code: "emergency_mobile", ZH: "紧急联系人手机号", EN: "Mobile of the emergency contact", Kind: form.Mobile, Sealed: true, Needed: true, For: ofAdults},
	}},
	{Code: "children", ZH: "子女", EN: "Children", Fields: []form.Field{
		{Code: "children_count", ZH: "子女人数", EN: "Children", Kind: form.Number, Most: 15, Needed: true, For: ofAdults},
		{Code: "children_away", ZH: "外出六个月以上的子女", EN: "Children away for six months or more", Kind: form.Choice, Needed: true, For: ofElders, Words: []words.Word{
			{every, "全部", "All"}, {"some", "部分", "Some"}, {"none", "无", "None"},
		}},
		{Code: "child1_name", ZH: "联系子女一姓名", EN: "First child's name", Kind: form.Text, Most: 50, Sealed: true, For: ofElders},
		{Code: "child1_mobile", ZH: "联系子女一手机号", EN: "First child's mobile", Kind: form.Mobile, Sealed: true, For: ofElders},
		{Code: "child1_place", ZH: "联系子女一所在地", EN: "First child's place", Kind: form.Text, Most: 60, For: ofElders},
		{Code: "child2_name", ZH: "联系子女二姓名", EN: "Second child's name", Kind: form.Text, Most: 50, Sealed: true, For: ofElders},
		{Code: "child2_mobile", ZH: "联系子女二手机号", EN: "Second child's mobile", Kind: form.Mobile, Sealed: true, For: ofElders},
		{Code: "child2_place", ZH: "联系子女二所在地", EN: "Second child's place", Kind: form.Text, Most: 60, For: ofElders},
	}},
	{Code: "husband", ZH: "婚姻与家庭", EN: "Marriage and family", Fields: []form.Field{
		{Code: "marriage", ZH: "婚姻登记", EN: "Marriage registered", Kind: form.Choice, Words: yesNo, For: ofWomen},
		{Code: "husband_where", ZH: "丈夫现在何处", EN: "Where the husband is", Kind: form.Choice, Words: whereWords, Needed: true, For: ofWomen},
		{Code: "husband_away_since", ZH: "丈夫外出起始月份", EN: "Husband away since", Kind: form.Month, Past: true, Needed: true, For: ofWomen, When: &form.Condition{Field: "husband_where", In: []string{away}}},
		{Code: "husband_last_back", ZH: "丈夫最近一次回家", EN: "Husband last at home", Kind: form.Month, Past: true, For: ofWomen, When: &form.Condition{Field: "husband_where", In: []string{away}}},
		{Code: "parents_in_law", ZH: "赡养公婆", EN: "Looks after parents-in-law", Kind: form.Choice, For: ofWomen, Words: []words.Word{
			{"none", "无", "None"}, {"one", "一位", "One"}, {"two", "两位", "Two"},
		}},
		{Code: "education", ZH: "文化程度", EN: "Education", Kind: form.Choice, For: ofWomen, Words: []words.Word{
			{"none", "未上学", "None"}, {"primary", "小学", "Primary"}, {"junior", "初中", "Junior"}, {"senior", "高中或中职", "Senior or vocational"}, {"college", "大专及以上", "College"},
		}},
		{Code: "work", ZH: "现在从事", EN: "Work", Kind: form.Choices, For: ofWomen, Words: []words.Word{
			{"farming", "务农", "Farming"}, {"cooperative", "合作社或家庭农场", "Cooperative or family farm"}, {"day_labour", "零工", "Day labour"},
			{"workshop", "村内车间", "Village workshop"}, {"shop", "小买卖", "Small trade"}, {"home", "料理家务", "Household"},
		}},
		{Code: "training", ZH: "参加过的培训", EN: "Training taken", Kind: form.Choices, For: ofWomen, Words: []words.Word{
			{"farming", "种养殖", "Farming"}, {"crafts", "手工", "Crafts"}, {"care", "家政护理", "Care and housework"}, {"online", "电商", "Online trade"}, {"other", "其他", "Other"}, {"none", "无", "None"},
		}},
		{Code: "help_wanted", ZH: "需要的帮助", EN: "Help wanted", Kind: form.Choices, For: ofWomen, Words: []words.Word{
			{"aid", "社会救助", "Social assistance"}, {"loan", "小额贷款", "Small loan"}, {"mutual", "生产互助", "Help with the farm"}, {"training", "技能培训", "Training"},
			{"job", "就业", "Work"}, {"counsel", "心理支持", "Counselling"}, {"other", "其他", "Other"}, {"none", "无", "None"},
		}},
	}},
	{Code: "school", ZH: "学校", EN: "School", Fields: []form.Field{
		{Code: "school_name", ZH: "学校或幼儿园", EN: "School or kindergarten", Kind: form.Text, Most: 60, Needed: true, For: ofChildren, When: &atSchool},
		{Code: "class", ZH: "班级", EN: "Class", Kind: form.Text, Most: 20, For: ofChildren, When: &atSchool},
		{Code: "boarding", ZH: "是否寄宿", EN: "Boarding", Kind: form.Choice, Words: yesNo, Needed: true, For: ofChildren, When: &atSchool},
		{Code: "teacher_name", ZH: "班主任姓名", EN: "Class teacher", Kind: form.Text, Most: 50, Sealed: true, For: ofChildren, When: &atSchool},
		{Code: "teacher_mobile", ZH: "班主任手机号", EN: "Class teacher's mobile", Kind: form.Mobile, Sealed: true, For: ofChildren, When: &atSchool},
		{Code: "absence", ZH: "出勤", EN: "Attendance", Kind: form.Choice, For: ofChildren, When: &atSchool, Words: []words.Word{
			{"regular", "正常", "Regular"}, {"sometimes", "偶有缺课", "Sometimes absent"}, {"often", "经常缺课", "Often absent"},
		}},
	}},
	{Code: "health", ZH: "健康", EN: "Health", Fields: []form.Field{
		{Code: "health", ZH: "健康状况", EN: "Health", Kind: form.Choice, Words: healthWords, Needed: true},
		{Code: "disability_kind", ZH: "残疾类别", EN: "Kind of disability", Kind: form.Choices, Needed: true, When: &form.Condition{Field: "health", In: []string{"disabled"}}, Words: []words.Word{
			{"sight", "视力", "Sight"}, {"hearing", "听力", "Hearing"}, {"speech", "言语", "Speech"}, {"limbs", "肢体", "Limbs"},
			{"intellect", "智力", "Intellect"}, {"mind", "精神", "Mental"}, {"multiple", "多重", "Multiple"},
		}},
		{Code: "disability_level", ZH: "残疾等级", EN: "Level of disability", Kind: form.Choice, Needed: true, When: &form.Condition{Field: "health", In: []string{"disabled"}}, Words: []words.Word{
			{"1", "一级", "1"}, {"2", "二级", "2"}, {"3", "三级", "3"}, {"4", "四级", "4"}, {"unrated", "未评定", "Not rated"},
		}},
		{Code: "illness", ZH: "患病情况", EN: "Illness", Kind: form.Text, Most: 300, Sealed: true, When: &form.Condition{Field: "health", In: []string{"chronic", "severe", "other"}}},
		{Code: "insured", ZH: "参加基本医疗保险", EN: "Has basic medical insurance", Kind: form.Choice, Words: yesNo, Needed: true},
		{Code: "mood", ZH: "情绪与行为", EN: "Mood and behaviour", Kind: form.Choice, For: ofChildren, Words: []words.Word{
			{"stable", "稳定", "Stable"}, {"watch", "需要关注", "Needs attention"}, {"support", "正在接受辅导或治疗", "In counselling or treatment"},
		}},
	}},
	{Code: "economy", ZH: "经济与救助", EN: "Economy and aid", Fields: []form.Field{
		{Code: "income", ZH: "主要经济来源", EN: "Sources of income", Kind: form.Choices, Words: incomeWords, Needed: true},
		{Code: "aid", ZH: "已享受的救助", EN: "Aid received", Kind: form.Choices, Words: aidWords, Needed: true},
	}},
	{Code: "special", ZH: "特殊情况与需求", EN: "Special situations and needs", Fields: []form.Field{
		{Code: "special", ZH: "特殊情况", EN: "Special situations", Kind: form.Choices, For: ofChildren, Words: []words.Word{
			{"prisoner_child", "服刑人员子女", "Parent in prison"}, {"drugs", "父母涉毒", "Parent on drugs"}, {"hiv", "受艾滋病影响", "Affected by HIV"},
			{"wandering", "有流浪经历", "Has lived on the street"}, {"harmed", "曾受侵害", "Was harmed"}, {"migrant", "随迁流动", "Migrates with the family"}, {"none", "无", "None"},
		}},
		{Code: "wishes", ZH: "需求与愿望", EN: "Needs and wishes", Kind: form.Text, Most: 300, Sealed: true},
	}},
}}

// caredFor is met when somebody in a family cares for the child; atSchool when the child goes to school or kindergarten.
var (
	caredFor = form.Condition{Field: "guardianship", In: []string{string(ByParent), string(ByGrandparents), string(ByRelatives), string(ByFoster)}}
	atSchool = form.Condition{Field: "schooling", In: []string{string(Kindergarten), string(Primary), string(Junior), string(Senior), string(Vocational)}}
)

// given returns the facts that conditions of the form read.
func (f *Facts) given() form.Answers {
	return form.Answers{"guardianship": string(f.Guardianship), "schooling": string(f.Schooling)}
}

// sealedCodes are the fields of the form that are stored sealed.
var sealedCodes = func() (codes []string) {
	FileForm.Each(func(f *form.Field) {
		if f.Sealed {
			codes = append(codes, f.Code)
		}
	})
	return codes
}()

// isSealed reports whether the field of the form is stored sealed.
func isSealed(code string) bool { return slices.Contains(sealedCodes, code) }
