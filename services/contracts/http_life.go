package contracts

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// create answers POST /contracts.
//
//	@Summary	A new draft
//	@Tags		contracts
//	@Param		body	body		termsRequest	true	"what is sent"
//	@Success	201	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_no_taken"
//	@Security	session
//	@Router		/contracts [post]
func (h *handler) create(c *fiber.Ctx) error {
	in, err := httpapi.Bind[termsRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Create(c.UserContext(), in.terms())
	if err != nil {
		return err
	}
	return h.answerCreated(c, got)
}

// edit answers PUT /contracts/:id.
//
//	@Summary	Replace the terms of a draft; honours If-Match
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		If-Match	header	string	true	"version seen"
//	@Param		body	body		termsRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_not_draft, contract_no_taken"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contracts/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, in termsRequest) (Contract, error) {
		return h.service.Edit(ctx, id, version, in.terms())
	}, h.answer)
}

// reporting answers PUT /contracts/:id/reporting.
//
//	@Summary	Set how often the provider reports on its contract
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		If-Match	header	string	true	"version seen"
//	@Param		body	body		reportingRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contracts/{id}/reporting [put]
func (h *handler) reporting(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, in reportingRequest) (Contract, error) {
		return h.service.SetReporting(ctx, id, version, in.Every)
	}, h.answer)
}

// confirmBudget answers POST /contracts/:id/budget.
//
//	@Summary	Confirm the budget of a complete draft
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contracts/{id}/budget [post]
func (h *handler) confirmBudget(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, h.service.ConfirmBudget, h.answer)
}

// returnDraft answers POST /contracts/:id/return.
//
//	@Summary	Give a confirmed draft back to the clerk
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/return [post]
func (h *handler) returnDraft(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Return, h.answer)
}

// procure answers POST /contracts/:id/procure.
//
//	@Summary	Start the procurement
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/procure [post]
func (h *handler) procure(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Procure, h.answer)
}

// award answers POST /contracts/:id/award.
//
//	@Summary	Record provider, amount and days of the award
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		awardRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_over_budget, org_not_active"
//	@Security	session
//	@Router		/contracts/{id}/award [post]
func (h *handler) award(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in awardRequest) (Contract, error) {
		return h.service.Award(ctx, id, Award(in))
	}, h.answer)
}

// sign answers POST /contracts/:id/sign.
//
//	@Summary	Sign on a day within 30 days of the award
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		dayRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_sign_late"
//	@Security	session
//	@Router		/contracts/{id}/sign [post]
func (h *handler) sign(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in dayRequest) (Contract, error) {
		return h.service.Sign(ctx, id, in.Day)
	}, h.answer)
}

// publish answers POST /contracts/:id/publish.
//
//	@Summary	Put the contract into the public register today
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/publish [post]
func (h *handler) publish(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Publish, h.answer)
}

// file answers POST /contracts/:id/file.
//
//	@Summary	Record the day a copy was filed
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		dayRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/file [post]
func (h *handler) file(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in dayRequest) (Contract, error) {
		return h.service.File(ctx, id, in.Day)
	}, h.answer)
}

// begin answers POST /contracts/:id/begin.
//
//	@Summary	Begin a published contract
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_not_begun"
//	@Security	session
//	@Router		/contracts/{id}/begin [post]
func (h *handler) begin(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Begin, h.answer)
}

// startFinal answers POST /contracts/:id/final.
//
//	@Summary	Open the final evaluation
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/final [post]
func (h *handler) startFinal(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.StartFinal, h.answer)
}

// rectified answers POST /contracts/:id/rectified.
//
//	@Summary	Confirm that things were put right
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/rectified [post]
func (h *handler) rectified(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Rectified, h.answer)
}

// accept answers POST /contracts/:id/accept.
//
//	@Summary	Accept the whole with the users' opinion
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		acceptRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_open_milestones"
//	@Security	session
//	@Router		/contracts/{id}/accept [post]
func (h *handler) accept(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in acceptRequest) (Contract, error) {
		return h.service.Accept(ctx, id, in.Report, in.UserOpinion)
	}, h.answer)
}

// closeContract answers POST /contracts/:id/close.
//
//	@Summary	Close a contract of which everything is paid
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_unpaid"
//	@Security	session
//	@Router		/contracts/{id}/close [post]
func (h *handler) closeContract(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Close, h.answer)
}

// cancel answers POST /contracts/:id/cancel.
//
//	@Summary	Give up a contract before it is signed
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/cancel [post]
func (h *handler) cancel(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Cancel, h.answer)
}

// suspend answers POST /contracts/:id/suspend.
//
//	@Summary	Stop performing and paying
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/suspend [post]
func (h *handler) suspend(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Suspend, h.answer)
}

// resume answers POST /contracts/:id/resume.
//
//	@Summary	Let a suspended contract go on
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/resume [post]
func (h *handler) resume(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.Resume, h.answer)
}

// terminate answers POST /contracts/:id/terminate.
//
//	@Summary	End a signed contract early
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		terminateRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/terminate [post]
func (h *handler) terminate(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in terminateRequest) (Contract, error) {
		return h.service.Terminate(ctx, id, in.Reason, in.Settlement)
	}, h.answer)
}
