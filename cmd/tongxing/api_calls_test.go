package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// sentCall is a call of the API.
type sentCall struct {
	method, path string
	body         any
	header       map[string]string
}

// send makes the call to the program.
func (c sentCall) send(t *testing.T, a *app, token, address string) *apitest.Response {
	t.Helper()
	who := apitest.Of(t, a.http).Bearer(token).With("X-Forwarded-For", address)
	for name, value := range c.header {
		who = who.With(name, value)
	}
	return who.Do(c.method, c.path, c.body)
}

// callMaker makes up calls of the API: from the schemas in openapi.json, from ids and values of earlier calls and their answers, and from
// the codes that were sent by SMS.
type callMaker struct {
	story      *story
	operations map[string]*openapi3.Operation // by method and path: "POST /orgs/{id}/take"
	random     *rand.Rand
	ids        []string          // seen in answers, the latest last
	kinds      map[string]string // the beginning of ids by their place in addresses (placeOf): "orgs": "org"
	sent       map[string]any    // the last value of each field of a body that succeeded
	seen       map[string]any    // the last value of each field of an answer
	last       map[string]string // the last id of a place in addresses of calls that succeeded
}

// newCallMaker returns a maker that knows the operations and nothing else. Each test makes the same calls in each run.
func newCallMaker(t *testing.T, s *story) *callMaker {
	t.Helper()
	m := &callMaker{
		story: s, operations: map[string]*openapi3.Operation{}, random: rand.New(rand.NewPCG(1, 2)), //nolint:gosec // G404: the same calls in each run
		kinds: map[string]string{}, sent: map[string]any{}, seen: map[string]any{}, last: map[string]string{},
	}
	api, err := openapi3.NewLoader().LoadFromData(openapi.Spec)
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range api.Paths.Map() {
		for method, op := range item.Operations() {
			m.operations[method+" "+path] = op
		}
	}
	return m
}

// operation returns the operation of a call, "" if the description has none.
func (m *callMaker) operation(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	if path != "/" {
		path = strings.TrimSuffix(path, "/")
	}
	best := ""
	for op := range m.operations {
		of, pattern, _ := strings.Cut(op, " ")
		if of == method && matches(pattern, path) && (best == "" || strings.Count(op, "{") < strings.Count(best, "{")) {
			best = op
		}
	}
	return best
}

func matches(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

// valuesOf are values for places in addresses that hold no id.
var valuesOf = map[string]string{"{name}": "send-outbox", "{day}": "2027-10-08", "{code}": "520111", "{item}": "harm", "{file}": "extension.json", "{package}": "records.json"}

// name learns what kind of ids stand where in addresses.
func (m *callMaker) name(op, path string) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, p := range strings.Split(op[strings.Index(op, " ")+1:], "/") {
		if kind, _, ok := strings.Cut(parts[i], "_"); ok && strings.HasPrefix(p, "{") {
			m.kinds[placeOf(p, parts, i)] = kind
			m.last[placeOf(p, parts, i)] = parts[i]
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
func (m *callMaker) learn(o sentCall, r *apitest.Response) {
	m.learnIDs(r.Body)
	if r.Status >= 300 {
		return
	}
	var v any
	if json.Unmarshal(r.Body, &v) == nil {
		values(v, m.seen)
	}
	if data, err := json.Marshal(o.body); err == nil && json.Unmarshal(data, &v) == nil {
		values(v, m.sent)
	}
}

// learnIDs collects the ids in an answer.
func (m *callMaker) learnIDs(body []byte) {
	for _, id := range idsIn(body) {
		m.ids = append(slices.DeleteFunc(m.ids, func(other string) bool { return other == id }), id)
	}
}

var anyID = regexp.MustCompile(`"([a-z]{3}_[0-9a-z]{20,32})"`)

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
func (m *callMaker) headers(op string) map[string]string {
	if body := m.operations[op].RequestBody; body != nil && body.Value.Content.Get("application/offset+octet-stream") != nil {
		return map[string]string{"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
	} else if body != nil && body.Value.Content.Get("multipart/form-data") != nil {
		return map[string]string{"Content-Type": "multipart/form-data; boundary=" + boundary}
	}
	return nil
}

// boundary separates the parts of a form with files.
const boundary = "oneandonly"

// query fills the filters that the operation requires, or with n = 1 all of them. close are values for those about which nothing is known.
func (m *callMaker) query(op string, n int, close []string) string {
	vals := url.Values{}
	for _, p := range m.operations[op].Parameters {
		if p.Value == nil || p.Value.In != "query" || p.Value.Name == "after" || p.Value.Name == "limit" || !p.Value.Required && n != 1 {
			continue
		}
		v := fmt.Sprint(m.example(p.Value.Name, p.Value.Schema.Value, n))
		if _, known := m.sent[p.Value.Name]; !known && p.Value.Required && len(close) > n && p.Value.Schema.Value.Format == "" && strings.HasPrefix(v, "按") {
			v = close[n]
		}
		vals.Set(p.Value.Name, v)
	}
	if len(vals) == 0 {
		return ""
	}
	return "?" + vals.Encode()
}

// body returns a body for the operation: with the fields that it requires (n is 0), with all (1), or with the required and one other, the
// second time (3) without values of earlier calls.
func (m *callMaker) body(op string, n int) any {
	body := m.operations[op].RequestBody
	if body == nil {
		return nil
	}
	if media := body.Value.Content.Get("application/json"); media != nil {
		return m.example("", media.Schema.Value, n)
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
func (m *callMaker) example(name string, s *openapi3.Schema, n int) any {
	if len(s.AllOf) > 0 && len(s.Properties) == 0 && len(s.Enum) == 0 {
		return m.example(name, s.AllOf[0].Value, n)
	}
	if v, ok := m.known(name, s, n); ok {
		return v
	}
	switch {
	case len(s.Enum) > 0:
		return s.Enum[m.random.IntN(len(s.Enum))]
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
				v[key] = m.example(key, s.Properties[key].Value, n)
			}
		}
		return v
	case s.Type.Is("array"):
		return []any{m.example(name, s.Items.Value, n)}
	case s.Type.Is("integer"), s.Type.Is("number"):
		return 1
	case s.Type.Is("boolean"):
		return true
	case s.Format == "date-time":
		return m.story.now().Add(-time.Minute).Format(time.RFC3339)
	}
	if kind := m.kinds["{"+strings.TrimSuffix(name, "_id")+"}"]; strings.HasSuffix(name, "_id") && kind != "" {
		for _, id := range slices.Backward(m.ids) {
			if strings.HasPrefix(id, kind+"_") {
				return id
			}
		}
	}
	today := m.story.today()
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

// known returns a value that an earlier call sent, or an answer held, in a field of that name, when it fits the schema. Codes are those sent
// by SMS. With n = 3 it knows nothing.
func (m *callMaker) known(name string, s *openapi3.Schema, n int) (any, bool) {
	if name == "" || n == 3 {
		return nil, false
	}
	if strings.HasSuffix(name, "code") && s.Type.Is("string") {
		if codes := m.codes(); len(codes) > 0 {
			if strings.HasPrefix(name, "old") {
				return codes[max(0, len(codes)-2)], true
			}
			return codes[len(codes)-1], true
		}
	}
	if name == "mobile" || name == "reason" || name == "text" || strings.HasPrefix(name, "day") {
		return nil, false
	}
	for _, from := range []map[string]any{m.sent, m.seen} {
		if v, ok := from[name]; ok && s.VisitJSON(v) == nil {
			return v, true
		}
	}
	return nil, false
}

// codes returns the codes sent by SMS, the latest last.
func (m *callMaker) codes() (codes []string) {
	m.story.sms.mu.Lock()
	defer m.story.sms.mu.Unlock()
	for _, d := range m.story.sms.sent {
		if c := sixDigits.FindString(d.Text.Body); c != "" {
			codes = append(codes, c)
		}
	}
	return codes
}
