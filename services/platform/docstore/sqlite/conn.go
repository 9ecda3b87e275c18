package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// conn is one connection with its reused buffers.
type conn struct {
	*sqlite.Conn
	texts *texts
	trace Trace
	buf   []byte
	stop  chan struct{} // closed to interrupt the running statement

	damaged *atomic.Bool // set when SQLite meets a page that it cannot use
}

// Trace is called by several goroutines after every statement with its text, its values and the number of rows it returned
// or deleted. The statement is not reset yet. It is for tests.
type Trace func(stmt *sqlite.Stmt, text string, args []query.Value, rows int)

// texts keeps one copy of each statement text, so that finding a prepared statement does not allocate, and limits how many
// statements are kept prepared.
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

// exec runs a statement without values and keeps it prepared.
func (c *conn) exec(text string) error { return c.run(text, nil, nil) }

// run binds the values of a fixed statement, which is prepared once, and calls row for each row.
func (c *conn) run(text string, args []query.Value, row func(*sqlite.Stmt) error) error {
	stmt, err := c.Prepare(text)
	if err != nil {
		return c.explain(err)
	}
	bind(stmt, args)
	return c.step(stmt, text, args, row)
}

func bind(stmt *sqlite.Stmt, args []query.Value) {
	for i, v := range args {
		switch v.Kind {
		case query.String:
			stmt.BindText(i+1, v.Str)
		case query.Int, query.Bool, query.Time:
			stmt.BindInt64(i+1, v.Int)
		case query.Float:
			stmt.BindFloat(i+1, v.Float)
		default:
			stmt.BindNull(i + 1)
		}
	}
}

// query runs the statement of the builder.
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
	bind(stmt, b.args)
	if b.doc != nil {
		stmt.BindBytes(b.docAt, b.doc)
	}
	err = c.step(stmt, text, b.args, row)
	if !keep {
		_ = stmt.Finalize() // returns the error of the step again
	}
	return err
}

// step calls row for each row of the statement.
func (c *conn) step(stmt *sqlite.Stmt, text string, args []query.Value, row func(*sqlite.Stmt) error) error {
	for rows := 0; ; rows++ {
		more, err := stmt.Step()
		if err == nil && more {
			if err = row(stmt); err == nil {
				continue
			}
			err = errors.Join(err, stmt.Reset())
		}
		if c.trace != nil {
			if strings.HasPrefix(text, "DELETE ") {
				rows = c.Changes()
			}
			c.trace(stmt, text, args, rows)
		}
		return c.explain(err)
	}
}

// bytes returns a blob of the row in a buffer that the next call reuses.
func (c *conn) bytes(stmt *sqlite.Stmt, col int) []byte {
	n := stmt.ColumnLen(col)
	if cap(c.buf) < n || cap(c.buf) > 1<<20 && n < 1<<16 {
		c.buf = make([]byte, n, n+n/2+512)
	}
	c.buf = c.buf[:n]
	stmt.ColumnBytes(col, c.buf)
	return c.buf
}

// explain turns an error of SQLite into a fault of the store. A refusal by a unique index is returned unchanged;
// table.duplicate turns it into ErrDuplicate.
func (c *conn) explain(err error) error {
	switch code := sqlite.ErrCode(err); code.ToPrimary() {
	case sqlite.ResultFull:
		return fmt.Errorf("%w: %w", docstore.ErrFull, err)
	case sqlite.ResultBusy, sqlite.ResultLocked:
		return fmt.Errorf("%w: %w", docstore.ErrBusy, err)
	case sqlite.ResultCorrupt, sqlite.ResultNotADB:
		c.damaged.Store(true)
		return fmt.Errorf("%w: %w", docstore.ErrDisk, err)
	case sqlite.ResultIOErr, sqlite.ResultCantOpen, sqlite.ResultReadOnly:
		return fmt.Errorf("%w: %w", docstore.ErrDisk, err)
	}
	return err
}

// duplicate returns docstore.ErrDuplicate with the name of the index when a unique index refused; otherwise err.
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

// arm prepares the connection for being interrupted.
func (c *conn) arm() {
	c.stop = make(chan struct{})
	c.SetInterrupt(c.stop)
}

// bounded is boundedBy Config.ReadLimit.
func (e *engine) bounded(ctx context.Context, c *conn, fn func() error) error {
	return e.boundedBy(ctx, e.cfg.ReadLimit, c, fn)
}

// boundedBy runs fn, which only reads, and interrupts it when ctx ends (ErrBusy) or after the limit (ErrTooMuch). This is safe
// inside a transaction: SQLite does not roll it back when a read is interrupted.
func (e *engine) boundedBy(ctx context.Context, limit time.Duration, c *conn, fn func() error) error {
	if end, ok := ctx.Deadline(); !ok || time.Until(end) > limit {
		limited, cancel := context.WithTimeoutCause(ctx, limit, docstore.ErrTooMuch)
		defer cancel()
		ctx = limited
	}
	stop := c.stop
	unhook := context.AfterFunc(ctx, func() { close(stop) })
	err := fn()
	if unhook() {
		return err
	}
	<-stop
	c.arm()
	switch cause := context.Cause(ctx); {
	case err == nil:
		return nil
	case errors.Is(cause, docstore.ErrTooMuch):
		return fmt.Errorf("reading for %s: %w", limit, cause)
	}
	return fmt.Errorf("%w: %w", docstore.ErrBusy, ctx.Err())
}
