package ferrettest_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"testing"

	"github.com/FerretDB/FerretDB/ferretdb"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// TestEnginesAgree asks 2,000 random queries, or 100,000 when TONGXING_NIGHTLY is set, of SQLite with indexes and of the
// MongoDB engine on FerretDB.
func TestEnginesAgree(t *testing.T) {
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		if err := flag.Set("rapid.checks", "5000"); err != nil { // of 20 queries each
			t.Fatal(err)
		}
	}
	n := docstoretest.Differ(t,
		docstoretest.Side{DB: docstoretest.OpenUnsynced(t), Indexed: true},
		docstoretest.Side{DB: openFerret(t), Faults: known},
	)
	t.Logf("%d queries, 0 disagreements", n)
}

func openFerret(t *testing.T) *docstore.DB {
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
	g := startGreeter(t, addr[len("mongodb://"):len(addr)-1])
	db, err := mongo.Open(t.Context(), g.uri(), docstore.Config{})
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
