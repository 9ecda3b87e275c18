package contracts_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
)

// TestTrialSharesAboveTheWhole plans and reports shares of more than 100 %, and counts in units that do not fit.
func TestTrialSharesAboveTheWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*contracts.Indicator)
		field  string
	}{
		"a target of 300 %": {func(i *contracts.Indicator) {
			i.Source, i.Unit, i.Kind, i.Target = contracts.Manual, contracts.Percent, contracts.Satisfaction, 30_000
		}, "target"},
		"sessions in people":      {func(i *contracts.Indicator) { i.Measure, i.Unit = contracts.BySessions, contracts.People }, "unit"},
		"person-times in times":   {func(i *contracts.Indicator) { i.Measure, i.Unit = contracts.ByPersonTimes, contracts.Times }, "unit"},
		"people served in pieces": {func(i *contracts.Indicator) { i.Measure, i.Unit = contracts.ByServed, contracts.Pieces }, "unit"},
	} {
		terms := good("GS-1")
		tt.change(&terms.Indicators[0])
		if err := terms.Check(); !blames(err, "indicators[0]."+tt.field) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := newEnv(t)
	c := e.performing("GS-1")
	const evidence = "问卷一百二十份，满意一百一十四份，汇总表已归档。"
	if _, err := e.service.ReportIndicator(e.as(e.lead), c.ID, c.Indicators[2].ID, 25_000, evidence); !blames(err, "value") {
		t.Errorf("a satisfaction of 250 %%: %v", err)
	}
}
