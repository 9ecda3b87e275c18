package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

var (
	auditor = auth.Actor{UserID: "usr_auditor", Bindings: []auth.Binding{{Role: auth.Auditor}}}
	visitor = auth.Actor{UserID: "usr_visitor", Lang: "en", Bindings: []auth.Binding{{Role: auth.Volunteer}}}
	errFull = fault.New(fault.Conflict, "activity_full", "It is full.", "名额已满。")
)

func ok(c *fiber.Ctx) error { return c.JSON(fiber.Map{"ok": true}) }

func failing(err error) fiber.Handler { return func(*fiber.Ctx) error { return err } }

func TestEveryErrorBecomesItsProblem(t *testing.T) {
	kinds := map[fault.Kind]int{
		fault.Invalid: 400, fault.Unauthenticated: 401, fault.Forbidden: 403, fault.NotFound: 404, fault.Conflict: 409,
		fault.Stale: 412, fault.TooLarge: 413, fault.Unsupported: 415, fault.TooMany: 429, fault.Unavailable: 503,
	}
	for kind, status := range kinds {
		f := fault.New(kind, "some_code", "Do {what}.", "请{what}。").With("what", "this")
		a := apitest.New(t, func(r *httpapi.Router) { r.Get("/x", auth.Public, failing(fmt.Errorf("wrapped: %w", f))) })
		a.Do("GET", "/x", nil).Refused(status, "some_code")
	}
	for name, tt := range map[string]struct {
		err    error
		status int
		code   string
	}{
		"unknown":        {errors.New("secret detail"), 500, "internal"},
		"internal fault": {docstore.ErrUnsupported, 500, "internal"},
		"deadline":       {fmt.Errorf("load: %w", context.DeadlineExceeded), 503, "timeout"},
		"fiber":          {fiber.ErrTeapot, 400, "bad_request"},
	} {
		t.Run(name, func(t *testing.T) {
			a := quiet(t, func(r *httpapi.Router) { r.Get("/x", auth.Public, failing(tt.err)) })
			a.Do("GET", "/x", nil).Refused(tt.status, tt.code).Lacks("secret detail")
		})
	}
}

func TestPanicIsAnsweredAsInternal(t *testing.T) {
	var log bytes.Buffer
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/x", auth.Public, func(*fiber.Ctx) error { panic("oh") })
		r.Get("/y", auth.Public, ok)
	}, apitest.Config(func(c *httpapi.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) }))
	p := a.Do("GET", "/x", nil).Refused(500, "internal").Problem()
	if !strings.Contains(p.Detail, p.RequestID) || !strings.Contains(log.String(), p.RequestID) {
		t.Errorf("the request id %s is not both in %q and in the log %q", p.RequestID, p.Detail, log.String())
	}
	a.Do("GET", "/y", nil).Want(200)
}

func TestLanguage(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) { r.Post("/x", auth.Public, failing(errFull)) })
	for _, tt := range []struct {
		app    *apitest.App
		accept string
		want   string
	}{
		{a, "", "名额已满。"},
		{a, "en-GB,en;q=0.9", "It is full."},
		{a, "zh-CN,zh;q=0.9,en;q=0.8", "名额已满。"},
		{a, "en;q=0.3, zh;q=0.7", "名额已满。"},
		{a, "fr", "名额已满。"},
		{a.As(visitor), "zh-CN", "It is full."},
	} {
		if got := tt.app.With("Accept-Language", tt.accept).Do("POST", "/x", nil).Problem().Detail; got != tt.want {
			t.Errorf("Accept-Language %q: %q, want %q", tt.accept, got, tt.want)
		}
	}
}

func TestPermissionComesBeforeTheHandler(t *testing.T) {
	ran := 0
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/audit", auth.AuditRead, func(c *fiber.Ctx) error { ran++; return ok(c) })
		r.Get("/open", auth.Public, func(c *fiber.Ctx) error { return c.SendString(auth.From(c.UserContext()).ID()) })
	})
	res := a.Do("GET", "/audit", nil).Refused(401, "login_required")
	if res.Header.Get("WWW-Authenticate") != "Bearer" {
		t.Error("401 without WWW-Authenticate")
	}
	a.Bearer("worn-out").Do("GET", "/audit", nil).Refused(401, "login_required")
	a.As(visitor).Do("GET", "/audit", nil).Refused(403, "forbidden")
	if ran != 0 {
		t.Errorf("the handler ran %d times without permission", ran)
	}
	a.As(auditor).Do("GET", "/audit", nil).Want(200)
	if got := string(a.Bearer("worn-out").Do("GET", "/open", nil).Want(200).Body); got != "anonymous" {
		t.Errorf("an expired token on a public route acts as %q", got)
	}
	if got := string(a.As(auditor).Do("GET", "/open", nil).Body); got != auditor.UserID {
		t.Errorf("the actor is %q", got)
	}
}

func TestSessionStoreFailureIsNotAnonymous(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) { r.Get("/open", auth.Public, ok) }, apitest.Config(func(c *httpapi.Config) {
		c.Authenticate = func(context.Context, string) (auth.Actor, error) { return auth.Actor{}, docstore.ErrBusy }
	}))
	if got := a.Bearer("t").Do("GET", "/open", nil).Refused(503, "store_busy").Header.Get("Retry-After"); got != "1" {
		t.Errorf("Retry-After %q", got)
	}
}

func TestMountRefusesRoutesWithoutPermission(t *testing.T) {
	for name, mount := range map[string]func(r *httpapi.Router){
		"permission": func(r *httpapi.Router) { r.Get("/x", "", ok) },
		"handler":    func(r *httpapi.Router) { r.Get("/x", auth.Public, nil) },
		"slash":      func(r *httpapi.Router) { r.Get("x", auth.Public, ok) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("mounted")
				}
			}()
			apitest.New(t, mount)
		})
	}
}

func TestRoutesAreListed(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Post("/b/:id", auth.SignUp, ok, httpapi.StepUp())
		r.Get("/a", auth.Public, ok)
	})
	want := []httpapi.RouteInfo{
		{Method: "GET", Path: "/api/v1/a", Permission: auth.Public},
		{Method: "POST", Path: "/api/v1/b/:id", Permission: auth.SignUp, StepUp: true},
	}
	got := a.Server().Routes()
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("routes %v, want %v", got, want)
	}
}

func TestBeforeTheSecondFactor(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/own", auth.Session, ok, httpapi.BeforeFactor())
		r.Get("/inbox", auth.InboxRead, ok)
		r.Get("/open", auth.Public, ok)
	}).As(auth.Actor{UserID: "usr_1", NeedsFactor: true})
	a.Do("GET", "/own", nil).Want(200)
	a.Do("GET", "/open", nil).Want(200)
	a.Do("GET", "/inbox", nil).Refused(403, "factor_required")
}

func TestUnknownAddressesAndMethods(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) { r.Get("/a", auth.Public, ok); r.Delete("/a", auth.Public, ok) })
	a.Do("GET", "/nothing", nil).Refused(404, "no_such_address")
	a.Do("GET", "!/nothing", nil).Refused(404, "no_such_address")
	res := a.Do("POST", "/a", nil).Refused(405, "method_not_allowed")
	if allow := res.Header.Get("Allow"); !strings.Contains(allow, "GET") || !strings.Contains(allow, "DELETE") || strings.Contains(allow, "POST") {
		t.Errorf("Allow: %q", allow)
	}
	a.Do("BREW", "/a", nil).Refused(405, "method_not_allowed")
	if res := a.Do("HEAD", "/a", nil).Want(200); len(res.Body) != 0 {
		t.Error("HEAD has a body")
	}
}

func TestSecurityHeadersOnEveryAnswer(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/a", auth.Public, ok)
		r.Get("/bad", auth.Public, failing(errFull))
	}, apitest.Config(func(c *httpapi.Config) { c.Secure = true }))
	for _, path := range []string{"/a", "/bad", "/none", "!/healthz", "!/none"} {
		h := a.Do("GET", path, nil).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Content-Security-Policy": "frame-ancestors 'none'", "Strict-Transport-Security": "max-age=31536000", "X-Request-Id": "req_",
		} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
	}
	if got := a.Do("GET", "/a", nil).Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
}

func TestCookieWritesNeedOurOrigin(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Post("/x", auth.Session, ok)
		r.Get("/x", auth.Session, ok)
		r.Post("/login", auth.Public, ok)
	})
	cookie := "tongxing_session=" + a.As(visitor).Token()
	type h map[string]string
	for _, tt := range []struct {
		method, path string
		headers      h
		code         string
	}{
		{"POST", "/x", h{"Cookie": cookie}, "csrf"},
		{"POST", "/x", h{"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}, ""},
		{"POST", "/x", h{"Cookie": cookie, "Sec-Fetch-Site": "same-site"}, "csrf"},
		{"POST", "/x", h{"Cookie": cookie, "Sec-Fetch-Site": "cross-site", "Origin": "http://example.com"}, "csrf"},
		{"POST", "/x", h{"Cookie": cookie, "Origin": "http://example.com"}, ""},
		{"POST", "/x", h{"Cookie": cookie, "Origin": "http://evil.example"}, "csrf"},
		{"POST", "/x", h{"Cookie": cookie, "Origin": "null"}, "csrf"},
		{"GET", "/x", h{"Cookie": cookie, "Sec-Fetch-Site": "cross-site"}, ""},
		{"POST", "/login", h{"Sec-Fetch-Site": "cross-site"}, "csrf"},
		{"POST", "/login", h{}, ""},
	} {
		b := a
		for k, v := range tt.headers {
			b = b.With(k, v)
		}
		if got := b.Do(tt.method, tt.path, nil).Code(); got != tt.code {
			t.Errorf("%s %s with %v: %q, want %q", tt.method, tt.path, tt.headers, got, tt.code)
		}
	}
}

func TestSessionCookieAndCache(t *testing.T) {
	asked := 0
	var now = time.Now()
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/me", auth.Session, ok)
		r.Post("/in", auth.Public, func(c *fiber.Ctx) error {
			httpapi.SetSession(c, "token-1", now.Add(time.Hour))
			return c.SendStatus(204)
		})
		r.Post("/out", auth.Session, func(c *fiber.Ctx) error { httpapi.ClearSession(c); return c.SendStatus(204) })
	}, apitest.Config(func(c *httpapi.Config) {
		c.Secure, c.SessionTTL = true, time.Hour
		c.Authenticate = func(context.Context, string) (auth.Actor, error) { asked++; return visitor, nil }
	}))
	set := a.Do("POST", "/in", nil).Want(204).Header.Get("Set-Cookie")
	for _, want := range []string{"tongxing_session=token-1", "HttpOnly", "SameSite=Strict", "secure", "path=/"} {
		if !strings.Contains(strings.ToLower(set), strings.ToLower(want)) {
			t.Errorf("Set-Cookie %q lacks %s", set, want)
		}
	}
	b := a.With("Cookie", "tongxing_session=token-1").With("Sec-Fetch-Site", "same-origin")
	b.Do("GET", "/me", nil).Want(200)
	b.Do("GET", "/me", nil).Want(200)
	if asked != 1 {
		t.Errorf("asked %d times within the time to live", asked)
	}
	cleared := b.Do("POST", "/out", nil).Want(204).Header.Get("Set-Cookie")
	if !strings.Contains(cleared, "tongxing_session=;") || !strings.Contains(cleared, "1970") {
		t.Errorf("cleared by %q", cleared)
	}
	b.Do("GET", "/me", nil).Want(200)
	if asked != 2 {
		t.Errorf("asked %d times after logging out", asked)
	}
}

func TestLimits(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) { r.Post("/code", auth.Public, ok, httpapi.Limit("code", 2, time.Hour)) })
	a.Do("POST", "/code", nil).Want(200)
	a.Do("POST", "/code", nil).Want(200)
	res := a.Do("POST", "/code", nil).Refused(429, "too_many")
	if after := res.Header.Get("Retry-After"); after < "1000" || len(after) != 4 {
		t.Errorf("Retry-After %q, want about half an hour", after)
	}
	a.As(visitor).Do("POST", "/code", nil).Want(200)
	a.With("X-Forwarded-For", "203.0.113.9").Do("POST", "/code", nil).Refused(429, "too_many")
}

func TestForwardedHeadersNeedTrustedProxy(t *testing.T) {
	routes := func(r *httpapi.Router) {
		r.Get("/ip", auth.Public, func(c *fiber.Ctx) error { return c.SendString(httpapi.ClientIP(c)) })
	}
	for _, tt := range []struct {
		trusted   []string
		forwarded string
		want      string
	}{
		{nil, "203.0.113.9", "0.0.0.0"},
		{[]string{"0.0.0.0"}, "203.0.113.9", "203.0.113.9"},
		{[]string{"0.0.0.0"}, "198.51.100.1, 203.0.113.9", "203.0.113.9"},
		{[]string{"0.0.0.0", "10.0.0.0/8"}, "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"},
		{[]string{"0.0.0.0"}, "rubbish", "0.0.0.0"},
	} {
		a := apitest.New(t, routes, apitest.Config(func(c *httpapi.Config) { c.Trusted = tt.trusted }))
		if got := string(a.With("X-Forwarded-For", tt.forwarded).Do("GET", "/ip", nil).Body); got != tt.want {
			t.Errorf("trusting %v, %q: %s, want %s", tt.trusted, tt.forwarded, got, tt.want)
		}
	}
}

func TestDeadline(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		wait := func(c *fiber.Ctx) error { <-c.UserContext().Done(); return c.UserContext().Err() }
		r.Get("/slow", auth.Public, wait, httpapi.Timeout(20*time.Millisecond))
	})
	a.Do("GET", "/slow", nil).Refused(503, "timeout")
}

func TestETags(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/x", auth.Public, func(c *fiber.Ctx) error { httpapi.ETag(c, 3); return ok(c) })
		r.Put("/x", auth.Public, func(c *fiber.Ctx) error {
			v, err := httpapi.IfMatch(c)
			if err != nil {
				return err
			}
			return c.JSON(v)
		})
	})
	if tag := a.Do("GET", "/x", nil).Header.Get("ETag"); tag != `"3"` {
		t.Errorf("ETag %s", tag)
	}
	if res := a.With("If-None-Match", `"2", W/"3"`).Do("GET", "/x", nil).Want(304); len(res.Body) != 0 {
		t.Error("304 with a body")
	}
	a.With("If-None-Match", `"2"`).Do("GET", "/x", nil).Want(200)
	if got := string(a.With("If-Match", `"7"`).Do("PUT", "/x", nil).Want(200).Body); got != "7" {
		t.Errorf("If-Match: %s", got)
	}
	a.With("If-Match", "").Do("PUT", "/x", nil).Refused(428, "precondition_required")
	for _, header := range []string{"*", `W/"7"`, "7", `"x"`, `"7`, `"-1"`, `"0"`, `"+7"`, `""`, `"7","8"`} {
		a.With("If-Match", header).Do("PUT", "/x", nil).Refused(400, "if_match")
	}
}

func TestOwnPages(t *testing.T) {
	up := errors.New("no connection to 10.0.0.1")
	a := quiet(t, nil, apitest.Config(func(c *httpapi.Config) { c.OpenAPI = []byte(`{"openapi":"3.0.3"}`) }))
	a.Do("GET", "!/healthz", nil).Want(200)
	a.Do("GET", "!/readyz", nil).Want(200)
	a.Server().ReadyWhen("store", func(context.Context) error { return up })
	a.Do("GET", "!/readyz", nil).Refused(503, "not_ready").Lacks("10.0.0.1")
	a.Do("GET", "!/metrics", nil).Refused(404, "no_such_address")
	if got := string(a.Do("GET", "!/openapi.json", nil).Want(200).Body); got != `{"openapi":"3.0.3"}` {
		t.Errorf("openapi.json: %s", got)
	}
	page := a.Do("GET", "!/docs", nil).Want(200)
	if strings.Contains(string(page.Body), "<script>") || strings.Contains(string(page.Body), "//") {
		t.Errorf("inline script or foreign address in %s", page.Body)
	}
	for _, path := range []string{"swagger-ui-bundle.js", "swagger-ui.css", "start.js", "favicon-32x32.png"} {
		res := a.Do("GET", "!/docs/"+path, nil).Want(200)
		zipped := a.With("Accept-Encoding", "gzip").Do("GET", "!/docs/"+path, nil).Want(200)
		if len(res.Body) == 0 || !strings.HasSuffix(path, "png") && zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d bytes, zipped as %q", path, len(res.Body), zipped.Header.Get("Content-Encoding"))
		}
		a.With("If-None-Match", res.Header.Get("ETag")).Do("GET", "!/docs/"+path, nil).Want(304)
	}
}

func TestRealConnection(t *testing.T) {
	a := quiet(t, func(r *httpapi.Router) {
		r.Get("/x", auth.Public, ok)
		r.Post("/small", auth.Public, ok)
		r.Post("/large", auth.Session, func(c *fiber.Ctx) error { return c.JSON(len(c.Body())) }, httpapi.BodyLimit(4<<20))
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.Server().Serve(ln) }()
	defer func() {
		if err := errors.Join(a.Server().Fiber().Shutdown(), <-done); err != nil {
			t.Error(err)
		}
	}()
	base := "http://" + ln.Addr().String()
	big := bytes.Repeat([]byte("x"), 2<<20)

	get := func(path string, header ...string) (int, string) {
		t.Helper()
		req, _ := http.NewRequest("GET", base+path, nil)
		for i := 0; i+1 < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		return send(t, req)
	}
	if status, _ := get("/api/v1/x"); status != 200 {
		t.Errorf("get: %d", status)
	}
	if status, body := get("/metrics"); status != 200 || !strings.Contains(body, `tongxing_http_requests_total{class="2xx",method="GET",route="/api/v1/x"} 1`) {
		t.Errorf("metrics: %d %s", status, body)
	}
	if status, _ := get("/metrics", "X-Forwarded-For", "203.0.113.9"); status != 404 {
		t.Errorf("metrics through a proxy: %d", status)
	}
	if status, body := get("/api/v1/x", "X-Long", strings.Repeat("x", 10<<10)); status != 431 || !strings.Contains(body, `"headers_too_large"`) {
		t.Errorf("long headers: %d %s", status, body)
	}
	for _, tt := range []struct {
		path, token string
		status      int
		want        string
	}{
		{"/small", a.As(visitor).Token(), 413, `"body_too_large"`},
		{"/large", "", 413, `"body_too_large"`},
		{"/large", a.As(visitor).Token(), 200, "2097152"},
	} {
		req, _ := http.NewRequest("POST", base+"/api/v1"+tt.path, bytes.NewReader(big))
		if tt.token != "" {
			req.Header.Set("Authorization", "Bearer "+tt.token)
		}
		if status, body := send(t, req); status != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("2 MiB to %s: %d %s", tt.path, status, body)
		}
	}
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = conn.Write([]byte("rubbish\r\n\r\n"))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if res.StatusCode != 400 || !strings.Contains(string(body), `"bad_request"`) || res.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("rubbish: %d %v %s", res.StatusCode, res.Header, body)
	}
}

// send accepts that a server answers and closes before the whole body has arrived.
func send(t *testing.T, req *http.Request) (int, string) {
	t.Helper()
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		if req.Method == "POST" {
			return 413, `"body_too_large" (closed while writing)`
		}
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(body)
}

// quiet is New without logging, for requests that are meant to fail.
func quiet(t *testing.T, routes func(r *httpapi.Router), opts ...apitest.Option) *apitest.App {
	t.Helper()
	return apitest.New(t, routes, append(opts, apitest.Config(func(c *httpapi.Config) { c.Log = nil }))...)
}

func benchApp(t testing.TB) *httpapi.App {
	t.Helper()
	app, err := httpapi.New(httpapi.Config{
		Log:          slog.New(slog.NewTextHandler(io.Discard, nil)),
		Authenticate: func(context.Context, string) (auth.Actor, error) { return auditor, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	app.API().Get("/x/:id", auth.AuditRead, ok)
	return app
}

// TestEncoderMatchesStandardLibrary compares the answers of the faster JSON encoder with those of encoding/json.
func TestEncoderMatchesStandardLibrary(t *testing.T) {
	type part struct {
		Text  string         `json:"text,omitempty"`
		Map   map[string]any `json:"map"`
		Count *int64         `json:"count,omitempty"`
		At    time.Time      `json:"at"`
		Bytes []byte         `json:"bytes"`
		N     float64        `json:"n"`
		Under *part          `json:"under,omitempty"`
		List  []string       `json:"list"`
	}
	type whole struct {
		part
		Last string `json:"last"`
	}
	count := int64(1<<53 + 1)
	for _, s := range []string{"", "a<b>&c", "\xff坏", "\u2028", "\x00\x1f\"\\/", "😀"} {
		for _, n := range []float64{0, 1e21, 1e-7, 1.5} {
			v := whole{part{
				Text: s, Map: map[string]any{s: s, "b": []any{nil, true, n}}, Count: &count, At: time.Date(2026, 3, 5, 1, 2, 3, 4e6, time.UTC),
				Bytes: []byte(s), N: n, Under: &part{},
			}, s}
			want, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			a := apitest.New(t, func(r *httpapi.Router) { r.Get("/x", auth.Public, func(c *fiber.Ctx) error { return c.JSON(v) }) })
			if got := a.Do("GET", "/x", nil).Body; string(got) != string(want) {
				t.Errorf("%q, %v:\n%s\n%s", s, n, got, want)
			}
		}
	}
}
