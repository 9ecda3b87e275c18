package register_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/register"
)

// TestFileWork: each kind counts as many files as the list with the same filter shows, and waits exactly for the people who may
// take the next act.
func TestFileWork(t *testing.T) {
	e := newEnv(t)
	for i, status := range []register.FileStatus{register.Draft, register.VillageSubmitted, register.TownshipVerified, register.ExitPending} {
		for range i + 1 {
			if err := e.Register.ChangeFile(e.As(e.Admin), e.Draft().ID, func(b *register.Beneficiary) { b.Status = status }); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		who  auth.Actor
		want map[register.FileStatus]int64
	}{
		"director":   {e.Director, map[register.FileStatus]int64{register.Draft: 1}},
		"supervisor": {e.Supervisor, map[register.FileStatus]int64{register.Draft: 1, register.VillageSubmitted: 2}},
		"county":     {e.Admin, map[register.FileStatus]int64{register.TownshipVerified: 3, register.ExitPending: 4}},
		"far":        {e.FarDirector, nil},
		"lead":       {e.Lead, nil},
	} {
		got := e.Waiting(e.Register.Feature().Work, tt.who)
		if len(got) != len(tt.want) {
			t.Errorf("%s: %v", name, got)
		}
		for status, want := range tt.want {
			listed := must(e.Register.List(e.As(tt.who), register.FileQuery{Status: status}))(t)
			if w := got["beneficiary_"+string(status)]; w.Count != want || int64(len(listed.Items)) != want || w.Items[0].Title == "" || w.Since.IsZero() {
				t.Errorf("%s, %s: %+v, listed %d", name, status, w, len(listed.Items))
			}
		}
	}
}
