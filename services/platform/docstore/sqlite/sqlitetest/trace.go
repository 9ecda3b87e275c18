// Package sqlitetest measures what statements cost in SQLite and enlarges stores. It is for tests.
package sqlitetest

import (
	"context"
	"reflect"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
	driver "zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// Statement is an executed statement and its cost.
type Statement struct {
	Text     string
	Rows     int // returned or deleted
	Steps    int // of SQLite's virtual machine
	Examined int // number of documents examined, a low estimate from Steps
}

// Steps of the virtual machine: the fewest to examine a document and skip it, and the most to sort one and return it.
const (
	stepsEach = 4
	stepsRow  = 60
)

// Open is sqlite.Open; watch is called with every statement, by several goroutines.
func Open(ctx context.Context, dir string, cfg docstore.Config, watch func(Statement)) (*docstore.DB, error) {
	e, err := sqlite.OpenEngine(ctx, dir, cfg, Trace(watch))
	if err != nil {
		return nil, err
	}
	return docstore.New(e, cfg), nil
}

// Trace measures each statement and passes it to watch.
func Trace(watch func(Statement)) sqlite.Trace {
	return func(stmt *driver.Stmt, text string, _ []query.Value, rows int) {
		s := Statement{Text: text, Rows: rows, Steps: steps(stmt)}
		s.Examined = max(rows, (s.Steps-rows*stepsRow)/stepsEach)
		watch(s)
	}
}

// steps reads and resets SQLite's own counter of the statement. The driver does not offer it, and its SQLite is built without the
// table sqlite_stmt, so the handle is read by reflection: here only, for tests.
func steps(stmt *driver.Stmt) int {
	s := reflect.ValueOf(stmt).Elem()
	tls := (*libc.TLS)(s.FieldByName("conn").Elem().FieldByName("tls").UnsafePointer())
	return int(lib.Xsqlite3_stmt_status(tls, uintptr(s.FieldByName("stmt").Uint()), lib.SQLITE_STMTSTATUS_VM_STEP, 1))
}
