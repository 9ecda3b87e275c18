package contracts_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
)

// TestPublicIndicators hides numbers of 1 to 9 persons, and those from which one would follow; hours and numbers of services stay.
func TestPublicIndicators(t *testing.T) {
	log := func(kind contracts.ServiceKind, m contracts.Measure, u contracts.Unit) contracts.Indicator {
		return contracts.Indicator{Code: string(kind), Source: contracts.Auto, Measure: m, Unit: u, ServiceKind: kind, Target: 100}
	}
	people, times := contracts.ByPeople, contracts.ByServiceTimes
	visit, tutoring := contracts.ServiceKind("visit"), contracts.ServiceKind("tutoring")
	for name, tt := range map[string]struct {
		list   []contracts.Indicator
		figure map[contracts.ServiceKind]int64
		hidden []bool
	}{
		"none is shown":         {[]contracts.Indicator{log("", people, contracts.People)}, map[contracts.ServiceKind]int64{"": 0}, []bool{false}},
		"9 are hidden":          {[]contracts.Indicator{log("", people, contracts.People)}, map[contracts.ServiceKind]int64{"": 9}, []bool{true}},
		"10 are shown":          {[]contracts.Indicator{log("", people, contracts.People)}, map[contracts.ServiceKind]int64{"": 10}, []bool{false}},
		"9 services are shown":  {[]contracts.Indicator{log("", contracts.ByServices, contracts.Times)}, map[contracts.ServiceKind]int64{"": 9}, []bool{false}},
		"9 closed are hidden":   {[]contracts.Indicator{log("", contracts.ByClosed, contracts.Times)}, map[contracts.ServiceKind]int64{"": 9}, []bool{true}},
		"the rest of 5 is kept": {[]contracts.Indicator{log("", times, contracts.PersonTimes), log(visit, times, contracts.PersonTimes)}, map[contracts.ServiceKind]int64{"": 100, visit: 95}, []bool{false, true}},
		"a part that follows": {
			[]contracts.Indicator{log("", times, contracts.PersonTimes), log(visit, times, contracts.PersonTimes), log(tutoring, times, contracts.PersonTimes)},
			map[contracts.ServiceKind]int64{"": 100, visit: 95, tutoring: 5}, []bool{false, true, true},
		},
		"parts of which none is small": {
			[]contracts.Indicator{log("", times, contracts.PersonTimes), log(visit, times, contracts.PersonTimes), log(tutoring, times, contracts.PersonTimes)},
			map[contracts.ServiceKind]int64{"": 100, visit: 60, tutoring: 40}, []bool{false, false, false},
		},
	} {
		f := contracts.Figures{Log: map[contracts.ServiceKind]contracts.LogFigures{}}
		for kind, n := range tt.figure {
			f.Log[kind] = contracts.LogFigures{People: n, Services: n, Times: n, Closed: n}
		}
		for i, got := range contracts.PublicIndicators(tt.list, f) {
			if got.Hidden != tt.hidden[i] || got.Hidden && (got.Actual != 0 || got.RatioBP != 0) {
				t.Errorf("%s: indicator %d is %+v", name, i, got)
			}
			if want := tt.figure[tt.list[i].ServiceKind]; !got.Hidden && got.Actual != want {
				t.Errorf("%s: indicator %d shows %d instead of %d", name, i, got.Actual, want)
			}
		}
	}
	byHand := []contracts.Indicator{{Source: contracts.Manual, Unit: contracts.PersonTimes, Target: 20, Reported: 4}, {Source: contracts.Manual, Unit: contracts.Percent, Target: 9000, Reported: 4}}
	if got := contracts.PublicIndicators(byHand, contracts.Figures{}); !got[0].Hidden || got[1].Hidden {
		t.Errorf("reported by hand: %+v", got)
	}
}
