package docstoretest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

func rename(name string) func(*thing) error {
	return func(d *thing) error { d.Name = name; return nil }
}

func transactions(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("thg_a", "甲"))
	wantIs(t, "commit", db.Tx(ctx, func(tx context.Context) error {
		b := newThing("thg_b", "乙")
		b.Tags = []string{"new"}
		if err := c.Insert(tx, b); err != nil {
			return err
		}
		_, err := c.Update(tx, "thg_a", rename("丙"))
		wantEqual(t, "own writes inside", get2(t, c, tx, "thg_a").Name, "丙")
		docs, ferr := c.Find(tx, is("tags", "new"))
		wantIs(t, "find inside", ferr, nil)
		wantEqual(t, "own writes found inside", ids(docs), []string{"thg_b"})
		wantEqual(t, "from outside, before the commit", len(outside(t, c)), 1)
		return errors.Join(err, db.Tx(tx, func(nested context.Context) error { // joins the outer transaction
			return c.Insert(nested, newThing("thg_c", "丁"))
		}, docstore.Hot("thg_c")))
	}, docstore.Hot("thg_a")), nil)
	wantEqual(t, "committed", find(t, c, nil), []string{"thg_a", "thg_b", "thg_c"})

	err := db.Tx(ctx, func(tx context.Context) error {
		wantIs(t, "insert", c.Insert(tx, newThing("thg_d", "x")), nil)
		wantIs(t, "delete", c.Delete(tx, "thg_b"), nil)
		_, err := c.Update(tx, "thg_a", rename("never"))
		wantIs(t, "update", err, nil)
		n, err := c.DeleteMany(tx, is("name", "丁"))
		wantIs(t, "delete many", err, nil)
		wantEqual(t, "delete many", n, int64(1))
		return errOwn
	})
	if err != errOwn { //nolint:errorlint // the error is returned unwrapped
		t.Errorf("the function's own error became %v", err)
	}
	wantEqual(t, "rolled back", find(t, c, nil), []string{"thg_a", "thg_b", "thg_c"})
	wantEqual(t, "rolled back", get(t, c, "thg_a").Name, "丙")
	wantEqual(t, "an element of what was deleted", find(t, c, is("tags", "new")), []string{"thg_b"})

	err = db.Tx(ctx, func(tx context.Context) error {
		wantIs(t, "insert", c.Insert(tx, newThing("thg_d", "x")), nil)
		return db.Tx(tx, func(context.Context) error { return errOwn })
	})
	wantIs(t, "a nested error that is passed on", err, errOwn)
	gone(t, c, "thg_d")
	wantIs(t, "nothing at all", db.Tx(ctx, func(context.Context) error { return nil }), nil)
}

// onRollback checks that a call of OnRollback runs once after a rollback and not after a commit.
func onRollback(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	record := func(id string) func(context.Context) error {
		return func(ctx context.Context) error { return c.Insert(ctx, newThing(id, "记录")) }
	}
	wantIs(t, "outside of a transaction", db.OnRollback(ctx, record("thg_now")), nil)
	runs := 0
	err := db.Tx(ctx, func(tx context.Context) error {
		runs++
		wantIs(t, "insert", c.Insert(tx, newThing("thg_gone", "x")), nil)
		return db.Tx(tx, func(tx context.Context) error {
			return errors.Join(db.OnRollback(tx, record("thg_tried")), errOwn)
		})
	})
	wantIs(t, "the own error", err, errOwn)
	wantIs(t, "committed", db.Tx(ctx, func(tx context.Context) error { return db.OnRollback(tx, record("thg_never")) }), nil)
	wantEqual(t, "what there is", find(t, c, nil), []string{"thg_now", "thg_tried"})
	wantEqual(t, "runs", runs, 1)
	err = db.Tx(ctx, func(tx context.Context) error { return errors.Join(db.OnRollback(tx, record("thg_now")), errOwn) })
	if !errors.Is(err, errOwn) || !docstore.IsDuplicate(err, "_id") {
		t.Errorf("the error of OnRollback's function is missing: %v", err)
	}
}

func get2(t *testing.T, c *docstore.Collection[thing], ctx context.Context, id string) thing { //nolint:revive // t leads, as in all of these
	d, err := c.Get(ctx, id)
	wantIs(t, "get inside", err, nil)
	return d
}

// outside reads with a ctx outside the transaction.
func outside(t *testing.T, c *docstore.Collection[thing]) []thing {
	var docs []thing
	var wg sync.WaitGroup
	wg.Go(func() {
		var err error
		docs, err = c.Find(t.Context(), nil)
		wantIs(t, "find outside", err, nil)
	})
	wg.Wait()
	return docs
}

// contexts checks that only calls with the function's own ctx are part of a transaction, and only while it runs. What
// happens to a write with another ctx depends on the engine; see the package's documentation.
func contexts(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("thg_a", "甲"))
	var kept context.Context
	calls := map[string]func(ctx context.Context) error{
		"get":    func(ctx context.Context) error { _, err := c.Get(ctx, "thg_a"); return err },
		"find":   func(ctx context.Context) error { _, err := c.Find(ctx, nil); return err },
		"count":  func(ctx context.Context) error { _, err := c.Count(ctx, nil); return err },
		"sum":    func(ctx context.Context) error { _, err := c.Sum(ctx, nil, nil); return err },
		"insert": func(ctx context.Context) error { return c.Insert(ctx, newThing("thg_b", "x")) },
		"many": func(ctx context.Context) error {
			return c.InsertMany(ctx, []thing{*newThing("thg_c", "x"), *newThing("thg_d", "x")})
		},
		"update":      func(ctx context.Context) error { _, err := c.Update(ctx, "thg_a", rename("x")); return err },
		"delete":      func(ctx context.Context) error { return c.Delete(ctx, "thg_a") },
		"delete many": func(ctx context.Context) error { _, err := c.DeleteMany(ctx, nil); return err },
		"transaction": func(ctx context.Context) error { return db.Tx(ctx, func(context.Context) error { return nil }) },
	}
	err := db.Tx(ctx, func(tx context.Context) error {
		kept = tx
		if err := c.Insert(tx, newThing("thg_kept", "x")); err != nil {
			return err
		}
		_, err := c.Get(ctx, "thg_kept")
		wantIs(t, "a read with another ctx", err, docstore.ErrNotFound)
		docs, err := c.Find(ctx, nil)
		wantIs(t, "a find with another ctx", err, nil)
		wantEqual(t, "a find with another ctx", ids(docs), []string{"thg_a"})
		return nil
	})
	wantIs(t, "transaction", err, nil)
	for what, call := range calls {
		if err := call(kept); err == nil {
			t.Errorf("%s with the ctx of a finished transaction succeeded", what)
		}
	}
	wantEqual(t, "left", find(t, c, nil), []string{"thg_a", "thg_kept"})
	wantEqual(t, "unchanged", get(t, c, "thg_a").Version, int64(1))

	over, cancel := context.WithCancel(ctx)
	cancel()
	err = db.Tx(over, func(context.Context) error { t.Error("the function ran with an ended ctx"); return nil })
	wantIs(t, "a ctx that was over", err, context.Canceled)
	short, cancel := context.WithCancel(ctx)
	err = db.Tx(short, func(tx context.Context) error {
		wantIs(t, "insert", c.Insert(tx, newThing("thg_late", "x")), nil)
		cancel()
		_, err := c.Get(tx, "thg_a")
		wantIs(t, "a read behind the end of ctx", err, docstore.ErrBusy)
		return nil
	})
	wantIs(t, "a ctx that ended inside", err, docstore.ErrBusy)
	gone(t, c, "thg_late")
}

// refusedInside checks that a refusal by a unique index, a version or a missing document leaves the transaction usable.
func refusedInside(t *testing.T, db *docstore.DB) {
	s := spec()
	s.Name, s.Indexes = "guarded", []docstore.Index{{Name: "nick", Fields: []string{"nick"}, Unique: true}}
	c, ctx := declare[thing](t, db, s), t.Context()
	named := func(id, nick string) *thing { d := newThing(id, "x"); d.Nick = &nick; return d }
	insert(t, c, named("thg_a", "a"), named("thg_b", "b"))
	refusals := []struct {
		what  string
		call  func(tx context.Context) error
		index string // the refusing index, or else want
		want  error
	}{
		{"insert", func(tx context.Context) error { return c.Insert(tx, named("thg_x", "a")) }, "nick", nil},
		{"insert of an own one", func(tx context.Context) error { return c.Insert(tx, named("thg_x", "before")) }, "nick", nil},
		{"an id", func(tx context.Context) error { return c.Insert(tx, named("thg_a", "new")) }, "_id", nil},
		{"many", func(tx context.Context) error {
			return c.InsertMany(tx, []thing{*named("m1", "m1"), *named("m2", "m2"), *named("m3", "b")})
		}, "nick", nil},
		{"many among themselves", func(tx context.Context) error {
			return c.InsertMany(tx, []thing{*named("m1", "m1"), *named("m2", "m1")})
		}, "nick", nil},
		{"update", func(tx context.Context) error {
			_, err := c.Update(tx, "thg_b", func(d *thing) error { d.Nick = ptr("a"); return nil })
			return err
		}, "nick", nil},
		{"stale update", func(tx context.Context) error {
			_, err := c.Update(tx, "thg_b", rename("y"), docstore.IfVersion(9))
			return err
		}, "", docstore.ErrStale},
		{"stale delete", func(tx context.Context) error { return c.Delete(tx, "thg_b", docstore.IfVersion(9)) }, "", docstore.ErrStale},
		{"none", func(tx context.Context) error { _, err := c.Get(tx, "none"); return err }, "", docstore.ErrNotFound},
	}
	for _, opts := range [][]docstore.TxOption{nil, {docstore.Hot("thg_a")}} {
		_, err := c.DeleteMany(ctx, op("_id", "$nin", []string{"thg_a", "thg_b"}))
		wantIs(t, "clean", err, nil)
		errs := make([]error, len(refusals)) // of the last run, because the function may run twice
		err = db.Tx(ctx, func(tx context.Context) error {
			if err := c.Insert(tx, named("before", "before")); err != nil {
				return err
			}
			for i, r := range refusals {
				errs[i] = r.call(tx)
			}
			return c.Insert(tx, named("behind", "behind"))
		}, opts...)
		wantIs(t, "transaction", err, nil)
		for i, r := range refusals {
			if r.want != nil {
				wantIs(t, r.what, errs[i], r.want)
			} else {
				wantDuplicate(t, r.what, errs[i], r.index)
			}
		}
		wantEqual(t, "stored", find(t, c, nil), []string{"before", "behind", "thg_a", "thg_b"})
		wantEqual(t, "unchanged", *get(t, c, "thg_b").Nick, "b")
	}
	err := db.Tx(ctx, func(tx context.Context) error {
		wantIs(t, "insert", c.Insert(tx, named("lost", "lost")), nil)
		return c.Insert(tx, named("thg_x", "a"))
	})
	wantDuplicate(t, "a refusal that is passed on", err, "nick")
	gone(t, c, "lost", "thg_x")
}

func panics(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	for _, opts := range [][]docstore.TxOption{nil, {docstore.Hot("thg_a")}} {
		err := db.Tx(ctx, func(tx context.Context) error {
			wantIs(t, "insert", c.Insert(tx, newThing("thg_a", "x")), nil)
			panic("王小明 13800000000")
		}, opts...)
		if err == nil || !strings.Contains(err.Error(), "txs.go:") || strings.Contains(err.Error(), "138") {
			t.Errorf("a panic was returned as %v", err)
		}
		gone(t, c, "thg_a")
		done := make(chan struct{}) // like t.FailNow inside a function
		go func() {
			defer close(done)
			_ = db.Tx(ctx, func(tx context.Context) error {
				wantIs(t, "insert", c.Insert(tx, newThing("thg_a", "x")), nil)
				runtime.Goexit()
				return nil
			}, opts...)
		}()
		<-done
		gone(t, c, "thg_a")
		wantIs(t, "the next", db.Tx(ctx, func(tx context.Context) error {
			if err := c.Insert(tx, newThing("thg_a", "x")); err != nil {
				return err
			}
			return c.Delete(tx, "thg_a")
		}, opts...), nil)
	}
}

// contention lets many goroutines increment one document, take a few places and insert unique names at once.
func contention(t *testing.T, db *docstore.DB) {
	c, ctx := things(t, db), t.Context()
	insert(t, c, newThing("seats", "x"), newThing("counter", "x"))
	const callers, places, each = 16, 7, 4
	var mu sync.Mutex
	outcome := map[string]int{}
	note := func(what string) { mu.Lock(); outcome[what]++; mu.Unlock() }
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			for range each {
				if _, err := c.Update(ctx, "counter", func(d *thing) error { d.Count++; return nil }); err != nil {
					t.Errorf("count up: %v", err)
				}
			}
			err := db.Tx(ctx, func(tx context.Context) error {
				late := i%3 == 0 // writes first and then fails because no place is left
				if late {
					if err := c.Insert(tx, newThing(fmt.Sprintf("early_%02d", i), "x")); err != nil {
						return err
					}
				}
				_, err := c.Update(tx, "seats", func(d *thing) error {
					if d.Count == places {
						return errOwn
					}
					d.Count++
					return nil
				})
				if err != nil {
					return err
				}
				return c.Insert(tx, newThing(fmt.Sprintf("seat_%02d", i), "seat"))
			}, docstore.Hot("seats"))
			switch {
			case err == nil:
				note("booked")
			case errors.Is(err, errOwn):
				note("full")
			default:
				t.Errorf("book: %v", err)
			}
			switch err := c.Insert(ctx, newThing(fmt.Sprintf("name_%d", i%4), "x")); {
			case err == nil:
				note("named")
			case docstore.IsDuplicate(err, "_id"):
				note("taken")
			default:
				t.Errorf("insert: %v", err)
			}
		})
	}
	wg.Wait()
	wantEqual(t, "outcome", outcome, map[string]int{"booked": places, "full": callers - places, "named": 4, "taken": callers - 4})
	counter := get(t, c, "counter")
	wantEqual(t, "counted", counter.Count, int64(callers*each))
	wantEqual(t, "version", counter.Version, int64(callers*each+1))
	wantEqual(t, "seats", get(t, c, "seats").Count, int64(places))
	wantEqual(t, "sign-ups", len(find(t, c, is("name", "seat"))), places)
	early := find(t, c, is("_id", docstore.Prefix("early_")))
	for _, id := range early {
		get(t, c, strings.Replace(id, "early_", "seat_", 1))
	}
	s := db.Stats()
	if s.Transactions < callers*each+places || s.Commits < 1 || s.Commits > s.Transactions+callers {
		t.Errorf("stats: %+v", s)
	}
	waitDone(t, c)
}

// waitDone checks that reads continue meanwhile.
func waitDone(t *testing.T, c *docstore.Collection[thing]) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := c.Count(ctx, nil)
	wantIs(t, "count", err, nil)
}
