package register

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// fileRequest is a file as the village sends it. In an edit, identifying fields may be left out to keep the stored values.
type fileRequest struct {
	Kinds          []Kind         `json:"kinds" validate:"required,min=1,max=4,dive,max=20"`
	Region         string         `json:"region" validate:"required,max=100"` // path or code of the village
	Name           privacy.Secret `json:"name" validate:"max=50" swaggertype:"string"`
	IDNumber       privacy.Secret `json:"id_number" validate:"max=40" swaggertype:"string"`
	NoIDReason     NoIDReason     `json:"no_id_reason" validate:"omitempty,oneof=unregistered lost_papers other_papers not_collected"`
	Gender         Gender         `json:"gender" validate:"omitempty,oneof=male female"` // from the ID number when there is one
	Birth          region.Day     `json:"birth" validate:"omitempty,day"`                // likewise
	Address        privacy.Secret `json:"address" validate:"max=200" swaggertype:"string"`
	GuardianName   privacy.Secret `json:"guardian_name" validate:"max=50" swaggertype:"string"`
	GuardianMobile privacy.Secret `json:"guardian_mobile" validate:"max=30" swaggertype:"string"`
	Guardianship   Guardianship   `json:"guardianship" validate:"required,oneof=parent grandparents relatives foster institution self none not_collected"`
	Schooling      Schooling      `json:"schooling" validate:"required,oneof=not_in_kindergarten kindergarten primary junior senior vocational dropped_out not_at_school not_collected"`
	Grade          int64          `json:"grade" validate:"gte=0,lte=6"`
	Risk           Risk           `json:"risk" validate:"required,oneof=red yellow blue green not_collected"`
	R16Flag        bool           `json:"r16_flag"` // without caregiver, reported to township and police
	Details        form.Answers   `json:"details"`  // by the codes of GET /beneficiaries/form; left out in an edit: those stored stay
}

func (r fileRequest) content() Content {
	return Content{
		Facts: Facts{
			Kinds: r.Kinds, Region: r.Region, Gender: r.Gender, Birth: r.Birth, NoIDReason: r.NoIDReason, Guardianship: r.Guardianship,
			Schooling: r.Schooling, Grade: r.Grade, Risk: r.Risk, Flagged: r.R16Flag,
		},
		Identity: Identity{
			Name: r.Name, IDNumber: r.IDNumber, Address: r.Address, GuardianName: r.GuardianName, GuardianMobile: r.GuardianMobile,
		},
		Details: r.Details,
	}
}

type returnRequest struct {
	Reason ReturnReason   `json:"reason" validate:"required,oneof=incomplete mismatch not_eligible duplicate correction reentry"`
	Note   privacy.Secret `json:"note" validate:"max=500" swaggertype:"string"` // for readers who may know the identity
}

type exitRequest struct {
	Reason ExitReason `json:"reason" validate:"required,oneof=came_of_age parents_back moved_with_parents moved_out resolved deceased mistaken"`
}

type orgRequest struct {
	OrgID string `json:"org_id" validate:"required,max=40"`
}

// findRequest is a search. It is a body, because addresses are kept in histories and logs.
type findRequest struct {
	Text    privacy.Secret `json:"text" validate:"required,max=60" swaggertype:"string"`
	Status  FileStatus     `json:"status" validate:"omitempty,oneof=draft village_submitted township_verified registered exit_pending exited"`
	Kind    Kind           `json:"kind" validate:"omitempty,oneof=left_behind_child child_in_need orphan unsupported_child left_behind_elder left_behind_woman"`
	Risk    Risk           `json:"risk" validate:"omitempty,oneof=red yellow blue green not_collected"`
	Region  string         `json:"region" validate:"max=100"` // path prefix
	Missing bool           `json:"missing"`                   // only files in which something is missing
	AgeFrom int            `json:"age_from" validate:"min=0,max=150"`
	AgeTo   int            `json:"age_to" validate:"min=0,max=150"`          // 0: no limit
	Limit   int            `json:"limit" validate:"min=0,max=100"`           // 0: 20
	After   string         `json:"after" validate:"omitempty,numeric,max=4"` // next of the page before
}

type revealRequest struct {
	Field   string `json:"field" validate:"required,max=40"`   // a sealed field of the file or of its form
	Change  string `json:"change" validate:"omitempty,max=40"` // the value before this change of the history; empty: the present one
	Purpose string `json:"purpose" validate:"required,oneof=visit contact verification emergency assistance"`
}

type revealView struct {
	Value string `json:"value"`
}

// fileView is a file. The fields from name on are masked and only for readers who may know the identity.
type fileView struct {
	ID             string       `json:"id"`
	Version        int64        `json:"version"`
	Pseudonym      string       `json:"pseudonym" example:"小A·三年级·青岩村"`
	Kinds          []Kind       `json:"kinds"`
	Region         string       `json:"region"`
	Gender         Gender       `json:"gender"`
	AgeBand        string       `json:"age_band" example:"6-13"`
	Guardianship   Guardianship `json:"guardianship"`
	Schooling      Schooling    `json:"schooling"`
	Grade          int64        `json:"grade"`
	Risk           Risk         `json:"risk"`
	Status         FileStatus   `json:"status"`
	StatusAt       time.Time    `json:"status_at" format:"date-time"`
	Name           string       `json:"name,omitempty" example:"张**"`
	IDNumber       string       `json:"id_number,omitempty" example:"990***********001X"`
	Address        string       `json:"address,omitempty"`
	GuardianName   string       `json:"guardian_name,omitempty"`
	GuardianMobile string       `json:"guardian_mobile,omitempty" example:"138****1234"`
	Birth          region.Day   `json:"birth,omitempty"`
	Age            *int         `json:"age,omitempty"`
	NoIDReason     NoIDReason   `json:"no_id_reason,omitempty"`
	R16            *bool        `json:"r16,omitempty"` // under 16 without a caregiver
	R16Flag        *bool        `json:"r16_flag,omitempty"`
	EnteredOn      region.Day   `json:"entered_on,omitempty"`
	ExitedOn       region.Day   `json:"exited_on,omitempty"`
	ExitReason     ExitReason   `json:"exit_reason,omitempty"`
	ReturnReason   ReturnReason `json:"return_reason,omitempty"`
	ReturnNote     string       `json:"return_note,omitempty"`
	OrgIDs         []string     `json:"org_ids,omitempty"`
	AssessDue      region.Day   `json:"assess_due,omitempty"` // of a child: to when the risk is assessed again
	Missing        *int64       `json:"missing,omitempty"`    // how many needed fields of the form have no answer
}

// fileDetailView is one file with its acts. What is in the form is for readers who may know the identity.
type fileDetailView struct {
	fileView
	Details       form.Answers       `json:"details,omitempty"` // the form's answers, sealed ones masked
	MissingFields []string           `json:"missing_fields,omitempty"`
	Evidence      []Verdict          `json:"evidence,omitempty"` // what the facts say about each kind today
	Acts          []workflow.ActView `json:"acts"`
}

func viewDetail(f File, today region.Day, acts []workflow.ActView) fileDetailView {
	v := fileDetailView{fileView: viewFile(f, today), Acts: acts}
	if f.Whole {
		v.Details, v.MissingFields, v.Evidence = maskDetails(f.Details, f.Private), f.missing(), f.Evidence(today)
	}
	return v
}

// changeView is one change of a file.
type changeView struct {
	ID     string            `json:"id"`
	Action string            `json:"action" example:"beneficiary.edit"` // as in the audit log
	By     string            `json:"by"`                                // user id
	At     time.Time         `json:"at" format:"date-time"`
	Fields []fieldChangeView `json:"fields"`
}

// fieldChangeView is one field before and after, in words; sealed values are masked.
type fieldChangeView struct {
	Field  string `json:"field"`
	Label  string `json:"label"`
	From   string `json:"from"`
	To     string `json:"to"`
	Sealed bool   `json:"sealed,omitempty"`
}

func (s *Service) viewChange(c Change, lang string) (changeView, error) {
	v := changeView{ID: c.ID, Action: c.Act, By: c.By, At: c.At, Fields: make([]fieldChangeView, len(c.Fields))}
	for i, f := range c.Fields {
		from, to, err := s.ChangeValues(c.FileID, f, lang)
		if err != nil {
			return v, err
		}
		v.Fields[i] = fieldChangeView{Field: f.Field, Label: fieldLabel(f.Field, lang), From: from, To: to, Sealed: slices.Contains(revealable, f.Field)}
	}
	return v, nil
}

func viewFile(f File, today region.Day) fileView {
	v := fileView{
		ID: f.ID, Version: f.Version, Pseudonym: f.Pseudonym, Kinds: f.Kinds, Region: f.Region, Gender: f.Gender, AgeBand: f.AgeBand(today),
		Guardianship: f.Guardianship, Schooling: f.Schooling, Grade: f.Grade, Risk: f.Risk, Status: f.Status, StatusAt: f.StatusAt,
	}
	if !f.Whole {
		return v
	}
	m, age, alone := f.Identity.Mask(), f.Birth.Age(today), f.Alone(today)
	v.Name, v.IDNumber, v.Address, v.GuardianName, v.GuardianMobile = m.Name, m.IDNumber, m.Address, m.GuardianName, m.GuardianMobile
	v.Birth, v.Age, v.NoIDReason, v.R16, v.R16Flag = f.Birth, &age, f.NoIDReason, &alone, &f.Flagged
	v.EnteredOn, v.ExitedOn, v.ExitReason, v.ReturnReason, v.ReturnNote = f.EnteredOn, f.ExitedOn, f.ExitReason, f.ReturnReason, f.Note.Reveal()
	v.OrgIDs, v.Missing, v.AssessDue = f.OrgIDs, &f.Missing, f.AssessDue
	return v
}
