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

// table is one declared collection and its fixed statements.
type table struct {
	*query.Table
	e       *engine
	name    string            // quoted
	cols    []string          // quoted column of each field; "" for arrays
	sides   []string          // quoted side table of each array field; else ""
	plain   []int             // fields with a column of their own, without id and version
	arrays  []int             // fields with a side table
	uniques map[string]string // index name → how SQLite names its columns when it refuses

	get, insert, remove, ids string

	known broad
}

func quote(name string) string { return `"` + name + `"` }

func newTable(e *engine, q *query.Table) *table {
	t := &table{
		Table: q, e: e, name: quote(q.Name), uniques: map[string]string{},
		cols: make([]string, len(q.Fields)), sides: make([]string, len(q.Fields)),
	}
	cols, marks := []string{`"id"`, `"version"`, `"doc"`}, "?,?,?"
	for i, f := range q.Fields {
		switch {
		case f.Name == "_id":
			t.cols[i] = `"id"`
		case f.Kind == query.Strings:
			t.sides[i] = quote(q.Name + "__" + f.Name)
			t.arrays = append(t.arrays, i)
		case f.Name == "version":
			t.cols[i] = `"version"`
		default:
			t.cols[i] = quote(f.Name)
			t.plain = append(t.plain, i)
			cols, marks = append(cols, t.cols[i]), marks+",?"
		}
	}
	for _, ix := range q.Indexes {
		if ix.Unique {
			names := make([]string, len(ix.Keys))
			for i, k := range ix.Keys {
				names[i] = q.Name + "." + strings.Trim(t.cols[k.Field], `"`)
			}
			t.uniques[ix.Name] = strings.Join(names, ", ")
		}
	}
	t.get = `SELECT "doc" FROM ` + t.name + ` WHERE "id"=?`
	t.insert = "INSERT INTO " + t.name + "(" + strings.Join(cols, ",") + ") VALUES(" + marks + ")"
	t.remove = "DELETE FROM " + t.name + ` WHERE "id"=?`
	t.ids = `SELECT "id" FROM ` + t.name
	return t
}

func str(s string) query.Value { return query.Value{Kind: query.String, Str: s} }
func num(n int64) query.Value  { return query.Value{Kind: query.Int, Int: n} }

// Find runs the parts one after the other until there are enough documents.
func (t *table) Find(ctx context.Context, q query.Find, use func([]byte) error) error {
	return t.e.reading(ctx, func(c *conn) error {
		if len(q.Parts) < 2 || !c.AutocommitEnabled() {
			return t.e.bounded(ctx, c, func() error { return t.parts(c, q, use) })
		}
		if err := c.exec("BEGIN"); err != nil { // the parts see one state
			return err
		}
		err := t.e.bounded(ctx, c, func() error { return t.parts(c, q, use) })
		return errors.Join(err, c.exec("ROLLBACK"))
	})
}

func (t *table) parts(c *conn, q query.Find, use func([]byte) error) error {
	left := int64(q.Limit)
	for _, part := range q.Parts {
		b := t.build(`SELECT "doc" FROM `)
		if q.Limit > 0 && q.Limit <= pageMost {
			var err error
			if b.walk, part, err = t.walk(c, part, q.Sort); err != nil {
				b.free()
				return err
			}
		}
		b.from(q.Sort).where(part).order(q.Sort)
		if q.Limit > 0 {
			b.add(" LIMIT ").val(num(left))
		}
		err := c.query(b, func(stmt *sqlite.Stmt) error {
			left--
			return use(c.bytes(stmt, 0))
		})
		b.free()
		if err != nil {
			return err
		}
		if q.Limit > 0 && left <= 0 {
			return nil
		}
	}
	return nil
}

// Count counts without reading documents, at most up to `most` unless that is 0.
func (t *table) Count(ctx context.Context, where query.Expr, most int) (n int64, err error) {
	err = t.e.reading(ctx, func(c *conn) error {
		b := t.build("SELECT COUNT(*) FROM (SELECT 1 FROM ", t.name).where(where)
		defer b.free()
		if most > 0 {
			b.add(" LIMIT ").val(num(int64(most)))
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

// Sum groups in SQLite.
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

// manyRows are so many that the draft does not keep them.
const manyRows = 100

// Insert adds all rows or none.
func (t *table) Insert(ctx context.Context, rows []docstore.Row) error {
	return t.e.drafting(ctx, func(c *conn) error {
		if err := t.addAll(c, rows); err != nil {
			return err
		}
		for _, r := range rows {
			x := drafted{t: t, row: r, stored: r.Version}
			if len(rows) > manyRows {
				x = drafted{t: t, hidden: true}
			}
			t.e.draft.put(t.named(r.ID), x)
		}
		return nil
	})
}

// addAll takes back what it has added when one is refused. A savepoint would copy every page that is changed.
func (t *table) addAll(c *conn, rows []docstore.Row) error {
	for i, r := range rows {
		if err := t.add(c, r); err != nil {
			if !survives(err) {
				return err // nothing of the transaction remains
			}
			for _, r := range rows[:i] {
				if err := t.drop(c, r.ID); err != nil {
					return err
				}
			}
			return err
		}
	}
	return nil
}

func (t *table) add(c *conn, r docstore.Row) error {
	b := t.build(t.insert)
	defer b.free()
	b.args = append(b.args, str(r.ID), num(r.Version), query.Value{})
	b.doc, b.docAt = r.Doc, 3
	for _, f := range t.plain {
		b.args = append(b.args, r.Values[f])
	}
	if err := c.query(b, nil); err != nil {
		return t.duplicate(err)
	}
	for _, f := range t.arrays {
		if err := t.addTo(c, f, r.ID, r.Values[f].List); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) addTo(c *conn, field int, id string, values []string) error {
	for _, v := range values {
		b := t.build("INSERT OR IGNORE INTO ", t.sides[field], `("value","id") VALUES(`).val(str(v)).add(",").val(str(id)).add(")")
		err := c.query(b, nil)
		b.free()
		if err != nil {
			return err
		}
	}
	return nil
}

// Replace writes the document and those columns that changed. When none did, and the document was written since the last
// commit, it is left to the draft.
func (t *table) Replace(ctx context.Context, old, next docstore.Row) error {
	return t.e.drafting(ctx, func(c *conn) error {
		key, d := t.named(old.ID), t.e.draft
		x, ok := d.now[key]
		if ok = ok && !x.hidden; !ok {
			x.stored = old.Version
		} else if x.row.Doc == nil || x.row.Version != old.Version {
			return docstore.ErrStale
		}
		if old.Values = x.row.Values; !ok || x.t != t { // nobody has read them, or another who reads other fields
			var err error
			if old.Values, err = t.Values(old.Doc, nil); err != nil {
				return err
			}
		}
		if ok && t.same(old, next) {
			d.put(key, drafted{t: t, row: next, stored: x.stored, late: true})
			return nil
		}
		if err := t.write(c, old, next, x.stored); err != nil {
			return err
		}
		d.put(key, drafted{t: t, row: next, stored: next.Version})
		return nil
	})
}

// same tells that no column and no side table changes.
func (t *table) same(old, next docstore.Row) bool {
	for _, f := range t.plain {
		if !old.Values[f].Equal(next.Values[f]) {
			return false
		}
	}
	for _, f := range t.arrays {
		if !slices.Equal(old.Values[f].List, next.Values[f].List) {
			return false
		}
	}
	return true
}

// write puts next in the place of the version that SQLite has, with those columns that differ from old.
func (t *table) write(c *conn, old, next docstore.Row, stored int64) error {
	b := t.build("UPDATE ", t.name, ` SET "version"=?,"doc"=?`)
	defer b.free()
	b.args = append(b.args, num(next.Version), query.Value{})
	b.doc, b.docAt = next.Doc, 2
	for _, f := range t.plain {
		if !old.Values[f].Equal(next.Values[f]) {
			b.add(",", t.cols[f], "=").val(next.Values[f])
		}
	}
	b.add(` WHERE "id"=`).val(str(next.ID)).add(` AND "version"=`).val(num(stored))
	if err := c.query(b, nil); err != nil {
		return t.duplicate(err)
	}
	if c.Changes() == 0 {
		return docstore.ErrStale
	}
	for _, f := range t.arrays {
		if err := t.change(c, f, next.ID, old.Values[f].List, next.Values[f].List); err != nil {
			return err
		}
	}
	return nil
}

// change brings the side table from the old elements to the new ones.
func (t *table) change(c *conn, field int, id string, old, next []string) error {
	if slices.Equal(old, next) {
		return nil
	}
	for _, v := range old {
		if slices.Contains(next, v) {
			continue
		}
		b := t.build("DELETE FROM ", t.sides[field], ` WHERE "value"=`).val(str(v)).add(` AND "id"=`).val(str(id))
		err := c.query(b, nil)
		b.free()
		if err != nil {
			return err
		}
	}
	var added []string
	for _, v := range next {
		if !slices.Contains(old, v) {
			added = append(added, v)
		}
	}
	return t.addTo(c, field, id, added)
}

// Delete removes one document.
func (t *table) Delete(ctx context.Context, id string, version int64, where query.Expr) (done bool, err error) {
	err = t.e.writing(ctx, func(c *conn) error {
		b := t.build(t.remove[:len(t.remove)-1]).val(str(id))
		defer b.free()
		if version != 0 {
			b.add(` AND "version"=`).val(num(version))
		}
		if where.Op != query.All {
			b.walk.every = true
			b.add(" AND ").expr(where)
		}
		if err := c.query(b, nil); err != nil {
			return err
		}
		if done = c.Changes() > 0; !done {
			return nil
		}
		t.gone(id)
		return t.dropSides(c, id)
	})
	return done, err
}

// drop removes a document and what it has in the side tables.
func (t *table) drop(c *conn, id string) error {
	if err := c.run(t.remove, []query.Value{str(id)}, nil); err != nil {
		return err
	}
	return t.dropSides(c, id)
}

func (t *table) dropSides(c *conn, id string) error {
	for _, f := range t.arrays {
		b := t.build("DELETE FROM ", t.sides[f], ` WHERE "id"=`).val(str(id))
		err := c.query(b, nil)
		b.free()
		if err != nil {
			return err
		}
	}
	return nil
}

// gone notes that a document was deleted.
func (t *table) gone(id string) {
	d, key := t.e.draft, t.named(id)
	if _, ok := d.now[key]; !ok && len(d.now) >= draftMost {
		d.wide = true
		return
	}
	d.put(key, drafted{t: t})
}

// DeleteMany removes what matches; with array fields one by one, since their rows must go too.
func (t *table) DeleteMany(ctx context.Context, where query.Expr) (n int64, err error) {
	err = t.e.writing(ctx, func(c *conn) error {
		n = 0
		if len(t.arrays) == 0 {
			b := t.build("DELETE FROM ", t.name).where(where).add(` RETURNING "id"`)
			defer b.free()
			return c.query(b, func(stmt *sqlite.Stmt) error {
				n++
				t.gone(stmt.ColumnText(0))
				return nil
			})
		}
		ids, err := t.matching(c, where)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.drop(c, id); err != nil {
				return err
			}
			t.gone(id)
		}
		n = int64(len(ids))
		return nil
	})
	return n, err
}

func (t *table) matching(c *conn, where query.Expr) (ids []string, err error) {
	b := t.build(t.ids).where(where)
	defer b.free()
	err = c.query(b, func(stmt *sqlite.Stmt) error {
		ids = append(ids, stmt.ColumnText(0))
		return nil
	})
	return ids, err
}
