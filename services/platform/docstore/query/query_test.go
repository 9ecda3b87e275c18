package query_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

func TestPrefixEnd(t *testing.T) {
	for p, want := range map[string]string{
		"": "", "a": "b", "52/": "520", "az": "a{", "中": "丮", "\x7f": "\u0080", "\uD7FF": "\uE000", "a\U0010FFFF": "b", "\U0010FFFF": "",
	} {
		end := query.PrefixEnd(p)
		if end != want {
			t.Errorf("%q: %q, want %q", p, end, want)
		}
		for _, more := range []string{"", "\x00", "z", "中", "\U0010FFFF\U0010FFFF"} {
			if s := p + more; end != "" && (s < p || s >= end) {
				t.Errorf("%q is not between %q and %q", s, p, end)
			}
		}
	}
}

type doc struct {
	ID   string    `bson:"_id"`
	S    string    `bson:"s"`
	N    int32     `bson:"n"`
	F    float32   `bson:"f"`
	B    bool      `bson:"b"`
	T    time.Time `bson:"t"`
	Tags []string  `bson:"tags"`
	In   struct {
		Deep struct {
			N uint16 `bson:"n"`
		} `bson:"deep"`
	} `bson:"in"`
}

func table(t *testing.T) *query.Table {
	t.Helper()
	tab, err := query.NewTable(reflect.TypeFor[doc](), "docs", []string{"s", "n", "f", "b", "t", "tags", "in.deep.n"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// TestBothPrefixes has a filter and a scope speak about the same field.
func TestBothPrefixes(t *testing.T) {
	tab := table(t)
	is := func(field string, v any) bson.D { return bson.D{{Key: field, Value: v}} }
	s := func(p string) bson.D { return is("s", query.Prefix(p)) }
	or := func(kids ...bson.D) bson.D { return is("$or", kids) }
	and := func(kids ...bson.D) bson.D { return is("$and", kids) }
	n := is("n", 1)
	for _, tt := range []struct {
		name          string
		filter, scope bson.D
		want          bson.D // nil: nothing is met
	}{
		{"within", s("52/01/"), s("52/"), s("52/01/")},
		{"above", s("52/"), s("52/01/"), s("52/01/")},
		{"the same", s("52/"), s("52/"), s("52/")},
		{"beside", s("52/01/"), s("52/02/"), nil},
		{"all of it", s(""), s("52/"), s("52/")},
		{"one of two scopes", s("52/01/"), or(s("52/"), s("53/")), s("52/01/")},
		{"two scopes within", s("52/"), or(s("52/01/"), s("52/02/")), and(s("52/"), or(s("52/01/"), s("52/02/")))},
		{"a scope of something else", s("52/"), or(s("53/"), n), and(s("52/"), n)},
		{"nothing of two", s("52/"), or(s("53/"), and(n, s("54/"))), nil},
		{"other fields", and(s("52/01/"), n), s("52/"), and(s("52/01/"), n)},
		{"elements may differ", is("tags", query.Prefix("52/")), is("tags", query.Prefix("53/")), and(is("tags", query.Prefix("52/")), is("tags", query.Prefix("53/")))},
	} {
		expr := func(f bson.D) query.Expr {
			x, err := tab.Filter(f)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		want := query.Expr{Op: query.None}
		if tt.want != nil {
			want = expr(tt.want)
		}
		scope := expr(tt.scope)
		if got := tab.Both(expr(tt.filter), scope); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, want)
		}
		if !reflect.DeepEqual(scope, expr(tt.scope)) {
			t.Errorf("%s: the scope has changed", tt.name)
		}
	}
}

func TestValues(t *testing.T) {
	d := doc{ID: "x", S: "中", N: -1, F: 0.5, B: true, T: time.UnixMilli(-7), Tags: []string{"", "q"}}
	d.In.Deep.N = 9
	raw, err := bson.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	got, err := table(t).Values(raw, nil)
	if err != nil {
		t.Fatal(err)
	}
	var seen []any
	for _, v := range got {
		seen = append(seen, v.Any())
	}
	if want := []any{"x", "中", int64(-1), 0.5, true, time.UnixMilli(-7).UTC(), []string{"", "q"}, int64(9)}; !reflect.DeepEqual(seen, want) {
		t.Errorf("%v, want %v", seen, want)
	}
	for i := range raw { // cut or changed: an error or other values, never a panic
		_, _ = table(t).Values(raw[:i], nil)
		for _, b := range []byte{0, 1, 2, 4, 16, 255} {
			broken := bytes.Clone(raw)
			broken[i] = b
			_, _ = table(t).Values(broken, nil)
		}
	}
}

func TestValuesOfAnotherType(t *testing.T) {
	for _, d := range []bson.D{
		{{Key: "s", Value: 1}}, {{Key: "n", Value: 1.5}}, {{Key: "f", Value: "x"}}, {{Key: "b", Value: 1}}, {{Key: "t", Value: int64(5)}}, {{Key: "tags", Value: "x"}},
		{{Key: "tags", Value: bson.A{"x", 1}}}, {{Key: "tags", Value: bson.A{nil}}}, {{Key: "in", Value: bson.D{{Key: "deep", Value: bson.D{{Key: "n", Value: "x"}}}}}},
	} {
		raw, err := bson.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := table(t).Values(raw, nil); err == nil || !strings.Contains(err.Error(), "is stored as") {
			t.Errorf("%v: %v", d, err)
		}
	}
}

// TestAfter shows the parts behind a place in a sort whose second key is missing there.
func TestAfter(t *testing.T) {
	sort, err := table(t).Sort([]string{"-s", "n"})
	if err != nil {
		t.Fatal(err)
	}
	parts := query.After(query.Expr{}, sort, []query.Value{{Kind: query.String, Str: "m"}, {}, {Kind: query.String, Str: "id"}})
	if len(parts) != 4 { // same s and n, later id; same s, an n that is there; a lesser s; no s
		t.Errorf("%d parts: %+v", len(parts), parts)
	}
}
