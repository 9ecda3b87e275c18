package surveys

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Upload is a school's list as it is uploaded. Region is the path of the county or town within which it is compared; empty: the
// actor's own part of the round's county.
type Upload struct {
	SurveyID string
	Region   string
	Filename string
	Data     []byte
	DryRun   bool
	Lang     string // of the reasons in the sheet of refused rows
}

// UploadReport says what a list gave. Returned is an .xlsx of the refused rows with their reasons, to be corrected and uploaded again; nil when
// there are none.
type UploadReport struct {
	List     SchoolList
	Sheets   []sheet.SheetInfo
	Refused  int
	Returned []byte
}

// UploadList compares a school's list with the register within the region and stores the results, one for each row and one for each child that the
// register has at one of these schools and that no list of the round names. A dry run stores nothing but the audit entry. A file out of the
// region counts as none, so that a list does not tell who has a file elsewhere.
func (s *Service) UploadList(ctx context.Context, u Upload) (UploadReport, error) {
	var report UploadReport
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return report, err
	}
	v, err := s.openRound(ctx, actor, u.SurveyID)
	if err != nil {
		return report, err
	}
	if u.Region == "" {
		if u.Region, _ = actor.Within(auth.BeneficiaryVerify, v.Region); u.Region == "" {
			return report, auth.ErrForbidden
		}
	}
	if r, ok := s.Regions.Resolve(region.CodeOf(u.Region)); !ok || r.Path != u.Region || !region.Within(u.Region, v.Region) || r.Level > region.Township {
		return report, ErrArea.At("region")
	}
	if !actor.ForRegion(auth.BeneficiaryVerify, u.Region) {
		return report, auth.ErrForbidden
	}
	table, err := sheet.Read(ctx, u.Filename, u.Data, SchoolSheet(), sheet.Limits{FileBytes: MaxListBytes})
	if err != nil {
		return report, err
	}
	pupils, numbers, refused := s.readPupils(table.Rows)
	report.Sheets, report.Refused = table.Sheets, len(refused)
	if len(refused) > 0 {
		var b bytes.Buffer
		if err := sheet.Refused(&b, refused, u.Lang); err != nil {
			return report, err
		}
		report.Returned = b.Bytes()
	}
	if len(pupils) == 0 && !u.DryRun {
		return report, ErrListEmpty
	}
	list := SchoolList{SurveyID: v.ID, Region: u.Region, At: s.now(), By: actor.ID()}
	list.ID = id.New("svs")
	rows, err := s.match(ctx, &v, &list, pupils, numbers)
	if err != nil {
		return report, err
	}
	if report.List = list; u.DryRun {
		return report, s.Audit.Write(ctx, audit.Entry{Action: "survey_list.check", Subjects: []string{v.ID}, Region: u.Region})
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		stored := list
		if err := s.store.allLists.Insert(ctx, &stored); err != nil {
			return err
		}
		report.List = stored
		if err := s.store.allRows.InsertMany(ctx, slices.Clone(rows)); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "survey_list.upload", Subjects: []string{list.ID, v.ID}, Region: u.Region, Reason: strconv.Itoa(len(rows))})
	})
	if err != nil {
		return report, fmt.Errorf("upload list: %w", err)
	}
	return report, nil
}

// openRound returns the round if it is within the actor's reach and open.
func (s *Service) openRound(ctx context.Context, actor auth.Actor, surveyID string) (Survey, error) {
	v, err := s.store.loadSurvey(ctx, actor.Scope(auth.BeneficiaryReveal), surveyID)
	if err == nil {
		err = v.open()
	}
	return v, err
}

// open returns why nothing of the round can be changed, or nil.
func (s *Survey) open() error {
	switch s.Status {
	case Open:
		return nil
	case Closed:
		return ErrClosed
	}
	return ErrSurveyMove
}

// readPupils returns the pupils of the good rows with their row numbers, and the refused rows.
func (s *Service) readPupils(rows []sheet.Row) (pupils []Pupil, numbers []int64, refused []sheet.Refusal) {
	first := map[string]sheet.Row{}
	for _, row := range rows {
		p, bad := readPupil(row, s.today())
		if len(bad) == 0 {
			key := p.IDNumber
			if key == "" {
				key = p.Name + "|" + string(p.Birth)
			}
			if before, twice := first[key]; twice {
				bad = append(bad, row.Problem(colName, ErrPupilTwice.With("row", strconv.Itoa(before.Number), "sheet", before.Sheet)))
			} else {
				first[key] = row
			}
		}
		if len(bad) > 0 {
			refused = append(refused, sheet.Refusal{Row: row, Problems: bad})
			continue
		}
		pupils, numbers = append(pupils, p), append(numbers, int64(row.Number))
	}
	return pupils, numbers, refused
}

// match compares the pupils with the register and returns the rows to store; it counts them in the list.
func (s *Service) match(ctx context.Context, v *Survey, list *SchoolList, pupils []Pupil, numbers []int64) ([]SchoolRow, error) {
	people := make([]register.Person, len(pupils))
	for i := range pupils {
		people[i] = pupils[i].person()
	}
	known, err := s.Register.Known(ctx, list.Region, people)
	if err != nil {
		return nil, err
	}
	named, err := s.store.namedFiles(ctx, v.ID)
	if err != nil {
		return nil, err
	}
	schools := map[string]bool{}
	rows := make([]SchoolRow, 0, len(pupils))
	for i := range pupils {
		r := SchoolRow{SurveyID: v.ID, ListID: list.ID, Region: list.Region, Number: numbers[i], Result: Theirs, Open: true}
		r.ID = id.New("svr")
		if k := known[i]; k != nil {
			r.Result, r.FileID, r.Region, r.Differs = Differs, k.ID, k.Region, pupils[i].compare(k)
			if r.Open = len(r.Differs) > 0; !r.Open {
				r.Result = Same
			}
			named[k.ID] = true
		}
		if r.Pupil, err = s.sealPupil(r.ID, &pupils[i]); err != nil {
			return nil, err
		}
		if school := squeeze(pupils[i].School); school != "" {
			schools[school] = true
		}
		list.count(r.Result)
		rows = append(rows, r)
	}
	err = s.Register.EachRegistered(ctx, list.Region, func(b register.Beneficiary) error {
		if named[b.ID] || !v.asks(b.Kinds) || !schools[squeeze(b.Details[register.SchoolName])] {
			return nil
		}
		r := SchoolRow{SurveyID: v.ID, ListID: list.ID, Region: b.Region, Result: Ours, Open: true, FileID: b.ID}
		r.ID = id.New("svr")
		list.count(Ours)
		rows = append(rows, r)
		return nil
	})
	return rows, err
}

func (l *SchoolList) count(r RowResult) {
	l.Rows++
	if r != Same {
		l.Open++
	}
	switch r {
	case Same:
		l.Same++
	case Differs:
		l.Differs++
	case Theirs:
		l.Theirs++
	case Ours:
		l.Ours++
	}
}

func (s *Service) sealPupil(rowID string, p *Pupil) (privacy.Sealed, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return s.store.seal(rowsName, "pupil", rowID, privacy.Secret(text))
}

func (s *Service) openPupil(r *SchoolRow) (p Pupil, err error) {
	text, err := s.store.open(rowsName, "pupil", r.ID, r.Pupil)
	if err != nil || text == "" {
		return p, err
	}
	return p, json.Unmarshal([]byte(text.Reveal()), &p)
}

// ListTemplate returns an empty .xlsx with the columns that UploadList reads.
func ListTemplate() ([]byte, error) {
	var b bytes.Buffer
	err := sheet.Template(&b, "学生名单", SchoolSheet())
	return b.Bytes(), err
}

// Lists returns the school lists of a round within the actor's reach, newest first.
func (s *Service) Lists(ctx context.Context, surveyID string, page ...docstore.Option) (docstore.Page[SchoolList], error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return docstore.Page[SchoolList]{}, err
	}
	return s.store.listLists(ctx, actor.Scope(auth.BeneficiaryVerify), surveyID, page)
}

// ReadList returns a school list within the actor's reach.
func (s *Service) ReadList(ctx context.Context, listID string) (SchoolList, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return SchoolList{}, err
	}
	return s.store.lists.In(actor.Scope(auth.BeneficiaryVerify)).Get(ctx, listID)
}

// DropList removes a list of which no row was decided, uploaded by mistake.
func (s *Service) DropList(ctx context.Context, listID string, version int64) error {
	actor, err := auth.Require(ctx, auth.BeneficiaryVerify)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		l, err := s.store.lists.In(actor.Scope(auth.BeneficiaryVerify)).Get(ctx, listID)
		if err != nil {
			return err
		}
		if _, err := s.openRound(ctx, actor, l.SurveyID); err != nil {
			return err
		}
		if l.Open != l.Rows-l.Same {
			return ErrListUsed
		}
		if err := s.store.allLists.Delete(ctx, l.ID, docstore.IfVersion(version)); err != nil {
			return err
		}
		if err := s.store.dropRows(ctx, l.ID); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "survey_list.drop", Subjects: []string{l.ID, l.SurveyID}, Region: l.Region})
	}, docstore.Hot(listID))
}

// RowQuery filters the results of school lists. Empty fields do not filter.
type RowQuery struct {
	SurveyID string
	ListID   string
	Result   RowResult
	Open     bool // only those that nobody has decided
	Page     []docstore.Option
}

// RowFile is a result as its readers see it.
type RowFile struct {
	SchoolRow
	Pupil  Pupil
	Person register.File // of the register, as in lists; empty without a file
}

// Rows returns the results within the actor's reach, in the order of the list, and writes an audit entry with those shown.
func (s *Service) Rows(ctx context.Context, q RowQuery) (docstore.Page[RowFile], error) {
	none := docstore.Page[RowFile]{}
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return none, err
	}
	page, err := s.store.listRows(ctx, actor.Scope(auth.BeneficiaryReveal), q)
	if err != nil || len(page.Items) == 0 {
		return none, err
	}
	out := docstore.Page[RowFile]{Next: page.Next}
	if out.Items, err = s.rowFiles(ctx, page.Items); err != nil {
		return none, err
	}
	subjects, regions := make([]string, len(page.Items)), make([]string, len(page.Items))
	for i, r := range page.Items {
		subjects[i], regions[i] = r.ID, r.Region
	}
	return out, s.Audit.Write(ctx, audit.Entry{Action: "survey_row.list", Subjects: subjects, Shown: regions})
}

func (s *Service) rowFiles(ctx context.Context, rows []SchoolRow) ([]RowFile, error) {
	var ids []string
	for _, r := range rows {
		if r.FileID != "" {
			ids = append(ids, r.FileID)
		}
	}
	cards, err := s.Register.Cards(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]RowFile, len(rows))
	for i, r := range rows {
		out[i] = RowFile{SchoolRow: r, Person: cards[r.FileID]}
		if out[i].Pupil, err = s.openPupil(&r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DecideRow decides a result: take over the school's facts, keep those of the register, not left behind, begin a file in the village, or hand
// it to the village to find out. Taking over and beginning are edits of the register and need its permission there.
func (s *Service) DecideRow(ctx context.Context, rowID string, version int64, d RowDecision, village string) (RowFile, error) {
	actor, err := auth.Require(ctx, auth.BeneficiaryReveal)
	if err != nil {
		return RowFile{}, err
	}
	r, err := s.store.rows.In(actor.Scope(auth.BeneficiaryReveal)).Get(ctx, rowID)
	if err != nil {
		return RowFile{}, err
	}
	lineID := id.New("svl")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if r, err = s.store.rows.In(actor.Scope(auth.BeneficiaryReveal)).Get(ctx, rowID); err != nil {
			return err
		}
		v, err := s.store.allSurveys.Get(ctx, r.SurveyID)
		switch {
		case err != nil:
			return err
		case v.Status != Open:
			return ErrClosed
		case version != 0 && version != r.Version:
			return docstore.ErrStale
		case !r.Open:
			return ErrRowDone
		case !d.fits(r.Result):
			return ErrRowAct
		}
		p, err := s.openPupil(&r)
		if err != nil {
			return err
		}
		if err := s.carryOut(ctx, actor, &v, &r, &p, d, village, lineID); err != nil {
			return err
		}
		r.Decision, r.By, r.At, r.Open = d, actor.ID(), s.now(), d == Handed
		if err := s.store.allRows.Save(ctx, &r); err != nil {
			return err
		}
		if !r.Open {
			if _, err := s.store.allLists.Update(ctx, r.ListID, func(l *SchoolList) error { l.Open--; return nil }); err != nil {
				return err
			}
		}
		subjects := []string{r.ID, r.ListID}
		if r.FileID != "" {
			subjects = append(subjects, r.FileID)
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "survey_row.decide", Subjects: subjects, Region: r.Region, Reason: string(d)})
	}, docstore.Hot(r.ListID))
	if err != nil {
		return RowFile{}, fmt.Errorf("decide row %s: %w", rowID, err)
	}
	files, err := s.rowFiles(ctx, []SchoolRow{r})
	if err != nil {
		return RowFile{}, err
	}
	return files[0], nil
}

func (s *Service) carryOut(ctx context.Context, actor auth.Actor, v *Survey, r *SchoolRow, p *Pupil, d RowDecision, village, lineID string) error {
	switch d {
	case TakenOver:
		_, err := s.Register.TakeSchool(ctx, r.FileID, p.school())
		return err
	case Handed:
		t, err := s.store.taskIn(ctx, v.ID, village)
		if errors.Is(err, docstore.ErrNotFound) || err == nil && !region.Within(t.Region, r.Region) {
			return register.ErrVillage.At("region")
		}
		r.Region = t.Region
		return err
	case Begun:
		if village == "" {
			village = r.Region
		}
		f, err := s.Register.CreateFrom(ctx, village, p.person(), p.Gender, privacy.Secret(p.Mobile), p.school())
		if err != nil {
			return err
		}
		r.FileID, r.Region = f.ID, f.Region
		t, err := s.store.taskIn(ctx, v.ID, f.Region)
		if errors.Is(err, docstore.ErrNotFound) || err == nil && t.WaitsFor != waitsForVillage {
			return nil // begun, though the village's list is closed to additions
		}
		if err == nil {
			_, err = s.add(ctx, actor, t.ID, f.ID, lineID)
		}
		return err
	default:
		return nil
	}
}
