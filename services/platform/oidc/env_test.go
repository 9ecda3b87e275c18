package oidc_test

import (
	"context"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/oidc/oidctest"
)

const back = "http://127.0.0.1:9/api/v1/auth/sso/gz/callback"

var li = oidctest.Person{Subject: "li", Claims: map[string]any{"id_card": "110101199003070732"}}

// env is a platform and a provider that knows it.
type env struct {
	t        *testing.T
	provider *oidctest.Provider
	platform *oidc.Provider

	mu    sync.Mutex
	ahead time.Duration
}

func (e *env) now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return time.Now().Add(e.ahead)
}

func (e *env) later(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ahead += d
}

func newEnv(t *testing.T, change ...func(*oidc.Settings)) *env {
	t.Helper()
	e := &env{t: t, provider: startProvider(t)}
	e.platform = e.open(settings(e.provider), change...)
	return e
}

func startProvider(t *testing.T, people ...oidctest.Person) *oidctest.Provider {
	t.Helper()
	p, err := oidctest.Start(oidctest.Client{ID: "tongxing", Secret: "s3cret", Redirects: []string{back}, LoggedOut: []string{"http://127.0.0.1:9/console/"}},
		append([]oidctest.Person{li}, people...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func settings(p *oidctest.Provider) oidc.Settings {
	return oidc.Settings{Key: "gz", Issuer: p.Issuer, ClientID: "tongxing", Secret: "s3cret", NameZH: "省平台", NameEN: "Province", IDNumber: "id_card"}
}

func (e *env) open(s oidc.Settings, change ...func(*oidc.Settings)) *oidc.Provider {
	e.t.Helper()
	for _, c := range change {
		c(&s)
	}
	p := oidc.New([]oidc.Settings{s}, true, e.now)[0]
	e.t.Cleanup(p.Close)
	return p
}

func (e *env) begin() (oidc.Attempt, string) {
	e.t.Helper()
	a, address, err := e.platform.Begin(context.Background(), back)
	if err != nil {
		e.t.Fatal(err)
	}
	return a, address
}

// authorised begins, logs the person in at the provider, and returns what the browser brings back.
func (e *env) authorised(subject string) (oidc.Attempt, oidc.Answer) {
	e.t.Helper()
	a, address := e.begin()
	return a, e.answer(address, subject)
}

func (e *env) answer(address, subject string) oidc.Answer {
	e.t.Helper()
	got, err := e.provider.LogIn(address, subject)
	if err != nil {
		e.t.Fatal(err)
	}
	u, err := url.Parse(got)
	if err != nil {
		e.t.Fatal(err)
	}
	q := u.Query()
	return oidc.Answer{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")}
}

func (e *env) finish(a oidc.Attempt, answer oidc.Answer) (oidc.Identity, error) {
	return e.platform.Finish(context.Background(), a, answer)
}
