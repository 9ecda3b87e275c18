package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/statistics"
)

// statistics shows what anybody may see of the site's county in figures. A site of several counties has no such page of its own.
func (h *handler) statistics(c *fiber.Ctx) error {
	p, err := h.Statistics.Public(c.UserContext(), h.home.region(c.UserContext()), httpapi.Lang(c))
	switch {
	case errors.Is(err, statistics.ErrNone), errors.Is(err, docstore.ErrNotFound):
		return h.show(c, "statistics", nil)
	case err != nil:
		return err
	}
	return h.show(c, "statistics", p)
}
