package mongo_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// fromNth makes commands of the name fail from the n-th on, at most `most` of them.
func fromNth(n, most int, name string, what trip) func(bson.D) *trip {
	seen := 0
	return func(cmd bson.D) *trip {
		if cmd[0].Key != name {
			return nil
		}
		if seen++; seen < n || seen >= n+most {
			return nil
		}
		return &what
	}
}

const forEver = 1 << 30

// TestScriptedCopy copies a store from SQLite while the server fails during the second of four batches. Either the copy
// succeeds in spite of it, or it fails and the next copy continues. In both cases the stores are equal at the end.
func TestScriptedCopy(t *testing.T) {
	mongo.Impatient(t, 15*time.Second, 4*time.Second)
	src := docstoretest.OpenUnsynced(t)
	fill(t, src)
	beside(t, []scripted{
		{what: "nothing"},
		{what: "a conflict", trip: fromNth(2, 1, "insert", trip{answer: serverSays(112, transient)})},
		{what: "a step down", trip: fromNth(2, 1, "insert", trip{answer: serverSays(10107, transient)})},
		{what: "a cut before the insert", trip: fromNth(2, 1, "insert", trip{cut: true})},
		{what: "a cut behind the insert", trip: fromNth(2, 1, "insert", trip{cut: true, behind: true})},
		{what: "a step down at the commit", trip: fromNth(2, 1, "commitTransaction", trip{answer: serverSays(91, retryable)})},
		{what: "the answer to the commit is lost", trip: fromNth(2, 1, "commitTransaction", trip{cut: true, behind: true})},
		{what: "the commit is undone", trip: fromNth(2, 1, "commitTransaction", trip{answer: serverSays(251, transient)})},
		{what: "no answer to a commit that is done", trip: fromNth(2, forEver, "commitTransaction", trip{cut: true, behind: true}), want: docstore.ErrUnknown},
		{what: "no answer to a commit that is not done", trip: fromNth(2, forEver, "commitTransaction", trip{cut: true}), want: docstore.ErrUnknown},
		{what: "a full disk", trip: fromNth(2, 1, "insert", trip{answer: serverSays(14031)}), want: docstore.ErrFull},
	}, scripted.name, func(t *testing.T, tt scripted) {
		db, f := openFake(t)
		visits(t, db) // without unique indexes, because the server would compare all documents with each other
		f.fails(tt.trip)
		_, err := db.CopyFrom(t.Context(), src, func() {})
		wantError(t, err, tt.want)
		f.fails(nil)
		if err != nil {
			if err := db.Compare(t.Context(), tallies(t, src), nil); !errors.Is(err, docstore.ErrDiffers) {
				t.Errorf("an incomplete copy was reported as complete: %v", err)
			}
			if _, err := db.CopyFrom(t.Context(), src, func() {}); err != nil {
				t.Error(err)
			}
		}
		if err := db.Compare(t.Context(), tallies(t, src), nil); err != nil {
			t.Error(err)
		}
	})
}

// fill stores 500 documents in one collection and 30 in another.
func fill(t *testing.T, db *docstore.DB) (many, few *docstore.Collection[visit]) {
	t.Helper()
	many = visits(t, db)
	all := make([]visit, 500)
	for i := range all {
		all[i] = *newVisit(fmt.Sprintf("vis_%04d", i))
		all[i].Name = fmt.Sprintf("王小明 %d", i)
	}
	few, err := docstore.Declare[visit](db, docstore.Spec{Name: "other", Fields: []string{"name"}})
	if err == nil {
		err = errors.Join(many.InsertMany(t.Context(), all), few.InsertMany(t.Context(), all[:30]))
	}
	if err != nil {
		t.Fatal(err)
	}
	return many, few
}

func tallies(t *testing.T, db *docstore.DB) []docstore.Tally {
	t.Helper()
	names, err := db.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := make([]docstore.Tally, len(names))
	for i, name := range names {
		if all[i], err = db.TallyOf(t.Context(), name, nil); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestSnapshotErrors checks that a snapshot cannot be written to, and the error after MongoDB has dropped its
// state.
func TestSnapshotErrors(t *testing.T) {
	db, f := openFake(t)
	fill(t, db)
	moment, err := mongo.OpenSnapshot(t.Context(), f.uri(), docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer moment.Close() //nolint:errcheck // read only
	if err := moment.PutRaw(t.Context(), "visits", [][]byte{raw(t, newVisit("vis_new"))}); !errors.Is(err, mongo.ErrReadOnly) {
		t.Errorf("a snapshot was written to: %v", err)
	}
	f.fails(times(1, "find", trip{answer: serverSays(239)}))
	if _, err := moment.TallyOf(t.Context(), "visits", nil); !errors.Is(err, mongo.ErrTooLong) {
		t.Errorf("a snapshot that is too old: %v", err)
	}
}

func raw(t *testing.T, v *visit) []byte {
	t.Helper()
	v.Version = 1
	doc, err := bson.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
