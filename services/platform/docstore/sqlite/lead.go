package sqlite

import (
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A page of a list is found by one index, which this file chooses from what the collection declares; every other condition is
// written so that SQLite can only test the documents for it ("+column"). SQLite alone would search by any condition that
// has an index, and sort a whole county for twenty lines.
//
//  1. A condition leads when few documents meet it: on the id, on a unique field, or on the first field of a Selective index that
//     finds few. They are sorted.
//  2. Else, in the order of ids, an element of an array leads: its side table is in that order.
//  3. Else the page goes along its own order, by the index that has the most equal conditions in front of it; of two such
//     indexes the one that is declared first.

const (
	pageMost     = 1000 // the largest limit that is taken for a page
	elementsMost = 16   // elements of arrays whose side tables are merged
)

// fewMost is how many documents are few.
var fewMost = 100

// selection builds the statement that reads one part of a query, without its limit.
func (t *table) selection(c *conn, x query.Expr, q query.Find) (*builder, error) {
	b := t.build(`SELECT "doc" FROM `)
	if q.Limit == 0 || q.Limit > pageMost {
		return b.add(t.name).where(x).order(q.Sort), nil
	}
	kids := conjuncts(x)
	sort := slices.DeleteFunc(slices.Clone(q.Sort), func(s query.Key) bool { return slices.ContainsFunc(kids, equals(s.Field)) })
	for i, k := range kids {
		few, err := t.few(c, k)
		if err != nil {
			b.free()
			return nil, err
		}
		if few {
			return b.add(t.name).whereOnly(kids, func(at int) bool { return at == i }).order(q.Sort), nil
		}
	}
	if len(sort) > 0 && sort[0].Field == 0 {
		for i, k := range kids {
			if elements := t.elementsOf(k); elements != nil {
				return b.along(elements, kids, q.Sort).whereOnly(slices.Delete(slices.Clone(kids), i, i+1), nil).alongOrder(elements, q.Sort), nil
			}
		}
	}
	fields := t.inFront(kids, sort)
	return b.add(t.name).whereOnly(kids, func(at int) bool {
		k := kids[at]
		return len(k.Kids) == 0 && (slices.Contains(fields, k.Field) || len(sort) > 0 && k.Field == sort[0].Field)
	}).order(q.Sort), nil
}

// conjuncts are the conditions that all have to hold.
func conjuncts(x query.Expr) []query.Expr {
	switch x.Op {
	case query.All:
		return nil
	case query.And:
		return x.Kids
	}
	return []query.Expr{x}
}

func equals(field int) func(query.Expr) bool {
	return func(k query.Expr) bool { return k.Op == query.Eq && k.Field == field }
}

// few tells whether a Selective index finds few documents for the condition.
func (t *table) few(c *conn, x query.Expr) (bool, error) {
	if x.Op == query.And || x.Op == query.Or {
		for _, k := range x.Kids {
			if few, err := t.few(c, k); err != nil || few == (x.Op == query.And) {
				return few, err
			}
		}
		return x.Op == query.Or, nil
	}
	if one, selective := t.leads(x); one || !selective {
		return one, nil
	}
	b := t.build("SELECT 1 FROM ")
	defer b.free()
	if side := t.sides[x.Field]; side != "" {
		b.add(side, " WHERE ").column(x, `"value"`)
	} else {
		b.add(t.name, " WHERE ").column(x, t.cols[x.Field])
	}
	b.add(" LIMIT 1 OFFSET 0+").val(num(int64(fewMost)))
	few := true
	err := c.query(b, func(*sqlite.Stmt) error {
		few = false
		return nil
	})
	return few, err
}

// leads tells whether the condition is met by one document for each of its values, which are ids or unique, and whether it
// can be searched by a Selective index.
func (t *table) leads(x query.Expr) (one, selective bool) {
	exact := x.Op == query.Eq && x.Value.Kind != query.Null || x.Op == query.In
	if x.Op != query.StartsW && !exact && (x.Op != query.Eq || t.sides[x.Field] != "") {
		return false, false // a document without elements is not in the side table
	}
	for _, ix := range t.Indexes {
		if ix.Keys[0].Field == x.Field {
			one = one || ix.Unique && len(ix.Keys) == 1 && exact
			selective = selective || ix.Selective && !ix.Sparse
		}
	}
	return one || exact && x.Field == 0, selective
}

// elementsOf returns the conditions "the array contains this value" of which one must hold for x to hold; nil when there
// are too many or other ones.
func (t *table) elementsOf(x query.Expr) (out []query.Expr) {
	switch {
	case x.Op == query.Or:
		for _, k := range x.Kids {
			some := t.elementsOf(k)
			if some == nil {
				return nil
			}
			out = append(out, some...)
		}
	case len(x.Kids) > 0 || t.sides[x.Field] == "":
		return nil
	case x.Op == query.Eq && x.Value.Kind != query.Null:
		out = []query.Expr{x}
	case x.Op == query.In:
		for _, v := range x.Values {
			out = append(out, query.Expr{Op: query.Eq, Field: x.Field, Value: v})
		}
	}
	if len(out) > elementsMost {
		return nil
	}
	return out
}

// inFront returns the fields that the index of the page has in front of the order; all of them are asked for by equality.
func (t *table) inFront(kids []query.Expr, sort []query.Key) (fields []int) {
	for _, ix := range t.Indexes {
		n := 0
		for n < len(ix.Keys) && slices.ContainsFunc(kids, func(k query.Expr) bool { return t.serves(ix, n, k) }) {
			n++
		}
		if n > len(fields) && follows(ix.Keys[n:], sort) {
			fields = fields[:0]
			for _, k := range ix.Keys[:n] {
				fields = append(fields, k.Field)
			}
		}
	}
	return fields
}

// serves tells whether the n-th field of the index is the one of which the condition asks for one value. A missing value of a
// unique index is no reason to take it: most documents may lack it.
func (t *table) serves(ix query.Index, n int, k query.Expr) bool {
	return equals(ix.Keys[n].Field)(k) && t.sides[k.Field] == "" && !(ix.Unique && k.Value.Kind == query.Null)
}

// follows tells whether the rest of an index, with the id behind it, is in the order of sort, or the other way round.
func follows(rest, sort []query.Key) bool {
	for i, k := range sort {
		switch {
		case i == len(rest):
			return k.Field == 0
		case rest[i].Field != k.Field, (rest[i].Down != k.Down) != (rest[0].Down != sort[0].Down):
			return false
		}
	}
	return true
}
