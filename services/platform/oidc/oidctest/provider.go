// Package oidctest runs an OpenID Connect provider for tests. The protocol is that of github.com/zitadel/oidc, the people are made up, and
// whoever opens the log-in page chooses one of them. Hook and Sign let a test make it misbehave.
package oidctest

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

// Person is somebody whom the provider knows.
type Person struct {
	Subject string
	Claims  map[string]any // more claims of the ID token; with the scope userinfo, of the userinfo alone
	Methods []string       // amr
	Class   string         // acr
	Ago     time.Duration  // since they logged in there; negative: not told
}

// Client is the only client of the provider.
type Client struct {
	ID, Secret string
	Redirects  []string // accepted exactly
	LoggedOut  []string // addresses after logging out
}

// Provider is a running provider.
type Provider struct {
	Issuer string
	Client Client
	People []Person

	// Hook may answer a request in the provider's place; it returns false to leave it to the provider. Nil: none.
	Hook func(w http.ResponseWriter, r *http.Request) bool

	Skew     time.Duration // how far its clock is ahead
	Lifetime time.Duration // of an ID token; zero: ten minutes

	mu       sync.Mutex
	key      signingKey
	requests map[string]*request
	codes    map[string]string
	tokens   map[string]*request
	LogOuts  int // how often a browser has ended its session
	server   *httptest.Server
}

// Start runs a provider at a free port of this machine. Close it.
func Start(c Client, people ...Person) (*Provider, error) {
	p := &Provider{
		Client: c, People: people,
		requests: map[string]*request{}, codes: map[string]string{}, tokens: map[string]*request{},
	}
	p.Rotate()
	var handler http.Handler
	p.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.Hook != nil && p.Hook(w, r) {
			return
		}
		if r.URL.Path == "/login" {
			p.logIn(w, r, handler)
			return
		}
		handler.ServeHTTP(w, r)
	}))
	p.server.Start()
	p.Issuer = p.server.URL
	config := &op.Config{
		CryptoKey: [32]byte([]byte(rand.Text() + rand.Text())[:32]), CodeMethodS256: true, AuthMethodPost: true, DefaultLogoutRedirectURI: "/logged-out",
		SupportedUILocales: []language.Tag{language.Chinese},
	}
	made, err := op.NewProvider(config, &storage{p: p}, op.StaticIssuer(p.Issuer), op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		p.server.Close()
		return nil, err
	}
	handler = made
	return p, nil
}

// Close ends the provider.
func (p *Provider) Close() { p.server.Close() }

// Rotate replaces the signing key.
func (p *Provider) Rotate() {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.key = signingKey{id: rand.Text(), key: key}
}

// Sign returns a token with the claims, signed by the provider's key.
func (p *Provider) Sign(claims map[string]any) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key.key, KeyID: p.key.id}}, nil)
	if err != nil {
		panic(err)
	}
	body, _ := json.Marshal(claims)
	signed, err := signer.Sign(body)
	if err != nil {
		panic(err)
	}
	token, _ := signed.CompactSerialize()
	return token
}

// LogIn opens the address of the provider as a browser in which the person logs in, and returns the address to which it is sent back.
func (p *Provider) LogIn(address, subject string) (string, error) {
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for range 5 {
		if !strings.HasPrefix(address, p.Issuer) {
			return address, nil
		}
		if strings.HasPrefix(address, p.Issuer+"/login?") {
			address += "&subject=" + url.QueryEscape(subject)
		}
		res, err := browser.Get(address) //nolint:noctx // a test's own server
		if err != nil {
			return "", err
		}
		_ = res.Body.Close()
		next, err := res.Location()
		if err != nil {
			return "", fmt.Errorf("%s: %s", address, res.Status)
		}
		address = next.String()
	}
	return "", fmt.Errorf("no end of redirects")
}

// logIn lets the browser choose a person, and sends it on.
func (p *Provider) logIn(w http.ResponseWriter, r *http.Request, provider http.Handler) {
	id, subject := r.FormValue("authRequestID"), r.FormValue("subject")
	p.mu.Lock()
	req := p.requests[id]
	if req != nil {
		for i := range p.People {
			if p.People[i].Subject == subject {
				req.person, req.done = p.People[i], true
				if p.People[i].Ago >= 0 {
					req.authAt = time.Now().Add(p.Skew - p.People[i].Ago)
				}
			}
		}
	}
	p.mu.Unlock()
	switch {
	case req == nil:
		http.Error(w, "no such request", http.StatusBadRequest)
	case req.done:
		http.Redirect(w, r, p.Issuer+"/authorize/callback?id="+url.QueryEscape(id), http.StatusFound)
	case subject == "nobody":
		back, _ := url.Parse(req.CallbackURI)
		q := back.Query()
		q.Set("error", "access_denied")
		q.Set("state", req.TransferState)
		back.RawQuery = q.Encode()
		http.Redirect(w, r, back.String(), http.StatusFound)
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = fmt.Fprint(w, `<!doctype html><html lang="zh-CN"><title>统一身份认证平台</title><h1>统一身份认证平台</h1><ul>`)
		for _, someone := range append(p.People, Person{Subject: "nobody"}) {
			_, _ = fmt.Fprintf(w, `<li><a href="/login?authRequestID=%s&amp;subject=%s">%s</a>`, url.QueryEscape(id), url.QueryEscape(someone.Subject), html.EscapeString(someone.Subject))
		}
	}
}

type request struct {
	id            string
	oidcRequest   *oidc.AuthRequest
	CallbackURI   string
	TransferState string
	person        Person
	done          bool
	authAt        time.Time
	audience      []string
}

func (r *request) GetID() string          { return r.id }
func (r *request) GetACR() string         { return r.person.Class }
func (r *request) GetAMR() []string       { return r.person.Methods }
func (r *request) GetAudience() []string  { return r.audience }
func (r *request) GetAuthTime() time.Time { return r.authAt }
func (r *request) GetClientID() string    { return r.oidcRequest.ClientID }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.oidcRequest.CodeChallenge, Method: r.oidcRequest.CodeChallengeMethod}
}
func (r *request) GetNonce() string                   { return r.oidcRequest.Nonce }
func (r *request) GetRedirectURI() string             { return r.CallbackURI }
func (r *request) GetResponseType() oidc.ResponseType { return r.oidcRequest.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.oidcRequest.ResponseMode }
func (r *request) GetScopes() []string                { return r.oidcRequest.Scopes }
func (r *request) GetState() string                   { return r.TransferState }
func (r *request) GetSubject() string                 { return r.person.Subject }
func (r *request) Done() bool                         { return r.done }

type signingKey struct {
	id  string
	key *rsa.PrivateKey
}

func (k signingKey) ID() string                                  { return k.id }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.key }

type publicKey struct{ signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return &k.key.PublicKey }

// storage is what the protocol asks of the provider.
type storage struct{ p *Provider }

func (s *storage) Health(context.Context) error { return nil }

func (s *storage) CreateAuthRequest(_ context.Context, r *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if r.CodeChallenge == "" || r.CodeChallengeMethod != oidc.CodeChallengeMethodS256 {
		return nil, oidc.ErrInvalidRequest().WithDescription("PKCE is required")
	}
	req := &request{id: rand.Text(), oidcRequest: r, CallbackURI: r.RedirectURI, TransferState: r.State, audience: []string{r.ClientID}}
	s.p.requests[req.id] = req
	return req, nil
}

func (s *storage) find(in map[string]*request, id string) (*request, error) {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if r := in[id]; r != nil {
		return r, nil
	}
	return nil, oidc.ErrInvalidGrant().WithDescription("no such request")
}

func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	return s.find(s.p.requests, id)
}

func (s *storage) AuthRequestByCode(_ context.Context, code string) (op.AuthRequest, error) {
	s.p.mu.Lock()
	id := s.p.codes[code]
	s.p.mu.Unlock()
	return s.find(s.p.requests, id)
}

func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.codes[code] = id
	return nil
}

func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	delete(s.p.requests, id)
	return nil
}

func (s *storage) CreateAccessToken(_ context.Context, r op.TokenRequest) (string, time.Time, error) {
	id := rand.Text()
	if req, ok := r.(*request); ok {
		s.p.mu.Lock()
		s.p.tokens[id] = req
		s.p.mu.Unlock()
	}
	return id, time.Now().Add(5 * time.Minute), nil
}

func (s *storage) CreateAccessAndRefreshTokens(context.Context, op.TokenRequest, string) (string, string, time.Time, error) {
	return "", "", time.Time{}, oidc.ErrUnsupportedGrantType()
}

func (s *storage) TokenRequestByRefreshToken(context.Context, string) (op.RefreshTokenRequest, error) {
	return nil, oidc.ErrInvalidGrant()
}

func (s *storage) TerminateSession(context.Context, string, string) error {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	s.p.LogOuts++
	return nil
}

func (s *storage) RevokeToken(context.Context, string, string, string) *oidc.Error { return nil }

func (s *storage) GetRefreshTokenInfo(context.Context, string, string) (string, string, error) {
	return "", "", op.ErrInvalidRefreshToken
}

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	return s.p.key, nil
}

func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}

func (s *storage) KeySet(context.Context) ([]op.Key, error) {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	return []op.Key{publicKey{s.p.key}}, nil
}

func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != s.p.Client.ID {
		return nil, oidc.ErrInvalidClient()
	}
	return &client{s.p}, nil
}

func (s *storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != s.p.Client.ID || secret != s.p.Client.Secret {
		return oidc.ErrInvalidClient()
	}
	return nil
}

func (s *storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

// SetUserinfoFromRequest fills the ID token.
func (s *storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, r op.IDTokenRequest, scopes []string) error {
	info.Subject = r.GetSubject()
	req, ok := r.(*request)
	if !ok || contains(scopes, "userinfo") || contains(req.GetScopes(), "userinfo") {
		return nil
	}
	for name, value := range req.person.Claims {
		info.AppendClaims(name, value)
	}
	return nil
}

func (s *storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, tokenID, subject, _ string) error {
	req, err := s.find(s.p.tokens, tokenID)
	if err != nil {
		return err
	}
	info.Subject = subject
	for name, value := range req.person.Claims {
		info.AppendClaims(name, value)
	}
	return nil
}

func (s *storage) SetIntrospectionFromToken(context.Context, *oidc.IntrospectionResponse, string, string, string) error {
	return oidc.ErrInvalidRequest()
}

func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return nil, nil
}

func (s *storage) GetKeyByIDAndClientID(context.Context, string, string) (*jose.JSONWebKey, error) {
	return nil, oidc.ErrInvalidRequest()
}

func (s *storage) ValidateJWTProfileScopes(context.Context, string, []string) ([]string, error) {
	return nil, oidc.ErrInvalidRequest()
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// client is the provider's client, as the protocol asks for it.
type client struct{ p *Provider }

func (c *client) GetID() string                       { return c.p.Client.ID }
func (c *client) RedirectURIs() []string              { return c.p.Client.Redirects }
func (c *client) PostLogoutRedirectURIs() []string    { return c.p.Client.LoggedOut }
func (c *client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c *client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c *client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c *client) GrantTypes() []oidc.GrantType { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c *client) LoginURL(id string) string {
	return c.p.Issuer + "/login?authRequestID=" + url.QueryEscape(id)
}
func (c *client) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeBearer }
func (c *client) IDTokenLifetime() time.Duration {
	if c.p.Lifetime != 0 {
		return c.p.Lifetime
	}
	return 10 * time.Minute
}
func (c *client) DevMode() bool { return true }
func (c *client) RestrictAdditionalIdTokenScopes() func([]string) []string { //nolint:staticcheck // ST1003: the name is that of the interface
	return func(scopes []string) []string { return scopes }
}
func (c *client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
func (c *client) IsScopeAllowed(string) bool           { return true }
func (c *client) IDTokenUserinfoClaimsAssertion() bool { return true }
func (c *client) ClockSkew() time.Duration             { return -c.p.Skew }
