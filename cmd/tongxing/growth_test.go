package main

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
)

// TestGrowth tells the story, then reads every list of the API with every filter as everybody in it, and runs every job; and
// does so again with as many documents in each collection as TONGXING_GROWTH says ("10000,100000"; make growth). No
// call may cost more than half as much again in the larger store, and no statement of a call or a job may look at more than
// docstoretest.MostLooked documents beyond those that it hands out. Cost is counted in steps of SQLite's virtual machine,
// which the machine's other load does not change. With -v it prints which index serves each statement.
func TestGrowth(t *testing.T) {
	sizes := os.Getenv("TONGXING_GROWTH")
	if sizes == "" {
		t.Skip("TONGXING_GROWTH names no sizes (make growth): the store has not been grown")
	}
	s := newStory(t)
	s.tell(t)
	s.in(t)
	calls := s.everyList()
	t.Logf("%d calls make every statement that was seen, up to %d each", len(calls), callsEach)
	var all []map[string]*cost
	for _, size := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s.grown(n, calls))
	}
	report(t, sizes, all)
}

// call is what somebody asks for; a job is asked for by nobody.
type call struct{ who, address string }

// cost is what a call, or all calls that are made of the same statements, needs at most.
type cost struct {
	call    string
	steps   int
	dearest docstore.Statement
}

// meter adds up what statements cost.
type meter struct {
	mu   sync.Mutex
	cost cost
	made map[string]bool   // statements of this call
	seen map[string]string // statement → a call that makes it
	name string
}

func (m *meter) watch(s docstore.Statement) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.steps += s.Steps
	if s.Steps >= m.cost.dearest.Steps {
		m.cost.dearest = s
	}
	if m.made != nil {
		m.made[s.Text] = true
	}
	if m.name != "" && m.seen[s.Text] == "" {
		m.seen[s.Text] = m.name
	}
}

func (m *meter) of(name string, do func()) *cost {
	m.mu.Lock()
	m.cost, m.name, m.made = cost{call: name}, name, map[string]bool{}
	m.mu.Unlock()
	do()
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cost
	return &c
}

// grown opens a copy of the story's store with so many documents in each collection and makes the calls there.
func (s *story) grown(size int, calls []call) map[string]*cost {
	s.t.Helper()
	dir := filepath.Join(s.t.TempDir(), "data")
	err := os.CopyFS(dir, os.DirFS(s.dir))
	if err == nil {
		err = os.Chmod(filepath.Join(dir, "keys.json"), 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.grow(dir, size)
	m := &meter{seen: map[string]string{}}
	s.open(dir, m.watch)
	costs := map[string]*cost{}
	for _, c := range calls {
		who := s.as(c.who)
		name := c.who + " GET " + c.address
		costs[name] = m.of(name, func() {
			if r := who.get(c.address); r.Status != 200 {
				s.t.Errorf("%s: %d in the grown store", name, r.Status)
			}
		})
		s.answers = nil
	}
	s.work(func(name string, do func()) { costs[name] = m.of(name, do) })
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.plans(dir, m.seen)
	return costs
}

func (s *story) grow(dir string, size int) {
	s.t.Helper()
	g, err := sqlite.OpenGrown(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	defer g.Close() //nolint:errcheck // what is not there will be missed
	collections, err := g.Collections()
	if err != nil {
		s.t.Fatal(err)
	}
	total := 0
	for _, name := range slices.Sorted(maps.Keys(collections)) {
		if fixed[name] != "" {
			continue
		}
		n, err := g.Grow(s.t.Context(), name, size)
		if err != nil {
			s.t.Fatal(err)
		}
		total += n
	}
	s.t.Logf("%d collections with %d documents in all", len(collections), total)
}

// fixed are collections that do not grow with use, and why.
var fixed = map[string]string{
	"regions":       "the program reads all divisions into memory; a county has some hundreds",
	"calendar_days": "the exceptions of a year",
}

// plans prints how each statement is carried out.
func (s *story) plans(dir string, seen map[string]string) {
	s.t.Helper()
	g, err := sqlite.OpenGrown(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	defer g.Close() //nolint:errcheck // only read from
	for _, text := range slices.Sorted(maps.Keys(seen)) {
		plan, err := g.Plan(text)
		if err != nil {
			s.t.Error(err)
		}
		s.t.Logf("%s\n    %s\n    first by %s", text, plan, seen[text])
	}
}

// report compares the smallest size with the largest and prints what grew most.
func report(t *testing.T, sizes string, all []map[string]*cost) {
	t.Helper()
	first, last := all[0], all[len(all)-1]
	grown := func(name string) float64 {
		return float64(last[name].steps) / float64(max(first[name].steps, stepsFloor))
	}
	bad, texts := map[string]bool{}, map[string]bool{}
	names := slices.SortedFunc(maps.Keys(first), func(a, b string) int { return cmp.Or(cmp.Compare(grown(b), grown(a)), cmp.Compare(a, b)) })
	for i, name := range names {
		a, b := first[name], last[name]
		d := b.dearest
		texts[d.Text] = true
		if i < 12 {
			t.Logf("%5.2f  %8d → %8d steps, looked at %6d for %4d  %s", grown(name), a.steps, b.steps, d.Looked, d.Rows, name)
		}
		if grown(name) <= 1.5 && d.Looked <= docstoretest.MostLooked+d.Rows || bad[d.Text] {
			continue
		}
		bad[d.Text] = true
		t.Errorf("grows with the store: %s\n    %s\n    steps %d, then %d; rows %d, looked at %d", name, d.Text, a.steps, b.steps, d.Rows, d.Looked)
	}
	t.Logf("%s documents in each collection: %d calls and jobs, %d dearest statements, %d of them grow; the most that a call grew is %.2f times",
		sizes, len(first), len(texts), len(bad), grown(names[0]))
}

// stepsFloor is what is taken for the cost of a call that costs less, some tens of documents: beneath it a page that is not yet full would count.
const stepsFloor = 2000

// work runs every job once. One that has much to do, for each copy of what waits, is stopped: what counts is how it finds it.
func (s *story) work(around func(name string, do func())) {
	s.t.Helper()
	for _, j := range s.jobs() {
		around("job "+j.Name, func() {
			ctx, cancel := context.WithTimeout(s.t.Context(), jobTime)
			defer cancel()
			if err := j.Do(auth.System(ctx, "growth")); err != nil && ctx.Err() == nil {
				s.t.Errorf("job %s: %v", j.Name, err)
			}
		})
	}
}

const jobTime = 5 * time.Second

// jobs is the whole timetable.
func (s *story) jobs() []scheduler.Job {
	return scheduler.Jobs(scheduler.Features{
		API: s.app.http, Audit: s.app.audit, Regions: s.app.regions, Calendar: s.app.calendar, Dispatcher: s.app.dispatcher, Accounts: s.app.accounts,
		Volunteers: s.app.volunteers, Contracts: s.app.contracts, Activities: s.app.activities, Attendance: s.app.attendance, Care: s.app.care, Evaluation: s.app.evaluation,
	})
}

type parameter struct {
	Name string
	In   string
}

// callsEach is how many calls with the same statement are kept.
const callsEach = 2

// everyList reads every list, of an id that a list shows, with each filter and each pair of filters, as everybody who is not
// refused, and returns the calls that are to be made in the grown stores: those with a statement that few before them make.
// It ends with the program closed.
func (s *story) everyList() (calls []call) {
	s.t.Helper()
	var api struct {
		Paths map[string]map[string]struct{ Parameters []parameter }
	}
	if err := json.Unmarshal(openapi.Spec, &api); err != nil {
		s.t.Fatal(err)
	}
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	m := &meter{seen: map[string]string{}}
	s.open(s.dir, m.watch)
	s.work(func(_ string, do func()) { do() }) // what is due now would be due in every copy
	kept := map[string]int{}
	for _, who := range slices.Sorted(maps.Keys(s.cast)) {
		shown := s.known()
		open := map[string][]string{}
		for _, path := range slices.Sorted(maps.Keys(api.Paths)) {
			if _, ok := api.Paths[path]["get"]; !ok {
				continue
			}
			for _, at := range s.filled(path, shown) {
				if status := s.look(call{who, at}, strings.Split(strings.Trim(path, "/"), "/")[0], shown); status != 403 && status != 404 {
					open[path] = append(open[path], at)
				}
			}
		}
		for _, path := range slices.Sorted(maps.Keys(open)) {
			for _, at := range open[path] {
				for _, query := range filters(api.Paths[path]["get"].Parameters, shown) {
					c := call{who, at + query}
					status := 0
					m.of(c.address, func() { status = s.look(c, "", nil) })
					fresh := slices.ContainsFunc(slices.Collect(maps.Keys(m.made)), func(text string) bool { return kept[text] < callsEach })
					if status != 200 || !fresh {
						continue
					}
					for text := range m.made {
						kept[text]++
					}
					calls = append(calls, c)
				}
			}
		}
		s.answers = nil
	}
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	return calls
}

// known are the values of filters before any answer has shown some.
func (s *story) known() map[string]map[string]bool {
	return map[string]map[string]bool{
		"region": {countyPath: true, townPath: true, "520111": true}, "from": {s.today(): true}, "to": {s.today(): true},
		"upcoming": {"true": true, "false": true}, "unread": {"true": true, "false": true}, "q": {"青": true}, "fiscal_year": {"2026": true}, "skill": {"陪伴": true},
		"clearance": {"clear": true}, "status": {"draft": true, "published": true, "active": true, "pending": true, "confirmed": true, "submitted": true, "approved": true},
	}
}

// filled puts known ids into the path.
func (s *story) filled(path string, shown map[string]map[string]bool) []string {
	if !strings.Contains(path, "{") {
		return []string{path}
	}
	first := strings.Split(strings.Trim(path, "/"), "/")[0]
	if strings.Count(path, "{") > 1 || !strings.Contains(path, "{id}") {
		return nil
	}
	var out []string
	for _, id := range slices.Sorted(maps.Keys(shown["id of "+first]))[:min(1, len(shown["id of "+first]))] {
		out = append(out, strings.Replace(path, "{id}", id, 1))
	}
	return out
}

// filters are none, each one with each value that is known for it, and each two with one value each.
func filters(params []parameter, shown map[string]map[string]bool) []string {
	out := []string{""}
	var single []string
	for _, p := range params {
		values := slices.Sorted(maps.Keys(shown[p.Name]))
		if p.In != "query" || p.Name == "limit" || p.Name == "after" || len(values) == 0 {
			continue
		}
		for _, v := range values[:min(3, len(values))] {
			out = append(out, "?"+p.Name+"="+url.QueryEscape(v))
		}
		single = append(single, p.Name+"="+url.QueryEscape(values[0]))
	}
	for i, a := range single {
		for _, b := range single[i+1:] {
			out = append(out, "?"+a+"&"+b)
		}
	}
	return out
}

// look reads one address and returns the status; what the items show can be asked for next, if shown is not nil.
func (s *story) look(c call, first string, shown map[string]map[string]bool) int {
	r := s.as(c.who).get(c.address)
	var list struct{ Items []obj }
	if shown == nil || r.Status != 200 || json.Unmarshal(r.Body, &list) != nil {
		return r.Status
	}
	for _, item := range list.Items {
		for name, v := range item {
			if name == "id" {
				name = "id of " + first
			}
			text, ok := v.(string)
			if !ok || text == "" || len(text) >= 60 {
				continue
			}
			if shown[name] == nil {
				shown[name] = map[string]bool{}
			}
			shown[name][text] = true
		}
	}
	return r.Status
}
