package contracts

import (
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
	in, err := httpapi.Bind[evidenceRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.SubmitMilestone(c.UserContext(), c.Params("id"), c.Params("milestone"), in.Evidence)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// acceptMilestone answers POST /contracts/:id/milestones/:milestone/accept.
//
//	@Summary	Accept a milestone
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		milestone	path		string	true	"milestone id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"milestone_move"
//	@Security	session
//	@Router		/contracts/{id}/milestones/{milestone}/accept [post]
func (h *handler) acceptMilestone(c *fiber.Ctx) error {
	got, err := h.service.AcceptMilestone(c.UserContext(), c.Params("id"), c.Params("milestone"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// returnMilestone answers POST /contracts/:id/milestones/:milestone/return.
//
//	@Summary	Return a milestone
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		milestone	path		string	true	"milestone id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"milestone_move"
//	@Security	session
//	@Router		/contracts/{id}/milestones/{milestone}/return [post]
func (h *handler) returnMilestone(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.ReturnMilestone(c.UserContext(), c.Params("id"), c.Params("milestone"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
//	@Failure	409	{object}	httpapi.Problem	"amendment_limit, contract_over_budget"
//	@Security	session
//	@Router		/contracts/{id}/amendments [post]
func (h *handler) draftAmendment(c *fiber.Ctx) error {
	in, err := httpapi.Bind[amendmentRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.DraftAmendment(c.UserContext(), c.Params("id"), in.DeltaFen, in.NewEnd, in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.Status(fiber.StatusCreated).JSON(view(got))
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
	got, err := h.service.DropAmendment(c.UserContext(), c.Params("id"), c.Params("amendment"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// approveAmendment answers POST /contracts/:id/amendments/:amendment/approve.
//
//	@Summary	Put an amendment in force
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		amendment	path		string	true	"amendment id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"amendment_move, amendment_limit, amendment_too_late"
//	@Security	session
//	@Router		/contracts/{id}/amendments/{amendment}/approve [post]
func (h *handler) approveAmendment(c *fiber.Ctx) error {
	got, err := h.service.ApproveAmendment(c.UserContext(), c.Params("id"), c.Params("amendment"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
	in, err := httpapi.Bind[reportRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.ReportIndicator(c.UserContext(), c.Params("id"), c.Params("indicator"), in.Value, in.Evidence)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(viewReport(got))
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
	got, err := h.service.DecideReport(c.UserContext(), c.Params("id"), true, "")
	if err != nil {
		return err
	}
	return c.JSON(viewReport(got))
}

// returnReport answers POST /indicator-reports/:id/return.
//
//	@Summary	Return a report by hand
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	reportView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"report_move"
//	@Security	session
//	@Router		/indicator-reports/{id}/return [post]
func (h *handler) returnReport(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.DecideReport(c.UserContext(), c.Params("id"), false, in.Reason)
	if err != nil {
		return err
	}
	return c.JSON(viewReport(got))
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
	in, err := httpapi.Bind[applyRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Apply(c.UserContext(), c.Params("id"), in.InvoiceNo)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(viewPayment(got))
}

// approvePayment answers POST /payments/:id/approve.
//
//	@Summary	Approve what the hash stands for
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		approveRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move, payment_changed"
//	@Security	session
//	@Router		/payments/{id}/approve [post]
func (h *handler) approvePayment(c *fiber.Ctx) error {
	in, err := httpapi.Bind[approveRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.ApprovePayment(c.UserContext(), c.Params("id"), in.Hash)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(viewPayment(got))
}

// refusePayment answers POST /payments/:id/refuse.
//
//	@Summary	Refuse an application
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move"
//	@Security	session
//	@Router		/payments/{id}/refuse [post]
func (h *handler) refusePayment(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.RefusePayment(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(viewPayment(got))
}

// sendBackPayment answers POST /payments/:id/send-back.
//
//	@Summary	Refuse an approved payment at the finance desk
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move"
//	@Security	session
//	@Router		/payments/{id}/send-back [post]
func (h *handler) sendBackPayment(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.SendBackPayment(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(viewPayment(got))
}

// pay answers POST /payments/:id/pay.
//
//	@Summary	Record an approved payment as paid
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		payRequest	true	"what is sent"
//	@Success	200	{object}	paymentView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"payment_move, payment_changed"
//	@Security	session
//	@Router		/payments/{id}/pay [post]
func (h *handler) pay(c *fiber.Ctx) error {
	in, err := httpapi.Bind[payRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Pay(c.UserContext(), c.Params("id"), in.VoucherNo)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(viewPayment(got))
}
