package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// Import writes a draft for each good row of a list of people in the importer's area. Drafts go the same way as those written one by one. Rows are
// stored in batches of one transaction each; people who have a file in the own area are named and left as they are, so importing again
// continues after an interruption and changes nothing else; refused rows are returned with their reasons. Whether a number has a file
// elsewhere is told as Create does, and only by an import proper: see importTokens. When these are used up, the remaining rows are
// refused with ErrImportStopped. A dry run gives the same report for the own area and stores only audit entries. An error concerns the
// whole file or the store.
func (s *Service) Import(ctx context.Context, req ImportRequest) (ImportReport, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryEdit)
	if err != nil {
		return ImportReport{}, err
	}
	if !slices.Contains(kinds, req.Kind) {
		return ImportReport{}, ErrImportKind.At("kind")
	}
	reader := newImportReader(req.Kind, s.importPlaces(ctx, actor), s.today(), req.Lang)
	table, err := sheet.Read(ctx, req.Filename, req.Data, reader.layout, sheet.Limits{FileBytes: MaxImportBytes})
	if err != nil {
		return ImportReport{}, err
	}
	if !req.DryRun && !s.countImport(ctx, actor) {
		return ImportReport{}, ErrImportStopped
	}
	report := ImportReport{DryRun: req.DryRun, Sheets: table.Sheets, Blank: table.Blank, Skipped: table.Skipped}
	list := make([]*entry, len(table.Rows))
	for i, row := range table.Rows {
		if list[i] = reader.read(row); len(list[i].bad) == 0 {
			s.store.recognise(list[i])
		}
	}
	refuseDoubles(list)
	stopped := false
	for batch := range slices.Chunk(list, importBatch) {
		var rows []ImportRow
		if rows, stopped, err = s.importRows(ctx, actor, req.DryRun, stopped, batch); err != nil {
			return ImportReport{}, fmt.Errorf("import a list: %w", err)
		}
		report.Rows = append(report.Rows, rows...)
	}
	if report.Returned, err = returnedRows(table, report.Rows, req.Lang); err != nil {
		return ImportReport{}, fmt.Errorf("sheet of returned rows: %w", err)
	}
	return report, nil
}

// countImport counts an import, or a number with a file elsewhere, and reports whether it is still within importTokens.
func (s *Service) countImport(ctx context.Context, actor auth.Actor) bool {
	ok, _ := s.Limiter.Allow(ctx, "register.import/"+actor.ID(), importTokens, importTokenDay)
	return ok
}

// recognise computes the blind indexes by which the row's person is found.
func (s *store) recognise(e *entry) {
	e.idKey = s.index.Index(FieldIDNumber, e.content.Identity.IDNumber.Reveal())
	if e.idKey == "" {
		e.sound = s.index.Index(indexSound, soundOf(e.content.Identity.Name, e.content.Birth))
	}
}

// importRows decides about the rows and, unless it is a dry run, stores the drafts in one transaction. It reports whether the import stops there.
func (s *Service) importRows(ctx context.Context, actor auth.Actor, dry, stopped bool, batch []*entry) ([]ImportRow, bool, error) {
	for try := 1; ; try++ {
		rows, elsewhere, stops, err := s.decideRows(ctx, actor, dry, stopped, batch)
		if err != nil {
			return nil, false, err
		}
		action := "beneficiary.import"
		if dry {
			action = "beneficiary.import_check"
		}
		err = s.DB.Tx(ctx, func(ctx context.Context) error {
			for i := range rows {
				if dry || rows[i].Outcome != ImportGood {
					continue
				}
				b, err := s.importDraft(ctx, actor, batch[i])
				if err != nil {
					return err
				}
				rows[i].FileID = b.ID
			}
			for range elsewhere {
				if err := s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.exists", Fields: []string{FieldIDNumber}}); err != nil {
					return err
				}
			}
			return s.noteImport(ctx, action, rows, batch)
		})
		if try < 3 && errors.Is(err, ErrFileExists) {
			continue // somebody has written a file for one of these people meanwhile: decide again
		}
		return rows, stops, err
	}
}

// decideRows decides about the rows, in their order. elsewhere is how many numbers turned out to have a file outside the actor's area.
func (s *Service) decideRows(ctx context.Context, actor auth.Actor, dry, stopped bool, batch []*entry) (rows []ImportRow, elsewhere int, stops bool, err error) {
	var numbers, sounds []string
	for _, e := range batch {
		if e.idKey != "" {
			numbers = append(numbers, e.idKey)
		} else if e.sound != "" {
			sounds = append(sounds, e.sound)
		}
	}
	byNumber, err := s.store.filesOf(ctx, numbers)
	if err != nil {
		return nil, 0, false, err
	}
	bySound, err := s.store.filesSounding(ctx, sounds)
	if err != nil {
		return nil, 0, false, err
	}
	rows = make([]ImportRow, len(batch))
	for i, e := range batch {
		rows[i] = ImportRow{Sheet: e.row.Sheet, Number: e.row.Number, Outcome: ImportRefused, Problems: e.bad, Doubts: e.doubts}
		if len(e.bad) > 0 {
			continue
		}
		if stopped {
			rows[i].Problems = []sheet.Problem{e.row.Problem(FieldName, ErrImportStopped)}
			continue
		}
		b, there := byNumber[e.idKey]
		if e.idKey == "" {
			if b, there, err = s.sameWithout(e, bySound[e.sound]); err != nil {
				return nil, 0, false, err
			}
		}
		switch {
		case !there, dry && !actor.ForRegion(auth.BeneficiaryEdit, b.Region):
			rows[i].Outcome = ImportGood
		case actor.ForRegion(auth.BeneficiaryEdit, b.Region):
			rows[i].Outcome, rows[i].FileID = ImportKnown, b.ID
			if b.Region != e.content.Region {
				rows[i].Doubts = append(slices.Clip(e.doubts), e.doubtAt("region", DoubtVillage))
			}
		case e.counted || s.countImport(ctx, actor):
			e.counted = true
			elsewhere++
			rows[i].Problems = []sheet.Problem{e.row.Problem(FieldIDNumber, ErrFileExists)}
		default:
			stopped = true
			rows[i].Problems = []sheet.Problem{e.row.Problem(FieldName, ErrImportStopped)}
		}
	}
	return rows, elsewhere, stopped, nil
}

// sameWithout returns the file of the row's person, who has no ID number: one of the same village, name and birth.
func (s *Service) sameWithout(e *entry, among []Beneficiary) (Beneficiary, bool, error) {
	for _, b := range among {
		if b.Region != e.content.Region || b.MergedInto != "" {
			continue
		}
		who, err := s.store.open(&b, FieldName)
		if err != nil {
			return Beneficiary{}, false, err
		}
		if who.Name == e.content.Identity.Name {
			return b, true, nil
		}
	}
	return Beneficiary{}, false, nil
}

// importDraft stores the row's draft in the caller's transaction.
func (s *Service) importDraft(ctx context.Context, actor auth.Actor, e *entry) (Beneficiary, error) {
	b := Beneficiary{Facts: e.content.Facts, Status: Draft, StatusAt: s.now(), Makers: actor.AddTo(nil)}
	b.ID = id.New("ben")
	var p fault.Problems
	if err := s.store.fill(&b, e.content.Details, s.today(), &p); err != nil {
		return b, err
	}
	if err := p.Err(); err != nil {
		return b, err
	}
	return b, s.insertDraft(ctx, "beneficiary.import", &b, e.content.Identity)
}

// noteImport writes one audit entry about the files that were written or found in the own area.
func (s *Service) noteImport(ctx context.Context, action string, rows []ImportRow, batch []*entry) error {
	entry := audit.Entry{Action: action}
	for i, row := range rows {
		if row.FileID == "" {
			continue
		}
		entry.Subjects = append(entry.Subjects, row.FileID)
		if path := batch[i].content.Region; !slices.Contains(entry.Shown, path) {
			entry.Shown = append(entry.Shown, path)
		}
	}
	return s.Audit.Write(ctx, entry)
}

// returnedRows returns a workbook of the refused rows with their reasons; nil when there are none.
func returnedRows(table sheet.Table, rows []ImportRow, lang string) ([]byte, error) {
	var list []sheet.Refusal
	for i, r := range rows {
		if r.Outcome == ImportRefused {
			list = append(list, sheet.Refusal{Row: table.Rows[i], Problems: r.Problems})
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	err := sheet.Refused(&b, list, lang)
	return b.Bytes(), err
}

// ImportTemplate returns an .xlsx with the columns that Import reads for people of the kind, what to write into each, and lists of choices. It
// returns ErrImportKind for an unknown kind.
func ImportTemplate(kind Kind) ([]byte, error) {
	if !slices.Contains(kinds, kind) {
		return nil, ErrImportKind.At("kind")
	}
	var b bytes.Buffer
	err := sheet.Template(&b, KindWords.Of(string(kind), "zh")+"名单", importLayout(kind))
	return b.Bytes(), err
}
