package evaluation

import (
	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// plan answers POST /evaluations.
//
//	@Summary	Plan an evaluation with the sheet as it is now
//	@Tags		evaluation
//	@Param		body	body		planRequest	true	"what is sent"
//	@Success	201	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
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
	return h.show(c, fiber.StatusCreated, got, err)
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
	got, err := h.service.Open(c.UserContext(), c.Params("id"))
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[selfRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.SubmitSelf(c.UserContext(), c.Params("id"), in.Text, marksOf(in.Marks))
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[noteRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.BeginDesk(c.UserContext(), c.Params("id"), in.Note)
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[noteRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.BeginOnsite(c.UserContext(), c.Params("id"), in.Note)
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[replaceRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.ReplaceRater(c.UserContext(), c.Params("id"), in.OldUser, in.NewUser)
	return h.show(c, fiber.StatusOK, got, err)
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
//	@Failure	409	{object}	httpapi.Problem	"evaluation_submitted"
//	@Security	session
//	@Router		/evaluations/{id}/declaration [post]
func (h *handler) declare(c *fiber.Ctx) error {
	in, err := httpapi.Bind[declareRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Declare(c.UserContext(), c.Params("id"), in.Conflict, in.Text)
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[mergeRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Merge(c.UserContext(), c.Params("id"), findingsOf(in.Vetoes))
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[liftRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Lift(c.UserContext(), c.Params("id"), in.Veto, in.Reason)
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[publiciseRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Publicise(c.UserContext(), c.Params("id"), in.WorkingDays)
	return h.show(c, fiber.StatusOK, got, err)
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
	return h.show(c, fiber.StatusCreated, got, err)
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
	in, err := httpapi.Bind[reviewRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Review(c.UserContext(), c.Params("id"), in.Text, adjustmentsOf(in.Adjustments))
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[textRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.ReportRectified(c.UserContext(), c.Params("id"), in.Text)
	return h.show(c, fiber.StatusOK, got, err)
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
	in, err := httpapi.Bind[reviewRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Recheck(c.UserContext(), c.Params("id"), in.Text, adjustmentsOf(in.Adjustments))
	return h.show(c, fiber.StatusOK, got, err)
}

// final2 answers POST /evaluations/:id/final.
//
//	@Summary	Make the result of a re-check final
//	@Tags		evaluation
//	@Param		id	path		string	true	"evaluation id"
//	@Success	200	{object}	evaluationView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"evaluation_move"
//	@Security	session
//	@Router		/evaluations/{id}/final [post]
func (h *handler) final2(c *fiber.Ctx) error {
	got, err := h.service.FinaliseRecheck(c.UserContext(), c.Params("id"))
	return h.show(c, fiber.StatusOK, got, err)
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
	got, err := h.service.Archive(c.UserContext(), c.Params("id"))
	return h.show(c, fiber.StatusOK, got, err)
}
