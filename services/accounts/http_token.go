package accounts

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

func (h *handler) tokenRoutes(r *httpapi.Router) {
	once, made := httpapi.NoIdempotency(), httpapi.Limit("account.token", 30, time.Hour)
	r.Get("/token", auth.Session, h.currentToken, httpapi.AnyToken())
	r.Get("/me/tokens", auth.Session, h.myTokens)
	r.Post("/me/tokens", auth.Session, h.makeToken, once, made, httpapi.StepUp())
	r.Delete("/me/tokens/:id", auth.Session, h.endToken, once)
	r.Get("/orgs/:id/tokens", auth.IntegrationManage, h.orgTokens)
	r.Post("/orgs/:id/tokens", auth.IntegrationManage, h.makeOrgToken, once, made, httpapi.StepUp())
	r.Delete("/orgs/:id/tokens/:token", auth.IntegrationManage, h.endOrgToken, once)
}

type accessTokenRequest struct {
	Name   string            `json:"name" validate:"required,max=50" example:"月报同步"`
	Scopes []auth.TokenScope `json:"scopes" validate:"required,min=1,max=20,dive,max=40"`
	Days   int               `json:"days" validate:"gte=0,lte=365" example:"90"` // absent: 90
}

// accessTokenView is an access token without its secret.
type accessTokenView struct {
	ID        string            `json:"id"`
	Prefix    string            `json:"prefix" example:"txt_01jd3k5v8m2q4r6s7t9w0x1y2z"` // the part of the token that is no secret
	Name      string            `json:"name"`
	Scopes    []auth.TokenScope `json:"scopes" enums:"orgs:read,contracts:read,contracts:write,activities:read,activities:write,hours:read,evaluations:read,statistics:read"`
	OrgID     string            `json:"org_id,omitempty"` // the organisation as which it acts; absent: it acts as its person
	MadeBy    string            `json:"made_by"`
	CreatedAt time.Time         `json:"created_at" format:"date-time"`
	ExpiresAt time.Time         `json:"expires_at" format:"date-time"`
	Expired   bool              `json:"expired"`
	UsedOn    string            `json:"used_on,omitempty" format:"date"` // the last day of use; absent: never used
}

// newTokenView is a new access token with its secret, which is shown only here.
type newTokenView struct {
	accessTokenView
	Token string `json:"token"`
}

type tokensView struct {
	Items []accessTokenView `json:"items"`
	May   []auth.TokenScope `json:"may" enums:"orgs:read,contracts:read,contracts:write,activities:read,activities:write,hours:read,evaluations:read,statistics:read"` // the scopes that a new one may have; empty: the reader makes none
}

func (h *handler) viewToken(t AccessToken) accessTokenView {
	return accessTokenView{
		ID: t.ID, Prefix: t.Prefix(), Name: t.Name, Scopes: t.Scopes, OrgID: t.OrgID, MadeBy: t.UserID, CreatedAt: t.CreatedAt,
		ExpiresAt: t.ExpiresAt, Expired: !h.service.now().Before(t.ExpiresAt), UsedOn: t.UsedOn,
	}
}

func (h *handler) viewTokens(list Tokens) tokensView {
	v := tokensView{Items: make([]accessTokenView, len(list.Items)), May: append([]auth.TokenScope{}, list.May...)}
	for i, t := range list.Items {
		v.Items[i] = h.viewToken(t)
	}
	return v
}

func newToken(c *fiber.Ctx) (NewToken, error) {
	in, err := httpapi.Bind[accessTokenRequest](c)
	return NewToken(in), err
}

// currentToken answers GET /token.
//
//	@Summary	The access token of this call: whose it is, its scopes and its end
//	@Tags		tokens
//	@Success	200	{object}	accessTokenView
//	@Failure	401	{object}	httpapi.Problem	"token_invalid"
//	@Failure	403	{object}	httpapi.Problem	"no_token"
//	@Security	session
//	@Router		/token [get]
func (h *handler) currentToken(c *fiber.Ctx) error {
	t, err := h.service.CurrentToken(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(h.viewToken(t))
}

// myTokens answers GET /me/tokens.
//
//	@Summary	The own access tokens, the latest first
//	@Tags		tokens
//	@Success	200	{object}	tokensView
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/tokens [get]
func (h *handler) myTokens(c *fiber.Ctx) error {
	list, err := h.service.MyTokens(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(h.viewTokens(list))
}

// makeToken answers POST /me/tokens.
//
//	@Summary	Make an access token that acts as oneself, within its scopes
//	@Description	The token is shown only in this answer. Send it as Authorization: Bearer.
//	@Tags		tokens
//	@Param		body	body		accessTokenRequest	true	"name, scopes and life in days"
//	@Success	201		{object}	newTokenView
//	@Failure	400		{object}	httpapi.Problem	"invalid: fields name, days, scopes"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden: a scope that one does not hold; step_up_required, token_refused"
//	@Failure	409		{object}	httpapi.Problem	"token_many"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/me/tokens [post]
func (h *handler) makeToken(c *fiber.Ctx) error {
	n, err := newToken(c)
	if err != nil {
		return err
	}
	t, secret, err := h.service.MakeToken(c.UserContext(), n)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(newTokenView{h.viewToken(t), secret.Reveal()})
}

// endToken answers DELETE /me/tokens/:id.
//
//	@Summary	Revoke one of the own access tokens
//	@Tags		tokens
//	@Param		id	path	string	true	"access token"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/tokens/{id} [delete]
func (h *handler) endToken(c *fiber.Ctx) error {
	if err := h.service.EndToken(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// orgTokens answers GET /orgs/:id/tokens.
//
//	@Summary	The access tokens of an organisation, the latest first
//	@Tags		tokens
//	@Param		id	path		string	true	"organisation"
//	@Success	200	{object}	tokensView
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/orgs/{id}/tokens [get]
func (h *handler) orgTokens(c *fiber.Ctx) error {
	list, err := h.service.OrgTokens(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(h.viewTokens(list))
}

// makeOrgToken answers POST /orgs/:id/tokens.
//
//	@Summary	Make an access token that acts as the organisation, within its scopes
//	@Description	The token is shown only in this answer. It opens nothing while the organisation may not act.
//	@Tags		tokens
//	@Param		id		path		string			true	"organisation"
//	@Param		body	body		accessTokenRequest	true	"name, scopes and life in days"
//	@Success	201		{object}	newTokenView
//	@Failure	400		{object}	httpapi.Problem	"invalid: fields name, days, scopes"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"step_up_required, id_unverified, forbidden"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"token_many, org_not_active"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/orgs/{id}/tokens [post]
func (h *handler) makeOrgToken(c *fiber.Ctx) error {
	n, err := newToken(c)
	if err != nil {
		return err
	}
	t, secret, err := h.service.MakeOrgToken(c.UserContext(), c.Params("id"), n)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(newTokenView{h.viewToken(t), secret.Reveal()})
}

// endOrgToken answers DELETE /orgs/:id/tokens/:token.
//
//	@Summary	Revoke an access token of an organisation
//	@Tags		tokens
//	@Param		id		path	string	true	"organisation"
//	@Param		token	path	string	true	"access token"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/orgs/{id}/tokens/{token} [delete]
func (h *handler) endOrgToken(c *fiber.Ctx) error {
	if err := h.service.EndOrgToken(c.UserContext(), c.Params("id"), c.Params("token")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
