package accounts

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// passkeyAnswer is what a browser answers with a passkey, its bytes in base64url without padding (WebAuthn Level 3, 5.1).
type passkeyAnswer struct {
	ID       string `json:"id" validate:"max=2000"`
	RawID    string `json:"rawId" validate:"max=2000"`
	Type     string `json:"type" validate:"max=40"`
	Response struct {
		ClientDataJSON    string   `json:"clientDataJSON" validate:"max=8000"`
		AttestationObject string   `json:"attestationObject,omitempty" validate:"max=40000"`
		Transports        []string `json:"transports,omitempty" validate:"max=10"`
		AuthenticatorData string   `json:"authenticatorData,omitempty" validate:"max=8000"`
		Signature         string   `json:"signature,omitempty" validate:"max=8000"`
		UserHandle        string   `json:"userHandle,omitempty" validate:"max=200"`
	} `json:"response"`
}

// json returns the answer as the browser sent it; empty without one.
func (a *passkeyAnswer) json() json.RawMessage {
	if a == nil {
		return nil
	}
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // not reached: strings alone
	}
	return b
}

// factorRequest finishes a login. It has exactly one of code, recovery and passkey.
type factorRequest struct {
	Code     privacy.Secret `json:"code" validate:"max=10" swaggertype:"string"`     // that the authenticator app shows
	Recovery privacy.Secret `json:"recovery" validate:"max=20" swaggertype:"string"` // a recovery code
	Passkey  *passkeyAnswer `json:"passkey"`                                         // the answer of navigator.credentials.get
	Token    privacy.Secret `json:"step_token" validate:"max=200" swaggertype:"string"`
	Cookie   bool           `json:"cookie"` // true for browsers: both tokens are cookies
}

type stepTokenRequest struct {
	Token privacy.Secret `json:"step_token" validate:"max=200" swaggertype:"string"` // empty for browsers, which send it as a cookie
}

type totpConfirmRequest struct {
	Code privacy.Secret `json:"code" validate:"required,max=10" swaggertype:"string"`
}

type passkeyRequest struct {
	Name    string         `json:"name" validate:"required,max=100"`
	Passkey *passkeyAnswer `json:"passkey" validate:"required"` // the answer of navigator.credentials.create
}

// factorsView tells which second factors the own account has.
type factorsView struct {
	Required      bool          `json:"required"` // by a role: the last one cannot be removed
	TOTP          bool          `json:"totp"`     // an authenticator app is set up
	Passkeys      []passkeyView `json:"passkeys"`
	RecoveryLeft  int           `json:"recovery_left"`  // unused recovery codes
	PasskeysWork  bool          `json:"passkeys_work"`  // at the address of this request
	RecoveryCodes []string      `json:"recovery_codes"` // new ones, shown this once; empty when none were made
}

type passkeyView struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	AddedAt time.Time  `json:"added_at" format:"date-time"`
	UsedAt  *time.Time `json:"used_at,omitempty" format:"date-time"`
}

// totpView is the secret of an authenticator app that awaits its first code.
type totpView struct {
	Secret string `json:"secret"` // in base 32, to be typed
	URL    string `json:"url"`    // otpauth://…, for a QR code
}

// loginWaysView tells how a login may be finished.
type loginWaysView struct {
	SecondStep []Way `json:"second_step"`
}

// passkeyOptions is the argument of navigator.credentials.create or get, in the JSON form of WebAuthn level 3.
type passkeyOptions map[string]any //nolint:unused // named by the description of the API

// site returns the address to which passkeys are bound: that of the settings, else of the request.
func (h *handler) site(c *fiber.Ctx) string {
	if h.service.Origin != "" {
		return h.service.Origin
	}
	return "http://" + string(c.Context().Host())
}

// stepToken returns the token of the login's first step in the body, else in the cookie.
func stepToken(c *fiber.Ctx, given privacy.Secret) privacy.Secret {
	if given != "" {
		return given
	}
	return privacy.Secret(httpapi.LoginStep(c))
}

// loginWays answers GET /auth/factor.
//
//	@Summary	The ways to finish the login that this browser has begun
//	@Tags		accounts
//	@Success	200	{object}	loginWaysView
//	@Failure	401	{object}	httpapi.Problem	"login_step"
//	@Router		/auth/factor [get]
func (h *handler) loginWays(c *fiber.Ctx) error {
	ways, err := h.service.LoginWays(c.UserContext(), stepToken(c, ""))
	if err != nil {
		return err
	}
	return c.JSON(loginWaysView{SecondStep: ways})
}

// finishLogin answers POST /auth/factor.
//
//	@Summary	Finish logging in by the second factor
//	@Description	Within five minutes after the password or the code by SMS. The session's token is in the body, or with "cookie": true a cookie.
//	@Tags		accounts
//	@Param		body	body		factorRequest	true	"one proof"
//	@Success	200		{object}	startedView
//	@Failure	400		{object}	httpapi.Problem	"factor_wrong, factor_used, recovery_wrong, passkey_wrong, proof_way"
//	@Failure	401		{object}	httpapi.Problem	"login_step"
//	@Failure	429		{object}	httpapi.Problem	"login_locked, too_many"
//	@Router		/auth/factor [post]
func (h *handler) finishLogin(c *fiber.Ctx) error {
	in, err := httpapi.Bind[factorRequest](c)
	if err != nil {
		return err
	}
	s, err := h.service.FinishLogin(c.UserContext(), stepToken(c, in.Token), Proof{
		Code: in.Code, Recovery: in.Recovery, Passkey: in.Passkey.json(), Origin: h.site(c),
	})
	if err != nil {
		return withRetryAfter(err)
	}
	httpapi.ClearLoginStep(c)
	return h.started(c, s, in.Cookie)
}

// askLoginPasskey answers POST /auth/factor/passkey.
//
//	@Summary	Ask the account's passkeys to finish logging in
//	@Tags		accounts
//	@Param		body	body		stepTokenRequest	true	"the token of the first step"
//	@Success	200		{object}	passkeyOptions
//	@Failure	400		{object}	httpapi.Problem	"proof_way"
//	@Failure	401		{object}	httpapi.Problem	"login_step"
//	@Failure	409		{object}	httpapi.Problem	"passkey_address"
//	@Failure	429		{object}	httpapi.Problem	"too_many"
//	@Router		/auth/factor/passkey [post]
func (h *handler) askLoginPasskey(c *fiber.Ctx) error {
	in, err := httpapi.Bind[stepTokenRequest](c)
	if err != nil {
		return err
	}
	options, err := h.service.AskLoginPasskey(c.UserContext(), stepToken(c, in.Token), h.site(c))
	if err != nil {
		return err
	}
	return c.JSON(options)
}

// askStepUpPasskey answers POST /me/step-up/passkey.
//
//	@Summary	Ask the own passkeys to prove again who one is
//	@Tags		accounts
//	@Success	200	{object}	passkeyOptions
//	@Failure	400	{object}	httpapi.Problem	"proof_way"
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"passkey_address"
//	@Failure	429	{object}	httpapi.Problem	"too_many"
//	@Security	session
//	@Router		/me/step-up/passkey [post]
func (h *handler) askStepUpPasskey(c *fiber.Ctx) error {
	options, err := h.service.AskStepUpPasskey(c.UserContext(), h.site(c))
	if err != nil {
		return err
	}
	return c.JSON(options)
}

// factors answers GET /me/factors.
//
//	@Summary	The own second factors
//	@Tags		accounts
//	@Success	200	{object}	factorsView
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/me/factors [get]
func (h *handler) factors(c *fiber.Ctx) error { return h.answerFactors(c, nil) }

// answerFactors answers with the own second factors and new recovery codes, if there are any.
func (h *handler) answerFactors(c *fiber.Ctx, codes []privacy.Secret) error {
	f, err := h.service.MyFactors(c.UserContext())
	if err != nil {
		return err
	}
	_, unusable := relyingParty(h.site(c))
	v := factorsView{
		Required: f.Required, TOTP: f.TOTP, RecoveryLeft: f.Recovery, PasskeysWork: unusable == nil,
		Passkeys: []passkeyView{}, RecoveryCodes: []string{},
	}
	for _, p := range f.Passkeys {
		pv := passkeyView{ID: p.ID, Name: p.Name, AddedAt: p.AddedAt}
		if !p.UsedAt.IsZero() {
			pv.UsedAt = &p.UsedAt
		}
		v.Passkeys = append(v.Passkeys, pv)
	}
	for _, code := range codes {
		v.RecoveryCodes = append(v.RecoveryCodes, code.Reveal())
	}
	return c.JSON(v)
}

// beginTOTP answers POST /me/factors/totp.
//
//	@Summary	Begin to set up an authenticator app; it counts from its first code on
//	@Tags		accounts
//	@Success	200	{object}	totpView
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"step_up_required"
//	@Failure	409	{object}	httpapi.Problem	"factor_set"
//	@Security	session
//	@Router		/me/factors/totp [post]
func (h *handler) beginTOTP(c *fiber.Ctx) error {
	key, err := h.service.BeginTOTP(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(totpView{Secret: key.Secret.Reveal(), URL: key.URL.Reveal()})
}

// confirmTOTP answers POST /me/factors/totp/confirm.
//
//	@Summary	Set up the authenticator app by its first code; the first factor brings ten recovery codes, shown this once
//	@Tags		accounts
//	@Param		body	body		totpConfirmRequest	true	"the code that the app shows"
//	@Success	200		{object}	factorsView
//	@Failure	400		{object}	httpapi.Problem	"factor_wrong, factor_used"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"step_up_required"
//	@Failure	429		{object}	httpapi.Problem	"login_locked, too_many"
//	@Security	session
//	@Router		/me/factors/totp/confirm [post]
func (h *handler) confirmTOTP(c *fiber.Ctx) error {
	in, err := httpapi.Bind[totpConfirmRequest](c)
	if err != nil {
		return err
	}
	codes, err := h.service.ConfirmTOTP(c.UserContext(), in.Code)
	if err != nil {
		return withRetryAfter(err)
	}
	httpapi.ForgetActor(c)
	return h.answerFactors(c, codes)
}

// removeTOTP answers DELETE /me/factors/totp.
//
//	@Summary	Remove the own authenticator app
//	@Tags		accounts
//	@Success	200	{object}	factorsView
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"last_factor"
//	@Security	session
//	@Router		/me/factors/totp [delete]
func (h *handler) removeTOTP(c *fiber.Ctx) error {
	if err := h.service.RemoveTOTP(c.UserContext()); err != nil {
		return err
	}
	return h.answerFactors(c, nil)
}

// beginPasskey answers POST /me/factors/passkeys/options.
//
//	@Summary	Ask the browser for a new passkey
//	@Tags		accounts
//	@Success	200	{object}	passkeyOptions
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"step_up_required"
//	@Failure	409	{object}	httpapi.Problem	"passkey_address, passkey_many"
//	@Security	session
//	@Router		/me/factors/passkeys/options [post]
func (h *handler) beginPasskey(c *fiber.Ctx) error {
	options, err := h.service.BeginPasskey(c.UserContext(), h.site(c))
	if err != nil {
		return err
	}
	return c.JSON(options)
}

// addPasskey answers POST /me/factors/passkeys.
//
//	@Summary	Add the passkey that the browser made; the first factor brings ten recovery codes, shown this once
//	@Tags		accounts
//	@Param		body	body		passkeyRequest	true	"its name and the browser's answer"
//	@Success	200		{object}	factorsView
//	@Failure	400		{object}	httpapi.Problem	"passkey_wrong, passkey_name"
//	@Failure	401		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"step_up_required"
//	@Failure	409		{object}	httpapi.Problem	"passkey_address, passkey_held, passkey_many"
//	@Security	session
//	@Router		/me/factors/passkeys [post]
func (h *handler) addPasskey(c *fiber.Ctx) error {
	in, err := httpapi.Bind[passkeyRequest](c)
	if err != nil {
		return err
	}
	codes, err := h.service.AddPasskey(c.UserContext(), h.site(c), in.Name, in.Passkey.json())
	if err != nil {
		return err
	}
	httpapi.ForgetActor(c)
	return h.answerFactors(c, codes)
}

// removePasskey answers DELETE /me/factors/passkeys/:id.
//
//	@Summary	Remove one of the own passkeys
//	@Tags		accounts
//	@Param		id	path		string	true	"passkey"
//	@Success	200	{object}	factorsView
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"last_factor"
//	@Security	session
//	@Router		/me/factors/passkeys/{id} [delete]
func (h *handler) removePasskey(c *fiber.Ctx) error {
	if err := h.service.RemovePasskey(c.UserContext(), c.Params("id")); err != nil {
		return err
	}
	return h.answerFactors(c, nil)
}

// newRecoveryCodes answers POST /me/factors/recovery-codes.
//
//	@Summary	Replace the recovery codes; the new ones are shown this once
//	@Tags		accounts
//	@Success	200	{object}	factorsView
//	@Failure	401	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"step_up_required"
//	@Failure	409	{object}	httpapi.Problem	"factor_none"
//	@Security	session
//	@Router		/me/factors/recovery-codes [post]
func (h *handler) newRecoveryCodes(c *fiber.Ctx) error {
	codes, err := h.service.NewRecoveryCodes(c.UserContext())
	if err != nil {
		return err
	}
	return h.answerFactors(c, codes)
}

// removeFactors answers DELETE /users/:id/factors.
//
//	@Summary	Remove the second factors of a person who has lost them; the sessions end and the person is told
//	@Tags		accounts
//	@Param		id			path		string	true	"account"
//	@Param		If-Match	header		string	true	"version seen"
//	@Success	200			{object}	userView
//	@Failure	403			{object}	httpapi.Problem	"role_beyond, own_work, forbidden, step_up_required"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"factor_none"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/users/{id}/factors [delete]
func (h *handler) removeFactors(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.RemoveFactors, h.answer)
}
