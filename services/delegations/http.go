package delegations

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
	person := httpapi.Limit("delegate-id", 60, time.Hour) // because an answer reveals whether a person is barred
	full := httpapi.Limit("delegation-reveal", 20, time.Hour)
	r.Get("/delegations", auth.BeneficiaryRead, h.list)
	r.Post("/delegations", auth.BeneficiaryEdit, h.create, person)
	r.Get("/delegations/:id", auth.BeneficiaryRead, h.see)
	r.Put("/delegations/:id", auth.BeneficiaryEdit, h.edit, person)
	r.Put("/delegations/:id/checks/:item", auth.BeneficiaryEdit, h.check)
	r.Put("/delegations/:id/opinion", auth.BeneficiaryEdit, h.hear)
	r.Post("/delegations/:id/sign", auth.BeneficiaryEdit, h.sign)
	r.Put("/delegations/:id/notices", auth.BeneficiaryEdit, h.inform)
	r.Post("/delegations/:id/confirm", auth.BeneficiaryVerify, h.confirm)
	r.Post("/delegations/:id/return", auth.BeneficiaryVerify, h.returnDelegation)
	r.Post("/delegations/:id/end", auth.BeneficiaryRead, h.end)
	r.Post("/delegations/:id/revoke", auth.BeneficiaryVerify, h.revoke)
	r.Post("/delegations/:id/discard", auth.BeneficiaryEdit, h.discard)
	r.Put("/delegations/:id/parents", auth.BeneficiaryEdit, h.parents)
	r.Get("/delegations/:id/contacts", auth.BeneficiaryRead, h.contacts)
	r.Post("/delegations/:id/contacts", auth.BeneficiaryEdit, h.log)
	r.Get("/delegations/:id/contacts/:contact", auth.BeneficiaryRead, h.contact)
	r.Post("/delegations/:id/reveal", auth.BeneficiaryReveal, h.reveal, httpapi.NoIdempotency(), full, httpapi.StepUp())
	r.Post("/delegations/:id/agreement", auth.BeneficiaryReveal, h.agreement, httpapi.NoIdempotency(), full, httpapi.StepUp())
}

type listQuery struct {
	httpapi.PageQuery
	State    Status `query:"status" validate:"omitempty,oneof=draft signed active ended revoked discarded"`
	FileID   string `query:"file_id" validate:"max=40"`
	Region   string `query:"region" validate:"max=100"`
	Expiring bool   `query:"expiring"`
}

// list answers GET /delegations.
//
//	@Summary	Delegations of care within one's reach, newest first; none for organisations
//	@Tags		delegations
//	@Param		status		query		string	false	"draft, signed, active, ended, revoked or discarded"
//	@Param		file_id		query		string	false	"file of the child"
//	@Param		region		query		string	false	"region path prefix"
//	@Param		expiring	query		bool	false	"only active ones that end within 30 days"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[delegationView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations [get]
func (h *handler) list(c *fiber.Ctx) error {
	today := h.service.today()
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[View], error) {
		return h.service.List(ctx, Query{Status: q.State, FileID: q.FileID, Region: q.Region, Expiring: q.Expiring, Page: q.Options()})
	}, func(v View) delegationView { return viewDelegation(v, today) })
}

// answer writes the delegation with its ETag and its acts.
func (h *handler) answer(c *fiber.Ctx, v View) error {
	httpapi.ETag(c, v.Version)
	return c.JSON(viewDetail(v, h.service.today(), workflow.Views(h.service.Acts(c.UserContext(), &v.Delegation), httpapi.Lang(c))))
}

// see answers GET /delegations/:id.
//
//	@Summary	One delegation, masked; its ETag is for If-Match. The reading is noted.
//	@Tags		delegations
//	@Param		id	path		string	true	"delegation"
//	@Success	200	{object}	delegationDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations/{id} [get]
func (h *handler) see(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Read, h.answer) }

// create answers POST /delegations.
//
//	@Summary	Write a draft for a registered child under 18
//	@Tags		delegations
//	@Param		body	body		createRequest	true	"child, reason, period and caregiver"
//	@Success	201		{object}	delegationDetailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field period, period_birthday, delegate_age, delegate_capacity, id_number_invalid"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"file_not_registered, delegation_age, delegation_open, delegate_barred"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations [post]
func (h *handler) create(c *fiber.Ctx) error {
	r, err := httpapi.Bind[createRequest](c)
	if err != nil {
		return err
	}
	v, err := h.service.Create(c.UserContext(), r.FileID, r.terms())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, v)
}
