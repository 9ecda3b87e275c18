package docstore_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// oldPet has its age as a text and its names in one string; newPet has a number and a list.
type oldPet struct {
	docstore.Meta `bson:",inline"`
	Age           string `bson:"age"`
	Names         string `bson:"names"`
}

type newPet struct {
	docstore.Meta `bson:",inline"`
	Age           int64    `bson:"age"`
	Names         []string `bson:"names"`
}

var (
	oldPets = docstore.Spec{Name: "pets", Fields: []string{"age", "names"}, Indexes: []docstore.Index{{Name: "age", Fields: []string{"age"}, Unique: true}}}
	newPets = docstore.Spec{Name: "pets", Fields: []string{"age", "names"}, Indexes: []docstore.Index{
		{Name: "age", Fields: []string{"age"}, Unique: true}, {Name: "names", Fields: []string{"names"}},
	}}
)

// steps returns two migrations: of the age's type and of the names' form. Each leaves converted documents unchanged. stop,
// if it returns an error, ends the second one early.
func steps(stop func(n int) error) []docstore.Migration {
	n := 0
	change := func(field string, f func(any) any) func(context.Context, *docstore.Migrating) error {
		return func(ctx context.Context, m *docstore.Migrating) error {
			return m.Rewrite(ctx, "pets", func(doc bson.D) (bson.D, error) {
				if n++; stop != nil {
					if err := stop(n); err != nil {
						return nil, err
					}
				}
				for i := range doc {
					if doc[i].Key == field {
						doc[i].Value = f(doc[i].Value)
					}
				}
				return doc, nil
			})
		}
	}
	return []docstore.Migration{
		{To: 2, Name: "ages are numbers", Run: change("age", func(v any) any {
			if s, ok := v.(string); ok {
				return int64(len(s)) // the age is told in strokes
			}
			return v
		})},
		{To: 3, Name: "names are lists", Run: change("names", func(v any) any {
			if s, ok := v.(string); ok {
				return bson.A{s}
			}
			return v
		})},
	}
}

const pets = 1000

// clock is the time of reopened stores.
var clock = time.Date(2026, 3, 5, 4, 0, 0, 0, time.UTC)

// oldStore makes a store of version 1 in dir and closes it.
func oldStore(t *testing.T, dir string) {
	t.Helper()
	db := reopen(t, dir)
	if _, err := db.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	c, err := docstore.Declare[oldPet](db, oldPets)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]oldPet, pets)
	for i := range list {
		list[i] = oldPet{Meta: docstore.Meta{ID: string(rune('a'+i/100)) + string(rune('0'+i/10%10)) + string(rune('0'+i%10))}, Age: string(slices.Repeat([]byte("|"), i)), Names: "阿黄"}
	}
	if err := errors.Join(c.InsertMany(t.Context(), list), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func reopen(t *testing.T, dir string) *docstore.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), dir, docstore.Config{NoSync: true, Stamp: func(context.Context) (string, time.Time) { return "", clock }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// bring migrates the store and declares its collection, like a program.
func bring(ctx context.Context, db *docstore.DB, list []docstore.Migration) (*docstore.Migrating, *docstore.Collection[newPet], error) {
	m, err := db.Migrate(ctx, list)
	if err != nil {
		return nil, nil, err
	}
	c, err := docstore.Declare[newPet](db, newPets)
	if err != nil {
		return nil, nil, err
	}
	return m, c, m.Finish(ctx)
}

func TestMigrateBringsForwardAndOnlyOnce(t *testing.T) {
	dir := t.TempDir()
	oldStore(t, dir)
	db := reopen(t, dir)
	m, c, err := bring(t.Context(), db, steps(nil))
	if err != nil || len(m.Ran) != 2 {
		t.Fatalf("ran %v, %v", m, err)
	}
	checkPets(t, db, c)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = reopen(t, dir)
	m, c, err = bring(t.Context(), db, steps(nil))
	if err != nil || len(m.Ran) != 0 {
		t.Fatalf("ran again %v, %v", m, err)
	}
	checkPets(t, db, c)
}

func checkPets(t *testing.T, db *docstore.DB, c *docstore.Collection[newPet]) {
	t.Helper()
	for _, age := range []int64{0, 1, 500, pets - 1} {
		p, err := c.First(t.Context(), docstore.Filter{{Key: "age", Value: age}, {Key: "names", Value: "阿黄"}})
		if err != nil || p.Age != age || p.Version != 1 || p.UpdatedAt.IsZero() {
			t.Errorf("age %d: %+v, %v", age, p, err)
		}
	}
	if n, err := c.Count(t.Context(), nil); n != pets || err != nil {
		t.Errorf("%d pets, %v", n, err)
	}
	err := db.Check(t.Context(), func(f docstore.Finding) { t.Errorf("found %s", f) }, func(docstore.Checked) {})
	if err != nil {
		t.Error(err)
	}
	if n, err := db.Rebuild(t.Context()); n != 0 || err != nil {
		t.Errorf("%d columns differed, %v", n, err)
	}
}

// TestMigrateGoesOnWhereItStopped makes the migrations fail after different numbers of documents and runs them again until
// they finish.
func TestMigrateGoesOnWhereItStopped(t *testing.T) {
	dir := t.TempDir()
	oldStore(t, dir)
	cut := errors.New("power cut")
	for at := 150; ; at += 400 {
		db := reopen(t, dir)
		_, c, err := bring(t.Context(), db, steps(func(n int) error {
			if n == at {
				return cut
			}
			return nil
		}))
		if err == nil {
			checkPets(t, db, c)
			return
		}
		if !errors.Is(err, cut) {
			t.Fatal(err)
		}
		s, err := db.State(t.Context())
		if err != nil || s.DataVersion != 1 || s.MigratingTo != 3 {
			t.Errorf("cut at %d: %+v, %v", at, s, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		// The old program must not open a half-migrated store.
		db = reopen(t, dir)
		if _, err := db.Migrate(t.Context(), nil); !errors.Is(err, docstore.ErrNewer) {
			t.Errorf("the old program: %v", err)
		}
		clock = clock.Add(time.Hour) // the lease of the failed process ends
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestANewerStoreIsRefused(t *testing.T) {
	dir := t.TempDir()
	oldStore(t, dir)
	db := reopen(t, dir)
	if _, _, err := bring(t.Context(), db, steps(nil)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = reopen(t, dir)
	if _, err := db.Migrate(t.Context(), steps(nil)[:1]); !errors.Is(err, docstore.ErrNewer) {
		t.Errorf("a program of version 2 opens version 3: %v", err)
	}
}

func TestAnEmptyStoreIsOfTheLatestVersion(t *testing.T) {
	db := docstoretest.Open(t)
	m, _, err := bring(t.Context(), db, steps(nil))
	if err != nil || len(m.Ran) != 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	if s, err := db.State(t.Context()); err != nil || s.DataVersion != 3 || s.Store == "" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAStoreWithoutANoteIsOfTheFirstVersion(t *testing.T) {
	db := docstoretest.Open(t)
	if err := db.PutRaw(t.Context(), "pets", [][]byte{raw(t, oldPet{Meta: docstore.Meta{ID: "a", Version: 7}, Age: "||", Names: "x"})}); err != nil {
		t.Fatal(err)
	}
	m, c, err := bring(t.Context(), db, steps(nil))
	if err != nil || len(m.Ran) != 2 {
		t.Fatalf("%+v, %v", m, err)
	}
	if p, err := c.Get(t.Context(), "a"); err != nil || p.Age != 2 || p.Version != 7 || !slices.Equal(p.Names, []string{"x"}) {
		t.Errorf("%+v, %v", p, err)
	}
}

func raw(t *testing.T, doc any) []byte {
	t.Helper()
	b, err := bson.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOneOfTwoMigrates starts a second process during a migration: it waits and then has nothing to do.
func TestOneOfTwoMigrates(t *testing.T) {
	db := docstoretest.Open(t)
	if err := db.PutRaw(t.Context(), "pets", [][]byte{raw(t, oldPet{Meta: docstore.Meta{ID: "a", Version: 1}, Age: "|", Names: "x"})}); err != nil {
		t.Fatal(err)
	}
	var second sync.WaitGroup
	var ran []string
	list := steps(nil)
	first := list[0].Run
	list[0].Run = func(ctx context.Context, m *docstore.Migrating) error {
		second.Go(func() {
			other, err := db.Migrate(t.Context(), steps(nil))
			if err != nil {
				t.Error(err)
				return
			}
			ran = other.Ran
		})
		return first(ctx, m)
	}
	if _, _, err := bring(t.Context(), db, list); err != nil {
		t.Fatal(err)
	}
	second.Wait()
	if len(ran) != 0 {
		t.Errorf("both ran %v", ran)
	}
}

func TestMigrationsAreNumberedWithoutAGap(t *testing.T) {
	db := docstoretest.Open(t)
	if _, err := db.Migrate(t.Context(), steps(nil)[1:]); err == nil {
		t.Error("a gap was accepted")
	}
}

func TestAFillingStoreIsRefused(t *testing.T) {
	db := docstoretest.Open(t)
	if again, err := db.MarkFilling(t.Context(), "backup a"); again || err != nil {
		t.Fatal(again, err)
	}
	if _, err := db.Migrate(t.Context(), nil); !errors.Is(err, docstore.ErrFilling) {
		t.Errorf("while it is being filled: %v", err)
	}
	if again, err := db.MarkFilling(t.Context(), "backup a"); !again || err != nil {
		t.Errorf("the same again: %v, %v", again, err)
	}
	if _, err := db.MarkFilling(t.Context(), "backup b"); !errors.Is(err, docstore.ErrFilling) {
		t.Errorf("another: %v", err)
	}
	if err := db.MarkFilled(t.Context(), "sto_1", 1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Migrate(t.Context(), nil); err != nil {
		t.Errorf("full: %v", err)
	}
	if _, err := db.MarkFilling(t.Context(), "backup a"); !errors.Is(err, docstore.ErrNotEmpty) {
		t.Errorf("filled again: %v", err)
	}
	if s, err := db.State(t.Context()); err != nil || s.Store != "sto_1" || s.DataVersion != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}
