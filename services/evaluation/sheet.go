package evaluation

import (
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Party is the party for which a rater scores.
type Party string

// The parties.
const (
	ThirdParty Party = "third_party" // 第三方
	Buyer      Party = "buyer"       // 购买方
	Civil      Party = "civil"       // 民政
	Village    Party = "village"     // 村居
	Self       Party = "self"        // 自评: the provider's own card
)

var parties = []Party{ThirdParty, Buyer, Civil, Village, Self}

// Method is how an item is scored.
type Method string

// The methods.
const (
	Bands       Method = "bands"       // share of the maximum by bands of the indicators' ratio
	AutoRatio   Method = "auto_ratio"  // in proportion to the indicators' ratio, up to 100 %
	Levels      Method = "level"       // 程度分: the rater chooses a level
	Combination Method = "combination" // 组合分: the rater gives points for each part
	Deduction   Method = "deduction"   // 扣分: the rater takes points off
)

// Band gives Num/Den of the maximum for ratios from FromBP basis points.
type Band struct {
	FromBP int64 `bson:"from_bp"`
	Num    int64 `bson:"num"`
	Den    int64 `bson:"den"`
}

// Level gives a share of the maximum, in basis points.
type Level struct {
	Code    string `bson:"code"`
	Name    string `bson:"name"`
	ShareBP int64  `bson:"share_bp"`
}

// Part is one of the parts that a combined item is the sum of. Max is in hundredths.
type Part struct {
	Code string `bson:"code"`
	Name string `bson:"name"`
	Max  int64  `bson:"max"`
}

// Item is one line of a score sheet. Max is in hundredths of a point.
type Item struct {
	Code      string                  `bson:"code"`
	Name      string                  `bson:"name"`
	Max       int64                   `bson:"max"`
	Method    Method                  `bson:"method"`
	Indicator contracts.IndicatorKind `bson:"indicator,omitempty"` // for bands and auto_ratio; all indicators when empty. Plan asks for a Substitute when the contract has none of the kind
	Bands     []Band                  `bson:"bands,omitempty"`     // highest first
	Levels    []Level                 `bson:"levels,omitempty"`
	Parts     []Part                  `bson:"parts,omitempty"`
	Parties   []Party                 `bson:"parties,omitempty"`  // the parties that score it; all when empty or when no rater is of these parties
	Evidence  string                  `bson:"evidence,omitempty"` // the evidence that is needed
}

// indicatorKinds are the kinds by which an item may be counted.
var indicatorKinds = []contracts.IndicatorKind{contracts.Quantity, contracts.Quality, contracts.Timeliness, contracts.Effect, contracts.Satisfaction, contracts.Cost}

// byRater reports whether raters score the item.
func (it *Item) byRater() bool { return it.Method != Bands && it.Method != AutoRatio }

// Section is a group of items.
type Section struct {
	Code  string `bson:"code"`
	Name  string `bson:"name"`
	Items []Item `bson:"items"`
}

// Veto is a condition that makes the total 0.
type Veto struct {
	Code string `bson:"code"`
	Name string `bson:"name"`
}

// Grade begins at a total of From hundredths.
type Grade struct {
	From int64  `bson:"from"`
	Name string `bson:"name"`
	Pass bool   `bson:"pass"`
}

// Sheet is a score sheet.
type Sheet struct {
	Sections []Section `bson:"sections"`
	Vetoes   []Veto    `bson:"vetoes"`
	Grades   []Grade   `bson:"grades"` // highest first; the last begins at 0
}

// Full is the maximum total of a sheet, in hundredths.
const Full = 100_00

// items lists all items in order.
func (s *Sheet) items() []*Item {
	var list []*Item
	for i := range s.Sections {
		for j := range s.Sections[i].Items {
			list = append(list, &s.Sections[i].Items[j])
		}
	}
	return list
}

func (s *Sheet) item(code string) *Item {
	for _, it := range s.items() {
		if it.Code == code {
			return it
		}
	}
	return nil
}

func (s *Sheet) hasVeto(code string) bool {
	return slices.ContainsFunc(s.Vetoes, func(v Veto) bool { return v.Code == code })
}

// GradeOf returns the grade for the total.
func (s *Sheet) GradeOf(total int64) Grade {
	for _, g := range s.Grades {
		if total >= g.From {
			return g
		}
	}
	return Grade{}
}

// Check returns an error with every fault of the sheet, or nil.
func (s *Sheet) Check() error {
	var bad fault.Problems
	bad.Check(len(s.Sections) >= 1 && len(s.Sections) <= 20, "sections", "range", "Between 1 and 20 sections.", "评估表应有 1 到 20 个一级指标。")
	seen := map[string]bool{}
	unique := func(path, code string) {
		bad.Check(fault.Between(code, 1, 20) && !seen[code], path, "unique", "Each has its own code of up to 20 characters.", "编码不能为空、重复或超过 20 个字符。")
		seen[code] = true
	}
	var sum int64
	for i, sec := range s.Sections {
		at := fmt.Sprintf("sections[%d]", i)
		unique(at+".code", sec.Code)
		bad.Check(fault.Between(sec.Name, 2, 40), at+".name", "length", "The name needs 2 to 40 characters.", "名称应为 2 到 40 个字。")
		bad.Check(len(sec.Items) >= 1 && len(sec.Items) <= 30, at+".items", "range", "Between 1 and 30 items.", "每个一级指标应有 1 到 30 个评分项。")
		for j := range sec.Items {
			p := fmt.Sprintf("%s.items[%d]", at, j)
			unique(p+".code", sec.Items[j].Code)
			sec.Items[j].check(&bad, p)
			sum += sec.Items[j].Max
		}
	}
	bad.Check(sum == Full, "sections", "sum", "The most points of all items add up to 100.", "各评分项满分合计应为 100 分。")
	for i, v := range s.Vetoes {
		unique(fmt.Sprintf("vetoes[%d].code", i), v.Code)
		bad.Check(fault.Between(v.Name, 2, 60), fmt.Sprintf("vetoes[%d].name", i), "length", "The name needs 2 to 60 characters.", "名称应为 2 到 60 个字。")
	}
	n := len(s.Grades)
	bad.Check(n >= 2 && n <= 10 && s.Grades[n-1].From == 0, "grades", "range", "Between 2 and 10 grades, the last from 0.", "等级应为 2 到 10 档，最低一档从 0 分起。")
	for i, g := range s.Grades {
		p := fmt.Sprintf("grades[%d]", i)
		bad.Check(fault.Between(g.Name, 1, 20), p+".name", "length", "Name the grade.", "请填写等级名称。")
		bad.Check(g.From <= Full && (i == 0 || g.From < s.Grades[i-1].From), p+".from", "order", "Grades go down from the highest.", "等级应从高到低排列。")
		bad.Check(i == 0 || s.Grades[i-1].Pass || !g.Pass, p+".pass", "order", "A lower grade cannot pass where a higher one does not.", "高一档不合格时，低一档不能合格。")
	}
	return bad.Err()
}

func (it *Item) check(bad *fault.Problems, at string) {
	bad.Check(fault.Between(it.Name, 2, 60), at+".name", "length", "The name needs 2 to 60 characters.", "名称应为 2 到 60 个字。")
	bad.Check(it.Max > 0 && it.Max <= Full, at+".max", "range", "Above 0 and at most 100 points.", "满分应大于 0，不超过 100 分。")
	bad.Check(fault.Between(it.Evidence, 0, 300), at+".evidence", "length", "At most 300 characters.", "最多 300 字。")
	if !it.byRater() {
		bad.Check(it.Indicator == "" || slices.Contains(indicatorKinds, it.Indicator), at+".indicator", "unknown", "Choose a kind of indicators, or all.", "请选择指标类别，或按全部指标计。")
	}
	for _, p := range it.Parties {
		bad.Check(slices.Contains(parties, p), at+".parties", "unknown", "There is no such party.", "评分主体不正确。")
	}
	switch it.Method {
	case AutoRatio:
	case Bands:
		n := len(it.Bands)
		bad.Check(n >= 1 && n <= 10 && it.Bands[n-1].FromBP == 0, at+".bands", "range", "Between 1 and 10 bands, the last from 0.", "分段应为 1 到 10 段，最低一段从 0 起。")
		for i, b := range it.Bands {
			ok := b.Den >= 1 && b.Den <= 100 && b.Num >= 0 && b.Num <= b.Den && b.FromBP <= 10_000 && (i == 0 || b.FromBP < it.Bands[i-1].FromBP)
			bad.Check(ok, fmt.Sprintf("%s.bands[%d]", at, i), "order", "Bands go down and give between nothing and all.", "分段应从高到低，得分比例在 0 到 1 之间。")
			if ok && i > 0 {
				above := it.Bands[i-1]
				bad.Check(b.Num*above.Den <= above.Num*b.Den, fmt.Sprintf("%s.bands[%d]", at, i), "more", "A lower band does not give more than a higher one.", "低一段的得分不能高于高一段。")
			}
		}
	case Levels:
		bad.Check(len(it.Levels) >= 2 && len(it.Levels) <= 10, at+".levels", "range", "Between 2 and 10 levels.", "程度应为 2 到 10 档。")
		codes := map[string]bool{}
		for i, l := range it.Levels {
			bad.Check(fault.Between(l.Code, 1, 20) && !codes[l.Code] && fault.Between(l.Name, 1, 40) && l.ShareBP >= 0 && l.ShareBP <= 10_000,
				fmt.Sprintf("%s.levels[%d]", at, i), "range", "A level has its own code, a name and a share up to 100 %.", "每档应有不重复的编码、名称和 0 到 100% 的比例。")
			codes[l.Code] = true
		}
	case Combination:
		var sum int64
		codes := map[string]bool{}
		for i, p := range it.Parts {
			bad.Check(fault.Between(p.Code, 1, 20) && !codes[p.Code] && fault.Between(p.Name, 1, 60) && p.Max > 0,
				fmt.Sprintf("%s.parts[%d]", at, i), "range", "A part has its own code, a name and points.", "每个分项应有不重复的编码、名称和分值。")
			codes[p.Code], sum = true, sum+p.Max
		}
		bad.Check(sum == it.Max && len(it.Parts) <= 20, at+".parts", "sum", "The parts add up to the item's points.", "分项分值合计应等于该项满分。")
	case Deduction:
	default:
		bad.Add(at+".method", "unknown", "Choose how it is scored.", "请选择评分方式。")
	}
}
