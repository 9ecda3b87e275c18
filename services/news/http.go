package news

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/news", auth.NewsRead, h.list)
	r.Post("/news", auth.NewsEdit, h.create)
	r.Get("/news/:id", auth.NewsRead, h.see)
	r.Put("/news/:id", auth.NewsEdit, h.edit)
	r.Post("/news/:id/publish", auth.NewsEdit, h.publish)
	r.Post("/news/:id/withdraw", auth.NewsEdit, h.withdraw)
	r.Get("/public/news", auth.Public, h.listPublic)
	r.Get("/public/news/:id", auth.Public, h.seePublic)
}

// PicturePath is the address of the picture of a public item at the place.
func PicturePath(itemID string, place int, small bool) string {
	path := "/news/" + itemID + "/pictures/" + strconv.Itoa(place)
	if small {
		return path + "/small"
	}
	return path
}

type listQuery struct {
	httpapi.PageQuery
	Kind   Kind   `query:"kind" validate:"omitempty,oneof=news notice"`
	OrgID  string `query:"org_id" validate:"max=40"`
	Status Status `query:"status" validate:"omitempty,oneof=draft published withdrawn"`
}

// list answers GET /news.
//
//	@Summary	News and notices that one may write or withdraw, the newest first
//	@Tags		news
//	@Param		kind	query		string	false	"news or notice"
//	@Param		org_id	query		string	false	"organisation"
//	@Param		status	query		string	false	"state"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[itemView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/news [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Named], error) {
		return h.service.List(ctx, Query{Kind: q.Kind, OrgID: q.OrgID, Status: q.Status, Page: q.Options()})
	}, viewItem(h.service.today()))
}

// answer writes the item with its ETag and its acts.
func (h *handler) answer(c *fiber.Ctx, n Named) error {
	httpapi.ETag(c, n.Version)
	return c.JSON(viewDetail(n, h.service.today(), workflow.Views(h.service.Acts(c.UserContext(), &n.Item), httpapi.Lang(c))))
}

// create answers POST /news.
//
//	@Summary	Draft news or a notice, for an organisation or for the county
//	@Tags		news
//	@Param		body	body		createRequest	true	"text"
//	@Success	201		{object}	detailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field kind, title, body, ends, region"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"org_not_active"
//	@Security	session
//	@Router		/news [post]
func (h *handler) create(c *fiber.Ctx) error {
	r, err := httpapi.Bind[createRequest](c)
	if err != nil {
		return err
	}
	n, err := h.service.Create(c.UserContext(), r.OrgID, r.Region, r.text())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, n)
}

// see answers GET /news/:id.
//
//	@Summary	One piece of news or notice; its ETag is for If-Match
//	@Tags		news
//	@Param		id	path		string	true	"item"
//	@Success	200	{object}	detailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/news/{id} [get]
func (h *handler) see(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Read, h.answer) }

// edit answers PUT /news/:id.
//
//	@Summary	Replace the text of a draft, with its pictures in their order
//	@Tags		news
//	@Param		id			path		string		true	"item"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		textRequest	true	"text"
//	@Success	200			{object}	detailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field kind, title, body, ends, pictures"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"news_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/news/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r textRequest) (Named, error) {
		return h.service.Edit(ctx, id, version, r.text())
	}, h.answer)
}

// publish answers POST /news/:id/publish.
//
//	@Summary	Publish a draft; with pictures one answers whether children can be recognised, and if so attaches the guardians' consent first
//	@Tags		news
//	@Param		id			path		string			true	"item"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		publishRequest	true	"answer"
//	@Success	200			{object}	detailView
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field children, pictures, ends"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"news_move, org_not_active"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/news/{id}/publish [post]
func (h *handler) publish(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r publishRequest) (Named, error) {
		return h.service.Publish(ctx, id, version, r.Children)
	}, h.answer)
}

// withdraw answers POST /news/:id/withdraw.
//
//	@Summary	Take a published item off the public pages, with a reason; an organisation is told when the county does it
//	@Tags		news
//	@Param		id			path		string					true	"item"
//	@Param		If-Match	header		string					true	"version"
//	@Param		body		body		httpapi.ReasonRequest	true	"why"
//	@Success	200			{object}	detailView
//	@Failure	400			{object}	httpapi.Problem	"reason_required"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"news_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/news/{id}/withdraw [post]
func (h *handler) withdraw(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (Named, error) {
		return h.service.Withdraw(ctx, id, version, r.Reason)
	}, h.answer)
}

type publicQuery struct {
	httpapi.PageQuery
	Kind   Kind   `query:"kind" validate:"omitempty,oneof=news notice"`
	OrgID  string `query:"org_id" validate:"max=40"`
	Region string `query:"region" validate:"max=100"`
}

// listPublic answers GET /public/news.
//
//	@Summary	公开的动态和通知 Published news and notices, the latest first; a page may have fewer than its limit
//	@Tags		public
//	@Param		kind	query		string	false	"news or notice"
//	@Param		org_id	query		string	false	"organisation"
//	@Param		region	query		string	false	"path of a region"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[publicView]
//	@Failure	400		{object}	httpapi.Problem
//	@Router		/public/news [get]
func (h *handler) listPublic(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q publicQuery) (docstore.Page[Named], error) {
		return h.service.Public(ctx, Query{Kind: q.Kind, OrgID: q.OrgID, Region: q.Region, Page: q.Options()})
	}, viewPublic(h.service.today()))
}

// seePublic answers GET /public/news/:id.
//
//	@Summary	一条公开的动态或通知 One published item
//	@Tags		public
//	@Param		id	path		string	true	"item"
//	@Success	200	{object}	publicView
//	@Failure	404	{object}	httpapi.Problem
//	@Router		/public/news/{id} [get]
func (h *handler) seePublic(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadPublic, func(c *fiber.Ctx, n Named) error { return c.JSON(viewPublic(h.service.today())(n)) })
}
