package surveys

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

type questionRequest struct {
	Label   string    `json:"label" validate:"required,max=100"`
	Kind    form.Kind `json:"kind" validate:"required,oneof=choice choices text number day"`
	Options []string  `json:"options,omitempty" validate:"max=20,dive,max=50"`
	Most    int64     `json:"most,omitempty" validate:"gte=0,lte=1000000"` // of a number
	Needed  bool      `json:"needed"`
}

// planRequest is a round as the county writes it.
type planRequest struct {
	Name       string            `json:"name" validate:"required,max=60"`
	Cutoff     region.Day        `json:"cutoff" validate:"required,day"`        // facts count as they were on this day
	Deadline   region.Day        `json:"deadline" validate:"required,day"`      // by when the villages hand in
	Areas      []string          `json:"areas" validate:"max=200,dive,max=100"` // paths of towns and villages; empty: the whole county
	Kinds      []register.Kind   `json:"kinds" validate:"required,min=1,max=6,dive,max=20"`
	Questions  []questionRequest `json:"questions" validate:"max=40,dive"`
	PerVillage bool              `json:"per_village"` // the questions are answered once by each village
}

func (r planRequest) plan() Plan {
	return Plan{
		Name: r.Name, Cutoff: r.Cutoff, Deadline: r.Deadline, Areas: r.Areas, Kinds: r.Kinds, PerVillage: r.PerVillage,
		Questions: httpapi.Views(r.Questions, func(q questionRequest) Question {
			return Question(q)
		}),
	}
}

type createRequest struct {
	Region string `json:"region" validate:"required,max=100"` // path or code of the county
	planRequest
}

type closeRequest struct {
	EvenOpen bool `json:"even_open"` // also while villages are not accepted
}

type reopenRequest struct {
	Deadline region.Day     `json:"deadline" validate:"required,day"`
	Reason   privacy.Secret `json:"reason" validate:"required,max=300" swaggertype:"string"`
}

type noteRequest struct {
	Note privacy.Secret `json:"note" validate:"required,max=300" swaggertype:"string"`
}

type decideRequest struct {
	Outcome    Outcome             `json:"outcome" validate:"required,oneof=confirmed changed left not_found added"`
	ExitReason register.ExitReason `json:"exit_reason" validate:"omitempty,oneof=came_of_age parents_back moved_with_parents moved_out resolved deceased mistaken"`
	Note       privacy.Secret      `json:"note" validate:"max=300" swaggertype:"string"`
	Answers    form.Answers        `json:"answers" validate:"max=40,dive,keys,alphanum,max=10,endkeys,max=1000"` // by the codes of the round's questions; left out: those stored stay
}

type addRequest struct {
	FileID string `json:"file_id" validate:"required,max=40"`
}

type answersRequest struct {
	Answers form.Answers `json:"answers" validate:"required,max=40,dive,keys,alphanum,max=10,endkeys,max=1000"`
}

type surveyView struct {
	ID         string          `json:"id"`
	Version    int64           `json:"version"`
	Name       string          `json:"name"`
	Region     string          `json:"region"`
	Areas      []string        `json:"areas"`
	Kinds      []register.Kind `json:"kinds"`
	Cutoff     region.Day      `json:"cutoff"`
	Deadline   region.Day      `json:"deadline"`
	Status     Status          `json:"status"`
	StatusAt   time.Time       `json:"status_at" format:"date-time"`
	OpenedOn   region.Day      `json:"opened_on,omitempty"`
	Villages   int64           `json:"villages"`
	PerVillage bool            `json:"per_village"`
}

func viewSurvey(v Survey) surveyView {
	out := surveyView{
		ID: v.ID, Version: v.Version, Name: v.Name, Region: v.Region, Areas: v.Areas, Kinds: v.Kinds, Cutoff: v.Cutoff, Deadline: v.Deadline, Status: v.Status,
		StatusAt: v.StatusAt, OpenedOn: v.OpenedOn, Villages: v.Villages, PerVillage: v.PerVillage,
	}
	if out.Areas == nil {
		out.Areas = []string{}
	}
	return out
}

type surveyDetailView struct {
	surveyView
	Questions    []questionRequest  `json:"questions"`
	Form         form.View          `json:"form"` // the questions as a form
	ReopenReason string             `json:"reopen_reason,omitempty"`
	Acts         []workflow.ActView `json:"acts"`
}

type figuresView struct {
	Total     int64 `json:"total"` // on the list, without added
	Done      int64 `json:"done"`
	Confirmed int64 `json:"confirmed"`
	Changed   int64 `json:"changed"`
	Left      int64 `json:"left"`
	NotFound  int64 `json:"not_found"`
	Added     int64 `json:"added"`
}

func viewFigures(f Figures) figuresView {
	return figuresView{Total: f.Total, Done: f.Done(), Confirmed: f.Confirmed, Changed: f.Changed, Left: f.Left, NotFound: f.NotFound, Added: f.Added}
}

type taskView struct {
	figuresView
	ID         string     `json:"id"`
	Version    int64      `json:"version"`
	SurveyID   string     `json:"survey_id"`
	SurveyName string     `json:"survey_name"`
	Region     string     `json:"region"`
	Status     TaskStatus `json:"status"`
	StatusAt   time.Time  `json:"status_at" format:"date-time"`
	Due        region.Day `json:"due"`
	Locked     bool       `json:"locked"` // the round is closed
}

func viewTask(f TaskFile) taskView {
	return taskView{
		figuresView: viewFigures(f.Figures), ID: f.ID, Version: f.Version, SurveyID: f.SurveyID, SurveyName: f.Survey.Name, Region: f.Region,
		Status: f.Status, StatusAt: f.StatusAt, Due: region.DayOf(f.DueAt), Locked: f.Locked,
	}
}

type taskDetailView struct {
	taskView
	Kinds      []register.Kind    `json:"kinds"`
	Cutoff     region.Day         `json:"cutoff"`
	Note       string             `json:"note,omitempty"` // why it was returned
	PerVillage bool               `json:"per_village"`
	Form       form.View          `json:"form"`
	Answers    form.Answers       `json:"answers,omitempty"`
	Acts       []workflow.ActView `json:"acts"`
}

type lineView struct {
	ID         string              `json:"id"`
	Version    int64               `json:"version"`
	FileID     string              `json:"file_id"`
	Outcome    Outcome             `json:"outcome"` // empty: not decided
	ExitReason register.ExitReason `json:"exit_reason,omitempty"`
	Note       string              `json:"note,omitempty"`
	By         string              `json:"by,omitempty"`
	At         *time.Time          `json:"at,omitempty" format:"date-time"`
	Answers    form.Answers        `json:"answers,omitempty"`
	Pseudonym  string              `json:"pseudonym"`
	Name       string              `json:"name,omitempty"` // masked
	Kinds      []register.Kind     `json:"kinds"`
	Gender     register.Gender     `json:"gender"`
	Age        int                 `json:"age"`
	Schooling  register.Schooling  `json:"schooling"`
	Grade      int64               `json:"grade"`
	School     string              `json:"school,omitempty"`
	Guardian   string              `json:"guardianship"`
	FileStatus register.FileStatus `json:"file_status"`
}

func viewLine(f LineFile, today region.Day) lineView {
	p := f.Person
	v := lineView{
		ID: f.ID, Version: f.Version, FileID: f.FileID, Outcome: f.Outcome, ExitReason: f.ExitReason, Note: f.Note.Reveal(), By: f.By, Answers: f.Answers,
		Pseudonym: p.Pseudonym, Name: p.Identity.Mask().Name, Kinds: p.Kinds, Gender: p.Gender, Age: p.Birth.Age(today), Schooling: p.Schooling, Grade: p.Grade,
		School: p.Details[register.SchoolName], Guardian: string(p.Guardianship), FileStatus: p.Status, At: httpapi.Instant(f.At),
	}
	if v.Kinds == nil {
		v.Kinds = []register.Kind{}
	}
	return v
}

type progressView struct {
	figuresView
	Region     string     `json:"region"`
	TaskID     string     `json:"task_id,omitempty"`
	Status     TaskStatus `json:"status,omitempty"`
	Late       bool       `json:"late"`
	NoDirector bool       `json:"no_director"`
	Villages   int64      `json:"villages"`
	Submitted  int64      `json:"submitted"`
	Accepted   int64      `json:"accepted"`
	Overdue    int64      `json:"overdue"`
}

func viewProgress(p Progress) progressView {
	return progressView{
		figuresView: viewFigures(p.Figures), Region: p.Region, TaskID: p.TaskID, Status: p.Status, Late: p.Late, NoDirector: p.NoDirector,
		Villages: p.Villages, Submitted: p.Submitted, Accepted: p.Accepted, Overdue: p.Overdue,
	}
}

type progressOfView struct {
	All      progressView   `json:"all"`
	Towns    []progressView `json:"towns"`
	Villages []progressView `json:"villages"`
}

type comparedView struct {
	Region string       `json:"region"`
	This   *figuresView `json:"this,omitempty"`
	Other  *figuresView `json:"other,omitempty"`
	Sum    bool         `json:"sum"` // of all villages
}

type comparisonView struct {
	Rows []comparedView `json:"rows"`
}

func viewCompared(c Compared) comparedView {
	v := comparedView{Region: c.Region, Sum: c.TotalOnly}
	if c.InThis {
		f := viewFigures(c.This)
		v.This = &f
	}
	if c.InOther {
		f := viewFigures(c.Other)
		v.Other = &f
	}
	return v
}
