package surveys

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type taskQuery struct {
	httpapi.PageQuery
	SurveyID string     `query:"survey_id" validate:"max=40"`
	Status   TaskStatus `query:"status" validate:"omitempty,oneof=open submitted returned accepted"`
}

// tasks answers GET /survey-tasks.
//
//	@Summary	The villages' survey lists within one's reach, newest first
//	@Tags		surveys
//	@Param		survey_id	query		string	false	"round"
//	@Param		status		query		string	false	"open, submitted, returned or accepted"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[taskView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/survey-tasks [get]
func (h *handler) tasks(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q taskQuery) (docstore.Page[TaskFile], error) {
		return h.service.ListTasks(ctx, TaskQuery{SurveyID: q.SurveyID, Status: q.Status, Page: q.Options()})
	}, viewTask)
}

// answerTask writes the task with its ETag and its acts.
func (h *handler) answerTask(c *fiber.Ctx, f TaskFile) error {
	httpapi.ETag(c, f.Version)
	lang := httpapi.Lang(c)
	return c.JSON(taskDetailView{
		taskView: viewTask(f), Kinds: f.Survey.Kinds, Cutoff: f.Survey.Cutoff, Note: f.Note.Reveal(), PerVillage: f.Survey.PerVillage,
		Form: f.Survey.Form().View(lang), Answers: f.Answers, Acts: workflow.Views(h.service.TaskActs(c.UserContext(), &f.Task), lang),
	})
}

// task answers GET /survey-tasks/:id.
//
//	@Summary	One village's survey list, without its persons; its ETag is for If-Match
//	@Tags		surveys
//	@Param		id	path		string	true	"task"
//	@Success	200	{object}	taskDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/survey-tasks/{id} [get]
func (h *handler) task(c *fiber.Ctx) error { return httpapi.Do(c, h.service.ReadTask, h.answerTask) }

type linesQuery struct{ httpapi.PageQuery }

// lines answers GET /survey-tasks/:id/lines.
//
//	@Summary	The persons of a village's survey list, names masked. The reading is noted.
//	@Tags		surveys
//	@Param		id		path		string	true	"task"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[lineView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/survey-tasks/{id}/lines [get]
func (h *handler) lines(c *fiber.Ctx) error {
	today := h.service.today()
	return httpapi.DoList(c, func(ctx context.Context, q linesQuery) (docstore.Page[LineFile], error) {
		return h.service.Lines(ctx, c.Params("id"), q.Options()...)
	}, func(f LineFile) lineView { return viewLine(f, today) })
}

// answerLine writes the line with its ETag.
func (h *handler) answerLine(c *fiber.Ctx, f LineFile) error {
	httpapi.ETag(c, f.Version)
	return c.JSON(viewLine(f, h.service.today()))
}

// add answers POST /survey-tasks/:id/lines.
//
//	@Summary	Put a person on the list whose file the village has begun
//	@Tags		surveys
//	@Param		id		path		string		true	"task"
//	@Param		body	body		addRequest	true	"file"
//	@Success	201		{object}	lineView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"survey_closed, survey_task_move, survey_listed, survey_other_village, survey_other_kind, survey_file_gone"
//	@Security	session
//	@Router		/survey-tasks/{id}/lines [post]
func (h *handler) add(c *fiber.Ctx) error {
	r, err := httpapi.Bind[addRequest](c)
	if err != nil {
		return err
	}
	f, err := h.service.Add(c.UserContext(), c.Params("id"), r.FileID)
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answerLine(c, f)
}

// decide answers PUT /survey-lines/:id.
//
//	@Summary	Say what was found out about a person of the list; left proposes the exit to the county
//	@Tags		surveys
//	@Param		id			path		string			true	"line"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		decideRequest	true	"what was found out"
//	@Success	200			{object}	lineView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_closed, survey_task_move, survey_not_edited, survey_file_gone, survey_added, survey_answers_place, r16_unflagged"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-lines/{id} [put]
func (h *handler) decide(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r decideRequest) (LineFile, error) {
		return h.service.Decide(ctx, id, version, Decision{Outcome: r.Outcome, Exit: r.ExitReason, Note: r.Note, Answers: r.Answers})
	}, h.answerLine)
}

// answer answers PUT /survey-tasks/:id/answers.
//
//	@Summary	Answer the questions that are answered once by each village
//	@Tags		surveys
//	@Param		id			path		string			true	"task"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		answersRequest	true	"by the codes of the questions"
//	@Success	200			{object}	taskDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_closed, survey_task_move, survey_answers_place"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-tasks/{id}/answers [put]
func (h *handler) answer(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r answersRequest) (TaskFile, error) {
		return h.service.Answer(ctx, id, version, r.Answers)
	}, h.answerTask)
}

// submit answers POST /survey-tasks/:id/submit.
//
//	@Summary	Hand the list in to the town
//	@Tags		surveys
//	@Param		id			path		string	true	"task"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	taskDetailView
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_closed, survey_task_move, survey_undecided, survey_unanswered"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-tasks/{id}/submit [post]
func (h *handler) submit(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Submit, h.answerTask)
}

// accept answers POST /survey-tasks/:id/accept.
//
//	@Summary	Accept a village's list; never by who decided about its persons or handed it in
//	@Tags		surveys
//	@Param		id			path		string	true	"task"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	taskDetailView
//	@Failure	403			{object}	httpapi.Problem	"forbidden, own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_closed, survey_task_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-tasks/{id}/accept [post]
func (h *handler) accept(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Accept, h.answerTask)
}

// returnTask answers POST /survey-tasks/:id/return.
//
//	@Summary	Give a list back to its village with what is to be done
//	@Tags		surveys
//	@Param		id			path		string		true	"task"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		noteRequest	true	"what is to be done"
//	@Success	200			{object}	taskDetailView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_closed, survey_task_move"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-tasks/{id}/return [post]
func (h *handler) returnTask(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r noteRequest) (TaskFile, error) {
		return h.service.Return(ctx, id, version, r.Note)
	}, h.answerTask)
}
