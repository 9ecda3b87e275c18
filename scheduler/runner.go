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
	lookEvery = time.Minute            // for runs that were missed, left behind or asked for elsewhere
	early     = time.Second            // by which a clock may be slow when it strikes
	pokeAfter = 100 * time.Millisecond // so that the transaction that asks for a run has committed
	keepRuns  = 7 * 24 * time.Hour
)

// Deps is what New needs.
type Deps struct {
	DB    *docstore.DB
	Audit *audit.Log
	Now   func() time.Time
	Log   *slog.Logger // nil: silent
	Name  string       // tells this replica from the others; empty: one is made up
	Jobs  []Job
	Aside bool // Run leaves what is to be done Once to the other replicas
}

// Runner runs the timetable. Several may share a store, in one process or in many.
type Runner struct {
	deps  Deps
	log   *slog.Logger
	store *store
	lines []*line
	here  memory
	poke  chan struct{}
	since time.Time // when Run began
	work  sync.WaitGroup
}

// New returns a runner of the jobs. Its error names every line of the timetable that cannot be read.
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
	r.lines, err = read(append(slices.Clone(d.Jobs), Job{"forget-runs", "20 3 * * *", 5 * time.Minute, Once, r.forget}))
	return r, err
}

func (r *Runner) now() time.Time { return r.deps.Now().UTC().Truncate(time.Millisecond) }

// Run keeps the timetable until ctx ends, and returns when no job is at work any more. It is called once.
func (r *Runner) Run(ctx context.Context) {
	r.since = r.now()
	c := cron.New(cron.WithLogger(cron.DiscardLogger), cron.WithLocation(region.Shanghai))
	for _, l := range r.lines {
		if l.Where == Everywhere || !r.deps.Aside {
			c.Schedule(l.times, cron.FuncJob(func() { r.due(ctx, l) }))
		}
	}
	c.Schedule(every(lookEvery), cron.FuncJob(r.ask))
	c.Start()
	r.look(ctx)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-r.poke:
			r.look(ctx)
		}
	}
	<-c.Stop().Done()
	r.work.Wait()
}

// ask has Run look for work; it never waits.
func (r *Runner) ask() {
	select {
	case r.poke <- struct{}{}:
	default:
	}
}

// look queues what was missed and starts what lies about: after downtime, after the death of another process, and what
// was asked for where no timetable runs.
func (r *Runner) look(ctx context.Context) {
	if r.deps.Aside {
		return
	}
	for _, l := range r.lines {
		if l.Where == Once {
			r.due(ctx, l)
		}
	}
	open, err := r.store.open(ctx)
	if err != nil {
		r.trouble(ctx, "looking for open runs failed", "", err)
		return
	}
	for _, run := range open {
		if l := r.line(run.Job); l != nil {
			r.start(ctx, l, run.ID)
		}
	}
}

// due queues the run of the latest time that has come, unless there is one, and starts it.
func (r *Runner) due(ctx context.Context, l *line) {
	if l.Where == Everywhere {
		r.here.run(l, func() (string, error) { return r.guarded(ctx, l) }, r.now)
		return
	}
	run, ok, err := r.queueDue(ctx, l)
	if err != nil {
		r.trouble(ctx, "queueing a job failed", l.Name, err)
		return
	}
	if ok {
		r.start(ctx, l, run.ID)
	}
}

func (r *Runner) queueDue(ctx context.Context, l *line) (Run, bool, error) {
	slot := last(l.times, r.now().Add(early))
	before, err := r.store.latest(ctx, l.Name)
	never := errors.Is(err, docstore.ErrNotFound)
	switch {
	case err != nil && !never:
		return Run{}, false, err
	case slot.IsZero(), never && slot.Before(r.since), !never && !before.Slot.Before(slot):
		return Run{}, false, nil
	}
	run := Run{Job: l.Name, Slot: slot}
	if !never {
		run.Missed = between(l.times, before.Slot, slot)
	}
	ok, err := r.store.enqueue(ctx, &run)
	return run, ok, err
}

// start begins the run if nobody else does, and works on it beside the caller.
func (r *Runner) start(ctx context.Context, l *line, runID string) {
	run, mine, err := r.store.begin(ctx, runID, r.deps.Name, r.now())
	if err != nil {
		r.trouble(ctx, "starting a job failed", l.Name, err)
		return
	}
	if mine {
		r.work.Go(func() { _, _ = r.execute(ctx, l, run) })
	}
}

// RunNow runs the job at once, wherever the timetable is kept, and returns its record and error when it has ended.
// ErrRunning while it is at work.
func (r *Runner) RunNow(ctx context.Context, name string) (Run, error) {
	run, err := r.request(ctx, name)
	if err != nil {
		return Run{}, err
	}
	begun, mine, err := r.store.begin(ctx, run.ID, r.deps.Name, r.now())
	if err != nil {
		return run, err
	}
	if !mine {
		return run, ErrRunning
	}
	return r.execute(ctx, r.line(name), begun)
}

// Request queues a run of the job, which begins in a moment, or within a minute when another replica keeps the
// timetable. ErrRunning while the job is at work.
func (r *Runner) Request(ctx context.Context, name string) (Run, error) {
	run, err := r.request(ctx, name)
	if err == nil {
		time.AfterFunc(pokeAfter, r.ask)
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
		busy, err := r.store.busy(ctx, name, now)
		if err != nil {
			return err
		}
		if busy {
			return ErrRunning
		}
		run = Run{Job: name, Slot: now, Manual: true}
		ok, err := r.store.enqueue(ctx, &run)
		if err != nil {
			return err
		}
		if !ok { // asked for twice in one millisecond
			return ErrRunning
		}
		return r.deps.Audit.Write(ctx, audit.Entry{Action: "job.run", Subjects: []string{run.ID}, Reason: name})
	})
	if err != nil {
		return Run{}, fmt.Errorf("run job %s: %w", name, err)
	}
	return run, nil
}

func (r *Runner) line(name string) *line {
	for _, l := range r.lines {
		if l.Name == name {
			return l
		}
	}
	return nil
}

func (r *Runner) forget(ctx context.Context) error {
	for _, l := range r.lines {
		if err := r.store.forget(ctx, l.Name, r.now().Add(-keepRuns)); err != nil {
			return fmt.Errorf("forget runs of %s: %w", l.Name, err)
		}
	}
	return nil
}

// trouble is logged unless the process is being stopped anyway.
func (r *Runner) trouble(ctx context.Context, what, job string, err error) {
	if ctx.Err() == nil {
		r.log.Error(what, "job", job, "error", err)
	}
}
