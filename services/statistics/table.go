package statistics

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/words"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Notcollected is the row of what was not collected (未采集).
const notCollected = register.NotCollected

var notCollectedRow = words.Word{notCollected, "未采集", "Not collected"}

// table is one table of figures. Its definition is shown with it.
type table struct {
	code, zh, en   string
	noteZH, noteEN string
	rows           []words.Word
	several        bool // a person may be in several rows, so that they do not sum up to the total
	of             func(s *register.Stat, on region.Day) []string
}

// one returns the row of a code, or that of what was not collected.
func one(code string) []string {
	if code == "" {
		return []string{notCollected}
	}
	return []string{code}
}

func withNot(set []words.Word) []words.Word {
	if slices.ContainsFunc(set, func(w words.Word) bool { return w.Code() == notCollected }) {
		return set
	}
	return append(slices.Clone(set), notCollectedRow)
}

// formWords returns the answers of a field of the file's form.
func formWords(code string) []words.Word { return withNot(register.FileForm.Field(code).Words) }

// tables lists the tables in the order of the page.
var tables = []table{
	{
		code: "kinds", zh: "类别", en: "Kinds", several: true, noteZH: "同一人可属多个类别，各行之和可大于总数。", noteEN: "A person may be of several kinds.",
		rows: register.KindWords.Words, of: func(s *register.Stat, _ region.Day) []string { return s.Kinds },
	},
	{
		code: "age", zh: "年龄段", en: "Age", noteZH: "按截止日期的周岁。", noteEN: "In full years on the day.", rows: register.AgeBandWords.Words,
		of: func(s *register.Stat, on region.Day) []string {
			return []string{(&register.Facts{Birth: s.Birth}).AgeBand(on)}
		},
	},
	{
		code: "guardianship", zh: "实际监护", en: "Guardianship", noteZH: "由谁实际照料；祖辈即隔代照料。", noteEN: "Who cares in fact.",
		rows: withNot(register.GuardianshipWords.Words), of: func(s *register.Stat, _ region.Day) []string { return one(string(s.Guardianship)) },
	},
	{
		code: "parents", zh: "父母外出", en: "Parents away", noteZH: "父母双方、一方外出务工；其他包括父母均在家、亡故、失联等。", noteEN: "Both or one away for work; other: at home, dead, out of contact.",
		rows: []words.Word{{"both_away", "双方外出", "Both away"}, {"one_away", "一方外出", "One away"}, {"other", "其他", "Other"}, notCollectedRow},
		of:   func(s *register.Stat, _ region.Day) []string { return one(s.Parents) },
	},
	{
		code: "care_quality", zh: "监护情况", en: "Quality of care", noteZH: "登记人评价。", noteEN: "As judged by who wrote the file.",
		rows: formWords("care_quality"), of: func(s *register.Stat, _ region.Day) []string { return one(s.Quality) },
	},
	{
		code: "schooling", zh: "学业", en: "Schooling", noteZH: "辍学：义务教育阶段；不在学：其他未就学。", noteEN: "Dropped out: of compulsory school.",
		rows: withNot(register.SchoolingWords.Words), of: func(s *register.Stat, _ region.Day) []string { return one(string(s.Schooling)) },
	},
	{
		code: "boarding", zh: "寄宿", en: "Boarding", noteZH: "是否在校寄宿。", noteEN: "Boards at school.",
		rows: formWords("boarding"), of: func(s *register.Stat, _ region.Day) []string { return one(s.Boarding) },
	},
	{
		code: "health", zh: "健康", en: "Health", noteZH: "重病指重特大疾病。", noteEN: "As in the file.",
		rows: formWords("health"), of: func(s *register.Stat, _ region.Day) []string { return one(s.Health) },
	},
	{
		code: "aid", zh: "已享受的救助", en: "Aid received", several: true, noteZH: "可享受多项，各行之和可大于总数。", noteEN: "A person may receive several.",
		rows: formWords("aid"), of: func(s *register.Stat, _ region.Day) []string {
			if len(s.Aid) == 0 {
				return []string{notCollected}
			}
			return s.Aid
		},
	},
	{
		code: "risk", zh: "风险等级", en: "Risk", noteZH: "档案当前等级。", noteEN: "The present level of the file.",
		rows: withNot(register.RiskWords.Words), of: func(s *register.Stat, _ region.Day) []string { return one(string(s.Risk)) },
	},
	{
		code: "self_care", zh: "自理能力", en: "Self-care", noteZH: "留守老人。", noteEN: "Of elders.",
		rows: formWords("self_care"), of: func(s *register.Stat, _ region.Day) []string { return one(s.SelfCare) },
	},
}

// keys are the keys of Counts, by table and row.
var keys = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, t := range tables {
		out[t.code] = map[string]string{}
		for _, w := range t.rows {
			out[t.code][w.Code()] = t.code + "/" + w.Code()
		}
	}
	return out
}()

// onlyFor lists the tables that make sense for some kinds only; the others are for all.
var onlyFor = map[string][]register.Kind{
	"parents": children, "care_quality": children, "boarding": children, "self_care": {register.LeftBehindElder},
}

var children = []register.Kind{register.LeftBehindChild, register.ChildInNeed, register.Orphan, register.Unsupported}

// Group is a set of persons that is counted: those of a kind, children of any kind, or everybody.
type Group string

// The groups besides those of the kinds, which are called as the kinds.
const (
	Everybody Group = "all"      // 全部
	Children  Group = "children" // 儿童（各类）
)

// GroupWords are the groups in the order of the page.
var GroupWords = words.Set{Name: "statistics_group", Words: append([]words.Word{
	{string(Children), "儿童（各类）", "Children of any kind"}, {string(Everybody), "全部对象", "Everybody"},
}, register.KindWords.Words...)}

// has reports whether the person belongs to the group.
func (g Group) has(kinds []string) bool {
	switch g {
	case Everybody:
		return true
	case Children:
		return slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(children, register.Kind(k)) })
	}
	return slices.Contains(kinds, string(g))
}

// shows reports whether the table is shown for the group.
func (g Group) shows(t *table) bool {
	of, limited := onlyFor[t.code]
	if !limited {
		return true
	}
	return g == Children && of[0] != register.LeftBehindElder || slices.Contains(of, register.Kind(g))
}
