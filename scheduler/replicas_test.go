package scheduler_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
)

// TestReplicasRunEachSlotOnce lets three replicas keep one timetable on MongoDB, in real time: every slot is run by one of them.
func TestReplicasRunEachSlotOnce(t *testing.T) {
	const slots = 6
	var shared counter
	var first *cluster
	var stops []func()
	var runner *scheduler.Runner
	for i, db := range docstoretest.OpenReplicas(t, 3) {
		h := clusterOn(t, db)
		r := h.runner(string(rune('a'+i)), time.Now, shared.job("shared", "@every 2s"))
		if first == nil {
			first, runner = h, r
		}
		stops = append(stops, h.runAll(r))
	}
	time.Sleep(slots * 2 * time.Second)
	for _, stop := range stops {
		stop()
	}
	runs, kept := shared.n.Load(), scheduler.StoredRuns(t, runner, "shared")
	if runs != kept || runs < slots-1 || runs > slots+1 {
		t.Errorf("%d runs of %d slots, %d noted", runs, slots, kept)
	}
	if run := first.last(runner); run.Missed != 0 || run.Tries != 1 {
		t.Errorf("last run: %+v", run)
	}
}
