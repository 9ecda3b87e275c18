package docstoretest

import (
	"fmt"
	"math"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

type mood string

// filters checks the rules of doc.go one by one with four documents: one with all fields, one with zero values, one without
// any field that can be missing, and one with other values.
func filters(t *testing.T, db *docstore.DB) {
	c := things(t, db)
	noon := time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)
	full := thing{Name: "52/01/", Nick: ptr("b"), Alias: "al", Count: 7, Rank: ptr(7), Weight: ptr(1.5), Done: true, Seen: ptr(true),
		At: noon, Due: &noon, Tags: []string{"52/01/", "q"}, Marks: []string{"m"}, In: &inner{Level: 3, Word: "w"}}
	zero := thing{Nick: ptr(""), Rank: ptr(0), Weight: ptr(0.0), Seen: ptr(false), Due: &time.Time{}, Tags: []string{""}, In: &inner{}}
	other := thing{Name: "52/010", Nick: ptr("ba"), Alias: "alm", Count: -7, Rank: ptr(-7), Weight: ptr(-1.5), At: noon.Add(time.Hour),
		Due: ptr(noon.Add(-time.Hour)), Tags: []string{"52/010", "z"}, Marks: []string{"m", "n"}, In: &inner{Level: -3}}
	for id, d := range map[string]*thing{"full": &full, "zero": &zero, "bare": {Tags: []string{}}, "other": &other} {
		d.ID = id
		insert(t, c, d)
	}
	empty := time.Time{}
	for _, tt := range []struct {
		f    bson.D
		want string
	}{
		{nil, "[bare full other zero]"}, {bson.D{}, "[bare full other zero]"},
		// equality; missing and null are equal
		{is("nick", nil), "[bare]"}, {is("nick", ""), "[zero]"}, {is("nick", (*string)(nil)), "[bare]"}, {is("nick", ptr("b")), "[full]"},
		{is("alias", nil), "[bare zero]"}, {is("alias", ""), "[]"}, {is("rank", nil), "[bare]"}, {is("rank", 0), "[zero]"},
		{is("rank", int32(7)), "[full]"}, {is("rank", uint8(7)), "[full]"}, {is("weight", 1.5), "[full]"}, {is("weight", 0), "[zero]"},
		{is("seen", nil), "[bare other]"}, {is("seen", false), "[zero]"}, {is("done", false), "[bare other zero]"},
		{is("due", nil), "[bare]"}, {is("due", empty), "[zero]"}, {is("at", empty), "[bare zero]"}, {is("at", noon.In(time.FixedZone("CST", 8*3600))), "[full]"},
		{is("due", bson.NewDateTimeFromTime(noon)), "[full]"}, {is("name", mood("52/010")), "[other]"}, {op("name", "$eq", "52/010"), "[other]"},
		{is("in.level", 0), "[zero]"}, {is("in.level", nil), "[bare]"}, {is("in.word", nil), "[bare other zero]"}, {is("in.word", "w"), "[full]"},
		{is("_id", "full"), "[full]"}, {is("_id", nil), "[]"}, {is("nick", "B"), "[]"}, {is("nick", "b "), "[]"},
		// equality on arrays means "contains"; empty and missing are equal
		{is("tags", "q"), "[full]"}, {is("tags", ""), "[zero]"}, {is("tags", nil), "[bare]"}, {is("marks", nil), "[bare zero]"},
		{is("marks", "m"), "[full other]"}, {op("tags", "$exists", true), "[full other zero]"}, {op("tags", "$exists", false), "[bare]"},
		{op("tags", "$ne", "q"), "[bare other zero]"}, {op("tags", "$ne", nil), "[full other zero]"}, {op("tags", "$in", []string{"q", "z", "z"}), "[full other]"},
		{op("tags", "$nin", []string{"q", "z"}), "[bare zero]"}, {op("marks", "$in", []any{"n", nil}), "[bare other zero]"},
		{op("marks", "$nin", []any{"n", nil}), "[full]"}, {all(is("marks", "m"), is("marks", "n")), "[other]"},
		// $ne, $in, $nin with missing values
		{op("nick", "$ne", "b"), "[bare other zero]"}, {op("nick", "$ne", nil), "[full other zero]"}, {op("alias", "$ne", "al"), "[bare other zero]"},
		{op("rank", "$in", []int64{7, -7, 99}), "[full other]"}, {op("rank", "$in", []any{7, nil}), "[bare full]"}, {op("rank", "$in", []any{nil}), "[bare]"},
		{op("rank", "$in", []int{}), "[]"}, {op("rank", "$nin", []int{}), "[bare full other zero]"}, {op("rank", "$nin", []int{7}), "[bare other zero]"},
		{op("rank", "$nin", []any{7, nil}), "[other zero]"}, {op("rank", "$nin", []any{nil}), "[full other zero]"},
		{op("seen", "$ne", false), "[bare full other]"}, {op("seen", "$in", []bool{true, false}), "[full zero]"},
		{op("due", "$in", []time.Time{noon, empty}), "[full zero]"}, {op("weight", "$in", []float64{1.5, -1.5}), "[full other]"},
		{op("nick", "$exists", true), "[full other zero]"}, {op("alias", "$exists", false), "[bare zero]"}, {op("alias", "$exists", true), "[full other]"},
		// ranges never match missing values
		{op("nick", "$gte", ""), "[full other zero]"}, {op("nick", "$gt", ""), "[full other]"}, {op("nick", "$lt", "ba"), "[full zero]"},
		{op("rank", "$lt", 7), "[other zero]"}, {op("rank", "$lte", 7), "[full other zero]"}, {op("rank", "$gte", math.MinInt64), "[full other zero]"},
		{op("due", "$lt", noon), "[other zero]"}, {op("seen", "$lt", true), "[zero]"}, {op("weight", "$gt", -2), "[full other zero]"},
		{is("rank", bson.D{{Key: "$gt", Value: -7}, {Key: "$lt", Value: 7}}), "[zero]"}, {op("in.level", "$lt", 1), "[other zero]"},
		// prefixes
		{is("name", docstore.Prefix("52/01/")), "[full]"}, {is("name", docstore.Prefix("52/01")), "[full other]"}, {is("name", docstore.Prefix("52/")), "[full other]"},
		{is("name", docstore.Prefix("")), "[bare full other zero]"}, {is("alias", docstore.Prefix("")), "[full other]"}, {is("alias", docstore.Prefix("%")), "[]"},
		{is("tags", docstore.Prefix("52/01/")), "[full]"}, {is("tags", docstore.Prefix("52/")), "[full other]"}, {is("tags", docstore.Prefix("")), "[full other zero]"},
		{is("tags", docstore.Prefix("6")), "[]"}, {op("name", "$eq", docstore.Prefix("52/01/")), "[full]"}, {is("name", docstore.Prefix("\xff")), "[]"},
		// and, or
		{bson.D{{Key: "done", Value: false}, {Key: "rank", Value: 0}}, "[zero]"}, {anyOf(is("rank", 7), is("alias", nil)), "[bare full zero]"},
		{all(anyOf(is("rank", 7), is("rank", 0)), anyOf(is("alias", nil), is("tags", "z"))), "[zero]"}, {all(nil, is("rank", 7)), "[full]"},
		{anyOf(nil, is("rank", 7)), "[bare full other zero]"}, {anyOf(op("rank", "$in", []int{}), is("rank", 7)), "[full]"},
		{both(anyOf(is("rank", 7), is("rank", -7)), op("tags", "$ne", "z")), "[full]"}, {anyOf(all(is("rank", 7), is("done", false)), is("tags", "")), "[zero]"},
	} {
		if got := fmt.Sprint(find(t, c, tt.f)); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.f, got, tt.want)
		}
		n, err := c.Count(t.Context(), tt.f)
		wantIs(t, "count", err, nil)
		if want := int64(len(find(t, c, tt.f))); n != want {
			t.Errorf("%v: counts %d, finds %d", tt.f, n, want)
		}
	}
	first, err := c.First(t.Context(), op("rank", "$exists", true), docstore.Sort("rank"))
	wantIs(t, "first", err, nil)
	wantEqual(t, "first", first.ID, "other")
}

// unsupported checks filters that must be refused before an engine is asked.
func unsupported(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	for _, f := range []bson.D{
		is("free", 1), is("nothing", 1), is("in", nil), is("tags.0", "x"), is("", 1), op("name", "$regex", "x"), is("$where", "1"), is("$nor", []bson.D{{}}),
		op("name", "$not", bson.D{{Key: "$eq", Value: "x"}}), op("name", "$type", 2), op("tags", "$all", []string{"x"}), op("tags", "$size", 1),
		op("tags", "$elemMatch", bson.D{}), op("tags", "$gt", "x"), is("name", bson.D{}), is("name", bson.M{"$gt": ""}), is("name", 1), is("count", "1"),
		is("count", 1.5), is("count", uint64(1<<63)), is("weight", math.NaN()), is("done", 1), is("at", "2026-01-01"), is("at", int64(1)), is("count", noonDate()),
		op("name", "$gt", nil), op("name", "$in", "x"), op("name", "$in", []any{1}), op("name", "$nin", bson.D{}), op("name", "$exists", 1), is("$and", []bson.D{}),
		is("$or", bson.D{}), is("$or", nil), is("$and", []any{1}), op("name", "$eq", bson.D{}), is("count", docstore.Prefix("1")), op("name", "$in", make([]string, 5001)),
		is("name", []string{"x"}), is("name", []byte("x")), op("name", "$gt", docstore.Prefix("x")), is("tags", []string{"x"}), op("$expr", "$eq", 1),
		is("$or", make([]bson.D, 501)),
	} {
		_, err := c.Find(ctx, f)
		wantIs(t, fmt.Sprintf("find %v", f), err, docstore.ErrUnsupported)
		_, err = c.Count(ctx, f)
		wantIs(t, fmt.Sprintf("count %v", f), err, docstore.ErrUnsupported)
		_, err = c.DeleteMany(ctx, f)
		wantIs(t, fmt.Sprintf("delete %v", f), err, docstore.ErrUnsupported)
	}
	for _, sort := range [][]string{{"nothing"}, {"tags"}, {"name", "name"}, {"name", "-name"}, {"free"}, {""}, {"--name"}} {
		_, err := c.Page(ctx, nil, docstore.Sort(sort...))
		wantIs(t, fmt.Sprintf("sort %v", sort), err, docstore.ErrUnsupported)
	}
	for _, s := range []struct {
		by []string
		m  docstore.Measure
	}{
		{[]string{"nothing"}, docstore.Measure{Op: "count"}}, {[]string{"tags"}, docstore.Measure{Op: "count"}},
		{[]string{"name", "nick", "alias", "count"}, docstore.Measure{Op: "count"}}, {nil, docstore.Measure{Op: "avg", Field: "count"}},
		{nil, docstore.Measure{Op: "sum", Field: "name"}}, {nil, docstore.Measure{Op: "sum", Field: "weight"}}, {nil, docstore.Measure{Op: "sum", Field: "at"}},
		{nil, docstore.Measure{Op: "max", Field: "nothing"}}, {nil, docstore.Measure{Op: "count", Field: "name"}}, {nil, docstore.Measure{Op: "sum"}},
	} {
		_, err := c.Sum(ctx, nil, s.by, s.m)
		wantIs(t, fmt.Sprintf("sum %v", s), err, docstore.ErrUnsupported)
	}
}

func noonDate() bson.DateTime { return bson.NewDateTimeFromTime(time.Unix(0, 0)) }
