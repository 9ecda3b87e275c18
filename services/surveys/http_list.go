package surveys

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
)

// uploadTime is how long comparing a list may take.
const uploadTime = 2 * time.Minute

func (h *handler) listRoutes(r *httpapi.Router) {
	r.Post("/surveys/:id/lists", auth.BeneficiaryVerify, h.upload, httpapi.BodyLimit(MaxListBytes+64<<10), httpapi.NoIdempotency(), httpapi.Timeout(uploadTime), httpapi.Limit("survey-list", 60, time.Hour))
	r.Get("/surveys/:id/lists", auth.BeneficiaryVerify, h.lists)
	r.Get("/survey-lists/template", auth.BeneficiaryVerify, h.template)
	r.Get("/survey-lists/:id", auth.BeneficiaryVerify, h.list)
	r.Delete("/survey-lists/:id", auth.BeneficiaryVerify, h.dropList)
	r.Get("/survey-rows", auth.BeneficiaryReveal, h.rows)
	r.Post("/survey-rows/:id/decide", auth.BeneficiaryReveal, h.decideRow)
}

type listView struct {
	ID       string    `json:"id"`
	Version  int64     `json:"version"`
	SurveyID string    `json:"survey_id"`
	Region   string    `json:"region"`
	At       time.Time `json:"at" format:"date-time"`
	By       string    `json:"by"`
	Rows     int64     `json:"rows"`
	Same     int64     `json:"same"`
	Differs  int64     `json:"differs"`
	Theirs   int64     `json:"theirs"`
	Ours     int64     `json:"ours"`
	Open     int64     `json:"open"` // results that nobody has decided
}

func viewList(l SchoolList) listView {
	return listView{
		ID: l.ID, Version: l.Version, SurveyID: l.SurveyID, Region: l.Region, At: l.At, By: l.By, Rows: l.Rows, Same: l.Same, Differs: l.Differs, Theirs: l.Theirs,
		Ours: l.Ours, Open: l.Open,
	}
}

type uploadSheetView struct {
	Name    string   `json:"name"`
	Rows    int      `json:"rows"`
	Unknown []string `json:"unknown,omitempty"` // headings that are not read
	Skipped string   `json:"skipped,omitempty"` // why the sheet was not read
}

// uploadView says what a list gave. returned is an .xlsx of the refused rows with their reasons, and is not stored.
type uploadView struct {
	listView
	DryRun   bool              `json:"dry_run"`
	Refused  int               `json:"refused"`
	Sheets   []uploadSheetView `json:"sheets"`
	Returned []byte            `json:"returned,omitempty" swaggertype:"string" format:"base64"`
}

type pupilView struct {
	Name     string          `json:"name"`                // masked
	IDNumber string          `json:"id_number,omitempty"` // masked
	Mobile   string          `json:"guardian_mobile,omitempty"`
	Birth    region.Day      `json:"birth,omitempty"`
	Gender   register.Gender `json:"gender,omitempty"`
	School   string          `json:"school,omitempty"`
	Grade    string          `json:"grade,omitempty"`
	Class    string          `json:"class,omitempty"`
}

type ownView struct {
	Pseudonym string              `json:"pseudonym"`
	Name      string              `json:"name,omitempty"` // masked
	Birth     region.Day          `json:"birth"`
	Gender    register.Gender     `json:"gender"`
	School    string              `json:"school,omitempty"`
	Schooling register.Schooling  `json:"schooling"`
	Grade     int64               `json:"grade"`
	Class     string              `json:"class,omitempty"`
	Status    register.FileStatus `json:"status"`
}

type rowView struct {
	ID       string      `json:"id"`
	Version  int64       `json:"version"`
	ListID   string      `json:"list_id"`
	SurveyID string      `json:"survey_id"`
	Region   string      `json:"region"` // where it is decided
	Number   int64       `json:"number,omitempty"`
	Result   RowResult   `json:"result"`
	Differs  []string    `json:"differs,omitempty"`
	FileID   string      `json:"file_id,omitempty"`
	Open     bool        `json:"open"`
	Decision RowDecision `json:"decision,omitempty"`
	By       string      `json:"by,omitempty"`
	At       *time.Time  `json:"at,omitempty" format:"date-time"`
	Pupil    *pupilView  `json:"pupil,omitempty"` // what the school says
	Own      *ownView    `json:"own,omitempty"`   // what the register says
}

func viewRow(f RowFile) rowView {
	v := rowView{
		ID: f.ID, Version: f.Version, ListID: f.ListID, SurveyID: f.SurveyID, Region: f.Region, Number: f.Number, Result: f.Result, Differs: f.Differs, FileID: f.FileID,
		Open: f.Open, Decision: f.Decision, By: f.By, At: httpapi.Instant(f.At),
	}
	if f.Result != Ours {
		v.Pupil = &pupilView{
			Name: privacy.MaskName(f.Pupil.Name), IDNumber: privacy.MaskID(f.Pupil.IDNumber), Mobile: privacy.MaskMobile(f.Pupil.Mobile), Birth: f.Pupil.Birth,
			Gender: f.Pupil.Gender, School: f.Pupil.School, Grade: f.Pupil.Grade, Class: f.Pupil.Class,
		}
	}
	if p := f.Person; p.ID != "" {
		v.Own = &ownView{
			Pseudonym: p.Pseudonym, Name: p.Identity.Mask().Name, Birth: p.Birth, Gender: p.Gender, School: p.Details[register.SchoolName], Schooling: p.Schooling,
			Grade: p.Grade, Class: p.Details[register.SchoolClass], Status: p.Status,
		}
	}
	return v
}

type rowRequest struct {
	Decision RowDecision `json:"decision" validate:"required,oneof=taken kept not_left_behind begun handed"`
	Region   string      `json:"region" validate:"max=100"` // the village of begun and handed
}

type uploadQuery struct {
	Region string `query:"region" validate:"max=100"`
	DryRun bool   `query:"dry_run"`
}

// upload answers POST /surveys/:id/lists.
//
//	@Summary	Compare a school's list (.xlsx or .csv) with the register. A dry run answers the same and stores nothing
//	@Tags		surveys
//	@Accept		mpfd
//	@Param		id		path		string	true	"round"
//	@Param		region	query		string	false	"path of the town within which it is compared; left out: the county"
//	@Param		dry_run	query		bool	false	"only tell what would be found"
//	@Param		file	formData	file	true	"the list"
//	@Success	200		{object}	uploadView
//	@Failure	400		{object}	httpapi.Problem	"sheet_type, sheet_no_header, sheet_encrypted, survey_list_empty, survey_area …"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"survey_closed, survey_move"
//	@Failure	413		{object}	httpapi.Problem	"sheet_too_large, sheet_too_many_rows"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys/{id}/lists [post]
func (h *handler) upload(c *fiber.Ctx) error {
	q, err := httpapi.Query[uploadQuery](c)
	if err != nil {
		return err
	}
	name, data, err := httpapi.Upload(c, "file", MaxListBytes)
	if err != nil {
		return err
	}
	lang := httpapi.Lang(c)
	report, err := h.service.UploadList(c.UserContext(), Upload{SurveyID: c.Params("id"), Region: q.Region, Filename: name, Data: data, DryRun: q.DryRun, Lang: lang})
	if err != nil {
		return err
	}
	return c.JSON(uploadView{
		listView: viewList(report.List), DryRun: q.DryRun, Refused: report.Refused, Returned: report.Returned,
		Sheets: httpapi.Views(report.Sheets, func(i sheet.SheetInfo) uploadSheetView {
			v := uploadSheetView{Name: i.Name, Rows: i.Rows, Unknown: i.Unknown}
			if i.Skipped != nil {
				v.Skipped = i.Skipped.Text(lang)
			}
			return v
		}),
	})
}

type listQuery struct{ httpapi.PageQuery }

// lists answers GET /surveys/:id/lists.
//
//	@Summary	The school lists of a round within one's reach, newest first
//	@Tags		surveys
//	@Param		id		path		string	true	"round"
//	@Param		limit	query		int		false	"page size"
//	@Param		after	query		string	false	"cursor"
//	@Success	200		{object}	httpapi.List[listView]
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/surveys/{id}/lists [get]
func (h *handler) lists(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q listQuery) (docstore.Page[SchoolList], error) {
		return h.service.Lists(ctx, c.Params("id"), q.Options()...)
	}, viewList)
}

// template answers GET /survey-lists/template.
//
//	@Summary	An empty list with the columns that are understood
//	@Tags		surveys
//	@Produce	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Success	200	{file}		binary
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/survey-lists/template [get]
func (h *handler) template(c *fiber.Ctx) error {
	data, err := ListTemplate()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, sheet.ContentType)
	c.Attachment("pupils.xlsx")
	return c.Send(data)
}

func answerList(c *fiber.Ctx, l SchoolList) error {
	httpapi.ETag(c, l.Version)
	return c.JSON(viewList(l))
}

// list answers GET /survey-lists/:id.
//
//	@Summary	One school list; its ETag is for If-Match
//	@Tags		surveys
//	@Param		id	path		string	true	"list"
//	@Success	200	{object}	listView
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Security	session
//	@Router		/survey-lists/{id} [get]
func (h *handler) list(c *fiber.Ctx) error { return httpapi.Do(c, h.service.ReadList, answerList) }

// dropList answers DELETE /survey-lists/:id.
//
//	@Summary	Remove a school list that was uploaded by mistake, while none of its rows is decided
//	@Tags		surveys
//	@Param		id			path	string	true	"list"
//	@Param		If-Match	header	string	true	"version"
//	@Success	204
//	@Failure	403	{object}	httpapi.Problem
//	@Failure	404	{object}	httpapi.Problem
//	@Failure	409	{object}	httpapi.Problem	"survey_closed, survey_list_used"
//	@Failure	412	{object}	httpapi.Problem
//	@Failure	428	{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-lists/{id} [delete]
func (h *handler) dropList(c *fiber.Ctx) error {
	return httpapi.DoSeen(c, func(ctx context.Context, id string, version int64) (SchoolList, error) {
		return SchoolList{}, h.service.DropList(ctx, id, version)
	}, func(c *fiber.Ctx, _ SchoolList) error { return c.SendStatus(fiber.StatusNoContent) })
}

type rowQuery struct {
	httpapi.PageQuery
	SurveyID string    `query:"survey_id" validate:"max=40"`
	ListID   string    `query:"list_id" validate:"max=40"`
	Result   RowResult `query:"result" validate:"omitempty,oneof=same differs theirs ours"`
	Open     bool      `query:"open"`
}

// rows answers GET /survey-rows.
//
//	@Summary	What comparing the lists of schools found, within one's reach; names and numbers masked. The reading is noted.
//	@Tags		surveys
//	@Param		survey_id	query		string	false	"round"
//	@Param		list_id		query		string	false	"list"
//	@Param		result		query		string	false	"same, differs, theirs or ours"
//	@Param		open		query		bool	false	"only those that nobody has decided"
//	@Param		limit		query		int		false	"page size"
//	@Param		after		query		string	false	"cursor"
//	@Success	200			{object}	httpapi.List[rowView]
//	@Failure	400			{object}	httpapi.Problem
//	@Failure	403			{object}	httpapi.Problem
//	@Security	session
//	@Router		/survey-rows [get]
func (h *handler) rows(c *fiber.Ctx) error {
	return httpapi.DoList(c, func(ctx context.Context, q rowQuery) (docstore.Page[RowFile], error) {
		return h.service.Rows(ctx, RowQuery{SurveyID: q.SurveyID, ListID: q.ListID, Result: q.Result, Open: q.Open, Page: q.Options()})
	}, viewRow)
}

// decideRow answers POST /survey-rows/:id/decide.
//
//	@Summary	Decide a result: take over, keep, not left behind, begin a file, or hand it to a village
//	@Tags		surveys
//	@Param		id			path		string		true	"row"
//	@Param		If-Match	header		string		true	"version"
//	@Param		body		body		rowRequest	true	"decision"
//	@Success	200			{object}	rowView
//	@Failure	400			{object}	httpapi.Problem	"invalid, village_needed"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	409			{object}	httpapi.Problem	"survey_closed, survey_row_decided, survey_row_act, file_exists, file_locked"
//	@Failure	412			{object}	httpapi.Problem
//	@Failure	428			{object}	httpapi.Problem	"precondition_required"
//	@Security	session
//	@Router		/survey-rows/{id}/decide [post]
func (h *handler) decideRow(c *fiber.Ctx) error {
	return httpapi.DoVersioned(c, func(ctx context.Context, id string, version int64, r rowRequest) (RowFile, error) {
		return h.service.DecideRow(ctx, id, version, r.Decision, r.Region)
	}, func(c *fiber.Ctx, f RowFile) error {
		httpapi.ETag(c, f.Version)
		return c.JSON(viewRow(f))
	})
}
