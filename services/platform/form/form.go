// Package form describes paper-like forms by their fields, and checks, masks and counts answers to them. A form is data: the API shows
// it to a screen, which draws an input for each field, so a further field needs no further code. Files of people use it; whatever asks
// questions and keeps the answers can.
//
// An answer is a text. Answers of several codes are joined by commas. No answer means 未采集, not collected: there is no further code
// for it. A field that is not asked (For, When) has no answer, so nothing is kept that does not belong to the person.
package form

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Kind is the kind of answer that a field takes.
type Kind string

// The kinds.
const (
	Choice   Kind = "choice"    // one code of Words
	Choices  Kind = "choices"   // codes of Words, each once
	Text     Kind = "text"      // at most Most characters
	Number   Kind = "number"    // a whole number from Least to Most
	Day      Kind = "day"       // 2026-11-30
	Month    Kind = "month"     // 2026-11
	Mobile   Kind = "mobile"    // a mobile number of mainland China
	IDNumber Kind = "id_number" // 公民身份号码
)

// Condition is met when the field has one of the codes.
type Condition struct {
	Field string   `json:"field"`
	In    []string `json:"in"`
}

// Field is one question.
type Field struct {
	Code   string // unique in the form
	ZH, EN string
	Kind   Kind
	Words  []words.Word // the answers of Choice and Choices, in order
	Least  int          // of a number
	Most   int          // of a number; characters of a text
	Sealed bool         // the answer is stored encrypted and shown masked
	Needed bool         // listed as missing while there is no answer
	For    []string     // asked of persons of one of these groups; empty: of all
	When   *Condition   // and only then; nil: always
	Past   bool         // a day or month after today is refused
}

// Section is a part of the form that fits on one page of a phone.
type Section struct {
	Code, ZH, EN string
	Fields       []Field
}

// Form is a list of sections.
type Form struct{ Sections []Section }

// Answers holds the answers by the codes of their fields.
type Answers map[string]string

// Codes returns the codes of an answer of several.
func (a Answers) Codes(field string) []string {
	if a[field] == "" {
		return nil
	}
	return strings.Split(a[field], ",")
}

// Has reports whether one of the codes is among those of the answer.
func (a Answers) Has(field string, codes ...string) bool {
	return slices.ContainsFunc(a.Codes(field), func(c string) bool { return slices.Contains(codes, c) })
}

// Field returns the field with the code, or nil.
func (f Form) Field(code string) *Field {
	for i := range f.Sections {
		for j := range f.Sections[i].Fields {
			if f.Sections[i].Fields[j].Code == code {
				return &f.Sections[i].Fields[j]
			}
		}
	}
	return nil
}

// Each calls use with every field, in order.
func (f Form) Each(use func(*Field)) {
	for i := range f.Sections {
		for j := range f.Sections[i].Fields {
			use(&f.Sections[i].Fields[j])
		}
	}
}

// Asked reports whether the field is asked of a person of the groups who has these answers.
func (f *Field) Asked(groups []string, a Answers) bool {
	if len(f.For) > 0 && !slices.ContainsFunc(f.For, func(g string) bool { return slices.Contains(groups, g) }) {
		return false
	}
	return f.When == nil || a.Has(f.When.Field, f.When.In...)
}

// Clean returns the answers to the fields that are asked, in the form in which they are stored, and reports each wrong one and each
// unknown code to p under prefix. given are further answers, for conditions only.
func (f Form) Clean(a, given Answers, groups []string, on region.Day, prefix string, p *fault.Problems) Answers {
	all := maps.Clone(a)
	if all == nil {
		all = Answers{}
	}
	maps.Copy(all, given)
	out := Answers{}
	for _, code := range slices.Sorted(maps.Keys(a)) {
		p.Check(f.Field(code) != nil, prefix+code, "field_unknown", "There is no such field.", "没有这一项。")
	}
	f.Each(func(field *Field) {
		text := field.normalise(a[field.Code])
		if text == "" || !field.Asked(groups, all) {
			delete(all, field.Code) // a condition on what is not asked is not met
			return
		}
		field.check(text, on, prefix+field.Code, p)
		out[field.Code] = text
	})
	return out
}

// Missing returns the codes of the needed fields that are asked and have no answer. given are further answers, for conditions only.
func (f Form) Missing(a, given Answers, groups []string) []string {
	all := maps.Clone(given)
	if all == nil {
		all = Answers{}
	}
	maps.Copy(all, a)
	var list []string
	f.Each(func(field *Field) {
		if field.Needed && a[field.Code] == "" && field.Asked(groups, all) {
			list = append(list, field.Code)
		}
	})
	return list
}

func (f *Field) normalise(text string) string {
	text = strings.TrimSpace(text)
	switch f.Kind {
	case Mobile:
		return ident.NormaliseMobile(text)
	case IDNumber:
		return ident.Normalise(text)
	case Choices:
		given := strings.Split(text, ",")
		var kept []string // in the order of the words, so that one answer has one form
		for _, w := range f.Words {
			if slices.Contains(given, w.Code()) {
				kept = append(kept, w.Code())
			}
		}
		for _, code := range given {
			if code != "" && !slices.Contains(kept, code) {
				return text // refused by check
			}
		}
		return strings.Join(kept, ",")
	}
	return text
}

func (f *Field) check(text string, on region.Day, path string, p *fault.Problems) {
	day := text
	switch f.Kind {
	case Choice, Choices:
		codes := []string{text}
		if f.Kind == Choices {
			codes = strings.Split(text, ",")
		}
		for _, code := range codes {
			if !slices.ContainsFunc(f.Words, func(w words.Word) bool { return w.Code() == code }) {
				p.Add(path, "choice", "Choose one from the list.", "请从列表中选择。")
				return
			}
		}
	case Text:
		p.Check(fault.Runes(text) <= f.Most, path, "length", "This is longer than "+strconv.Itoa(f.Most)+" characters.", "不能超过 "+strconv.Itoa(f.Most)+" 字。")
	case Number:
		n, err := strconv.Atoi(text)
		p.Check(err == nil && n >= f.Least && n <= f.Most, path, "number",
			"Give a whole number from "+strconv.Itoa(f.Least)+" to "+strconv.Itoa(f.Most)+".", "请填写 "+strconv.Itoa(f.Least)+" 到 "+strconv.Itoa(f.Most)+" 之间的整数。")
	case Mobile:
		if ident.CheckMobile(text) != nil {
			p.Fault(path, ident.ErrMobile)
		}
	case IDNumber:
		if _, err := ident.CheckIDNumberOn(text, on); err != nil {
			p.Fault(path, ident.ErrIDNumber)
		}
	case Month:
		day += "-01"
		fallthrough
	case Day:
		d := region.Day(day)
		if !d.Valid() || d.Before("1900-01-01") || d.After("2200-01-01") {
			p.Add(path, "day_invalid", "Give a day of the calendar.", "请填写正确的日期。")
			return
		}
		p.Check(!f.Past || !d.After(on), path, "day_future", "This lies in the future.", "日期不能晚于今天。")
	}
}

// MonthsSince returns the number of whole months from the month (2026-01) or day to the day, and whether there is one.
func MonthsSince(text string, on region.Day) (int, bool) {
	if len(text) == len("2026-01") {
		text += "-01"
	}
	from, err := time.Parse(time.DateOnly, text)
	to, err2 := time.Parse(time.DateOnly, string(on))
	if err != nil || err2 != nil {
		return 0, false
	}
	n := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		n--
	}
	return n, true
}

// Mask returns the sealed answer as it is shown to those who may know the person.
func (f *Field) Mask(text string) string {
	switch {
	case text == "":
		return ""
	case f.Kind == Mobile:
		return privacy.MaskMobile(text)
	case f.Kind == IDNumber:
		return privacy.MaskID(text)
	case f.Most <= nameLength:
		return privacy.MaskName(text)
	}
	return privacy.MaskAddress(text)
}

// nameLength is the length in characters of a text that is masked as a name; longer ones are masked as an address.
const nameLength = 50

// Say returns the answer in words of the language: codes by their labels, days and months as the language writes them.
func (f *Field) Say(text, lang string) string {
	switch {
	case text == "":
		return ""
	case f.Kind == Day:
		return region.Day(text).Say(lang)
	case f.Kind == Month:
		return region.SayMonth(text, lang)
	case f.Kind != Choice && f.Kind != Choices:
		return text
	}
	set := words.Set{Words: f.Words}
	said := strings.Split(text, ",")
	for i, code := range said {
		said[i] = set.Of(code, lang)
	}
	return strings.Join(said, cmp.Or(map[string]string{"en": ", "}[lang], "、"))
}
