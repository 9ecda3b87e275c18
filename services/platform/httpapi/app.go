package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/segmentio/encoding/json"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Prefix is where the API lies; the paths that a Router takes are relative to it.
const Prefix = "/api/v1"

// The bounds of a request; RouteOptions change them for one route.
const (
	DefaultBody     = 1 << 20
	MaxBody         = 21 << 20 // the most that BodyLimit may allow
	DefaultDeadline = 10 * time.Second

	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
	idleTimeout  = 60 * time.Second
	concurrency  = 4096 // connections of all clients
	headerBytes  = 8 << 10
	sessionCache = 20_000
)

// Config is what New needs. Authenticate is required; everything else has a safe zero value.
type Config struct {
	Log      *slog.Logger
	Now      func() time.Time
	Secure   bool     // served over HTTPS: Secure cookies and HSTS
	Origin   string   // the address people use, "https://…"; needed when a proxy changes the Host header
	Trusted  []string // addresses or networks of the reverse proxies whose X-Forwarded-For is believed
	Deadline time.Duration

	ConnsPerAddr    int // connections that an address other than a trusted proxy may have; zero: DefaultConnsPerAddr
	HalfOpenPerAddr int // its requests that may be incomplete for over a second; zero: DefaultHalfOpenPerAddr

	// Authenticate returns the actor of a session token. An error of kind Unauthenticated means that the token is not valid.
	Authenticate func(ctx context.Context, token string) (auth.Actor, error)
	SessionTTL   time.Duration // how long an answer of Authenticate is cached; zero: one second; negative: not at all

	DB      *docstore.DB    // keeps the answers of writes with an Idempotency-Key; nil: the header is ignored
	Sealer  *privacy.Sealer // seals those answers; required with DB
	Limiter coord.Limiter   // nil: limits are counted in this process
	PerMin  int             // requests a minute per account, or per address without one; zero: no general limit

	Metrics     *prometheus.Registry // nil: a new one
	MetricsOpen bool                 // serve /metrics to other machines too
	OpenAPI     []byte               // the API description served at /openapi.json and /docs; empty: neither is served
	Exports     *Exports             // nil: no list can be exported
	PageCSP     string               // Content-Security-Policy of answers outside the API; empty: own resources only
}

// App is the HTTP server with its routes.
type App struct {
	cfg         Config
	log         *slog.Logger
	fiber       *fiber.App
	api         *Router
	routes      []*route
	large       []*route // routes with a body limit above DefaultBody
	slow        []*route // reading routes whose answers may take long to write
	proxies     []netip.Prefix
	pageCSP     []byte
	actors      *lru.Cache[tokenHash, cachedActor]
	answers     *answers
	meter       *meter
	checks      []readyCheck
	showFailure func(*fiber.Ctx, Problem) error // writes a failure outside the API as a page; nil: as a problem
}

// New returns an App with the platform's own routes (/healthz, /readyz, /metrics and, with a description, /openapi.json and
// /docs). It fails when a proxy address cannot be parsed or a DB comes without a Sealer.
func New(cfg Config) (*App, error) {
	if cfg.Authenticate == nil {
		return nil, errors.New("httpapi: Authenticate is missing")
	}
	a := &App{cfg: withDefaults(cfg)}
	a.log, a.pageCSP = a.cfg.Log, []byte(a.cfg.PageCSP)
	var err error
	if a.proxies, err = parseProxies(cfg.Trusted); err != nil {
		return nil, err
	}
	if a.actors, err = lru.New[tokenHash, cachedActor](sessionCache); err != nil {
		return nil, fmt.Errorf("session cache: %w", err)
	}
	if cfg.DB != nil {
		if a.answers, err = openAnswers(cfg.DB, cfg.Sealer, a.cfg.Now); err != nil {
			return nil, err
		}
	}
	if a.meter, err = newMeter(a.cfg.Metrics); err != nil {
		return nil, err
	}
	a.fiber = fiber.New(fiber.Config{
		Immutable:                    true,
		CaseSensitive:                true,
		DisableStartupMessage:        true,
		DisablePreParseMultipartForm: true,
		ReadTimeout:                  readTimeout,
		WriteTimeout:                 writeTimeout,
		IdleTimeout:                  idleTimeout,
		Concurrency:                  2 * concurrency, // so that guard, which answers with a problem, refuses first
		ReadBufferSize:               headerBytes,
		BodyLimit:                    DefaultBody,
		JSONEncoder:                  json.Marshal, // encoding/json takes five times as long for a list
		ErrorHandler:                 a.handleError,
	})
	a.guardServer(a.fiber.Server())
	a.fiber.Use(a.begin)
	a.api = &Router{app: a}
	a.mountOwn()
	return a, nil
}

func withDefaults(cfg Config) Config {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Deadline == 0 {
		cfg.Deadline = DefaultDeadline
	}
	if cfg.SessionTTL == 0 {
		cfg.SessionTTL = time.Second
	}
	if cfg.Limiter == nil {
		cfg.Limiter = coord.NewLocal()
	}
	if cfg.ConnsPerAddr == 0 {
		cfg.ConnsPerAddr = DefaultConnsPerAddr
	}
	if cfg.HalfOpenPerAddr == 0 {
		cfg.HalfOpenPerAddr = DefaultHalfOpenPerAddr
	}
	if cfg.Metrics == nil {
		cfg.Metrics = prometheus.NewRegistry()
	}
	if cfg.PageCSP == "" {
		cfg.PageCSP = defaultPageCSP
	}
	return cfg
}

// API returns the router on which features mount their routes.
func (a *App) API() *Router { return a.api }

// Fiber returns the underlying server: for Shutdown, Test and pages outside the API.
func (a *App) Fiber() *fiber.App { return a.fiber }

// Metrics returns the registry in which other packages register their metrics.
func (a *App) Metrics() prometheus.Registerer { return a.cfg.Metrics }

// RouteInfo describes one mounted route of the API.
type RouteInfo struct {
	Method     string
	Path       string // with Prefix, in Fiber's notation
	Permission auth.Permission
	Export     auth.Permission // needed beside Permission to export the list; empty: there is no export

	StepUp       bool // needs a fresh proof of the person; so do all exports of persons
	BeforeFactor bool // open to a person who must set up a second factor first

	Tokens   auth.TokenScope // open to access tokens with this scope; empty: not open to them
	AnyToken bool            // open to all access tokens
}

// Routes lists the API's routes by path and method.
func (a *App) Routes() []RouteInfo {
	infos := make([]RouteInfo, len(a.routes))
	for i, r := range a.routes {
		infos[i] = RouteInfo{Method: r.method, Path: r.path, Permission: r.permission, StepUp: r.stepUp, BeforeFactor: r.beforeFactor, Tokens: r.tokens, AnyToken: r.anyToken}
		if r.export != nil {
			infos[i].Export = r.export.permission()
		}
	}
	slices.SortFunc(infos, func(x, y RouteInfo) int {
		if c := strings.Compare(x.Path, y.Path); c != 0 {
			return c
		}
		return strings.Compare(x.Method, y.Method)
	})
	return infos
}

// guardServer sets what Fiber has no setting for: the body limit by route, known before the body is read, and an answer to
// unknown HTTP methods.
func (a *App) guardServer(srv *fasthttp.Server) {
	srv.HeaderReceived = func(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
		if h.IsGet() && len(a.slow) > 0 {
			return a.slowAnswer(h)
		}
		if len(a.large) == 0 || h.IsGet() || h.IsHead() || h.ContentLength() >= 0 && h.ContentLength() <= DefaultBody {
			return fasthttp.RequestConfig{}
		}
		return a.largeBody(h)
	}
	inner := srv.Handler
	srv.Handler = func(fc *fasthttp.RequestCtx) {
		requestArrived(fc.Conn())
		if !slices.Contains(fiber.DefaultMethods, string(fc.Method())) {
			c := a.fiber.AcquireCtx(fc)
			defer a.fiber.ReleaseCtx(c)
			_ = a.handleError(c, fiber.ErrMethodNotAllowed)
			return
		}
		inner(fc)
	}
}

// slowAnswer returns the time that a route with a slow answer has to write it.
func (a *App) slowAnswer(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	for _, r := range a.slow {
		fixed, _, _ := strings.Cut(r.path, ":")
		if !bytes.HasPrefix(h.RequestURI(), []byte(fixed)) { // nearly every reading: matching a pattern costs more
			continue
		}
		path, _, _ := strings.Cut(string(h.RequestURI()), "?")
		if fiber.RoutePatternMatch(path, r.path) {
			return fasthttp.RequestConfig{WriteTimeout: r.answerTime}
		}
	}
	return fasthttp.RequestConfig{}
}

// largeBody returns the body limit and timeouts of a route with a large body. A request without a session token gets the
// default limit.
func (a *App) largeBody(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if len(h.Cookie(SessionCookie)) == 0 && len(h.Peek(fiber.HeaderAuthorization)) == 0 {
		return fasthttp.RequestConfig{}
	}
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	for _, r := range a.large {
		if r.method == string(h.Method()) && fiber.RoutePatternMatch(path, r.path) {
			return fasthttp.RequestConfig{MaxRequestBodySize: r.body, ReadTimeout: 2 * time.Minute, WriteTimeout: r.timeout + writeTimeout}
		}
	}
	return fasthttp.RequestConfig{}
}
