package register

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// sameWords are further words of answers, by field. Those of every field with yes and no are under yes.
var sameWords = map[string]map[string]string{
	"gender": {"男性": "male", "女性": "female", "m": "male", "f": "female"},
	"kinds": {
		"农村留守儿童": "left_behind_child", "留守": "left_behind_child", "困境": "child_in_need", "散居孤儿": "orphan", "集中供养孤儿": "orphan",
		"社会散居孤儿": "orphan", "事实无人抚养": "unsupported_child", "农村留守老人": "left_behind_elder", "农村留守妇女": "left_behind_woman",
	},
	"no_id_reason": {"未上户口": "unregistered", "未落户": "unregistered", "无户口": "unregistered", "未登记": "unregistered", "遗失": "lost_papers", "证件遗失": "lost_papers", "其他证件": "other_papers"},
	"guardianship": {
		"父母": "parent", "父亲": "parent", "母亲": "parent", "父母监护": "parent", "单亲监护": "parent", "祖父母": "grandparents", "外祖父母": "grandparents", "祖父母外祖父母": "grandparents",
		"祖辈监护": "grandparents", "隔代监护": "grandparents", "隔代": "grandparents", "爷爷奶奶": "grandparents", "外公外婆": "grandparents", "爷爷": "grandparents", "奶奶": "grandparents",
		"外公": "grandparents", "外婆": "grandparents", "祖父": "grandparents", "祖母": "grandparents", "亲戚": "relatives", "亲属": "relatives", "其他亲属": "relatives", "亲友": "relatives",
		"亲戚监护": "relatives", "亲友监护": "relatives", "亲属监护": "relatives", "寄养家庭": "foster", "福利机构": "institution", "机构监护": "institution", "自己": "self", "无人照料": "none", "无": "none",
	},
	"schooling": {
		"学前": "kindergarten", "幼儿": "kindergarten", "学前教育": "kindergarten", "小学生": "primary", "初中生": "junior", "初级中学": "junior", "高中生": "senior", "普高": "senior", "高级中学": "senior",
		"中专": "vocational", "职高": "vocational", "中等职业学校": "vocational", "职业高中": "vocational", "失学": "dropped_out", "未上学": "not_at_school", "未入学": "not_at_school",
	},
	"risk": {
		"红": "red", "红色": "red", "高风险": "red", "高危": "red", "黄": "yellow", "黄色": "yellow", "中风险": "yellow", "蓝": "blue", "蓝色": "blue", "低风险": "blue",
		"绿": "green", "绿色": "green", "无风险": "green",
	},
	"alive":   {"健在": living, "在世": living, "是": living, "去世": deceased, "已故": deceased, "病故": deceased, "已去世": deceased, "死亡": deceased, "失踪": missing, "失联": lostContact},
	"where":   {"外出": away, "打工": away, "外出打工": away, "务工": away, "在外务工": away, "在外": away, "是": away, "否": atHome, "在家务农": atHome, "在家中": atHome, "服刑": "restricted", "戒毒": "restricted"},
	"ability": {"有": able, "有能力": able, "重残": "disabled"},
	"often":   {"每天": "daily", "天天": "daily", "每日": "daily", "每周一次": "weekly", "每月一次": "monthly", "很少联系": "seldom", "无联系": "never", "从不": "never"},
	"health":  {"良好": "healthy", "正常": "healthy", "好": "healthy", "一般": "weak", "较弱": "weak", "体弱": "weak", "慢病": "chronic", "重病": "severe", "大病": "severe", "重大疾病": "severe", "残疾人": "disabled"},
	"aid":     {"低保": "minimum_living", "低保户": "minimum_living", "最低生活保障金": "minimum_living", "特困": "extreme_poverty", "特困供养": "extreme_poverty", "五保": "extreme_poverty", "监测户": "monitored", "监测对象": "monitored"},
	"relation": {
		"父": "father", "爸爸": "father", "母": "mother", "妈妈": "mother", "祖父": "paternal_grandparent", "祖母": "paternal_grandparent", "爷爷": "paternal_grandparent", "奶奶": "paternal_grandparent", "爷爷奶奶": "paternal_grandparent",
		"外祖父": "maternal_grandparent", "外祖母": "maternal_grandparent", "外公": "maternal_grandparent", "外婆": "maternal_grandparent", "姥姥": "maternal_grandparent", "姥爷": "maternal_grandparent", "外公外婆": "maternal_grandparent",
		"哥哥": "sibling", "姐姐": "sibling", "兄姐": "sibling", "叔叔": "relative", "伯父": "relative", "伯母": "relative", "姑姑": "relative", "姑妈": "relative", "舅舅": "relative", "姨妈": "relative", "亲戚": "relative", "亲属": "relative",
		"朋友": "friend", "邻居": "friend",
	},
	"care_quality":     {"好": "good", "良好": "good", "较差": "poor"},
	"self_care":        {"完全自理": "full", "自理": "full", "全自理": "full", "半自理": "part", "半失能": "part", "部分失能": "part", "失能": "none", "完全不能自理": "none", "完全失能": "none"},
	"elder_living":     {"一人居住": "alone", "独自居住": "alone", "空巢": "couple", "与配偶": "couple", "与配偶同住": "couple", "夫妻同住": "couple", "与孙辈同住": "grandchildren", "隔代同住": "grandchildren", "与子女同住": "children", "养老院": "institution", "敬老院": "institution"},
	"children_away":    {"全部外出": every, "部分外出": "some", "无外出": "none", "否": "none"},
	"education":        {"文盲": "none", "中专": "senior", "高中": "senior", "中职": "senior", "大专": "college", "本科": "college", "大学": "college"},
	"boarding":         {"住校": yes, "寄宿": yes, "走读": no, "不住校": no, "不寄宿": no},
	"hukou_registered": {"已登记": yes, "未登记": no, "已上户": yes, "未上户": no},
	"disability_level": {"1级": "1", "2级": "2", "3级": "3", "4级": "4", "一": "1", "二": "2", "三": "3", "四": "4"},
	yes:                {"有": yes, "√": yes, "✓": yes, "✔": yes, "对": yes, "已": yes, "无": no, "没有": no, "不是": no, "×": no, "未": no},
}

// blankMarks are what offices write into cells that do not apply.
var blankMarks = []string{"/", "\\", "-", "--", "—", "——", "－", "无", "没有", "未采集", "不详", "未知", "暂无"}

// wordKey returns the form in which words are compared: letters and digits, and the marks of yes and no.
func wordKey(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("√✓✔×", r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

// vocabulary maps the words of a field's answers to their codes.
type vocabulary map[string]string

// vocabularyOf returns the vocabulary of a field: codes, names in both languages, with and without remarks in brackets, and further words.
func vocabularyOf(field string) vocabulary {
	v := vocabulary{}
	add := func(word, code string) {
		if key := wordKey(word); key != "" && v[key] == "" {
			v[key] = code
		}
	}
	list := importWords(field)
	for _, w := range list {
		for _, word := range w {
			add(word, w.Code())
		}
	}
	for _, w := range list {
		short, _, _ := strings.Cut(w[1], "（")
		add(short, w.Code())
	}
	for _, group := range wordGroups(field, list) {
		for word, code := range sameWords[group] {
			if slices.ContainsFunc(list, func(w words.Word) bool { return w.Code() == code }) {
				add(word, code)
			}
		}
	}
	return v
}

// wordGroups returns which of sameWords count for the field: its own, and those of the answers that it shares with other fields.
func wordGroups(field string, list []words.Word) []string {
	groups := []string{field}
	for name, shared := range map[string][]words.Word{
		yes: yesNo, "alive": aliveWords, "where": whereWords, "ability": abilityWords, "often": oftenWords, "health": healthWords, "relation": relationWords,
	} {
		if len(list) > 0 && len(list) == len(shared) && list[0] == shared[0] {
			groups = append(groups, name)
		}
	}
	return groups
}

// one returns the code of the answer.
func (v vocabulary) one(text string) (string, bool) {
	key := wordKey(text)
	code, ok := v[key]
	if !ok {
		for _, end := range []string{"残疾", "监护", "性"} {
			if short, cut := strings.CutSuffix(key, end); cut && v[short] != "" {
				return v[short], true
			}
		}
	}
	return code, ok
}

// several returns the codes of several answers. A word that contains a separator, such as 放任失学、逃学, counts as one.
func (v vocabulary) several(text string) (codes []string, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；;/|+ \n", r) })
	for len(parts) > 0 {
		n := len(parts)
		for ; n > 0; n-- {
			if code, known := v.one(strings.Join(parts[:n], "")); known {
				if !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
				break
			}
		}
		if n == 0 {
			return nil, false
		}
		parts = parts[n:]
	}
	return codes, true
}
