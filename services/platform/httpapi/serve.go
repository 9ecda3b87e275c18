package httpapi

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// request is the state of one request, passed from step to step. It is the root of the request's context.
type request struct {
	context.Context
	app   *App
	id    string
	start time.Time
	actor auth.Actor
	route *route
}

type requestKey struct{}

// Value returns the request itself, which saves a second context.
func (r *request) Value(key any) any {
	if key == (requestKey{}) {
		return r
	}
	return r.Context.Value(key)
}

func requestOf(ctx context.Context) *request {
	r, _ := ctx.Value(requestKey{}).(*request)
	return r
}

type requestIDKey struct{}

// WithRequestID returns ctx with the id of a request, or of a job's run, for logs and audit entries.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey{}, id)
}

// RequestID returns the request id of ctx, or "".
func RequestID(ctx context.Context) string {
	if id, ok := ctx.Value(requestIDKey{}).(string); ok {
		return id
	}
	if r := requestOf(ctx); r != nil {
		return r.id
	}
	return ""
}

// newRequestID returns "req_" and 80 random bits. It uses the fast random source because the id is no secret.
func newRequestID() string {
	var raw [10]byte
	hi, lo := rand.Uint64(), rand.Uint32()
	for i := range 8 {
		raw[i] = byte(hi >> (8 * i))
	}
	raw[8], raw[9] = byte(lo), byte(lo>>8)
	var text [24]byte
	copy(text[:], "req_")
	hex.Encode(text[4:], raw[:])
	return string(text[:])
}

// begin is the outermost step, also for pages and unknown addresses. It sets id, headers and deadline, and afterwards writes
// the problem, the metrics and the log line.
func (a *App) begin(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(context.Background(), a.cfg.Deadline)
	defer cancel()
	r := &request{Context: ctx, app: a, id: a.requestID(c), start: time.Now()}
	c.SetUserContext(r)
	a.setHeaders(c, r)
	if err := a.nextHandler(c); err != nil {
		if err := a.handleError(c, err); err != nil {
			return err
		}
	}
	a.finish(c, r)
	return nil
}

// nextHandler calls the next handler and turns a panic into an error.
func (a *App) nextHandler(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &panicError{value: p, stack: debug.Stack()}
		}
	}()
	return c.Next()
}

type panicError struct {
	value any
	stack []byte
}

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// requestID returns the id that a trusted proxy sent, else a new one.
func (a *App) requestID(c *fiber.Ctx) string {
	if len(a.proxies) > 0 && a.viaProxy(c) {
		if given := c.Get(fiber.HeaderXRequestID); wellFormedID(given) {
			return given
		}
	}
	return newRequestID()
}

func wellFormedID(s string) bool {
	if len(s) < 8 || len(s) > 64 {
		return false
	}
	return strings.Trim(s, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == ""
}

// serve runs a request through the steps of an API route.
func (a *App) serve(c *fiber.Ctx, rt *route) error {
	r := requestOf(c.UserContext())
	r.route = rt
	if rt.timeout != a.cfg.Deadline {
		ctx, cancel := context.WithTimeout(context.Background(), rt.timeout)
		defer cancel()
		r.Context = ctx
	}
	if err := checkBody(c, rt); err != nil {
		return err
	}
	actor, refusal, err := a.authenticate(c)
	if err != nil {
		return err
	}
	if r.actor = actor; actor.Token != nil {
		if actor, err = rt.forToken(c, actor); err != nil {
			return err
		}
	}
	if actor.NeedsFactor && !rt.beforeFactor && rt.permission != auth.Public {
		return auth.ErrFactorNeeded
	}
	if !actor.May(rt.permission) {
		switch {
		case !actor.Anonymous():
			return auth.ErrForbidden
		case refusal != nil:
			return refusal
		default:
			return auth.ErrLogin
		}
	}
	if rt.stepUp {
		if err := a.requireFresh(c, r); err != nil {
			return err
		}
		actor = r.actor
	}
	c.SetUserContext(auth.With(r, actor))
	if err := a.checkLimits(c, r); err != nil {
		return err
	}
	if rt.once && a.answers != nil && !actor.Anonymous() {
		if key := c.Get(IdempotencyKey); key != "" {
			return a.serveOnce(c, r, key)
		}
	}
	if rt.export != nil && isExport(c) {
		return a.serveExport(c, r)
	}
	if err := rt.handler(c); err != nil {
		return err
	}
	if rt.permission == auth.Public {
		compressPublicList(c)
	}
	return notModified(c)
}

// forToken returns the actor as whom a call by an access token is served: as nobody where the route is public and open to no token. It
// returns auth.ErrTokenRefused, also for an export, or auth.ErrTokenScope.
func (rt *route) forToken(c *fiber.Ctx, actor auth.Actor) (auth.Actor, error) {
	switch {
	case rt.anyToken:
		return actor, nil
	case rt.tokens == "" && rt.permission == auth.Public:
		return auth.Actor{Lang: actor.Lang}, nil
	case rt.export != nil && isExport(c):
		return auth.Actor{}, auth.ErrTokenRefused
	}
	return actor, actor.NeedsScope(rt.tokens)
}

// The faults of a request's form.
var (
	ErrBodyTooLarge = fault.New(fault.TooLarge, "body_too_large", "This is too large to be taken. Send a smaller file or less text.", "提交的内容过大，请压缩文件或分次提交。")
	ErrEncoding     = fault.New(fault.Unsupported, "encoding_unsupported", "Send the body without compression.", "请求内容不支持压缩编码，请直接提交。")
)

func checkBody(c *fiber.Ctx, rt *route) error {
	if !isWrite(c.Method()) {
		return nil
	}
	if len(c.Request().Body()) > rt.body {
		return ErrBodyTooLarge
	}
	if enc := c.Request().Header.ContentEncoding(); len(enc) > 0 && string(enc) != "identity" {
		return ErrEncoding
	}
	return nil
}

// finish counts the request and logs it: writes and failures always, reads only at level DEBUG. The line holds ids and the
// route's template, never the path itself.
func (a *App) finish(c *fiber.Ctx, r *request) {
	status, took := c.Response().StatusCode(), time.Since(r.start)
	m := a.meter.other
	if r.route != nil {
		m = r.route.meter
	}
	m.observe(status, took)
	level := slog.LevelDebug
	if status >= http.StatusInternalServerError || r.route != nil && isWrite(r.route.method) {
		level = slog.LevelInfo
	}
	ctx := c.UserContext()
	if !a.log.Enabled(ctx, level) {
		return
	}
	template := "unmatched"
	if r.route != nil {
		template = r.route.path
	}
	a.log.LogAttrs(ctx, level, "request", slog.String("request_id", r.id), slog.String("method", c.Method()),
		slog.String("route", template), slog.Int("status", status), slog.Duration("took", took), slog.String("actor", r.actor.ID()), slog.String("token", r.actor.TokenID()))
}
