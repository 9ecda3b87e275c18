//go:build linux

package sqlite_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

const straceDir = "SQLITE_STRACE_DIR"

// TestEachCommitIsSynced traces the system calls of a process with 32 writers: each commit has its own sync of the log, and
// no transaction is answered before a sync that began after it was queued.
func TestEachCommitIsSynced(t *testing.T) {
	if dir := os.Getenv(straceDir); dir != "" {
		writeAloud(t, dir)
		return
	}
	if os.Getenv("TONGXING_NIGHTLY") == "" {
		t.Skip("nightly only; TestAnswersAfterTheSync tells the same from within the process")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: nothing was counted")
	}
	out := filepath.Join(t.TempDir(), "calls")
	cmd := exec.Command(strace, "-f", "-qq", "-y", "-e", "trace=pwrite64,fsync,fdatasync,write", "-e", "signal=none", "-o", out,
		os.Args[0], "-test.run=^TestEachCommitIsSynced$")
	cmd.Env = append(os.Environ(), straceDir+"="+t.TempDir())
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	w := watch{t: t, syncing: map[string]int{}, tried: map[string]int{}}
	f, err := os.Open(out)
	is(t, "open", err, nil)
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		w.line(lines.Text())
	}
	if w.acks != 32*20 || w.commits == 0 || w.syncs < w.commits || w.early > 0 {
		t.Errorf("%d answers to %d commits with %d syncs of a written log, %d of them too early", w.acks, w.commits, w.syncs, w.early)
	}
	t.Logf("%d answers, %d commits, %d syncs", w.acks, w.commits, w.syncs)
}

// writeAloud makes a system call before and after each of its transactions.
func writeAloud(t *testing.T, dir string) {
	db, err := sqlite.Open(context.Background(), dir, docstore.Config{})
	is(t, "open", err, nil)
	c := declare[note](t, db, killSpec())
	before := db.Stats().Commits
	fmt.Println("begin 0")
	var wg sync.WaitGroup
	for w := range 32 {
		wg.Go(func() {
			for i := range 20 {
				id := fmt.Sprintf("%02d_%d", w, i)
				fmt.Println("try " + id)
				is(t, "write", writeTwo(c, db, id), nil)
				fmt.Println("ack " + id)
			}
		})
	}
	wg.Wait()
	fmt.Println("end " + fmt.Sprint(db.Stats().Commits-before))
	is(t, "close", db.Close(), nil)
}

// watch reads the system calls in the order in which they began and ended.
type watch struct {
	t       *testing.T
	syncing map[string]int // by thread, number of the call with which its sync of the log began
	tried   map[string]int
	n       int // number of calls so far
	last    int // beginning of the latest sync that has ended
	dirty   bool
	counts  bool

	acks, commits, syncs, early int
}

var (
	said  = regexp.MustCompile(`write\(1<[^>]*>, "(begin|try|ack|end) ([^\\]*)\\n"`)
	onLog = regexp.MustCompile(`^(pwrite64|fsync|fdatasync)\(\d+<[^>]*-wal>`)
)

func (w *watch) line(text string) {
	w.n++
	thread, call, _ := strings.Cut(text, " ")
	call = strings.TrimSpace(call)
	if m := said.FindStringSubmatch(call); m != nil {
		w.said(m[1], m[2])
	}
	began, ends := w.syncing[thread]
	if m := onLog.FindStringSubmatch(call); m != nil {
		if m[1] == "pwrite64" {
			w.dirty = true
			return
		}
		if w.dirty && w.counts {
			w.syncs++
		}
		w.dirty, w.syncing[thread] = false, w.n
		began, ends = w.n, !strings.Contains(call, "<unfinished")
	}
	if ends && strings.HasSuffix(call, "= 0") {
		w.last = max(w.last, began)
		delete(w.syncing, thread)
	}
}

func (w *watch) said(what, about string) {
	switch what {
	case "begin":
		w.counts = true
	case "try":
		w.tried[about] = w.n
	case "ack":
		w.acks++
		if w.last < w.tried[about] {
			w.early++
		}
	case "end":
		w.counts = false
		n, err := strconv.Atoi(about)
		is(w.t, "number of commits", err, nil)
		w.commits = n
	}
}
