package httpapi

import (
	"context"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	swaggerfiles "github.com/swaggo/files/v2"
	"github.com/valyala/fasthttp/fasthttpadaptor"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrNotReady says that a part the server needs does not answer.
var ErrNotReady = fault.New(fault.Unavailable, "not_ready", "The service is starting or a part of it is away: {parts}.", "服务正在启动或部分组件不可用：{parts}。")

type readyCheck struct {
	name  string
	probe func(context.Context) error
}

// ReadyWhen adds a check to /readyz. Call it before serving. The answer shows the name; the error is only logged.
func (a *App) ReadyWhen(name string, ask func(context.Context) error) {
	a.checks = append(a.checks, readyCheck{name: name, probe: ask})
}

// mountOwn mounts the platform's own routes.
func (a *App) mountOwn() {
	a.fiber.Get("/healthz", func(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "ok"}) })
	a.fiber.Get("/readyz", a.serveReady)
	figures := fasthttpadaptor.NewFastHTTPHandler(promhttp.HandlerFor(a.cfg.Metrics, promhttp.HandlerOpts{}))
	a.fiber.Get("/metrics", func(c *fiber.Ctx) error {
		if !a.cfg.MetricsOpen && !isLocalRequest(c) {
			return fiber.ErrNotFound
		}
		figures(c.Context())
		return nil
	})
	if len(a.cfg.OpenAPI) > 0 {
		a.mountDocs()
	}
}

// isLocalRequest reports whether the request comes from this machine directly, not through a proxy on it.
func isLocalRequest(c *fiber.Ctx) bool {
	for _, h := range []string{fiber.HeaderXForwardedFor, fiber.HeaderForwarded, fiber.HeaderXForwardedHost, "X-Real-Ip", "Via"} {
		if c.Get(h) != "" {
			return false
		}
	}
	return peerAddr(c).IsLoopback()
}

func (a *App) serveReady(c *fiber.Ctx) error {
	var away []string
	for _, ch := range a.checks {
		if err := ch.probe(c.UserContext()); err != nil {
			a.log.WarnContext(c.UserContext(), "not ready", slog.String("part", ch.name), slog.Any("error", err))
			away = append(away, ch.name)
		}
	}
	if len(away) > 0 {
		return ErrNotReady.With("parts", strings.Join(away, ", "))
	}
	return c.JSON(fiber.Map{"status": "ready"})
}

const docsPage = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>同行 API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" type="image/png" href="/docs/favicon-32x32.png"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
`

const docsStart = `window.ui = SwaggerUIBundle({url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis], displayRequestDuration: true, validatorUrl: null});
`

// mountDocs serves the API description and the page that displays it, all from files embedded in the program.
func (a *App) mountDocs() {
	serve := func(path, mime string, load func() (encodedFile, error)) {
		f := &staticFile{mime: mime, cache: cacheNever, load: load}
		a.fiber.Get(path, f.serve)
	}
	fixed := func(b []byte) func() (encodedFile, error) { return func() (encodedFile, error) { return gzipped(b) } }
	serve("/openapi.json", fiber.MIMEApplicationJSON, fixed(a.cfg.OpenAPI))
	serve("/docs", fiber.MIMETextHTMLCharsetUTF8, fixed([]byte(docsPage)))
	serve("/docs/start.js", fiber.MIMETextJavaScriptCharsetUTF8, fixed([]byte(docsStart)))
	for name, mime := range map[string]string{
		"swagger-ui-bundle.js": fiber.MIMETextJavaScriptCharsetUTF8,
		"swagger-ui.css":       "text/css; charset=utf-8",
		"favicon-32x32.png":    "image/png",
	} {
		serve("/docs/"+name, mime, func() (encodedFile, error) {
			plain, err := fs.ReadFile(swaggerfiles.FS, name)
			if err != nil || mime == "image/png" {
				return encodedFile{plain: plain}, err
			}
			return gzipped(plain)
		})
	}
}
