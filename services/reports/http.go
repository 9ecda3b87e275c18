package reports

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/pdf"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type handler struct{ service *Service }

// Routes mounts the feature.
func Routes(r *httpapi.Router, s *Service) {
	h := &handler{s}
	r.Get("/contract-reports", auth.ContractRead, h.list, exportReports)
	r.Get("/contract-reports/:id", auth.ContractRead, h.see)
	r.Get("/contract-reports/:id/pdf", auth.ContractRead, h.pdf, httpapi.SlowAnswer(slow))
	r.Get("/contract-reports/:id/xlsx", auth.ContractRead, h.xlsx, httpapi.SlowAnswer(slow))
	r.Put("/contract-reports/:id", auth.ContractReport, h.write)
	r.Post("/contract-reports/:id/submit", auth.ContractReport, h.submit)
	r.Post("/contract-reports/:id/accept", auth.ContractDraft, h.accept)
	r.Post("/contract-reports/:id/return", auth.ContractDraft, h.returnReport)
	r.Post("/contract-reports/:id/skip", auth.ContractDraft, h.skip)
	r.Post("/contract-reports/:id/reopen", auth.ContractDraft, h.reopen)
	r.Get("/purchase-overview", auth.ContractRead, h.overview)
	r.Get("/purchase-overview/xlsx", auth.ContractRead, h.overviewSheet, httpapi.SlowAnswer(slow))
}

// slow is how long the download of a file may take.
const slow = time.Minute

var exportReports = httpapi.Export("合同报告", "Contract reports",
	httpapi.TextColumn("contract_no", "合同编号", "Contract"), httpapi.TextColumn("contract_name", "项目名称", "Name"), httpapi.TextColumn("provider_name", "承接主体", "Provider"),
	httpapi.TextColumn("period", "报告期", "Period"), httpapi.DayColumn("due", "应提交日期", "Due"), httpapi.StateColumn("status", "状态", "State", StatusWords),
	httpapi.YesNoColumn("late", "逾期", "Late"))

type listQuery struct {
	httpapi.PageQuery
	ContractID string `query:"contract_id" validate:"max=40"`
	OrgID      string `query:"org_id" validate:"max=40"`
	Status     Status `query:"status" validate:"omitempty,oneof=open submitted returned accepted skipped"`
}

// list answers GET /contract-reports.
//
//	@Summary	Reports of providers on the months and quarters of their contracts, the latest period first
//	@Tags		reports
//	@Param		contract_id	query		string	false	"contract"
//	@Param		org_id		query		string	false	"organisation"
//	@Param		status		query		string	false	"state"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[reportView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/contract-reports [get]
func (h *handler) list(c *fiber.Ctx) error {
	today := h.service.today()
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Named], error) {
		return h.service.List(ctx, Query{ContractID: q.ContractID, OrgID: q.OrgID, Status: q.Status, Page: q.Options()})
	}, func(n Named) reportView { return viewReport(n, today) })
}

// answer writes the report with its ETag and its acts.
func (h *handler) answer(c *fiber.Ctx, n Named) error {
	httpapi.ETag(c, n.Version)
	return c.JSON(viewDetail(n, h.service.today(), workflow.Views(h.service.flow.Acts(c.UserContext(), &n.Report), httpapi.Lang(c))))
}

// see answers GET /contract-reports/:id.
//
//	@Summary	One report with its figures: as handed in, or those of now before; its ETag is for If-Match
//	@Tags		reports
//	@Param		id	path		string	true	"report"
//	@Success	200	{object}	reportDetail
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contract-reports/{id} [get]
func (h *handler) see(c *fiber.Ctx) error { return httpapi.Do(c, h.service.Read, h.answer) }

// pdf answers GET /contract-reports/:id/pdf.
//
//	@Summary	The report as a PDF, A4
//	@Tags		reports
//	@Produce	application/pdf
//	@Param		id	path		string	true	"report"
//	@Success	200	{file}		file
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	503	{object}	httpapi.Problem	"font_missing"
//	@Security	session
//	@Router		/contract-reports/{id}/pdf [get]
func (h *handler) pdf(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, func(c *fiber.Ctx, n Named) error {
		return send(c, pdf.ContentType, fileName(&n, ".pdf"), func(w io.Writer) error {
			return pdf.Write(w, h.service.Font, h.service.document(&n, httpapi.Lang(c)))
		})
	})
}

// xlsx answers GET /contract-reports/:id/xlsx.
//
//	@Summary	The figures of the report as a workbook: numbers are numbers
//	@Tags		reports
//	@Produce	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		id	path		string	true	"report"
//	@Success	200	{file}		file
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/contract-reports/{id}/xlsx [get]
func (h *handler) xlsx(c *fiber.Ctx) error {
	return httpapi.Do(c, h.service.Read, func(c *fiber.Ctx, n Named) error {
		return send(c, sheet.ContentType, fileName(&n, ".xlsx"), func(w io.Writer) error {
			return sheet.Write(w, sheetsOf(&n, httpapi.Lang(c))...)
		})
	})
}

func send(c *fiber.Ctx, media, name string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return httpapi.SendDownload(c, httpapi.Download{Body: io.NopCloser(&b), Size: int64(b.Len()), Media: media, Name: name, Shown: media == pdf.ContentType})
}

// write answers PUT /contract-reports/:id.
//
//	@Summary	Write the report; it may be incomplete until it is handed in
//	@Tags		reports
//	@Param		id			path		string			true	"report"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		textsRequest	true	"what was done, what was difficult, what comes next"
//	@Success	200			{object}	reportDetail
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"report_period_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contract-reports/{id} [put]
func (h *handler) write(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r textsRequest) (Named, error) {
		return h.service.Write(ctx, id, version, Texts(r))
	}, h.answer)
}

// submit answers POST /contract-reports/:id/submit.
//
//	@Summary	Hand the report in with the figures of now
//	@Tags		reports
//	@Param		id			path		string	true	"report"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	reportDetail
//	@Failure	400			{object}	httpapi.Problem	"invalid; by field summary, plan"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"report_period_move, report_early"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contract-reports/{id}/submit [post]
func (h *handler) submit(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Submit, h.answer) }

// accept answers POST /contract-reports/:id/accept.
//
//	@Summary	Accept the report and lock the figures of its contract until the end of the period
//	@Tags		reports
//	@Param		id			path		string	true	"report"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	reportDetail
//	@Failure	403			{object}	httpapi.Problem	"own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"report_period_move, report_earlier, report_figures_moved"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contract-reports/{id}/accept [post]
func (h *handler) accept(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Accept, h.answer) }

// returnReport answers POST /contract-reports/:id/return.
//
//	@Summary	Return the report with a reason
//	@Tags		reports
//	@Param		id			path		string					true	"report"
//	@Param		If-Match	header		string					true	"version"
//	@Param		body		body		httpapi.ReasonRequest	true	"why"
//	@Success	200			{object}	reportDetail
//	@Failure	400			{object}	httpapi.Problem	"reason_required"
//	@Failure	403			{object}	httpapi.Problem	"own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"report_period_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contract-reports/{id}/return [post]
func (h *handler) returnReport(c *fiber.Ctx) error { return h.reasoned(c, h.service.Return) }

func (h *handler) reasoned(c *fiber.Ctx, use func(ctx context.Context, id string, version int64, reason string) (Named, error)) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r httpapi.ReasonRequest) (Named, error) {
		return use(ctx, id, version, r.Reason)
	}, h.answer)
}

// skip answers POST /contract-reports/:id/skip.
//
//	@Summary	Let the provider leave out the period, with a reason
//	@Tags		reports
//	@Param		id			path		string					true	"report"
//	@Param		If-Match	header		string					true	"version"
//	@Param		body		body		httpapi.ReasonRequest	true	"why"
//	@Success	200			{object}	reportDetail
//	@Failure	400			{object}	httpapi.Problem	"reason_required"
//	@Failure	403			{object}	httpapi.Problem	"own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"report_period_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contract-reports/{id}/skip [post]
func (h *handler) skip(c *fiber.Ctx) error { return h.reasoned(c, h.service.Skip) }

// reopen answers POST /contract-reports/:id/reopen.
//
//	@Summary	Ask for a skipped report after all
//	@Tags		reports
//	@Param		id			path		string	true	"report"
//	@Param		If-Match	header		string	true	"version"
//	@Success	200			{object}	reportDetail
//	@Failure	403			{object}	httpapi.Problem	"own_work"
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"report_period_move"
//	@Failure	412			{object}	httpapi.Problem	"stale_version"
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/contract-reports/{id}/reopen [post]
func (h *handler) reopen(c *fiber.Ctx) error { return httpapi.DoSeen(c, h.service.Reopen, h.answer) }
