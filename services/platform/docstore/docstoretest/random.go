package docstoretest

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// randomQueries compares the engine's answers with a simple evaluation of the rules in doc.go over the same documents.
func randomQueries(t *testing.T, db *docstore.DB) {
	c, taste := things(t, db), tasteFor(nil)
	docs := make([]thing, 80)
	for i := range docs {
		docs[i] = taste.thing().Example(i)
		docs[i].ID = fmt.Sprintf("thg_%02d", i)
	}
	if err := c.InsertMany(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		for range 5 {
			f := taste.filter(2).Draw(t, "filter")
			sort := randomSort().Draw(t, "sort")
			found, err := walk(ctx, c, f, sort, rapid.IntRange(1, 30).Draw(t, "limit"))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := ids(found), evaluate(docs, f, sort); !slices.Equal(got, want) {
				t.Fatalf("%v by %v\n got %v\nwant %v", f, sort, got, want)
			}
		}
	})
}

// taste draws a few difficult values, so that equal ones occur often, without those that the compared store gets wrong.
type taste struct {
	faults []Fault
	texts  *rapid.Generator[string]
	ints   *rapid.Generator[int]
	reals  *rapid.Generator[float64]
	times  *rapid.Generator[time.Time]
}

func tasteFor(faults []Fault) taste {
	texts := []string{"", "a", "ab", "b", "52/", "52/01/", "中", "中文", "😀", "\x00", "z", "A", "é", "e\u0301", "$a", "a.b", "\uffff", "\U0010FFFF"}
	reals := []float64{0, math.Copysign(0, -1), 0.5, -0.5, 1, 1e300, -1e300, 1 << 53, math.Inf(1), math.Inf(-1), math.SmallestNonzeroFloat64}
	instants := []time.Time{}
	for _, ms := range []int64{0, 1, -1, 1770000000999, 1770000001000, -62135596800000} {
		instants = append(instants, time.UnixMilli(ms).UTC())
	}
	for _, f := range faults {
		texts = without(texts, f.Text)
		reals = without(reals, f.Real)
		instants = without(instants, f.Instant)
	}
	return taste{
		faults: faults, texts: rapid.SampledFrom(texts), reals: rapid.SampledFrom(reals), times: rapid.SampledFrom(instants),
		ints: rapid.SampledFrom([]int{0, 1, -1, 2, 1 << 31, 1 << 53, 1<<53 + 1, -1 << 63, 1<<63 - 1}),
	}
}

func without[T any](list []T, bad func(T) bool) []T {
	if bad == nil {
		return list
	}
	return slices.DeleteFunc(list, bad)
}

func (g taste) thing() *rapid.Generator[thing] {
	return rapid.Custom(func(t *rapid.T) thing {
		return thing{
			Name: g.texts.Draw(t, "name"), Nick: rapid.Ptr(g.texts, true).Draw(t, "nick"), Alias: g.texts.Draw(t, "alias"), Count: int64(g.ints.Draw(t, "count")),
			Rank: rapid.Ptr(g.ints, true).Draw(t, "rank"), Weight: rapid.Ptr(g.reals, true).Draw(t, "weight"), Done: rapid.Bool().Draw(t, "done"),
			Seen: rapid.Ptr(rapid.Bool(), true).Draw(t, "seen"), At: g.times.Draw(t, "at"), Due: rapid.Ptr(g.times, true).Draw(t, "due"),
			Tags: rapid.SliceOfN(g.texts, 0, 3).Draw(t, "tags"), Marks: rapid.SliceOfN(g.texts, 0, 2).Draw(t, "marks"),
			In: rapid.Ptr(rapid.Custom(func(t *rapid.T) inner {
				return inner{Level: int32(rapid.IntRange(-1, 1).Draw(t, "level")), Word: g.texts.Draw(t, "word")}
			}), true).Draw(t, "in"),
		}
	})
}

// values returns the values of a field; none when it is missing.
func values(d thing, field string) []any {
	var out []any
	add := func(there bool, v func() any) {
		if there {
			out = append(out, v())
		}
	}
	switch field {
	case "_id":
		out = []any{d.ID}
	case "name":
		out = []any{d.Name}
	case "nick":
		add(d.Nick != nil, func() any { return *d.Nick })
	case "alias":
		add(d.Alias != "", func() any { return d.Alias })
	case "count":
		out = []any{d.Count}
	case "rank":
		add(d.Rank != nil, func() any { return int64(*d.Rank) })
	case "weight":
		add(d.Weight != nil, func() any { return *d.Weight })
	case "done":
		out = []any{d.Done}
	case "seen":
		add(d.Seen != nil, func() any { return *d.Seen })
	case "at":
		out = []any{d.At}
	case "due":
		add(d.Due != nil, func() any { return *d.Due })
	case "in.level":
		add(d.In != nil, func() any { return int64(d.In.Level) })
	case "in.word":
		add(d.In != nil && d.In.Word != "", func() any { return d.In.Word })
	case "tags":
		for _, s := range d.Tags {
			out = append(out, s)
		}
	case "marks":
		for _, s := range d.Marks {
			out = append(out, s)
		}
	}
	return out
}

func compare(a, b any) int {
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string))
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case bool:
		return cmp.Compare(map[bool]int{true: 1}[a], map[bool]int{true: 1}[b.(bool)])
	}
	return a.(time.Time).Compare(b.(time.Time))
}

// filter draws a filter that no known fault excludes.
func (g taste) filter(depth int) *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		if depth > 0 && rapid.IntRange(0, 2).Draw(t, "nest") == 0 {
			kids := rapid.SliceOfN(g.filter(depth-1), 1, 3).Draw(t, "kids")
			return is(rapid.SampledFrom([]string{"$and", "$or"}).Draw(t, "join"), kids)
		}
		return g.condition().Filter(g.fair).Draw(t, "condition")
	})
}

func (g taste) fair(c bson.D) bool {
	field, o, value := c[0].Key, "prefix", c[0].Value
	if d, ok := value.(bson.D); ok {
		o, value = d[0].Key, d[0].Value
	}
	return !slices.ContainsFunc(g.faults, func(f Fault) bool { return f.Condition != nil && f.Condition(field, o, value) })
}

func (g taste) condition() *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		field := rapid.SampledFrom(append(fields(), "_id")).Draw(t, "field")
		ops := []string{"$eq", "$ne", "$in", "$nin", "$exists", "prefix", "$gt", "$gte", "$lt", "$lte"}
		if field == "tags" || field == "marks" {
			ops = ops[:6]
		}
		null := func() bool { return rapid.IntRange(0, 5).Draw(t, "null") == 0 }
		o := rapid.SampledFrom(ops).Draw(t, "op")
		switch o {
		case "$exists":
			return op(field, o, rapid.Bool().Draw(t, "there"))
		case "prefix":
			if _, text := g.value(t, field).(string); text {
				return is(field, docstore.Prefix(g.texts.Draw(t, "prefix")))
			}
			return op(field, "$exists", true)
		case "$in", "$nin":
			list := make([]any, rapid.IntRange(0, 4).Draw(t, "many"))
			for i := range list {
				if list[i] = g.value(t, field); null() {
					list[i] = nil
				}
			}
			return op(field, o, list)
		case "$eq", "$ne":
			if null() {
				return op(field, o, nil)
			}
		}
		return op(field, o, g.value(t, field))
	})
}

func (g taste) value(t *rapid.T, field string) any {
	switch field {
	case "_id":
		return fmt.Sprintf("thg_%02d", rapid.IntRange(0, 30).Draw(t, "id"))
	case "count", "rank":
		return int64(g.ints.Draw(t, "int"))
	case "in.level":
		return int64(rapid.IntRange(-1, 1).Draw(t, "level"))
	case "weight":
		return g.reals.Draw(t, "real")
	case "done", "seen":
		return rapid.Bool().Draw(t, "bool")
	case "at", "due":
		return g.times.Draw(t, "time")
	}
	return g.texts.Draw(t, "text")
}

func evaluate(docs []thing, f bson.D, sort []string) []string {
	var hit []thing
	for _, d := range docs {
		if matches(d, f) {
			hit = append(hit, d)
		}
	}
	last := "_id"
	if len(sort) > 0 && sort[len(sort)-1][0] == '-' {
		last = "-_id"
	}
	slices.SortFunc(hit, func(a, b thing) int {
		for _, s := range append(slices.Clone(sort), last) {
			name, down := strings.CutPrefix(s, "-")
			x, y := values(a, name), values(b, name)
			n := cmp.Compare(len(x), len(y))
			if n == 0 && len(x) > 0 {
				n = compare(x[0], y[0])
			}
			if down {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	return ids(hit)
}

func matches(d thing, f bson.D) bool {
	for _, e := range f {
		kids, nested := e.Value.([]bson.D)
		switch {
		case nested && e.Key == "$and":
			for _, k := range kids {
				if !matches(d, k) {
					return false
				}
			}
		case nested:
			if !slices.ContainsFunc(kids, func(k bson.D) bool { return matches(d, k) }) {
				return false
			}
		case !holds(values(d, e.Key), e.Value):
			return false
		}
	}
	return true
}

func holds(have []any, cond any) bool {
	has := func(v any) bool {
		if v == nil {
			return len(have) == 0
		}
		return slices.ContainsFunc(have, func(h any) bool { return compare(h, v) == 0 })
	}
	if p, ok := cond.(docstore.Prefix); ok {
		return slices.ContainsFunc(have, func(h any) bool { return strings.HasPrefix(h.(string), string(p)) })
	}
	o := cond.(bson.D)[0]
	switch o.Key {
	case "$eq":
		return has(o.Value)
	case "$ne":
		return !has(o.Value)
	case "$in":
		return slices.ContainsFunc(o.Value.([]any), has)
	case "$nin":
		return !slices.ContainsFunc(o.Value.([]any), has)
	case "$exists":
		return len(have) > 0 == o.Value.(bool)
	}
	if len(have) == 0 {
		return false
	}
	n := compare(have[0], o.Value)
	switch o.Key {
	case "$gt":
		return n > 0
	case "$gte":
		return n >= 0
	case "$lt":
		return n < 0
	}
	return n <= 0
}
