package httpapi

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// LangCookie keeps the language that a reader chose, "zh-CN" or "en": on a page by ?lang=, or in one of the apps.
const (
	LangCookie = "tongxing_lang"
	LangQuery  = "lang"
)

// Pages mounts pages for people who are not logged in. A session that comes along is not looked at, so that nothing on
// a page depends on who reads it.
type Pages struct{ app *App }

// Pages returns where pages are mounted. From then on, failures outside the API are shown by sorry to who reads pages;
// the status is already set.
func (a *App) Pages(sorry func(*fiber.Ctx, Problem) error) *Pages {
	a.sorry = sorry
	return &Pages{app: a}
}

// Get mounts a page. Of the options, Limit and Timeout are looked at.
func (p *Pages) Get(path string, h fiber.Handler, opts ...RouteOption) {
	rt := &route{method: fiber.MethodGet, path: path, permission: auth.Public, handler: h, timeout: p.app.cfg.Deadline}
	for _, o := range opts {
		o(rt)
	}
	rt.meter = p.app.meter.route(rt.method, rt.path)
	p.app.fiber.Get(path, func(c *fiber.Ctx) error { return p.app.servePage(c, rt) })
}

func (a *App) servePage(c *fiber.Ctx, rt *route) error {
	r := requestOf(c.UserContext())
	r.route = rt
	c.SetUserContext(auth.With(r, auth.Actor{}))
	if err := a.checkLimits(c, r); err != nil {
		return err
	}
	if chosen := c.Query(LangQuery); chosen != "" {
		a.keepLang(c, chosen)
	}
	return rt.handler(c)
}

func (a *App) keepLang(c *fiber.Ctx, chosen string) {
	tag := "zh-CN"
	if short(chosen) == "en" {
		tag = "en"
	}
	c.Cookie(&fiber.Cookie{Name: LangCookie, Value: tag, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: fiber.CookieSameSiteLaxMode, Secure: a.cfg.Secure})
}

// HTML answers with a page, compressed as the reader takes it and marked by its content, so that one who has it already
// is not sent it again.
func HTML(c *fiber.Ctx, body []byte) error {
	sum := sha256.Sum256(body)
	c.Response().SetBodyRaw(body)
	tag := hex.EncodeToString(sum[:8])
	if encoding := compress(c); encoding != "" {
		tag += "-" + encoding
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	c.Set(fiber.HeaderVary, "Accept-Encoding, Accept-Language, Cookie")
	c.Set(fiber.HeaderETag, `"`+tag+`"`)
	return notModified(c)
}

// worthIt is the size from which compressing pays.
const worthIt = 1 << 10

// shrink compresses a list that anybody may read: it has no secret beside what a stranger typed, whose length could give
// it away, and those who read it have slow lines. A document with a tag stays as its tag says.
func shrink(c *fiber.Ctx) {
	h := &c.Response().Header
	if c.Response().StatusCode() != fiber.StatusOK || len(c.Response().Body()) < worthIt || len(h.Peek(fiber.HeaderETag)) > 0 {
		return
	}
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	compress(c)
}

// compress compresses the answer's body as the client takes it and returns how, or "".
func compress(c *fiber.Ctx) (encoding string) {
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
