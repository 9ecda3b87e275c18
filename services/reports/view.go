package reports

import (
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// textsRequest is a report as the provider writes it. It may be incomplete until it is handed in.
type textsRequest struct {
	Summary  string `json:"summary" validate:"max=4000"`
	Problems string `json:"problems" validate:"max=4000"`
	Plan     string `json:"plan" validate:"max=4000"`
}

// reportView is a report in a list.
type reportView struct {
	ID           string     `json:"id"`
	Version      int64      `json:"version"`
	ContractID   string     `json:"contract_id"`
	ContractNo   string     `json:"contract_no"`
	ContractName string     `json:"contract_name"`
	OrgID        string     `json:"org_id"`
	ProviderName string     `json:"provider_name"`
	Region       string     `json:"region"`
	Period       string     `json:"period" example:"2026-Q1"`
	From         string     `json:"from" example:"2026-01"`
	To           string     `json:"to" example:"2026-03"`
	Due          region.Day `json:"due"`
	Late         bool       `json:"late"`
	Status       Status     `json:"status"`
}

type itemView struct {
	Code    string                  `json:"code"`
	Name    string                  `json:"name"`
	Kind    contracts.IndicatorKind `json:"kind"`
	Unit    contracts.Unit          `json:"unit"`
	Source  contracts.Source        `json:"source"`
	Target  int64                   `json:"target"`
	Counted bool                    `json:"counted"` // gains something in a period; not what is reported by hand, nor a share
	Gained  int64                   `json:"gained"`  // in the period
	Actual  int64                   `json:"actual"`  // at its end
	Unknown bool                    `json:"unknown"` // too few of those asked have answered
	RatioBP int64                   `json:"ratio_bp"`
	Weight  int64                   `json:"weight"`
}

type kindView struct {
	Kind     contracts.ServiceKind `json:"kind,omitempty"` // absent: all kinds
	Services int64                 `json:"services"`
	Times    int64                 `json:"times"`
	People   int64                 `json:"people"` // first served in the period
	Minutes  int64                 `json:"minutes"`
}

type stepView struct {
	Seq    int64                     `json:"seq"`
	Name   string                    `json:"name"`
	Due    region.Day                `json:"due"`
	Status contracts.MilestoneStatus `json:"status"`
}

type ledgerView struct {
	Minutes     int64 `json:"minutes"`
	Sessions    int64 `json:"sessions"`
	PersonTimes int64 `json:"person_times"`
	HandTimes   int64 `json:"hand_times"`
	Served      int64 `json:"served"`
}

type figuresView struct {
	Items     []itemView `json:"items"`
	RatioBP   int64      `json:"ratio_bp"`
	Ledger    ledgerView `json:"ledger"`
	Services  []kindView `json:"services"`
	All       kindView   `json:"all"`
	Steps     []stepView `json:"steps"`
	AmountFen int64      `json:"amount_fen"`
	PaidFen   int64      `json:"paid_fen"`
	Deducted  int64      `json:"deducted_fen"` // will never be paid, by the contract's table of payment
}

// reportDetail is one report.
type reportDetail struct {
	reportView
	BuyerDept string             `json:"buyer_dept"`
	Summary   string             `json:"summary"`
	Problems  string             `json:"problems"`
	Plan      string             `json:"plan"`
	Reason    string             `json:"reason,omitempty"`
	Kept      bool               `json:"kept"` // the figures are those handed in; else those of now
	Figures   figuresView        `json:"figures"`
	Acts      []workflow.ActView `json:"acts"`
}

func viewReport(n Named, today region.Day) reportView {
	return reportView{
		ID: n.ID, Version: n.Version, ContractID: n.ContractID, ContractNo: n.No, ContractName: n.Name, OrgID: n.OrgID, ProviderName: n.Provider,
		Region: n.Region, Period: n.Period(), From: n.From, To: n.To, Due: n.Due, Late: n.Late(today), Status: n.Status,
	}
}

func viewDetail(n Named, today region.Day, acts []workflow.ActView) reportDetail {
	return reportDetail{
		reportView: viewReport(n, today), BuyerDept: n.Buyer, Summary: n.Summary, Problems: n.Problems, Plan: n.Plan, Reason: n.Reason,
		Kept: n.Status == Submitted || n.Status == Accepted, Figures: viewFigures(n.Figures), Acts: acts,
	}
}

func viewFigures(f *Figures) figuresView {
	return figuresView{
		RatioBP: f.RatioBP, Ledger: ledgerView(f.Ledger), All: kindView(f.All), AmountFen: f.AmountFen, PaidFen: f.PaidFen, Deducted: f.Deducted,
		Items: httpapi.Views(f.Items, func(i Item) itemView {
			return itemView{i.Code, i.Name, i.Kind, i.Unit, i.Source, i.Target, i.counted(), i.Gained, i.Actual, i.Unknown, i.RatioBP, i.Weight}
		}),
		Services: httpapi.Views(f.Services, func(k Kind) kindView { return kindView(k) }),
		Steps:    httpapi.Views(f.Steps, func(s Step) stepView { return stepView(s) }),
	}
}
