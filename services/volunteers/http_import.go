package volunteers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

const importTime = 2 * time.Minute

type importQuery struct {
	OrgID  string `query:"org_id" validate:"required,id=org"`
	DryRun bool   `query:"dry_run"`
}

// importRoster answers POST /volunteers/import.
//
//	@Summary	Import a roster (.xlsx or .csv); safe to repeat. A dry run answers the same and stores nothing
//	@Tags		volunteers
//	@Accept		mpfd
//	@Param		org_id	query		string	true	"organisation"
//	@Param		dry_run	query		bool	false	"only tell what would be done"
//	@Param		file	formData	file	true	"the roster"
//	@Success	200		{object}	importView
//	@Failure	400		{object}	httpapi.Problem	"sheet_type, sheet_no_header, sheet_encrypted …"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	404		{object}	httpapi.Problem
//	@Failure	409		{object}	httpapi.Problem	"org_not_active"
//	@Failure	413		{object}	httpapi.Problem	"sheet_too_large, sheet_too_many_rows"
//	@Failure	429		{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/import [post]
func (h *handler) importRoster(c *fiber.Ctx) error {
	q, err := httpapi.Query[importQuery](c)
	if err != nil {
		return err
	}
	name, data, err := httpapi.Upload(c, "file", MaxImportBytes)
	if err != nil {
		return err
	}
	lang := httpapi.Lang(c)
	report, err := h.service.Import(c.UserContext(), ImportRequest{OrgID: q.OrgID, Filename: name, Data: data, DryRun: q.DryRun, Lang: lang})
	if err != nil {
		return err
	}
	return c.JSON(viewImport(report, lang))
}

// template answers GET /volunteers/import/template.
//
//	@Summary	An empty roster with the columns that are understood
//	@Tags		volunteers
//	@Produce	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Success	200	{file}		binary
//	@Failure	403	{object}	httpapi.Problem
//	@Security	session
//	@Router		/volunteers/import/template [get]
func (h *handler) template(c *fiber.Ctx) error {
	data, err := RosterTemplate()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, sheet.ContentType)
	c.Attachment("volunteers.xlsx")
	return c.Send(data)
}
