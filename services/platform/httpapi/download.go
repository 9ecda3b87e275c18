package httpapi

import (
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Download is stored content that is given out as it is.
type Download struct {
	Body  io.ReadCloser // closed when it was sent
	Size  int64         // -1: not known
	Media string
	Name  string // what it is saved as
	Shown bool   // the browser may show it instead of saving it; for pictures and PDF only
}

// What a page may do that the browser makes of a download: nothing. Chromium shows no PDF in a sandbox, so a PDF goes without.
const (
	downloadCSP = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
	pdfCSP      = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
)

// SendDownload answers with the content. Nothing keeps it in a cache, no browser guesses another type, and only our own pages
// may show it in a frame.
func SendDownload(c *fiber.Ctx, d Download) error {
	c.Set(fiber.HeaderContentType, d.Media)
	disposition, csp := "attachment", downloadCSP
	if d.Shown {
		disposition = "inline"
	}
	if d.Media == "application/pdf" {
		csp = pdfCSP
	}
	c.Set(fiber.HeaderContentDisposition, disposition+"; filename*=UTF-8''"+escapeName(d.Name))
	c.Set(fiber.HeaderContentSecurityPolicy, csp)
	c.Set(fiber.HeaderXFrameOptions, "SAMEORIGIN")
	return c.SendStream(d.Body, int(d.Size))
}

// escapeName escapes a name for a parameter of a header (RFC 8187).
func escapeName(name string) string { return strings.ReplaceAll(url.QueryEscape(name), "+", "%20") }

// SlowAnswer lets writing the answer of a reading route take so long, for content that people on slow connections download.
func SlowAnswer(d time.Duration) RouteOption { return func(r *route) { r.answerTime = d } }
