package volunteers

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/sheet"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type clearanceView struct {
	Status     ClearanceStatus `json:"status"`
	ConsentAt  *time.Time      `json:"consent_at,omitempty" format:"date-time"`
	OnPaper    bool            `json:"on_paper,omitempty"`
	Queried    region.Day      `json:"queried_day,omitempty"`
	Authority  Authority       `json:"authority,omitempty"`
	ResultDay  region.Day      `json:"result_day,omitempty"`
	DocumentNo string          `json:"document_no,omitempty"`
	Issuer     string          `json:"issuer,omitempty"`
	FileID     string          `json:"file_id,omitempty"`                     // the document itself
	Checker    string          `json:"checker,omitempty"`                     // the account that recorded the result
	Confirmer  string          `json:"confirmer,omitempty"`                   // the account that confirmed it
	ValidTo    *time.Time      `json:"valid_to,omitempty" format:"date-time"` // end of the validity of the clear result

	Acts []workflow.ActView `json:"acts"`
}

// memberView is an organisation that the volunteer belongs to or has asked.
type memberView struct {
	OrgID  string             `json:"org_id"`
	Status MemberStatus       `json:"status"`
	Acts   []workflow.ActView `json:"acts"`
}

// listedView is a volunteer in a list with the open acts on the profile or, in the list of people who ask to join, on the
// membership.
type listedView struct {
	cardView
	Version int64 `json:"version"` // its ETag, for If-Match

	Acts []workflow.ActView `json:"acts"`
}

// cardView is a volunteer in a list; the name is masked.
type cardView struct {
	ID          string          `json:"id"`
	No          string          `json:"no"`
	Name        string          `json:"name"`
	Gender      Gender          `json:"gender"`
	Age         int             `json:"age"`
	Region      string          `json:"region"`
	OrgIDs      []string        `json:"org_ids"`
	AskedOrgIDs []string        `json:"asked_org_ids"`
	Status      Status          `json:"status"`
	Skills      []string        `json:"skills"`
	Clearance   ClearanceStatus `json:"clearance"`
	ValidTo     *time.Time      `json:"clearance_valid_to,omitempty" format:"date-time"`
	SkillsUntil region.Day      `json:"skills_until,omitempty"` // the last day of the certificate that ends first
	Claimed     bool            `json:"claimed"`                // belongs to an account
}

func viewCard(m Masked) cardView {
	return cardView{
		ID: m.ID, No: m.No, Name: m.Name, Gender: m.Gender, Age: m.Age, Region: m.Region, OrgIDs: list(m.OrgIDs), AskedOrgIDs: list(m.AskedOrgIDs),
		Status: m.Status, Skills: list(m.Skills), Clearance: m.Clearance.Status, ValidTo: httpapi.Instant(m.ClearanceValidTo), SkillsUntil: m.skillsUntil(),
		Claimed: m.UserID != "",
	}
}

type kinView struct {
	Name     string `json:"name"`
	Relation string `json:"relation,omitempty"`
	Mobile   string `json:"mobile"`
}

type guardianView struct {
	kinView
	ConsentVersion string     `json:"consent_version,omitempty"`
	ConsentAt      *time.Time `json:"consent_at,omitempty" format:"date-time"`
	Agreed         bool       `json:"agreed"` // to the present text, by a code from the guardian's mobile
}

type trainingView struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Content   string     `json:"content,omitempty"`
	Minutes   int64      `json:"minutes"`
	Organiser string     `json:"organiser"`
	Day       region.Day `json:"day"`
}

// agreedView is the version of the consent text that the volunteer agreed to, and when.
type agreedView struct {
	Version string    `json:"version"`
	At      time.Time `json:"at" format:"date-time"`
	Present bool      `json:"present"` // the text has no newer version
}

// skillView is a skill whose certificate was seen.
type skillView struct {
	Skill       string     `json:"skill"`
	Certificate string     `json:"certificate"`
	By          string     `json:"by"` // the account of the person who saw it
	At          time.Time  `json:"at" format:"date-time"`
	ValidTo     region.Day `json:"valid_to"` // the last day
}

type awardView struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Grantor string     `json:"grantor"`
	Day     region.Day `json:"day"`
}

// volunteerView is a profile. Names and numbers are masked, except the person's own name for themselves.
type volunteerView struct {
	cardView
	Version   int64          `json:"version"`
	StatusAt  time.Time      `json:"status_at" format:"date-time"`
	Reason    string         `json:"reason,omitempty"`
	IDNumber  string         `json:"id_number"`
	Mobile    string         `json:"mobile"`
	Services  []string       `json:"services"`
	Available string         `json:"available,omitempty"`
	Checks    []skillView    `json:"skill_checks"` // the verified skills
	Emergency *kinView       `json:"emergency,omitempty"`
	Guardian  *guardianView  `json:"guardian,omitempty"`
	Agreed    *agreedView    `json:"agreed,omitempty"` // to the text about themselves; none: asked when they open an account
	Query     clearanceView  `json:"clearance_query"`
	Trainings []trainingView `json:"trainings"`
	Awards    []awardView    `json:"awards"`
	CreatedAt time.Time      `json:"created_at" format:"date-time"`
	UpdatedAt time.Time      `json:"updated_at" format:"date-time"`

	Memberships []memberView       `json:"memberships"`
	Acts        []workflow.ActView `json:"acts"`
}

func view(m Masked) volunteerView {
	c := m.Clearance
	v := volunteerView{
		cardView: viewCard(m), Version: m.Version, StatusAt: m.StatusAt, Reason: m.Reason, IDNumber: m.IDNumber, Mobile: m.Mobile,
		Services: list(m.Services), Available: m.Available, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
		Query: clearanceView{
			Status: c.Status, ConsentAt: httpapi.Instant(c.ConsentAt), OnPaper: c.OnPaper, Queried: c.QueriedDay, Authority: c.Authority,
			ResultDay: c.ResultDay, DocumentNo: c.DocumentNo, Issuer: c.Issuer, FileID: c.FileID, Checker: c.Checker, Confirmer: c.Confirmer, ValidTo: httpapi.Instant(m.ClearanceValidTo),
		},
		Checks:    httpapi.Views(m.SkillChecks, func(c SkillCheck) skillView { return skillView{c.Skill, c.Certificate, c.By, c.At, c.ValidTo} }),
		Trainings: httpapi.Views(m.Trainings, func(t Training) trainingView { return trainingView(t) }),
		Awards:    httpapi.Views(m.Awards, func(a Award) awardView { return awardView(a) }),
	}
	if m.EmergencyName != "" {
		v.Emergency = &kinView{Name: m.EmergencyName, Relation: m.Emergency.Relation, Mobile: m.EmergencyMobile}
	}
	if a := m.Agreement; a.Version != "" {
		v.Agreed = &agreedView{Version: a.Version, At: a.At, Present: m.agreed()}
	}
	if g := m.Guardian; g != nil {
		v.Guardian = &guardianView{
			kinView: kinView{Name: m.GuardianName, Relation: g.Relation, Mobile: m.GuardianMobile}, ConsentVersion: g.ConsentVersion, ConsentAt: httpapi.Instant(g.ConsentAt),
			Agreed: g.agreed(),
		}
	}
	return v
}

// revealView is one value in full. The apps show it for a minute.
type revealView struct {
	Field       string `json:"field"`
	Value       string `json:"value"`
	ShowSeconds int    `json:"show_seconds"`
}

type sheetView struct {
	Name      string            `json:"name"`
	HeaderRow int               `json:"header_row"`
	Columns   map[string]string `json:"columns"` // column → wording found
	Unknown   []string          `json:"unknown"` // wordings that were not understood
	Rows      int               `json:"rows"`
	Skipped   int               `json:"skipped"` // totals, notes, repeated headers
	Code      string            `json:"code,omitempty"`
	Message   string            `json:"message,omitempty"` // why the whole sheet was not read
}

type cellView struct {
	Column  string `json:"column"`  // key
	Wording string `json:"wording"` // of the column in the sheet
	Code    string `json:"code"`
	Message string `json:"message"`
}

type rowView struct {
	Sheet       string     `json:"sheet"`
	Row         int        `json:"row"` // as the spreadsheet shows it
	Outcome     Outcome    `json:"outcome"`
	VolunteerID string     `json:"volunteer_id,omitempty"`
	Problems    []cellView `json:"problems"`
	Doubts      []cellView `json:"doubts"` // accepted, to be checked by a person
}

type importView struct {
	OrgID     string      `json:"org_id"`
	DryRun    bool        `json:"dry_run"`
	Sheets    []sheetView `json:"sheets"`
	Blank     int         `json:"blank"`
	Skipped   int         `json:"skipped"`
	Asked     int         `json:"asked"` // people who are not members, known or not; each is asked to join
	Updated   int         `json:"updated"`
	Unchanged int         `json:"unchanged"`
	Conflicts int         `json:"conflicts"`
	Refused   int         `json:"refused"`
	Rows      []rowView   `json:"rows"`
	Returned  *fileView   `json:"returned,omitempty"` // the rows in conflict and the refused rows, with reasons; not stored
}

type fileView struct {
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	Data        []byte `json:"data" swaggertype:"string" format:"base64"`
}

func viewImport(r ImportReport, lang string) importView {
	v := importView{
		OrgID: r.OrgID, DryRun: r.DryRun, Blank: r.Blank, Skipped: r.Skipped, Asked: r.Count(Invited), Updated: r.Count(Completed),
		Unchanged: r.Count(Unchanged), Conflicts: r.Count(Conflict), Refused: r.Count(Refused),
		Sheets: httpapi.Views(r.Sheets, func(i sheet.SheetInfo) sheetView { return viewSheet(i, lang) }),
		Rows:   httpapi.Views(r.Rows, func(row ImportRow) rowView { return viewRow(row, lang) }),
	}
	if r.Returned != nil {
		v.Returned = &fileView{Filename: "returned.xlsx", ContentType: sheet.ContentType, Data: r.Returned}
	}
	return v
}

func viewSheet(i sheet.SheetInfo, lang string) sheetView {
	v := sheetView{Name: i.Name, HeaderRow: i.HeaderRow, Columns: i.Columns, Unknown: list(i.Unknown), Rows: i.Rows, Skipped: i.SkipCount}
	if i.Skipped != nil {
		v.Code, v.Message = i.Skipped.Code, i.Skipped.Text(lang)
	}
	return v
}

func viewRow(r ImportRow, lang string) rowView {
	return rowView{
		Sheet: r.Sheet, Row: r.Number, Outcome: r.Outcome, VolunteerID: r.VolunteerID,
		Problems: httpapi.Views(r.Problems, func(p sheet.Problem) cellView { return viewProblem(p.Key, p.Wording, p.Err, lang) }),
		Doubts: httpapi.Views(r.Doubts, func(d sheet.Doubt) cellView {
			return cellView{Column: d.Key, Wording: d.Wording, Code: d.Code, Message: d.Text(lang)}
		}),
	}
}

func viewProblem(key, wording string, f *fault.Fault, lang string) cellView {
	return cellView{Column: key, Wording: wording, Code: f.Code, Message: f.Text(lang)}
}

func list(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}
