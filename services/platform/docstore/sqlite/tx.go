package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

var (
	errFinished = errors.New("docstore: this ctx belongs to a finished transaction")
	errOther    = errors.New("docstore: this ctx belongs to a transaction of another store")
	errExit     = fmt.Errorf("%w: the function of the transaction ended its goroutine", docstore.ErrBusy)
	errTooLong  = fmt.Errorf("%w: the function of the transaction took too long; did it call the store with another ctx than its own?", docstore.ErrBusy)
)

// txn is a running transaction: a savepoint on the writer's connection, created before its first write.
type txn struct {
	e      *engine
	mu     sync.Mutex  // held during each call, so that the transaction does not end while a call runs
	over   atomic.Bool // the transaction has ended; its ctx is refused
	wrote  bool        // the savepoint exists
	failed error       // the failure because of which it must be rolled back
}

type txKey struct{}

// Tx queues fn for the writer and returns after the commit that fn shared with others. fn runs once. Its ctx ends after
// Config.TxLimit; the transaction is then rolled back and Tx returns ErrBusy, whatever fn does.
func (e *engine) Tx(ctx context.Context, _ string, fn func(context.Context) error) error {
	return e.submit(ctx, &job{function: true, run: func(t *txn) error {
		ctx, cancel := context.WithTimeout(ctx, e.cfg.TxLimit)
		defer cancel()
		return fn(context.WithValue(ctx, txKey{}, t))
	}})
}

// InTx returns an error for the ctx of another store or of a finished transaction.
func (e *engine) InTx(ctx context.Context) (bool, error) {
	t, err := e.txn(ctx)
	return t != nil, err
}

// txn returns the running transaction that ctx belongs to, or nil.
func (e *engine) txn(ctx context.Context) (*txn, error) {
	t, ok := ctx.Value(txKey{}).(*txn)
	switch {
	case !ok:
		return nil, nil
	case t.e != e:
		return nil, errOther
	case t.over.Load():
		return nil, errFinished
	}
	return t, nil
}

// writing runs fn on the writer's connection: in the transaction of ctx, or in a new one without a time limit.
func (e *engine) writing(ctx context.Context, fn func(*conn) error) error {
	t, err := e.txn(ctx)
	switch {
	case err != nil:
		return err
	case t == nil:
		return e.submit(ctx, &job{run: func(t *txn) error { return t.call(context.Background(), true, fn) }})
	}
	return t.call(ctx, true, fn)
}

// reading runs fn on the connection of ctx's transaction, or on a reader.
func (e *engine) reading(ctx context.Context, fn func(*conn) error) error {
	t, err := e.txn(ctx)
	switch {
	case err != nil:
		return err
	case t == nil:
		return e.withReader(ctx, fn)
	}
	return t.call(ctx, false, fn)
}

// withReader runs fn on a reader. It returns ErrBusy when none becomes free before ctx ends.
func (e *engine) withReader(ctx context.Context, fn func(*conn) error) error {
	select {
	case c, ok := <-e.reads:
		if !ok {
			return errClosed
		}
		defer func() { e.reads <- c }()
		return fn(c)
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
	}
}

// call runs one call of the transaction. It returns an error when the transaction has ended or failed; an ended ctx makes
// the transaction fail.
func (t *txn) call(ctx context.Context, writes bool, fn func(*conn) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over.Load() {
		return errFinished
	}
	if err := ctx.Err(); err != nil && t.failed == nil {
		t.failed = fmt.Errorf("%w: %w", docstore.ErrBusy, err)
	}
	if t.failed != nil {
		return t.failed
	}
	if writes && !t.wrote {
		if t.failed = t.e.write.exec("SAVEPOINT t"); t.failed != nil {
			return t.failed
		}
		t.wrote = true
	}
	err := fn(t.e.write)
	if err != nil && !refusal(err) {
		t.failed = err
	}
	return err
}

// refusal reports whether err is a refusal because of the data, which undid only its own statement, so that the transaction
// may continue.
func refusal(err error) bool {
	return errors.Is(err, docstore.ErrDuplicate) || errors.Is(err, docstore.ErrStale) || errors.Is(err, docstore.ErrNotFound)
}

// end releases the savepoint and returns err. When err is not nil or a call failed, it first rolls back to the savepoint
// and returns that error. When SQLite refuses either, everything since the last commit is rolled back.
func (t *txn) end(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.over.Store(true)
	if err == nil {
		err = t.failed
	}
	if !t.wrote || t.e.write.AutocommitEnabled() {
		return err
	}
	var failed error
	if err != nil {
		failed = t.e.write.exec("ROLLBACK TO t")
	}
	if failed == nil {
		failed = t.e.write.exec("RELEASE t")
	}
	if failed != nil {
		t.failed = errors.Join(failed, t.e.rollback())
		err = errors.Join(err, t.failed)
	}
	return err
}
