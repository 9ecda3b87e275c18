package httpapi

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrTooMany refuses what came too often; the answer's Retry-After says when to come back.
var ErrTooMany = fault.New(fault.TooMany, "too_many", "Too many tries. Wait a little and try again.", "操作过于频繁，请稍后再试。")

// later is an error with the time after which another try makes sense.
type later struct {
	error
	after time.Duration
}

func (l later) Unwrap() error { return l.error }

// RetryAfter makes the answer to err say when to come back.
func RetryAfter(err error, after time.Duration) error { return later{error: err, after: after} }

// checkLimits takes one try from each limit of the route, and from the general one.
func (a *App) checkLimits(c *fiber.Ctx, r *request) error {
	if a.cfg.PerMin <= 0 && len(r.route.limits) == 0 {
		return nil
	}
	who := r.actor.UserID
	if who == "" {
		who = network(a.clientIP(c))
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
