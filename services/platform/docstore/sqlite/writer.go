package sqlite

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/internal/txfunc"
)

var (
	errForeign  = errors.New("docstore: inside a transaction, store calls must use the ctx that its function was given")
	errFinished = errors.New("docstore: this ctx is of a transaction that is over")
	errOther    = errors.New("docstore: this ctx is of a transaction of another store")
	errExit     = fmt.Errorf("%w: a transaction function ended its goroutine", docstore.ErrBusy)
	errAgain    = fmt.Errorf("%w: the transaction was undone with another", docstore.ErrBusy)
	errHangs    = fmt.Errorf("%w: the transaction's function took too long", docstore.ErrBusy)
)

// job is one transaction that waits for the writer, runs on it, and is answered behind the commit.
type job struct {
	run   func(*txn) error
	own   bool         // one statement of the engine's, which may take its time
	runs  int          // how often it was run
	state atomic.Int32 // waiting, then taken by the writer or given up by the caller
	err   error
	cause error // what the engine failed by, if it did
	done  chan struct{}
}

const (
	jobWaits = iota
	jobTaken
	jobGivenUp
)

// txn is a running transaction on the writer's connection.
type txn struct {
	e      *engine
	mu     sync.Mutex
	over   atomic.Bool
	first  bool  // nobody before it has written
	safe   bool  // it keeps what was written before it by a savepoint
	dirty  bool  // it has written
	past   int   // of the draft, when it began to
	broken error // a failure after which it may not commit
}

type txKey struct{}

// Tx runs fn on the writer goroutine and returns after the commit that it shared with others.
func (e *engine) Tx(ctx context.Context, _ string, fn func(context.Context) error) error {
	return e.submit(ctx, &job{run: func(t *txn) error { return fn(context.WithValue(ctx, txKey{}, t)) }})
}

// InTx refuses the ctx of another store and of a finished transaction.
func (e *engine) InTx(ctx context.Context) (bool, error) {
	t, err := e.txn(ctx)
	return t != nil, err
}

func (e *engine) txn(ctx context.Context) (*txn, error) {
	t, ok := ctx.Value(txKey{}).(*txn)
	switch {
	case !ok && e.cfg.Strict && e.foreign():
		return nil, errForeign
	case !ok:
		return nil, nil
	case t.e != e:
		return nil, errOther
	case t.over.Load():
		return nil, errFinished
	}
	return t, nil
}

// foreign tells whether a call without the ctx of a transaction comes from the function of one. To look costs more than to
// read a document, so that readings are seen through only in tests; a writing would wait for itself.
func (e *engine) foreign() bool { return e.running.Load() && txfunc.Inside() }

// submit queues a transaction and waits for its outcome. Once it has started, the outcome is awaited whatever ctx says.
func (e *engine) submit(ctx context.Context, j *job) error {
	if e.foreign() {
		return errForeign
	}
	j.done = make(chan struct{})
	if err := e.queue(ctx, j); err != nil {
		return err
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
	}
	if j.state.CompareAndSwap(jobWaits, jobGivenUp) {
		return fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
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
	default:
	}
	select {
	case e.jobs <- j:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
	}
}

// gather begins a transaction of SQLite and runs the job in it, and those that wait by then.
func (s *shift) gather(j *job) {
	e, begun := s.e, false
	s.wrote = false
	s.careful = max(s.careful-1, 0)
	start := time.Now()
	for ok := true; ok; {
		if j.state.CompareAndSwap(jobWaits, jobTaken) {
			s.batch = append(s.batch, j)
			if !begun {
				if j.err = e.write.exec("BEGIN IMMEDIATE"); j.err != nil {
					return
				}
				begun = true
			}
			if !s.run(j) || len(s.batch) == batchMax || time.Since(start) > batchFor {
				return
			}
		}
		select {
		case j, ok = <-e.jobs:
		default:
			if j, ok = s.more(); j == nil {
				return
			}
		}
	}
}

// run runs the job behind those of the batch. It returns false when SQLite has rolled everything back.
func (s *shift) run(j *job) bool {
	e := s.e
	t := &txn{e: e, first: !s.wrote, safe: s.wrote && s.careful > 0}
	j.runs++
	j.err = e.settle(t, j, s.call(t, j))
	if e.write.AutocommitEnabled() {
		e.lose(s.batch, j.cause)
		return false
	}
	if j.err != nil && t.took() {
		return s.again()
	}
	s.wrote = s.wrote || t.dirty && j.err == nil
	if e.cfg.Strict && j.runs == 1 && !j.own && j.err == nil && t.dirty {
		if err := e.restart(); err != nil {
			e.lose(s.batch, err)
			return false
		}
		return s.again()
	}
	return true
}

// took tells that the transaction, undone, took with it what was written before.
func (t *txn) took() bool { return t.dirty && !t.first && !t.safe }

// carefully is for how many commits savepoints are made when one has been missed. They cost every transaction a tenth.
const carefully = 64

// again runs once more those of the batch that were undone along with one that failed. When one of them fails now, those
// behind it that were refused before may have been refused for what it had done: they are told to try again.
func (s *shift) again() bool {
	s.wrote, s.careful = false, carefully
	undone := make([]bool, len(s.batch))
	for i, j := range s.batch {
		if undone[i] = j.err == nil; undone[i] {
			j.err = errAgain // unless it is run
		}
	}
	lost := false
	for i, j := range s.batch {
		switch {
		case undone[i] && !s.run(j):
			return false
		case undone[i]:
			lost = lost || j.err != nil
		case lost:
			j.err = errAgain
		}
	}
	return true
}

// more lets those run who are about to hand over a job, so that they share the commit. On an idle machine nobody is.
func (s *shift) more() (j *job, ok bool) {
	for range 2 {
		runtime.Gosched()
		select {
		case j, ok = <-s.e.jobs:
			return j, ok
		default:
		}
	}
	return nil, false
}

// commit makes the batch durable and answers everybody in it.
func (e *engine) commit(batch []*job) {
	if len(batch) == 0 {
		return
	}
	if e.write.AutocommitEnabled() {
		e.answer(batch)
		return
	}
	if err := e.save(); err != nil {
		e.undo(batch, err)
		return
	}
	e.commits.Add(1)
	defer e.tidy()
	for _, j := range batch {
		if j.err == nil {
			e.txs.Add(1)
		}
	}
	e.answer(batch)
}

// save commits. Behind it nobody is told an old document, before it nobody a new one.
func (e *engine) save() error {
	if err := e.draft.flush(e.write); err != nil {
		return err
	}
	return e.docs.during(e.draft, func() error {
		if err := e.write.exec("COMMIT"); err != nil {
			return e.void(fmt.Errorf("commit: %w", err))
		}
		return nil
	})
}

// void makes sure that a failed commit stays undone. Where only the sync failed the log holds all of it, and a crash now
// would bring it back; another commit goes over it. When that fails as well, nobody can tell.
func (e *engine) void(err error) error {
	if !errors.Is(err, docstore.ErrDisk) {
		return err
	}
	again := error(nil)
	if !e.write.AutocommitEnabled() {
		again = e.write.exec("ROLLBACK")
	}
	if again == nil {
		var mark string
		again = transient(e.write, "PRAGMA application_id", func(stmt *sqlite.Stmt) { mark = stmt.ColumnText(0) })
		if again == nil {
			again = once(e.write, "PRAGMA application_id="+mark)
		}
	}
	if again != nil {
		return fmt.Errorf("%w: %w: %w", docstore.ErrUnknown, err, again)
	}
	return err
}

func (e *engine) undo(batch []*job, err error) {
	if !e.write.AutocommitEnabled() {
		if rerr := e.write.exec("ROLLBACK"); rerr != nil {
			err = errors.Join(err, rerr)
		}
	}
	e.lose(batch, err)
	e.answer(batch)
}

// lose fails those of the batch that thought they were done, and those behind them: they saw what is lost.
func (e *engine) lose(batch []*job, err error) {
	if err == nil {
		err = docstore.ErrBusy
	}
	seen := false
	for _, j := range batch {
		if seen = seen || j.err == nil; seen {
			j.err = err
		}
	}
}

func (e *engine) answer(batch []*job) {
	e.draft.clear()
	for i, j := range batch {
		batch[i] = nil
		close(j.done)
	}
}

// settle keeps what a function that has ended with err has written, or undoes it at once: without a savepoint with all that
// was written before it.
func (e *engine) settle(t *txn, j *job, err error) error {
	if j.cause = t.broken; err == nil {
		err = t.broken
	}
	if !t.dirty || e.write.AutocommitEnabled() {
		return err
	}
	var eerr error
	switch {
	case err == nil && !t.safe:
	case err == nil:
		eerr = e.write.exec("RELEASE t")
	case t.safe:
		e.draft.back(t.past)
		if eerr = e.write.exec("ROLLBACK TO t"); eerr == nil {
			eerr = e.write.exec("RELEASE t")
		}
	default:
		eerr = e.restart()
	}
	if eerr != nil { // neither kept nor undone: the others must not commit it
		j.cause = eerr
		if err = errors.Join(err, eerr); !e.write.AutocommitEnabled() {
			err = errors.Join(err, e.write.exec("ROLLBACK"))
		}
	}
	return err
}

// restart undoes everything since the last commit.
func (e *engine) restart() error {
	e.draft.clear()
	if err := e.write.exec("ROLLBACK"); err != nil {
		return err
	}
	return e.write.exec("BEGIN IMMEDIATE")
}

// writing runs fn on the writer's connection, which has all of the draft by then: in the transaction of ctx, or in one of
// its own.
func (e *engine) writing(ctx context.Context, fn func(*conn) error) error {
	return e.drafting(ctx, func(c *conn) error {
		if err := e.draft.flush(c); err != nil {
			return err
		}
		return fn(c)
	})
}

// drafting is writing for those who know the draft.
func (e *engine) drafting(ctx context.Context, fn func(*conn) error) error {
	t, err := e.txn(ctx)
	switch {
	case err != nil:
		return err
	case t == nil:
		return e.submit(ctx, &job{own: true, run: func(t *txn) error { return t.do(context.Background(), fn) }})
	}
	return t.do(ctx, fn)
}

// fit tells whether a call may begin: not behind the end, a failure or the deadline.
func (t *txn) fit(ctx context.Context) error {
	if t.over.Load() {
		return errFinished
	}
	if err := ctx.Err(); err != nil && t.broken == nil {
		t.broken = fmt.Errorf("%w: %w", docstore.ErrBusy, err)
	}
	return t.broken
}

// do runs one writing call, the first of a transaction behind a savepoint if it is to have one.
func (t *txn) do(ctx context.Context, fn func(*conn) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.fit(ctx); err != nil {
		return err
	}
	if !t.dirty && t.safe {
		if err := t.e.write.exec("SAVEPOINT t"); err != nil {
			t.broken = err
			return err
		}
	}
	if !t.dirty {
		t.dirty, t.past = true, len(t.e.draft.past)
	}
	return t.after(fn(t.e.write))
}

// after notes a failure that the transaction does not survive.
func (t *txn) after(err error) error {
	if err != nil && !survives(err) {
		t.broken = err
	}
	return err
}

// survives tells that the failure undid its own statement only and says something about the data.
func survives(err error) bool {
	return errors.Is(err, docstore.ErrDuplicate) || errors.Is(err, docstore.ErrStale) || errors.Is(err, docstore.ErrNotFound)
}

// reading runs fn on the connection of the transaction of ctx, or on one of the readers.
func (e *engine) reading(ctx context.Context, fn func(*conn) error) error {
	t, err := e.txn(ctx)
	if err != nil {
		return err
	}
	if t == nil {
		return e.beside(ctx, fn)
	}
	return t.read(ctx, func(c *conn) error {
		if err := e.draft.flush(c); err != nil {
			return err
		}
		return fn(c)
	})
}

// beside runs fn on one of the readers.
func (e *engine) beside(ctx context.Context, fn func(*conn) error) error {
	c, err := e.take(ctx)
	if err != nil {
		return err
	}
	defer e.put(c)
	return fn(c)
}

// read runs one reading call, which finds in SQLite what the draft has given to it.
func (t *txn) read(ctx context.Context, fn func(*conn) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.fit(ctx); err != nil {
		return err
	}
	return t.after(fn(t.e.write))
}

func (e *engine) take(ctx context.Context) (*conn, error) {
	select {
	case c, ok := <-e.reads:
		return c, open4(ok)
	default:
	}
	select {
	case c, ok := <-e.reads:
		return c, open4(ok)
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
	}
}

func open4(ok bool) error {
	if !ok {
		return errClosed
	}
	return nil
}
