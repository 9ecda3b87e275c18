package volunteers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// consentTextView is a text to which somebody agrees, in the language of the reader.
type consentTextView struct {
	Code    string `json:"code" example:"guardian"`
	Version string `json:"version" example:"guardian-2026-01"`
	Hash    string `json:"hash"` // SHA-256 of the version and the text in both languages; sent back with the consent
	Text    string `json:"text"`
}

type consentTextsView struct {
	Items []consentTextView `json:"items"`
}

// consents answers GET /volunteers/consents.
//
//	@Summary	The texts to which volunteers and their guardians agree, in the present version
//	@Tags		volunteers
//	@Success	200	{object}	consentTextsView
//	@Failure	401	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/consents [get]
func (h *handler) consents(c *fiber.Ctx) error {
	lang := httpapi.Lang(c)
	return c.JSON(consentTextsView{httpapi.Views(consentTexts, func(t ConsentText) consentTextView {
		return consentTextView{Code: t.Code, Version: t.Version, Hash: t.Hash(), Text: t.In(lang)}
	})})
}

// consentAnswer names the text to which somebody agrees.
type consentAnswer struct {
	Version string `json:"version" validate:"max=40"`
	Hash    string `json:"hash" validate:"max=64"`
}

// agree answers POST /volunteers/me/consent.
//
//	@Summary	Agree to the present text about oneself, again when it has a new version
//	@Tags		volunteers
//	@Param		body	body		consentAnswer	true	"the text that was read"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"consent_version"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_move"
//	@Security	session
//	@Router		/volunteers/me/consent [post]
func (h *handler) agree(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r consentAnswer) (Volunteer, error) {
		return h.service.Agree(ctx, r.Version, r.Hash)
	}, h.answerOwn)
}

// askGuardian answers POST /volunteers/me/guardian/code.
//
//	@Summary	Send a code to the guardian's mobile, by which the guardian agrees; a guardian that is sent replaces the former one
//	@Tags		volunteers
//	@Param		body	body		kinRequest	true	"the guardian, or an empty object for the one in the profile"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"guardian_mobile_own"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_of_age, volunteer_move"
//	@Failure	429		{object}	httpapi.Problem	"guardian_codes"
//	@Security	session
//	@Router		/volunteers/me/guardian/code [post]
func (h *handler) askGuardian(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r kinRequest) (Volunteer, error) {
		return h.service.AskGuardian(ctx, r.kin())
	}, h.answerOwn)
}

// withdrawGuardian answers DELETE /volunteers/me/guardian/consent.
//
//	@Summary	The guardian takes the consent back; what needs it stops at once
//	@Tags		volunteers
//	@Success	200	{object}	volunteerView
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"guardian_consent_needed, volunteer_move"
//	@Security	session
//	@Router		/volunteers/me/guardian/consent [delete]
func (h *handler) withdrawGuardian(c *fiber.Ctx) error {
	return h.ownAct(c, h.service.WithdrawGuardian)
}

// withdrawGuardianFor answers POST /volunteers/:id/guardian/withdraw.
//
//	@Summary	Record that the guardian has taken the consent back; what needs it stops at once
//	@Tags		volunteers
//	@Param		id		path		string					true	"volunteer id"
//	@Param		body	body		httpapi.ReasonRequest	true	"how the guardian told it"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"reason_needed"
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"guardian_consent_needed, volunteer_move"
//	@Security	session
//	@Router		/volunteers/{id}/guardian/withdraw [post]
func (h *handler) withdrawGuardianFor(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.WithdrawGuardianFor, h.answer)
}

// askGuardianFor answers POST /volunteers/:id/guardian/code.
//
//	@Summary	Send a code to the mobile of a volunteer's guardian who stands by
//	@Tags		volunteers
//	@Param		id		path		string		true	"volunteer id"
//	@Param		body	body		kinRequest	true	"the guardian, or an empty object for the one in the profile"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"guardian_mobile_own"
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_of_age, volunteer_move"
//	@Failure	429		{object}	httpapi.Problem	"guardian_codes"
//	@Security	session
//	@Router		/volunteers/{id}/guardian/code [post]
func (h *handler) askGuardianFor(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r kinRequest) (Volunteer, error) {
		return h.service.AskGuardianFor(ctx, id, r.kin())
	}, h.answer)
}

type guardianConsentRequest struct {
	Code    privacy.Secret `json:"code" validate:"required,max=10" swaggertype:"string"` // from the guardian's mobile
	Version string         `json:"version" validate:"required,max=40"`                   // of the text that the guardian read
	Hash    string         `json:"hash" validate:"required,max=64"`
}

// guardianConsent answers POST /volunteers/me/guardian/consent.
//
//	@Summary	The guardian agrees, by the code from their mobile
//	@Tags		volunteers
//	@Param		body	body		guardianConsentRequest	true	"the code and the text"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"guardian_code, consent_version"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_of_age, volunteer_move"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/me/guardian/consent [post]
func (h *handler) guardianConsent(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, _ string, r guardianConsentRequest) (Volunteer, error) {
		return h.service.GuardianConsents(ctx, GuardianAnswer(r))
	}, h.answerOwn)
}

// guardianConsentFor answers POST /volunteers/:id/guardian/consent.
//
//	@Summary	Record the consent of a guardian who stands by, by the code from their mobile
//	@Tags		volunteers
//	@Param		id		path		string					true	"volunteer id"
//	@Param		body	body		guardianConsentRequest	true	"the code and the text"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem	"guardian_code, consent_version"
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_of_age, volunteer_move"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id}/guardian/consent [post]
func (h *handler) guardianConsentFor(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r guardianConsentRequest) (Volunteer, error) {
		return h.service.GuardianConsentsFor(ctx, id, GuardianAnswer(r))
	}, h.answer)
}
