package httpapi_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
	"github.com/valyala/fasthttp/fasthttputil"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// TestKeptStringsDoNotChange: strings that a handler keeps do not change when the server reuses its buffers.
func TestKeptStringsDoNotChange(t *testing.T) {
	const clients, each = 32, 200
	type keep struct{ param, header, query, body, id string }
	var mu sync.Mutex
	var all []keep
	a := quiet(t, func(r *httpapi.Router) {
		r.Post("/x/:id", auth.Public, func(c *fiber.Ctx) error {
			q, err := httpapi.Query[search](c)
			if err != nil {
				return err
			}
			b, err := httpapi.Bind[struct {
				V string `json:"v"`
			}](c)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, keep{c.Params("id"), c.Get("X-Canary"), q.Text, b.V, httpapi.RequestID(c.UserContext())})
			return ok(c)
		})
	})
	ln := fasthttputil.NewInmemoryListener()
	done := make(chan error, 1)
	go func() { done <- a.Server().Serve(ln) }()
	var wg sync.WaitGroup
	for n := range clients {
		wg.Go(func() {
			conn, err := ln.Dial()
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = conn.Close() }()
			for i := range each {
				if err := sendCanary(conn, fmt.Sprintf("%05d", n*each+i)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if err := a.Server().Fiber().Shutdown(); err != nil {
		t.Error(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	ids := make(map[string]bool)
	for _, k := range all {
		if k.header != k.param || k.query != k.param || k.body != k.param {
			t.Fatalf("mixed up: %+v", k)
		}
		ids[k.id] = true
	}
	if len(all) != clients*each || len(ids) != len(all) {
		t.Errorf("%d requests kept, %d request ids, sent %d", len(all), len(ids), clients*each)
	}
}

func sendCanary(conn net.Conn, v string) error {
	body := `{"v":"` + v + `"}`
	_, err := fmt.Fprintf(conn, "POST /api/v1/x/%s?q=%s HTTP/1.1\r\nHost: h\r\nX-Canary: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		v, v, v, len(body), body)
	if err != nil {
		return err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", v, res.Status)
	}
	return nil
}

// BenchmarkRead measures what the platform adds to a read with a session, compared with Fiber alone.
func BenchmarkRead(b *testing.B) {
	plain := fiber.New()
	plain.Get("/api/v1/x/:id", ok)
	app := benchApp(b)
	for name, f := range map[string]*fiber.App{"fiber": plain, "platform": app.Fiber()} {
		b.Run(name, func(b *testing.B) {
			h := f.Handler()
			var fc fasthttp.RequestCtx
			fc.Request.Header.SetMethod("GET")
			fc.Request.SetRequestURI("/api/v1/x/act_01jd3k5v8m2q4r6s7t9w0x1y2z")
			fc.Request.Header.Set("Authorization", "Bearer "+strings.Repeat("t", 43))
			b.ReportAllocs()
			for b.Loop() {
				fc.Response.Reset()
				h(&fc)
			}
			if fc.Response.StatusCode() != http.StatusOK {
				b.Fatal(fc.Response.StatusCode())
			}
		})
	}
}
