package scheduler_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

func TestEachSlotIsRunOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		var shared, own counter
		everywhere := own.job("own", "@every 1m")
		everywhere.Where = scheduler.Everywhere
		a := h.runner("a", time.Now, shared.job("shared", "@every 15s"), everywhere)
		time.Sleep(7 * time.Second) // the replicas do not start together
		stopA := h.runAll(a)
		time.Sleep(3 * time.Second)
		b := h.runner("b", time.Now, shared.job("shared", "@every 15s"), everywhere)
		stopB := h.runAll(b)
		time.Sleep(10*time.Minute - 10*time.Second + time.Millisecond)
		synctest.Wait()
		if n := shared.n.Load(); n != 40 {
			t.Errorf("%d runs in 40 slots", n)
		}
		if n := own.n.Load(); n != 20 {
			t.Errorf("%d runs of 2 replicas in 10 minutes", n)
		}
		if run := h.last(a); run.Status != scheduler.Done || run.Missed != 0 || run.Tries != 1 || run.EndedAt.IsZero() {
			t.Errorf("last run: %+v", run)
		}
		stopA()
		stopB()
	})
}

func TestPassiveReplicaRunsJobsEverywhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		var shared, own counter
		everywhere := own.job("own", "@every 1m")
		everywhere.Where = scheduler.Everywhere
		r, err := scheduler.New(scheduler.Deps{
			DB: h.db, Audit: h.log, Now: time.Now, Passive: true, Jobs: []scheduler.Job{shared.job("shared", "@every 15s"), everywhere},
		})
		if err != nil {
			t.Fatal(err)
		}
		stop := h.runAll(r)
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		if shared.n.Load() != 0 || own.n.Load() != 10 {
			t.Errorf("%d shared runs, %d own", shared.n.Load(), own.n.Load())
		}
		stop()
	})
}

func TestTimesAreInShanghai(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // begins at midnight UTC, 08:00 in Shanghai
		h := newCluster(t)
		var c counter
		r := h.runner("a", time.Now, c.job("daily", "30 9 * * *"))
		stop := h.runAll(r)
		time.Sleep(90*time.Minute - time.Second)
		synctest.Wait()
		if c.n.Load() != 0 {
			t.Error("too early")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if c.n.Load() != 1 {
			t.Error("not at 09:30 in Shanghai")
		}
		stop()
	})
}

func TestMissedRunsAreCombined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		var often, daily counter
		jobs := []scheduler.Job{often.job("often", "@every 1m"), daily.job("daily", "0 9 * * *")}
		stop := h.runAll(h.runner("a", time.Now, jobs...))
		time.Sleep(90 * time.Minute)
		synctest.Wait()
		stop()
		before, days := often.n.Load(), daily.n.Load()
		time.Sleep(72*time.Hour + 30*time.Second)
		again := h.runner("b", time.Now, jobs...)
		stop = h.runAll(again, h.runner("c", time.Now, jobs...))
		time.Sleep(time.Second)
		synctest.Wait()
		if n, d := often.n.Load()-before, daily.n.Load()-days; n != 1 || d != 1 {
			t.Errorf("after three days %d and %d runs", n, d)
		}
		if run := h.last(again); run.Missed != 72*60-1 {
			t.Errorf("%d missed", run.Missed)
		}
		stop()
	})
}

func TestNewJobWaitsForItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		var c counter
		stop := h.runAll(h.runner("a", time.Now, c.job("daily", "0 7 * * *")))
		time.Sleep(22 * time.Hour)
		synctest.Wait()
		if c.n.Load() != 0 {
			t.Error("ran for a time before it was there")
		}
		stop()
	})
}

func TestOutcomes(t *testing.T) {
	for _, tt := range []struct {
		name    string
		do      func(context.Context) error
		status  scheduler.Status
		outcome string
	}{
		{"well", nil, scheduler.Done, ""},
		{"panic", func(context.Context) error { panic("oh") }, scheduler.Failed, scheduler.OutcomePanic},
		{"error", func(context.Context) error { return errBroken }, scheduler.Failed, scheduler.OutcomeError},
		{"fault", func(context.Context) error { return docstore.ErrBusy }, scheduler.Failed, docstore.ErrBusy.Code},
		{"too long", func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}, scheduler.Failed, scheduler.OutcomeTooLong},
		{"actor", func(ctx context.Context) error {
			if auth.From(ctx).Job != "job" {
				return errBroken
			}
			return nil
		}, scheduler.Done, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(5 * time.Second) // after a slot
				h := newCluster(t)
				c := counter{do: tt.do}
				var other counter
				r := h.runner("a", time.Now, c.job("job", "*/30 * * * *"), other.job("other", "*/30 * * * *"))
				stop := h.runAll(r)
				time.Sleep(45 * time.Minute) // more than the limit of 10 minutes
				synctest.Wait()
				if run := h.last(r); run.Status != tt.status || run.Outcome != tt.outcome || run.StartedAt.IsZero() || run.EndedAt.IsZero() {
					t.Errorf("run: %+v", run)
				}
				if other.n.Load() != 1 {
					t.Error("the other job did not run")
				}
				time.Sleep(30 * time.Minute)
				synctest.Wait()
				if c.n.Load() != 2 {
					t.Errorf("%d runs after the second slot", c.n.Load())
				}
				stop()
			})
		})
	}
}

func TestLongRunIsNotRunTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(5 * time.Second) // after a slot
		h := newCluster(t)
		c := counter{do: func(context.Context) error {
			time.Sleep(3*time.Minute + 30*time.Second)
			return nil
		}}
		a, b := h.runner("a", time.Now, c.job("long", "* * * * *")), h.runner("b", time.Now, c.job("long", "* * * * *"))
		stop := h.runAll(a, b)
		time.Sleep(4*time.Minute + 20*time.Second)
		synctest.Wait()
		if n := c.n.Load(); n != 1 {
			t.Errorf("%d runs beside each other", n)
		}
		if run := h.last(a); run.Status != scheduler.Skipped || run.Outcome != scheduler.OutcomeBusy {
			t.Errorf("run: %+v", run)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := c.n.Load(); n != 2 {
			t.Errorf("%d runs after the first ended", n)
		}
		stop()
	})
}

// TestStoppedRunIsContinued: a stopping process puts its run back, and another continues it at once.
func TestStoppedRunIsContinued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(5 * time.Second) // after a slot
		h := newCluster(t)
		c := counter{do: func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}
		a := h.runner("a", time.Now, c.job("job", "0 * * * *"))
		stop := h.runAll(a)
		time.Sleep(time.Hour + time.Second)
		synctest.Wait()
		stop()
		if run := h.last(a); run.Status != scheduler.Queued || run.Outcome != scheduler.OutcomeStopped {
			t.Fatalf("run: %+v", run)
		}
		c.do = nil
		b := h.runner("b", time.Now, c.job("job", "0 * * * *"))
		stop = h.runAll(b)
		time.Sleep(time.Second)
		synctest.Wait()
		if run := h.last(b); run.Status != scheduler.Done || run.Holder != "b" || run.Fence != 2 || c.n.Load() != 2 {
			t.Errorf("run: %+v after %d tries", run, c.n.Load())
		}
		stop()
	})
}

// TestLeaseIsTakenOverWithAHigherFence: a process whose clock stands still does not renew its lease, like one that hangs or
// has died.
func TestLeaseIsTakenOverWithAHigherFence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		frozen := time.Now().Add(time.Hour)
		release := make(chan struct{})
		slow := counter{do: func(context.Context) error { // ignores its ctx
			<-release
			return errBroken
		}}
		var quick counter
		a := h.runner("a", func() time.Time { return frozen }, slow.job("job", "0 * * * *"))
		b := h.runner("b", time.Now, quick.job("job", "0 * * * *"))
		time.Sleep(time.Hour)
		var fromA error
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, fromA = a.RunNow(operator(t.Context()), "job")
		}()
		synctest.Wait()
		stop := h.runAll(b)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if run := h.last(b); run.Holder != "a" || run.Fence != 1 || quick.n.Load() != 0 {
			t.Fatalf("while leased: %+v", run)
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		taken := h.last(b)
		if taken.Holder != "b" || taken.Fence != 2 || taken.Tries != 2 || taken.Status != scheduler.Done || quick.n.Load() != 1 {
			t.Fatalf("taken over: %+v", taken)
		}
		close(release)
		<-done
		if fromA == nil || errors.Is(fromA, errBroken) {
			t.Errorf("the slow one: %v", fromA)
		}
		if run := h.last(b); run.Status != scheduler.Done || run.Version != taken.Version {
			t.Errorf("the late result of the slow process was stored: %+v", run)
		}
		stop()
	})
}

func TestRunThatKillsEveryProcessIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		release := make(chan struct{})
		hang := counter{do: func(context.Context) error {
			<-release
			return nil
		}}
		var done []chan struct{}
		first := h.runner("a0", frozenClock(), hang.job("job", "0 0 1 1 *"))
		go func() { _, _ = first.RunNow(operator(t.Context()), "job") }()
		synctest.Wait()
		for i := range 4 {
			time.Sleep(2 * time.Minute)
			r := h.runner("a"+string(rune('1'+i)), frozenClock(), hang.job("job", "0 0 1 1 *"))
			ended := make(chan struct{})
			done = append(done, ended)
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			go func() {
				defer close(ended)
				r.Run(ctx)
			}()
			synctest.Wait()
		}
		if run := h.last(first); run.Status != scheduler.Lost || run.Outcome != scheduler.OutcomeTries || hang.n.Load() != 3 {
			t.Errorf("after %d tries: %+v", hang.n.Load(), run)
		}
		close(release)
		for _, ended := range done {
			<-ended
		}
	})
}

// frozenClock returns a clock that stands still from now on.
func frozenClock() func() time.Time {
	at := time.Now()
	return func() time.Time { return at }
}

func TestRunNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		c := counter{do: func(context.Context) error {
			time.Sleep(time.Second)
			return nil
		}}
		here := c.job("here", "@every 1m")
		here.Where = scheduler.Everywhere
		r := h.runner("a", time.Now, c.job("job", "0 3 * * *"), here)
		ctx := operator(t.Context())
		run, err := r.RunNow(ctx, "job")
		if err != nil || run.Status != scheduler.Done || !run.Manual || c.n.Load() != 1 {
			t.Errorf("run: %+v, %v", run, err)
		}
		for _, tt := range []struct {
			ctx  context.Context
			name string
			want *fault.Fault
		}{
			{ctx, "other", scheduler.ErrUnknown}, {ctx, "here", scheduler.ErrEverywhere},
			{t.Context(), "job", auth.ErrLogin},
			{auth.With(t.Context(), auth.Actor{UserID: "u", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/"}}}), "job", auth.ErrForbidden},
		} {
			if _, err := r.RunNow(tt.ctx, tt.name); !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
		}
		// A run requested on a replica without a timetable is run by another replica.
		if _, err := r.Request(ctx, "job"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		if c.n.Load() != 1 {
			t.Error("ran without a timetable")
		}
		stop := h.runAll(h.runner("b", time.Now, c.job("job", "0 3 * * *")))
		time.Sleep(500 * time.Millisecond)
		if _, err := r.Request(ctx, "job"); !errors.Is(err, scheduler.ErrRunning) {
			t.Errorf("while it is at work: %v", err)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if run := h.last(r); c.n.Load() != 2 || run.Holder != "b" || run.Status != scheduler.Done {
			t.Errorf("%d runs, last %+v", c.n.Load(), run)
		}
		stop()
	})
}

func TestOldRunsAreDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newCluster(t)
		var often, yearly counter
		r := h.runner("a", time.Now, often.job("often", "*/10 * * * *"), yearly.job("yearly", "0 9 1 1 *")) // 01:00 UTC today
		stop := h.runAll(r)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		stop()
		if n := scheduler.StoredRuns(t, r, "often"); n != 13 || yearly.n.Load() != 1 {
			t.Fatalf("%d and %d runs", n, yearly.n.Load())
		}
		time.Sleep(8*24*time.Hour + 17*time.Hour) // until 03:00 in Shanghai
		stop = h.runAll(h.runner("b", time.Now, often.job("often", "*/10 * * * *"), yearly.job("yearly", "0 9 1 1 *")))
		time.Sleep(25 * time.Minute)
		synctest.Wait()
		stop()
		if n := scheduler.StoredRuns(t, r, "often"); n != 3 {
			t.Errorf("%d runs are kept", n)
		}
		if scheduler.StoredRuns(t, r, "yearly") != 1 {
			t.Error("the latest run, from which the next one is computed, is gone")
		}
	})
}

func TestInvalidTimetable(t *testing.T) {
	h := newCluster(t)
	var c counter
	good := c.job("good", "* * * * *")
	first := h.runner("a", time.Now, good)
	for name, j := range map[string]scheduler.Job{
		"cron": c.job("bad", "61 * * * *"), "twice": good, "name": c.job("", "* * * * *"), "work": {Name: "w", When: "* * * * *", Limit: time.Minute},
		"limit": {Name: "l", When: "* * * * *", Do: good.Do},
	} {
		if _, err := scheduler.NewSibling(first, scheduler.Deps{Jobs: []scheduler.Job{good, j}}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
