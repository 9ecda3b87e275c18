// Package docstoretest opens stores for tests and holds the contract that every engine keeps.
package docstoretest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite/sqlitetest"
)

// MongoURI is the replica set that tests shall use; empty for SQLite.
func MongoURI() string { return os.Getenv("MONGODB_URI") }

// Open returns a fresh store that is closed when the test ends: SQLite in a directory of the test, or, when MONGODB_URI
// is set, a new database there that is dropped afterwards. On SQLite, except in benchmarks, it is watched (see Watch) and
// functions of transactions run twice (see twice).
func Open(t testing.TB) *docstore.DB {
	t.Helper()
	if MongoURI() != "" {
		return OpenMongo(t)
	}
	if _, ok := t.(*testing.B); ok {
		return openSQLite(t, t.TempDir(), docstore.Config{})
	}
	return openTwice(t, sqlitetest.Trace(Watch(t)))
}

// OpenAt is Open in a directory of the test; opened again after it was closed, it holds what it held. On MongoDB the name of
// the database comes from the directory's, and the last database of that name is dropped when the test ends.
func OpenAt(t testing.TB, dir string) *docstore.DB {
	t.Helper()
	if MongoURI() == "" {
		return openSQLite(t, dir, docstore.Config{})
	}
	sum := sha256.Sum256([]byte(fmt.Sprint(os.Getpid(), dir)))
	return openMongo(t, base32.StdEncoding.EncodeToString(sum[:16])[:26])
}

// OpenReplicas opens a new database on MONGODB_URI n times, as n replicas of the program do. It skips the test when
// MONGODB_URI is not set.
func OpenReplicas(t testing.TB, n int) []*docstore.DB {
	t.Helper()
	if MongoURI() == "" {
		t.Skip("MONGODB_URI is not set: this test needs several replicas on one MongoDB (make test-mongo)")
	}
	dir, dbs := t.TempDir(), make([]*docstore.DB, n)
	for i := range dbs {
		dbs[i] = OpenAt(t, dir)
	}
	return dbs
}

// OnlySQLite skips a test that looks at the files of the store.
func OnlySQLite(t testing.TB) {
	t.Helper()
	if MongoURI() != "" {
		t.Skip("MONGODB_URI is set: this test looks at SQLite's files")
	}
}

// OpenSQLite is Open on SQLite, whatever MONGODB_URI says, and unwatched.
func OpenSQLite(t testing.TB) *docstore.DB {
	t.Helper()
	return openTwice(t, nil)
}

// twice is an engine that runs the function of each transaction a second time after rolling the first run back, as MongoDB may
// after a conflict: a function that keeps something outside of the store shows in tests.
type twice struct{ docstore.Engine }

var errFirstRun = errors.New("the first of two runs is rolled back")

func (e twice) Tx(ctx context.Context, hot string, fn func(context.Context) error) error {
	err := e.Engine.Tx(ctx, hot, func(ctx context.Context) error {
		if err := fn(ctx); err != nil {
			return err
		}
		return errFirstRun
	})
	if !errors.Is(err, errFirstRun) {
		return err
	}
	return e.Engine.Tx(ctx, hot, fn)
}

func openTwice(t testing.TB, trace sqlite.Trace) *docstore.DB {
	t.Helper()
	e, err := sqlite.OpenEngine(context.WithoutCancel(t.Context()), t.TempDir(), docstore.Config{}, trace)
	if err != nil {
		t.Fatal(err)
	}
	db := docstore.New(twice{e}, docstore.Config{})
	closeLater(t, db)
	return db
}

// OpenUnsynced is OpenSQLite that does not wait for the disk, for tests that write much and lose nothing by it.
func OpenUnsynced(t testing.TB) *docstore.DB {
	t.Helper()
	return openSQLite(t, t.TempDir(), docstore.Config{NoSync: true})
}

func openSQLite(t testing.TB, dir string, cfg docstore.Config) *docstore.DB {
	t.Helper()
	db, err := sqlite.Open(context.WithoutCancel(t.Context()), dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	closeLater(t, db)
	return db
}

// OpenMongo is Open on MONGODB_URI, which must be set.
func OpenMongo(t testing.TB) *docstore.DB {
	t.Helper()
	return openMongo(t, rand.Text())
}

func openMongo(t testing.TB, name string) *docstore.DB {
	t.Helper()
	uri, err := mongo.WithDatabase(MongoURI(), mongo.TestDatabase+name)
	if err != nil {
		t.Fatal(err)
	}
	db, err := mongo.Open(t.Context(), uri, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := mongo.Drop(context.WithoutCancel(t.Context()), uri); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	closeLater(t, db)
	return db
}

// MaxExamined is how many documents a query may look at.
const MaxExamined = 1000

// Watch fails the test at the first statement that looks at more than MaxExamined documents and more than it hands out: a
// list that scans will be slow one day, whatever it is now.
func Watch(t testing.TB) func(sqlitetest.Statement) {
	var once sync.Once
	return func(s sqlitetest.Statement) {
		if s.Examined > MaxExamined+s.Rows {
			once.Do(func() {
				t.Errorf("this statement looked at about %d documents for %d: declare an index that serves its filter and its order\n%s", s.Examined, s.Rows, s.Text)
			})
		}
	}
}

func closeLater(t testing.TB, db *docstore.DB) {
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
}
