package docstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Config is what both engines are opened with.
type Config struct {
	Stamp  Stamper      // nil: nobody, now
	Log    *slog.Logger // nil: silent
	NoSync bool         // SQLite only: do not wait for the disk. For tests and seeding; a power cut loses data.

	// TxLimit is how long the function of a transaction may hold SQLite's writer before it is rolled back and the others go
	// on; ReadLimit is how long one reading may take there. Zero is half a minute.
	TxLimit, ReadLimit time.Duration
}

// Stats counts what the store did since it was opened.
type Stats struct {
	Transactions int64 // functions that were committed
	Commits      int64 // commits they needed; fewer, since waiting transactions share one
	Retries      int64 // functions that ran again after a conflict
	Waiting      int64 // callers with a hot key that have no answer yet
}

// Engine is a place to keep documents; package sqlite and package mongo are the two.
type Engine interface {
	// Declare makes ready what the table needs and returns the way to its documents.
	Declare(ctx context.Context, t *query.Table) (Store, error)
	// Tx runs fn in a transaction of its own and commits it; hot may be empty.
	Tx(ctx context.Context, hot string, fn func(context.Context) error) error
	// InTx tells whether ctx is of a running transaction; an error if of a finished or foreign one.
	InTx(ctx context.Context) (bool, error)
	Ping(ctx context.Context) error
	Stats() Stats
	// Names lists the collections that are stored, declared or not.
	Names(ctx context.Context) ([]string, error)
	// Raw returns the way to a collection that is not declared, of which t knows no more than id and version. The engine's
	// copies of declared fields stay as they are until Rebuild.
	Raw(ctx context.Context, t *query.Table) (Store, error)
	// Check looks for damage of the engine's own and reports each one found.
	Check(ctx context.Context, report func(what string)) error
	Close() error
}

// Row is a document on its way in: its encoded form and the values of its declared fields.
type Row struct {
	ID      string
	Version int64
	Doc     []byte
	Values  []query.Value
}

// Store is one collection of an engine. Calls made with the ctx of a transaction take part in it; a call that writes
// more than one row outside of one is atomic as well. Documents handed to callbacks are good only inside the callback.
type Store interface {
	Insert(ctx context.Context, rows []Row) error
	// Get reads one document that also matches where; ErrNotFound when there is none.
	Get(ctx context.Context, id string, where query.Expr, use func(doc []byte) error) error
	Find(ctx context.Context, q query.Find, use func(doc []byte) error) error
	Count(ctx context.Context, where query.Expr, most int) (int64, error)
	Sum(ctx context.Context, s query.Sum) ([]query.Row, error)
	// Replace saves a document over the old one, of which no values are needed, if it still has the old version; else ErrStale.
	Replace(ctx context.Context, old, next Row) error
	// Delete removes the document if it matches where and, unless 0, has the version; false when nothing was removed.
	Delete(ctx context.Context, id string, version int64, where query.Expr) (bool, error)
	DeleteMany(ctx context.Context, where query.Expr) (int64, error)
	// Rebuild makes the engine's own copies of declared fields anew from the documents and returns how many differed.
	Rebuild(ctx context.Context) (int64, error)
	// Check compares the engine's own copies and indexes with the documents and reports the id of each document that
	// differs, "" for what is not about one. It changes nothing.
	Check(ctx context.Context, report func(id, what string)) error
}

// DB is an open store.
type DB struct {
	engine Engine
	cfg    Config
	tables tables
	closed atomic.Bool

	notesOnce sync.Once
	noteDocs  *Collection[note]
	notesErr  error
}

// New joins an engine with its configuration; sqlite.Open and mongo.Open call it.
func New(e Engine, cfg Config) *DB {
	if cfg.Stamp == nil {
		cfg.Stamp = func(context.Context) (string, time.Time) { return "", time.Now() }
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &DB{engine: e, cfg: cfg}
}

// Tx runs fn in a transaction and commits it, or changes nothing at all when fn fails or panics. It is durable before
// Tx returns nil. On MongoDB fn may run several times. Inside another transaction of this store it joins that one.
func (db *DB) Tx(ctx context.Context, fn func(ctx context.Context) error, opts ...TxOption) error {
	in, err := db.engine.InTx(ctx)
	switch {
	case err != nil:
		return err
	case in:
		return fn(ctx)
	}
	var o txOptions
	for _, opt := range opts {
		opt(&o)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("before the transaction: %w", err)
	}
	var after afterRollback
	err = db.engine.Tx(ctx, o.hot, func(ctx context.Context) error {
		after.replace(nil)
		return db.recovered(context.WithValue(ctx, afterRollbackKey{}, &after), fn)
	})
	if err != nil {
		for _, call := range after.replace(nil) {
			err = errors.Join(err, call(ctx))
		}
	}
	return err
}

// recovered calls fn. A panic comes back as an error that names the place, never the value, which may be somebody's data.
func (db *DB) recovered(ctx context.Context, fn func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("docstore: a transaction function panicked with a %T at %s", p, panicPlace())
			db.cfg.Log.Error("transaction function panicked", "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	return fn(ctx)
}

// panicPlace returns file and line of the innermost frame below the panic that is not of the runtime.
func panicPlace() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// afterRollback holds what is to be done when the transaction has been rolled back.
type afterRollback struct {
	mu    sync.Mutex // a function that was given up may still add to it
	calls []func(context.Context) error
}

// replace sets the calls and returns those there were.
func (a *afterRollback) replace(calls []func(context.Context) error) (old []func(context.Context) error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	old, a.calls = a.calls, calls
	return old
}

type afterRollbackKey struct{}

// OnRollback has fn run after the transaction of ctx, outside of it, if that is rolled back: for the record of an attempt,
// which would be rolled back with everything else. Without a transaction fn runs at once. Of a function that runs several
// times the last run counts; an error of fn is returned by Tx beside its own.
func (db *DB) OnRollback(ctx context.Context, fn func(ctx context.Context) error) error {
	in, err := db.engine.InTx(ctx)
	if err != nil {
		return err
	}
	if after, ok := ctx.Value(afterRollbackKey{}).(*afterRollback); in && ok {
		after.replace(append(after.replace(nil), fn))
		return nil
	}
	return fn(ctx)
}

// Ping tells whether the store answers.
func (db *DB) Ping(ctx context.Context) error { return db.engine.Ping(ctx) }

// Stats returns the counters for metrics.
func (db *DB) Stats() Stats { return db.engine.Stats() }

// Close waits for running transactions and lets go of the store. A second call does nothing.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	return db.engine.Close()
}

// Rebuild fills the engine's copies of declared fields again from the documents of every declared collection and
// returns how many documents had a wrong one.
func (db *DB) Rebuild(ctx context.Context) (int64, error) {
	var wrong int64
	for _, t := range db.tables.all() {
		n, err := t.store.Rebuild(ctx)
		if err != nil {
			return wrong, fmt.Errorf("rebuild %s: %w", t.table.Name, err)
		}
		wrong += n
	}
	return wrong, nil
}

// IsDuplicate tells whether err is the refusal by the unique index of that name; "_id" is that of the id.
func IsDuplicate(err error, index string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && f.Code == ErrDuplicate.Code && f.Args["index"] == index
}

// Duplicate is ErrDuplicate by the index of that name; engines make it.
func Duplicate(index string) error { return ErrDuplicate.With("index", index) }
