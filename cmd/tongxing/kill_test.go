package main

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// killsEach is how often one store is killed. Every round reads the whole store, so with one store for all rounds the last
// would take a hundred times as long as the first.
const killsEach = 20

// TestKillLosesNoAnsweredWrite kills the serving process during sign-ups and withdrawals. Every write that was answered
// with success must have its audit entry, no write may be stored in part, and check must find nothing wrong.
func TestKillLosesNoAnsweredWrite(t *testing.T) {
	rounds := 3
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		rounds = 200
	}
	dir, answered, all := "", map[string]bool{}, 0
	for round := range rounds {
		if round%killsEach == 0 {
			dir, answered = t.TempDir(), map[string]bool{}
		}
		srv := startServer(t, dir)
		to, before := srv.prepare(40*(round%killsEach), 40, 20), len(answered)
		var mu sync.Mutex
		var writers sync.WaitGroup
		for _, token := range to.Tokens {
			writers.Go(func() {
				signUpAndLeave(to, token, func(request string) { mu.Lock(); answered[request] = true; mu.Unlock() })
			})
		}
		time.Sleep(time.Duration(100+rand.IntN(600)) * time.Millisecond) // the kill must happen at a random moment
		if err := srv.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		writers.Wait()
		_ = srv.cmd.Wait()
		all += len(answered) - before
		if said, err := command(t, dir, checkCmd{}.Run); err != nil || !strings.Contains(said, "\n0 wrong in ") { // while audit records wait
			t.Fatalf("check behind round %d: %s %v", round+1, said, err)
		}
		checkStore(t, dir, answered, to.Activity)
		t.Logf("round %d: %d answered writes in this store, all there", round+1, len(answered))
	}
	if all < 20*rounds {
		t.Errorf("only %d writes were answered: nothing was tried", all)
	}
	t.Logf("%d rounds, %d answered writes", rounds, all)
}

// signUpAndLeave signs up and withdraws in turn until the server is gone.
func signUpAndLeave(to target, token string, answered func(request string)) {
	client := fasthttp.Client{MaxConnsPerHost: 1, MaxIdemponentCallAttempts: 1, ReadTimeout: 10 * time.Second}
	for i := 0; ; i++ {
		req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		req.Header.SetMethod("POST")
		req.SetRequestURI(to.App + "/api/v1/activities/" + to.Activity + "/signups")
		if i%2 == 1 {
			req.SetRequestURI(to.App + "/api/v1/activities/" + to.Activity + "/signups/mine/withdraw")
			req.Header.SetContentType("application/json")
			req.SetBodyString(`{"reason":"test"}`)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		if err := client.Do(req, res); err != nil {
			return
		}
		if res.StatusCode() < 300 {
			answered(string(res.Header.Peek("X-Request-Id")))
		}
	}
}

func checkStore(t *testing.T, dir string, answered map[string]bool, activity string) {
	t.Helper()
	cfg, err := demoConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := newApp(t.Context(), cfg, slog.New(slog.NewTextHandler(io.Discard, nil)), parts{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := auth.System(t.Context(), "test")
	if _, bad, err := a.audit.Verify(ctx); err != nil || bad != "" {
		t.Fatalf("audit chain: bad record %q, %v", bad, err)
	}
	missing := maps.Clone(answered)
	for cursor := ""; ; {
		p, err := a.audit.List(ctx, audit.Query{}, docstore.Limit(500), docstore.After(cursor))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Items {
			delete(missing, r.RequestID)
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	if len(missing) > 0 {
		t.Fatalf("%d of %d answered writes are lost", len(missing), len(answered))
	}
	checkPlaces(ctx, t, a, activity)
	if n, err := a.db.Rebuild(ctx); err != nil || n != 0 {
		t.Fatalf("%d documents differ from their columns: %v", n, err)
	}
}

// checkPlaces counts the taken places and compares them with the activity's count.
func checkPlaces(ctx context.Context, t *testing.T, a *app, activity string) {
	t.Helper()
	act, err := a.activities.Get(ctx, activity)
	if err != nil {
		t.Fatal(err)
	}
	held, err := a.activities.Signups(ctx, activity, activities.Confirmed, docstore.Limit(100))
	if err != nil {
		t.Fatal(err)
	}
	wait, err := a.activities.Signups(ctx, activity, activities.Waitlisted, docstore.Limit(100))
	if err != nil {
		t.Fatal(err)
	}
	taken, waiting := int64(len(held.Items)), int64(len(wait.Items))
	if act.Taken != taken || act.Waiting != waiting || taken > act.Capacity {
		t.Fatalf("%d places of %d are taken, the activity says %d; %d wait, it says %d", taken, act.Capacity, act.Taken, waiting, act.Waiting)
	}
	if waiting > 0 && taken < act.Capacity {
		t.Fatalf("%d wait although %d of %d places are free", waiting, act.Capacity-taken, act.Capacity)
	}
}
