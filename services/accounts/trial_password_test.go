package accounts_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// TestTrialResetterLogsIn has an administrator reset a password, and make an account, and log in with what the answers show.
func TestTrialResetterLogsIn(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	clerk := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	app := e.api()
	boss := app.Bearer(e.token("county"))
	made := boss.Do("POST", "/users", `{"login":"lilei","name":"李雷","email":"lilei@example.org","bindings":[{"role":"buyer_clerk","region":"`+county+`"}]}`).Want(http.StatusCreated)
	reset := boss.Do("POST", "/users/"+clerk.ID+"/password-reset", nil).Want(http.StatusOK)
	for login, body := range map[string][]byte{"lilei": made.Body, "clerk": reset.Body} {
		var answer map[string]any
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		for field, value := range answer {
			text, ok := value.(string)
			if !ok || text == "" {
				continue
			}
			if app.Do("POST", "/auth/login", map[string]string{"login": login, "password": text}).Status == http.StatusOK {
				t.Errorf("the administrator logs in as %s with the %s in the answer", login, field)
			}
		}
	}
}

// asked is what the trials send to /auth/password and its page.
type asked map[string]string

// sheet has the named administrator reset the password of the account, which has neither mobile nor mail, and returns the code to print.
func (e *env) sheet(app *apitest.App, by string, u accounts.User) string {
	e.t.Helper()
	var sent struct{ Way, To, Code string }
	app.Bearer(e.token(by)).Do("POST", "/users/"+u.ID+"/password-reset", nil).Want(http.StatusOK).JSON(&sent)
	if sent.Way != "print" || sent.To != "" || len(sent.Code) != 19 {
		e.t.Errorf("sent: %+v", sent)
	}
	return sent.Code
}

// withoutAddress creates an account with neither mobile nor mail; card may be empty.
func (e *env) withoutAddress(login string, card privacy.Secret) accounts.User {
	e.t.Helper()
	return must(e.service.Create(system(), accounts.NewUser{
		Name: "李雷", Login: login, Password: secret, IDNumber: card, Bindings: []auth.Binding{{Role: auth.BuyerClerk, Region: county}},
	}))(e.t)
}

// TestTrialLinkGoesToThePerson resets a password: the link goes to the person alone, works once and for a day, the person is told who did
// it, the old password and sessions end, and a newer link replaces an older one.
func TestTrialLinkGoesToThePerson(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	u := must(e.service.Create(system(), accounts.NewUser{
		Name: "李雷", Login: "lilei", Password: secret, Mobile: mobile, Bindings: []auth.Binding{{Role: auth.BuyerClerk, Region: county}},
	}))(t)
	app := e.api()
	before := must(e.login("lilei", secret))(t)
	reset := func() string {
		app.Bearer(e.token("county")).Do("POST", "/users/"+u.ID+"/password-reset", nil).Want(http.StatusOK).Lacks(mobile, "#")
		return e.linkTo(mobile)
	}
	first := reset()
	if len(first) != 26+43 {
		t.Fatalf("the link %q", first)
	}
	if text := e.sms.Got()[len(e.sms.Got())-1].Text.Body; !strings.Contains(text, "王小明") || !strings.Contains(text, "lilei") {
		t.Errorf("the message: %s", text)
	}
	if e.alive(before) {
		t.Error("the old session lives")
	}
	if _, err := e.login("lilei", secret); !errors.Is(err, accounts.ErrCredentials) {
		t.Errorf("the old password: %v", err)
	}
	second := reset()
	app.Do("POST", "/auth/password/account", asked{"link": first}).Refused(http.StatusBadRequest, "password_token")
	app.Do("POST", "/auth/password/account", asked{"link": second}).Want(http.StatusOK).Lacks("李雷", mobile)
	app.Do("POST", "/auth/password", asked{"link": second[:60] + "AAAAAAAAA", "new": "own-pass-2026"}).Refused(http.StatusBadRequest, "password_token")
	app.Do("POST", "/auth/password", asked{"link": second, "new": "Password12345"}).Refused(http.StatusBadRequest, "password_common")
	app.Do("POST", "/auth/password", asked{"link": second, "new": "own-pass-2026"}).Want(http.StatusNoContent)
	app.Do("POST", "/auth/password", asked{"link": second, "new": "own-pass-2027"}).Refused(http.StatusBadRequest, "password_token")
	must(e.login("lilei", "own-pass-2026"))(t)
	if got := must(e.service.Read(system(), u.ID))(t); !got.MobileProven || got.ResetAt.IsZero() {
		t.Errorf("after the link: %+v", got)
	}

	late := reset()
	e.later(accounts.LinkLife)
	app.Do("POST", "/auth/password/account", asked{"link": late}).Refused(http.StatusBadRequest, "password_token")
	stopped := reset()
	must(e.service.Disable(system(), u.ID, 0))(t)
	must(e.service.Enable(system(), u.ID, 0))(t)
	app.Do("POST", "/auth/password/account", asked{"link": stopped}).Refused(http.StatusBadRequest, "password_token")
}

// TestTrialResetterUsesTheCode has the administrator who printed a code, and knows the ID number too, set the password: in the own session, logged out
// in the own browser, and in another browser. The code works once another administrator has confirmed that the person holds it.
func TestTrialResetterUsesTheCode(t *testing.T) {
	e := newEnv(t)
	for _, login := range []string{"county", "second"} {
		e.user(login, auth.Binding{Role: auth.CountyAdmin, Region: county})
	}
	app := e.api()
	for login, card := range map[string]privacy.Secret{"with-card": idNumber, "without": ""} {
		u := e.withoutAddress(login, card)
		code := e.sheet(app, "county", u)
		use := asked{"login": login, "code": code, "id_tail": idNumber.Reveal()[12:], "new": "own-pass-2026"}
		over := "/users/" + u.ID + "/hand-over"
		device := e.service.NewDevice("county")

		app.Bearer(e.token("county")).Do("POST", "/auth/password", use).Refused(http.StatusForbidden, "own_reset")
		app.With("Cookie", "tongxing_device="+device).With("Sec-Fetch-Site", "same-origin").Do("POST", "/auth/password", use).Refused(http.StatusForbidden, "own_reset")
		app.Do("POST", "/auth/password", use).Refused(http.StatusConflict, "hand_over_needed")
		app.Do("POST", "/auth/password/account", asked{"login": login, "code": code}).Refused(http.StatusConflict, "hand_over_needed")
		app.Bearer(e.token("county")).Do("POST", over, nil).Refused(http.StatusForbidden, "own_reset")

		app.Bearer(e.token("second")).Do("POST", over, nil).Want(http.StatusOK)
		app.Bearer(e.token("second")).Do("POST", over, nil).Refused(http.StatusConflict, "sheet_none")
		app.Bearer(e.token("second")).Do("POST", "/auth/password", use).Refused(http.StatusConflict, "other_account")
		app.With("Cookie", "tongxing_device="+device).With("Sec-Fetch-Site", "same-origin").Do("POST", "/auth/password", use).Refused(http.StatusForbidden, "own_reset")
		app.Do("POST", "/auth/password", use).Want(http.StatusNoContent)
		app.Do("POST", "/auth/password", use).Refused(http.StatusBadRequest, "password_token")
		must(e.login(login, "own-pass-2026"))(t)
	}
}

// TestTrialSheetGuessed guesses at a printed code that was handed over: mistyped, with wrong ID numbers, and with the codes of others.
func TestTrialSheetGuessed(t *testing.T) {
	e := newEnv(t)
	for _, login := range []string{"county", "second"} {
		e.user(login, auth.Binding{Role: auth.CountyAdmin, Region: county})
	}
	u, app := e.withoutAddress("lilei", idNumber), e.api()
	other := e.withoutAddress("han", "")
	code := e.sheet(app, "county", u)
	wrong := e.sheet(app, "county", other)
	must(e.service.HandOver(e.as(must(e.service.FindByLogin(system(), "second"))(t)), u.ID, 0))(t)
	tail := idNumber.Reveal()[12:]

	mistyped := strings.Replace(code, code[:1], map[bool]string{true: "A", false: "B"}[code[0] != 'A'], 1)
	swapped := code[:2] + string(code[3]) + string(code[2]) + code[4:]
	for range accounts.MaxTries + 1 { // mistakes are no guesses
		app.Do("POST", "/auth/password/account", asked{"login": "lilei", "code": mistyped}).Refused(http.StatusBadRequest, "code_mistyped")
		if code[2] != code[3] {
			app.Do("POST", "/auth/password/account", asked{"login": "lilei", "code": swapped}).Refused(http.StatusBadRequest, "code_mistyped")
		}
	}
	for range accounts.MaxTries {
		app.Do("POST", "/auth/password/account", asked{"login": "lilei", "code": wrong}).Refused(http.StatusBadRequest, "password_token")
	}
	app.Do("POST", "/auth/password/account", asked{"login": "lilei", "code": wrong}).Refused(http.StatusTooManyRequests, "login_locked")
	e.later(accounts.LongestWait)
	app.Do("POST", "/auth/password/account", asked{"login": "lilei", "code": strings.ToLower(strings.ReplaceAll(code, "-", " "))}).Want(http.StatusOK)
	for range accounts.TokenGuesses {
		app.Do("POST", "/auth/password", asked{"login": "lilei", "code": code, "id_tail": "00000X", "new": "own-pass-2026"}).Refused(http.StatusBadRequest, "id_tail_wrong")
	}
	app.Do("POST", "/auth/password", asked{"login": "lilei", "code": code, "id_tail": tail, "new": "own-pass-2026"}).Refused(http.StatusBadRequest, "password_token")

	code = e.sheet(app, "county", u)
	must(e.service.HandOver(e.as(must(e.service.FindByLogin(system(), "second"))(t)), u.ID, 0))(t)
	e.later(accounts.SheetLife - time.Minute)
	app.Do("POST", "/auth/password", asked{"login": "lilei", "code": code, "new": "own-pass-2026"}).Refused(http.StatusBadRequest, "id_tail_wrong")
	app.Do("POST", "/auth/password", asked{"login": "lilei", "code": code, "id_tail": tail, "new": "own-pass-2026"}).Want(http.StatusNoContent)
	e.auditHolds()
}

// TestTrialMailOfTheMaker gives a new account the mail address of the administrator who makes it: nothing is sent there.
func TestTrialMailOfTheMaker(t *testing.T) {
	e := newEnv(t)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	body := `{"login":"lilei","name":"李雷","email":"County@example.org","bindings":[{"role":"buyer_clerk","region":"` + county + `"}]}`
	var sent struct{ Way, Code string }
	e.api().Bearer(e.token("county")).Do("POST", "/users", body).Want(http.StatusCreated).JSON(&sent)
	if sent.Way != "print" || sent.Code == "" || e.linkTo("County@example.org") != "" {
		t.Errorf("sent: %+v", sent)
	}
}
