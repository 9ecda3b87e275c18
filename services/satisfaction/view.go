package satisfaction

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// planRequest is what the buyer decides about a round.
type planRequest struct {
	From     region.Day `json:"from" validate:"required,max=10" example:"2026-01-01"`
	To       region.Day `json:"to" validate:"required,max=10" example:"2026-03-31"`
	Deadline region.Day `json:"deadline" validate:"required,max=10" example:"2026-04-20"`
	Sample   int64      `json:"sample" validate:"gte=0,lte=1000"` // how many are asked, drawn at random; 0: all
}

// printRequest names slips to print again. Without any, all of the own area that were never printed are printed.
type printRequest struct {
	Slips []string `json:"slips" validate:"max=100,dive,max=40"`
}

// answerRequest is one of five faces and at most one sentence.
type answerRequest struct {
	Score  int64          `json:"score" validate:"gte=0,lte=5" example:"5"`
	Remark privacy.Secret `json:"remark" validate:"max=800" swaggertype:"string"` // at most 200 characters
}

type codeRequest struct {
	Code privacy.Secret `json:"code" validate:"required,max=40" swaggertype:"string" example:"ABCDE-23456"`
}

type codeAnswerRequest struct {
	codeRequest
	answerRequest
}

type revealRequest struct {
	Field string `json:"field" validate:"required,max=40" enums:"name,guardian_name,guardian_mobile"`
}

type revealView struct {
	Value string `json:"value"`
}

type townView struct {
	Town  string  `json:"town"` // region path
	Faces []int64 `json:"faces"`
}

// resultView holds what may be shown of answers: from five answers up.
type resultView struct {
	Answers     int64      `json:"answers"`
	Faces       []int64    `json:"faces"`                         // how many chose each of the five faces, from very dissatisfied to very satisfied
	Mean        int64      `json:"mean_hundredths" example:"423"` // of 1 to 5, in hundredths
	SatisfiedBP int64      `json:"satisfied_bp" example:"8750"`   // share of the two satisfied faces in basis points, rounded down
	Towns       []townView `json:"towns"`                         // those whose answers may be shown by themselves
}

func viewResult(r *Result) *resultView {
	if r == nil {
		return nil
	}
	v := &resultView{Answers: r.Answers, Faces: r.Faces, Mean: r.MeanHundredths, SatisfiedBP: r.SatisfiedBP, Towns: []townView{}}
	for _, t := range r.Towns {
		v.Towns = append(v.Towns, townView{t.Town, t.Faces})
	}
	return v
}

// tallyView holds the numbers of persons.
type tallyView struct {
	Asked   int64 `json:"asked"`
	Answers int64 `json:"answers"`
	ByLink  int64 `json:"by_link"` // with the code on paper
	ByCall  int64 `json:"by_call"`
	Refused int64 `json:"refused"` // on the telephone, and did not answer after all
}

func viewTally(t Tally) tallyView {
	return tallyView{t.Asked, t.Answers(), t.ByLink, t.ByCall, t.Refused}
}

// roundView is a round.
type roundView struct {
	ID         string                  `json:"id"`
	Version    int64                   `json:"version"`
	ContractID string                  `json:"contract_id"`
	ContractNo string                  `json:"contract_no"`
	Contract   string                  `json:"contract_name"`
	OrgName    string                  `json:"org_name"`
	Region     string                  `json:"region"`
	From       region.Day              `json:"from"`
	To         region.Day              `json:"to"`
	Deadline   region.Day              `json:"deadline"`
	Sample     int64                   `json:"sample"` // 0: all were asked
	Served     int64                   `json:"served"` // persons served in the period
	Kinds      []contracts.ServiceKind `json:"kinds"`  // of the services in the period
	OpenedOn   region.Day              `json:"opened_on"`
	Status     Status                  `json:"status" enums:"open,closed"`
	StatusAt   time.Time               `json:"status_at" format:"date-time"`
	Counts     bool                    `json:"counts"` // in the contract's figures
	Tally      tallyView               `json:"tally"`
	Result     *resultView             `json:"result,omitempty"` // of a closed round with five answers or more
}

func viewRound(v View) roundView {
	out := roundView{
		ID: v.ID, Version: v.Version, ContractID: v.ContractID, ContractNo: v.No, Contract: v.Contract, OrgName: v.OrgName, Region: v.Region,
		From: v.From, To: v.To, Deadline: v.Deadline, Sample: v.Sample, Served: v.Served, Kinds: v.Kinds, OpenedOn: v.OpenedOn,
		Status: v.Status, StatusAt: v.StatusAt, Counts: v.Counts, Tally: viewTally(v.Tally), Result: viewResult(v.Shown()),
	}
	if out.Kinds == nil {
		out.Kinds = []contracts.ServiceKind{}
	}
	return out
}

// roundDetailView is one round with its acts.
type roundDetailView struct {
	roundView
	Acts []workflow.ActView `json:"acts"`
}

// totalView is the sum of the closed rounds of a contract that count in its figures; a round below five answers does not.
type totalView struct {
	Tally  tallyView   `json:"tally"`
	Result *resultView `json:"result,omitempty"` // from five answers up
}

type remarkView struct {
	Score int64  `json:"score"`
	Text  string `json:"text"`
}

type remarksView struct {
	Items []remarkView `json:"items"` // in an order that tells nothing
}

// slipView is somebody who is asked, for those who hand out slips.
type slipView struct {
	ID        string     `json:"id"`
	Pseudonym string     `json:"pseudonym" example:"小A·三年级·青岩村"`
	Region    string     `json:"region"`
	Prints    int64      `json:"prints"`
	PrintedAt *time.Time `json:"printed_at,omitempty" format:"date-time"`
}

func viewSlip(p Person) slipView {
	v := slipView{ID: p.ID, Pseudonym: p.Pseudonym, Region: p.Region, Prints: p.Prints}
	if !p.PrintedAt.IsZero() {
		v.PrintedAt = &p.PrintedAt
	}
	return v
}

// printedView is a slip with its code, which is shown this once.
type printedView struct {
	slipView
	Code string `json:"code" example:"ABCDE-23456"`
}

type printedListView struct {
	Items []printedView `json:"items"` // in the order of the villages
}

// callView is somebody who may be rung up.
type callView struct {
	ID        string     `json:"id"`
	Pseudonym string     `json:"pseudonym"`
	Region    string     `json:"region"`
	Mobile    string     `json:"mobile" example:"138****1234"` // masked
	Tries     int        `json:"tries"`                        // calls that reached nobody
	LastTry   *time.Time `json:"last_try,omitempty" format:"date-time"`
}

func viewCall(p Person) callView {
	v := callView{ID: p.ID, Pseudonym: p.Pseudonym, Region: p.Region, Mobile: p.Mobile, Tries: len(p.Tries)}
	if v.Tries > 0 {
		v.LastTry = &p.Tries[v.Tries-1].At
	}
	return v
}

// questionView is what a code asks about: no person.
type questionView struct {
	OrgName  string                  `json:"org_name"`
	Kinds    []contracts.ServiceKind `json:"kinds"`
	From     region.Day              `json:"from"`
	To       region.Day              `json:"to"`
	Deadline region.Day              `json:"deadline"`
}
