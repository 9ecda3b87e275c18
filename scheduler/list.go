package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// JobInfo is a job with its next time and its last run; Last is nil when there was none.
type JobInfo struct {
	Job
	Next time.Time
	Last *Run
}

// List returns the timetable in its own order.
func (r *Runner) List(ctx context.Context) ([]JobInfo, error) {
	if _, err := auth.Require(ctx, auth.JobRun); err != nil {
		return nil, err
	}
	out := make([]JobInfo, len(r.lines))
	for i, l := range r.lines {
		out[i] = JobInfo{Job: l.Job, Next: l.times.Next(r.now()).UTC()}
		if l.Where == Everywhere {
			if run, ok := r.here.last(l.Name); ok {
				out[i].Last = &run
			}
			continue
		}
		run, err := r.store.latestRun(ctx, l.Name)
		if errors.Is(err, docstore.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("list jobs: %w", err)
		}
		out[i].Last = &run
	}
	return out, nil
}
