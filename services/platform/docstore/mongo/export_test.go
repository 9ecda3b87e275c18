package mongo

import (
	"testing"
	"time"
)

// Impatient shortens the time limits of transactions in one test.
func Impatient(t *testing.T, tries, commits time.Duration) {
	oldTries, oldCommits := tryFor, commitFor
	tryFor, commitFor = tries, commits
	t.Cleanup(func() { tryFor, commitFor = oldTries, oldCommits })
}
