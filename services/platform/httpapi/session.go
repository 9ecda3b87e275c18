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

// SessionCookie is the cookie that carries a browser's session token.
const SessionCookie = "tongxing_session"

// ErrCSRF refuses a write that a page of another origin may have caused.
var ErrCSRF = fault.New(fault.Forbidden, "csrf", "This request did not come from our own pages. Open the site and try again.", "该请求不是从本站页面发出的，请打开本站页面后重试。")

type tokenHash [sha256.Size]byte

type cachedActor struct {
	actor auth.Actor
	until time.Time
}

// authenticate finds the actor of the request. A token that is no good leaves the actor anonymous and says why in
// refusal, which routes open to all ignore; err is a store that is away, or a write from elsewhere.
func (a *App) authenticate(c *fiber.Ctx) (actor auth.Actor, refusal, err error) {
	token, bearer := bearerToken(c)
	if !bearer {
		token = c.Cookies(SessionCookie)
		if writes(c.Method()) && !a.sameOrigin(c, token != "") {
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

// actorOf asks Authenticate, or remembers its answer for SessionTTL. The clock is the machine's steady one.
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
	if err == nil {
		a.actors.Add(hash, cachedActor{actor: actor, until: now.Add(a.cfg.SessionTTL)})
	}
	return actor, err
}

// Forget drops what is remembered of the token: on logging out. Other replicas forget within SessionTTL.
func (a *App) Forget(token string) { a.actors.Remove(sha256.Sum256([]byte(token))) }

// SessionToken returns the token that the request came with, or "".
func SessionToken(c *fiber.Ctx) string {
	if token, ok := bearerToken(c); ok {
		return token
	}
	return c.Cookies(SessionCookie)
}

// sameOrigin tells whether a write without a bearer token comes from our own pages, by what browsers say and pages
// cannot forge. Who says nothing at all is no browser: refused only with a cookie.
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

// SetSession gives the browser the token in a cookie that scripts cannot read, until expires.
func SetSession(c *fiber.Ctx, token string, expires time.Time) {
	c.Cookie(sessionCookieFor(c, token, expires))
}

// ForgetActor drops what is remembered of the request's session: after a call that has given its own actor roles, which
// then counts at once instead of after SessionTTL.
func ForgetActor(c *fiber.Ctx) {
	if r := requestOf(c.UserContext()); r != nil {
		r.app.Forget(SessionToken(c))
	}
}

// ClearSession takes the cookie back and forgets what is remembered of the request's token.
func ClearSession(c *fiber.Ctx) {
	ForgetActor(c)
	c.Cookie(sessionCookieFor(c, "", time.Unix(1, 0)))
}

func sessionCookieFor(c *fiber.Ctx, token string, expires time.Time) *fiber.Cookie {
	r := requestOf(c.UserContext())
	return &fiber.Cookie{
		Name: SessionCookie, Value: token, Path: "/", Expires: expires,
		HTTPOnly: true, SameSite: fiber.CookieSameSiteStrictMode, Secure: r != nil && r.app.cfg.Secure,
	}
}
