package ferrettest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/mongo"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// These tests run the built program with MONGODB_URI naming FerretDB. FerretDB has no transactions, unique indexes or
// snapshots; how a move or restore behaves with them is tested on the scripted server of docstore/mongo.

// program is the built program and the key file of its stores.
type program struct{ file, keys string }

// built returns the program, which is built once for all tests of this package.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tongxing-*")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "tongxing"), "./cmd/tongxing")
	cmd.Dir = "../../../.."
	said, err := cmd.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, said)
	}
	return dir, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, _ := built(); dir != "" {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

func newProgram(t *testing.T) program {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return program{filepath.Join(dir, "tongxing"), filepath.Join(t.TempDir(), "keys.json")}
}

// county returns a data directory with the small seed of that number.
func (p program) county(t *testing.T, number string) site {
	t.Helper()
	s := p.at(t, "")
	if said, err := s.command(t, "seed", "--size", "small", "--seed", number).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return s
}

// site is one installation: a data directory and, when there is one, a database.
type site struct {
	program
	data, uri string
}

func (p program) at(t *testing.T, uri string) site { return site{p, t.TempDir(), uri} }

func (s site) command(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(t.Context(), s.file, args...)
	cmd.Env = append(os.Environ(), "TONGXING_DEMO=true", "TONGXING_ADDR=127.0.0.1:0", "TONGXING_LOG_LEVEL=ERROR", "REDIS_URL=",
		"TONGXING_DATA="+s.data, "TONGXING_KEY_FILE="+s.keys, "MONGODB_URI="+s.uri)
	return cmd
}

// run returns ok when the program exits with 0; its output is logged.
func (s site) run(t *testing.T, args ...string) (said string, ok bool) {
	t.Helper()
	begun := time.Now()
	out, err := s.command(t, args...).CombinedOutput()
	t.Logf("tongxing %s (%s)\n%s", args[0], time.Since(begun).Round(time.Millisecond), out)
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return string(out), err == nil
}

func (s site) good(t *testing.T, args ...string) string {
	t.Helper()
	said, ok := s.run(t, args...)
	if !ok {
		t.Fatalf("%s failed", args)
	}
	return said
}

// refused runs a command that must fail with that text.
func (s site) refused(t *testing.T, why string, args ...string) {
	t.Helper()
	if said, ok := s.run(t, args...); ok || !strings.Contains(said, why) {
		t.Errorf("%s was not refused because of %q", args, why)
	}
}

// open opens the store for reading, without the program.
func (s site) open(t *testing.T) (*docstore.DB, error) {
	if s.uri != "" {
		return mongo.OpenSnapshot(t.Context(), s.uri, docstore.Config{})
	}
	return sqlite.OpenSnapshot(t.Context(), s.data, docstore.Config{})
}

// reads opens the store and calls use, unless it is an empty database, which cannot be opened for reading.
func (s site) reads(t *testing.T, use func(*docstore.DB) error) {
	t.Helper()
	db, err := s.open(t)
	if errors.Is(err, mongo.ErrEmpty) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(use(db), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// says returns the state in the store's notes.
func (s site) says(t *testing.T) (state docstore.State) {
	t.Helper()
	s.reads(t, func(db *docstore.DB) (err error) {
		state, err = db.State(t.Context())
		return err
	})
	return state
}

// holds returns the tally of each collection that has documents.
func (s site) holds(t *testing.T) map[string]docstore.Tally {
	t.Helper()
	all := map[string]docstore.Tally{}
	s.reads(t, func(db *docstore.DB) error {
		names, err := db.Names(t.Context())
		for _, name := range names {
			tally, terr := db.TallyOf(t.Context(), name, nil)
			if err = errors.Join(err, terr); tally.Documents > 0 {
				all[name] = tally
			}
		}
		return err
	})
	return all
}

// same fails unless two stores have the same state and tallies.
func same(t *testing.T, what string, one, other site) {
	t.Helper()
	a, as := one.holds(t), one.says(t)
	b, bs := other.holds(t), other.says(t)
	if as != bs || as.Store == "" || as.Filling != "" {
		t.Errorf("%s: the states are %+v and %+v", what, as, bs)
	}
	documents := int64(0)
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if documents += a[name].Documents; a[name] != b[name] {
			t.Errorf("%s: %s is %+v and %+v", what, name, a[name], b[name])
		}
	}
	if len(a) != len(b) || documents < 1000 {
		t.Errorf("%s: %d collections with %d documents, and %d collections", what, len(a), documents, len(b))
	}
	t.Logf("%s: %d documents in %d collections compared", what, documents, len(a))
}

// interrupted runs a command and kills it when its n-th command of the name reaches FerretDB. It returns false when the
// program ended before.
func (s site) interrupted(t *testing.T, g *mongoProxy, name string, n int, args ...string) bool {
	t.Helper()
	cmd := s.command(t, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	g.watch(func(asked string) bool {
		if asked != name {
			return false
		}
		if n--; n == 0 {
			_ = cmd.Process.Kill() // SIGKILL: nothing is cleaned up
		}
		return false
	})
	defer g.watch(nil)
	err := cmd.Wait()
	t.Logf("tongxing %s, killed at a command %s: %v\n%s", args[0], name, err, said.Bytes())
	return err != nil
}

// TestMoveToMongoDBAndBack moves a county to MongoDB and back into another directory and kills the program several times on
// the way.
func TestMoveToMongoDBAndBack(t *testing.T) {
	p, g := newProgram(t), startFerret(t)
	home := p.county(t, "1")
	there := home // the files stay in the data directory
	there.uri = g.uri("moved")

	home.refused(t, "standalone", "move", "--to", "mongodb://"+g.server+"/moved")
	for n := 3; n < 18; n += 6 { // 36 were needed when this was written
		if !home.interrupted(t, g, "insert", n, "move", "--to", there.uri) {
			t.Fatal("it was not killed")
		}
		if state := there.says(t); !strings.HasPrefix(state.Filling, "move of ") {
			t.Fatalf("the state of an incomplete store: %+v", state)
		}
		there.refused(t, docstore.ErrFilling.Error(), "serve")
		there.refused(t, docstore.ErrFilling.Error(), "backup", filepath.Join(t.TempDir(), "b"))
	}
	first := true
	g.watch(func(asked string) bool { // a connection is lost and the program continues
		cut := first && asked == "insert"
		first = first && !cut
		return cut
	})
	said := home.good(t, "move", "--to", there.uri)
	g.watch(nil)
	if first || !strings.Contains(said, "going on with the move that was interrupted") || !strings.Contains(said, "on both sides") {
		t.Error("it started from the beginning, did not report the comparison, or was not cut off")
	}
	same(t, "moved to MongoDB", home, there)
	there.good(t, "check")
	home.refused(t, docstore.ErrNotEmpty.Error(), "move", "--to", there.uri)
	other := p.at(t, g.uri("other"))
	other.good(t, "move", "--from", "sqlite:"+home.data) // with --from instead of --to
	same(t, "moved into the database of the settings", home, other)
	sameLogins(t, home, other)
	bare := other // as on a machine without a data directory
	bare.data = filepath.Join(t.TempDir(), "none")
	alone := p.at(t, "")
	bare.good(t, "move", "--to", "sqlite:"+alone.data)
	same(t, "moved from a machine without a data directory", other, alone)
	p.county(t, "2").refused(t, docstore.ErrNotEmpty.Error(), "move", "--to", there.uri)

	back := p.at(t, "")
	for n := 20; n < 60; n += 15 { // during the copy and during the comparison
		if !there.interrupted(t, g, "find", n, "move", "--to", "sqlite:"+back.data) {
			t.Fatal("it was not killed")
		}
		back.refused(t, docstore.ErrFilling.Error(), "serve")
	}
	if said := there.good(t, "move", "--to", "sqlite:"+back.data); !strings.Contains(said, "going on with the move that was interrupted") {
		t.Error("it started from the beginning")
	}
	same(t, "moved back", home, back)
	back.good(t, "check")
	sameLogins(t, home, back)
}

// sameLogins compares a file beside the store.
func sameLogins(t *testing.T, one, other site) {
	t.Helper()
	a, aerr := os.ReadFile(filepath.Join(one.data, "demo-logins.json"))
	b, berr := os.ReadFile(filepath.Join(other.data, "demo-logins.json"))
	if err := errors.Join(aerr, berr); err != nil || !bytes.Equal(a, b) {
		t.Errorf("the files beside the store: %v", err)
	}
}

// TestBackupOfOneEngineRestoredOnTheOther takes a backup from each side and restores it on the other.
func TestBackupOfOneEngineRestoredOnTheOther(t *testing.T) {
	p, g, safe := newProgram(t), startFerret(t), t.TempDir()
	home := p.county(t, "1")
	file, bad := filepath.Join(safe, "of-sqlite"), filepath.Join(safe, "bad")
	home.good(t, "backup", file)

	there := p.at(t, g.uri("restored"))
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/2] ^= 1
	if err := os.WriteFile(bad, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	there.refused(t, "damaged", "restore", bad)
	if all, state := there.holds(t), there.says(t); len(all) > 0 || state != (docstore.State{}) {
		t.Errorf("a damaged backup stored %v %+v", all, state)
	}
	there.good(t, "restore", file)
	same(t, "restored into MongoDB", home, there)
	there.good(t, "check")
	there.refused(t, "is not empty", "restore", file)
	elsewhere := there
	elsewhere.data = t.TempDir() // the data directory is empty, the database is not
	elsewhere.refused(t, docstore.ErrNotEmpty.Error(), "restore", file)
	same(t, "behind the refusals", home, there)

	words := filepath.Join(safe, "words")
	if err := os.WriteFile(words, []byte("many words make it long\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(safe, "of-mongodb")
	there.good(t, "backup", "--passphrase-file", words, file)
	back := p.at(t, "")
	back.refused(t, "encrypted", "restore", file)
	back.good(t, "restore", "--passphrase-file", words, file)
	same(t, "restored from a backup of MongoDB", there, back)
	back.good(t, "check")

	half := p.at(t, g.uri("half"))
	if !half.interrupted(t, g, "insert", 9, "restore", filepath.Join(safe, "of-sqlite")) {
		t.Fatal("it was not killed")
	}
	if state := half.says(t); !strings.HasPrefix(state.Filling, "backup ") {
		t.Errorf("the state of an incompletely restored store: %+v", state)
	}
	half.refused(t, docstore.ErrFilling.Error(), "serve")
	half.data = t.TempDir()
	half.refused(t, docstore.ErrFilling.Error(), "restore", filepath.Join(safe, "of-sqlite"))
}

// TestCopyBetweenEngines copies a store with the code of the commands, cut off by ctx instead of a kill.
func TestCopyBetweenEngines(t *testing.T) {
	p, g := newProgram(t), startFerret(t)
	home := p.county(t, "1")
	src, err := home.open(t)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close() //nolint:errcheck // read only
	dst, err := mongo.Open(t.Context(), g.uri("copied"), docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer dst.Close() //nolint:errcheck // the test has read what it wrote
	const cuts = 4
	steps := 0
	for range cuts {
		ctx, cut := context.WithCancel(t.Context())
		left := 700
		_, err := dst.CopyFrom(ctx, src, func() {
			steps++
			if left--; left == 0 {
				cut()
			}
		})
		cut()
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	tallies, err := dst.CopyFrom(t.Context(), src, func() { steps++ })
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, tally := range tallies {
		all += int(tally.Documents)
	}
	// Each document is copied once and read once on either side, except those whose batch was cut off.
	if again := steps - 3*all; all < cuts*700 || again < 0 || again > cuts*200 {
		t.Errorf("%d steps for %d documents", steps, all)
	}
}
