package sqlite

import (
	"context"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Get reads one document. Without a condition it mostly comes from memory.
func (t *table) Get(ctx context.Context, id string, where query.Expr, use func([]byte) error) error {
	if where.Op != query.All {
		return t.e.reading(ctx, func(c *conn) error { return t.seekWhere(c, id, where, use) })
	}
	tx, err := t.e.txn(ctx)
	if err != nil {
		return err
	}
	if tx != nil {
		return tx.read(ctx, func(c *conn) error { return t.drafted(c, id, use) })
	}
	var room [80]byte
	if known, err := t.e.docs.get(t.key(room[:0], id), use); known {
		return err
	}
	r := t.e.docs.begin(t.key(nil, id))
	return t.e.beside(ctx, func(c *conn) error { return t.seek(c, id, r, use) })
}

// drafted reads a document as the transactions before this one, and this one, have left it.
func (t *table) drafted(c *conn, id string, use func([]byte) error) error {
	var room [80]byte
	key := t.key(room[:0], id)
	x, ok := t.e.draft.now[string(key)]
	if !ok && !t.e.draft.wide {
		if known, err := t.e.docs.get(key, use); known {
			return err
		}
	}
	if !ok || x.hidden {
		return t.seek(c, id, reading{}, use)
	}
	if x.row.Doc == nil {
		return docstore.ErrNotFound
	}
	return use(x.row.Doc)
}

// seek asks SQLite for one document, and remembers it if r is of one to be remembered: who reads to write does not.
func (t *table) seek(c *conn, id string, r reading, use func([]byte) error) error {
	var args [1]query.Value
	args[0] = str(id)
	found := false
	err := c.run(t.get, args[:], func(stmt *sqlite.Stmt) error {
		found = true
		doc := c.bytes(stmt, 0)
		t.e.docs.learn(r, doc)
		return use(doc)
	})
	if err == nil && !found {
		t.e.docs.learn(r, nil)
		return docstore.ErrNotFound
	}
	return err
}

func (t *table) seekWhere(c *conn, id string, where query.Expr, use func([]byte) error) error {
	b := t.build(t.get[:len(t.get)-1]).val(str(id)).add(" AND ")
	defer b.free()
	b.walk.every = true
	b.expr(where)
	found := false
	err := c.query(b, func(stmt *sqlite.Stmt) error {
		found = true
		return use(c.bytes(stmt, 0))
	})
	if err == nil && !found {
		return docstore.ErrNotFound
	}
	return err
}
