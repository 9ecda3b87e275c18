package httpapi

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// Router mounts the API's routes. Paths are relative to Prefix, in Fiber's notation: "/activities/:id/signups".
type Router struct{ app *App }

// RouteOption changes a setting of one route.
type RouteOption func(*route)

// BodyLimit allows the route bodies of up to n bytes, at most MaxBody.
func BodyLimit(n int) RouteOption { return func(r *route) { r.body = min(n, MaxBody) } }

// Timeout sets another deadline for the route.
func Timeout(d time.Duration) RouteOption { return func(r *route) { r.timeout = d } }

// NoIdempotency makes the route ignore Idempotency-Key: for routes whose answers hold secrets, that are safe to repeat, or
// that run too long for one transaction.
func NoIdempotency() RouteOption { return func(r *route) { r.once = false } }

// Hot names the document that the route's use case contends for, by the key that the use case gives to docstore.Hot. The
// transaction that keeps the answer to a keyed write is opened with it, so that a write with an Idempotency-Key waits in the
// same queue as one without. key returns "" when there is no such document.
func Hot(key func(c *fiber.Ctx) string) RouteOption { return func(r *route) { r.hotKey = key } }

// HotParam is Hot for a document whose id is a parameter of the path.
func HotParam(name string) RouteOption {
	return Hot(func(c *fiber.Ctx) string { return c.Params(name) })
}

// Limit allows n calls in each period per account, or per address without one. Routes with the same name share a limit.
func Limit(name string, n int, per time.Duration) RouteOption {
	return func(r *route) { r.limits = append(r.limits, limit{name: name, n: n, per: per}) }
}

// StepUp demands a proof of the person, by logging in or by a step-up, of the last auth.FreshFor; else the route answers
// auth.ErrStepUp. Exports of persons demand one without this option.
func StepUp() RouteOption { return func(r *route) { r.stepUp = true } }

// BeforeFactor opens the route to a person who has yet to set up the second factor that a role of theirs requires.
func BeforeFactor() RouteOption { return func(r *route) { r.beforeFactor = true } }

// Tokens opens the route to access tokens that have the scope. Without this option a route refuses them with auth.ErrTokenRefused; a public
// route answers them as it answers anybody. A route cannot be open to tokens and demand a fresh proof.
func Tokens(s auth.TokenScope) RouteOption { return func(r *route) { r.tokens = s } }

// AnyToken opens the route to every access token, whatever its scopes: what it answers depends on the token's permissions.
func AnyToken() RouteOption { return func(r *route) { r.anyToken = true } }

type limit struct {
	name string
	n    int
	per  time.Duration
}

type route struct {
	method, path string
	permission   auth.Permission
	handler      fiber.Handler
	body         int
	timeout      time.Duration
	answerTime   time.Duration             // for writing the answer; zero: writeTimeout
	once         bool                      // honours Idempotency-Key
	hotKey       func(c *fiber.Ctx) string // nil: the use case names no hot key
	limits       []limit
	meter        *routeMeter
	export       *exportList     // nil: the route has none
	stepUp       bool            // needs a fresh proof of the person
	beforeFactor bool            // open to a person who must set up a second factor first
	tokens       auth.TokenScope // open to access tokens that have it; empty: not open to them
	anyToken     bool            // open to all access tokens
}

// Get mounts a route that reads; Fiber answers HEAD with it too.
func (r *Router) Get(path string, p auth.Permission, h fiber.Handler, opts ...RouteOption) {
	r.mount(fiber.MethodGet, path, p, h, opts)
}

// Post mounts a route that creates something or performs an act.
func (r *Router) Post(path string, p auth.Permission, h fiber.Handler, opts ...RouteOption) {
	r.mount(fiber.MethodPost, path, p, h, opts)
}

// Put mounts a route that replaces something.
func (r *Router) Put(path string, p auth.Permission, h fiber.Handler, opts ...RouteOption) {
	r.mount(fiber.MethodPut, path, p, h, opts)
}

// Patch mounts a route that changes some fields.
func (r *Router) Patch(path string, p auth.Permission, h fiber.Handler, opts ...RouteOption) {
	r.mount(fiber.MethodPatch, path, p, h, opts)
}

// Delete mounts a route that deletes.
func (r *Router) Delete(path string, p auth.Permission, h fiber.Handler, opts ...RouteOption) {
	r.mount(fiber.MethodDelete, path, p, h, opts)
}

// mount panics on a route without permission or handler, because the program must not start with one.
func (r *Router) mount(method, path string, p auth.Permission, h fiber.Handler, opts []RouteOption) {
	switch {
	case p == "":
		panic("httpapi: " + method + " " + path + " has no permission")
	case h == nil:
		panic("httpapi: " + method + " " + path + " has no handler")
	case path == "" || path[0] != '/':
		panic("httpapi: " + method + " " + path + " does not begin with /")
	}
	a := r.app
	rt := &route{
		method: method, path: Prefix + path, permission: p, handler: h,
		body: DefaultBody, timeout: a.cfg.Deadline, once: isWrite(method),
	}
	for _, o := range opts {
		o(rt)
	}
	if rt.stepUp && (rt.tokens != "" || rt.anyToken) || rt.tokens != "" && len(rt.tokens.Permissions()) == 0 {
		panic("httpapi: " + method + " " + path + " cannot be open to access tokens")
	}
	rt.meter = a.meter.route(rt.method, rt.path)
	a.routes = append(a.routes, rt)
	if rt.body > DefaultBody {
		a.large = append(a.large, rt)
	}
	if rt.answerTime > 0 {
		a.slow = append(a.slow, rt)
	}
	serve := func(c *fiber.Ctx) error { return a.serve(c, rt) }
	if method == fiber.MethodGet {
		a.fiber.Get(rt.path, serve) // answers HEAD too
		return
	}
	a.fiber.Add(method, rt.path, serve)
}

func isWrite(method string) bool {
	switch method {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return false
	default:
		return true
	}
}
