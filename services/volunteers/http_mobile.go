package volunteers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type newMobileRequest struct {
	Mobile   privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`    // the new number
	IDNumber privacy.Secret `json:"id_number" validate:"required,max=40" swaggertype:"string"` // as on the ID card that was shown
}

type changeMobileRequest struct {
	Mobile privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`
	Code   privacy.Secret `json:"code" validate:"required,max=10" swaggertype:"string"` // sent to the new number
}

// askMobile answers POST /volunteers/:id/mobile/code.
//
//	@Summary	Send a code to the new mobile of a volunteer who lost the old one and shows the ID card; for the region's office
//	@Tags		volunteers
//	@Param		id		path		string				true	"volunteer id"
//	@Param		body	body		newMobileRequest	true	"the new number, and the number on the ID card"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"identity_wrong, mobile_invalid, mobile_same"
//	@Failure	403		{object}	httpapi.Problem	"own_work, role_beyond, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_unclaimed, volunteer_move, identity_missing, account_move"
//	@Failure	429		{object}	httpapi.Problem	"code_too_often, identity_tries, too_many"
//	@Failure	503		{object}	httpapi.Problem	"code_unavailable"
//	@Security	session
//	@Router		/volunteers/{id}/mobile/code [post]
func (h *handler) askMobile(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r newMobileRequest) (Volunteer, error) {
		return h.service.AskMobile(ctx, id, r.Mobile, r.IDNumber)
	}, h.answer)
}

// changeMobile answers PUT /volunteers/:id/mobile.
//
//	@Summary	Change the mobile of a volunteer who shows the ID card, by the code on the new number; the old number is told
//	@Tags		volunteers
//	@Param		id		path		string				true	"volunteer id"
//	@Param		body	body		changeMobileRequest	true	"the new number and its code"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"mobile_code, mobile_invalid, mobile_same"
//	@Failure	403		{object}	httpapi.Problem	"own_work, role_beyond, forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"mobile_held, volunteer_unclaimed, volunteer_move, account_move"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id}/mobile [put]
func (h *handler) changeMobile(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r changeMobileRequest) (Volunteer, error) {
		return h.service.ChangeMobile(ctx, id, r.Mobile, r.Code)
	}, h.answer)
}
