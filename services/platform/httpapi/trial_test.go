package httpapi_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// listen serves two routes on a socket of this machine and returns its address. The proxy of the test is 127.0.0.9.
func listen(t *testing.T) string {
	t.Helper()
	a := quiet(t, func(r *httpapi.Router) {
		r.Get("/x", auth.Public, ok)
		r.Post("/small", auth.Public, ok)
	}, apitest.Config(func(c *httpapi.Config) { c.Trusted = []string{"127.0.0.9"} }))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- a.Server().Serve(ln) }()
	t.Cleanup(func() {
		if err := errors.Join(a.Server().Fiber().ShutdownWithTimeout(20*time.Second), <-done); err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

// dialFrom connects as a client with the address.
func dialFrom(t *testing.T, from, to string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 10 * time.Second}
	c, err := d.Dial("tcp", to)
	if err != nil {
		t.Fatalf("connect from %s: %v", from, err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// answerOf reads one answer and checks that a failure is a problem.
func answerOf(c net.Conn) (status int, code string, err error) {
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, "", err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode < 400 {
		return res.StatusCode, "", err
	}
	var p httpapi.Problem
	if err := json.Unmarshal(body, &p); err != nil || res.Header.Get("Content-Type") != httpapi.ProblemType || p.Status != res.StatusCode || p.Detail == "" {
		return res.StatusCode, "", fmt.Errorf("no problem: %s %s", res.Header.Get("Content-Type"), body)
	}
	return res.StatusCode, p.Code, nil
}

const askX = "GET /api/v1/x HTTP/1.1\r\nHost: h\r\n\r\n"

// TestTrialBodyOverLimit sends 24 MB where 1 MB is allowed, as a browser does that sends all before it reads: the answer arrives.
func TestTrialBodyOverLimit(t *testing.T) {
	addr := listen(t)
	for range 5 {
		c := dialFrom(t, "127.0.0.1", addr)
		size := 24 << 20
		if _, err := fmt.Fprintf(c, "POST /api/v1/small HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", size); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(c, io.LimitReader(endless{}, int64(size))); err != nil {
			t.Fatalf("the connection was closed while the body was sent: %v", err)
		}
		if status, code, err := answerOf(c); status != 413 || code != "body_too_large" || err != nil {
			t.Errorf("%d %s %v", status, code, err)
		}
	}
}

type endless struct{}

// Read fills b.
func (endless) Read(b []byte) (int, error) { return copy(b, bytes.Repeat([]byte("x"), len(b))), nil }

// TestTrialSilentConnections opens 4,300 connections from one address that say nothing: others are answered as before, and the
// client itself is told when it has too many.
func TestTrialSilentConnections(t *testing.T) {
	addr := listen(t)
	var silent []net.Conn
	for range 4300 {
		silent = append(silent, dialFrom(t, "127.0.0.1", addr))
	}
	for range 20 {
		c := dialFrom(t, "127.0.0.2", addr)
		begun := time.Now()
		if _, err := io.WriteString(c, askX); err != nil {
			t.Fatal(err)
		}
		if status, code, err := answerOf(c); status != 200 || err != nil || time.Since(begun) > 5*time.Second {
			t.Errorf("another client: %d %s %v after %s", status, code, err, time.Since(begun))
		}
	}
	if status, code, err := answerOf(silent[len(silent)-1]); status != 429 || code != "too_many_connections" || err != nil {
		t.Errorf("the last silent connection: %d %s %v", status, code, err)
	}
}

// TestTrialHalfOpenRequests begins 60 requests from one address and never ends them: all but 32 are ended soon.
func TestTrialHalfOpenRequests(t *testing.T) {
	addr := listen(t)
	var half []net.Conn
	begun := time.Now()
	for range 60 {
		c := dialFrom(t, "127.0.0.1", addr)
		if _, err := io.WriteString(c, strings.TrimSuffix(askX, "\r\n")); err != nil {
			t.Fatal(err)
		}
		half = append(half, c)
	}
	for i, c := range half[:28] { // the oldest
		if status, code, err := answerOf(c); status != 408 || code != "request_timeout" || err != nil {
			t.Errorf("half-open request %d: %d %s %v", i, status, code, err)
		}
	}
	if took := time.Since(begun); took > 8*time.Second {
		t.Errorf("ended after %s", took)
	}
	for i, c := range half[28:] { // the others may end their request
		if _, err := io.WriteString(c, "\r\n"); err != nil {
			t.Fatal(err)
		}
		if status, _, err := answerOf(c); status != 200 || err != nil {
			t.Errorf("request %d: %d %v", 28+i, status, err)
		}
	}
}

// TestTrialTrustedProxy opens more connections from a trusted proxy than one client may have: all are served.
func TestTrialTrustedProxy(t *testing.T) {
	addr := listen(t)
	var conns []net.Conn
	for range httpapi.DefaultConnsPerAddr + 50 {
		conns = append(conns, dialFrom(t, "127.0.0.9", addr))
	}
	time.Sleep(1500 * time.Millisecond) // longer than a client's request may be half-open
	for i, c := range conns {
		if _, err := io.WriteString(c, askX); err != nil {
			t.Fatal(err)
		}
		if status, code, err := answerOf(c); status != 200 || err != nil {
			t.Fatalf("connection %d of the proxy: %d %s %v", i, status, code, err)
		}
	}
}

// TestTrialAnswersOutsideTheApp makes the server answer before there is a request: each answer is a problem.
func TestTrialAnswersOutsideTheApp(t *testing.T) {
	addr := listen(t)
	for name, tt := range map[string]struct {
		send   string
		status int
		code   string
	}{
		"another protocol":  {"SSH-2.0-OpenSSH_9.2\r\n\r\n", 400, "bad_request"},
		"TLS":               {"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n", 400, "bad_request"},
		"HTTP/2":            {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad_request"},
		"a header too long": {"GET / HTTP/1.1\r\nHost: h\r\nX: " + strings.Repeat("x", 20<<10) + "\r\n\r\n", 431, "headers_too_large"},
		"a bad length":      {"POST /api/v1/small HTTP/1.1\r\nHost: h\r\nContent-Length: -7\r\n\r\n", 400, "bad_request"},
		"bad chunks":        {"POST /api/v1/small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad_request"},
		"an unknown method": {"BREW /api/v1/x HTTP/1.1\r\nHost: h\r\n\r\n", 405, "method_not_allowed"},
	} {
		c := dialFrom(t, "127.0.0.1", addr)
		if _, err := io.WriteString(c, tt.send); err != nil {
			t.Fatal(err)
		}
		if status, code, err := answerOf(c); status != tt.status || code != tt.code || err != nil {
			t.Errorf("%s: %d %s %v, want %d %s", name, status, code, err, tt.status, tt.code)
		}
	}
}

// TestTrialOldSessionExportsPersons takes a list of persons out in a session that was left open; other lists need no proof.
func TestTrialOldSessionExportsPersons(t *testing.T) {
	w := newRows(t, 3)
	left := orgAdmin
	left.FreshAt = time.Now().Add(-auth.FreshFor)
	old := w.As(left)
	old.Do("GET", "/people?format=xlsx&purpose=contact", nil).Refused(http.StatusForbidden, "step_up_required")
	old.Do("GET", "/people?limit=3", nil).Want(http.StatusOK)
	old.Do("GET", "/rows?format=xlsx", nil).Want(http.StatusOK)
	if len(w.notes) != 1 {
		t.Errorf("exports on record: %v", w.notes)
	}
	w.As(orgAdmin).Do("GET", "/people?format=xlsx&purpose=contact", nil).Want(http.StatusOK)
}
