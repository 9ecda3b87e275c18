package httpapi

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// LangCookie keeps the language that a reader chose, "zh-CN" or "en", by ?lang= on a page or in one of the apps.
const (
	LangCookie = "tongxing_lang"
	LangQuery  = "lang"
)

// Pages mounts pages for readers without an account. The session of a request is ignored, so a page is the same for every
// reader.
type Pages struct{ app *App }

// Pages returns the mount point of pages. From then on showFailure writes the failures outside the API as pages; the status
// is already set when it is called.
func (a *App) Pages(showFailure func(*fiber.Ctx, Problem) error) *Pages {
	a.showFailure = showFailure
	return &Pages{app: a}
}

// formBody is the size in bytes that the form of a page may have.
const formBody = 8 << 10

// Get mounts a page. Only the options Limit and Timeout have an effect.
func (p *Pages) Get(path string, h fiber.Handler, opts ...RouteOption) {
	rt := p.route(fiber.MethodGet, path, h, opts)
	p.app.fiber.Get(path, func(c *fiber.Ctx) error { return p.app.servePage(c, rt) })
}

// Post mounts what takes the form of a page, from our own pages only. The same options have an effect.
func (p *Pages) Post(path string, h fiber.Handler, opts ...RouteOption) {
	rt := p.route(fiber.MethodPost, path, h, opts)
	p.app.fiber.Post(path, func(c *fiber.Ctx) error { return p.app.servePage(c, rt) })
}

func (p *Pages) route(method, path string, h fiber.Handler, opts []RouteOption) *route {
	rt := &route{method: method, path: path, permission: auth.Public, handler: h, timeout: p.app.cfg.Deadline, body: formBody}
	for _, o := range opts {
		o(rt)
	}
	rt.meter = p.app.meter.route(rt.method, rt.path)
	return rt
}

func (a *App) servePage(c *fiber.Ctx, rt *route) error {
	r := requestOf(c.UserContext())
	r.route = rt
	c.SetUserContext(auth.With(r, auth.Actor{}))
	if err := a.checkLimits(c, r); err != nil {
		return err
	}
	if err := checkBody(c, rt); err != nil {
		return err
	}
	if isWrite(rt.method) && !a.sameOrigin(c, false) {
		return ErrCSRF
	}
	if chosen := c.Query(LangQuery); chosen != "" {
		a.setLangCookie(c, chosen)
	}
	return rt.handler(c)
}

func (a *App) setLangCookie(c *fiber.Ctx, chosen string) {
	tag := "zh-CN"
	if shortLang(chosen) == "en" {
		tag = "en"
	}
	c.Cookie(&fiber.Cookie{Name: LangCookie, Value: tag, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: fiber.CookieSameSiteLaxMode, Secure: a.cfg.Secure})
}

// HTML answers with a page, compressed if the reader accepts that, with an ETag of its content, so that an unchanged page is
// not sent again.
func HTML(c *fiber.Ctx, body []byte) error {
	sum := sha256.Sum256(body)
	c.Response().SetBodyRaw(body)
	tag := hex.EncodeToString(sum[:8])
	if encoding := compressBody(c); encoding != "" {
		tag += "-" + encoding
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderVary, "Accept-Encoding, Accept-Language, Cookie")
	c.Set(fiber.HeaderETag, `"`+tag+`"`)
	return notModified(c)
}

// minCompressed is the size in bytes from which compression pays.
const minCompressed = 1 << 10

// compressPublicList compresses the answer of a public list. That is safe because the answer holds no secret whose length
// could leak, and its readers have slow connections. An answer with an ETag stays as it is, and so does a download: reading its body
// here would hold all of it in memory before the first byte is sent.
func compressPublicList(c *fiber.Ctx) {
	h := &c.Response().Header
	if c.Response().IsBodyStream() || c.Response().StatusCode() != fiber.StatusOK || len(c.Response().Body()) < minCompressed || len(h.Peek(fiber.HeaderETag)) > 0 {
		return
	}
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	compressBody(c)
}

// compressBody compresses the answer's body with an encoding the client accepts and returns its name, or "".
func compressBody(c *fiber.Ctx) (encoding string) {
	if c.Get(fiber.HeaderAcceptEncoding) == "" {
		return ""
	}
	body := c.Response().Body()
	switch {
	case c.AcceptsEncodings("br") == "br":
		c.Response().SetBodyRaw(fasthttp.AppendBrotliBytesLevel(nil, body, 4))
		encoding = "br"
	case c.AcceptsEncodings("gzip") == "gzip":
		c.Response().SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, body, fasthttp.CompressDefaultCompression))
		encoding = "gzip"
	default:
		return ""
	}
	c.Set(fiber.HeaderContentEncoding, encoding)
	return encoding
}
