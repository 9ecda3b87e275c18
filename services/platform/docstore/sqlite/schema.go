package sqlite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

var columnTypes = map[query.Kind]string{
	query.String: "TEXT", query.Int: "INTEGER", query.Bool: "INTEGER", query.Time: "INTEGER", query.Float: "REAL",
}

// Declare creates or extends the table, its side tables and its indexes, and fills new columns from the documents.
func (e *engine) Declare(ctx context.Context, q *query.Table) (docstore.Store, error) {
	t := newTable(e, q)
	err := e.writing(ctx, func(c *conn) error {
		grown, err := t.makeTables(c)
		if err != nil {
			return err
		}
		made, err := t.dropIndexes(c, grown)
		if err != nil {
			return err
		}
		if grown {
			if _, err := t.refill(c, "", 0); err != nil {
				return err
			}
		}
		return t.makeIndexes(c, made)
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// makeTables creates or extends the tables. It returns true when there are documents whose new columns must be filled.
func (t *table) makeTables(c *conn) (grown bool, err error) {
	have, err := t.columns(c)
	if err != nil {
		return false, err
	}
	if len(have) == 0 {
		if err := t.makeTable(c); err != nil {
			return false, err
		}
	} else if grown, err = t.extend(c, have); err != nil {
		return false, err
	}
	sides, err := sideTables(c, t.Name)
	if err != nil {
		return false, err
	}
	for _, f := range t.arrays {
		side := t.sides[f]
		if slices.Contains(sides, strings.Trim(side, `"`)) {
			continue
		}
		grown = grown || len(have) > 0
		make := "CREATE TABLE " + side + ` ("value" TEXT NOT NULL, "id" TEXT NOT NULL, PRIMARY KEY("value","id")) STRICT, WITHOUT ROWID`
		if err := execOnce(c, make); err != nil {
			return false, err
		}
		if err := execOnce(c, "CREATE INDEX "+quote(strings.Trim(side, `"`)+"__id")+" ON "+side+`("id")`); err != nil {
			return false, err
		}
	}
	for _, side := range sides { // of fields that are no longer arrays
		if !slices.Contains(t.sides, quote(side)) {
			if err := execOnce(c, "DROP TABLE "+quote(side)); err != nil {
				return false, err
			}
		}
	}
	return grown, nil
}

func (t *table) makeTable(c *conn) error {
	var b strings.Builder
	b.WriteString("CREATE TABLE " + t.name + ` ("id" TEXT NOT NULL PRIMARY KEY, "version" INTEGER NOT NULL`)
	for _, f := range t.plain {
		b.WriteString(", " + t.cols[f] + " " + columnTypes[t.Fields[f].Kind])
	}
	b.WriteString(`, "doc" BLOB NOT NULL) STRICT`)
	return execOnce(c, b.String())
}

// columns returns the names and types of the existing columns.
func (t *table) columns(c *conn) (map[string]string, error) {
	have := map[string]string{}
	err := queryOnce(c, "PRAGMA table_info("+t.name+")", func(stmt *sqlite.Stmt) {
		have[stmt.ColumnText(1)] = stmt.ColumnText(2)
	})
	return have, err
}

// extend drops the columns of fields that are no longer declared, because they would not be kept up to date, and adds
// missing ones.
func (t *table) extend(c *conn, have map[string]string) (grown bool, err error) {
	for name := range have {
		if col := quote(name); name != "doc" && !slices.Contains(t.cols, col) && col != `"version"` {
			if err := t.dropColumn(c, col); err != nil {
				return false, err
			}
		}
	}
	for _, f := range t.plain {
		name, typ := t.Fields[f].Name, columnTypes[t.Fields[f].Kind]
		old, there := have[name]
		if there && old == typ {
			continue
		}
		if there { // the field has another type now, so its column must be filled again
			if err := t.dropColumn(c, t.cols[f]); err != nil {
				return false, err
			}
		}
		if err := execOnce(c, "ALTER TABLE "+t.name+" ADD COLUMN "+t.cols[f]+" "+typ); err != nil {
			return false, err
		}
		grown = true
	}
	return grown, nil
}

// dropColumn drops the column and all indexes, which are created again afterwards.
func (t *table) dropColumn(c *conn, col string) error {
	indexes, err := t.indexes(c)
	if err != nil {
		return err
	}
	for name := range indexes {
		if err := execOnce(c, "DROP INDEX "+quote(name)); err != nil {
			return err
		}
	}
	return execOnce(c, "ALTER TABLE "+t.name+" DROP COLUMN "+col)
}

// indexes returns the names and statements of the collection's indexes.
func (t *table) indexes(c *conn) (map[string]string, error) {
	have := map[string]string{}
	err := queryOnce(c, "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL AND tbl_name='"+t.Name+"'", func(stmt *sqlite.Stmt) {
		have[stmt.ColumnText(0)] = stmt.ColumnText(1)
	})
	return have, err
}

// indexName returns the index's name in SQLite, which differs from that of any side table.
func (t *table) indexName(ix query.Index) string { return t.Name + "__" + ix.Name + "__ix" }

// indexText returns the statement that creates an index; "" when all its fields are arrays, which have side tables instead.
func (t *table) indexText(ix query.Index) string {
	var cols []string
	down := false
	for _, k := range ix.Keys {
		col := t.cols[k.Field]
		if col == "" {
			continue
		}
		if down = k.Down; down {
			col += " DESC"
		}
		cols = append(cols, col)
	}
	if len(cols) == 0 {
		return ""
	}
	on := quote(t.indexName(ix)) + " ON " + t.name
	if ix.Unique { // SQLite never treats rows without a value as equal
		return "CREATE UNIQUE INDEX " + on + "(" + strings.Join(cols, ",") + ")"
	}
	if ix.Keys[len(ix.Keys)-1].Field != 0 {
		id := `"id"`
		if down {
			id += " DESC"
		}
		cols = append(cols, id)
	}
	text := "CREATE INDEX " + on + "(" + strings.Join(cols, ",") + ")"
	if ix.Sparse {
		text += " WHERE " + t.cols[ix.Keys[len(ix.Keys)-1].Field] + " IS NOT NULL"
	}
	return text
}

// dropIndexes drops indexes that are no longer declared, or all of them before columns are filled, and returns the
// remaining ones.
func (t *table) dropIndexes(c *conn, all bool) (stay map[string]bool, err error) {
	have, err := t.indexes(c)
	if err != nil {
		return nil, err
	}
	stay = map[string]bool{}
	for _, ix := range t.Indexes {
		if text := t.indexText(ix); !all && text != "" && slices.Contains(slices.Collect(maps.Values(have)), text) {
			stay[t.indexName(ix)] = true
		}
	}
	for name := range have {
		if !stay[name] {
			if err := execOnce(c, "DROP INDEX "+quote(name)); err != nil {
				return nil, err
			}
		}
	}
	return stay, nil
}

func (t *table) makeIndexes(c *conn, have map[string]bool) error {
	for _, ix := range t.Indexes {
		text := t.indexText(ix)
		if text == "" || have[t.indexName(ix)] {
			continue
		}
		if err := execOnce(c, text); err != nil {
			return fmt.Errorf("index %s: %w", ix.Name, t.duplicate(err))
		}
	}
	return nil
}

// sideTables returns the collection's side tables.
func sideTables(c *conn, collection string) (out []string, err error) {
	text := "SELECT name FROM sqlite_master WHERE type='table' AND substr(name,1," + fmt.Sprint(len(collection)+2) + ")='" + collection + "__'"
	err = queryOnce(c, text, func(stmt *sqlite.Stmt) { out = append(out, stmt.ColumnText(0)) })
	return out, err
}

// execOnce runs a statement without keeping it prepared.
func execOnce(c *conn, text string) error { return queryOnce(c, text, func(*sqlite.Stmt) {}) }

func queryOnce(c *conn, text string, row func(*sqlite.Stmt)) error {
	stmt, _, err := c.PrepareTransient(text)
	if err != nil {
		return c.explain(err)
	}
	err = c.step(stmt, text, nil, func(stmt *sqlite.Stmt) error {
		row(stmt)
		return nil
	})
	if ferr := stmt.Finalize(); err == nil && ferr != nil {
		return ferr
	}
	return err
}
