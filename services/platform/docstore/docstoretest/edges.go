package docstoretest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// noNumbers checks that NaN is refused in documents and in filters, because it has no place in an order.
func noNumbers(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	nan := func(d *thing) error { d.Weight = ptr(math.NaN()); return nil }
	insert(t, c, newThing("thg_a", "x"))
	wantIs(t, "insert", c.Insert(ctx, &thing{Meta: docstore.Meta{ID: "thg_b"}, Weight: ptr(math.NaN())}), docstore.ErrUnsupported)
	wantIs(t, "insert many", c.InsertMany(ctx, []thing{*newThing("thg_b", "x"), {Meta: docstore.Meta{ID: "thg_c"}, Weight: ptr(math.NaN())}}), docstore.ErrUnsupported)
	_, err := c.Update(ctx, "thg_a", nan)
	wantIs(t, "update", err, docstore.ErrUnsupported)
	_, err = c.Upsert(ctx, "thg_b", nan)
	wantIs(t, "upsert", err, docstore.ErrUnsupported)
	gone(t, c, "thg_b", "thg_c")
	wantEqual(t, "unchanged", get(t, c, "thg_a").Version, int64(1))
	wantIs(t, "a transaction that goes on", db.Tx(ctx, func(tx context.Context) error {
		_, err := c.Update(tx, "thg_a", nan)
		wantIs(t, "update inside", err, docstore.ErrUnsupported)
		return c.Insert(tx, newThing("thg_b", "x"))
	}), nil)
	wantEqual(t, "what there is", find(t, c, is("weight", nil)), []string{"thg_a", "thg_b"})
}

// prefixes checks that special characters in a prefix match only themselves, and that no part of a character matches.
func prefixes(t *testing.T, db *docstore.DB) {
	c := things(t, db)
	names := []string{"100%", "100%x", "100x", "a_b", "aXb", `a\b`, `a\_`, "a", "", "😀", "😀😀", "😁", "𠮷野", "𠮷", "吉野", "\uD7FFx", "\uE000x", "\U0010FFFF", "\U0010FFFFx", "'", `"`, "a\x00b"}
	for i, n := range names {
		d := newThing(fmt.Sprintf("thg_%02d", i), n)
		d.Nick, d.Alias, d.Tags, d.Marks = &n, n, []string{"other", n, n}, []string{n}
		insert(t, c, d)
	}
	for _, p := range append(names, "\uD7FF", "%", "_", `\`, "1__", "a%", "a_", "😀%", "\xf0\x9f\x98\x80", "\xf0\x9f\x98", "A", "$", "^", ".*") {
		var want, there []string
		for i, n := range names {
			if id := fmt.Sprintf("thg_%02d", i); len(n) >= len(p) && n[:len(p)] == p && p != "\xf0\x9f\x98" { // half a character is no prefix
				want = append(want, id)
				if n != "" {
					there = append(there, id)
				}
			}
		}
		for field, want := range map[string][]string{"name": want, "nick": want, "alias": there, "marks": want} {
			if got := find(t, c, is(field, docstore.Prefix(p))); !slices.Equal(got, want) {
				t.Errorf("%s begins with %q: %v, want %v", field, p, got, want)
			}
		}
		if p == "" {
			continue
		}
		if got := find(t, c, is("tags", docstore.Prefix(p))); !slices.Equal(got, want) {
			t.Errorf("tags begin with %q: %v, want %v", p, got, want)
		}
		n, err := c.Count(t.Context(), is("tags", docstore.Prefix(p)))
		wantIs(t, "count", err, nil)
		if n != int64(len(want)) { // a document with the element twice counts once
			t.Errorf("tags begin with %q: counts %d, want %d", p, n, len(want))
		}
	}
}

// instants checks that times are rounded down to milliseconds, in documents and in filters, before and after 1970.
func instants(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	zero := time.Unix(0, 0).UTC()
	for id, at := range map[string]time.Time{
		"1_year1": time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), "2_1900": time.Date(1900, 2, 28, 23, 59, 59, 999e6, time.UTC),
		"3_before": zero.Add(-time.Millisecond), "4_just_before": zero.Add(-time.Nanosecond), "5_zero": zero, "6_just_behind": zero.Add(999_999),
		"7_behind": zero.Add(time.Millisecond), "8_leap": time.Date(2028, 2, 29, 23, 59, 59, 999_999_999, time.FixedZone("CST", 8*3600)),
		"9_last": time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC),
	} {
		insert(t, c, &thing{Meta: docstore.Meta{ID: id}, At: at, Due: &at})
	}
	for _, tt := range []struct {
		f    bson.D
		want string
	}{
		{is("at", zero), "[5_zero 6_just_behind]"}, {is("due", zero.Add(999_999)), "[5_zero 6_just_behind]"}, {is("due", zero.Add(-1)), "[3_before 4_just_before]"},
		{op("due", "$lt", zero), "[1_year1 2_1900 3_before 4_just_before]"}, {op("due", "$lte", zero.Add(-time.Millisecond)), "[1_year1 2_1900 3_before 4_just_before]"},
		{op("at", "$gt", zero), "[7_behind 8_leap 9_last]"}, {op("at", "$gt", zero.Add(-1)), "[5_zero 6_just_behind 7_behind 8_leap 9_last]"},
		{is("at", bson.D{{Key: "$gte", Value: zero.Add(-time.Millisecond)}, {Key: "$lt", Value: zero}}), "[3_before 4_just_before]"},
		{op("at", "$in", []time.Time{time.Date(2028, 2, 29, 15, 59, 59, 999e6, time.UTC), zero.Add(1e6)}), "[7_behind 8_leap]"},
		{op("at", "$lt", time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)), "[1_year1 2_1900]"}, {op("at", "$ne", zero), "[1_year1 2_1900 3_before 4_just_before 7_behind 8_leap 9_last]"},
	} {
		if got := fmt.Sprint(find(t, c, tt.f)); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.f, got, tt.want)
		}
	}
	for _, sort := range []string{"due", "-due"} {
		docs, err := walk(ctx, c, nil, []string{sort}, 2)
		wantIs(t, "walk", err, nil)
		got := ids(docs)
		if sort == "-due" {
			slices.Reverse(got)
		}
		wantEqual(t, "in the order of "+sort, slices.IsSorted(got) && len(got) == 9, true)
	}
	groups, err := c.Sum(ctx, op("at", "$lt", zero), nil, docstore.Measure{Op: "min", Field: "due"}, docstore.Measure{Op: "max", Field: "due"})
	wantIs(t, "sum", err, nil)
	wantEqual(t, "the first and the last before 1970", groups[0].Values, []int64{-62135596800000, -1})
}

// longArrays checks that a repeated element counts once and is found until its last copy is removed.
func longArrays(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	many := make([]string, 1000)
	for i := range many {
		many[i] = fmt.Sprintf("志愿者😀_%03d", i/2) // each element twice
	}
	insert(t, c, &thing{Meta: docstore.Meta{ID: "long"}, Tags: many}, &thing{Meta: docstore.Meta{ID: "short"}, Tags: []string{"a", "a", "", ""}, Marks: []string{"a"}})
	found := func(what string, f bson.D, want ...string) {
		t.Helper()
		if got := find(t, c, f); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
		n, err := c.Count(ctx, f)
		wantIs(t, what, err, nil)
		wantEqual(t, what+": count", n, int64(len(want)))
	}
	found("the last of 1,000", is("tags", many[999]), "long")
	found("any of 1,000", op("tags", "$in", many), "long")
	found("none of 1,000", op("tags", "$nin", many), "short")
	found("a prefix of all", is("tags", docstore.Prefix("志愿者😀_")), "long")
	found("an empty element", is("tags", ""), "short")
	wantEqual(t, "the order and what is twice", get(t, c, "long").Tags, many)

	change := func(id string, tags ...string) {
		t.Helper()
		_, err := c.Update(ctx, id, func(d *thing) error { d.Tags = tags; return nil })
		wantIs(t, "update "+id, err, nil)
	}
	change("short", "a", "", "b")
	found("one of two went", is("tags", "a"), "short")
	change("short", "b", "b")
	found("both went", is("tags", "a"))
	found("the empty one went", is("tags", ""))
	found("one came twice", is("tags", "b"), "short")
	change("long", append(slices.Clone(many[500:]), many[998:]...)...)
	found("a half went", op("tags", "$in", many[:500]))
	found("a half stayed", all(is("tags", many[500]), is("tags", many[999])), "long")
	change("long")
	found("all went", is("tags", nil), "long")
	change("long", many...)
	wantIs(t, "delete", c.Delete(ctx, "long"), nil)
	insert(t, c, &thing{Meta: docstore.Meta{ID: "long"}, Tags: []string{"b"}})
	found("nothing came back", op("tags", "$in", many))
	found("two of one element", is("tags", "b"), "long", "short")
}

// limits checks that limits of 0 and below mean no limit, and that very large limits work.
func limits(t *testing.T, db *docstore.DB) {
	c, ctx := declare[bare](t, db, docstore.Spec{Name: "few"}), t.Context()
	docs := make([]bare, 25)
	for i := range docs {
		docs[i].ID = fmt.Sprintf("few_%02d", i)
	}
	wantIs(t, "insert", c.InsertMany(ctx, docs), nil)
	for limit, want := range map[int]struct{ find, page int }{
		0: {25, 20}, -1: {25, 20}, math.MinInt: {25, 20}, 1: {1, 1}, 24: {24, 24}, 25: {25, 25}, 26: {25, 25},
		math.MaxInt32: {25, 25}, math.MaxInt32 + 1: {25, 25}, math.MaxInt - 1: {25, 25}, math.MaxInt: {25, 25},
	} {
		what := fmt.Sprintf("limit %d", limit)
		found, err := c.Find(ctx, nil, docstore.Limit(limit))
		wantIs(t, what, err, nil)
		wantEqual(t, what+": find", len(found), want.find)
		p, err := c.Page(ctx, nil, docstore.Limit(limit))
		wantIs(t, what, err, nil)
		wantEqual(t, what+": page", len(p.Items), want.page)
		wantEqual(t, what+": more", p.Next != "", want.page < 25)
		n := 0
		wantIs(t, what, c.Each(ctx, nil, func(bare) error { n++; return nil }, docstore.Limit(limit)), nil)
		wantEqual(t, what+": each", n, want.find)
		first, err := c.First(ctx, nil, docstore.Sort("-_id"), docstore.Limit(limit))
		wantIs(t, what, err, nil)
		wantEqual(t, what+": first", first.ID, "few_24")
	}
	p, err := c.Page(ctx, nil, docstore.Limit(24))
	wantIs(t, "page", err, nil)
	wantIs(t, "delete", c.Delete(ctx, "few_24"), nil)
	wantIs(t, "delete", c.Delete(ctx, "few_23"), nil)
	p, err = c.Page(ctx, nil, docstore.After(p.Next))
	wantIs(t, "behind the last", err, nil)
	wantEqual(t, "behind the last", p, docstore.Page[bare]{Items: []bare{}})
}

// staleVersions checks that a change with IfVersion changes that version or nothing.
func staleVersions(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("thg_a", "一"))
	old := get(t, c, "thg_a")
	doc := old
	doc.Name = "二"
	wantIs(t, "save", c.Save(ctx, &doc), nil)
	wantEqual(t, "what Save left in the document", doc, get(t, c, "thg_a"))
	wantEqual(t, "version", doc.Version, int64(2))
	late := old
	late.Name = "三"
	before := late
	wantIs(t, "save of what was changed", c.Save(ctx, &late), docstore.ErrStale)
	wantEqual(t, "what the refusal left in the document", late, before)
	for _, v := range []int64{1, 3, -1, math.MinInt64, math.MaxInt64} {
		_, err := c.Update(ctx, "thg_a", func(*thing) error { t.Error("called for another version"); return nil }, docstore.IfVersion(v))
		wantIs(t, fmt.Sprintf("update if version %d", v), err, docstore.ErrStale)
		wantIs(t, fmt.Sprintf("delete if version %d", v), c.Delete(ctx, "thg_a", docstore.IfVersion(v)), docstore.ErrStale)
	}
	wantIs(t, "save of what was never loaded", c.Save(ctx, newThing("thg_a", "三")), docstore.ErrStale)
	wantEqual(t, "unchanged", get(t, c, "thg_a"), doc)
	wantIs(t, "versions within a transaction", db.Tx(ctx, func(tx context.Context) error {
		for v := int64(2); v < 5; v++ {
			got, err := c.Update(tx, "thg_a", rename(fmt.Sprint(v)), docstore.IfVersion(v))
			if err != nil || got.Version != v+1 {
				return fmt.Errorf("from %d to %d: %w", v, got.Version, err)
			}
		}
		wantIs(t, "the version before", c.Delete(tx, "thg_a", docstore.IfVersion(4)), docstore.ErrStale)
		return c.Delete(tx, "thg_a", docstore.IfVersion(5))
	}), nil)
	wantIs(t, "save of what was never there", c.Save(ctx, newThing("none", "x")), docstore.ErrNotFound)
	wantIs(t, "save of what is gone", c.Save(ctx, &doc), docstore.ErrNotFound)
	insert(t, c, newThing("thg_a", "anew"))
	wantIs(t, "save over another of the id", c.Save(ctx, &doc), docstore.ErrStale)
}

// nested checks that an inner transaction is part of the outer one, whose function alone decides whether it is committed.
func nested(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("thg_old", "old"))
	half := func(tx context.Context, id string) error { // fails after its first write
		return db.Tx(tx, func(tx context.Context) error {
			if err := c.Insert(tx, newThing(id, "x")); err != nil {
				return err
			}
			if _, err := c.Update(tx, "thg_old", rename(id)); err != nil {
				return err
			}
			return errOwn
		}, docstore.Hot("thg_old"))
	}
	for _, opts := range [][]docstore.TxOption{nil, {docstore.Hot("thg_old")}} {
		err := db.Tx(ctx, func(tx context.Context) error {
			wantIs(t, "insert", c.Insert(tx, newThing("thg_outer", "x")), nil)
			return db.Tx(tx, func(tx context.Context) error { return half(tx, "thg_inner") })
		}, opts...)
		wantIs(t, "passed on", err, errOwn)
		wantEqual(t, "passed on", find(t, c, nil), []string{"thg_old"})
		wantEqual(t, "passed on", get(t, c, "thg_old").Version, int64(1))

		err = db.Tx(ctx, func(tx context.Context) error {
			return db.Tx(tx, func(tx context.Context) error {
				wantIs(t, "insert", c.Insert(tx, newThing("thg_outer", "x")), nil)
				panic("in the middle")
			})
		}, opts...)
		wantEqual(t, "a panic inside", err != nil, true)
		wantEqual(t, "a panic inside", find(t, c, nil), []string{"thg_old"})
	}
	wantIs(t, "taken as it is", db.Tx(ctx, func(tx context.Context) error {
		if err := half(tx, "thg_kept"); !errors.Is(err, errOwn) {
			return err
		}
		return nil
	}), nil)
	wantEqual(t, "taken as it is", find(t, c, nil), []string{"thg_kept", "thg_old"})
	wantEqual(t, "taken as it is", get(t, c, "thg_old").Name, "thg_kept")
}

// onRollbackSeveral checks that several calls of OnRollback run in order, whatever rolls the transaction back.
func onRollbackSeveral(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("taken", "x"))
	var order []string
	record := func(tx context.Context, id string) error {
		return db.OnRollback(tx, func(ctx context.Context) error {
			order = append(order, id)
			return db.Tx(ctx, func(tx context.Context) error { return c.Insert(tx, newThing(id, "记录")) })
		})
	}
	var finished context.Context
	for what, fail := range map[string]func(tx context.Context) error{
		"refused": func(tx context.Context) error { return c.Insert(tx, newThing("taken", "y")) },
		"own":     func(context.Context) error { return errOwn },
		"panic":   func(context.Context) error { panic("in the middle") },
	} {
		order = nil
		err := db.Tx(ctx, func(tx context.Context) error {
			order, finished = nil, tx
			wantIs(t, what, c.Insert(tx, newThing("lost", "x")), nil)
			wantIs(t, what, errors.Join(record(tx, what+"_2"), record(tx, what+"_1")), nil)
			return fail(tx)
		}, docstore.Hot("taken"))
		wantEqual(t, what+": fails", err != nil, true)
		wantEqual(t, what+": in their order", order, []string{what + "_2", what + "_1"})
		wantEqual(t, what+": the records", find(t, c, is("_id", docstore.Prefix(what))), []string{what + "_1", what + "_2"})
		gone(t, c, "lost")
	}
	if err := record(finished, "never"); err == nil {
		t.Error("OnRollback accepted the ctx of a finished transaction")
	}
	gone(t, c, "never")
}

// figuresOfNothing checks that a sum over documents without the field is 0 in every group.
func figuresOfNothing(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("thg_a", "a"), newThing("thg_b", "b"))
	var measures []docstore.Measure
	for _, f := range []string{"rank", "in.level"} {
		for _, o := range []string{"sum", "min", "max"} {
			measures = append(measures, docstore.Measure{Op: o, Field: f})
		}
	}
	measures = append(measures, docstore.Measure{Op: "min", Field: "due"}, docstore.Measure{Op: "max", Field: "due"})
	zeros := make([]int64, len(measures))
	for _, tt := range []struct {
		f    bson.D
		by   []string
		keys [][]any
	}{
		{nil, nil, [][]any{{}}}, {is("name", "none"), nil, [][]any{{}}}, {op("_id", "$in", []string{}), nil, [][]any{{}}},
		{nil, []string{"name"}, [][]any{{"a"}, {"b"}}}, {is("name", "none"), []string{"name"}, nil}, {op("_id", "$in", []string{}), []string{"nick"}, nil},
		{nil, []string{"rank", "due"}, [][]any{{nil, nil}}},
	} {
		got, err := c.Sum(ctx, tt.f, tt.by, measures...)
		wantIs(t, "sum", err, nil)
		want := make([]docstore.Group, len(tt.keys))
		for i, k := range tt.keys {
			want[i] = docstore.Group{Keys: k, Values: zeros}
		}
		wantEqual(t, fmt.Sprintf("%v by %v", tt.f, tt.by), got, want)
	}
	insert(t, c, &thing{Meta: docstore.Meta{ID: "thg_min"}, Count: math.MinInt64}, &thing{Meta: docstore.Meta{ID: "thg_one"}, Count: -1})
	if got, err := c.Sum(ctx, nil, nil, docstore.Measure{Op: "sum", Field: "count"}); err == nil {
		t.Errorf("a sum beneath 64 bits: %v", got)
	}
}
