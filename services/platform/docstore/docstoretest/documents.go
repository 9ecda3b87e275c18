package docstoretest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

func documents(t *testing.T, db *docstore.DB) {
	c := things(t, db)
	before := time.Now().Truncate(time.Millisecond)
	a := newThing("thg_a", "甲")
	a.Version, a.CreatedBy = 77, "somebody"
	insert(t, c, a)
	got := get(t, c, "thg_a")
	wantEqual(t, "what Insert left in the document", *a, got)
	if got.Version != 1 || got.CreatedBy != "" || got.CreatedAt.Before(before) || got.CreatedAt != got.UpdatedAt || got.CreatedAt.Location() != time.UTC {
		t.Errorf("stamps: %+v", got.Meta)
	}
	wantDuplicate(t, "the same id", c.Insert(t.Context(), newThing("thg_a", "乙")), "_id")
	wantIs(t, "no id", c.Insert(t.Context(), newThing("", "乙")), docstore.ErrUnsupported)
	gone(t, c, "thg_b", "", "thg_A", "thg_a ", "'", `"`)
	wantEqual(t, "ping", db.Ping(t.Context()), error(nil))
}

func many(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	wantIs(t, "none", c.InsertMany(ctx, nil), nil)
	docs := make([]thing, 300)
	for i := range docs {
		docs[i] = *newThing(fmt.Sprintf("thg_%03d", i), "x")
		docs[i].Tags = []string{"t"}
	}
	wantIs(t, "300", c.InsertMany(ctx, docs), nil)
	n, err := c.Count(ctx, nil)
	wantIs(t, "count", err, nil)
	wantEqual(t, "count", n, int64(300))
	again := []thing{*newThing("new_1", "y"), *newThing("thg_007", "y"), *newThing("new_2", "y")}
	wantDuplicate(t, "one is there", c.InsertMany(ctx, again), "_id")
	twice := []thing{*newThing("new_1", "y"), *newThing("new_1", "y")}
	wantDuplicate(t, "one comes twice", c.InsertMany(ctx, twice), "_id")
	gone(t, c, "new_1", "new_2")

	found, err := c.GetMany(ctx, []string{"thg_001", "none", "thg_299", "thg_001"})
	wantIs(t, "get many", err, nil)
	if len(found) != 2 || found["thg_299"].ID != "thg_299" {
		t.Errorf("get many: %v", found)
	}
	lots := make([]string, 12_000)
	for i := range lots {
		lots[i] = fmt.Sprintf("thg_%03d", i)
	}
	found, err = c.GetMany(ctx, lots)
	wantIs(t, "get very many", err, nil)
	wantEqual(t, "get very many", len(found), 300)
	found, err = c.GetMany(ctx, nil)
	wantIs(t, "get none", err, nil)
	wantEqual(t, "get none", found, map[string]thing{})
}

var errOwn = errors.New("the function's own error")

func updates(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("thg_a", "甲"))
	first := get(t, c, "thg_a")
	got, err := c.Update(ctx, "thg_a", func(d *thing) error {
		d.Name, d.Tags, d.Rank, d.ID, d.Version = "乙", []string{"x", "y", "x"}, ptr(3), "other", 99
		return nil
	})
	wantIs(t, "update", err, nil)
	wantEqual(t, "what Update returned", got, get(t, c, "thg_a"))
	if got.Version != 2 || got.ID != "thg_a" || got.CreatedAt != first.CreatedAt || got.Name != "乙" {
		t.Errorf("updated: %+v", got)
	}
	wantEqual(t, "by the new value", find(t, c, both(is("name", "乙"), is("tags", "y"), is("rank", 3))), []string{"thg_a"})
	wantEqual(t, "by the old value", find(t, c, is("name", "甲")), []string{})
	_, err = c.Update(ctx, "thg_a", func(d *thing) error { d.Tags, d.Rank = []string{"z"}, nil; return nil }, docstore.IfVersion(2))
	wantIs(t, "if version 2", err, nil)
	wantEqual(t, "an element that went", find(t, c, is("tags", "x")), []string{})
	wantEqual(t, "an element that came", find(t, c, both(is("tags", "z"), is("rank", nil))), []string{"thg_a"})

	got, err = c.Update(ctx, "thg_a", func(*thing) error { t.Error("called for a stale version"); return nil }, docstore.IfVersion(2))
	wantIs(t, "if version 2 again", err, docstore.ErrStale)
	wantEqual(t, "what a refusal returns", got, thing{})
	_, err = c.Update(ctx, "thg_a", func(d *thing) error { d.Name = "丙"; return errOwn })
	if !errors.Is(err, errOwn) || get(t, c, "thg_a").Version != 3 {
		t.Errorf("own error: %v, then %+v", err, get(t, c, "thg_a"))
	}
	_, err = c.Update(ctx, "none", func(*thing) error { t.Error("called for nothing"); return nil })
	wantIs(t, "none", err, docstore.ErrNotFound)

	for want := range int64(2) {
		got, err = c.Upsert(ctx, "thg_u", func(d *thing) error { d.Count++; return nil })
		wantIs(t, "upsert", err, nil)
		if got.ID != "thg_u" || got.Count != want+1 || got.Version != want+1 {
			t.Errorf("upsert %d: %+v", want, got)
		}
	}
}

func deletes(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	for i := range 10 {
		d := newThing(fmt.Sprintf("thg_%d", i), "x")
		d.Count, d.Tags = int64(i), []string{"all", fmt.Sprint(i % 2)}
		insert(t, c, d)
	}
	wantIs(t, "another version", c.Delete(ctx, "thg_0", docstore.IfVersion(2)), docstore.ErrStale)
	wantIs(t, "this version", c.Delete(ctx, "thg_0", docstore.IfVersion(1)), nil)
	wantIs(t, "again", c.Delete(ctx, "thg_0"), docstore.ErrNotFound)
	wantIs(t, "again, with a version", c.Delete(ctx, "thg_0", docstore.IfVersion(1)), docstore.ErrNotFound)
	for _, step := range []struct {
		f    bson.D
		want int64
		left []string
	}{
		{op("count", "$gte", 8), 2, []string{"thg_1", "thg_2", "thg_3", "thg_4", "thg_5", "thg_6", "thg_7"}},
		{is("tags", "1"), 4, []string{"thg_2", "thg_4", "thg_6"}},
		{is("tags", "1"), 0, []string{"thg_2", "thg_4", "thg_6"}},
		{op("_id", "$in", []string{}), 0, []string{"thg_2", "thg_4", "thg_6"}},
		{nil, 3, []string{}},
	} {
		n, err := c.DeleteMany(ctx, step.f)
		wantIs(t, "delete many", err, nil)
		wantEqual(t, fmt.Sprintf("deleted by %v", step.f), n, step.want)
		wantEqual(t, "left", find(t, c, nil), step.left)
	}
	again := newThing("thg_1", "x") // must not get anything of the deleted document
	insert(t, c, again)
	wantEqual(t, "elements of a document that is gone", find(t, c, is("tags", "all")), []string{})
}

// roundTrip stores values as users and other programs send them.
func roundTrip(t *testing.T, db *docstore.DB) {
	c := things(t, db)
	long := make([]string, 3000)
	for i := range long {
		long[i] = fmt.Sprintf("志愿者_%d", i)
	}
	for i, d := range []thing{
		{}, {Name: "", Nick: ptr(""), Tags: []string{}}, {Name: "a\x00b", Nick: ptr("\x00"), Alias: "\n\t\"'%_\\"},
		{Name: "龘𠮷👩‍👩‍👧‍👦é", Nick: ptr(strings.Repeat("长", 20_000)), Alias: "$where", Free: map[string]string{"a.b": "$x", "": "empty"}},
		{Count: 1<<53 + 1, Rank: ptr(-1 << 63), Weight: ptr(0.1)}, {Count: 1<<63 - 1, Rank: ptr(1 << 31), Weight: ptr(-1e308)},
		{Count: -1 << 63, Done: true, Seen: ptr(false), Tags: long, Marks: []string{"", "重", "重", "a"}},
		{At: time.Date(2026, 2, 28, 23, 59, 59, 999_999_999, time.UTC), Due: ptr(time.Date(1969, 12, 31, 23, 59, 59, 999_000_001, time.UTC))},
		{At: time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("CST", 8*3600)), Due: ptr(time.Time{})},
		{In: &inner{Level: -1 << 31, Word: "深"}, Blob: []byte{0, 1, 255}}, {In: &inner{}, Free: map[string]string{}, Blob: []byte{}},
	} {
		d.ID = fmt.Sprintf("thg_%02d", i)
		insert(t, c, &d)
		got := get(t, c, d.ID)
		wantEqual(t, "round trip "+d.ID, fmt.Sprintf("%+v", deref(got)), fmt.Sprintf("%+v", deref(d)))
		if got.At.Nanosecond()%1e6 != 0 || got.At.Location() != time.UTC {
			t.Errorf("%s: a time that is not in milliseconds UTC: %v", d.ID, got.At)
		}
	}
	wantEqual(t, "2^53+1", find(t, c, is("count", 1<<53+1)), []string{"thg_04"})
	wantEqual(t, "2^53", find(t, c, is("count", 1<<53)), []string{})
	wantEqual(t, "> 2^53", find(t, c, op("count", "$gt", 1<<53)), []string{"thg_04", "thg_05"})
	wantEqual(t, "a NUL inside", find(t, c, is("name", "a\x00b")), []string{"thg_02"})
	wantEqual(t, "before a NUL", find(t, c, is("name", "a")), []string{})
	wantEqual(t, "the 3000th element", find(t, c, is("tags", "志愿者_2999")), []string{"thg_06"})
	edge := time.Date(2026, 2, 28, 23, 59, 59, 999e6, time.UTC)
	wantEqual(t, "the last millisecond", find(t, c, is("at", edge.Add(999*time.Microsecond))), []string{"thg_07"})
	wantEqual(t, "behind it", find(t, c, all(op("at", "$gt", edge), op("at", "$lt", edge.AddDate(1, 0, 0)))), []string{})
	wantEqual(t, "before 1970", find(t, c, all(op("due", "$lt", time.UnixMilli(0)), op("due", "$gte", time.UnixMilli(-1)))), []string{"thg_07"})
}

// deref returns the values behind pointers. Empty and nil maps or slices are equal in BSON.
func deref(d thing) []any {
	out := []any{d.ID, d.Name, d.Alias, d.Count, d.Done, d.At.UnixMilli(), d.Tags, d.Marks, d.Free, d.Blob}
	for _, s := range []*string{d.Nick} {
		if s != nil {
			out = append(out, *s)
		}
	}
	if d.Rank != nil {
		out = append(out, *d.Rank)
	}
	if d.Weight != nil {
		out = append(out, *d.Weight)
	}
	if d.Seen != nil {
		out = append(out, *d.Seen)
	}
	if d.Due != nil {
		out = append(out, d.Due.UnixMilli())
	}
	if d.In != nil {
		out = append(out, *d.In)
	}
	return out
}

func closed(t *testing.T, db *docstore.DB) {
	c := things(t, db)
	insert(t, c, newThing("thg_a", "x"))
	for range 2 {
		wantIs(t, "close", db.Close(), nil)
	}
	_, err := c.Get(t.Context(), "thg_a")
	wantIs(t, "get", err, docstore.ErrBusy)
	wantIs(t, "insert", c.Insert(t.Context(), newThing("thg_b", "x")), docstore.ErrBusy)
	wantIs(t, "transaction", db.Tx(t.Context(), func(context.Context) error { return nil }), docstore.ErrBusy)
	wantIs(t, "ping", db.Ping(t.Context()), docstore.ErrBusy)
}
