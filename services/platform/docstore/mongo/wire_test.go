package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
	"github.com/tongxing-platform/tongxing/services/platform/internal/scope"
)

type visit struct {
	docstore.Meta `bson:",inline"`
	Name          string    `bson:"name"`
	Region        *string   `bson:"region"`
	N             int64     `bson:"n"`
	Share         *float64  `bson:"share"`
	Done          *bool     `bson:"done"`
	At            time.Time `bson:"at"`
	Tags          []string  `bson:"tags"`
	In            struct {
		Level int `bson:"level"`
	} `bson:"in"`
}

func spec(indexes ...docstore.Index) docstore.Spec {
	return docstore.Spec{Name: "visits", Fields: []string{"name", "region", "n", "share", "done", "at", "tags", "in.level"}, Indexes: indexes}
}

func visits(t *testing.T, db *docstore.DB, indexes ...docstore.Index) *docstore.Collection[visit] {
	t.Helper()
	c, err := docstore.Declare[visit](db, spec(indexes...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestQueriesOnTheWire(t *testing.T) {
	db, f := openFake(t)
	c, ctx := visits(t, db), t.Context()
	for _, tt := range []struct {
		filter bson.D
		want   string
	}{
		{nil, `{}`},
		{bson.D{{Key: "n", Value: 1<<53 + 1}}, `{"n":{"$eq":{"$numberLong":"9007199254740993"}}}`},
		{bson.D{{Key: "at", Value: time.UnixMilli(-1)}}, `{"at":{"$eq":{"$date":{"$numberLong":"-1"}}}}`},
		{bson.D{{Key: "share", Value: 1}}, `{"share":{"$eq":{"$numberDouble":"1.0"}}}`},
		{bson.D{{Key: "region", Value: nil}}, `{"region":{"$eq":null}}`},
		{bson.D{{Key: "region", Value: bson.D{{Key: "$exists", Value: true}}}}, `{"region":{"$ne":null}}`},
		{bson.D{{Key: "tags", Value: nil}}, `{"tags":{"$in":[null,[]]}}`},
		{bson.D{{Key: "tags", Value: bson.D{{Key: "$ne", Value: nil}}}}, `{"tags":{"$nin":[null,[]]}}`},
		{bson.D{{Key: "tags", Value: docstore.Prefix("52/")}}, `{"tags":{"$elemMatch":{"$gte":"52/","$lt":"520"}}}`},
		{bson.D{{Key: "region", Value: docstore.Prefix("")}}, `{"region":{"$gte":""}}`},
		{bson.D{{Key: "name", Value: "a"}, {Key: "$or", Value: []bson.D{{{Key: "in.level", Value: 1}}, {{Key: "done", Value: true}}}}},
			`{"$and":[{"name":{"$eq":"a"}},{"$or":[{"in.level":{"$eq":{"$numberLong":"1"}}},{"done":{"$eq":true}}]}]}`},
	} {
		f.forget()
		if _, err := c.Find(ctx, tt.filter, docstore.Sort("-at"), docstore.Limit(20)); err != nil {
			t.Fatal(err)
		}
		find := f.commands("find")[0]
		if got := ext(field(find, "filter")); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.filter, got, tt.want)
		}
		if got := ext(field(find, "sort")) + ext(bson.D{{Key: "l", Value: field(find, "limit")}}); got != `{"at":{"$numberInt":"-1"},"_id":{"$numberInt":"-1"}}{"l":{"$numberLong":"20"}}` {
			t.Errorf("sort and limit: %s", got)
		}
	}
	if _, err := c.Sum(ctx, bson.D{{Key: "n", Value: bson.D{{Key: "$gt", Value: 0}}}}, []string{"region", "in.level"}, docstore.Measure{Op: "count"}, docstore.Measure{Op: "max", Field: "at"}); err != nil {
		t.Fatal(err)
	}
	want := `{"p":[{"$match":{"n":{"$gt":{"$numberLong":"0"}}}},{"$group":{"_id":{"k0":{"$ifNull":["$region",null]},"k1":{"$ifNull":["$in.level",null]}},` +
		`"m0":{"$sum":{"$numberLong":"1"}},"m1":{"$max":"$at"}}},{"$sort":{"_id.k0":{"$numberInt":"1"},"_id.k1":{"$numberInt":"1"}}}]}`
	if got := ext(bson.D{{Key: "p", Value: field(f.commands("aggregate")[0], "pipeline")}}); got != want {
		t.Errorf("sum:\n got %s\nwant %s", got, want)
	}
}

func ext(x any) string {
	raw, err := bson.MarshalExtJSON(x, true, false)
	if err != nil {
		return fmt.Sprint(err)
	}
	return string(raw)
}

func TestIndexes(t *testing.T) {
	db, f := openFake(t)
	every := []docstore.Index{
		{Name: "once", Fields: []string{"name", "-at"}, Unique: true}, {Name: "region", Fields: []string{"region"}, Unique: true},
		{Name: "by_tag", Fields: []string{"tags", "-n"}}, {Name: "by_id", Fields: []string{"n", "_id"}},
		{Name: "kinds", Fields: []string{"n", "share", "done"}, Unique: true},
	}
	c := visits(t, db, every...)
	got := map[string]bson.D{}
	for _, cmd := range f.commands("createIndexes") {
		for _, x := range field(cmd, "indexes").(bson.A) {
			got[fmt.Sprint(field(x.(bson.D), "name"))] = x.(bson.D)
		}
	}
	for name, want := range map[string]bson.D{
		"once":        {{Key: "key", Value: bson.D{{Key: "name", Value: 1}, {Key: "at", Value: -1}}}, {Key: "partialFilterExpression", Value: bson.D{{Key: "name", Value: from("")}, {Key: "at", Value: from(bson.DateTime(math.MinInt64))}}}},
		"once__list":  {{Key: "key", Value: bson.D{{Key: "name", Value: 1}, {Key: "at", Value: -1}, {Key: "_id", Value: -1}}}},
		"region":      {{Key: "key", Value: bson.D{{Key: "region", Value: 1}}}, {Key: "partialFilterExpression", Value: bson.D{{Key: "region", Value: from("")}}}},
		"by_tag":      {{Key: "key", Value: bson.D{{Key: "tags", Value: 1}, {Key: "n", Value: -1}, {Key: "_id", Value: -1}}}},
		"by_id":       {{Key: "key", Value: bson.D{{Key: "n", Value: 1}, {Key: "_id", Value: 1}}}},
		"kinds":       {{Key: "key", Value: bson.D{{Key: "n", Value: 1}, {Key: "share", Value: 1}, {Key: "done", Value: 1}}}, {Key: "partialFilterExpression", Value: bson.D{{Key: "n", Value: from(int64(math.MinInt64))}, {Key: "share", Value: from(math.Inf(-1))}, {Key: "done", Value: from(false)}}}},
		"kinds__list": {{Key: "key", Value: bson.D{{Key: "n", Value: 1}, {Key: "share", Value: 1}, {Key: "done", Value: 1}, {Key: "_id", Value: 1}}}},
	} {
		have := bson.D{{Key: "key", Value: field(got[name], "key")}}
		if p := field(got[name], "partialFilterExpression"); p != nil {
			have = append(have, bson.E{Key: "partialFilterExpression", Value: p})
		}
		if ext(have) != ext(want) || (field(got[name], "unique") == true) != (len(want) == 2) {
			t.Errorf("%s: %s, want %s", name, ext(got[name]), ext(want))
		}
	}
	if len(got) != 7 {
		t.Errorf("%d indexes", len(got))
	}
	for i := range 2 {
		if err := c.Insert(t.Context(), &visit{Meta: docstore.Meta{ID: fmt.Sprint(i)}, Name: "a", At: time.UnixMilli(int64(i))}); err != nil {
			t.Fatal(err)
		}
	}

	reopen(t, f, every...)
	if len(f.commands("createIndexes"))+len(f.commands("dropIndexes")) > 0 {
		t.Error("indexes that are as declared were made again")
	}
	reopen(t, f, every[1], docstore.Index{Name: "tagged", Fields: []string{"tags"}}, docstore.Index{Name: "by_tag_2", Fields: []string{"tags", "-n"}})
	if made, gone := len(f.commands("createIndexes")), len(f.commands("dropIndexes")); made != 1 || gone != 0 {
		t.Errorf("another version made %d indexes and dropped %d, want one and none", made, gone)
	}
	f.fails(times(1, "createIndexes", trip{answer: bson.D(refuse(11000, "DuplicateKey", "E11000 duplicate key error collection: fake.visits index: name dup key: { name: \"王小明\" }"))}))
	if err := declare(t, f, docstore.Index{Name: "name", Fields: []string{"name"}, Unique: true}); !docstore.IsDuplicate(err, "name") {
		t.Errorf("an index with documents that break it: %v", err)
	}
}

// TestCollidingIndexes declares indexes that MongoDB refuses: with a field twice, or two over the same keys.
func TestCollidingIndexes(t *testing.T) {
	db, f := openFake(t)
	visits(t, db,
		docstore.Index{Name: "board", Fields: []string{"name", "at", "_id", "region"}}, docstore.Index{Name: "plain", Fields: []string{"n", "-at", "-_id"}},
		docstore.Index{Name: "same", Fields: []string{"n", "-at"}}, docstore.Index{Name: "once", Fields: []string{"region", "n"}, Unique: true},
		docstore.Index{Name: "listed", Fields: []string{"region", "n", "_id"}},
	)
	var keys []string
	for _, cmd := range f.commands("createIndexes") {
		keys = append(keys, ext(field(field(cmd, "indexes").(bson.A)[0].(bson.D), "key")))
	}
	one, down := `{"$numberInt":"1"}`, `{"$numberInt":"-1"}`
	want := []string{
		`{"name":` + one + `,"at":` + one + `,"_id":` + one + `,"region":` + one + `}`, `{"n":` + one + `,"at":` + down + `,"_id":` + down + `}`,
		`{"region":` + one + `,"n":` + one + `}`, `{"region":` + one + `,"n":` + one + `,"_id":` + one + `}`,
	}
	if !slices.Equal(keys, want) {
		t.Errorf("made:\n%s\nwant:\n%s", strings.Join(keys, "\n"), strings.Join(want, "\n"))
	}
}

// TestIndexesThatDiffer checks that no index is dropped and the error says which command to run.
func TestIndexesThatDiffer(t *testing.T) {
	first := docstore.Index{Name: "nick", Fields: []string{"region"}, Unique: true}
	for _, tt := range []struct {
		what string
		then docstore.Index
		drop string // empty: the existing index is accepted
	}{
		{"the same", first, ""},
		{"no longer unique", docstore.Index{Name: "nick", Fields: []string{"region"}}, "nick"},
		{"other fields", docstore.Index{Name: "nick", Fields: []string{"name"}, Unique: true}, "nick"},
		{"the other way round", docstore.Index{Name: "nick", Fields: []string{"-region"}, Unique: true}, "nick"},
		{"another name, which its refusals would show", docstore.Index{Name: "once", Fields: []string{"region"}, Unique: true}, "nick"},
		{"another one beside it", docstore.Index{Name: "by_name", Fields: []string{"name"}}, ""},
	} {
		db, f := openFake(t)
		visits(t, db, first)
		err := declare(t, f, tt.then)
		if tt.drop == "" && err != nil || tt.drop != "" && (!errors.Is(err, mongo.ErrIndex) || !strings.Contains(err.Error(), `db.visits.dropIndex("`+tt.drop+`")`)) {
			t.Errorf("%s: %v", tt.what, err)
		}
		if n := len(f.commands("dropIndexes")); n > 0 {
			t.Errorf("%s: dropped %d indexes at start", tt.what, n)
		}
	}
}

// TestStartingTogether checks that replicas that start at once and ask for the same collections and indexes all start. The
// scripted server answers like mongod: the collection and the index already exist.
func TestStartingTogether(t *testing.T) {
	f := startFake(t, nil)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if err := declare(t, f, docstore.Index{Name: "once", Fields: []string{"name", "at"}, Unique: true}, docstore.Index{Name: "by_n", Fields: []string{"n"}}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(f.colls["fake.visits"].indexes); n != 4 {
		t.Errorf("%d indexes, want that of the id and three", n)
	}
	f.fails(times(1, "createIndexes", trip{answer: serverSays(86)}))
	err := declare(t, f, docstore.Index{Name: "late", Fields: []string{"done"}})
	if !errors.Is(err, mongo.ErrIndex) {
		t.Errorf("another version was faster: %v", err)
	}
}

func from(v any) bson.D { return bson.D{{Key: "$gte", Value: v}} }

// reopen declares again, like another start of the program, and forgets the commands recorded before.
func reopen(t *testing.T, f *fake, indexes ...docstore.Index) {
	t.Helper()
	if err := declare(t, f, indexes...); err != nil {
		t.Fatal(err)
	}
}

func declare(t *testing.T, f *fake, indexes ...docstore.Index) error {
	t.Helper()
	db, err := mongo.Open(t.Context(), f.uri(), docstore.Config{})
	if err != nil {
		return err
	}
	f.forget()
	_, err = docstore.Declare[visit](db, spec(indexes...))
	return errors.Join(err, db.Close())
}

// TestDocumentsOnTheWire checks that commands select one document by id, version and scope.
func TestDocumentsOnTheWire(t *testing.T) {
	db, f := openFake(t)
	s := spec()
	s.Scope = docstore.ScopeFields{Region: []string{"region"}}
	c, err := docstore.DeclareScoped[visit](db, s)
	if err != nil {
		t.Fatal(err)
	}
	county := c.In(scope.Of(scope.Part{Region: "52/"}))
	wantError(t, county.Insert(t.Context(), newVisit("vis_1")), nil)
	_, _ = county.Get(t.Context(), "vis_1")
	_ = county.Delete(t.Context(), "vis_1", docstore.IfVersion(7))
	inScope := `"$and":[{"region":{"$gte":"52/","$lt":"520"}}]}`
	if got, want := ext(field(f.commands("find")[0], "filter")), `{"_id":"vis_1",`+inScope; got != want {
		t.Errorf("get: %s, want %s", got, want)
	}
	remove := field(f.commands("delete")[0], "deletes").(bson.A)[0].(bson.D)
	if got, want := ext(field(remove, "q")), `{"_id":"vis_1","version":{"$numberLong":"7"},`+inScope; got != want {
		t.Errorf("delete: %s, want %s", got, want)
	}
	f.forget()
	f.fails(times(1, "insert", duplicate))
	err = db.Tx(t.Context(), func(tx context.Context) error { // runs again and checks for duplicates before each insert
		return county.InsertMany(tx, []visit{*newVisit("vis_2"), *newVisit("vis_1")})
	})
	if !docstore.IsDuplicate(err, "_id") {
		t.Errorf("insert: %v", err)
	}
	gone := f.commands("delete")
	if len(gone) != 1 || !strings.Contains(ext(gone[0]), `{"$in":["vis_2"]}`) {
		t.Errorf("what a refused insert of many leaves is not deleted: %v", gone)
	}
}
