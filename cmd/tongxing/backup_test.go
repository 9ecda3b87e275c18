package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/backup"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// command runs a command of the program on the store in dir and returns what it prints.
func command(t *testing.T, dir string, run func(ctx context.Context, cfg config, log *slog.Logger, out io.Writer) error) (string, error) {
	t.Helper()
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err = run(t.Context(), cfg, quiet, &out)
	return out.String(), err
}

// newDir returns a data directory with the given keys, as before a restore.
func newDir(t *testing.T, keys []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "keys.json"), keys, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// countyDir returns a data directory with the small county.
func countyDir(t *testing.T) (dir string, keys []byte) {
	t.Helper()
	dir = t.TempDir()
	if _, err := command(t, dir, (seedCmd{Size: "small", Seed: 1}).Run); err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, keys
}

// TestBackupWhileServing makes two backups while another process serves eight people who sign up and withdraw all the time.
// It removes the data directory, restores, and checks that every write answered before the backup began is there.
func TestBackupWhileServing(t *testing.T) {
	dir, safe := t.TempDir(), t.TempDir()
	srv := startServer(t, dir)
	to := srv.prepare(0, 8, 5)
	var mu sync.Mutex
	answered := map[string]bool{}
	enough := make(chan struct{}, 1<<16)
	var writers sync.WaitGroup
	for _, token := range to.Tokens {
		writers.Go(func() {
			signUpAndLeave(to, token, func(request string) {
				mu.Lock()
				answered[request] = true
				mu.Unlock()
				enough <- struct{}{}
			})
		})
	}
	var before map[string]bool
	var file string
	for i := range 2 {
		for range 100 {
			<-enough
		}
		mu.Lock()
		before = maps.Clone(answered)
		mu.Unlock()
		file = filepath.Join(safe, []string{"first", "second"}[i])
		said, err := command(t, dir, backupCmd{Path: file}.Run)
		if err != nil || !strings.Contains(said, "are not in it") {
			t.Fatalf("backup: %s %v", said, err)
		}
		t.Logf("%s", said)
	}
	if said, err := command(t, dir, checkCmd{}.Run); err != nil { // also while the server runs
		t.Errorf("check while serving: %s %v", said, err)
	}
	for range 50 { // checks that the writers are still running
		<-enough
	}
	keys, err := os.ReadFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	writers.Wait()
	_ = srv.cmd.Wait()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}

	back := newDir(t, keys)
	said, err := command(t, back, restoreCmd{File: file}.Run)
	if err != nil {
		t.Fatalf("restore: %s %v", said, err)
	}
	if said, err = command(t, back, checkCmd{}.Run); err != nil || !strings.Contains(said, "\n0 wrong in ") {
		t.Fatalf("check: %s %v", said, err)
	}
	t.Logf("%s", said)
	sameCounts(t, back, file)
	checkStore(t, back, before, to.Activity) // chains the waiting audit records
	t.Logf("%d writes were answered before the backup, all there; %d by the end", len(before), len(answered))
	startServer(t, back)
}

// sameCounts compares the tallies of the store with those in the backup's manifest.
func sameCounts(t *testing.T, dir, file string) {
	t.Helper()
	m, err := backup.Read(t.Context(), file, nil, backup.Into{})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := openMoment(t.Context(), cfg, docstore.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Compare(t.Context(), m.Collections, nil), db.Close()); err != nil {
		t.Error(err)
	}
}

// listing returns the names below dir.
func listing(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		names = append(names, strings.TrimPrefix(path, dir))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestRestoreRefuses(t *testing.T) {
	dir, keys := countyDir(t)
	safe := t.TempDir()
	good := filepath.Join(safe, "good")
	if said, err := command(t, dir, backupCmd{Path: good}.Run); err != nil {
		t.Fatalf("%s %v", said, err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	words := filepath.Join(safe, "words")
	if err := os.WriteFile(words, []byte("many words make it long\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(safe, "locked")
	if said, err := command(t, dir, backupCmd{Path: locked, PassphraseFile: words}.Run); err != nil {
		t.Fatalf("%s %v", said, err)
	}
	other := filepath.Join(safe, "other")
	if err := os.WriteFile(other, []byte("other words make it long\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 4
	for name, tt := range map[string]struct {
		cmd     restoreCmd
		content []byte
		want    error
	}{
		"a changed bit":      {restoreCmd{}, flipped, backup.ErrDamaged},
		"a missing end":      {restoreCmd{}, whole[:len(whole)-1], backup.ErrDamaged},
		"half of it":         {restoreCmd{}, whole[:len(whole)/2], backup.ErrDamaged},
		"without the key":    {restoreCmd{File: locked}, nil, backup.ErrLocked},
		"with another key":   {restoreCmd{File: locked, PassphraseFile: other}, nil, backup.ErrKey},
		"no file":            {restoreCmd{File: filepath.Join(safe, "none")}, nil, os.ErrNotExist},
		"the right key":      {restoreCmd{File: locked, PassphraseFile: words, Verify: true}, nil, nil},
		"only to look at it": {restoreCmd{File: good, Verify: true}, nil, nil},
	} {
		to := newDir(t, keys)
		if tt.content != nil {
			tt.cmd.File = filepath.Join(safe, "bad")
			if err := os.WriteFile(tt.cmd.File, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		said, err := command(t, to, tt.cmd.Run)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %s %v, want %v", name, said, err, tt.want)
		}
		if left := listing(t, to); len(left) != 2 {
			t.Errorf("%s: files were written: %v", name, left)
		}
	}
	if said, err := command(t, dir, restoreCmd{File: good}.Run); err == nil {
		t.Errorf("restored over a store: %s", said)
	}
	if said, err := command(t, t.TempDir(), restoreCmd{File: good}.Run); err == nil || !strings.Contains(err.Error(), "key file") {
		t.Errorf("restored without keys: %s %v", said, err)
	}
	if _, err := command(t, dir, backupCmd{Path: filepath.Join(dir, "b")}.Run); err == nil {
		t.Error("a backup inside the data directory was accepted")
	}
}

// TestRestoreAsksForItsKeys checks that a key file without one of the backup's keys, such as an outdated copy, is refused
// before anything is written, and that one with additional keys is accepted.
func TestRestoreAsksForItsKeys(t *testing.T) {
	dir, safe := t.TempDir(), t.TempDir()
	if _, err := command(t, dir, offlineNothing); err != nil { // creates a store and keys
		t.Fatal(err)
	}
	keys := filepath.Join(dir, "keys.json")
	first, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	before, behind := filepath.Join(safe, "before"), filepath.Join(safe, "behind")
	_, berr := command(t, dir, backupCmd{Path: before}.Run)
	added, err := privacy.RotateKeyring(keys)
	_, aerr := command(t, dir, backupCmd{Path: behind}.Run)
	second, rerr := os.ReadFile(keys)
	if err := errors.Join(berr, err, aerr, rerr); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if _, err := privacy.CreateKeyring(filepath.Join(other, "keys.json")); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, to, file, lacks string
	}{
		{"other keys", other, before, "lacks the key "},
		{"an old copy of the keys", newDir(t, first), behind, "lacks the key " + added},
		{"the keys as they were", newDir(t, first), before, ""},
		{"more keys", newDir(t, second), before, ""},
	} {
		said, err := command(t, tt.to, restoreCmd{File: tt.file}.Run)
		if tt.lacks == "" && err != nil || tt.lacks != "" && (err == nil || !strings.Contains(err.Error(), tt.lacks) || len(listing(t, tt.to)) != 2) {
			t.Errorf("%s: %s %v", tt.what, said, err)
		}
	}
}

func TestBackupKeepsTheLatest(t *testing.T) {
	dir := t.TempDir()
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	safe := t.TempDir()
	mine := []string{"tongxing-20260101T000000Z.tar.zst", "tongxing-20260102T000000Z.tar.zst.age", "tongxing-20260103T000000Z.tar.zst"}
	for _, name := range append([]string{"tongxing-notes.txt", "photo.tar.zst"}, mine...) {
		if err := os.WriteFile(filepath.Join(safe, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := command(t, dir, backupCmd{Path: safe, Keep: 2}.Run); err != nil {
		t.Fatalf("%s %v", said, err)
	}
	left := listing(t, safe)
	if len(left) != 5 || left[2] != "/tongxing-20260103T000000Z.tar.zst" || !strings.HasPrefix(left[3], "/tongxing-2") || left[4] != "/tongxing-notes.txt" {
		t.Errorf("left: %v", left)
	}
}

// TestTrialBackupMakesItsDirectory makes backups in directories that do not exist yet.
func TestTrialBackupMakesItsDirectory(t *testing.T) {
	dir, _ := countyDir(t)
	safe := t.TempDir()
	for name, c := range map[string]backupCmd{
		"a slash":           {Path: filepath.Join(safe, "a", "b") + "/"},
		"with --keep":       {Path: filepath.Join(safe, "k"), Keep: 3},
		"a file, elsewhere": {Path: filepath.Join(safe, "c", "d", "b.tar.zst")},
	} {
		if said, err := command(t, dir, c.Run); err != nil {
			t.Errorf("%s: %s %v", name, said, err)
		}
	}
	for below, want := range map[string]int{"a/b": 2, "k": 2, "c/d": 2} {
		if made := listing(t, filepath.Join(safe, below)); len(made) != want { // the directory and the backup in it
			t.Errorf("%s: %v", below, made)
		}
	}
	if _, err := command(t, dir, backupCmd{Path: filepath.Join(safe, "c", "d", "b.tar.zst", "x")}.Run); err == nil {
		t.Error("a directory below a file was accepted")
	}
}

// TestMoveGoesOnWhereItWasInterrupted moves a county to another directory and interrupts the move many times.
func TestMoveGoesOnWhereItWasInterrupted(t *testing.T) {
	dir, keys := countyDir(t)
	safe := filepath.Join(t.TempDir(), "b")
	if said, err := command(t, dir, backupCmd{Path: safe}.Run); err != nil {
		t.Fatalf("%s %v", said, err)
	}
	to := newDir(t, keys)
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	cuts := 0
	for n := 300; ; n += 900 {
		ctx, cut := context.WithCancel(t.Context())
		left := n
		var out bytes.Buffer
		err := moveCmd{To: "sqlite:" + to}.run(ctx, cfg, quiet, &out, func() {
			if left--; left == 0 {
				cut()
			}
		})
		cut()
		if err == nil {
			if cuts > 0 && !strings.Contains(out.String(), "going on") {
				t.Errorf("it started from the beginning: %s", out.String())
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%s %v", out.String(), err)
		}
		cuts++
		if s, err := stateOf(t.Context(), config{Data: to}); err == nil && s.Filling != "" {
			if _, err := command(t, to, offlineNothing); !errors.Is(err, docstore.ErrFilling) {
				t.Errorf("an incomplete store was served: %v", err)
			}
			if _, err := command(t, to, backupCmd{Path: filepath.Join(t.TempDir(), "b")}.Run); !errors.Is(err, docstore.ErrFilling) {
				t.Errorf("an incomplete store was backed up: %v", err)
			}
		}
	}
	if cuts == 0 {
		t.Error("it was never cut off")
	}
	t.Logf("cut off %d times", cuts)
	if said, err := command(t, to, checkCmd{}.Run); err != nil {
		t.Errorf("check: %s %v", said, err)
	}
	sameCounts(t, to, safe)
	sameCounts(t, dir, safe)
	if _, err := command(t, dir, moveCmd{To: "sqlite:" + to}.Run); !errors.Is(err, docstore.ErrNotEmpty) {
		t.Errorf("moved over a store: %v", err)
	}
	other := newDir(t, keys)
	if said, err := command(t, other, moveCmd{From: "sqlite:" + dir}.Run); err != nil || !strings.Contains(said, "moved to "+other) {
		t.Errorf("%s %v", said, err)
	}
	sameCounts(t, other, safe)
	if list := listing(t, other); !slices.Contains(list, "/demo-logins.json") {
		t.Errorf("the files beside the store were not moved: %v", list)
	}
	taken := newDir(t, keys) // a file that cannot be written leaves the store incomplete; the next move completes it
	if err := os.MkdirAll(filepath.Join(taken, "demo-logins.json", "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if said, err := command(t, taken, moveCmd{From: "sqlite:" + dir}.Run); err == nil {
		t.Errorf("a file was lost: %s", said)
	}
	if err := os.RemoveAll(filepath.Join(taken, "demo-logins.json")); err != nil {
		t.Fatal(err)
	}
	if said, err := command(t, taken, moveCmd{From: "sqlite:" + dir}.Run); err != nil || !strings.Contains(said, "going on") {
		t.Errorf("%s %v", said, err)
	}
	sameCounts(t, taken, safe)
	for _, c := range []moveCmd{{To: "sqlite:" + dir}, {From: "sqlite:" + dir}, {To: "sqlite:" + filepath.Join(dir, "in")}, {From: "/tmp"}, {To: "sqlite:"}} {
		if said, err := command(t, dir, c.Run); err == nil {
			t.Errorf("%+v: %s", c, said)
		}
	}
	srv, err := newApp(t.Context(), cfg, quiet, parts{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, dir, moveCmd{To: "sqlite:" + t.TempDir()}.Run); err == nil {
		t.Error("a store was moved while it was served")
	}
	if err := srv.Close(); err != nil {
		t.Fatal(err)
	}
}

func offlineNothing(ctx context.Context, cfg config, log *slog.Logger, _ io.Writer) error {
	return offline(ctx, cfg, log, func(context.Context, *app) error { return nil })
}
