package servicelog

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type threadListQuery struct {
	httpapi.PageQuery
	ContractID string                `query:"contract_id" validate:"max=40"`
	OrgID      string                `query:"org_id" validate:"max=40"`
	Kind       contracts.ServiceKind `query:"kind" validate:"omitempty,oneof=case group"`
	Status     ThreadStatus          `query:"status" validate:"omitempty,oneof=open closed"`
}

// listThreads answers GET /service-threads.
//
//	@Summary	Case and group work within one's reach, the latest first, without persons
//	@Tags		service log
//	@Param		contract_id	query		string	false	"contract"
//	@Param		org_id		query		string	false	"organisation"
//	@Param		kind		query		string	false	"case or group"
//	@Param		status		query		string	false	"open or closed"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[threadView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/service-threads [get]
func (h *handler) listThreads(c *fiber.Ctx) error {
	today := h.service.today()
	return httpapi.DoList(c, func(ctx context.Context, q threadListQuery) (docstore.Page[Thread], error) {
		return h.service.Threads(ctx, ThreadQuery{ContractID: q.ContractID, OrgID: q.OrgID, Kind: q.Kind, Status: q.Status, Page: q.Options()})
	}, func(t Thread) threadView { return viewThread(t, today) })
}

// answerThread writes the thread with its ETag and its acts.
func (h *handler) answerThread(c *fiber.Ctx, v ThreadView) error {
	httpapi.ETag(c, v.Version)
	return c.JSON(viewThreadDetail(v, h.service.today(), workflow.Views(h.service.ThreadActs(c.UserContext(), &v.Thread), httpapi.Lang(c))))
}

// seeThread answers GET /service-threads/:id.
//
//	@Summary	Case or group work with plan and notes, with pseudonyms; its ETag is for If-Match. The reading is noted.
//	@Tags		service log
//	@Param		id	path		string	true	"thread"
//	@Success	200	{object}	threadDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/service-threads/{id} [get]
func (h *handler) seeThread(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadThread, h.answerThread)
}

// createThread answers POST /service-threads.
//
//	@Summary	Begin case work with one person or group work
//	@Tags		service log
//	@Param		body	body		threadRequest	true	"title, people and plan"
//	@Success	201		{object}	threadDetailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field contract_not_ours, person_not_assigned, thread_person, workers"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"contract_not_performing"
//	@Security	session
//	@Router		/service-threads [post]
func (h *handler) createThread(c *fiber.Ctx) error {
	r, err := httpapi.Bind[threadRequest](c)
	if err != nil {
		return err
	}
	v, err := h.service.CreateThread(c.UserContext(), r.content())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answerThread(c, v)
}

// editThread answers PUT /service-threads/:id.
//
//	@Summary	Replace plan, people and lead
//	@Tags		service log
//	@Param		id	path		string	true	"thread"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		threadRequest	true	"title, people and plan"
//	@Success	200	{object}	threadDetailView
//	@Failure	400	{object}	httpapi.Problem	"invalid; by field person_not_assigned, thread_person, workers"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_thread_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-threads/{id} [put]
func (h *handler) editThread(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r threadRequest) (ThreadView, error) {
		return h.service.EditThread(ctx, id, version, r.content())
	}, h.answerThread)
}

// review answers POST /service-threads/:id/review.
//
//	@Summary	Record a review
//	@Tags		service log
//	@Param		id	path		string	true	"thread"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		noteRequest	true	"day and text"
//	@Success	200	{object}	threadDetailView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_thread_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-threads/{id}/review [post]
func (h *handler) review(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r noteRequest) (ThreadView, error) {
		return h.service.AddReview(ctx, id, version, r.note())
	}, h.answerThread)
}

// supervise answers POST /service-threads/:id/supervise.
//
//	@Summary	Record supervision, as somebody who does not lead the work
//	@Tags		service log
//	@Param		id	path		string	true	"thread"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		noteRequest	true	"day and text"
//	@Success	200	{object}	threadDetailView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_thread_move, own_work"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-threads/{id}/supervise [post]
func (h *handler) supervise(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r noteRequest) (ThreadView, error) {
		return h.service.Supervise(ctx, id, version, r.note())
	}, h.answerThread)
}

// closeThread answers POST /service-threads/:id/close.
//
//	@Summary	Close the work with its outcome
//	@Tags		service log
//	@Param		id	path		string	true	"thread"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		noteRequest	true	"day and text"
//	@Success	200	{object}	threadDetailView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_thread_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-threads/{id}/close [post]
func (h *handler) closeThread(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r noteRequest) (ThreadView, error) {
		return h.service.CloseThread(ctx, id, version, r.note())
	}, h.answerThread)
}

// reopen answers POST /service-threads/:id/reopen.
//
//	@Summary	Let closed work go on
//	@Tags		service log
//	@Param		id	path		string	true	"thread"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200	{object}	threadDetailView
//	@Failure	400	{object}	httpapi.Problem	"reason_required"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_thread_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-threads/{id}/reopen [post]
func (h *handler) reopen(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (ThreadView, error) {
		return h.service.ReopenThread(ctx, id, version, r.Reason)
	}, h.answerThread)
}

// workers answers GET /contracts/:id/service-workers.
//
//	@Summary	The people of the contract's provider who may give services, for who logs them
//	@Tags		service log
//	@Param		id	path		string	true	"contract"
//	@Success	200	{object}	httpapi.List[workerView]
//	@Failure	400	{object}	httpapi.Problem	"by field contract_not_ours"
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id}/service-workers [get]
func (h *handler) workers(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Workers, func(c *fiber.Ctx, list []Worker) error {
		out := httpapi.List[workerView]{Items: make([]workerView, len(list))}
		for i, w := range list {
			out.Items[i] = workerView(w)
		}
		return c.JSON(out)
	})
}

type figuresQuery struct {
	Kind contracts.ServiceKind `query:"kind" validate:"omitempty,oneof=home_visit case group community counsel tutoring referral publicity supplies"`
	From string                `query:"from" validate:"max=7"`
	To   string                `query:"to" validate:"max=7"`
}

// figures answers GET /contracts/:id/service-figures.
//
//	@Summary	What the service log counts for a contract: by month, sex, age group, kind of person and village; persons of the register once
//	@Tags		service log
//	@Param		id		path		string	true	"contract"
//	@Param		kind	query		string	false	"kind of service"
//	@Param		from	query		string	false	"first month, such as 2026-03"
//	@Param		to		query		string	false	"last month"
//	@Success	200		{object}	figuresView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id}/service-figures [get]
func (h *handler) figures(c *fiber.Ctx) error {
	q, err := httpapi.Query[figuresQuery](c)
	if err != nil {
		return err
	}
	return httpapi.Do(c, func(ctx context.Context, id string) (Breakdown, error) {
		return h.service.FiguresOf(ctx, id, FigureQuery(q))
	}, func(c *fiber.Ctx, b Breakdown) error { return c.JSON(viewFigures(b)) })
}
