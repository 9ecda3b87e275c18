package surveys

import (
	"maps"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// enterAnswers answers POST /police-batches/:id/answers.
//
//	@Summary	Enter the answers of the police from the list that was taken out, filled in (.xlsx or .csv); entered answers stay. A dry run stores nothing
//	@Tags		surveys
//	@Accept		mpfd
//	@Param		id			path		string	true	"batch"
//	@Param		dry_run		query		bool	false	"only tell what would be entered"
//	@Param		file		formData	file	true	"the answered list"
//	@Param		password	formData	string	false	"of a file that is locked"
//	@Success	200			{object}	answersView
//	@Failure	400			{object}	httpapi.Problem	"sheet_type, sheet_no_header, sheet_encrypted, sheet_password, police_no_results …"
//	@Failure	403			{object}	httpapi.Problem
//	@Failure	404			{object}	httpapi.Problem
//	@Failure	413			{object}	httpapi.Problem	"sheet_too_large, sheet_too_many_rows"
//	@Failure	429			{object}	httpapi.Problem
//	@Security	session
//	@Router		/police-batches/{id}/answers [post]
func (h *handler) enterAnswers(c *fiber.Ctx) error {
	q, err := httpapi.Query[answersQuery](c)
	if err != nil {
		return err
	}
	name, data, err := httpapi.Upload(c, "file", MaxListBytes)
	if err != nil {
		return err
	}
	lang := httpapi.Lang(c)
	report, err := h.service.EnterAnswers(c.UserContext(), AnswersUpload{
		BatchID: c.Params("id"), Filename: name, Data: data, Password: privacy.Secret(c.FormValue("password")), DryRun: q.DryRun, Lang: lang,
	})
	if err != nil {
		return err
	}
	return c.JSON(viewAnswers(&report, lang))
}

type answersQuery struct {
	DryRun bool `query:"dry_run"`
}

// answersView is what was understood of an answered list, and what becomes of each row.
type answersView struct {
	DryRun   bool               `json:"dry_run"`
	Batch    batchView          `json:"batch"` // after the upload; in a dry run: as it is
	Sheets   []answersSheetView `json:"sheets"`
	Blank    int                `json:"blank"`
	Skipped  int                `json:"skipped"`
	Entered  int                `json:"entered"` // in a dry run: to be entered
	Same     int                `json:"same"`
	Empty    int                `json:"empty"`   // rows without a result
	Kept     int                `json:"kept"`    // rows with another answer than was entered before, which stays
	Refused  int                `json:"refused"` // rows that are returned
	Rows     []answersRowView   `json:"rows"`
	Returned *answersFileView   `json:"returned,omitempty"` // the refused and kept rows, with reasons; not stored
}

type answersSheetView struct {
	Name      string              `json:"name"`
	HeaderRow int                 `json:"header_row"`
	Columns   []answersColumnView `json:"columns"`
	Unknown   []string            `json:"unknown"` // wordings that were ignored
	Rows      int                 `json:"rows"`
	Skipped   int                 `json:"skipped"`           // totals, notes and repeated headers
	Message   string              `json:"message,omitempty"` // why the sheet was not read
}

type answersColumnView struct {
	Column  string `json:"column"`
	Wording string `json:"wording"` // in the sheet
}

type answersRowView struct {
	Sheet    string            `json:"sheet"`
	Row      int               `json:"row"`
	Outcome  AnswerOutcome     `json:"outcome" enums:"entered,same,blank,kept,refused"`
	FileID   string            `json:"file_id,omitempty"` // of the person of the batch
	Result   PoliceResult      `json:"result"`            // empty: none
	Problems []answersCellView `json:"problems"`
}

type answersCellView struct {
	Column  string `json:"column"`
	Wording string `json:"wording"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type answersFileView struct {
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Data        []byte `json:"data" swaggertype:"string" format:"base64"`
}

func viewAnswers(r *AnswersReport, lang string) answersView {
	v := answersView{
		DryRun: r.DryRun, Batch: viewBatch(r.Batch), Blank: r.Blank, Skipped: r.Skipped, Entered: r.Count(AnswerEntered), Same: r.Count(AnswerSame),
		Empty: r.Count(AnswerBlank), Kept: r.Count(AnswerKept), Refused: r.Count(AnswerRefused),
		Sheets: httpapi.Views(r.Sheets, func(i sheet.SheetInfo) answersSheetView { return viewAnswersSheet(i, lang) }),
		Rows: httpapi.Views(r.Rows, func(row AnswerRow) answersRowView {
			return answersRowView{
				Sheet: row.Sheet, Row: row.Number, Outcome: row.Outcome, FileID: row.FileID, Result: row.Result,
				Problems: httpapi.Views(row.Problems, func(p sheet.Problem) answersCellView {
					return answersCellView{Column: p.Key, Wording: p.Wording, Code: p.Err.Code, Message: p.Err.Text(lang)}
				}),
			}
		}),
	}
	if r.Returned != nil {
		v.Returned = &answersFileView{Filename: "returned.xlsx", ContentType: sheet.ContentType, Data: r.Returned}
	}
	return v
}

func viewAnswersSheet(i sheet.SheetInfo, lang string) answersSheetView {
	v := answersSheetView{Name: i.Name, HeaderRow: i.HeaderRow, Columns: []answersColumnView{}, Unknown: append([]string{}, append(i.Unknown, i.Doubled...)...), Rows: i.Rows, Skipped: i.SkipCount}
	for _, key := range slices.Sorted(maps.Keys(i.Columns)) {
		v.Columns = append(v.Columns, answersColumnView{Column: key, Wording: i.Columns[key]})
	}
	if i.Skipped != nil {
		v.Message = i.Skipped.Text(lang)
	}
	return v
}
