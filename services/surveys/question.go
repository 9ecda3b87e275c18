package surveys

import (
	"strconv"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// Question is one question of a round's own questionnaire. Its code is q1, q2 … by its place; the codes of its options are o1, o2 …
type Question struct {
	Label   string    `bson:"label"`
	Kind    form.Kind `bson:"kind"` // choice, choices, text, number or day
	Options []string  `bson:"options,omitempty"`
	Most    int64     `bson:"most,omitempty"` // of a number
	Needed  bool      `bson:"needed"`
}

// The limits of a questionnaire.
const (
	maxQuestions = 40
	maxOptions   = 20
	maxText      = 300 // characters of an answer in words
	maxNumber    = 1_000_000
)

// checkQuestions reports every wrong question to b.
func checkQuestions(list []Question, b *fault.Problems) {
	b.Check(len(list) <= maxQuestions, "questions", "too_many", "Ask at most 40 questions.", "问题不能超过 40 个。")
	for i, q := range list {
		at := "questions." + strconv.Itoa(i) + "."
		b.Check(fault.Between(q.Label, 1, 100), at+"label", "length", "Write the question in 1 to 100 characters.", "请填写问题（1 到 100 字）。")
		choosing := q.Kind == form.Choice || q.Kind == form.Choices
		b.Check(choosing || q.Kind == form.Text || q.Kind == form.Number || q.Kind == form.Day, at+"kind", "choice", "Choose one from the list.", "请从列表中选择。")
		b.Check(!choosing || len(q.Options) >= 2 && len(q.Options) <= maxOptions, at+"options", "too_many", "Give 2 to 20 answers to choose from.", "请给出 2 到 20 个选项。")
		for j, o := range q.Options {
			b.Check(fault.Between(o, 1, 50), at+"options."+strconv.Itoa(j), "length", "Write the answer in 1 to 50 characters.", "选项为 1 到 50 字。")
		}
		b.Check(q.Most >= 0 && q.Most <= maxNumber, at+"most", "number", "Give a whole number from 0 to 1000000.", "请填写 0 到 1000000 之间的整数。")
	}
}

// Form returns the questionnaire as a form.
func (p *Plan) Form() form.Form {
	section := form.Section{Code: "questions", ZH: "问卷", EN: "Questions"}
	for i, q := range p.Questions {
		label := strings.TrimSpace(q.Label)
		f := form.Field{Code: "q" + strconv.Itoa(i+1), ZH: label, EN: label, Kind: q.Kind, Needed: q.Needed}
		switch q.Kind {
		case form.Choice, form.Choices:
			for j, o := range q.Options {
				f.Words = append(f.Words, words.Word{"o" + strconv.Itoa(j+1), o, o})
			}
		case form.Text:
			f.Most = maxText
		case form.Number:
			if f.Most = int(q.Most); f.Most == 0 {
				f.Most = maxNumber
			}
		default:
		}
		section.Fields = append(section.Fields, f)
	}
	return form.Form{Sections: []form.Section{section}}
}
