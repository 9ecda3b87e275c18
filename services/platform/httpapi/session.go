package httpapi

import (
	"crypto/sha256"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// SessionCookie is the cookie with a browser's session token.
const SessionCookie = "tongxing_session"

// ErrCSRF refuses a write that a page of another origin may have caused.
var ErrCSRF = fault.New(fault.Forbidden, "csrf", "This request did not come from our own pages. Open the site and try again.", "该请求不是从本站页面发出的，请打开本站页面后重试。")

type tokenHash [sha256.Size]byte

type cachedActor struct {
	actor auth.Actor
	until time.Time
}

// authenticate finds the actor of the request. With an invalid token the actor is anonymous and refusal says why; public
// routes ignore refusal. err is a store that does not answer, or a write from another origin.
func (a *App) authenticate(c *fiber.Ctx) (actor auth.Actor, refusal, err error) {
	token, bearer := bearerToken(c)
	if !bearer {
		token = c.Cookies(SessionCookie)
		if isWrite(c.Method()) && !a.sameOrigin(c, token != "") {
			return auth.Actor{}, nil, ErrCSRF
		}
	}
	if token == "" {
		return auth.Actor{}, nil, nil
	}
	actor, err = a.actorOf(c, token)
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Kind == fault.Unauthenticated {
		return auth.Actor{}, err, nil
	}
	return actor, nil, err
}

func bearerToken(c *fiber.Ctx) (string, bool) {
	scheme, token, ok := strings.Cut(c.Get(fiber.HeaderAuthorization), " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return "", false
	}
	return strings.TrimSpace(token), true
}

// actorOf returns the answer of Authenticate, cached for SessionTTL. It uses the monotonic clock.
func (a *App) actorOf(c *fiber.Ctx, token string) (auth.Actor, error) {
	if a.cfg.SessionTTL < 0 {
		return a.cfg.Authenticate(c.UserContext(), token)
	}
	hash := tokenHash(sha256.Sum256([]byte(token)))
	now := time.Now()
	if known, ok := a.actors.Get(hash); ok && now.Before(known.until) {
		return known.actor, nil
	}
	actor, err := a.cfg.Authenticate(c.UserContext(), token)
	if err == nil && actor.Token == nil { // a revoked token ends at once, on every replica
		a.actors.Add(hash, cachedActor{actor: actor, until: now.Add(a.cfg.SessionTTL)})
	}
	return actor, err
}

// requireFresh returns auth.ErrStepUp unless the actor has proved who they are within auth.FreshFor. Before refusing it reads the
// session again, because another replica may have taken the step-up.
func (a *App) requireFresh(c *fiber.Ctx, r *request) error {
	if r.actor.Fresh(a.cfg.Now()) {
		return nil
	}
	token := SessionToken(c)
	a.Forget(token)
	actor, err := a.actorOf(c, token)
	if err != nil {
		return err
	}
	if r.actor = actor; !actor.Fresh(a.cfg.Now()) {
		return auth.ErrStepUp
	}
	return nil
}

// Forget removes the token from the session cache, on logging out. Other replicas drop it within SessionTTL.
func (a *App) Forget(token string) { a.actors.Remove(sha256.Sum256([]byte(token))) }

// SessionToken returns the token of the request, or "".
func SessionToken(c *fiber.Ctx) string {
	if token, ok := bearerToken(c); ok {
		return token
	}
	return c.Cookies(SessionCookie)
}

// sameOrigin reports whether a write without a bearer token comes from our own pages, by headers that browsers set and pages
// cannot forge. A request without these headers comes from no browser; it is refused only when it has a cookie.
func (a *App) sameOrigin(c *fiber.Ctx, cookie bool) bool {
	switch site := c.Get("Sec-Fetch-Site"); site {
	case "":
	case "same-origin", "none":
		return true
	default:
		return false
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return !cookie
	}
	if a.cfg.Origin != "" && origin == a.cfg.Origin {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == string(c.Context().Host())
}

// SetSession sends the browser the token in a cookie that scripts cannot read and that ends at expires.
func SetSession(c *fiber.Ctx, token string, expires time.Time) {
	c.Cookie(sessionCookieFor(c, token, expires))
}

// ForgetActor removes the request's session from the cache. Call it after granting roles to the acting account, so that they
// count at once instead of after SessionTTL.
func ForgetActor(c *fiber.Ctx) {
	if r := requestOf(c.UserContext()); r != nil {
		r.app.Forget(SessionToken(c))
	}
}

// ClearSession deletes the cookie and removes the request's token from the session cache.
func ClearSession(c *fiber.Ctx) {
	ForgetActor(c)
	c.Cookie(sessionCookieFor(c, "", time.Unix(1, 0)))
}

func sessionCookieFor(c *fiber.Ctx, token string, expires time.Time) *fiber.Cookie {
	return hiddenCookie(c, SessionCookie, token, expires)
}

// deviceCookie is the cookie by which a browser that logged in before is known. It gives no access.
const deviceCookie = "tongxing_device"

// SetDevice sends the browser the token of a device in a cookie that scripts cannot read and that ends at expires.
func SetDevice(c *fiber.Ctx, token string, expires time.Time) {
	c.Cookie(hiddenCookie(c, deviceCookie, token, expires))
}

// Device returns the token of the device that sent the request, or "".
func Device(c *fiber.Ctx) string { return c.Cookies(deviceCookie) }

// stepCookie is the cookie with the token of a login's first step. It opens nothing but the second step.
const stepCookie = "tongxing_step"

// SetLoginStep sends the browser the token of a login's first step in a cookie that scripts cannot read and that ends at expires.
func SetLoginStep(c *fiber.Ctx, token string, expires time.Time) {
	c.Cookie(hiddenCookie(c, stepCookie, token, expires))
}

// LoginStep returns the token of the login's first step that the browser has made, or "".
func LoginStep(c *fiber.Ctx) string { return c.Cookies(stepCookie) }

// ClearLoginStep deletes the cookie of SetLoginStep.
func ClearLoginStep(c *fiber.Ctx) { c.Cookie(hiddenCookie(c, stepCookie, "", time.Unix(1, 0))) }

func hiddenCookie(c *fiber.Ctx, name, value string, expires time.Time) *fiber.Cookie {
	r := requestOf(c.UserContext())
	return &fiber.Cookie{
		Name: name, Value: value, Path: "/", Expires: expires,
		HTTPOnly: true, SameSite: fiber.CookieSameSiteStrictMode, Secure: r != nil && r.app.cfg.Secure,
	}
}
