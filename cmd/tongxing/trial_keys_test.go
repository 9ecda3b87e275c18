package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// TestTrialWrongKeyFile starts the program on a county's store with a key file that lacks a key, as after a careless restore. It
// refuses, changes neither the store nor the key file, and starts again when the right file is back.
func TestTrialWrongKeyFile(t *testing.T) {
	dir, right := countyDir(t)
	path := filepath.Join(dir, "keys.json")
	put := func(keys []byte) {
		t.Helper()
		if err := os.WriteFile(path, keys, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start := func(ctx context.Context, cfg config, log *slog.Logger, _ io.Writer) error {
		a, err := newApp(ctx, cfg, log, parts{})
		if err != nil {
			return err
		}
		return a.Close()
	}
	roster := filepath.Join(t.TempDir(), "roster.csv")
	if err := os.WriteFile(roster, []byte("姓名,手机\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	commands := map[string]func(context.Context, config, *slog.Logger, io.Writer) error{
		"serve": start, "check": checkCmd{}.Run, "rebuild": rebuildCmd{}.Run,
		"import": importVolunteersCmd{File: roster, Org: "org_1", Lang: "zh"}.Run,
	}
	refused := func(what string) {
		t.Helper()
		for name, run := range commands {
			if said, err := command(t, dir, run); !errors.Is(err, errWrongKeys) {
				t.Errorf("%s: %s starts: %s %v", what, name, said, err)
			}
		}
	}

	fresh := filepath.Join(t.TempDir(), "fresh.json")
	if _, err := privacy.CreateKeyring(fresh); err != nil {
		t.Fatal(err)
	}
	freshKeys := ok(os.ReadFile(fresh))
	put(freshKeys)
	refused("other keys")
	put(withIndexOf(t, right, freshKeys))
	refused("another index secret")

	put(right)
	forgetCanaries(t, dir) // as a store of an older program
	for _, keys := range [][]byte{freshKeys, withIndexOf(t, right, freshKeys)} {
		put(keys)
		if _, err := command(t, dir, start); !errors.Is(err, errWrongKeys) {
			t.Errorf("a store without canaries is served with other keys: %v", err)
		}
	}
	put(right)
	if _, err := command(t, dir, start); err != nil {
		t.Fatalf("the right keys are refused: %v", err)
	}

	if _, err := privacy.RotateKeyring(path); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, dir, start); err != nil {
		t.Fatalf("after rotating: %v", err)
	}
	rotated := ok(os.ReadFile(path))
	put(right)
	refused("the copy from before the rotation")

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := command(t, dir, start); !errors.Is(err, errNoNewKeys) {
		t.Errorf("demonstration mode without its keys: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("new keys were made beside existing data")
	}
	put(rotated)
	if said, err := command(t, dir, checkCmd{}.Run); err != nil {
		t.Errorf("with the right keys again: %s %v", said, err)
	}
}

// withIndexOf returns the key file with the index secret of another.
func withIndexOf(t *testing.T, keys, other []byte) []byte {
	t.Helper()
	cut := func(b []byte) (before, secret, after string) {
		before, rest, ok := strings.Cut(string(b), `"index": "`)
		secret, after, ok2 := strings.Cut(rest, `"`)
		if !ok || !ok2 {
			t.Fatal("no index secret in the key file")
		}
		return before, secret, after
	}
	before, _, after := cut(keys)
	_, secret, _ := cut(other)
	return []byte(before + `"index": "` + secret + `"` + after)
}

func forgetCanaries(t *testing.T, dir string) {
	t.Helper()
	conn := ok(sqlite.OpenConn(filepath.Join(dir, "tongxing.db"), sqlite.OpenReadWrite))
	if err := errors.Join(sqlitex.ExecuteTransient(conn, "DROP TABLE "+canaryName, nil), conn.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestTrialNotReady asks /readyz on a full disk, with a corrupt page and without the key file.
func TestTrialNotReady(t *testing.T) {
	dir, keys := countyDir(t)
	open := func(p parts) (*app, *apitest.App) {
		t.Helper()
		a, err := newApp(t.Context(), ok(demoConfig(dir)), quiet, p)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		return a, apitest.Of(t, a.http)
	}
	notReady := func(api *apitest.App, part string) {
		t.Helper()
		if p := api.Do("GET", "!/readyz", nil).Refused(503, "not_ready").Problem(); !strings.Contains(p.Detail, "："+part+"。") {
			t.Errorf("not ready: %s, want %s", p.Detail, part)
		}
	}
	free := 1e12
	a, api := open(parts{free: func(string) float64 { return free }})
	api.Do("GET", "!/readyz", nil).Want(200)
	free = 1 << 20
	notReady(api, "disk")
	free = 1e12
	path := filepath.Join(dir, "keys.json")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	notReady(api, "keys")
	if _, err := privacy.CreateKeyring(path); err != nil {
		t.Fatal(err)
	}
	notReady(api, "keys")
	if err := os.WriteFile(path, keys, 0o600); err != nil {
		t.Fatal(err)
	}
	api.Do("GET", "!/readyz", nil).Want(200)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	spoilPage(t, dir)
	a, api = open(parts{})
	a.checkPages(t.Context())
	notReady(api, "store")
}

// spoilPage overwrites the head of the root page of a table.
func spoilPage(t *testing.T, dir string) {
	t.Helper()
	file := filepath.Join(dir, "tongxing.db")
	conn := ok(sqlite.OpenConn(file, sqlite.OpenReadWrite))
	number := func(text string) (n int64) {
		err := sqlitex.ExecuteTransient(conn, text, &sqlitex.ExecOptions{ResultFunc: func(s *sqlite.Stmt) error {
			n = s.ColumnInt64(0)
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	number("PRAGMA wal_checkpoint(TRUNCATE)")
	page, size := number("SELECT rootpage FROM sqlite_master WHERE name='certificates'"), number("PRAGMA page_size")
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	f := ok(os.OpenFile(file, os.O_RDWR, 0))
	_, err := f.WriteAt([]byte("spoilt page of the test, not a b-tree"), (page-1)*size)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}
