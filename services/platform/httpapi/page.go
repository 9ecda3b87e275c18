package httpapi

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals of a change because of its If-Match header.
var (
	ErrIfMatch      = fault.New(fault.Invalid, "if_match", `If-Match takes one version in quotes, such as "3".`, `If-Match 应为带引号的版本号，例如 "3"。`)
	ErrPrecondition = fault.New(fault.Stale, "precondition_required", "Load this again first, then repeat your change: the version that you saw is needed (If-Match), so that nobody's change is lost.", "请先重新加载最新内容再提交：需要注明您所看到的版本（If-Match），以免覆盖他人的修改。")
)

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

// IfMatch returns the version that the client saw. It returns ErrPrecondition without the header, and ErrIfMatch when that holds
// anything but one strong entity tag.
func IfMatch(c *fiber.Ctx) (int64, error) {
	v, err := IfMatchOwn(c)
	if err == nil && v == 0 {
		err = ErrPrecondition
	}
	return v, err
}

// IfMatchOwn is IfMatch for settings that only their owner changes: the version is 0 without the header.
func IfMatchOwn(c *fiber.Ctx) (int64, error) {
	h := strings.TrimSpace(c.Get(fiber.HeaderIfMatch))
	if h == "" {
		return 0, nil
	}
	h, ok := strings.CutPrefix(h, `"`)
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
