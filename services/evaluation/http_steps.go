package evaluation

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// plan answers POST /evaluations.
//
//	@Summary	Plan an evaluation with the sheet as it is now
//	@Tags		evaluation
//	@Param		body	body		planRequest	true	"what is sent"
//	@Success	201	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem	"invalid, evaluation_indicators"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_contract, evaluation_once, evaluation_template"
//	@Security	session
//	@Router		/evaluations [post]
func (h *handler) plan(c *fiber.Ctx) error {
	in, err := httpapi.Bind[planRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Plan(c.UserContext(), in.plan())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, got)
}

// open answers POST /evaluations/:id/open.
//
//	@Summary	Ask the provider for its self-report
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/open [post]
func (h *handler) open(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Open, h.answer)
}

// submitSelf answers POST /evaluations/:id/self.
//
//	@Summary	The provider's self-report
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		selfRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/self [post]
func (h *handler) submitSelf(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in selfRequest) (Evaluation, error) {
		return h.service.SubmitSelf(ctx, id, in.Text, marksOf(in.Marks))
	}, h.answer)
}

// desk answers POST /evaluations/:id/desk.
//
//	@Summary	Begin the desk review
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		noteRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/desk [post]
func (h *handler) desk(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in noteRequest) (Evaluation, error) {
		return h.service.BeginDesk(ctx, id, in.Note)
	}, h.answer)
}

// onsite answers POST /evaluations/:id/onsite.
//
//	@Summary	Begin the visit on site; cards can be submitted from now on
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		noteRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/onsite [post]
func (h *handler) onsite(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in noteRequest) (Evaluation, error) {
		return h.service.BeginOnsite(ctx, id, in.Note)
	}, h.answer)
}

// replace answers POST /evaluations/:id/raters/replace.
//
//	@Summary	Put another user in a rater's place
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		replaceRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move, evaluation_submitted"
//	@Security	session
//	@Router		/evaluations/{id}/raters/replace [post]
func (h *handler) replace(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in replaceRequest) (Evaluation, error) {
		return h.service.ReplaceRater(ctx, id, in.OldUser, in.NewUser)
	}, h.answer)
}

// declare answers POST /evaluations/:id/declaration.
//
//	@Summary	Sign the own declaration of interest
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		declareRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_submitted, evaluation_declared, evaluation_recused"
//	@Security	session
//	@Router		/evaluations/{id}/declaration [post]
func (h *handler) declare(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in declareRequest) (Evaluation, error) {
		return h.service.Declare(ctx, id, in.Conflict, in.Text)
	}, h.answer)
}

// saveCard answers PUT /evaluations/:id/card.
//
//	@Summary	Write or submit the own card
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		cardRequest	true	"what is sent"
//	@Success	200	{object}	scorecardView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_declare, evaluation_recused, evaluation_submitted, evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/card [put]
func (h *handler) saveCard(c *fiber.Ctx) error {
	in, err := httpapi.Bind[cardRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.SaveCard(c.UserContext(), c.Params("id"), marksOf(in.Marks), findingsOf(in.Vetoes), in.Submit)
	if err != nil {
		return err
	}
	return c.JSON(viewScorecard(got))
}

// merge answers POST /evaluations/:id/merge.
//
//	@Summary	Freeze the inputs and compute the result
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		mergeRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/merge [post]
func (h *handler) merge(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in mergeRequest) (Evaluation, error) {
		return h.service.Merge(ctx, id, findingsOf(in.Vetoes))
	}, h.answer)
}

// lift answers POST /evaluations/:id/lift.
//
//	@Summary	Take away a veto that is not upheld, before publicity
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		liftRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem	"invalid, evaluation_adjustment"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/lift [post]
func (h *handler) lift(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in liftRequest) (Evaluation, error) {
		return h.service.Lift(ctx, id, in.Veto, in.Reason)
	}, h.answer)
}

// publicise answers POST /evaluations/:id/publicise.
//
//	@Summary	Make the result public for some working days
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		publiciseRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/publicise [post]
func (h *handler) publicise(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in publiciseRequest) (Evaluation, error) {
		return h.service.Publicise(ctx, id, in.WorkingDays)
	}, h.answer)
}

// object answers POST /evaluations/:id/objections.
//
//	@Summary	The provider objects within publicity
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		textRequest	true	"what is sent"
//	@Success	201	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_objection_closed"
//	@Security	session
//	@Router		/evaluations/{id}/objections [post]
func (h *handler) object(c *fiber.Ctx) error {
	in, err := httpapi.Bind[textRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Object(c.UserContext(), c.Params("id"), in.Text)
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, got)
}

// review answers POST /evaluations/:id/review.
//
//	@Summary	Decide the open objection
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		reviewRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/review [post]
func (h *handler) review(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in reviewRequest) (Evaluation, error) {
		return h.service.Review(ctx, id, in.Text, adjustmentsOf(in.Adjustments))
	}, h.answer)
}

// rectified answers POST /evaluations/:id/rectification.
//
//	@Summary	The provider reports what it has put right
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		textRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/rectification [post]
func (h *handler) rectified(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in textRequest) (Evaluation, error) {
		return h.service.ReportRectified(ctx, id, in.Text)
	}, h.answer)
}

// recheck answers POST /evaluations/:id/recheck.
//
//	@Summary	Record what the re-check found
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Param		body	body		reviewRequest	true	"what is sent"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/recheck [post]
func (h *handler) recheck(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in reviewRequest) (Evaluation, error) {
		return h.service.Recheck(ctx, id, in.Text, adjustmentsOf(in.Adjustments))
	}, h.answer)
}

// final2 answers POST /evaluations/:id/final.
//
//	@Summary	Make the result of a re-check final
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/final [post]
func (h *handler) final2(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.FinaliseRecheck, h.answer)
}

// archive answers POST /evaluations/:id/archive.
//
//	@Summary	Archive a finished evaluation
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/archive [post]
func (h *handler) archive(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Archive, h.answer)
}
