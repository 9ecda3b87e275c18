package attendance

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about stays.
var (
	ErrMove        = fault.New(fault.Conflict, "attendance_move", "The attendance's present state does not allow this.", "该考勤记录当前状态不允许此操作。")
	ErrNoPlace     = fault.New(fault.Conflict, "not_signed_up", "There is no confirmed sign-up for this activity.", "没有该活动的有效报名，请先报名。")
	ErrWindow      = fault.New(fault.Conflict, "outside_window", "Check-in is possible from 30 minutes before the start to 30 minutes after the end.", "签到签退仅限活动开始前 30 分钟至结束后 30 分钟。")
	ErrAlready     = fault.New(fault.Conflict, "checked_in_already", "You have checked in already.", "您已签到，无需重复签到。")
	ErrNotIn       = fault.New(fault.Conflict, "not_checked_in", "You have not checked in.", "您还没有签到，无法签退。")
	ErrUndoLate    = fault.New(fault.Conflict, "check_out_final", "A check-out by the code is undone within ten minutes and before check-out closes. Ask the leader to settle your times.", "扫码签退后 10 分钟内、且签退未截止时可以撤销；现已不能撤销，请联系负责人更正。")
	ErrInterval    = fault.New(fault.Invalid, "interval_invalid", "The stay must begin before it ends, lie in the past and within the activity's time.", "签到应早于签退，且须在活动时间内、不晚于现在。")
	ErrOverlap     = fault.New(fault.Conflict, "hours_overlap", "The volunteer was at another activity at that time.", "与该志愿者其他服务时间重叠。")
	ErrPairs       = fault.New(fault.Conflict, "pairs_a_day", "At most 3 stays a day on one activity.", "同一活动每天最多 3 次签到签退。")
	ErrDayNote     = fault.New(fault.Conflict, "day_over_8h", "More than 8 hours that day: add a note saying why.", "当天服务超过 8 小时，请填写说明。")
	ErrDayFull     = fault.New(fault.Conflict, "day_over_12h", "More than 12 hours on one day are not recorded.", "当天服务超过 12 小时，不能记录。")
	ErrNoMinutes   = fault.New(fault.Conflict, "no_minutes", "There are no minutes to confirm; settle the check-out first.", "没有可确认的时长，请先补签退。")
	ErrLate        = fault.New(fault.Forbidden, "record_late", "More than 10 working days have passed; the township or county has to confirm.", "已超过活动结束后 10 个工作日，须由乡镇或县级民政确认。")
	ErrClearance   = fault.New(fault.Conflict, "clearance_lapsed", "The volunteer's criminal-record query is no longer valid.", "从业查询已过期，不能参加服务未成年人的活动。")
	ErrNoClearance = fault.New(fault.Conflict, "needs_clearance", "The volunteer has no clear criminal-record query, which serving children needs.", "没有合格的从业查询结果，不能参加服务未成年人的活动。")
	ErrNotServing  = fault.New(fault.Conflict, "volunteer_not_active", "The volunteer's profile is frozen or cancelled. Ask the organisation or the civil-affairs office.", "志愿者档案已被冻结或注销，不能签到，请联系所在机构或民政部门。")
	ErrHandReview  = fault.New(fault.Forbidden, "hand_review", "Hours entered by hand are confirmed by the township or county, as the third party.", "人工补录的时长须由第三方，即乡镇或县级民政，复核确认。")
	ErrHandAgreed  = fault.New(fault.Conflict, "hand_agreed", "Nothing waits for the volunteer's agreement: they signed up or checked in themselves, or have agreed.", "无需本人同意：志愿者本人已报名、已扫码或已同意。")
	ErrNotAgreed   = fault.New(fault.Conflict, "hand_not_agreed", "The volunteer did not sign up themselves and has not agreed. They agree in their app, or tell you the code sent to their mobile.", "该活动不是志愿者本人报名，本人也未同意这条补录：请本人在手机上同意，或由本人告知其手机收到的验证码。")
	ErrHandCode    = fault.New(fault.Invalid, "hand_code", "The code is not right or no longer good. Check it or send a new one.", "验证码不正确或已失效，请核对或重新发送。")
	ErrHandCodes   = fault.New(fault.TooMany, "hand_codes", "Three codes were sent for these hours. Ask the volunteer to agree in the app.", "这条补录已发送 3 次验证码，请本人在手机上同意。")
	ErrHandShare   = fault.New(fault.Conflict, "hand_share", "More than 10 % of the contract's people-times of that month would be by hand. It waits until another person of the township or county confirms it with the reason.", "该合同当月补录人次将超过 10%：须由乡镇或县级民政的另一名工作人员说明原因后确认，确认前不计入。")
	ErrNotOver     = fault.New(fault.Conflict, "hand_share_kept", "This record is not above the share of hours by hand; confirm it as usual.", "这条记录未超过补录比例，请按一般方式确认。")
	ErrNotSettled  = fault.New(fault.Conflict, "not_settled", "{open} attendances are not settled yet.", "还有 {open} 条考勤未处理完。")
)

// Status is the state of a stay.
type Status string

// The states; doc.go has the diagram.
const (
	CheckedIn  Status = "checked_in"
	CheckedOut Status = "checked_out" // left open: the check-out has to be entered by hand
	Pending    Status = "pending"     // to be confirmed
	Confirmed  Status = "confirmed"
	Rejected   Status = "rejected"
	Disputed   Status = "disputed"
	Upheld     Status = "upheld"
	Corrected  Status = "corrected"
	Voided     Status = "voided"
)

// Method is the way in which a check-in or check-out was recorded.
type Method string

// The methods.
const (
	QR     Method = "qr"
	Hand   Method = "hand"
	Import Method = "import"
)

// Near tells whether the position sent with a check-in lies at the activity. The position itself is not stored.
type Near string

// The values of Near.
const (
	NearUnknown Near = ""     // no position was sent, or the activity has none
	NearYes     Near = "yes"  // within the activity's radius
	NearWeak    Near = "weak" // the position is too inexact
	NearNo      Near = "no"
)

// Limits of hours.
const (
	Early        = 30 * time.Minute // check-in opens before the start and closes after the end
	Grace        = 15 * time.Minute // also counted before and after the planned time
	UndoWithin   = 10 * time.Minute // after a check-out by the code
	PairsADay    = 3
	NoteMinutes  = 8 * 60
	DayMinutes   = 12 * 60
	RecordDays   = contracts.LockDays // working days after the end in which the organisation may confirm
	longestCount = 24 * time.Hour
)

// Attendance is one stay. Instants are UTC in milliseconds; [CountFrom, CountTo) is the part that counts.
type Attendance struct {
	docstore.Meta `bson:",inline"`
	ActivityID    string          `bson:"activity_id" audit:"-"`
	VolunteerID   string          `bson:"volunteer_id" audit:"-"`
	OrgID         string          `bson:"org_id" audit:"-"`
	ContractID    string          `bson:"contract_id,omitempty"`
	Region        string          `bson:"region" audit:"-"`
	Type          activities.Type `bson:"type"`
	PlanFrom      time.Time       `bson:"plan_from"`
	PlanTo        time.Time       `bson:"plan_to"`
	Day           string          `bson:"day" audit:"-"` // of the check-in, in Shanghai
	InAt          time.Time       `bson:"in_at"`
	OutAt         time.Time       `bson:"out_at,omitempty"`
	InBy          Method          `bson:"in_by"`
	OutBy         Method          `bson:"out_by,omitempty"`
	InNear        Near            `bson:"in_near,omitempty" audit:"-"`
	OutNear       Near            `bson:"out_near,omitempty" audit:"-"`
	CountFrom     time.Time       `bson:"count_from,omitempty"`
	CountTo       time.Time       `bson:"count_to,omitempty"`
	Minutes       int64           `bson:"minutes" audit:"value"`
	Status        Status          `bson:"status" audit:"-"`
	StatusAt      time.Time       `bson:"status_at" audit:"-"`
	Recorders     []string        `bson:"recorders,omitempty" audit:"-"` // user ids and person keys of the people who recorded by hand
	Reason        string          `bson:"reason,omitempty" audit:"-"`    // of recording by hand, rejecting, correcting, voiding
	Note          string          `bson:"note,omitempty"`                // why more than 8 hours that day
	Dispute       string          `bson:"dispute,omitempty"`             // the volunteer's objection
	ConfirmedBy   string          `bson:"confirmed_by,omitempty" audit:"-"`
	ConfirmedAt   time.Time       `bson:"confirmed_at,omitempty" audit:"-"`
	AgreedBy      Agreement       `bson:"agreed_by,omitempty" audit:"value"` // how the volunteer agreed to a record by hand; empty: not yet
	AgreedAt      time.Time       `bson:"agreed_at,omitempty" audit:"-"`
	Code          AgreementCode   `bson:"code" audit:"-"`               // sent last to the volunteer, to agree
	OverBy        []string        `bson:"over_by,omitempty" audit:"-"`  // above the share of hours by hand: user id and person key of the first reviewer
	EntryID       string          `bson:"entry_id,omitempty" audit:"-"` // the ledger entry in force
	Postings      int64           `bson:"postings" audit:"-"`           // how many entries were posted for the stay

	// Unique keys: the volunteer's open stay, and the QR check-in of a person on one activity and day. Empty values are not compared.
	OpenKey string `bson:"open_key,omitempty" audit:"-"`
	QRKey   string `bson:"qr_key,omitempty" audit:"-"`
}

// Counts reports whether the stay's hours are in the ledger.
func (a *Attendance) Counts() bool {
	return slices.Contains(counted, a.Status)
}

// Settled reports whether the stay needs no more decision, so that the activity can be recorded.
func (a *Attendance) Settled() bool {
	return !slices.Contains(unsettled, a.Status)
}

// open returns a new stay of the volunteer at the activity.
func open(act *activities.Activity, volunteerID string, in time.Time, by Method) Attendance {
	return Attendance{
		ActivityID: act.ID, VolunteerID: volunteerID, OrgID: act.OrgID, ContractID: act.ContractID, Region: act.Region,
		Type: act.Type, PlanFrom: act.Start, PlanTo: act.End, Day: day(in), InAt: in, InBy: by,
	}
}

// Close ends the stay at out and computes its minutes.
func (a *Attendance) Close(out time.Time, by Method) {
	a.OutAt, a.OutBy, a.OpenKey = out, by, ""
	a.CountFrom, a.CountTo, a.Minutes = Count(a.InAt, out, a.PlanFrom, a.PlanTo)
}

// reopen takes the check-out back, so that the stay goes on.
func (a *Attendance) reopen() {
	a.OutAt, a.OutBy, a.OutNear, a.OpenKey = time.Time{}, "", "", a.VolunteerID
	a.CountFrom, a.CountTo, a.Minutes = time.Time{}, time.Time{}, 0
}

// closeByHand ends the stay at out, as entered by a person. If out is unchanged, its Method is kept.
func (a *Attendance) closeByHand(out time.Time) {
	by := a.OutBy
	if !a.OutAt.Equal(out) || by == "" {
		by = Hand
	}
	a.Close(out, by)
}

// Count returns the part of [in, out) within the planned time extended by Grace at both ends, and its length in minutes,
// rounded to the nearest. Without overlap it returns 0 minutes.
func Count(in, out, planFrom, planTo time.Time) (from, to time.Time, minutes int64) {
	from, to = later(in, planFrom.Add(-Grace)), earlier(out, planTo.Add(Grace))
	if !to.After(from) {
		return from, from, 0
	}
	return from, to, int64(to.Sub(from).Round(time.Minute) / time.Minute)
}

// Grade returns the grade of evidence of a confirmed stay: A for QR at both ends at the activity's position, B for QR at both
// ends, C for QR at one end, D for a record by hand.
func (a *Attendance) Grade() Grade {
	switch {
	case a.InBy == QR && a.OutBy == QR && a.InNear == NearYes && a.OutNear == NearYes:
		return GradeA
	case a.InBy == QR && a.OutBy == QR:
		return GradeB
	case a.InBy == QR || a.OutBy == QR:
		return GradeC
	default:
		return GradeD
	}
}

// Source returns the Method of the stay: QR only when both ends were recorded by QR.
func (a *Attendance) Source() Method {
	if a.InBy == a.OutBy {
		return a.InBy
	}
	return Hand
}

// Fits checks the stay against the volunteer's other stays that are pending or count. It returns ErrOverlap, ErrPairs,
// ErrDayNote or ErrDayFull.
func (a *Attendance) Fits(others []Attendance) error {
	pairs := 1
	for i := range others {
		o := &others[i]
		if o.ID == a.ID {
			continue
		}
		if o.ActivityID == a.ActivityID && o.Day == a.Day {
			pairs++
		}
		if o.CountFrom.Before(a.CountTo) && a.CountFrom.Before(o.CountTo) {
			return ErrOverlap
		}
	}
	if pairs > PairsADay {
		return ErrPairs
	}
	for at := midnight(a.CountFrom); at.Before(a.CountTo); at = at.AddDate(0, 0, 1) {
		sum := a.on(at)
		for i := range others {
			if others[i].ID != a.ID {
				sum += others[i].on(at)
			}
		}
		if sum > DayMinutes*time.Minute {
			return ErrDayFull
		}
		if sum > NoteMinutes*time.Minute && a.Note == "" {
			return ErrDayNote
		}
	}
	return nil
}

// on returns the time that the stay counts on the day that begins at dayStart.
func (a *Attendance) on(dayStart time.Time) time.Duration {
	from, to := later(a.CountFrom, dayStart), earlier(a.CountTo, dayStart.AddDate(0, 0, 1))
	return max(0, to.Sub(from))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func day(t time.Time) string   { return string(region.DayOf(t)) }
func month(t time.Time) string { return t.In(region.Shanghai).Format("2006-01") }

func midnight(t time.Time) time.Time { return region.DayOf(t).Start() }
