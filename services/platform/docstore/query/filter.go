package query

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Prefix is a filter value that matches strings beginning with it.
type Prefix string

// Op is the operation of an Expr.
type Op uint8

// The operations. All is the zero value and matches every document, None matches no document.
const (
	All Op = iota
	None
	And
	Or
	Eq      // with a missing Value: the field is missing
	Ne      // matches missing fields, unless Value is missing
	In      // Values, none of which is missing
	Nin     // Values; matches missing fields
	Gt      // a range never matches a missing field
	Gte     //
	Lt      //
	Lte     //
	Exists  // an array exists when it is not empty
	StartsW // Value.Str is the prefix
)

// Expr is a checked filter.
type Expr struct {
	Op     Op
	Field  int
	Value  Value
	Values []Value
	Kids   []Expr
}

// Filter checks a filter in MongoDB's notation and returns it as an expression.
func (t *Table) Filter(f bson.D) (Expr, error) {
	kids := make([]Expr, 0, len(f))
	for _, e := range f {
		x, err := t.element(e.Key, e.Value)
		if err != nil {
			return Expr{}, err
		}
		kids = append(kids, x)
	}
	return AllOf(kids...), nil
}

// AllOf joins expressions by "and".
func AllOf(kids ...Expr) Expr {
	out := kids[:0:0]
	for _, k := range kids {
		switch k.Op {
		case All:
		case None:
			return k
		case And:
			out = append(out, k.Kids...)
		default:
			out = append(out, k)
		}
	}
	switch len(out) {
	case 0:
		return Expr{}
	case 1:
		return out[0]
	}
	return Expr{Op: And, Kids: out}
}

// AnyOf joins expressions by "or"; of none, it is None.
func AnyOf(kids ...Expr) Expr {
	out := kids[:0:0]
	for _, k := range kids {
		switch k.Op {
		case None:
		case All:
			return k
		case Or:
			out = append(out, k.Kids...)
		default:
			out = append(out, k)
		}
	}
	switch len(out) {
	case 0:
		return Expr{Op: None}
	case 1:
		return out[0]
	}
	return Expr{Op: Or, Kids: out}
}

// Both joins two expressions by "and" and simplifies prefixes of the same field. A list of one region within the scope of
// another asks only for the smaller region, or for nothing when neither contains the other.
func (t *Table) Both(a, b Expr) Expr {
	x := AllOf(a, b)
	if x.Op != And {
		return x
	}
	kids := slices.Clone(x.Kids)
	for i := range kids {
		p := kids[i]
		if p.Op != StartsW || t.Fields[p.Field].Kind != String {
			continue
		}
		for j, k := range kids {
			if j != i {
				kids[j] = given(p, k)
			}
		}
	}
	return AllOf(kids...)
}

// given returns what is left to check of x for documents that meet the prefix p.
func given(p, x Expr) Expr {
	switch {
	case x.Op == And || x.Op == Or:
		kids := make([]Expr, len(x.Kids))
		for i, k := range x.Kids {
			kids[i] = given(p, k)
		}
		if x.Op == And {
			return AllOf(kids...)
		}
		return AnyOf(kids...)
	case x.Op != StartsW || x.Field != p.Field || len(x.Value.Str) > len(p.Value.Str) && strings.HasPrefix(x.Value.Str, p.Value.Str):
		return x
	case strings.HasPrefix(p.Value.Str, x.Value.Str):
		return Expr{}
	}
	return Expr{Op: None}
}

func (t *Table) element(key string, val any) (Expr, error) {
	if !strings.HasPrefix(key, "$") {
		i, err := t.Field(key)
		if err != nil {
			return Expr{}, err
		}
		return t.condition(i, val)
	}
	if key != "$and" && key != "$or" {
		return Expr{}, refuse("operator %q", key)
	}
	list := reflect.ValueOf(val)
	if list.Kind() != reflect.Slice || list.Len() == 0 || list.Len() > MaxJoined {
		return Expr{}, refuse("%s needs a list of at most %d filters", key, MaxJoined)
	}
	kids := make([]Expr, list.Len())
	for i := range kids {
		d, ok := list.Index(i).Interface().(bson.D)
		if !ok {
			return Expr{}, refuse("%s needs a list of filters", key)
		}
		var err error
		if kids[i], err = t.Filter(d); err != nil {
			return Expr{}, err
		}
	}
	if key == "$and" {
		return AllOf(kids...), nil
	}
	return AnyOf(kids...), nil
}

func (t *Table) condition(field int, val any) (Expr, error) {
	ops, ok := val.(bson.D)
	if !ok {
		if p, ok := val.(Prefix); ok {
			return t.prefix(field, p)
		}
		v, err := t.value(field, val)
		return Expr{Op: Eq, Field: field, Value: v}, err
	}
	if len(ops) == 0 {
		return Expr{}, refuse("an empty document is no condition for %q", t.Fields[field].Name)
	}
	kids := make([]Expr, len(ops))
	for i, op := range ops {
		var err error
		if kids[i], err = t.operator(field, op.Key, op.Value); err != nil {
			return Expr{}, err
		}
	}
	return AllOf(kids...), nil
}

func (t *Table) prefix(field int, p Prefix) (Expr, error) {
	if k := t.Fields[field].Kind; k != String && k != Strings {
		return Expr{}, refuse("field %q has no prefix", t.Fields[field].Name)
	}
	if !utf8.ValidString(string(p)) {
		return Expr{Op: None}, nil
	}
	return Expr{Op: StartsW, Field: field, Value: Value{Kind: String, Str: string(p)}}, nil
}

func (t *Table) value(field int, val any) (Value, error) {
	if _, prefix := val.(Prefix); prefix {
		return Value{}, refuse("a prefix of %q may only stand alone", t.Fields[field].Name)
	}
	v, err := valueOf(t.Fields[field].Kind, val)
	if err != nil {
		return v, refuse("field %q: %v", t.Fields[field].Name, err)
	}
	return v, nil
}

var ranges = map[string]Op{"$gt": Gt, "$gte": Gte, "$lt": Lt, "$lte": Lte}

func (t *Table) operator(field int, op string, val any) (Expr, error) {
	switch op {
	case "$eq":
		if _, doc := val.(bson.D); !doc {
			return t.condition(field, val)
		}
	case "$ne":
		v, err := t.value(field, val)
		return Expr{Op: Ne, Field: field, Value: v}, err
	case "$in", "$nin":
		return t.list(field, op == "$in", val)
	case "$exists":
		yes, ok := val.(bool)
		switch {
		case !ok:
			return Expr{}, refuse("$exists of %q needs true or false", t.Fields[field].Name)
		case yes:
			return Expr{Op: Exists, Field: field}, nil
		}
		return Expr{Op: Eq, Field: field}, nil
	}
	rel, ok := ranges[op]
	if !ok || t.Fields[field].Kind == Strings {
		return Expr{}, refuse("operator %q on %q", op, t.Fields[field].Name)
	}
	v, err := t.value(field, val)
	if err == nil && v.Kind == Null {
		err = refuse("%s of %q needs a value", op, t.Fields[field].Name)
	}
	return Expr{Op: rel, Field: field, Value: v}, err
}

// MaxJoined is the most conditions in one $and or $or; SQLite counts them as depth, which it limits.
const MaxJoined = 500

// MaxList is the most values an $in or $nin may name.
const MaxList = 5000

func (t *Table) list(field int, in bool, val any) (Expr, error) {
	list := reflect.ValueOf(val)
	if _, doc := val.(bson.D); doc || list.Kind() != reflect.Slice || list.Len() > MaxList {
		return Expr{}, refuse("$in or $nin of %q needs a list of at most %d values", t.Fields[field].Name, MaxList)
	}
	x := Expr{Op: In, Field: field, Values: make([]Value, 0, list.Len())}
	null := false
	for i := range list.Len() {
		v, err := t.value(field, list.Index(i).Interface())
		if err != nil {
			return Expr{}, err
		}
		if v.Kind == Null {
			null = true
			continue
		}
		x.Values = append(x.Values, v)
	}
	if !in {
		return notIn(x, null), nil
	}
	if len(x.Values) == 0 {
		x = Expr{Op: None}
	}
	if null {
		return AnyOf(x, Expr{Op: Eq, Field: field}), nil
	}
	return x, nil
}

func notIn(x Expr, null bool) Expr {
	field := x.Field
	x.Op = Nin
	if len(x.Values) == 0 {
		x = Expr{}
	}
	if null {
		return AllOf(x, Expr{Op: Exists, Field: field})
	}
	return x
}

// PrefixEnd returns the smallest string greater than all strings that begin with p, or "" when there is none.
func PrefixEnd(p string) string {
	r := []rune(p)
	for len(r) > 0 {
		last := len(r) - 1
		switch r[last] {
		case 0x10FFFF:
			r = r[:last]
			continue
		case 0xD7FF:
			r[last] = 0xE000
		default:
			r[last]++
		}
		return string(r)
	}
	return ""
}
