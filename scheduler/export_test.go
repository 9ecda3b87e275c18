package scheduler

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// StoredRuns counts the stored runs of a job.
func StoredRuns(t *testing.T, r *Runner, job string) int64 {
	t.Helper()
	n, err := r.store.runs.Count(t.Context(), docstore.Filter{{Key: "job", Value: job}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// NewSibling is New for another replica on the store of r, because a process declares its collections once.
func NewSibling(r *Runner, d Deps) (*Runner, error) { return newRunner(d, r.store) }
