package activities

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// planRequest is a plan as the organisation sends it; the server sets everything else.
type planRequest struct {
	Title           string      `json:"title" validate:"required,max=60"`
	OrgID           string      `json:"org_id" validate:"required,max=40"`
	ContractID      string      `json:"contract_id" validate:"max=40"`
	Type            Type        `json:"type" validate:"required,oneof=tutoring group_activity visit pairing_meeting"`
	TargetGroup     Group       `json:"target_group" validate:"required,oneof=children elders women mixed general"`
	Content         string      `json:"content" validate:"required,max=4000"`
	Region          string      `json:"region" validate:"required,max=80"` // path: 52/5201/520111/
	Address         string      `json:"address" validate:"required,max=200"`
	Lat             float64     `json:"lat" validate:"gte=-90,lte=90"`
	Lng             float64     `json:"lng" validate:"gte=-180,lte=180"`
	RadiusMetres    int64       `json:"radius_metres" validate:"gte=0,lte=5000"`
	Start           time.Time   `json:"start" validate:"required" format:"date-time"`
	End             time.Time   `json:"end" validate:"required" format:"date-time"`
	SignupFrom      time.Time   `json:"signup_from" format:"date-time"` // absent: at once
	SignupTo        time.Time   `json:"signup_to" format:"date-time"`   // absent: until the start
	Capacity        int64       `json:"capacity" validate:"gte=1,lte=5000"`
	Waitlist        bool        `json:"waitlist"`
	Review          bool        `json:"review"`
	MinAge          int64       `json:"min_age" validate:"gte=0,lte=80"`
	Skills          []string    `json:"skills" validate:"max=10,dive,max=30"`
	NeedsClearance  bool        `json:"needs_clearance"`
	Risk            string      `json:"risk" validate:"required,max=1000"`
	Bring           string      `json:"bring" validate:"max=500"` // what to bring and to wear
	Danger          bool        `json:"danger"`
	InsurancePolicy string      `json:"insurance_policy" validate:"max=60"`
	Leader          string      `json:"leader" validate:"required,max=40"` // user id
	LeaderPhone     string      `json:"leader_phone" validate:"max=20"`    // may be left out of an edit: unchanged
	Checkin         CheckinMode `json:"checkin" validate:"omitempty,oneof=qr list"`
}

func (r planRequest) plan(now time.Time) NewActivity {
	if r.SignupFrom.IsZero() {
		r.SignupFrom = now
	}
	if r.SignupTo.IsZero() {
		r.SignupTo = r.Start
	}
	return NewActivity{LeaderPhone: r.LeaderPhone, Plan: Plan{
		Title: r.Title, OrgID: r.OrgID, ContractID: r.ContractID, Type: r.Type, TargetGroup: r.TargetGroup, Content: r.Content,
		Region: r.Region, Address: r.Address, Lat: r.Lat, Lng: r.Lng, RadiusMetres: r.RadiusMetres, Start: r.Start, End: r.End,
		SignupFrom: r.SignupFrom, SignupTo: r.SignupTo, Capacity: r.Capacity, Waitlist: r.Waitlist, Review: r.Review,
		MinAge: r.MinAge, Skills: r.Skills, NeedsClearance: r.NeedsClearance, Risk: r.Risk, Bring: r.Bring, Danger: r.Danger,
		InsurancePolicy: r.InsurancePolicy, Leader: r.Leader, Checkin: r.Checkin,
	}}
}

// cardView is an activity in a list, with public fields only.
type cardView struct {
	ID             string    `json:"id"`
	Title          string    `json:"title"`
	OrgID          string    `json:"org_id"`
	OrgName        string    `json:"org_name,omitempty" example:"青禾社工服务中心"`
	Type           Type      `json:"type"`
	TargetGroup    Group     `json:"target_group"`
	Region         string    `json:"region"`
	RegionName     string    `json:"region_name,omitempty" example:"贵州省 贵阳市 花溪区 青岩镇"`
	Address        string    `json:"address"`
	Lat            float64   `json:"lat,omitempty"`
	Lng            float64   `json:"lng,omitempty"`
	Start          time.Time `json:"start" format:"date-time"`
	End            time.Time `json:"end" format:"date-time"`
	SignupFrom     time.Time `json:"signup_from" format:"date-time"`
	SignupTo       time.Time `json:"signup_to" format:"date-time"`
	Status         Status    `json:"status"`
	Capacity       int64     `json:"capacity"`
	Free           int64     `json:"free"`
	Waitlist       bool      `json:"waitlist"`
	Waiting        int64     `json:"waiting"`
	Review         bool      `json:"review"` // sign-ups wait for the organisation's decision
	MinAge         int64     `json:"min_age"`
	NeedsClearance bool      `json:"needs_clearance"`
	Skills         []string  `json:"skills,omitempty"`
}

func viewCard(a Activity) cardView {
	return cardView{
		ID: a.ID, Title: a.Title, OrgID: a.OrgID, Type: a.Type, TargetGroup: a.TargetGroup, Region: a.Region, Address: a.Address,
		Lat: a.Lat, Lng: a.Lng, Start: a.Start, End: a.End, SignupFrom: a.SignupFrom, SignupTo: a.SignupTo, Status: a.Status,
		Capacity: a.Capacity, Free: a.Free(), Waitlist: a.Waitlist, Waiting: a.Waiting, Review: a.Review, MinAge: a.MinAge,
		NeedsClearance: a.NeedsClearance, Skills: a.Skills,
	}
}

// listedView is an activity in the staff's list.
type listedView struct {
	cardView
	Version  int64              `json:"version"`  // its ETag, for If-Match
	Upcoming bool               `json:"upcoming"` // published, and has not begun
	Acts     []workflow.ActView `json:"acts"`     // the acts that the asking person may take now, without refused ones
}

// activityView is one activity. Staff is absent for people who are not its staff, Answer for people who are not volunteers.
type activityView struct {
	cardView
	Content      string      `json:"content"`
	Risk         string      `json:"risk"`
	Bring        string      `json:"bring,omitempty"`
	Danger       bool        `json:"danger"`
	Insured      bool        `json:"insured"`
	Checkin      CheckinMode `json:"checkin"`
	RadiusMetres int64       `json:"radius_metres,omitempty"`
	LeaderPhone  string      `json:"leader_phone,omitempty"` // for volunteers with a place and for staff
	Reason       string      `json:"reason,omitempty"`       // of a cancellation, and for staff of a return
	Staff        *staffView  `json:"staff,omitempty"`
	Answer       *answerView `json:"answer,omitempty"`
	Published    bool        `json:"published"` // volunteers may see it: published, and not cancelled since
	Upcoming     bool        `json:"upcoming"`  // published, and has not begun

	Acts []workflow.ActView `json:"acts"` // what the person who asks may do with it now
}

type staffView struct {
	ContractID      string    `json:"contract_id,omitempty"`
	Leader          string    `json:"leader"`
	InsurancePolicy string    `json:"insurance_policy,omitempty"`
	Taken           int64     `json:"taken"`
	Served          int64     `json:"served"`
	Edition         int64     `json:"edition"`
	StatusAt        time.Time `json:"status_at" format:"date-time"`
	SubmittedBy     string    `json:"submitted_by,omitempty"`
	CreatedAt       time.Time `json:"created_at" format:"date-time"`
	CreatedBy       string    `json:"created_by"`
}

// answerView tells a volunteer whether they can sign up, would wait, or why they cannot.
type answerView struct {
	May      bool        `json:"may"`
	Waits    bool        `json:"waits"`
	Position int64       `json:"position,omitempty"` // on the waiting list
	Why      []whyView   `json:"why"`
	Mine     *signupView `json:"mine,omitempty"`
}

type whyView struct {
	Code   string            `json:"code" example:"signup_clash"`
	Text   string            `json:"text"`
	NotYet bool              `json:"not_yet"`        // ends at a time, or by a step of the volunteer or of somebody who looks after them
	Args   map[string]string `json:"args,omitempty"` // signup_clash, signup_clash_waiting: activity and title; too_young: age
}

func (h *handler) viewSeen(ctx context.Context, s VisibleActivity, card cardView, lang string) activityView {
	v := activityView{
		Acts:     workflow.Views(h.service.Acts(ctx, s.Activity), lang),
		cardView: card, Content: s.Content, Risk: s.Risk, Bring: s.Bring, Danger: s.Danger, Insured: s.InsurancePolicy != "",
		Checkin: s.Checkin, RadiusMetres: s.RadiusMetres, LeaderPhone: s.Phone, Published: s.Open(), Upcoming: s.Upcoming(h.service.now()),
	}
	if s.Staff || s.Status == Cancelled {
		v.Reason = s.Reason
	}
	if s.Staff {
		v.Staff = &staffView{
			ContractID: s.ContractID, Leader: s.Leader, InsurancePolicy: s.InsurancePolicy, Taken: s.Taken, Served: s.Served,
			Edition: s.Edition, StatusAt: s.StatusAt, SubmittedBy: s.SubmittedBy, CreatedAt: s.CreatedAt, CreatedBy: s.CreatedBy,
		}
	}
	if s.Answer != nil {
		v.Answer = h.viewAnswer(ctx, s.Answer, lang)
	}
	return v
}

func (h *handler) viewAnswer(ctx context.Context, a *Answer, lang string) *answerView {
	v := &answerView{May: a.May, Waits: a.Waits, Position: a.Position, Why: []whyView{}}
	for _, f := range a.Why {
		v.Why = append(v.Why, viewWhy(f, lang))
	}
	if a.Mine != nil {
		mine := h.viewSignup(ctx, lang)(*a.Mine)
		v.Mine = &mine
	}
	return v
}

func viewWhy(f *fault.Fault, lang string) whyView {
	later := slices.ContainsFunc(notYet, func(n *fault.Fault) bool { return n.Code == f.Code })
	return whyView{Code: f.Code, Text: f.Text(lang), NotYet: later, Args: f.Args}
}

// signupView is one sign-up. Position is present in the answer to a sign-up that was put on the waiting list.
type signupView struct {
	ID          string       `json:"id"`
	ActivityID  string       `json:"activity_id"`
	VolunteerID string       `json:"volunteer_id"`
	Status      SignupStatus `json:"status"`
	StatusAt    time.Time    `json:"status_at" format:"date-time"`
	Position    int64        `json:"position,omitempty"`
	Reason      string       `json:"reason,omitempty"`
	Late        bool         `json:"late,omitempty"`
	MayCheckIn  bool         `json:"may_check_in"` // on site, with a confirmed place
	Start       time.Time    `json:"start" format:"date-time"`
	End         time.Time    `json:"end" format:"date-time"`
	Activity    *cardView    `json:"activity,omitempty"` // in one's own list

	Acts []workflow.ActView `json:"acts"` // what the person who asks may do with it now
}

// viewSignup returns the func that makes the views of sign-ups for the person in ctx.
func (h *handler) viewSignup(ctx context.Context, lang string) func(Signup) signupView {
	return func(su Signup) signupView {
		return signupView{
			ID: su.ID, ActivityID: su.ActivityID, VolunteerID: su.VolunteerID, Status: su.Status, StatusAt: su.StatusAt,
			Reason: su.Reason, Late: su.Late, MayCheckIn: su.MayCheckIn(), Start: su.Start, End: su.End, Acts: workflow.Views(h.service.SignupActs(ctx, &su), lang),
		}
	}
}
