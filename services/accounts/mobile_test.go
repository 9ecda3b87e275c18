package accounts_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const nextMobile = "13900139009"

// codesFor asks for the codes of a change and returns that on the new number.
func (e *env) codesFor(ctx context.Context, number privacy.Secret) privacy.Secret {
	e.t.Helper()
	if err := e.service.AskMobileCodes(ctx, number); err != nil {
		e.t.Fatal(err)
	}
	return e.deliveredTo(number)
}

// TestFirstMobile gives a number to an account without one: its password stands in for the code on the present number.
func TestFirstMobile(t *testing.T) {
	e := newEnv(t)
	u := e.user("wang", auth.Binding{Role: auth.BuyerClerk, Region: county})
	c := accounts.MobileChange{Mobile: nextMobile, Code: e.codesFor(e.as(u), nextMobile), Current: "wrong-horse-7"}
	if _, err := e.service.ChangeMobile(e.as(u), c); !errors.Is(err, accounts.ErrCurrent) {
		t.Errorf("with a wrong password: %v", err)
	}
	c.Current = secret
	if got := must(e.service.ChangeMobile(e.as(u), c))(t); got.Mobile != nextMobile || !got.MobileProven {
		t.Errorf("the account has %s", got.Mobile.Reveal())
	}
	if got := must(e.verify(nextMobile, e.code(nextMobile)))(t).User; got.ID != u.ID {
		t.Errorf("the number opens %s", got.ID)
	}
}

// TestGuessingMobileCodes ends the guessing of both codes after five tries, also for staff, whose transaction is rolled back.
func TestGuessingMobileCodes(t *testing.T) {
	e := newEnv(t)
	u := must(e.verify(mobile, e.code(mobile)))(t).User
	right := e.codesFor(e.as(u), nextMobile)
	for range accounts.CodeGuesses {
		_, err := e.service.ChangeMobile(e.as(u), accounts.MobileChange{Mobile: nextMobile, Code: right, OldCode: "no"})
		if !errors.Is(err, accounts.ErrMobileCode) {
			t.Fatal(err)
		}
	}
	if _, err := e.service.ChangeMobile(e.as(u), accounts.MobileChange{Mobile: nextMobile, Code: right, OldCode: "no"}); err == nil {
		t.Error("a sixth guess")
	}
	idNumber := privacy.Secret(ident.MakeIDNumber("990001", "1979-04-05", 21))
	n := accounts.NewUser{Name: "李雷", Login: "lilei", IDNumber: idNumber, Bindings: []auth.Binding{{Role: auth.BuyerClerk, Region: county}}}
	w := must(e.service.Create(system(), n))(t)
	admin := e.as(e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county}))
	const lost = "13900139010"
	must(e.service.AskMobile(admin, w.ID, 0, lost, idNumber))(t)
	code := e.deliveredTo(lost)
	for range accounts.CodeGuesses {
		if _, err := e.service.ReplaceMobile(admin, w.ID, 0, lost, other(code)); !errors.Is(err, accounts.ErrMobileCode) {
			t.Fatal(err)
		}
	}
	if _, err := e.service.ReplaceMobile(admin, w.ID, 0, lost, code); !errors.Is(err, accounts.ErrMobileCode) {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
}
