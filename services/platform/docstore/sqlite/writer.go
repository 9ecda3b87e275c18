package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// job is one transaction in the writer's queue. Its caller is answered after the commit.
type job struct {
	run      func(*txn) error
	function bool // runs a caller's function, which may block: it gets its own goroutine and Config.TxLimit
	state    atomic.Int32
	err      error
	done     chan struct{}
}

// The states of a job: it is queued until the writer takes it or its caller cancels it.
const (
	jobQueued = iota
	jobRunning
	jobGivenUp
)

// submit queues a transaction and waits for its result. It returns ErrBusy when ctx ends before the transaction has begun;
// afterwards it waits for the result even if ctx ends.
func (e *engine) submit(ctx context.Context, j *job) error {
	j.done = make(chan struct{})
	if err := e.queue(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(jobQueued, jobGivenUp) {
		return fmt.Errorf("%w: waiting for the writer: %w", docstore.ErrBusy, ctx.Err())
	}
	<-j.done
	return j.err
}

func (e *engine) queue(ctx context.Context, j *job) error {
	e.closing.RLock()
	defer e.closing.RUnlock()
	if e.closed {
		return errClosed
	}
	select {
	case e.jobs <- j:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: waiting for the writer: %w", docstore.ErrBusy, ctx.Err())
	}
}

// writeLoop runs the writer goroutine until the queue is closed and empty.
func (e *engine) writeLoop() {
	defer close(e.done)
	for j := range e.jobs {
		if batch, err := e.runBatch(j); len(batch) > 0 {
			e.finish(batch, err)
		}
	}
}

// runBatch begins a transaction of SQLite and runs in it the job and those that are waiting. It returns an error when
// SQLite has rolled back all of them.
func (e *engine) runBatch(j *job) (batch []*job, err error) {
	begun := time.Now()
	for ; j != nil; j = e.nextJob(len(batch), begun) {
		if !j.state.CompareAndSwap(jobQueued, jobRunning) {
			continue
		}
		batch = append(batch, j)
		if len(batch) == 1 {
			if err := e.write.exec("BEGIN IMMEDIATE"); err != nil {
				return batch, err
			}
		}
		t := &txn{e: e}
		j.err = t.end(e.runJob(t, j))
		if e.write.AutocommitEnabled() {
			return batch, cmp.Or(t.failed, error(docstore.ErrBusy))
		}
	}
	return batch, nil
}

// nextJob returns a further job for the same commit, or nil. It first yields to goroutines that are about to queue a job;
// on an idle machine there are none.
func (e *engine) nextJob(have int, begun time.Time) *job {
	if have >= batchMax || time.Since(begun) > batchFor {
		return nil
	}
	for range 3 {
		select {
		case j := <-e.jobs:
			return j
		default:
			runtime.Gosched()
		}
	}
	return nil
}

// runJob runs a job and returns its error. It does not wait for a function that takes longer than Config.TxLimit; later
// calls of that function are refused. Its running read is interrupted because its ctx has ended; txn.end waits for a
// running write.
func (e *engine) runJob(t *txn, j *job) error {
	if !j.function {
		return j.run(t)
	}
	result := make(chan error, 1)
	limit := time.NewTimer(e.cfg.TxLimit)
	defer limit.Stop()
	go func() {
		err := errExit // remains when the function ends the goroutine instead of returning
		defer func() { result <- err }()
		err = j.run(t)
	}()
	select {
	case err := <-result:
		return err
	case <-limit.C:
		return errTooLong
	}
}

// finish commits the batch and answers all its callers. When the commit fails or err is not nil, nothing of the batch is
// stored and all callers get that error, including those that were refused: the refusal may have been caused by data that
// is not stored.
func (e *engine) finish(batch []*job, err error) {
	if err == nil {
		err = e.cache.during(e.changed, e.commit)
	}
	if err != nil {
		err = errors.Join(err, e.rollback())
	}
	e.changed = changes{}
	failing := false
	for _, j := range batch {
		if err != nil {
			j.err = err
		}
		failing = failing || errors.Is(j.err, docstore.ErrFull) || errors.Is(j.err, docstore.ErrDisk)
		if j.err == nil {
			e.txs.Add(1)
		}
		close(j.done)
	}
	e.failing.Store(failing)
	if err == nil {
		e.commits.Add(1)
		e.checkpoint()
	}
}

func (e *engine) commit() error {
	err := e.write.exec("COMMIT")
	if err == nil {
		return nil
	}
	err = fmt.Errorf("commit: %w", err)
	if !errors.Is(err, docstore.ErrDisk) {
		return err
	}
	return e.overwrite(err)
}

// overwrite makes sure that a failed commit stays undone. If only the sync failed, the log contains the commit, and a crash
// would restore it; so another commit is written over it. If that fails too, it returns ErrUnknown.
func (e *engine) overwrite(err error) error {
	failed := e.rollback()
	if failed == nil {
		failed = touch(e.write)
	}
	if failed != nil {
		return fmt.Errorf("%w: %w: %w", docstore.ErrUnknown, err, failed)
	}
	return err
}

// rollback undoes everything since the last commit, unless SQLite has already done so.
func (e *engine) rollback() error {
	if e.write.AutocommitEnabled() {
		return nil
	}
	return e.write.exec("ROLLBACK")
}
