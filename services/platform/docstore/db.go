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
	Stamp  Stamper      // nil: no user, the current time
	Log    *slog.Logger // nil: no log
	NoSync bool         // SQLite only: do not wait for the disk. For tests and seeding; a power cut loses data.

	// TxLimit is how long the function of a transaction may occupy SQLite's writer before it is rolled back; ReadLimit is
	// how long one read may take on SQLite. Zero means 30 seconds.
	TxLimit, ReadLimit time.Duration
}

// Stats counts what the store did since it was opened.
type Stats struct {
	Transactions int64 // functions that were committed
	Commits      int64 // commits that they needed; fewer, because waiting transactions share one
	Retries      int64 // functions that were run again after a conflict
	Waiting      int64 // callers with a hot key that are not answered yet
}

// Engine stores documents. Packages sqlite and mongo implement it.
type Engine interface {
	// Declare creates what the table needs and returns the access to its documents.
	Declare(ctx context.Context, t *query.Table) (Store, error)
	// Tx runs fn in a new transaction and commits it; hot may be empty.
	Tx(ctx context.Context, hot string, fn func(context.Context) error) error
	// InTx reports whether ctx belongs to a running transaction; it fails for a ctx of a finished transaction or another
	// store.
	InTx(ctx context.Context) (bool, error)
	Ping(ctx context.Context) error
	Stats() Stats
	// Names lists the collections that are stored, declared or not.
	Names(ctx context.Context) ([]string, error)
	// Raw returns the access to a collection that is not declared; t has only id and version. The engine's copies of
	// declared fields are not updated until Rebuild.
	Raw(ctx context.Context, t *query.Table) (Store, error)
	// Check reports each damage to the engine's own files.
	Check(ctx context.Context, report func(what string)) error
	Close() error
}

// Row is a document to be stored: its encoded form and the values of its declared fields.
type Row struct {
	ID      string
	Version int64
	Doc     []byte
	Values  []query.Value
}

// Store is one collection of an engine. Calls with the ctx of a transaction are part of it; a call outside a transaction
// that writes several rows is atomic. A document passed to a callback is valid only during the callback.
type Store interface {
	Insert(ctx context.Context, rows []Row) error
	// Get reads one document that also matches where; ErrNotFound when there is none.
	Get(ctx context.Context, id string, where query.Expr, use func(doc []byte) error) error
	Find(ctx context.Context, q query.Find, use func(doc []byte) error) error
	Count(ctx context.Context, where query.Expr, most int) (int64, error)
	Sum(ctx context.Context, s query.Sum) ([]query.Row, error)
	// Replace stores next in place of old if the stored version is still old.Version; otherwise it returns ErrStale.
	// old.Values are not used.
	Replace(ctx context.Context, old, next Row) error
	// Delete removes the document if it matches where and has the version (0: any); it returns false when nothing was
	// removed.
	Delete(ctx context.Context, id string, version int64, where query.Expr) (bool, error)
	DeleteMany(ctx context.Context, where query.Expr) (int64, error)
	// Rebuild computes the engine's copies of declared fields from the documents again and returns how many documents had a
	// wrong one.
	Rebuild(ctx context.Context) (int64, error)
	// Check compares the engine's copies and indexes with the documents and reports the id of each document that differs
	// ("" for a finding about the whole collection). It changes nothing.
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

// New returns a DB that uses the engine; sqlite.Open and mongo.Open call it.
func New(e Engine, cfg Config) *DB {
	if cfg.Stamp == nil {
		cfg.Stamp = func(context.Context) (string, time.Time) { return "", time.Now() }
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	return &DB{engine: e, cfg: cfg}
}

// Tx runs fn in a transaction and commits it; when fn fails or panics, nothing is changed. When Tx returns nil the commit
// is durable. On MongoDB fn may run several times. Inside another transaction of this store it joins that one.
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

// recovered calls fn and turns a panic into an error that names file and line but not the value, which may be personal
// data.
func (db *DB) recovered(ctx context.Context, fn func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("docstore: a transaction function panicked with a %T at %s", p, panicPlace())
			db.cfg.Log.Error("transaction function panicked", "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	return fn(ctx)
}

// panicPlace returns file and line of the frame that panicked, without those of the runtime.
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

// afterRollback holds the functions to call after the transaction has been rolled back.
type afterRollback struct {
	mu    sync.Mutex // a function that exceeded its time may still add to it
	calls []func(context.Context) error
}

// replace sets the calls and returns the previous ones.
func (a *afterRollback) replace(calls []func(context.Context) error) (old []func(context.Context) error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	old, a.calls = a.calls, calls
	return old
}

type afterRollbackKey struct{}

// OnRollback calls fn after the transaction of ctx was rolled back, outside of it: for the record of an attempt, which
// would otherwise be rolled back too. Without a transaction fn is called at once. When the transaction's function runs
// several times, only the calls of its last run count. Tx returns an error of fn joined with its own.
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

// Ping returns nil when the store answers.
func (db *DB) Ping(ctx context.Context) error { return db.engine.Ping(ctx) }

// Stats returns the counters for metrics.
func (db *DB) Stats() Stats { return db.engine.Stats() }

// Close waits for running transactions and closes the store. A second call does nothing.
func (db *DB) Close() error {
	if db.closed.Swap(true) {
		return nil
	}
	return db.engine.Close()
}

// Rebuild computes the engine's copies of declared fields again for every declared collection and returns how many
// documents had a wrong one.
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

// IsDuplicate reports whether err is the refusal by the unique index of that name; "_id" is the index of the id.
func IsDuplicate(err error, index string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && f.Code == ErrDuplicate.Code && f.Args["index"] == index
}

// Duplicate returns ErrDuplicate with the name of the index; engines call it.
func Duplicate(index string) error { return ErrDuplicate.With("index", index) }
