package contracts

import (
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
	httpapi.ETag(c, got.Version)
	return c.Status(fiber.StatusCreated).JSON(view(got))
}

// edit answers PUT /contracts/:id.
//
//	@Summary	Replace the terms of a draft; honours If-Match
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		If-Match	header	string	false	"version seen"
//	@Param		body	body		termsRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_not_draft, contract_no_taken"
//	@Failure	412	{object}	httpapi.Problem	"stale_version"
//	@Security	session
//	@Router		/contracts/{id} [put]
func (h *handler) edit(c *fiber.Ctx) error {
	version, err := httpapi.IfMatch(c)
	if err != nil {
		return err
	}
	in, err := httpapi.Bind[termsRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Edit(c.UserContext(), c.Params("id"), version, in.terms())
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// confirmBudget answers POST /contracts/:id/budget.
//
//	@Summary	Confirm the budget of a complete draft
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/budget [post]
func (h *handler) confirmBudget(c *fiber.Ctx) error {
	got, err := h.service.ConfirmBudget(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// giveBack answers POST /contracts/:id/return.
//
//	@Summary	Give a confirmed draft back to the clerk
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/return [post]
func (h *handler) giveBack(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Return(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
	got, err := h.service.Procure(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
	in, err := httpapi.Bind[awardRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Award(c.UserContext(), c.Params("id"), Award(in))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// sign answers POST /contracts/:id/sign.
//
//	@Summary	Sign on a day within 30 days of the award
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		dayRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_sign_late"
//	@Security	session
//	@Router		/contracts/{id}/sign [post]
func (h *handler) sign(c *fiber.Ctx) error {
	in, err := httpapi.Bind[dayRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Sign(c.UserContext(), c.Params("id"), in.Day)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// publish answers POST /contracts/:id/publish.
//
//	@Summary	Put the contract into the public register today
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/publish [post]
func (h *handler) publish(c *fiber.Ctx) error {
	got, err := h.service.Publish(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
	in, err := httpapi.Bind[dayRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.File(c.UserContext(), c.Params("id"), in.Day)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
	got, err := h.service.Begin(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
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
	got, err := h.service.StartFinal(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// rectified answers POST /contracts/:id/rectified.
//
//	@Summary	Confirm that things were put right
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/rectified [post]
func (h *handler) rectified(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Rectified(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// accept answers POST /contracts/:id/accept.
//
//	@Summary	Accept the whole with the users' opinion
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		acceptRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move, contract_open_milestones"
//	@Security	session
//	@Router		/contracts/{id}/accept [post]
func (h *handler) accept(c *fiber.Ctx) error {
	in, err := httpapi.Bind[acceptRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Accept(c.UserContext(), c.Params("id"), in.Report, in.UserOpinion)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// closeIt answers POST /contracts/:id/close.
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
func (h *handler) closeIt(c *fiber.Ctx) error {
	got, err := h.service.Close(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// cancel answers POST /contracts/:id/cancel.
//
//	@Summary	Give up a contract before it is signed
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/cancel [post]
func (h *handler) cancel(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Cancel(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// suspend answers POST /contracts/:id/suspend.
//
//	@Summary	Stop performing and paying
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/suspend [post]
func (h *handler) suspend(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Suspend(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// resume answers POST /contracts/:id/resume.
//
//	@Summary	Let a suspended contract go on
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		reasonRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/resume [post]
func (h *handler) resume(c *fiber.Ctx) error {
	in, err := httpapi.Bind[reasonRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Resume(c.UserContext(), c.Params("id"), in.Reason)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}

// terminate answers POST /contracts/:id/terminate.
//
//	@Summary	End a signed contract early
//	@Tags		contracts
//	@Param		id	path		string	true	"id"
//	@Param		body	body		terminateRequest	true	"what is sent"
//	@Success	200	{object}	contractView
//	@Failure	400	{object}	httpapi.Problem
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"contract_move"
//	@Security	session
//	@Router		/contracts/{id}/terminate [post]
func (h *handler) terminate(c *fiber.Ctx) error {
	in, err := httpapi.Bind[terminateRequest](c)
	if err != nil {
		return err
	}
	got, err := h.service.Terminate(c.UserContext(), c.Params("id"), in.Reason, in.Settlement)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(view(got))
}
