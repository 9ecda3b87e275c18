// Package apitest runs a feature's routes in the test's process, behind the same steps as in the server, and checks that
// every failure is a well-formed problem.
package apitest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// App sends requests to the routes under test. As and With return copies, so one App serves many actors.
type App struct {
	t      testing.TB
	app    *httpapi.App
	people *people
	token  string
	header map[string]string
}

// Option changes the configuration of the server under test.
type Option func(*httpapi.Config)

// DB makes writes with an Idempotency-Key use the store of the service under test.
func DB(db *docstore.DB) Option { return func(c *httpapi.Config) { c.DB = db } }

// Config changes any setting of the server.
func Config(change func(*httpapi.Config)) Option { return change }

// New mounts the routes. Without As, requests are anonymous.
func New(t testing.TB, routes func(r *httpapi.Router), opts ...Option) *App {
	t.Helper()
	sealer, err := privacy.NewSealer(privacy.NewKeyring())
	if err != nil {
		t.Fatal(err)
	}
	p := &people{actors: make(map[string]auth.Actor)}
	cfg := httpapi.Config{
		Log:          slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Authenticate: p.authenticate,
		Sealer:       sealer,
		Deadline:     time.Minute,
	}
	for _, o := range opts {
		o(&cfg)
	}
	app, err := httpapi.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if routes != nil {
		routes(app.API())
	}
	return &App{t: t, app: app, people: p}
}

// Of sends requests to a server built elsewhere. Log in with Bearer; As works only for servers made by New.
func Of(t testing.TB, app *httpapi.App) *App { return &App{t: t, app: app} }

// Server returns the server under test.
func (a *App) Server() *httpapi.App { return a.app }

// As returns an App whose requests are made by the actor, who has proved who they are unless FreshAt is set.
func (a *App) As(actor auth.Actor) *App {
	a.t.Helper()
	if a.people == nil {
		a.t.Fatal("apitest: As needs a server made by New")
	}
	return a.Bearer(a.people.logIn(actor))
}

// Bearer returns an App whose requests carry the token; "" makes them anonymous.
func (a *App) Bearer(token string) *App {
	c := *a
	c.token = token
	return &c
}

// Token returns the session token of the requests, for tests of cookies.
func (a *App) Token() string { return a.token }

// With returns an App whose requests carry the header too.
func (a *App) With(name, value string) *App {
	c := *a
	c.header = maps.Clone(a.header)
	if c.header == nil {
		c.header = make(map[string]string)
	}
	c.header[name] = value
	return &c
}

// File is a form body with one uploaded file and further plain values.
type File struct {
	Field, Name string
	Data        []byte
	Values      map[string]string
}

// Do sends one request. The path is relative to the Router ("/activities/act_1"); a path that begins with /api/ or with ! is
// absolute (the ! is removed). The body is nil, a string or bytes sent unchanged, a File, or any other value sent as JSON.
// The test fails when a status of 400 or more comes without a well-formed problem or, outside the API, without a page.
//
// Like a browser, Do sends the version of the record that it changes: when the server asks for If-Match and the test has set
// none, it reads the record first and sends its ETag, or "1" when the actor may not read it.
func (a *App) Do(method, path string, body any) *Response {
	a.t.Helper()
	r := a.send(method, path, body)
	if _, set := a.header["If-Match"]; set || r.Status != http.StatusPreconditionRequired {
		return r
	}
	parts := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 3)
	if len(parts) < 2 {
		return r
	}
	tag := a.send(http.MethodGet, "/"+parts[0]+"/"+parts[1], nil).Header.Get("ETag")
	return a.With("If-Match", cmp.Or(tag, `"1"`)).send(method, path, body)
}

func (a *App) send(method, path string, body any) *Response {
	a.t.Helper()
	if rest, ok := strings.CutPrefix(path, "!"); ok {
		path = rest
	} else if !strings.HasPrefix(path, "/api/") {
		path = httpapi.Prefix + path
	}
	data, mime := encode(a.t, body)
	req := httptest.NewRequestWithContext(context.Background(), method, path, bytes.NewReader(data))
	if mime != "" {
		req.Header.Set("Content-Type", mime)
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	for k, v := range a.header {
		req.Header.Set(k, v)
	}
	res, err := a.app.Fiber().Test(req, -1)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatalf("%s %s: %v", method, path, err)
	}
	r := &Response{t: a.t, what: method + " " + path, Status: res.StatusCode, Header: res.Header, Body: got}
	page := !strings.HasPrefix(path, "/api/") && strings.HasPrefix(r.Header.Get("Content-Type"), "text/html")
	if r.Status >= http.StatusBadRequest && method != http.MethodHead && !page {
		r.checkProblem()
	}
	return r
}

func encode(t testing.TB, body any) (data []byte, mime string) {
	t.Helper()
	const asJSON = "application/json"
	switch b := body.(type) {
	case nil:
		return nil, ""
	case string:
		return []byte(b), asJSON
	case []byte:
		return b, asJSON
	case File:
		return form(t, b)
	default:
		data, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		return data, asJSON
	}
}

func form(t testing.TB, f File) ([]byte, string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range f.Values {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(f.Field, f.Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(f.Data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// people maps session tokens to the actors that are logged in.
type people struct {
	mu     sync.Mutex
	actors map[string]auth.Actor
}

func (p *people) authenticate(_ context.Context, token string) (auth.Actor, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a, ok := p.actors[token]
	if !ok {
		return auth.Actor{}, auth.ErrLogin
	}
	return a, nil
}

func (p *people) logIn(actor auth.Actor) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if actor.FreshAt.IsZero() {
		actor.FreshAt = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) // whatever clock the test sets
	}
	token := "test-" + strconv.Itoa(len(p.actors)+1)
	p.actors[token] = actor
	return token
}
