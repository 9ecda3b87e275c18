package httpapi_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// site is a server with one built app that shows failures as pages.
func site(t *testing.T, index string) *apitest.App {
	t.Helper()
	a := apitest.New(t, nil)
	p := a.Server().Pages(func(c *fiber.Ctx, p httpapi.Problem) error { return httpapi.HTML(c, []byte("<p>"+p.Detail+"</p>")) })
	p.Get("/page", func(c *fiber.Ctx) error { return httpapi.HTML(c, []byte("<p>"+httpapi.Lang(c)+"</p>")) })
	p.Get("/full", func(*fiber.Ctx) error { return errFull })
	err := a.Server().Static(httpapi.Site{
		Prefix: "/v/", CSP: "default-src 'self'", NonceCSP: func(n string) string { return "style-src 'nonce-" + n + "'" },
		Files: fstest.MapFS{
			"index.html":            {Data: []byte(index)},
			"index.html.br":         {Data: []byte("index as br")},
			"sw.js":                 {Data: []byte("worker")},
			"assets/app-1a2b.js":    {Data: []byte("script")},
			"assets/app-1a2b.js.br": {Data: []byte("script as br")},
			"assets/app-1a2b.js.gz": {Data: []byte("script as gzip")},
			"assets/a.woff2":        {Data: []byte("font")},
			".hidden":               {Data: []byte("hidden")},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestStaticPicksTheEncoding(t *testing.T) {
	a := site(t, "index")
	tags := map[string]string{}
	for header, want := range map[string]string{
		"":                   "script",
		"gzip, deflate, br":  "script as br",
		"br;q=0.1, gzip;q=1": "script as br",
		"gzip":               "script as gzip",
		"gzip;q=0, br;q=0":   "script",
		"identity":           "script",
		"deflate":            "script",
		"br;q=0, gzip":       "script as gzip",
	} {
		r := a.With("Accept-Encoding", header).Do("GET", "!/v/assets/app-1a2b.js", nil).Want(http.StatusOK)
		if string(r.Body) != want {
			t.Errorf("Accept-Encoding %q is answered with %q, want %q", header, r.Body, want)
		}
		encoding, _ := strings.CutPrefix(want, "script as ")
		if got := r.Header.Get("Content-Encoding"); !strings.HasPrefix(encoding, got) || (got == "") != (want == "script") {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q of %q", header, got, want)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("Vary is %q", r.Header.Get("Vary"))
		}
		tags[r.Header.Get("Etag")] = want
	}
	if len(tags) != 3 {
		t.Errorf("three forms have the tags %v", tags)
	}
}

func TestStaticCacheHeaders(t *testing.T) {
	a := site(t, "index")
	for path, want := range map[string]struct{ cache, mime string }{
		"/v/":                   {"no-cache", "text/html; charset=utf-8"},
		"/v/a/act_1":            {"no-cache", "text/html; charset=utf-8"},
		"/v/index.html":         {"no-cache", "text/html; charset=utf-8"},
		"/v/sw.js":              {"no-cache", "text/javascript; charset=utf-8"},
		"/v/assets/app-1a2b.js": {"public, max-age=31536000, immutable", "text/javascript; charset=utf-8"},
		"/v/assets/a.woff2":     {"public, max-age=31536000, immutable", "font/woff2"},
	} {
		r := a.Do("GET", "!"+path, nil).Want(http.StatusOK)
		if got := r.Header.Get("Cache-Control"); got != want.cache {
			t.Errorf("%s: Cache-Control %q, want %q", path, got, want.cache)
		}
		if got := r.Header.Get("Content-Type"); got != want.mime {
			t.Errorf("%s: Content-Type %q, want %q", path, got, want.mime)
		}
		for name, value := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Content-Security-Policy": "default-src 'self'"} {
			if got := r.Header.Get(name); got != value {
				t.Errorf("%s: %s %q, want %q", path, name, got, value)
			}
		}
		if again := a.With("If-None-Match", r.Header.Get("Etag")).Do("GET", "!"+path, nil); again.Status != http.StatusNotModified || len(again.Body) != 0 {
			t.Errorf("%s with its own tag: %d %q", path, again.Status, again.Body)
		}
		if head := a.Do("HEAD", "!"+path, nil); head.Status != http.StatusOK || len(head.Body) != 0 || head.Header.Get("Content-Length") == "0" {
			t.Errorf("HEAD %s: %d %q, length %s", path, head.Status, head.Body, head.Header.Get("Content-Length"))
		}
	}
	if r := a.Do("GET", "!/v", nil); r.Status != http.StatusMovedPermanently || r.Header.Get("Location") != "/v/" {
		t.Errorf("/v leads to %d %q", r.Status, r.Header.Get("Location"))
	}
}

func TestStaticFallsBackToIndex(t *testing.T) {
	a := site(t, "index")
	for _, path := range []string{"/v/assets/app-old.js", "/v/assets/a", "/v/logo.png", "/v/.hidden", "/v/sw.js.br", "/v/%2e%2e/go.mod", "/elsewhere", "/vx"} {
		a.Do("GET", "!"+path, nil).Refused(http.StatusNotFound, "no_such_address")
	}
	a.Do("POST", "!/v/a/act_1", nil).Refused(http.StatusMethodNotAllowed, "method_not_allowed")
}

func TestStaticNoncePerAnswer(t *testing.T) {
	a := site(t, `<style nonce="__NONCE__"></style>`)
	seen := map[string]bool{}
	for range 3 {
		r := a.With("Accept-Encoding", "br").Do("GET", "!/v/x", nil).Want(http.StatusOK)
		nonce := strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Content-Security-Policy"), "style-src 'nonce-"), "'")
		if len(nonce) < 20 || string(r.Body) != `<style nonce="`+nonce+`"></style>` {
			t.Fatalf("policy %q beside %s", r.Header.Get("Content-Security-Policy"), r.Body)
		}
		if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Etag") != "" {
			t.Errorf("a page with a number may be kept: %v", r.Header)
		}
		seen[nonce] = true
	}
	if len(seen) != 3 {
		t.Errorf("three pages have %d numbers", len(seen))
	}
	if r := a.Do("GET", "!/v/assets/app-1a2b.js", nil); r.Header.Get("Content-Security-Policy") != "default-src 'self'" {
		t.Errorf("a script's policy is %q", r.Header.Get("Content-Security-Policy"))
	}
}

func TestPagesUseTheReadersLanguage(t *testing.T) {
	a := site(t, "index")
	for _, tt := range []struct{ path, cookie, accept, want string }{
		{"/page", "", "", "zh"},
		{"/page", "", "en-GB,en;q=0.9", "en"},
		{"/page", "zh-CN", "en", "zh"},
		{"/page", "en", "zh-CN", "en"},
		{"/page?lang=zh-CN", "en", "en", "zh"},
	} {
		r := a.With("Accept-Language", tt.accept).With("Cookie", httpapi.LangCookie+"="+tt.cookie).Do("GET", "!"+tt.path, nil)
		if string(r.Body) != "<p>"+tt.want+"</p>" {
			t.Errorf("%+v: %s", tt, r.Body)
		}
	}
	kept := a.Do("GET", "!/page?lang=en", nil).Header.Get("Set-Cookie")
	if !strings.HasPrefix(kept, httpapi.LangCookie+"=en;") || !strings.Contains(kept, "SameSite=Lax") {
		t.Errorf("the choice is kept as %q", kept)
	}
}

func TestPagesShowFailures(t *testing.T) {
	a := site(t, "index")
	reader := a.With("Accept", "text/html,application/xhtml+xml")
	for _, tt := range []struct {
		path, says string
		status     int
	}{
		{"/full", "名额已满", http.StatusConflict},
		{"/nowhere", "访问的地址不存在", http.StatusNotFound},
		{"/v/assets/gone.js", "访问的地址不存在", http.StatusNotFound},
	} {
		r := reader.Do("GET", "!"+tt.path, nil)
		if r.Status != tt.status || !strings.Contains(string(r.Body), tt.says) || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %d %s", tt.path, r.Status, r.Body)
		}
	}
	reader.With("Accept-Language", "en").Do("GET", "!/nowhere", nil).Lacks("访问")
	a.Do("GET", "!/full", nil).Refused(http.StatusConflict, "activity_full")
	reader.Do("GET", "/nowhere", nil).Refused(http.StatusNotFound, "no_such_address") // the API stays an API
}

func TestPagesAreCompressedWithETag(t *testing.T) {
	a := site(t, "index")
	for header, encoding := range map[string]string{"": "", "gzip, br": "br", "gzip": "gzip", "identity": ""} {
		r := a.With("Accept-Encoding", header).Do("GET", "!/page", nil).Want(http.StatusOK)
		if got := r.Header.Get("Content-Encoding"); got != encoding {
			t.Errorf("%q is answered with %q", header, got)
		}
		again := a.With("Accept-Encoding", header).With("If-None-Match", r.Header.Get("Etag")).Do("GET", "!/page", nil)
		if again.Status != http.StatusNotModified {
			t.Errorf("%q again: %d", header, again.Status)
		}
		for _, name := range []string{"Cookie", "Accept-Language", "Accept-Encoding"} {
			if !strings.Contains(r.Header.Get("Vary"), name) {
				t.Errorf("Vary %q lacks %s", r.Header.Get("Vary"), name)
			}
		}
	}
}

func TestPagesAreLimited(t *testing.T) {
	a := apitest.New(t, nil, apitest.Config(func(c *httpapi.Config) { c.PerMin = 2 }))
	p := a.Server().Pages(func(c *fiber.Ctx, p httpapi.Problem) error { return c.SendString(p.Detail) })
	p.Get("/page", func(c *fiber.Ctx) error { return httpapi.HTML(c, []byte("x")) })
	a.Do("GET", "!/page", nil).Want(http.StatusOK)
	a.Do("GET", "!/page", nil).Want(http.StatusOK)
	a.Do("GET", "!/page", nil).Refused(http.StatusTooManyRequests, "too_many")
}

func TestPublicListsAreCompressed(t *testing.T) {
	long := func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"text": strings.Repeat("同行", 1000)}) }
	ended := false
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/open", auth.Public, long)
		r.Get("/tagged", auth.Public, func(c *fiber.Ctx) error { httpapi.ETag(c, 3); return long(c) })
		r.Get("/short", auth.Public, ok)
		r.Get("/own", auth.Session, long)
		r.Get("/streamed", auth.Public, func(c *fiber.Ctx) error { // holding all of it to compress it would be no stream
			body, err := httpapi.Written(func(w io.Writer) error {
				_, err := io.WriteString(w, strings.Repeat("同行", 1000))
				return err
			}, func() { ended = true })
			if err != nil {
				return err
			}
			return httpapi.SendDownload(c, httpapi.Download{Body: body, Size: -1, Media: "text/plain", Name: "a.txt"})
		})
		r.Get("/broken", auth.Public, func(*fiber.Ctx) error {
			_, err := httpapi.Written(func(io.Writer) error { return errFull }, func() {})
			return err
		})
		r.Get("/bad", auth.Public, failing(errFull))
	})
	for path, want := range map[string]string{"/open": "br", "/tagged": "", "/short": "", "/own": "", "/streamed": ""} {
		r := a.As(visitor).With("Accept-Encoding", "gzip, br").Do("GET", path, nil).Want(http.StatusOK)
		if got := r.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%s is answered with %q, want %q", path, got, want)
		}
	}
	r := a.With("Accept-Encoding", "br").Do("GET", "/open", nil)
	if len(r.Body) > 500 || r.Header.Get("Vary") != "Accept-Encoding" || r.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%d bytes, %v", len(r.Body), r.Header)
	}
	if r := a.Do("GET", "/open", nil); r.Header.Get("Content-Encoding") != "" || !strings.Contains(string(r.Body), "同行") {
		t.Errorf("compressed for who did not ask: %v", r.Header)
	}
	a.With("Accept-Encoding", "br").Do("GET", "/bad", nil).Refused(http.StatusConflict, "activity_full")
	if r := a.Do("GET", "/streamed", nil).Want(http.StatusOK); len(r.Body) != 6000 || !ended {
		t.Errorf("a download of %d bytes, ended: %t", len(r.Body), ended)
	}
	a.Do("GET", "/broken", nil).Refused(http.StatusConflict, "activity_full")
}
