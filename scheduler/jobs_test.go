package scheduler_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/scheduler"
)

// The timetable as it stands can be read: names are unique, times are times.
func TestJobs(t *testing.T) {
	h := newHouse(t)
	jobs := scheduler.Jobs(scheduler.Features{})
	if r := h.runner("a", time.Now, jobs...); r == nil || len(jobs) < 12 {
		t.Errorf("%d jobs", len(jobs))
	}
}
