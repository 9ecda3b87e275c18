package servicelog_test

import (
	"fmt"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
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
