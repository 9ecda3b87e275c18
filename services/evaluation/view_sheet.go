package evaluation

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
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

type templateView struct {
	ID      string     `json:"id"`
	Code    string     `json:"code"`
	Name    string     `json:"name"`
	Region  string     `json:"region"` // empty: for everywhere
	Edition int64      `json:"edition"`
	At      time.Time  `json:"at" format:"date-time"`
	Sheet   sheetShape `json:"sheet"`
}

func viewTemplate(t Template) templateView {
	return templateView{ID: t.ID, Code: t.Code, Name: t.Name, Region: t.Region, Edition: t.Edition, At: t.At, Sheet: viewSheet(t.Sheet)}
}
