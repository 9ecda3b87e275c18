package docstoretest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/internal/scope"
)

// unique checks unique indexes over required and over optional fields.
func unique(t *testing.T, db *docstore.DB) {
	c, ctx := declare[thing](t, db, docstore.Spec{
		Name: "uniques", Fields: fields(),
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"name", "count"}, Unique: true},
			{Name: "nick", Fields: []string{"nick"}, Unique: true},
			{Name: "rank", Fields: []string{"rank"}, Unique: true},
			{Name: "pair", Fields: []string{"alias", "-due"}, Unique: true},
			{Name: "deep", Fields: []string{"in.word"}, Unique: true},
			{Name: "rest", Fields: []string{"weight", "seen"}, Unique: true},
		},
	}), t.Context()
	at := time.UnixMilli(5)
	first := thing{Name: "a", Nick: ptr(""), Rank: ptr(0), Alias: "al", Due: &at, In: &inner{Word: "w"}, Weight: ptr(0.0), Seen: ptr(false)}
	first.ID = "first"
	insert(t, c, &first)
	for i, tt := range []struct {
		d     thing
		index string // the index that refuses; "" for none
	}{
		{thing{Name: "a"}, "once"}, {thing{Name: "a", Count: 1}, ""}, {thing{Name: "a", Count: 1}, "once"}, {thing{Name: "b"}, ""}, // without nick and rank
		{thing{Count: 10, Nick: ptr("")}, "nick"}, {thing{Count: 11, Nick: ptr("x")}, ""}, {thing{Count: 12, Nick: ptr("x")}, "nick"},
		{thing{Count: 13, Rank: ptr(0)}, "rank"}, {thing{Count: 14, Rank: ptr(1)}, ""}, {thing{Count: 15, Alias: "al"}, ""}, {thing{Count: 16, Alias: "al"}, ""},
		{thing{Count: 17, Alias: "al", Due: &at}, "pair"}, {thing{Count: 18, Due: &at}, ""}, {thing{Count: 19, Due: &at}, ""},
		{thing{Count: 20, In: &inner{Word: "w"}}, "deep"}, {thing{Count: 21, In: &inner{}}, ""}, {thing{Count: 22, In: &inner{}}, ""},
		{thing{Count: 23, Weight: ptr(0.0), Seen: ptr(false)}, "rest"}, {thing{Count: 24, Weight: ptr(0.0)}, ""}, {thing{Count: 25, Weight: ptr(0.0), Seen: ptr(true)}, ""},
	} {
		tt.d.ID = fmt.Sprintf("thg_%02d", i)
		err := c.Insert(ctx, &tt.d)
		if tt.index == "" {
			wantIs(t, tt.d.ID, err, nil)
			continue
		}
		wantDuplicate(t, tt.d.ID, err, tt.index)
		gone(t, c, tt.d.ID)
	}
	_, err := c.Update(ctx, "thg_03", func(d *thing) error { d.Name = "a"; return nil })
	wantDuplicate(t, "update", err, "once")
	got, err := c.Update(ctx, "first", func(d *thing) error { d.Nick, d.Alias = nil, ""; return nil })
	wantIs(t, "update to missing", err, nil)
	wantEqual(t, "version", got.Version, int64(2))
	insert(t, c, &thing{Meta: docstore.Meta{ID: "next"}, Count: 30, Nick: ptr(""), Alias: "al", Due: &at})
	wantIs(t, "delete", c.Delete(ctx, "next"), nil)
	insert(t, c, &thing{Meta: docstore.Meta{ID: "next"}, Count: 30, Nick: ptr("")})
	_, err = c.Upsert(ctx, "other", func(d *thing) error { d.Count, d.Nick = 31, ptr(""); return nil })
	wantDuplicate(t, "upsert", err, "nick")
	_, err = c.Update(ctx, "thg_01", func(d *thing) error { d.Nick = ptr(""); return nil })
	wantDuplicate(t, "update of what was missing", err, "nick")
	wantIs(t, "many that lack it", c.InsertMany(ctx, []thing{{Meta: docstore.Meta{ID: "none_1"}, Count: 40}, {Meta: docstore.Meta{ID: "none_2"}, Count: 41}}), nil)
	wantDuplicate(t, "many that are empty", c.InsertMany(ctx, []thing{
		{Meta: docstore.Meta{ID: "empty_1"}, Count: 42, In: &inner{Word: "v"}}, {Meta: docstore.Meta{ID: "empty_2"}, Count: 43, In: &inner{Word: "v"}},
	}), "deep")
	gone(t, c, "empty_1", "empty_2")
	wantIs(t, "what a transaction gives free it may take", db.Tx(ctx, func(tx context.Context) error {
		if err := c.Delete(tx, "next"); err != nil {
			return err
		}
		if _, err := c.Update(tx, "thg_01", func(d *thing) error { d.Nick = ptr(""); return nil }); err != nil {
			return err
		}
		if _, err := c.Update(tx, "thg_01", func(d *thing) error { d.Nick = nil; return nil }); err != nil {
			return err
		}
		return c.Insert(tx, &thing{Meta: docstore.Meta{ID: "next"}, Count: 44, Nick: ptr("")})
	}), nil)
	wantEqual(t, "by part of a unique index", len(find(t, c, is("name", "a"))), 2)
	wantEqual(t, "by a unique field that is missing", len(find(t, c, both(is("nick", nil), is("rank", nil)))) > 5, true)
}

type place struct {
	docstore.Meta `bson:",inline"`
	Region        string   `bson:"region"`
	Home          string   `bson:"home,omitempty"`
	OrgID         string   `bson:"org_id"`
	Partners      []string `bson:"partners"`
	Who           string   `bson:"who"`
	N             int      `bson:"n"`
}

// scopes checks that every call sees only documents inside the scope.
func scopes(t *testing.T, db *docstore.DB) {
	ctx := t.Context()
	s, err := docstore.DeclareScoped[place](db, docstore.Spec{
		Name: "places", Fields: []string{"region", "home", "org_id", "partners", "who", "n"},
		Indexes: []docstore.Index{{Name: "by_region", Fields: []string{"region"}}},
		Scope: docstore.ScopeFields{
			Region: []string{"region", "home"}, Org: []string{"org_id", "partners"}, Self: []string{"who"}, Assigned: []string{"_id"},
		},
	})
	wantIs(t, "declare", err, nil)
	all := s.In(scope.All())
	insert(t, all,
		&place{Meta: docstore.Meta{ID: "p1"}, Region: "52/01/", OrgID: "org_a", Who: "vol_1", N: 1},
		&place{Meta: docstore.Meta{ID: "p2"}, Region: "52/02/", Home: "52/01/05/", OrgID: "org_b", Partners: []string{"org_a", "org_c"}, Who: "vol_2", N: 2},
		&place{Meta: docstore.Meta{ID: "p3"}, Region: "53/01/", OrgID: "org_b", Who: "vol_1", N: 4},
	)
	for _, tt := range []struct {
		what  string
		sc    docstore.Scope
		reach string
	}{
		{"everything", scope.All(), "[p1 p2 p3]"}, {"nothing", docstore.Scope{}, "[]"}, {"no part", scope.Of(), "[]"}, {"an empty part", scope.Of(scope.Part{}), "[]"},
		{"a subtree, in either field", scope.Of(scope.Part{Region: "52/01/"}), "[p1 p2]"}, {"no subtree", scope.Of(scope.Part{Region: "52/1"}), "[]"},
		{"an organisation, in either field", scope.Of(scope.Part{Org: "org_a"}), "[p1 p2]"}, {"self", scope.Of(scope.Part{Self: "vol_1"}), "[p1 p3]"},
		{"assigned", scope.Of(scope.Part{Assigned: "p2"}), "[p2]"}, {"both limits of a part", scope.Of(scope.Part{Region: "52/", Self: "vol_1"}), "[p1]"},
		{"either part", scope.Of(scope.Part{Region: "53/"}, scope.Part{Assigned: "p1"}, scope.Part{}), "[p1 p3]"},
	} {
		c := s.In(tt.sc)
		docs, err := c.Find(ctx, nil)
		wantIs(t, tt.what, err, nil)
		var got []string
		sum := 0
		for _, d := range docs {
			got, sum = append(got, d.ID), sum+d.N
		}
		if fmt.Sprint(got) != tt.reach {
			t.Errorf("%s: reaches %v, want %s", tt.what, got, tt.reach)
		}
		n, err := c.Count(ctx, op("n", "$gt", 0))
		wantIs(t, tt.what, err, nil)
		wantEqual(t, tt.what+": count", n, int64(len(docs)))
		groups, err := c.Sum(ctx, nil, nil, docstore.Measure{Op: "sum", Field: "n"})
		wantIs(t, tt.what, err, nil)
		wantEqual(t, tt.what+": sum", groups, []docstore.Group{{Keys: []any{}, Values: []int64{int64(sum)}}})
		for _, id := range []string{"p1", "p2", "p3"} {
			var want error
			if !contains(docs, id) {
				want = docstore.ErrNotFound
			}
			_, err := c.Get(ctx, id)
			wantIs(t, tt.what+": get "+id, err, want)
			_, err = c.Update(ctx, id, func(*place) error { return nil })
			wantIs(t, tt.what+": update "+id, err, want)
			if want != nil {
				wantIs(t, tt.what+": delete "+id, c.Delete(ctx, id), want)
				_, err = c.First(ctx, is("_id", id))
				wantIs(t, tt.what+": first "+id, err, want)
			}
		}
	}
	n, err := s.In(scope.Of(scope.Part{Self: "vol_1"})).DeleteMany(ctx, nil)
	wantIs(t, "delete in reach", err, nil)
	wantEqual(t, "delete in reach", n, int64(2))
	wantIs(t, "delete one in reach", s.In(scope.Of(scope.Part{Org: "org_c"})).Delete(ctx, "p2", docstore.IfVersion(99)), docstore.ErrStale)
	_, err = s.In(scope.Of(scope.Part{Org: "org_x"})).Upsert(ctx, "p2", func(*place) error { return nil })
	wantDuplicate(t, "upsert of a foreign id", err, "_id")
}

func contains(docs []place, id string) bool {
	for _, d := range docs {
		if d.ID == id {
			return true
		}
	}
	return false
}

type (
	notInline struct {
		docstore.Meta
		Name string `bson:"name"`
	}
	noMeta struct {
		ID string `bson:"_id"`
	}
)

// declarations checks which declarations are refused and that a later one may add fields and indexes.
func declarations(t *testing.T, db *docstore.DB) {
	for what, s := range map[string]docstore.Spec{
		"an unknown field": {Name: "a", Fields: []string{"nothing"}}, "a map": {Name: "a", Fields: []string{"free"}}, "a struct": {Name: "a", Fields: []string{"in"}},
		"bytes": {Name: "a", Fields: []string{"blob"}}, "twice": {Name: "a", Fields: []string{"name", "name"}}, "no name": {Fields: []string{"name"}},
		"an odd name": {Name: "a__b"}, "capitals": {Name: "Abc"}, "an odd field": {Name: "a", Fields: []string{`na"me`}},
		"an undeclared field in an index": {Name: "a", Indexes: []docstore.Index{{Name: "x", Fields: []string{"name"}}}},
		"an index without fields":         {Name: "a", Indexes: []docstore.Index{{Name: "x"}}},
		"an index without a name":         {Name: "a", Fields: []string{"name"}, Indexes: []docstore.Index{{Fields: []string{"name"}}}},
		"a unique array":                  {Name: "a", Fields: []string{"tags"}, Indexes: []docstore.Index{{Name: "x", Fields: []string{"tags"}, Unique: true}}},
		"an index over two arrays":        {Name: "a", Fields: []string{"tags", "marks"}, Indexes: []docstore.Index{{Name: "x", Fields: []string{"tags", "marks"}}}},
		"an index twice":                  {Name: "a", Fields: []string{"name"}, Indexes: []docstore.Index{{Name: "x", Fields: []string{"name"}}, {Name: "y", Fields: []string{"name"}}}},
	} {
		_, err := docstore.Declare[thing](db, s)
		wantIs(t, what, err, docstore.ErrUnsupported)
	}
	_, err := docstore.Declare[notInline](db, docstore.Spec{Name: "a", Fields: []string{"name"}})
	wantIs(t, "meta that is not inline", err, docstore.ErrUnsupported)
	_, err = docstore.Declare[noMeta](db, docstore.Spec{Name: "a"})
	wantIs(t, "no meta", err, docstore.ErrUnsupported)
	_, err = docstore.DeclareScoped[thing](db, docstore.Spec{Name: "b", Fields: []string{"count"}, Scope: docstore.ScopeFields{Org: []string{"count"}}})
	wantIs(t, "a number as scope", err, docstore.ErrUnsupported)
	things(t, db)
	_, err = docstore.Declare[thing](db, spec())
	wantIs(t, "declared twice", err, docstore.ErrUnsupported)
}
