package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// OpenSmall opens a store whose file cannot grow beyond a number of pages of 4 KiB, as on a full disk.
func OpenSmall(t testing.TB, dir string, pages int) *docstore.DB {
	t.Helper()
	return openWith(t, dir, func(e *engine) error { return execOnce(e.write, fmt.Sprintf("PRAGMA max_page_count=%d", pages)) })
}

// OpenWithLog opens a store that makes a checkpoint when its log has that many pages.
func OpenWithLog(t testing.TB, dir string, pages int64) *docstore.DB {
	t.Helper()
	return openWith(t, dir, func(e *engine) error {
		e.logPages, e.checkpointAt = pages, pages
		return nil
	})
}

func openWith(t testing.TB, dir string, change func(*engine) error) *docstore.DB {
	t.Helper()
	lock, err := lockFile(filepath.Join(dir, "tongxing.lock"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := open(filepath.Join(dir, File), docstore.Config{}, lock, nil)
	if err == nil {
		err = change(e)
	}
	if err != nil {
		t.Fatal(err)
	}
	db := docstore.New(e, docstore.Config{})
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Exec runs a statement on the file without the store and returns the texts in its fourth column.
func Exec(t testing.TB, dir, text string) string { return exec(t, dir, text, 3) }

// Integrity returns the faults that SQLite finds in the file, or "ok".
func Integrity(t testing.TB, dir string) string { return exec(t, dir, "PRAGMA integrity_check", 0) }

func exec(t testing.TB, dir, text string, column int) (out string) {
	t.Helper()
	c, err := (&engine{path: filepath.Join(dir, File)}).connect()
	if err != nil {
		t.Fatal(err)
	}
	if err := queryOnce(c, text, func(stmt *sqlite.Stmt) { out += stmt.ColumnText(column) + "\n" }); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

// FewMost sets fewMost until the test ends.
func FewMost(t testing.TB, n int) {
	old := fewMost
	fewMost = n
	t.Cleanup(func() { fewMost = old })
}
