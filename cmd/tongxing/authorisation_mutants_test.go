//go:build mutants

package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestChecks switches off each check of authorisation in turn, wherever an operation of the table reaches it, and lets everybody try again:
// the table has to notice. Where several checks refuse the same, as those of a route and of its use case, each counts when the table
// notices it while all others are off. It logs a line "LEFT" and the name for each check that the table does not notice. `make mutants` runs it
// on source in which every check can be switched off (services/platform/auth/mutants), and runs other tests for the checks of those lines.
func TestChecks(t *testing.T) {
	m := newMatrix(t)
	const killed, doubled, unreached = "noticed", "noticed while others are off", "not reached by an operation of the table"
	how := map[string]string{} // by check; "": reached, not noticed
	m.again = func(op string, try func(most int) []string) {
		auth.SeenChecks()
		if differ := try(1); len(differ) > 0 {
			t.Errorf("without a change: %s", differ[0])
			return
		}
		seen := auth.SeenChecks()
		var left []string
		for _, check := range seen {
			if how[check] != "" {
				continue
			}
			how[check] = ""
			auth.SwitchOff(check)
			if len(try(1)) > 0 {
				how[check] = killed
			} else {
				left = append(left, check)
			}
		}
		if len(left) > 0 {
			auth.SwitchOff(seen...)
			all := try(1000)
			for _, check := range left {
				auth.SwitchOff(slices.DeleteFunc(slices.Clone(seen), func(c string) bool { return c == check })...)
				if !slices.Equal(try(1000), all) {
					how[check] = doubled
				}
			}
		}
		auth.SwitchOff()
	}
	m.run()
	for _, check := range auth.Checks {
		if _, reached := how[check]; !reached {
			how[check] = unreached
		}
	}
	count := map[string]int{}
	for _, check := range slices.Sorted(maps.Keys(how)) {
		count[how[check]]++
		if how[check] == "" || how[check] == unreached {
			t.Logf("LEFT %s", check)
		}
	}
	t.Logf("%d checks: %v", len(how), count)
}
