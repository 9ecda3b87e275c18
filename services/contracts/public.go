package contracts

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// PublicLeast is the least number of persons, or of persons counted each time, that the public is shown.
const PublicLeast = 10

// PublicIndicator is an indicator as the public sees it: its target, and its value at the end of the last full month. Hidden says that the value is
// of 1 to 9 persons, or that one of 1 to 9 would follow from it; Actual and RatioBP are zero then.
type PublicIndicator struct {
	IndicatorProgress
	Measure Measure // empty when it is reported by hand
	Hidden  bool
}

// countsPersons reports whether the value is a number of persons, of persons counted each time, or of closed cases, each of which is a person's.
func (i *PublicIndicator) countsPersons() bool {
	return i.Unit == People || i.Unit == PersonTimes || i.Measure == ByClosed
}

// PublicProgress returns the indicators of a contract of the register for the public, and the last day that the counted ones include. The figures of
// the month that runs are left out, so that nobody sees from one day to the next who was added. It does not check the actor.
func (s *Service) PublicProgress(ctx context.Context, c *Contract) (list []PublicIndicator, until region.Day, err error) {
	month := PreviousMonth(string(region.DayOf(s.now()))[:len("2026-03")])
	f, err := s.Figures(ctx, c.ID, month)
	if err != nil {
		return nil, "", fmt.Errorf("figures of %s: %w", c.ID, err)
	}
	return publicIndicators(c.Indicators, progress(c.ID, c.Indicators, f)), region.Day(month + "-01").AddMonths(1).Add(-1), nil
}

// publicIndicators hides small numbers of persons. It is a pure function.
func publicIndicators(list []Indicator, p Progress) []PublicIndicator {
	out := make([]PublicIndicator, len(p.Items))
	for n := range p.Items {
		out[n] = PublicIndicator{IndicatorProgress: p.Items[n], Measure: list[n].Measure}
		out[n].Hidden = out[n].countsPersons() && small(out[n].Actual)
	}
	for n := range list {
		if list[n].Source == Auto && list[n].ServiceKind == "" && list[n].ActivityType == "" && out[n].countsPersons() && !out[n].Hidden {
			hideRest(list, out, n)
		}
	}
	for n := range out {
		if out[n].Hidden {
			out[n].Actual, out[n].RatioBP = 0, 0
		}
	}
	return out
}

// hideRest hides the smallest parts of the indicator that counts all kinds, until what is left of it is no small number.
func hideRest(list []Indicator, out []PublicIndicator, whole int) {
	for {
		rest, least, seen := out[whole].Actual, -1, map[string]bool{}
		for n := range list {
			kind := string(list[n].ServiceKind) + list[n].ActivityType
			if out[n].Measure != out[whole].Measure || kind == "" || out[n].Hidden || seen[kind] {
				continue
			}
			seen[kind] = true // two indicators may count the same kind
			rest -= out[n].Actual
			if out[n].Actual > 0 && (least < 0 || out[n].Actual < out[least].Actual) {
				least = n
			}
		}
		if !small(rest) || least < 0 {
			return
		}
		kind := list[least].ServiceKind
		for n := range list {
			if out[n].Measure == out[whole].Measure && list[n].ServiceKind == kind && list[n].ActivityType == list[least].ActivityType {
				out[n].Hidden = true
			}
		}
	}
}

func small(n int64) bool { return n > 0 && n < PublicLeast }
