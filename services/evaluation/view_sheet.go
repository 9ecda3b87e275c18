package evaluation

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type bandShape struct {
	FromBP int64 `json:"from_bp" validate:"gte=0,lte=10000"`
	Num    int64 `json:"num" validate:"gte=0,lte=100"`
	Den    int64 `json:"den" validate:"gte=1,lte=100"`
}

type levelShape struct {
	Code    string `json:"code" validate:"required,max=20"`
	Name    string `json:"name" validate:"required,max=40"`
	ShareBP int64  `json:"share_bp" validate:"gte=0,lte=10000"`
}

type partShape struct {
	Code string `json:"code" validate:"required,max=20"`
	Name string `json:"name" validate:"required,max=60"`
	Max  int64  `json:"max" validate:"gte=1,lte=10000"`
}

type itemShape struct {
	Code      string                  `json:"code" validate:"required,max=20"`
	Name      string                  `json:"name" validate:"required,max=60"`
	Max       int64                   `json:"max" validate:"gte=1,lte=10000"`
	Method    Method                  `json:"method" validate:"required,max=20"`
	Indicator contracts.IndicatorKind `json:"indicator,omitempty" validate:"max=20"`
	Bands     []bandShape             `json:"bands,omitempty" validate:"max=10,dive"`
	Levels    []levelShape            `json:"levels,omitempty" validate:"max=10,dive"`
	Parts     []partShape             `json:"parts,omitempty" validate:"max=20,dive"`
	Parties   []Party                 `json:"parties,omitempty" validate:"max=5,dive,max=20"`
	Evidence  string                  `json:"evidence,omitempty" validate:"max=300"`
}

type sectionShape struct {
	Code  string      `json:"code" validate:"required,max=20"`
	Name  string      `json:"name" validate:"required,max=40"`
	Items []itemShape `json:"items" validate:"required,max=30,dive"`
}

type vetoShape struct {
	Code string `json:"code" validate:"required,max=20"`
	Name string `json:"name" validate:"required,max=60"`
}

type gradeShape struct {
	From int64  `json:"from" validate:"gte=0,lte=10000"`
	Name string `json:"name" validate:"required,max=20"`
	Pass bool   `json:"pass"`
}

// sheetShape is a score sheet in requests and answers.
type sheetShape struct {
	Sections []sectionShape `json:"sections" validate:"required,max=20,dive"`
	Vetoes   []vetoShape    `json:"vetoes" validate:"max=20,dive"`
	Grades   []gradeShape   `json:"grades" validate:"required,max=10,dive"`
}

func (s sheetShape) sheet() Sheet {
	return Sheet{
		Sections: httpapi.Views(s.Sections, func(s sectionShape) Section {
			return Section{Code: s.Code, Name: s.Name, Items: httpapi.Views(s.Items, func(i itemShape) Item {
				return Item{
					Code: i.Code, Name: i.Name, Max: i.Max, Method: i.Method, Indicator: i.Indicator, Parties: i.Parties, Evidence: i.Evidence,
					Bands:  httpapi.Views(i.Bands, func(b bandShape) Band { return Band(b) }),
					Levels: httpapi.Views(i.Levels, func(l levelShape) Level { return Level(l) }),
					Parts:  httpapi.Views(i.Parts, func(p partShape) Part { return Part(p) }),
				}
			})}
		}),
		Vetoes: httpapi.Views(s.Vetoes, func(v vetoShape) Veto { return Veto(v) }),
		Grades: httpapi.Views(s.Grades, func(g gradeShape) Grade { return Grade(g) }),
	}
}

func viewSheet(s Sheet) sheetShape {
	return sheetShape{
		Sections: httpapi.Views(s.Sections, func(s Section) sectionShape {
			return sectionShape{Code: s.Code, Name: s.Name, Items: httpapi.Views(s.Items, func(i Item) itemShape {
				return itemShape{
					Code: i.Code, Name: i.Name, Max: i.Max, Method: i.Method, Indicator: i.Indicator, Parties: i.Parties, Evidence: i.Evidence,
					Bands:  httpapi.Views(i.Bands, func(b Band) bandShape { return bandShape(b) }),
					Levels: httpapi.Views(i.Levels, func(l Level) levelShape { return levelShape(l) }),
					Parts:  httpapi.Views(i.Parts, func(p Part) partShape { return partShape(p) }),
				}
			})}
		}),
		Vetoes: httpapi.Views(s.Vetoes, func(v Veto) vetoShape { return vetoShape(v) }),
		Grades: httpapi.Views(s.Grades, func(g Grade) gradeShape { return gradeShape(g) }),
	}
}

type templateRequest struct {
	Code   string     `json:"code" validate:"required,max=20"`
	Name   string     `json:"name" validate:"required,max=60"`
	Region string     `json:"region" validate:"required,max=100"`
	Sheet  sheetShape `json:"sheet" validate:"required"`
}

type templateEditRequest struct {
	Name  string     `json:"name" validate:"required,max=60"`
	Sheet sheetShape `json:"sheet" validate:"required"`
}

type templateView struct {
	ID      string      `json:"id"`
	Code    string      `json:"code"`
	Name    string      `json:"name"`
	Region  string      `json:"region"`  // empty: for everywhere
	Edition int64       `json:"edition"` // 0 for a draft
	Status  SheetStatus `json:"status"`
	At      time.Time   `json:"at" format:"date-time"` // when it took its present state
	Sheet   sheetShape  `json:"sheet"`
}

// templateActsView is one edition with its acts.
type templateActsView struct {
	templateView
	Version int64                `json:"version"`
	Faults  []httpapi.FieldError `json:"faults"` // of a draft: what stands in the way of putting it in force, at fields below `sheet`

	Acts []workflow.ActView `json:"acts"`
}

func viewTemplate(t Template) templateView {
	return templateView{ID: t.ID, Code: t.Code, Name: t.Name, Region: t.Region, Edition: t.Edition, Status: t.Status, At: t.At, Sheet: viewSheet(t.Sheet)}
}

func viewFaults(list []fault.Field, lang string) []httpapi.FieldError {
	return httpapi.Views(list, func(f fault.Field) httpapi.FieldError {
		return httpapi.FieldError{Field: f.Path, Code: f.Code, Message: fault.ErrInvalid.FieldText(f, lang)}
	})
}

type trialRatio struct {
	Kind    contracts.IndicatorKind `json:"kind" validate:"max=20"` // empty: of all indicators together
	RatioBP int64                   `json:"ratio_bp" validate:"gte=0,lte=10000"`
}

// trialRequest is a sheet with what its items are to be scored by: an evaluation's figures and cards, figures and marks that replace them.
type trialRequest struct {
	Sheet        sheetShape   `json:"sheet" validate:"required"`
	EvaluationID string       `json:"evaluation_id" validate:"max=40"`
	Ratios       []trialRatio `json:"ratios" validate:"max=7,dive"`
	Marks        []markShape  `json:"marks" validate:"max=600,dive"`
	Vetoes       []string     `json:"vetoes" validate:"max=20,dive,max=20"`
}

func (r trialRequest) trial() Trial {
	t := Trial{Sheet: r.Sheet.sheet(), EvaluationID: r.EvaluationID, Marks: marksOf(r.Marks), Vetoes: r.Vetoes, Ratios: map[contracts.IndicatorKind]int64{}}
	for _, ratio := range r.Ratios {
		t.Ratios[ratio.Kind] = ratio.RatioBP
	}
	return t
}

type trialView struct {
	Faults   []httpapi.FieldError `json:"faults"` // of the sheet; then there is no result
	Result   *resultView          `json:"result,omitempty"`
	Ways     []wayView            `json:"ways"`
	Unscored []string             `json:"unscored"` // codes of items that nobody has marked
	Lacking  []string             `json:"lacking"`  // codes of items for whose kind there is no figure
}

func viewTrial(t Tried, lang string) trialView {
	v := trialView{Faults: viewFaults(t.Faults, lang), Ways: []wayView{}, Unscored: append([]string{}, t.Unscored...), Lacking: append([]string{}, t.Lacking...)}
	if len(t.Faults) == 0 {
		v.Result, v.Ways = resultOf(&t.Result), viewWays(Proof{Computed: t.Result, Ways: t.Ways}, lang)
	}
	return v
}

type detailView struct {
	Property string `json:"property"` // name, section, method, indicator, bands, levels, parts, parties, evidence, pass
	Before   string `json:"before"`
	After    string `json:"after"`
}

type changeView struct {
	Part    PartKind     `json:"part"`
	Kind    ChangeKind   `json:"kind"`
	Code    string       `json:"code,omitempty"`
	Name    string       `json:"name"`
	Before  int64        `json:"before"` // hundredths: the most points, of a grade where it begins
	After   int64        `json:"after"`
	Details []detailView `json:"details"`
}

type changesView struct {
	Before templateView `json:"before"`
	After  templateView `json:"after"`
	Items  []changeView `json:"items"`
}

func viewChanges(before, after Template, list []Change, lang string) changesView {
	return changesView{viewTemplate(before), viewTemplate(after), httpapi.Views(list, func(c Change) changeView {
		return changeView{c.Part, c.Kind, c.Code, c.Name, c.Before, c.After, httpapi.Views(c.Details, func(d Detail) detailView {
			return detailView{d.Property, d.Before(lang), d.After(lang)}
		})}
	})}
}
