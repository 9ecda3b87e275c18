package sqlite_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

func TestContract(t *testing.T) {
	defer goleak.VerifyNone(t)
	docstoretest.Run(t, docstoretest.OpenSQLite)
}

// TestIndexesChangeNothing compares the answers of a store with indexes of every shape and one without indexes.
func TestIndexesChangeNothing(t *testing.T) {
	with, without := docstoretest.OpenUnsynced(t), docstoretest.OpenUnsynced(t)
	sqlite.FewMost(t, 3) // so that both ways of finding pages are used
	n := docstoretest.Differ(t, docstoretest.Side{DB: with, Indexed: true, Sums: true}, docstoretest.Side{DB: without, Sums: true})
	t.Logf("%d queries with and without indexes", n)
}
