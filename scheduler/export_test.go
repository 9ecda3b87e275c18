package scheduler

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Kept counts the runs of a job that are stored.
func Kept(t *testing.T, r *Runner, job string) int64 {
	t.Helper()
	n, err := r.store.runs.Count(t.Context(), docstore.Filter{{Key: "job", Value: job}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Beside is New for another replica on the store of r: a process declares its collections once.
func Beside(r *Runner, d Deps) (*Runner, error) { return newRunner(d, r.store) }
