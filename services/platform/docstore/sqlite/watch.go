package sqlite

import (
	"reflect"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
	"zombiezen.com/go/sqlite"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
)

// stepsEach is how many steps of its virtual machine SQLite takes at least for a document that it looks at and leaves, and
// stepsRow how many it takes at most to sort one and hand it out.
const (
	stepsEach = 4
	stepsRow  = 60
)

// watched tells the configured watcher what a statement has cost since it was begun.
func (c *conn) watched(stmt *sqlite.Stmt, text string, args []query.Value, rows int) {
	s := docstore.Statement{Text: text, Args: make([]any, len(args)), Rows: rows, Steps: status(stmt, lib.SQLITE_STMTSTATUS_VM_STEP), Replanned: status(stmt, lib.SQLITE_STMTSTATUS_REPREPARE)}
	for i, v := range args {
		s.Args[i] = v.Any()
		if v.Kind == query.Time || v.Kind == query.Bool {
			s.Args[i] = v.Int
		}
	}
	s.Looked = looked(s)
	c.watch(s)
}

func looked(s docstore.Statement) int { return max(s.Rows, (s.Steps-s.Rows*stepsRow)/stepsEach) }

// status reads and resets one of SQLite's own counters. The driver hides the statement's handle, so this looks under its
// cover; only tests watch.
func status(stmt *sqlite.Stmt, counter int32) int {
	s := reflect.ValueOf(stmt).Elem()
	tls := (*libc.TLS)(s.FieldByName("conn").Elem().FieldByName("tls").UnsafePointer())
	return int(lib.Xsqlite3_stmt_status(tls, uintptr(s.FieldByName("stmt").Uint()), counter, 1))
}
