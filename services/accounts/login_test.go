package accounts_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1")) // one for each process
}

const mobile = "13800001234"

func TestLogin(t *testing.T) {
	e := newEnv(t)
	e.user("wang.xm", auth.Binding{Role: auth.CountyAdmin, Region: county})
	off := e.user("off", auth.Binding{Role: auth.CountyAdmin, Region: county})
	must(e.service.Disable(system(), off.ID, 0))(t)
	must(e.service.Create(system(), accounts.NewUser{Name: "无码", Mobile: mobile}))(t)
	s := must(e.login(" Wang.XM ", secret))(t)
	a := must(e.service.Authenticate(context.Background(), s.Token.Reveal()))(t)
	if a.UserID != s.User.ID || a.SessionID != s.Session.ID || len(a.Bindings) != 1 || a.Lang != "zh" {
		t.Errorf("actor: %+v", a)
	}
	for name, try := range map[string][2]string{
		"wrong": {"wang.xm", "wrong-horse-7"}, "unknown": {"nobody", "correct-horse-7"}, "disabled": {"off", "correct-horse-7"},
		"no login name": {"", "correct-horse-7"}, "empty": {"wang.xm", ""},
	} {
		if _, err := e.login(try[0], privacy.Secret(try[1])); !errors.Is(err, accounts.ErrCredentials) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := s.Token.Reveal()
	for _, token := range []string{"", "txs_", "txs_unknown", good[:len(good)-43], good[:len(good)-1], good[:len(good)-1] + "~", strings.ToUpper(good)} {
		if _, err := e.service.Authenticate(context.Background(), token); !errors.Is(err, auth.ErrLogin) {
			t.Errorf("%q: %v", token, err)
		}
	}
	e.auditHolds()
}

func TestLockOut(t *testing.T) {
	for _, login := range []string{"wang.xm", "nobody"} {
		e := newEnv(t)
		e.user("wang.xm")
		for i := range accounts.MaxTries {
			if _, err := e.login(login, "wrong-horse-7"); !errors.Is(err, accounts.ErrCredentials) {
				t.Errorf("%s, try %d: %v", login, i+1, err)
			}
		}
		if _, err := e.login(login, secret); !errors.Is(err, accounts.ErrLocked) {
			t.Errorf("%s is not locked: %v", login, err)
		}
		e.later(accounts.FirstWait)
		if _, err := e.login("wang.xm", secret); err != nil {
			t.Errorf("after the lock-out: %v", err)
		}
	}
}

func TestRightPasswordClearsTheCount(t *testing.T) {
	e := newEnv(t)
	e.user("wang.xm")
	for range 3 {
		for range accounts.MaxTries - 1 {
			_, _ = e.login("wang.xm", "wrong-horse-7")
		}
		if _, err := e.login("wang.xm", secret); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParallelPasswordGuesses(t *testing.T) {
	e := newEnv(t)
	e.user("wang.xm")
	var evaluated, locked atomic.Int64
	parallel(60, func(int) {
		switch _, err := e.login("wang.xm", "wrong-horse-7"); {
		case errors.Is(err, accounts.ErrCredentials):
			evaluated.Add(1)
		case errors.Is(err, accounts.ErrLocked):
			locked.Add(1)
		default:
			t.Error(err)
		}
	})
	if evaluated.Load() != accounts.MaxTries || locked.Load() != 60-accounts.MaxTries {
		t.Errorf("%d evaluated, %d refused", evaluated.Load(), locked.Load())
	}
}

func parallel(n int, do func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { do(i) })
	}
	wg.Wait()
}

func TestCodeRegistersAndLogsIn(t *testing.T) {
	e := newEnv(t)
	first := must(e.verify("+86 138-0000-1234", e.code(mobile)))(t)
	again := must(e.verify(mobile, e.code(" １３８００００１２３４ ")))(t)
	if first.User.ID != again.User.ID || len(e.phones) != 2 || e.phones[0] != first.User.ID {
		t.Errorf("users %s and %s, told %v", first.User.ID, again.User.ID, e.phones)
	}
	if got := must(e.service.MobileOf(context.Background(), first.User.ID))(t); got.Reveal() != mobile {
		t.Error("the mobile is another")
	}
	a := must(e.service.Authenticate(context.Background(), again.Token.Reveal()))(t)
	if len(a.Bindings) != 0 || !a.May(auth.VolunteerSelf) || a.May(auth.SignUp) {
		t.Errorf("a new account may: %+v", a)
	}
	if msgs := notifytest.Queued(t, e.outbox, "account.code/"); len(msgs) != 2 || !msgs[0].Urgent || len(msgs[0].Data) != 0 {
		t.Errorf("queued: %+v", msgs)
	}
	e.auditHolds()
}

func TestCodeRefusals(t *testing.T) {
	for _, bad := range []string{"", "12345", "+1 202 555 0100", "02087654321", "12800001234"} {
		e := newEnv(t)
		if err := e.service.RequestCode(context.Background(), privacy.Secret(bad), "zh"); !errors.Is(err, ident.ErrMobile) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	refused := func(name string, e *env, c privacy.Secret) {
		t.Helper()
		if s, err := e.verify(mobile, c); !errors.Is(err, accounts.ErrCode) || s.Token != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := newEnv(t)
	refused("never asked for", e, "123456")
	c := e.code(mobile)
	refused("wrong", e, other(c))
	if _, err := e.verify("13800009999", c); !errors.Is(err, accounts.ErrCode) {
		t.Errorf("another number's: %v", err)
	}
	must(e.verify(mobile, c))(t)
	refused("replayed", e, c)
	old := e.code(mobile)
	if fresh := e.code(mobile); old != fresh {
		refused("replaced", e, old)
		must(e.verify(mobile, fresh))(t)
	}
	e.later(accounts.CodeSpan)
	c = e.code(mobile)
	e.later(accounts.CodeLife)
	refused("expired", e, c)
	c = e.code(mobile)
	for range accounts.CodeGuesses {
		refused("guessed", e, other(c))
	}
	refused("spent", e, c)
}

func TestParallelGuessesOnOneCode(t *testing.T) {
	e := newEnv(t)
	c := e.code(mobile)
	parallel(200, func(int) {
		if _, err := e.verify(mobile, other(c)); !errors.Is(err, accounts.ErrCode) {
			t.Error(err)
		}
	})
	if _, err := e.verify(mobile, c); !errors.Is(err, accounts.ErrCode) {
		t.Errorf("a sixth guess was looked at: %v", err)
	}
	e.later(accounts.CodeSpan)
	c = e.code(mobile)
	var in atomic.Int64
	parallel(200, func(int) {
		if _, err := e.verify(mobile, c); err == nil {
			in.Add(1)
		}
	})
	if in.Load() != 1 {
		t.Errorf("one code logged in %d times", in.Load())
	}
}

func TestCodesPerNumber(t *testing.T) {
	e := newEnv(t)
	ask := func() error { return e.service.RequestCode(context.Background(), mobile, "zh") }
	sent := 0
	for range 8 {
		for range accounts.CodesPerSpan + 1 {
			if err := ask(); err == nil {
				sent++
			} else if !errors.Is(err, accounts.ErrCodesTooOften) {
				t.Fatal(err)
			}
		}
		if want := min(sent, accounts.CodesPerDay); sent > want {
			t.Fatalf("%d codes sent", sent)
		}
		e.later(accounts.CodeSpan)
	}
	if sent != accounts.CodesPerDay {
		t.Errorf("%d codes in a day, want %d", sent, accounts.CodesPerDay)
	}
	e.later(24 * time.Hour)
	if err := ask(); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestCodesParallel(t *testing.T) {
	e := newEnv(t)
	var sent atomic.Int64
	parallel(50, func(int) {
		if e.service.RequestCode(context.Background(), mobile, "zh") == nil {
			sent.Add(1)
		}
	})
	if sent.Load() != accounts.CodesPerSpan {
		t.Errorf("%d codes sent at once", sent.Load())
	}
}

func TestSprayingNumbersHitsTheBreaker(t *testing.T) {
	e := newEnv(t, func(d *accounts.Deps) { d.Bounds.CodesPerDay = 20 })
	sent := 0
	for i := range 60 {
		number := privacy.Secret("138" + string([]byte{'0' + byte(i/10), '0' + byte(i%10)}) + "123456")
		switch err := e.service.RequestCode(context.Background(), number, "zh"); {
		case err == nil:
			sent++
		case !errors.Is(err, accounts.ErrCodesUnavailable):
			t.Fatal(err)
		}
	}
	if sent < 20 || sent > 22 {
		t.Errorf("%d codes sent", sent)
	}
}

func TestDisabledNumber(t *testing.T) {
	e := newEnv(t)
	s := must(e.verify(mobile, e.code(mobile)))(t)
	c := e.code(mobile)
	must(e.service.Disable(system(), s.User.ID, 0))(t)
	if e.alive(s) {
		t.Error("a disabled account's session lives")
	}
	if _, err := e.verify(mobile, c); !errors.Is(err, accounts.ErrCode) {
		t.Errorf("a disabled account logs in: %v", err)
	}
	before := len(e.sms.Got())
	e.code(mobile)
	if len(e.sms.Got()) != before {
		t.Error("a disabled account is sent a code")
	}
	must(e.service.Enable(system(), s.User.ID, 0))(t)
	if e.alive(s) {
		t.Error("enabling revives an old session")
	}
}

// TestFirstLoginByCodeVoidsOldPassword: an administrator may have entered the mobile and know the password.
func TestFirstLoginByCodeVoidsOldPassword(t *testing.T) {
	e := newEnv(t)
	u := must(e.service.Create(system(), accounts.NewUser{
		Name: "李雷", Login: "lilei", Mobile: mobile, Bindings: []auth.Binding{{Role: auth.SocialWorker, OrgID: orgA}},
	}))(t)
	if err := e.service.Change(system(), u.ID, func(u *accounts.User) { u.MobileProven = false }); err != nil {
		t.Fatal(err)
	}
	thief := must(e.login("lilei", u.Password))(t)
	holder := must(e.verify(mobile, e.code(mobile)))(t)
	if holder.User.ID != u.ID || e.alive(thief) || !e.alive(holder) {
		t.Error("the session begun before the mobile was proven lives")
	}
	if _, err := e.login("lilei", u.Password); !errors.Is(err, accounts.ErrCredentials) {
		t.Errorf("the password set before works: %v", err)
	}
	ctx := auth.With(context.Background(), must(e.service.Authenticate(context.Background(), holder.Token.Reveal()))(t))
	if err := e.service.ChangePassword(ctx, "", "another-horse-8"); err != nil {
		t.Fatalf("own password after the code: %v", err)
	}
	must(e.login("lilei", "another-horse-8"))(t)
	must(e.verify(mobile, e.code(mobile)))(t)
	must(e.login("lilei", "another-horse-8"))(t)
}

func TestOnlyTheLatestCodeIsSent(t *testing.T) {
	e := newEnv(t)
	for range 2 {
		if err := e.service.RequestCode(context.Background(), mobile, "en"); err != nil {
			t.Fatal(err)
		}
	}
	e.delivered()
	if got := e.sms.Got(); len(got) != 1 || got[0].To != mobile || got[0].Lang != "en" {
		t.Errorf("sent %d messages", len(got))
	}
	c := e.code(mobile)
	must(e.verify(mobile, c))(t)
	if err := e.service.RequestCode(context.Background(), mobile, "en"); !errors.Is(err, accounts.ErrCodesTooOften) {
		t.Errorf("a login gives back codes: %v", err)
	}
}
