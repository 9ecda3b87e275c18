package audit_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite/sqlitetest"
)

func (w *testLog) waiting(want int64) {
	w.Helper()
	if n, err := w.log.Waiting(w.ctx); n != want || err != nil {
		w.Errorf("%d records wait, %v; want %d", n, err, want)
	}
}

func (w *testLog) reopen() {
	w.Helper()
	if err := w.db.Close(); err != nil {
		w.Fatal(err)
	}
	w.open()
}

func TestRecordWaitsUntilItIsChained(t *testing.T) {
	w := newTestLog(t)
	w.write(audit.Entry{Action: "a"})
	w.waiting(1)
	if err := w.log.Chain(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.waiting(0)
	w.verify(1, "")
}

func TestReadsSeeRecordsJustWritten(t *testing.T) {
	reader := func(w *testLog) context.Context { return auth.With(w.ctx, auditor) }
	for name, seen := range map[string]func(w *testLog) (bool, error){
		"list": func(w *testLog) (bool, error) {
			p, err := w.log.List(reader(w), audit.Query{})
			return len(p.Items) == 1 && p.Items[0].Seq == 1, err
		},
		"about": func(w *testLog) (bool, error) {
			p, err := w.log.About(w.ctx, "act_1")
			return len(p.Items) == 1, err
		},
		"head": func(w *testLog) (bool, error) {
			h, err := w.log.Head(w.ctx)
			return h.Seq == 1, err
		},
		"verify": func(w *testLog) (bool, error) {
			n, bad, err := w.log.Verify(w.ctx)
			return n == 1 && bad == "", err
		},
		"holds": func(w *testLog) (bool, error) {
			_, err := w.log.ContainsHead(w.ctx, audit.Head{Seq: 1})
			n, werr := w.log.Waiting(w.ctx)
			return n == 0, errors.Join(err, werr)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTestLog(t)
			w.write(audit.Entry{Action: "a", Subjects: []string{"act_1"}})
			if ok, err := seen(w); !ok || err != nil {
				t.Errorf("seen: %t, %v", ok, err)
			}
		})
	}
}

// TestRecordsAreChainedInWritingOrder writes more than two batches, all at the same instant.
func TestRecordsAreChainedInWritingOrder(t *testing.T) {
	w := onDisk(t)
	const n = 4100
	for i := range n {
		if err := w.log.Write(w.ctx, audit.Entry{Action: "a", Subjects: []string{fmt.Sprint(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	w.verify(n, "")
	w.waiting(0)
	w.tamper(func(c *docstore.Collection[audit.Record]) error {
		i := 0
		return c.Each(w.ctx, nil, func(r audit.Record) error {
			if i++; r.Seq != int64(i) || r.Subjects[0] != fmt.Sprint(i-1) {
				return fmt.Errorf("the record of %s has the number %d", r.Subjects[0], r.Seq)
			}
			return nil
		}, docstore.Sort("seq"))
	})
}

func TestConcurrentChainingAndWriting(t *testing.T) {
	w := newTestLog(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if err := errors.Join(w.log.Write(w.ctx, audit.Entry{Action: "a"}), w.log.Chain(w.ctx)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	w.verify(160, "")
	w.waiting(0)
}

// TestReadInsideATransaction: a read shows what its own transaction has written, and a rollback removes it.
func TestReadInsideATransaction(t *testing.T) {
	w := newTestLog(t)
	undo := errors.New("undo")
	err := w.db.Tx(w.ctx, func(ctx context.Context) error {
		if err := w.log.Write(ctx, audit.Entry{Action: "a"}); err != nil {
			return err
		}
		if h, err := w.log.Head(ctx); h.Seq != 1 || err != nil {
			t.Errorf("inside: %+v, %v", h, err)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Fatal(err)
	}
	w.waiting(0)
	w.verify(0, "")
}

func TestWaitingRecordsSurviveARestart(t *testing.T) {
	w := onDisk(t)
	for range 3 {
		w.write(audit.Entry{Action: "a"})
	}
	w.reopen()
	w.waiting(3)
	w.verify(3, "")
	w.write(audit.Entry{Action: "a"})
	w.reopen()
	w.verify(4, "")
}

func TestChainingKeepsTimestamps(t *testing.T) {
	docstoretest.OnlySQLite(t)
	now := noon
	db, err := sqlite.Open(t.Context(), t.TempDir(), docstore.Config{NoSync: true, Stamp: func(ctx context.Context) (string, time.Time) {
		return auth.From(ctx).ID(), now
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	log, err := audit.Open(db, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Write(auth.With(t.Context(), county), audit.Entry{Action: "a"}); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	p, err := log.List(auth.With(t.Context(), auditor), audit.Query{})
	if err != nil || len(p.Items) != 1 {
		t.Fatal(p, err)
	}
	if m := p.Items[0].Meta; m.CreatedBy != "usr_county" || m.UpdatedBy != "usr_county" || !m.CreatedAt.Equal(noon) || !m.UpdatedAt.Equal(noon) || m.Version != 1 {
		t.Errorf("stamps %+v", m)
	}
}

// TestReadWithoutWaitingRecordsWritesNothing: such a read asks once whether records wait.
func TestReadWithoutWaitingRecordsWritesNothing(t *testing.T) {
	docstoretest.OnlySQLite(t)
	var mu sync.Mutex
	var said []string
	db, err := sqlitetest.Open(t.Context(), t.TempDir(), docstore.Config{NoSync: true}, func(s sqlitetest.Statement) {
		mu.Lock()
		defer mu.Unlock()
		said = append(said, s.Text)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	log, err := audit.Open(db, func() time.Time { return noon })
	if err != nil {
		t.Fatal(err)
	}
	ctx := auth.With(t.Context(), auditor)
	if err := errors.Join(log.Write(ctx, audit.Entry{Action: "a"}), log.Chain(ctx)); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	said = nil
	mu.Unlock()
	if _, err := log.List(ctx, audit.Query{}); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(said) != 2 || slices.ContainsFunc(said, func(s string) bool { return !strings.HasPrefix(s, "SELECT ") }) {
		t.Errorf("to read a list it said %q", said)
	}
}

// TestReadOnlyLog: it shows the chain and counts the waiting records.
func TestReadOnlyLog(t *testing.T) {
	w := onDisk(t)
	w.write(audit.Entry{Action: "a"})
	w.verify(1, "")
	w.write(audit.Entry{Action: "b"})
	moment, err := sqlite.OpenSnapshot(t.Context(), w.dir, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer moment.Close() //nolint:errcheck // only read from
	still := *w
	if still.log, err = audit.OpenReadOnly(moment, time.Now); err != nil {
		t.Fatal(err)
	}
	still.waiting(1)
	still.verify(1, "")
	if rs := still.all(); len(rs) != 1 || rs[0].Action != "a" {
		t.Errorf("it shows %+v", rs)
	}
	w.waiting(1)
}

func TestRunChainsAndThenStops(t *testing.T) {
	docstoretest.OnlySQLite(t)
	synctest.Test(t, func(t *testing.T) {
		w := newTestLog(t)
		ctx, stop := context.WithCancel(w.ctx)
		var running sync.WaitGroup
		running.Go(func() { w.log.Run(ctx, slog.New(slog.DiscardHandler)) })
		for range 2 {
			w.write(audit.Entry{Action: "a"})
			time.Sleep(4 * time.Second)
			w.write(audit.Entry{Action: "b"}) // chained together with the first
			w.waiting(2)
			time.Sleep(2 * time.Second)
			synctest.Wait()
			w.waiting(0)
			time.Sleep(time.Minute)
		}
		w.write(audit.Entry{Action: "c"})
		stop()
		running.Wait()
		w.waiting(1)
	})
}

// TestMoveUnchained uses a store of data version 2 on MongoDB: two records wait in the chain's collection, and one was taken
// out of the chain.
func TestMoveUnchained(t *testing.T) {
	w := onDisk(t)
	for range 4 {
		w.write(audit.Entry{Action: "a"})
	}
	rs := w.all()
	w.tamper(func(c *docstore.Collection[audit.Record]) error {
		var errs []error
		for _, r := range rs[2:] {
			_, err := c.Update(w.ctx, r.ID, func(r *audit.Record) error { r.Seq, r.Prev, r.Hash = 0, "", ""; return nil })
			errs = append(errs, err)
		}
		return errors.Join(errs...)
	})
	w.verify(2, rs[2].ID)
	for range 2 { // the migration may be interrupted and run again
		if err := w.log.MoveUnchained(w.ctx); err != nil {
			t.Fatal(err)
		}
	}
	w.waiting(2)
	w.verify(4, "")
	if got := w.all(); got[2].ID != rs[2].ID || got[3].ID != rs[3].ID || got[3].Seq != 4 {
		t.Errorf("taken up %+v", got[2:])
	}
	w.tamper(func(c *docstore.Collection[audit.Record]) error {
		_, err := c.Update(w.ctx, rs[3].ID, func(r *audit.Record) error { r.Seq = 0; return nil })
		return err
	})
	if err := w.log.MoveUnchained(w.ctx); err != nil {
		t.Fatal(err)
	}
	w.verify(3, rs[3].ID)
}
