package register

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// importReader reads the rows of lists of people.
type importReader struct {
	kind   Kind
	layout sheet.Layout
	places *importPlaces
	words  map[string]vocabulary // by field
	today  region.Day
	lang   string
}

func newImportReader(kind Kind, places *importPlaces, today region.Day, lang string) *importReader {
	r := &importReader{kind: kind, layout: importLayout(kind), places: places, words: map[string]vocabulary{}, today: today, lang: lang}
	for _, c := range r.layout.Columns {
		if field := strings.TrimPrefix(c.Key, columnForm); len(importWords(field)) > 0 {
			r.words[field] = vocabularyOf(field)
		}
	}
	return r
}

// read reads the row and checks every rule that needs neither other rows nor stored files.
func (r *importReader) read(row sheet.Row) *entry {
	e := &entry{row: row}
	for _, p := range row.Problems() {
		switch {
		case slices.Contains(blankMarks, strings.TrimSpace(row.Cell(p.Key).Raw)):
		case p.Key == "birth" && dayUnread(p.Err) && validNumber(row.Value(FieldIDNumber)):
			e.doubt("birth", DoubtBirth)
		default:
			e.bad = append(e.bad, p)
		}
	}
	for _, c := range r.layout.Columns {
		if n := row.Cell(c.Key).Note; n == sheet.NoteSerial || n == sheet.NoteCheckEnd {
			e.doubt(c.Key, string(n))
		}
	}
	r.readFacts(e)
	r.readForm(e)
	r.conclude(e)
	r.check(e)
	return e
}

func validNumber(text string) bool {
	_, err := ident.CheckIDNumber(text)
	return err == nil
}

// dayUnread reports whether a day could not be read, as opposed to one that does not exist.
func dayUnread(f *fault.Fault) bool {
	return sheet.ErrDate.Is(f) || sheet.ErrShortYear.Is(f) || sheet.ErrAmbiguous.Is(f)
}

// value returns the cell, or "" for a mark that stands for a blank one.
func value(row sheet.Row, key string) string {
	text := row.Value(key)
	if slices.Contains(blankMarks, text) {
		return ""
	}
	return text
}

func (r *importReader) readFacts(e *entry) {
	v := func(key string) string { return value(e.row, key) }
	c := &e.content
	c.Identity = Identity{
		Name: privacy.Secret(v(FieldName)), IDNumber: privacy.Secret(v(FieldIDNumber)), Address: privacy.Secret(v(FieldAddress)),
		GuardianName: privacy.Secret(v(FieldGuardianName)), GuardianMobile: privacy.Secret(v(FieldGuardianMobile)),
	}
	c.Birth, c.Flagged = region.Day(v("birth")), v(columnFlag) == "true"
	c.Gender = Gender(r.choice(e, "gender", ""))
	c.NoIDReason = NoIDReason(r.choice(e, "no_id_reason", ""))
	c.Guardianship = Guardianship(r.choice(e, "guardianship", string(NotAsked)))
	c.Risk = Risk(r.choice(e, "risk", string(RiskUnknown)))
	c.Kinds = []Kind{r.kind}
	if text := v("kinds"); text != "" {
		codes, ok := r.words["kinds"].several(text)
		if !ok {
			e.refuse("kinds", ErrImportWords.With("choices", r.choices("kinds")))
		}
		c.Kinds = c.Kinds[:0]
		for _, code := range codes {
			c.Kinds = append(c.Kinds, Kind(code))
		}
	}
	if c.Identity.IDNumber == "" && c.NoIDReason == "" && !e.refused(FieldIDNumber) {
		c.NoIDReason = NotKnown
		e.doubt(FieldIDNumber, DoubtNoID)
	}
	r.readVillage(e)
	r.readSchool(e)
}

// choice returns the code of a fact with choices. A blank cell is none.
func (r *importReader) choice(e *entry, field, none string) string {
	raw := e.row.Value(field)
	if code, ok := r.words[field].one(raw); ok {
		return code
	}
	if value(e.row, field) != "" {
		e.refuse(field, ErrImportWord.With("choices", r.choices(field)))
	}
	return none
}

// choices returns the answers of the field in words.
func (r *importReader) choices(field string) string {
	var codes []string
	for _, w := range importWords(field) {
		codes = append(codes, w.Code())
	}
	return sayCodes(field, codes, r.lang)
}

// readVillage takes the village from its column, else from the name of the sheet, else from the area when it has one village only.
func (r *importReader) readVillage(e *entry) {
	town := value(e.row, columnTown)
	cell := value(e.row, "region")
	if cell == "" {
		if path, refused := r.places.find(e.row.Sheet, town); refused == nil {
			e.content.Region = path
			return
		}
		if path, one := r.places.only(); one {
			e.content.Region = path
			return
		}
		e.refuse("region", ErrVillage)
		return
	}
	path, refused := r.places.find(cell, town)
	if refused != nil {
		e.refuse("region", refused)
	}
	e.content.Region = path
}

var (
	gradeForm     = regexp.MustCompile(`^(小学|初级中学|初中|高级中学|高中|中职|中专|职高)?([一二三四五六七八九1-9])年级(.{0,20})$`)
	formForm      = regexp.MustCompile(`^(初|高|职高|中职)([一二三123])(.{0,20})$`)
	gradeNumerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九"}
	gradeAt       = map[string]Schooling{"小学": Primary, "初中": Junior, "初级中学": Junior, "初": Junior, "高中": Senior, "高级中学": Senior, "高": Senior, "中职": Vocational, "中专": Vocational, "职高": Vocational}
	smallClass    = []string{"托班", "小班", "中班", "大班", "学前班", "幼儿园", "幼儿园小班", "幼儿园中班", "幼儿园大班"}
	schoolEnds    = []struct {
		end string
		at  Schooling
	}{{"小学", Primary}, {"幼儿园", Kindergarten}, {"初级中学", Junior}, {"初中", Junior}, {"高级中学", Senior}, {"高中", Senior}}
)

// parseGrade returns the school, the grade and the rest of texts such as 小学三年级, 八年级2班, 初二 and 大班. at is the school as far as known.
func parseGrade(text string, at Schooling) (Schooling, int64, string, bool) {
	text = strings.Join(strings.Fields(text), "")
	if slices.Contains(smallClass, text) {
		return Kindergarten, 0, text, true
	}
	m := gradeForm.FindStringSubmatch(text)
	if m == nil {
		m = formForm.FindStringSubmatch(text)
	}
	if m == nil {
		n, err := strconv.ParseInt(text, 10, 8)
		return at, n, "", err == nil && topGrade[at] > 0
	}
	n := int64(slices.Index(gradeNumerals, m[2]) + 1)
	if n == 0 {
		n, _ = strconv.ParseInt(m[2], 10, 8)
	}
	in, named := gradeAt[m[1]]
	switch {
	case n > 6 && (!named || in == Junior):
		in, n = Junior, n-6
	case named:
	case at == Junior || at == Senior || at == Vocational:
		in = at
	default:
		in = Primary
	}
	return in, n, strings.Trim(m[3], "（）()"), n <= topGrade[in]
}

// readSchool reads schooling and grade, each of which may say both. What is left of a grade is the class.
func (r *importReader) readSchool(e *entry) {
	c := &e.content
	c.Schooling = Schooling(r.choice(e, "schooling", string(SchoolUnknown)))
	said := c.Schooling
	text := value(e.row, "grade")
	if text == "" {
		if name := value(e.row, columnForm+"school_name"); said == SchoolUnknown && name != "" {
			for _, s := range schoolEnds {
				if strings.HasSuffix(name, s.end) {
					c.Schooling = s.at
					e.doubt("schooling", DoubtInferred)
					return
				}
			}
		}
		return
	}
	at, grade, class, ok := parseGrade(text, said)
	switch {
	case !ok:
		e.refuse("grade", ErrImportGrade)
		return
	case said != SchoolUnknown && said != at:
		e.refuse("grade", ErrImportGrades)
		return
	}
	c.Schooling, c.Grade = at, grade
	if class != "" {
		c.Details = form.Answers{"class": class}
	}
}

// readForm reads the answers of the form.
func (r *importReader) readForm(e *entry) {
	if e.content.Details == nil {
		e.content.Details = form.Answers{}
	}
	a := e.content.Details
	FileForm.Each(func(f *form.Field) {
		key := columnForm + f.Code
		text := e.row.Value(key)
		if text == "" {
			return
		}
		switch f.Kind {
		case form.Choice:
			if code, ok := r.words[f.Code].one(text); ok {
				a[f.Code] = code
			} else if value(e.row, key) != "" {
				e.refuse(key, ErrImportWord.With("choices", r.choices(f.Code)))
			}
		case form.Choices:
			if codes, ok := r.words[f.Code].several(text); ok {
				a[f.Code] = strings.Join(codes, ",")
			} else if value(e.row, key) != "" {
				e.refuse(key, ErrImportWords.With("choices", r.choices(f.Code)))
			}
		default:
			if text = value(e.row, key); text != "" {
				a[f.Code] = text
			}
		}
	})
	for _, c := range aidColumns {
		code := strings.TrimPrefix(c.Key, columnAid)
		if e.row.Value(c.Key) == "true" && !a.Has("aid", code) {
			a["aid"] = strings.Join(append(slices.DeleteFunc(a.Codes("aid"), func(c string) bool { return c == "none" }), code), ",")
		}
	}
}

// conclude fills blank fields that follow from others: a field that is asked only after one answer proves that answer, as a place of work proves that
// the father is away. What a field with several answers before it proves is not guessed: as long as that answer is blank, the field is left out.
func (r *importReader) conclude(e *entry) {
	c := &e.content
	a := c.Details
	for again := true; again; {
		again = false
		FileForm.Each(func(f *form.Field) {
			if a[f.Code] == "" || f.When == nil || len(f.When.In) != 1 || FileForm.Field(f.When.Field) == nil || a[f.When.Field] != "" {
				return
			}
			a[f.When.Field] = f.When.In[0]
			e.doubt(columnForm+f.When.Field, DoubtInferred)
			again = true
		})
	}
	for again := true; again; {
		again = false
		FileForm.Each(func(f *form.Field) {
			if a[f.Code] == "" || f.When == nil || FileForm.Field(f.When.Field) == nil || a[f.When.Field] != "" {
				return
			}
			delete(a, f.Code)
			e.doubt(columnForm+f.Code, DoubtLeftOut)
			again = true
		})
	}
	if by := guardianBy[a["caregiver_relation"]]; by != "" && c.Guardianship == NotAsked {
		c.Guardianship = by
		e.doubt("guardianship", DoubtInferred)
	}
}

// guardianBy tells who cares for the child from the relation of the caregiver.
var guardianBy = map[string]Guardianship{
	"father": ByParent, "mother": ByParent, "paternal_grandparent": ByGrandparents, "maternal_grandparent": ByGrandparents,
	"sibling": ByRelatives, "relative": ByRelatives, "friend": ByRelatives, "foster": ByFoster,
}

func problemsOf(err error) []fault.Field {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.Fields
	}
	return nil
}
