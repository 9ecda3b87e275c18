package register

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type assessRequest struct {
	Answers form.Answers   `json:"answers" validate:"required"` // by the codes of GET /beneficiaries/assessment-form
	Note    privacy.Secret `json:"note" validate:"required,max=500" swaggertype:"string"`
}

// assessmentView is one assessment of a child's risk.
type assessmentView struct {
	ID        string       `json:"id"`
	Form      string       `json:"form"`
	Answers   form.Answers `json:"answers"`
	Score     int64        `json:"score"`
	Level     Risk         `json:"level"`
	Before    Risk         `json:"before"`
	Note      string       `json:"note"`
	By        string       `json:"by"`
	At        time.Time    `json:"at" format:"date-time"`
	NextDue   region.Day   `json:"next_due"`
	RequestID string       `json:"request_id,omitempty"` // a lower level waits for the township
}

func viewAssessment(a AssessmentFile) assessmentView {
	return assessmentView{
		ID: a.ID, Form: a.Version, Answers: a.Answers, Score: a.Score, Level: a.Level, Before: a.Before, Note: a.Note.Reveal(), By: a.By, At: a.At,
		NextDue: a.NextDue, RequestID: a.RequestID,
	}
}

// assessmentForm answers GET /beneficiaries/assessment-form.
//
//	@Summary	The form of the risk of a child, in the reader's language; the codes of the answers are their points
//	@Tags		register
//	@Success	200	{object}	form.View
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/assessment-form [get]
func (h *handler) assessmentForm(c *fiber.Ctx) error {
	return c.JSON(AssessmentForm.View(httpapi.Lang(c)))
}

// assess answers POST /beneficiaries/:id/assessments.
//
//	@Summary	Assess the risk of a registered child; a higher level counts at once, a lower one waits for the township
//	@Tags		register
//	@Param		id			path		string			true	"file"
//	@Param		If-Match	header		string			true	"version of the file"
//	@Param		body		body		assessRequest	true	"answers, and what they are based on"
//	@Success	201			{object}	assessmentView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"assess_child, assess_r16"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/beneficiaries/{id}/assessments [post]
func (h *handler) assess(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, fileID string, version int64, r assessRequest) (AssessmentFile, error) {
		return h.service.Assess(ctx, fileID, version, r.Answers, r.Note)
	}, func(c *fiber.Ctx, a AssessmentFile) error {
		c.Status(fiber.StatusCreated)
		return c.JSON(viewAssessment(a))
	})
}

// assessments answers GET /beneficiaries/:id/assessments.
//
//	@Summary	The assessments of a child's risk, newest first. The reading is noted.
//	@Tags		register
//	@Param		id		path		string	true	"file"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[assessmentView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/{id}/assessments [get]
func (h *handler) assessments(c *fiber.Ctx) error {
	q, err := httpapi.Query[httpapi.PageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Assessments(c.UserContext(), c.Params("id"), q.Options()...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.ListOf(page, viewAssessment))
}
