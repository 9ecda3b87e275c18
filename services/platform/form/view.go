package form

import "strings"

// View is a form as the API shows it.
type View struct {
	Sections []SectionView `json:"sections"`
}

// SectionView is a section, in the language of the reader.
type SectionView struct {
	Code   string      `json:"code"`
	Title  string      `json:"title"`
	Fields []FieldView `json:"fields"`
}

// FieldView is a field, in the language of the reader.
type FieldView struct {
	Code   string       `json:"code"`
	Label  string       `json:"label"`
	Kind   Kind         `json:"kind" enums:"choice,choices,text,number,day,month,mobile,id_number"`
	Words  []AnswerView `json:"words,omitempty"`
	Least  int          `json:"least,omitempty"`
	Most   int          `json:"most,omitempty"`
	Sealed bool         `json:"sealed,omitempty"`
	Needed bool         `json:"needed,omitempty"`
	For    []string     `json:"for,omitempty"`  // asked of persons of these groups
	When   *Condition   `json:"when,omitempty"` // and only then
}

// AnswerView is one answer to choose.
type AnswerView struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

// View returns the form in the language: "en", else Chinese.
func (f Form) View(lang string) View {
	in := func(zh, en string) string {
		if strings.HasPrefix(lang, "en") {
			return en
		}
		return zh
	}
	out := View{Sections: make([]SectionView, len(f.Sections))}
	for i, s := range f.Sections {
		v := SectionView{Code: s.Code, Title: in(s.ZH, s.EN), Fields: make([]FieldView, len(s.Fields))}
		for j := range s.Fields {
			field := &s.Fields[j]
			fv := FieldView{
				Code: field.Code, Label: in(field.ZH, field.EN), Kind: field.Kind, Least: field.Least, Most: field.Most,
				Sealed: field.Sealed, Needed: field.Needed, For: field.For, When: field.When,
			}
			for _, w := range field.Words {
				fv.Words = append(fv.Words, AnswerView{w.Code(), w.In(lang)})
			}
			v.Fields[j] = fv
		}
		out.Sections[i] = v
	}
	return out
}
