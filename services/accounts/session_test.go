package accounts_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func TestSessionsEndByIdlenessAndAge(t *testing.T) {
	for _, tt := range []struct {
		name       string
		idle, life time.Duration
		bindings   []auth.Binding
	}{
		{"staff", accounts.StaffIdle, accounts.StaffLife, []auth.Binding{{Role: auth.CountyAdmin, Region: county}}},
		{"own records", accounts.OwnIdle, accounts.OwnLife, nil},
		{"volunteer", accounts.OwnIdle, accounts.OwnLife, []auth.Binding{{Role: auth.Volunteer}}},
	} {
		e := newEnv(t)
		e.user("wang", tt.bindings...)
		s := must(e.login("wang", secret))(t)
		e.later(tt.idle - time.Millisecond)
		if !e.alive(s) {
			t.Errorf("%s: ended before its time", tt.name)
		}
		e.later(tt.idle)
		if e.alive(s) {
			t.Errorf("%s: lives though idle", tt.name)
		}
		s = must(e.login("wang", secret))(t)
		for used := time.Duration(0); used < tt.life; used += tt.idle / 2 {
			if !e.alive(s) {
				t.Fatalf("%s: ended after %v of use", tt.name, used)
			}
			e.later(tt.idle / 2)
		}
		if e.alive(s) {
			t.Errorf("%s: lives for ever", tt.name)
		}
	}
}

func TestANewRoleShortensTheSession(t *testing.T) {
	e := newEnv(t)
	u := e.user("wang")
	s := must(e.login("wang", secret))(t)
	must(e.service.Grant(system(), u.ID, 0, auth.Binding{Role: auth.SystemAdmin}))(t)
	e.later(accounts.StaffIdle)
	if e.alive(s) {
		t.Error("a long session turned into one of staff")
	}
}

func TestOwnSessions(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	e.user("li-lei")
	one, two, foreign := must(e.login("wang", secret))(t), must(e.login("wang", secret))(t), must(e.login("li-lei", secret))(t)
	ctx := auth.With(context.Background(), must(e.service.Authenticate(context.Background(), one.Token.Reveal()))(t))
	if page := must(e.service.Sessions(ctx))(t); len(page.Items) != 2 || page.Items[0].ID != two.Session.ID {
		t.Errorf("sessions: %+v", page.Items)
	}
	if err := e.service.EndSession(ctx, foreign.Session.ID); !errors.Is(err, docstore.ErrNotFound) || !e.alive(foreign) {
		t.Errorf("a foreign session: %v", err)
	}
	if err := e.service.EndSession(ctx, two.Session.ID); err != nil || e.alive(two) || !e.alive(one) {
		t.Errorf("ending the other: %v", err)
	}
	if err := e.service.Logout(ctx); err != nil || e.alive(one) {
		t.Errorf("logging out: %v", err)
	}
}

func TestChangePassword(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	one, two := must(e.login("wang", secret))(t), must(e.login("wang", secret))(t)
	ctx := auth.With(context.Background(), must(e.service.Authenticate(context.Background(), one.Token.Reveal()))(t))
	const next = privacy.Secret("battery-staple-9")
	for _, tt := range []struct {
		current, next privacy.Secret
		want          error
	}{
		{"wrong-horse-7", next, accounts.ErrCurrent}, {"", next, accounts.ErrCurrent}, {secret, secret, accounts.ErrSame},
		{secret, "short-7", accounts.ErrWeak}, {secret, "onlyletters", accounts.ErrWeak}, {secret, "1234567890123", accounts.ErrWeak},
		{secret, "wang-battery-9", accounts.ErrWeak}, {secret, "aaaaaaaaaaaa1", accounts.ErrWeak},
	} {
		if err := e.service.ChangePassword(ctx, tt.current, tt.next); !errors.Is(err, tt.want) {
			t.Errorf("%v, want %v", err, tt.want)
		}
	}
	if err := e.service.ChangePassword(ctx, secret, next); err != nil {
		t.Fatal(err)
	}
	if !e.alive(one) || e.alive(two) {
		t.Error("only the other sessions should end")
	}
	if _, err := e.login("wang", secret); !errors.Is(err, accounts.ErrCredentials) {
		t.Errorf("the old password works: %v", err)
	}
	must(e.login("wang", next))(t)
	for range accounts.MaxTries {
		_ = e.service.ChangePassword(ctx, "wrong-horse-7", secret)
	}
	if err := e.service.ChangePassword(ctx, next, secret); !errors.Is(err, accounts.ErrLocked) {
		t.Errorf("guesses from a stolen session: %v", err)
	}
}

func TestGeneratedPasswordGivesNoRolesUntilChanged(t *testing.T) {
	e := newEnv(t)
	u := must(e.service.Create(system(), accounts.NewUser{Name: "王", Login: "wang", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}))(t)
	s := must(e.login("wang", u.Password))(t)
	a := must(e.service.Authenticate(context.Background(), s.Token.Reveal()))(t)
	if a.May(auth.UserManage) || !a.May(auth.Session) {
		t.Errorf("before: %+v", a)
	}
	if err := e.service.ChangePassword(auth.With(context.Background(), a), u.Password, "battery-staple-9"); err != nil {
		t.Fatal(err)
	}
	if a := must(e.service.Authenticate(context.Background(), s.Token.Reveal()))(t); !a.May(auth.UserManage) {
		t.Errorf("after: %+v", a)
	}
}

func TestPreferences(t *testing.T) {
	e := newEnv(t)
	u := e.user("wang")
	good := accounts.Preferences{Lang: "en", Channels: []notify.Channel{notify.ByEmail}, QuietFrom: "22:00", QuietTo: "07:30"}
	for _, bad := range []accounts.Preferences{
		{}, {Lang: "fr"}, {Lang: "zh", QuietFrom: "22:00"}, {Lang: "zh", QuietFrom: "24:00", QuietTo: "07:00"},
		{Lang: "zh", Channels: []notify.Channel{notify.InApp}},
	} {
		if _, err := e.service.SetPreferences(e.as(u), 0, bad); !errors.Is(err, accounts.ErrPreference) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := e.service.SetPreferences(e.as(u), 9, good); !errors.Is(err, docstore.ErrStale) {
		t.Errorf("stale: %v", err)
	}
	must(e.service.SetPreferences(e.as(u), u.Version, good))(t)
	c := must(e.service.Contact(context.Background(), u.ID))(t)
	if c.Lang != "en" || c.QuietFrom != "22:00" || c.QuietTo != "07:30" || len(c.Channels) != 1 || c.Email.Reveal() != "wang@example.org" {
		t.Errorf("contact: %+v", c)
	}
}

func TestSweep(t *testing.T) {
	e := newEnv(t)
	e.user("wang")
	old := must(e.login("wang", secret))(t)
	_, _ = e.login("nobody", secret)
	e.code(mobile)
	e.later(accounts.OwnIdle)
	fresh := must(e.login("wang", secret))(t)
	if err := e.service.Sweep(system()); err != nil {
		t.Fatal(err)
	}
	if e.alive(old) || !e.alive(fresh) {
		t.Error("the wrong session is gone")
	}
	if left := e.countStored("sessions", "codes", "login_tries"); left != [3]int64{1, 0, 0} {
		t.Errorf("left in the store: %v", left)
	}
}
