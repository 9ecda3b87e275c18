package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
)

// The tables of this file list answers of the scripted server, with the labels that mongod 5 to 8 adds, and for each case
// how often the function runs, how often the server is asked, what is stored and which error is returned.

// goneAway are the codes of a primary that steps down, shuts down, or is interrupted by its shutdown.
var goneAway = []int{10107, 91, 11600}

// unconfirmed is the answer to a command that was carried out but not confirmed by the majority.
func unconfirmed(code int, labels ...string) trip {
	a := bson.D{{Key: "ok", Value: 1}, {Key: "n", Value: 1}, {Key: "writeConcernError", Value: bson.D{{Key: "code", Value: code}, {Key: "errmsg", Value: "王小明"}}}}
	if labels != nil {
		a = append(a, bson.E{Key: "errorLabels", Value: labels})
	}
	return trip{behind: true, answer: a}
}

type scripted struct {
	what   string
	trip   func(bson.D) *trip
	want   error
	stored bool
	runs   int // how often the function runs
	asked  int // number of commits that reach the server
}

// statements are the commands of the function in the tests: it reads, counts, inserts, changes and deletes.
var statements = []string{"find", "aggregate", "insert", "update", "delete"}

func statementCases() (out []scripted) {
	for _, place := range statements {
		for _, code := range append([]int{112, 24, 246, 251}, goneAway...) {
			out = append(out, scripted{fmt.Sprintf("%d at %s", code, place), times(1, place, trip{answer: serverSays(code, transient)}), nil, true, 2, 1})
		}
		out = append(out,
			scripted{"conflicts at " + place, times(4, place, trip{answer: serverSays(112, transient)}), nil, true, 5, 1},
			scripted{"a cut before " + place, times(1, place, trip{cut: true}), nil, true, 2, 1},
			scripted{"a cut behind " + place, times(1, place, trip{cut: true, behind: true}), nil, true, 2, 1},
			scripted{"no room at " + place, times(1, place, trip{answer: serverSays(14031)}), docstore.ErrFull, false, 1, 0},
			scripted{"out of time at " + place, times(1, place, trip{answer: serverSays(50)}), docstore.ErrBusy, false, 1, 0},
			scripted{"something odd at " + place, times(1, place, trip{answer: serverSays(2)}), errInternal, false, 1, 0},
		)
	}
	return out
}

func commitCases() (out []scripted) {
	for _, code := range goneAway { // the driver asks again at once, then the engine
		out = append(out,
			scripted{fmt.Sprint(code, " at commit"), times(1, "commitTransaction", trip{answer: serverSays(code, retryable)}), nil, true, 1, 2},
			scripted{fmt.Sprint(code, " at commit, again and again"), times(3, "commitTransaction", trip{answer: serverSays(code, retryable)}), nil, true, 1, 4},
			scripted{fmt.Sprint(code, " while the majority is awaited"), times(1, "commitTransaction", unconfirmed(code, retryable)), nil, true, 1, 2},
		)
	}
	return append(out,
		scripted{"nothing", nil, nil, true, 1, 1},
		scripted{"64: the majority does not confirm at first", times(2, "commitTransaction", unconfirmed(64)), nil, true, 1, 3},
		scripted{"64: the majority never confirms", times(-1, "commitTransaction", unconfirmed(64)), docstore.ErrUnknown, true, 1, -1},
		scripted{"100: there is no majority", times(-1, "commitTransaction", unconfirmed(100)), docstore.ErrUnknown, true, 1, 1},
		scripted{"112 at commit", times(1, "commitTransaction", trip{answer: serverSays(112, transient)}), nil, true, 2, 2},
		scripted{"251: the server has undone it", times(1, "commitTransaction", trip{answer: serverSays(251, transient)}), nil, true, 2, 2},
		scripted{"the answer is lost", times(1, "commitTransaction", trip{cut: true, behind: true}), nil, true, 1, 2},
		scripted{"the answers are lost", times(3, "commitTransaction", trip{cut: true, behind: true}), nil, true, 1, 4},
		scripted{"the question is lost", times(1, "commitTransaction", trip{cut: true}), nil, true, 1, 2},
		scripted{"every answer is lost", times(-1, "commitTransaction", trip{cut: true, behind: true}), docstore.ErrUnknown, true, 1, -1},
		scripted{"every question is lost", times(-1, "commitTransaction", trip{cut: true}), docstore.ErrUnknown, false, 1, -1},
		scripted{"no primary comes back", times(-1, "commitTransaction", trip{answer: serverSays(10107, retryable)}), docstore.ErrUnknown, false, 1, -1},
		scripted{"done, the answer lost, and forgotten", inTurn(times(1, "commitTransaction", trip{cut: true, behind: true}),
			times(1, "commitTransaction", trip{answer: serverSays(251)})), docstore.ErrUnknown, true, 1, 2},
		scripted{"lost, and undone for certain", inTurn(times(1, "commitTransaction", trip{cut: true}),
			times(1, "commitTransaction", trip{answer: serverSays(251, transient)})), nil, true, 2, 3},
		scripted{"refused", times(1, "commitTransaction", trip{answer: serverSays(8000)}), docstore.ErrUnknown, false, 1, 1},
	)
}

// beside runs the cases in parallel, because the driver looks for a new primary only twice a second.
func beside[T any](t *testing.T, cases []T, name func(T) string, run func(*testing.T, T)) {
	var wg sync.WaitGroup
	for _, c := range cases {
		wg.Go(func() { t.Run(name(c), func(t *testing.T) { run(t, c) }) })
	}
	wg.Wait()
}

func (s scripted) name() string { return s.what }

// TestScriptedTransactions runs a function that does every kind of call through every failure.
func TestScriptedTransactions(t *testing.T) {
	mongo.Impatient(t, 15*time.Second, 4*time.Second)
	beside(t, append(statementCases(), commitCases()...), scripted.name, func(t *testing.T, tt scripted) {
		db, f := openFake(t)
		c := visits(t, db)
		for _, id := range []string{"vis_change", "vis_delete"} {
			if err := c.Insert(t.Context(), newVisit(id)); err != nil {
				t.Fatal(err)
			}
		}
		f.forget()
		f.fails(tt.trip)
		runs := 0
		err := db.Tx(t.Context(), func(tx context.Context) error {
			runs++
			return everything(tx, c)
		})
		f.fails(nil)
		wantError(t, err, tt.want)
		kept, gerr := c.Find(t.Context(), nil)
		stored := len(kept) == 2 && kept[0].ID == "vis_change" && kept[0].N == 1 && kept[1].ID == "vis_new"
		if untouched := len(kept) == 2 && kept[0].N == 0 && kept[1].ID == "vis_delete"; gerr != nil || stored != tt.stored || untouched == stored {
			t.Errorf("stored %t: %v, %v", stored, kept, gerr)
		}
		if asked := len(f.commands("commitTransaction")); runs != tt.runs || tt.asked >= 0 && asked != tt.asked {
			t.Errorf("%d runs, %d commits; want %d and %d", runs, asked, tt.runs, tt.asked)
		}
		if s := db.Stats(); int(s.Retries) != tt.runs-1 || s.Commits > 1 {
			t.Errorf("stats: %+v", s)
		}
	})
}

// everything makes one call of each kind; running it again gives the same result.
func everything(ctx context.Context, c *docstore.Collection[visit]) error {
	if _, err := c.Find(ctx, nil); err != nil {
		return err
	}
	if _, err := c.Count(ctx, nil); err != nil {
		return err
	}
	if err := c.Insert(ctx, newVisit("vis_new")); err != nil {
		return err
	}
	if _, err := c.Update(ctx, "vis_change", func(v *visit) error { v.N++; return nil }); err != nil {
		return err
	}
	return c.Delete(ctx, "vis_delete")
}

// TestScriptedEndlessFailure checks that a failure that does not end is returned when the caller's deadline passes, and nothing is
// stored.
func TestScriptedEndlessFailure(t *testing.T) {
	type try struct {
		code int
		hot  bool
	}
	var cases []try
	for _, code := range append([]int{112}, goneAway...) {
		cases = append(cases, try{code, false}, try{code, true})
	}
	beside(t, cases, func(c try) string { return fmt.Sprint(c) }, func(t *testing.T, tt try) {
		db, f := openFake(t)
		c := visits(t, db)
		f.fails(times(-1, "insert", trip{answer: serverSays(tt.code, transient)}))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		var opts []docstore.TxOption
		if tt.hot {
			opts = append(opts, docstore.Hot("act_1"))
		}
		runs := 0
		err := db.Tx(ctx, func(tx context.Context) error { runs++; return c.Insert(tx, newVisit("vis_1")) }, opts...)
		f.fails(nil)
		wantError(t, err, docstore.ErrBusy)
		if n, cerr := c.Count(t.Context(), nil); n != 0 || cerr != nil || runs < 3 || errors.Is(err, docstore.ErrUnknown) || len(f.commands("commitTransaction")) > 0 {
			t.Errorf("%d stored, %v, %d runs, %v", n, cerr, runs, err)
		}
	})
}

// TestScriptedWrites checks writes outside a transaction, which the driver repeats by itself with the same number.
func TestScriptedWrites(t *testing.T) {
	away := func(code int) trip { return trip{answer: serverSays(code, retryable, noWrites)} }
	lost, full := trip{cut: true, behind: true}, trip{answer: serverSays(14031)}
	cases := []scripted{
		{"nothing", nil, nil, true, 0, 1},
		{"its answer is lost", times(1, "insert", lost), nil, true, 0, 2},
		{"it is lost", times(1, "insert", trip{cut: true}), nil, true, 0, 2},
		{"every answer is lost", times(-1, "insert", lost), docstore.ErrUnknown, true, 0, -1},
		{"64: the majority does not confirm", times(1, "insert", unconfirmed(64)), docstore.ErrUnknown, true, 0, 1},
		{"50: the majority does not confirm in time", times(1, "insert", unconfirmed(50)), docstore.ErrUnknown, true, 0, 1},
		{"no primary comes back", times(-1, "insert", away(10107)), docstore.ErrBusy, false, 0, -1},
		{"its answer is lost, then no primary comes back", inTurn(times(1, "insert", lost), times(-1, "insert", away(10107))), docstore.ErrUnknown, true, 0, -1},
		{"its answer is lost, then there is no room", inTurn(times(1, "insert", lost), times(1, "insert", full)), docstore.ErrUnknown, true, 0, 2},
		{"done at a step-down, then there is no room", inTurn(times(1, "insert", unconfirmed(91, retryable)), times(1, "insert", full)), docstore.ErrUnknown, true, 0, 2},
		{"interrupted half-way", times(1, "insert", trip{answer: serverSays(11600)}), docstore.ErrUnknown, false, 0, 1},
		{"no room", times(1, "insert", full), docstore.ErrFull, false, 0, 1},
		{"something odd", times(1, "insert", trip{answer: serverSays(2)}), errInternal, false, 0, 1},
		{"a duplicate", times(1, "insert", duplicate), docstore.ErrDuplicate, false, 0, 1},
		{"no primary, then a duplicate", inTurn(times(1, "insert", away(91)), times(1, "insert", duplicate)), docstore.ErrDuplicate, false, 0, 2},
	}
	for _, code := range goneAway {
		cases = append(cases, scripted{fmt.Sprint(code, " before it"), times(2, "insert", away(code)), nil, true, 0, 3},
			scripted{fmt.Sprint(code, " behind it"), times(1, "insert", unconfirmed(code, retryable)), nil, true, 0, 2})
	}
	beside(t, cases, scripted.name, func(t *testing.T, tt scripted) {
		db, f := openFake(t)
		c := visits(t, db)
		f.forget()
		f.fails(tt.trip)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // the driver repeats until then
		err := c.Insert(ctx, newVisit("vis_1"))
		cancel()
		f.fails(nil)
		wantError(t, err, tt.want)
		if errors.Is(err, docstore.ErrUnknown) != (tt.want == docstore.ErrUnknown) { //nolint:errorlint // the exact error of the table
			t.Errorf("%v, want %v", err, tt.want)
		}
		n, cerr := c.Count(t.Context(), nil)
		if asked := len(f.commands("insert")); cerr != nil || (n == 1) != tt.stored || tt.asked >= 0 && asked != tt.asked {
			t.Errorf("%d stored, %d inserts sent, want %t and %d; %v", n, asked, tt.stored, tt.asked, cerr)
		}
	})
	db, f := openFake(t)
	c := visits(t, db)
	f.forget()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Insert(over, newVisit("vis_1")); !errors.Is(err, docstore.ErrBusy) || errors.Is(err, docstore.ErrUnknown) || len(f.commands("insert")) > 0 {
		t.Errorf("a write after its ctx ended: %v", err)
	}
}

// TestScriptedReads checks that the driver repeats reads and that an unavailable server is ErrBusy.
func TestScriptedReads(t *testing.T) {
	type script struct {
		what  string
		trip  func(bson.D) *trip
		want  error
		asked int
	}
	cases := []script{
		{"a conflict", times(1, "find", trip{answer: serverSays(112)}), docstore.ErrBusy, 1},
		{"a forgotten cursor", times(1, "find", trip{answer: serverSays(43)}), docstore.ErrBusy, 1},
		{"something odd", times(1, "find", trip{answer: serverSays(2)}), errInternal, 1},
		{"a cut", times(2, "find", trip{cut: true}), nil, 3},
		{"nothing but cuts", times(-1, "find", trip{cut: true}), docstore.ErrBusy, -1},
	}
	for _, code := range goneAway {
		cases = append(cases, script{fmt.Sprint(code, " twice"), times(2, "find", trip{answer: serverSays(code)}), nil, 3},
			script{fmt.Sprint(code, " for ever"), times(-1, "find", trip{answer: serverSays(code)}), docstore.ErrBusy, -1})
	}
	beside(t, cases, func(s script) string { return s.what }, func(t *testing.T, tt script) {
		db, f := openFake(t)
		c := visits(t, db)
		if err := c.Insert(t.Context(), newVisit("vis_1")); err != nil {
			t.Fatal(err)
		}
		f.fails(tt.trip)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		v, err := c.Get(ctx, "vis_1")
		wantError(t, err, tt.want)
		if asked := len(f.commands("find")); tt.asked >= 0 && asked != tt.asked || (v.ID == "vis_1") != (tt.want == nil) {
			t.Errorf("asked %d times, want %d; got %q", asked, tt.asked, v.ID)
		}
	})
}

// duplicate is the refusal by a unique index.
var duplicate = trip{answer: ok(bson.E{Key: "n", Value: 0}, bson.E{Key: "writeErrors", Value: bson.A{bson.D{
	{Key: "index", Value: 0}, {Key: "code", Value: 11000},
	{Key: "errmsg", Value: "E11000 duplicate key error collection: fake.visits index: once dup key: { name: \"王小明\" }"},
}}})}

// TestScriptedDuplicates checks transactions that mongod ends by refusing a duplicate. The function runs again and checks
// for duplicates before it writes, so that it may continue after the refusal.
func TestScriptedDuplicates(t *testing.T) {
	once := docstore.Index{Name: "once", Fields: []string{"name"}, Unique: true}
	for _, tt := range []struct {
		what   string
		trip   func(bson.D) *trip
		goOn   bool
		want   error
		stored int
		runs   int
	}{
		{"handed on", times(1, "insert", duplicate), false, docstore.ErrDuplicate, 1, 2},
		{"gone on after", times(1, "insert", duplicate), true, nil, 2, 2},
		{"gone on after, then a conflict", inTurn(times(1, "insert", duplicate), times(1, "update", trip{answer: serverSays(112, transient)})), true, nil, 2, 3},
	} {
		t.Run(tt.what, func(t *testing.T) {
			db, f := openFake(t)
			c := visits(t, db, once)
			if err := c.Insert(t.Context(), newVisit("vis_1")); err != nil {
				t.Fatal(err)
			}
			f.fails(tt.trip)
			runs := 0
			err := db.Tx(t.Context(), func(tx context.Context) error {
				runs++
				v := newVisit("vis_2")
				err := c.Insert(tx, v)
				if !tt.goOn {
					return err
				}
				if _, err := c.Update(tx, "vis_1", func(v *visit) error { v.N++; return nil }); err != nil {
					return err
				}
				v = newVisit("vis_3")
				v.Name = "another"
				return c.Insert(tx, v)
			})
			f.fails(nil)
			wantError(t, err, tt.want)
			kept, gerr := c.Find(t.Context(), nil)
			if gerr != nil || len(kept) != tt.stored || runs != tt.runs {
				t.Errorf("%d stored, %d runs, want %d and %d; %v", len(kept), runs, tt.stored, tt.runs, gerr)
			}
		})
	}
}

// TestScriptedHotKey checks that a shared transaction fails as a whole and each caller gets the right outcome.
func TestScriptedHotKey(t *testing.T) {
	mongo.Impatient(t, 15*time.Second, 2*time.Second)
	const callers = 10
	cases := []scripted{
		{"a conflict", times(1, "insert", trip{answer: serverSays(112, transient)}), nil, true, 0, 0},
		{"a step-down", times(1, "find", trip{answer: serverSays(10107, transient)}), nil, true, 0, 0},
		{"the answer to the commit is lost", times(1, "commitTransaction", trip{cut: true, behind: true}), nil, true, 0, 0},
		{"undone at commit", times(1, "commitTransaction", trip{answer: serverSays(251, transient)}), nil, true, 0, 0},
		{"a stubborn conflict", times(6, "insert", trip{answer: serverSays(112, transient)}), nil, true, 0, 0},
		{"no answer to any commit", times(-1, "commitTransaction", trip{cut: true, behind: true}), docstore.ErrUnknown, true, 0, 0},
		{"no commit arrives", times(-1, "commitTransaction", trip{cut: true}), docstore.ErrUnknown, false, 0, 0},
	}
	beside(t, cases, scripted.name, func(t *testing.T, tt scripted) {
		db, f := openFake(t)
		c := visits(t, db)
		var wg sync.WaitGroup
		var first sync.Once
		var done, unsure atomic.Int64
		for i := range callers {
			wg.Go(func() {
				err := db.Tx(t.Context(), func(tx context.Context) error {
					first.Do(func() { awaitCallers(db, callers); f.fails(tt.trip) })
					if _, err := c.Find(tx, nil); err != nil {
						return err
					}
					return c.Insert(tx, newVisit(fmt.Sprintf("vis_%02d", i)))
				}, docstore.Hot("act_1"))
				switch {
				case err == nil:
					done.Add(1)
				case errors.Is(err, docstore.ErrUnknown):
					unsure.Add(1)
				default:
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
		f.fails(nil)
		n, err := c.Count(t.Context(), nil)
		if want := map[bool]int64{true: callers}[tt.stored]; err != nil || n != want || (done.Load() == callers) != (tt.want == nil) || done.Load()+unsure.Load() != callers {
			t.Errorf("%d stored, %d told so, %d told that nobody knows; %v", n, done.Load(), unsure.Load(), err)
		}
		if s := db.Stats(); s.Transactions != done.Load() {
			t.Errorf("stats: %+v", s)
		}
	})
}

// TestScriptedLogin checks that a refused password has another error than an unreachable server.
func TestScriptedLogin(t *testing.T) {
	f := startFake(t, nil)
	f.fails(times(-1, "saslStart", trip{answer: serverSays(18)}))
	uri := "mongodb://tongxing:geheim@" + f.ln.Addr().String() + "/fake"
	if _, err := mongo.Open(t.Context(), uri+"?authMechanism=SCRAM-SHA-256", docstore.Config{}); !errors.Is(err, mongo.ErrLogin) {
		t.Errorf("a refused login: %v", err)
	}
	f = startFake(t, nil)
	f.fails(times(-1, "create", trip{answer: serverSays(13)}))
	db, err := mongo.Open(t.Context(), f.uri(), docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the test is over
	if _, err := docstore.Declare[visit](db, spec()); !errors.Is(err, mongo.ErrLogin) {
		t.Errorf("a user without rights: %v", err)
	}
}
