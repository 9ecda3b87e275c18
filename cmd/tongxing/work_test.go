package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/desk"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// BenchmarkWork requests the waiting work of one person of every role of the county, the first screen after logging in, and
// fails when an answer takes more than 50 ms.
func BenchmarkWork(b *testing.B) {
	dir, err := county()
	if err != nil {
		b.Fatal(err)
	}
	a := openSeeded(b, dir)
	for role, actor := range a.oneOfEveryRole(b) {
		b.Run(role, func(b *testing.B) {
			ctx := auth.With(b.Context(), actor)
			best, kinds := time.Hour, []desk.KindOfWork(nil)
			for range 5 { // takes the fastest, because other processes use the machine
				begun := time.Now()
				if kinds, err = a.desk.Work(ctx, ""); err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(begun))
			}
			b.Logf("%s: %d kinds of work in %s", role, len(kinds), best.Round(10*time.Microsecond))
			floor(b, "ms_"+role, float64(best.Microseconds())/1000, -50)
		})
	}
}

// openSeeded opens a seeded store until the test ends.
func openSeeded(tb testing.TB, dir string) *app {
	tb.Helper()
	cfg, err := demoConfig(dir)
	if err != nil {
		tb.Fatal(err)
	}
	a, err := newApp(tb.Context(), cfg, slog.New(slog.DiscardHandler), parts{noSync: true})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = a.Close() })
	return a
}

// oneOfEveryRole logs in the first person of each role of the demonstration county.
func (a *app) oneOfEveryRole(tb testing.TB) map[string]auth.Actor {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join(a.cfg.Data, loginsFile))
	if err != nil {
		tb.Fatal(err)
	}
	var logins []demoLogin
	if err := json.Unmarshal(raw, &logins); err != nil {
		tb.Fatal(err)
	}
	actors := map[string]auth.Actor{}
	for _, l := range logins {
		if l.Login == "" || actors[l.Role].UserID != "" {
			continue
		}
		started, err := a.accounts.Login(tb.Context(), l.Login, privacy.Secret(l.Password), accounts.Client{Name: "test"})
		if err != nil {
			tb.Fatalf("%s: %v", l.Login, err)
		}
		if actors[l.Role], err = a.accounts.Authenticate(tb.Context(), started.Token.Reveal()); err != nil {
			tb.Fatalf("%s: %v", l.Login, err)
		}
	}
	return actors
}
