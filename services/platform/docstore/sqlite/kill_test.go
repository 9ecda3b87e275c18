package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

const killDir = "SQLITE_KILL_DIR"

// TestKill9 kills a process with 32 writers many times: acknowledged writes must be stored, and no transaction in part.
func TestKill9(t *testing.T) {
	if dir := os.Getenv(killDir); dir != "" {
		writeUntilKilled(t, dir)
		return
	}
	rounds := 30
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		rounds = 200
	}
	dir, acked := t.TempDir(), []string(nil)
	for round := range rounds {
		acked = append(acked, killOne(t, dir)...)
		soundAfter(t, dir, acked, round)
	}
	t.Logf("%d rounds, %d acknowledged", rounds, len(acked))
}

// soundAfter opens the store of the killed process and checks that it is undamaged and has the acknowledged writes.
func soundAfter(t *testing.T, dir string, acked []string, round int) {
	t.Helper()
	db := open(t, dir)
	c := declare[note](t, db, killSpec())
	what := fmt.Sprintf("round %d", round)
	firsts := whole(t, db, c, what)
	missing := 0
	for _, id := range acked {
		if _, err := c.Get(t.Context(), id); err != nil {
			missing++
		}
	}
	if missing > 0 || len(acked) == 0 || firsts < int64(len(acked)) {
		t.Errorf("%s: %d of %d acknowledged writes are lost, %d are stored", what, missing, len(acked), firsts)
	}
	is(t, "close", db.Close(), nil)
	if found := strings.TrimSpace(sqlite.Integrity(t, dir)); found != "ok" {
		t.Errorf("%s: %s", what, found)
	}
}

func killSpec() docstore.Spec {
	s := spec("name", "tags")
	s.Indexes = []docstore.Index{{Name: "name", Fields: []string{"name"}, Unique: true}}
	return s
}

// killOne runs the writers for a short time, kills them and returns the acknowledged writes.
func killOne(t *testing.T, dir string) (acked []string) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestKill9$")
	cmd.Env = append(os.Environ(), killDir+"="+dir)
	out, err := cmd.StdoutPipe()
	is(t, "pipe", err, nil)
	is(t, "start", cmd.Start(), nil)
	r := bufio.NewReader(out)
	first, err := r.ReadString('\n') // waits as long as a slow machine needs
	if err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Duration(rand.IntN(100))*time.Millisecond, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	rest, err := io.ReadAll(r)
	is(t, "read", err, nil)
	if err := cmd.Wait(); err == nil {
		t.Error("the writers ended before they were killed")
	}
	lines := strings.Split(first+string(rest), "\n")
	for _, line := range lines[:len(lines)-1] { // the last line may be incomplete
		if id, ok := strings.CutPrefix(line, "ack "); ok {
			acked = append(acked, id)
		}
	}
	return acked
}

func writeUntilKilled(t *testing.T, dir string) {
	db, err := sqlite.Open(context.Background(), dir, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	c := declare[note](t, db, killSpec())
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("%d_%02d_%d", os.Getpid(), w, i)
				if err := writeTwo(c, db, id); err != nil {
					t.Errorf("write: %v", err)
					return
				}
				mu.Lock()
				fmt.Println("ack " + id)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

// writeTwo stores two documents and counts them, in one transaction.
func writeTwo(c *docstore.Collection[note], db *docstore.DB, id string) error {
	return db.Tx(context.Background(), func(tx context.Context) error {
		first, second := newNote(id), newNote(id+"b")
		first.Tags, second.Tags = []string{"first"}, []string{"second"}
		if err := c.Insert(tx, first); err != nil {
			return err
		}
		if _, err := c.Upsert(tx, "total", func(d *note) error { d.Name = "total"; d.N++; return nil }); err != nil {
			return err
		}
		return c.Insert(tx, second)
	})
}
