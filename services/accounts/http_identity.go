package accounts

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type identityRequest struct {
	IDNumber privacy.Secret `json:"id_number" validate:"required,max=40" swaggertype:"string"` // as on the ID card that was shown
}

// orgAdminView is an administrator of an organisation, as shown to the office that verifies the administrators' ID cards.
type orgAdminView struct {
	ID         string `json:"id"`
	Name       string `json:"name,omitempty"`
	Mobile     string `json:"mobile,omitempty" example:"138****1234"`
	IDVerified bool   `json:"id_verified"`
}

// verifyIdentity answers POST /users/:id/identity.
//
//	@Summary	Record that one has seen the ID card of the account's person
//	@Description	The county does so for the administrators of its organisations, for other accounts who manages them.
//	@Tags		accounts
//	@Param		id			path		string			true	"account"
//	@Param		body		body		identityRequest	true	"the number on the ID card"
//	@Success	200			{object}	userView
//	@Failure	400			{object}	httpapi.Problem	"id_number_invalid, identity_wrong"
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"id_verified, person_has_account"
//	@Failure	429			{object}	httpapi.Problem	"identity_tries"
//	@Security	session
//	@Router		/users/{id}/identity [post]
func (h *handler) verifyIdentity(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r identityRequest) (User, error) {
		return h.service.VerifyIdentity(ctx, id, r.IDNumber)
	}, h.answer)
}

type correctIdentityRequest struct {
	identityRequest
	Reason string `json:"reason" validate:"max=200"`
}

// correctIdentity answers PUT /users/:id/identity.
//
//	@Summary	Correct a wrongly verified ID number; another person than its verifier does so, who has seen the ID card
//	@Tags		accounts
//	@Param		id			path		string					true	"account"
//	@Param		body		body		correctIdentityRequest	true	"the number on the ID card, and what was wrong"
//	@Param		If-Match	header		string					true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	400			{object}	httpapi.Problem	"invalid, id_number_invalid"
//	@Failure	403			{object}	httpapi.Problem	"own_work, role_beyond, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"id_missing, id_same, id_of_profile, person_has_account"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/identity [put]
func (h *handler) correctIdentity(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r correctIdentityRequest) (User, error) {
		return h.service.CorrectIdentity(ctx, id, version, r.IDNumber, r.Reason)
	}, h.answer)
}

// orgAdmins answers GET /orgs/:id/administrators.
//
//	@Summary	The administrators of an organisation in one's area, whose ID cards one sees
//	@Tags		accounts
//	@Param		id	path		string	true	"organisation"
//	@Success	200	{object}	httpapi.List[orgAdminView]
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/orgs/{id}/administrators [get]
func (h *handler) orgAdmins(c *fiber.Ctx) error {
	users, err := h.service.OrgAdmins(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	list := httpapi.List[orgAdminView]{Items: []orgAdminView{}}
	for _, u := range users {
		list.Items = append(list.Items, orgAdminView{
			ID: u.ID, Name: u.Name.Reveal(), Mobile: privacy.MaskMobile(u.Mobile.Reveal()), IDVerified: u.VerifiedKey != "",
		})
	}
	return c.JSON(list)
}
