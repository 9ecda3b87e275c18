package reports_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/reports"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

const county = registertest.CountyPath

// env is a county with the real contracts and reports. Figures come from log and hours, which a test sets by month.
type env struct {
	*registertest.County
	Contracts *contracts.Service
	service   *reports.Service
	contract  string

	log   map[string]contracts.LogFigures // by month
	hours map[string]int64                // minutes by month

	Worker, Clerk, Second, Approver auth.Actor
}

func newEnv(t testing.TB) *env {
	t.Helper()
	e := &env{County: registertest.New(t, slices.Concat(reports.Templates, contracts.Templates)...), log: map[string]contracts.LogFigures{}, hours: map[string]int64{}}
	e.Now = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	now := func() time.Time { return e.Now }
	e.Worker = registertest.InOrg("usr_worker", auth.ProjectLead, e.Org)
	e.Clerk, e.Second = registertest.InRegion("usr_clerk", auth.BuyerClerk, county), registertest.InRegion("usr_second", auth.BuyerClerk, county)
	e.Approver = registertest.InRegion("usr_approver", auth.BuyerApprover, county)
	calendar := must(region.OpenCalendar(t.Context(), e.DB))(t)
	e.Contracts = must(contracts.New(contracts.Deps{
		DB: e.DB, Audit: e.Audit, Outbox: e.Outbox, Now: now, Orgs: e.Orgs, Calendar: calendar, UsersIn: e.UsersIn,
		Figures: func(_ context.Context, _, to string) (f contracts.Figures, err error) {
			var all contracts.LogFigures
			for month, l := range e.log {
				if to == "" || month <= to {
					all = contracts.LogFigures{People: all.People + l.People, Services: all.Services + l.Services, Times: all.Times + l.Times, Minutes: all.Minutes + l.Minutes}
				}
			}
			for month, n := range e.hours {
				if to == "" || month <= to {
					f.Minutes += n
				}
			}
			f.Log = map[contracts.ServiceKind]contracts.LogFigures{"": all, contracts.HomeVisit: all}
			return f, nil
		},
	}))(t)
	e.service = must(reports.New(reports.Deps{
		DB: e.DB, Audit: e.Audit, Outbox: e.Outbox, Now: now, Calendar: calendar, Regions: e.Regions, Contracts: e.Contracts, UsersIn: e.UsersIn,
		Hours: func(_ context.Context, _ attendance.Of, _ string) (list []attendance.Total, err error) {
			for month, n := range e.hours {
				v := attendance.Total{Month: month}
				v.Minutes = n
				list = append(list, v)
			}
			return list, nil
		},
		Services: func(context.Context, string, servicelog.FigureQuery) (b servicelog.Breakdown, err error) {
			for month, l := range e.log {
				sums := servicelog.Sums{Services: l.Services, Times: l.Times, Minutes: l.Minutes, New: l.People, Present: l.People}
				b.Months = append(b.Months, servicelog.MonthFigures{Month: month, Sums: sums})
				b.Total.Services, b.Total.Times, b.Total.Minutes, b.People = b.Total.Services+l.Services, b.Total.Times+l.Times, b.Total.Minutes+l.Minutes, b.People+l.People
				b.Split = append(b.Split, servicelog.CellFigures{Dim: servicelog.ByVillage, Value: registertest.Village, Sums: sums})
			}
			return b, nil
		},
	}))(t)
	e.contract = e.performing("HX-2026-001", contracts.Monthly)
	return e
}

// performing stores a contract of Org that is performing since 5 January 2026.
func (e *env) performing(no string, every contracts.Cycle) string {
	e.T.Helper()
	c := contracts.Contract{
		Terms: contracts.Terms{
			No: no, Name: "留守儿童关爱服务", Region: county, BuyerDept: "花溪区民政局", Subject: contracts.Children, Catalogue: "困境儿童和留守儿童关爱服务",
			BudgetDocNo: "花财预〔2026〕12号", BudgetFen: 60_000_000, FiscalYear: 2026, Method: contracts.Consultation,
			Start: "2026-01-05", End: "2026-12-20", Regions: []string{county}, Standard: "按采购文件和服务方案验收", NoSubcontract: true,
			Indicators: []contracts.Indicator{
				{ID: "ind_p", Code: "P1", Name: "服务对象人数", Kind: contracts.Quantity, Unit: contracts.People, Target: 40, Source: contracts.Auto, Measure: contracts.ByPeople, Weight: 60},
				{ID: "ind_m", Code: "M1", Name: "家长满意度", Kind: contracts.Satisfaction, Unit: contracts.Percent, Target: 9000, Source: contracts.Manual, Weight: 40},
			},
			Milestones: []contracts.Milestone{{ID: "mil_1", Seq: 1, Name: "中期材料", Due: "2026-02-20", Deliverables: []string{"材料"}, Status: contracts.MilestonePending, Gate: contracts.GateNone, PayBP: 10_000}},
		},
		Award:  contracts.Award{ProviderID: e.Org, AmountFen: 50_000_000, AwardDay: "2025-12-20"},
		Status: contracts.Performing, StatusAt: e.Now, SignedDay: "2025-12-28", PublishedDay: "2025-12-30", ReportEvery: every,
	}
	c.ID = "con_" + no
	if err := e.Contracts.PutMany(auth.System(e.T.Context(), "test"), []contracts.Contract{c}, nil); err != nil {
		e.T.Fatal(err)
	}
	return c.ID
}

// open runs the daily job and returns the reports of the contract, the oldest first.
func (e *env) open() []reports.Named {
	e.T.Helper()
	if err := e.service.OpenDue(auth.System(e.T.Context(), "test")); err != nil {
		e.T.Fatal(err)
	}
	list := must(e.service.List(e.As(e.Clerk), reports.Query{ContractID: e.contract}))(e.T).Items
	slices.Reverse(list)
	return list
}

var texts = reports.Texts{Summary: "本月入户走访二十四次，重点看望了八名监护缺失的儿童，协调学校安排接送。", Problems: "两个村交通不便。", Plan: "下月开展安全教育小组活动两次。"}

// submitted writes the report and hands it in.
func (e *env) submitted(id string) reports.Named {
	e.T.Helper()
	must(e.service.Write(e.As(e.Worker), id, 0, texts))(e.T)
	return must(e.service.Submit(e.As(e.Worker), id, 0))(e.T)
}

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
