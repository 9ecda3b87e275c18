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

const recordTime = 10 * time.Second // for the record of a run, also when the process is being stopped

// execute works on a run that has begun and records what came of it.
func (r *Runner) execute(ctx context.Context, l *line, run Run) (Run, error) {
	r.log.Info("a job begins", "job", l.Name, "run", run.ID, "fence", run.Fence)
	working, lose := context.WithCancelCause(ctx)
	var keeper sync.WaitGroup
	keeping, stop := context.WithCancel(ctx)
	keeper.Go(func() { r.keep(keeping, run, lose) })
	outcome, err := r.guarded(working, l)
	stop()
	keeper.Wait()
	lose(nil)

	// What came of it is recorded even when the process has been asked to stop.
	recording, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordTime)
	defer cancel()
	stopped := ctx.Err() != nil && err != nil
	now := r.now()
	kept, recErr := r.store.finish(recording, run, func(run *Run) {
		switch {
		case err == nil:
			run.end(Done, "", now)
		case stopped:
			run.Status, run.Outcome = Queued, OutcomeStopped
			run.Tries-- // nobody died
		default:
			run.end(Failed, outcome, now)
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

// keep renews the lease until ctx ends. When it is lost, or was out of reach for as long as it lasts, the work is told
// to stop.
func (r *Runner) keep(ctx context.Context, run Run, lose context.CancelCauseFunc) {
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
		err := r.store.extend(ctx, run.Job, run.Fence, next)
		switch {
		case err == nil:
			until = next
		case errors.Is(err, errLost) || !r.now().Before(until):
			lose(errLost)
			return
		default:
			r.trouble(ctx, "renewing a lease failed", run.Job, err)
		}
	}
}

// guarded does the work as the job's own actor, within its limit, and turns a panic into an error. The outcome is a code.
func (r *Runner) guarded(ctx context.Context, l *line) (outcome string, err error) {
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
	r.trouble(ctx, "a job failed", l.Name, err)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.log.Error("a job took too long", "job", l.Name, "limit", l.Limit)
		return OutcomeTooLong, err
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f.Code, err
	}
	return OutcomeError, err
}

// memory holds the last runs of the jobs that run everywhere.
type memory struct {
	mu      sync.Mutex
	runs    map[string]Run
	working map[string]bool
}

// run does the work unless it is being done.
func (m *memory) run(l *line, do func() (string, error), now func() time.Time) {
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
	run.end(Done, "", now())
	if err != nil {
		run.end(Failed, outcome, now())
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.runs[l.Name], m.working[l.Name] = run, false
}

func (m *memory) last(job string) (Run, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	run, ok := m.runs[job]
	return run, ok
}
