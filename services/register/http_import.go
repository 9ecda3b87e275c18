package register

import (
	"maps"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

const importTime = 2 * time.Minute

type importQuery struct {
	Kind   Kind `query:"kind" validate:"required,oneof=left_behind_child child_in_need orphan unsupported_child left_behind_elder left_behind_woman"`
	DryRun bool `query:"dry_run"`
}

type templateQuery struct {
	Kind Kind `query:"kind" validate:"required,oneof=left_behind_child child_in_need orphan unsupported_child left_behind_elder left_behind_woman"`
}

// importList answers POST /beneficiaries/import.
//
//	@Summary	Import a list of people (.xlsx or .csv) as drafts; safe to repeat. A dry run tells what would be done and stores nothing
//	@Tags		register
//	@Accept		mpfd
//	@Param		kind	query		string	true	"kind of the rows that name none"
//	@Param		dry_run	query		bool	false	"only tell what would be done"
//	@Param		file	formData	file	true	"the list"
//	@Success	200		{object}	importView
//	@Failure	400		{object}	httpapi.Problem	"sheet_type, sheet_no_header, sheet_old_format …"
//	@Failure	403		{object}	httpapi.Problem
//	@Failure	413		{object}	httpapi.Problem	"sheet_too_large, sheet_too_many_rows"
//	@Failure	429		{object}	httpapi.Problem	"import_stopped"
//	@Security	session
//	@Router		/beneficiaries/import [post]
func (h *handler) importList(c *fiber.Ctx) error {
	q, err := httpapi.Query[importQuery](c)
	if err != nil {
		return err
	}
	name, data, err := httpapi.Upload(c, "file", MaxImportBytes)
	if err != nil {
		return err
	}
	lang := httpapi.Lang(c)
	report, err := h.service.Import(c.UserContext(), ImportRequest{Kind: q.Kind, Filename: name, Data: data, DryRun: q.DryRun, Lang: lang})
	if err != nil {
		return err
	}
	return c.JSON(viewImport(report, lang))
}

// importTemplate answers GET /beneficiaries/import/template.
//
//	@Summary	An empty list with the columns that are understood, what to write into each, and lists of choices
//	@Tags		register
//	@Produce	application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param		kind	query		string	true	"kind of the people"
//	@Success	200		{file}		binary
//	@Failure	400		{object}	httpapi.Problem
//	@Failure	403		{object}	httpapi.Problem
//	@Security	session
//	@Router		/beneficiaries/import/template [get]
func (h *handler) importTemplate(c *fiber.Ctx) error {
	q, err := httpapi.Query[templateQuery](c)
	if err != nil {
		return err
	}
	data, err := ImportTemplate(q.Kind)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, sheet.ContentType)
	c.Attachment(string(q.Kind) + ".xlsx")
	return c.Send(data)
}

// importView is the result of an import: what was understood of the file, and of each row what happens.
type importView struct {
	DryRun   bool              `json:"dry_run"`
	Sheets   []importSheetView `json:"sheets"`
	Blank    int               `json:"blank"`
	Skipped  int               `json:"skipped"`
	Good     int               `json:"good"`    // drafts written; in a dry run: to be written
	Known    int               `json:"known"`   // people who have a file in the own area
	Refused  int               `json:"refused"` // rows that are returned
	Rows     []importRowView   `json:"rows"`
	Returned *importFileView   `json:"returned,omitempty"` // the refused rows, with reasons; not stored
}

type importSheetView struct {
	Name      string             `json:"name"`
	HeaderRow int                `json:"header_row"`
	Columns   []importColumnView `json:"columns"`
	Unknown   []string           `json:"unknown"` // wordings that were ignored
	Rows      int                `json:"rows"`
	Skipped   int                `json:"skipped"` // totals, notes and repeated headers
	Code      string             `json:"code,omitempty"`
	Message   string             `json:"message,omitempty"` // why the sheet was not read
}

type importColumnView struct {
	Column  string `json:"column"` // path of the field
	Name    string `json:"name"`
	Wording string `json:"wording"` // in the sheet
}

type importRowView struct {
	Sheet    string           `json:"sheet"`
	Row      int              `json:"row"`
	Outcome  ImportOutcome    `json:"outcome" enums:"good,known,refused"`
	FileID   string           `json:"file_id,omitempty"` // the draft that was written, or the file that was there
	Problems []importCellView `json:"problems"`
	Doubts   []importCellView `json:"doubts"`
}

type importCellView struct {
	Column  string `json:"column"` // path of the field
	Wording string `json:"wording"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type importFileView struct {
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Data        []byte `json:"data" swaggertype:"string" format:"base64"`
}

func viewImport(r ImportReport, lang string) importView {
	v := importView{
		DryRun: r.DryRun, Blank: r.Blank, Skipped: r.Skipped, Good: r.Count(ImportGood), Known: r.Count(ImportKnown), Refused: r.Count(ImportRefused),
		Sheets: httpapi.Views(r.Sheets, func(i sheet.SheetInfo) importSheetView { return viewImportSheet(i, lang) }),
		Rows:   httpapi.Views(r.Rows, func(row ImportRow) importRowView { return viewImportRow(row, lang) }),
	}
	if r.Returned != nil {
		v.Returned = &importFileView{Filename: "returned.xlsx", ContentType: sheet.ContentType, Data: r.Returned}
	}
	return v
}

func viewImportSheet(i sheet.SheetInfo, lang string) importSheetView {
	v := importSheetView{Name: i.Name, HeaderRow: i.HeaderRow, Columns: []importColumnView{}, Unknown: append([]string{}, append(i.Unknown, i.Doubled...)...), Rows: i.Rows, Skipped: i.SkipCount}
	for _, key := range slices.Sorted(maps.Keys(i.Columns)) {
		v.Columns = append(v.Columns, importColumnView{Column: key, Name: columnName(key, lang), Wording: i.Columns[key]})
	}
	if i.Skipped != nil {
		v.Code, v.Message = i.Skipped.Code, i.Skipped.Text(lang)
	}
	return v
}

func viewImportRow(r ImportRow, lang string) importRowView {
	return importRowView{
		Sheet: r.Sheet, Row: r.Number, Outcome: r.Outcome, FileID: r.FileID,
		Problems: httpapi.Views(r.Problems, func(p sheet.Problem) importCellView { return viewImportCell(p.Key, p.Wording, p.Err, lang) }),
		Doubts: httpapi.Views(r.Doubts, func(d sheet.Doubt) importCellView {
			return importCellView{Column: d.Key, Wording: d.Wording, Code: d.Code, Message: d.Text(lang)}
		}),
	}
}

func viewImportCell(key, wording string, f *fault.Fault, lang string) importCellView {
	return importCellView{Column: key, Wording: wording, Code: f.Code, Message: f.Text(lang)}
}
