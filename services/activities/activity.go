package activities

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about activities.
var (
	ErrMove            = fault.New(fault.Conflict, "activity_move", "The activity's present state does not allow this.", "活动当前状态不允许此操作。")
	ErrNotOpen         = fault.New(fault.Conflict, "activity_not_open", "The activity is not published, or was cancelled.", "活动未发布或已取消。")
	ErrBelowTaken      = fault.New(fault.Conflict, "capacity_below_taken", "{taken} places are taken; the capacity cannot be less.", "已有 {taken} 人占用名额，人数上限不能更低。")
	ErrPast            = fault.New(fault.Invalid, "activity_past", "The start lies in the past. Choose a later one.", "开始时间已过，请选择之后的时间。")
	ErrStarted         = fault.New(fault.Conflict, "activity_started", "The activity has begun; this can no longer be changed.", "活动已开始，不能再修改。")
	ErrOutsideContract = fault.New(fault.Conflict, "activity_outside_contract", "The place is not in a region that the contract serves. Choose another place, or another contract.", "活动地点不在合同约定的服务地区内，请更换地点或合同。")
	ErrFixed           = fault.New(fault.Conflict, "activity_fixed", "Organisation, contract, type and whom it serves stay as they were when the activity was published. Cancel it and plan another.", "活动发布后不能更换机构、合同、类型或服务对象；确需更换请取消后重新发布。")
)

// Status is the state of an activity.
type Status string

// The states of an activity; doc.go has the diagram.
const (
	Draft        Status = "draft"
	Submitted    Status = "submitted"
	Returned     Status = "returned"
	Published    Status = "published"
	SignupClosed Status = "signup_closed"
	Ongoing      Status = "ongoing"
	Ended        Status = "ended"
	Recorded     Status = "recorded"
	Archived     Status = "archived"
	Cancelled    Status = "cancelled"
)

// Type is the kind of service of an activity. Contract indicators count by it.
type Type string

// The types.
const (
	Tutoring       Type = "tutoring"        // 课业辅导
	GroupActivity  Type = "group_activity"  // 小组活动
	Visit          Type = "visit"           // 入户走访
	PairingMeeting Type = "pairing_meeting" // 结对见面
)

// Group is the group of people that an activity serves.
type Group string

// The target groups.
const (
	Children Group = "children"
	Elders   Group = "elders"
	Women    Group = "women"
	Mixed    Group = "mixed" // families, children among them
	General  Group = "general"
)

// CheckinMode is the way in which people are checked in.
type CheckinMode string

// The check-in modes.
const (
	ByQR   CheckinMode = "qr"
	ByList CheckinMode = "list"
)

// Limits of an activity.
const (
	MaxCapacity = 5000
	MaxLine     = 10_000 // places held and sign-ups on the waiting list together
	MaxLength   = 366 * 24 * time.Hour
	Adult       = 18 // full years; minors may not join activities with Danger
)

// Plan is the part of an activity that the organisation may edit. Instants are UTC in milliseconds.
type Plan struct {
	Title           string      `bson:"title"` // 2–60 characters, without 补录
	OrgID           string      `bson:"org_id"`
	ContractID      string      `bson:"contract_id,omitempty"`
	Type            Type        `bson:"type" audit:"value"`
	TargetGroup     Group       `bson:"target_group" audit:"value"`
	Content         string      `bson:"content"`              // 10–4,000 characters
	Region          string      `bson:"region" audit:"value"` // path of the place
	Address         string      `bson:"address"`
	Lat             float64     `bson:"lat,omitempty"` // both zero: no place on the map
	Lng             float64     `bson:"lng,omitempty"`
	RadiusMetres    int64       `bson:"radius_metres,omitempty" audit:"value"` // check-in is on site within this distance; at least 150
	Start           time.Time   `bson:"start" audit:"value"`
	End             time.Time   `bson:"end" audit:"value"`
	SignupFrom      time.Time   `bson:"signup_from" audit:"value"`
	SignupTo        time.Time   `bson:"signup_to" audit:"value"`
	Capacity        int64       `bson:"capacity" audit:"value"`
	Waitlist        bool        `bson:"waitlist" audit:"value"`
	Review          bool        `bson:"review" audit:"value"`  // sign-ups wait for the organisation's decision
	MinAge          int64       `bson:"min_age" audit:"value"` // full years on the day of the start; 0: none; at least Adult when Danger
	Skills          []string    `bson:"skills,omitempty"`
	NeedsClearance  bool        `bson:"needs_clearance" audit:"value"` // always true when children are served
	Risk            string      `bson:"risk"`                          // the risks and the precautions
	Bring           string      `bson:"bring,omitempty"`               // what to bring and to wear
	Danger          bool        `bson:"danger" audit:"value"`
	InsurancePolicy string      `bson:"insurance_policy,omitempty"` // required when Danger
	Leader          string      `bson:"leader"`                     // user id
	Checkin         CheckinMode `bson:"checkin" audit:"value"`
}

// Activity is one planned service with a place, a time and a number of places.
type Activity struct {
	docstore.Meta `bson:",inline"`
	Plan          `bson:",inline"`
	LeaderPhone   privacy.Sealed `bson:"leader_phone,omitempty"`
	Status        Status         `bson:"status" audit:"-"`
	StatusAt      time.Time      `bson:"status_at" audit:"-"`
	Edition       int64          `bson:"edition" audit:"-"` // number of the edit of the plan; a sign-up does not change it
	Makers        []string       `bson:"makers" audit:"-"`  // user ids and person keys of the people who wrote the plan; none of them publishes it
	SubmittedBy   string         `bson:"submitted_by,omitempty" audit:"-"`
	Reason        string         `bson:"reason,omitempty" audit:"-"` // of the last return or cancellation
	Taken         int64          `bson:"taken" audit:"-"`            // places held: sign-ups pending or confirmed, later attended or absent
	Waiting       int64          `bson:"waiting" audit:"-"`          // sign-ups on the waiting list
	LastTurn      int64          `bson:"last_turn" audit:"-"`        // the last Turn given to a sign-up
	Served        int64          `bson:"served" audit:"value"`       // people served, set by Record
	RemindedFor   []string       `bson:"reminded_for,omitempty" audit:"-"`
}

// Open reports whether the public may see the activity.
func (a *Activity) Open() bool { return slices.Contains(open, a.Status) }

var open = []Status{Published, SignupClosed, Ongoing, Ended, Recorded, Archived}

// Upcoming reports whether the activity is published and has not begun.
func (a *Activity) Upcoming(now time.Time) bool {
	return (a.Status == Published || a.Status == SignupClosed) && now.Before(a.Start)
}

// Day returns the calendar day of the start in Shanghai.
func (a *Activity) Day() region.Day { return region.DayOf(a.Start) }

// Free returns how many places are left.
func (a *Activity) Free() int64 { return max(0, a.Capacity-a.Taken) }

// Advance sets the status of a published activity by the time and reports whether it changed. An activity whose sign-up
// period was extended is opened again.
func (a *Activity) Advance(now time.Time) bool {
	before := a.Status
	for {
		next := a.next(now)
		if next == "" {
			return a.Status != before
		}
		a.Status, a.StatusAt = next, now
	}
}

func (a *Activity) next(now time.Time) Status {
	switch {
	case a.Status == Ongoing && !now.Before(a.End):
		return Ended
	case (a.Status == Published || a.Status == SignupClosed) && !now.Before(a.Start):
		return Ongoing
	case a.Status == Published && !now.Before(a.SignupTo):
		return SignupClosed
	case a.Status == SignupClosed && now.Before(a.SignupTo):
		return Published
	}
	return ""
}

// normalise converts the plan to the form in which it is stored.
func (p *Plan) normalise() {
	p.Title, p.Address = strings.TrimSpace(p.Title), strings.TrimSpace(p.Address)
	p.Content, p.Risk, p.Bring = strings.TrimSpace(p.Content), strings.TrimSpace(p.Risk), strings.TrimSpace(p.Bring)
	p.InsurancePolicy = strings.TrimSpace(p.InsurancePolicy)
	for _, t := range []*time.Time{&p.Start, &p.End, &p.SignupFrom, &p.SignupTo} {
		*t = t.UTC().Truncate(time.Millisecond)
	}
	if p.TargetGroup == Children || p.TargetGroup == Mixed {
		p.NeedsClearance = true
	}
	if p.Danger {
		p.MinAge = max(p.MinAge, Adult)
	}
	if p.Checkin == "" {
		p.Checkin = ByQR
	}
	if p.Lat == 0 && p.Lng == 0 {
		p.RadiusMetres = 0
	} else {
		p.RadiusMetres = max(p.RadiusMetres, 150)
	}
}

// Check returns an error with every field of the plan that has a wrong form, or nil.
func (p *Plan) Check() error {
	var bad fault.Problems
	bad.Check(fault.Between(p.Title, 2, 60), "title", "length", "The title needs 2 to 60 characters.", "活动名称应为 2 到 60 个字。")
	bad.Check(!strings.Contains(p.Title, "补录"), "title", "back_fill", "Hours given earlier have their own procedure; the title must not say 补录.", "活动名称不能含“补录”，补录请走补录程序。")
	bad.Check(p.OrgID != "", "org_id", "required", "Name the organisation.", "请选择组织机构。")
	bad.Check(slices.Contains([]Type{Tutoring, GroupActivity, Visit, PairingMeeting}, p.Type), "type", "unknown", "Choose one of the types.", "请选择活动类型。")
	bad.Check(slices.Contains([]Group{Children, Elders, Women, Mixed, General}, p.TargetGroup), "target_group", "unknown", "Choose whom it serves.", "请选择服务对象。")
	bad.Check(fault.Between(p.Content, 10, 4000), "content", "length", "Say in 10 to 4,000 characters what is done.", "请用 10 到 4000 字写明服务内容和安排。")
	bad.Check(strings.HasSuffix(p.Region, "/") && len(p.Region) <= 80, "region", "required", "Name the place's region.", "请选择活动所在地区。")
	bad.Check(fault.Between(p.Address, 4, 200), "address", "length", "Give the exact address.", "请填写详细地址。")
	bad.Check(fault.Between(p.Bring, 0, 500), "bring", "length", "At most 500 characters.", "携带物品最多 500 字。")
	bad.Check(fault.Between(p.Risk, 4, 1000), "risk", "required", "Tell volunteers the risks and what is done about them.", "请写明活动风险和防范措施。")
	bad.Check(!p.Danger || p.InsurancePolicy != "", "insurance_policy", "required", "Personal danger needs accident insurance: give the policy number.", "存在人身危险的活动须先投保，请填写保单号。")
	bad.Check(p.Leader != "", "leader", "required", "Name the leader on site.", "请指定活动负责人。")
	bad.Check(p.Checkin == ByQR || p.Checkin == ByList, "checkin", "unknown", "Choose QR or list.", "请选择签到方式。")
	bad.Check(p.Capacity >= 1 && p.Capacity <= MaxCapacity, "capacity", "range", "Between 1 and 5,000 places.", "招募人数应为 1 到 5000。")
	bad.Check(p.MinAge >= 0 && p.MinAge <= 80, "min_age", "range", "Between 0 and 80 years.", "最低年龄应为 0 到 80。")
	bad.Check(p.Lat >= -90 && p.Lat <= 90 && p.Lng >= -180 && p.Lng <= 180, "lat", "range", "This is no place on the map.", "坐标不正确。")
	bad.Check(p.RadiusMetres <= 5000, "radius_metres", "range", "At most 5,000 metres.", "签到范围最多 5000 米。")
	p.checkTimes(&bad)
	return bad.Err()
}

func (p *Plan) checkTimes(bad *fault.Problems) {
	bad.Check(!p.Start.IsZero(), "start", "required", "Give the start.", "请填写开始时间。")
	bad.Check(p.End.After(p.Start), "end", "order", "The end comes after the start.", "结束时间应晚于开始时间。")
	bad.Check(p.End.Sub(p.Start) <= MaxLength, "end", "too_long", "An activity lasts a year at most.", "活动时长不能超过一年。")
	bad.Check(p.SignupTo.After(p.SignupFrom), "signup_to", "order", "Signing up ends after it begins.", "报名截止应晚于报名开始。")
	bad.Check(!p.SignupTo.After(p.Start), "signup_to", "after_start", "Signing up ends before the activity begins.", "报名截止不能晚于活动开始。")
}

// mobile is a mainland mobile number.
var mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)
