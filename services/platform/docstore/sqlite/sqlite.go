// Package sqlite stores a docstore in one file of a directory. One goroutine writes, and waiting transactions share its
// commits; a few connections read at the same time.
package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// File is the name of the database inside its directory.
const File = "tongxing.db"

// LockFile is the name of the lock file beside it, which the process holds.
const LockFile = "tongxing.lock"

const (
	readers  = 4
	waiting  = 4096                 // transactions that may wait in the queue
	batchMax = 256                  // transactions that share one commit
	batchFor = 5 * time.Millisecond // how long one commit collects transactions

	busyFor   = 5 * time.Second  // how long to wait for a lock of another program
	txLimit   = 30 * time.Second // how long a function may occupy the writer
	readLimit = 30 * time.Second // how long one read may take
)

// ErrInUse is returned by Open while another process uses the directory.
var ErrInUse = errors.New("another tongxing process is using this data directory; stop it first, since offline commands cannot run beside a server")

var errClosed = fmt.Errorf("%w: the store is closed", docstore.ErrBusy)

// Open opens or creates the store in dir. Only one process can have it open; all others get ErrInUse.
func Open(ctx context.Context, dir string, cfg docstore.Config) (*docstore.DB, error) {
	e, err := OpenEngine(ctx, dir, cfg, nil)
	if err != nil {
		return nil, err
	}
	return docstore.New(e, cfg), nil
}

// OpenEngine is Open for tests that wrap the engine or trace its statements; trace may be nil.
func OpenEngine(ctx context.Context, dir string, cfg docstore.Config, trace Trace) (docstore.Engine, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	lock, err := lockFile(filepath.Join(dir, LockFile))
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	e, err := open(filepath.Join(dir, File), cfg, lock, trace)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return e, nil
}

// engine implements docstore.Engine with one file.
type engine struct {
	cfg     docstore.Config
	trace   Trace // nil: no trace
	path    string
	lock    *os.File
	write   *conn
	reads   chan *conn
	jobs    chan *job
	done    chan struct{} // closed when the writer has ended
	closing sync.RWMutex  // read-locked by callers that queue a job
	closed  bool
	texts   texts
	cache   *documentCache // nil for a snapshot
	changed changes        // documents changed by the current transaction of SQLite

	logPages     int64 // size of the log, in pages, at which a checkpoint is made
	checkpointAt int64 // size of the log at which the next checkpoint is tried
	txs, commits atomic.Int64

	damaged atomic.Bool // SQLite met a page that it cannot use
	failing atomic.Bool // the latest commit failed because of the disk
}

func open(path string, cfg docstore.Config, lock *os.File, trace Trace) (*engine, error) {
	if err := makePrivate(path); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	cfg.TxLimit, cfg.ReadLimit = cmp.Or(cfg.TxLimit, txLimit), cmp.Or(cfg.ReadLimit, readLimit)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	e := &engine{
		cfg: cfg, trace: trace, path: path, lock: lock,
		reads: make(chan *conn, readers), jobs: make(chan *job, waiting), done: make(chan struct{}),
		cache: newCache(), logPages: logPages, checkpointAt: logPages,
	}
	sync := "FULL"
	if cfg.NoSync {
		sync = "OFF"
	}
	var err error
	e.write, err = e.connect("synchronous="+sync, "cache_size=-12288", "wal_autocheckpoint=0", "journal_size_limit=67108864")
	if err != nil {
		return nil, err
	}
	for range readers {
		c, err := e.connect("query_only=1", "cache_size=-2048")
		if err != nil {
			return nil, errors.Join(err, e.disconnect())
		}
		e.reads <- c
	}
	go e.writeLoop()
	return e, nil
}

// makePrivate gives only the owner access to the file before SQLite writes to it. SQLite gives the log the same mode.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

func (e *engine) connect(pragmas ...string) (*conn, error) {
	c, err := sqlite.OpenConn(e.path, sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	c.SetBusyTimeout(busyFor)
	for _, p := range append(pragmas, "temp_store=MEMORY") {
		if err := sqlitex.ExecuteTransient(c, "PRAGMA "+p, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("set up the database: %s: %w", p, err), c.Close())
		}
	}
	out := &conn{Conn: c, texts: &e.texts, trace: e.trace, damaged: &e.damaged}
	out.arm()
	return out, nil
}

func (e *engine) disconnect() error {
	var errs []error
	for len(e.reads) > 0 {
		c := <-e.reads
		errs = append(errs, c.Close())
	}
	return errors.Join(append(errs, e.write.Close())...)
}

// Close lets queued transactions finish, waits for reads and releases the directory.
func (e *engine) Close() error {
	e.closing.Lock()
	e.closed = true
	close(e.jobs)
	e.closing.Unlock()
	<-e.done
	var errs []error
	for range readers {
		c := <-e.reads
		errs = append(errs, c.Close())
	}
	close(e.reads)
	errs = append(errs, e.write.Close(), e.lock.Close())
	return errors.Join(errs...)
}

var errDamaged = fmt.Errorf("%w: a page of the database is corrupt; run `tongxing check` and restore a backup", docstore.ErrDisk)

// Ping reads from the file, and commits when the latest commit failed because of the disk. It returns nil when that works and
// neither a check nor a query has met a corrupt page since the store was opened.
func (e *engine) Ping(ctx context.Context) error {
	if e.damaged.Load() {
		return errDamaged
	}
	if e.failing.Load() {
		if err := e.writing(ctx, touch); err != nil {
			return err
		}
	}
	return e.withReader(ctx, func(c *conn) error {
		return c.run("SELECT 1", nil, func(*sqlite.Stmt) error { return nil })
	})
}

// touch changes nothing but has the commit write a page.
func touch(c *conn) error {
	var mark string
	err := queryOnce(c, "PRAGMA application_id", func(stmt *sqlite.Stmt) { mark = stmt.ColumnText(0) })
	if err == nil {
		err = execOnce(c, "PRAGMA application_id="+mark)
	}
	return err
}

// Stats returns the numbers of transactions and of the commits they shared.
func (e *engine) Stats() docstore.Stats {
	return docstore.Stats{Transactions: e.txs.Load(), Commits: e.commits.Load()}
}
