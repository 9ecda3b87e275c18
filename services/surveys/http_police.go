package surveys

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

func (h *handler) policeRoutes(r *httpapi.Router) {
	r.Post("/surveys/:id/police", auth.BeneficiaryVerify, h.makeBatch)
	r.Get("/surveys/:id/police", auth.BeneficiaryVerify, h.batches)
	r.Get("/police-batches/:id", auth.BeneficiaryVerify, h.batch)
	r.Post("/police-batches/:id/export", auth.BeneficiaryVerify, h.exportBatch, httpapi.NoIdempotency(), httpapi.Limit("police-export", 20, time.Hour), httpapi.StepUp())
	r.Post("/police-batches/:id/answers", auth.BeneficiaryVerify, h.enterAnswers, httpapi.BodyLimit(MaxListBytes+64<<10), httpapi.NoIdempotency(), httpapi.Timeout(uploadTime), httpapi.Limit("police-answers", 60, time.Hour))
	r.Get("/police-lines", auth.BeneficiaryReveal, h.batchLines)
	r.Put("/police-lines/:id/result", auth.BeneficiaryVerify, h.enterResult)
	r.Post("/police-lines/:id/settle", auth.BeneficiaryEdit, h.settle)
}

type batchRequest struct {
	Area string `json:"area" validate:"max=100"` // path of a town; empty: the county
}

type exportRequest struct {
	Purpose string `json:"purpose" validate:"required,oneof=visit contact verification emergency assistance"`
}

type resultRequest struct {
	Result PoliceResult   `json:"result" validate:"required,oneof=confirmed not_found mismatch"`
	Note   privacy.Secret `json:"note" validate:"max=300" swaggertype:"string"`
}

type batchView struct {
	ID         string     `json:"id"`
	Version    int64      `json:"version"`
	SurveyID   string     `json:"survey_id"`
	Area       string     `json:"area"`
	MadeAt     time.Time  `json:"made_at" format:"date-time"`
	Total      int64      `json:"total"`
	Confirmed  int64      `json:"confirmed"`
	NotFound   int64      `json:"not_found"`
	Mismatch   int64      `json:"mismatch"`
	Unsettled  int64      `json:"unsettled"`
	ExportedAt *time.Time `json:"exported_at,omitempty" format:"date-time"`
	ExportedBy string     `json:"exported_by,omitempty"`
}

func viewBatch(b Batch) batchView {
	return batchView{
		ID: b.ID, Version: b.Version, SurveyID: b.SurveyID, Area: b.Area, MadeAt: b.CreatedAt, Total: b.Total, Confirmed: b.Confirmed, NotFound: b.NotFound,
		Mismatch: b.Mismatch, Unsettled: b.Unsettled, ExportedAt: httpapi.Instant(b.ExportedAt), ExportedBy: b.ExportedBy,
	}
}

type batchLineView struct {
	ID        string       `json:"id"`
	Version   int64        `json:"version"`
	BatchID   string       `json:"batch_id"`
	Number    int64        `json:"number"`
	Region    string       `json:"region"`
	FileID    string       `json:"file_id"`
	Pseudonym string       `json:"pseudonym"`
	Name      string       `json:"name,omitempty"` // masked
	Result    PoliceResult `json:"result"`         // empty: none yet
	Note      string       `json:"note,omitempty"` // of the police
	At        *time.Time   `json:"at,omitempty" format:"date-time"`
	Unsettled bool         `json:"unsettled"` // a mismatch that the village has not seen to
	Done      string       `json:"done,omitempty"`
}

func viewBatchLine(f BatchFile) batchLineView {
	return batchLineView{
		ID: f.ID, Version: f.Version, BatchID: f.BatchID, Number: f.Number, Region: f.Region, FileID: f.FileID, Pseudonym: f.Person.Pseudonym,
		Name: f.Person.Identity.Mask().Name, Result: f.Result, Note: f.Note.Reveal(), At: httpapi.Instant(f.At), Unsettled: f.Unsettled, Done: f.Done.Reveal(),
	}
}

func answerBatch(c *fiber.Ctx, b Batch) error {
	httpapi.ETag(c, b.Version)
	return c.JSON(viewBatch(b))
}

func answerBatchLine(c *fiber.Ctx, f BatchFile) error {
	httpapi.ETag(c, f.Version)
	return c.JSON(viewBatchLine(f))
}

// makeBatch answers POST /surveys/:id/police.
//
//	@Summary	Make a batch of persons of the round for the police, of one town or the county
//	@Tags		surveys
//	@Param		id		path		string			true	"round"
//	@Param		body	body		batchRequest	true	"area"
//	@Success	201		{object}	batchView
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"survey_closed, survey_move, police_batch_empty, police_batch_large"
//	@Security	session
//	@Router		/surveys/{id}/police [post]
func (h *handler) makeBatch(c *fiber.Ctx) error {
	return httpapi.DoWith(c, func(ctx context.Context, id string, r batchRequest) (Batch, error) {
		return h.service.MakeBatch(ctx, id, r.Area)
	}, func(c *fiber.Ctx, b Batch) error {
		c.Status(fiber.StatusCreated)
		return answerBatch(c, b)
	})
}

// batches answers GET /surveys/:id/police.
//
//	@Summary	The batches of a round for the police, newest first
//	@Tags		surveys
//	@Param		id		path		string	true	"round"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[batchView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys/{id}/police [get]
func (h *handler) batches(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[Batch], error) {
		return h.service.Batches(ctx, c.Params("id"), q.Options()...)
	}, viewBatch)
}

// batch answers GET /police-batches/:id.
//
//	@Summary	One batch for the police
//	@Tags		surveys
//	@Param		id	path		string	true	"batch"
//	@Success	200	{object}	batchView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/police-batches/{id} [get]
func (h *handler) batch(c *fiber.Ctx) error { return httpapi.Do(c, h.service.ReadBatch, answerBatch) }

// exportBatch answers POST /police-batches/:id/export.
//
//	@Summary	The batch as an encrypted spreadsheet with names and ID numbers, for a purpose; noted with every file. The password is in the header Export-Password
//	@Tags		surveys
//	@Produce	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		id		path		string			true	"batch"
//	@Param		body	body		exportRequest	true	"purpose"
//	@Success	200		{file}		binary
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem	"forbidden, step_up_required"
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/police-batches/{id}/export [post]
func (h *handler) exportBatch(c *fiber.Ctx) error {
	r, err := httpapi.Bind[exportRequest](c)
	if err != nil {
		return err
	}
	book, password, err := h.service.ExportBatch(c.UserContext(), c.Params("id"), r.Purpose)
	if err != nil {
		return err
	}
	c.Set(httpapi.ExportPassword, password)
	c.Set(fiber.HeaderContentType, sheet.ContentType)
	c.Attachment("police.xlsx")
	return c.Send(book)
}

type batchLineQuery struct {
	httpapi.PageQuery
	BatchID   string       `query:"batch_id" validate:"max=40"`
	Result    PoliceResult `query:"result" validate:"omitempty,oneof=confirmed not_found mismatch"`
	Unsettled bool         `query:"unsettled"`
}

// batchLines answers GET /police-lines.
//
//	@Summary	The persons of batches and what the police found, within one's reach; names masked. The reading is noted.
//	@Tags		surveys
//	@Param		batch_id	query		string	false	"batch"
//	@Param		result		query		string	false	"confirmed, not_found or mismatch"
//	@Param		unsettled	query		bool	false	"only mismatches that the village has not seen to"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[batchLineView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/police-lines [get]
func (h *handler) batchLines(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q batchLineQuery) (docstore.Page[BatchFile], error) {
		return h.service.BatchLines(ctx, BatchQuery{BatchID: q.BatchID, Result: q.Result, Unsettled: q.Unsettled, Page: q.Options()})
	}, viewBatchLine)
}

// enterResult answers PUT /police-lines/:id/result.
//
//	@Summary	Enter what the police found about a person; a mismatch becomes work of the village
//	@Tags		surveys
//	@Param		id			path		string			true	"line"
//	@Param		If-Match	header		string			true	"version"
//	@Param		body		body		resultRequest	true	"result and note"
//	@Success	200			{object}	batchLineView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/police-lines/{id}/result [put]
func (h *handler) enterResult(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r resultRequest) (BatchFile, error) {
		return h.service.EnterResult(ctx, id, version, r.Result, r.Note)
	}, answerBatchLine)
}

// settle answers POST /police-lines/:id/settle.
//
//	@Summary	Say what the village did about a mismatch
//	@Tags		surveys
//	@Param		id			path		string		true	"line"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		noteRequest	true	"what was done"
//	@Success	200			{object}	batchLineView
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"police_settled"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/police-lines/{id}/settle [post]
func (h *handler) settle(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r noteRequest) (BatchFile, error) {
		return h.service.Settle(ctx, id, version, r.Note)
	}, answerBatchLine)
}
