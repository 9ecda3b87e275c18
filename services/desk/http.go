package desk

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

type handler struct{ service *Service }

// Routes mounts the desk.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/me/work", auth.Session, h.work)
	r.Get("/names", auth.Session, h.names)
	r.Get("/history/:id", auth.Session, h.history)
	h.auditRoutes(r)
}

type workQuery struct {
	OrgID string `query:"org_id" validate:"max=40"`
}

// work answers GET /me/work.
//
//	@Summary	我的待办 The work that waits for the asking person and what of it is late, by kind; kinds without waiting work are left out
//	@Tags		desk
//	@Param		org_id	query		string	false	"only the work for this organisation"
//	@Success	200		{object}	workView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Security	session
//	@Router		/me/work [get]
func (h *handler) work(c *fiber.Ctx) error {
	q, err := httpapi.Query[workQuery](c)
	if err != nil {
		return err
	}
	kinds, err := h.service.Work(c.UserContext(), q.OrgID)
	if err != nil {
		return err
	}
	return c.JSON(viewWork(kinds))
}

type namesQuery struct {
	IDs string `query:"ids" validate:"required,max=4200"`
}

// maxNames is the most ids of one call.
const maxNames = 100

// names answers GET /names.
//
//	@Summary	Names of the records with these ids, for staff; records that are unknown or out of reach are left out
//	@Tags		desk
//	@Param		ids	query		string	true	"up to 100 ids (org_, usr_, vol_, act_, con_), with commas between"
//	@Success	200	{object}	namesView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/names [get]
func (h *handler) names(c *fiber.Ctx) error {
	q, err := httpapi.Query[namesQuery](c)
	if err != nil {
		return err
	}
	ids := strings.Split(q.IDs, ",")
	ids = ids[:min(len(ids), maxNames)]
	names, err := h.service.Names(c.UserContext(), ids)
	if err != nil {
		return err
	}
	return c.JSON(viewNames(ids, names))
}

// history answers GET /history/:id.
//
//	@Summary	Who did what to a contract, payment, activity, evaluation, organisation, volunteer or stay; the latest first
//	@Tags		desk
//	@Param		id		path		string	true	"record"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[eventView]
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/history/{id} [get]
func (h *handler) history(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	page, names, err := h.service.History(c.UserContext(), c.Params("id"), q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, func(r audit.Record) eventView { return viewEvent(r, names[r.Actor].Text) }))
}
