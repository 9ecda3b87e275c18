package httpapi

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// ErrIfMatch refuses an If-Match header that does not hold one version.
var ErrIfMatch = fault.New(fault.Invalid, "if_match", `If-Match takes one version in quotes, such as "3".`, `If-Match 应为带引号的版本号，例如 "3"。`)

// PageQuery holds the paging parameters of a list's query; embed it.
type PageQuery struct {
	Limit int    `query:"limit" validate:"min=0,max=100"` // 0: 20
	After string `query:"after" validate:"max=1000"`      // the cursor `next` of the previous page
}

// Options returns the page as options of a store query.
func (q PageQuery) Options() []docstore.Option {
	n := q.Limit
	if n <= 0 {
		n = 20
	}
	return []docstore.Option{docstore.Limit(n), docstore.After(q.After)}
}

// List is one page of views. Next is the value for ?after=; it is absent on the last page.
type List[V any] struct {
	Items []V    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// ListOf converts a page of the store into a page of views. Items is never null.
func ListOf[T, V any](p docstore.Page[T], view func(T) V) List[V] {
	l := List[V]{Items: make([]V, len(p.Items)), Next: p.Next}
	for i, it := range p.Items {
		l.Items[i] = view(it)
	}
	return l
}

// ETag sets the ETag header to the version of the one document in the answer, for If-Match and If-None-Match.
func ETag(c *fiber.Ctx, version int64) {
	c.Set(fiber.HeaderETag, `"`+strconv.FormatInt(version, 10)+`"`)
}

// IfMatch returns the version that the client expects; 0 when the header is absent or "*".
func IfMatch(c *fiber.Ctx) (int64, error) {
	h := strings.TrimSpace(c.Get(fiber.HeaderIfMatch))
	if h == "" || h == "*" {
		return 0, nil
	}
	h, ok := strings.CutPrefix(strings.TrimPrefix(h, "W/"), `"`)
	h, ok2 := strings.CutSuffix(h, `"`)
	v, err := strconv.ParseInt(h, 10, 64)
	if !ok || !ok2 || err != nil || v < 1 || h[0] == '+' {
		return 0, ErrIfMatch
	}
	return v, nil
}

// notModified changes the answer to 304 when the client already has this version.
func notModified(c *fiber.Ctx) error {
	if isWrite(c.Method()) || c.Response().StatusCode() != fiber.StatusOK {
		return nil
	}
	have := c.Get(fiber.HeaderIfNoneMatch)
	tag := string(c.Response().Header.Peek(fiber.HeaderETag))
	if have == "" || tag == "" {
		return nil
	}
	for part := range strings.SplitSeq(have, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == tag {
			c.Response().ResetBody()
			c.Status(fiber.StatusNotModified)
			return nil
		}
	}
	return nil
}

// Views converts every item; the result is an empty list rather than null.
func Views[T, V any](items []T, view func(T) V) []V {
	out := make([]V, len(items))
	for i, it := range items {
		out[i] = view(it)
	}
	return out
}

// Instant returns t for a view: nil, which JSON leaves out, when t is zero.
func Instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
