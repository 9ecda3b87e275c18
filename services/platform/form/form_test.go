package form_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

var sample = form.Form{Sections: []form.Section{{Code: "one", ZH: "一", EN: "One", Fields: []form.Field{
	{Code: "alive", ZH: "是否健在", EN: "Living", Kind: form.Choice, Needed: true, Words: []words.Word{{"yes", "是", "Yes"}, {"no", "否", "No"}}},
	{Code: "where", ZH: "何处", EN: "Where", Kind: form.Choice, Needed: true, Words: []words.Word{{"home", "在家", "Home"}, {"away", "外出", "Away"}}, When: &form.Condition{Field: "alive", In: []string{"yes"}}},
	{Code: "place", ZH: "地点", EN: "Place", Kind: form.Text, Most: 5, Needed: true, When: &form.Condition{Field: "where", In: []string{"away"}}},
	{Code: "aid", ZH: "救助", EN: "Aid", Kind: form.Choices, Words: []words.Word{{"a", "甲", "A"}, {"b", "乙", "B"}}, For: []string{"child"}},
	{Code: "count", ZH: "人数", EN: "Count", Kind: form.Number, Least: 1, Most: 9},
	{Code: "day", ZH: "日期", EN: "Day", Kind: form.Day, Past: true},
	{Code: "month", ZH: "月份", EN: "Month", Kind: form.Month},
	{Code: "mobile", ZH: "手机", EN: "Mobile", Kind: form.Mobile, Sealed: true},
	{Code: "id", ZH: "证号", EN: "ID", Kind: form.IDNumber, Sealed: true},
	{Code: "name", ZH: "姓名", EN: "Name", Kind: form.Text, Most: 50, Sealed: true},
	{Code: "address", ZH: "住址", EN: "Address", Kind: form.Text, Most: 200, Sealed: true},
}}}}

func clean(a form.Answers, groups ...string) (form.Answers, map[string]string) {
	var p fault.Problems
	out := sample.Clean(a, nil, groups, "2026-03-02", "details.", &p)
	codes := map[string]string{}
	if f, ok := errors.AsType[*fault.Fault](p.Err()); ok {
		for _, field := range f.Fields {
			codes[field.Path] = field.Code
		}
	}
	return out, codes
}

// TestClean gives each kind of answer in a right and in a wrong form.
func TestClean(t *testing.T) {
	for _, tt := range []struct {
		field, given, want, refused string
	}{
		{"alive", " yes ", "yes", ""},
		{"alive", "maybe", "maybe", "choice"},
		{"alive", "yes,no", "yes,no", "choice"},
		{"aid", "b,a", "a,b", ""},
		{"aid", "a,c", "a,c", "choice"},
		{"count", "9", "9", ""},
		{"count", "10", "10", "number"},
		{"count", "0", "0", "number"},
		{"count", "1.5", "1.5", "number"},
		{"day", "2026-03-02", "2026-03-02", ""},
		{"day", "2026-03-03", "2026-03-03", "day_future"},
		{"day", "2026-02-29", "2026-02-29", "day_invalid"},
		{"day", "0001-01-01", "0001-01-01", "day_invalid"},
		{"month", "2030-12", "2030-12", ""},
		{"month", "2030-13", "2030-13", "day_invalid"},
		{"mobile", "138 1234 5678", "13812345678", ""},
		{"mobile", "12345", "12345", "mobile_invalid"},
		{"id", "990001201605061238", "990001201605061238", "id_number_invalid"},
		{"name", "  ", "", ""},
		{"other", "x", "", "field_unknown"},
	} {
		out, codes := clean(form.Answers{tt.field: tt.given}, "child")
		if out[tt.field] != tt.want || codes["details."+tt.field] != tt.refused {
			t.Errorf("%s %q: %q %v, want %q %q", tt.field, tt.given, out[tt.field], codes, tt.want, tt.refused)
		}
	}
}

// TestAsked keeps nothing that is not asked, also through two conditions, and counts as missing only what is asked.
func TestAsked(t *testing.T) {
	out, _ := clean(form.Answers{"alive": "yes", "where": "away", "place": "东莞", "aid": "a"})
	if want := (form.Answers{"alive": "yes", "where": "away", "place": "东莞"}); !maps.Equal(out, want) {
		t.Errorf("%v, want %v: aid is asked of children only", out, want)
	}
	out, codes := clean(form.Answers{"alive": "no", "where": "away", "place": "much too long a place"})
	if want := (form.Answers{"alive": "no"}); !maps.Equal(out, want) || len(codes) > 0 {
		t.Errorf("%v %v, want %v", out, codes, want)
	}
	for _, tt := range []struct {
		given form.Answers
		want  []string
	}{
		{nil, []string{"alive"}},
		{form.Answers{"alive": "no"}, nil},
		{form.Answers{"alive": "yes"}, []string{"where"}},
		{form.Answers{"alive": "yes", "where": "away"}, []string{"place"}},
	} {
		if got := sample.Missing(tt.given, nil, nil); !slices.Equal(got, tt.want) {
			t.Errorf("missing of %v: %v, want %v", tt.given, got, tt.want)
		}
	}
	if got := sample.Missing(form.Answers{"where": "away"}, form.Answers{"alive": "yes"}, nil); !slices.Equal(got, []string{"alive", "place"}) {
		t.Errorf("with a given answer: %v", got)
	}
}

func TestMonthsSince(t *testing.T) {
	for _, tt := range []struct {
		since string
		on    string
		want  int
		ok    bool
	}{
		{"2025-09", "2026-03-02", 6, true}, {"2025-09-03", "2026-03-02", 5, true}, {"2025-09-02", "2026-03-02", 6, true},
		{"2026-03", "2026-03-02", 0, true}, {"", "2026-03-02", 0, false}, {"2025", "2026-03-02", 0, false},
	} {
		if n, ok := form.MonthsSince(tt.since, region.Day(tt.on)); n != tt.want || ok != tt.ok {
			t.Errorf("%s to %s: %d %v", tt.since, tt.on, n, ok)
		}
	}
}

// TestShown masks sealed answers by their kind and says codes in words.
func TestShown(t *testing.T) {
	for code, want := range map[string][2]string{
		"mobile": {"13812345678", "138****5678"}, "name": {"欧阳思远", "欧**"}, "id": {"99000120160506123X", "990***********123X"}, "address": {"贵州省贵阳市花溪区青岩镇一组", "贵州省贵阳市花溪区青岩镇****"},
	} {
		if got := sample.Field(code).Mask(want[0]); got != want[1] {
			t.Errorf("%s: %s, want %s", code, got, want[1])
		}
	}
	aid := sample.Field("aid")
	if aid.Say("a,b", "zh") != "甲、乙" || aid.Say("a,b", "en") != "A, B" || aid.Say("", "en") != "" {
		t.Error(aid.Say("a,b", "zh"))
	}
	since, seen := form.Field{Kind: form.Month}, form.Field{Kind: form.Day}
	if since.Say("2025-03", "zh") != "2025年3月" || seen.Say("2025-12-05", "en") != "5 Dec 2025" {
		t.Error(since.Say("2025-03", "zh"), seen.Say("2025-12-05", "en"))
	}
	v := sample.View("en")
	if f := v.Sections[0].Fields[1]; f.Label != "Where" || f.Words[1].Label != "Away" || f.When.Field != "alive" {
		t.Errorf("%+v", f)
	}
}
