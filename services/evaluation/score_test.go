package evaluation_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
)

func TestDefaultSheet(t *testing.T) {
	s := evaluation.DefaultSheet()
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	want := map[string]int64{"项目管理": 15_00, "服务产出": 30_00, "专业质量": 20_00, "服务成效": 15_00, "满意度": 10_00, "财务": 10_00}
	for _, sec := range s.Sections {
		var sum int64
		for _, it := range sec.Items {
			sum += it.Max
		}
		if sum != want[sec.Name] {
			t.Errorf("%s: %d, want %d", sec.Name, sum, want[sec.Name])
		}
	}
	if len(s.Vetoes) != 4 {
		t.Errorf("%d vetoes", len(s.Vetoes))
	}
}

func TestSheetCheck(t *testing.T) {
	for name, change := range map[string]func(*evaluation.Sheet){
		"99 points":      func(s *evaluation.Sheet) { s.Sections[0].Items[0].Max -= 1_00 },
		"code twice":     func(s *evaluation.Sheet) { s.Sections[0].Items[0].Code = "M3" },
		"bands upwards":  func(s *evaluation.Sheet) { slices.Reverse(s.Sections[1].Items[1].Bands) },
		"parts short":    func(s *evaluation.Sheet) { s.Sections[0].Items[1].Parts[0].Max-- },
		"unknown way":    func(s *evaluation.Sheet) { s.Sections[0].Items[0].Method = "guess" },
		"one level":      func(s *evaluation.Sheet) { s.Sections[0].Items[0].Levels = s.Sections[0].Items[0].Levels[:1] },
		"grades upwards": func(s *evaluation.Sheet) { slices.Reverse(s.Grades) },
		"no zero grade":  func(s *evaluation.Sheet) { s.Grades = s.Grades[:3] },
		"no sections":    func(s *evaluation.Sheet) { s.Sections = nil },
	} {
		s := evaluation.DefaultSheet()
		change(&s)
		if s.Check() == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

func TestGradeEdges(t *testing.T) {
	s := evaluation.DefaultSheet()
	for _, tt := range []struct {
		total int64
		grade string
		pass  bool
	}{
		{0, "不合格", false}, {59_99, "不合格", false}, {60_00, "合格", true}, {79_99, "合格", true}, {80_00, "良好", true}, {89_99, "良好", true},
		{90_00, "优秀", true}, {100_00, "优秀", true},
	} {
		in := evaluation.Inputs{Sheet: one(evaluation.Item{Code: "X", Max: 100_00, Method: evaluation.Deduction}, s.Grades), Cards: []evaluation.Card{
			{Party: evaluation.ThirdParty, Weight: 100, Marks: []evaluation.Mark{{Item: "X", Deduct: 100_00 - tt.total}}},
		}}
		if r := evaluation.Score(in); r.Total != tt.total || r.Grade != tt.grade || r.Pass != tt.pass {
			t.Errorf("%d: %d %s %t, want %s %t", tt.total, r.Total, r.Grade, r.Pass, tt.grade, tt.pass)
		}
	}
}

func one(it evaluation.Item, grades []evaluation.Grade) evaluation.Sheet {
	return evaluation.Sheet{Sections: []evaluation.Section{{Code: "A", Name: "一", Items: []evaluation.Item{it}}}, Grades: grades,
		Vetoes: []evaluation.Veto{{Code: "funds", Name: "挪用资金"}}}
}

func TestScoringByMethod(t *testing.T) {
	def := evaluation.DefaultSheet()
	bands := def.Sections[1].Items[1].Bands
	levels := def.Sections[0].Items[0].Levels
	ratio := func(kind contracts.IndicatorKind, bp int64) []contracts.IndicatorProgress {
		return []contracts.IndicatorProgress{{Kind: kind, RatioBP: bp, Weight: 100}}
	}
	for name, tt := range map[string]struct {
		item     evaluation.Item
		progress []contracts.IndicatorProgress
		overall  int64
		marks    []evaluation.Mark
		want     int64
	}{
		"bands 100":        {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 10_000), 0, nil, 3_00},
		"bands 99.99":      {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 9_999), 0, nil, 2_00},
		"bands 80":         {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 8_000), 0, nil, 2_00},
		"bands 79.99":      {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 7_999), 0, nil, 1_00},
		"bands 60":         {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 6_000), 0, nil, 1_00},
		"bands 59.99":      {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 5_999), 0, nil, 0},
		"bands round":      {evaluation.Item{Max: 5_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Quantity}, ratio(contracts.Quantity, 9_000), 0, nil, 3_33},
		"bands other kind": {evaluation.Item{Max: 3_00, Method: evaluation.Bands, Bands: bands, Indicator: contracts.Effect}, ratio(contracts.Quantity, 0), 10_000, nil, 3_00},
		"line half up":     {evaluation.Item{Max: 15_00, Method: evaluation.AutoRatio}, nil, 8_335, nil, 12_50}, // 12.5025
		"line over 100":    {evaluation.Item{Max: 15_00, Method: evaluation.AutoRatio}, nil, 12_000, nil, 15_00},
		"level":            {evaluation.Item{Max: 4_00, Method: evaluation.Levels, Levels: levels}, nil, 0, []evaluation.Mark{{Item: "X", Level: "b"}}, 3_20},
		"parts":            {evaluation.Item{Max: 4_00, Method: evaluation.Combination}, nil, 0, []evaluation.Mark{{Item: "X", Parts: []evaluation.PartMark{{Points: 1_50}, {Points: 75}}}}, 2_25},
		"deduction":        {evaluation.Item{Max: 6_00, Method: evaluation.Deduction}, nil, 0, []evaluation.Mark{{Item: "X", Deduct: 1_50}}, 4_50},
		"no mark":          {evaluation.Item{Max: 6_00, Method: evaluation.Deduction}, nil, 0, nil, 0},
	} {
		tt.item.Code = "X"
		in := evaluation.Inputs{
			Sheet: one(tt.item, def.Grades), Progress: tt.progress, ProgressBP: tt.overall,
			Cards: []evaluation.Card{{Party: evaluation.ThirdParty, Weight: 100, Marks: tt.marks}},
		}
		if got := evaluation.Score(in).Sum; got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

func TestWeightsAndParties(t *testing.T) {
	levels := []evaluation.Level{{Code: "a", ShareBP: 10_000}, {Code: "b", ShareBP: 5_000}}
	card := func(p evaluation.Party, w int64, level string) evaluation.Card {
		return evaluation.Card{Party: p, Weight: w, Marks: []evaluation.Mark{{Item: "X", Level: level}}}
	}
	for name, tt := range map[string]struct {
		parties []evaluation.Party
		cards   []evaluation.Card
		want    int64
	}{
		"weighted":           {nil, []evaluation.Card{card(evaluation.ThirdParty, 60, "a"), card(evaluation.Buyer, 40, "b")}, 8_00},
		"uneven":             {nil, []evaluation.Card{card(evaluation.ThirdParty, 33, "a"), card(evaluation.Buyer, 67, "b")}, 6_65},
		"only the buyer":     {[]evaluation.Party{evaluation.Buyer}, []evaluation.Card{card(evaluation.ThirdParty, 60, "a"), card(evaluation.Buyer, 40, "b")}, 5_00},
		"no such party here": {[]evaluation.Party{evaluation.Village}, []evaluation.Card{card(evaluation.ThirdParty, 60, "a"), card(evaluation.Buyer, 40, "b")}, 8_00},
	} {
		in := evaluation.Inputs{
			Sheet: one(evaluation.Item{Code: "X", Max: 10_00, Method: evaluation.Levels, Levels: levels, Parties: tt.parties}, evaluation.DefaultSheet().Grades),
			Cards: tt.cards,
		}
		if got := evaluation.Score(in).Sum; got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
	odd := evaluation.Inputs{
		Sheet: one(evaluation.Item{Code: "X", Max: 7_77, Method: evaluation.Levels, Levels: levels}, evaluation.DefaultSheet().Grades),
		Cards: []evaluation.Card{card(evaluation.ThirdParty, 51, "a"), card(evaluation.Buyer, 49, "b")},
	}
	if got := evaluation.Score(odd).Sum; got != 5_87 { // 51 × 7.77 + 49 × 3.89 = 586.88 of 100
		t.Errorf("rounded to %d", got)
	}
}

func TestVetoAndAdjustments(t *testing.T) {
	in := evaluation.Inputs{
		Sheet: one(evaluation.Item{Code: "X", Max: 100_00, Method: evaluation.Deduction}, evaluation.DefaultSheet().Grades),
		Cards: []evaluation.Card{{Weight: 100, Marks: []evaluation.Mark{{Item: "X", Deduct: 5_00}}}},
	}
	in.Findings = []evaluation.Finding{{Code: "funds", Reason: "r"}}
	if r := evaluation.Score(in); r.Total != 0 || r.Sum != 95_00 || r.Grade != "不合格" || r.Pass || !slices.Equal(r.Vetoes, []string{"funds"}) {
		t.Errorf("veto: %+v", r)
	}
	before := in.Hash()
	in.Adjustments = []evaluation.Adjustment{{Lifts: "funds", Reason: "r"}, {Item: "X", Points: 88_50, Reason: "r"}}
	if r := evaluation.Score(in); r.Total != 88_50 || r.Grade != "良好" || !r.Pass {
		t.Errorf("lifted: %+v", r)
	}
	if in.Hash() == before {
		t.Error("adjustments are not under the hash")
	}
}

// TestScoreIsPureAndBounded: random cards give a total from 0 to 100, the same each time and in every order of the cards.
func TestScoreIsPureAndBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := evaluation.Inputs{Sheet: evaluation.DefaultSheet(), ProgressBP: rapid.Int64Range(0, 10_000).Draw(t, "overall")}
		for _, kind := range []contracts.IndicatorKind{contracts.Quantity, contracts.Effect} {
			in.Progress = append(in.Progress, contracts.IndicatorProgress{
				Kind: kind, RatioBP: rapid.Int64Range(0, 30_000).Draw(t, "ratio"), Weight: rapid.Int64Range(1, 99).Draw(t, "weight"),
			})
		}
		first := rapid.Int64Range(1, 99).Draw(t, "first")
		in.Cards = []evaluation.Card{
			{Rater: "usr_1", Party: evaluation.ThirdParty, Weight: first, Marks: card(t, in.Sheet)},
			{Rater: "usr_2", Party: evaluation.Buyer, Weight: 100 - first, Marks: card(t, in.Sheet)},
		}
		r, again := evaluation.Score(in), evaluation.Score(in)
		if !r.Equal(again) || r.Total < 0 || r.Total > evaluation.Full {
			t.Fatalf("%+v, then %+v", r, again)
		}
		slices.Reverse(in.Cards)
		if !evaluation.Score(in).Equal(r) {
			t.Fatal("the order of the cards matters")
		}
	})
}

// card draws a complete card.
func card(t *rapid.T, s evaluation.Sheet) []evaluation.Mark {
	var marks []evaluation.Mark
	for _, sec := range s.Sections {
		for _, it := range sec.Items {
			m := evaluation.Mark{Item: it.Code}
			switch it.Method {
			case evaluation.Levels:
				m.Level = rapid.SampledFrom(it.Levels).Draw(t, "level").Code
			case evaluation.Combination:
				for _, p := range it.Parts {
					m.Parts = append(m.Parts, evaluation.PartMark{Code: p.Code, Points: rapid.Int64Range(0, p.Max).Draw(t, "part")})
				}
			case evaluation.Deduction:
				m.Deduct = rapid.Int64Range(0, it.Max).Draw(t, "deduct")
			default:
				continue
			}
			marks = append(marks, m)
		}
	}
	return marks
}
