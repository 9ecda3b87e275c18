package docstoretest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// pages reads pages in both directions over keys that repeat or are missing, while documents are added and removed.
func pages(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	for i := range 25 {
		d := newThing(fmt.Sprintf("thg_%02d", i), []string{"甲", "乙"}[i%2])
		if i%3 != 0 {
			d.Nick = ptr(fmt.Sprint(i % 4))
		}
		insert(t, c, d)
	}
	for _, sort := range [][]string{nil, {"nick"}, {"-nick"}, {"name", "-nick"}, {"-name", "nick"}, {"-_id"}, {"nick", "-_id"}, {"-at"}} {
		whole, err := c.Find(ctx, nil, docstore.Sort(sort...))
		wantIs(t, "find", err, nil)
		walked, err := walk(ctx, c, nil, sort, 4)
		wantIs(t, "walk", err, nil)
		wantEqual(t, fmt.Sprintf("pages by %v", sort), ids(walked), ids(whole))
		wantEqual(t, "all", len(whole), 25)
		var each []string
		wantIs(t, "each", c.Each(ctx, nil, func(d thing) error { each = append(each, d.ID); return nil }, docstore.Sort(sort...), docstore.Limit(7)), nil)
		wantEqual(t, "each, limited", each, ids(whole)[:7])
	}
	p, err := c.Page(ctx, nil, docstore.Sort("nick"), docstore.Limit(5))
	wantIs(t, "page", err, nil)
	insert(t, c, newThing("thg_000", "before"), newThing("thg_zz", "still to come"))
	wantIs(t, "delete", c.Delete(ctx, p.Items[4].ID), nil)
	next, err := c.Page(ctx, nil, docstore.Sort("nick"), docstore.Limit(100), docstore.After(p.Next))
	wantIs(t, "the next page", err, nil)
	if got := ids(next.Items); !slices.Contains(got, "thg_zz") || slices.Contains(got, "thg_000") || len(got) != 21 || next.Next != "" {
		t.Errorf("after a change: %v, next %q", got, next.Next)
	}
	twenty, err := c.Page(ctx, nil)
	wantIs(t, "page without a limit", err, nil)
	wantEqual(t, "page without a limit", len(twenty.Items), 20)
	exact, err := c.Page(ctx, nil, docstore.Limit(26))
	wantIs(t, "a page of all", err, nil)
	wantEqual(t, "next of the last page", exact.Next, "")
}

func damagedCursors(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	other := declare[thing](t, db, docstore.Spec{Name: "others", Fields: fields()})
	for i := range 4 {
		insert(t, c, newThing(fmt.Sprintf("thg_%d", i), "x"))
	}
	p, err := c.Page(ctx, nil, docstore.Sort("name"), docstore.Limit(1))
	wantIs(t, "page", err, nil)
	good := p.Next
	for _, cursor := range []string{good[:len(good)-2], good + "AA", "x", "!", " ", "AAAA", strings.Repeat("A", 5000), strings.Repeat("_", 1<<20), good + strings.Repeat("A", 1<<20), "日本", good[:6] + "____" + good[10:]} {
		_, err := c.Page(ctx, nil, docstore.Sort("name"), docstore.After(cursor))
		wantIs(t, "cursor "+cursor[:min(len(cursor), 20)], err, docstore.ErrCursor)
	}
	for _, sort := range [][]string{nil, {"_id"}, {"-_id"}, {"-name"}, {"name", "-_id"}, {"name", "nick"}, {"nick"}} {
		_, err := c.Page(ctx, nil, docstore.Sort(sort...), docstore.After(good))
		wantIs(t, fmt.Sprintf("another sort %v", sort), err, docstore.ErrCursor)
	}
	_, err = other.Page(ctx, nil, docstore.Sort("name"), docstore.After(good))
	wantIs(t, "another collection", err, docstore.ErrCursor)
}

// bounds checks that Find never returns a part silently and that Each reads in batches.
func bounds(t *testing.T, db *docstore.DB) {
	c, ctx := declare[bare](t, db, docstore.Spec{Name: "lots"}), t.Context()
	docs := make([]bare, docstore.MaxFind)
	for i := range docs {
		docs[i].ID = fmt.Sprintf("lot_%05d", i)
	}
	wantIs(t, "insert", c.InsertMany(ctx, docs), nil)
	got, err := c.Find(ctx, nil)
	wantIs(t, "as many as may be", err, nil)
	wantEqual(t, "as many as may be", len(got), docstore.MaxFind)
	insert(t, c, &bare{Meta: docstore.Meta{ID: "lot_a"}})
	got, err = c.Find(ctx, nil)
	wantIs(t, "one more", err, docstore.ErrUnsupported)
	wantEqual(t, "one more", got, []bare{})
	got, err = c.Find(ctx, nil, docstore.Limit(docstore.MaxFind+5))
	wantIs(t, "with a limit", err, nil)
	wantEqual(t, "with a limit", len(got), docstore.MaxFind+1)
	n, last := 0, ""
	wantIs(t, "each", c.Each(ctx, nil, func(d bare) error {
		if n++; d.ID <= last {
			t.Errorf("%s comes behind %s", d.ID, last)
		}
		last = d.ID
		return nil
	}), nil)
	wantEqual(t, "each", n, docstore.MaxFind+1)
	for _, limit := range []int{499, 500, 501, 1000} { // around the batch size of Each
		n = 0
		wantIs(t, "each of some", c.Each(ctx, nil, func(bare) error { n++; return nil }, docstore.Limit(limit)), nil)
		wantEqual(t, "each of some", n, limit)
	}
	n = docstore.MaxFind + 1
	err = c.Each(ctx, nil, func(bare) error { n++; return errOwn })
	if !errors.Is(err, errOwn) || n != docstore.MaxFind+2 {
		t.Errorf("Each with an error of use: %v after %d", err, n)
	}
	gone, err := c.DeleteMany(ctx, nil)
	wantIs(t, "delete", err, nil)
	wantEqual(t, "delete", gone, int64(docstore.MaxFind+1))
}

type bare struct {
	docstore.Meta `bson:",inline"`
}

func sums(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	at := time.UnixMilli(1_770_000_000_123).UTC()
	for i, d := range []thing{
		{Name: "a", Nick: ptr("x"), Count: 1<<53 + 1, Rank: ptr(5), Due: &at}, {Name: "a", Nick: ptr("x"), Count: 2, Rank: ptr(-5), Seen: ptr(true)},
		{Name: "a", Count: 3}, {Name: "b", Nick: ptr(""), Count: -4, Weight: ptr(0.5), Due: ptr(at.Add(-time.Hour))}, {Name: "中", Count: 0, Tags: []string{"q", "r"}, In: &inner{Level: 9}},
	} {
		d.ID = fmt.Sprintf("thg_%d", i)
		insert(t, c, &d)
	}
	count, sum := docstore.Measure{Op: "count"}, docstore.Measure{Op: "sum", Field: "count"}
	low, high := docstore.Measure{Op: "min", Field: "rank"}, docstore.Measure{Op: "max", Field: "rank"}
	for _, tt := range []struct {
		what     string
		by       []string
		measures []docstore.Measure
		want     string
	}{
		{"everything", nil, []docstore.Measure{count, sum, low, high}, "[{[] [5 9007199254740994 -5 5]}]"},
		{"by name", []string{"name"}, []docstore.Measure{sum, count}, "[{[a] [9007199254740998 3]} {[b] [-4 1]} {[中] [0 1]}]"},
		{"missing first", []string{"nick"}, []docstore.Measure{count, high}, "[{[<nil>] [2 0]} {[] [1 0]} {[x] [2 5]}]"},
		{"by two", []string{"nick", "name"}, []docstore.Measure{count}, "[{[<nil> a] [1]} {[<nil> 中] [1]} {[ b] [1]} {[x a] [2]}]"},
		{"times", nil, []docstore.Measure{{Op: "max", Field: "due"}, {Op: "min", Field: "due"}}, "[{[] [1770000000123 1769996400123]}]"},
		{"by bool", []string{"seen"}, []docstore.Measure{count}, "[{[<nil>] [4]} {[true] [1]}]"},
		{"by int", []string{"rank"}, []docstore.Measure{count}, "[{[<nil>] [3]} {[-5] [1]} {[5] [1]}]"},
		{"by float", []string{"weight"}, []docstore.Measure{count}, "[{[<nil>] [4]} {[0.5] [1]}]"},
		{"by time", []string{"due"}, []docstore.Measure{count}, "[{[<nil>] [3]} {[2026-02-02 01:40:00.123 +0000 UTC] [1]} {[2026-02-02 02:40:00.123 +0000 UTC] [1]}]"},
		{"nested", []string{"in.level"}, []docstore.Measure{{Op: "max", Field: "in.level"}}, "[{[<nil>] [0]} {[9] [9]}]"},
		{"no measure", []string{"name"}, nil, "[{[a] []} {[b] []} {[中] []}]"},
	} {
		got, err := c.Sum(ctx, nil, tt.by, tt.measures...)
		wantIs(t, tt.what, err, nil)
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, want %s", tt.what, got, tt.want)
		}
	}
	got, err := c.Sum(ctx, op("count", "$gt", 0), nil, count, sum)
	wantIs(t, "filtered", err, nil)
	wantEqual(t, "filtered", got[0].Values, []int64{3, 1<<53 + 6})
	insert(t, c, &thing{Meta: docstore.Meta{ID: "twin_1"}, Name: "twin", Count: 7}, &thing{Meta: docstore.Meta{ID: "twin_2"}, Name: "twin", Count: 7})
	got, err = c.Sum(ctx, is("name", "twin"), nil, sum, count)
	wantIs(t, "twins", err, nil)
	wantEqual(t, "equal values count each", got[0].Values, []int64{14, 2})
	for i, w := range []float64{math.Copysign(0, -1), 0} {
		insert(t, c, &thing{Meta: docstore.Meta{ID: fmt.Sprintf("thg_zero_%d", i)}, Weight: ptr(w)})
	}
	got, err = c.Sum(ctx, is("weight", 0), []string{"weight"}, count)
	wantIs(t, "zeros", err, nil)
	wantEqual(t, "-0 is 0", fmt.Sprint(got), "[{[0] [2]}]")
	insert(t, c, &thing{Meta: docstore.Meta{ID: "thg_max"}, Count: 1<<63 - 1})
	if got, err := c.Sum(ctx, nil, nil, sum); err == nil {
		t.Errorf("a sum beyond 64 bits: %v", got)
	}
}

// emptiness checks the answer of every read when no document matches.
func emptiness(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	none := is("name", "none")
	for _, filled := range []bool{false, true} {
		if filled {
			insert(t, c, newThing("thg_a", "x"))
		}
		docs, err := c.Find(ctx, none)
		wantIs(t, "find", err, nil)
		wantEqual(t, "find", docs, []thing{})
		p, err := c.Page(ctx, none)
		wantIs(t, "page", err, nil)
		wantEqual(t, "page", p, docstore.Page[thing]{Items: []thing{}})
		_, err = c.First(ctx, none)
		wantIs(t, "first", err, docstore.ErrNotFound)
		_, err = c.Get(ctx, "none")
		wantIs(t, "get", err, docstore.ErrNotFound)
		n, err := c.Count(ctx, none)
		wantIs(t, "count", err, nil)
		wantEqual(t, "count", n, int64(0))
		wantIs(t, "each", c.Each(ctx, none, func(thing) error { return errOwn }), nil)
		n, err = c.DeleteMany(ctx, none)
		wantIs(t, "delete many", err, nil)
		wantEqual(t, "delete many", n, int64(0))
		groups, err := c.Sum(ctx, none, []string{"name"}, docstore.Measure{Op: "count"})
		wantIs(t, "sum by", err, nil)
		wantEqual(t, "sum by", len(groups), 0)
		groups, err = c.Sum(ctx, none, nil, docstore.Measure{Op: "count"}, docstore.Measure{Op: "sum", Field: "count"}, docstore.Measure{Op: "min", Field: "rank"})
		wantIs(t, "sum", err, nil)
		wantEqual(t, "sum", groups, []docstore.Group{{Keys: []any{}, Values: []int64{0, 0, 0}}})
		groups, err = c.Sum(ctx, op("_id", "$in", []string{}), nil, docstore.Measure{Op: "count"})
		wantIs(t, "sum of nothing", err, nil)
		wantEqual(t, "sum of nothing", groups, []docstore.Group{{Keys: []any{}, Values: []int64{0}}})
	}
	n, err := db.Rebuild(ctx)
	wantIs(t, "rebuild", err, nil)
	wantEqual(t, "rebuild", n, int64(0))
}
