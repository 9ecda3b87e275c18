package accounts_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/oidc/oidctest"
)

const ownAddress = "https://tongxing.test"

var (
	liNumber   = ident.MakeIDNumber("990001", "1979-04-05", 31)
	wangNumber = ident.MakeIDNumber("990001", "1980-06-07", 11)
)

// ssoEnv is an env with two providers and the real time, which their tokens have.
type ssoEnv struct {
	*env
	gz, yn *oidctest.Provider
	app    *apitest.App
}

func newSSOEnv(t *testing.T) *ssoEnv {
	t.Helper()
	e := &ssoEnv{gz: startProvider(t, "gz"), yn: startProvider(t, "yn")}
	e.env = newEnv(t, func(d *accounts.Deps) {
		d.Providers = oidc.New([]oidc.Settings{
			{Key: "gz", Issuer: e.gz.Issuer, ClientID: "tongxing", Secret: "s3cret", NameZH: "省平台", NameEN: "Province", IDNumber: "id_card", Logout: true},
			{Key: "yn", Issuer: e.yn.Issuer, ClientID: "tongxing", Secret: "s3cret", NameZH: "邻省平台", NameEN: "Neighbour", IDNumber: "id_card"},
		}, true, d.Now)
		for _, p := range d.Providers {
			t.Cleanup(p.Close)
		}
	})
	e.at = time.Now()
	e.app = apitest.New(t, func(r *httpapi.Router) { accounts.Routes(r, e.service) }, apitest.DB(e.service.DB), apitest.Config(func(c *httpapi.Config) {
		c.Authenticate, c.SessionTTL, c.Now, c.Origin, c.Secure = e.service.Authenticate, -1, e.now, ownAddress, true
	}))
	return e
}

// The provider's people: Li and Wang with their ID numbers, one without any, one with several factors.
func startProvider(t *testing.T, key string) *oidctest.Provider {
	t.Helper()
	p, err := oidctest.Start(oidctest.Client{
		ID: "tongxing", Secret: "s3cret", Redirects: []string{ownAddress + "/api/v1/auth/sso/" + key + "/callback"}, LoggedOut: []string{ownAddress + "/console/"},
	},
		oidctest.Person{Subject: "li", Claims: map[string]any{"id_card": liNumber, "name": "王小明", "email": "wang@example.org", "phone_number": mobile}},
		oidctest.Person{Subject: "wang", Claims: map[string]any{"id_card": wangNumber}},
		oidctest.Person{Subject: "unknown", Claims: map[string]any{"name": "王小明", "email": "wang@example.org", "phone_number": mobile}},
		oidctest.Person{Subject: "strong", Methods: []string{"pwd", "otp"}},
		oidctest.Person{Subject: "hour", Ago: time.Hour},
		oidctest.Person{Subject: "untold", Ago: -1},
	)
	if err != nil {
		t.Fatal(err)
	}
	p.Lifetime = 24 * time.Hour // tests move the clock
	t.Cleanup(p.Close)
	return p
}

// browser keeps cookies by the paths that they were set for.
type browser struct {
	e       *ssoEnv
	cookies map[string]*http.Cookie // by path and name
}

func (e *ssoEnv) browser() *browser { return &browser{e: e, cookies: map[string]*http.Cookie{}} }

// do sends a request. cross says that another site leads to it: cookies that are strict are left out.
func (b *browser) do(method, path string, body any, cross bool) *apitest.Response {
	b.e.t.Helper()
	var sent []string
	full := httpapi.Prefix + path
	bare, _, _ := strings.Cut(full, "?")
	for _, key := range slices.Sorted(maps.Keys(b.cookies)) {
		c := b.cookies[key]
		if (bare == c.Path || strings.HasPrefix(bare, strings.TrimSuffix(c.Path, "/")+"/")) && !(cross && c.SameSite == http.SameSiteStrictMode) {
			sent = append(sent, c.Name+"="+c.Value)
		}
	}
	app := b.e.app
	if len(sent) > 0 {
		app = app.With("Cookie", strings.Join(sent, "; "))
	}
	r := app.With("Sec-Fetch-Site", "same-origin").Do(method, path, body)
	for _, c := range (&http.Response{Header: r.Header}).Cookies() {
		if c.MaxAge < 0 || !c.Expires.IsZero() && c.Expires.Before(time.Now()) {
			delete(b.cookies, c.Path+c.Name)
			continue
		}
		if !c.HttpOnly || !c.Secure {
			b.e.t.Errorf("cookie %s is open", c.Name)
		}
		b.cookies[c.Path+c.Name] = c
	}
	return r
}

func (b *browser) get(path string) *apitest.Response {
	b.e.t.Helper()
	return b.do("GET", path, nil, false)
}

// logIn logs in at the provider as the subject and returns the answer to which the browser comes back.
func (b *browser) logIn(p *oidctest.Provider, key, subject string) *apitest.Response {
	b.e.t.Helper()
	return b.comeBack(p, b.get("/auth/sso/"+key).Want(http.StatusFound).Header.Get("Location"), subject)
}

func (b *browser) comeBack(p *oidctest.Provider, address, subject string) *apitest.Response {
	b.e.t.Helper()
	return b.do("GET", b.e.backAt(p, address, subject), nil, true).Want(http.StatusFound)
}

// backAt logs the subject in at the provider and returns the path of ours to which the browser is sent back.
func (e *ssoEnv) backAt(p *oidctest.Provider, address, subject string) string {
	e.t.Helper()
	back := must(p.LogIn(address, subject))(e.t)
	path, ok := strings.CutPrefix(back, ownAddress+httpapi.Prefix)
	if !ok {
		e.t.Fatalf("sent back to %s", back)
	}
	return path
}

// ends fails unless the answer leads to the page of ours with the outcome behind it.
func (e *ssoEnv) ends(r *apitest.Response, page, outcome string) {
	e.t.Helper()
	if got := r.Header.Get("Location"); got != page+"#sso="+outcome {
		e.t.Errorf("leads to %s, want %s#sso=%s", got, page, outcome)
	}
}

// who returns the id of the account that the browser is logged in with; empty for none.
func (b *browser) who() string {
	b.e.t.Helper()
	r := b.get("/me")
	if r.Status != http.StatusOK {
		return ""
	}
	var me struct{ ID string }
	r.JSON(&me)
	return me.ID
}

// code returns the link code that the page shows after a log-in without a link.
func (b *browser) code() string {
	b.e.t.Helper()
	var got struct {
		Code     string
		Provider struct{ Key string }
	}
	b.get("/auth/sso-code").Want(http.StatusOK).JSON(&got)
	if got.Provider.Key == "" || len(got.Code) != 19 {
		b.e.t.Errorf("code: %+v", got)
	}
	return got.Code
}

// verify makes the ID number that of the account, as seen on the card.
func (e *ssoEnv) verifyIDs(u accounts.User, number string) {
	e.t.Helper()
	key := e.service.Index.Index("id_number", number)
	if err := e.service.Change(system(), u.ID, func(u *accounts.User) { u.PersonKey, u.VerifiedKey = key, key }); err != nil {
		e.t.Fatal(err)
	}
}
