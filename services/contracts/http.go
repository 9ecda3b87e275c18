package contracts

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/public/contracts", auth.Public, h.register)
	r.Get("/public/contracts/:id", auth.Public, h.registered)
	r.Get("/contracts", auth.ContractRead, h.list, httpapi.Tokens(auth.ContractsRead), exportContracts)
	r.Get("/contracts/:id", auth.ContractRead, h.see, httpapi.Tokens(auth.ContractsRead))
	r.Get("/contracts/:id/progress", auth.ContractRead, h.progress, httpapi.Tokens(auth.ContractsRead))
	r.Get("/contracts/:id/reports", auth.ContractRead, h.reports, httpapi.Tokens(auth.ContractsRead))
	r.Get("/contracts/:id/payments", auth.ContractRead, h.payments, httpapi.Tokens(auth.ContractsRead), exportPayments, httpapi.Unpaged())
	r.Get("/payments", auth.ContractRead, h.listPayments, httpapi.Tokens(auth.ContractsRead), exportPayments)
	r.Get("/payments/:id", auth.ContractRead, h.payment, httpapi.Tokens(auth.ContractsRead))
	r.Post("/contracts", auth.ContractDraft, h.create, httpapi.Tokens(auth.ContractsWrite))
	r.Put("/contracts/:id", auth.ContractDraft, h.edit, httpapi.Tokens(auth.ContractsWrite))
	r.Post("/contracts/:id/budget", auth.ContractApprove, h.confirmBudget, httpapi.StepUp())
	r.Post("/contracts/:id/return", auth.ContractApprove, h.returnDraft)
	r.Post("/contracts/:id/procure", auth.ContractDraft, h.procure)
	r.Post("/contracts/:id/award", auth.ContractDraft, h.award)
	r.Post("/contracts/:id/sign", auth.ContractApprove, h.sign, httpapi.StepUp())
	r.Post("/contracts/:id/publish", auth.ContractApprove, h.publish, httpapi.StepUp())
	r.Post("/contracts/:id/file", auth.ContractDraft, h.file)
	r.Put("/contracts/:id/reporting", auth.ContractDraft, h.reporting)
	r.Post("/contracts/:id/begin", auth.ContractDraft, h.begin)
	r.Post("/contracts/:id/final", auth.ContractDraft, h.startFinal)
	r.Post("/contracts/:id/rectified", auth.ContractApprove, h.rectified, httpapi.StepUp())
	r.Post("/contracts/:id/accept", auth.ContractApprove, h.accept, httpapi.StepUp())
	r.Post("/contracts/:id/close", auth.ContractDraft, h.closeContract)
	r.Post("/contracts/:id/cancel", auth.ContractApprove, h.cancel, httpapi.StepUp())
	r.Post("/contracts/:id/suspend", auth.ContractApprove, h.suspend)
	r.Post("/contracts/:id/resume", auth.ContractApprove, h.resume, httpapi.StepUp())
	r.Post("/contracts/:id/terminate", auth.ContractApprove, h.terminate, httpapi.StepUp())
	r.Post("/contracts/:id/milestones/:milestone/submit", auth.ContractReport, h.submitMilestone, httpapi.Tokens(auth.ContractsWrite))
	r.Post("/contracts/:id/milestones/:milestone/accept", auth.ContractApprove, h.acceptMilestone, httpapi.StepUp())
	r.Post("/contracts/:id/milestones/:milestone/return", auth.ContractApprove, h.returnMilestone)
	r.Post("/contracts/:id/amendments", auth.ContractDraft, h.draftAmendment)
	r.Post("/contracts/:id/amendments/:amendment/drop", auth.ContractDraft, h.dropAmendment)
	r.Post("/contracts/:id/amendments/:amendment/approve", auth.ContractApprove, h.approveAmendment, httpapi.StepUp())
	r.Post("/contracts/:id/claims/:claim/settle", auth.ContractApprove, h.settleClaim, httpapi.StepUp())
	r.Post("/contracts/:id/indicators/:indicator/reports", auth.ContractReport, h.report, httpapi.Tokens(auth.ContractsWrite))
	r.Post("/indicator-reports/:id/accept", auth.ContractDraft, h.acceptReport)
	r.Post("/indicator-reports/:id/return", auth.ContractDraft, h.returnReport)
	r.Post("/payments/:id/apply", auth.ContractReport, h.apply, httpapi.Tokens(auth.ContractsWrite))
	r.Post("/payments/:id/approve", auth.ContractApprove, h.approvePayment, httpapi.StepUp())
	r.Post("/payments/:id/refuse", auth.ContractApprove, h.refusePayment)
	r.Post("/payments/:id/send-back", auth.ContractPay, h.sendBackPayment)
	r.Post("/payments/:id/pay", auth.ContractPay, h.pay, httpapi.StepUp())
	r.Post("/payments/:id/withhold", auth.ContractApprove, h.withhold, httpapi.StepUp())
}

// answer writes the contract with its ETag, its acts and those of its parts.
func (h *handler) answer(c *fiber.Ctx, got Contract) error {
	httpapi.ETag(c, got.Version)
	return c.JSON(h.service.view(c.UserContext(), httpapi.Lang(c), got))
}

// answerCreated is answer for a new contract.
func (h *handler) answerCreated(c *fiber.Ctx, got Contract) error {
	c.Status(fiber.StatusCreated)
	return h.answer(c, got)
}

// answerPayment writes the payment with its ETag and its acts.
func (h *handler) answerPayment(c *fiber.Ctx, p Payment) error {
	views, err := h.service.paymentViews(c.UserContext(), httpapi.Lang(c), p)
	if err != nil {
		return err
	}
	httpapi.ETag(c, p.Version)
	return c.JSON(views[0])
}

// answerReport writes the report with its acts.
func (h *handler) answerReport(c *fiber.Ctx, r Report) error {
	views, err := h.service.reportViews(c.UserContext(), httpapi.Lang(c), r)
	if err != nil {
		return err
	}
	return c.JSON(views[0])
}

type listQuery struct {
	httpapi.PageQuery
	Status     Status `query:"status" validate:"max=20"`
	Region     string `query:"region" validate:"max=100"`
	ProviderID string `query:"provider_id" validate:"max=40"`
	FiscalYear int64  `query:"fiscal_year" validate:"gte=0,lte=2100"`
}

func (q listQuery) query() Query {
	return Query{Status: q.Status, Region: q.Region, ProviderID: q.ProviderID, FiscalYear: q.FiscalYear, Page: q.Options()}
}

// register answers GET /public/contracts.
//
//	@Summary	The public register of contracts, latest publication first
//	@Tags		contracts
//	@Param		region		query		string	false	"region path prefix"
//	@Param		status		query		string	false	"state"
//	@Param		provider_id	query		string	false	"organisation"
//	@Param		fiscal_year	query		int		false	"budget year"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[registerView]
//	@Failure	400			{object}	httpapi.Problem
//	@Router		/public/contracts [get]
func (h *handler) register(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Contract], error) {
		return h.service.Register(ctx, q.query())
	}, viewRegister)
}

// registered answers GET /public/contracts/:id.
//
//	@Summary	One contract of the public register
//	@Tags		contracts
//	@Param		id	path		string	true	"contract id"
//	@Success	200	{object}	registeredView
//	@Failure	404	{object}	httpapi.Problem
//	@Router		/public/contracts/{id} [get]
func (h *handler) registered(c *fiber.Ctx) error {
	got, err := h.service.Registered(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	done, err := h.service.Progress(c.UserContext(), got.ID)
	if err != nil {
		return err
	}
	httpapi.ETag(c, got.Version)
	return c.JSON(registeredView{registerView: viewRegister(got), PersonTimes: done.PersonTimes, HandTimes: done.HandTimes})
}

// list answers GET /contracts.
//
//	@Summary	Contracts within one's reach, newest first
//	@Tags		contracts
//	@Param		region		query		string	false	"region path prefix"
//	@Param		status		query		string	false	"state"
//	@Param		provider_id	query		string	false	"organisation"
//	@Param		fiscal_year	query		int		false	"budget year"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200			{object}	httpapi.List[cardView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/contracts [get]
func (h *handler) list(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Contract], error) {
		return h.service.List(ctx, q.query())
	}, viewCard)
}

// see answers GET /contracts/:id.
//
//	@Summary	One contract; its ETag is for If-Match
//	@Tags		contracts
//	@Param		id	path		string	true	"contract id"
//	@Success	200	{object}	contractView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id} [get]
func (h *handler) see(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, h.answer)
}

// progress answers GET /contracts/:id/progress.
//
//	@Summary	Plan, actual value and ratio of each indicator
//	@Tags		contracts
//	@Param		id	path		string	true	"contract id"
//	@Success	200	{object}	progressView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id}/progress [get]
func (h *handler) progress(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadProgress, func(c *fiber.Ctx, p Progress) error { return c.JSON(viewProgress(p)) })
}

// reports answers GET /contracts/:id/reports.
//
//	@Summary	Reports by hand, newest first
//	@Tags		contracts
//	@Param		id		path		string	true	"contract id"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[reportView]
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/contracts/{id}/reports [get]
func (h *handler) reports(c *fiber.Ctx) error {
	q, err := httpapi.Query[pageQuery](c)
	if err != nil {
		return err
	}
	page, err := h.service.Reports(c.UserContext(), c.Params("id"), q.Options())
	if err != nil {
		return err
	}
	list, err := h.service.reportViews(c.UserContext(), httpapi.Lang(c), page.Items...)
	if err != nil {
		return err
	}
	return c.JSON(httpapi.List[reportView]{Items: list, Next: page.Next})
}

type pageQuery struct{ httpapi.PageQuery }

// paymentsView lists the payments of one contract in order.
type paymentsView struct {
	Items []paymentView `json:"items"`
}

// payments answers GET /contracts/:id/payments.
//
//	@Summary	The payments of a contract, in order
//	@Tags		contracts
//	@Param		id	path		string	true	"contract id"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200	{object}	paymentsView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/contracts/{id}/payments [get]
func (h *handler) payments(c *fiber.Ctx) error {
	list, err := h.service.Payments(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	views, err := h.service.paymentViews(c.UserContext(), httpapi.Lang(c), list...)
	if err != nil {
		return err
	}
	return c.JSON(paymentsView{Items: views})
}

type paymentQuery struct {
	httpapi.PageQuery
	Status PaymentStatus `query:"status" validate:"omitempty,oneof=planned applied approved paid refused"`
}

// listPayments answers GET /payments.
//
//	@Summary	Payments within one's reach, by state, the longest waiting first
//	@Tags		contracts
//	@Param		status	query		string	false	"planned, applied, approved, paid or refused"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Param		format	query	string	false	"xlsx: the whole filtered list as a spreadsheet, 5,000 rows at most; needs data.export"
//	@Success	200		{object}	httpapi.List[paymentRowView]
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	413	{object}	httpapi.Problem	"export_too_large"
//	@Security	session
//	@Router		/payments [get]
func (h *handler) listPayments(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q paymentQuery) (docstore.Page[Payment], error) {
		return h.service.ListPayments(ctx, q.Status, q.Options())
	}, viewPayment)
}

// payment answers GET /payments/:id.
//
//	@Summary	One payment, with the hash that an approval has to name
//	@Tags		contracts
//	@Param		id	path		string	true	"payment id"
//	@Success	200	{object}	paymentView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/payments/{id} [get]
func (h *handler) payment(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.ReadPayment, h.answerPayment)
}
