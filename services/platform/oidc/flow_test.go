package oidc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/oidc/oidctest"
)

func TestLogIn(t *testing.T) {
	e := newEnv(t)
	a, address := e.begin()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{
		"client_id": "tongxing", "redirect_uri": back, "response_type": "code", "scope": "openid", "state": a.State, "nonce": a.Nonce, "code_challenge_method": "S256",
	} {
		if q.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, q.Get(name), want)
		}
	}
	if strings.Contains(address, a.Verifier) || strings.Contains(address, "s3cret") || len(a.State) < 22 || len(a.Nonce) < 22 || len(a.Verifier) < 43 {
		t.Error("the address tells a secret, or one is short")
	}
	got, err := e.finish(a, e.answer(address, "li"))
	if err != nil || got.Issuer != e.provider.Issuer || got.Subject != "li" || got.IDNumber != "110101199003070732" || got.Multi || time.Since(got.AuthAt) > time.Minute {
		t.Errorf("%+v, %v", got, err)
	}
}

// The identity's ID number comes from userinfo where the ID token lacks it.
func TestIDNumberFromUserinfo(t *testing.T) {
	e := newEnv(t, func(s *oidc.Settings) { s.Scopes = []string{"userinfo"} })
	got, err := e.finish(e.authorised("li"))
	if err != nil || got.IDNumber != "110101199003070732" {
		t.Errorf("%+v, %v", got, err)
	}
	e.provider.Hook = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/userinfo" {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"sub":"wang","id_card":"110101199003070732"}`))
		return true
	}
	if _, err := e.finish(e.authorised("li")); !errors.Is(err, oidc.ErrAnswer) {
		t.Errorf("userinfo of another person: %v", err)
	}
}

func TestSeveralFactors(t *testing.T) {
	people := []oidctest.Person{
		{Subject: "none"}, {Subject: "pwd", Methods: []string{"pwd"}}, {Subject: "sms", Methods: []string{"sms"}}, {Subject: "unknown", Methods: []string{"pwd", "user"}},
		{Subject: "both", Methods: []string{"pwd", "otp"}}, {Subject: "mfa", Methods: []string{"mfa"}}, {Subject: "face", Methods: []string{"hwk", "face"}},
		{Subject: "class", Class: "gold"}, {Subject: "low", Class: "bronze"},
	}
	e := newEnv(t, func(s *oidc.Settings) { s.Multi = []string{"gold"} })
	e.provider.People = people
	for subject, want := range map[string]bool{
		"none": false, "pwd": false, "sms": false, "unknown": false, "low": false, "both": true, "mfa": true, "face": true, "class": true,
	} {
		if got, err := e.finish(e.authorised(subject)); err != nil || got.Multi != want {
			t.Errorf("%s: several factors %v, %v", subject, got.Multi, err)
		}
	}
}

func TestAnswersRefused(t *testing.T) {
	e := newEnv(t)
	for name, tt := range map[string]struct {
		spoil func(*oidc.Attempt, *oidc.Answer)
		want  error
	}{
		"another state":                 {func(_ *oidc.Attempt, r *oidc.Answer) { r.State += "x" }, oidc.ErrAttempt},
		"no state":                      {func(a *oidc.Attempt, r *oidc.Answer) { a.State, r.State = "", "" }, oidc.ErrAttempt},
		"attempt of another provider":   {func(a *oidc.Attempt, _ *oidc.Answer) { a.Provider = "yn" }, oidc.ErrAttempt},
		"too old":                       {func(a *oidc.Attempt, _ *oidc.Answer) { a.At = a.At.Add(-oidc.Life - time.Second) }, oidc.ErrAttempt},
		"from the future":               {func(a *oidc.Attempt, _ *oidc.Answer) { a.At = a.At.Add(time.Hour) }, oidc.ErrAttempt},
		"no code":                       {func(_ *oidc.Attempt, r *oidc.Answer) { r.Code = "" }, oidc.ErrAttempt},
		"another code":                  {func(_ *oidc.Attempt, r *oidc.Answer) { r.Code += "x" }, oidc.ErrAttempt},
		"code of another browser":       {func(a *oidc.Attempt, _ *oidc.Answer) { a.Verifier = strings.Repeat("x", 43) }, oidc.ErrAttempt},
		"code for another address":      {func(a *oidc.Attempt, _ *oidc.Answer) { a.Redirect += "x" }, oidc.ErrAttempt},
		"answer of another issuer":      {func(_ *oidc.Attempt, r *oidc.Answer) { r.Issuer = "https://elsewhere.example" }, oidc.ErrAnswer},
		"another nonce":                 {func(a *oidc.Attempt, _ *oidc.Answer) { a.Nonce = "another" }, oidc.ErrAnswer},
		"refused by the person":         {func(_ *oidc.Attempt, r *oidc.Answer) { r.Code, r.Error = "", "access_denied" }, oidc.ErrDeclined},
		"a refusal of another's choice": {func(_ *oidc.Attempt, r *oidc.Answer) { r.State, r.Error = "x", "access_denied" }, oidc.ErrAttempt},
	} {
		a, answer := e.authorised("li")
		tt.spoil(&a, &answer)
		if got, err := e.finish(a, answer); !errors.Is(err, tt.want) || got != (oidc.Identity{}) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestCodeUsedTwice(t *testing.T) {
	e := newEnv(t)
	a, answer := e.authorised("li")
	if _, err := e.finish(a, answer); err != nil {
		t.Fatal(err)
	}
	if got, err := e.finish(a, answer); !errors.Is(err, oidc.ErrAttempt) || got.Subject != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

// tokens lets the provider answer with the ID token that make returns for the claims of a good one.
func (e *env) tokens(change func(claims map[string]any) string) {
	e.provider.Hook = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/oauth/token" {
			return false
		}
		now := e.now()
		token := change(map[string]any{
			"iss": e.provider.Issuer, "sub": "li", "aud": "tongxing", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "id_card": "1",
		})
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": token})
		return true
	}
}

func TestTokensRefused(t *testing.T) {
	e := newEnv(t)
	other := startProvider(t)
	nonce := ""
	for name, tt := range map[string]struct {
		change func(map[string]any) string
		want   error
	}{
		"good":                    {func(c map[string]any) string { return e.provider.Sign(c) }, nil},
		"of another provider":     {func(c map[string]any) string { c["iss"] = other.Issuer; return other.Sign(c) }, oidc.ErrAnswer},
		"signed by another":       {func(c map[string]any) string { return other.Sign(c) }, oidc.ErrAnswer},
		"another issuer":          {func(c map[string]any) string { c["iss"] = other.Issuer; return e.provider.Sign(c) }, oidc.ErrAnswer},
		"another audience":        {func(c map[string]any) string { c["aud"] = "someone"; return e.provider.Sign(c) }, oidc.ErrAnswer},
		"two audiences, no party": {func(c map[string]any) string { c["aud"] = []string{"tongxing", "b"}; return e.provider.Sign(c) }, oidc.ErrAnswer},
		"another party":           {func(c map[string]any) string { c["azp"] = "someone"; return e.provider.Sign(c) }, oidc.ErrAnswer},
		"two audiences, party": {func(c map[string]any) string {
			c["aud"], c["azp"] = []string{"tongxing", "b"}, "tongxing"
			return e.provider.Sign(c)
		}, nil},
		"another nonce": {func(c map[string]any) string { c["nonce"] = "x"; return e.provider.Sign(c) }, oidc.ErrAnswer},
		"no nonce":      {func(c map[string]any) string { delete(c, "nonce"); return e.provider.Sign(c) }, oidc.ErrAnswer},
		"no subject":    {func(c map[string]any) string { delete(c, "sub"); return e.provider.Sign(c) }, oidc.ErrAnswer},
		"expired": {func(c map[string]any) string {
			c["exp"] = e.now().Add(-3 * time.Minute).Unix()
			return e.provider.Sign(c)
		}, oidc.ErrAnswer},
		"clock behind": {func(c map[string]any) string { c["exp"] = e.now().Add(-time.Minute).Unix(); return e.provider.Sign(c) }, nil},
		"from the future": {func(c map[string]any) string {
			c["iat"] = e.now().Add(3 * time.Minute).Unix()
			return e.provider.Sign(c)
		}, oidc.ErrAnswer},
		"clock ahead": {func(c map[string]any) string { c["iat"] = e.now().Add(time.Minute).Unix(); return e.provider.Sign(c) }, nil},
		"not signed":  {func(map[string]any) string { return "eyJhbGciOiJub25lIn0.eyJzdWIiOiJsaSJ9." }, oidc.ErrAnswer},
		"no token":    {func(map[string]any) string { return "" }, oidc.ErrAnswer},
		"careless claims": {func(c map[string]any) string {
			c["amr"], c["acr"], c["auth_time"] = "pwd", 2, "x"
			return e.provider.Sign(c)
		}, nil},
	} {
		e.tokens(func(c map[string]any) string {
			c["nonce"] = nonce
			return tt.change(c)
		})
		a, answer := e.authorised("li")
		nonce = a.Nonce
		if _, err := e.finish(a, answer); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A key that the provider has replaced is read again; one that it withdrew counts no more for new tokens.
func TestKeysRotate(t *testing.T) {
	e := newEnv(t)
	for range 3 {
		if _, err := e.finish(e.authorised("li")); err != nil {
			t.Fatal(err)
		}
		e.provider.Rotate()
	}
}

func TestProviderAway(t *testing.T) {
	e := newEnv(t)
	var broken func(http.ResponseWriter, *http.Request) bool
	e.provider.Hook = func(w http.ResponseWriter, r *http.Request) bool { return broken != nil && broken(w, r) }
	at := func(path string, answer http.HandlerFunc) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, path) {
				return false
			}
			answer(w, r)
			return true
		}
	}
	failing := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadGateway) }
	moved := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
	}
	long := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"issuer":%q,"padding":%q}`, e.provider.Issuer, strings.Repeat("x", 2<<20))
	}
	plain := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":"http://elsewhere.example/a","token_endpoint":"http://elsewhere.example/t","jwks_uri":"http://elsewhere.example/k"}`, e.provider.Issuer)
	}
	other := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"issuer":"http://127.0.0.1:1"}`))
	}
	for name, h := range map[string]http.HandlerFunc{"failing": failing, "moved": moved, "too long": long, "without TLS": plain, "another issuer": other} {
		broken = at("/.well-known/", h)
		e.platform = e.open(settings(e.provider))
		if _, _, err := e.platform.Begin(context.Background(), back); !errors.Is(err, oidc.ErrUnreachable) {
			t.Errorf("discovery %s: %v", name, err)
		}
		broken = nil
		if _, _, err := e.platform.Begin(context.Background(), back); !errors.Is(err, oidc.ErrUnreachable) {
			t.Errorf("discovery %s: asked again at once: %v", name, err)
		}
		e.later(11 * time.Second)
		if _, _, err := e.platform.Begin(context.Background(), back); err != nil {
			t.Errorf("discovery %s: not asked again later: %v", name, err)
		}
	}
	for path, tests := range map[string]map[string]struct {
		answer http.HandlerFunc
		want   error
	}{
		"/oauth/token": {"failing": {failing, oidc.ErrUnreachable}, "moved": {moved, oidc.ErrAnswer}, "too long": {long, oidc.ErrUnreachable}},
		"/keys":        {"failing": {failing, oidc.ErrUnreachable}, "too long": {long, oidc.ErrUnreachable}},
	} {
		for name, tt := range tests {
			e.platform = e.open(settings(e.provider))
			a, answer := e.authorised("li")
			broken = at(path, tt.answer)
			if _, err := e.finish(a, answer); !errors.Is(err, tt.want) || strings.Contains(err.Error(), "xxx") {
				t.Errorf("%s %s: %.300v", path, name, err)
			}
			broken = nil
		}
	}
	e.platform = e.open(settings(e.provider), func(s *oidc.Settings) { s.Secret = "wrong" })
	if _, err := e.finish(e.authorised("li")); !errors.Is(err, oidc.ErrAnswer) {
		t.Errorf("a wrong secret: %v", err)
	}
}

// A provider that is away later is no hindrance for what is known of it.
func TestKnownProviderIsKept(t *testing.T) {
	e := newEnv(t)
	e.begin()
	e.later(2 * time.Hour)
	e.provider.Hook = func(w http.ResponseWriter, _ *http.Request) bool {
		http.Error(w, "no", http.StatusBadGateway)
		return true
	}
	e.begin()
}

func TestSlowProvider(t *testing.T) {
	e := newEnv(t)
	e.provider.Hook = func(_ http.ResponseWriter, r *http.Request) bool {
		<-r.Context().Done()
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := e.platform.Begin(ctx, back); !errors.Is(err, oidc.ErrUnreachable) {
		t.Error(err)
	}
	if oidc.AnswerTime > 5*time.Second {
		t.Error("one answer may take", oidc.AnswerTime)
	}
}

func TestLogoutAddress(t *testing.T) {
	e := newEnv(t)
	const home = "http://127.0.0.1:9/console/"
	if got := e.platform.LogoutAddress(context.Background(), home); got != "" {
		t.Errorf("not asked for: %s", got)
	}
	e.platform = e.open(settings(e.provider), func(s *oidc.Settings) { s.Logout = true })
	got := e.platform.LogoutAddress(context.Background(), home)
	back, err := e.provider.LogIn(got, "")
	if err != nil || back != home {
		t.Errorf("%s leads to %s, %v", got, back, err)
	}
}
