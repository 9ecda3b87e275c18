package contracts

import (
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type stepRequest struct {
	Month  string `json:"month" validate:"required,max=7" example:"2026-03"`
	Target int64  `json:"target" validate:"gte=1"` // from the start of the contract, in the indicator's unit
}

// indicatorRequest is an indicator as the clerk sends it. Hours are in minutes, percent in basis points, yuan in fen.
type indicatorRequest struct {
	ID           string        `json:"id" validate:"max=40"` // empty for a new indicator
	Code         string        `json:"code" validate:"required,max=20"`
	Name         string        `json:"name" validate:"required,max=60"`
	Kind         IndicatorKind `json:"kind" validate:"required,max=20"`
	Unit         Unit          `json:"unit" validate:"required,max=20"`
	Baseline     int64         `json:"baseline" validate:"gte=0"` // value before the contract; 0: none is known
	Target       int64         `json:"target" validate:"gte=1"`
	Steps        []stepRequest `json:"steps" validate:"max=36,dive"` // what is to be reached by the end of some months
	Source       Source        `json:"source" validate:"required,oneof=auto manual"`
	Measure      Measure       `json:"measure" validate:"omitempty,oneof=minutes sessions person_times served people services service_times service_minutes closed_threads satisfaction"`
	ActivityType string        `json:"activity_type" validate:"max=20"`
	ServiceKind  ServiceKind   `json:"service_kind" validate:"max=20"` // of measures of the service log; empty: all kinds
	Weight       int64         `json:"weight" validate:"gte=1,lte=100"`
}

type milestoneRequest struct {
	ID           string     `json:"id" validate:"max=40"`
	Seq          int64      `json:"seq" validate:"gte=1,lte=24"`
	Name         string     `json:"name" validate:"required,max=60"`
	Due          region.Day `json:"due" validate:"required,max=10"`
	Deliverables []string   `json:"deliverables" validate:"max=20,dive,max=200"`
	Gate         Gate       `json:"gate" validate:"required,oneof=none mid_pass final_pass acceptance"`
	PayBP        int64      `json:"pay_bp" validate:"gte=1,lte=10000"`
}

// termsRequest is a draft as the clerk sends it.
type termsRequest struct {
	No              string             `json:"no" validate:"required,max=40"`
	Name            string             `json:"name" validate:"required,max=100"`
	Region          string             `json:"region" validate:"required,max=100"`
	BuyerDept       string             `json:"buyer_dept" validate:"required,max=60"`
	Subject         Subject            `json:"subject" validate:"required,oneof=children elders women mixed"`
	Catalogue       string             `json:"catalogue" validate:"required,max=100"`
	BudgetDocNo     string             `json:"budget_doc_no" validate:"max=60"`
	BudgetFen       int64              `json:"budget_fen" validate:"gte=1"`
	FiscalYear      int64              `json:"fiscal_year" validate:"gte=2000,lte=2100"`
	Method          Method             `json:"method" validate:"required,max=20"`
	Start           region.Day         `json:"start" validate:"required,max=10"`
	End             region.Day         `json:"end" validate:"required,max=10"`
	MultiYearReason string             `json:"multi_year_reason" validate:"max=1000"`
	Regions         []string           `json:"regions" validate:"required,max=200,dive,max=100"`
	Standard        string             `json:"standard" validate:"required,max=2000"`
	NoSubcontract   bool               `json:"no_subcontract"`
	Subcontract     string             `json:"subcontract" validate:"max=1000"`
	Indicators      []indicatorRequest `json:"indicators" validate:"max=50,dive"`
	Milestones      []milestoneRequest `json:"milestones" validate:"max=24,dive"`
	PayTable        *payTableShape     `json:"pay_table" validate:"omitempty"` // null: results change nothing about payments
}

type payRowShape struct {
	Grade   string `json:"grade,omitempty" validate:"max=20"`
	From    int64  `json:"from" validate:"gte=0,lte=10000"` // hundredths of a point
	ShareBP int64  `json:"share_bp" validate:"gte=0,lte=10000"`
}

// payTableShape says what part of a payment is due by the result of the evaluation on which its milestone depends.
type payTableShape struct {
	By         PayBy         `json:"by" validate:"required,oneof=grade score point"`
	Rows       []payRowShape `json:"rows" validate:"max=10,dive"`             // by grade or score, the best first
	Below      int64         `json:"below" validate:"gte=0,lte=10000"`        // by point: hundredths; from this total on nothing is deducted
	PerPointBP int64         `json:"per_point_bp" validate:"gte=0,lte=10000"` // deducted for each point below
	MostBP     int64         `json:"most_bp" validate:"gte=0,lte=10000"`      // the most that is deducted
}

func (t *payTableShape) table() *PayTable {
	if t == nil {
		return nil
	}
	made := &PayTable{By: t.By}
	switch t.By {
	case PayByPoint:
		made.Below, made.PerPointBP, made.MostBP = t.Below, t.PerPointBP, t.MostBP
	default:
		made.Rows = httpapi.Views(t.Rows, func(r payRowShape) PayRow { return PayRow(r) })
	}
	return made
}

func (r termsRequest) terms() Terms {
	t := Terms{
		No: r.No, Name: r.Name, Region: r.Region, BuyerDept: r.BuyerDept, Subject: r.Subject, Catalogue: r.Catalogue,
		BudgetDocNo: r.BudgetDocNo, BudgetFen: r.BudgetFen, FiscalYear: r.FiscalYear, Method: r.Method, Start: r.Start, End: r.End,
		MultiYearReason: r.MultiYearReason, Regions: r.Regions, Standard: r.Standard, NoSubcontract: r.NoSubcontract, Subcontract: r.Subcontract,
		PayTable: r.PayTable.table(),
	}
	for _, i := range r.Indicators {
		t.Indicators = append(t.Indicators, Indicator{
			ID: i.ID, Code: i.Code, Name: i.Name, Kind: i.Kind, Unit: i.Unit, Target: i.Target, Source: i.Source,
			Measure: i.Measure, ActivityType: i.ActivityType, ServiceKind: i.ServiceKind, Weight: i.Weight, Baseline: i.Baseline,
			Steps: httpapi.Views(i.Steps, func(s stepRequest) Step { return Step(s) }),
		})
	}
	for _, m := range r.Milestones {
		t.Milestones = append(t.Milestones, Milestone{
			ID: m.ID, Seq: m.Seq, Name: m.Name, Due: m.Due, Deliverables: m.Deliverables, Gate: m.Gate, PayBP: m.PayBP,
		})
	}
	return t
}

type awardRequest struct {
	ProviderID string     `json:"provider_id" validate:"required,max=40"`
	AmountFen  int64      `json:"amount_fen" validate:"gte=1"`
	NoticeDay  region.Day `json:"notice_day" validate:"required,max=10"`
	AwardDay   region.Day `json:"award_day" validate:"required,max=10"`
	NoticeURL  string     `json:"notice_url" validate:"omitempty,max=300,http_url"`
}

type reportingRequest struct {
	Every Cycle `json:"every" validate:"omitempty,oneof=month quarter"` // empty: the provider does not report on periods
}

type dayRequest struct {
	Day region.Day `json:"day" validate:"required,max=10"`
}

type terminateRequest struct {
	Reason     string `json:"reason" validate:"required,max=1000"`
	Settlement string `json:"settlement" validate:"required,max=2000"`
}

type acceptRequest struct {
	Report      string `json:"report" validate:"required,max=4000"`
	UserOpinion string `json:"user_opinion" validate:"required,max=2000"`
}

type evidenceRequest struct {
	Evidence string `json:"evidence" validate:"required,max=4000"`
}

type reportRequest struct {
	Value    int64  `json:"value" validate:"gte=0"`
	Evidence string `json:"evidence" validate:"required,max=2000"`
}

type applyRequest struct {
	InvoiceNo string `json:"invoice_no" validate:"required,max=40"`
}

type approveRequest struct {
	Hash string `json:"hash" validate:"required,len=64"` // the hash in the payment's view
}

type payRequest struct {
	VoucherNo string `json:"voucher_no" validate:"required,max=40"`
}

type amendmentRequest struct {
	DeltaFen int64      `json:"delta_fen"`
	NewEnd   region.Day `json:"new_end" validate:"max=10"`
	Reason   string     `json:"reason" validate:"required,max=1000"`

	PayTable *payTableShape `json:"pay_table" validate:"omitempty"` // another table of payment; null: it stays
}
