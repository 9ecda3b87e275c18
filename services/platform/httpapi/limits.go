package httpapi

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrTooMany refuses a request that exceeds a limit; Retry-After in the answer says when to try again.
var ErrTooMany = fault.New(fault.TooMany, "too_many", "Too many tries. Wait a little and try again.", "操作过于频繁，请稍后再试。")

// retryError is an error with the time to wait before the next try.
type retryError struct {
	error
	after time.Duration
}

func (l retryError) Unwrap() error { return l.error }

// RetryAfter wraps err so that the answer carries a Retry-After header of that time.
func RetryAfter(err error, after time.Duration) error { return retryError{error: err, after: after} }

// TokenPerMin is how many requests a minute one access token may make.
const TokenPerMin = 300

// checkLimits counts the request against the general limit, that of its access token and each limit of its route. It fails with ErrTooMany.
func (a *App) checkLimits(c *fiber.Ctx, r *request) error {
	if t := r.actor.TokenID(); t != "" {
		if ok, after := a.cfg.Limiter.Allow(r, "token "+t, TokenPerMin, time.Minute); !ok {
			return RetryAfter(ErrTooMany, after)
		}
	}
	if a.cfg.PerMin <= 0 && len(r.route.limits) == 0 {
		return nil
	}
	who := r.actor.UserID
	if who == "" {
		who = limitNetwork(a.clientIP(c))
	}
	who = strings.Clone(who)
	if a.cfg.PerMin > 0 {
		if ok, after := a.cfg.Limiter.Allow(r, "all "+who, a.cfg.PerMin, time.Minute); !ok {
			return RetryAfter(ErrTooMany, after)
		}
	}
	for _, l := range r.route.limits {
		if ok, after := a.cfg.Limiter.Allow(r, l.name+" "+who, l.n, l.per); !ok {
			return RetryAfter(ErrTooMany, after)
		}
	}
	return nil
}
