package docstoretest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Side is one of two stores that are compared.
type Side struct {
	DB      *docstore.DB
	Indexed bool    // with declared indexes of every shape, which must not change any answer
	Sums    bool    // groups and figures are compared too, when both sides have it
	Faults  []Fault // what the store is known to do wrong
}

// Fault is known wrong behaviour of a store, which the comparison avoids.
type Fault struct {
	Why       string
	Condition func(field, op string, value any) bool // conditions that are not asked
	Text      func(s string) bool                    // texts that are in no document and no filter
	Real      func(f float64) bool                   // numbers that are in no document and no filter
	Instant   func(t time.Time) bool                 // times that are in no document and no filter
}

// queriesEach is the number of queries per set of documents.
const queriesEach = 20

// Differ asks both sides random queries over the same random documents and changes the documents in between. It fails with
// the smallest case in which the answers differ, and returns the number of queries. The flag -rapid.checks sets the number
// of sets of documents.
func Differ(t *testing.T, a, b Side) (queries int) {
	d := &differ{a: differOn(t, a), b: differOn(t, b), sums: a.Sums && b.Sums, taste: tasteFor(append(a.Faults, b.Faults...))}
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background() // no deadline: a slow answer must not count as a difference
		d.fill(ctx, t)
		for range queriesEach {
			for rapid.IntRange(0, 3).Draw(t, "change") == 0 {
				d.change(ctx, t)
			}
			d.ask(ctx, t)
		}
		queries += queriesEach
	})
	return queries
}

// every returns indexes of each shape: ascending, descending, over several fields, over arrays, sparse.
func every() []docstore.Index {
	out := spec().Indexes
	for _, f := range []string{"alias", "-count", "weight", "-done", "seen", "at", "-due", "in.level", "-in.word", "marks"} {
		out = append(out, docstore.Index{Name: fmt.Sprintf("one_%d", len(out)), Fields: []string{f}})
	}
	return append(out,
		docstore.Index{Name: "three", Fields: []string{"-name", "nick", "-rank"}},
		docstore.Index{Name: "some", Fields: []string{"name", "due"}, Sparse: true},
		docstore.Index{Name: "few", Fields: []string{"rank"}, Sparse: true},
	)
}

func differOn(t *testing.T, s Side) *docstore.Collection[thing] {
	t.Helper()
	sp := docstore.Spec{Name: "differences", Fields: fields()}
	if s.Indexed {
		sp.Indexes = every()
	}
	return declare[thing](t, s.DB, sp)
}

type differ struct {
	a, b  *docstore.Collection[thing]
	sums  bool
	taste taste
}

// fill starts a case with a few random documents.
func (d *differ) fill(ctx context.Context, t *rapid.T) {
	docs := rapid.SliceOfN(d.taste.thing(), 0, 25).Draw(t, "documents")
	for i := range docs {
		docs[i].ID = fmt.Sprintf("thg_%02d", i)
	}
	for _, c := range []*docstore.Collection[thing]{d.a, d.b} {
		if _, err := c.DeleteMany(ctx, nil); err != nil {
			t.Fatal(err)
		}
		if err := c.InsertMany(ctx, slices.Clone(docs)); err != nil {
			t.Fatal(err)
		}
	}
}

// both calls do for both sides and fails when the results differ.
func (d *differ) both(t *rapid.T, what string, do func(c *docstore.Collection[thing]) any) {
	if a, b := do(d.a), do(d.b); fmt.Sprint(a) != fmt.Sprint(b) {
		t.Fatalf("%s\n  one says %v\nother says %v\namong, by now,\n%s", what, a, b, shown(d.a))
	}
}

// shown returns the documents of a collection, one per line.
func shown(c *docstore.Collection[thing]) (out string) {
	err := c.Each(context.Background(), nil, func(d thing) error {
		raw, err := bson.MarshalExtJSON(d, false, false)
		out += string(raw) + "\n"
		return err
	})
	if err != nil {
		out += err.Error()
	}
	return out
}

// said returns the answer, or the error if it is one of the store's; other errors have no form in which they could be
// compared.
func said(answer any, err error) any {
	if err == nil {
		return answer
	}
	for _, known := range []error{docstore.ErrNotFound, docstore.ErrStale, docstore.ErrDuplicate, docstore.ErrUnsupported, docstore.ErrCursor} {
		if errors.Is(err, known) {
			return known
		}
	}
	return fmt.Sprintf("failed: %v", err)
}

// change makes one random change. Created and updated fields depend on the clock and are not compared.
func (d *differ) change(ctx context.Context, t *rapid.T) {
	id := fmt.Sprintf("thg_%02d", rapid.IntRange(0, 30).Draw(t, "id"))
	next := d.taste.thing().Draw(t, "next")
	next.ID = id
	version := docstore.IfVersion(int64(rapid.IntRange(0, 3).Draw(t, "version")))
	set := func(kept *thing) error {
		meta := kept.Meta
		*kept = next
		kept.Meta = meta
		return nil
	}
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		d.both(t, "insert "+id, func(c *docstore.Collection[thing]) any {
			doc := next
			return said("inserted", c.Insert(ctx, &doc))
		})
	case 1:
		d.both(t, "update "+id, func(c *docstore.Collection[thing]) any {
			doc, err := c.Update(ctx, id, set, version)
			return said(plain(doc), err)
		})
	case 2:
		d.both(t, "upsert "+id, func(c *docstore.Collection[thing]) any {
			doc, err := c.Upsert(ctx, id, set)
			return said(plain(doc), err)
		})
	case 3:
		d.both(t, "delete "+id, func(c *docstore.Collection[thing]) any { return said("deleted", c.Delete(ctx, id, version)) })
	default:
		f := all(op("_id", "$gte", id), d.taste.filter(1).Draw(t, "deleted"))
		d.both(t, fmt.Sprintf("delete %v", f), func(c *docstore.Collection[thing]) any {
			n, err := c.DeleteMany(ctx, f)
			return said(n, err)
		})
	}
}

// plain returns a document without created and updated fields, in a form that prints the same for equal documents.
func plain(d thing) any { return append(deref(d), d.Version) }

// ask compares one random query: its pages, its count and, if both sides can, its groups.
func (d *differ) ask(ctx context.Context, t *rapid.T) {
	f := d.taste.filter(2).Draw(t, "filter")
	sort := randomSort().Draw(t, "sort")
	limit := rapid.IntRange(1, 30).Draw(t, "limit")
	d.both(t, fmt.Sprintf("%v by %v, %d a page", f, sort, limit), func(c *docstore.Collection[thing]) any {
		docs, err := walk(ctx, c, f, sort, limit)
		out := make([]any, len(docs))
		for i, doc := range docs {
			out[i] = plain(doc)
		}
		return said(out, err)
	})
	d.both(t, fmt.Sprintf("count %v", f), func(c *docstore.Collection[thing]) any {
		n, err := c.Count(ctx, f)
		return said(n, err)
	})
	if !d.sums {
		return
	}
	by := rapid.SliceOfNDistinct(rapid.SampledFrom(groupable), 0, 3, rapid.ID).Draw(t, "by")
	measures := []docstore.Measure{{Op: "count"}}
	for _, o := range []string{"sum", "min", "max"} {
		measures = append(measures, docstore.Measure{Op: o, Field: "in.level"}) // the sum stays within 64 bits
	}
	measures = append(measures, docstore.Measure{Op: "min", Field: "due"}, docstore.Measure{Op: "max", Field: "rank"})
	d.both(t, fmt.Sprintf("sum %v by %v", f, by), func(c *docstore.Collection[thing]) any {
		groups, err := c.Sum(ctx, f, by, measures...)
		return said(groups, err)
	})
}

var groupable = []string{"name", "nick", "alias", "count", "rank", "weight", "done", "seen", "at", "due", "in.level", "in.word"}

// walk reads all pages and fails when a page before the last is not full.
func walk(ctx context.Context, c *docstore.Collection[thing], f bson.D, sort []string, limit int) (docs []thing, err error) {
	for after := ""; ; {
		p, err := c.Page(ctx, f, docstore.Sort(sort...), docstore.Limit(limit), docstore.After(after))
		if err != nil {
			return nil, err
		}
		docs = append(docs, p.Items...)
		if after = p.Next; after == "" {
			return docs, nil
		}
		if len(p.Items) != limit || len(docs) > 10_000 {
			return nil, fmt.Errorf("a page of %d before the last, after %d documents", len(p.Items), len(docs))
		}
	}
}

func randomSort() *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		sort := rapid.SliceOfNDistinct(rapid.SampledFrom(append(groupable, "_id")), 0, 3, rapid.ID).Draw(t, "fields")
		for i := range sort {
			if rapid.Bool().Draw(t, "down") {
				sort[i] = "-" + sort[i]
			}
		}
		return sort
	})
}
