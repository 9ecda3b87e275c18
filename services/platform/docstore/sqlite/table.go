package sqlite

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// table is a declared collection with its prepared texts of statements.
type table struct {
	*query.Table
	e       *engine
	name    string            // quoted
	cols    []string          // quoted column of each field; "" for arrays
	sides   []string          // quoted side table of each array field; "" for other fields
	plain   []int             // fields with a column, without id and version
	arrays  []int             // fields with a side table
	uniques map[string]string // index name → the columns as SQLite names them in a refusal

	get, insert, remove, ids string
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
	t.get = `SELECT "doc" FROM ` + t.name + ` WHERE "id"=`
	t.insert = "INSERT INTO " + t.name + "(" + strings.Join(cols, ",") + ") VALUES(" + marks + ")"
	t.remove = "DELETE FROM " + t.name + ` WHERE "id"=`
	t.ids = `SELECT "id" FROM ` + t.name
	return t
}

func str(s string) query.Value { return query.Value{Kind: query.String, Str: s} }
func num(n int64) query.Value  { return query.Value{Kind: query.Int, Int: n} }
