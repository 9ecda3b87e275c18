package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// job is one transaction in the queue of the writer. It is answered after the commit.
type job struct {
	run      func(*txn) error
	function bool // of a caller, who may block: it gets a goroutine of its own and Config.TxLimit
	state    atomic.Int32
	err      error
	done     chan struct{}
}

// The states of a job: the writer takes it from the queue, or its caller gives it up before.
const (
	jobQueued = iota
	jobRunning
	jobGivenUp
)

// submit queues a transaction and waits for its outcome. It returns ErrBusy when ctx ends before the transaction has begun;
// once it has, the outcome is awaited whatever ctx says.
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

// writeLoop is the writer goroutine. It ends when the queue is closed and empty.
func (e *engine) writeLoop() {
	defer close(e.done)
	for j := range e.jobs {
		if batch, err := e.runBatch(j); len(batch) > 0 {
			e.finish(batch, err)
		}
	}
}

// runBatch begins a transaction of SQLite and runs the job in it, and those that wait by then. It returns an error when
// SQLite has rolled all of them back.
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

// nextJob returns a job that shall share the commit, or nil. Callers who are about to queue one are let run first: on an
// idle machine there are none.
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

// runJob runs a job and returns its error. A function that takes longer than Config.TxLimit is left to itself: the calls it
// makes afterwards are refused. A statement that it has begun is waited for by txn.end; a reading is interrupted since
// the function's ctx has ended.
func (e *engine) runJob(t *txn, j *job) error {
	if !j.function {
		return j.run(t)
	}
	result := make(chan error, 1)
	limit := time.NewTimer(e.cfg.TxLimit)
	defer limit.Stop()
	go func() {
		err := errExit // unless the function returns
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

// finish commits the batch and answers everybody in it. With an error, or when the commit fails, nothing of the batch is
// stored and everybody gets that error: whoever was refused may have been refused because of what is not stored.
func (e *engine) finish(batch []*job, err error) {
	if err == nil {
		err = e.cache.during(e.changed, e.commit)
	}
	if err != nil {
		err = errors.Join(err, e.rollback())
	}
	e.changed = changes{}
	for _, j := range batch {
		if err != nil {
			j.err = err
		}
		if j.err == nil {
			e.txs.Add(1)
		}
		close(j.done)
	}
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

// overwrite makes sure that a failed commit stays undone. Where only the sync failed the log holds all of it, and a crash now
// would bring it back; another commit is written over it. When that fails as well, the outcome is unknown.
func (e *engine) overwrite(err error) error {
	failed := e.rollback()
	if failed == nil {
		var mark string
		failed = queryOnce(e.write, "PRAGMA application_id", func(stmt *sqlite.Stmt) { mark = stmt.ColumnText(0) })
		if failed == nil {
			failed = execOnce(e.write, "PRAGMA application_id="+mark)
		}
	}
	if failed != nil {
		return fmt.Errorf("%w: %w: %w", docstore.ErrUnknown, err, failed)
	}
	return err
}

// rollback undoes everything since the last commit, unless SQLite has done so.
func (e *engine) rollback() error {
	if e.write.AutocommitEnabled() {
		return nil
	}
	return e.write.exec("ROLLBACK")
}
