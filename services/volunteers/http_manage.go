package volunteers

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type correctRequest struct {
	detailsRequest
	Name   privacy.Secret `json:"name" validate:"required,max=100" swaggertype:"string"`
	Mobile privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`
}

// correct answers PUT /volunteers/:id.
//
//	@Summary	Correct a profile from a roster that nobody has claimed; honours If-Match
//	@Tags		volunteers
//	@Param		id			path		string			true	"volunteer id"
//	@Param		If-Match	header		string			true	"version seen"
//	@Param		body		body		correctRequest	true	"what is sent"
//	@Success	200			{object}	volunteerView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"volunteer_claimed"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id} [put]
func (h *handler) correct(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r correctRequest) (Volunteer, error) {
		return h.service.Correct(ctx, id, version, Correction{Name: r.Name, Mobile: r.Mobile, Details: r.details()})
	}, h.answer)
}

// verify answers POST /volunteers/:id/verify.
//
//	@Summary	Record that the ID paper was compared with the profile
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"volunteer_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id}/verify [post]
func (h *handler) verify(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Verify, h.answer)
}

// activate answers POST /volunteers/:id/activate.
//
//	@Summary	Let a verified volunteer serve
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"volunteer_move, volunteer_barred"
//	@Security	session
//	@Router		/volunteers/{id}/activate [post]
func (h *handler) activate(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Activate, h.answer)
}

// freeze answers POST /volunteers/:id/freeze.
//
//	@Summary	Stop an active volunteer from serving
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why, without names and numbers of persons"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"own_work"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_move"
//	@Security	session
//	@Router		/volunteers/{id}/freeze [post]
func (h *handler) freeze(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Freeze, h.answer)
}

// release answers POST /volunteers/:id/release.
//
//	@Summary	End a freeze
//	@Tags		volunteers
//	@Param		id	path		string	true	"volunteer id"
//	@Success	200	{object}	volunteerView
//	@Failure	403	{object}	httpapi.Problem	"own_work, volunteer_frozen_above"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"volunteer_move, volunteer_barred"
//	@Security	session
//	@Router		/volunteers/{id}/release [post]
func (h *handler) release(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Release, h.answer)
}

// cancelFor answers POST /volunteers/:id/cancel.
//
//	@Summary	End a profile, by the region's civil-affairs office; final
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		httpapi.ReasonRequest	true	"why, without names and numbers of persons"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_move"
//	@Security	session
//	@Router		/volunteers/{id}/cancel [post]
func (h *handler) cancelFor(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.CancelFor, h.answer)
}

type revealRequest struct {
	Field   string `json:"field" validate:"required,max=40"`   // name, id_number, mobile, emergency_name, emergency_mobile, guardian_name, guardian_mobile
	Purpose string `json:"purpose" validate:"required,max=40"` // contact, identity_check, insurance, certificate, safety
}

// reveal answers POST /volunteers/:id/reveal.
//
//	@Summary	One protected value in full, with a purpose; each use is recorded
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		revealRequest	true	"what is sent"
//	@Success	200		{object}	revealView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/{id}/reveal [post]
func (h *handler) reveal(c *fiber.Ctx) error {
	in, err := httpapi.Bind[revealRequest](c)
	if err != nil {
		return err
	}
	value, err := h.service.Reveal(c.UserContext(), c.Params("id"), in.Field, in.Purpose)
	if err != nil {
		return err
	}
	return c.JSON(revealView{Field: in.Field, Value: value.Reveal(), ShowSeconds: 60})
}

type trainingRequest struct {
	Name      string     `json:"name" validate:"required,max=100"`
	Content   string     `json:"content" validate:"max=1000"`
	Minutes   int64      `json:"minutes"`
	Organiser string     `json:"organiser" validate:"required,max=100"`
	Day       region.Day `json:"day" validate:"required,day"`
}

// addTraining answers POST /volunteers/:id/trainings.
//
//	@Summary	Add a training
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		trainingRequest	true	"what is sent"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_entries"
//	@Security	session
//	@Router		/volunteers/{id}/trainings [post]
func (h *handler) addTraining(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r trainingRequest) (Volunteer, error) {
		return h.service.AddTraining(ctx, id, Training{Name: r.Name, Content: r.Content, Minutes: r.Minutes, Organiser: r.Organiser, Day: r.Day})
	}, h.answer)
}

type awardRequest struct {
	Name    string     `json:"name" validate:"required,max=100"`
	Grantor string     `json:"grantor" validate:"required,max=100"`
	Day     region.Day `json:"day" validate:"required,day"`
}

// addAward answers POST /volunteers/:id/awards.
//
//	@Summary	Add an award
//	@Tags		volunteers
//	@Param		id		path		string			true	"volunteer id"
//	@Param		body	body		awardRequest	true	"what is sent"
//	@Success	200		{object}	volunteerView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"volunteer_entries"
//	@Security	session
//	@Router		/volunteers/{id}/awards [post]
func (h *handler) addAward(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r awardRequest) (Volunteer, error) {
		return h.service.AddAward(ctx, id, Award{Name: r.Name, Grantor: r.Grantor, Day: r.Day})
	}, h.answer)
}

type verifySkillRequest struct {
	Skill       string     `json:"skill" validate:"required,max=20"`
	Certificate string     `json:"certificate" validate:"max=60"` // what was seen
	ValidTo     region.Day `json:"valid_to" validate:"required,day"`
}

// verifySkill answers POST /volunteers/:id/skills/verify.
//
//	@Summary	Record that the certificate of a listed skill was seen, and until when it is valid; activities that need the skill open by it
//	@Tags		volunteers
//	@Param		id			path		string				true	"volunteer id"
//	@Param		If-Match	header		string				true	"the version that was seen"
//	@Param		body		body		verifySkillRequest	true	"what is sent"
//	@Success	200			{object}	volunteerView
//	@Failure	400			{object}	httpapi.Problem	"by field skill_unlisted"
//	@Failure	403			{object}	httpapi.Problem	"own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"volunteer_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id}/skills/verify [post]
func (h *handler) verifySkill(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r verifySkillRequest) (Volunteer, error) {
		return h.service.VerifySkill(ctx, id, version, SkillCheck{Skill: r.Skill, Certificate: r.Certificate, ValidTo: r.ValidTo})
	}, h.answer)
}

type withdrawSkillRequest struct {
	Skill  string `json:"skill" validate:"required,max=20"`
	Reason string `json:"reason" validate:"required,max=200"` // without names and numbers of persons
}

// withdrawSkill answers POST /volunteers/:id/skills/withdraw.
//
//	@Summary	Take back the verification of a skill that was made by mistake; sign-ups that need it end
//	@Tags		volunteers
//	@Param		id			path		string					true	"volunteer id"
//	@Param		If-Match	header		string					true	"the version that was seen"
//	@Param		body		body		withdrawSkillRequest	true	"what is sent"
//	@Success	200			{object}	volunteerView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem	"own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"volunteer_move, skill_not_verified"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/volunteers/{id}/skills/withdraw [post]
func (h *handler) withdrawSkill(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r withdrawSkillRequest) (Volunteer, error) {
		return h.service.WithdrawSkill(ctx, id, version, r.Skill, r.Reason)
	}, h.answer)
}
