package servicelog

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
	"github.com/tongxing-platform/tongxing/services/register"
)

type countRequest struct {
	Band   string          `json:"band" validate:"required,max=10" example:"6-13"`
	Gender register.Gender `json:"gender" validate:"required,oneof=male female"`
	N      int64           `json:"n" validate:"gte=1,lte=5000"`
}

// entryRequest is an entry as a worker writes it. Everything but kind and contract may be left out of a draft.
type entryRequest struct {
	Kind         contracts.ServiceKind `json:"kind" validate:"required,max=20" example:"home_visit"`
	ContractID   string                `json:"contract_id" validate:"required,max=40"`
	Region       string                `json:"region" validate:"max=100"` // village; empty: that of the first person
	ThreadID     string                `json:"thread_id" validate:"max=40"`
	From         time.Time             `json:"from" format:"date-time"`
	To           time.Time             `json:"to" format:"date-time"` // on the same day, at most 12 hours later
	Workers      []string              `json:"workers" validate:"max=20,dive,max=40"`
	People       []string              `json:"people" validate:"max=100,dive,max=40"` // ids of files assigned to the organisation
	Counts       []countRequest        `json:"counts" validate:"max=20,dive"`         // persons without a file
	Place        privacy.Secret        `json:"place" validate:"max=200" swaggertype:"string"`
	Content      privacy.Secret        `json:"content" validate:"max=4000" swaggertype:"string"`
	Result       privacy.Secret        `json:"result" validate:"max=4000" swaggertype:"string"`
	Next         privacy.Secret        `json:"next" validate:"max=4000" swaggertype:"string"`
	Satisfaction int64                 `json:"satisfaction" validate:"gte=0,lte=5"` // 0: not asked
}

func (r *entryRequest) content() Content {
	c := Content{
		Kind: r.Kind, ContractID: r.ContractID, Region: r.Region, ThreadID: r.ThreadID, From: r.From, To: r.To, Workers: r.Workers, People: r.People,
		Texts: Texts{r.Place, r.Content, r.Result, r.Next}, Satisfaction: r.Satisfaction,
	}
	for _, n := range r.Counts {
		c.Counts = append(c.Counts, Count(n))
	}
	return c
}

// entryView is an entry in a list.
type entryView struct {
	ID         string                `json:"id"`
	Version    int64                 `json:"version"`
	Kind       contracts.ServiceKind `json:"kind"`
	ContractID string                `json:"contract_id"`
	OrgID      string                `json:"org_id"`
	Region     string                `json:"region"`
	Source     string                `json:"source,omitempty"` // activity or contact that it comes from
	ThreadID   string                `json:"thread_id,omitempty"`
	From       *time.Time            `json:"from,omitempty" format:"date-time"` // a draft may not say it yet
	To         *time.Time            `json:"to,omitempty" format:"date-time"`
	Minutes    int64                 `json:"minutes"`
	Workers    []string              `json:"workers"` // user ids
	Persons    int                   `json:"persons"` // of the register
	Others     int64                 `json:"others"`  // without a file, typed
	Status     Status                `json:"status"`
	StatusAt   time.Time             `json:"status_at" format:"date-time"`
	Month      string                `json:"month,omitempty" example:"2026-03"` // in which it counts
	DecidedBy  string                `json:"decided_by,omitempty"`
	Reason     string                `json:"reason,omitempty"` // of the latest return or voiding
}

// given returns the time, or nil for none. The encoder of answers does not know omitzero.
func given(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func viewEntry(e Entry) entryView {
	v := entryView{
		ID: e.ID, Version: e.Version, Kind: e.Kind, ContractID: e.ContractID, OrgID: e.OrgID, Region: e.Region, Source: e.Source, ThreadID: e.ThreadID, From: given(e.From), To: given(e.To),
		Minutes: e.Minutes(), Workers: e.Workers, Persons: len(e.PersonIDs), Others: e.Others(), Status: e.Status, StatusAt: e.StatusAt, Month: e.Month,
		DecidedBy: e.DecidedBy, Reason: e.Reason,
	}
	if v.Workers == nil {
		v.Workers = []string{}
	}
	return v
}

type personView struct {
	ID        string `json:"id"`
	Pseudonym string `json:"pseudonym" example:"小A·三年级·青岩村"`
}

func viewPeople(ids, pseudonyms []string) []personView {
	out := make([]personView, len(ids))
	for i, id := range ids {
		out[i] = personView{id, pseudonyms[i]}
	}
	return out
}

type doubleView struct {
	ID      string                `json:"id,omitempty"` // of an entry of the own organisation
	Kind    contracts.ServiceKind `json:"kind"`
	OrgName string                `json:"org_name"`
	From    time.Time             `json:"from" format:"date-time"`
	To      time.Time             `json:"to" format:"date-time"`
	Status  Status                `json:"status"`
	Same    bool                  `json:"same"` // the approved entry of the same visit: this one cannot be approved
}

// entryDetailView is one entry with its acts.
type entryDetailView struct {
	entryView
	ContractName string             `json:"contract_name"`
	ThreadTitle  string             `json:"thread_title,omitempty"`
	People       []personView       `json:"people"`
	Counts       []countRequest     `json:"counts"`
	Place        string             `json:"place,omitempty"`
	Content      string             `json:"content,omitempty"`
	Result       string             `json:"result,omitempty"`
	Next         string             `json:"next,omitempty"`
	Satisfaction int64              `json:"satisfaction,omitempty"`
	SubmittedBy  string             `json:"submitted_by,omitempty"`
	Claimed      bool               `json:"claimed"` // approved after the contract's figures were fixed: a claim
	Doubles      []doubleView       `json:"doubles"` // other entries with one of the persons at the same time; for who approves
	Acts         []workflow.ActView `json:"acts"`
}

func viewDetail(v View, acts []workflow.ActView) entryDetailView {
	out := entryDetailView{
		entryView: viewEntry(v.Entry), ContractName: v.Contract, ThreadTitle: v.Thread, People: viewPeople(v.PersonIDs, v.Pseudonyms), Counts: []countRequest{},
		Place: v.Texts.Place.Reveal(), Content: v.Texts.Content.Reveal(), Result: v.Texts.Result.Reveal(), Next: v.Texts.Next.Reveal(),
		Satisfaction: v.Satisfaction, SubmittedBy: v.SubmittedBy, Claimed: v.Claimed, Doubles: []doubleView{}, Acts: acts,
	}
	for _, n := range v.Counts {
		out.Counts = append(out.Counts, countRequest(n))
	}
	for _, d := range v.Doubles {
		o := doubleView{Kind: d.Kind, OrgName: d.OrgName, From: d.From, To: d.To, Status: d.Status, Same: d.Same}
		if d.Ours {
			o.ID = d.ID
		}
		out.Doubles = append(out.Doubles, o)
	}
	return out
}

// threadRequest is a thread as a worker writes it. Kind and contract cannot be changed later.
type threadRequest struct {
	Kind       contracts.ServiceKind `json:"kind" validate:"required,oneof=case group"`
	ContractID string                `json:"contract_id" validate:"required,max=40"`
	Title      string                `json:"title" validate:"required,max=60"` // without names
	Lead       string                `json:"lead" validate:"max=40"`           // user id; empty: the writer
	People     []string              `json:"people" validate:"max=100,dive,max=40"`
	Plan       privacy.Secret        `json:"plan" validate:"required,max=4000" swaggertype:"string"`
	Start      region.Day            `json:"start" validate:"required,max=20"`
	ReviewBy   region.Day            `json:"review_by" validate:"max=20"`
}

func (r *threadRequest) content() ThreadContent { return ThreadContent(*r) }

type noteRequest struct {
	On       region.Day     `json:"on" validate:"required,max=20"`
	Text     privacy.Secret `json:"text" validate:"required,max=2000" swaggertype:"string"`
	ReviewBy region.Day     `json:"review_by" validate:"max=20"`                                              // of a review: the next one
	Outcome  Outcome        `json:"outcome" validate:"omitempty,oneof=achieved partly missed referred ended"` // of a closing
}

func (r noteRequest) note() NewNote { return NewNote(r) }

// threadView is a thread in a list.
type threadView struct {
	ID         string                `json:"id"`
	Version    int64                 `json:"version"`
	Kind       contracts.ServiceKind `json:"kind"`
	ContractID string                `json:"contract_id"`
	OrgID      string                `json:"org_id"`
	Region     string                `json:"region"`
	Title      string                `json:"title"`
	Lead       string                `json:"lead"`
	Persons    int                   `json:"persons"`
	Start      region.Day            `json:"start"`
	ReviewBy   region.Day            `json:"review_by,omitempty"`
	Overdue    bool                  `json:"overdue"` // the review is
	Outcome    Outcome               `json:"outcome,omitempty"`
	Status     ThreadStatus          `json:"status"`
	StatusAt   time.Time             `json:"status_at" format:"date-time"`
}

func viewThread(t Thread, today region.Day) threadView {
	return threadView{
		ID: t.ID, Version: t.Version, Kind: t.Kind, ContractID: t.ContractID, OrgID: t.OrgID, Region: t.Region, Title: t.Title, Lead: t.Lead,
		Persons: len(t.PersonIDs), Start: t.Start, ReviewBy: t.ReviewBy, Overdue: t.Status == Open && t.ReviewBy != "" && t.ReviewBy < today,
		Outcome: t.Outcome, Status: t.Status, StatusAt: t.StatusAt,
	}
}

type noteView struct {
	Kind NoteKind   `json:"kind"`
	On   region.Day `json:"on"`
	Text string     `json:"text"`
	By   string     `json:"by"`
}

// threadDetailView is one thread with its acts.
type threadDetailView struct {
	threadView
	ContractName string             `json:"contract_name"`
	People       []personView       `json:"people"`
	Plan         string             `json:"plan"`
	Notes        []noteView         `json:"notes"` // the earliest first
	Acts         []workflow.ActView `json:"acts"`
}

func viewThreadDetail(v ThreadView, today region.Day, acts []workflow.ActView) threadDetailView {
	out := threadDetailView{
		threadView: viewThread(v.Thread, today), ContractName: v.Contract, People: viewPeople(v.PersonIDs, v.Pseudonyms), Plan: v.PlanText.Reveal(),
		Notes: make([]noteView, len(v.Notes)), Acts: acts,
	}
	for i, n := range v.Notes {
		out.Notes[i] = noteView{n.Kind, n.On, v.Texts[i].Reveal(), n.By}
	}
	return out
}

type workerView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type sumsView struct {
	Services int64 `json:"services"`
	Minutes  int64 `json:"minutes"`
	Times    int64 `json:"times"`   // person-times, with others
	Others   int64 `json:"others"`  // person-times of persons without a file, typed
	New      int64 `json:"new"`     // persons of the register served for the first time under the contract
	Present  int64 `json:"present"` // persons of the register served in the month, each once
	Closed   int64 `json:"closed"`  // cases and groups closed
}

type monthView struct {
	Month string `json:"month" example:"2026-03"`
	sumsView
	PeopleSoFar int64 `json:"people_so_far"` // persons of the register served until its end, each once
}

type cellView struct {
	Dim   Dim    `json:"dim"`
	Value string `json:"value"`
	sumsView
}

// figuresView holds the figures of a contract. Services and minutes are not broken down.
type figuresView struct {
	People int64       `json:"people"` // persons of the register served so far, each once
	Total  sumsView    `json:"total"`
	Months []monthView `json:"months"`
	Split  []cellView  `json:"split"` // by sex, age group, kind of person and village
}

func viewFigures(b Breakdown) figuresView {
	out := figuresView{People: b.People, Total: sumsView(b.Total), Months: make([]monthView, len(b.Months)), Split: make([]cellView, len(b.Split))}
	for i, m := range b.Months {
		out.Months[i] = monthView{m.Month, sumsView(m.Sums), m.PeopleSoFar}
	}
	for i, c := range b.Split {
		out.Split[i] = cellView{c.Dim, c.Value, sumsView(c.Sums)}
	}
	return out
}
