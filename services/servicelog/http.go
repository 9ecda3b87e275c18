package servicelog

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/service-log", auth.ServiceRead, h.list)
	r.Post("/service-log", auth.ServiceWrite, h.create)
	r.Get("/service-log/:id", auth.ServiceRead, h.see)
	r.Put("/service-log/:id", auth.ServiceWrite, h.edit)
	r.Post("/service-log/:id/submit", auth.ServiceWrite, h.submit)
	r.Post("/service-log/:id/approve", auth.ServiceApprove, h.approve)
	r.Post("/service-log/:id/return", auth.ServiceApprove, h.returnEntry)
	r.Post("/service-log/:id/void", auth.ServiceVoid, h.void)
	r.Post("/service-log/:id/discard", auth.ServiceWrite, h.discard)
	r.Get("/service-threads", auth.ServiceRead, h.listThreads)
	r.Post("/service-threads", auth.ServiceWrite, h.createThread)
	r.Get("/service-threads/:id", auth.ServiceRead, h.seeThread)
	r.Put("/service-threads/:id", auth.ServiceWrite, h.editThread)
	r.Post("/service-threads/:id/review", auth.ServiceWrite, h.review)
	r.Post("/service-threads/:id/supervise", auth.ServiceApprove, h.supervise)
	r.Post("/service-threads/:id/close", auth.ServiceWrite, h.closeThread)
	r.Post("/service-threads/:id/reopen", auth.ServiceApprove, h.reopen)
	r.Get("/contracts/:id/service-workers", auth.ServiceWrite, h.workers)
	r.Get("/contracts/:id/service-figures", auth.ServiceRead, h.figures)
}

type listQuery struct {
	httpapi.PageQuery
	ContractID string                `query:"contract_id" validate:"max=40"`
	OrgID      string                `query:"org_id" validate:"max=40"`
	ThreadID   string                `query:"thread_id" validate:"max=40"`
	FileID     string                `query:"file_id" validate:"max=40"`
	Worker     string                `query:"worker" validate:"max=40"`
	Region     string                `query:"region" validate:"max=100"`
	Status     Status                `query:"status" validate:"omitempty,oneof=draft submitted returned approved void discarded"`
	Kind       contracts.ServiceKind `query:"kind" validate:"omitempty,oneof=home_visit case group community counsel tutoring referral publicity supplies activity pairing"`
	Month      string                `query:"month" validate:"max=7"`
}

// list answers GET /service-log.
//
//	@Summary	Service entries within one's reach, without persons: the latest service first, of a person or worker the latest written first
//	@Tags		service log
//	@Param		contract_id	query		string	false	"contract"
//	@Param		org_id		query		string	false	"organisation"
//	@Param		thread_id	query		string	false	"case or group work"
//	@Param		file_id		query		string	false	"file of a person served"
//	@Param		worker		query		string	false	"user who gave the service"
//	@Param		region		query		string	false	"region path prefix"
//	@Param		status		query		string	false	"draft, submitted, returned, approved, void or discarded; without it all but discarded"
//	@Param		kind		query		string	false	"kind of service"
//	@Param		month		query		string	false	"month in which it counts, such as 2026-03"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[entryView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/service-log [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Entry], error) {
		return h.service.List(ctx, Query{
			ContractID: q.ContractID, OrgID: q.OrgID, ThreadID: q.ThreadID, FileID: q.FileID, Worker: q.Worker, Region: q.Region, Status: q.Status, Kind: q.Kind,
			Month: q.Month, Page: q.Options(),
		})
	}, viewEntry)
}

// answer writes the entry with its ETag and its acts.
func (h *handler) answer(c *fiber.Ctx, v View) error {
	httpapi.ETag(c, v.Version)
	return c.JSON(viewDetail(v, workflow.Views(h.service.Acts(c.UserContext(), &v.Entry), httpapi.Lang(c))))
}

// see answers GET /service-log/:id.
//
//	@Summary	One service entry, with pseudonyms; its ETag is for If-Match. The reading is noted.
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Success	200	{object}	entryDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/service-log/{id} [get]
func (h *handler) see(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Read, h.answer) }

// create answers POST /service-log.
//
//	@Summary	Write a draft for a contract of the own organisation. It may be incomplete.
//	@Tags		service log
//	@Param		body	body		entryRequest	true	"what was done for whom"
//	@Success	201		{object}	entryDetailView
//	@Failure	400		{object}	httpapi.Problem	"invalid; by field contract_not_ours, person_not_assigned, region_outside, workers, thread_mismatch"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Security	session
//	@Router		/service-log [post]
func (h *handler) create(c *fiber.Ctx) error {
	r, err := httpapi.Bind[entryRequest](c)
	if err != nil {
		return err
	}
	v, err := h.service.Create(c.UserContext(), r.content())
	if err != nil {
		return err
	}
	c.Status(fiber.StatusCreated)
	return h.answer(c, v)
}

// edit answers PUT /service-log/:id.
//
//	@Summary	Replace what a draft or a returned entry says
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		entryRequest	true	"what was done for whom"
//	@Success	200	{object}	entryDetailView
//	@Failure	400	{object}	httpapi.Problem	"invalid; by field contract_not_ours, person_not_assigned, region_outside, workers, thread_mismatch"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-log/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r entryRequest) (View, error) {
		return h.service.Edit(ctx, id, version, r.content())
	}, h.answer)
}

// submit answers POST /service-log/:id/submit.
//
//	@Summary	Hand an entry in; it has to be complete
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200	{object}	entryDetailView
//	@Failure	400	{object}	httpapi.Problem	"invalid; by field service_time, service_future, workers, nobody_served, person_not_assigned, thread_mismatch"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_move, contract_not_performing, worker_busy"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-log/{id}/submit [post]
func (h *handler) submit(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Submit, h.answer)
}

// approve answers POST /service-log/:id/approve.
//
//	@Summary	Approve an entry that somebody else wrote and gave; it counts from then on
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200	{object}	entryDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_move, own_work, same_visit"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-log/{id}/approve [post]
func (h *handler) approve(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Approve, h.answer)
}

// returnEntry answers POST /service-log/:id/return.
//
//	@Summary	Send an entry back to its writer
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200	{object}	entryDetailView
//	@Failure	400	{object}	httpapi.Problem	"reason_required"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-log/{id}/return [post]
func (h *handler) returnEntry(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (View, error) {
		return h.service.Return(ctx, id, version, r.Reason)
	}, h.answer)
}

// void answers POST /service-log/:id/void.
//
//	@Summary	Take an approved entry out of the figures
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Param		If-Match	header		string	true	"version"
//	@Param		body	body		httpapi.ReasonRequest	true	"why"
//	@Success	200	{object}	entryDetailView
//	@Failure	400	{object}	httpapi.Problem	"reason_required"
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_move, own_work"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-log/{id}/void [post]
func (h *handler) void(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (View, error) {
		return h.service.Void(ctx, id, version, r.Reason)
	}, h.answer)
}

// discard answers POST /service-log/:id/discard.
//
//	@Summary	Throw a draft away with its texts and files
//	@Tags		service log
//	@Param		id	path		string	true	"entry"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200	{object}	entryDetailView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"service_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/service-log/{id}/discard [post]
func (h *handler) discard(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.Discard, h.answer)
}
