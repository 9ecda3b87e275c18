package evaluation

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type templatesQuery struct {
	httpapi.PageQuery
	Status SheetStatus `query:"status" validate:"omitempty,oneof=draft in_force retired"`
}

// templates answers GET /evaluation-templates.
//
//	@Summary	Editions of score sheets in force or retired, or the drafts that one may edit, newest first
//	@Tags		evaluation
//	@Param		status	query	string	false	"draft, in_force or retired; without it those in force and retired"
//	@Param		limit	query	int	false	"page size"
//	@Param		after	query	string	false	"cursor"
//	@Success	200	{object}	httpapi.List[templateView]
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluation-templates [get]
func (h *handler) templates(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q templatesQuery) (docstore.Page[Template], error) {
		return h.service.Templates(ctx, q.Status, q.Options())
	}, viewTemplate)
}

// answerTemplate writes one edition with its acts, and the faults of a draft.
func (h *handler) answerTemplate(c *fiber.Ctx, t Template) error {
	httpapi.ETag(c, t.Version)
	v := templateActsView{templateView: viewTemplate(t), Version: t.Version, Faults: []httpapi.FieldError{}}
	v.Acts = workflow.Views(h.service.TemplateActs(c.UserContext(), &t), httpapi.Lang(c))
	if t.Status == SheetDraft {
		v.Faults = viewFaults(t.Sheet.faults(), httpapi.Lang(c))
	}
	return c.JSON(v)
}

// template answers GET /evaluation-templates/:id.
//
//	@Summary	One edition of a score sheet, a draft with what stands in the way of putting it in force
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	templateActsView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluation-templates/{id} [get]
func (h *handler) template(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Template, h.answerTemplate)
}

// draftTemplate answers POST /evaluation-templates.
//
//	@Summary	Begin the next edition of a score sheet as a draft
//	@Tags		evaluation
//	@Param		body	body	templateRequest	true	"what is sent"
//	@Success	201	{object}	templateActsView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"sheet_draft"
//	@Security	session
//	@Router		/evaluation-templates [post]
func (h *handler) draftTemplate(c *fiber.Ctx) error {
	in, err := httpapi.Bind[templateRequest](c)
	if err != nil {
		return err
	}
	t, err := h.service.DraftTemplate(c.UserContext(), NewTemplate{Code: in.Code, Name: in.Name, Region: in.Region, Sheet: in.Sheet.sheet()})
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answerTemplate(c, t)
}

// editTemplate answers PUT /evaluation-templates/:id.
//
//	@Summary	Replace the name and the sheet of a draft; faults of the sheet are stored and told
//	@Tags		evaluation
//	@Param		id			path	string				true	"id"
//	@Param		If-Match	header	string				true	"version that was seen"
//	@Param		body		body	templateEditRequest	true	"what is sent"
//	@Success	200	{object}	templateActsView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"sheet_move"
//	@Failure	412	{object}	httpapi.Problem	"stale"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/evaluation-templates/{id} [put]
func (h *handler) editTemplate(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, in templateEditRequest) (Template, error) {
		return h.service.EditTemplate(ctx, id, version, in.Name, in.Sheet.sheet())
	}, h.answerTemplate)
}

// enforceTemplate answers POST /evaluation-templates/:id/enforce.
//
//	@Summary	启用 Put a draft in force; the edition before it is retired
//	@Tags		evaluation
//	@Param		id			path	string	true	"id"
//	@Param		If-Match	header	string	true	"version that was seen"
//	@Success	200	{object}	templateActsView
//	@Failure	400	{object}	httpapi.Problem	"invalid: the faults of the sheet at their fields"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"sheet_move"
//	@Failure	412	{object}	httpapi.Problem	"stale"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/evaluation-templates/{id}/enforce [post]
func (h *handler) enforceTemplate(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.EnforceTemplate, h.answerTemplate)
}

// retireTemplate answers POST /evaluation-templates/:id/retire.
//
//	@Summary	停用 Take an edition out of force; evaluations that were planned keep it
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	200	{object}	templateActsView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"sheet_move"
//	@Security	session
//	@Router		/evaluation-templates/{id}/retire [post]
func (h *handler) retireTemplate(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.RetireTemplate, h.answerTemplate)
}

// dropTemplate answers DELETE /evaluation-templates/:id.
//
//	@Summary	放弃草稿 Throw a draft away
//	@Tags		evaluation
//	@Param		id	path	string	true	"id"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"sheet_move"
//	@Security	session
//	@Router		/evaluation-templates/{id} [delete]
func (h *handler) dropTemplate(c *fiber.Ctx) error {
	if err := h.service.DropTemplate(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// trial answers POST /evaluation-templates/trial.
//
//	@Summary	What a sheet would give, with the way to the points of each item; nothing is stored
//	@Tags		evaluation
//	@Param		body	body	trialRequest	true	"what is sent"
//	@Success	200	{object}	trialView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluation-templates/trial [post]
func (h *handler) trial(c *fiber.Ctx) error {
	in, err := httpapi.Bind[trialRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Try(c.UserContext(), in.trial())
	if err != nil {
		return err
	}
	return c.JSON(viewTrial(got, httpapi.Lang(c)))
}

type changesQuery struct {
	Since string `query:"since" validate:"required,max=40"`
}

// changes answers GET /evaluation-templates/:id/changes.
//
//	@Summary	What an edition has otherwise than another: parts added, removed and changed, points before and after
//	@Tags		evaluation
//	@Param		id		path	string	true	"id"
//	@Param		since	query	string	true	"the edition to compare with"
//	@Success	200	{object}	changesView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/evaluation-templates/{id}/changes [get]
func (h *handler) changes(c *fiber.Ctx) error {
	q, err := httpapi.Query[changesQuery](c)
	if err != nil {
		return err
	}
	before, after, list, err := h.service.CompareTemplates(c.UserContext(), q.Since, c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewChanges(before, after, list, httpapi.Lang(c)))
}
