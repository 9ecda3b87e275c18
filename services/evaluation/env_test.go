package evaluation_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) // Monday, 12:00 in Shanghai

const (
	county = "52/5201/520111/"
	words  = "按合同和方案逐项核对，资料齐全，情况属实，详见附件。"
)

type env struct {
	t         *testing.T
	db        *docstore.DB
	audit     *audit.Log
	outbox    *notify.Outbox
	contracts *contracts.Service
	service   *evaluation.Service
	now       time.Time
	figures   contracts.Figures
	provider  string
	template  evaluation.Template

	clerk, approver, finance, lead, orgFinance, manager, second auth.Actor        // of the contract and the county
	third, village                                              auth.Actor        // raters
	persons                                                     map[string]string // person keys of users whose card was seen
	evaluators                                                  []string          // the users who hold the role of an evaluator in the county
}

func inRegion(user string, role auth.Role) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: []auth.Binding{{Role: role, Region: county}}}
}

func inOrg(user string, role auth.Role, org string) auth.Actor {
	return auth.Actor{UserID: user, PersonKey: "key-" + user, Bindings: []auth.Binding{{Role: role, OrgID: org}}}
}

func (e *env) people() {
	e.clerk, e.approver, e.finance = inRegion("usr_clerk", auth.BuyerClerk), inRegion("usr_approver", auth.BuyerApprover), inRegion("usr_finance", auth.BuyerFinance)
	e.lead, e.orgFinance = inOrg("usr_lead", auth.ProjectLead, e.provider), inOrg("usr_orgfin", auth.OrgFinance, e.provider)
	e.manager, e.second = inRegion("usr_manager", auth.CountyAdmin), inRegion("usr_second", auth.CountyAdmin)
	e.third = auth.Actor{UserID: "usr_third", Bindings: []auth.Binding{{Role: auth.Evaluator, Region: "52/"}}}
	e.village = auth.Actor{UserID: "usr_village", Bindings: []auth.Binding{{Role: auth.Evaluator}}}
}

func (e *env) as(a auth.Actor) context.Context { return auth.With(e.t.Context(), a) }

func (e *env) system() context.Context { return auth.System(e.t.Context(), "evaluation") }

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// contract returns a performing contract with a milestone that needs the mid-term evaluation and one that needs the final one.
func (e *env) contract(no string) contracts.Contract {
	c := must(e.contracts.Create(e.as(e.clerk), contracts.Terms{
		No: no, Name: "“爱心妈妈”留守儿童关爱服务", Region: county, BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
		BudgetDocNo: "花财预〔2026〕12号", BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation,
		Start: "2026-03-01", End: "2027-02-27", Regions: []string{county}, Standard: "按采购文件和服务方案验收", NoSubcontract: true,
		Indicators: []contracts.Indicator{
			{Code: "Q1", Name: "服务时长", Kind: contracts.Quantity, Unit: contracts.Hours, Target: 60_000, Source: contracts.Auto, Measure: contracts.ByMinutes, Weight: 60},
			{Code: "Q2", Name: "辅导场次", Kind: contracts.Timeliness, Unit: contracts.Times, Target: 100, Source: contracts.Auto, Measure: contracts.BySessions, Weight: 40},
		},
		Milestones: []contracts.Milestone{
			{Seq: 1, Name: "中期", Due: "2026-08-31", Deliverables: []string{"中期报告"}, Gate: contracts.GateMidPass, PayBP: 6_000},
			{Seq: 2, Name: "末期", Due: "2027-01-31", Deliverables: []string{"总结报告"}, Gate: contracts.GateFinalPass, PayBP: 4_000},
		},
	}))(e.t)
	must(e.contracts.ConfirmBudget(e.as(e.approver), c.ID, 0))(e.t)
	must(e.contracts.Procure(e.as(e.clerk), c.ID))(e.t)
	must(e.contracts.Award(e.as(e.clerk), c.ID, contracts.Award{ProviderID: e.provider, AmountFen: 50_000_000, NoticeDay: "2026-02-02", AwardDay: "2026-02-20"}))(e.t)
	must(e.contracts.Sign(e.as(e.approver), c.ID, "2026-02-27"))(e.t)
	must(e.contracts.Publish(e.as(e.approver), c.ID))(e.t)
	return must(e.contracts.Begin(e.as(e.clerk), c.ID))(e.t)
}

func (e *env) state(c contracts.Contract) contracts.Status {
	return must(e.contracts.Get(e.t.Context(), c.ID))(e.t).Status
}

func raters() []evaluation.Rater {
	return []evaluation.Rater{
		{UserID: "usr_third", Party: evaluation.ThirdParty, Weight: 60}, {UserID: "usr_village", Party: evaluation.Village, Weight: 30},
		{Party: evaluation.Self, Weight: 10},
	}
}

// substitutes has E1 scored by all indicators, because the contract has none of effect.
func substitutes() []evaluation.Substitute {
	return []evaluation.Substitute{{Item: "E1", By: evaluation.AllKinds, Reason: "合同未设成效指标，按全部指标计"}}
}

func (e *env) planned(c contracts.Contract, kind evaluation.Kind) evaluation.Evaluation {
	return must(e.service.Plan(e.as(e.manager), evaluation.NewEvaluation{ContractID: c.ID, Kind: kind, TemplateID: e.template.ID, Raters: raters(), Substitutes: substitutes()}))(e.t)
}

// onsite brings a planned evaluation to the state in which cards can be submitted, with signed declarations.
func (e *env) onsite(ev evaluation.Evaluation, level string) {
	must(e.service.Open(e.as(e.manager), ev.ID))(e.t)
	must(e.service.SubmitSelf(e.as(e.lead), ev.ID, words, marks(ev, evaluation.Self, level)))(e.t)
	must(e.service.BeginDesk(e.as(e.manager), ev.ID, ""))(e.t)
	must(e.service.BeginOnsite(e.as(e.manager), ev.ID, words))(e.t)
	for _, a := range []auth.Actor{e.third, e.village} {
		must(e.service.Declare(e.as(a), ev.ID, false, "与双方均无利害关系"))(e.t)
	}
}

// merged submits cards in which every rater gives every item the level, and merges.
func (e *env) merged(ev evaluation.Evaluation, level string, findings ...evaluation.Finding) evaluation.Evaluation {
	e.onsite(ev, level)
	must(e.service.SaveCard(e.as(e.third), ev.ID, marks(ev, evaluation.ThirdParty, level), nil, true))(e.t)
	must(e.service.SaveCard(e.as(e.village), ev.ID, marks(ev, evaluation.Village, level), nil, true))(e.t)
	return must(e.service.Merge(e.as(e.manager), ev.ID, findings))(e.t)
}

// final makes the result public and sets the clock to the end of the publicity.
func (e *env) final(ev evaluation.Evaluation) evaluation.Evaluation {
	ev = must(e.service.Publicise(e.as(e.second), ev.ID, 5))(e.t)
	e.now = ev.PublicTo.End()
	if err := e.service.PublicityEnded(e.system()); err != nil {
		e.t.Fatal(err)
	}
	return e.read(ev)
}

func (e *env) read(ev evaluation.Evaluation) evaluation.Evaluation {
	return must(e.service.Read(e.system(), ev.ID))(e.t)
}

// marks returns a complete card of the party: the level for items with levels, the same share for others.
func marks(ev evaluation.Evaluation, party evaluation.Party, level string) []evaluation.Mark {
	var list []evaluation.Mark
	for _, sec := range ev.Sheet.Sections {
		for _, it := range sec.Items {
			if it.Code == "S3" && party != evaluation.Village || it.Code == "S1" && party != evaluation.ThirdParty {
				continue
			}
			m := evaluation.Mark{Item: it.Code}
			switch it.Method {
			case evaluation.Levels:
				m.Level = level
			case evaluation.Combination:
				for _, p := range it.Parts {
					points := p.Max
					if level != "a" {
						points = 0
					}
					m.Parts = append(m.Parts, evaluation.PartMark{Code: p.Code, Points: points})
				}
			case evaluation.Deduction:
				if level != "a" {
					m.Deduct, m.Note = it.Max, "资料缺失，未见凭证"
				}
			default:
				continue
			}
			list = append(list, m)
		}
	}
	return list
}
