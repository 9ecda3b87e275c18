package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/sqlite/sqlitetest"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// TestStory runs the whole process of the product over HTTP, as each role in turn, and checks what each is refused. Run it
// with -run Story -v to read it as a text.
func TestStory(t *testing.T) {
	newStory(t).tell(t)
}

func (s *story) tell(t *testing.T) {
	t.Helper()
	for _, c := range []struct {
		title string
		tell  func(*story)
	}{
		{"1 people", tellPeople},
		{"2 an organisation", tellOrganisation},
		{"3 volunteers", tellVolunteers},
		{"4 a contract", tellContract},
		{"5 an activity", tellActivity},
		{"6 on the day", tellDay},
		{"7 hours", tellHours},
		{"8 money", tellMoney},
		{"9 a pairing", tellPairing},
		{"10 the service log", tellServiceLog},
		{"11 the reports of months", tellReports},
		{"12 the mid-term evaluation", tellMidTerm},
		{"13 delegated care", tellDelegation},
		{"14 the end of the contract", tellEnd},
		{"15 a certificate", tellCertificate},
		{"16 news and notices", tellNews},
		{"17 what each may not", tellRefusals},
		{"18 the own access, and that of others", tellAccounts},
		{"19 what went otherwise", tellOtherwise},
		{"20 the contracts as open data", tellOpenData},
		{"21 the books", tellBooks},
	} {
		ok := t.Run(c.title, func(t *testing.T) {
			s.in(t)
			c.tell(s)
		})
		if !ok {
			t.Fatal("the story breaks off here")
		}
	}
}

// Where the story takes place. The clock moves only when the story moves it.
const (
	countyPath  = "52/5201/520111/"
	townPath    = countyPath + "520111101/"
	villagePath = townPath + "520111101201/"
	otherCounty = "52/5201/520112/"
)

// obj is a JSON object.
type obj = map[string]any

// story is the program, its people and all its answers so far.
type story struct {
	t    *testing.T
	app  *app
	dir  string
	log  lockedBuffer
	sms  phones
	cast map[string]*person

	mu    sync.Mutex
	clock time.Time

	answers  []answer
	entitled []answer // answers to people entitled to personal values
	secrets  []string // must not be shown in full to anybody else
	ids      map[string]string
	stays    map[string]string                                      // stay id by volunteer
	move     func(sealed []byte, rename func(string) string) []byte // set by TestGrowth

	// Set by tests that go along with the story: watch is called for each call, and sends it with send; store opens the store, limiter counts calls,
	// settings changes the settings.
	watch    func(v voice, method, path string, body any, send func() *apitest.Response) *apitest.Response
	store    func(context.Context, config, docstore.Config) (*docstore.DB, error)
	limiter  coord.Limiter
	settings func(*config)
}

// answer is an answer whose reader is not entitled to personal values.
type answer struct {
	what string
	body []byte
}

func newStory(t *testing.T, with ...func(*story)) *story {
	t.Helper()
	s := &story{
		t: t, dir: filepath.Join(t.TempDir(), "data"), cast: map[string]*person{}, clock: shanghai("2026-03-02 09:00"),
		ids: map[string]string{}, stays: map[string]string{},
	}
	for _, set := range with {
		set(s)
	}
	s.open(s.dir, nil)
	t.Cleanup(func() {
		if err := s.app.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// open starts the program on the directory.
func (s *story) open(dir string, watch func(sqlitetest.Statement)) {
	s.t.Helper()
	cfg, err := demoConfig(dir)
	if err != nil {
		s.t.Fatal(err)
	}
	cfg.Proxies = []string{"0.0.0.0"} // requests of a test come from there; each person has a separate address
	cfg.HookNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	if s.settings != nil {
		s.settings(&cfg)
	}
	log := slog.New(slog.NewJSONHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	open := s.store
	if watch != nil {
		open = func(ctx context.Context, cfg config, d docstore.Config) (*docstore.DB, error) {
			return sqlitetest.Open(ctx, cfg.Data, d, watch)
		}
	}
	s.app, err = newApp(s.t.Context(), cfg, log, parts{
		now: s.now, session: -1, noSync: true, open: open, limiter: s.limiter,
		senders: map[notify.Channel]notify.Sender{notify.BySMS: &s.sms, notify.ByEmail: &s.sms},
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// in sets the test that fails from now on.
func (s *story) in(t *testing.T) { s.t = t }

// says prints a sentence of the story.
func (s *story) says(format string, args ...any) {
	s.t.Helper()
	s.t.Logf(format, args...)
}

func (s *story) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

// at moves the clock to the time in Shanghai, never back.
func (s *story) at(when string) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	to := shanghai(when)
	if to.Before(s.clock) {
		s.t.Fatalf("the clock does not go back to %s", when)
	}
	s.clock = to
}

func (s *story) wait(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = s.clock.Add(d)
}

func (s *story) today() string { return string(region.DayOf(s.now())) }

// shanghai reads "2026-03-02 09:00" or "2026-03-02 09:00:15".
func shanghai(when string) time.Time {
	layout := "2006-01-02 15:04"
	if strings.Count(when, ":") == 2 {
		layout += ":05"
	}
	t, err := time.ParseInLocation(layout, when, region.Shanghai)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// run runs jobs of the timetable and sends nothing.
func (s *story) run(names ...string) {
	s.t.Helper()
	ctx := auth.System(s.t.Context(), "story")
	for _, name := range names {
		s.wait(time.Second) // a run is identified by job and time
		if _, err := s.app.runner.RunNow(ctx, name); err != nil {
			s.t.Fatalf("job %s: %v", name, err)
		}
	}
}

// job runs jobs of the timetable and then sends what they queued, including messages forwarded to an organisation's people.
func (s *story) job(names ...string) {
	s.t.Helper()
	s.run(append(names, "send-outbox", "send-outbox")...)
}

// person is a person in the story: staff log in with a password, others with a code on their mobile.
type person struct {
	who, login, password string
	name, mobile, id     string
	userID, volunteerID  string
	own                  bool // has no role beyond the own records: stays logged in for a week
	token                string
	seen                 time.Time
	address              string
}

// meet adds a person to the story. From now on the person's name, numbers and addresses are secrets.
func (s *story) meet(p person) *person {
	s.t.Helper()
	if s.cast[p.who] != nil {
		s.t.Fatalf("%s is there already", p.who)
	}
	p.address = fmt.Sprintf("203.0.113.%d", len(s.cast)+1)
	s.cast[p.who] = &p
	s.secret(p.name, p.mobile, p.id)
	return &p
}

func (s *story) secret(values ...string) {
	for _, v := range values {
		if v != "" {
			s.secrets = append(s.secrets, v)
		}
	}
}

// voice sends requests as a person. Entitled ones may be answered with personal values.
type voice struct {
	s        *story
	p        *person
	entitled bool
	header   map[string]string
}

// as returns the voice of a person; "" is an anonymous caller.
func (s *story) as(who string) voice {
	s.t.Helper()
	if who == "" {
		return voice{s: s, p: &person{who: "anybody", address: "203.0.113.250"}}
	}
	p := s.cast[who]
	if p == nil {
		s.t.Fatalf("%s is not in the story", who)
	}
	idle := 25 * time.Minute
	if p.own {
		idle = 6 * 24 * time.Hour
	}
	if p.token == "" || s.now().Sub(p.seen) > idle {
		s.logIn(p)
	}
	p.seen = s.now()
	return voice{s: s, p: p}
}

// entitledTo marks the next answer as one that may hold personal values.
func (v voice) entitledTo() voice { v.entitled = true; return v }

// proves gives the person's password again, as the console asks for it before an act that needs a fresh proof.
func (v voice) proves() voice {
	v.s.t.Helper()
	v.post("/me/step-up", obj{"password": v.p.password}).Want(204)
	return v
}

// seeing changes the version that the person has seen; without it, that is the present one.
func (v voice) seeing(version string) voice {
	v.header = map[string]string{"If-Match": `"` + version + `"`}
	return v
}

func (v voice) get(path string) *apitest.Response { v.s.t.Helper(); return v.do("GET", path, nil) }
func (v voice) post(path string, body any) *apitest.Response {
	v.s.t.Helper()
	return v.do("POST", path, body)
}
func (v voice) put(path string, body any) *apitest.Response {
	v.s.t.Helper()
	return v.do("PUT", path, body)
}

func (v voice) do(method, path string, body any) *apitest.Response {
	v.s.t.Helper()
	send := func() *apitest.Response {
		who := apitest.Of(v.s.t, v.s.app.http).Bearer(v.p.token).With("X-Forwarded-For", v.p.address)
		for name, value := range v.header {
			who = who.With(name, value)
		}
		return who.Do(method, path, body)
	}
	r := (*apitest.Response)(nil)
	if v.s.watch != nil {
		r = v.s.watch(v, method, path, body, send)
	} else {
		r = send()
	}
	list := &v.s.answers
	if v.entitled {
		list = &v.s.entitled
	}
	*list = append(*list, answer{v.p.who + ": " + method + " " + path, r.Body})
	return r
}

// made checks for status 201 and returns the id in the answer.
func made(r *apitest.Response) string { return idOf(r.Want(201)) }

func idOf(r *apitest.Response) string {
	var v struct {
		ID string `json:"id"`
	}
	r.JSON(&v)
	return v.ID
}

// field reads a top field of the answer as text.
func field(r *apitest.Response, name string) string {
	v := obj{}
	r.JSON(&v)
	if v[name] == nil {
		return ""
	}
	return fmt.Sprint(v[name])
}

// items returns the list in the answer.
func items(r *apitest.Response) []obj {
	var v struct {
		Items []obj `json:"items"`
	}
	r.Want(200).JSON(&v)
	return v.Items
}

// logIn starts a session in the same way as the person would.
func (s *story) logIn(p *person) {
	s.t.Helper()
	door := voice{s: s, p: &person{who: p.who, address: p.address}}
	if p.login != "" {
		r := door.post("/auth/login", obj{"login": p.login, "password": p.password}).Want(200)
		p.token, p.userID = field(r, "token"), field(r, "user_id")
		return
	}
	door.post("/auth/codes", obj{"mobile": p.mobile}).Want(202)
	s.job()
	r := door.post("/auth/codes/verify", obj{"mobile": p.mobile, "code": s.sms.code(p.mobile)}).Want(200)
	p.token, p.userID = field(r, "token"), field(r, "user_id")
}

// phones is an SMS gateway that stores what it delivers.
type phones struct {
	mu   sync.Mutex
	sent []notify.Delivery
}

// Send stores the delivery.
func (p *phones) Send(_ context.Context, d notify.Delivery) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, d)
	return nil
}

// code returns the last one-time code sent to the mobile.
func (p *phones) code(mobile string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	code := ""
	for _, d := range p.sent {
		if c := sixDigits.FindString(d.Text.Body); d.To == mobile && c != "" && strings.Contains(d.Text.Body, "验证码") {
			code = c
		}
	}
	return code
}

// link returns the secret of the last link for setting a password that was sent to the address.
func (p *phones) link(to string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	link := ""
	for _, d := range p.sent {
		if _, rest, ok := strings.Cut(d.Text.Body, "/v/password#"); ok && d.To == to {
			link, _, _ = strings.Cut(rest, " ")
		}
	}
	return link
}

// lockedBuffer collects log lines from many goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write appends b.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns everything written.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// filesIn reads all files of the data directory except the keys.
func filesIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "keys.json" {
			return err
		}
		all[d.Name()], err = os.ReadFile(path) //nolint:gosec // G304: inside the test's own directory
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
