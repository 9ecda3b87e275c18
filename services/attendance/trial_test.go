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

// TestTrialLeaderHasLeft has the leader leave the organisation before the activity is recorded: the reminder no longer goes to them,
// but to the organisation.
func TestTrialLeaderHasLeft(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	a := w.activity(monday, 2*time.Hour, ids...)
	w.At(a.End.AddDate(0, 0, 9))
	want(t, w.acts.AdvanceStates(job()), nil)
	want(t, w.RemindUnrecorded(job()), nil)
	w.Left = []string{"usr_lead"}
	want(t, w.RemindUnrecorded(job()), nil)
	sent := w.Sent("attendance.record_due")
	if len(sent) != 2 {
		t.Fatalf("sent: %+v", sent)
	}
	for i, to := range []string{"usr_lead", w.OrgID} {
		still, err := w.StillApplies(t.Context(), sent[i])
		if sent[i].To != to || still != (to == w.OrgID) || err != nil {
			t.Errorf("to %s: %v, %v", sent[i].To, still, err)
		}
	}
}
