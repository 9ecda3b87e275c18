package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	lib "modernc.org/sqlite/lib"
	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// conn is one connection and what it reuses from call to call.
type conn struct {
	*sqlite.Conn
	texts *texts
	watch func(docstore.Statement) // nil: nobody does
	desk  *desk                    // nil: of a reader
	buf   []byte
	stop  chan struct{} // closed to interrupt what runs
}

// Close lets go of the connection and its memory.
func (c *conn) Close() error {
	err := c.Conn.Close()
	if c.desk != nil {
		c.desk.close()
	}
	return err
}

// texts keeps one copy of each statement text, so that finding a prepared statement allocates nothing, and bounds how
// many are kept prepared.
type texts struct {
	mu  sync.RWMutex
	all map[string]string
}

const textsMax = 1500

func (t *texts) of(b []byte) (text string, keep bool) {
	t.mu.RLock()
	text, keep = t.all[string(b)]
	full := len(t.all) >= textsMax
	t.mu.RUnlock()
	if keep || full {
		if !keep {
			text = string(b)
		}
		return text, keep
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = make(map[string]string)
	}
	text = string(b)
	t.all[text] = text
	return text, true
}

// exec runs a fixed statement without values.
func (c *conn) exec(text string) error { return c.run(text, nil, nil) }

// run prepares a fixed statement once, binds the values and calls row for each row.
func (c *conn) run(text string, args []query.Value, row func(*sqlite.Stmt) error) error {
	stmt, err := c.Prepare(text)
	if err != nil {
		return c.explain(err)
	}
	if err := c.bind(stmt, args, nil, 0, row == nil); err != nil {
		return c.explain(err)
	}
	return c.counted(stmt, text, args, row)
}

// bind binds the values, and the document if there is one. A statement without rows ends with its first step.
func (c *conn) bind(stmt *sqlite.Stmt, args []query.Value, doc []byte, docAt int, ends bool) error {
	if c.desk != nil && ends {
		return c.desk.bind(stmt, args, doc, docAt)
	}
	for i, v := range args {
		bindOne(stmt, i+1, v)
	}
	if doc != nil {
		stmt.BindBytes(docAt, doc)
	}
	return nil
}

func bindOne(stmt *sqlite.Stmt, at int, v query.Value) {
	switch v.Kind {
	case query.String:
		stmt.BindText(at, v.Str)
	case query.Int, query.Bool, query.Time:
		stmt.BindInt64(at, v.Int)
	case query.Float:
		stmt.BindFloat(at, v.Float)
	default:
		stmt.BindNull(at)
	}
}

// counted steps through a statement, under the eyes of a watcher if there is one.
func (c *conn) counted(stmt *sqlite.Stmt, text string, args []query.Value, row func(*sqlite.Stmt) error) error {
	if c.watch == nil {
		return c.step(stmt, row)
	}
	rows := 0
	status(stmt, lib.SQLITE_STMTSTATUS_VM_STEP)
	err := c.step(stmt, func(stmt *sqlite.Stmt) error {
		rows++
		return row(stmt)
	})
	if strings.HasPrefix(text, "DELETE ") {
		rows = c.Changes()
	}
	c.watched(stmt, text, args, rows)
	return err
}

// query runs what was built.
func (c *conn) query(b *builder, row func(*sqlite.Stmt) error) error {
	text, keep := c.texts.of(b.text)
	var stmt *sqlite.Stmt
	var err error
	if keep {
		stmt, err = c.Prepare(text)
	} else {
		stmt, _, err = c.PrepareTransient(text)
	}
	if err != nil {
		return c.explain(err)
	}
	if err = c.bind(stmt, b.args, b.doc, b.docAt, row == nil); err == nil {
		err = c.counted(stmt, text, b.args, row)
	}
	if !keep {
		_ = stmt.Finalize() // it repeats the error of the step
	}
	return err
}

func (c *conn) step(stmt *sqlite.Stmt, row func(*sqlite.Stmt) error) error {
	for {
		more, err := stmt.Step()
		if err != nil {
			return c.explain(err)
		}
		if !more {
			return nil
		}
		if err := row(stmt); err != nil {
			return errors.Join(err, stmt.Reset())
		}
	}
}

// bytes returns a blob of the row in memory that the next call reuses.
func (c *conn) bytes(stmt *sqlite.Stmt, col int) []byte {
	n := stmt.ColumnLen(col)
	if cap(c.buf) < n || cap(c.buf) > 1<<20 && n < 1<<16 {
		c.buf = make([]byte, n, n+n/2+512)
	}
	c.buf = c.buf[:n]
	stmt.ColumnBytes(col, c.buf)
	return c.buf
}

// explain turns what SQLite says into the faults of the store. A refusal by a unique index keeps SQLite's words until
// the table names the index.
func (c *conn) explain(err error) error {
	switch code := sqlite.ErrCode(err); code.ToPrimary() {
	case sqlite.ResultFull:
		return fmt.Errorf("%w: %w", docstore.ErrFull, err)
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return fmt.Errorf("%w: %w", docstore.ErrBusy, err)
	case sqlite.ResultIOErr, sqlite.ResultCorrupt, sqlite.ResultNotADB, sqlite.ResultCantOpen, sqlite.ResultReadOnly:
		return fmt.Errorf("%w: %w", docstore.ErrDisk, err)
	}
	return err
}

// duplicate names the index that refused, if that is what err is about.
func (t *table) duplicate(err error) error {
	code := sqlite.ErrCode(err)
	if code != sqlite.ResultConstraintUnique && code != sqlite.ResultConstraintPrimaryKey {
		return err
	}
	_, columns, _ := strings.Cut(err.Error(), "UNIQUE constraint failed: ")
	best, name := 0, "_id"
	for index, cols := range t.uniques {
		if len(cols) > best && strings.HasPrefix(columns, cols) {
			best, name = len(cols), index
		}
	}
	return docstore.Duplicate(name)
}

// arm makes the connection interruptible.
func (c *conn) arm() {
	c.stop = make(chan struct{})
	c.SetInterrupt(c.stop)
}

// bounded runs fn, which only reads, and interrupts it when ctx ends or it takes too long. On the writer's connection too,
// since SQLite keeps a transaction whose reading was interrupted; an interrupted writing would undo others.
func (e *engine) bounded(ctx context.Context, c *conn, fn func() error) error {
	if end, ok := ctx.Deadline(); !ok || time.Until(end) > e.cfg.ReadLimit {
		limited, cancel := context.WithTimeoutCause(ctx, e.cfg.ReadLimit, docstore.ErrTooMuch)
		defer cancel()
		ctx = limited
	}
	stop := c.stop
	unhook := context.AfterFunc(ctx, func() { close(stop) })
	err := fn()
	if !unhook() {
		<-stop
		c.arm()
		switch cause := context.Cause(ctx); {
		case err == nil:
		case errors.Is(cause, docstore.ErrTooMuch):
			return fmt.Errorf("reading for %s: %w", e.cfg.ReadLimit, cause)
		default:
			return fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
		}
	}
	return err
}
