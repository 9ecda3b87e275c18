package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	gooidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals of Finish.
var (
	ErrAttempt  = fault.New(fault.Conflict, "sso_attempt", "This log-in was not begun in this browser, was used already, or took too long. Begin again.", "本次登录不是在此浏览器发起的，或已使用、已超时，请重新登录。")
	ErrDeclined = fault.New(fault.Conflict, "sso_declined", "You did not log in at the identity platform, or it refused. Begin again, or log in with your password.", "您未在统一身份认证平台完成登录，或平台未予通过。请重新登录，或使用密码登录。")
	ErrAnswer   = fault.New(fault.Conflict, "sso_answer", "The answer of the identity platform cannot be trusted, so nobody was logged in. Log in with your password and tell your administrator.", "统一身份认证平台返回的信息未通过核验，未予登录。请使用密码登录，并告知管理员。")
)

// Life is how long a person has at the provider.
const Life = 10 * time.Minute

// Attempt is a log-in that has begun. It is kept in the browser, sealed.
type Attempt struct {
	Provider string    `json:"p"` // key
	State    string    `json:"s"`
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"` // of PKCE
	Redirect string    `json:"r"` // to which the provider sends the browser back
	At       time.Time `json:"t"`
}

// Answer is what the provider gave the browser for the redirect address.
type Answer struct {
	State, Code string
	Issuer      string // `iss`; not every provider tells it
	Error       string
}

// Identity is a person whom the provider has authenticated.
type Identity struct {
	Issuer   string
	Subject  string    // unique at the issuer, and for good
	IDNumber string    // as the provider tells it; empty: not told
	Multi    bool      // several factors were given
	AuthAt   time.Time // when the person was authenticated; zero: not told
}

// Begin returns a new attempt and the address at the provider for the browser, or ErrUnreachable.
func (p *Provider) Begin(ctx context.Context, redirect string) (Attempt, string, error) {
	d, err := p.ask(ctx)
	if err != nil {
		return Attempt{}, "", err
	}
	a := Attempt{
		Provider: p.Key, State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Redirect: redirect, At: p.now(),
	}
	return a, p.config(d, redirect).AuthCodeURL(a.State, gooidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Finish checks the answer and returns the person. It returns ErrAttempt when the answer does not belong to the attempt, which is too old or
// whose code was used, ErrDeclined when the provider or the person refused, ErrUnreachable, or ErrAnswer for an answer that cannot be trusted.
func (p *Provider) Finish(ctx context.Context, a Attempt, answer Answer) (Identity, error) {
	age := p.now().Sub(a.At)
	if a.Provider != p.Key || a.State == "" || !same(a.State, answer.State) || age > Life || age < -skew {
		return Identity{}, ErrAttempt
	}
	d, err := p.ask(ctx)
	if err != nil {
		return Identity{}, err
	}
	switch {
	case answer.Issuer != "" && answer.Issuer != p.Issuer, answer.Issuer == "" && d.TellsIss:
		return Identity{}, fmt.Errorf("%w: it comes from another issuer", ErrAnswer)
	case answer.Error != "":
		return Identity{}, fmt.Errorf("%w: %s", ErrDeclined, cut(answer.Error))
	case answer.Code == "":
		return Identity{}, ErrAttempt
	}
	ctx = gooidc.ClientContext(ctx, p.http)
	token, err := p.config(d, a.Redirect).Exchange(ctx, answer.Code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Identity{}, exchangeError(err)
	}
	return p.identify(ctx, d, a, token)
}

// exchangeError returns ErrAttempt for a code that is used or too old, ErrAnswer for another refusal, else ErrUnreachable. The text of the provider
// is left out, except its error code.
func exchangeError(err error) error {
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	switch {
	case !ok || refused.Response == nil || refused.Response.StatusCode >= 500:
		return fmt.Errorf("%w: token endpoint", ErrUnreachable)
	case refused.ErrorCode == "invalid_grant":
		return fmt.Errorf("%w: invalid_grant", ErrAttempt)
	}
	return fmt.Errorf("%w: token endpoint: %d %s", ErrAnswer, refused.Response.StatusCode, cut(refused.ErrorCode))
}

// identify verifies the ID token and reads the person from it.
func (p *Provider) identify(ctx context.Context, d *published, a Attempt, token *oauth2.Token) (Identity, error) {
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, fmt.Errorf("%w: no ID token", ErrAnswer)
	}
	verified, err := d.verifier.Verify(ctx, raw)
	if err != nil && strings.Contains(err.Error(), "fetching keys") { // a test would show another wording of the library
		return Identity{}, fmt.Errorf("%w: keys", ErrUnreachable)
	}
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %s", ErrAnswer, cut(err.Error()))
	}
	var claims tokenClaims
	if err := verified.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: claims of another type", ErrAnswer)
	}
	switch {
	case !same(a.Nonce, verified.Nonce):
		return Identity{}, fmt.Errorf("%w: another nonce", ErrAnswer)
	case verified.Subject == "" || len(verified.Subject) > 255:
		return Identity{}, fmt.Errorf("%w: no subject", ErrAnswer)
	case len(verified.Audience) > 1 && claims.Party == "", claims.Party != "" && string(claims.Party) != p.ClientID:
		return Identity{}, fmt.Errorf("%w: made for another party", ErrAnswer)
	case verified.IssuedAt.After(p.now().Add(skew)):
		return Identity{}, fmt.Errorf("%w: issued in the future", ErrAnswer)
	case verified.AccessTokenHash != "" && verified.VerifyAccessToken(token.AccessToken) != nil:
		return Identity{}, fmt.Errorf("%w: another access token", ErrAnswer)
	}
	out := Identity{Issuer: verified.Issuer, Subject: verified.Subject, Multi: severalFactors(claims.Methods) || claims.Class != "" && slices.Contains(p.Multi, string(claims.Class))}
	if claims.AuthTime > 0 {
		out.AuthAt = time.Unix(int64(claims.AuthTime), 0).UTC()
	}
	out.IDNumber, err = p.idNumber(ctx, d, verified, token)
	return out, err
}

type tokenClaims struct {
	Party    text    `json:"azp"`
	Methods  texts   `json:"amr"`
	Class    text    `json:"acr"`
	AuthTime seconds `json:"auth_time"`
}

// Optional claims of another type than the standard's count as absent, so that a careless provider hinders nobody.
type (
	text    string
	texts   []string
	seconds int64
)

func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*t = text(s)
	}
	return nil
}

func (t *texts) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*t = list
	}
	return nil
}

func (t *seconds) UnmarshalJSON(b []byte) error {
	var n float64
	if json.Unmarshal(b, &n) == nil {
		*t = seconds(n)
	}
	return nil
}

// idNumber returns the claim with the ID number, from the token or else from the provider's userinfo; empty when it is not told.
func (p *Provider) idNumber(ctx context.Context, d *published, verified *gooidc.IDToken, token *oauth2.Token) (string, error) {
	if p.IDNumber == "" {
		return "", nil
	}
	read := func(from interface{ Claims(any) error }) (string, bool) {
		var claims map[string]json.RawMessage
		var number string
		if from.Claims(&claims) != nil || json.Unmarshal(claims[p.IDNumber], &number) != nil {
			return "", false
		}
		return number, number != ""
	}
	number, told := read(verified)
	if told || d.UserInfo == "" {
		return number, nil
	}
	info, err := d.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return "", fmt.Errorf("%w: userinfo", ErrUnreachable)
	}
	if info.Subject != verified.Subject {
		return "", fmt.Errorf("%w: userinfo of another person", ErrAnswer)
	}
	number, _ = read(info)
	return number, nil
}

// factors names for each method of RFC 8176 what it proves: something known, owned, or of the body.
var factors = map[string]string{
	"pwd": "known", "pin": "known", "kba": "known",
	"otp": "owned", "hwk": "owned", "swk": "owned", "sms": "owned", "tel": "owned", "sc": "owned", "pop": "owned",
	"face": "body", "fpt": "body", "iris": "body", "retina": "body", "vbm": "body",
}

// severalFactors reports whether the methods say so, or are of two kinds.
func severalFactors(methods []string) bool {
	first := ""
	for _, m := range methods {
		kind := factors[m]
		switch {
		case m == "mfa", kind != "" && first != "" && kind != first:
			return true
		case kind != "":
			first = kind
		}
	}
	return false
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
