package docstoretest

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// thing has a field of every kind: one that is always stored, one that is null when nil, and one that is missing when
// empty.
type thing struct {
	docstore.Meta `bson:",inline"`
	Name          string            `bson:"name"`
	Nick          *string           `bson:"nick"`
	Alias         string            `bson:"alias,omitempty"`
	Count         int64             `bson:"count"`
	Rank          *int              `bson:"rank,omitempty"`
	Weight        *float64          `bson:"weight"`
	Done          bool              `bson:"done"`
	Seen          *bool             `bson:"seen,omitempty"`
	At            time.Time         `bson:"at"`
	Due           *time.Time        `bson:"due"`
	Tags          []string          `bson:"tags"`
	Marks         []string          `bson:"marks,omitempty"`
	In            *inner            `bson:"in,omitempty"`
	Free          map[string]string `bson:"free"`
	Blob          []byte            `bson:"blob"`
}

type inner struct {
	Level int32  `bson:"level"`
	Word  string `bson:"word,omitempty"`
}

func fields() []string {
	return []string{"name", "nick", "alias", "count", "rank", "weight", "done", "seen", "at", "due", "tags", "marks", "in.level", "in.word"}
}

func spec() docstore.Spec {
	return docstore.Spec{
		Name: "things", Fields: fields(),
		Indexes: []docstore.Index{
			{Name: "by_name", Fields: []string{"name", "-at"}, Selective: true},
			{Name: "by_nick", Fields: []string{"-nick"}},
			{Name: "by_rank", Fields: []string{"rank", "alias"}},
			{Name: "by_tag", Fields: []string{"tags"}, Selective: true},
			{Name: "by_mark", Fields: []string{"marks", "count"}},
		},
	}
}

func declare[T any](t testing.TB, db *docstore.DB, s docstore.Spec) *docstore.Collection[T] {
	t.Helper()
	c, err := docstore.Declare[T](db, s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func things(t testing.TB, db *docstore.DB) *docstore.Collection[thing] {
	t.Helper()
	return declare[thing](t, db, spec())
}

func newThing(id, name string) *thing { return &thing{Meta: docstore.Meta{ID: id}, Name: name} }

func insert[T any](t testing.TB, c *docstore.Collection[T], docs ...*T) {
	t.Helper()
	for _, d := range docs {
		if err := c.Insert(t.Context(), d); err != nil {
			t.Fatalf("insert: %v", err)
		}
	}
}

func get(t testing.TB, c *docstore.Collection[thing], id string) thing {
	t.Helper()
	doc, err := c.Get(t.Context(), id)
	if err != nil {
		t.Fatalf("get %s: %v", id, err)
	}
	return doc
}

// gone checks that no document with these ids exists.
func gone(t testing.TB, c *docstore.Collection[thing], ids ...string) {
	t.Helper()
	for _, id := range ids {
		_, err := c.Get(t.Context(), id)
		wantIs(t, "get "+id, err, docstore.ErrNotFound)
	}
}

func wantIs(t testing.TB, what string, err, want error) {
	t.Helper()
	switch {
	case want == nil && err != nil:
		t.Errorf("%s: %v", what, err)
	case !errors.Is(err, want):
		t.Errorf("%s: %v, want %v", what, err, want)
	case want != nil && fault.KindOf(err) != fault.KindOf(want):
		t.Errorf("%s: kind %d, want that of %v", what, fault.KindOf(err), want)
	}
}

func wantDuplicate(t testing.TB, what string, err error, index string) {
	t.Helper()
	wantIs(t, what, err, docstore.ErrDuplicate)
	if !docstore.IsDuplicate(err, index) || docstore.IsDuplicate(err, index+"x") {
		t.Errorf("%s: %v does not name index %q", what, err, index)
	}
}

func wantEqual(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, show(got), show(want))
	}
}

func show(x any) string { return fmt.Sprintf("%+v", x) }

func ids(docs []thing) []string {
	out := make([]string, len(docs))
	for i, d := range docs {
		out[i] = d.ID
	}
	return out
}

// find returns the ids that match, sorted.
func find(t testing.TB, c *docstore.Collection[thing], f bson.D) []string {
	t.Helper()
	docs, err := c.Find(t.Context(), f)
	if err != nil {
		t.Errorf("find %v: %v", f, err)
	}
	out := ids(docs)
	slices.Sort(out)
	return out
}

func ptr[T any](v T) *T { return &v }

// is returns a filter with one condition; op returns one with an operator.
func is(field string, v any) bson.D    { return bson.D{{Key: field, Value: v}} }
func op(field, o string, v any) bson.D { return is(field, bson.D{{Key: o, Value: v}}) }
func all(parts ...bson.D) bson.D       { return is("$and", parts) }
func anyOf(parts ...bson.D) bson.D     { return is("$or", parts) }
func both(a bson.D, more ...bson.D) bson.D {
	out := slices.Clone(a)
	for _, m := range more {
		out = append(out, m...)
	}
	return out
}
