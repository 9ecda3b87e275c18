package sqlite

import (
	"slices"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// A page of a list is found by one index, which this file chooses from the declaration. All other conditions are written so
// that SQLite only tests documents for them ("+column") and does not search by them. SQLite alone would search by any
// condition with an index and then sort all documents of a county to return twenty.
//
// The first rule that applies chooses the index:
//
//  1. A condition that few documents meet: on the id, on a unique field, or on the first field of a Selective index that
//     finds few. The documents found are sorted.
//  2. If the page is in the order of ids: an array element, because its side table is in that order. This does not hold for the part
//     of a page whose documents have one value of the field it is sorted by; that part takes the index of the others.
//  3. The index in the order of the page that has the most leading fields compared by equality; of two such indexes the
//     one declared first.

const (
	pageMost     = 1000 // the largest limit that counts as a page
	elementsMost = 16   // most array elements whose side tables are merged
)

// fewMost is the largest number of documents that counts as few.
var fewMost = 100

// selection returns the statement that reads one part of a query, without its limit.
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
	fields := t.inFront(kids, sort)
	if len(sort) > 0 && sort[0].Field == 0 && !slices.Contains(fields, q.Sort[0].Field) {
		for i, k := range kids {
			if elements := t.elementsOf(k); elements != nil {
				return b.along(elements, kids, q.Sort).whereOnly(slices.Delete(slices.Clone(kids), i, i+1), nil).alongOrder(elements, q.Sort), nil
			}
		}
	}
	return b.add(t.name).whereOnly(kids, func(at int) bool {
		k := kids[at]
		return len(k.Kids) == 0 && (slices.Contains(fields, k.Field) || len(sort) > 0 && k.Field == sort[0].Field)
	}).order(q.Sort), nil
}

// conjuncts returns the conditions of x that are joined by "and".
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

// few reports whether at most fewMost documents meet the condition, if a Selective or unique index can tell.
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

// names reports whether the condition names the documents by their ids or by unique values. SQLite alone would rather compare a state.
func (t *table) names(x query.Expr) bool {
	if x.Op == query.Or {
		return !slices.ContainsFunc(x.Kids, func(k query.Expr) bool { return !t.names(k) })
	}
	one, _ := t.leads(x)
	return one
}

// leads reports whether at most one document meets the condition for each of its values (ids or unique values), and whether
// a Selective index can search by it.
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

// elementsOf returns the conditions "the array contains this value" whose "or" is x; nil when there are too many or x is
// another condition.
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

// inFront returns the leading fields of the page's index, which the filter compares by equality.
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

// serves reports whether the condition compares the index's n-th field with one value. A missing value of a unique index
// does not count, because most documents may lack it.
func (t *table) serves(ix query.Index, n int, k query.Expr) bool {
	return equals(ix.Keys[n].Field)(k) && t.sides[k.Field] == "" && !(ix.Unique && k.Value.Kind == query.Null)
}

// follows reports whether the remaining fields of an index, followed by the id, are in the order of sort or in its reverse.
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
