package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"regexp"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// serverDir makes this test binary, started a second time, serve the store in that directory, so that it can be measured
// separately or killed.
const serverDir = "TONGXING_TEST_SERVER"

const clients = 64

func TestMain(m *testing.M) {
	if dir := os.Getenv(serverDir); dir != "" {
		if err := serveStore(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	if benchDir != "" {
		_ = os.RemoveAll(benchDir)
	}
	os.Exit(code)
}

func demoConfig(dir string) (config, error) {
	return loadConfig(map[string]string{"TONGXING_DATA": dir, "TONGXING_DEMO": "true", "TONGXING_JOBS": "false", "TONGXING_LOG_LEVEL": "ERROR"})
}

// target is what the second process prints: its addresses, people and what can be requested.
type target struct {
	App, Hello string
	Activity   string   // the first of Activities
	Activities []string // on consecutive days
	Region     string
	First      int
	People     int
	Places     int
	Tokens     []string
}

// serveStore serves the store in dir and the hello until its standard input ends. It prints "ready"; after a line with
// three numbers (the first person, how many people, how many places) it prepares people and an activity and prints the
// target.
func serveStore(dir string) error {
	cfg, err := demoConfig(dir)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	codes := &codeCatcher{codes: map[string]string{}}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := newApp(ctx, cfg, log, parts{senders: map[notify.Channel]notify.Sender{notify.BySMS: codes}})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	hello, err := serveHello()
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- a.serve(ctx, ln) }()
	in := bufio.NewScanner(os.Stdin)
	fmt.Println("ready http://" + ln.Addr().String())
	for in.Scan() {
		t := target{App: "http://" + ln.Addr().String(), Hello: hello}
		if _, err := fmt.Sscan(in.Text(), &t.First, &t.People, &t.Places); err != nil {
			return err
		}
		if err := a.prepare(auth.System(ctx, "test"), &t, codes); err != nil {
			return err
		}
		line, err := json.Marshal(t)
		if err != nil {
			return err
		}
		fmt.Println(string(line))
	}
	stop()
	return <-served
}

// serveHello serves the reference for measurements; /cpu returns the processor time of this process in microseconds, and
// /profile?to=FILE writes a CPU profile until /profile is requested again.
func serveHello() (string, error) {
	f := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true})
	f.Get("/", func(c *fiber.Ctx) error { return c.SendString("hello") })
	f.Get("/cpu", func(c *fiber.Ctx) error {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			return err
		}
		return c.SendString(strconv.FormatInt((u.Utime.Nano()+u.Stime.Nano())/1000, 10))
	})
	var profile *os.File
	f.Get("/profile", func(c *fiber.Ctx) (err error) {
		if pprof.StopCPUProfile(); profile != nil {
			err = profile.Close()
		}
		if profile = nil; err != nil || c.Query("to") == "" {
			return err
		}
		if profile, err = os.Create(c.Query("to")); err != nil {
			return err
		}
		return pprof.StartCPUProfile(profile)
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() { _ = f.Listener(ln) }()
	return "http://" + ln.Addr().String(), nil
}

// codeCatcher is an SMS gateway that stores the one-time codes.
type codeCatcher struct {
	mu    sync.Mutex
	codes map[string]string
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// Send stores the code in the text.
func (c *codeCatcher) Send(_ context.Context, d notify.Delivery) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes[d.To] = sixDigits.FindString(d.Text.Body)
	return nil
}

// preparedDays is how many activities prepare creates, one a day.
const preparedDays = 3

// prepare creates activities with room for everybody, and volunteers who have logged in with codes.
func (a *app) prepare(ctx context.Context, t *target, codes *codeCatcher) error {
	now := a.now()
	org, err := a.anyOrg(ctx)
	if err != nil {
		return err
	}
	t.Region = org.Region
	plan := activities.Plan{
		Title: "周末集体活动", OrgID: org.ID, Type: activities.GroupActivity, TargetGroup: activities.Elders, Content: "陪老人聊天、打扫院子，中午前结束。",
		Region: org.Region, Address: "镇文化站二楼", Start: now.AddDate(0, 0, 20), End: now.AddDate(0, 0, 20).Add(2 * time.Hour),
		SignupFrom: now.Add(-time.Hour), SignupTo: now.AddDate(0, 0, 19), Waitlist: true, Capacity: int64(t.Places), Risk: "楼梯较陡，请扶好扶手。", Leader: "usr_leader",
	}
	var days []activities.StoredActivity
	for range preparedDays {
		days = append(days, activities.StoredActivity{Activity: activities.Activity{Plan: plan, Status: activities.Published, StatusAt: now}, LeaderPhone: "13800000000"})
		plan.Start, plan.End = plan.Start.AddDate(0, 0, 1), plan.End.AddDate(0, 0, 1)
	}
	if t.Activities, err = a.activities.PutMany(ctx, days); err != nil {
		return err
	}
	t.Activity = t.Activities[0]
	mobiles, people := make([]privacy.Secret, t.People), make([]volunteers.Put, t.People)
	for i := range people {
		n := t.First + i
		mobiles[i] = privacy.Secret(fmt.Sprintf("19%09d", n))
		number := ident.MakeIDNumber("990099", region.MakeDay(1950+n/1000, time.January, 1+n%28), n%1000)
		people[i] = volunteers.Put{Profile: volunteers.Profile{
			Name: "量测", IDNumber: privacy.Secret(number), Mobile: mobiles[i], Region: org.Region, Agreement: volunteers.OwnText.Agreed(now),
		}, OrgIDs: []string{org.ID}, Status: volunteers.Active}
	}
	for part := range slices.Chunk(people, 500) {
		if _, err := a.volunteers.PutMany(ctx, part); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(mobiles, 250) { // so that codes do not expire on a busy machine
		if err := a.logIn(t, part, codes); err != nil {
			return err
		}
	}
	return nil
}

// logIn requests codes and logs in with them.
func (a *app) logIn(t *target, mobiles []privacy.Secret, codes *codeCatcher) error {
	anyone := context.Background()
	if err := each(mobiles, func(m privacy.Secret) error { return a.accounts.RequestCode(anyone, m, "zh") }); err != nil {
		return err
	}
	if err := a.dispatcher.SendDue(anyone); err != nil {
		return err
	}
	var mu sync.Mutex
	return each(mobiles, func(m privacy.Secret) error {
		codes.mu.Lock()
		code := codes.codes[m.Reveal()]
		codes.mu.Unlock()
		s, err := a.accounts.VerifyCode(anyone, m, privacy.Secret(code), "test")
		if err != nil {
			return fmt.Errorf("log in: %w", err)
		}
		mu.Lock()
		t.Tokens = append(t.Tokens, s.Token.Reveal())
		mu.Unlock()
		return nil
	})
}

// anyOrg returns an approved organisation; it creates one in an empty store.
func (a *app) anyOrg(ctx context.Context) (orgs.Org, error) {
	found, err := a.orgs.Public(ctx, orgs.Query{})
	if err != nil || len(found.Items) > 0 {
		return append(found.Items, orgs.Org{})[0], err
	}
	o, err := a.orgs.Register(ctx, orgs.Profile{
		Name: "青禾社会工作服务中心", USCC: ident.MakeUSCC("52", "990001", 1), Region: "52/5201/520111/", Type: orgs.ServiceAgency,
		Registrar: "花溪区民政局", ValidTo: "2099-12-31", Business: "留守儿童关爱服务、困难家庭帮扶",
	}, orgs.Personal{LegalRep: "王明", ContactName: "李青", Mobile: "13800000001", Address: "贵州省贵阳市花溪区青岩镇"})
	for _, step := range []func(context.Context, string) (orgs.Org, error){a.orgs.Submit, a.orgs.Take, a.orgs.Approve} {
		if err == nil {
			o, err = step(ctx, o.ID)
		}
	}
	return o, err
}

// server is the second process.
type server struct {
	tb    testing.TB
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Reader
	url   string
}

// startServer starts the second process on the store in dir and waits until it is ready. It is stopped when the test ends.
func startServer(tb testing.TB, dir string) *server {
	tb.Helper()
	s := &server{tb: tb, cmd: exec.Command(os.Args[0])}
	s.cmd.Env = append(os.Environ(), serverDir+"="+dir)
	s.cmd.Stderr = os.Stderr
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.stop)
	s.lines = bufio.NewReader(out)
	line, err := s.lines.ReadString('\n')
	if err != nil {
		tb.Fatal(err)
	}
	s.url = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	if code, _, err := fasthttp.Get(nil, s.url+"/readyz"); err != nil || code != 200 {
		tb.Fatalf("not ready: %d %v", code, err)
	}
	return s
}

// stop ends the second process and waits for its end.
func (s *server) stop() {
	_ = s.in.Close()
	_ = s.cmd.Wait()
}

// prepare makes the second process create people and an activity.
func (s *server) prepare(first, people, places int) target {
	s.tb.Helper()
	if _, err := fmt.Fprintln(s.in, first, people, places); err != nil {
		s.tb.Fatal(err)
	}
	line, err := s.lines.ReadBytes('\n')
	if err != nil {
		s.tb.Fatal(err)
	}
	var t target
	if err := json.Unmarshal(line, &t); err != nil {
		s.tb.Fatal(err)
	}
	return t
}

// each runs do for every item in many goroutines and returns the errors.
func each[T any](items []T, do func(T) error) error {
	var next atomic.Int64
	errs := make([]error, clients)
	var wg sync.WaitGroup
	for w := range clients {
		wg.Go(func() {
			for errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= len(items) {
					return
				}
				errs[w] = do(items[i])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
