package delegations

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type pageQuery struct{ httpapi.PageQuery }

// contacts answers GET /delegations/:id/contacts.
//
//	@Summary	The parents' contacts without their notes, the latest first
//	@Tags		delegations
//	@Param		id		path		string	true	"delegation"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[contactView]
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations/{id}/contacts [get]
func (h *handler) contacts(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q pageQuery) (docstore.Page[Contact], error) {
		return h.service.Contacts(ctx, c.Params("id"), q.Options()...)
	}, viewContact)
}

// log answers POST /delegations/:id/contacts.
//
//	@Summary	Log a contact of the parents with the child
//	@Tags		delegations
//	@Param		id		path		string			true	"delegation"
//	@Param		body	body		contactRequest	true	"the contact"
//	@Success	201		{object}	contactView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field delegation_contact_day"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"delegation_move, delegation_contact_twice"
//	@Security	session
//	@Router		/delegations/{id}/contacts [post]
func (h *handler) log(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, delegationID string, r contactRequest) (Contact, error) {
		return h.service.LogContact(ctx, delegationID, NewContact(r))
	}, func(c *fiber.Ctx, made Contact) error { return c.Status(fiber.StatusCreated).JSON(viewContact(made)) })
}

// contact answers GET /delegations/:id/contacts/:contact.
//
//	@Summary	One contact with its note. The reading is noted.
//	@Tags		delegations
//	@Param		id		path		string	true	"delegation"
//	@Param		contact	path		string	true	"contact"
//	@Success	200		{object}	contactView
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations/{id}/contacts/{contact} [get]
func (h *handler) contact(c *fiber.Ctx) error {
	got, note, err := h.service.ReadContact(c.UserContext(), c.Params("id"), c.Params("contact"))
	if err != nil {
		return err
	}
	v := viewContact(got)
	v.Note = note.Reveal()
	return c.JSON(v)
}

// reveal answers POST /delegations/:id/reveal.
//
//	@Summary	One value in full, for a purpose; noted, and 20 an hour
//	@Tags		delegations
//	@Param		id		path		string			true	"delegation"
//	@Param		body	body		revealRequest	true	"field and purpose"
//	@Success	200		{object}	revealView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations/{id}/reveal [post]
func (h *handler) reveal(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, delegationID string, r revealRequest) (privacy.Secret, error) {
		return h.service.Reveal(ctx, delegationID, r.Field, r.Purpose)
	}, func(c *fiber.Ctx, value privacy.Secret) error { return c.JSON(revealView{Value: value.Reveal()}) })
}

// agreement answers POST /delegations/:id/agreement.
//
//	@Summary	The values of the printed agreement in full, for a purpose; noted as reveals are, and counted with them
//	@Tags		delegations
//	@Param		id		path		string				true	"delegation"
//	@Param		body	body		agreementRequest	true	"purpose"
//	@Success	200		{object}	agreementView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/delegations/{id}/agreement [post]
func (h *handler) agreement(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, delegationID string, r agreementRequest) (Agreement, error) {
		return h.service.Agreement(ctx, delegationID, r.Purpose)
	}, func(c *fiber.Ctx, a Agreement) error { return c.JSON(viewAgreement(a)) })
}
