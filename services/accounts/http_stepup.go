package accounts

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// proofRequest has exactly one field, of the ways in meView.StepUp.
type proofRequest struct {
	Password privacy.Secret `json:"password" validate:"max=200" swaggertype:"string"`
	SMS      privacy.Secret `json:"sms" validate:"max=10" swaggertype:"string"` // the code that was sent to the own mobile

	Code     privacy.Secret `json:"code" validate:"max=10" swaggertype:"string"`     // that the authenticator app shows
	Recovery privacy.Secret `json:"recovery" validate:"max=20" swaggertype:"string"` // a recovery code
	Passkey  *passkeyAnswer `json:"passkey"`                                         // the answer of navigator.credentials.get
}

// stepUp answers POST /me/step-up.
//
//	@Summary	Prove again who one is; for ten minutes the acts are open that answer step_up_required
//	@Tags		accounts
//	@Param		body	body	proofRequest	true	"one of the proofs in step_up of the own account"
//	@Success	204
//	@Failure	400	{object}	httpapi.Problem	"password_wrong, mobile_code, factor_wrong, factor_used, recovery_wrong, passkey_wrong, proof_way"
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	429	{object}	httpapi.Problem	"login_locked, too_many"
//	@Security	session
//	@Router		/me/step-up [post]
func (h *handler) stepUp(c *fiber.Ctx) error {
	in, err := httpapi.Bind[proofRequest](c)
	if err != nil {
		return err
	}
	err = h.service.StepUp(c.UserContext(), Proof{
		Password: in.Password, SMS: in.SMS, Code: in.Code, Recovery: in.Recovery, Passkey: in.Passkey.json(), Origin: h.site(c),
	})
	if err != nil {
		return withRetryAfter(err)
	}
	httpapi.ForgetActor(c)
	return c.SendStatus(fiber.StatusNoContent)
}

// askProofCode answers POST /me/step-up/code.
//
//	@Summary	Have a code sent to the own mobile to prove who one is; for accounts without a password
//	@Tags		accounts
//	@Success	202	{object}	codeSentView
//	@Failure	400	{object}	httpapi.Problem	"proof_way"
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	429	{object}	httpapi.Problem	"code_too_often, too_many"
//	@Failure	503	{object}	httpapi.Problem	"code_unavailable"
//	@Security	session
//	@Router		/me/step-up/code [post]
func (h *handler) askProofCode(c *fiber.Ctx) error {
	err := h.service.AskProofCode(c.UserContext())
	if errors.Is(err, ErrCodesTooOften) {
		return httpapi.RetryAfter(err, CodeSpan)
	}
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(codeSentView{ExpiresInSeconds: int(CodeLife.Seconds())})
}
