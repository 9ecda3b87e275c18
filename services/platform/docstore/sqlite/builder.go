package sqlite

import (
	"sync"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// builder builds the text of a statement and collects its values. Package query has checked the names; values are bound.
type builder struct {
	t    *table
	text []byte
	args []query.Value

	tests bool   // write conditions so that SQLite tests documents for them and does not search by them
	doc   []byte // bound at docAt; may be nil
	docAt int
}

var builders = sync.Pool{New: func() any { return new(builder) }}

func (t *table) build(parts ...string) *builder {
	b := builders.Get().(*builder)
	b.t, b.text = t, b.text[:0]
	return b.add(parts...)
}

func (b *builder) free() {
	clear(b.args)
	b.args, b.doc, b.tests = b.args[:0], nil, false
	builders.Put(b)
}

func (b *builder) add(parts ...string) *builder {
	for _, p := range parts {
		b.text = append(b.text, p...)
	}
	return b
}

func (b *builder) val(v query.Value) *builder {
	b.text = append(b.text, '?')
	b.args = append(b.args, v)
	return b
}

// along adds the side tables of the elements, with the conditions on ids, joined with the table. SQLite merges several side
// tables in their order, so it returns the first documents without reading all. The order is written inside only: with an
// outer ORDER BY it would sort again, and without LIMIT it would ignore the inner one.
func (b *builder) along(elements, kids []query.Expr, sort []query.Key) *builder {
	for i, e := range elements {
		b.add([]string{`(SELECT "id" AS "@id" FROM `, ` UNION SELECT "id" FROM `}[min(i, 1)], b.t.sides[e.Field], ` WHERE "value"=`).val(e.Value)
		for _, x := range kids {
			if x.Field == 0 && len(x.Kids) == 0 {
				b.add(" AND ").column(x, `"id"`)
			}
		}
	}
	if len(elements) > 1 {
		b.add(" ORDER BY 1").direction(sort[len(sort)-1]).add(" LIMIT -1")
	}
	return b.add(") CROSS JOIN ", b.t.name, ` ON "id"="@id"`)
}

// alongOrder adds the order of ids for a single side table; several merged ones are already in that order.
func (b *builder) alongOrder(elements []query.Expr, sort []query.Key) *builder {
	if len(elements) > 1 {
		return b
	}
	return b.add(` ORDER BY "@id"`).direction(sort[len(sort)-1])
}

func (b *builder) direction(k query.Key) *builder {
	if k.Down {
		b.add(" DESC")
	}
	return b
}

// where adds the filter unless it matches everything.
func (b *builder) where(x query.Expr) *builder {
	if x.Op != query.All {
		b.add(" WHERE ").expr(x)
	}
	return b
}

// whereOnly adds conditions joined by "and". SQLite may search only by those for which searched returns true; nil means
// none.
func (b *builder) whereOnly(kids []query.Expr, searched func(at int) bool) *builder {
	for i, k := range kids {
		b.add([]string{" WHERE ", " AND "}[min(i, 1)])
		if searched != nil && searched(i) {
			b.expr(k)
		} else {
			b.test(k)
		}
	}
	return b
}

// test adds a condition that SQLite does not search by.
func (b *builder) test(x query.Expr) {
	b.tests = true
	b.expr(x)
	b.tests = false
}

func (b *builder) expr(x query.Expr) {
	switch x.Op {
	case query.All:
		b.add("1")
	case query.None:
		b.add("0")
	case query.And:
		b.join(x.Kids, " AND ")
	case query.Or:
		b.join(x.Kids, " OR ")
	default:
		if b.t.Fields[x.Field].Kind == query.Strings {
			b.array(x)
			return
		}
		col := b.t.cols[x.Field]
		if b.tests {
			col = "+" + col
		}
		b.column(x, col)
	}
}

func (b *builder) join(kids []query.Expr, with string) {
	b.add("(")
	for i, k := range kids {
		if i > 0 {
			b.add(with)
		}
		b.expr(k)
	}
	b.add(")")
}

var signs = map[query.Op]string{query.Gt: ">", query.Gte: ">=", query.Lt: "<", query.Lte: "<="}

func (b *builder) column(x query.Expr, col string) {
	switch x.Op {
	case query.Eq:
		if x.Value.Kind == query.Null {
			b.add(col, " IS NULL")
			return
		}
		b.add(col, "=").val(x.Value)
	case query.Ne:
		if x.Value.Kind == query.Null {
			b.add(col, " IS NOT NULL")
			return
		}
		b.add(col, " IS NOT ").val(x.Value)
	case query.Exists:
		b.add(col, " IS NOT NULL")
	case query.In:
		b.in(col, x.Values)
	case query.Nin:
		b.add("(", col, " IS NULL OR NOT ")
		b.in(col, x.Values)
		b.add(")")
	case query.StartsW:
		b.prefix(col, x.Value.Str)
	default:
		b.add(col, signs[x.Op]).val(x.Value)
	}
}

// in repeats the last value up to the next power of two, so that lists of different lengths share a few statements.
func (b *builder) in(col string, values []query.Value) {
	b.add(col, " IN (")
	n := 1
	for n < len(values) {
		n *= 2
	}
	for i := range n {
		if i > 0 {
			b.add(",")
		}
		b.val(values[min(i, len(values)-1)])
	}
	b.add(")")
}

func (b *builder) prefix(col, p string) {
	b.add("(", col, ">=").val(query.Value{Kind: query.String, Str: p})
	if end := query.PrefixEnd(p); end != "" {
		b.add(" AND ", col, "<").val(query.Value{Kind: query.String, Str: end})
	}
	b.add(")")
}

// array adds a condition on an array field, which is looked up in its side table. Positive conditions are written so that
// the planner may start from the side table.
func (b *builder) array(x query.Expr) {
	side := b.t.sides[x.Field]
	is := query.Expr{Op: x.Op, Value: x.Value, Values: x.Values}
	switch {
	case x.Op == query.Exists, x.Op == query.Ne && x.Value.Kind == query.Null:
		b.add("EXISTS (SELECT 1 FROM ", side, " WHERE \"id\"=", b.t.name, ".\"id\")")
		return
	case x.Op == query.Eq && x.Value.Kind == query.Null:
		b.add("NOT EXISTS (SELECT 1 FROM ", side, " WHERE \"id\"=", b.t.name, ".\"id\")")
		return
	case x.Op == query.Ne:
		is.Op = query.Eq
	case x.Op == query.Nin:
		is.Op = query.In
	case b.tests:
		b.add("EXISTS (SELECT 1 FROM ", side, " WHERE ")
		b.column(is, `"value"`)
		b.add(" AND \"id\"=", b.t.name, ".\"id\")")
		return
	default:
		b.add(`"id" IN (SELECT "id" FROM `, side, " WHERE ")
		b.column(is, `"value"`)
		b.add(")")
		return
	}
	b.add("NOT EXISTS (SELECT 1 FROM ", side, " WHERE ")
	b.column(is, `"value"`)
	b.add(" AND \"id\"=", b.t.name, ".\"id\")")
}

func (b *builder) order(sort []query.Key) *builder {
	for i, k := range sort {
		b.add([]string{" ORDER BY ", ","}[min(i, 1)], b.t.cols[k.Field]).direction(k)
	}
	return b
}
