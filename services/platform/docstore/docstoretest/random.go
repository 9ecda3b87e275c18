package docstoretest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// randomQueries compares the engine with a plain evaluation of the rules in doc.go over the same documents.
func randomQueries(t *testing.T, db *docstore.DB) {
	c := things(t, db)
	docs := make([]thing, 80)
	for i := range docs {
		docs[i] = randomThing().Example(i)
		docs[i].ID = fmt.Sprintf("thg_%02d", i)
	}
	if err := c.InsertMany(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		f := randomFilter(2).Draw(t, "filter")
		sort := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"name", "nick", "alias", "count", "rank", "weight", "done", "seen", "at", "due", "in.level", "_id"}), 0, 3, rapid.ID).Draw(t, "sort")
		for i := range sort {
			if rapid.Bool().Draw(t, "down") {
				sort[i] = "-" + sort[i]
			}
		}
		want := evaluate(docs, f, sort)
		limit := rapid.IntRange(1, 30).Draw(t, "limit")
		got := []string{}
		for after, n := "", 0; ; n++ {
			page, err := c.Page(ctx, f, docstore.Sort(sort...), docstore.Limit(limit), docstore.After(after))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, ids(page.Items)...)
			if after = page.Next; after == "" {
				break
			}
			if len(page.Items) != limit || n > len(docs) {
				t.Fatalf("a page of %d before the last", len(page.Items))
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%v by %v\n got %v\nwant %v", f, sort, got, want)
		}
	})
}

// few makes sure that values meet.
var (
	few   = rapid.SampledFrom([]string{"", "a", "ab", "b", "52/", "52/01/", "中", "中文", "😀", "\x00", "z"})
	ints  = rapid.SampledFrom([]int{0, 1, -1, 2, 1 << 53, 1<<53 + 1, -1 << 63, 1<<63 - 1})
	reals = rapid.SampledFrom([]float64{0, 0.5, -0.5, 1, 1e300, -1e300})
	times = rapid.Map(rapid.SampledFrom([]int64{0, 1, -1, 1770000000999, 1770000001000, -62135596800000}), func(ms int64) time.Time { return time.UnixMilli(ms).UTC() })
)

func randomThing() *rapid.Generator[thing] {
	return rapid.Custom(func(t *rapid.T) thing {
		return thing{
			Name: few.Draw(t, "name"), Nick: rapid.Ptr(few, true).Draw(t, "nick"), Alias: few.Draw(t, "alias"), Count: int64(ints.Draw(t, "count")),
			Rank: rapid.Ptr(ints, true).Draw(t, "rank"), Weight: rapid.Ptr(reals, true).Draw(t, "weight"), Done: rapid.Bool().Draw(t, "done"),
			Seen: rapid.Ptr(rapid.Bool(), true).Draw(t, "seen"), At: times.Draw(t, "at"), Due: rapid.Ptr(times, true).Draw(t, "due"),
			Tags: rapid.SliceOfN(few, 0, 3).Draw(t, "tags"), Marks: rapid.SliceOfN(few, 0, 2).Draw(t, "marks"),
			In: rapid.Ptr(rapid.Custom(func(t *rapid.T) inner {
				return inner{Level: int32(rapid.IntRange(-1, 1).Draw(t, "level")), Word: few.Draw(t, "word")}
			}), true).Draw(t, "in"),
		}
	})
}

// values of a field as the rules see them: nothing when it is missing.
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

func randomFilter(depth int) *rapid.Generator[bson.D] {
	return rapid.Custom(func(t *rapid.T) bson.D {
		if depth > 0 && rapid.IntRange(0, 2).Draw(t, "nest") == 0 {
			kids := rapid.SliceOfN(randomFilter(depth-1), 1, 3).Draw(t, "kids")
			return is(rapid.SampledFrom([]string{"$and", "$or"}).Draw(t, "join"), kids)
		}
		field := rapid.SampledFrom(fields()).Draw(t, "field")
		array := field == "tags" || field == "marks"
		ops := []string{"$eq", "$ne", "$in", "$nin", "$exists", "prefix", "$gt", "$gte", "$lt", "$lte"}
		if array {
			ops = ops[:6]
		}
		o := rapid.SampledFrom(ops).Draw(t, "op")
		switch o {
		case "$exists":
			return op(field, o, rapid.Bool().Draw(t, "there"))
		case "prefix":
			if _, text := randomValue(t, field).(string); text {
				return is(field, docstore.Prefix(few.Draw(t, "prefix")))
			}
			return op(field, "$exists", true)
		case "$in", "$nin":
			list := make([]any, rapid.IntRange(0, 4).Draw(t, "many"))
			for i := range list {
				if list[i] = randomValue(t, field); rapid.IntRange(0, 5).Draw(t, "null") == 0 {
					list[i] = nil
				}
			}
			return op(field, o, list)
		case "$eq", "$ne":
			if rapid.IntRange(0, 5).Draw(t, "null") == 0 {
				return op(field, o, nil)
			}
		}
		return op(field, o, randomValue(t, field))
	})
}

func randomValue(t *rapid.T, field string) any {
	switch field {
	case "count", "rank":
		return int64(ints.Draw(t, "int"))
	case "in.level":
		return int64(rapid.IntRange(-1, 1).Draw(t, "level"))
	case "weight":
		return reals.Draw(t, "real")
	case "done", "seen":
		return rapid.Bool().Draw(t, "bool")
	case "at", "due":
		return times.Draw(t, "time")
	}
	return few.Draw(t, "text")
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
