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
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
)

// Import imports an organisation's roster. People are recognised by ID number: members keep the values of their profiles, of which empty
// ones are filled while nobody has claimed them; everybody else is asked to join (Invitation), whether known or not. Accepted rows are
// stored in batches of one transaction each; other rows are returned with their reasons. A dry run gives the same report and stores
// only the audit entry. Importing again changes nothing. An error concerns the whole file, the organisation or the store. After an
// error of the store, stored batches remain, and importing again continues.
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
		if try < 3 && (docstore.IsDuplicate(err, "key") || errors.Is(err, docstore.ErrStale)) {
			continue // somebody else has asked or changed one of these people meanwhile: decide again
		}
		return w.rows, err
	}
}

// work is the planned changes of a batch. Its parts refer to rows by index.
type work struct {
	rows    []ImportRow
	entries []*entry
	members map[string]Volunteer  // by person
	asked   map[string]Invitation // by person, also those that are over
	ask     map[int]bool          // the rows whose person is asked now
}

// decide decides about the rows. It reads members and earlier invitations of the organisation, and nobody else.
func (s *Service) decide(ctx context.Context, orgID string, batch []*entry) (work, error) {
	w := work{rows: make([]ImportRow, len(batch)), entries: batch, ask: map[int]bool{}}
	var keys []string
	for _, e := range batch {
		if len(e.bad) == 0 {
			keys = append(keys, e.key)
		}
	}
	var err error
	if w.members, err = s.store.members(ctx, orgID, keys); err != nil {
		return work{}, err
	}
	if w.asked, err = s.store.invitationsOf(ctx, orgID, keys); err != nil {
		return work{}, err
	}
	for i, e := range batch {
		w.rows[i] = ImportRow{Sheet: e.row.Sheet, Number: e.row.Number, Outcome: Refused, Problems: e.bad, Doubts: e.doubts}
		if len(e.bad) > 0 {
			continue
		}
		if v, member := w.members[e.key]; member {
			err = s.decideMember(&w.rows[i], e, &v)
		} else {
			w.rows[i].Outcome = Invited
			w.ask[i], err = s.mayAsk(w.asked[e.key], e)
		}
		if err != nil {
			return work{}, err
		}
	}
	return w, nil
}

// mayAsk reports whether the row's person is asked anew: never asked, asked under another name or number, or the invitation is over.
func (s *Service) mayAsk(last Invitation, e *entry) (bool, error) {
	if last.Status != InvitationAsked {
		return true, nil
	}
	unchanged, err := s.store.sameTyped(&last, e)
	return !unchanged, err
}

// decideMember decides about a row whose person belongs to the organisation.
func (s *Service) decideMember(row *ImportRow, e *entry, v *Volunteer) error {
	o, err := s.store.openAll(v)
	if err != nil {
		return err
	}
	differs, fill := e.compare(v, &o)
	switch {
	case len(differs) > 0:
		row.Outcome = Conflict
		for _, k := range differs {
			row.Problems = append(slices.Clip(row.Problems), e.row.Problem(k, ErrDiffers))
		}
		return nil
	case fill && v.UserID == "":
		row.Outcome = Completed
	default:
		row.Outcome = Unchanged
	}
	row.VolunteerID = v.ID
	return nil
}

func (s *Service) carryOut(ctx context.Context, o *orgs.Org, w *work) error {
	for i := range w.rows {
		e := w.entries[i]
		switch {
		case w.ask[i]:
			if err := s.invite(ctx, o, w.asked[e.key], e); err != nil {
				return err
			}
		case w.rows[i].Outcome == Completed:
			v := w.members[e.key]
			if err := s.completeProfile(&v, e.profile.Details); err != nil {
				return err
			}
			if err := s.store.save(ctx, &v); err != nil {
				return err
			}
		}
	}
	return nil
}

// completeProfile fills the empty details of the profile.
func (s *Service) completeProfile(v *Volunteer, from Details) error {
	o, err := s.store.openAll(v)
	if err != nil {
		return err
	}
	d := complete(v, &o, from)
	return s.store.fillDetails(v, &d)
}

// noteImport writes an audit entry about the organisation and the members that were found to differ or completed, also in a dry run.
func (s *Service) noteImport(ctx context.Context, o *orgs.Org, action string, w work) error {
	subjects := []string{o.ID}
	for i, row := range w.rows {
		if row.Outcome == Completed || row.Outcome == Conflict {
			subjects = append(subjects, w.members[w.entries[i].key].ID)
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
