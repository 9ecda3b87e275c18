package volunteers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// Import imports an organisation's roster. People are recognised by ID number: new ones get a profile, volunteers of other
// organisations join, and existing values of a profile are never overwritten. Accepted rows are stored in batches of one
// transaction each; other rows are returned with their reasons. A dry run gives the same report and stores only the audit entry.
// Importing again changes nothing. An error concerns the whole file, the organisation or the store. After an error of the store,
// stored batches remain, and importing again continues.
func (s *Service) Import(ctx context.Context, req ImportRequest) (ImportReport, error) {
	actor, err := auth.Require(ctx, auth.VolunteerManage)
	if err != nil {
		return ImportReport{}, err
	}
	if err := s.manages(ctx, actor, req.OrgID); err != nil {
		return ImportReport{}, err
	}
	o, err := s.Orgs.RequireActive(ctx, req.OrgID)
	if err != nil {
		return ImportReport{}, err
	}
	table, err := sheet.Read(ctx, req.Filename, req.Data, Roster(), sheet.Limits{FileBytes: MaxImportBytes})
	if err != nil {
		return ImportReport{}, err
	}
	report := ImportReport{OrgID: req.OrgID, DryRun: req.DryRun, Sheets: table.Sheets, Blank: table.Blank, Skipped: table.Skipped}
	for batch := range slices.Chunk(s.entries(table.Rows, o.Region), importBatch) {
		rows, err := s.importBatch(ctx, &o, req.DryRun, batch)
		if err != nil {
			return ImportReport{}, fmt.Errorf("import into %s: %w", req.OrgID, err)
		}
		report.Rows = append(report.Rows, rows...)
	}
	if report.Returned, err = returned(table, report.Rows, req.Lang); err != nil {
		return ImportReport{}, fmt.Errorf("sheet of returned rows: %w", err)
	}
	return report, nil
}

// entries parses every row and compares it with the other rows.
func (s *Service) entries(rows []sheet.Row, home string) []*entry {
	list := make([]*entry, len(rows))
	today := s.today()
	place := func(code string) (string, bool) {
		r, ok := s.Regions.Resolve(strings.TrimSpace(code))
		return r.Path, ok && r.Level >= region.County
	}
	for i, row := range rows {
		e := &entry{row: row}
		if e.read(home, place, today); len(e.bad) == 0 {
			e.key, e.mobile = s.store.personKey(e.profile.IDNumber), s.store.mobileKey(e.profile.Mobile)
		}
		list[i] = e
	}
	refuseDoubles(list)
	return list
}

// importBatch decides about the rows and, unless it is a dry run, stores the changes in one transaction.
func (s *Service) importBatch(ctx context.Context, o *orgs.Org, dry bool, batch []*entry) ([]ImportRow, error) {
	if dry {
		w, err := s.decide(ctx, o.ID, batch)
		if err != nil {
			return nil, err
		}
		return w.rows, s.noteImport(ctx, o, "volunteer.import_check", w)
	}
	for try := 1; ; try++ {
		var w work
		err := s.DB.Tx(ctx, func(ctx context.Context) error {
			var err error
			if w, err = s.decide(ctx, o.ID, batch); err != nil {
				return err
			}
			if err := s.carryOut(ctx, o, &w); err != nil {
				return err
			}
			return s.noteImport(ctx, o, "volunteer.import", w)
		})
		if try < 3 && (errors.Is(err, ErrTaken) || errors.Is(err, docstore.ErrStale)) {
			continue // one of these people got a profile meanwhile: decide again
		}
		return w.rows, err
	}
}

// work is the planned changes of a batch. Its parts refer to rows by index.
type work struct {
	rows    []ImportRow
	entries []*entry
	known   map[string]Volunteer // by person
}

func (s *Service) decide(ctx context.Context, orgID string, batch []*entry) (work, error) {
	w := work{rows: make([]ImportRow, len(batch)), entries: batch}
	var keys []string
	for _, e := range batch {
		if len(e.bad) == 0 {
			keys = append(keys, e.key)
		}
	}
	var err error
	if w.known, err = s.store.ofPersons(ctx, keys); err != nil {
		return work{}, err
	}
	for i, e := range batch {
		w.rows[i] = ImportRow{Sheet: e.row.Sheet, Number: e.row.Number, Outcome: Refused, Problems: e.bad, Doubts: e.doubts}
		if len(e.bad) > 0 {
			continue
		}
		w.rows[i].Outcome = Added
		if v, known := w.known[e.key]; known {
			if err := s.decideKnown(&w.rows[i], e, &v, orgID); err != nil {
				return work{}, err
			}
		}
	}
	return w, nil
}

// decideKnown decides about a row whose person has a profile.
func (s *Service) decideKnown(row *ImportRow, e *entry, v *Volunteer, orgID string) error {
	o, err := s.store.openAll(v)
	if err != nil {
		return err
	}
	blame := func(keys []string, f *fault.Fault) {
		for _, k := range keys {
			row.Problems = append(slices.Clip(row.Problems), e.row.Problem(k, f))
		}
	}
	hard, soft, fill := e.compare(v, &o)
	switch {
	case v.Status == Cancelled:
		row.Outcome = Refused
		blame([]string{colID}, ErrGone)
		return nil
	case len(hard) > 0 && !v.Joined(orgID):
		row.Outcome = Conflict
		blame([]string{colID}, ErrElsewhere) // does not tell which value differs, so that nobody can test another person's mobile
		return nil
	case len(hard) > 0 || v.Joined(orgID) && len(soft) > 0:
		row.Outcome = Conflict
		blame(append(hard, soft...), ErrDiffers)
		return nil
	case !v.Joined(orgID) && len(v.OrgIDs) >= maxOrgs:
		row.Outcome = Refused
		blame([]string{colID}, ErrFullOrgs)
		return nil
	case !v.Joined(orgID):
		row.Outcome = Enrolled
		blame(soft, ErrKept)
	case fill && v.UserID == "":
		row.Outcome = Completed
	default:
		row.Outcome = Unchanged
	}
	row.VolunteerID = v.ID
	return nil
}

func (s *Service) carryOut(ctx context.Context, o *orgs.Org, w *work) error {
	if err := s.addAll(ctx, o.ID, w); err != nil {
		return err
	}
	for i := range w.rows {
		row, e := &w.rows[i], w.entries[i]
		if row.Outcome != Enrolled && row.Outcome != Completed {
			continue
		}
		v := w.known[e.key]
		if v.UserID == "" { // a claimed profile is changed only by its person
			known, err := s.store.openAll(&v)
			if err != nil {
				return err
			}
			d := e.complete(&v, &known)
			if err := s.store.fillDetails(&v, &d); err != nil {
				return err
			}
		}
		var tell []notice
		if row.Outcome == Enrolled {
			v.AskedOrgIDs = slices.DeleteFunc(v.AskedOrgIDs, func(id string) bool { return id == o.ID })
			v.OrgIDs = append(v.OrgIDs, o.ID)
			tell = []notice{{template: "volunteer.joined", org: o.ID, orgName: o.Name}}
		}
		if err := s.store.save(ctx, &v); err != nil {
			return err
		}
		if err := s.tell(ctx, &v, tell...); err != nil {
			return err
		}
	}
	return nil
}

// addAll stores a profile for each new person of the batch.
func (s *Service) addAll(ctx context.Context, orgID string, w *work) error {
	wanted := map[string]int{}
	var at []int
	for i, row := range w.rows {
		if row.Outcome == Added {
			wanted[region6(w.entries[i].profile.Region)]++
			at = append(at, i)
		}
	}
	numbers := map[string][]string{}
	for r6, n := range wanted {
		var err error
		if numbers[r6], err = s.store.numbers(ctx, r6, n); err != nil {
			return err
		}
	}
	list := make([]Volunteer, len(at))
	for j, i := range at {
		e := w.entries[i]
		v := s.fresh(e.info)
		v.OrgIDs = []string{orgID}
		if err := s.store.fill(&v, &e.profile); err != nil {
			return err
		}
		r6 := region6(v.Region)
		v.No, numbers[r6] = numbers[r6][0], numbers[r6][1:]
		list[j], w.rows[i].VolunteerID = v, v.ID
	}
	return s.store.insert(ctx, list...)
}

// noteImport writes audit entries about the profiles that were found, added or changed, also in a dry run.
func (s *Service) noteImport(ctx context.Context, o *orgs.Org, action string, w work) error {
	subjects := []string{o.ID}
	for i, row := range w.rows {
		switch {
		case row.VolunteerID != "" && row.Outcome != Unchanged:
			subjects = append(subjects, row.VolunteerID)
		case row.Outcome == Conflict:
			subjects = append(subjects, w.known[w.entries[i].key].ID)
		}
	}
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: subjects, Region: o.Region})
}

// returned returns a workbook of the refused rows and the rows in conflict with their reasons; nil when there are none.
func returned(table sheet.Table, rows []ImportRow, lang string) ([]byte, error) {
	var list []sheet.Refusal
	for i, r := range rows {
		if r.Outcome == Refused || r.Outcome == Conflict {
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

// RosterTemplate returns an empty .xlsx with the columns that Import reads.
func RosterTemplate() ([]byte, error) {
	var b bytes.Buffer
	err := sheet.Template(&b, "志愿者花名册", Roster())
	return b.Bytes(), err
}
