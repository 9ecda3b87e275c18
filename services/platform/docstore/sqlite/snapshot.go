package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// The errors of OpenSnapshot and its store.
var (
	ErrNoStore  = errors.New("there is no store in this directory")
	ErrReadOnly = errors.New("docstore: a snapshot cannot be written to")
)

// OpenSnapshot opens the store in dir for reading its present state, even while a server uses it. It does not see later
// writes, and neither waits for the other. The write-ahead log of a busy store grows until the snapshot is closed. It
// returns ErrNoStore when there is no store; every call that writes returns ErrReadOnly.
func OpenSnapshot(ctx context.Context, dir string, cfg docstore.Config) (*docstore.DB, error) {
	path := filepath.Join(dir, File)
	if _, err := os.Stat(path); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			err = ErrNoStore
		}
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	if cfg.ReadLimit == 0 {
		cfg.ReadLimit = 24 * time.Hour // no other call waits for this connection
	}
	e := &engine{cfg: cfg, path: path, reads: make(chan *conn, 1)}
	c, err := sqlite.OpenConn(path, sqlite.OpenReadOnly)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	c.SetBusyTimeout(5 * time.Second)
	for _, text := range []string{"PRAGMA cache_size=-65536", "PRAGMA temp_store=MEMORY", "BEGIN", "SELECT COUNT(*) FROM sqlite_master"} {
		if err := sqlitex.ExecuteTransient(c, text, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("read the database: %w", err), c.Close())
		}
	}
	reader := &conn{Conn: c, texts: &e.texts, damaged: &e.damaged}
	reader.arm()
	e.reads <- reader
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return docstore.New(snapshot{e}, cfg), nil
}

// snapshot is a read-only engine with one connection and one transaction.
type snapshot struct{ *engine }

// Tx runs fn; all its reads see the snapshot.
func (s snapshot) Tx(ctx context.Context, _ string, fn func(context.Context) error) error {
	return fn(ctx)
}

// Declare returns docstore.ErrOlder when the stored tables differ from the declaration.
func (s snapshot) Declare(ctx context.Context, q *query.Table) (docstore.Store, error) {
	t := newTable(s.engine, q)
	err := s.reading(ctx, func(c *conn) error {
		have, err := t.columns(c)
		if err != nil {
			return err
		}
		for _, f := range t.plain {
			if have[t.Fields[f].Name] != columnTypes[t.Fields[f].Kind] {
				return docstore.ErrOlder
			}
		}
		sides, err := sideTables(c, t.Name)
		if err == nil && (len(have) == 0 || len(sides) != len(t.arrays)) {
			err = docstore.ErrOlder
		}
		return err
	})
	return readOnlyTable{t}, err
}

// Raw returns the access to a collection that is not declared.
func (s snapshot) Raw(_ context.Context, q *query.Table) (docstore.Store, error) {
	return readOnlyTable{newTable(s.engine, q)}, nil
}

// Close ends the snapshot and closes its connection.
func (s snapshot) Close() error {
	c := <-s.reads
	close(s.reads)
	return errors.Join(c.exec("ROLLBACK"), c.Close())
}

// readOnlyTable is a table of a snapshot.
type readOnlyTable struct{ *table }

// Insert returns ErrReadOnly.
func (readOnlyTable) Insert(context.Context, []docstore.Row) error { return ErrReadOnly }

// Replace returns ErrReadOnly.
func (readOnlyTable) Replace(context.Context, docstore.Row, docstore.Row) error { return ErrReadOnly }

// Delete returns ErrReadOnly.
func (readOnlyTable) Delete(context.Context, string, int64, query.Expr) (bool, error) {
	return false, ErrReadOnly
}

// DeleteMany returns ErrReadOnly.
func (readOnlyTable) DeleteMany(context.Context, query.Expr) (int64, error) { return 0, ErrReadOnly }

// Rebuild returns ErrReadOnly.
func (readOnlyTable) Rebuild(context.Context) (int64, error) { return 0, ErrReadOnly }

// Names returns the tables without side tables, which have two underscores in a row in their names; collections never do.
func (e *engine) Names(ctx context.Context) (names []string, err error) {
	err = e.reading(ctx, func(c *conn) error {
		names = nil
		return queryOnce(c, "SELECT name FROM sqlite_master WHERE type='table'", func(stmt *sqlite.Stmt) {
			if n := stmt.ColumnText(0); !strings.Contains(n, "__") && !strings.HasPrefix(n, "sqlite_") {
				names = append(names, n)
			}
		})
	})
	return names, err
}

// Raw returns the access to a collection; when it does not exist, it is created with id, version and document only.
func (e *engine) Raw(ctx context.Context, q *query.Table) (docstore.Store, error) {
	t := newTable(e, q)
	err := e.writing(ctx, func(c *conn) error {
		have, err := t.columns(c)
		if err != nil || len(have) > 0 {
			return err
		}
		return t.makeTable(c)
	})
	return t, err
}

// Lock prevents other processes from opening the store in dir until unlock is called. It returns ErrInUse when one has it
// open. It is for commands that read a store which must not change meanwhile.
func Lock(dir string) (unlock func() error, err error) {
	f, err := lockFile(filepath.Join(dir, LockFile))
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", dir, err)
	}
	return f.Close, nil
}
