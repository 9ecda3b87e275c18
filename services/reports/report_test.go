package reports_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/reports"
)

func refused(t *testing.T, err error, want *fault.Fault) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %s", err, want.Code)
	}
}

func periodsOf(list []reports.Named) (out []string) {
	for _, r := range list {
		out = append(out, r.Period()+" "+string(r.End)+" "+string(r.Due))
	}
	return out
}

func TestPeriods(t *testing.T) {
	e := newEnv(t)
	// 1 March is a Sunday, so five working days after 28 February end on 6 March; February's report is due when March's begins.
	if got := periodsOf(e.open()); !slices.Equal(got, []string{"2026-01 2026-01-31 2026-02-06", "2026-02 2026-02-28 2026-03-06"}) {
		t.Errorf("%v", got)
	}
	if got := len(e.open()); got != 2 {
		t.Errorf("running the job again leaves %d reports", got)
	}
	must(e.Contracts.SetReporting(e.As(e.Clerk), e.contract, 0, contracts.Quarterly))(t)
	e.Now = time.Date(2027, 1, 4, 4, 0, 0, 0, time.UTC)
	want := []string{"2026-01", "2026-02", "2026-03", "2026-Q2", "2026-Q3", "2026-Q4"} // a quarter begins with what no report covers yet
	var got []string
	list := e.open()
	for _, r := range list {
		got = append(got, r.Period())
	}
	if !slices.Equal(got, want) || list[5].End != "2026-12-20" {
		t.Errorf("%v, the last until %s", got, list[5].End)
	}
	e.contract = e.performing("HX-2026-002", "")
	if got := e.open(); len(got) > 0 {
		t.Errorf("reports of a contract without: %v", got)
	}
}

func TestAReportFromWritingToItsLock(t *testing.T) {
	e := newEnv(t)
	e.log["2026-01"], e.log["2026-02"], e.log["2026-03"] = contracts.LogFigures{People: 8, Services: 20, Times: 22, Minutes: 1200}, contracts.LogFigures{People: 4, Services: 10, Times: 12, Minutes: 615}, contracts.LogFigures{People: 1, Services: 1, Times: 1, Minutes: 60}
	e.hours["2026-02"] = 90
	list := e.open()
	jan, feb := list[0].ID, list[1].ID

	_, err := e.service.Submit(e.As(e.Worker), feb, 0)
	var f *fault.Fault
	if !errors.As(err, &f) || len(f.Fields) != 2 {
		t.Errorf("an unwritten report: %v", err)
	}
	_, err = e.service.Accept(e.As(e.Clerk), feb, 0)
	refused(t, err, reports.ErrMove)
	r := e.submitted(feb)
	if r.Status != reports.Submitted || r.Figures.Ledger.Minutes != 90 || r.Figures.All.Services != 10 || len(r.Figures.Services) != 1 {
		t.Errorf("%+v", r.Figures)
	}
	if i := r.Figures.Items[0]; i.Gained != 4 || i.Actual != 12 || i.RatioBP != 3000 {
		t.Errorf("March counts in February: %+v", i)
	}
	if i := r.Figures.Items[1]; i.Gained != 0 || i.Source != contracts.Manual {
		t.Errorf("%+v", i)
	}
	_, err = e.service.Accept(e.As(e.Clerk), feb, 0)
	refused(t, err, reports.ErrEarlier)
	_, err = e.service.Write(e.As(e.Worker), feb, 0, texts)
	refused(t, err, reports.ErrMove)

	must(e.service.Skip(e.As(e.Clerk), jan, 0, "合同一月中旬才开始履行"))(t)
	if c := must(e.Contracts.Get(t.Context(), e.contract))(t); c.LockedTo != "" {
		t.Errorf("a skipped month locks until %s", c.LockedTo)
	}
	e.log["2026-02"] = contracts.LogFigures{People: 5, Services: 11, Times: 13, Minutes: 675}
	_, err = e.service.Accept(e.As(e.Clerk), feb, 0)
	refused(t, err, reports.ErrMoved)
	must(e.service.Return(e.As(e.Clerk), feb, 0, "数据有变动，请重新提交"))(t)
	if got := must(e.service.Read(e.As(e.Worker), feb))(t); got.Figures.All.Services != 11 || got.Reason == "" {
		t.Errorf("%+v", got)
	}
	must(e.service.Submit(e.As(e.Worker), feb, 0))(t)
	e.log["2026-03"] = contracts.LogFigures{Services: 9} // does not matter to February
	must(e.service.Accept(e.As(e.Clerk), feb, 0))(t)
	c := must(e.Contracts.Get(t.Context(), e.contract))(t)
	if c.LockedTo != "2026-02" || e.Contracts.OpenMonthOf(&c) != "2026-03" || e.Contracts.OpenMonth() != "2026-02" {
		t.Errorf("locked until %s, open from %s and by time from %s", c.LockedTo, e.Contracts.OpenMonthOf(&c), e.Contracts.OpenMonth())
	}
	_, err = e.service.Return(e.As(e.Clerk), feb, 0, "再看看这一份报告")
	refused(t, err, reports.ErrMove)
	_, err = e.service.Submit(e.As(e.Worker), feb, 0)
	refused(t, err, reports.ErrMove)
	must(e.service.Reopen(e.As(e.Clerk), jan, 0))(t)
	for _, want := range []string{"report.opened", "report.submitted", "report.returned", "report.accepted", "report.skipped"} {
		if len(e.Sent(want)) == 0 {
			t.Errorf("nobody was told %s", want)
		}
	}
}

// TestTrialReportByItsOwnWriter: who wrote a report, or belongs to the provider, decides nothing about it, whatever other role they hold.
func TestTrialReportByItsOwnWriter(t *testing.T) {
	e := newEnv(t)
	feb := e.open()[1].ID
	both := e.Worker
	both.Bindings = append(slices.Clone(both.Bindings), e.Clerk.Bindings...)
	_, err := e.service.Skip(e.As(both), feb, 0, "本期没有什么可以报告")
	refused(t, err, auth.ErrSelf)
	e.submitted(feb)
	for _, act := range []func() error{
		func() error { _, err := e.service.Accept(e.As(both), feb, 0); return err },
		func() error {
			_, err := e.service.Return(e.As(both), feb, 0, "请补充走访照片说明")
			return err
		},
	} {
		refused(t, act(), auth.ErrSelf)
	}
	_, err = e.service.Accept(e.As(e.Worker), feb, 0)
	refused(t, err, auth.ErrForbidden)
	_, err = e.service.Write(e.As(e.Clerk), feb, 0, texts)
	refused(t, err, auth.ErrForbidden)
	stranger := registertest.InOrg("usr_other", auth.ProjectLead, "org_other")
	if _, err = e.service.Read(e.As(stranger), feb); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("another organisation reads it: %v", err)
	}
}

func TestReminders(t *testing.T) {
	e := newEnv(t)
	e.open()
	remind := func() {
		t.Helper()
		if err := e.service.RemindDue(auth.System(t.Context(), "test")); err != nil {
			t.Fatal(err)
		}
	}
	remind() // 2 March: January is overdue, February due on the 6th
	if due, late := len(e.Sent("report.due")), len(e.Sent("report.overdue")); due != 0 || late == 0 {
		t.Errorf("%d due, %d overdue", due, late)
	}
	e.Now = time.Date(2026, 3, 4, 4, 0, 0, 0, time.UTC)
	remind()
	sent := len(e.Sent("report.due"))
	if sent == 0 {
		t.Error("two working days ahead nobody is reminded")
	}
	remind()
	if got := len(e.Sent("report.due")); got != sent {
		t.Errorf("reminded again: %d, then %d", sent, got)
	}
}

func TestOverview(t *testing.T) {
	e := newEnv(t)
	e.log["2026-01"], e.log["2026-02"] = contracts.LogFigures{People: 8, Services: 20, Times: 22, Minutes: 1200}, contracts.LogFigures{People: 4, Services: 10, Times: 12, Minutes: 600}
	e.hours["2026-02"] = 90
	e.open()
	o := must(e.service.Overview(e.As(e.Clerk), reports.OverviewQuery{FiscalYear: 2026}))(t)
	if o.Contracts != 1 || o.BudgetFen != 60_000_000 || o.SignedFen != 50_000_000 || o.LateSteps != 1 || o.LateReports != 1 {
		t.Errorf("%+v", o.Bought)
	}
	if o.Worked != (reports.Worked{Minutes: 90, Services: 30, ServiceTimes: 34, ServiceMinutes: 1800, People: 12}) {
		t.Errorf("%+v", o.Worked)
	}
	if len(o.Months) != 2 || o.Months[1].Minutes != 90 || o.Months[1].People != 4 || len(o.Towns) != 1 || o.Towns[0].People != 12 || len(o.Providers) != 1 || o.Providers[0].SignedFen != 50_000_000 {
		t.Errorf("%+v", o)
	}
	for _, q := range []reports.OverviewQuery{{FiscalYear: 2025}, {Region: "52/5201/520199/"}} {
		if o := must(e.service.Overview(e.As(e.Clerk), q))(t); o.Contracts != 0 {
			t.Errorf("%+v finds %d", q, o.Contracts)
		}
	}
	stranger := registertest.InOrg("usr_other", auth.ProjectLead, "org_other")
	if o := must(e.service.Overview(e.As(stranger), reports.OverviewQuery{}))(t); o.Contracts != 0 {
		t.Errorf("another organisation sees %d contracts", o.Contracts)
	}
}
