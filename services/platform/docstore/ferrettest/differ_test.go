package ferrettest_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/FerretDB/FerretDB/ferretdb"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// TestEnginesAgree asks 2,000 random queries, or 100,000 when TONGXING_NIGHTLY is set, of SQLite with indexes and of the
// MongoDB engine on FerretDB. Each FerretDB gets at most 5,000 queries, because it becomes slower; a difference ends only
// its own run.
func TestEnginesAgree(t *testing.T) {
	runs := 1
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		runs = 20
		if err := flag.Set("rapid.checks", "250"); err != nil { // of 20 queries each
			t.Fatal(err)
		}
	}
	var queries atomic.Int64
	t.Cleanup(func() { t.Logf("%d queries were answered alike", queries.Load()) })
	for i := range runs {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) {
			t.Parallel()
			n := docstoretest.Differ(t,
				docstoretest.Side{DB: docstoretest.OpenUnsynced(t), Indexed: true},
				docstoretest.Side{DB: openFerret(t), Faults: known},
			)
			t.Logf("%d queries, 0 disagreements", n)
			queries.Add(int64(n))
		})
	}
}

func openFerret(t *testing.T) *docstore.DB {
	t.Helper()
	db, err := mongo.Open(t.Context(), startFerret(t).uri("differences"), docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// startFerret starts a FerretDB for the test and the proxy in front of it.
func startFerret(t *testing.T) *mongoProxy {
	t.Helper()
	f, err := ferretdb.New(&ferretdb.Config{
		Listener: ferretdb.ListenerConfig{TCP: "127.0.0.1:0"}, Logger: slog.New(slog.DiscardHandler),
		Handler: "sqlite", SQLiteURL: "file:" + t.TempDir() + "/",
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- f.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	addr := f.MongoDBURI()
	return startProxy(t, addr[len("mongodb://"):len(addr)-1])
}
