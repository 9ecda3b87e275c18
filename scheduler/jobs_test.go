package scheduler_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/scheduler"
)

// TestJobs: the timetable can be parsed, and its names are unique.
func TestJobs(t *testing.T) {
	h := newCluster(t)
	jobs := scheduler.Jobs(scheduler.Features{})
	if r := h.runner("a", time.Now, jobs...); r == nil || len(jobs) < 12 {
		t.Errorf("%d jobs", len(jobs))
	}
}
