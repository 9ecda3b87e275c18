package servicelog_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/reports"
	"github.com/tongxing-platform/tongxing/services/servicelog"
)

// BenchmarkContract reads what the page of a contract with 40 indicators shows of 1,000,000 entries in 36 months and 60 villages. It reads tallies
// alone, so that the number of entries does not matter, only that of months, kinds and villages.
func BenchmarkContract(b *testing.B) {
	e := newEnv(b)
	var list []contracts.Indicator
	for i := range 40 {
		list = append(list, contracts.Indicator{
			ID: fmt.Sprintf("ind_%d", i), Code: fmt.Sprintf("P%d", i), Name: "服务人数", Kind: contracts.Quantity, Unit: contracts.People, Target: 1000,
			Source: contracts.Auto, Measure: contracts.ByPeople, ServiceKind: contracts.ServiceKind(contracts.ServiceKindWords.Codes()[i%9]), Weight: 2 + int64(i%2),
		})
	}
	id := e.performing("HX-2026-040", list...)
	var months []string
	for i := range 36 {
		months = append(months, fmt.Sprintf("%d-%02d", 2024+i/12, 1+i%12))
	}
	if err := e.service.FillMonths(auth.System(b.Context(), "bench"), id, months, 60, 1_000_000); err != nil {
		b.Fatal(err)
	}
	ctx := e.As(e.Clerk)
	b.Run("progress", func(b *testing.B) {
		for b.Loop() {
			must(e.Contracts.ReadProgress(ctx, id))(b)
		}
	})
	b.Run("figures", func(b *testing.B) {
		for b.Loop() {
			must(e.service.FiguresOf(ctx, id, servicelog.FigureQuery{}))(b)
		}
	})
}

// BenchmarkOverview reads the county's page over 60 contracts with 1,000,000 entries in 24 months and 60 villages each. The ledger's totals are left
// out: they are a few dozen documents for each contract.
func BenchmarkOverview(b *testing.B) {
	e := newEnv(b)
	var months []string
	for i := range 24 {
		months = append(months, fmt.Sprintf("%d-%02d", 2025+i/12, 1+i%12))
	}
	for n := range 60 {
		id := e.performing(fmt.Sprintf("HX-2026-1%02d", n), contracts.Indicator{
			ID: "ind_p", Code: "P1", Name: "服务人数", Kind: contracts.Quantity, Unit: contracts.People, Target: 1000, Source: contracts.Auto, Measure: contracts.ByPeople, Weight: 100,
		})
		if err := e.service.FillMonths(auth.System(b.Context(), "bench"), id, months, 60, 1_000_000/60); err != nil {
			b.Fatal(err)
		}
	}
	s := must(reports.New(reports.Deps{
		DB: e.DB, Audit: e.Audit, Outbox: e.Outbox, Now: func() time.Time { return e.Now }, Calendar: e.Contracts.Calendar, Regions: e.Regions, Contracts: e.Contracts, UsersIn: e.UsersIn,
		Hours:    func(context.Context, attendance.Of, string) ([]attendance.Total, error) { return nil, nil },
		Services: e.service.Breakdown,
	}))(b)
	ctx := e.As(e.Clerk)
	for b.Loop() {
		if o := must(s.Overview(ctx, reports.OverviewQuery{}))(b); o.Contracts != 61 {
			b.Fatal(o.Contracts)
		}
	}
}
