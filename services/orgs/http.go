package orgs

import (
	"context"
	"time"

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
	r.Get("/public/orgs", auth.Public, h.public)
	r.Get("/public/orgs/:id", auth.Public, h.seePublic)
	r.Get("/orgs", auth.OrgRead, h.list, httpapi.Tokens(auth.OrgsRead), exportOrgs)
	r.Get("/orgs/:id", auth.OrgRead, h.see, httpapi.Tokens(auth.OrgsRead))
	r.Post("/orgs", auth.OrgRegister, h.register, httpapi.Limit("org-register", 20, 24*time.Hour))
	r.Put("/orgs/:id", auth.OrgEdit, h.edit)
	r.Put("/orgs/:id/contact", auth.OrgEdit, h.contact)
	r.Post("/orgs/:id/submit", auth.OrgEdit, h.submit)
	r.Post("/orgs/:id/withdraw", auth.OrgEdit, h.withdraw)
	r.Post("/orgs/:id/take", auth.OrgReview, h.take)
	r.Post("/orgs/:id/approve", auth.OrgReview, h.approve, httpapi.StepUp())
	r.Post("/orgs/:id/return", auth.OrgReview, h.returnFile)
	r.Post("/orgs/:id/reject", auth.OrgReview, h.reject)
	r.Post("/orgs/:id/suspend", auth.OrgReview, h.suspend)
	r.Post("/orgs/:id/reinstate", auth.OrgReview, h.reinstate)
	r.Post("/orgs/:id/cancel", auth.OrgReview, h.cancel)
	r.Put("/orgs/:id/credit", auth.OrgReview, h.credit)
	r.Put("/orgs/:id/qualification", auth.OrgReview, h.qualify)
	r.Put("/orgs/:id/old-code", auth.OrgReview, h.oldCode)
	r.Post("/orgs/:id/reveal", auth.OrgRead, h.reveal, httpapi.NoIdempotency(), httpapi.Limit("org-reveal", 20, time.Hour), httpapi.StepUp())
}

// answer writes the file with its ETag and with what the person may do with it.
func (h *handler) answer(c *fiber.Ctx, o Org) error {
	var m Masked
	if auth.From(c.UserContext()).Token == nil { // no token opens a sealed value, not even masked
		var err error
		if m, err = h.service.Masked(o); err != nil {
			return err
		}
	}
	httpapi.ETag(c, o.Version)
	v := view(o, m, h.service.today())
	v.Acts = workflow.Views(h.service.Acts(c.UserContext(), &o), httpapi.Lang(c))
	return c.JSON(v)
}

type publicQuery struct {
	httpapi.PageQuery
	Region string `query:"region" validate:"max=100"`
	Type   Type   `query:"type" validate:"max=20"`
	Q      string `query:"q" validate:"max=100"`
}

type listQuery struct {
	publicQuery
	Status Status `query:"status" validate:"max=20"`
}

func (q publicQuery) query() Query {
	return Query{Region: q.Region, Type: q.Type, Name: q.Q, Page: q.Options()}
}

// public answers GET /public/orgs.
//
//	@Summary	已审核机构名单 Approved organisations in order of name
//	@Tags		orgs
//	@Param		region	query		string	false	"region path prefix"
//	@Param		type	query		string	false	"type"
//	@Param		q		query		string	false	"how the name begins"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[publicView]
//	@Failure	400		{object}	httpapi.Problem	"invalid, cursor_invalid"
//	@Router		/public/orgs [get]
func (h *handler) public(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q publicQuery) (docstore.Page[Org], error) {
		return h.service.Public(ctx, q.query())
	}, viewPublic(h.service.today()))
}

// seePublic answers GET /public/orgs/:id.
//
//	@Summary	公开的机构信息 One approved organisation
//	@Tags		orgs
//	@Param		id	path		string	true	"organisation id"
//	@Success	200	{object}	publicView
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Router		/public/orgs/{id} [get]
func (h *handler) seePublic(c *fiber.Ctx) error {
	o, err := h.service.ReadPublic(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewPublic(h.service.today())(o))
}

// list answers GET /orgs.
//
//	@Summary	机构列表 Organisations within one's reach, newest first
//	@Tags		orgs
//	@Param		region	query		string	false	"region path prefix"
//	@Param		status	query		string	false	"state"
//	@Param		type	query		string	false	"type"
//	@Param		q		query		string	false	"how the name begins"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200		{object}	httpapi.List[listedView]
//	@Failure	400		{object}	httpapi.Problem	"invalid, cursor_invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden"
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/orgs [get]
func (h *handler) list(c *fiber.Ctx) error {
	card := viewCard(h.service.today())
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Org], error) {
		query := q.query()
		query.Status = q.Status
		return h.service.List(ctx, query)
	}, func(o Org) listedView {
		return listedView{card(o), workflow.OpenViews(h.service.flow.Acts(c.UserContext(), &o))}
	})
}

// see answers GET /orgs/:id.
//
//	@Summary	机构资料 One organisation's file, persons masked; its ETag is for If-Match
//	@Tags		orgs
//	@Param		id	path		string	true	"organisation id"
//	@Success	200	{object}	orgView
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Security	session
//	@Router		/orgs/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, h.answer)
}

// register answers POST /orgs.
//
//	@Summary	登记机构 Start an organisation's file as a draft; its maker may edit and submit that file alone
//	@Tags		orgs
//	@Param		body			body		orgRequest	true	"the file"
//	@Success	201				{object}	orgView
//	@Failure	400				{object}	httpapi.Problem	"invalid"
//	@Failure	401				{object}	httpapi.Problem	"login_required"
//	@Failure	403				{object}	httpapi.Problem	"roles_apart"
//	@Failure	409				{object}	httpapi.Problem	"org_uscc_taken, name_needed"
//	@Failure	429				{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/orgs [post]
func (h *handler) register(c *fiber.Ctx) error {
	req, err := httpapi.Bind[orgRequest](c)
	if err != nil {
		return err
	}
	o, err := h.service.Register(c.UserContext(), req.profile(), req.personal())
	if err != nil {
		return err
	}
	httpapi.ForgetActor(c) // the person may edit the file from now on
	c.Status(fiber.StatusCreated)
	return h.answer(c, o)
}

// edit answers PUT /orgs/:id.
//
//	@Summary	修改机构资料 Replace a draft or returned file; an empty personal field keeps what is on file
//	@Tags		orgs
//	@Param		id			path		string		true	"organisation id"
//	@Param		body		body		orgRequest	true	"the file"
//	@Param		If-Match	header		string		true	"the version that was seen"
//	@Success	200			{object}	orgView
//	@Failure	400			{object}	httpapi.Problem	"invalid"
//	@Failure	401			{object}	httpapi.Problem	"login_required"
//	@Failure	403			{object}	httpapi.Problem	"forbidden"
//	@Failure	404			{object}	httpapi.Problem	"not_found"
//	@Failure	409			{object}	httpapi.Problem	"org_not_draft, org_uscc_taken"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/orgs/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r orgRequest) (Org, error) {
		return h.service.Edit(ctx, id, version, r.profile(), r.personal())
	}, h.answer)
}

// contact answers PUT /orgs/:id/contact.
//
//	@Summary	更新联系方式 Change contact name, mobile or address; an empty field keeps what is on file
//	@Tags		orgs
//	@Param		id			path		string			true	"organisation id"
//	@Param		body		body		contactRequest	true	"what changes"
//	@Param		If-Match	header		string			true	"the version that was seen"
//	@Success	200			{object}	orgView
//	@Failure	400			{object}	httpapi.Problem	"invalid"
//	@Failure	401			{object}	httpapi.Problem	"login_required"
//	@Failure	403			{object}	httpapi.Problem	"forbidden"
//	@Failure	404			{object}	httpapi.Problem	"not_found"
//	@Failure	409			{object}	httpapi.Problem	"org_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/orgs/{id}/contact [put]
func (h *handler) contact(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r contactRequest) (Org, error) {
		return h.service.EditContact(ctx, id, version, r.ContactName, r.Mobile, r.Address)
	}, h.answer)
}

// submit answers POST /orgs/:id/submit.
//
//	@Summary	提交审核 Hand the file in for review
//	@Tags		orgs
//	@Param		id	path		string	true	"organisation id"
//	@Success	200	{object}	orgView
//	@Failure	400	{object}	httpapi.Problem	"invalid"
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	409	{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/submit [post]
func (h *handler) submit(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Submit, h.answer)
}

// withdraw answers POST /orgs/:id/withdraw.
//
//	@Summary	撤回登记 Give up a draft or returned file
//	@Tags		orgs
//	@Param		id	path		string	true	"organisation id"
//	@Success	200	{object}	orgView
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Failure	404	{object}	httpapi.Problem	"not_found"
//	@Failure	409	{object}	httpapi.Problem	"org_move"
//	@Security	session
//	@Router		/orgs/{id}/withdraw [post]
func (h *handler) withdraw(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Withdraw, h.answer)
}

// reveal answers POST /orgs/:id/reveal.
//
//	@Summary	查看完整信息 One personal field in full, for a purpose, which is audited
//	@Tags		orgs
//	@Param		id		path		string			true	"organisation id"
//	@Param		body	body		revealRequest	true	"field and purpose"
//	@Success	200		{object}	revealView
//	@Failure	400		{object}	httpapi.Problem	"invalid"
//	@Failure	401		{object}	httpapi.Problem	"login_required"
//	@Failure	403		{object}	httpapi.Problem	"forbidden, id_unverified, step_up_required"
//	@Failure	404		{object}	httpapi.Problem	"not_found"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/orgs/{id}/reveal [post]
func (h *handler) reveal(c *fiber.Ctx) error {
	req, err := httpapi.Bind[revealRequest](c)
	if err != nil {
		return err
	}
	value, err := h.service.Reveal(c.UserContext(), c.Params("id"), req.Field, req.Purpose)
	if err != nil {
		return err
	}
	return c.JSON(revealView{Field: req.Field, Value: value})
}
