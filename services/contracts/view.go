package contracts

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type stepView struct {
	Month  string `json:"month" example:"2026-03"`
	Target int64  `json:"target"`
}

func viewPayTable(t *PayTable) *payTableShape {
	if t == nil {
		return nil
	}
	return &payTableShape{By: t.By, Rows: httpapi.Views(t.Rows, func(r PayRow) payRowShape { return payRowShape(r) }), Below: t.Below, PerPointBP: t.PerPointBP, MostBP: t.MostBP}
}

// cardView is a contract in a list.
type cardView struct {
	ID           string     `json:"id"`
	No           string     `json:"no"`
	Name         string     `json:"name"`
	Region       string     `json:"region"`
	BuyerDept    string     `json:"buyer_dept"`
	ProviderID   string     `json:"provider_id,omitempty"`
	ProviderName string     `json:"provider_name,omitempty"`
	Subject      Subject    `json:"subject"`
	Status       Status     `json:"status"`
	AmountFen    int64      `json:"amount_fen"` // with approved amendments; 0 before the award
	PaidFen      int64      `json:"paid_fen"`
	Start        region.Day `json:"start"`
	End          region.Day `json:"end"`
	NextDue      region.Day `json:"next_due,omitempty"`
	Submitted    int64      `json:"submitted"` // milestones that wait for acceptance
	Proposed     int64      `json:"proposed"`  // amendments that wait for approval
}

func viewCard(c Contract) cardView {
	return cardView{
		ID: c.ID, No: c.No, Name: c.Name, Region: c.Region, BuyerDept: c.BuyerDept, ProviderID: c.ProviderID, ProviderName: c.ProviderName,
		Subject: c.Subject, Status: c.Status, AmountFen: c.TotalFen(), PaidFen: c.PaidFen, Start: c.Start, End: c.End, NextDue: c.NextDue,
		Submitted: c.Submitted, Proposed: c.Proposed,
	}
}

type indicatorView struct {
	ID           string        `json:"id"`
	Code         string        `json:"code"`
	Name         string        `json:"name"`
	Kind         IndicatorKind `json:"kind"`
	Unit         Unit          `json:"unit"`
	Baseline     int64         `json:"baseline"` // value before the contract; 0: none is known
	Target       int64         `json:"target"`
	Steps        []stepView    `json:"steps"` // what is to be reached by the end of some months
	Source       Source        `json:"source"`
	Measure      Measure       `json:"measure,omitempty"`
	ActivityType string        `json:"activity_type,omitempty"`
	ServiceKind  ServiceKind   `json:"service_kind,omitempty"`
	Weight       int64         `json:"weight"`
}

// indicatorActsView is an indicator with its acts.
type indicatorActsView struct {
	indicatorView
	Acts []workflow.ActView `json:"acts"`
}

func viewIndicator(i Indicator) indicatorView {
	return indicatorView{
		ID: i.ID, Code: i.Code, Name: i.Name, Kind: i.Kind, Unit: i.Unit, Target: i.Target, Source: i.Source,
		Measure: i.Measure, ActivityType: i.ActivityType, ServiceKind: i.ServiceKind, Weight: i.Weight, Baseline: i.Baseline,
		Steps: httpapi.Views(i.Steps, func(s Step) stepView { return stepView(s) }),
	}
}

type milestoneView struct {
	ID           string          `json:"id"`
	Seq          int64           `json:"seq"`
	Name         string          `json:"name"`
	Due          region.Day      `json:"due"`
	Deliverables []string        `json:"deliverables"`
	Gate         Gate            `json:"gate"`
	GateOpen     bool            `json:"gate_open"`
	PayBP        int64           `json:"pay_bp"`
	Status       MilestoneStatus `json:"status"`
	Open         bool            `json:"open"` // the provider still has to hand it in
	Evidence     string          `json:"evidence,omitempty"`
	Reason       string          `json:"reason,omitempty"`
	SubmittedAt  *time.Time      `json:"submitted_at,omitempty" format:"date-time"`
	DecidedAt    *time.Time      `json:"decided_at,omitempty" format:"date-time"`

	Acts []workflow.ActView `json:"acts"`
}

// shareView is what an amendment does to one payment.
type shareView struct {
	Seq       int64 `json:"seq"`
	Fixed     bool  `json:"fixed"` // applied for, approved or paid: its amount stays
	BeforeFen int64 `json:"before_fen"`
	AfterFen  int64 `json:"after_fen"`
}

type amendmentView struct {
	ID         string          `json:"id"`
	DeltaFen   int64           `json:"delta_fen"`
	Shares     []shareView     `json:"shares"` // of every payment; empty when the amount stays
	NewEnd     region.Day      `json:"new_end,omitempty"`
	PayTable   *payTableShape  `json:"pay_table,omitempty"` // replaces the contract's table of payment
	Reason     string          `json:"reason"`
	Status     AmendmentStatus `json:"status"`
	At         time.Time       `json:"at" format:"date-time"`
	ApprovedAt *time.Time      `json:"approved_at,omitempty" format:"date-time"`

	Acts []workflow.ActView `json:"acts"`
}

// claimView is what the ledger changed after the figures were fixed.
type claimView struct {
	ID          string      `json:"id"`
	Minutes     int64       `json:"minutes"` // negative: less than was accepted; the next three too
	PersonTimes int64       `json:"person_times"`
	Sessions    int64       `json:"sessions"`
	Served      int64       `json:"served"`
	Entries     int64       `json:"entries"` // of the ledger
	Refs        []string    `json:"refs"`    // the first stays and activities concerned
	Status      ClaimStatus `json:"status"`
	At          time.Time   `json:"at" format:"date-time"`
	Settlement  string      `json:"settlement,omitempty"`
	SettledAt   *time.Time  `json:"settled_at,omitempty" format:"date-time"`

	Acts []workflow.ActView `json:"acts"`
}

type acceptanceView struct {
	Day         region.Day `json:"day"`
	Report      string     `json:"report"`
	UserOpinion string     `json:"user_opinion"`
}

type outcomeView struct {
	Kind  string    `json:"kind"`
	Total int64     `json:"total"` // hundredths of a point
	Pass  bool      `json:"pass"`
	At    time.Time `json:"at" format:"date-time"`
}

// contractView is one contract.
type contractView struct {
	cardView
	Version         int64               `json:"version"`
	StatusAt        time.Time           `json:"status_at" format:"date-time"`
	Catalogue       string              `json:"catalogue"`
	BudgetDocNo     string              `json:"budget_doc_no,omitempty"`
	BudgetFen       int64               `json:"budget_fen"`
	FiscalYear      int64               `json:"fiscal_year"`
	Method          Method              `json:"method"`
	MultiYearReason string              `json:"multi_year_reason,omitempty"`
	Regions         []string            `json:"regions"`
	Standard        string              `json:"standard"`
	NoSubcontract   bool                `json:"no_subcontract"`
	Subcontract     string              `json:"subcontract,omitempty"`
	AwardFen        int64               `json:"award_fen"` // without amendments
	NoticeDay       region.Day          `json:"notice_day,omitempty"`
	AwardDay        region.Day          `json:"award_day,omitempty"`
	NoticeURL       string              `json:"notice_url,omitempty"`
	SignedDay       region.Day          `json:"signed_day,omitempty"`
	PublishedDay    region.Day          `json:"published_day,omitempty"`
	FiledDay        region.Day          `json:"filed_day,omitempty"`
	LatePublished   bool                `json:"late_published"`
	LateFiled       bool                `json:"late_filed"`
	ReportEvery     Cycle               `json:"report_every,omitempty"`
	LockedTo        string              `json:"locked_to,omitempty" example:"2026-03"` // last month whose report was accepted
	ResumeTo        Status              `json:"resume_to,omitempty"`
	HeldFrom        Status              `json:"held_from,omitempty"`
	Reason          string              `json:"reason,omitempty"`
	Settlement      string              `json:"settlement,omitempty"`
	Indicators      []indicatorActsView `json:"indicators"`
	Milestones      []milestoneView     `json:"milestones"`
	Amendments      []amendmentView     `json:"amendments"`
	Claims          []claimView         `json:"claims"`
	Outcomes        []outcomeView       `json:"outcomes"`
	Acceptance      *acceptanceView     `json:"acceptance,omitempty"`
	PayTable        *payTableShape      `json:"pay_table,omitempty"`
	DeductedFen     int64               `json:"deducted_fen"` // from payments that were paid in part or not at all
	CreatedAt       time.Time           `json:"created_at" format:"date-time"`
	UpdatedAt       time.Time           `json:"updated_at" format:"date-time"`

	Acts []workflow.ActView `json:"acts"`
}

// view makes the view of a contract with its acts and those of its parts.
func (s *Service) view(ctx context.Context, lang string, c Contract) contractView {
	v := contractView{
		cardView: viewCard(c), Version: c.Version, StatusAt: c.StatusAt, Catalogue: c.Catalogue, BudgetDocNo: c.BudgetDocNo,
		BudgetFen: c.BudgetFen, FiscalYear: c.FiscalYear, Method: c.Method, MultiYearReason: c.MultiYearReason, Regions: c.Regions,
		Standard: c.Standard, NoSubcontract: c.NoSubcontract, Subcontract: c.Subcontract, AwardFen: c.AmountFen, NoticeDay: c.NoticeDay,
		AwardDay: c.AwardDay, NoticeURL: c.NoticeURL, SignedDay: c.SignedDay, PublishedDay: c.PublishedDay, FiledDay: c.FiledDay,
		LatePublished: c.LatePublished, LateFiled: c.LateFiled, ReportEvery: c.ReportEvery, LockedTo: c.LockedTo, ResumeTo: c.ResumeTo, HeldFrom: c.HeldFrom, Reason: c.Reason,
		Settlement: c.Settlement, Outcomes: viewOutcomes(c.Outcomes),
		PayTable: viewPayTable(c.PayTable), DeductedFen: c.DeductedFen,
		Acceptance: viewAcceptance(c.Acceptance), CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Acts: workflow.Views(s.flow.Acts(ctx, &c), lang),
	}
	v.Indicators = httpapi.Views(c.Indicators, func(i Indicator) indicatorActsView {
		return indicatorActsView{viewIndicator(i), workflow.Views(s.indicators.Acts(ctx, &part[Indicator]{&c, &i}), lang)}
	})
	v.Milestones = httpapi.Views(c.Milestones, func(m Milestone) milestoneView {
		return milestoneView{
			ID: m.ID, Seq: m.Seq, Name: m.Name, Due: m.Due, Deliverables: m.Deliverables, Gate: m.Gate, GateOpen: c.GateOpen(m.Gate),
			PayBP: m.PayBP, Status: m.Status, Open: m.open(), Evidence: m.Evidence, Reason: m.Reason, SubmittedAt: httpapi.Instant(m.SubmittedAt), DecidedAt: httpapi.Instant(m.DecidedAt),
			Acts: workflow.Views(s.milestones.Acts(ctx, &part[Milestone]{&c, &m}), lang),
		}
	})
	v.Amendments = httpapi.Views(c.Amendments, func(a Amendment) amendmentView {
		return amendmentView{
			ID: a.ID, DeltaFen: a.DeltaFen, Shares: httpapi.Views(a.Shares, func(s Share) shareView { return shareView(s) }), NewEnd: a.NewEnd, PayTable: viewPayTable(a.PayTable), Reason: a.Reason, Status: a.Status, At: a.At, ApprovedAt: httpapi.Instant(a.ApprovedAt),
			Acts: workflow.Views(s.amendments.Acts(ctx, &part[Amendment]{&c, &a}), lang),
		}
	})
	v.Claims = httpapi.Views(c.Claims, func(m Claim) claimView {
		return claimView{
			ID: m.ID, Minutes: m.Minutes, PersonTimes: m.PersonTimes, Sessions: m.Sessions, Served: m.Served, Entries: m.Entries, Refs: m.Refs,
			Status: m.Status, At: m.At, Settlement: m.Settlement, SettledAt: httpapi.Instant(m.SettledAt),
			Acts: workflow.Views(s.claims.Acts(ctx, &part[Claim]{&c, &m}), lang),
		}
	})
	return v
}

func viewOutcomes(list []Outcome) []outcomeView {
	return httpapi.Views(list, func(o Outcome) outcomeView { return outcomeView{Kind: o.Kind, Total: o.Total, Pass: o.Pass, At: o.At} })
}

func viewAcceptance(a *Acceptance) *acceptanceView {
	if a == nil {
		return nil
	}
	return &acceptanceView{Day: a.Day, Report: a.Report, UserOpinion: a.UserOpinion}
}

// registerView is the public part of a contract: parties, value, term, states and acceptance, without persons.
type registerView struct {
	ID            string          `json:"id"`
	No            string          `json:"no"`
	Name          string          `json:"name"`
	Region        string          `json:"region"`
	BuyerDept     string          `json:"buyer_dept"`
	ProviderName  string          `json:"provider_name"`
	Subject       Subject         `json:"subject"`
	Catalogue     string          `json:"catalogue"`
	Method        Method          `json:"method"`
	Status        Status          `json:"status"`
	AmountFen     int64           `json:"amount_fen"`
	Start         region.Day      `json:"start"`
	End           region.Day      `json:"end"`
	AwardDay      region.Day      `json:"award_day"`
	SignedDay     region.Day      `json:"signed_day"`
	PublishedDay  region.Day      `json:"published_day"`
	LatePublished bool            `json:"late_published"`
	Standard      string          `json:"standard"`
	Indicators    []indicatorView `json:"indicators"`
	Outcomes      []outcomeView   `json:"outcomes"`
	Acceptance    *acceptanceView `json:"acceptance,omitempty"`
}

func viewRegister(c Contract) registerView {
	return registerView{
		ID: c.ID, No: c.No, Name: c.Name, Region: c.Region, BuyerDept: c.BuyerDept, ProviderName: c.ProviderName, Subject: c.Subject,
		Catalogue: c.Catalogue, Method: c.Method, Status: c.Status, AmountFen: c.TotalFen(), Start: c.Start, End: c.End, AwardDay: c.AwardDay,
		SignedDay: c.SignedDay, PublishedDay: c.PublishedDay, LatePublished: c.LatePublished, Standard: c.Standard,
		Indicators: httpapi.Views(c.Indicators, viewIndicator), Outcomes: viewOutcomes(c.Outcomes), Acceptance: viewAcceptance(c.Acceptance),
	}
}

// registeredView is one contract of the public register. It adds how many of the contract's people-times were recorded by hand.
type registeredView struct {
	registerView
	PersonTimes int64 `json:"person_times"` // in the ledger
	HandTimes   int64 `json:"hand_times"`   // those of person_times that were recorded by hand
}

type progressItemView struct {
	ID      string        `json:"id"`
	Code    string        `json:"code"`
	Name    string        `json:"name"`
	Kind    IndicatorKind `json:"kind"`
	Unit    Unit          `json:"unit"`
	Source  Source        `json:"source"`
	Target  int64         `json:"target"`
	Actual  int64         `json:"actual"`
	RatioBP int64         `json:"ratio_bp"` // basis points, rounded down
	Weight  int64         `json:"weight"`
	Unknown bool          `json:"unknown,omitempty"` // fewer than five of those served have answered
}

type progressView struct {
	ContractID string             `json:"contract_id"`
	RatioBP    int64              `json:"ratio_bp"` // weighted, each counted up to 10,000
	Items      []progressItemView `json:"items"`

	PersonTimes int64 `json:"person_times"` // in the ledger
	HandTimes   int64 `json:"hand_times"`   // those of person_times that were recorded by hand
}

func viewProgress(p Progress) progressView {
	return progressView{ContractID: p.ContractID, RatioBP: p.RatioBP, PersonTimes: p.PersonTimes, HandTimes: p.HandTimes, Items: httpapi.Views(p.Items, func(i IndicatorProgress) progressItemView {
		return progressItemView(i)
	})}
}

type reportView struct {
	ID          string       `json:"id"`
	ContractID  string       `json:"contract_id"`
	IndicatorID string       `json:"indicator_id"`
	Value       int64        `json:"value"`
	Evidence    string       `json:"evidence"`
	Status      ReportStatus `json:"status"`
	Reason      string       `json:"reason,omitempty"`
	CreatedAt   time.Time    `json:"created_at" format:"date-time"`
	StatusAt    time.Time    `json:"status_at" format:"date-time"`

	Acts []workflow.ActView `json:"acts"`
}

// reportViews makes the views of reports with their acts.
func (s *Service) reportViews(ctx context.Context, lang string, list ...Report) ([]reportView, error) {
	of, err := contractsOf(ctx, s.store, list, func(r Report) string { return r.ContractID })
	if err != nil {
		return nil, err
	}
	return httpapi.Views(list, func(r Report) reportView {
		return reportView{
			ID: r.ID, ContractID: r.ContractID, IndicatorID: r.IndicatorID, Value: r.Value, Evidence: r.Evidence, Status: r.Status,
			Reason: r.Reason, CreatedAt: r.CreatedAt, StatusAt: r.StatusAt,
			Acts: workflow.Views(s.reports.Acts(ctx, &reportOf{r, of[r.ContractID]}), lang),
		}
	}), nil
}

// paymentRowView is a payment in a list. An approval has to name its hash.
type paymentRowView struct {
	ID           string        `json:"id"`
	Version      int64         `json:"version"`
	ContractID   string        `json:"contract_id"`
	ContractNo   string        `json:"contract_no"`
	ContractName string        `json:"contract_name"`
	MilestoneID  string        `json:"milestone_id"`
	Seq          int64         `json:"seq"`
	PayBP        int64         `json:"pay_bp"`
	AmountFen    int64         `json:"amount_fen"` // as planned
	DeductFen    int64         `json:"deduct_fen"` // by the table of payment
	PayFen       int64         `json:"pay_fen"`    // what is paid: the planned amount without the deduction
	Basis        *basisView    `json:"basis,omitempty"`
	InvoiceNo    string        `json:"invoice_no,omitempty"`
	Status       PaymentStatus `json:"status"`
	StatusAt     time.Time     `json:"status_at" format:"date-time"`
	PaidAt       *time.Time    `json:"paid_at,omitempty" format:"date-time"`
	VoucherNo    string        `json:"voucher_no,omitempty"`
	Reason       string        `json:"reason,omitempty"`
	Hash         string        `json:"hash"`
}

// basisView is the result from which the due part was worked out.
type basisView struct {
	Kind         string `json:"kind"`
	Total        int64  `json:"total"` // hundredths of a point
	Grade        string `json:"grade,omitempty"`
	EvaluationID string `json:"evaluation_id,omitempty"`
	ShareBP      int64  `json:"share_bp"`
}

// paymentView is a payment with its acts.
type paymentView struct {
	paymentRowView
	Acts []workflow.ActView `json:"acts"`
}

// paymentViews makes the views of payments with their acts.
func (s *Service) paymentViews(ctx context.Context, lang string, list ...Payment) ([]paymentView, error) {
	of, err := contractsOf(ctx, s.store, list, func(p Payment) string { return p.ContractID })
	if err != nil {
		return nil, err
	}
	return httpapi.Views(list, func(p Payment) paymentView {
		return paymentView{viewPayment(p), workflow.Views(s.payments.Acts(ctx, &paymentOf{p, of[p.ContractID]}), lang)}
	}), nil
}

func viewPayment(p Payment) paymentRowView {
	var basis *basisView
	if p.Basis != nil {
		b := basisView(*p.Basis)
		basis = &b
	}
	return paymentRowView{
		DeductFen: p.DeductFen, PayFen: p.PayFen(), Basis: basis,
		ID: p.ID, Version: p.Version, ContractID: p.ContractID, ContractNo: p.ContractNo, ContractName: p.ContractName, MilestoneID: p.MilestoneID,
		Seq: p.Seq, PayBP: p.PayBP, AmountFen: p.AmountFen, InvoiceNo: p.InvoiceNo, Status: p.Status, StatusAt: p.StatusAt,
		PaidAt: httpapi.Instant(p.PaidAt), VoucherNo: p.VoucherNo, Reason: p.Reason, Hash: p.Hash(),
	}
}
