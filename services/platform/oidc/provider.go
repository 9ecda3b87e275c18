package oidc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrUnreachable means that the provider does not answer, or answers nonsense, when it is asked what it publishes about itself.
var ErrUnreachable = fault.New(fault.Conflict, "sso_unreachable", "The identity platform cannot be reached at the moment. Log in with your password, or try again later.", "统一身份认证平台暂时无法访问，请使用密码登录，或稍后再试。")

const (
	knownFor  = time.Hour        // how long what a provider publishes is kept
	failedFor = 10 * time.Second // how long a provider that failed is not asked again
	skew      = 2 * time.Minute  // how far its clock may differ
)

// Provider is an identity provider. It may be used by many goroutines at once.
type Provider struct {
	Settings
	local bool
	now   func() time.Time
	http  *http.Client

	asking singleflight.Group
	mu     sync.Mutex
	known  *published
	failed time.Time
}

// published is what a provider says about itself.
type published struct {
	provider *gooidc.Provider
	verifier *gooidc.IDTokenVerifier
	at       time.Time

	Auth       string   `json:"authorization_endpoint"`
	Token      string   `json:"token_endpoint"`
	Keys       string   `json:"jwks_uri"`
	UserInfo   string   `json:"userinfo_endpoint"`
	EndSession string   `json:"end_session_endpoint"`
	Methods    []string `json:"token_endpoint_auth_methods_supported"`
	TellsIss   bool     `json:"authorization_response_iss_parameter_supported"`
}

// New returns the providers of the settings, without asking them anything. local as in ReadSettings; now is the machine's clock when nil.
func New(list []Settings, local bool, now func() time.Time) []*Provider {
	if now == nil {
		now = time.Now
	}
	out := make([]*Provider, len(list))
	for i, s := range list {
		out[i] = &Provider{Settings: s, local: local, now: now, http: newClient()}
	}
	return out
}

// Name returns the name on the button in the language, "en" or else Chinese.
func (p *Provider) Name(lang string) string {
	if lang == "en" {
		return p.NameEN
	}
	return p.NameZH
}

// Close closes connections that are kept open for the next request.
func (p *Provider) Close() { p.http.Transport.(limited).base.(*http.Transport).CloseIdleConnections() }

// ask returns what the provider publishes, or ErrUnreachable. Callers at the same time share one request; after a failure the provider is
// left alone for some seconds. If it cannot be read again after an hour, what is known is used further.
func (p *Provider) ask(ctx context.Context) (*published, error) {
	p.mu.Lock()
	known, failed := p.known, p.failed
	p.mu.Unlock()
	now := p.now()
	if known != nil && now.Sub(known.at) < knownFor {
		return known, nil
	}
	if now.Sub(failed) < failedFor {
		if known != nil {
			return known, nil
		}
		return nil, ErrUnreachable
	}
	result := p.asking.DoChan("", func() (any, error) {
		got, err := p.read(context.Background()) // whoever began to ask may leave before the others
		p.mu.Lock()
		defer p.mu.Unlock()
		if err != nil {
			p.failed = p.now()
			return nil, err
		}
		p.known = got
		return got, nil
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, ctx.Err())
	case r := <-result:
		switch {
		case r.Err == nil:
			return r.Val.(*published), nil
		case known != nil:
			return known, nil
		}
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, r.Err)
	}
}

func (p *Provider) read(ctx context.Context) (*published, error) {
	ctx = gooidc.ClientContext(ctx, p.http)
	got, err := gooidc.NewProvider(ctx, p.Issuer)
	if err != nil {
		return nil, errors.New("discovery: " + cut(err.Error()))
	}
	d := &published{provider: got, at: p.now()}
	if err := got.Claims(d); err != nil {
		return nil, errors.New("discovery: the document has another form")
	}
	for _, address := range []string{d.Auth, d.Token, d.Keys, cmp.Or(d.UserInfo, p.Issuer), cmp.Or(d.EndSession, p.Issuer)} {
		if err := checkScheme(address, p.local); err != nil {
			return nil, err
		}
	}
	d.verifier = got.Verifier(&gooidc.Config{
		ClientID: p.ClientID,
		Now:      func() time.Time { return p.now().Add(-skew) }, // its leeway for the beginning of a token's time is five minutes
	})
	return d, nil
}

// cut shortens a text of the provider for the log.
func cut(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func (p *Provider) config(d *published, redirect string) *oauth2.Config {
	c := &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.Secret.Reveal(), RedirectURL: redirect, Endpoint: d.provider.Endpoint(),
		Scopes: append([]string{gooidc.ScopeOpenID}, p.Scopes...),
	}
	// Named, because the library would find it out by trying, and a second try with the same code is refused.
	c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if len(d.Methods) > 0 && !slices.Contains(d.Methods, "client_secret_basic") {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return c
}

// LogoutAddress returns the address at which the browser ends its session at the provider and comes back; empty when the settings do not
// ask for it, or the provider offers none or cannot be reached.
func (p *Provider) LogoutAddress(ctx context.Context, back string) string {
	if !p.Logout {
		return ""
	}
	d, err := p.ask(ctx)
	if err != nil || d.EndSession == "" {
		return ""
	}
	u, err := url.Parse(d.EndSession)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.ClientID)
	q.Set("post_logout_redirect_uri", back)
	u.RawQuery = q.Encode()
	return u.String()
}
