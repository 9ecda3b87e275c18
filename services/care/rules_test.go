package care_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func TestEligibleByAge(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  care.Kind
		birth region.Day
		on    region.Day
		want  error
	}{
		{"15 years and 364 days", care.LeftBehindChild, "2010-03-03", "2026-03-02", nil},
		{"the 16th birthday", care.LeftBehindChild, "2010-03-02", "2026-03-02", care.ErrLeftBehindAge},
		{"born on 29 February, on the 28th 16 years later", care.LeftBehindChild, "2008-02-29", "2024-02-28", nil},
		{"born on 29 February, on the 29th 16 years later", care.LeftBehindChild, "2008-02-29", "2024-02-29", care.ErrLeftBehindAge},
		{"born on 29 February, 28 February 18 years later", care.ChildInNeed, "2008-02-29", "2026-02-28", nil},
		{"born on 29 February, 1 March 18 years later", care.ChildInNeed, "2008-02-29", "2026-03-01", care.ErrChildAge},
		{"16 and in need", care.ChildInNeed, "2010-03-02", "2026-03-02", nil},
		{"17 years and 364 days", care.Orphan, "2008-03-03", "2026-03-02", nil},
		{"an orphan's 18th birthday", care.Orphan, "2008-03-02", "2026-03-02", care.ErrChildAge},
		{"unsupported at 18", care.Unsupported, "2008-03-02", "2026-03-02", care.ErrChildAge},
		{"the day before 60", care.LeftBehindElder, "1966-03-03", "2026-03-02", care.ErrElderAge},
		{"60", care.LeftBehindElder, "1966-03-02", "2026-03-02", nil},
		{"a woman of 17", care.LeftBehindWoman, "2008-03-03", "2026-03-02", care.ErrWoman},
		{"a woman of 18", care.LeftBehindWoman, "2008-03-02", "2026-03-02", nil},
	} {
		f := care.Facts{Kinds: []care.Kind{tt.kind}, Birth: tt.birth, Gender: care.Female}
		if err := f.Eligible(tt.on); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	man := care.Facts{Kinds: []care.Kind{care.LeftBehindWoman}, Birth: "1990-01-01", Gender: care.Male}
	wants(t, "a man as a left-behind woman", man.Eligible(today), care.ErrWoman)
	both := care.Facts{Kinds: []care.Kind{care.ChildInNeed, care.LeftBehindElder}, Birth: "1950-01-01", Gender: care.Male}
	wants(t, "a child of 76", both.Eligible(today), care.ErrChildAge)
}

func TestAlone(t *testing.T) {
	for _, tt := range []struct {
		birth region.Day
		by    care.Guardianship
		want  bool
	}{
		{"2010-03-03", care.ByNobody, true}, {"2010-03-02", care.ByNobody, false}, {"2016-01-01", care.ByGrandparents, false},
	} {
		f := care.Facts{Birth: tt.birth, Guardianship: tt.by}
		if f.Alone(today) != tt.want {
			t.Errorf("born %s, %s: not %v", tt.birth, tt.by, tt.want)
		}
	}
}

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		plan care.Plan
		good bool
	}{
		{care.Plan{}, false}, {care.Plan{CallsPerMonth: 1}, true}, {care.Plan{MeetingsPerQuarter: 1}, true}, {care.Plan{CallsPerMonth: 8, MeetingsPerQuarter: 12}, true},
		{care.Plan{CallsPerMonth: 9}, false}, {care.Plan{MeetingsPerQuarter: 13}, false}, {care.Plan{CallsPerMonth: -1, MeetingsPerQuarter: 2}, false},
	} {
		if good := tt.plan.Check() == nil; good != tt.good {
			t.Errorf("%+v: %v", tt.plan, good)
		}
	}
}

func TestPseudonym(t *testing.T) {
	for want, b := range map[string]care.Beneficiary{
		"小A·三年级·青岩村": {Letter: "A", Facts: care.Facts{Kinds: []care.Kind{care.ChildInNeed}, Schooling: care.Primary, Grade: 3}},
		"小AB·初一·青岩村": {Letter: "AB", Facts: care.Facts{Kinds: []care.Kind{care.Orphan}, Schooling: care.Junior, Grade: 1}},
		"小C·幼儿园·青岩村": {Letter: "C", Facts: care.Facts{Kinds: []care.Kind{care.LeftBehindChild}, Schooling: care.Kindergarten}},
		"小D·未在学·青岩村": {Letter: "D", Facts: care.Facts{Kinds: []care.Kind{care.LeftBehindChild}, Schooling: care.DroppedOut}},
		"老E·老人·青岩村":  {Letter: "E", Facts: care.Facts{Kinds: []care.Kind{care.LeftBehindElder}}},
		"阿F·妇女·青岩村":  {Letter: "F", Facts: care.Facts{Kinds: []care.Kind{care.LeftBehindWoman}}},
		"小G·中职二·青岩村": {Letter: "G", Facts: care.Facts{Kinds: []care.Kind{care.ChildInNeed}, Schooling: care.Vocational, Grade: 2}},
		"小H·小学·青岩村":  {Letter: "H", Facts: care.Facts{Kinds: []care.Kind{care.ChildInNeed}, Schooling: care.Primary}},
		"小ZZ·高三·青岩村": {Letter: "ZZ", Facts: care.Facts{Kinds: []care.Kind{care.ChildInNeed}, Schooling: care.Senior, Grade: 3}},
		"小I·儿童·青岩村":  {Letter: "I", Facts: care.Facts{Kinds: []care.Kind{care.ChildInNeed}, Schooling: care.SchoolUnknown}},
	} {
		if got := b.Pseudonym("青岩村"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// blames reports whether err refuses the field with the code.
func blames(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && slices.ContainsFunc(f.Fields, func(fl fault.Field) bool { return fl.Path == field && fl.Code == code })
}
