package surveys

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// AnswersUpload is the list of a batch as the police give it back. The file's name is used only to recognise its format.
type AnswersUpload struct {
	BatchID  string
	Filename string
	Data     []byte
	Password privacy.Secret // of a file that is locked
	DryRun   bool
	Lang     string // of the reasons
}

// AnswerRow is what became of one row, without values of cells other than the result.
type AnswerRow struct {
	Sheet    string
	Number   int // row number in the spreadsheet
	Outcome  AnswerOutcome
	FileID   string // of the person of the batch; empty when none was found
	Result   PoliceResult
	Problems []sheet.Problem
}

// AnswersReport is the result of uploading an answered list. Returned is an .xlsx of the refused and kept rows with their reasons; nil when there
// are none. It is not stored.
type AnswersReport struct {
	DryRun   bool
	Batch    Batch // after the upload; in a dry run: as it is
	Sheets   []sheet.SheetInfo
	Blank    int
	Skipped  int
	Rows     []AnswerRow
	Returned []byte
}

// Count returns the number of rows with the outcome.
func (r *AnswersReport) Count(o AnswerOutcome) int {
	n := 0
	for _, row := range r.Rows {
		if row.Outcome == o {
			n++
		}
	}
	return n
}

// EnterAnswers stores what the police wrote into the list of a batch, as EnterResult does for each row, all of it or nothing. Persons are found by
// their ID number within the batch; those without one by their number and name. An answer that was entered before is never changed. A
// dry run tells the same and stores only an audit entry. It is for the county that made the batch, while the round is open; an error concerns
// the whole file or the store.
func (s *Service) EnterAnswers(ctx context.Context, u AnswersUpload) (AnswersReport, error) {
	var report AnswersReport
	b, err := s.ReadBatch(ctx, u.BatchID)
	if err != nil {
		return report, err
	}
	if _, _, err := s.countyOf(ctx, b.SurveyID); err != nil {
		return report, err
	}
	table, err := readAnswered(ctx, u)
	if err != nil {
		return report, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		actor, _, err := s.countyOf(ctx, b.SurveyID)
		if err != nil {
			return err
		}
		done := AnswersReport{DryRun: u.DryRun, Sheets: table.Sheets, Blank: table.Blank, Skipped: table.Skipped}
		if done.Batch, err = s.store.allBatches.Get(ctx, b.ID); err != nil {
			return err
		}
		list, err := s.matchAnswers(ctx, b.ID, table.Rows)
		if err != nil {
			return err
		}
		if done.Rows, err = s.decideAnswers(list, u.Lang); err != nil {
			return err
		}
		if done.Returned, err = returnedAnswers(list, done.Rows, u.Lang); err != nil {
			return err
		}
		if u.DryRun {
			report = done
			return s.noteAnswers(ctx, "police_batch.check", &done)
		}
		if err := s.storeAnswers(ctx, actor, &done.Batch, list, done.Rows); err != nil {
			return err
		}
		report = done
		return s.noteAnswers(ctx, "police_batch.answers", &done)
	}, docstore.Hot(b.ID))
	if err != nil {
		return AnswersReport{}, fmt.Errorf("answers of batch %s: %w", b.ID, err)
	}
	return report, nil
}

// readAnswered reads the file and returns ErrAnswersColumn when none of its sheets has the results.
func readAnswered(ctx context.Context, u AnswersUpload) (sheet.Table, error) {
	data, err := sheet.Unlock(u.Data, u.Password.Reveal())
	if err != nil {
		return sheet.Table{}, err
	}
	table, err := sheet.Read(ctx, u.Filename, data, sheet.Layout{Columns: handedColumns, MaxRows: 2 * maxBatch}, sheet.Limits{FileBytes: MaxListBytes})
	if err != nil {
		return table, err
	}
	if !slices.ContainsFunc(table.Sheets, func(i sheet.SheetInfo) bool { return i.Columns[colResult] != "" }) {
		return table, ErrAnswersColumn
	}
	return table, nil
}

// matchAnswers reads the rows and finds their persons in the batch.
func (s *Service) matchAnswers(ctx context.Context, batchID string, rows []sheet.Row) ([]*answer, error) {
	lines, err := s.store.linesOfBatch(ctx, batchID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.FileID
	}
	people, err := s.Register.KnownByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	in := handedList{byID: map[string]handed{}, byNumber: map[string]handed{}}
	for i := range lines {
		who := people[lines[i].FileID].Identity
		p := handed{&lines[i], squeeze(who.Name.Reveal())}
		if who.IDNumber == "" {
			in.byNumber[strconv.FormatInt(lines[i].Number, 10)] = p
		} else {
			in.byID[who.IDNumber.Reveal()] = p
		}
	}
	list := make([]*answer, len(rows))
	for i, row := range rows {
		list[i] = readAnswer(row)
		in.find(list[i])
	}
	refuseTwice(list)
	return list, nil
}

// decideAnswers says what becomes of each row.
func (s *Service) decideAnswers(list []*answer, lang string) ([]AnswerRow, error) {
	rows := make([]AnswerRow, len(list))
	for i, a := range list {
		var there privacy.Secret
		rows[i] = AnswerRow{Sheet: a.row.Sheet, Number: a.row.Number, Result: a.result}
		if a.line != nil {
			var err error
			if there, err = s.store.open(batchLinesName, "note", a.line.ID, a.line.Note); err != nil {
				return nil, err
			}
			rows[i].FileID = a.line.FileID
		}
		if rows[i].Outcome = a.outcome(there); rows[i].Outcome == AnswerKept {
			a.refuse(colResult, ErrAnswerThere.With("result", PoliceWords.Of(string(a.line.Result), lang)))
		}
		rows[i].Problems = a.bad
	}
	return rows, nil
}

// returnedAnswers returns a workbook of the refused and kept rows with their reasons; nil when there are none.
func returnedAnswers(list []*answer, rows []AnswerRow, lang string) ([]byte, error) {
	var back []sheet.Refusal
	for i, r := range rows {
		if len(r.Problems) > 0 {
			back = append(back, sheet.Refusal{Row: list[i].row, Problems: r.Problems})
		}
	}
	if len(back) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	err := sheet.Refused(&b, back, lang)
	return b.Bytes(), err
}

// storeAnswers stores the rows to be entered, counts them in the batch, and tells each village with a mismatch once.
func (s *Service) storeAnswers(ctx context.Context, actor auth.Actor, b *Batch, list []*answer, rows []AnswerRow) error {
	told := map[string]bool{}
	for i, a := range list {
		if rows[i].Outcome != AnswerEntered {
			continue
		}
		if err := s.setResult(b, a.line, actor.ID(), a.result, a.note); err != nil {
			return err
		}
		if err := s.store.allBatchLines.Save(ctx, a.line); err != nil {
			return err
		}
		if !a.line.Unsettled || told[a.line.Region] {
			continue
		}
		told[a.line.Region] = true
		if err := s.tellMismatch(ctx, a.line); err != nil {
			return err
		}
	}
	return s.store.allBatches.Save(ctx, b)
}

// noteAnswers writes the audit entry: the batch, the persons whose answers were or would be entered, and how many.
func (s *Service) noteAnswers(ctx context.Context, action string, r *AnswersReport) error {
	e := audit.Entry{Action: action, Subjects: []string{r.Batch.ID}, Region: r.Batch.Region, Reason: strconv.Itoa(r.Count(AnswerEntered))}
	for _, row := range r.Rows {
		if row.Outcome == AnswerEntered {
			e.Subjects = append(e.Subjects, row.FileID)
		}
	}
	return s.Audit.Write(ctx, e)
}
