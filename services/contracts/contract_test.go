package contracts_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

const reason = "服务对象固定且需要持续陪伴，资金有保障"

func TestTermAllowed(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		days   int // both ends counted
		reason string
		want   bool
	}{
		{0, reason, false}, {1, "", true}, {365, "", true}, {366, "", false}, {366, "太短", false}, {366, reason, true},
		{1096, "", false}, {1096, reason, true}, {1097, reason, false},
	} {
		end := start.AddDate(0, 0, tt.days-1)
		if got := contracts.TermAllowed(day(start), day(end), tt.reason); got != tt.want {
			t.Errorf("%d days, reason %q: %t, want %t", tt.days, tt.reason, got, tt.want)
		}
	}
	if !contracts.TermAllowed("2028-01-01", "2028-12-31", "") {
		t.Error("a calendar year with 29 February is one year")
	}
	if contracts.TermAllowed("2028-01-01", "2029-01-01", "") {
		t.Error("a year and a day is more than a year")
	}
}

func day(at time.Time) region.Day { return region.Day(at.Format(time.DateOnly)) }

func TestTermsCheck(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*contracts.Terms)
		field  string
	}{
		"budget":       {func(t *contracts.Terms) { t.BudgetFen = 0 }, "budget_fen"},
		"region":       {func(t *contracts.Terms) { t.Region = "52" }, "region"},
		"end first":    {func(t *contracts.Terms) { t.End = "2026-01-01" }, "end"},
		"too long":     {func(t *contracts.Terms) { t.End = "2027-03-02" }, "end"},
		"no such day":  {func(t *contracts.Terms) { t.Start = "2026-02-30" }, "start"},
		"baseline":     {func(t *contracts.Terms) { t.Indicators[0].Baseline = -1 }, "indicators[0].baseline"},
		"step outside": {func(t *contracts.Terms) { t.Indicators[0].Steps = []contracts.Step{{"2031-01", 1}} }, "indicators[0].steps[0].month"},
		"steps twice": {func(t *contracts.Terms) {
			t.Indicators[0].Steps = []contracts.Step{{string(t.Start[:7]), 1}, {string(t.Start[:7]), 2}}
		}, "indicators[0].steps[1].month"},
		"step too far": {func(t *contracts.Terms) {
			t.Indicators[0].Steps = []contracts.Step{{string(t.Start[:7]), t.Indicators[0].Target + 1}}
		}, "indicators[0].steps[0].target"},
		"kind of cases":  {func(t *contracts.Terms) { t.Indicators[0] = closedCases(contracts.HomeVisit) }, "indicators[0].service_kind"},
		"target":         {func(t *contracts.Terms) { t.Indicators[0].Target = 0 }, "indicators[0].target"},
		"code twice":     {func(t *contracts.Terms) { t.Indicators[1].Code = "Q1" }, "indicators[1].code"},
		"unit":           {func(t *contracts.Terms) { t.Indicators[0].Unit = contracts.Percent }, "indicators[0].unit"},
		"measure":        {func(t *contracts.Terms) { t.Indicators[0].Measure = "" }, "indicators[0].measure"},
		"due too early":  {func(t *contracts.Terms) { t.Milestones[0].Due = "2026-02-28" }, "milestones[0].due"},
		"seq":            {func(t *contracts.Terms) { t.Milestones[1].Seq = 3 }, "milestones[1].seq"},
		"gate":           {func(t *contracts.Terms) { t.Milestones[0].Gate = "x" }, "milestones[0].gate"},
		"no deliverable": {func(t *contracts.Terms) { t.Milestones[0].Deliverables = nil }, "milestones[0].deliverables"},
	} {
		terms := good("GS-1")
		tt.change(&terms)
		if !blames(terms.Check(), tt.field) {
			t.Errorf("%s: %v does not blame %s", name, terms.Check(), tt.field)
		}
	}
	terms := good("GS-1")
	if err := errors.Join(terms.Check(), terms.Ready()); err != nil {
		t.Errorf("good terms: %v", err)
	}
	for name, tt := range map[string]struct {
		change func(*contracts.Terms)
		field  string
	}{
		"budget document": {func(t *contracts.Terms) { t.BudgetDocNo = "" }, "budget_doc_no"},
		"weights 99":      {func(t *contracts.Terms) { t.Indicators[0].Weight-- }, "indicators"},
		"shares 9999":     {func(t *contracts.Terms) { t.Milestones[0].PayBP-- }, "milestones"},
		"acknowledgement": {func(t *contracts.Terms) { t.NoSubcontract = false }, "no_subcontract"},
	} {
		terms := good("GS-1")
		tt.change(&terms)
		if terms.Check() != nil || !blames(terms.Ready(), tt.field) {
			t.Errorf("%s: %v does not blame %s", name, terms.Ready(), tt.field)
		}
	}
}

func blames(err error, field string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return false
	}
	for _, fl := range f.Fields {
		if fl.Path == field {
			return true
		}
	}
	return false
}

func TestAmendmentLimit(t *testing.T) {
	c := contracts.Contract{Terms: good("GS-1"), Award: contracts.Award{AmountFen: 1_000_000}}
	c.BudgetFen = 2_000_000
	for _, tt := range []struct {
		approved, delta int64
		end             region.Day
		want            error
	}{
		{0, 100_000, "", nil}, {0, 100_001, "", contracts.ErrAmendmentLimit}, {0, -100_000, "", nil}, {0, -100_001, "", contracts.ErrAmendmentLimit},
		{60_000, 40_000, "", nil}, {60_000, 40_100, "", contracts.ErrAmendmentLimit}, {-60_000, 40_100, "", contracts.ErrAmendmentLimit},
		{0, 0, "", contracts.ErrAmendmentContent}, {0, 0, "2026-12-31", contracts.ErrAmendmentContent}, {0, 0, "2027-02-28", nil},
		{0, 0, "2027-03-02", contracts.ErrAmendmentContent},
	} {
		c.Amendments = nil
		if tt.approved != 0 {
			c.Amendments = []contracts.Amendment{{ID: "amd_1", DeltaFen: tt.approved, Status: contracts.AmendmentApproved}}
		}
		a := contracts.Amendment{ID: "amd_2", DeltaFen: tt.delta, NewEnd: tt.end, Reason: "服务人数增加，经双方协商一致"}
		if err := c.CheckAmendment(&a); !errors.Is(err, tt.want) {
			t.Errorf("%d after %d, end %q: %v, want %v", tt.delta, tt.approved, tt.end, err, tt.want)
		}
	}
	c.Amendments, c.BudgetFen = nil, 1_050_000
	if err := c.CheckAmendment(&contracts.Amendment{DeltaFen: 50_001, Reason: "服务人数增加，经双方协商一致"}); !errors.Is(err, contracts.ErrOverBudget) {
		t.Errorf("over budget: %v", err)
	}
}

// TestSpread: for random amounts, shares and fixed payments, the payments add up exactly.
func TestSpread(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "n")
		total := rapid.Int64Range(int64(n), contracts.MaxFen).Draw(t, "total")
		list := make([]contracts.Payment, n)
		left := int64(10_000)
		for i := range list {
			share := left
			if i < n-1 {
				share = rapid.Int64Range(1, left-int64(n-1-i)).Draw(t, "share")
			}
			list[i], left = contracts.Payment{PayBP: share, Status: contracts.Planned}, left-share
		}
		if !contracts.Spread(total, list) {
			t.Fatal("not spread")
		}
		check := func(total int64) {
			var sum int64
			for _, p := range list {
				if p.AmountFen < 0 {
					t.Fatalf("below zero: %d", p.AmountFen)
				}
				sum += p.AmountFen
			}
			if sum != total {
				t.Fatalf("sum %d, want %d", sum, total)
			}
		}
		check(total)
		if n > 1 {
			list[0].Status = contracts.Paid
			first, more := list[0].AmountFen, rapid.Int64Range(0, total/10).Draw(t, "more")
			if !contracts.Spread(total+more, list) || list[0].AmountFen != first {
				t.Fatal("a paid amount changed")
			}
			check(total + more)
		}
	})
	paid := []contracts.Payment{{PayBP: 10_000, AmountFen: 100, Status: contracts.Paid}}
	if contracts.Spread(110, paid) || !contracts.Spread(100, paid) {
		t.Error("without open payments a change was spread")
	}
}

func TestProgressIsIntegerAndBounded(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-P")
	e.figures.Minutes, e.figures.ByType = 59_999, map[string]contracts.TypeFigures{"tutoring": {Sessions: 200}}
	p, err := e.service.Progress(e.as(e.clerk), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := []int64{9_999, 20_000, 0} // 59,999 of 60,000 minutes; 200 of 100 sessions; nothing reported
	for i, it := range p.Items {
		if it.RatioBP != want[i] {
			t.Errorf("%s: %d, want %d", it.Code, it.RatioBP, want[i])
		}
	}
	if p.RatioBP != (50*9_999+30*10_000)/100 {
		t.Errorf("weighted %d", p.RatioBP)
	}
}

// TestPaymentHashCovers: a payment with any field changed after the approval is not paid.
func TestPaymentHashCovers(t *testing.T) {
	for name, edit := range map[string]func(*contracts.Payment){
		"amount":    func(p *contracts.Payment) { p.AmountFen++ },
		"provider":  func(p *contracts.Payment) { p.ProviderID = "org_2" },
		"contract":  func(p *contracts.Payment) { p.ContractID = "con_2" },
		"milestone": func(p *contracts.Payment) { p.MilestoneID = "mil_2" },
		"invoice":   func(p *contracts.Payment) { p.InvoiceNo = "FP-2" },
		"evidence":  func(p *contracts.Payment) { p.Evidence = "e2" },
		"share":     func(p *contracts.Payment) { p.PayBP++ },
		"applier":   func(p *contracts.Payment) { p.AppliedBy = "usr_2" },
		"region":    func(p *contracts.Payment) { p.Region = "53/" },
		"seq":       func(p *contracts.Payment) { p.Seq++ },
		"number":    func(p *contracts.Payment) { p.ContractNo = "GS-2" },
		"nothing":   func(*contracts.Payment) {},
	} {
		p := contracts.Payment{
			ContractID: "con_1", ContractNo: "GS-1", MilestoneID: "mil_1", Seq: 1, ProviderID: "org_1", Region: "52/", PayBP: 3_000,
			AmountFen: 30_000, InvoiceNo: "FP-1", Evidence: "e1", AppliedBy: "usr_1", Status: contracts.Applied,
		}
		if err := p.Approve(p.Hash(), "usr_3"); err != nil {
			t.Fatal(err)
		}
		edit(&p)
		err := p.CheckApproved()
		if name == "nothing" && err != nil || name != "nothing" && !errors.Is(err, contracts.ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// closedCases counts cases closed, of a kind of service.
func closedCases(kind contracts.ServiceKind) contracts.Indicator {
	return contracts.Indicator{
		Code: "C1", Name: "结案数", Kind: contracts.Quantity, Unit: contracts.Times, Target: 10, Source: contracts.Auto, Measure: contracts.ByClosed, ServiceKind: kind, Weight: 100,
	}
}
