package sqlite_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite/sqlitetest"
)

type member struct {
	docstore.Meta `bson:",inline"`
	Login         string   `bson:"login"`
	Owner         string   `bson:"owner,omitempty"`
	State         string   `bson:"state"`
	At            int      `bson:"at"`
	Town          string   `bson:"town"`
	Groups        []string `bson:"groups"`
	Places        []string `bson:"places"`
}

// TestPagesCostTheSame reads the same pages in a store with four times as many documents: by a common array element, by one
// document of many, by a missing value that is common, and by a rare element with a condition that leads an index.
func TestPagesCostTheSame(t *testing.T) {
	few, many := pagesOf(t, 1000), pagesOf(t, 4000)
	for name, cost := range few {
		if cost < 10 || many[name] > cost+cost/10 {
			t.Errorf("%s: %d steps, of four times as many %d", name, cost, many[name])
		}
	}
}

// pagesOf returns the number of steps of each page.
func pagesOf(t *testing.T, n int) map[string]int {
	var steps atomic.Int64 // the writer may make a checkpoint at the same time
	db, err := sqlitetest.Open(context.WithoutCancel(t.Context()), t.TempDir(), docstore.Config{NoSync: true}, func(s sqlitetest.Statement) { steps.Add(int64(s.Steps)) })
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test does not depend on it
	c, err := docstore.Declare[member](db, docstore.Spec{
		Name: "members", Fields: []string{"login", "owner", "state", "at", "town", "groups", "places"},
		Indexes: []docstore.Index{{Name: "login", Fields: []string{"login"}, Unique: true}, {Name: "owner", Fields: []string{"owner"}, Unique: true}, {Name: "by_state", Fields: []string{"state"}}, {Name: "by_at", Fields: []string{"at"}}, {Name: "by_town", Fields: []string{"town"}, Selective: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Tx(t.Context(), func(ctx context.Context) error {
		for i := range n {
			m := member{Meta: docstore.Meta{ID: fmt.Sprintf("mem_%05d", i)}, Login: fmt.Sprint("m", i), State: "active", At: i, Town: "52/", Groups: []string{fmt.Sprint("own", i), "all", "0", "\x00"}}
			if i >= n/2 && i < n/2+150 {
				m.Groups = append(m.Groups, "some", fmt.Sprint("other", i%2)[:5+i%2])
				m.Places = []string{"62/", "72/"}[:i%3]
			}
			if i < n/100 {
				m.Places = []string{"52/"}
			}
			if err := c.Insert(ctx, &m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	cost := map[string]int{}
	page := func(name string, f bson.D, want int, after string, sort string) string {
		t.Helper()
		opts := []docstore.Option{docstore.Sort(sort), docstore.Limit(10)}
		if after != "" {
			opts = append(opts, docstore.After(after))
		}
		var p docstore.Page[member]
		steps.Store(0)
		if p, err = c.Page(t.Context(), f, opts...); err != nil || len(p.Items) != want {
			t.Fatalf("%s: %d documents, %v", name, len(p.Items), err)
		}
		if !slices.IsSortedFunc(p.Items, func(a, b member) int {
			return cmp.Compare(a.ID, b.ID) * map[bool]int{true: -1, false: 1}[sort == "-_id"]
		}) {
			t.Errorf("%s: not in order", name)
		}
		cost[name] = int(steps.Load())
		return p.Next
	}
	of := func(key string, v any) bson.E { return bson.E{Key: key, Value: v} }
	two := bson.D{of("state", "active"), of("groups", "some"), of("groups", bson.D{{Key: "$in", Value: []string{"all", "none"}}})}
	for _, sort := range []string{"_id", "-_id"} {
		for name, f := range map[string]bson.D{
			"common element": two,
			"one of two":     {of("groups", bson.D{{Key: "$in", Value: []string{"some", "other"}}}), of("state", "active")},
			"or":             {of("$or", []bson.D{{of("groups", "some")}, {of("places", bson.D{{Key: "$in", Value: []string{"62/", "72/"}}})}})},
		} {
			next := page(name+" "+sort, f, 10, "", sort)
			page(name+", behind it "+sort, f, 10, next, sort)
			var got []string
			for next = ""; ; {
				p, err := c.Page(t.Context(), f, docstore.Sort(sort), docstore.Limit(7), docstore.After(next))
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range p.Items {
					got = append(got, m.ID)
				}
				if next = p.Next; next == "" {
					break
				}
			}
			all, err := c.Find(t.Context(), f, docstore.Sort(sort)) // not a page, therefore sorted
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, m := range all {
				want = append(want, m.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %s: %d documents page by page, of %d", name, sort, len(got), len(want))
			}
		}
	}
	page("an index before the order", bson.D{of("state", "active"), of("login", "m7"), of("places", docstore.Prefix("52/"))}, 1, "", "-_id")
	for _, text := range []string{"0", "\x00"} { // neither of them is a missing value
		page(text, bson.D{of("groups", text), of("groups", nil)}, 0, "", "_id")
		delete(cost, text)
	}
	page("most have no value", bson.D{of("at", 7), of("owner", nil), of("state", bson.D{{Key: "$ne", Value: "gone"}})}, 1, "", "_id")
	page("nothing rare in a common span", bson.D{of("at", bson.D{{Key: "$gte", Value: 3}}), of("town", docstore.Prefix("62/"))}, 0, "", "-at")
	next := page("an element in another order", bson.D{of("groups", "all")}, 10, "", "at")
	page("an element in another order, behind it", bson.D{of("groups", "all")}, 10, next, "at")
	page("two rare ones", bson.D{of("places", docstore.Prefix("52/")), of("groups", "own7")}, 1, "", "-_id")
	return cost
}
