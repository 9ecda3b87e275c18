package accounts

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// listed makes the view of an account in a list, with its open acts only.
func (h *handler) listed(ctx context.Context) func(User) userView {
	return func(u User) userView {
		v := viewUser(u, h.service.Regions, h.service.now())
		v.Acts = workflow.OpenViews(h.service.account.Acts(ctx, &u))
		return v
	}
}

// view makes the view of one account, with the acts of the asking person on it and on each of its roles.
func (h *handler) view(c *fiber.Ctx, u User) userView {
	ctx, lang, s := c.UserContext(), httpapi.Lang(c), h.service
	v := viewUser(u, s.Regions, s.now())
	v.Acts = workflow.Views(s.account.Acts(ctx, &u), lang)
	for i := range v.Bindings {
		r := heldRole{user: u, status: Held}
		r.binding, _ = u.find(v.Bindings[i].ID, s.now())
		v.Bindings[i].Acts = workflow.Views(s.role.Acts(ctx, &r), lang)
	}
	return v
}

func (h *handler) answer(c *fiber.Ctx, u User) error {
	httpapi.ETag(c, u.Version)
	return c.JSON(h.view(c, u))
}

type listQuery struct {
	httpapi.PageQuery
	Status Status    `query:"status" validate:"omitempty,oneof=active disabled"`
	Role   auth.Role `query:"role" validate:"max=40"`
	Region string    `query:"region" validate:"max=100"`
	OrgID  string    `query:"org_id" validate:"max=40"`
	Login  string    `query:"login" validate:"max=32"`
	Card   string    `query:"card" validate:"omitempty,oneof=missing"`
}

// list answers GET /users.
//
//	@Summary	Accounts within one's reach, the latest first
//	@Tags		accounts
//	@Param		status	query		string	false	"active or disabled"
//	@Param		role	query		string	false	"role"
//	@Param		region	query		string	false	"region path"
//	@Param		org_id	query		string	false	"organisation"
//	@Param		login	query		string	false	"login name, exactly"
//	@Param		card	query		string	false	"missing: only active accounts of others whose role needs a verified ID card, and without one"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 1,000 rows at most, encrypted under the password in the header Export-Password; needs data.export_persons"
//	@Param		purpose	query	string	false	"of a spreadsheet: statistics, insurance, contact, inspection or archive"
//	@Success	200		{object}	httpapi.List[userView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/users [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[User], error) {
		return h.service.List(ctx, Query{Status: q.Status, Role: q.Role, Region: q.Region, OrgID: q.OrgID, Login: q.Login, NoCard: q.Card != "", Page: q.Options()})
	}, h.listed(c.UserContext()))
}

// create answers POST /users.
//
//	@Summary	Create an account, whose person gets a link or a printed code with which to set the password
//	@Tags		accounts
//	@Param		body	body		userRequest	true	"the person and at least one role"
//	@Success	201		{object}	passwordSentView
//	@Failure	400		{object}	httpapi.Problem	"invalid, role_limit, role_place, role_term, region_unknown"
//	@Failure	403		{object}	httpapi.Problem	"role_beyond, roles_apart, own_work, forbidden, step_up_required"
//	@Failure	409		{object}	httpapi.Problem	"login_taken, mobile_taken"
//	@Security	session
//	@Router		/users [post]
func (h *handler) create(c *fiber.Ctx) error {
	in, err := httpapi.Bind[userRequest](c)
	if err != nil {
		return err
	}
	n := in.user()
	n.Origin = h.site(c)
	u, err := h.service.Create(c.UserContext(), n)
	if err != nil {
		return err
	}
	if err := h.service.show(auth.From(c.UserContext()), &u); err != nil {
		return err
	}
	return h.sent(c.Status(fiber.StatusCreated), u)
}

// see answers GET /users/:id.
//
//	@Summary	One account; its ETag is for If-Match
//	@Tags		accounts
//	@Param		id	path		string	true	"account"
//	@Success	200	{object}	userView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/users/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, h.answer)
}

// grant answers POST /users/:id/bindings.
//
//	@Summary	Give a role inside one's own reach, never to oneself
//	@Tags		accounts
//	@Param		id			path		string			true	"account"
//	@Param		body		body		bindingRequest	true	"role, its limit and term"
//	@Param		If-Match	header		string			true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	400			{object}	httpapi.Problem	"role_limit, role_place, role_term, region_unknown"
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, roles_apart, own_work, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"role_held, role_many"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/bindings [post]
func (h *handler) grant(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r bindingRequest) (User, error) {
		return h.service.Grant(ctx, id, version, r.binding())
	}, h.answer)
}

// endBinding answers DELETE /users/:id/bindings/:binding.
//
//	@Summary	End a role at once
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		binding		path		string	true	"binding"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"last_admin"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/bindings/{binding} [delete]
func (h *handler) endBinding(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, userID string, version int64) (User, error) {
		return h.service.End(ctx, userID, version, c.Params("binding"))
	}, h.answer)
}

// disable answers POST /users/:id/disable.
//
//	@Summary	Disable an account; its sessions end
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"last_admin, account_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/disable [post]
func (h *handler) disable(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Disable, h.answer) }

// enable answers POST /users/:id/enable.
//
//	@Summary	Enable an account again
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"account_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/enable [post]
func (h *handler) enable(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Enable, h.answer) }
