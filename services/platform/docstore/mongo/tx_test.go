package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

func newVisit(id string) *visit { return &visit{Meta: docstore.Meta{ID: id}, Name: "x"} }

// times makes the first n commands of the name fail.
func times(n int, name string, what trip) func(bson.D) *trip {
	return func(cmd bson.D) *trip {
		if cmd[0].Key != name || n == 0 {
			return nil
		}
		n--
		return &what
	}
}

func serverSays(code int, labels ...string) bson.D {
	return bson.D(refuse(code, fmt.Sprint("Code", code), "王小明 stays in the server's own words", labels...))
}

const (
	transient = "TransientTransactionError"
	unknown   = "UnknownTransactionCommitResult"
	retryable = "RetryableWriteError"
	noWrites  = "NoWritesPerformed"
)

// inTurn makes the failures happen one after the other.
func inTurn(trips ...func(bson.D) *trip) func(bson.D) *trip {
	return func(cmd bson.D) *trip {
		for _, next := range trips {
			if what := next(cmd); what != nil {
				return what
			}
		}
		return nil
	}
}

var errInternal = errors.New("an internal error")

func wantError(t *testing.T, err, want error) {
	t.Helper()
	switch {
	case want == errInternal && (err == nil || fault.KindOf(err) != fault.Internal): //nolint:errorlint // a marker, never wrapped
		t.Errorf("%v, want an internal error", err)
	case want != errInternal && !errors.Is(err, want): //nolint:errorlint // a marker, never wrapped
		t.Errorf("%v, want %v", err, want)
	}
	if err != nil && len(err.Error()) > 0 && containsName(err.Error()) {
		t.Errorf("the error shows what was stored: %v", err)
	}
}

func containsName(s string) bool {
	for _, r := range s {
		if r == '王' {
			return true
		}
	}
	return false
}

// awaitCallers returns when that many callers of hot keys wait for their answers.
func awaitCallers(db *docstore.DB, callers int64) {
	for db.Stats().Waiting < callers {
		runtime.Gosched()
	}
}

// TestHotCallersShare checks that callers waiting for one key share transactions, and what a failing one causes.
func TestHotCallersShare(t *testing.T) {
	const callers = 20
	for _, tt := range []struct {
		what  string
		late  bool // the failing one fails after its first write
		retry bool
	}{{"one fails before it writes", false, false}, {"one fails behind its first write", true, true}} {
		t.Run(tt.what, func(t *testing.T) {
			db, f := openFake(t)
			c := visits(t, db)
			var runs [callers]atomic.Int64
			var wg sync.WaitGroup
			var first sync.Once
			for i := range callers {
				wg.Go(func() {
					err := db.Tx(t.Context(), func(tx context.Context) error {
						first.Do(func() { awaitCallers(db, callers) })
						runs[i].Add(1)
						if i == 7 && !tt.late {
							return errOwn
						}
						if err := c.Insert(tx, newVisit(fmt.Sprintf("vis_%02d", i))); err != nil {
							return err
						}
						if i == 7 {
							return errOwn
						}
						return nil
					}, docstore.Hot("act_1"))
					if i == 7 {
						wantError(t, err, errOwn)
					} else {
						wantError(t, err, nil)
					}
				})
			}
			wg.Wait()
			n, err := c.Count(t.Context(), nil)
			if err != nil || n != callers-1 {
				t.Errorf("%d stored, %v", n, err)
			}
			s := db.Stats()
			if s.Transactions != callers-1 || s.Commits > callers/2 || (s.Retries > 0) != tt.retry {
				t.Errorf("stats: %+v, %d commits sent", s, len(f.commands("commitTransaction")))
			}
			if !tt.late && runs[7].Load() != 1 {
				t.Errorf("a function that failed before it wrote ran %d times", runs[7].Load())
			}
		})
	}
}

var errOwn = errors.New("the function's own error")

// TestLateFailureRunsAlone checks that a function does not fail because of data that others wrote and that was then
// rolled back.
func TestLateFailureRunsAlone(t *testing.T) {
	db, f := openFake(t)
	c := visits(t, db)
	f.fails(times(2, "commitTransaction", trip{answer: serverSays(8000)})) // the commit of the first alone, and that of the other two
	var wg sync.WaitGroup
	var first sync.Once
	take := func(i int) error {
		return db.Tx(t.Context(), func(tx context.Context) error {
			first.Do(func() { awaitCallers(db, 3) })
			if _, err := c.Get(tx, "seat"); err == nil {
				return errOwn // taken
			}
			return c.Insert(tx, newVisit("seat"))
		}, docstore.Hot("act_1"))
	}
	var taken, lost, booked atomic.Int64
	for i := range 3 {
		wg.Go(func() {
			switch err := take(i); {
			case err == nil:
				booked.Add(1)
			case errors.Is(err, errOwn):
				taken.Add(1)
			default:
				lost.Add(1)
			}
		})
	}
	wg.Wait()
	_, err := c.Get(t.Context(), "seat")
	if stored := err == nil; stored != (booked.Load() == 1) || !stored && taken.Load() > 0 || lost.Load() == 0 {
		t.Errorf("stored %t, booked %d, told that it was taken %d, lost %d", stored, booked.Load(), taken.Load(), lost.Load())
	}
}

// TestDeadlineEndsTheTransaction checks that a transaction is aborted on the server when its caller's deadline passes;
// otherwise its documents would stay locked until transactionLifetimeLimitSeconds.
func TestDeadlineEndsTheTransaction(t *testing.T) {
	for _, at := range []string{"find", "insert"} {
		db, f := openFake(t)
		c := visits(t, db)
		f.fails(times(1, at, trip{hang: true, behind: true}))
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		err := db.Tx(ctx, func(tx context.Context) error {
			if _, err := c.Find(tx, nil); err != nil {
				return err
			}
			return c.Insert(tx, newVisit("vis_1"))
		}, docstore.Hot("act_1"))
		wantError(t, err, docstore.ErrBusy)
		if n := len(f.commands("abortTransaction")); n != 1 {
			t.Errorf("a deadline at %s: %d transactions were ended", at, n)
		}
	}
}

// TestCancelledWhileQueued checks that a caller who leaves the queue of a hot key gets an answer at once and the function
// does not run.
func TestCancelledWhileQueued(t *testing.T) {
	db, _ := openFake(t)
	visits(t, db)
	ctx, cancel := context.WithCancel(t.Context())
	begin, end := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		wantError(t, db.Tx(t.Context(), func(context.Context) error { close(begin); <-end; return nil }, docstore.Hot("act_1")), nil)
	})
	<-begin
	wg.Go(func() {
		defer close(end)
		cancel()
		err := db.Tx(ctx, func(context.Context) error { t.Error("it ran"); return nil }, docstore.Hot("act_1"))
		wantError(t, err, context.Canceled)
	})
	wg.Wait()
}
