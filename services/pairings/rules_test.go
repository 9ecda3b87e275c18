package pairings_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

func TestPlan(t *testing.T) {
	for _, tt := range []struct {
		plan pairings.Plan
		good bool
	}{
		{pairings.Plan{}, false}, {pairings.Plan{CallsPerMonth: 1}, true}, {pairings.Plan{MeetingsPerQuarter: 1}, true}, {pairings.Plan{CallsPerMonth: 8, MeetingsPerQuarter: 12}, true},
		{pairings.Plan{CallsPerMonth: 9}, false}, {pairings.Plan{MeetingsPerQuarter: 13}, false}, {pairings.Plan{CallsPerMonth: -1, MeetingsPerQuarter: 2}, false},
	} {
		if good := tt.plan.Check() == nil; good != tt.good {
			t.Errorf("%+v: %v", tt.plan, good)
		}
	}
}

// blames reports whether err refuses the field with the code.
func blames(err error, field, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && slices.ContainsFunc(f.Fields, func(fl fault.Field) bool { return fl.Path == field && fl.Code == code })
}
