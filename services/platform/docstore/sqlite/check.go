package sqlite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"zombiezen.com/go/sqlite"
)

const checkLimit = time.Hour // how long SQLite may check its pages; it occupies one reader and lets the log grow

// Check runs SQLite's own check of its pages, tables and indexes. What it finds makes Ping fail from then on.
func (e *engine) Check(ctx context.Context, report func(what string)) error {
	return e.reading(ctx, func(c *conn) error {
		return e.boundedBy(ctx, max(checkLimit, e.cfg.ReadLimit), c, func() error {
			return queryOnce(c, "PRAGMA integrity_check", func(stmt *sqlite.Stmt) {
				if said := stmt.ColumnText(0); said != "ok" {
					e.damaged.Store(true)
					report(said)
				}
			})
		})
	})
}

// Check compares columns and side tables with the documents, and the stored indexes with the declared ones.
func (t *table) Check(ctx context.Context, report func(id, what string)) error {
	err := t.e.reading(ctx, func(c *conn) error { return t.checkIndexes(c, report) })
	for last, more := "", true; err == nil && more; {
		err = t.e.reading(ctx, func(c *conn) error {
			rows, err := t.storedRows(c, last)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if err := t.checkRow(c, r, report); err != nil {
					return err
				}
				last = r.id
			}
			more = len(rows) == rebuildBatch
			return ctx.Err()
		})
	}
	if err != nil {
		return err
	}
	return t.e.reading(ctx, func(c *conn) error {
		for _, f := range t.arrays {
			text := `SELECT DISTINCT "id" FROM ` + t.sides[f] + ` WHERE "id" NOT IN (` + t.ids + ")"
			err := queryOnce(c, text, func(stmt *sqlite.Stmt) {
				report(stmt.ColumnText(0), fmt.Sprintf("has a row in the side table of %s, but no document", t.Fields[f].Name))
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *table) checkIndexes(c *conn, report func(id, what string)) error {
	have, err := t.indexes(c)
	if err != nil {
		return err
	}
	texts := slices.Collect(maps.Values(have))
	for _, ix := range t.Indexes {
		if text := t.indexText(ix); text != "" && !slices.Contains(texts, text) {
			report("", "the index "+ix.Name+" is missing")
		}
	}
	return nil
}

func (t *table) checkRow(c *conn, r storedRow, report func(id, what string)) error {
	values, err := t.Values(r.doc, nil)
	if err != nil {
		report(r.id, err.Error())
		return nil //nolint:nilerr // reported
	}
	if values[0].Str != r.id {
		report(r.id, "the id in the document differs from the column")
	}
	if v, ok := bson.Raw(r.doc).Lookup("version").AsInt64OK(); !ok || v != r.version {
		report(r.id, "the column version differs from the document")
	}
	for _, f := range t.plain {
		if !values[f].Equal(r.columns[f]) {
			report(r.id, "the column "+t.Fields[f].Name+" differs from the document")
		}
	}
	for _, f := range t.arrays {
		have, err := t.elements(c, f, r.id)
		if err != nil {
			return err
		}
		if !slices.Equal(have, slices.Compact(slices.Sorted(slices.Values(values[f].List)))) {
			report(r.id, "the side table of "+t.Fields[f].Name+" differs from the document")
		}
	}
	return nil
}
