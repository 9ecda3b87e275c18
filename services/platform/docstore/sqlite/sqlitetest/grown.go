package sqlitetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	driver "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

func quote(name string) string { return `"` + name + `"` }

// Grown is a closed store that is enlarged to measure the cost of statements.
type Grown struct {
	c *driver.Conn

	// Move returns a sealed value sealed again for the copy of its document, whose ids are those that rename returns. When
	// Move is nil, sealed values are copied unchanged and do not open.
	Move func(sealed []byte, rename func(id string) string) []byte
}

// OpenGrown opens the store in dir.
func OpenGrown(dir string) (*Grown, error) {
	c, err := driver.OpenConn(filepath.Join(dir, sqlite.File), driver.OpenReadWrite)
	if err != nil {
		return nil, fmt.Errorf("open the database to grow: %w", err)
	}
	for _, p := range []string{"synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000", "temp_store=MEMORY"} {
		if err := sqlitex.ExecuteTransient(c, "PRAGMA "+p, nil); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return &Grown{c: c}, nil
}

// Close closes the file.
func (g *Grown) Close() error { return g.c.Close() }

// Collections returns the number of documents of each collection that has any.
func (g *Grown) Collections() (map[string]int, error) {
	var names []string
	err := g.all("SELECT name FROM sqlite_master WHERE type='table' AND instr(name,'__')=0 AND name NOT LIKE 'sqlite%'", func(s *driver.Stmt) {
		names = append(names, s.ColumnText(0))
	})
	out := map[string]int{}
	for _, name := range names {
		err = errors.Join(err, g.all("SELECT COUNT(*) FROM "+quote(name), func(s *driver.Stmt) {
			if n := s.ColumnInt(0); n > 0 {
				out[name] = n
			}
		}))
	}
	return out, err
}

func (g *Grown) all(text string, row func(*driver.Stmt), args ...any) error {
	return sqlitex.ExecuteTransient(g.c, text, &sqlitex.ExecOptions{Args: args, ResultFunc: func(s *driver.Stmt) error {
		if row != nil {
			row(s)
		}
		return nil
	}})
}

// Grow copies the documents of a collection until there are at least `to`. A copy looks as if the same had happened in a
// later week: see copier. It returns the number of documents.
func (g *Grown) Grow(ctx context.Context, collection string, to int) (have int, err error) {
	g.c.SetInterrupt(ctx.Done())
	defer g.c.SetInterrupt(nil)
	if err = g.all("SELECT COUNT(*) FROM "+quote(collection), func(s *driver.Stmt) { have = s.ColumnInt(0) }); err != nil || have == 0 || have >= to {
		return have, err
	}
	times := (to + have - 1) / have
	own, err := g.own(collection)
	if err != nil {
		return have, err
	}
	sides, err := g.sides(collection)
	if err != nil {
		return have, err
	}
	defer sqlitex.Save(g.c)(&err)
	for _, t := range append([]string{collection}, sides...) {
		if err = g.copy(t, own, times); err != nil {
			return have, fmt.Errorf("grow %s: %w", t, err)
		}
	}
	return have * times, nil
}

// rows are the contents of a table before it grows.
type rows struct {
	columns []string
	own     []bool  // columns that must not repeat
	values  [][]any // string, int64, float64, nil, []byte or, for copying, *template
	doc     []byte  // a reused buffer
}

func (g *Grown) rows(table string) (r rows, err error) {
	err = g.all("SELECT name FROM pragma_table_info(?)", func(s *driver.Stmt) { r.columns = append(r.columns, s.ColumnText(0)) }, table)
	if err != nil {
		return r, err
	}
	r.own = make([]bool, len(r.columns))
	err = g.all("SELECT * FROM "+quote(table)+` ORDER BY "id"`, func(s *driver.Stmt) {
		row := make([]any, len(r.columns))
		for i := range row {
			switch s.ColumnType(i) {
			case driver.TypeText:
				row[i] = s.ColumnText(i)
			case driver.TypeInteger:
				row[i] = s.ColumnInt64(i)
			case driver.TypeFloat:
				row[i] = s.ColumnFloat(i)
			case driver.TypeBlob:
				doc := make([]byte, s.ColumnLen(i))
				s.ColumnBytes(i, doc)
				row[i] = doc
			}
		}
		r.values = append(r.values, row)
	})
	return r, err
}

// copy adds the copies after dropping the table's indexes, which are then created again, because that is faster.
func (g *Grown) copy(table string, own []string, times int) (err error) {
	indexes := map[string]string{}
	err = g.all("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL AND tbl_name=?", func(s *driver.Stmt) {
		indexes[s.ColumnText(0)] = s.ColumnText(1)
	}, table)
	if err != nil {
		return err
	}
	for name := range indexes {
		if err := g.all("DROP INDEX "+quote(name), nil); err != nil {
			return err
		}
	}
	base, err := g.rows(table)
	if err != nil {
		return err
	}
	insert, _, err := g.c.PrepareTransient("INSERT INTO " + quote(table) + " VALUES(?" + strings.Repeat(",?", len(base.columns)-1) + ")")
	if err != nil {
		return err
	}
	base.prepare(own, newCopier(weeks/2, g.Move)) // far enough to be in another month
	for k := 1; k < times && err == nil; k++ {
		err = base.addCopies(insert, newCopier(k, g.Move))
	}
	if err = errors.Join(err, insert.Finalize()); err != nil {
		return err
	}
	for _, text := range slices.Sorted(maps.Values(indexes)) {
		if err := g.all(text, nil); err != nil {
			return err
		}
	}
	return nil
}

// prepare turns the documents into templates.
func (r *rows) prepare(own []string, c copier) {
	for i, name := range r.columns {
		r.own[i] = name == "id" || slices.Contains(own, name)
	}
	for _, row := range r.values {
		for i, v := range row {
			if doc, ok := v.([]byte); ok {
				row[i] = newTemplate(doc, own, c)
			}
		}
	}
}

func (r *rows) addCopies(insert *driver.Stmt, c copier) error {
	for _, row := range r.values {
		for i, v := range row {
			switch v := v.(type) {
			case string:
				insert.BindText(i+1, c.text(v, r.own[i]))
			case int64:
				insert.BindInt64(i+1, c.count(v, r.own[i]))
			case float64:
				insert.BindFloat(i+1, v)
			case *template:
				r.doc = v.copyOf(r.doc, c)
				insert.BindBytes(i+1, r.doc)
			default:
				insert.BindNull(i + 1)
			}
		}
		if _, err := insert.Step(); err != nil {
			return err
		}
		if err := insert.Reset(); err != nil {
			return err
		}
	}
	return nil
}

// own lists the columns that must not repeat: the last one of each unique index, unless each of its rows contains an id.
func (g *Grown) own(collection string) (out []string, err error) {
	indexes := map[string][]string{}
	err = g.all(`SELECT i.name, c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i."unique" AND i.origin='c' ORDER BY i.name, c.seqno`, func(s *driver.Stmt) {
		indexes[s.ColumnText(0)] = append(indexes[s.ColumnText(0)], s.ColumnText(1))
	}, collection)
	if err != nil {
		return nil, err
	}
	base, err := g.rows(collection)
	for _, columns := range indexes {
		last := columns[len(columns)-1]
		if slices.ContainsFunc(base.values, func(row []any) bool { return !hasID(base.columns, row, columns) }) && !slices.Contains(out, last) {
			out = append(out, last)
		}
	}
	return out, err
}

func hasID(names []string, row []any, columns []string) bool {
	return slices.ContainsFunc(columns, func(c string) bool {
		text, _ := row[slices.Index(names, c)].(string)
		return idAt(text, 0) >= 0
	})
}

func (g *Grown) sides(collection string) (out []string, err error) {
	err = g.all("SELECT name FROM sqlite_master WHERE type='table' AND substr(name,1,?)=?", func(s *driver.Stmt) {
		out = append(out, s.ColumnText(0))
	}, len(collection)+2, collection+"__")
	return out, err
}

// Plan returns SQLite's query plan for the statement.
func (g *Grown) Plan(text string) (string, error) {
	var lines []string
	stmt, _, err := g.c.PrepareTransient("EXPLAIN QUERY PLAN " + text)
	if err != nil {
		return "", err
	}
	defer stmt.Finalize() //nolint:errcheck // nothing was written
	for {
		more, err := stmt.Step()
		if err != nil || !more {
			return strings.Join(lines, "; "), err
		}
		lines = append(lines, stmt.ColumnText(3))
	}
}
