package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// TestBadInput sends bad input to every route that writes, as an actor with every role. Each answer must be a problem with
// a stable code and not an internal error, and nothing may be stored.
func TestBadInput(t *testing.T) {
	b := newBadInput(t)
	for _, r := range b.app.http.Routes() {
		if r.Method == "GET" {
			continue
		}
		path := strings.TrimPrefix(r.Path, httpapi.Prefix)
		t.Run(r.Method+" "+path, func(t *testing.T) {
			b.t = t
			fields, takesJSON := b.fields(r.Method, path)
			if takesJSON && len(fields) == 0 {
				t.Error("the API description has no fields for this body")
			}
			if takesJSON {
				b.forms(r.Method, known(path), fields)
			}
			if strings.Contains(path, ":") {
				b.strangers(r.Method, path, fields)
			}
			b.unchanged()
		})
	}
	b.t = t
	somebody, err := b.app.accounts.Create(auth.System(t.Context(), "test"), accounts.NewUser{Login: "somebody", Name: "某人"})
	if err != nil {
		t.Fatal(err)
	}
	b.before = storeBytes(t, b.dir)
	b.api.As(auth.Actor{UserID: somebody.ID}).Do("POST", "/orgs", orgFile("青禾社会工作服务中心", "")).Want(201)
	if maps.Equal(b.before, storeBytes(t, b.dir)) {
		t.Error("good input changed nothing, so this test cannot find anything")
	}
	t.Logf("%d requests, all refused, nothing stored", b.asked)
}

// badInput is an app on an empty store with an actor of every role.
type badInput struct {
	t       *testing.T
	app     *app
	api     *apitest.App
	spec    spec
	dir     string
	address string
	before  map[string]string
	asked   int
}

func newBadInput(t *testing.T) *badInput {
	t.Helper()
	b := &badInput{t: t, dir: filepath.Join(t.TempDir(), "data")}
	cfg, err := demoConfig(b.dir)
	if err != nil {
		t.Fatal(err)
	}
	b.app, err = newApp(t.Context(), cfg, slog.New(slog.DiscardHandler), parts{noSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.app.Close() })
	b.api = apitest.New(t, b.app.mount, apitest.Config(func(c *httpapi.Config) { c.Log = slog.New(slog.DiscardHandler) }))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.address = ln.Addr().String()
	server := b.api.Server()
	go func() { _ = server.Serve(ln) }()
	t.Cleanup(func() { _ = server.Fiber().ShutdownWithTimeout(time.Second) })
	if err := json.Unmarshal(openapi.Spec, &b.spec); err != nil {
		t.Fatal(err)
	}
	b.before = storeBytes(t, b.dir)
	return b
}

// storeBytes returns the contents of the store's files, which change with every write.
func storeBytes(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, data := range filesIn(t, dir) {
		if !strings.HasSuffix(name, "-shm") { // SQLite's own shared memory
			out[name] = string(data)
		}
	}
	return out
}

func (b *badInput) unchanged() {
	b.t.Helper()
	now := storeBytes(b.t, b.dir)
	if !maps.Equal(b.before, now) {
		b.t.Error("something was stored")
		b.before = now
	}
}

// everyone returns an App with a new actor of every role, so that no limit is reached.
func (b *badInput) everyone() *apitest.App {
	b.asked++
	a := auth.Actor{UserID: fmt.Sprintf("usr_%d", b.asked), PersonKey: fmt.Sprintf("key_%d", b.asked), VolunteerID: fmt.Sprintf("vol_%d", b.asked), Lang: "en"}
	for role := range auth.Matrix {
		a.Bindings = append(a.Bindings, auth.Binding{Role: role}, auth.Binding{Role: role, Region: "52/"}, auth.Binding{Role: role, OrgID: "org_1"})
	}
	return b.api.As(a)
}

// refused checks for a refusal with that code. apitest has already checked that it is a well-formed problem.
func (b *badInput) refused(method, path, what string, body any, status int, code string) {
	b.t.Helper()
	r := b.everyone().Do(method, path, body)
	switch {
	case r.Status < 400 || r.Status >= 500 || r.Code() == "":
		b.t.Errorf("%s: %d %.300s", what, r.Status, r.Body)
	case status != 0 && r.Status != status, code != "" && r.Code() != code:
		b.t.Errorf("%s: %d %s, want %d %s", what, r.Status, r.Code(), status, code)
	}
}

// forms sends bodies that no route accepts.
func (b *badInput) forms(method, path string, fields map[string]property) {
	b.t.Helper()
	for _, c := range []struct {
		what, body string
		status     int
		code       string
	}{
		{"no body", "", 400, "body_empty"},
		{"blanks", " \n ", 400, "body_empty"},
		{"half of it", `{"a":`, 400, "json_broken"},
		{"no JSON", `<a/>`, 400, "json_broken"},
		{"broken UTF-8", "{\"a\":\"\xff\"}", 400, "json_broken"},
		{"something behind it", `{} {}`, 400, "json_trailing"},
		{"a list", `[]`, 400, "invalid"},
		{"a text", `"x"`, 400, "invalid"},
		{"an unknown field", `{"no_such_field":1}`, 400, "invalid"},
		{"too deep", strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), 400, ""},
	} {
		b.refused(method, path, c.what, c.body, c.status, c.code)
	}
	b.tooLarge(method, path)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, wrong := range fields[name].wrong() {
			b.refused(method, path, fmt.Sprintf("%s: %.30s", name, wrong), fmt.Sprintf(`{%q:%s}`, name, wrong), 400, "invalid")
		}
	}
}

// tooLarge announces a body one byte above the route's limit, over the network; the server must answer before it reads the
// body.
func (b *badInput) tooLarge(method, path string) {
	b.t.Helper()
	conn, err := net.DialTimeout("tcp", b.address, 5*time.Second)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	_, err = fmt.Fprintf(conn, "%s %s%s HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{",
		method, httpapi.Prefix, path, b.everyone().Token(), httpapi.DefaultBody+1)
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.t.Errorf("a megabyte and a byte: %v", err)
		return
	}
	defer func() { _ = res.Body.Close() }()
	var p httpapi.Problem
	if err := json.NewDecoder(res.Body).Decode(&p); err != nil || res.StatusCode != 413 || p.Code != "body_too_large" {
		b.t.Errorf("a megabyte and a byte: %d %s, %v", res.StatusCode, p.Code, err)
	}
}

// strangers sends unknown ids, some of them hostile, with a body that is as correct as the description allows.
func (b *badInput) strangers(method, path string, fields map[string]property) {
	b.t.Helper()
	body := obj{}
	for name, p := range fields {
		if p.required {
			body[name] = p.good()
		}
	}
	for _, id := range []string{"xxx_1", "act_01jd3k5v8m2q4r6s7t9w0x1y2z", "%00", "%7B%22$ne%22:null%7D", "'%20OR%201=1--", "..%2f..%2fetc%2fpasswd", "%F0%9F%98%80", "%ff%fe", strings.Repeat("x", 2000)} {
		at := path
		for _, part := range strings.Split(path, "/") {
			if strings.HasPrefix(part, ":") {
				at = strings.Replace(at, part, id, 1)
			}
		}
		if fields == nil {
			b.refused(method, at, "id "+id[:min(20, len(id))], nil, 0, "")
			continue
		}
		b.refused(method, at, "id "+id[:min(20, len(id))], body, 0, "")
	}
}

// known fills the path with well-formed ids.
func known(path string) string {
	return strings.NewReplacer(":id", "xxx_1", ":org", "org_9", ":milestone", "mil_1", ":amendment", "amd_1", ":claim", "clm_1", ":indicator", "ind_1",
		":contact", "cnt_1", ":binding", "bnd_1", ":name", "none", ":day", "2026-03-05").Replace(path)
}

// spec is the part of the API description that says what a body may contain.
type spec struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]property }
}

type operation struct {
	RequestBody *struct {
		Content map[string]struct{ Schema property }
	}
}

type property struct {
	Ref        string `json:"$ref"`
	AllOf      []property
	Type       string
	Format     string
	Enum       []any
	Required   []string
	Properties map[string]property
	required   bool
}

// fields returns the fields of the route's JSON body, and whether it has one.
func (b *badInput) fields(method, path string) (map[string]property, bool) {
	b.t.Helper()
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "{" + p[1:] + "}"
		}
	}
	op, ok := b.spec.Paths[strings.Join(parts, "/")][strings.ToLower(method)]
	if !ok {
		b.t.Fatal("the description of the API lacks this route")
	}
	if op.RequestBody == nil {
		return nil, false
	}
	for media, c := range op.RequestBody.Content {
		if strings.HasPrefix(media, "multipart/") || media == "application/offset+octet-stream" {
			return nil, false
		}
		whole := b.resolve(c.Schema)
		fields := map[string]property{}
		for name, p := range whole.Properties {
			r := b.resolve(p)
			r.required = slices.Contains(whole.Required, name)
			fields[name] = r
		}
		return fields, true
	}
	return nil, false
}

func (b *badInput) resolve(p property) property {
	for p.Ref != "" || len(p.AllOf) > 0 {
		enum := p.Enum
		if p.Ref == "" {
			p.Ref = p.AllOf[0].Ref
		}
		p = b.spec.Components.Schemas[strings.TrimPrefix(p.Ref, "#/components/schemas/")]
		if enum != nil {
			p.Enum = enum
		}
	}
	return p
}

// wrong returns values that the property never accepts.
func (p property) wrong() []string {
	const query, null = `{"$ne":null}`, `[null]`
	switch p.Type {
	case "string":
		return []string{query, null, "5", "true", `"` + strings.Repeat("長", 33_000) + `"`, `"` + strings.Repeat("x", 100_000) + `"`}
	case "integer":
		return []string{query, null, `"5"`, "1.5", "1e400", "99999999999999999999"}
	case "number":
		return []string{query, null, `"5"`, "1e400"}
	case "boolean":
		return []string{query, null, `"true"`, "1"}
	case "array":
		return []string{query, `"x"`, "5", `[{"$ne":null}]`, "[[]]"}
	default:
		return []string{`[]`, `"x"`, "5", `{"$ne":null}`}
	}
}

// good returns a value of the right type.
func (p property) good() any {
	switch {
	case len(p.Enum) > 0:
		return p.Enum[0]
	case p.Format == "date-time":
		return "2026-03-05T08:00:00Z"
	case p.Type == "string":
		return "2026-03-05"
	case p.Type == "integer", p.Type == "number":
		return 1
	case p.Type == "boolean":
		return true
	case p.Type == "array":
		return []any{"xxx_1"}
	default:
		return obj{}
	}
}
