package sqlite

import (
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

const rebuildBatch = 500

// Rebuild compares every column and side table with the documents and corrects them, in batches, so that other writes can
// run in between.
func (t *table) Rebuild(ctx context.Context) (wrong int64, err error) {
	for last := ""; ; {
		var at progress
		err := t.e.writing(ctx, func(c *conn) (err error) {
			at, err = t.refill(c, last, rebuildBatch)
			return err
		})
		if err != nil {
			return wrong, err
		}
		wrong += at.wrong
		if at.seen < rebuildBatch {
			break
		}
		last = at.last
	}
	err = t.e.writing(ctx, func(c *conn) error {
		for _, f := range t.arrays {
			if err := execOnce(c, "DELETE FROM "+t.sides[f]+` WHERE "id" NOT IN (`+t.ids+")"); err != nil {
				return err
			}
			wrong += int64(c.Changes())
		}
		return nil
	})
	return wrong, err
}

// progress is how many documents a refill has processed and corrected.
type progress struct {
	last        string
	seen, wrong int64
}

// storedRow is a document with the stored values of its columns.
type storedRow struct {
	id      string
	version int64
	doc     []byte
	columns []query.Value
}

// refill corrects the columns of up to limit documents after the id; of all documents when limit is 0.
func (t *table) refill(c *conn, after string, limit int64) (progress, error) {
	at := progress{last: after}
	for {
		rows, err := t.storedRows(c, at.last)
		if err != nil {
			return at, err
		}
		for _, r := range rows {
			fixed, err := t.fix(c, r)
			if err != nil {
				return at, err
			}
			at.last = r.id
			at.seen++
			if fixed {
				at.wrong++
			}
		}
		if len(rows) < rebuildBatch || at.seen == limit {
			return at, nil
		}
	}
}

func (t *table) storedRows(c *conn, after string) (rows []storedRow, err error) {
	cols := []string{`"id"`, `"doc"`, `"version"`}
	for _, f := range t.plain {
		cols = append(cols, t.cols[f])
	}
	b := t.build("SELECT ", strings.Join(cols, ","), " FROM ", t.name, ` WHERE "id">`).val(str(after))
	b.add(` ORDER BY "id" LIMIT `).val(num(rebuildBatch))
	defer b.free()
	err = c.query(b, func(stmt *sqlite.Stmt) error {
		r := storedRow{
			id: stmt.ColumnText(0), doc: append([]byte(nil), c.bytes(stmt, 1)...), version: stmt.ColumnInt64(2),
			columns: make([]query.Value, len(t.Fields)),
		}
		for i, f := range t.plain {
			r.columns[f] = column(stmt, 3+i, t.Fields[f].Kind)
		}
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

// fix corrects the columns and elements that differ from the document and reports whether there were any.
func (t *table) fix(c *conn, r storedRow) (bool, error) {
	values, err := t.Values(r.doc, nil)
	if err != nil {
		return false, err
	}
	b := t.build("UPDATE ", t.name, ` SET "id"="id"`)
	defer b.free()
	fixed := false
	if v, ok := bson.Raw(r.doc).Lookup("version").AsInt64OK(); ok && v != r.version {
		fixed = true
		b.add(`,"version"=`).val(num(v))
	}
	for _, f := range t.plain {
		if !values[f].Equal(r.columns[f]) {
			fixed = true
			b.add(",", t.cols[f], "=").val(values[f])
		}
	}
	b.add(` WHERE "id"=`).val(str(r.id))
	if fixed {
		t.changed(r.id)
		if err := c.query(b, nil); err != nil {
			return false, t.duplicate(err)
		}
	}
	for _, f := range t.arrays {
		have, err := t.elements(c, f, r.id)
		if err != nil {
			return false, err
		}
		want := slices.Compact(slices.Sorted(slices.Values(values[f].List)))
		if slices.Equal(have, want) {
			continue
		}
		fixed = true
		if err := t.change(c, f, r.id, have, want); err != nil {
			return false, err
		}
	}
	return fixed, nil
}

func (t *table) elements(c *conn, field int, id string) (out []string, err error) {
	b := t.build(`SELECT "value" FROM `, t.sides[field], ` WHERE "id"=`).val(str(id)).add(` ORDER BY "value"`)
	defer b.free()
	err = c.query(b, func(stmt *sqlite.Stmt) error {
		out = append(out, stmt.ColumnText(0))
		return nil
	})
	return out, err
}
