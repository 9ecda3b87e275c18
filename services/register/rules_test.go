package register_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

func TestEligibleByAge(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  register.Kind
		birth region.Day
		on    region.Day
		want  error
	}{
		{"15 years and 364 days", register.LeftBehindChild, "2010-03-03", "2026-03-02", nil},
		{"the 16th birthday", register.LeftBehindChild, "2010-03-02", "2026-03-02", register.ErrLeftBehindAge},
		{"born on 29 February, on the 28th 16 years later", register.LeftBehindChild, "2008-02-29", "2024-02-28", nil},
		{"born on 29 February, on the 29th 16 years later", register.LeftBehindChild, "2008-02-29", "2024-02-29", register.ErrLeftBehindAge},
		{"born on 29 February, 28 February 18 years later", register.ChildInNeed, "2008-02-29", "2026-02-28", nil},
		{"born on 29 February, 1 March 18 years later", register.ChildInNeed, "2008-02-29", "2026-03-01", register.ErrChildAge},
		{"16 and in need", register.ChildInNeed, "2010-03-02", "2026-03-02", nil},
		{"17 years and 364 days", register.Orphan, "2008-03-03", "2026-03-02", nil},
		{"an orphan's 18th birthday", register.Orphan, "2008-03-02", "2026-03-02", register.ErrChildAge},
		{"unsupported at 18", register.Unsupported, "2008-03-02", "2026-03-02", register.ErrChildAge},
		{"the day before 60", register.LeftBehindElder, "1966-03-03", "2026-03-02", register.ErrElderAge},
		{"60", register.LeftBehindElder, "1966-03-02", "2026-03-02", nil},
		{"a woman of 17", register.LeftBehindWoman, "2008-03-03", "2026-03-02", register.ErrWoman},
		{"a woman of 18", register.LeftBehindWoman, "2008-03-02", "2026-03-02", nil},
	} {
		f := register.Facts{Kinds: []register.Kind{tt.kind}, Birth: tt.birth, Gender: register.Female}
		if err := f.Eligible(tt.on); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	man := register.Facts{Kinds: []register.Kind{register.LeftBehindWoman}, Birth: "1990-01-01", Gender: register.Male}
	wants(t, "a man as a left-behind woman", man.Eligible(today), register.ErrWoman)
	both := register.Facts{Kinds: []register.Kind{register.ChildInNeed, register.LeftBehindElder}, Birth: "1950-01-01", Gender: register.Male}
	wants(t, "a child of 76", both.Eligible(today), register.ErrChildAge)
}

func TestAlone(t *testing.T) {
	for _, tt := range []struct {
		birth region.Day
		by    register.Guardianship
		want  bool
	}{
		{"2010-03-03", register.ByNobody, true}, {"2010-03-02", register.ByNobody, false}, {"2016-01-01", register.ByGrandparents, false},
	} {
		f := register.Facts{Birth: tt.birth, Guardianship: tt.by}
		if f.Alone(today) != tt.want {
			t.Errorf("born %s, %s: not %v", tt.birth, tt.by, tt.want)
		}
	}
}

func TestPseudonym(t *testing.T) {
	for want, b := range map[string]register.Beneficiary{
		"小A·三年级·青岩村": {Letter: "A", Facts: register.Facts{Kinds: []register.Kind{register.ChildInNeed}, Schooling: register.Primary, Grade: 3}},
		"小AB·初一·青岩村": {Letter: "AB", Facts: register.Facts{Kinds: []register.Kind{register.Orphan}, Schooling: register.Junior, Grade: 1}},
		"小C·幼儿园·青岩村": {Letter: "C", Facts: register.Facts{Kinds: []register.Kind{register.LeftBehindChild}, Schooling: register.Kindergarten}},
		"小D·未在学·青岩村": {Letter: "D", Facts: register.Facts{Kinds: []register.Kind{register.LeftBehindChild}, Schooling: register.DroppedOut}},
		"老E·老人·青岩村":  {Letter: "E", Facts: register.Facts{Kinds: []register.Kind{register.LeftBehindElder}}},
		"阿F·妇女·青岩村":  {Letter: "F", Facts: register.Facts{Kinds: []register.Kind{register.LeftBehindWoman}}},
		"小G·中职二·青岩村": {Letter: "G", Facts: register.Facts{Kinds: []register.Kind{register.ChildInNeed}, Schooling: register.Vocational, Grade: 2}},
		"小H·小学·青岩村":  {Letter: "H", Facts: register.Facts{Kinds: []register.Kind{register.ChildInNeed}, Schooling: register.Primary}},
		"小ZZ·高三·青岩村": {Letter: "ZZ", Facts: register.Facts{Kinds: []register.Kind{register.ChildInNeed}, Schooling: register.Senior, Grade: 3}},
		"小I·儿童·青岩村":  {Letter: "I", Facts: register.Facts{Kinds: []register.Kind{register.ChildInNeed}, Schooling: register.SchoolUnknown}},
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
