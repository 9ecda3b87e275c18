package query

// Find is one checked query. Its parts have no documents in common and are in the order of the sort, so an engine runs them
// one after the other until it has Limit documents. In this way each part is a range of an index even when sort values are
// missing.
type Find struct {
	Parts []Expr
	Sort  []Key
	Limit int // 0: all
}

// After returns the parts of the query that follow a document with these sort values, one value for each key.
func After(where Expr, sort []Key, values []Value) []Expr {
	var parts []Expr
	for n := len(sort) - 1; n >= 0; n-- {
		same := make([]Expr, 0, n+2)
		same = append(same, where)
		for i := range n {
			same = append(same, Expr{Op: Eq, Field: sort[i].Field, Value: values[i]})
		}
		for _, beyond := range beyond(sort[n], values[n]) {
			parts = append(parts, AllOf(append(same[:len(same):len(same)], beyond)...))
		}
	}
	return parts
}

// beyond returns the conditions for values that sort after v by one key; missing sorts before every value.
func beyond(k Key, v Value) []Expr {
	switch {
	case v.Kind == Null && k.Down:
		return nil
	case v.Kind == Null:
		return []Expr{{Op: Exists, Field: k.Field}}
	case !k.Down:
		return []Expr{{Op: Gt, Field: k.Field, Value: v}}
	case k.Field == 0: // an id is never missing
		return []Expr{{Op: Lt, Value: v}}
	}
	return []Expr{{Op: Lt, Field: k.Field, Value: v}, {Op: Eq, Field: k.Field}}
}

// Measure is one checked figure of a Sum.
type Measure struct {
	Op    string // "count", "sum", "min" or "max"
	Field int
}

// Sum is one checked grouping.
type Sum struct {
	Where    Expr
	By       []int
	Measures []Measure
}

// Row is one group of a Sum; its keys may be missing.
type Row struct {
	Keys   []Value
	Values []int64
}

// NewSum checks the grouping fields.
func (t *Table) NewSum(where Expr, by []string) (Sum, error) {
	s := Sum{Where: where}
	if len(by) > 3 {
		return s, refuse("collection %s: groups by more than three fields", t.Name)
	}
	for _, name := range by {
		i, err := t.Field(name)
		if err != nil {
			return s, err
		}
		if t.Fields[i].Kind == Strings {
			return s, refuse("collection %s: cannot group by array %q", t.Name, name)
		}
		s.By = append(s.By, i)
	}
	return s, nil
}

// Measure adds a figure; the field must hold whole numbers, or, for min and max, times (in milliseconds).
func (t *Table) Measure(s *Sum, op, field string) error {
	m := Measure{Op: op}
	if op == "count" && field == "" {
		s.Measures = append(s.Measures, m)
		return nil
	}
	i, err := t.Field(field)
	if err != nil {
		return err
	}
	kind := t.Fields[i].Kind
	if !(kind == Int && (op == "sum" || op == "min" || op == "max")) && !(kind == Time && (op == "min" || op == "max")) {
		return refuse("collection %s: %q of %q", t.Name, op, field)
	}
	m.Field = i
	s.Measures = append(s.Measures, m)
	return nil
}
