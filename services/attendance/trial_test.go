package attendance_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialRefusalOnSite has volunteers check in who were stopped before and during the activity: each is told why.
func TestTrialRefusalOnSite(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(5)
	w.Clear(ids...)
	p := w.plan(monday, 2*time.Hour)
	p.TargetGroup = activities.Children
	a := w.planned(p, ids...)
	refused := func(id string, reason error) {
		t.Helper()
		_, err := w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
		want(t, err, reason)
	}
	w.At(a.Start.Add(-time.Hour))
	w.Bar(ids[0])
	freeze := func(id string) {
		if _, err := w.Profiles.Freeze(w.Office(), id, "家长投诉，正在核实"); err != nil {
			t.Fatal(err)
		}
	}
	freeze(ids[1])
	w.At(a.Start)
	freeze(ids[2])
	w.ClearUntil(ids[3], "2026-03-02")
	refused(ids[0], volunteers.ErrBarred)
	refused(ids[1], attendance.ErrNotServing)
	refused(ids[2], attendance.ErrNotServing)
	refused(ids[3], attendance.ErrClearance)
	refused(ids[4], nil)
}
