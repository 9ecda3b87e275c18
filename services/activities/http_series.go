package activities

import (
	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// seriesRequest is one plan and the days on which it takes place. The day in the plan itself is ignored.
type seriesRequest struct {
	planRequest
	Days []region.Day `json:"days" validate:"required,min=1,max=60,dive,max=10"`
}

type seriesView struct {
	Items []cardView `json:"items"` // in the order of the days sent
}

// createSeries answers POST /activities/series.
//
//	@Summary	Start drafts of one plan on several days; each is an activity of its own
//	@Tags		activities
//	@Param		body	body		seriesRequest	true	"the plan and its days"
//	@Success	201		{object}	seriesView
//	@Failure	400		{object}	httpapi.Problem	"invalid, series_days"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"the organisation is not active, or the contract not being performed on one of the days"
//	@Security	session
//	@Router		/activities/series [post]
func (h *handler) createSeries(c *fiber.Ctx) error {
	r, err := httpapi.Bind[seriesRequest](c)
	if err != nil {
		return err
	}
	list, err := h.service.CreateSeries(c.UserContext(), Series{NewActivity: r.plan(h.service.now()), Days: r.Days})
	if err != nil {
		return err
	}
	card, err := h.cards(c.UserContext(), list...)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(seriesView{Items: httpapi.Views(list, card)})
}
