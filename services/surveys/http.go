package surveys

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/surveys", auth.BeneficiaryReveal, h.surveys)
	r.Post("/surveys", auth.BeneficiaryVerify, h.create)
	r.Get("/surveys/:id", auth.BeneficiaryReveal, h.survey)
	r.Put("/surveys/:id", auth.BeneficiaryVerify, h.edit)
	r.Delete("/surveys/:id", auth.BeneficiaryVerify, h.discard)
	r.Post("/surveys/:id/open", auth.BeneficiaryVerify, h.open)
	r.Post("/surveys/:id/close", auth.BeneficiaryVerify, h.close)
	r.Post("/surveys/:id/reopen", auth.BeneficiaryVerify, h.reopen)
	r.Get("/surveys/:id/progress", auth.BeneficiaryReveal, h.progress)
	r.Get("/surveys/:id/comparison", auth.BeneficiaryReveal, h.comparison)

	r.Get("/survey-tasks", auth.BeneficiaryReveal, h.tasks)
	r.Get("/survey-tasks/:id", auth.BeneficiaryReveal, h.task)
	r.Get("/survey-tasks/:id/lines", auth.BeneficiaryReveal, h.lines)
	r.Post("/survey-tasks/:id/lines", auth.BeneficiaryEdit, h.add)
	r.Put("/survey-tasks/:id/answers", auth.BeneficiaryEdit, h.answer)
	r.Post("/survey-tasks/:id/submit", auth.BeneficiaryEdit, h.submit)
	r.Post("/survey-tasks/:id/accept", auth.BeneficiaryVerify, h.accept)
	r.Post("/survey-tasks/:id/return", auth.BeneficiaryVerify, h.returnTask)
	r.Put("/survey-lines/:id", auth.BeneficiaryEdit, h.decide)
	h.listRoutes(r)
	h.policeRoutes(r)
}

type surveyQuery struct {
	httpapi.PageQuery
	Status Status `query:"status" validate:"omitempty,oneof=draft open closed"`
}

// surveys answers GET /surveys.
//
//	@Summary	Survey rounds within one's reach, newest first
//	@Tags		surveys
//	@Param		status	query		string	false	"draft, open or closed"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[surveyView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys [get]
func (h *handler) surveys(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q surveyQuery) (docstore.Page[Survey], error) {
		return h.service.List(ctx, q.Status, q.Options()...)
	}, viewSurvey)
}

// create answers POST /surveys.
//
//	@Summary	Write the draft of a survey round of one's county
//	@Tags		surveys
//	@Param		body	body		createRequest	true	"the round"
//	@Success	201		{object}	surveyDetailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field county_needed, survey_area, cutoff_late, day_past"
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys [post]
func (h *handler) create(c *fiber.Ctx) error {
	r, err := httpapi.Bind[createRequest](c)
	if err != nil {
		return err
	}
	v, err := h.service.Create(c.UserContext(), r.Region, r.plan())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answerSurvey(c, v)
}

// answerSurvey writes the round with its ETag and its acts.
func (h *handler) answerSurvey(c *fiber.Ctx, v Survey) error {
	why, err := h.service.ReopenReason(&v)
	if err != nil {
		return err
	}
	httpapi.ETag(c, v.Version)
	lang := httpapi.Lang(c)
	return c.JSON(surveyDetailView{
		surveyView: viewSurvey(v), Questions: httpapi.Views(v.Questions, func(q Question) questionRequest { return questionRequest(q) }), Form: v.Form().View(lang),
		ReopenReason: why.Reveal(), Acts: workflow.Views(h.service.Acts(c.UserContext(), &v), lang),
	})
}

// survey answers GET /surveys/:id.
//
//	@Summary	One survey round; its ETag is for If-Match
//	@Tags		surveys
//	@Param		id	path		string	true	"round"
//	@Success	200	{object}	surveyDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys/{id} [get]
func (h *handler) survey(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Read, h.answerSurvey) }

// edit answers PUT /surveys/:id.
//
//	@Summary	Edit the draft of a survey round
//	@Tags		surveys
//	@Param		id			path		string		true	"round"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		planRequest	true	"the round"
//	@Success	200			{object}	surveyDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/surveys/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r planRequest) (Survey, error) {
		return h.service.Edit(ctx, id, version, r.plan())
	}, h.answerSurvey)
}

// discard answers DELETE /surveys/:id.
//
//	@Summary	Throw away the draft of a survey round
//	@Tags		surveys
//	@Param		id			path	string	true	"round"
//	@Param		If-Match	header	string	true	"version"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"survey_move"
//	@Failure	412	{object}	httpapi.Problem
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/surveys/{id} [delete]
func (h *handler) discard(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, id string, version int64) (Survey, error) {
		return Survey{}, h.service.Discard(ctx, id, version)
	}, func(c *fiber.Ctx, _ Survey) error { return c.SendStatus(fiber.StatusNoContent) })
}

// open answers POST /surveys/:id/open.
//
//	@Summary	Begin the round: every village of the area gets its list
//	@Tags		surveys
//	@Param		id			path		string	true	"round"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	surveyDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_move, survey_open, survey_no_villages"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/surveys/{id}/open [post]
func (h *handler) open(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Open, h.answerSurvey) }

// close answers POST /surveys/:id/close.
//
//	@Summary	Close the round: nothing in it can be changed any more
//	@Tags		surveys
//	@Param		id			path		string			true	"round"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		closeRequest	true	"whether also while villages are not accepted"
//	@Success	200			{object}	surveyDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_move, survey_tasks_open"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/surveys/{id}/close [post]
func (h *handler) close(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r closeRequest) (Survey, error) {
		return h.service.Close(ctx, id, version, r.EvenOpen)
	}, h.answerSurvey)
}

// reopen answers POST /surveys/:id/reopen.
//
//	@Summary	Open a closed round again with a new deadline, within 30 days
//	@Tags		surveys
//	@Param		id			path		string			true	"round"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		reopenRequest	true	"until when, and why"
//	@Success	200			{object}	surveyDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_move, survey_open, survey_reopen_late"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/surveys/{id}/reopen [post]
func (h *handler) reopen(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r reopenRequest) (Survey, error) {
		return h.service.Reopen(ctx, id, version, r.Deadline, r.Reason)
	}, h.answerSurvey)
}

// progress answers GET /surveys/:id/progress.
//
//	@Summary	How far the round is within one's reach: in all, by town and by village
//	@Tags		surveys
//	@Param		id	path		string	true	"round"
//	@Success	200	{object}	progressOfView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys/{id}/progress [get]
func (h *handler) progress(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Progress, func(c *fiber.Ctx, p ProgressOf) error {
		return c.JSON(progressOfView{All: viewProgress(p.All), Towns: httpapi.Views(p.Towns, viewProgress), Villages: httpapi.Views(p.Villages, viewProgress)})
	})
}

type comparisonQuery struct {
	With string `query:"with" validate:"required,max=40"`
}

// comparison answers GET /surveys/:id/comparison.
//
//	@Summary	The figures of two rounds by village, with their sums last
//	@Tags		surveys
//	@Param		id		path		string	true	"round"
//	@Param		with	query		string	true	"the other round"
//	@Success	200		{object}	comparisonView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys/{id}/comparison [get]
func (h *handler) comparison(c *fiber.Ctx) error {
	q, err := httpapi.Query[comparisonQuery](c)
	if err != nil {
		return err
	}
	rows, err := h.service.Compare(c.UserContext(), c.Params("id"), q.With)
	if err != nil {
		return err
	}
	return c.JSON(comparisonView{Rows: httpapi.Views(rows, viewCompared)})
}
