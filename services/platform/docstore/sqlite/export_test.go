package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// OpenSmall opens a store whose file may not grow beyond so many pages of 4 KiB, as on a full disk.
func OpenSmall(t testing.TB, dir string, pages int) *docstore.DB {
	t.Helper()
	lock, err := lockFile(filepath.Join(dir, "tongxing.lock"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := open(filepath.Join(dir, File), docstore.Config{}, lock)
	if err != nil {
		t.Fatal(err)
	}
	if err := once(e.write, fmt.Sprintf("PRAGMA max_page_count=%d", pages)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return docstore.New(e, docstore.Config{})
}

// Exec runs a statement on the file behind the store's back and returns the texts in its fourth column.
func Exec(t testing.TB, dir, text string) (out string) {
	t.Helper()
	c, err := (&engine{path: filepath.Join(dir, File)}).connect()
	if err != nil {
		t.Fatal(err)
	}
	if err := transient(c, text, func(stmt *sqlite.Stmt) { out += stmt.ColumnText(3) + "\n" }); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}
