package evaluation

import (
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// All points in requests and answers are hundredths: 8650 means 86.50.

type raterRequest struct {
	UserID string `json:"user_id" validate:"max=40"` // left out for 自评
	Party  Party  `json:"party" validate:"required,oneof=third_party buyer civil village self"`
	Weight int64  `json:"weight" validate:"gte=1,lte=100"`
}

// substituteRequest says what becomes of an item whose kind of indicators the contract lacks.
type substituteRequest struct {
	Item   string `json:"item" validate:"required,max=20"`
	By     string `json:"by" validate:"required,max=20"` // a kind of the contract's indicators, "all" of them, or "none": the item is left out
	Reason string `json:"reason" validate:"required,max=1000"`
}

type planRequest struct {
	ContractID string         `json:"contract_id" validate:"required,max=40"`
	Kind       Kind           `json:"kind" validate:"required,oneof=spot mid final"`
	TemplateID string         `json:"template_id" validate:"required,max=40"`
	Raters     []raterRequest `json:"raters" validate:"required,max=20,dive"`

	Substitutes []substituteRequest `json:"substitutes" validate:"max=200,dive"`
}

func (r planRequest) plan() NewEvaluation {
	return NewEvaluation{ContractID: r.ContractID, Kind: r.Kind, TemplateID: r.TemplateID, Raters: httpapi.Views(r.Raters, func(r raterRequest) Rater {
		return Rater{UserID: r.UserID, Party: r.Party, Weight: r.Weight}
	}), Substitutes: httpapi.Views(r.Substitutes, func(s substituteRequest) Substitute {
		return Substitute{Item: s.Item, By: s.By, Reason: s.Reason}
	})}
}

type replaceRequest struct {
	OldUser string `json:"old_user" validate:"required,max=40"`
	NewUser string `json:"new_user" validate:"required,max=40"`
}

type noteRequest struct {
	Note string `json:"note" validate:"max=4000"`
}

type textRequest struct {
	Text string `json:"text" validate:"required,max=4000"`
}

type declareRequest struct {
	Conflict bool   `json:"conflict"`
	Text     string `json:"text" validate:"required,max=1000"`
}

type partMarkShape struct {
	Code   string `json:"code" validate:"required,max=20"`
	Points *int64 `json:"points" validate:"required,gte=0,lte=10000"`
}

type markShape struct {
	Item   string          `json:"item" validate:"required,max=20"`
	Level  string          `json:"level,omitempty" validate:"max=20"`
	Parts  []partMarkShape `json:"parts,omitempty" validate:"max=20,dive"`
	Deduct *int64          `json:"deduct,omitempty" validate:"omitempty,gte=0,lte=10000"` // 0 when nothing is taken off; needed for an item of that method
	Note   string          `json:"note,omitempty" validate:"max=1000"`
}

func marksOf(list []markShape) []Mark {
	return httpapi.Views(list, func(m markShape) Mark {
		mark := Mark{Item: m.Item, Level: m.Level, Note: m.Note, Parts: httpapi.Views(m.Parts, func(p partMarkShape) PartMark { return PartMark{Code: p.Code, Points: *p.Points} })}
		switch {
		case m.Deduct != nil:
			mark.Deduct = *m.Deduct
		case m.Level == "" && len(m.Parts) == 0:
			mark.Deduct = notEntered
		}
		return mark
	})
}

func viewMarks(list []Mark) []markShape {
	return httpapi.Views(list, func(m Mark) markShape {
		v := markShape{Item: m.Item, Level: m.Level, Note: m.Note, Parts: httpapi.Views(m.Parts, func(p PartMark) partMarkShape { return partMarkShape{Code: p.Code, Points: &p.Points} })}
		if m.Level == "" && len(m.Parts) == 0 { // a mark of neither is a deduction, of nothing too
			v.Deduct = &m.Deduct
		}
		return v
	})
}

type findingShape struct {
	Code   string `json:"code" validate:"required,max=20"`
	Reason string `json:"reason" validate:"required,max=1000"`
}

func findingsOf(list []findingShape) []Finding {
	return httpapi.Views(list, func(f findingShape) Finding { return Finding(f) })
}

type selfRequest struct {
	Text  string      `json:"text" validate:"required,max=4000"`
	Marks []markShape `json:"marks" validate:"max=200,dive"`
}

type cardRequest struct {
	Marks  []markShape    `json:"marks" validate:"max=200,dive"`
	Vetoes []findingShape `json:"vetoes" validate:"max=20,dive"`
	Submit bool           `json:"submit"`
}

type mergeRequest struct {
	Vetoes []findingShape `json:"vetoes" validate:"max=20,dive"`
}

type liftRequest struct {
	Veto   string `json:"veto" validate:"required,max=20"` // its code
	Reason string `json:"reason" validate:"required,max=1000"`
}

type publiciseRequest struct {
	WorkingDays int `json:"working_days" validate:"gte=5,lte=60"`
}

type adjustmentShape struct {
	Item   string `json:"item,omitempty" validate:"max=20"`
	Points int64  `json:"points" validate:"gte=0,lte=10000"`
	Lifts  string `json:"lifts,omitempty" validate:"max=20"` // code of a veto to lift
	Reason string `json:"reason" validate:"required,max=1000"`
}

func adjustmentsOf(list []adjustmentShape) []Adjustment {
	return httpapi.Views(list, func(a adjustmentShape) Adjustment { return Adjustment(a) })
}

type reviewRequest struct {
	Text        string            `json:"text" validate:"required,max=4000"`
	Adjustments []adjustmentShape `json:"adjustments" validate:"max=50,dive"`
}

type lineView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Max    int64  `json:"max"`
	Points int64  `json:"points"`
}

type resultView struct {
	Total    int64      `json:"total"` // hundredths; 0 with a veto
	Sum      int64      `json:"sum"`   // hundredths, without vetoes
	Grade    string     `json:"grade"`
	Pass     bool       `json:"pass"`
	Vetoes   []string   `json:"vetoes"`
	Sections []lineView `json:"sections"`
	Items    []lineView `json:"items,omitempty"`
}

func viewResult(r Result) resultView {
	line := func(l Line) lineView { return lineView(l) }
	return resultView{
		Total: r.Total, Sum: r.Sum, Grade: r.Grade, Pass: r.Pass, Vetoes: append([]string{}, r.Vetoes...),
		Sections: httpapi.Views(r.Sections, line), Items: httpapi.Views(r.Items, line),
	}
}

func resultOf(r *Result) *resultView {
	if r == nil {
		return nil
	}
	v := viewResult(*r)
	return &v
}

// substituteView says what became of an item whose kind of indicators the contract lacks.
type substituteView struct {
	Item   string                  `json:"item"`
	Name   string                  `json:"name"`
	Max    int64                   `json:"max"`
	Kind   contracts.IndicatorKind `json:"kind"` // the contract has no indicator of it
	By     string                  `json:"by"`   // the kind of indicators that it is scored by, "all" of them, or "none": it is left out
	Reason string                  `json:"reason"`
}

func viewSubstitutes(list []Substitute) []substituteView {
	return httpapi.Views(list, func(s Substitute) substituteView { return substituteView(s) })
}

type raterView struct {
	UserID    string `json:"user_id"`
	Party     Party  `json:"party"`
	Weight    int64  `json:"weight"`
	Declared  bool   `json:"declared"`
	Conflict  bool   `json:"conflict"`
	Submitted bool   `json:"submitted"`

	Acts []workflow.ActView `json:"acts"`
}

type objectionView struct {
	Text       string     `json:"text"`
	At         time.Time  `json:"at" format:"date-time"`
	Decision   string     `json:"decision,omitempty"`
	Upheld     bool       `json:"upheld"`
	DecidedAt  *time.Time `json:"decided_at,omitempty" format:"date-time"`
	TotalStood int64      `json:"total_stood"`
}

// cardView is an evaluation in a list.
type cardView struct {
	ID           string     `json:"id"`
	ContractID   string     `json:"contract_id"`
	ContractNo   string     `json:"contract_no"`
	ContractName string     `json:"contract_name"`
	Region       string     `json:"region"`
	ProviderID   string     `json:"provider_id"`
	ProviderName string     `json:"provider_name"`
	Kind         Kind       `json:"kind"`
	Year         int64      `json:"year"`
	Status       Status     `json:"status"`
	StatusAt     time.Time  `json:"status_at" format:"date-time"`
	Total        *int64     `json:"total,omitempty"` // as last made public
	Grade        string     `json:"grade,omitempty"`
	PublicFrom   region.Day `json:"public_from,omitempty"`
	PublicTo     region.Day `json:"public_to,omitempty"`
}

func viewCard(e Evaluation) cardView {
	v := cardView{
		ID: e.ID, ContractID: e.ContractID, ContractNo: e.ContractNo, ContractName: e.ContractName, Region: e.Region, ProviderID: e.ProviderID,
		ProviderName: e.ProviderName, Kind: e.Kind, Year: e.Year, Status: e.Status, StatusAt: e.StatusAt, PublicFrom: e.PublicFrom, PublicTo: e.PublicTo,
	}
	if e.Public != nil {
		v.Total, v.Grade = &e.Public.Total, e.Public.Grade
	}
	return v
}

// evaluationView is one evaluation. The provider sees neither the raters nor a result that is not public.
type evaluationView struct {
	cardView
	Version       int64            `json:"version"`
	SheetName     string           `json:"sheet_name"`
	Edition       int64            `json:"edition"`
	Sheet         sheetShape       `json:"sheet"`
	Substitutes   []substituteView `json:"substitutes"`
	Raters        []raterView      `json:"raters,omitempty"`
	SelfReport    string           `json:"self_report,omitempty"`
	DeskNote      string           `json:"desk_note,omitempty"`
	OnsiteNote    string           `json:"onsite_note,omitempty"`
	Result        *resultView      `json:"result,omitempty"`
	First         *resultView      `json:"first,omitempty"`
	Findings      []findingShape   `json:"findings,omitempty"` // vetoes that were found, with the reasons, including lifted ones
	InputHash     string           `json:"input_hash,omitempty"`
	Objections    []objectionView  `json:"objections"`
	RectifyReport string           `json:"rectify_report,omitempty"`
	RecheckNote   string           `json:"recheck_note,omitempty"`
	Mine          []string         `json:"mine"` // codes of the items that the reader scores
	FinalAt       *time.Time       `json:"final_at,omitempty" format:"date-time"`

	Due []dueView `json:"due"` // what the published result means for the payments that depend on it, by the contract's table of payment

	Acts []workflow.ActView `json:"acts"`
}

// dueView is what a result means for one payment.
type dueView struct {
	PaymentID string `json:"payment_id"`
	Seq       int64  `json:"seq"`
	AmountFen int64  `json:"amount_fen"`
	ShareBP   int64  `json:"share_bp"`
	PayFen    int64  `json:"pay_fen"`
	DeductFen int64  `json:"deduct_fen"`
}

func viewDue(p contracts.Payment) dueView {
	v := dueView{PaymentID: p.ID, Seq: p.Seq, AmountFen: p.AmountFen, ShareBP: 10_000, PayFen: p.PayFen(), DeductFen: p.DeductFen}
	if p.Basis != nil {
		v.ShareBP = p.Basis.ShareBP
	}
	return v
}

// view makes the view of e; inside is false for the provider's people.
func view(e Evaluation, inside bool) evaluationView {
	v := evaluationView{
		cardView: viewCard(e), Version: e.Version, SheetName: e.SheetName, Edition: e.Edition, Sheet: viewSheet(e.Sheet), Substitutes: viewSubstitutes(e.Substitutes), SelfReport: e.SelfReport,
		RectifyReport: e.RectifyReport, RecheckNote: e.RecheckNote, FinalAt: httpapi.Instant(e.FinalAt), Mine: []string{},
		Objections: httpapi.Views(e.Objections, func(o Objection) objectionView {
			return objectionView{Text: o.Text, At: o.At, Decision: o.Decision, Upheld: o.Upheld, DecidedAt: httpapi.Instant(o.DecidedAt), TotalStood: o.TotalStood}
		}),
	}
	if inside {
		v.DeskNote, v.OnsiteNote = e.DeskNote, e.OnsiteNote
		v.Raters = httpapi.Views(e.Raters, func(r Rater) raterView {
			return raterView{UserID: r.UserID, Party: r.Party, Weight: r.Weight, Declared: r.Declared, Conflict: r.Conflict, Submitted: r.Submitted}
		})
	}
	v.Result, v.First, v.InputHash = resultOf(e.Public), resultOf(e.First), e.PublicHash
	if inside {
		v.Result, v.InputHash = resultOf(e.Result), e.InputHash
		if e.Inputs != nil {
			v.Findings = httpapi.Views(e.Inputs.Findings, func(f Finding) findingShape { return findingShape(f) })
		}
	}
	return v
}

type scorecardView struct {
	EvaluationID string         `json:"evaluation_id"`
	Marks        []markShape    `json:"marks"`
	Vetoes       []findingShape `json:"vetoes"`
	Submitted    bool           `json:"submitted"`
}

func viewScorecard(c Scorecard) scorecardView {
	return scorecardView{
		EvaluationID: c.EvaluationID, Marks: viewMarks(c.Marks), Submitted: c.Submitted,
		Vetoes: httpapi.Views(c.Vetoes, func(f Finding) findingShape { return findingShape(f) }),
	}
}

type frozenCardView struct {
	Rater  string      `json:"rater"`
	Party  Party       `json:"party"`
	Weight int64       `json:"weight"`
	Marks  []markShape `json:"marks"`
}

type cardsView struct {
	Items []frozenCardView `json:"items"`
}

func viewCards(list []Card) cardsView {
	return cardsView{Items: httpapi.Views(list, func(c Card) frozenCardView {
		return frozenCardView{Rater: c.Rater, Party: c.Party, Weight: c.Weight, Marks: viewMarks(c.Marks)}
	})}
}

type proofView struct {
	Equal bool `json:"equal"`

	Published      *resultView `json:"published,omitempty"`
	PublishedHash  string      `json:"published_hash,omitempty"`
	PublishedEqual bool        `json:"published_equal"` // the published result follows from its inputs too; true when nothing is published

	StoredHash string     `json:"stored_hash"`
	Hash       string     `json:"hash"`
	Stored     resultView `json:"stored"`
	Computed   resultView `json:"computed"`
	Ways       []wayView  `json:"ways"`
}

// wayView is how an item came to its points.
type wayView struct {
	Item   string `json:"item"`
	Name   string `json:"name"`
	Points int64  `json:"points"` // hundredths
	Max    int64  `json:"max"`
	Text   string `json:"text"` // in the language of the caller, without persons
}

func viewWays(p Proof, lang string) []wayView {
	list := make([]wayView, len(p.Ways))
	for i, w := range p.Ways {
		line := p.Computed.Items[i]
		list[i] = wayView{Item: w.Item, Name: line.Name, Points: line.Points, Max: line.Max, Text: w.Text(lang)}
	}
	return list
}

// noticeView is the public part of a result, without persons, cards and texts.
type noticeView struct {
	ID           string     `json:"id"`
	ContractNo   string     `json:"contract_no"`
	ContractName string     `json:"contract_name"`
	BuyerDept    string     `json:"buyer_dept"`
	ProviderName string     `json:"provider_name"`
	Region       string     `json:"region"`
	Kind         Kind       `json:"kind"`
	Year         int64      `json:"year"`
	Status       Status     `json:"status"`
	Total        int64      `json:"total"`
	Grade        string     `json:"grade"`
	Pass         bool       `json:"pass"`
	Sections     []lineView `json:"sections"`
	PublicFrom   region.Day `json:"public_from"`
	PublicTo     region.Day `json:"public_to"`
	InputHash    string     `json:"input_hash"`

	Substitutes []substituteView `json:"substitutes"`
}

// viewNotice makes the view of the result as last made public or final, without later adjustments.
func viewNotice(e Evaluation) noticeView {
	r := e.Public
	return noticeView{
		ID: e.ID, ContractNo: e.ContractNo, ContractName: e.ContractName, BuyerDept: e.BuyerDept, ProviderName: e.ProviderName, Region: e.Region,
		Kind: e.Kind, Year: e.Year, Status: e.Status, Total: r.Total, Grade: r.Grade, Pass: r.Pass,
		Sections:   httpapi.Views(r.Sections, func(l Line) lineView { return lineView(l) }),
		PublicFrom: e.PublicFrom, PublicTo: e.PublicTo, InputHash: e.PublicHash, Substitutes: viewSubstitutes(e.Substitutes),
	}
}

// letterView is the content of the letter about the result (评估结果通知书).
type letterView struct {
	noticeView
	Title      string    `json:"title"`
	Text       string    `json:"text"`
	Score      string    `json:"score"` // "86.50"
	Vetoes     []string  `json:"vetoes"`
	Objections int       `json:"objections"`
	FinalAt    time.Time `json:"final_at" format:"date-time"`
}

func viewLetter(e Evaluation) letterView {
	v := letterView{
		noticeView: viewNotice(e), Title: "评估结果通知书", Score: points(e.Public.Total), Vetoes: []string{}, Objections: len(e.Objections), FinalAt: e.FinalAt,
	}
	for _, veto := range e.Sheet.Vetoes {
		for _, code := range e.Public.Vetoes {
			if veto.Code == code {
				v.Vetoes = append(v.Vetoes, veto.Name)
			}
		}
	}
	v.Text = e.ProviderName + "：你单位承接的" + notify.NestQuotes("“"+e.ContractName+"”") + "（合同编号 " + e.ContractNo + "）" + e.kindInText() +
		"评估得分 " + v.Score + " 分，等级为" + e.Public.Grade + "。"
	if !e.Public.Pass {
		v.Text += "请按评估意见整改。"
	}
	return v
}
