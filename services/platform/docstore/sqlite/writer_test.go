package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

func warm(fields ...string) docstore.Spec {
	s := spec(fields...)
	s.Warm = true
	return s
}

// TestSharedCommits checks that transactions of one commit see what earlier ones wrote, and that one that fails does not
// affect the others.
func TestSharedCommits(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	c := declare[note](t, db, warm("name"))
	const docs, callers, rounds = 3, 24, 40
	var want [docs]atomic.Int64
	for d := range docs {
		is(t, "insert", c.Insert(t.Context(), newNote(fmt.Sprint(d))), nil)
	}
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(caller)))
			for range rounds {
				d, fails, renames, looks := r.IntN(docs), r.IntN(4) == 0, r.IntN(3) == 0, r.IntN(3) == 0
				err := db.Tx(t.Context(), func(tx context.Context) error { return changeNote(tx, c, d, fails, renames, looks) })
				switch {
				case err == nil:
					want[d].Add(1)
				case !fails || !errors.Is(err, errOwn):
					t.Errorf("change: %v", err)
				}
			}
		})
	}
	wg.Wait()
	for range 2 { // from the cache, then from the file
		for d := range docs {
			n, err := c.Get(t.Context(), fmt.Sprint(d))
			if is(t, "get", err, nil); n.N != 2*want[d].Load() || n.Version != 1+2*want[d].Load() {
				t.Errorf("document %d is of age %d and version %d after %d changes", d, n.N, n.Version, want[d].Load())
			}
		}
		is(t, "check", db.Check(t.Context(), func(f docstore.Finding) { t.Errorf("found %+v", f) }, func(docstore.Checked) {}), nil)
		is(t, "close", db.Close(), nil)
		db = open(t, dir)
		c = declare[note](t, db, warm("name"))
	}
}

// changeNote changes a document twice, reads it in between, and may fail at the end.
func changeNote(tx context.Context, c *docstore.Collection[note], d int, fails, renames, looks bool) error {
	for range 2 {
		was := int64(0)
		n, err := c.Update(tx, fmt.Sprint(d), func(n *note) error {
			was = n.N
			if n.N++; renames {
				n.Name = fmt.Sprint(d, "/", n.N)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if got, err := c.Get(tx, fmt.Sprint(d)); err != nil || got.N != n.N || got.N != was+1 {
			return fmt.Errorf("age %d behind %d: %w", got.N, was, err)
		}
		if !looks {
			continue
		}
		found, err := c.First(tx, bson.D{{Key: "name", Value: n.Name}})
		if err != nil || found.N != n.N || found.Version != n.Version {
			return fmt.Errorf("found age %d, not %d: %w", found.N, n.N, err)
		}
	}
	if fails {
		return errOwn
	}
	return nil
}

// TestReadersNeverSeeOlderVersions checks that a reader who has seen a version of a document, or was told that it is stored, never
// sees an older one, and that no reader sees one that is not committed.
func TestReadersNeverSeeOlderVersions(t *testing.T) {
	db := open(t, t.TempDir())
	c := declare[note](t, db, warm("name"))
	is(t, "insert", c.Insert(t.Context(), newNote("a")), nil)
	var told atomic.Int64
	ended := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for seen := int64(0); ; {
				least := max(seen, told.Load())
				n, err := c.Get(t.Context(), "a")
				if is(t, "get", err, nil); n.N < least || n.N%2 != 0 {
					t.Errorf("age %d after %d", n.N, least)
				}
				seen = n.N
				gone, err := c.Get(t.Context(), fmt.Sprint("b", seen))
				if err == nil && gone.N != seen || err != nil && !errors.Is(err, docstore.ErrNotFound) {
					t.Errorf("the other: %d, %v", gone.N, err)
				}
				select {
				case <-ended:
					return
				default:
				}
			}
		})
	}
	for i := range 300 {
		err := db.Tx(t.Context(), func(tx context.Context) error {
			for range 2 {
				if _, err := c.Update(tx, "a", func(n *note) error { n.N++; return nil }); err != nil {
					return err
				}
			}
			next := newNote(fmt.Sprint("b", 2*i+2))
			next.N = int64(2*i + 2)
			if err := c.Insert(tx, next); err != nil {
				return err
			}
			if i%3 == 0 {
				return c.Delete(tx, next.ID)
			}
			return nil
		})
		is(t, "write", err, nil)
		told.Store(int64(2*i + 2))
		_, err = c.Get(t.Context(), fmt.Sprint("b", 2*i+2))
		is(t, "the one just written", err, map[bool]error{true: docstore.ErrNotFound}[i%3 == 0])
	}
	close(ended)
	wg.Wait()
}

// TestCacheFollowsWrites checks that documents are read with their present values after inserts, changes and deletions,
// alone or with others.
func TestCacheFollowsWrites(t *testing.T) {
	db := open(t, t.TempDir())
	for name, fields := range map[string][]string{"plain": {"name"}, "lists": {"name", "tags"}} {
		c := declare[note](t, db, docstore.Spec{Name: name, Fields: fields, Warm: true})
		get := func(what string, want error) {
			t.Helper()
			_, err := c.Get(t.Context(), "7")
			is(t, name+" "+what, err, want)
		}
		get("before", docstore.ErrNotFound)
		many := make([]note, 200)
		for i := range many {
			many[i] = *newNote(fmt.Sprint(i))
		}
		is(t, "insert many", c.InsertMany(t.Context(), many), nil)
		get("with many others", nil)
		is(t, "many others and a change", db.Tx(t.Context(), func(tx context.Context) error {
			for i := range many {
				many[i] = *newNote(fmt.Sprint("other", i))
			}
			if err := c.InsertMany(tx, many); err != nil {
				return err
			}
			_, err := c.Update(tx, "other7", func(n *note) error { n.Name, n.Tags = "changed", []string{"a"}; return nil })
			return err
		}), nil)
		if n := count(t, c, bson.D{{Key: "name", Value: "changed"}}); n != 1 {
			t.Errorf("%s: %d changed", name, n)
		}
		_, err := c.DeleteMany(t.Context(), bson.D{{Key: "name", Value: "7"}})
		is(t, "delete many", err, nil)
		get("deleted with others", docstore.ErrNotFound)
		is(t, "insert", c.Insert(t.Context(), newNote("7")), nil)
		get("again", nil) // it is in the cache now
		is(t, "a transaction that reads its own change", db.Tx(t.Context(), func(tx context.Context) error {
			if _, err := c.Update(tx, "7", func(n *note) error { n.Name = "mine"; return nil }); err != nil {
				return err
			}
			n, err := c.Get(tx, "7")
			if n.Name != "mine" {
				t.Errorf("%s: a transaction that changed the name reads %q", name, n.Name)
			}
			return err
		}), nil)
		is(t, "delete", c.Delete(t.Context(), "7"), nil)
		get("deleted", docstore.ErrNotFound)
	}
}

// TestDeleteMany checks that none of very many documents deleted together is found, inside or outside the transaction.
func TestDeleteMany(t *testing.T) {
	db := docstoretest.OpenUnsynced(t)
	c := declare[note](t, db, warm("name"))
	const docs = 10_500
	for from := 0; from < docs; from += 500 {
		many := make([]note, 500)
		for i := range many {
			many[i] = *newNote(fmt.Sprint(from + i))
			many[i].Name = "all"
		}
		is(t, "insert many", c.InsertMany(t.Context(), many), nil)
	}
	each := func(ctx context.Context, what string, want error) {
		for i := range docs {
			if _, err := c.Get(ctx, fmt.Sprint(i)); !errors.Is(err, want) {
				t.Fatalf("%s: %d: %v, want %v", what, i, err, want)
			}
		}
	}
	each(t.Context(), "before", nil)
	is(t, "the transaction", db.Tx(t.Context(), func(tx context.Context) error {
		n, err := c.DeleteMany(tx, bson.D{{Key: "name", Value: "all"}})
		if n != docs {
			t.Errorf("%d deleted", n)
		}
		each(tx, "inside", docstore.ErrNotFound)
		return err
	}), nil)
	each(t.Context(), "afterwards", docstore.ErrNotFound)
}

// TestCallWithAnotherContext checks calls inside a transaction with another ctx, which are not part of it. A read sees the last
// commit; a write waits for the writer, which its own function occupies, until its ctx ends or the function exceeds its
// time.
func TestCallWithAnotherContext(t *testing.T) {
	db, err := sqlite.Open(t.Context(), t.TempDir(), docstore.Config{TxLimit: 300 * time.Millisecond})
	is(t, "open", err, nil)
	t.Cleanup(func() { _ = db.Close() })
	c := declare[note](t, db, spec("name"))
	is(t, "the transaction", db.Tx(t.Context(), func(tx context.Context) error {
		is(t, "insert", c.Insert(tx, newNote("inside")), nil)
		_, err := c.Get(t.Context(), "inside")
		is(t, "read from outside", err, docstore.ErrNotFound)
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		is(t, "written from outside", c.Insert(short, newNote("outside")), docstore.ErrBusy)
		short, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		is(t, "another transaction", db.Tx(short, func(context.Context) error { return nil }), docstore.ErrBusy)
		return nil
	}), nil)
	_, err = c.Get(t.Context(), "inside")
	is(t, "committed", err, nil)
	waited := make(chan error, 1)
	is(t, "without a deadline", db.Tx(t.Context(), func(tx context.Context) error {
		is(t, "insert", c.Insert(tx, newNote("late")), nil)
		waited <- c.Insert(context.WithoutCancel(t.Context()), newNote("alone"))
		return nil
	}), docstore.ErrBusy)
	is(t, "the writing that waited", <-waited, nil)
	_, err = c.Get(t.Context(), "late")
	is(t, "what was written before", err, docstore.ErrNotFound)
}

// TestFunctionsRunOnce checks that a function runs once even if others of its batch fail.
func TestFunctionsRunOnce(t *testing.T) {
	db := open(t, t.TempDir())
	c := declare[note](t, db, spec("name"))
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			runs := 0
			err := db.Tx(t.Context(), func(tx context.Context) error {
				runs++
				if err := c.Insert(tx, newNote(fmt.Sprint(i))); err != nil || i%3 > 0 {
					return err
				}
				return errOwn
			})
			if is(t, "the transaction", err, map[bool]error{true: errOwn}[i%3 == 0]); runs != 1 {
				t.Errorf("ran %d times", runs)
			}
		})
	}
	wg.Wait()
	if n := count(t, c, nil); n != 42 {
		t.Errorf("%d stored", n)
	}
}
