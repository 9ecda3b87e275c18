package docstoretest

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Run checks that the engine behind open keeps the contract of docstore. open returns a fresh, empty store each time.
func Run(t *testing.T, open func(t testing.TB) *docstore.DB) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *docstore.DB)
	}{
		{"documents", documents}, {"many", many}, {"updates", updates}, {"deletes", deletes}, {"round trip", roundTrip},
		{"filters", filters}, {"random queries", randomQueries}, {"pages", pages}, {"damaged cursors", damagedCursors},
		{"bounds", bounds}, {"sums", sums}, {"unsupported", unsupported}, {"declarations", declarations},
		{"unique", unique}, {"scopes", scopes}, {"emptiness", emptiness},
		{"transactions", transactions}, {"what is left of a rolled back one", undone}, {"transaction contexts", contexts}, {"refused inside", refusedInside},
		{"panics", panics}, {"contention", contention}, {"closed", closed},
		{"what is no number", noNumbers}, {"prefixes", prefixes}, {"instants", instants}, {"long arrays", longArrays}, {"limits", limits},
		{"stale versions", staleVersions}, {"nested transactions", nested}, {"records of what was undone", undoneMore}, {"figures of nothing", figuresOfNothing},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}
