// Package docstoretest opens stores for tests and holds the contract that every engine keeps.
package docstoretest

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// Open returns a fresh store that is closed when the test ends.
func Open(t testing.TB) *docstore.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), t.TempDir(), docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return db
}
