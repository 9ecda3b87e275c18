package sqlite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// Grown is a store that nobody has open, made larger to see what a statement costs then. It is for tests.
type Grown struct{ c *sqlite.Conn }

// OpenGrown opens the store in dir.
func OpenGrown(dir string) (*Grown, error) {
	c, err := sqlite.OpenConn(filepath.Join(dir, File), sqlite.OpenReadWrite)
	if err != nil {
		return nil, fmt.Errorf("open the database to grow: %w", err)
	}
	for _, p := range []string{"synchronous=OFF", "journal_mode=MEMORY", "cache_size=-200000", "temp_store=MEMORY"} {
		if err := sqlitex.ExecuteTransient(c, "PRAGMA "+p, nil); err != nil {
			return nil, errors.Join(err, c.Close())
		}
	}
	return &Grown{c}, nil
}

// Close closes the file.
func (g *Grown) Close() error { return g.c.Close() }

// Collections lists those that hold documents, with how many.
func (g *Grown) Collections() (map[string]int, error) {
	var names []string
	err := g.all("SELECT name FROM sqlite_master WHERE type='table' AND instr(name,'__')=0 AND name NOT LIKE 'sqlite%'", func(s *sqlite.Stmt) {
		names = append(names, s.ColumnText(0))
	})
	out := map[string]int{}
	for _, name := range names {
		err = errors.Join(err, g.all("SELECT COUNT(*) FROM "+quote(name), func(s *sqlite.Stmt) {
			if n := s.ColumnInt(0); n > 0 {
				out[name] = n
			}
		}))
	}
	return out, err
}

func (g *Grown) all(text string, row func(*sqlite.Stmt), args ...any) error {
	return sqlitex.ExecuteTransient(g.c, text, &sqlitex.ExecOptions{Args: args, ResultFunc: func(s *sqlite.Stmt) error {
		if row != nil {
			row(s)
		}
		return nil
	}})
}

// Grow copies the documents of a collection until there are at least so many. A copy is as if the same had happened in another
// week, later: its ids and unique values are its own and belong together with the copies of other collections, its days and
// times are so many weeks on, everything else is as it was; the document itself is that of the original, so that sealed values
// can be read. It returns the number of documents.
func (g *Grown) Grow(ctx context.Context, collection string, to int) (have int, err error) {
	g.c.SetInterrupt(ctx.Done())
	defer g.c.SetInterrupt(nil)
	table := quote(collection)
	if err = g.all("SELECT COUNT(*) FROM "+table, func(s *sqlite.Stmt) { have = s.ColumnInt(0) }); err != nil || have == 0 || have >= to {
		return have, err
	}
	rest := (to + have - 1) / have
	uniques, err := g.uniques(collection)
	if err != nil {
		return have, err
	}
	sides, err := g.sides(collection)
	if err != nil {
		return have, err
	}
	defer sqlitex.Save(g.c)(&err)
	for _, t := range append([]string{collection}, sides...) {
		values, err := g.copied(t, uniques)
		if err != nil {
			return have, err
		}
		if err = g.copy(t, values, rest); err != nil {
			return have, fmt.Errorf("grow %s: %w", t, err)
		}
	}
	return have * rest, nil
}

// copy adds the copies without the table's indexes, which are quicker made anew.
func (g *Grown) copy(table, values string, rest int) (err error) {
	indexes := map[string]string{}
	err = g.all("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL AND tbl_name=?", func(s *sqlite.Stmt) {
		indexes[s.ColumnText(0)] = s.ColumnText(1)
	}, table)
	if err != nil {
		return err
	}
	var texts []string
	for name := range indexes {
		texts = append(texts, "DROP INDEX "+quote(name))
	}
	texts = append(texts,
		"CREATE TEMP TABLE base AS SELECT * FROM "+quote(table)+` ORDER BY "id"`,
		fmt.Sprintf("CREATE TEMP TABLE w AS WITH RECURSIVE w(k) AS (VALUES(1) UNION ALL SELECT k+1 FROM w WHERE k+1<%d) SELECT k FROM w", rest),
		"INSERT INTO "+quote(table)+" SELECT "+values+" FROM temp.w CROSS JOIN temp.base",
		"DROP TABLE temp.base", "DROP TABLE temp.w")
	for _, text := range append(texts, slices.Collect(maps.Values(indexes))...) {
		if err := g.all(text, nil); err != nil {
			return err
		}
	}
	return nil
}

// copied says each column of the k-th copy.
func (g *Grown) copied(table string, uniques []string) (string, error) {
	var out []string
	err := g.all("SELECT name, type FROM pragma_table_info(?)", func(s *sqlite.Stmt) {
		name, col := s.ColumnText(0), quote(s.ColumnText(0))
		own := slices.Contains(uniques, name)
		switch s.ColumnText(1) {
		case "INTEGER": // times are large
			step := "0"
			if own {
				step = "k*1000000"
			}
			out = append(out, fmt.Sprintf("iif(abs(%s)>100000000000,%s+k*604800000,%s+%s)", col, col, col, step))
		case "TEXT":
			plain := col
			if own || name == "id" {
				plain = copyOf(col)
			}
			out = append(out, fmt.Sprintf(`CASE WHEN %[1]s GLOB '[a-z][a-z][a-z]_*' THEN %[3]s
				WHEN %[1]s GLOB '[12][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' THEN date(%[1]s,'+'||(7*k)||' days')
				WHEN %[1]s GLOB '[12][0-9][0-9][0-9]-[0-9][0-9]' THEN strftime('%%Y-%%m',%[1]s||'-01','+'||(7*k)||' days')
				ELSE %[2]s END`, col, plain, laterID(col)))
		default:
			out = append(out, col)
		}
	}, table)
	return strings.Join(out, ","), err
}

// laterID is the id of the copy: in the order of ids a week's copies stand together, behind those of the weeks before.
func laterID(col string) string {
	return fmt.Sprintf("substr(%[1]s,1,4)||printf('1%%07d',k)||substr(%[1]s,5)", col)
}

// copyOf marks a text before its first slash: what begins alike still does.
func copyOf(col string) string {
	return fmt.Sprintf("iif(instr(%[1]s,'/')>0,replace(%[1]s,'/','~'||k||'/'),%[1]s||'~'||k)", col)
}

// uniques lists the columns of unique indexes.
func (g *Grown) uniques(collection string) (out []string, err error) {
	err = g.all(`SELECT DISTINCT c.name FROM pragma_index_list(?) i, pragma_index_info(i.name) c WHERE i."unique" AND i.origin='c'`, func(s *sqlite.Stmt) {
		out = append(out, s.ColumnText(0))
	}, collection)
	return out, err
}

func (g *Grown) sides(collection string) (out []string, err error) {
	err = g.all("SELECT name FROM sqlite_master WHERE type='table' AND substr(name,1,?)=?", func(s *sqlite.Stmt) {
		out = append(out, s.ColumnText(0))
	}, len(collection)+2, collection+"__")
	return out, err
}

// Plan is how SQLite goes about the statement.
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
