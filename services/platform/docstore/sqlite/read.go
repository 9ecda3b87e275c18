package sqlite

import (
	"context"
	"errors"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Get reads one document. Without a condition, a document of a warm collection is looked up in the cache first.
func (t *table) Get(ctx context.Context, id string, where query.Expr, use func([]byte) error) error {
	if where.Op != query.All || !t.Warm || t.e.cache == nil {
		return t.e.reading(ctx, func(c *conn) error { return t.load(c, id, where, use) })
	}
	var room [80]byte
	key := t.cacheKey(room[:0], id)
	tx, err := t.e.txn(ctx)
	if err != nil {
		return err
	}
	if tx != nil {
		return tx.call(ctx, false, func(c *conn) error {
			if !t.e.changed.has(key) { // not changed in the current commit
				if found, err := t.e.cache.get(key, use); found {
					return err
				}
			}
			return t.load(c, id, where, use)
		})
	}
	if found, err := t.e.cache.get(key, use); found {
		return err
	}
	turn := t.e.cache.begin()
	return t.e.withReader(ctx, func(c *conn) error {
		return t.load(c, id, where, func(doc []byte) error {
			t.e.cache.put(key, doc, turn)
			return use(doc)
		})
	})
}

// load reads one document that also matches where. It returns ErrNotFound when there is none.
func (t *table) load(c *conn, id string, where query.Expr, use func([]byte) error) error {
	b := t.build(t.get).val(str(id))
	defer b.free()
	if where.Op != query.All {
		b.add(" AND ").test(where)
	}
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

// Find runs the parts of the query one after the other until it has enough documents.
func (t *table) Find(ctx context.Context, q query.Find, use func([]byte) error) error {
	return t.e.reading(ctx, func(c *conn) error {
		if len(q.Parts) < 2 || !c.AutocommitEnabled() {
			return t.e.bounded(ctx, c, func() error { return t.parts(c, q, use) })
		}
		if err := c.exec("BEGIN"); err != nil { // so that all parts read the same state
			return err
		}
		err := t.e.bounded(ctx, c, func() error { return t.parts(c, q, use) })
		return errors.Join(err, c.exec("ROLLBACK"))
	})
}

func (t *table) parts(c *conn, q query.Find, use func([]byte) error) error {
	left := int64(q.Limit)
	for _, part := range q.Parts {
		b, err := t.selection(c, part, q)
		if err != nil {
			return err
		}
		if q.Limit > 0 {
			b.add(" LIMIT 0+").val(num(left)) // of a mere "?" SQLite would plan again for each value
		}
		err = c.query(b, func(stmt *sqlite.Stmt) error {
			left--
			return use(c.bytes(stmt, 0))
		})
		b.free()
		if err != nil || q.Limit > 0 && left <= 0 {
			return err
		}
	}
	return nil
}

// Count counts the matching documents without reading them, up to most unless that is 0.
func (t *table) Count(ctx context.Context, where query.Expr, most int) (n int64, err error) {
	err = t.e.reading(ctx, func(c *conn) error {
		b := t.build("SELECT COUNT(*) FROM (SELECT 1 FROM ", t.name)
		if kids := conjuncts(where); slices.ContainsFunc(kids, t.names) {
			b.whereOnly(kids, func(at int) bool { return t.names(kids[at]) })
		} else {
			b.where(where)
		}
		defer b.free()
		if most > 0 {
			b.add(" LIMIT 0+").val(num(int64(most)))
		}
		b.add(")")
		return t.e.bounded(ctx, c, func() error {
			return c.query(b, func(stmt *sqlite.Stmt) error {
				n = stmt.ColumnInt64(0)
				return nil
			})
		})
	})
	return n, err
}

// Sum groups the documents in SQLite.
func (t *table) Sum(ctx context.Context, s query.Sum) (rows []query.Row, err error) {
	b := t.build("SELECT 1")
	defer b.free()
	for _, f := range s.By {
		b.add(",", t.cols[f])
	}
	for _, m := range s.Measures {
		if m.Op == "count" {
			b.add(",COUNT(*)")
			continue
		}
		b.add(",COALESCE(", strings.ToUpper(m.Op), "(", t.cols[m.Field], "),0)")
	}
	b.add(" FROM ", t.name).where(s.Where)
	for i, f := range s.By {
		b.add([]string{" GROUP BY ", ","}[min(i, 1)], t.cols[f])
	}
	for i, f := range s.By {
		b.add([]string{" ORDER BY ", ","}[min(i, 1)], t.cols[f])
	}
	err = t.e.reading(ctx, func(c *conn) error {
		return t.e.bounded(ctx, c, func() error {
			return c.query(b, func(stmt *sqlite.Stmt) error {
				r := query.Row{Keys: make([]query.Value, len(s.By)), Values: make([]int64, len(s.Measures))}
				for i, f := range s.By {
					r.Keys[i] = column(stmt, i+1, t.Fields[f].Kind)
				}
				for i := range s.Measures {
					r.Values[i] = stmt.ColumnInt64(1 + len(s.By) + i)
				}
				rows = append(rows, r)
				return nil
			})
		})
	})
	return rows, err
}

func column(stmt *sqlite.Stmt, i int, kind query.Kind) query.Value {
	if stmt.ColumnIsNull(i) {
		return query.Value{}
	}
	switch kind {
	case query.String:
		return str(stmt.ColumnText(i))
	case query.Float:
		return query.Value{Kind: kind, Float: stmt.ColumnFloat(i)}
	}
	return query.Value{Kind: kind, Int: stmt.ColumnInt64(i)}
}
