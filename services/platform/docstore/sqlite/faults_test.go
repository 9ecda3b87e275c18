package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	lib "modernc.org/sqlite/lib"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// TestFailingDisk makes the n-th write or sync, and a few after it, fail while eight writers work. Acknowledged writes must
// be stored now, after a crash and after a restart; refused writes must not. When the disk works again, writes succeed
// without a restart.
func TestFailingDisk(t *testing.T) {
	disk, last := sqlite.Between(), int64(40)
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		last = 200
	}
	for n := int64(1); n <= last; n++ {
		code, for_ := int32(lib.SQLITE_IOERR_WRITE), 1+n%3
		if n%2 == 0 {
			code = lib.SQLITE_FULL
		}
		failOnce(t, disk, func(op int64, sync bool) int32 {
			switch {
			case op < n || op >= n+for_:
				return lib.SQLITE_OK
			case sync:
				return lib.SQLITE_IOERR_FSYNC
			}
			return code
		}, fmt.Sprintf("operation %d and %d behind it", n, for_-1))
	}
}

func failOnce(t *testing.T, disk *sqlite.Disk, failing func(int64, bool) int32, what string) {
	t.Helper()
	dir := t.TempDir()
	db := sqlite.OpenWithLog(t, dir, 20) // so that checkpoints happen in between
	c := declare[note](t, db, killSpec())
	disk.Fail(failing)
	acked, unknown := writeUntilFailed(t, c, db, disk, what)
	crashed := t.TempDir()
	for _, name := range []string{sqlite.File, sqlite.File + "-wal"} { // as a kill would leave them
		raw, err := os.ReadFile(filepath.Join(dir, name))
		is(t, "copy", err, nil)
		is(t, "copy", os.WriteFile(filepath.Join(crashed, name), raw, 0o600), nil)
	}
	disk.Fail(nil)
	is(t, what+": with a good disk again", writeTwo(c, db, "after"), nil)
	exactly(t, db, c, append(acked, "after"), nil, what+", live")
	is(t, "close", db.Close(), nil)
	db = open(t, dir)
	exactly(t, db, declare[note](t, db, killSpec()), append(acked, "after"), nil, what+", after a restart")
	is(t, "close", db.Close(), nil)
	db = open(t, crashed)
	exactly(t, db, declare[note](t, db, killSpec()), acked, unknown, what+", after a crash")
	is(t, "close", db.Close(), nil)
}

// writeUntilFailed returns the ids of acknowledged writes and of writes with an unknown outcome.
func writeUntilFailed(t *testing.T, c *docstore.Collection[note], db *docstore.DB, disk *sqlite.Disk, what string) (acked, unknown []string) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := 0; i < 200 && disk.Failed() == 0; i++ {
				id := fmt.Sprintf("%02d_%d", w, i)
				err := writeTwo(c, db, id)
				mu.Lock()
				switch {
				case err == nil:
					acked = append(acked, id)
				case errors.Is(err, docstore.ErrUnknown):
					unknown = append(unknown, id)
				case !errors.Is(err, docstore.ErrDisk) && !errors.Is(err, docstore.ErrFull):
					t.Errorf("%s: a writer got %v", what, err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if disk.Failed() == 0 {
		t.Errorf("%s: nothing failed", what)
	}
	return acked, unknown
}

// exactly checks that the transactions of writeTwo are whole and are the acknowledged ones; those in either may be stored
// or not.
func exactly(t *testing.T, db *docstore.DB, c *docstore.Collection[note], acked, either []string, what string) {
	t.Helper()
	whole(t, db, c, what)
	firsts, err := c.Find(t.Context(), bson.D{{Key: "tags", Value: "first"}})
	is(t, what, err, nil)
	there := map[string]bool{}
	for _, d := range firsts {
		there[d.ID] = true
	}
	for _, id := range acked {
		if !there[id] {
			t.Errorf("%s: %s was acknowledged and is lost", what, id)
		}
		delete(there, id)
	}
	for _, id := range either {
		delete(there, id)
	}
	if len(there) > 0 {
		t.Errorf("%s: %d writes are there that were refused", what, len(there))
	}
}

// whole checks that no transaction of writeTwo is stored in part and that the file is undamaged.
func whole(t *testing.T, db *docstore.DB, c *docstore.Collection[note], what string) (firsts int64) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	total, err := c.Get(ctx, "total")
	if err != nil && !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("%s: %v", what, err)
	}
	wrong, err := db.Rebuild(ctx)
	is(t, what+": rebuild", err, nil)
	firsts = count(t, c, bson.D{{Key: "tags", Value: "first"}})
	if seconds := count(t, c, bson.D{{Key: "tags", Value: "second"}}); wrong != 0 || total.N != firsts || seconds != firsts {
		t.Errorf("%s: half a transaction: %d wrong columns, total %d, %d and %d documents", what, wrong, total.N, firsts, seconds)
	}
	return firsts
}

// TestAnswersAfterTheSync checks that no transaction is answered before the sync that follows its last write to the log.
func TestAnswersAfterTheSync(t *testing.T) {
	disk := sqlite.Between()
	db := open(t, t.TempDir())
	c := declare[note](t, db, killSpec())
	_, before := disk.Log()
	for i := range 20 {
		is(t, "write", writeTwo(c, db, fmt.Sprint(i)), nil)
		if dirty, _ := disk.Log(); dirty {
			t.Fatal("answered before the log was synced")
		}
	}
	if _, syncs := disk.Log(); syncs-before < 20 {
		t.Errorf("%d syncs for 20 commits", syncs-before)
	}
	began, commits := syncsOf(disk), db.Stats().Commits
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Go(func() {
			for i := range 20 {
				before := syncsOf(disk)
				is(t, "write", writeTwo(c, db, fmt.Sprintf("%d_%d", w, i)), nil)
				if syncsOf(disk) == before {
					t.Error("answered without a sync after it was queued")
				}
			}
		})
	}
	wg.Wait()
	if syncs, commits := syncsOf(disk)-began, db.Stats().Commits-commits; syncs < commits || commits == 0 {
		t.Errorf("%d syncs for %d commits", syncs, commits)
	}
}

func syncsOf(d *sqlite.Disk) int64 {
	_, n := d.Log()
	return n
}
