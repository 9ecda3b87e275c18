package accounts_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/totp"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const site = "https://tongxing.example.gov.cn"

// demanding makes county administrators and buyer's people need a second factor.
func demanding(d *accounts.Deps) {
	d.FactorRoles, d.Origin = accounts.DefaultFactorRoles, site
}

// factorClient is a browser with an authenticator app and a security key.
type factorClient struct {
	*env
	api    *apitest.App
	secret string
	key    virtualwebauthn.Authenticator
	rp     virtualwebauthn.RelyingParty
}

func (e *env) browser() *factorClient {
	return &factorClient{
		env: e, api: e.api(), key: virtualwebauthn.NewAuthenticator(),
		rp: virtualwebauthn.RelyingParty{ID: "tongxing.example.gov.cn", Name: "同行 Tongxing", Origin: site},
	}
}

// shown returns the code that the authenticator app shows now.
func (c *factorClient) shown() string { return must(totp.GenerateCode(c.secret, c.now()))(c.t) }

type startedAnswer struct {
	Token      string         `json:"token"`
	StepToken  string         `json:"step_token"`
	SecondStep []accounts.Way `json:"second_step"`
}

// login gives the password and returns the answer.
func (c *factorClient) login(login string) (got startedAnswer) {
	c.t.Helper()
	c.api.Do("POST", "/auth/login", `{"login":"`+login+`","password":"`+secret.Reveal()+`"}`).Want(http.StatusOK).JSON(&got)
	return got
}

type factorsAnswer struct {
	Required bool     `json:"required"`
	TOTP     bool     `json:"totp"`
	Left     int      `json:"recovery_left"`
	Codes    []string `json:"recovery_codes"`
	Passkeys []struct{ ID, Name string }
}

// setUpTOTP sets up the authenticator app with the session.
func (c *factorClient) setUpTOTP(me *apitest.App) (got factorsAnswer) {
	c.t.Helper()
	var key struct{ Secret, URL string }
	me.Do("POST", "/me/factors/totp", nil).Want(http.StatusOK).JSON(&key)
	if !strings.HasPrefix(key.URL, "otpauth://totp/Tongxing:") || !strings.Contains(key.URL, key.Secret) {
		c.t.Errorf("address for the QR code: %s", key.URL)
	}
	c.secret = key.Secret
	me.Do("POST", "/me/factors/totp/confirm", `{"code":"`+c.shown()+`"}`).Want(http.StatusOK).JSON(&got)
	return got
}

// create answers the options for a new passkey as a browser at the relying party.
func (c *factorClient) create(options []byte, rp virtualwebauthn.RelyingParty, cred virtualwebauthn.Credential) string {
	c.t.Helper()
	asked := must(virtualwebauthn.ParseAttestationOptions(string(options)))(c.t)
	return virtualwebauthn.CreateAttestationResponse(rp, c.key, cred, *asked)
}

// fullKey is the length in bytes of a COSE key on P-256 whose two coordinates have the 32 bytes that RFC 9053, section 7.1.1
// demands.
const fullKey = 77

// newKey makes a key as an authenticator does. The library drops leading zeros of a coordinate, in one key of 128, which
// the server rightly refuses, so such a key is drawn again.
func newKey() virtualwebauthn.Credential {
	for {
		if cred := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(cred.Key.AttestationData()) == fullKey {
			return cred
		}
	}
}

// addPasskey adds a passkey with the session.
func (c *factorClient) addPasskey(me *apitest.App, name string) (got factorsAnswer) {
	c.t.Helper()
	cred := newKey()
	options := me.Do("POST", "/me/factors/passkeys/options", nil).Want(http.StatusOK).Body
	me.Do("POST", "/me/factors/passkeys", `{"name":"`+name+`","passkey":`+c.create(options, c.rp, cred)+`}`).Want(http.StatusOK).JSON(&got)
	c.key.AddCredential(cred)
	return got
}

// get answers the options for a proof by passkey as a browser at the relying party.
func (c *factorClient) get(options []byte, rp virtualwebauthn.RelyingParty) string {
	c.t.Helper()
	asked := must(virtualwebauthn.ParseAssertionOptions(string(options)))(c.t)
	cred := c.key.FindAllowedCredential(*asked)
	if cred == nil {
		c.t.Fatalf("no passkey for %s", options)
		return ""
	}
	cred.Counter++
	return virtualwebauthn.CreateAssertionResponse(rp, c.key, *cred, *asked)
}

// TestTrialPasswordAloneOpensTheCounty logs in with what a phished or guessed password gives.
func TestTrialPasswordAloneOpensTheCounty(t *testing.T) {
	e := newEnv(t, demanding)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	e.user("worker", auth.Binding{Role: auth.SocialWorker, OrgID: orgA})
	c := e.browser()

	// Without a second factor the role's account can only set one up.
	started := c.login("county")
	me := c.api.Bearer(started.Token)
	var own struct {
		FactorRequired bool              `json:"factor_required"`
		Permissions    []auth.Permission `json:"permissions"`
	}
	me.Do("GET", "/me", nil).Want(http.StatusOK).JSON(&own)
	if !own.FactorRequired || len(own.Permissions) != 1 {
		t.Errorf("own account: %+v", own)
	}
	for _, path := range []string{"/users", "/me/sessions"} {
		me.Do("GET", path, nil).Refused(http.StatusForbidden, "factor_required")
	}
	me.Do("PUT", "/me/preferences", `{"lang":"en"}`).Refused(http.StatusForbidden, "factor_required")
	c.api.Bearer(c.login("worker").Token).Do("GET", "/users", nil).Refused(http.StatusForbidden, "forbidden") // not by every role

	other := c.api.Bearer(c.login("county").Token)
	got := c.setUpTOTP(me)
	if len(got.Codes) != accounts.RecoveryCodes || !got.Required || !got.TOTP || got.Left != accounts.RecoveryCodes {
		t.Errorf("set up: %+v", got)
	}
	me.Do("GET", "/users", nil).Want(http.StatusOK)
	other.Do("GET", "/me", nil).Refused(http.StatusUnauthorized, "login_required") // begun by the password alone
	me.Do("GET", "/me/factors", nil).Want(http.StatusOK).Lacks(c.secret, got.Codes[0])
	if hits := e.storeHas(c.secret, got.Codes[0], strings.ReplaceAll(got.Codes[0], "-", "")); len(hits) > 0 {
		t.Errorf("in the store: %v", hits)
	}
	me.Do("DELETE", "/me/factors/totp", nil).Refused(http.StatusConflict, "last_factor")

	// From now on the password is half of a login, which opens nothing.
	e.later(time.Minute)
	started = c.login("county")
	if started.Token != "" || len(started.SecondStep) != 2 {
		t.Fatalf("after the password: %+v", started)
	}
	half := c.api.Bearer(started.StepToken)
	half.Do("GET", "/me", nil).Refused(http.StatusUnauthorized, "login_required")
	half.Do("POST", "/me/password", `{"current":"`+secret.Reveal()+`","new":"battery-staple-9"}`).Refused(http.StatusUnauthorized, "login_required")
	finish := func(step, field, value string) *apitest.Response {
		t.Helper()
		return c.api.Do("POST", "/auth/factor", `{"step_token":"`+step+`","`+field+`":"`+value+`"}`)
	}
	if r := finish(started.StepToken, "code", wrong(c.shown())).Refused(http.StatusBadRequest, "factor_wrong"); r.Fields()["code"] == "" {
		t.Errorf("not at the field: %s", r.Body)
	}
	finish(started.StepToken, "recovery", "abcde-fghjk").Refused(http.StatusBadRequest, "recovery_wrong")
	finish(started.StepToken, "nothing", "").Want(http.StatusBadRequest)
	code := c.shown()
	var done startedAnswer
	finish(started.StepToken, "code", code).Want(http.StatusOK).JSON(&done)
	c.api.Bearer(done.Token).Do("GET", "/users", nil).Want(http.StatusOK)
	finish(started.StepToken, "code", code).Refused(http.StatusUnauthorized, "login_step")
	finish(done.Token, "code", code).Refused(http.StatusUnauthorized, "login_step")

	// A code counts once, a recovery code too, and a first step lasts five minutes.
	again := c.login("county")
	finish(again.StepToken, "code", code).Refused(http.StatusBadRequest, "factor_used")
	finish(again.StepToken, "recovery", strings.ToUpper(got.Codes[3])).Want(http.StatusOK)
	again = c.login("county")
	finish(again.StepToken, "recovery", got.Codes[3]).Refused(http.StatusBadRequest, "recovery_wrong")
	e.later(accounts.LoginStepLife)
	finish(again.StepToken, "recovery", got.Codes[4]).Refused(http.StatusUnauthorized, "login_step")
	e.auditHolds()
}

func wrong(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}

// TestTrialSecondFactorGuessed guesses codes with a known password, and in an open session with all patience: after a hundred guesses a day
// nothing counts any more, wherever it comes from.
func TestTrialSecondFactorGuessed(t *testing.T) {
	e := newEnv(t, demanding)
	u := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	c := e.browser()
	c.setUpTOTP(c.api.Bearer(c.login("county").Token))
	e.later(time.Minute)
	refused := 0
	for range 12 {
		step := c.login("county")
		if r := c.api.Do("POST", "/auth/factor", `{"step_token":"`+step.StepToken+`","code":"`+wrong(c.shown())+`"}`); r.Status == http.StatusTooManyRequests {
			r.Refused(http.StatusTooManyRequests, "login_locked")
			refused++
		}
	}
	if refused != 12-accounts.MaxTries {
		t.Errorf("%d of 12 guesses refused unchecked", refused)
	}

	again := func(code string) error {
		return e.service.StepUp(e.as(u), accounts.Proof{Code: privacy.Secret(code)})
	}
	for range accounts.MaxTries - 1 { // setting the app up counted too
		if err := again(wrong(c.shown())); !errors.Is(err, accounts.ErrFactorCode) {
			t.Fatal(err)
		}
	}
	if err := again(wrong(c.shown())); !errors.Is(err, accounts.ErrLocked) {
		t.Errorf("after %d guesses in a session: %v", accounts.MaxTries, err)
	}
	patient := 0
	for ; patient < 100; patient++ {
		e.later(accounts.LongestWait)
		if err := again(wrong(c.shown())); errors.Is(err, accounts.ErrLocked) {
			break
		}
	}
	if patient == 100 {
		t.Errorf("%d more guesses were checked in a day", patient)
	}
	e.later(accounts.LongestWait)
	step := c.login("county")
	c.api.Do("POST", "/auth/factor", `{"step_token":"`+step.StepToken+`","code":"`+c.shown()+`"}`).Refused(http.StatusTooManyRequests, "login_locked")
}

// TestTrialCodeBySMSSkipsTheFactor logs in by a code on the mobile of an account with a second factor.
func TestTrialCodeBySMSSkipsTheFactor(t *testing.T) {
	e := newEnv(t)
	c := e.browser()
	c.setUpTOTP(c.api.Bearer(must(e.verify(mobile, e.code(mobile)))(t).Token.Reveal()))
	half := must(e.verify(mobile, e.code(mobile)))(t)
	if !half.Session.Half || e.alive(half) {
		t.Error("a code by SMS opens an account with a second factor")
	}
}

// TestTrialPasskeys uses passkeys as their owner, and in the ways in which they must not count.
func TestTrialPasskeys(t *testing.T) {
	e := newEnv(t, demanding)
	e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	c := e.browser()
	me := c.api.Bearer(c.login("county").Token)
	evil := virtualwebauthn.RelyingParty{ID: "evil.example", Name: "同行", Origin: "https://evil.example"}
	near := virtualwebauthn.RelyingParty{ID: c.rp.ID, Name: "同行", Origin: "https://tongxing.example.gov.cn.evil.example"}

	cred := newKey()
	for _, rp := range []virtualwebauthn.RelyingParty{evil, near} {
		options := me.Do("POST", "/me/factors/passkeys/options", nil).Want(http.StatusOK).Body
		me.Do("POST", "/me/factors/passkeys", `{"name":"x","passkey":`+c.create(options, rp, cred)+`}`).Refused(http.StatusBadRequest, "passkey_wrong")
		me.Do("POST", "/me/factors/passkeys", `{"name":"x","passkey":`+c.create(options, c.rp, cred)+`}`).Refused(http.StatusBadRequest, "passkey_wrong") // the challenge is used
	}
	options := me.Do("POST", "/me/factors/passkeys/options", nil).Want(http.StatusOK).Body
	me.Do("POST", "/me/factors/passkeys", `{"name":"  ","passkey":`+c.create(options, c.rp, cred)+`}`).Refused(http.StatusBadRequest, "passkey_name")
	me.Do("POST", "/me/factors/passkeys", `{"name":"x","passkey":{"id":"x"}}`).Refused(http.StatusBadRequest, "passkey_wrong")
	me.Do("GET", "/users", nil).Refused(http.StatusForbidden, "factor_required") // nothing half done

	if got := c.addPasskey(me, "办公室的钥匙"); len(got.Codes) != accounts.RecoveryCodes || len(got.Passkeys) != 1 || got.Passkeys[0].Name != "办公室的钥匙" {
		t.Fatalf("added: %+v", got)
	}
	got := c.addPasskey(me, "家里的钥匙")
	if len(got.Codes) != 0 || len(got.Passkeys) != 2 {
		t.Fatalf("added: %+v", got)
	}

	// Logging in.
	ask := func(step startedAnswer) []byte {
		return c.api.Do("POST", "/auth/factor/passkey", `{"step_token":"`+step.StepToken+`"}`).Want(http.StatusOK).Body
	}
	finish := func(step startedAnswer, answer string) *apitest.Response {
		return c.api.Do("POST", "/auth/factor", `{"step_token":"`+step.StepToken+`","passkey":`+answer+`}`)
	}
	step := c.login("county")
	asked := ask(step)
	if r := finish(step, c.get(asked, near)).Refused(http.StatusBadRequest, "passkey_wrong"); r.Fields()["passkey"] == "" {
		t.Errorf("not at the field: %s", r.Body)
	}
	finish(step, c.get(asked, c.rp)).Refused(http.StatusBadRequest, "passkey_wrong") // the challenge is used
	asked = ask(step)
	finish(step, c.get(ask(step), evil)).Refused(http.StatusBadRequest, "passkey_wrong")
	finish(step, c.get(asked, c.rp)).Refused(http.StatusBadRequest, "passkey_wrong") // replaced by a later challenge
	asked = ask(step)
	answer := c.get(asked, c.rp)
	other := c.login("county")
	finish(other, answer).Refused(http.StatusBadRequest, "passkey_wrong") // the challenge of another login
	e.later(20 * time.Minute)                                             // what was counted is over, and so are the first steps
	finish(step, answer).Refused(http.StatusUnauthorized, "login_step")
	step = c.login("county")
	var done startedAnswer
	finish(step, c.get(ask(step), c.rp)).Want(http.StatusOK).JSON(&done)
	me = c.api.Bearer(done.Token)
	me.Do("GET", "/users", nil).Want(http.StatusOK)

	// A step-up, and removing all but the last.
	e.later(auth.FreshFor)
	remove := "/me/factors/passkeys/" + got.Passkeys[0].ID
	me.Do("DELETE", remove, nil).Refused(http.StatusForbidden, "step_up_required")
	me.Do("POST", "/me/step-up", `{"password":"`+secret.Reveal()+`"}`).Refused(http.StatusBadRequest, "proof_way") // the weaker way
	asked = me.Do("POST", "/me/step-up/passkey", nil).Want(http.StatusOK).Body
	answer = c.get(asked, c.rp)
	e.later(accounts.LoginStepLife)
	me.Do("POST", "/me/step-up", `{"passkey":`+answer+`}`).Refused(http.StatusBadRequest, "passkey_wrong") // too late
	asked = me.Do("POST", "/me/step-up/passkey", nil).Want(http.StatusOK).Body
	me.Do("POST", "/me/step-up", `{"passkey":`+c.get(asked, c.rp)+`}`).Want(http.StatusNoContent)

	// The challenge of another act, a copy of the key, and a key that is there already.
	asked = me.Do("POST", "/me/step-up/passkey", nil).Want(http.StatusOK).Body
	adding := me.Do("POST", "/me/factors/passkeys/options", nil).Want(http.StatusOK).Body
	asked = bytes.Replace(asked, challengeOf(t, asked), challengeOf(t, adding), 1)
	me.Do("POST", "/me/step-up", `{"passkey":`+c.get(asked, c.rp)+`}`).Refused(http.StatusBadRequest, "passkey_wrong")
	asked = me.Do("POST", "/me/step-up/passkey", nil).Want(http.StatusOK).Body
	key := c.key.FindAllowedCredential(*must(virtualwebauthn.ParseAssertionOptions(string(asked)))(t))
	was := key.Counter
	key.Counter = 0 // as when it was copied
	me.Do("POST", "/me/step-up", `{"passkey":`+c.get(asked, c.rp)+`}`).Refused(http.StatusBadRequest, "passkey_wrong")
	key.Counter = was
	options = me.Do("POST", "/me/factors/passkeys/options", nil).Want(http.StatusOK).Body
	me.Do("POST", "/me/factors/passkeys", `{"name":"x","passkey":`+c.create(options, c.rp, *key)+`}`).Refused(http.StatusConflict, "passkey_held")

	me.Do("DELETE", remove, nil).Want(http.StatusOK)
	me.Do("DELETE", remove, nil).Refused(http.StatusNotFound, "not_found")
	me.Do("DELETE", "/me/factors/passkeys/"+got.Passkeys[1].ID, nil).Refused(http.StatusConflict, "last_factor")
	c.setUpTOTP(me)
	me.Do("DELETE", "/me/factors/passkeys/"+got.Passkeys[1].ID, nil).Want(http.StatusOK)
	var view factorsAnswer
	me.Do("POST", "/me/factors/recovery-codes", nil).Want(http.StatusOK).JSON(&view)
	if len(view.Codes) != accounts.RecoveryCodes || !view.TOTP || len(view.Passkeys) != 0 {
		t.Errorf("at the end: %+v", view)
	}
}

// challengeOf returns the challenge in the options for a passkey.
func challengeOf(t *testing.T, options []byte) []byte {
	t.Helper()
	var asked struct{ Challenge string }
	if err := json.Unmarshal(options, &asked); err != nil || asked.Challenge == "" {
		t.Fatalf("%v in %s", err, options)
	}
	return []byte(asked.Challenge)
}

// TestPasskeysNeedAName tries addresses at which browsers refuse passkeys.
func TestPasskeysNeedAName(t *testing.T) {
	for origin, works := range map[string]bool{
		"http://127.0.0.1:8080": false, "http://localhost:8080": true, "http://example.org": false, "https://192.0.2.1": false, "https://example.org": true,
	} {
		e := newEnv(t, func(d *accounts.Deps) { d.Origin = origin })
		e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
		me := e.api().Bearer(e.token("county"))
		var view struct {
			Works bool `json:"passkeys_work"`
		}
		me.Do("GET", "/me/factors", nil).Want(http.StatusOK).JSON(&view)
		if view.Works != works {
			t.Errorf("%s: %v", origin, view.Works)
		}
		if !works {
			me.Do("POST", "/me/factors/passkeys/options", nil).Refused(http.StatusConflict, "passkey_address")
		}
	}
}

// TestTrialFactorsRemovedByColleague has the second factors of an account removed: by its administrator, whom the person hears of, and by
// nobody else.
func TestTrialFactorsRemovedByColleague(t *testing.T) {
	e := newEnv(t, demanding)
	root := e.user("root", auth.Binding{Role: auth.SystemAdmin})
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	c := e.browser()
	session := c.login("county")
	c.setUpTOTP(c.api.Bearer(session.Token))
	if _, err := e.service.RemoveFactors(e.as(admin), admin.ID, 0); !errors.Is(err, auth.ErrSelf) {
		t.Errorf("one's own: %v", err)
	}
	peer := e.user("peer", auth.Binding{Role: auth.CountyAdmin, Region: sibling})
	if _, err := e.service.RemoveFactors(e.as(peer), admin.ID, 0); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("by a colleague of another county: %v", err)
	}
	both := e.user("both", auth.Binding{Role: auth.CountyAdmin, Region: county}, auth.Binding{Role: auth.BuyerApprover, Region: sibling})
	if _, err := e.service.RemoveFactors(e.as(admin), both.ID, 0); !errors.Is(err, accounts.ErrBeyond) {
		t.Errorf("of an account with a role that a colleague could not give: %v", err)
	}
	clerk := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	if _, err := e.service.RemoveFactors(e.as(clerk), admin.ID, 0); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("by a clerk: %v", err)
	}
	removed := must(e.service.RemoveFactors(e.as(root), admin.ID, 0))(t)
	if from := removed.Actor("", e.now()).MoneyFrom; !from.Equal(e.now().Add(auth.ResetHold)) {
		t.Errorf("steps over money from %v on", from)
	}
	if _, err := e.service.RemoveFactors(e.as(root), admin.ID, 0); !errors.Is(err, accounts.ErrNoFactor) {
		t.Errorf("twice: %v", err)
	}
	c.api.Bearer(session.Token).Do("GET", "/me", nil).Refused(http.StatusUnauthorized, "login_required")
	e.delivered()
	told := false
	for _, d := range e.sms.Got() {
		told = told || strings.Contains(d.Text.Subject, "解除您的两步验证")
	}
	if !told {
		t.Error("the person is not told")
	}
	again := c.login("county")
	c.api.Bearer(again.Token).Do("GET", "/users", nil).Refused(http.StatusForbidden, "factor_required")
	c.setUpTOTP(c.api.Bearer(again.Token))
	var me struct {
		StepUp []accounts.Way `json:"step_up"`
	}
	if err := json.Unmarshal(c.api.Bearer(again.Token).Do("GET", "/me", nil).Want(http.StatusOK).Body, &me); err != nil || len(me.StepUp) != 2 {
		t.Errorf("ways: %v, %v", me.StepUp, err)
	}
}
