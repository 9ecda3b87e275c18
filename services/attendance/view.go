package attendance

import (
	"errors"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type codeView struct {
	Token     string    `json:"token"`
	Digits    string    `json:"digits" example:"048213"` // to be typed without a camera
	Direction Direction `json:"direction"`
	NextAt    time.Time `json:"next_at" format:"date-time"`
	ExpiresAt time.Time `json:"expires_at" format:"date-time"`
	At        time.Time `json:"at" format:"date-time"` // the server's clock
}

func viewCode(c Code) codeView {
	return codeView(c)
}

// scanRequest is a scanned code. The position is compared with the activity's and not stored.
type scanRequest struct {
	Token string        `json:"token" validate:"required,max=200"`
	Place *placeRequest `json:"place"`
}

type placeRequest struct {
	Lat            float64 `json:"lat" validate:"gte=-90,lte=90"`
	Lng            float64 `json:"lng" validate:"gte=-180,lte=180"`
	AccuracyMetres float64 `json:"accuracy_metres" validate:"gte=0,lte=100000"`
}

func (p *placeRequest) place() *Place {
	if p == nil {
		return nil
	}
	return &Place{Lat: p.Lat, Lng: p.Lng, AccuracyMetres: p.AccuracyMetres}
}

// typedRequest is a code typed in.
type typedRequest struct {
	Digits string        `json:"digits" validate:"required,len=6,numeric"`
	Place  *placeRequest `json:"place"`
}

type handRequest struct {
	VolunteerID string    `json:"volunteer_id" validate:"required,max=40"`
	In          time.Time `json:"in" validate:"required" format:"date-time"`
	Out         time.Time `json:"out" validate:"required" format:"date-time"`
	Reason      string    `json:"reason" validate:"required,min=2,max=200"`
	Note        string    `json:"note" validate:"max=200"` // why more than 8 hours that day
}

type settleRequest struct {
	Out    time.Time `json:"out" validate:"required" format:"date-time"`
	Reason string    `json:"reason" validate:"required,min=2,max=200"`
	Note   string    `json:"note" validate:"max=200"`
}

type correctRequest struct {
	In     time.Time `json:"in" validate:"required" format:"date-time"`
	Out    time.Time `json:"out" validate:"required" format:"date-time"`
	Reason string    `json:"reason" validate:"required,min=2,max=200"`
	Note   string    `json:"note" validate:"max=200"`
}

type codeRequest struct {
	Code privacy.Secret `json:"code" validate:"required,len=6,numeric" swaggertype:"string"`
}

type confirmRequest struct {
	IDs []string `json:"ids" validate:"required,min=1,max=200,dive,max=40"`
}

type recordRequest struct {
	Served int64    `json:"served" validate:"gte=0,lte=100000"`
	People []string `json:"people" validate:"max=200,dive,required,max=40"` // those of them who are in the register: files assigned to the organisation
}

// attendanceView is one stay. Times are UTC; minutes are whole.
type attendanceView struct {
	ID          string     `json:"id"`
	Version     int64      `json:"version"` // its ETag, for If-Match
	ActivityID  string     `json:"activity_id"`
	Title       string     `json:"title,omitempty"` // of the activity
	VolunteerID string     `json:"volunteer_id"`
	OrgID       string     `json:"org_id"`
	OrgName     string     `json:"org_name,omitempty"` // who confirms
	Day         string     `json:"day" example:"2026-03-05"`
	InAt        time.Time  `json:"in_at" format:"date-time"`
	OutAt       *time.Time `json:"out_at,omitempty" format:"date-time"`
	InBy        Method     `json:"in_by"`
	OutBy       Method     `json:"out_by,omitempty"`
	InNear      Near       `json:"in_near,omitempty"`
	OutNear     Near       `json:"out_near,omitempty"`
	Minutes     int64      `json:"minutes"`
	Status      Status     `json:"status"`
	StatusAt    time.Time  `json:"status_at" format:"date-time"`
	Grade       Grade      `json:"grade,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Note        string     `json:"note,omitempty"`
	Dispute     string     `json:"dispute,omitempty"`
	ByHand      bool       `json:"by_hand"`                                     // an end was not recorded by the code: the township or county confirms
	AgreedBy    Agreement  `json:"agreed_by,omitempty" enums:"signup,app,code"` // to a record by hand
	Agreed      bool       `json:"agreed"`                                      // the volunteer took part by an act of their own; until then nothing counts
	OverShare   bool       `json:"over_share"`                                  // waits: it is above 10 % by hand of the contract's month
	ConfirmBy   *time.Time `json:"confirm_by,omitempty" format:"date-time"`     // until it is confirmed: the time until which the organisation may do it
	ConfirmedAt *time.Time `json:"confirmed_at,omitempty" format:"date-time"`

	Acts []workflow.ActView `json:"acts"` // what the person who asks may do with it now
}

// view makes the view of a stay without the fields that views adds.
func (h *handler) view(a Attendance) attendanceView {
	v := attendanceView{
		ID: a.ID, Version: a.Version, ActivityID: a.ActivityID, VolunteerID: a.VolunteerID, OrgID: a.OrgID, Day: a.Day, InAt: a.InAt,
		OutAt: httpapi.Instant(a.OutAt), InBy: a.InBy, OutBy: a.OutBy, InNear: a.InNear, OutNear: a.OutNear, Minutes: a.Minutes,
		Status: a.Status, StatusAt: a.StatusAt, Reason: a.Reason, Note: a.Note, Dispute: a.Dispute, ConfirmedAt: httpapi.Instant(a.ConfirmedAt),
		AgreedBy: a.AgreedBy, Agreed: a.Agreed(), OverShare: len(a.OverBy) > 0 && !a.Settled(),
	}
	if !a.OutAt.IsZero() {
		v.Grade, v.ByHand = a.Grade(), a.ByHand()
	}
	if !a.Settled() {
		due := h.service.Due(&a)
		v.ConfirmBy = &due
	}
	return v
}

type rowView struct {
	ID      string          `json:"id"`
	OK      bool            `json:"ok"`
	Code    string          `json:"code,omitempty"`
	Text    string          `json:"text,omitempty"`
	Minutes int64           `json:"minutes,omitempty"`
	Stay    *attendanceView `json:"attendance,omitempty"`
}

func viewRow(r Row, view func(Attendance) attendanceView, lang string) rowView {
	if f, ok := errors.AsType[*fault.Fault](r.Err); ok {
		return rowView{ID: r.ID, Code: f.Code, Text: f.Text(lang)}
	}
	v := view(r.Attendance)
	return rowView{ID: r.ID, OK: true, Minutes: v.Minutes, Stay: &v}
}

type rowsView struct {
	Items []rowView `json:"items"`
	Done  int       `json:"done"`
}

type hoursView struct {
	Minutes int64       `json:"minutes"`
	Stars   int         `json:"stars"`
	NextAt  int64       `json:"next_star_minutes,omitempty"` // minutes in all for the next star
	Months  []monthView `json:"months"`
}

type monthView struct {
	Month   string `json:"month" example:"2026-03"`
	Minutes int64  `json:"minutes"`
}

func viewHours(m MyHours) hoursView {
	v := hoursView{Minutes: m.Minutes, Months: []monthView{}}
	v.Stars, v.NextAt = StarsFor(m.Minutes)
	for _, one := range m.Months {
		v.Months = append(v.Months, monthView(one))
	}
	return v
}

// entryView is one line of the ledger.
type entryView struct {
	ID          string          `json:"id"`
	Kind        Kind            `json:"kind"`
	Ref         string          `json:"ref"`
	ActivityID  string          `json:"activity_id"`
	Title       string          `json:"title,omitempty"` // of the activity
	VolunteerID string          `json:"volunteer_id,omitempty"`
	OrgID       string          `json:"org_id"`
	OrgName     string          `json:"org_name,omitempty"`
	ContractID  string          `json:"contract_id,omitempty"`
	Type        activities.Type `json:"type"`
	Day         string          `json:"day" example:"2026-03-05"`
	From        time.Time       `json:"from" format:"date-time"`
	To          time.Time       `json:"to" format:"date-time"`
	Minutes     int64           `json:"minutes"`
	PersonTimes int64           `json:"person_times"`
	Sessions    int64           `json:"sessions"`
	Served      int64           `json:"served"`
	Grade       Grade           `json:"grade,omitempty"`
	Source      Method          `json:"source,omitempty"`
	Actor       string          `json:"actor"`
	Reason      string          `json:"reason,omitempty"`
	ReversalOf  string          `json:"reversal_of,omitempty"`
	At          time.Time       `json:"at" format:"date-time"`
}

func viewEntry(e Entry) entryView {
	return entryView{
		ID: e.ID, Kind: e.Kind, Ref: e.Ref, ActivityID: e.ActivityID, VolunteerID: e.VolunteerID, OrgID: e.OrgID,
		ContractID: e.ContractID, Type: e.Type, Day: e.Day, From: e.From, To: e.To, Minutes: e.Minutes, PersonTimes: e.PersonTimes,
		Sessions: e.Sessions, Served: e.Served, Grade: e.Grade, Source: e.Source, Actor: e.Actor, Reason: e.Reason,
		ReversalOf: e.ReversalOf, At: e.CreatedAt,
	}
}

type newCertificateRequest struct {
	OrgID string `json:"org_id" validate:"max=40"` // who recorded; empty: the county
	From  string `json:"from" validate:"required,len=10" example:"2026-01-01"`
	To    string `json:"to" validate:"required,len=10" example:"2026-06-30"`
}

type issueRequest struct {
	VolunteerID string `json:"volunteer_id" validate:"required,max=40"`
	OrgID       string `json:"org_id" validate:"max=40"`
	From        string `json:"from" validate:"required,len=10"`
	To          string `json:"to" validate:"required,len=10"`
}

// certificateView is a certificate in a list.
type certificateView struct {
	ID          string            `json:"id"`
	No          string            `json:"no,omitempty"`
	Code        string            `json:"code,omitempty"`
	VerifyPath  string            `json:"verify_path,omitempty" example:"/api/v1/public/certificates/k2j5…"` // path for verifying it without a login
	VolunteerID string            `json:"volunteer_id"`
	OrgID       string            `json:"org_id,omitempty"`
	Issuer      string            `json:"issuer,omitempty"`
	From        string            `json:"from"`
	To          string            `json:"to"`
	Minutes     int64             `json:"minutes"`
	Status      CertificateStatus `json:"status"`
	Reason      string            `json:"reason,omitempty"`
	IssuedAt    *time.Time        `json:"issued_at,omitempty" format:"date-time"`
	RequestedAt time.Time         `json:"requested_at" format:"date-time"`

	Acts []workflow.ActView `json:"acts"` // what the person who asks may do with it now
}

func viewCertificate(c Certificate) certificateView {
	v := certificateView{
		ID: c.ID, No: c.No, Code: c.Code, VolunteerID: c.VolunteerID, OrgID: c.OrgID, Issuer: c.Issuer, From: c.From, To: c.To,
		Minutes: c.Minutes, Status: c.Status, Reason: c.Reason, IssuedAt: httpapi.Instant(c.IssuedAt), RequestedAt: c.CreatedAt,
	}
	if c.Code != "" {
		v.VerifyPath = httpapi.Prefix + "/public/certificates/" + c.Code
	}
	return v
}

// paperView is the printed certificate: service time, content and recording unit of every item.
type paperView struct {
	certificateView
	Name        string     `json:"name"`
	VolunteerNo string     `json:"volunteer_no"`
	Items       []itemView `json:"items"`
}

type itemView struct {
	Day     string          `json:"day"`
	From    time.Time       `json:"from" format:"date-time"`
	To      time.Time       `json:"to" format:"date-time"`
	Minutes int64           `json:"minutes"`
	Title   string          `json:"title"`
	Type    activities.Type `json:"type"`
	Place   string          `json:"place"`
	Org     string          `json:"org"`
}

func viewPaper(p Paper, c certificateView) paperView {
	v := paperView{certificateView: c, Name: p.Name, VolunteerNo: p.VolunteerNo, Items: []itemView{}}
	for _, it := range p.Items {
		v.Items = append(v.Items, itemView{
			Day: it.Day, From: it.From, To: it.To, Minutes: it.Minutes, Title: it.Title, Type: it.Type, Place: it.Place, Org: it.Org,
		})
	}
	return v
}

// publicCertificateView is the part of a certificate on the public verification page.
type publicCertificateView struct {
	No       string            `json:"no"`
	Name     string            `json:"name" example:"张**"`
	Issuer   string            `json:"issuer"`
	From     string            `json:"from"`
	To       string            `json:"to"`
	Minutes  int64             `json:"minutes"`
	Services int               `json:"services"`
	Status   CertificateStatus `json:"status"`
	IssuedAt time.Time         `json:"issued_at" format:"date-time"`
}

func viewPublic(c Certificate) publicCertificateView {
	return publicCertificateView{
		No: c.No, Name: c.MaskedName, Issuer: c.Issuer, From: c.From, To: c.To, Minutes: c.Minutes, Services: len(c.Items),
		Status: c.Status, IssuedAt: c.IssuedAt,
	}
}
