package web

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// home finds the place that the site is for: the smallest region that holds every organisation on the first page of
// them. A county's site is thus the county's without being told.
type home struct {
	orgs *orgs.Service
	now  func() time.Time

	mu    sync.Mutex
	path  string
	until time.Time
}

const homeFor = 5 * time.Minute

// region returns the path, "" for the whole country. When the store is away, it is what it was.
func (h *home) region(ctx context.Context) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.now().Before(h.until) {
		return h.path
	}
	page, err := h.orgs.Public(ctx, orgs.Query{Page: []docstore.Option{docstore.Limit(100)}})
	if err != nil || len(page.Items) == 0 {
		return h.path
	}
	path := page.Items[0].Region
	for i := range page.Items {
		path = common(path, page.Items[i].Region)
	}
	h.path, h.until = path, h.now().Add(homeFor)
	return path
}

// common returns the longest path above both.
func common(a, b string) string {
	for !strings.HasPrefix(b, a) {
		a = a[:strings.LastIndexByte(strings.TrimSuffix(a, "/"), '/')+1]
	}
	return a
}
