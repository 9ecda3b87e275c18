package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/query"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// follower goes along with the story. The first call of each operation of the API that will succeed is visited before it is made, and
// all calls are remembered, so that others can be made up: from ids and values of answers and bodies, codes sent by SMS, and the
// schemas in openapi.json. What is tried is undone.
type follower struct {
	t          *testing.T
	story      *story
	store      *undoing
	api        *openapi3.T
	operations map[string]*openapi3.Operation // by method and path: "POST /orgs/{id}/take"
	reached    map[string]bool
	visit      func(op string, s sentCall, answer *apitest.Response)
	random     *rand.Rand
	ids        []string          // seen in answers, the latest last
	kinds      map[string]string // the beginning of ids by the part of an address before them: "orgs": "org"
	sent       map[string]any    // the last value of each field of a body that succeeded
	seen       map[string]any    // the last value of each field of an answer
	last       map[string]string // the last id of a place in addresses of calls that succeeded
	busy       bool
}

// sentCall is a call of the API.
type sentCall struct {
	method, path string
	body         any
	header       map[string]string
}

func newFollower(t *testing.T, with ...func(*story)) *follower {
	t.Helper()
	e := &follower{
		t: t, store: &undoing{}, random: rand.New(rand.NewPCG(1, 2)), //nolint:gosec // G404: the same calls in each run
		operations: map[string]*openapi3.Operation{}, reached: map[string]bool{}, kinds: map[string]string{}, sent: map[string]any{}, seen: map[string]any{},
		last: map[string]string{},
	}
	e.store.change = map[string]func(docstore.Row) docstore.Row{"sessions": e.endless}
	e.story = newStory(t, append(with, func(s *story) { s.store, s.limiter = openUndoing(e.store), unlimited{} })...)
	e.story.watch = e.watch
	var err error
	if e.api, err = openapi3.NewLoader().LoadFromData(openapi.Spec); err != nil {
		t.Fatal(err)
	}
	for path, item := range e.api.Paths.Map() {
		for method, op := range item.Operations() {
			e.operations[method+" "+path] = op
		}
	}
	return e
}

// unlimited is a coord.Limiter that allows everything.
type unlimited struct{}

// Allow implements coord.Limiter.
func (unlimited) Allow(context.Context, string, int, time.Duration) (bool, time.Duration) {
	return true, 0
}

// endless returns the session as one that does not end in the story.
func (e *follower) endless(r docstore.Row) docstore.Row {
	var doc bson.D
	if err := bson.Unmarshal(r.Doc, &doc); err != nil {
		e.t.Fatal(err)
	}
	later := e.story.now().AddDate(3, 0, 0)
	for i, f := range doc {
		switch f.Key {
		case "started_at", "seen_at", "fresh_at":
			doc[i].Value = later
		case "ends_at":
			doc[i].Value = later.Add(30 * time.Minute)
		}
	}
	data, err := bson.Marshal(doc)
	if err != nil {
		e.t.Fatal(err)
	}
	r.Doc, r.Values = data, slices.Clone(r.Values)
	for i, f := range e.store.stores["sessions"].t.Fields {
		if f.Name == "ends_at" {
			r.Values[i] = query.Value{Kind: query.Time, Int: later.Add(30 * time.Minute).UnixMilli()}
		}
	}
	return r
}

// watch sends a call of the story. If it is the first that succeeds with its operation, it is visited before.
func (e *follower) watch(v voice, method, path string, body any, send func() *apitest.Response) *apitest.Response {
	op := operationOf(e.operations, method, path)
	if e.busy {
		return send()
	}
	o := sentCall{method, path, body, v.header}
	if op != "" && !e.reached[op] {
		var answer *apitest.Response
		e.try(path, func() { answer = send() })
		if answer.Status < 300 && !emptyList(answer) {
			e.reached[op] = true
			e.quietly(func() { e.visit(op, o, answer) })
		}
	}
	r := send()
	e.learn(o, r)
	if op != "" && r.Status < 300 {
		e.name(op, path)
	}
	return r
}

func (e *follower) quietly(fn func()) {
	e.busy = true
	defer func() { e.busy = false }()
	fn()
}

// try calls fn and undoes what it does; to attachments as well, when the address is one of theirs.
func (e *follower) try(path string, fn func()) {
	e.story.t.Helper()
	if strings.HasPrefix(path, "/files") {
		before := blobsIn(e.story.t, e.story.dir)
		defer func() {
			for path, data := range before {
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
					e.story.t.Fatal(err)
				}
			}
		}()
	}
	if err := e.store.try(e.story.t.Context(), fn); err != nil {
		e.story.t.Fatal(err)
	}
}

// blobsIn reads the stored attachments of a data directory, by path.
func blobsIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(filepath.Join(dir, "files"), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[path], err = os.ReadFile(path) //nolint:gosec // G304: inside the test's own directory
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

// send makes a call as the program of the story is now.
func (e *follower) send(a *app, o sentCall, token, address string) *apitest.Response {
	who := apitest.Of(e.story.t, a.http).Bearer(token).With("X-Forwarded-For", address)
	for name, value := range o.header {
		who = who.With(name, value)
	}
	return who.Do(o.method, o.path, o.body)
}

func emptyList(r *apitest.Response) bool {
	var v struct{ Items *[]any }
	return json.Unmarshal(r.Body, &v) == nil && v.Items != nil && len(*v.Items) == 0
}

// name learns what kind of ids stand where in addresses.
func (e *follower) name(op, path string) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, p := range strings.Split(op[strings.Index(op, " ")+1:], "/") {
		if kind, _, ok := strings.Cut(parts[i], "_"); ok && strings.HasPrefix(p, "{") {
			e.kinds[placeOf(p, parts, i)] = kind
			e.last[placeOf(p, parts, i)] = parts[i]
		}
	}
}

// placeOf names the place of an id in an address: by its own name, or by the word before an {id}.
func placeOf(p string, parts []string, i int) string {
	if p == "{id}" {
		return parts[i-1]
	}
	return p
}

// learn collects ids and values of a call and its answer.
func (e *follower) learn(o sentCall, r *apitest.Response) {
	for _, id := range idsIn(r.Body) {
		e.ids = append(slices.DeleteFunc(e.ids, func(other string) bool { return other == id }), id)
	}
	if r.Status >= 300 {
		return
	}
	var v any
	if json.Unmarshal(r.Body, &v) == nil {
		values(v, e.seen)
	}
	if data, err := json.Marshal(o.body); err == nil && json.Unmarshal(data, &v) == nil {
		values(v, e.sent)
	}
}

func idsIn(body []byte) (ids []string) {
	for _, m := range anyID.FindAllSubmatch(body, 500) {
		if id := string(m[1]); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// values stores the value of each field in v by its name.
func values(v any, into map[string]any) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if value != nil && value != "" {
				into[name] = value
			}
			values(value, into)
		}
	case []any:
		for _, x := range v {
			values(x, into)
		}
	}
}

// headers returns headers that the operation requires, besides the version of a record, which apitest sends by itself.
func (e *follower) headers(op string) map[string]string {
	if body := e.operations[op].RequestBody; body != nil && body.Value.Content.Get("application/offset+octet-stream") != nil {
		return map[string]string{"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
	} else if body != nil && body.Value.Content.Get("multipart/form-data") != nil {
		return map[string]string{"Content-Type": "multipart/form-data; boundary=" + boundary}
	}
	return nil
}

// boundary separates the parts of a form with files.
const boundary = "oneandonly"

func listed(r *apitest.Response) []obj {
	var v struct{ Items []obj }
	_ = json.Unmarshal(r.Body, &v)
	return v.Items
}

// query fills the filters that the operation requires, or all of them.
func (e *follower) query(op string, n int, close []string) string {
	vals := url.Values{}
	for _, p := range e.operations[op].Parameters {
		if p.Value == nil || p.Value.In != "query" || p.Value.Name == "after" || p.Value.Name == "limit" || !p.Value.Required && n != 1 {
			continue
		}
		v := fmt.Sprint(e.example(p.Value.Name, p.Value.Schema.Value, 1))
		if _, known := e.sent[p.Value.Name]; !known && p.Value.Required && len(close) > n && p.Value.Schema.Value.Format == "" && strings.HasPrefix(v, "按") {
			v = close[n]
		}
		vals.Set(p.Value.Name, v)
	}
	if len(vals) == 0 {
		return ""
	}
	return "?" + vals.Encode()
}

// body returns a body for the operation: with the fields that it requires (n is 0), with all (1), or with the required and one other.
func (e *follower) body(op string, n int) any {
	body := e.operations[op].RequestBody
	if body == nil {
		return nil
	}
	if media := body.Value.Content.Get("application/json"); media != nil {
		return e.example("", media.Schema.Value, n)
	}
	if body.Value.Content.Get("application/offset+octet-stream") != nil {
		return []byte("%PDF-1.4\n")
	}
	if body.Value.Content.Get("multipart/form-data") != nil {
		return []byte("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n姓名,手机\r\n\r\n--" + boundary + "--\r\n")
	}
	return nil
}

// example returns a value that fits the schema: one that was sent or seen under the field's name, or one that the name suggests: a
// date for "day", a text for "reason".
func (e *follower) example(name string, s *openapi3.Schema, n int) any {
	if len(s.AllOf) > 0 && len(s.Properties) == 0 && len(s.Enum) == 0 {
		return e.example(name, s.AllOf[0].Value, n)
	}
	if v, ok := e.known(name, s, n); ok {
		return v
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[e.random.IntN(len(s.Enum))]
	case s.Type.Is("object") || len(s.Properties) > 0:
		v := obj{}
		names := slices.Sorted(maps.Keys(s.Properties))
		var optional []string
		for _, key := range names {
			if !slices.Contains(s.Required, key) {
				optional = append(optional, key)
			}
		}
		for _, key := range names {
			at := slices.Index(optional, key)
			if at < 0 || n == 1 || n > 1 && at == n-2 {
				v[key] = e.example(key, s.Properties[key].Value, n)
			}
		}
		return v
	case s.Type.Is("array"):
		return []any{e.example(name, s.Items.Value, n)}
	case s.Type.Is("integer"), s.Type.Is("number"):
		return 1
	case s.Type.Is("boolean"):
		return true
	case s.Format == "date-time":
		return e.story.now().Add(-time.Minute).Format(time.RFC3339)
	}
	if kind := e.kinds["{"+strings.TrimSuffix(name, "_id")+"}"]; strings.HasSuffix(name, "_id") && kind != "" {
		for _, id := range slices.Backward(e.ids) {
			if strings.HasPrefix(id, kind+"_") {
				return id
			}
		}
	}
	today := e.story.today()
	for _, p := range []struct{ part, value string }{
		{"reason", "情况有变化，按规定办理，已当面告知双方。"}, {"mobile", "13900009999"}, {"month", today[:7]}, {"day", today}, {"date", today}, {"new_end", region.Day(today).Add(30).String()},
		{"region", countyPath}, {"lang", "zh-CN"}, {"quiet_from", "21:00"}, {"quiet_to", "08:00"}, {"from", today}, {"to", today},
	} {
		if strings.Contains(name, p.part) {
			return p.value
		}
	}
	return "按规定办理，情况属实，已经集体研究并当面告知双方。"
}

// known returns a value that was sent or seen under the name and fits the schema.
func (e *follower) known(name string, s *openapi3.Schema, n int) (any, bool) {
	if name == "" || n == 3 {
		return nil, false
	}
	if strings.HasSuffix(name, "code") && s.Type.Is("string") {
		if codes := e.codes(); len(codes) > 0 {
			if strings.HasPrefix(name, "old") {
				return codes[max(0, len(codes)-2)], true
			}
			return codes[len(codes)-1], true
		}
	}
	if name == "mobile" || name == "reason" || name == "text" || strings.HasPrefix(name, "day") {
		return nil, false
	}
	for _, from := range []map[string]any{e.sent, e.seen} {
		if v, ok := from[name]; ok && s.VisitJSON(v) == nil {
			return v, true
		}
	}
	return nil, false
}

// codes returns the codes sent by SMS, the latest last.
func (e *follower) codes() (codes []string) {
	e.story.sms.mu.Lock()
	defer e.story.sms.mu.Unlock()
	for _, d := range e.story.sms.sent {
		if c := sixDigits.FindString(d.Text.Body); c != "" {
			codes = append(codes, c)
		}
	}
	return codes
}
