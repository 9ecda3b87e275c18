package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// TestFuzzAPI tells the story. Whenever a person in it makes an operation of the API succeed for the first time, the test
// copies the store as it was before that call and sends the copy the same call and then many changed ones: other bodies, ids,
// filters, headers and persons. No answer may be a 5xx, each status has to be one that openapi.json names for the operation,
// each failure a well-formed problem, and each JSON answer has to fit its schema. At least 95 % of all operations have to
// succeed in a copy: the rest needs a passkey or an identity provider. `make test` sends about 5,000 calls, `make nightly` (TONGXING_NIGHTLY) about 200,000.
func TestFuzzAPI(t *testing.T) {
	f := newFuzzer(t)
	if os.Getenv("TONGXING_NIGHTLY") != "" {
		f.each = 870
	}
	f.story.watch = f.fork
	f.story.tell(t)
	f.story.in(t)
	f.forking = true
	for _, p := range f.story.cast { // sessions end after half an hour
		if p.login != "" {
			r := voice{s: f.story, p: &person{who: p.who, address: p.address}}.post("/auth/login", obj{"login": p.login, "password": p.password})
			p.token = cmp.Or(field(r, "token"), p.token)
		}
	}
	f.explore(f.story.dir, f.story.now(), original{sentCall: sentCall{path: "/"}}, nil)

	var missed []string
	for op := range f.operations {
		if !f.reached[op] {
			missed = append(missed, op)
		}
	}
	slices.Sort(missed)
	t.Logf("%d calls of %d operations, %d of them succeeded; answers by status: %v", f.calls, len(f.operations), len(f.reached), f.statuses)
	t.Logf("never reached: %s", strings.Join(missed, ", "))
	if len(f.reached)*100 < len(f.operations)*95 {
		t.Errorf("%d of %d operations succeeded, want 95 %%", len(f.reached), len(f.operations))
	}
	if f.statuses[429]*10 > f.calls {
		t.Errorf("%d of %d calls met a limit, so that they tested nothing else", f.statuses[429], f.calls)
	}
}

// fuzzer holds what the calls are made of and what came of them.
type fuzzer struct {
	*callMaker
	t        *testing.T
	reached  map[string]bool
	each     int // calls of one operation
	statuses map[int]int
	calls    int
	forking  bool
}

func newFuzzer(t *testing.T) *fuzzer {
	t.Helper()
	f := &fuzzer{callMaker: newCallMaker(t, newStory(t)), t: t, each: 22, reached: map[string]bool{}, statuses: map[int]int{}}
	maps.Copy(f.kinds, map[string]string{ // needed before the story has called such an address
		"users": "usr", "messages": "out", "inbox": "msg", "history": "org", "{org}": "org", "{volunteer}": "vol", "{user}": "usr", "{contract}": "con", "{activity}": "act", "{binding}": "bnd", "{milestone}": "mil", "{amendment}": "amd",
	})
	return f
}

// fork sends the call of the story, and fuzzes its operation on a copy of the store if it is the operation's first success.
func (f *fuzzer) fork(v voice, method, path string, body any, send func() *apitest.Response) *apitest.Response {
	op := f.operation(method, path)
	call := sentCall{method, path, body, v.header}
	if op == "" || f.reached[op] || f.forking {
		r := send()
		f.learn(call, r)
		return r
	}
	before, clock := f.copied(f.story.dir), f.story.now()
	r := send()
	f.learn(call, r)
	if r.Status < 300 {
		f.forking = true
		first := original{call, v.p}
		f.name(op, path)
		f.fuzz(before, clock, op, first)
		f.explore(before, clock, first, r.Body)
		f.forking = false
	}
	f.remove(before)
	return r
}

// original is a call that succeeded in the story.
type original struct {
	sentCall
	by *person
}

// perCopy is how many calls a copy of the store gets before it is made anew: most changed calls find other things done.
const perCopy = 150

// fuzz sends the original call and then changed ones.
func (f *fuzzer) fuzz(before string, clock time.Time, op string, first original) {
	f.story.t.Helper()
	for sent := 0; sent < f.each; {
		dir := f.copied(before)
		a := f.open(dir, &clock)
		for n := 0; n < perCopy && sent < f.each; n++ {
			clock = clock.Add(50 * time.Millisecond)
			if n == 0 {
				f.send(a, op, as(first))
			} else {
				f.send(a, op, f.change(op, first))
			}
			sent++
		}
		if err := a.Close(); err != nil {
			f.story.t.Error(err)
		}
		f.remove(dir)
	}
}

// open starts the program on a copy, as story.open does, without sending anything.
func (f *fuzzer) open(dir string, clock *time.Time) *app {
	f.story.t.Helper()
	cfg, err := demoConfig(dir)
	if err != nil {
		f.story.t.Fatal(err)
	}
	cfg.Proxies = []string{"0.0.0.0"}
	log := slog.New(slog.NewTextHandler(f.story.t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := newApp(f.story.t.Context(), cfg, log, parts{
		now: func() time.Time { return *clock }, session: -1, noSync: true,
		senders: map[notify.Channel]notify.Sender{notify.BySMS: &phones{}, notify.ByEmail: &phones{}},
	})
	if err != nil {
		f.story.t.Fatal(err)
	}
	return a
}

// changed is a call made of an original one.
type changed struct {
	original
	token, address string
}

// as returns the unchanged call.
func as(first original) changed {
	return changed{original: first, token: first.by.token, address: first.by.address}
}

// send makes the call and checks the answer against the description of the operation.
func (f *fuzzer) send(a *app, op string, c changed) {
	f.story.t.Helper()
	r := c.send(f.story.t, a, c.token, c.address)
	f.calls++
	f.statuses[r.Status]++
	f.learnIDs(r.Body)
	asked := fmt.Sprintf("%s as %s: %s %.300s %v %.500v", op, c.by.who, c.method, c.path, c.header, shown(c.body))
	at := f.operation(c.method, c.path)
	switch {
	case r.Status >= 500:
		f.story.t.Errorf("%s\n%d %s", asked, r.Status, r.Body)
	case at == "": // the changed address is that of no operation
		if r.Status < 300 {
			f.story.t.Errorf("%s\n%d at an address that openapi.json does not name", asked, r.Status)
		}
	case f.operations[at].Responses.Status(r.Status) == nil:
		f.story.t.Errorf("%s\nopenapi.json does not name the status %d: %.300s", asked, r.Status, r.Body)
	case r.Status < 300:
		f.reached[at] = true
		f.fits(asked, f.operations[at].Responses.Status(r.Status).Value, r)
	}
}

// fits checks a JSON answer against its schema.
func (f *fuzzer) fits(asked string, known *openapi3.Response, r *apitest.Response) {
	f.story.t.Helper()
	media := known.Content.Get("application/json")
	if media == nil || media.Schema == nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return
	}
	var v any
	if err := json.Unmarshal(r.Body, &v); err != nil {
		f.story.t.Errorf("%s\n%v: %.300s", asked, err, r.Body)
		return
	}
	if err := media.Schema.Value.VisitJSON(v); err != nil {
		f.story.t.Errorf("%s\nthe answer does not fit its schema: %.500v", asked, err)
	}
}

// explore tries operations that have not succeeded yet and whose address begins with the same word as the story's call ("orgs"):
// on a copy after that call, with its ids, as each person, with a body made by example. An operation that succeeds is fuzzed too.
func (f *fuzzer) explore(before string, clock time.Time, first original, answer []byte) {
	f.story.t.Helper()
	part := firstPart(first.path)
	var open []string
	for _, op := range slices.Sorted(maps.Keys(f.operations)) {
		if _, path, _ := strings.Cut(op, " "); !f.reached[op] && (firstPart(path) == part || part == "") {
			open = append(open, op)
		}
	}
	if len(open) == 0 {
		return
	}
	after := f.copied(before)
	if part != "" {
		a := f.open(after, &clock)
		f.send(a, f.operation(first.method, first.path), as(first))
		if err := a.Close(); err != nil {
			f.story.t.Error(err)
		}
	}
	near := anyID.FindAllStringSubmatch(string(answer)+quoted(first.path), 20)
	work := f.copied(after)
	a := f.open(work, &clock)
	for _, op := range open {
		if f.reached[op] {
			continue
		}
		try, made, ok := f.firstSuccess(a, op, near)
		if !ok {
			continue
		}
		if err := a.Close(); err != nil {
			f.story.t.Error(err)
		}
		f.remove(work)
		f.fuzz(after, clock, op, try)
		f.explore(after, clock, try, made)
		work = f.copied(after)
		a = f.open(work, &clock)
	}
	if err := a.Close(); err != nil {
		f.story.t.Error(err)
	}
	f.remove(work)
	f.remove(after)
}

// firstSuccess returns a call of the operation that succeeded, and its answer.
func (f *fuzzer) firstSuccess(a *app, op string, near [][]string) (first original, made []byte, ok bool) {
	f.story.t.Helper()
	method, pattern, _ := strings.Cut(op, " ")
	for _, path := range f.addresses(pattern, near) {
		for _, who := range slices.Sorted(maps.Keys(f.story.cast)) {
			p := f.story.cast[who]
			for n := range 4 { // with what is required, with all, and in two more ways (body)
				try := original{sentCall{method, path + f.query(op, n, nil), f.body(op, n), f.headers(op)}, p}
				r := try.send(f.story.t, a, p.token, p.address)
				if r.Status < 300 {
					return try, r.Body, true
				}
				if r.Status >= 500 {
					f.story.t.Errorf("%s as %s: %v\n%d %s", op, who, try.body, r.Status, r.Body)
				}
				if r.Status == 401 || r.Status == 403 || r.Status == 404 {
					break
				}
			}
		}
	}
	return original{}, nil, false
}

func firstPart(path string) string {
	part, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	part, _, _ = strings.Cut(part, "?")
	return part
}

// quoted writes the parts of an address as an answer would show its ids.
func quoted(path string) string { return `"` + strings.Join(strings.Split(path, "/"), `" "`) + `"` }

// addresses puts known ids into the pattern, those near the last call first; at most three addresses.
func (f *fuzzer) addresses(pattern string, near [][]string) []string {
	parts := strings.Split(pattern, "/")
	var list []string
	for n := range 3 {
		filled := slices.Clone(parts)
		for i, p := range parts {
			if !strings.HasPrefix(p, "{") {
				continue
			}
			if v := valuesOf[p]; v != "" {
				filled[i] = v
				continue
			}
			kind := f.kinds[placeOf(p, parts, i)]
			var ids []string
			for _, m := range near {
				ids = append(ids, m[1])
			}
			for _, id := range slices.Backward(f.ids) {
				ids = append(ids, id)
			}
			ids = slices.DeleteFunc(ids, func(id string) bool { return !strings.HasPrefix(id, kind+"_") })
			if len(ids) == 0 {
				return list
			}
			filled[i] = ids[min(n, len(ids)-1)]
		}
		if path := strings.Join(filled, "/"); !slices.Contains(list, path) {
			list = append(list, path)
		}
	}
	return list
}

// copied copies a data directory that nobody writes to at the moment.
func (f *fuzzer) copied(dir string) string {
	f.story.t.Helper()
	to, err := os.MkdirTemp(f.t.TempDir(), "copy")
	if err != nil {
		f.story.t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		f.story.t.Fatal(err)
	}
	_ = os.Remove(filepath.Join(to, "tongxing.db-shm"))
	if err := os.Chmod(filepath.Join(to, "keys.json"), 0o600); err != nil {
		f.story.t.Fatal(err)
	}
	return to
}

func (f *fuzzer) remove(dir string) {
	f.story.t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		f.story.t.Error(err)
	}
}

func shown(body any) any {
	switch b := body.(type) {
	case []byte, apitest.File:
		return "a file"
	case json.RawMessage:
		return string(b)
	default:
		return b
	}
}

// change returns the call with one to three changes.
func (f *fuzzer) change(op string, first original) changed {
	c := as(first)
	c.header = maps.Clone(first.header)
	if c.header == nil {
		c.header = map[string]string{}
	}
	for range 1 + f.random.IntN(3) {
		switch f.random.IntN(10) {
		case 0:
			c.path = f.otherID(c.path)
		case 1, 2:
			c.path = f.otherQuery(op, c.path)
		case 3:
			f.otherHeader(c.header)
		case 4:
			f.otherPerson(&c)
		default:
			if c.body == nil {
				c.path = f.otherQuery(op, c.path)
			} else {
				c.body = f.otherBody(c.body)
			}
		}
	}
	if len(c.path) > 3000 { // in the process, as here, longer ones do not reach the program
		c.path = first.path
	}
	return c
}

// pick returns one of the values.
func pick[T any](f *fuzzer, values ...T) T { return values[f.random.IntN(len(values))] }

// oddTexts are texts that programs stumble over.
var oddTexts = []string{
	"", " ", "null", "0", "-1", "1e999", "NaN", "true", "[]", "{}", "'", `"`, "' or 1=1 --", `{"$ne":null}`, "$where", "../../etc/passwd",
	"<script>alert(1)</script>", "=1+1", "\u0000", "\u202e\u200b", "e\u0301", "😀👨‍👩‍👧", "長", strings.Repeat("長", 300), strings.Repeat("x", 5000), "a\r\nb: c",
	"2026-02-30", "0000-00-00", "9999-12-31", "2026-03-05", "2026-03-05T08:00:00Z", "10000-01-01T00:00:00Z", "2026-03-05T08:00:00+08:00",
	"13800138000", "+86 138 0013 8000", "11010519491231002X", "520111", "52/5201/520111/", "zh-CN",
}

func (f *fuzzer) text() string { return pick(f, oddTexts...) }

// id returns an id seen in an answer, an id that no record has, or one of oddTexts.
func (f *fuzzer) id() string {
	switch {
	case len(f.ids) > 0 && f.random.IntN(3) > 0:
		return pick(f, f.ids...)
	case f.random.IntN(2) > 0:
		return pick(f, "org", "act", "vol", "con", "usr", "fil") + "_01jd3k00000000000000000000"
	default:
		return f.text()
	}
}

func (f *fuzzer) otherID(path string) string {
	path, query, asked := strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	at := f.random.IntN(len(parts))
	for range parts { // rather an id than a word
		if strings.Contains(parts[at], "_") {
			break
		}
		at = (at + 1) % len(parts)
	}
	if at > 0 {
		parts[at] = url.PathEscape(f.id())
	}
	path = strings.Join(parts, "/")
	if asked {
		path += "?" + query
	}
	return path
}

func (f *fuzzer) otherQuery(op, path string) string {
	path, query, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		values = url.Values{}
	}
	names := []string{"limit", "after", "no_such_filter"}
	for _, p := range f.operations[op].Parameters {
		if p.Value != nil && p.Value.In == "query" {
			names = append(names, p.Value.Name, p.Value.Name)
		}
	}
	name := pick(f, names...)
	switch f.random.IntN(6) {
	case 0:
		values.Del(name)
	case 1:
		values.Add(name, f.id())
	case 2:
		values.Set(name, pick(f, "1", "2", "100", "101", "-1", "true", "false"))
	default:
		values.Set(name, f.text())
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

func (f *fuzzer) otherHeader(header map[string]string) {
	switch f.random.IntN(5) {
	case 0:
		header["If-Match"] = pick(f, `"1"`, `"2"`, `W/"1"`, "*", `""`, `"x"`, "1", `"99999999999999999999"`, `"1", "2"`, strings.Repeat("9", 300))
	case 1:
		header["Idempotency-Key"] = pick(f, "a", "the same", strings.Repeat("k", 64), strings.Repeat("k", 65), "ä", " ", "{}")
	case 2:
		header["Accept-Language"] = pick(f, "en", "zh", "fr", "*", "en;q=2", ";;;,,,", strings.Repeat("en,", 200))
	case 3:
		header["Content-Type"] = pick(f, "text/plain", "application/xml", "application/json; charset=gbk", "multipart/form-data", "x", "application/x-www-form-urlencoded")
	default:
		header["Accept"] = pick(f, "text/html", "application/xml", "*/*", "x")
	}
}

func (f *fuzzer) otherPerson(c *changed) {
	switch f.random.IntN(5) {
	case 0:
		c.token, c.by = "", &person{who: "anybody"}
	case 1:
		c.token, c.by = pick(f, "x", strings.Repeat("y", 500), "测试"), &person{who: "a stranger"}
	default:
		p := f.story.cast[pick(f, slices.Sorted(maps.Keys(f.story.cast))...)]
		c.token, c.by = p.token, p
	}
	c.address = fmt.Sprintf("198.51.%d.%d", f.random.IntN(256), f.random.IntN(256))
}

// otherBody changes one place of a JSON body, or bytes of another one.
func (f *fuzzer) otherBody(body any) any {
	switch b := body.(type) {
	case []byte:
		return f.otherBytes(b)
	case apitest.File:
		b.Data = f.otherBytes(b.Data)
		return b
	}
	data, ok := body.(string)
	if !ok {
		encoded, err := json.Marshal(body)
		if err != nil {
			f.story.t.Fatal(err)
		}
		data = string(encoded)
	}
	if f.random.IntN(20) == 0 {
		return string(f.otherBytes([]byte(data)))
	}
	var v any
	d := json.NewDecoder(strings.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return data
	}
	return f.otherValue(v)
}

func (f *fuzzer) otherBytes(data []byte) []byte {
	data = bytes.Clone(data)
	switch n := len(data); {
	case n == 0:
		return []byte(f.text())
	case f.random.IntN(2) == 0:
		return data[:f.random.IntN(n)]
	default:
		data[f.random.IntN(n)] ^= byte(1 + f.random.IntN(255))
		return data
	}
}

// otherValue changes the value itself or, more often, something in it.
func (f *fuzzer) otherValue(v any) any {
	switch old := v.(type) {
	case map[string]any:
		if len(old) == 0 || f.random.IntN(12) == 0 {
			break
		}
		name := pick(f, slices.Sorted(maps.Keys(old))...)
		switch f.random.IntN(8) {
		case 0:
			delete(old, name)
		case 1:
			old[pick(f, "no_such_field", "$ne", "id", "status", "version", "")] = f.anything()
		default:
			old[name] = f.otherValue(old[name])
		}
		return old
	case []any:
		switch n := len(old); {
		case n == 0 || f.random.IntN(6) == 0:
			return append(old, f.anything())
		case f.random.IntN(4) == 0:
			return append(old, old[f.random.IntN(n)])
		default:
			at := f.random.IntN(n)
			old[at] = f.otherValue(old[at])
			return old
		}
	case string:
		switch f.random.IntN(4) {
		case 0:
			return old + f.text()
		case 1:
			if r := []rune(old); len(r) > 0 {
				return string(r[:f.random.IntN(len(r))])
			}
		}
	case json.Number:
		if f.random.IntN(2) == 0 {
			return pick(f, json.Number("0"), "-1", "9"+json.Number(strings.TrimPrefix(string(old), "-")), "9223372036854775807", "9223372036854775808", "1e308", "0.5", "-0", "100000001")
		}
	}
	return f.anything()
}

func (f *fuzzer) anything() any {
	return pick[any](f, nil, true, false, 0, -1, 1, 1e18, 0.1, []any{}, map[string]any{}, []any{nil}, map[string]any{"$ne": 1}, f.text(), f.text(), f.id())
}
