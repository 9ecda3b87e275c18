package contracts

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// submitMilestone answers POST /contracts/:id/milestones/:milestone/submit.
//
//	@Summary	Hand a milestone in
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		milestone	path		string	true	"milestone id"
//	@Param		body	body		evidenceRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"milestone_move"
//	@Security	session
//	@Router		/contracts/{id}/milestones/{milestone}/submit [post]
func (h *handler) submitMilestone(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in evidenceRequest) (Contract, error) {
		return h.service.SubmitMilestone(ctx, id, c.Params("milestone"), in.Evidence)
	}, h.answer)
}

// acceptMilestone answers POST /contracts/:id/milestones/:milestone/accept.
//
//	@Summary	Accept a milestone
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		milestone	path		string	true	"milestone id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"milestone_move"
//	@Security	session
//	@Router		/contracts/{id}/milestones/{milestone}/accept [post]
func (h *handler) acceptMilestone(c *fiber.Ctx) error {
	return httpapi.Do(c, func(ctx context.Context, id string) (Contract, error) {
		return h.service.AcceptMilestone(ctx, id, c.Params("milestone"))
	}, h.answer)
}

// returnMilestone answers POST /contracts/:id/milestones/:milestone/return.
//
//	@Summary	Return a milestone
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		milestone	path		string	true	"milestone id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"milestone_move"
//	@Security	session
//	@Router		/contracts/{id}/milestones/{milestone}/return [post]
func (h *handler) returnMilestone(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, func(ctx context.Context, id, reason string) (Contract, error) {
		return h.service.ReturnMilestone(ctx, id, c.Params("milestone"), reason)
	}, h.answer)
}

// draftAmendment answers POST /contracts/:id/amendments.
//
//	@Summary	Propose a supplementary contract
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		amendmentRequest	true	"what is sent"
//	@Success	201	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"amendment_limit, amendment_too_late, contract_over_budget"
//	@Security	session
//	@Router		/contracts/{id}/amendments [post]
func (h *handler) draftAmendment(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in amendmentRequest) (Contract, error) {
		return h.service.AmendTerms(ctx, id, in.DeltaFen, in.NewEnd, in.PayTable.table(), in.Reason)
	}, h.answerCreated)
}

// dropAmendment answers POST /contracts/:id/amendments/:amendment/drop.
//
//	@Summary	Give a proposed amendment up
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		amendment	path		string	true	"amendment id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"amendment_move"
//	@Security	session
//	@Router		/contracts/{id}/amendments/{amendment}/drop [post]
func (h *handler) dropAmendment(c *fiber.Ctx) error {
	return httpapi.Do(c, func(ctx context.Context, id string) (Contract, error) {
		return h.service.DropAmendment(ctx, id, c.Params("amendment"))
	}, h.answer)
}

// approveAmendment answers POST /contracts/:id/amendments/:amendment/approve.
//
//	@Summary	Put an amendment in force
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		amendment	path		string	true	"amendment id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"amendment_move, amendment_limit, amendment_spread, amendment_too_late"
//	@Security	session
//	@Router		/contracts/{id}/amendments/{amendment}/approve [post]
func (h *handler) approveAmendment(c *fiber.Ctx) error {
	return httpapi.Do(c, func(ctx context.Context, id string) (Contract, error) {
		return h.service.ApproveAmendment(ctx, id, c.Params("amendment"))
	}, h.answer)
}

// settleClaim answers POST /contracts/:id/claims/:claim/settle.
//
//	@Summary	Record what was decided about a claim
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		claim	path		string	true	"claim id"
//	@Param		If-Match	header	string	true	"the version that was seen"
//	@Param		body	body		httpapi.ReasonRequest	true	"what was decided"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"claim_move"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contracts/{id}/claims/{claim}/settle [post]
func (h *handler) settleClaim(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, in httpapi.ReasonRequest) (Contract, error) {
		return h.service.SettleClaim(ctx, id, c.Params("claim"), version, in.Reason)
	}, h.answer)
}

// report answers POST /contracts/:id/indicators/:indicator/reports.
//
//	@Summary	Report a manual indicator's value, cumulative
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		indicator	path		string	true	"indicator id"
//	@Param		body	body		reportRequest	true	"what is sent"
//	@Success	201	{object}	reportView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"indicator_counted"
//	@Security	session
//	@Router		/contracts/{id}/indicators/{indicator}/reports [post]
func (h *handler) report(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in reportRequest) (Report, error) {
		return h.service.ReportIndicator(ctx, id, c.Params("indicator"), in.Value, in.Evidence)
	}, func(c *fiber.Ctx, r Report) error {
		c.Status(fiber.StatusCreated)
		return h.answerReport(c, r)
	})
}

// acceptReport answers POST /indicator-reports/:id/accept.
//
//	@Summary	Accept a report by hand
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	reportView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"report_move"
//	@Security	session
//	@Router		/indicator-reports/{id}/accept [post]
func (h *handler) acceptReport(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.AcceptReport, h.answerReport)
}

// returnReport answers POST /indicator-reports/:id/return.
//
//	@Summary	Return a report by hand
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	reportView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"report_move"
//	@Security	session
//	@Router		/indicator-reports/{id}/return [post]
func (h *handler) returnReport(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.ReturnReport, h.answerReport)
}

// apply answers POST /payments/:id/apply.
//
//	@Summary	Apply for a payment that is due
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		applyRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_not_due, payment_move"
//	@Security	session
//	@Router		/payments/{id}/apply [post]
func (h *handler) apply(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in applyRequest) (Payment, error) {
		return h.service.Apply(ctx, id, in.InvoiceNo)
	}, h.answerPayment)
}

// approvePayment answers POST /payments/:id/approve.
//
//	@Summary	Approve the content with this hash
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		approveRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move, payment_changed"
//	@Security	session
//	@Router		/payments/{id}/approve [post]
func (h *handler) approvePayment(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in approveRequest) (Payment, error) {
		return h.service.ApprovePayment(ctx, id, in.Hash)
	}, h.answerPayment)
}

// refusePayment answers POST /payments/:id/refuse.
//
//	@Summary	Refuse an application
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move"
//	@Security	session
//	@Router		/payments/{id}/refuse [post]
func (h *handler) refusePayment(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.RefusePayment, h.answerPayment)
}

// sendBackPayment answers POST /payments/:id/send-back.
//
//	@Summary	Refuse an approved payment at the finance desk
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		httpapi.ReasonRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move"
//	@Security	session
//	@Router		/payments/{id}/send-back [post]
func (h *handler) sendBackPayment(c *fiber.Ctx) error {
	return httpapi.DoReasoned(c, h.service.SendBackPayment, h.answerPayment)
}

// pay answers POST /payments/:id/pay.
//
//	@Summary	Record an approved payment as paid
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		payRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move, payment_changed"
//	@Security	session
//	@Router		/payments/{id}/pay [post]
func (h *handler) pay(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, in payRequest) (Payment, error) {
		return h.service.Pay(ctx, id, in.VoucherNo)
	}, h.answerPayment)
}

// withhold answers POST /payments/:id/withhold.
//
//	@Summary	确认不付 Record that nothing is due by the contract's table of payment
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	paymentView
//	@Failure	403	{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move, payment_still_due"
//	@Security	session
//	@Router		/payments/{id}/withhold [post]
func (h *handler) withhold(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.WithholdPayment, h.answerPayment)
}
