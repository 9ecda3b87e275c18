package reports

import (
	"slices"
	"testing"
)

// TestWhatWasDeductedIsNotUnpaid: of 1,000 yuan 600 are paid and 150 deducted, so 250 are still to be paid.
func TestWhatWasDeductedIsNotUnpaid(t *testing.T) {
	n := Named{Report: Report{Figures: &Figures{AmountFen: 100_000, PaidFen: 60_000, Deducted: 15_000}}}
	tables := n.tables("zh", "zh-CN")
	if row := tables[len(tables)-1].rows[0]; !slices.Equal(row, []string{"1000.00", "600.00", "150.00", "250.00"}) {
		t.Errorf("%v", row)
	}
}
