package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

const (
	workInterval   = time.Minute            // for runs that were missed, abandoned or requested on another replica
	clockTolerance = time.Second            // how far a clock may be behind when a timer fires
	signalDelay    = 100 * time.Millisecond // lets the transaction that requests a run commit first
	keepRuns       = 7 * 24 * time.Hour
)

// Deps are the dependencies of New.
type Deps struct {
	DB      *docstore.DB
	Audit   *audit.Log
	Now     func() time.Time
	Log     *slog.Logger // nil: no log
	Name    string       // name of this replica; empty: a generated one
	Jobs    []Job
	Passive bool // leaves jobs that run Once to the other replicas
}

// Runner runs the timetable. Several may share a store, in one process or in many.
type Runner struct {
	deps  Deps
	log   *slog.Logger
	store *store
	lines []*schedule
	here  localRuns
	poke  chan struct{}
	since time.Time // when Run was called
	work  sync.WaitGroup
}

// New returns a runner of the jobs. Its error names every line of the timetable that cannot be parsed.
func New(d Deps) (*Runner, error) {
	if d.DB == nil || d.Audit == nil || d.Now == nil {
		return nil, errors.New("scheduler: DB, Audit or Now is missing")
	}
	s, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	return newRunner(d, s)
}

func newRunner(d Deps, s *store) (*Runner, error) {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Name == "" {
		d.Name = id.New("rep")
	}
	r := &Runner{deps: d, log: d.Log, store: s, poke: make(chan struct{}, 1)}
	var err error
	r.lines, err = parseJobs(append(slices.Clone(d.Jobs), Job{"forget-runs", "20 3 * * *", 5 * time.Minute, Once, r.removeOldRuns}))
	return r, err
}

func (r *Runner) now() time.Time { return r.deps.Now().UTC().Truncate(time.Millisecond) }

// Run runs the timetable until ctx ends, and returns when the last job has ended. Call it once.
func (r *Runner) Run(ctx context.Context) {
	r.since = r.now()
	c := cron.New(cron.WithLogger(cron.DiscardLogger), cron.WithLocation(region.Shanghai))
	for _, l := range r.lines {
		if l.Where == Everywhere || !r.deps.Passive {
			c.Schedule(l.times, cron.FuncJob(func() { r.startDue(ctx, l) }))
		}
	}
	c.Schedule(interval(workInterval), cron.FuncJob(r.signal))
	c.Start()
	r.findWork(ctx)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-r.poke:
			r.findWork(ctx)
		}
	}
	<-c.Stop().Done()
	r.work.Wait()
}

// signal makes Run look for work; it never blocks.
func (r *Runner) signal() {
	select {
	case r.poke <- struct{}{}:
	default:
	}
}

// findWork queues missed runs and starts queued ones: after downtime, after another process has died, and for runs requested
// on a replica without a timetable.
func (r *Runner) findWork(ctx context.Context) {
	if r.deps.Passive {
		return
	}
	for _, l := range r.lines {
		if l.Where == Once {
			r.startDue(ctx, l)
		}
	}
	open, err := r.store.openRuns(ctx)
	if err != nil {
		r.logFailure(ctx, "looking for open runs failed", "", err)
		return
	}
	for _, run := range open {
		if l := r.line(run.Job); l != nil {
			r.startRun(ctx, l, run.ID)
		}
	}
}

// startDue queues the run of the latest time, unless it exists, and starts it.
func (r *Runner) startDue(ctx context.Context, l *schedule) {
	if l.Where == Everywhere {
		r.here.runOnce(l, func() (string, error) { return r.runSafely(ctx, l) }, r.now)
		return
	}
	run, ok, err := r.queueDue(ctx, l)
	if err != nil {
		r.logFailure(ctx, "queueing a job failed", l.Name, err)
		return
	}
	if ok {
		r.startRun(ctx, l, run.ID)
	}
}

// queueDue stores the run of the job's latest time unless it exists; it returns false when there is nothing to start. A job
// that is seen for the first time gets a skipped run, so that what it misses from then on is made up for.
func (r *Runner) queueDue(ctx context.Context, l *schedule) (Run, bool, error) {
	slot := lastTime(l.times, r.now().Add(clockTolerance))
	before, err := r.store.latestRun(ctx, l.Name)
	never := errors.Is(err, docstore.ErrNotFound)
	switch {
	case err != nil && !never:
		return Run{}, false, err
	case never && slot.Before(r.since):
		_, err := r.store.enqueue(ctx, &Run{Job: l.Name, Slot: r.since, Status: Skipped, Outcome: OutcomeNew})
		return Run{}, false, err
	case slot.IsZero(), !never && !before.Slot.Before(slot):
		return Run{}, false, nil
	}
	run := Run{Job: l.Name, Slot: slot, Status: Queued}
	if !never {
		run.Missed = countTimes(l.times, before.Slot, slot)
	}
	ok, err := r.store.enqueue(ctx, &run)
	return run, ok, err
}

// startRun begins the run unless somebody else has, and works on it in a goroutine.
func (r *Runner) startRun(ctx context.Context, l *schedule, runID string) {
	run, mine, err := r.store.beginRun(ctx, runID, r.deps.Name, r.now())
	if err != nil {
		r.logFailure(ctx, "starting a job failed", l.Name, err)
		return
	}
	if mine {
		r.work.Go(func() { _, _ = r.execute(ctx, l, run) })
	}
}

// RunNow runs the job at once, even without a timetable, and returns its record and error at the end. It returns ErrRunning
// while the job is running.
func (r *Runner) RunNow(ctx context.Context, name string) (Run, error) {
	run, err := r.request(ctx, name)
	if err != nil {
		return Run{}, err
	}
	begun, mine, err := r.store.beginRun(ctx, run.ID, r.deps.Name, r.now())
	if err != nil {
		return run, err
	}
	if !mine {
		return run, ErrRunning
	}
	return r.execute(ctx, r.line(name), begun)
}

// Request queues a run of the job. It begins in a moment, or within a minute on another replica. It returns ErrRunning while
// the job is running.
func (r *Runner) Request(ctx context.Context, name string) (Run, error) {
	run, err := r.request(ctx, name)
	if err == nil {
		time.AfterFunc(signalDelay, r.signal)
	}
	return run, err
}

func (r *Runner) request(ctx context.Context, name string) (Run, error) {
	if _, err := auth.Require(ctx, auth.JobRun); err != nil {
		return Run{}, err
	}
	l := r.line(name)
	switch {
	case l == nil:
		return Run{}, ErrUnknown
	case l.Where == Everywhere:
		return Run{}, ErrEverywhere
	}
	now := r.now()
	var run Run
	err := r.store.db.Tx(ctx, func(ctx context.Context) error {
		busy, err := r.store.isLeased(ctx, name, now)
		if err != nil {
			return err
		}
		if busy {
			return ErrRunning
		}
		run = Run{Job: name, Slot: now, Manual: true, Status: Queued}
		ok, err := r.store.enqueue(ctx, &run)
		if err != nil {
			return err
		}
		if !ok { // requested twice in one millisecond
			return ErrRunning
		}
		return r.deps.Audit.Write(ctx, audit.Entry{Action: "job.run", Subjects: []string{run.ID}, Reason: name})
	})
	if err != nil {
		return Run{}, fmt.Errorf("run job %s: %w", name, err)
	}
	return run, nil
}

func (r *Runner) line(name string) *schedule {
	for _, l := range r.lines {
		if l.Name == name {
			return l
		}
	}
	return nil
}

func (r *Runner) removeOldRuns(ctx context.Context) error {
	for _, l := range r.lines {
		if err := r.store.removeRuns(ctx, l.Name, r.now().Add(-keepRuns)); err != nil {
			return fmt.Errorf("forget runs of %s: %w", l.Name, err)
		}
	}
	return nil
}

// logFailure logs an error unless the process is stopping.
func (r *Runner) logFailure(ctx context.Context, what, job string, err error) {
	if ctx.Err() == nil {
		r.log.Error(what, "job", job, "error", err)
	}
}
