package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/valyala/fasthttp"
)

// The benchmark measures requests per CPU-second of the server, as a ratio to a bare Fiber hello in the same process. The
// server is this test binary started a second time, so that the load generator does not count.
const (
	benchPeople = 3000 // volunteers who log in, read and sign up; with fewer, a fast machine reaches requestsPerMinute
	benchSpan   = time.Second
)

// benchDir is the store made by county; "" before. TestMain removes it.
var benchDir string

// county returns a seeded store, made once per run.
var county = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "tongxing-bench")
	if err != nil {
		return "", err
	}
	benchDir = dir
	cfg, err := demoConfig(dir)
	if err != nil {
		return "", err
	}
	size := "county"
	if s := os.Getenv("TONGXING_BENCH_SIZE"); s != "" {
		size = s
	}
	return dir, seedCmd{Size: size, Seed: 1}.Run(context.Background(), cfg, slog.New(slog.DiscardHandler), io.Discard)
})

// BenchmarkServer is run with -benchtime 1x. It fails when the server is slower or larger than its bounds. The bounds are
// those of a simple store: a county writes 1.2 transactions a second at its peak (deploy/capacity.md), thousands of times
// less. Each measure has a hello before and one after it, as a machine's speed changes from second to second. Volunteers
// read an activity before they sign up for it. Memory is that of the program as it is shipped, without what the tests link, after the
// same load; the least of several looks, as garbage comes and goes.
func BenchmarkServer(b *testing.B) {
	dir, err := county()
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	srv := startServer(b, dir)
	floor(b, "seconds_to_ready", time.Since(begun).Seconds(), -1)
	t := srv.prepare(0, benchPeople, benchPeople)
	load := loader{b: b, t: t, client: &fasthttp.Client{MaxConnsPerHost: clients}}
	var one, list, signup beside
	measured, kept := t.Activities[:preparedDays-1], t.Activities[preparedDays-1]
	read := func() float64 {
		return load.run(load.t.App+"/api/v1/public/activities?limit=20&region="+t.Region, "GET", t.Tokens, 200)
	}
	open := func(id string) float64 { return load.run(load.t.App+"/api/v1/activities/"+id, "GET", t.Tokens, 200) }
	signUp := func(id string) float64 {
		return load.once(load.t.App+"/api/v1/activities/"+id+"/signups", t.Tokens, 201)
	}
	for _, id := range measured {
		list.add(load, read)
		one.add(load, func() float64 { return open(id) })
		signup.add(load, func() float64 { return signUp(id) })
	}
	srv.stop()
	if load.t.Hello, err = serveHello(); err != nil {
		b.Fatal(err)
	}
	var pid int
	load.t.App, pid = startProgram(b, dir)
	mb := math.Inf(1)
	for _, step := range []func() float64{read, func() float64 { return open(kept) }, func() float64 { return signUp(kept) }, read} {
		step()
		mb = min(mb, resident(b, pid))
	}
	b.Logf("requests per CPU-second: one activity %s, list of 20 %s, durable sign-up %s; %.0f MB resident", one, list, signup, mb)
	floor(b, "one_to_hello", one.ratio(), 0.12)
	floor(b, "list_to_hello", list.ratio(), 0.035)
	floor(b, "signup_to_hello", signup.ratio(), 0.045)
	floor(b, "MB_resident", mb, -140)
}

// startProgram builds the program, starts it on the store in dir without jobs, and returns its address and process. It is stopped when the
// benchmark ends.
func startProgram(b *testing.B, dir string) (url string, pid int) {
	b.Helper()
	built := filepath.Join(b.TempDir(), "tongxing")
	if out, err := exec.Command("go", "build", "-o", built, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(built, "serve")
	cmd.Env = append(os.Environ(), "TONGXING_DATA="+dir, "TONGXING_DEMO=true", "TONGXING_JOBS=false", "TONGXING_ADDR=127.0.0.1:0", "TONGXING_LOG_LEVEL=ERROR")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return regexp.MustCompile(`http://[0-9.:]+`).FindString(line), cmd.Process.Pid
}

// beside is a measure and the hello that was measured beside it, in requests per CPU-second, summed over the rounds.
type beside struct{ measured, hello float64 }

func (s *beside) add(l loader, measure func() float64) {
	before := l.run(l.t.Hello+"/", "GET", nil, 200)
	s.measured += measure()
	s.hello += (before + l.run(l.t.Hello+"/", "GET", nil, 200)) / 2
}

func (s beside) ratio() float64 { return s.measured / s.hello }

func (s beside) String() string {
	return fmt.Sprintf("%.0f (hello %.0f)", s.measured/(preparedDays-1), s.hello/(preparedDays-1))
}

// floor reports the figure and fails when it is below bound or, if bound is negative, above its absolute value.
func floor(b *testing.B, name string, got, bound float64) {
	b.ReportMetric(got, name)
	if bound >= 0 && got < bound {
		b.Errorf("%s is %.3f, promised at least %.3f", name, got, bound)
	}
	if bound < 0 && got > -bound {
		b.Errorf("%s is %.3f, promised at most %.3f", name, got, -bound)
	}
}

// resident returns the resident memory of the process in megabytes.
func resident(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		b.Skipf("resident memory is read on Linux only: %v", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	b.Fatal("no VmRSS")
	return 0
}

// loader sends requests from many goroutines over persistent connections.
type loader struct {
	b      *testing.B
	t      target
	client *fasthttp.Client // one for all, as an address may have 256 connections
}

func (l loader) cpu() float64 {
	_, body, err := fasthttp.Get(nil, l.t.Hello+"/cpu")
	if err != nil {
		l.b.Fatal(err)
	}
	us, err := strconv.ParseFloat(string(body), 64)
	if err != nil {
		l.b.Fatal(err)
	}
	return us / 1e6
}

// run sends requests for benchSpan, each goroutine using the tokens in turn, and returns requests per CPU-second.
func (l loader) run(url, method string, tokens []string, want int) float64 {
	until := time.Now().Add(benchSpan)
	return l.measure(func(ask func(token string) error, w int) error {
		for i := w; time.Now().Before(until); i += clients {
			token := ""
			if len(tokens) > 0 {
				token = tokens[i%len(tokens)]
			}
			if err := ask(token); err != nil {
				return err
			}
		}
		return nil
	}, url, method, want)
}

// once sends one POST with every token.
func (l loader) once(url string, tokens []string, want int) float64 {
	return l.measure(func(ask func(token string) error, w int) error {
		for i := w; i < len(tokens); i += clients {
			if err := ask(tokens[i]); err != nil {
				return err
			}
		}
		return nil
	}, url, "POST", want)
}

// profile makes the server write a CPU profile into the directory TONGXING_PROFILE, if that is set; "" ends it.
func (l loader) profile(name string) {
	dir := os.Getenv("TONGXING_PROFILE")
	if dir == "" {
		return
	}
	to := ""
	if name != "" {
		to = filepath.Join(dir, strings.NewReplacer(":", "", "/", "_", "?", "_", "&", "_").Replace(name))
	}
	if code, _, err := fasthttp.Get(nil, l.t.Hello+"/profile?to="+url.QueryEscape(to)); err != nil || code != 200 {
		l.b.Fatal(code, err)
	}
}

func (l loader) measure(work func(ask func(token string) error, w int) error, address, method string, want int) float64 {
	var done atomic.Int64
	ask := func(token string) error {
		req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
		defer fasthttp.ReleaseRequest(req)
		defer fasthttp.ReleaseResponse(res)
		req.SetRequestURI(address)
		req.Header.SetMethod(method)
		if token != "" {
			req.Header.Set("Authorization", "Bearer "+token)
		}
		if err := l.client.Do(req, res); err != nil {
			return err
		}
		if res.StatusCode() != want {
			return fmt.Errorf("%s %s answered %d: %s", method, address, res.StatusCode(), res.Body())
		}
		done.Add(1)
		return nil
	}
	l.profile(address)
	defer l.profile("")
	before, errs := l.cpu(), make([]error, clients)
	var wg sync.WaitGroup
	for w := range clients {
		wg.Go(func() { errs[w] = work(ask, w) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		l.b.Fatal(err)
	}
	return float64(done.Load()) / (l.cpu() - before)
}
