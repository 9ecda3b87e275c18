package accounts

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

type changeMobileRequest struct {
	Mobile  privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`
	Code    privacy.Secret `json:"code" validate:"required,max=10" swaggertype:"string"` // sent to the new number
	OldCode privacy.Secret `json:"old_code" validate:"max=10" swaggertype:"string"`      // sent to the present number, if there is one
	Current privacy.Secret `json:"current" validate:"max=200" swaggertype:"string"`      // the password, for an account without a number
}

type newMobileRequest struct {
	Mobile   privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`    // the new number
	IDNumber privacy.Secret `json:"id_number" validate:"required,max=40" swaggertype:"string"` // as on the ID card that was shown
}

type replaceMobileRequest struct {
	Mobile privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`
	Code   privacy.Secret `json:"code" validate:"required,max=10" swaggertype:"string"` // sent to the new number
}

// askMobileCodes answers POST /me/mobile/codes.
//
//	@Summary	Have codes sent to the new mobile and to the present one, to change it
//	@Description	The answer is the same whether or not the new number has an account.
//	@Tags		accounts
//	@Param		body	body		codeRequest	true	"the new mobile"
//	@Success	202		{object}	codeSentView
//	@Failure	400		{object}	httpapi.Problem	"mobile_invalid, mobile_same"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem	"code_too_often, too_many"
//	@Failure	503		{object}	httpapi.Problem	"code_unavailable"
//	@Security	session
//	@Router		/me/mobile/codes [post]
func (h *handler) askMobileCodes(c *fiber.Ctx) error {
	in, err := httpapi.Bind[codeRequest](c)
	if err != nil {
		return err
	}
	err = h.service.AskMobileCodes(c.UserContext(), in.Mobile)
	if errors.Is(err, ErrCodesTooOften) {
		return httpapi.RetryAfter(err, CodeSpan)
	}
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(codeSentView{ExpiresInSeconds: int(CodeLife.Seconds())})
}

// changeMobile answers PUT /me/mobile.
//
//	@Summary	Change the own mobile by the codes on the new and on the present number; the present one is told
//	@Description	Sessions, roles and the volunteer's profile stay. An account without a number gives its password instead of the second code.
//	@Tags		accounts
//	@Param		body	body		changeMobileRequest	true	"the new mobile and the codes"
//	@Success	200		{object}	meView
//	@Failure	400		{object}	httpapi.Problem	"mobile_code, mobile_invalid, mobile_same, password_wrong"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"mobile_held"
//	@Failure	429		{object}	httpapi.Problem	"login_locked, too_many"
//	@Security	session
//	@Router		/me/mobile [put]
func (h *handler) changeMobile(c *fiber.Ctx) error {
	in, err := httpapi.Bind[changeMobileRequest](c)
	if err != nil {
		return err
	}
	u, err := h.service.ChangeMobile(c.UserContext(), MobileChange(in))
	if err != nil {
		return withRetryAfter(err)
	}
	return h.answerMe(c, u)
}

// askMobile answers POST /users/:id/mobile/code.
//
//	@Summary	Send a code to the new mobile of a person who lost the old one and shows the ID card
//	@Tags		accounts
//	@Param		id			path		string				true	"account"
//	@Param		body		body		newMobileRequest	true	"the new number, and the number on the ID card"
//	@Param		If-Match	header		string				true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	400			{object}	httpapi.Problem	"identity_wrong, mobile_invalid, mobile_same"
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"identity_missing, account_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Failure	429			{object}	httpapi.Problem	"code_too_often, identity_tries"
//	@Failure	503			{object}	httpapi.Problem	"code_unavailable"
//	@Security	session
//	@Router		/users/{id}/mobile/code [post]
func (h *handler) askMobile(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r newMobileRequest) (User, error) {
		return h.service.AskMobile(ctx, id, version, r.Mobile, r.IDNumber)
	}, h.answer)
}

// replaceMobile answers PUT /users/:id/mobile.
//
//	@Summary	Change the mobile of a person who shows the ID card, by the code on the new number; sessions end, the old number is told
//	@Tags		accounts
//	@Param		id			path		string					true	"account"
//	@Param		body		body		replaceMobileRequest	true	"the new number and its code"
//	@Param		If-Match	header		string					true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	400			{object}	httpapi.Problem	"mobile_code, mobile_invalid, mobile_same"
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"mobile_held, identity_missing, account_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/mobile [put]
func (h *handler) replaceMobile(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r replaceMobileRequest) (User, error) {
		return h.service.ReplaceMobile(ctx, id, version, r.Mobile, r.Code)
	}, h.answer)
}
