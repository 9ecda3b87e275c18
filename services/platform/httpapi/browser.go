package httpapi

import (
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// OwnURL returns the address of this site, "https://host" without a path, as other servers may be told it: that of the settings, or
// without one the Host header of a request to this machine. It is empty for any other host, which the client may have made up.
func OwnURL(c *fiber.Ctx) string {
	r := requestOf(c.UserContext())
	if r == nil {
		return ""
	}
	if r.app.cfg.Origin != "" {
		return r.app.cfg.Origin
	}
	host := string(c.Context().Host())
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	if ip := net.ParseIP(name); name != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return ""
	}
	return "http://" + host
}

// SetReturnCookie keeps a value in the browser while it is at another site, from which it comes back to the path: unlike the session, the
// cookie is sent with that first request too. Scripts cannot read it. An empty value deletes it.
func SetReturnCookie(c *fiber.Ctx, name, path, value string, life time.Duration) {
	cookie := &fiber.Cookie{
		Name: name, Value: value, Path: path, MaxAge: int(life.Seconds()), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	}
	if r := requestOf(c.UserContext()); r != nil {
		cookie.Secure = r.app.cfg.Secure
	}
	if value == "" {
		cookie.MaxAge, cookie.Expires = -1, time.Unix(1, 0)
	}
	c.Cookie(cookie)
}

// Warn logs why a request was refused, for the operator, where the answer does not tell.
func Warn(c *fiber.Ctx, what string, err error) {
	if r := requestOf(c.UserContext()); r != nil {
		r.app.log.LogAttrs(r, slog.LevelWarn, what, slog.String("request_id", r.id), slog.Any("error", err))
	}
}
