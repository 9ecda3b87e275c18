package pairings

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type dangerQuery struct {
	httpapi.PageQuery
	Status DangerStatus `query:"status" validate:"omitempty,oneof=reported taken closed"`
}

// dangers answers GET /dangers.
//
//	@Summary	Reports of danger within one's reach, the latest first, without their texts
//	@Tags		pairings
//	@Param		status	query		string	false	"reported, taken or closed"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[dangerView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/dangers [get]
func (h *handler) dangers(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q dangerQuery) (docstore.Page[DangerFile], error) {
		return h.service.ListDangers(ctx, q.Status, q.Options()...)
	}, viewDanger)
}

// answerDanger writes the report with its ETag and its acts.
func (h *handler) answerDanger(c *fiber.Ctx, f DangerFile) error {
	httpapi.ETag(c, f.Version)
	return c.JSON(dangerDetailView{
		dangerView: viewDanger(f), Note: f.Note.Reveal(), Done: f.Done.Reveal(),
		Acts: workflow.Views(h.service.DangerActs(c.UserContext(), &f.Contact), httpapi.Lang(c)),
	})
}

// danger answers GET /dangers/:id.
//
//	@Summary	One report of danger with what was reported and what was done. The reading is noted.
//	@Tags		pairings
//	@Param		id	path		string	true	"report: the id of the contact"
//	@Success	200	{object}	dangerDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/dangers/{id} [get]
func (h *handler) danger(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadDanger, h.answerDanger)
}

// takeDanger answers POST /dangers/:id/take.
//
//	@Summary	Take a report of danger: from now on the acting person handles it
//	@Tags		pairings
//	@Param		id			path		string	true	"report"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	dangerDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"danger_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/dangers/{id}/take [post]
func (h *handler) takeDanger(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.TakeDanger, h.answerDanger)
}

// takeOverDanger answers POST /dangers/:id/take-over.
//
//	@Summary	Take over a report of danger that another person has taken
//	@Tags		pairings
//	@Param		id			path		string	true	"report"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	dangerDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"danger_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/dangers/{id}/take-over [post]
func (h *handler) takeOverDanger(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.TakeOverDanger, h.answerDanger)
}

// closeDanger answers POST /dangers/:id/close.
//
//	@Summary	Close a report of danger with what was done; for the person who took it
//	@Tags		pairings
//	@Param		id			path		string			true	"report"
//	@Param		If-Match	header		string			true	"version seen"
//	@Param		body		body		closeRequest	true	"what was done"
//	@Success	200			{object}	dangerDetailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field too_short"
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work, danger_taker"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"danger_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/dangers/{id}/close [post]
func (h *handler) closeDanger(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, contactID string, version int64, r closeRequest) (DangerFile, error) {
		return h.service.CloseDanger(ctx, contactID, version, r.Done)
	}, h.answerDanger)
}
