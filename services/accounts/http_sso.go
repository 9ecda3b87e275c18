package accounts

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	ssoPath       = httpapi.Prefix + "/auth/sso"
	attemptCookie = "tongxing_sso"      // of one provider, by its path
	pendingCookie = "tongxing_sso_code" // of the page that explains a missing link
)

// ssoRoutes mounts single sign-on. tries limits the log-ins of an address.
func (h *handler) ssoRoutes(r *httpapi.Router, tries httpapi.RouteOption) {
	once := httpapi.NoIdempotency()
	r.Get("/auth/sso", auth.Public, h.providers)
	r.Get("/auth/sso-code", auth.Public, h.pendingLink)
	r.Get("/auth/sso/:provider", auth.Public, h.beginSSO, tries)
	r.Get("/auth/sso/:provider/callback", auth.Public, h.finishSSO, tries)
	r.Get("/me/sso", auth.Session, h.ownLinks)
	r.Post("/me/sso/:provider", auth.Session, h.beginLink, once, tries, httpapi.StepUp())
	r.Delete("/me/sso/:provider", auth.Session, h.unlink, httpapi.StepUp())
	r.Get("/users/:id/sso", auth.UserManage, h.linksOf)
	r.Put("/users/:id/sso/:provider", auth.UserManage, h.linkAccount, httpapi.StepUp())
	r.Delete("/users/:id/sso/:provider", auth.UserManage, h.unlinkAccount)
}

type providerView struct {
	Key    string `json:"key"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
}

type providersView struct {
	Items []providerView `json:"items"`
}

type linkView struct {
	Provider string    `json:"provider"`
	Way      LinkWay   `json:"way"`
	LinkedAt time.Time `json:"linked_at" format:"date-time"`
	LinkedBy string    `json:"linked_by"`
}

type linksView struct {
	Items []linkView `json:"items"`
}

// towardView is an address at a provider, which the browser opens next.
type towardView struct {
	Address string `json:"address"`
}

type pendingLinkView struct {
	Provider providerView `json:"provider"`
	Code     string       `json:"code" example:"7K2M-0QXR-9TBA-C4WE"`
}

type linkRequest struct {
	Code string `json:"code" validate:"required,max=40"` // as the person sees it, with or without hyphens
}

func viewProvider(p *oidc.Provider) providerView {
	return providerView{Key: p.Key, NameZH: p.NameZH, NameEN: p.NameEN}
}

func viewLinks(links []Link) linksView {
	v := linksView{Items: []linkView{}}
	for _, l := range links {
		v.Items = append(v.Items, linkView{Provider: l.Provider, Way: l.Way, LinkedAt: l.LinkedAt, LinkedBy: l.LinkedBy})
	}
	return v
}

// providers answers GET /auth/sso.
//
//	@Summary	The identity providers at which one may log in
//	@Tags		accounts
//	@Success	200	{object}	providersView
//	@Router		/auth/sso [get]
func (h *handler) providers(c *fiber.Ctx) error {
	v := providersView{Items: []providerView{}}
	for _, p := range h.service.Providers {
		v.Items = append(v.Items, viewProvider(p))
	}
	return c.JSON(v)
}

// callback returns the address to which the provider sends the browser back; empty when the request came to an address that is not ours.
func (h *handler) callback(c *fiber.Ctx, provider string) string {
	own := httpapi.OwnURL(c)
	if own == "" {
		return ""
	}
	return own + ssoPath + "/" + url.PathEscape(provider) + "/callback"
}

// beginSSO answers GET /auth/sso/:provider.
//
//	@Summary	Send a browser to an identity provider to log in
//	@Description	Opened by the browser, not called. A refusal leads to the log-in page, with its code behind #sso=: sso_provider, sso_next, sso_unreachable.
//	@Tags		accounts
//	@Param		provider	path	string	true	"key of the provider"
//	@Param		next		query	string	false	"page of the workbench to open afterwards, such as /console/contracts"
//	@Success	302
//	@Header		302	{string}	Location	"at the provider, or the log-in page"
//	@Failure	429	{object}	httpapi.Problem	"too_many"
//	@Router		/auth/sso/{provider} [get]
func (h *handler) beginSSO(c *fiber.Ctx) error {
	key := c.Params("provider")
	to, err := h.service.BeginSSO(c.UserContext(), key, h.callback(c, key), c.Query("next"))
	if err != nil {
		return h.explain(c, "/console/", err)
	}
	keepAttempt(c, key, to.Kept)
	return c.Redirect(to.Address, fiber.StatusFound)
}

func keepAttempt(c *fiber.Ctx, provider string, kept privacy.Secret) {
	httpapi.SetReturnCookie(c, attemptCookie, ssoPath+"/"+url.PathEscape(provider), kept.Reveal(), oidc.Life)
}

// explain sends the browser to the page with the code of the refusal, which the page explains. Errors that are no refusal are returned.
func (h *handler) explain(c *fiber.Ctx, page string, err error) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		return err
	}
	if errors.Is(err, oidc.ErrAnswer) || errors.Is(err, oidc.ErrUnreachable) {
		httpapi.Warn(c, "single sign-on refused", err)
	}
	return c.Redirect(page+"#sso="+f.Code, fiber.StatusFound)
}

// finishSSO answers GET /auth/sso/:provider/callback.
//
//	@Summary	The address to which an identity provider sends the browser back
//	@Description	Sets the session as a cookie and leads to the page asked for, with #sso=in behind it, or #sso=factor when the account has a second factor to give (POST /auth/factor). A refusal leads to the log-in page, or to the page
//	@Description	of the own links, with its code behind #sso=: sso_attempt, sso_declined, sso_answer, sso_unreachable, sso_unlinked, sso_stopped,
//	@Description	sso_other_person, sso_held, sso_linked, sso_provider, login_required.
//	@Tags		accounts
//	@Param		provider	path	string	true	"key of the provider"
//	@Param		state		query	string	false	"as the provider was given it"
//	@Param		code		query	string	false	"for one exchange"
//	@Param		iss			query	string	false	"issuer"
//	@Param		error		query	string	false	"in place of a code"
//	@Success	302
//	@Header		302	{string}	Location	"a page of ours"
//	@Failure	429	{object}	httpapi.Problem	"too_many"
//	@Router		/auth/sso/{provider}/callback [get]
func (h *handler) finishSSO(c *fiber.Ctx) error {
	key := c.Params("provider")
	kept := privacy.Secret(c.Cookies(attemptCookie))
	keepAttempt(c, key, "") // it counts once
	out, err := h.service.FinishSSO(c.UserContext(), key, kept, oidc.Answer{
		State: c.Query("state"), Code: c.Query("code"), Issuer: c.Query("iss"), Error: c.Query("error"),
	}, c.Get(fiber.HeaderUserAgent))
	httpapi.SetReturnCookie(c, pendingCookie, ssoPath+"-code", out.Pending.Reveal(), oidc.Life)
	if err != nil {
		return h.explain(c, out.Next, err)
	}
	if out.Started.Token == "" {
		return c.Redirect(out.Next+"#sso=linked", fiber.StatusFound)
	}
	if out.Started.Session.Half {
		httpapi.SetLoginStep(c, out.Started.Token.Reveal(), out.Started.Expires)
		return c.Redirect(out.Next+"#sso=factor", fiber.StatusFound)
	}
	h.keepSession(c, out.Started)
	return c.Redirect(out.Next+"#sso=in", fiber.StatusFound)
}

// pendingLink answers GET /auth/sso-code.
//
//	@Summary	The link code of the person who has just logged in at a provider without being linked to an account
//	@Tags		accounts
//	@Success	200	{object}	pendingLinkView
//	@Failure	404	{object}	httpapi.Problem
//	@Router		/auth/sso-code [get]
func (h *handler) pendingLink(c *fiber.Ctx) error {
	p, code, err := h.service.PendingLink(privacy.Secret(c.Cookies(pendingCookie)))
	if err != nil {
		return docstore.ErrNotFound
	}
	return c.JSON(pendingLinkView{Provider: viewProvider(p), Code: code})
}

// ownLinks answers GET /me/sso.
//
//	@Summary	The own links to identity providers
//	@Tags		accounts
//	@Success	200	{object}	linksView
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/sso [get]
func (h *handler) ownLinks(c *fiber.Ctx) error {
	links, err := h.service.OwnLinks(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(viewLinks(links))
}

// beginLink answers POST /me/sso/:provider.
//
//	@Summary	Begin to link the own account to who then logs in at the provider; the browser opens the address
//	@Tags		accounts
//	@Param		provider	path		string	true	"key of the provider"
//	@Success	200			{object}	towardView
//	@Failure	401			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem	"step_up_required"
//	@Failure	404			{object}	httpapi.Problem	"sso_provider"
//	@Failure	409			{object}	httpapi.Problem	"sso_linked, sso_unreachable"
//	@Failure	429			{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/me/sso/{provider} [post]
func (h *handler) beginLink(c *fiber.Ctx) error {
	key := c.Params("provider")
	to, err := h.service.BeginLink(c.UserContext(), key, h.callback(c, key))
	if err != nil {
		return err
	}
	keepAttempt(c, key, to.Kept)
	return c.JSON(towardView{Address: to.Address})
}

// unlink answers DELETE /me/sso/:provider.
//
//	@Summary	Remove the own link to a provider
//	@Tags		accounts
//	@Param		provider	path	string	true	"key of the provider"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/sso/{provider} [delete]
func (h *handler) unlink(c *fiber.Ctx) error {
	if err := h.service.Unlink(c.UserContext(), c.Params("provider")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// linksOf answers GET /users/:id/sso.
//
//	@Summary	The links of an account to identity providers
//	@Tags		accounts
//	@Param		id	path		string	true	"account"
//	@Success	200	{object}	linksView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/users/{id}/sso [get]
func (h *handler) linksOf(c *fiber.Ctx) error {
	links, err := h.service.LinksOf(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return c.JSON(viewLinks(links))
}

// linkAccount answers PUT /users/:id/sso/:provider.
//
//	@Summary	Link an account to the person at a provider who has the code; the account's person is told
//	@Tags		accounts
//	@Param		id			path		string		true	"account"
//	@Param		provider	path		string		true	"key of the provider"
//	@Param		body		body		linkRequest	true	"the code"
//	@Param		If-Match	header		string		true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	400			{object}	httpapi.Problem	"sso_code"
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, step_up_required, forbidden"
//	@Failure	404			{object}	httpapi.Problem	"sso_provider"
//	@Failure	409			{object}	httpapi.Problem	"sso_held, sso_linked, account_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/sso/{provider} [put]
func (h *handler) linkAccount(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r linkRequest) (User, error) {
		return h.service.LinkAccount(ctx, id, version, c.Params("provider"), r.Code)
	}, h.answer)
}

// unlinkAccount answers DELETE /users/:id/sso/:provider.
//
//	@Summary	Remove an account's link to a provider; the account's person is told
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		provider	path		string	true	"key of the provider"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/sso/{provider} [delete]
func (h *handler) unlinkAccount(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, id string, version int64) (User, error) {
		return h.service.UnlinkAccount(ctx, id, version, c.Params("provider"))
	}, h.answer)
}
