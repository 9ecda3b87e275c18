// Package docstoretest opens stores for tests and holds the test suite that every engine must pass.
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

// MongoURI returns the URI of the replica set that tests use; empty for SQLite.
func MongoURI() string { return os.Getenv("MONGODB_URI") }

// Open returns a new store that is closed when the test ends: SQLite in a directory of the test, or a new database in
// MONGODB_URI that is dropped afterwards. On SQLite, except in benchmarks, Watch checks its statements, and every function
// of a transaction runs twice (see twice).
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

// OpenAt is Open in the given directory: a store that was closed and is opened again has its documents. On MongoDB the name
// of the database is made from the directory; it is dropped when the test ends.
func OpenAt(t testing.TB, dir string) *docstore.DB {
	t.Helper()
	if MongoURI() == "" {
		return openSQLite(t, dir, docstore.Config{})
	}
	sum := sha256.Sum256([]byte(fmt.Sprint(os.Getpid(), dir)))
	return openMongo(t, base32.StdEncoding.EncodeToString(sum[:16])[:26])
}

// OpenReplicas opens a new database in MONGODB_URI n times, like n replicas of the program. It skips the test when
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

// OnlySQLite skips a test that reads the files of the store when MONGODB_URI is set.
func OnlySQLite(t testing.TB) {
	t.Helper()
	if MongoURI() != "" {
		t.Skip("MONGODB_URI is set: this test looks at SQLite's files")
	}
}

// OpenSQLite is Open on SQLite even if MONGODB_URI is set, without Watch.
func OpenSQLite(t testing.TB) *docstore.DB {
	t.Helper()
	return openTwice(t, nil)
}

// twice is an engine that runs the function of each transaction, rolls it back and runs it again, as MongoDB does after a
// conflict. A function that keeps state outside the store fails its test then.
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

// OpenUnsynced is OpenSQLite without syncing, for tests that write much.
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

// MaxExamined is how many documents a statement may examine besides those that it returns.
const MaxExamined = 1000

// Watch fails the test when a statement examines more than MaxExamined documents and more than it returns: such a list
// scans documents and becomes slow as they grow.
func Watch(t testing.TB) func(sqlitetest.Statement) {
	var once sync.Once
	return func(s sqlitetest.Statement) {
		if s.Examined > MaxExamined+s.Rows {
			once.Do(func() {
				t.Errorf("this statement examined about %d documents to return %d: declare an index that serves its filter and its order\n%s", s.Examined, s.Rows, s.Text)
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
