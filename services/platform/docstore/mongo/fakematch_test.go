package mongo_test

import (
	"bytes"
	"cmp"
	"math/big"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Filters, sorts and groups as MongoDB's manual describes them, over decoded documents (bson.D, bson.A, string, int32,
// int64, float64, bool, bson.DateTime, nil); missing is its own value.

type missing struct{}

func at(doc any, path string) any {
	for _, name := range strings.Split(path, ".") {
		d, ok := doc.(bson.D)
		if !ok {
			return missing{}
		}
		v, ok := lookup(d, name)
		if !ok {
			return missing{}
		}
		doc = v
	}
	return doc
}

// rank is the place of a type in MongoDB's order; missing counts as null in it.
func rank(v any) int {
	switch v.(type) {
	case missing, nil:
		return 1
	case int32, int64, float64:
		return 2
	case string:
		return 3
	case bson.D:
		return 4
	case bson.A:
		return 5
	case bson.Binary:
		return 6
	case bool:
		return 8
	case bson.DateTime:
		return 9
	}
	return 99
}

func order(a, b any) int {
	if n := cmp.Compare(rank(a), rank(b)); n != 0 {
		return n
	}
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string))
	case bool:
		return cmp.Compare(map[bool]int{true: 1}[a], map[bool]int{true: 1}[b.(bool)])
	case bson.DateTime:
		return cmp.Compare(a, b.(bson.DateTime))
	case int32, int64, float64:
		return number(a).Cmp(number(b))
	case bson.A:
		return slices.CompareFunc(a, b.(bson.A), order)
	case bson.Binary:
		return bytes.Compare(a.Data, b.(bson.Binary).Data)
	}
	return 0
}

func number(v any) *big.Float {
	switch v := v.(type) {
	case int32:
		return new(big.Float).SetPrec(200).SetInt64(int64(v))
	case int64:
		return new(big.Float).SetPrec(200).SetInt64(v)
	}
	return new(big.Float).SetPrec(200).SetFloat64(v.(float64))
}

func match(doc bson.D, filter bson.D) bool {
	for _, e := range filter {
		switch e.Key {
		case "$and":
			if slices.ContainsFunc(e.Value.(bson.A), func(k any) bool { return !match(doc, k.(bson.D)) }) {
				return false
			}
		case "$or":
			if !slices.ContainsFunc(e.Value.(bson.A), func(k any) bool { return match(doc, k.(bson.D)) }) {
				return false
			}
		default:
			if strings.HasPrefix(e.Key, "$") || !meets(at(doc, e.Key), e.Value) {
				return false
			}
		}
	}
	return true
}

func meets(v, cond any) bool {
	ops, ok := cond.(bson.D)
	if !ok {
		return equals(v, cond)
	}
	for _, o := range ops {
		if !meetsOne(v, o) {
			return false
		}
	}
	return true
}

func meetsOne(v any, o bson.E) bool {
	in := func() bool { return slices.ContainsFunc(o.Value.(bson.A), func(x any) bool { return equals(v, x) }) }
	switch o.Key {
	case "$eq":
		return equals(v, o.Value)
	case "$ne":
		return !equals(v, o.Value)
	case "$in":
		return in()
	case "$nin":
		return !in()
	case "$exists":
		_, gone := v.(missing)
		return gone != o.Value.(bool)
	case "$elemMatch":
		list, _ := v.(bson.A)
		return slices.ContainsFunc(list, func(x any) bool { return meets(x, o.Value) })
	case "$gt", "$gte", "$lt", "$lte":
		return slices.ContainsFunc(elements(v), func(x any) bool { return within(x, o) })
	}
	panic("operator " + o.Key)
}

// elements are what a condition may hold for: the value itself and, of an array, each element.
func elements(v any) []any {
	out := []any{v}
	if list, ok := v.(bson.A); ok {
		out = append(out, list...)
	}
	return out
}

func equals(v, x any) bool {
	return slices.ContainsFunc(elements(v), func(e any) bool { return order(e, x) == 0 })
}

func within(x any, o bson.E) bool {
	if rank(x) != rank(o.Value) {
		return false
	}
	n := order(x, o.Value)
	return map[string]bool{"$gt": n > 0, "$gte": n >= 0, "$lt": n < 0, "$lte": n <= 0}[o.Key]
}

func sortBy(docs []bson.D, keys bson.D) {
	slices.SortStableFunc(docs, func(a, b bson.D) int {
		for _, k := range keys {
			if n := order(at(a, k.Key), at(b, k.Key)); n != 0 {
				return n * int(toInt(k.Value))
			}
		}
		return 0
	})
}

func toInt(v any) int64 {
	switch v := v.(type) {
	case int32:
		return int64(v)
	case int64:
		return v
	case float64:
		return int64(v)
	}
	return 0
}

// expression is "$path", {$ifNull: […]} or something constant.
func expression(doc bson.D, x any) any {
	switch x := x.(type) {
	case string:
		if path, ok := strings.CutPrefix(x, "$"); ok {
			return at(doc, path)
		}
	case bson.D:
		if len(x) == 1 && x[0].Key == "$ifNull" {
			list := x[0].Value.(bson.A)
			if v := expression(doc, list[0]); rank(v) != 1 {
				return v
			}
			return expression(doc, list[1])
		}
		out := make(bson.D, len(x))
		for i, e := range x {
			out[i] = bson.E{Key: e.Key, Value: expression(doc, e.Value)}
		}
		return out
	}
	return x
}

func group(docs []bson.D, spec bson.D) []bson.D {
	var out []bson.D
	byKey := map[string]int{}
	for _, d := range docs {
		id := expression(d, spec[0].Value)
		raw, _ := bson.MarshalExtJSON(bson.D{{Key: "k", Value: id}}, true, false)
		raw = bytes.ReplaceAll(raw, []byte(`"-0.0"`), []byte(`"0.0"`)) // they are equal
		i, ok := byKey[string(raw)]
		if !ok {
			i = len(out)
			byKey[string(raw)] = i
			g := bson.D{{Key: "_id", Value: id}}
			for _, m := range spec[1:] {
				g = append(g, bson.E{Key: m.Key, Value: map[string]any{"$sum": int32(0)}[m.Value.(bson.D)[0].Key]})
			}
			out = append(out, g)
		}
		for j, m := range spec[1:] {
			o := m.Value.(bson.D)[0]
			out[i][1+j].Value = accumulate(o.Key, out[i][1+j].Value, expression(d, o.Value))
		}
	}
	return out
}

func accumulate(op string, have, v any) any {
	if rank(v) == 1 {
		return have
	}
	switch {
	case op == "$sum":
		sum := new(big.Float).SetPrec(200).Add(number(have), number(v))
		if n, acc := sum.Int64(); acc == big.Exact {
			return n
		}
		f, _ := sum.Float64()
		return f
	case have == nil, op == "$min" && order(v, have) < 0, op == "$max" && order(v, have) > 0:
		return v
	}
	return have
}
