package register

import (
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// The columns of a list of people. A column's key is the path of the field in a request, so that the reasons of both are the same.
const (
	columnTown = "town"
	columnFlag = "r16_flag"
	columnForm = "details." // before the code of a field of the form
	columnAid  = "aid."     // before a code of the field aid: a column of yes and no
)

// factColumns are the columns of facts and identity, in the order of the template. The first wording is the one in the template.
var factColumns = []sheet.Column{
	{Key: FieldName, Kind: sheet.Name, Required: true, Names: []string{"姓名", "儿童姓名", "孩子姓名", "学生姓名", "老人姓名", "妇女姓名", "对象姓名", "name"}},
	{Key: FieldIDNumber, Kind: sheet.IDNumber, Names: []string{"身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "居民身份证号码", "居民身份证号", "身份证", "证件号码", "儿童身份证号", "儿童身份证号码", "id number"}},
	{Key: "no_id_reason", Names: []string{"无身份证号的原因", "无身份证号原因", "无证原因", "no_id_reason"}},
	{Key: "gender", Names: []string{"性别", "gender", "sex"}},
	{Key: "birth", Kind: sheet.Date, Names: []string{"出生日期", "出生年月日", "出生年月", "生日", "birth"}},
	{Key: "kinds", Names: []string{"类别", "对象类别", "人员类别", "儿童类别", "对象类型", "人员类型", "儿童类型", "类型", "kinds"}},
	{Key: columnTown, Names: []string{"乡镇", "乡镇街道", "镇", "乡", "街道", "镇街", "所属乡镇", "所在乡镇", "所属乡镇街道", "所在乡镇街道", "town"}},
	{Key: "region", Names: []string{"村（社区）", "村社区", "村", "社区", "村居", "村名", "所在村", "所在村社区", "所属村", "所属村社区", "行政村", "村社区名称", "村居名称", "居住村", "village", "region"}},
	{Key: FieldAddress, Names: []string{"现住地", "现住址", "住址", "现居住地", "现居住地址", "居住地址", "居住地", "家庭住址", "家庭地址", "家庭详细地址", "详细地址", "现家庭住址", "address"}},
	{Key: "guardianship", Names: []string{"监护类型", "实际监护", "实际监护类型", "监护方式", "委托监护类型", "guardianship"}},
	{Key: FieldGuardianName, Kind: sheet.Name, Names: []string{"监护人姓名", "监护人", "实际监护人姓名", "实际监护人", "委托监护人姓名", "委托监护人", "受委托监护人姓名", "受委托监护人", "被委托监护人姓名", "被委托监护人", "照料人姓名", "照料人", "实际照料人", "guardian_name"}},
	{Key: FieldGuardianMobile, Kind: sheet.Mobile, Names: withPhones("监护人", "实际监护人", "委托监护人", "受委托监护人", "被委托监护人", "照料人", "guardian_mobile")},
	{Key: "schooling", Names: []string{"学业", "学段", "就学情况", "就读情况", "就学状况", "在学情况", "在读情况", "schooling"}},
	{Key: "grade", Names: []string{"年级", "就读年级", "所在年级", "年级班级", "grade"}},
	{Key: "risk", Names: []string{"风险等级", "风险", "风险级别", "风险程度", "危险等级", "risk"}},
	{Key: columnFlag, Kind: sheet.YesNo, Names: []string{"无人照料已报告", "无人监护已报告", "r16_flag"}},
}

// aidColumns are columns of yes and no for single answers of the field aid.
var aidColumns = []sheet.Column{
	{Key: columnAid + "minimum_living", Kind: sheet.YesNo, Names: []string{"是否低保", "低保", "低保户", "是否低保户", "是否享受低保", "是否低保家庭"}},
	{Key: columnAid + "extreme_poverty", Kind: sheet.YesNo, Names: []string{"是否特困", "特困", "特困供养", "是否特困供养", "是否特困人员"}},
	{Key: columnAid + "monitored", Kind: sheet.YesNo, Names: []string{"是否监测户", "监测户", "是否监测对象", "监测对象", "是否防返贫监测对象", "是否防止返贫监测对象"}},
}

// formNames are further wordings of the columns of the form. Those that follow from a field's name by rule are found by wordings.
var formNames = map[string][]string{
	"hukou_place":          {"户籍地址", "户籍所在地", "户口所在地"},
	"household_size":       {"家庭人口", "家庭人口数", "家庭人数"},
	"caregiver_relation":   {"与监护人关系", "监护人与儿童关系", "与儿童关系", "与儿童的关系", "监护关系", "监护人关系", "监护人与儿童的关系"},
	"caregiver_birth_year": {"监护人出生年份", "监护人出生年"},
	"caregiver_health":     {"监护人健康状况", "监护人身体状况"},
	"self_care":            {"生活自理能力"},
	"elder_living":         {"居住情况", "居住状况"},
	"visit_often":          {"走访频次", "探访频率"},
	"emergency_relation":   {"与紧急联系人关系", "紧急联系人关系"},
	"emergency_mobile":     {"紧急联系电话", "紧急联系人联系方式"},
	"children_count":       {"子女数", "子女个数", "孩子数"},
	"children_away":        {"子女外出情况", "子女是否外出"},
	"husband_where":        {"丈夫去向", "丈夫外出", "丈夫是否外出", "丈夫外出情况", "丈夫是否外出务工"},
	"husband_away_since":   {"丈夫外出时间"},
	"work":                 {"从事工作", "现从事"},
	"help_wanted":          {"帮助需求", "需求"},
	"school_name":          {"学校", "就读学校", "学校名称", "所在学校", "就读学校名称"},
	"class":                {"所在班级"},
	"boarding":             {"寄宿", "是否住校", "是否寄宿生"},
	"health":               {"身体状况", "身体健康状况"},
	"disability_kind":      {"残疾类型"},
	"disability_level":     {"残疾级别"},
	"illness":              {"患病名称", "病情", "疾病情况"},
	"insured":              {"是否参加医保", "是否参保", "医保", "是否参加医疗保险", "是否参加基本医疗保险"},
	"income":               {"家庭主要经济来源", "经济来源", "收入来源", "家庭收入来源"},
	"aid":                  {"享受救助情况", "救助情况", "已享受救助", "享受政策", "已享受的救助政策", "享受救助政策"},
	"wishes":               {"需求和愿望", "心愿", "愿望", "诉求"},
}

// parentNames are further wordings of the columns about a parent, behind 父亲 or 母亲.
var parentNames = map[string][]string{
	"_alive":      {"健在"},
	"_where":      {"是否外出", "是否外出务工", "外出情况", "去向"},
	"_work_place": {"务工地点", "务工地址", "打工地", "打工地点", "外出地", "外出地点", "外出务工地", "外出务工地点", "务工地（省市县）"},
	"_away_since": {"外出时间", "外出务工时间"},
	"_return":     {"预计返乡时间"},
	"_ability":    {"有无监护能力"},
}

func withPhones(who ...string) (names []string) {
	for _, w := range who {
		if w[0] < 0x80 {
			names = append(names, w)
			continue
		}
		for _, phone := range phoneWords {
			names = append(names, w+phone)
		}
	}
	return names
}

var phoneWords = []string{"电话", "手机号", "手机", "手机号码", "联系电话", "电话号码", "联系方式"}

// wordings returns under which wordings a column with this name is found too.
func wordings(name string) []string {
	list := []string{name}
	if short, _, found := strings.Cut(name, "（"); found {
		list = append(list, short)
	}
	for _, n := range list {
		for _, end := range []struct {
			is  string
			too []string
		}{
			{"手机号", phoneWords}, {"身份证号", []string{"身份证号码", "身份证", "公民身份号码"}}, {"姓名", []string{""}}, {"起始月份", []string{"起始时间", "时间"}}, {"人数", []string{"数"}},
		} {
			if stem, ok := strings.CutSuffix(n, end.is); ok && stem != "" {
				for _, other := range end.too {
					list = append(list, stem+other)
				}
			}
		}
		if rest, ok := strings.CutPrefix(n, "是否"); ok {
			list = append(list, rest)
		}
	}
	return list
}

// importLayout returns the columns for lists of people of the kind, with hints and choices for the template.
func importLayout(kind Kind) sheet.Layout {
	l := sheet.Layout{MaxRows: MaxImportRows}
	for _, c := range factColumns {
		c.Hint, c.Choices = factHint(c.Key)
		l.Columns = append(l.Columns, c)
	}
	group := importGroup(kind)
	for _, s := range FileForm.Sections {
		for i := range s.Fields {
			if f := &s.Fields[i]; len(f.For) == 0 || slices.ContainsFunc(f.For, func(k string) bool { return slices.Contains(group, Kind(k)) }) {
				l.Columns = append(l.Columns, formColumn(&s, f))
			}
		}
	}
	for _, c := range aidColumns {
		c.Hint, c.Choices = "是或否；与“已享受的救助”任填一处", []string{"是", "否"}
		l.Columns = append(l.Columns, c)
	}
	return l
}

// importGroup returns the kinds whose lists have the same columns as those of the kind.
func importGroup(kind Kind) []Kind {
	if slices.Contains(childKinds, kind) {
		return childKinds
	}
	return []Kind{kind}
}

// formColumn returns the column of a field of the form: by its name, the wordings that follow from it, and its code.
func formColumn(s *form.Section, f *form.Field) sheet.Column {
	c := sheet.Column{Key: columnForm + f.Code, Kind: cellKinds[f.Kind]}
	names := append(wordings(f.ZH), formNames[f.Code]...)
	if end, ok := strings.CutPrefix(f.Code, s.Code); ok && (s.Code == "father" || s.Code == "mother") {
		names = nil
		for _, n := range append([]string{f.ZH}, parentNames[end]...) {
			names = append(names, wordings(s.ZH+n)...)
		}
	}
	c.Names = append(names, f.Code, fieldLabel(f.Code, "en"))
	c.Hint, c.Choices = formHint(f)
	return c
}

var cellKinds = map[form.Kind]sheet.Kind{
	form.Choice: sheet.Text, form.Choices: sheet.Text, form.Text: sheet.Text, form.Number: sheet.Integer, form.Day: sheet.Date,
	form.Month: sheet.Month, form.Mobile: sheet.Mobile, form.IDNumber: sheet.IDNumber,
}

func formHint(f *form.Field) (hint string, choices []string) {
	switch f.Kind {
	case form.Choice, form.Choices:
		for _, w := range f.Words {
			choices = append(choices, w.In("zh"))
		}
		hint = strings.Join(choices, "、")
		if f.Kind == form.Choices {
			return "可填多项，用顿号分开：" + hint, nil
		}
		hint = "任选其一：" + hint
	case form.Number:
		hint = "整数"
	case form.Day:
		hint = "如 2026-03-05"
	case form.Month:
		hint = "年月，如 2026-03"
	case form.Mobile:
		hint = "11 位手机号"
	case form.IDNumber:
		hint = "18 位，单元格设为文本"
	default:
		hint = "文字"
	}
	if f.When != nil {
		hint += "；仅当“" + fieldLabel(f.When.Field, "zh") + "”为“" + sayCodes(f.When.Field, f.When.In, "zh") + "”时填写"
	}
	return hint, choices
}

// columnName returns what the column is called in the language.
func columnName(key, lang string) string {
	switch field, aid := strings.CutPrefix(key, columnAid); {
	case aid:
		return fieldLabel("aid", lang) + " · " + sayCodes("aid", []string{field}, lang)
	case key == columnTown:
		return words.Word{"", "乡镇（街道）", "Town"}.In(lang)
	}
	return fieldLabel(strings.TrimPrefix(key, columnForm), lang)
}

// sayCodes returns the answers of the field, a fact or one of the form, in words.
func sayCodes(field string, codes []string, lang string) string {
	set := words.Set{Words: importWords(field)}
	said := make([]string, len(codes))
	for i, code := range codes {
		said[i] = set.Of(code, lang)
	}
	if strings.HasPrefix(lang, "en") {
		return strings.Join(said, ", ")
	}
	return strings.Join(said, "、")
}

// importWords returns the answers of a field with choices, a fact or one of the form.
func importWords(field string) []words.Word {
	if f := FileForm.Field(field); f != nil {
		return f.Words
	}
	return factWords[field].Words
}

func factHint(key string) (hint string, choices []string) {
	for _, w := range importWords(key) {
		choices = append(choices, w.In("zh"))
	}
	switch key {
	case FieldName:
		return "必填", nil
	case FieldIDNumber:
		return "18 位，单元格设为文本；没有的填写下一列", nil
	case "birth":
		return "有身份证号的可不填；如 2016-05-06", nil
	case "kinds":
		return "可不填，按导入时选择的类别；多项用顿号分开：" + strings.Join(choices, "、"), choices
	case columnTown:
		return "可不填；用于核对", nil
	case "region":
		return "村（社区）全称或区划代码；只导入一个村的可不填", nil
	case "grade":
		return "如 小学三年级、初二、高一、大班", nil
	case columnFlag:
		return "无人监护的未满 16 周岁儿童：已拨打 110 并报告乡镇的填“是”", []string{"是", "否"}
	case FieldGuardianMobile:
		return "11 位手机号", nil
	}
	if len(choices) > 0 {
		return "任选其一：" + strings.Join(choices, "、"), choices
	}
	return "文字", nil
}
