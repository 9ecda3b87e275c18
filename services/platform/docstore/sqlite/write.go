package sqlite

import (
	"context"
	"errors"
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// Insert stores all rows or none.
func (t *table) Insert(ctx context.Context, rows []docstore.Row) error {
	return t.e.writing(ctx, func(c *conn) error {
		if len(rows) == 1 {
			return t.add(c, rows[0])
		}
		if err := c.exec("SAVEPOINT many"); err != nil {
			return err
		}
		for _, r := range rows {
			if err := t.add(c, r); err != nil {
				if refusal(err) {
					err = errors.Join(err, c.exec("ROLLBACK TO many"), c.exec("RELEASE many"))
				}
				return err
			}
		}
		return c.exec("RELEASE many")
	})
}

func (t *table) add(c *conn, r docstore.Row) error {
	t.changed(r.ID)
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

// Replace writes the document and the columns that changed.
func (t *table) Replace(ctx context.Context, old, next docstore.Row) error {
	return t.e.writing(ctx, func(c *conn) (err error) {
		if old.Values, err = t.Values(old.Doc, nil); err != nil {
			return err
		}
		t.changed(next.ID)
		b := t.build("UPDATE ", t.name, ` SET "version"=?,"doc"=?`)
		defer b.free()
		b.args = append(b.args, num(next.Version), query.Value{})
		b.doc, b.docAt = next.Doc, 2
		for _, f := range t.plain {
			if !old.Values[f].Equal(next.Values[f]) {
				b.add(",", t.cols[f], "=").val(next.Values[f])
			}
		}
		b.add(` WHERE "id"=`).val(str(next.ID)).add(` AND "version"=`).val(num(old.Version))
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
	})
}

// change updates the side table from the old elements to the new ones.
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
		t.changed(id)
		b := t.build(t.remove).val(str(id))
		defer b.free()
		if version != 0 {
			b.add(` AND "version"=`).val(num(version))
		}
		if where.Op != query.All {
			b.add(" AND ").test(where)
		}
		if err := c.query(b, nil); err != nil {
			return err
		}
		if done = c.Changes() > 0; !done {
			return nil
		}
		return t.deleteElements(c, id)
	})
	return done, err
}

// deleteElements removes the document's rows from the side tables.
func (t *table) deleteElements(c *conn, id string) error {
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

// DeleteMany removes the matching documents, one by one if there are array fields, because their elements must be removed
// too.
func (t *table) DeleteMany(ctx context.Context, where query.Expr) (n int64, err error) {
	err = t.e.writing(ctx, func(c *conn) error {
		if len(t.arrays) == 0 {
			b := t.build("DELETE FROM ", t.name).where(where)
			defer b.free()
			if err := c.query(b, nil); err != nil {
				return err
			}
			n = int64(c.Changes())
			t.e.changed.all = t.e.changed.all || t.Warm && n > 0
			return nil
		}
		ids, err := t.matching(c, where)
		if err != nil {
			return err
		}
		for _, id := range ids {
			t.changed(id)
			b := t.build(t.remove).val(str(id))
			err := c.query(b, nil)
			b.free()
			if err != nil {
				return err
			}
			if err := t.deleteElements(c, id); err != nil {
				return err
			}
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
