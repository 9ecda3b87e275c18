package mongo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

var (
	errFinished = errors.New("docstore: this ctx belongs to a finished transaction")
	errOther    = errors.New("docstore: this ctx belongs to a transaction of another store")
	errAgain    = fmt.Errorf("%w: this transaction has to run again", docstore.ErrBusy)
	errExit     = fmt.Errorf("%w: a transaction function ended its goroutine", docstore.ErrBusy)
)

// How long a transaction is repeated after conflicts and a commit is repeated until its outcome is known. Tests set shorter
// times.
var (
	tryFor    = 15 * time.Second
	commitFor = 20 * time.Second
)

const (
	abortFor  = 5 * time.Second
	backoff   = 2 * time.Millisecond
	backoffTo = 300 * time.Millisecond
)

// txn is one running transaction of MongoDB; several callers may share it, one after the other.
type txn struct {
	e       *engine
	sess    *driver.Session
	careful bool // check for duplicates before writing

	mu     sync.Mutex // a session must not be used by two calls at once
	over   bool
	writes int   // number of calls that wrote or tried to
	broken error // the error because of which it must not commit
	again  bool  // broken by an error that another attempt may avoid
	dup    bool  // broken by a unique index
}

// turn is the part of a transaction in which one function runs; the function's ctx carries it.
type turn struct {
	*txn
	ended atomic.Bool
}

type txKey struct{}

// InTx returns an error for the ctx of another store or of a finished transaction.
func (e *engine) InTx(ctx context.Context) (bool, error) {
	t, err := e.txn(ctx)
	return t != nil, err
}

func (e *engine) txn(ctx context.Context) (*txn, error) {
	t, ok := ctx.Value(txKey{}).(*turn)
	switch {
	case !ok:
		return nil, nil
	case t.e != e:
		return nil, errOther
	case t.ended.Load():
		return nil, errFinished
	}
	return t.txn, nil
}

// fit returns an error when no call may begin: the turn has ended, the transaction has failed, or ctx has ended.
func (t *txn) fit(ctx context.Context) error {
	if t.over {
		return errFinished
	}
	if err := ctx.Err(); err != nil && t.broken == nil {
		t.broken = fmt.Errorf("%w: %w", docstore.ErrBusy, err)
	}
	return t.broken
}

// after records a failure that ends the transaction; the server itself ends it after each of its own errors.
func (t *txn) after(err error) error {
	said := explain(err)
	t.broken = said
	switch {
	case err == nil, errors.Is(err, docstore.ErrDuplicate), errors.Is(err, docstore.ErrStale), errors.Is(said, docstore.ErrNotFound):
		t.broken = nil
	case labelled(err, labelTransient):
		t.again = true
	case driver.IsDuplicateKeyError(err):
		t.again, t.dup = true, true
		t.broken = errAgain
	}
	return said
}

// reading runs fn in the transaction of ctx, or outside a transaction.
func (e *engine) reading(ctx context.Context, fn func(context.Context) error) error {
	t, err := e.txn(ctx)
	if err != nil {
		return err
	}
	if t == nil {
		if err := e.begin(); err != nil {
			return err
		}
		defer e.closing.RUnlock()
		return explain(e.moment.reading(ctx, fn))
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.fit(ctx); err != nil {
		return err
	}
	return t.after(fn(ctx))
}

// writing is reading for calls that write.
func (e *engine) writing(ctx context.Context, fn func(ctx context.Context, careful bool) error) error {
	t, err := e.txn(ctx)
	if err != nil {
		return err
	}
	if t == nil {
		if err := e.begin(); err != nil {
			return err
		}
		defer e.closing.RUnlock()
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%w: %w", docstore.ErrBusy, err)
		}
		sent := &sending{}
		return explainWrite(fn(context.WithValue(ctx, sendingKey{}, sent), false), sent)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.fit(ctx); err != nil {
		return err
	}
	t.writes++
	return t.after(fn(ctx, t.careful))
}

// together runs fn in the transaction of ctx, or in a new one.
func (e *engine) together(ctx context.Context, fn func(context.Context) error) error {
	switch in, err := e.InTx(ctx); {
	case err != nil:
		return err
	case in:
		return fn(ctx)
	}
	return e.Tx(ctx, "", fn)
}

var (
	journaled = true
	txOptions = options.Transaction().SetReadConcern(readconcern.Snapshot()).SetReadPreference(readpref.Primary()).
			SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journaled})
)

// outcome is the result of an attempt. When err is nil it is committed and every call has its result.
type outcome struct {
	err     error
	culprit *call // the call whose function made it fail; nil: the server did
	first   bool  // nothing was written before the culprit, so its error is final
	again   bool
	careful bool // try again and check for duplicates before writing
}

// attempt runs the functions one after the other in one transaction and commits it. A function that fails before it writes
// does not affect the transaction.
func (e *engine) attempt(calls []*call, careful bool) outcome {
	sess, err := e.client.StartSession(options.Session().SetCausalConsistency(false))
	if err != nil {
		return outcome{err: explain(err)}
	}
	t := &txn{e: e, sess: sess, careful: careful}
	defer t.end()
	if err := sess.StartTransaction(txOptions); err != nil {
		return outcome{err: explain(err)}
	}
	for _, c := range calls {
		before := t.writes
		c.err = t.call(c)
		if t.broken != nil || c.err != nil && t.writes > before {
			out := outcome{err: c.err, culprit: c, first: before == 0, again: t.again, careful: t.dup}
			if out.err == nil {
				out.err = t.broken
			}
			return out
		}
	}
	return t.commit()
}

// call runs one function; the function's ctx is valid only until it returns.
func (t *txn) call(c *call) error {
	mine := &turn{txn: t}
	defer mine.ended.Store(true)
	return c.fn(driver.NewSessionContext(context.WithValue(c.ctx, txKey{}, mine), t.sess))
}

// end aborts the transaction unless it is committed, also when a function ends the goroutine.
func (t *txn) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	ctx, cancel := context.WithTimeout(context.Background(), abortFor)
	defer cancel()
	if t.sess.TransactionRunning() {
		_ = t.sess.AbortTransaction(ctx) // if this fails, the server aborts it later
	}
	t.sess.EndSession(ctx)
}

// commit repeats the commit until its outcome is known; it never reports a commit that may have happened as failed. It
// ignores the callers' deadlines, because several may share the transaction.
func (t *txn) commit() outcome {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over = true
	ctx, cancel := context.WithTimeout(context.Background(), commitFor)
	defer cancel()
	for try := 0; ; try++ {
		err := t.tryCommit(ctx)
		switch unknown := labelled(err, labelUnknown) || uncertain(err); {
		case err == nil:
			t.e.commits.Add(1)
			return outcome{}
		case unknown && pause(ctx, try):
		case !unknown && labelled(err, labelTransient): // the server confirms that nothing of it is stored
			return outcome{err: fmt.Errorf("commit: %w", explain(err)), again: true}
		default: // also for a refusal: an earlier attempt of the driver may have been carried out without an answer
			return outcome{err: fmt.Errorf("%w: commit: %w", docstore.ErrUnknown, explain(err))}
		}
	}
}

// tryCommit sends one commit with a short time limit, so that a hanging server leaves time to ask another.
func (t *txn) tryCommit(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callFor)
	defer cancel()
	return t.sess.CommitTransaction(ctx)
}

// single runs one call in transactions of its own until it has an outcome.
func (e *engine) single(c *call) error {
	ctx, cancel := context.WithTimeout(c.ctx, tryFor)
	defer cancel()
	careful := false
	for try := 0; ; try++ {
		out := e.attempt([]*call{c}, careful)
		switch {
		case out.err == nil:
			if c.err == nil {
				e.txs.Add(1)
			}
			return c.err
		case !out.again:
			return out.err
		case !pause(ctx, try):
			if c.ctx.Err() != nil {
				return fmt.Errorf("%w: %w", docstore.ErrBusy, c.ctx.Err())
			}
			return out.err
		}
		e.retries.Add(1)
		careful = careful || out.careful
	}
}

// pause waits before another try, longer each time and with a random part; it returns false when ctx ends.
func pause(ctx context.Context, try int) bool {
	most := min(backoff<<min(try, 10), backoffTo)
	timer := time.NewTimer(rand.N(most))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
