package coord_test

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/services/platform/coord"
)

var (
	_ coord.Limiter = (*coord.Redis)(nil)
	_ coord.Waker   = (*coord.Redis)(nil)
	_ coord.Limiter = (*coord.Local)(nil)
	_ coord.Waker   = (*coord.Local)(nil)
)

// server is a redis-server started for one test.
type server struct {
	port string
	cmd  *exec.Cmd
}

func startRedis(t *testing.T, port string) *server {
	t.Helper()
	binary, err := exec.LookPath("redis-server")
	if err != nil {
		t.Skip("redis-server is not installed: `make tools` installs it")
	}
	if port == "" {
		port = freePort(t)
	}
	s := &server{port: port, cmd: exec.Command(binary, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	eventually(t, "redis-server listens", func() bool {
		c, err := net.Dial("tcp", "127.0.0.1:"+port)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ln.Close() }()
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

func (s *server) kill() {
	if s.cmd.ProcessState == nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
	}
}

func (s *server) open(t *testing.T) *coord.Redis {
	t.Helper()
	r, err := coord.OpenRedis("redis://127.0.0.1:"+s.port+"/0", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// eventually polls for a result of another process in real time.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("not so after 10 s: %s", what)
}

func TestReplicasShareALimit(t *testing.T) {
	s := startRedis(t, "")
	replicas := []*coord.Redis{s.open(t), s.open(t), s.open(t)}
	var granted atomic.Int64
	var all sync.WaitGroup
	for i := range 9 { // few at once: on a busy machine Redis would answer too late, and each replica would count for itself
		all.Go(func() {
			for range 10 {
				if ok, _ := replicas[i%3].Allow(context.Background(), "otp 203.0.113.9", 20, time.Hour); ok {
					granted.Add(1)
				}
			}
		})
	}
	all.Wait()
	if granted.Load() != 20 {
		t.Errorf("three replicas granted %d of 20", granted.Load())
	}
	ok, after := replicas[0].Allow(context.Background(), "otp 203.0.113.9", 20, time.Hour)
	if ok || after < 2*time.Minute || after > 3*time.Minute {
		t.Errorf("next try: %v in %v, want in just under 3 minutes", ok, after)
	}
	if ok, _ := replicas[1].Allow(context.Background(), "otp other", 20, time.Hour); !ok {
		t.Error("another key was refused")
	}
	out, err := exec.Command("redis-cli", "-p", s.port, "keys", "*").Output()
	if err == nil && (strings.Contains(string(out), "203.0.113.9") || !strings.Contains(string(out), "tongxing:limit:")) {
		t.Errorf("keys in Redis: %s", out)
	}
}

func TestLimitRefillsInRedis(t *testing.T) {
	r := startRedis(t, "").open(t)
	for range 2 {
		if ok, _ := r.Allow(context.Background(), "k", 2, 400*time.Millisecond); !ok {
			t.Fatal("refused within the limit")
		}
	}
	ok, after := r.Allow(context.Background(), "k", 2, 400*time.Millisecond)
	if ok || after > 200*time.Millisecond {
		t.Fatalf("third: %v, %v", ok, after)
	}
	eventually(t, "a try is refilled", func() bool { ok, _ := r.Allow(context.Background(), "k", 2, 400*time.Millisecond); return ok })
}

func TestRedisDownHalvesTheLimit(t *testing.T) {
	for name, away := range map[string]func(*server){
		"stopped": (*server).kill,
		"frozen":  func(s *server) { _ = s.cmd.Process.Signal(syscall.SIGSTOP) },
	} {
		t.Run(name, func(t *testing.T) {
			s := startRedis(t, "")
			r := s.open(t)
			if ok, _ := r.Allow(context.Background(), "warm", 10, time.Hour); !ok {
				t.Fatal("refused")
			}
			away(s)
			granted := 0
			start := time.Now()
			for range 50 {
				if ok, _ := r.Allow(context.Background(), "k", 10, time.Hour); ok {
					granted++
				}
			}
			r.Wake(context.Background(), "outbox")
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("50 tries took %v while Redis was away", took)
			}
			if granted != 5 || !r.Down() {
				t.Errorf("granted %d of 10 halved; away: %v", granted, r.Down())
			}
		})
	}
}

// TestRedisDownDividesTheLimit checks that replicas which Redis has counted grant no more than the limit together.
func TestRedisDownDividesTheLimit(t *testing.T) {
	s := startRedis(t, "")
	replicas := []*coord.Redis{s.open(t), s.open(t), s.open(t), s.open(t)}
	for _, r := range replicas {
		eventually(t, "all replicas listen", func() bool {
			r.Wake(context.Background(), "outbox")
			return r.Replicas() == 4
		})
	}
	s.kill()
	granted := 0
	for i := range 80 {
		if ok, _ := replicas[i%4].Allow(context.Background(), "k", 20, time.Hour); ok {
			granted++
		}
	}
	if granted != 20 {
		t.Errorf("four replicas granted %d of 20", granted)
	}
}

func TestWakeReachesOtherReplicas(t *testing.T) {
	s := startRedis(t, "")
	a, b := s.open(t), s.open(t)
	here, stopHere := a.Listen("outbox")
	there, stopThere := b.Listen("outbox")
	defer stopHere()
	defer stopThere()
	eventually(t, "the other replica wakes", func() bool {
		a.Wake(context.Background(), "outbox")
		select {
		case <-there:
			return true
		default:
			return false
		}
	})
	<-here

	s.kill()
	a.Wake(context.Background(), "outbox")
	<-here // this process is woken in any case
	startRedis(t, s.port)
	eventually(t, "the other replica wakes after Redis came back", func() bool {
		a.Wake(context.Background(), "outbox")
		select {
		case <-there:
			return true
		default:
			return false
		}
	})
}

func TestOpenRedisKeepsThePasswordOutOfItsError(t *testing.T) {
	_, err := coord.OpenRedis("redis://u:hush@host:port:/x y", nil)
	if err == nil || strings.Contains(fmt.Sprint(err), "hush") {
		t.Errorf("error %v", err)
	}
}

func TestCloseStopsAllGoroutines(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	port := freePort(t) // a port without a listener
	r, err := coord.OpenRedis("redis://127.0.0.1:"+port, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ok, _ := r.Allow(context.Background(), "k", 1, time.Hour); !ok {
		t.Error("the first try was refused while Redis is away")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}
