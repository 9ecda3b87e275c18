package scheduler

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

const recordTime = 10 * time.Second // for storing the result of a run, also while the process is stopping

// execute works on a run that has begun and stores its result.
func (r *Runner) execute(ctx context.Context, l *schedule, run Run) (Run, error) {
	r.log.Info("a job begins", "job", l.Name, "run", run.ID, "fence", run.Fence)
	working, lose := context.WithCancelCause(ctx)
	var keeper sync.WaitGroup
	keeping, stop := context.WithCancel(ctx)
	keeper.Go(func() { r.renewLease(keeping, run, lose) })
	outcome, err := r.runSafely(working, l)
	stop()
	keeper.Wait()
	lose(nil)

	// The result is stored even when the process is stopping.
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	stopped := ctx.Err() != nil && err != nil
	now := r.now()
	kept, recErr := r.store.finishRun(recording, run, func(run *Run) {
		switch {
		case err == nil:
			run.finish(Done, "", now)
		case stopped:
			run.Status, run.Outcome = Queued, OutcomeStopped
			run.Tries-- // a stopped process does not count as a try
		default:
			run.finish(Failed, outcome, now)
		}
	})
	switch {
	case errors.Is(recErr, errLost):
		r.log.Warn("a job was taken over by another replica", "job", l.Name, "run", run.ID, "fence", run.Fence)
		return run, fmt.Errorf("job %s: %w", l.Name, recErr)
	case recErr != nil:
		r.log.Error("the end of a job could not be recorded", "job", l.Name, "run", run.ID, "error", recErr)
		return run, errors.Join(err, recErr)
	}
	r.log.Info("a job has ended", "job", l.Name, "run", run.ID, "status", string(kept.Status), "outcome", kept.Outcome)
	return kept, err
}

// renewLease renews the lease until ctx ends. It cancels the work when the lease is lost or could not be renewed for its
// whole duration.
func (r *Runner) renewLease(ctx context.Context, run Run, lose context.CancelCauseFunc) {
	until := r.now().Add(leaseTime)
	tick := time.NewTicker(leaseRenew)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		next := r.now().Add(leaseTime)
		err := r.store.extendLease(ctx, run.Job, run.Fence, next)
		switch {
		case err == nil:
			until = next
		case errors.Is(err, errLost) || !r.now().Before(until):
			lose(errLost)
			return
		default:
			r.logFailure(ctx, "renewing a lease failed", run.Job, err)
		}
	}
}

// runSafely runs the job as the job's own actor within its time limit and turns a panic into an error. The outcome is a
// code.
func (r *Runner) runSafely(ctx context.Context, l *schedule) (outcome string, err error) {
	ctx, cancel := context.WithTimeout(auth.System(ctx, l.Name), l.Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("a job panicked", "job", l.Name, "stack", string(debug.Stack()))
			outcome, err = OutcomePanic, fmt.Errorf("job %s panicked", l.Name)
		}
	}()
	err = l.Do(ctx)
	if err == nil {
		return "", nil
	}
	r.logFailure(ctx, "a job failed", l.Name, err)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.log.Error("a job took too long", "job", l.Name, "limit", l.Limit)
		return OutcomeTooLong, err
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.Code, err
	}
	return OutcomeError, err
}

// localRuns holds the last runs of the jobs that run everywhere.
type localRuns struct {
	mu      sync.Mutex
	runs    map[string]Run
	working map[string]bool
}

// runOnce runs the job unless it is running already.
func (m *localRuns) runOnce(l *schedule, do func() (string, error), now func() time.Time) {
	m.mu.Lock()
	busy := m.working[l.Name]
	if m.runs == nil {
		m.runs, m.working = make(map[string]Run), make(map[string]bool)
	}
	m.working[l.Name] = true
	m.mu.Unlock()
	if busy {
		return
	}
	run := Run{Job: l.Name, Slot: now(), StartedAt: now()}
	outcome, err := do()
	run.finish(Done, "", now())
	if err != nil {
		run.finish(Failed, outcome, now())
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs[l.Name], m.working[l.Name] = run, false
}

func (m *localRuns) last(job string) (Run, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	run, ok := m.runs[job]
	return run, ok
}
