package docstoretest

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Run checks the engine behind open with every test of the contract. open returns a new, empty store each time.
func Run(t *testing.T, open func(t testing.TB) *docstore.DB) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *docstore.DB)
	}{
		{"documents", documents}, {"many", many}, {"updates", updates}, {"deletes", deletes}, {"round trip", roundTrip},
		{"filters", filters}, {"random queries", randomQueries}, {"pages", pages}, {"damaged cursors", damagedCursors},
		{"bounds", bounds}, {"sums", sums}, {"unsupported", unsupported}, {"declarations", declarations},
		{"unique", unique}, {"scopes", scopes}, {"emptiness", emptiness},
		{"transactions", transactions}, {"on rollback", onRollback}, {"transaction contexts", contexts}, {"refusals in a transaction", refusedInside},
		{"panics", panics}, {"contention", contention}, {"closed", closed},
		{"NaN and infinities", noNumbers}, {"prefixes", prefixes}, {"instants", instants}, {"long arrays", longArrays}, {"limits", limits},
		{"stale versions", staleVersions}, {"nested transactions", nested}, {"several calls on rollback", onRollbackSeveral}, {"sums over no value", figuresOfNothing},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}
