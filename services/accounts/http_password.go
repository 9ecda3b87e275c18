package accounts

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// tokenRequest is the secret of a link, or the login name and the code of a printed sheet.
type tokenRequest struct {
	Link  privacy.Secret `json:"link" validate:"max=200" swaggertype:"string"`
	Login string         `json:"login" validate:"max=100"`
	Code  privacy.Secret `json:"code" validate:"max=40" swaggertype:"string"`
}

func (r tokenRequest) proof(c *fiber.Ctx) TokenProof {
	return TokenProof{Link: r.Link, Login: r.Login, Code: r.Code, Client: Client{Network: httpapi.ClientNetwork(c), Device: httpapi.Device(c)}}
}

type useTokenRequest struct {
	tokenRequest
	IDTail privacy.Secret `json:"id_tail" validate:"max=18" swaggertype:"string"` // last six characters of the ID number, where needs_id says so
	New    privacy.Secret `json:"new" validate:"required,max=200" swaggertype:"string"`
}

// tokenAccountView is the account whose password may be set.
type tokenAccountView struct {
	Login   string   `json:"login"`
	Name    string   `json:"name" example:"王**"`
	Way     TokenWay `json:"way" enums:"sms,email,print"`
	MadeBy  string   `json:"made_by"`
	NeedsID bool     `json:"needs_id"`
}

// sent answers how the person of the account gets the secret for setting the password.
func (h *handler) sent(c *fiber.Ctx, u User) error {
	httpapi.ETag(c, u.Version)
	return c.JSON(passwordSentView{User: h.view(c, u), Way: u.Sent.Way, To: u.Sent.To, Code: u.Sent.Code.Reveal()})
}

// resetPassword answers POST /users/:id/password-reset.
//
//	@Summary	Make an account's password invalid and have its person set a new one; its sessions end
//	@Description	The person gets a link by SMS or mail. Without mobile and mail, the answer has a code to print, which works once another person has confirmed that the person holds the sheet.
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	passwordSentView
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"password_none"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/password-reset [post]
func (h *handler) resetPassword(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, id string, version int64) (User, error) {
		return h.service.ResetPassword(ctx, id, version, h.site(c))
	}, h.sent)
}

// handOver answers POST /users/:id/hand-over.
//
//	@Summary	Confirm that the person holds the printed code; another person than its maker does so
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	403			{object}	httpapi.Problem	"own_reset, role_beyond, own_work, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"sheet_none, account_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/hand-over [post]
func (h *handler) handOver(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.HandOver, h.answer)
}

// tokenAccount answers POST /auth/password/account.
//
//	@Summary	The account of a link or printed code, whose password its person may set
//	@Tags		accounts
//	@Param		body	body		tokenRequest	true	"the link's secret, or login name and code"
//	@Success	200		{object}	tokenAccountView
//	@Failure	400		{object}	httpapi.Problem	"password_token, code_mistyped"
//	@Failure	403		{object}	httpapi.Problem	"own_reset"
//	@Failure	409		{object}	httpapi.Problem	"other_account, hand_over_needed"
//	@Failure	429		{object}	httpapi.Problem	"login_locked, too_many"
//	@Router		/auth/password/account [post]
func (h *handler) tokenAccount(c *fiber.Ctx) error {
	in, err := httpapi.Bind[tokenRequest](c)
	if err != nil {
		return err
	}
	a, err := h.service.TokenOf(c.UserContext(), in.proof(c))
	if err != nil {
		return withRetryAfter(err)
	}
	return c.JSON(tokenAccountView{Login: a.Login, Name: a.Name, Way: a.Way, MadeBy: a.MadeBy, NeedsID: a.NeedsID})
}

// useToken answers POST /auth/password.
//
//	@Summary	Set the password with a link or printed code, once; the account's sessions end
//	@Tags		accounts
//	@Param		body	body	useTokenRequest	true	"the link's secret, or login name and code; the new password"
//	@Success	204
//	@Failure	400	{object}	httpapi.Problem	"password_token, code_mistyped, id_tail_wrong, password_weak, password_common"
//	@Failure	403	{object}	httpapi.Problem	"own_reset"
//	@Failure	409	{object}	httpapi.Problem	"other_account, hand_over_needed"
//	@Failure	429	{object}	httpapi.Problem	"login_locked, too_many"
//	@Router		/auth/password [post]
func (h *handler) useToken(c *fiber.Ctx) error {
	in, err := httpapi.Bind[useTokenRequest](c)
	if err != nil {
		return err
	}
	proof := in.proof(c)
	proof.IDTail = in.IDTail
	if _, err := h.service.UseToken(c.UserContext(), proof, in.New); err != nil {
		return withRetryAfter(err)
	}
	return c.SendStatus(fiber.StatusNoContent)
}
