package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type note struct {
	docstore.Meta `bson:",inline"`
	Name          string   `bson:"name"`
	N             int64    `bson:"n"`
	Rank          *int64   `bson:"rank"`
	Tags          []string `bson:"tags"`
	Text          string   `bson:"text"`
}

func spec(fields ...string) docstore.Spec { return docstore.Spec{Name: "notes", Fields: fields} }

func open(t testing.TB, dir string) *docstore.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), dir, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func declare[T any](t testing.TB, db *docstore.DB, s docstore.Spec) *docstore.Collection[T] {
	t.Helper()
	c, err := docstore.Declare[T](db, s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newNote(id string) *note { return &note{Meta: docstore.Meta{ID: id}, Name: id} }

func is(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func count(t testing.TB, c *docstore.Collection[note], f bson.D) int64 {
	t.Helper()
	n, err := c.Count(context.WithoutCancel(t.Context()), f)
	is(t, "count", err, nil)
	return n
}

// together makes the first function wait until so many callers have queued, so that they share its commit.
type together struct{ want, there atomic.Int64 }

func (g *together) wait() {
	for g.there.Load() < g.want.Load() {
		runtime.Gosched()
	}
	for range 1000 {
		runtime.Gosched()
	}
}

func TestWaitingTransactionsShareCommits(t *testing.T) {
	db := open(t, t.TempDir())
	c := declare[note](t, db, spec("name"))
	before := db.Stats()
	const callers = 64
	g := &together{}
	g.want.Store(callers)
	var wg sync.WaitGroup
	var first sync.Once
	for i := range callers {
		wg.Go(func() {
			g.there.Add(1)
			err := db.Tx(t.Context(), func(tx context.Context) error {
				first.Do(g.wait)
				if err := c.Insert(tx, newNote(fmt.Sprint(i))); err != nil {
					return err
				}
				if i%8 == 0 {
					return errOwn
				}
				return nil
			})
			if i%8 == 0 {
				is(t, "failing", err, errOwn)
			} else {
				is(t, "good", err, nil)
			}
		})
	}
	wg.Wait()
	s := db.Stats()
	if txs, commits := s.Transactions-before.Transactions, s.Commits-before.Commits; txs != callers*7/8 || commits > 8 {
		t.Errorf("%d transactions in %d commits", txs, commits)
	}
	if n := count(t, c, nil); n != callers*7/8 {
		t.Errorf("%d stored", n)
	}
}

var errOwn = errors.New("the function's own error")

func TestOneProcessAtATime(t *testing.T) {
	dir := t.TempDir()
	if os.Getenv("SQLITE_TEST_DIR") != "" { // the other process
		_, err := sqlite.Open(t.Context(), os.Getenv("SQLITE_TEST_DIR"), docstore.Config{})
		fmt.Println("other:", errors.Is(err, sqlite.ErrInUse), err)
		return
	}
	db := open(t, dir)
	cmd := exec.Command(os.Args[0], "-test.run=^TestOneProcessAtATime$", "-test.v")
	cmd.Env = append(os.Environ(), "SQLITE_TEST_DIR="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "other: true") || !strings.Contains(string(out), "stop it first") {
		t.Errorf("a second process: %v\n%s", err, out)
	}
	is(t, "close", db.Close(), nil)
	open(t, dir)
}

func TestRebuildRefillsColumns(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	fields := spec("name", "n", "rank", "tags")
	fields.Indexes = []docstore.Index{{Name: "tags", Fields: []string{"tags", "n"}}, {Name: "id", Fields: []string{"n"}, Unique: true}}
	c := declare[note](t, db, fields)
	docs := make([]note, 1200) // more than a batch
	for i := range docs {
		docs[i] = *newNote(fmt.Sprintf("note_%04d", i))
		docs[i].N, docs[i].Tags = int64(i), []string{"all", fmt.Sprint(i % 2)}
	}
	is(t, "insert", c.InsertMany(t.Context(), docs), nil)
	is(t, "close", db.Close(), nil)
	for _, damage := range []string{`UPDATE notes SET n=-n-1 WHERE n>=1100`, `UPDATE notes SET "name"=NULL WHERE n=7`, `DELETE FROM "notes__tags" WHERE "id"='note_0007' OR "id"='note_0009'`,
		`INSERT INTO "notes__tags" VALUES('ghost','note_0003'),('all','note_that_is_gone')`} {
		sqlite.Exec(t, dir, damage)
	}
	db = open(t, dir)
	c = declare[note](t, db, fields)
	wrong, err := db.Rebuild(t.Context())
	is(t, "rebuild", err, nil)
	if wrong != 100+1+1+1+1 { // 7 is wrong in two ways; the row without a document counts too
		t.Errorf("%d were wrong", wrong)
	}
	wrong, err = db.Rebuild(t.Context())
	is(t, "rebuild again", err, nil)
	if wrong != 0 || count(t, c, bson.D{{Key: "n", Value: 1150}, {Key: "tags", Value: "0"}}) != 1 || count(t, c, bson.D{{Key: "tags", Value: "all"}, {Key: "name", Value: "note_0007"}}) != 1 ||
		count(t, c, bson.D{{Key: "tags", Value: "ghost"}}) != 0 {
		t.Errorf("%d still wrong", wrong)
	}
}

// TestDeclarationsChange checks that columns are filled again when a field is declared, then not, then again; once they
// were not.
func TestDeclarationsChange(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	reopen := func(use func(c *docstore.Collection[note]), fields ...string) {
		t.Helper()
		db := open(t, dir)
		s := spec(fields...)
		if len(fields) > 1 {
			s.Indexes = []docstore.Index{{Name: "id", Fields: []string{"n", "name"}, Unique: true}, {Name: "tags", Fields: []string{"n"}}}
		}
		use(declare[note](t, db, s))
		wrong, err := db.Rebuild(ctx)
		is(t, "rebuild", err, nil)
		if wrong != 0 {
			t.Errorf("with %v: %d documents with wrong columns", fields, wrong)
		}
		is(t, "close", db.Close(), nil)
	}
	finds := func(c *docstore.Collection[note], want int64, f bson.D) {
		t.Helper()
		if n := count(t, c, f); n != want {
			t.Errorf("%v finds %d, want %d", f, n, want)
		}
	}
	reopen(func(c *docstore.Collection[note]) { is(t, "insert", c.Insert(ctx, newNote("a")), nil) }, "name")
	reopen(func(c *docstore.Collection[note]) { finds(c, 1, bson.D{{Key: "n", Value: 0}}) }, "name", "n") // n grew
	reopen(func(c *docstore.Collection[note]) {
		_, err := c.Update(ctx, "a", func(d *note) error { d.N, d.Tags = 5, []string{"t"}; return nil })
		is(t, "update", err, nil)
		is(t, "insert", c.Insert(ctx, newNote("b")), nil)
	}, "name")
	reopen(func(c *docstore.Collection[note]) {
		finds(c, 1, bson.D{{Key: "n", Value: 5}})
		finds(c, 1, bson.D{{Key: "n", Value: 0}})
	}, "n", "name")
	reopen(func(c *docstore.Collection[note]) {
		finds(c, 1, bson.D{{Key: "tags", Value: "t"}, {Key: "rank", Value: nil}})
	}, "tags", "rank", "n", "name")
}

// TestUniqueIndexesServeTheirFirstFields checks that unique indexes serve queries by their first fields; once such pages
// were scans.
func TestUniqueIndexesServeTheirFirstFields(t *testing.T) {
	dir := t.TempDir()
	s := spec("name", "n", "rank", "tags")
	s.Indexes = []docstore.Index{{Name: "once", Fields: []string{"name", "n"}, Unique: true}, {Name: "by_rank", Fields: []string{"-rank"}},
		{Name: "few", Fields: []string{"n", "-rank"}, Sparse: true}}
	declare[note](t, open(t, dir), s)
	for where, want := range map[string]string{
		`"name"=?`: "notes__once__ix (name=?)", `"name"=? AND "n"=?`: "notes__once__ix (name=? AND n=?)", `1 ORDER BY "rank" DESC,"id" DESC`: "SCAN notes USING INDEX notes__by_rank__ix\n",
		`"n"=? AND "rank">=?`: "notes__few__ix (n=? AND rank>?)", `"n"=? AND "rank" IS NOT NULL ORDER BY "rank" DESC,"id" DESC LIMIT 0+?`: "notes__few__ix (n=? AND rank>?)\n",
		`"rank"=? AND "id"<? ORDER BY "rank" DESC,"id" DESC`: "notes__by_rank__ix (rank=? AND id<?)\n", `"id" IN (SELECT "id" FROM "notes__tags" WHERE "value"=?)`: "PRIMARY KEY (value=?)",
	} {
		if plan := sqlite.Exec(t, dir, `EXPLAIN QUERY PLAN SELECT "doc" FROM "notes" WHERE `+where); !strings.Contains(plan, want) {
			t.Errorf("%s: %s", where, plan)
		}
	}
}

type other struct {
	docstore.Meta `bson:",inline"`
	N             string   `bson:"n"`
	Name          []string `bson:"name"`
}

func TestFieldsChangeTheirType(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	c := declare[note](t, db, spec("n", "name"))
	is(t, "insert", c.Insert(t.Context(), newNote("a")), nil)
	is(t, "close", db.Close(), nil)
	db = open(t, dir)
	_, err := docstore.Declare[other](db, spec("n", "name"))
	if err == nil {
		t.Error("documents with a field of another type were accepted")
	}
	is(t, "close", db.Close(), nil)
	db = open(t, dir) // the refusal has changed nothing
	c = declare[note](t, db, spec("n", "name"))
	if count(t, c, bson.D{{Key: "n", Value: 0}, {Key: "name", Value: "a"}}) != 1 {
		t.Error("the document is no longer found")
	}
}

// endless returns a collection of fifty million documents that SQLite generates while it reads them. Reading them all takes
// long on any machine, but preparing the statement, which nothing can interrupt, does not.
func endless(t testing.TB, db *docstore.DB, dir string) *docstore.Collection[note] {
	t.Helper()
	s := spec("name", "n")
	s.Name = "endless"
	c := declare[note](t, db, s)
	sqlite.Exec(t, dir, "DROP TABLE endless")
	sqlite.Exec(t, dir, "CREATE VIEW endless AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c WHERE n<50000000) "+
		"SELECT 'x'||n AS id, 1 AS version, 'x' AS name, n, x'' AS doc FROM c")
	return c
}

// TestDeadlineEndsOneTransaction checks that a transaction whose deadline passes during a long query ends, and that others are
// not affected.
func TestDeadlineEndsOneTransaction(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	c := declare[note](t, db, spec("name", "n"))
	long, never := endless(t, db, dir), bson.D{{Key: "n", Value: -1}}
	short, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	_, err := long.Count(short, never)
	is(t, "a read past its deadline", err, docstore.ErrBusy)

	g := &together{}
	g.want.Store(3)
	var wg sync.WaitGroup
	begun := make(chan struct{})
	begin := sync.OnceFunc(func() { close(begun) })
	wg.Go(func() { // occupies the writer until the others wait for it
		is(t, "the first", db.Tx(t.Context(), func(tx context.Context) error {
			begin()
			g.wait()
			return c.Insert(tx, newNote("first"))
		}), nil)
	})
	<-begun
	g.there.Add(1)
	wg.Go(func() {
		g.there.Add(1)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := db.Tx(ctx, func(tx context.Context) error {
			if err := c.Insert(tx, newNote("late")); err != nil {
				return err
			}
			_, err := long.Count(tx, never)
			is(t, "the long query", err, docstore.ErrBusy)
			return nil // ignores the error; still nothing is committed
		})
		is(t, "the late one", err, docstore.ErrBusy)
	})
	wg.Go(func() {
		g.there.Add(1)
		is(t, "the other", c.Insert(t.Context(), newNote("other")), nil)
	})
	wg.Wait()
	if n := count(t, c, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: []string{"first", "late", "other"}}}}}); n != 2 {
		t.Errorf("%d of the three are stored", n)
	}
	if _, err := c.Get(t.Context(), "late"); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("the transaction with the deadline: %v", err)
	}
}

func TestCancelledBeforeItStarted(t *testing.T) {
	db := open(t, t.TempDir())
	c := declare[note](t, db, spec("name"))
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	begin, end := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		is(t, "the first", db.Tx(t.Context(), func(context.Context) error { close(begin); <-end; return nil }), nil)
	})
	<-begin
	wg.Go(func() {
		cancel()
		is(t, "given up", c.Insert(ctx, newNote("a")), docstore.ErrBusy)
		close(end)
	})
	wg.Wait()
	if n := count(t, c, nil); n != 0 {
		t.Error("a cancelled transaction ran")
	}
}

func TestFullDisk(t *testing.T) {
	db := sqlite.OpenSmall(t, t.TempDir(), 200)
	c := declare[note](t, db, spec("name"))
	stored := 0
	var err error
	for i := 0; err == nil && i < 10_000; i++ {
		d := newNote(fmt.Sprint(i))
		d.Text = strings.Repeat("字", 2000)
		if err = c.Insert(t.Context(), d); err == nil {
			stored++
		}
	}
	is(t, "a full disk", err, docstore.ErrFull)
	if n := count(t, c, nil); n != int64(stored) || stored == 0 {
		t.Errorf("%d of %d acknowledged are there", n, stored)
	}
	err = db.Tx(t.Context(), func(tx context.Context) error {
		d := newNote("big")
		d.Text = strings.Repeat("字", 300_000)
		is(t, "inside", c.Insert(tx, d), docstore.ErrFull)
		return nil
	})
	is(t, "a full disk that the function ignores", err, docstore.ErrFull)
	n, err := c.DeleteMany(t.Context(), nil)
	is(t, "making room", err, nil)
	is(t, "with room again", c.Insert(t.Context(), newNote("after")), nil)
	if n != int64(stored) {
		t.Errorf("deleted %d", n)
	}
}

// meeting is a value whose decoding waits until that many readers decode one at the same time.
type meeting bool

var met struct{ want, there atomic.Int64 }

func (m *meeting) UnmarshalBSONValue(byte, []byte) error {
	met.there.Add(1)
	for met.there.Load() < met.want.Load() {
		runtime.Gosched()
	}
	return nil
}

type crowd struct {
	docstore.Meta `bson:",inline"`
	Meet          meeting `bson:"meet"`
}

func TestReadersDoNotWaitForEachOther(t *testing.T) {
	db := open(t, t.TempDir())
	c := declare[crowd](t, db, docstore.Spec{Name: "crowds"})
	is(t, "insert", c.Insert(t.Context(), &crowd{Meta: docstore.Meta{ID: "a"}}), nil)
	const readers = 4
	met.want.Store(readers)
	met.there.Store(0)
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			_, err := c.Get(t.Context(), "a")
			is(t, "get", err, nil)
		})
	}
	wg.Wait()
	if n := met.there.Load(); n != readers {
		t.Errorf("%d readers decoded at the same time", n)
	}
}
