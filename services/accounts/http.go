package accounts

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

type handler struct{ service *Service }

// Routes mounts the feature. Routes with secrets in the request or the answer ignore Idempotency-Key, because the answer
// would be stored; so do routes that count wrong tries, because a failed request would undo the count.
func Routes(r *httpapi.Router, s *Service) {
	h, once, early := &handler{s}, httpapi.NoIdempotency(), httpapi.BeforeFactor()
	tries := httpapi.Limit("account.login", s.Bounds.LoginsPerAddress, time.Minute)
	r.Post("/auth/login", auth.Public, h.login, once, tries)
	r.Post("/auth/codes", auth.Public, h.requestCode, once, httpapi.Limit("account.code", s.Bounds.CodesPerAddress, time.Hour))
	r.Post("/auth/codes/verify", auth.Public, h.verifyCode, once, tries)
	r.Get("/auth/factor", auth.Public, h.loginWays, httpapi.Limit("account.login_step", 60, time.Minute))
	r.Post("/auth/factor", auth.Public, h.finishLogin, once, tries)
	r.Post("/auth/factor/passkey", auth.Public, h.askLoginPasskey, once, tries)
	r.Post("/auth/password/account", auth.Public, h.tokenAccount, once, tries)
	r.Post("/auth/password", auth.Public, h.useToken, once, tries)
	r.Post("/auth/logout", auth.Session, h.logout, once, early)

	r.Get("/me", auth.Session, h.me, early)
	r.Put("/me/name", auth.Session, h.setName)
	r.Put("/me/preferences", auth.Session, h.setPreferences)
	r.Post("/me/password", auth.Session, h.changePassword, once, tries, early)
	r.Post("/me/mobile/codes", auth.Session, h.askMobileCodes, once, httpapi.Limit("account.mobile", s.Bounds.CodesPerAddress, time.Hour))
	r.Put("/me/mobile", auth.Session, h.changeMobile, once, tries)
	r.Post("/me/step-up", auth.Session, h.stepUp, once, tries, early)
	r.Post("/me/step-up/code", auth.Session, h.askProofCode, once, httpapi.Limit("account.code", s.Bounds.CodesPerAddress, time.Hour), early)
	r.Post("/me/step-up/passkey", auth.Session, h.askStepUpPasskey, once, tries, early)
	r.Get("/me/factors", auth.Session, h.factors, early)
	r.Post("/me/factors/totp", auth.Session, h.beginTOTP, once, early, httpapi.StepUp())
	r.Post("/me/factors/totp/confirm", auth.Session, h.confirmTOTP, once, tries, early, httpapi.StepUp())
	r.Delete("/me/factors/totp", auth.Session, h.removeTOTP, once, httpapi.StepUp())
	r.Post("/me/factors/passkeys/options", auth.Session, h.beginPasskey, once, early, httpapi.StepUp())
	r.Post("/me/factors/passkeys", auth.Session, h.addPasskey, once, early, httpapi.StepUp())
	r.Delete("/me/factors/passkeys/:id", auth.Session, h.removePasskey, once, httpapi.StepUp())
	r.Post("/me/factors/recovery-codes", auth.Session, h.newRecoveryCodes, once, httpapi.StepUp())
	r.Get("/me/sessions", auth.Session, h.sessions)
	r.Delete("/me/sessions/:id", auth.Session, h.endSession)

	r.Get("/users", auth.UserManage, h.list, exportUsers)
	r.Post("/users", auth.UserManage, h.create, once, httpapi.Limit("account.create", 120, time.Hour), httpapi.StepUp())
	r.Get("/users/:id", auth.UserManage, h.see)
	r.Post("/users/:id/bindings", auth.UserManage, h.grant, httpapi.StepUp())
	r.Delete("/users/:id/bindings/:binding", auth.UserManage, h.endBinding)
	r.Post("/users/:id/disable", auth.UserManage, h.disable)
	r.Post("/users/:id/enable", auth.UserManage, h.enable)
	r.Delete("/users/:id/factors", auth.UserManage, h.removeFactors, httpapi.StepUp())
	r.Post("/users/:id/identity", auth.UserManage, h.verifyIdentity, once, httpapi.StepUp())
	r.Put("/users/:id/identity", auth.UserManage, h.correctIdentity, once, httpapi.StepUp())
	r.Get("/orgs/:id/administrators", auth.UserManage, h.orgAdmins)
	r.Post("/users/:id/mobile/code", auth.UserManage, h.askMobile, once)
	r.Put("/users/:id/mobile", auth.UserManage, h.replaceMobile, once, httpapi.StepUp())
	r.Post("/users/:id/password-reset", auth.UserManage, h.resetPassword, once, httpapi.StepUp())
	r.Post("/users/:id/hand-over", auth.UserManage, h.handOver, httpapi.StepUp())

	h.ssoRoutes(r, tries)
	h.tokenRoutes(r)
}

// started writes the new session. Browsers get the token as a cookie, other clients in the body.
func (h *handler) started(c *fiber.Ctx, s Started, cookie bool) error {
	v := startedView{ExpiresAt: s.Expires, UserID: s.User.ID, MustChangePassword: s.User.MustChange}
	if s.Session.Half {
		if v.SecondStep = s.User.ways(); cookie {
			httpapi.SetLoginStep(c, s.Token.Reveal(), s.Expires)
		} else {
			v.StepToken = s.Token.Reveal()
		}
		return c.JSON(v)
	}
	if cookie {
		h.keepSession(c, s)
	} else {
		v.Token = s.Token.Reveal()
	}
	return c.JSON(v)
}

// keepSession sets the cookies of a new session.
func (h *handler) keepSession(c *fiber.Ctx, s Started) {
	httpapi.SetSession(c, s.Token.Reveal(), s.Expires)
	if s.Device != "" {
		httpapi.SetDevice(c, h.service.devicesWith(s, httpapi.Device(c)), h.service.now().AddDate(1, 0, 0))
	}
}

// login answers POST /auth/login.
//
//	@Summary	Log in by login name and password
//	@Description	The token is in the body, for Authorization: Bearer; with "cookie": true it is a cookie instead.
//	@Tags		accounts
//	@Param		body	body		loginRequest	true	"login name and password"
//	@Success	200		{object}	startedView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	401		{object}	httpapi.Problem	"login_failed"
//	@Failure	429		{object}	httpapi.Problem	"login_locked, too_many"
//	@Router		/auth/login [post]
func (h *handler) login(c *fiber.Ctx) error {
	in, err := httpapi.Bind[loginRequest](c)
	if err != nil {
		return err
	}
	s, err := h.service.Login(c.UserContext(), in.Login, in.Password, Client{
		Name: c.Get(fiber.HeaderUserAgent), Network: httpapi.ClientNetwork(c), Device: httpapi.Device(c),
	})
	if err != nil {
		return withRetryAfter(err)
	}
	return h.started(c, s, in.Cookie)
}

// withRetryAfter adds the time to wait to ErrLocked; other errors are returned unchanged.
func withRetryAfter(err error) error {
	if locked, ok := errors.AsType[lockedError](err); ok {
		return httpapi.RetryAfter(err, locked.wait)
	}
	return err
}

// requestCode answers POST /auth/codes.
//
//	@Summary	Have a one-time code sent to a mobile
//	@Description	The answer is the same whether or not the number has an account.
//	@Tags		accounts
//	@Param		body	body		codeRequest	true	"mainland mobile number"
//	@Success	202		{object}	codeSentView
//	@Failure	400		{object}	httpapi.Problem	"mobile_invalid"
//	@Failure	429		{object}	httpapi.Problem	"code_too_often, too_many"
//	@Failure	503		{object}	httpapi.Problem	"code_unavailable"
//	@Router		/auth/codes [post]
func (h *handler) requestCode(c *fiber.Ctx) error {
	in, err := httpapi.Bind[codeRequest](c)
	if err != nil {
		return err
	}
	err = h.service.RequestCode(c.UserContext(), in.Mobile, httpapi.Lang(c))
	if errors.Is(err, ErrCodesTooOften) {
		return httpapi.RetryAfter(err, CodeSpan)
	}
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(codeSentView{ExpiresInSeconds: int(CodeLife.Seconds())})
}

// verifyCode answers POST /auth/codes/verify.
//
//	@Summary	Log in by the code that was sent; a new number gets an account
//	@Description	The token is in the body, for Authorization: Bearer; with "cookie": true it is a cookie instead.
//	@Tags		accounts
//	@Param		body	body		verifyRequest	true	"mobile and code"
//	@Success	200		{object}	startedView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	401		{object}	httpapi.Problem	"code_invalid"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Router		/auth/codes/verify [post]
func (h *handler) verifyCode(c *fiber.Ctx) error {
	in, err := httpapi.Bind[verifyRequest](c)
	if err != nil {
		return err
	}
	s, err := h.service.VerifyCode(c.UserContext(), in.Mobile, in.Code, c.Get(fiber.HeaderUserAgent))
	if err != nil {
		return err
	}
	return h.started(c, s, in.Cookie)
}

// logout answers POST /auth/logout.
//
//	@Summary	End this session
//	@Description	Whoever logged in at an identity provider whose settings ask for it gets an address, which the browser opens to log out there too.
//	@Tags		accounts
//	@Success	200	{object}	towardView
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/auth/logout [post]
func (h *handler) logout(c *fiber.Ctx) error {
	var toward string
	if own := httpapi.OwnURL(c); own != "" {
		toward = h.service.ProviderLogout(c.UserContext(), own+"/console/")
	}
	err := h.service.Logout(c.UserContext())
	if err != nil && !errors.Is(err, docstore.ErrNotFound) { // the session has already ended in another window
		return err
	}
	httpapi.ClearSession(c)
	if toward != "" {
		return c.JSON(towardView{Address: toward})
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// me answers GET /me.
//
//	@Summary	The own account with roles and permissions
//	@Tags		accounts
//	@Success	200	{object}	meView
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me [get]
func (h *handler) me(c *fiber.Ctx) error {
	u, err := h.service.Me(c.UserContext())
	if err != nil {
		return err
	}
	return h.answerMe(c, u)
}

// answerMe answers with the own account and the names of the organisations in its roles.
func (h *handler) answerMe(c *fiber.Ctx, u User) error {
	v := viewMe(u, h.service.Regions, h.service.now())
	if h.service.needsFactor(&u, h.service.now()) {
		v.FactorRequired, v.Permissions = true, []auth.Permission{auth.Session}
	}
	var ids []string
	for _, r := range v.Roles {
		if r.OrgID != "" {
			ids = append(ids, r.OrgID)
		}
	}
	if len(ids) > 0 && h.service.OrgNames != nil {
		names, err := h.service.OrgNames(c.UserContext(), ids)
		if err != nil {
			return err
		}
		for i := range v.Roles {
			v.Roles[i].OrgName = names[v.Roles[i].OrgID]
		}
	}
	httpapi.ETag(c, u.Version)
	return c.JSON(v)
}

// setName answers PUT /me/name.
//
//	@Summary	Give the own account its name, once; an account made by a code has none
//	@Tags		accounts
//	@Param		body	body		nameRequest	true	"the name"
//	@Success	200		{object}	meView
//	@Failure	400		{object}	httpapi.Problem	"name_invalid"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"name_set"
//	@Security	session
//	@Router		/me/name [put]
func (h *handler) setName(c *fiber.Ctx) error {
	in, err := httpapi.Bind[nameRequest](c)
	if err != nil {
		return err
	}
	u, err := h.service.SetName(c.UserContext(), in.Name)
	if err != nil {
		return err
	}
	return h.answerMe(c, u)
}

// setPreferences answers PUT /me/preferences.
//
//	@Summary	Set language, channels and quiet hours
//	@Tags		accounts
//	@Param		body		body		preferencesRequest	true	"all settings"
//	@Param		If-Match	header		string				false	"version seen"
//	@Success	200			{object}	meView
//	@Failure	400			{object}	httpapi.Problem	"preference_invalid"
//	@Failure	401			{object}	httpapi.Problem
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Security	session
//	@Router		/me/preferences [put]
func (h *handler) setPreferences(c *fiber.Ctx) error {
	in, err := httpapi.Bind[preferencesRequest](c)
	if err != nil {
		return err
	}
	version, err := httpapi.IfMatchOwn(c)
	if err != nil {
		return err
	}
	u, err := h.service.SetPreferences(c.UserContext(), version, Preferences{
		Lang: in.Lang, Channels: in.Channels, Chosen: in.Channels != nil, QuietFrom: in.QuietFrom, QuietTo: in.QuietTo,
	})
	if err != nil {
		return err
	}
	return h.answerMe(c, u)
}

// changePassword answers POST /me/password.
//
//	@Summary	Change the own password; other sessions end
//	@Tags		accounts
//	@Param		body	body	passwordRequest	true	"present and new password"
//	@Success	204
//	@Failure	400	{object}	httpapi.Problem	"password_wrong, password_weak, password_common, password_same"
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"password_none"
//	@Failure	429	{object}	httpapi.Problem	"login_locked, too_many"
//	@Security	session
//	@Router		/me/password [post]
func (h *handler) changePassword(c *fiber.Ctx) error {
	in, err := httpapi.Bind[passwordRequest](c)
	if err != nil {
		return err
	}
	if err := h.service.ChangePassword(c.UserContext(), in.Current, in.New); err != nil {
		return withRetryAfter(err)
	}
	httpapi.ForgetActor(c) // before the first password was changed the user had no roles
	return c.SendStatus(fiber.StatusNoContent)
}

type pageQuery struct{ httpapi.PageQuery }

// sessions answers GET /me/sessions.
//
//	@Summary	The own sessions, the latest first
//	@Tags		accounts
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[sessionView]
//	@Failure	401		{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/sessions [get]
func (h *handler) sessions(c *fiber.Ctx) error {
	q, err := httpapi.Query[pageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Sessions(c.UserContext(), q.Options()...)
	if err != nil {
		return err
	}
	current := auth.From(c.UserContext()).SessionID
	return c.JSON(httpapi.ListOf(page, func(s Session) sessionView {
		return sessionView{ID: s.ID, Method: s.Method, Client: s.Client, StartedAt: s.StartedAt, SeenAt: s.SeenAt, Current: s.ID == current}
	}))
}

// endSession answers DELETE /me/sessions/:id.
//
//	@Summary	End one of the own sessions
//	@Tags		accounts
//	@Param		id	path	string	true	"session"
//	@Success	204
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/sessions/{id} [delete]
func (h *handler) endSession(c *fiber.Ctx) error {
	if err := h.service.EndSession(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
