package mongo

import (
	"testing"
	"time"
)

// Impatient lets transactions of one test give up earlier.
func Impatient(t *testing.T, tries, commits time.Duration) {
	oldTries, oldCommits := tryFor, commitFor
	tryFor, commitFor = tries, commits
	t.Cleanup(func() { tryFor, commitFor = oldTries, oldCommits })
}
