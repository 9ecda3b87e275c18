package sqlite_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

func TestFilesAreTheOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	is(t, "make", os.MkdirAll(dir, 0o700), nil)
	is(t, "an old file", os.WriteFile(filepath.Join(dir, sqlite.File), nil, 0o644), nil)
	db := open(t, dir)
	is(t, "insert", declare[note](t, db, spec("name")).Insert(t.Context(), newNote("a")), nil)
	files, err := os.ReadDir(dir)
	is(t, "list", err, nil)
	for _, f := range files {
		info, err := f.Info()
		is(t, "stat", err, nil)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
	if len(files) < 4 {
		t.Errorf("%d files: the log is not among them", len(files))
	}
}

// TestHangingFunction checks that a function that does not return is rolled back alone and that its ctx is refused
// afterwards.
func TestHangingFunction(t *testing.T) {
	db, err := sqlite.Open(t.Context(), t.TempDir(), docstore.Config{TxLimit: 200 * time.Millisecond})
	is(t, "open", err, nil)
	t.Cleanup(func() { _ = db.Close() })
	c := declare[note](t, db, spec("name"))
	g := &together{}
	g.want.Store(2)
	var wg sync.WaitGroup
	begun, release, gone := make(chan struct{}), make(chan struct{}), make(chan struct{})
	begin := sync.OnceFunc(func() { close(begun) })
	wg.Go(func() { // runs first in the same batch
		is(t, "the one before", db.Tx(t.Context(), func(tx context.Context) error {
			begin()
			g.wait()
			return c.Insert(tx, newNote("before"))
		}), nil)
	})
	<-begun
	wg.Go(func() {
		g.there.Add(1)
		is(t, "the one that hangs", db.Tx(t.Context(), func(tx context.Context) error {
			defer close(gone)
			is(t, "its insert", c.Insert(tx, newNote("hangs")), nil)
			<-release
			if err := c.Insert(tx, newNote("late")); err == nil {
				t.Error("a transaction that exceeded its time can still write")
			}
			return nil
		}), docstore.ErrBusy)
	})
	wg.Go(func() {
		g.there.Add(1)
		is(t, "the one behind", c.Insert(t.Context(), newNote("behind")), nil)
	})
	wg.Wait()
	is(t, "while it still hangs", c.Insert(t.Context(), newNote("next")), nil)
	close(release)
	<-gone
	is(t, "after it has come back", c.Insert(t.Context(), newNote("last")), nil)
	for id, want := range map[string]error{
		"before": nil, "behind": nil, "next": nil, "last": nil, "hangs": docstore.ErrNotFound, "late": docstore.ErrNotFound,
	} {
		_, err := c.Get(t.Context(), id)
		is(t, id, err, want)
	}
}

// TestLogStaysShort checks that the write-ahead log starts again although there are reads at every moment.
func TestLogStaysShort(t *testing.T) {
	dir, pages := t.TempDir(), int64(100)
	db := sqlite.OpenWithLog(t, dir, pages)
	c := declare[note](t, db, killSpec())
	is(t, "insert", c.Insert(t.Context(), newNote("read")), nil)
	var stop atomic.Bool
	var reads atomic.Int64
	var readers, writers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for !stop.Load() {
				if _, err := c.Find(t.Context(), bson.D{{Key: "name", Value: "read"}}); err != nil {
					t.Error(err)
				}
				reads.Add(1)
			}
		})
	}
	most := int64(0)
	for w := range 4 {
		writers.Go(func() {
			for i := range 100 {
				d := newNote(fmt.Sprintf("%d_%d", w, i))
				d.Text = strings.Repeat("字", 1500) // more than a page each
				is(t, "insert", c.Insert(t.Context(), d), nil)
			}
		})
	}
	writers.Wait()
	stop.Store(true)
	readers.Wait()
	if info, err := os.Stat(filepath.Join(dir, sqlite.File+"-wal")); err != nil {
		t.Error(err)
	} else {
		most = info.Size() / 4096
	}
	if most > 5*pages || reads.Load() < 100 {
		t.Errorf("the log has grown to %d pages, with %d readings beside", most, reads.Load())
	}
}

// TestReadingIsBounded checks that a read that takes too long is interrupted inside SQLite and that its connection can be
// used again.
func TestReadingIsBounded(t *testing.T) {
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), dir, docstore.Config{ReadLimit: 100 * time.Millisecond, NoSync: true})
	is(t, "open", err, nil)
	t.Cleanup(func() { _ = db.Close() })
	c, never := endless(t, db, dir), bson.D{{Key: "n", Value: -1}}
	for i := 0; i < 20 && !t.Failed(); i++ { // so that each connection is used more than once
		_, err = c.Count(t.Context(), never)
		is(t, "counting for too long", err, docstore.ErrTooMuch)
	}
	_, err = c.Find(t.Context(), never)
	is(t, "finding for too long", err, docstore.ErrTooMuch)
	_, err = c.Page(t.Context(), never, docstore.Limit(20))
	is(t, "a page for too long", err, docstore.ErrTooMuch)
	_, err = c.Sum(t.Context(), nil, []string{"name"}, docstore.Measure{Op: "count"})
	is(t, "grouping for too long", err, docstore.ErrTooMuch)

	slow, err := sqlite.Open(t.Context(), t.TempDir(), docstore.Config{ReadLimit: time.Hour, NoSync: true}) // the rest of the test must not depend on time
	is(t, "open", err, nil)
	t.Cleanup(func() { _ = slow.Close() })
	c = declare[note](t, slow, spec("name", "n"))
	docs := make([]note, 70)
	for i := range docs {
		docs[i] = *newNote(fmt.Sprint(i))
		docs[i].Text = strings.Repeat("x", 1<<20)
	}
	is(t, "insert", c.InsertMany(t.Context(), docs), nil)
	_, err = c.Find(t.Context(), nil)
	is(t, "too much", err, docstore.ErrTooMuch)
	page, err := c.Page(t.Context(), nil, docstore.Limit(20))
	if err != nil || len(page.Items) != 20 {
		t.Errorf("a part of it: %d, %v", len(page.Items), err)
	}
}
