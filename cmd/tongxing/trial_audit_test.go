package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestTrialAuditCutOff removes the last audit records of a county with plain SQL. The chain alone is whole; the check finds it by the
// checkpoints that the job has kept elsewhere.
func TestTrialAuditCutOff(t *testing.T) {
	dir, _ := countyDir(t)
	file := filepath.Join(t.TempDir(), "checkpoints.jsonl")
	run := func(cfg config, log *slog.Logger, do func(*app) error) error {
		cfg.Checkpoints = "file://" + file
		a, err := newApp(t.Context(), cfg, log, parts{})
		if err != nil {
			return err
		}
		return errors.Join(do(a), a.Close())
	}
	_, err := command(t, dir, func(ctx context.Context, cfg config, log *slog.Logger, _ io.Writer) error {
		return run(cfg, log, func(a *app) error { return a.checkpoints.Make(auth.System(ctx, "test")) })
	})
	if err != nil {
		t.Fatal(err)
	}
	check := checkCmd{Checkpoints: []string{file}}.Run
	if said, err := command(t, dir, check); err != nil || !strings.Contains(said, " waiting, 1 checkpoint up to record ") {
		t.Fatalf("before: %s %v", said, err)
	}
	conn, err := sqlite.OpenConn(filepath.Join(dir, "tongxing.db"), sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		sqlitex.ExecuteScript(conn, `DELETE FROM audit WHERE seq > (SELECT max(seq)-5 FROM audit);
			DELETE FROM audit__subjects WHERE id NOT IN (SELECT id FROM audit);`, nil), conn.Close())
	if err != nil {
		t.Fatal(err)
	}
	if said, err := command(t, dir, checkCmd{}.Run); err != nil {
		t.Errorf("without checkpoints it cannot be seen: %s %v", said, err)
	}
	if said, err := command(t, dir, check); !errors.Is(err, errFindings) || !strings.Contains(said, "is not in the chain: the end was cut off") {
		t.Errorf("with checkpoints: %s %v", said, err)
	}
}

// TestCheckpointsByMail: each checkpoint is a mail of its own. A mail server drops a second one with the same id.
func TestCheckpointsByMail(t *testing.T) {
	dir, _ := countyDir(t)
	for range 2 { // a start makes one
		_, err := command(t, dir, func(ctx context.Context, cfg config, log *slog.Logger, _ io.Writer) error {
			cfg.Checkpoints = "mailto:audit@example.org"
			a, err := newApp(ctx, cfg, log, parts{})
			if err != nil {
				return err
			}
			return errors.Join(a.checkpoints.Make(auth.System(ctx, "test")), a.Close())
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	sent, err := os.ReadFile(filepath.Join(dir, "messages.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for line := range strings.Lines(string(sent)) {
		var m struct{ ID, To, Body string }
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatal(err)
		}
		if m.To == "audit@example.org" && strings.Contains(m.Body, `"sig":"`) {
			ids[m.ID] = true
		}
	}
	if len(ids) != 2 {
		t.Errorf("mails with %d ids, want 2", len(ids))
	}
}
