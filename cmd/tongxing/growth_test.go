package main

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/openapi"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite/sqlitetest"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestGrowth runs the story, then reads every list of the API with every filter as every person in it, and the next page,
// runs every job, and finds the profile of a volunteer at the first login. It grows the store and checks that the program
// could have written it; `make test` ends there. The long form repeats all this with as many documents in each
// collection as TONGXING_GROWTH says ("10000,100000"; make growth). In the larger store no call may cost more than one and
// a half times as much, nor a job per document it handles, and no statement may examine more than docstoretest.MaxExamined
// documents beyond those it returns. Cost is counted in steps of SQLite's virtual machine, which other load does not
// change. With -v it prints the index of each statement. TONGXING_GROWTH_EACH (make nightly: 200000) enlarges each
// collection of a list alone.
func TestGrowth(t *testing.T) {
	s := newStory(t)
	s.tell(t)
	s.in(t)
	s.roster()
	calls := s.everyList()
	t.Logf("%d calls make every statement that was seen, up to %d each", len(calls), callsEach)
	s.sound()
	sizes := os.Getenv("TONGXING_GROWTH")
	if sizes == "" {
		return
	}
	var all []map[string]*cost
	for _, size := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s.grown(n, calls))
	}
	report(t, sizes, all)
	if n, err := strconv.Atoi(cmp.Or(os.Getenv("TONGXING_GROWTH_EACH"), "0")); err != nil || n > 0 {
		s.eachAlone(n, calls, all[0])
	}
}

// roster adds imported profiles of people who have never logged in, as most are.
func (s *story) roster() {
	s.t.Helper()
	list := make([]volunteers.Put, 5)
	for i := range list {
		list[i] = volunteers.Put{Profile: volunteers.Profile{
			Name: "闻人初见", IDNumber: privacy.Secret(ident.MakeIDNumber("990001", "1991-02-03", 900+i)), Mobile: privacy.Secret("1397009000" + strconv.Itoa(i)), Region: townPath,
		}, OrgIDs: []string{s.ids["org"]}, Status: volunteers.Active}
		if i%2 == 0 {
			list[i].ClearDay = region.DayOf(s.now())
		}
	}
	if _, err := s.app.volunteers.PutMany(auth.System(s.t.Context(), "growth"), list); err != nil {
		s.t.Fatal(err)
	}
}

// eachAlone makes the calls again in stores in which one collection alone has that many documents, one store after the
// other, because all together would need too much disk. It compares the cost of a call in that collection.
func (s *story) eachAlone(size int, calls []call, first map[string]*cost) {
	s.t.Helper()
	for _, name := range []string{
		"activities", "attendances", "audit", "beneficiaries", "certificates", "contracts", "delegation_contacts", "delegations", "evaluations", "inbox", "job_runs", "ledger",
		"orgs", "pairing_contacts", "pairings", "payments", "satisfaction_rounds", "satisfaction_slips", "service_entries", "service_threads", "sessions", "signups", "users", "volunteers",
	} {
		s.alone(name, size/max(1, fewer[name]), calls, first)
	}
}

// fewer lists collections of which a fifth is enough: a million of them would need more than 20 GB, because each holds a
// score sheet.
var fewer = map[string]int{"evaluations": 5}

// with lists collections that must grow together with another, because its list shows nothing without them.
var with = map[string][]string{"pairings": {"beneficiaries"}, "pairing_contacts": {"pairings", "beneficiaries"},
	"service_entries": {"contracts", "beneficiaries"}, "service_threads": {"contracts", "beneficiaries"}, "satisfaction_slips": {"beneficiaries"}, "delegations": {"beneficiaries"}, "delegation_contacts": {"delegations", "beneficiaries"}}

func (s *story) alone(name string, size int, calls []call, first map[string]*cost) {
	s.t.Helper()
	begun := time.Now()
	m := &meter{seen: map[string]string{}}
	dir := s.openGrown(size, m.watch, append([]string{name}, with[name]...)...)
	made := time.Since(begun)
	last := map[string]*cost{}
	for _, c := range calls {
		if a := first[c.who+" GET "+c.address]; a != nil && a.of[name] != nil {
			s.call(m, c, last)
		}
	}
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	file, err := os.Stat(filepath.Join(dir, sqlite.File))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		s.t.Fatal(err)
	}
	worst, worstName, bad := 0.0, "", map[string]bool{}
	for call, b := range last {
		a, b := first[call], b.of[name]
		if a == nil || a.of[name] == nil || b == nil {
			continue
		}
		grown := float64(b.steps) / float64(max(a.of[name].steps, stepsFloor))
		if grown > worst {
			worst, worstName = grown, call
		}
		if d := b.dearest; grows(grown, d) && !bad[d.Text] {
			bad[d.Text] = true
			s.t.Errorf("grows with %s: %s\n    %s\n    steps %d, then %d; rows %d, examined %d", name, call, d.Text, a.of[name].steps, b.steps, d.Rows, d.Examined)
		}
	}
	if worstName == "" {
		s.t.Errorf("no call asks %s", name)
	}
	s.t.Logf("%d %s, %d MB, made in %s: %d calls, the most that one grew is %.2f times: %s", size, name, file.Size()>>20, made.Round(time.Second), len(last), worst, worstName)
}

// call is a request of a person, or a job.
type call struct{ who, address string }

// cost is the highest cost of a call, or of all calls with the same statements.
type cost struct {
	call    string
	steps   int
	handled int // documents returned or removed by statements, and statements that did neither
	of      map[string]*part
	dearest sqlitetest.Statement
}

// part is the cost of a call in one collection.
type part struct {
	steps   int
	dearest sqlitetest.Statement
}

var tableName = regexp.MustCompile(`(?:FROM|INTO|UPDATE) "([a-z_]+?)(?:__[a-z_.]+)?"`)

// collection returns the collection that a statement reads; empty when there is none.
func collection(text string) string {
	if m := tableName.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// meter adds up the cost of statements.
type meter struct {
	mu   sync.Mutex
	cost cost
	made map[string]bool   // statements of the present call
	seen map[string]string // statement → one of the calls that make it
	name string
}

func (m *meter) watch(s sqlitetest.Statement) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.steps += s.Steps
	m.cost.handled += max(1, s.Rows)
	of := m.cost.of[collection(s.Text)]
	if of == nil && m.cost.of != nil {
		of = &part{}
		m.cost.of[collection(s.Text)] = of
	}
	if of != nil {
		of.steps += s.Steps
		if s.Steps >= of.dearest.Steps {
			of.dearest = s
		}
	}
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
	m.cost, m.name, m.made = cost{call: name, of: map[string]*part{}}, name, map[string]bool{}
	m.mu.Unlock()
	do()
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.cost
	return &c
}

// grown makes the calls and runs the jobs in a copy of the story's store with that many documents in each collection.
func (s *story) grown(size int, calls []call) map[string]*cost {
	s.t.Helper()
	m := &meter{seen: map[string]string{}}
	begun := time.Now()
	dir := s.openGrown(size, m.watch)
	s.t.Logf("%d of each: made in %s", size, time.Since(begun).Round(time.Second))
	begun = time.Now()
	costs := map[string]*cost{}
	for _, c := range calls {
		s.call(m, c, costs)
	}
	s.t.Logf("%d of each: calls took %s", size, time.Since(begun).Round(time.Second))
	begun = time.Now()
	s.work(func(name string, do func()) { costs[name] = m.of(name, do) })
	s.t.Logf("%d of each: jobs took %s", size, time.Since(begun).Round(time.Second))
	claim := "the first login of somebody whom nobody imported"
	costs[claim] = m.of(claim, func() {
		if err := s.app.volunteers.Claim(auth.System(s.t.Context(), "growth"), "usr_newcomer", "a mobile that no profile has"); err != nil {
			s.t.Error(err)
		}
	})
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.plans(dir, m.seen)
	if err := os.RemoveAll(dir); err != nil { // several GB
		s.t.Fatal(err)
	}
	return costs
}

// call makes the call and asks for the next page.
func (s *story) call(m *meter, c call, costs map[string]*cost) {
	s.t.Helper()
	if next := s.paged(m, c, costs); next != "" {
		join := "?"
		if strings.Contains(c.address, "?") {
			join = "&"
		}
		s.paged(m, call{c.who, c.address + join + "after=" + url.QueryEscape(next)}, costs)
	}
	s.answers = nil
}

// paged makes the call and returns the cursor of the next page. The cost of the next page is stored under the name of the
// first.
func (s *story) paged(m *meter, c call, costs map[string]*cost) (next string) {
	s.t.Helper()
	name, page, _ := strings.Cut(c.who+" GET "+c.address, "after=")
	if page != "" {
		name += "(the page behind)"
	}
	who := s.as(c.who)
	costs[name] = m.of(name, func() {
		r := who.get(c.address)
		if r.Status != 200 && !(r.Status == 413 && strings.HasPrefix(c.address, "/purchase-overview")) { // it refuses more than 2,000 contracts
			s.t.Errorf("%s: %d in the grown store", name, r.Status)
		}
		var list struct{ Next string }
		if json.Unmarshal(r.Body, &list) == nil {
			next = list.Next
		}
	})
	return next
}

// openGrown starts the program on a copy of the story's store with that many documents in each collection, or in the named
// ones.
func (s *story) openGrown(size int, watch func(sqlitetest.Statement), names ...string) (dir string) {
	s.t.Helper()
	dir = filepath.Join(s.t.TempDir(), "data")
	err := os.CopyFS(dir, os.DirFS(s.dir))
	if err == nil {
		err = os.Chmod(filepath.Join(dir, "keys.json"), 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.grow(dir, size, names)
	s.open(dir, watch)
	return dir
}

// sound checks that a grown store is one that the program could have written: columns match the documents and sealed values
// open. Otherwise its measurements would be meaningless.
func (s *story) sound() {
	s.t.Helper()
	s.openGrown(200, nil)
	wrong, err := s.app.db.Rebuild(s.t.Context())
	if wrong != 0 || err != nil {
		s.t.Errorf("the grown store has %d columns that differ from the documents, %v", wrong, err)
	}
	sealed := 0
	s.eachSealed(func(h privacy.SealedDocument) {
		for field, env := range h.Sealed {
			if _, err := s.app.sealer.Open(privacy.AAD{Collection: h.Collection, Field: field, ID: h.ID}, env); err != nil {
				s.t.Errorf("in the grown store: %v", err)
			}
			sealed++
		}
	})
	if sealed < 2000 {
		s.t.Errorf("the grown store has %d sealed values", sealed)
	}
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) eachSealed(use func(privacy.SealedDocument)) {
	s.t.Helper()
	for _, each := range []func(context.Context, func(privacy.SealedDocument) error) error{
		s.app.accounts.EachSealed, s.app.orgs.EachSealed, s.app.volunteers.EachSealed, s.app.activities.EachSealed, s.app.attendance.EachSealed,
		s.app.register.EachSealed, s.app.pairings.EachSealed, s.app.servicelog.EachSealed, s.app.satisfaction.EachSealed, s.app.delegations.EachSealed, s.app.surveys.EachSealed, s.app.outbox.EachSealed, s.app.http.EachSealed,
	} {
		err := each(s.t.Context(), func(h privacy.SealedDocument) error {
			use(h)
			return nil
		})
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

// moves returns a function that seals each value of the open store again for a copy of its document.
func (s *story) moves() func(sealed []byte, rename func(string) string) []byte {
	s.t.Helper()
	type value struct {
		aad   privacy.AAD
		plain string
	}
	values, sealer := map[string]value{}, s.app.sealer
	s.eachSealed(func(h privacy.SealedDocument) {
		for field, env := range h.Sealed {
			aad := privacy.AAD{Collection: h.Collection, Field: field, ID: h.ID}
			plain, err := sealer.Open(aad, env)
			if err != nil {
				s.t.Fatal(err)
			}
			values[string(env)] = value{aad, plain}
		}
	})
	return func(sealed []byte, rename func(string) string) []byte {
		v, ok := values[string(sealed)]
		if !ok {
			return sealed
		}
		v.aad.ID = rename(v.aad.ID)
		moved, err := sealer.Seal(v.aad, v.plain)
		if err != nil {
			panic(err) // cannot happen: it was sealed under such a name before
		}
		return moved
	}
}

func (s *story) grow(dir string, size int, names []string) {
	s.t.Helper()
	g, err := sqlitetest.OpenGrown(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	defer g.Close() //nolint:errcheck // nothing depends on it
	g.Move = s.move
	collections, err := g.Collections()
	if err != nil {
		s.t.Fatal(err)
	}
	total := 0
	for _, name := range slices.Sorted(maps.Keys(collections)) {
		if fixed[name] != "" || len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		n, err := g.Grow(s.t.Context(), name, size)
		if err != nil {
			s.t.Fatal(err)
		}
		total += n
	}
	if len(names) == 0 {
		s.t.Logf("%d collections with %d documents in all", len(collections), total)
	}
}

// fixed lists collections that do not grow with use, and why.
var fixed = map[string]string{
	"regions":       "the program reads all divisions into memory; a county has some hundreds",
	"calendar_days": "the exceptions of a year",
	"store_notes":   "what the store knows of itself",
	canaryName:      "one for each key",
	"audit_waiting": "what was written within the last seconds, or since the last reading",
}

// plans prints the query plan of each statement.
func (s *story) plans(dir string, seen map[string]string) {
	s.t.Helper()
	g, err := sqlitetest.OpenGrown(dir)
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

// report compares the smallest size with the largest and prints the calls that grew most.
func report(t *testing.T, sizes string, all []map[string]*cost) {
	t.Helper()
	first, last := all[0], all[len(all)-1]
	grown := func(name string) float64 {
		a, b := first[name], last[name]
		if a == nil || b == nil {
			return 0 // a page that exists in only one of the stores
		}
		if strings.HasPrefix(name, "job ") {
			return b.each() / max(a.each(), eachFloor)
		}
		return float64(b.steps) / float64(max(a.steps, stepsFloor))
	}
	bad, texts := map[string]bool{}, map[string]bool{}
	names := slices.SortedFunc(maps.Keys(last), func(a, b string) int { return cmp.Or(cmp.Compare(grown(b), grown(a)), cmp.Compare(a, b)) })
	line := func(name string) {
		a, b := cmp.Or(first[name], &cost{}), last[name]
		t.Logf("%5.2f  %8d → %8d steps, %5d → %5d handled, looked at %6d for %4d  %s", grown(name), a.steps, b.steps, a.handled, b.handled, b.dearest.Examined, b.dearest.Rows, name)
	}
	for i, name := range names {
		a, b := cmp.Or(first[name], &cost{}), last[name]
		d := b.dearest
		texts[d.Text] = true
		if i < 12 {
			line(name)
		}
		if !grows(grown(name), d) || bad[d.Text] {
			continue
		}
		bad[d.Text] = true
		t.Errorf("grows with the store: %s\n    %s\n    steps %d, then %d; rows %d, examined %d", name, d.Text, a.steps, b.steps, d.Rows, d.Examined)
	}
	for _, name := range names {
		if strings.HasPrefix(name, "job ") {
			line(name)
		}
	}
	t.Logf("%s documents in each collection: %d calls and jobs, %d dearest statements, %d of them grow; the most that a call grew is %.2f times",
		sizes, len(last), len(texts), len(bad), grown(names[0]))
}

// grows reports whether a call costs more than it may in the larger store: times is its cost there, as a multiple of its cost in
// the smaller one, and d its dearest statement.
func grows(times float64, d sqlitetest.Statement) bool {
	most := docstoretest.MaxExamined + d.Rows
	if strings.HasPrefix(d.Text, "SELECT COUNT(*) FROM (SELECT 1 ") {
		most += 4 * feature.MaxCount // it stops there
	}
	return (times > 1.5 || d.Examined > most) && !counted.MatchString(d.Text)
}

// counted are the statements that look at all of a kind in an area or anywhere, for whoever works for one part of it, and why that is right:
//
//   - contacts overdue are found by their day, and an area's are picked out of them. What is not overdue costs nothing;
//   - staff are found by a part of their sealed names, and counted by what their accounts lack; an area has some hundreds, and volunteers are
//     not among them;
//   - organisations of an area are some hundreds, and their members are found through all of them;
//   - birthdays follow from the kinds of a file and so look at every file of a village, or once a day at all: 0.6 s for 200,000;
//   - statistics count every line of an index: 0.9 s for 200,000;
//   - contracts at work: a county has some dozens;
//   - activations that wait for an office: a county picks its own out of all that wait;
//   - audit records of one action in an area: the area's latest are looked through until a page is full;
//   - the feed of changes looks through at most 2,000 audit records for a page;
//   - entries of one case or group are some tens: who asks for those in an area has the whole thread looked through;
//   - webhooks, of which an owner has at most ten: each is told of what it may see, and the log of their posts, of 30 days, is looked through
//     once a day.
var counted = regexp.MustCompile(`FROM "pairings" WHERE \(?"first_due"<\? AND .*"region"` +
	`|FROM "users__re|FROM "users" WHERE|FROM "users__regions"` +
	`|"doc" FROM "orgs" WHERE \(?\(?\+"region"` +
	`|FROM "beneficiaries" WHERE \+"status"=\? AND \(\(EXISTS .*"birth"` +
	`|FROM "beneficiaries" .*GROUP BY "region","stat"` +
	`|FROM "contracts" WHERE \+"status" IN .*"(filed_day|next_due|published_day)"` +
	`|FROM "volunteers" WHERE \("office_waits"=\?` +
	`|FROM "audit__areas" WHERE "value"=\?( AND "id"<\?)?\) CROSS JOIN "audit" .*"action"=\?` +
	`|FROM "audit" WHERE "seq">\?` +
	`|FROM "service_entries" WHERE "thread_id"=\?` +
	`|FROM "webhooks" WHERE "status"=\?` +
	`|DELETE FROM "outbox" WHERE \(\("key">`)

// each returns the cost of a job per document that it handles.
func (c *cost) each() float64 { return float64(c.steps) / float64(max(1, c.handled)) }

// eachFloor is the least cost that a document counts as.
const eachFloor = 10

// stepsFloor is the least cost that a call counts as, that of some tens of documents; otherwise a page that is not full yet
// would count as growth.
const stepsFloor = 2000

// work runs every job once. A job with much to do is stopped, because only the cost per document is compared.
func (s *story) work(around func(name string, do func())) {
	s.t.Helper()
	for _, j := range s.app.timetable() {
		around("job "+j.Name, func() {
			ctx, cancel := context.WithTimeout(s.t.Context(), jobTime)
			defer cancel()
			if err := j.Do(auth.System(ctx, "growth")); err != nil && ctx.Err() == nil {
				s.t.Errorf("job %s: %v", j.Name, err)
			}
		})
	}
}

const jobTime = 30 * time.Second

type parameter struct {
	Name string
	In   string
}

// callsEach is how many calls with the same statement are kept.
const callsEach = 2

// everyList reads every list, for ids that lists show, with each filter and each pair of filters, as every person who is
// not refused. It returns the calls to make in the grown stores: those with a statement that few earlier calls make. The
// program is closed afterwards.
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
	s.move = s.moves()
	if err := s.app.Close(); err != nil {
		s.t.Fatal(err)
	}
	return calls
}

// known returns values of filters to start with, before answers have shown others.
func (s *story) known() map[string]map[string]bool {
	return map[string]map[string]bool{
		"region": {countyPath: true, townPath: true, "520111": true}, "from": {s.today(): true}, "to": {s.today(): true},
		"upcoming": {"true": true, "false": true}, "unread": {"true": true, "false": true}, "q": {"青": true}, "fiscal_year": {"2026": true}, "skill": {"陪伴": true}, "skills_ending": {"true": true},
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

// filters returns no filter, each filter with each known value, and each pair of filters with one value each.
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

// look requests one address and returns the status. If shown is not nil, the values in the items are added to it.
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
