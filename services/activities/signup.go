package activities

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// The refusals of a sign-up. See also returns them as reasons in Answer.
var (
	ErrFull           = fault.New(fault.Conflict, "activity_full", "All places are taken.", "名额已满。")
	ErrTwice          = fault.New(fault.Conflict, "signup_twice", "You have signed up already.", "您已报名，无需重复报名。")
	ErrDeclined       = fault.New(fault.Conflict, "signup_declined", "The organisation declined your sign-up. Ask the leader of the activity if you think that is a mistake.", "机构未通过您对本活动的报名，不能再次报名；如有疑问请联系活动负责人。")
	ErrSignupNotOpen  = fault.New(fault.Conflict, "signup_not_open", "Signing up begins on {when} (Beijing time).", "报名尚未开始，{when} 开始报名。")
	ErrSignupClosed   = fault.New(fault.Conflict, "signup_closed", "Signing up is closed.", "报名已截止。")
	ErrTooYoung       = fault.New(fault.Conflict, "too_young", "This activity is for people of {age} and over.", "该活动要求年满 {age} 周岁。")
	ErrNeedsClearance = fault.New(fault.Conflict, "needs_clearance", "A criminal-record query that is still valid on the day is needed first.", "需先完成从业查询，且在活动当天仍有效。")
	ErrNeedsSkill     = fault.New(fault.Conflict, "needs_skill", "Needed: {skill}. Add it to your profile, then show the certificate to your organisation, which verifies it.", "需要技能：{skill}。请先在个人资料中补充，再向所在机构出示证书原件核验。")
	ErrSkillUnseen    = fault.New(fault.Conflict, "skill_unverified", "Your skill {skill} is not verified. Show the certificate to your organisation, which verifies it.", "您的技能“{skill}”尚未核验，请向所在机构出示证书原件，核验后即可报名。")
	ErrSkillEnded     = fault.New(fault.Conflict, "skill_ended", "Your certificate of {skill} ended before the activity, so your sign-up was ended. Show a newer one to your organisation.", "您的技能“{skill}”证书在活动开始前已到期，报名已取消。请向所在机构出示续期后的证书重新核验。")
	ErrSkillExpired   = fault.New(fault.Conflict, "skill_expired", "Your certificate of {skill} is valid until {day}, which is before the end of the activity. Show a newer one to your organisation.", "您的技能“{skill}”证书有效期至 {day}，早于活动结束日，请向所在机构出示续期后的证书重新核验。")
	ErrClash          = fault.New(fault.Conflict, "signup_clash", "You have signed up for “{title}” at that time.", "与您已报名的“{title}”时间冲突。")
	ErrClashWaiting   = fault.New(fault.Conflict, "signup_clash_waiting", "You are on the waiting list of “{title}” at that time. Leave the line there first.", "您正在候补的“{title}”与本活动时间冲突；如要报名本活动，请先退出那边的候补。")
	ErrUnverified     = fault.New(fault.Conflict, "volunteer_unverified", "Your registration waits to be verified. You can sign up once you are verified and activated; your first steps say who acts now.", "您的登记正在等待核实身份，核实并启用后即可报名。由谁办理、何时办结，见“我的—入门步骤”。")
	ErrUnactivated    = fault.New(fault.Conflict, "volunteer_unactivated", "Your identity is verified. You can sign up once you are activated; your first steps say who acts now.", "您的身份已核实，启用后即可报名。由谁办理、何时办结，见“我的—入门步骤”。")
	ErrVolunteer      = fault.New(fault.Conflict, "volunteer_not_active", "Your service was stopped: the profile is frozen or cancelled, or the clearance does not allow it. Ask your organisation or the civil-affairs office.", "您的志愿服务已停止（档案被冻结、已注销，或从业查询未通过），请联系所在机构或当地民政部门。")
	ErrNoProfile      = fault.New(fault.Conflict, "volunteer_missing", "Register as a volunteer first.", "请先注册成为志愿者。")
	ErrSignupMove     = fault.New(fault.Conflict, "signup_move", "The sign-up cannot change in that way.", "该报名当前状态不允许此操作。")
	ErrTooLate        = fault.New(fault.Conflict, "withdraw_too_late", "The activity has begun; talk to the leader.", "活动已开始，请直接联系负责人。")
)

// notYet lists the refusals that end at a time, or by a step of the volunteer or of somebody who looks after them.
var notYet = []*fault.Fault{
	ErrSignupNotOpen, ErrUnverified, ErrUnactivated, ErrNeedsClearance, ErrNeedsSkill, ErrSkillUnseen, ErrSkillExpired, ErrClash, ErrClashWaiting,
	volunteers.ErrNotAgreed, volunteers.ErrNoGuardian,
}

// SignupStatus is the state of a sign-up.
type SignupStatus string

// The states of a sign-up; doc.go has the diagram.
const (
	Pending    SignupStatus = "pending"
	Waitlisted SignupStatus = "waitlisted"
	Confirmed  SignupStatus = "confirmed"
	Declined   SignupStatus = "declined"
	Withdrawn  SignupStatus = "withdrawn"
	Released   SignupStatus = "cancelled" // the activity was cancelled
	Attended   SignupStatus = "attended"
	Absent     SignupStatus = "absent"
)

// LateBefore is how long before the start a withdrawal counts as late.
const LateBefore = 24 * time.Hour

// Signup is one volunteer's sign-up for one activity, with a place or on the waiting list. Signing up again after a
// withdrawal uses the same document.
type Signup struct {
	docstore.Meta `bson:",inline"`
	ActivityID    string       `bson:"activity_id" audit:"-"`
	VolunteerID   string       `bson:"volunteer_id" audit:"-"`
	PersonKey     string       `bson:"person_key,omitempty" audit:"-"` // the volunteer as a person, when known at signing up: who does not decide on the sign-up
	OrgID         string       `bson:"org_id" audit:"-"`               // org, region and the times are the activity's
	Region        string       `bson:"region" audit:"-"`
	Start         time.Time    `bson:"start"`
	End           time.Time    `bson:"end"`
	Status        SignupStatus `bson:"status" audit:"-"`
	StatusAt      time.Time    `bson:"status_at" audit:"-"`
	Turn          int64        `bson:"turn" audit:"-"`               // position in the order of signing up; 0: declined by the organisation
	Reason        string       `bson:"reason,omitempty" audit:"-"`   // of a withdrawal, or the code of a refusal, also of a volunteer who was stopped during the activity
	Late          bool         `bson:"late,omitempty" audit:"value"` // withdrawn within LateBefore of the start
	Own           bool         `bson:"own,omitempty" audit:"value"`  // the volunteer signed up themselves, not staff for them
}

// signupID returns the id of the volunteer's sign-up for the activity. It begins with that of the activity, so that the
// sign-ups of one activity lie together in the index.
func signupID(activityID, volunteerID string) string {
	sum := sha256.Sum256([]byte(volunteerID))
	return signupPrefix(activityID) + strings.ToLower(base32.HexEncoding.EncodeToString(sum[:10]))
}

// signupPrefix returns the beginning that the ids of the activity's sign-ups have in common.
func signupPrefix(activityID string) string { return "sup_" + strings.TrimPrefix(activityID, "act_") }

// Holds reports whether the sign-up holds a place and counts in Activity.Taken.
func (s *Signup) Holds() bool {
	return s.Status == Pending || s.Status == Confirmed || s.Status == Attended || s.Status == Absent
}

// MayCheckIn reports whether the volunteer may check in: the place is confirmed, or was already used or missed, and the volunteer
// was not stopped during the activity.
func (s *Signup) MayCheckIn() bool {
	return (s.Status == Confirmed || s.Status == Attended || s.Status == Absent) && s.Reason == ""
}

// Live reports whether the sign-up holds a place or waits for one, so that the volunteer's time is booked.
func (s *Signup) Live() bool { return s.Status == Waitlisted || s.Holds() }

// Booking is a period of a volunteer's time that a live sign-up books.
type Booking struct {
	ActivityID string    `bson:"activity_id"`
	Title      string    `bson:"title"`
	Start      time.Time `bson:"start"`
	End        time.Time `bson:"end"`
}

// Diary holds the bookings of one volunteer that have not ended yet. Its id is the volunteer's.
type Diary struct {
	docstore.Meta `bson:",inline"`
	Bookings      []Booking `bson:"bookings"`
}

// Clash returns the booking that overlaps [start, end) and belongs to another activity, or false.
func (d *Diary) Clash(activityID string, start, end time.Time) (Booking, bool) {
	for _, b := range d.Bookings {
		if b.ActivityID != activityID && b.Start.Before(end) && start.Before(b.End) {
			return b, true
		}
	}
	return Booking{}, false
}

// Book enters the activity, or returns ErrClash with the id and title of the overlapping one. Bookings that have ended are removed.
func (d *Diary) Book(a *Activity, now time.Time) error {
	if b, clash := d.Clash(a.ID, a.Start, a.End); clash {
		return ErrClash.With("activity", b.ActivityID, "title", b.Title)
	}
	d.Bookings = slices.DeleteFunc(d.Bookings, func(b Booking) bool { return b.End.Before(now) })
	d.set(a)
	return nil
}

// set enters the activity with its present time and title, without checking for overlaps.
func (d *Diary) set(a *Activity) {
	d.Free(a.ID)
	d.Bookings = append(d.Bookings, Booking{ActivityID: a.ID, Title: a.Title, Start: a.Start, End: a.End})
}

// Free removes the activity.
func (d *Diary) Free(activityID string) {
	d.Bookings = slices.DeleteFunc(d.Bookings, func(b Booking) bool { return b.ActivityID == activityID })
}

// Candidate is the part of a volunteer that the rules of sign-up need.
type Candidate struct {
	VolunteerID string
	Status      volunteers.Status
	Barred      bool                  // by the clearance
	Agreed      bool                  // to the present text about themselves
	Age         int                   // full years on the day of the start
	Clear       bool                  // the clearance is valid from the start to the end
	Consented   bool                  // of age, or the guardian has agreed
	Skills      map[string]region.Day // by skill the last day of the verified certificate, "" without one
	Today       region.Day            // by which a certificate has ended
}

// Refusals returns every reason why the candidate cannot take part, apart from the number of places; empty when there is none.
func (a *Activity) Refusals(c Candidate) []*fault.Fault {
	var why []*fault.Fault
	if refused := c.profileRefusal(); refused != nil {
		why = append(why, refused)
	}
	if !c.Agreed {
		why = append(why, volunteers.ErrNotAgreed)
	}
	if int64(c.Age) < a.MinAge {
		why = append(why, ErrTooYoung.With("age", fmt.Sprint(a.MinAge)))
	}
	if (a.NeedsClearance || a.Danger) && !c.Consented {
		why = append(why, volunteers.ErrNoGuardian)
	}
	if a.NeedsClearance && !c.Clear {
		why = append(why, ErrNeedsClearance)
	}
	for _, skill := range a.Skills {
		if refused := a.skillRefusal(c, skill); refused != nil {
			why = append(why, refused)
		}
	}
	return why
}

// profileRefusal returns ErrUnverified or ErrUnactivated for a candidate who is not active yet, ErrVolunteer for one who was stopped or
// has no profile, and nil for an active one.
func (c Candidate) profileRefusal() *fault.Fault {
	switch {
	case c.Status == volunteers.Active:
		return nil
	case c.Status == volunteers.Registered && !c.Barred:
		return ErrUnverified
	case c.Status == volunteers.Verified && !c.Barred:
		return ErrUnactivated
	}
	return ErrVolunteer
}

// skillRefusal returns why the candidate's skill does not open the activity, or nil when its certificate was seen and is valid to the
// last day.
func (a *Activity) skillRefusal(c Candidate, skill string) *fault.Fault {
	day, listed := c.Skills[skill]
	switch {
	case !listed:
		return ErrNeedsSkill.With("skill", skill)
	case day == "":
		return ErrSkillUnseen.With("skill", skill)
	case day < region.DayOf(a.End):
		return ErrSkillExpired.With("skill", skill, "day", string(day))
	}
	return nil
}

// ServiceRefusal returns why the candidate may not serve on the activity any more: a refusal of their profile, volunteers.ErrNoGuardian,
// ErrNeedsClearance, ErrSkillUnseen or ErrSkillExpired; nil: they may. A skill that the volunteer has taken off their profile does not end
// a sign-up. A certificate ends one when its last day has passed and the activity begins after it.
func (a *Activity) ServiceRefusal(c Candidate) *fault.Fault {
	switch {
	case c.Status != volunteers.Active:
		return c.profileRefusal()
	case (a.NeedsClearance || a.Danger) && !c.Consented:
		return volunteers.ErrNoGuardian
	case a.NeedsClearance && !c.Clear:
		return ErrNeedsClearance
	}
	for _, skill := range a.Skills {
		refused, day := a.skillRefusal(c, skill), c.Skills[skill]
		if refused != nil && (refused.Code == ErrSkillUnseen.Code || day != "" && day < min(c.Today, a.Day())) {
			return refused
		}
	}
	return nil
}

// SignupRefusal returns why nobody can sign up at now, or nil.
func (a *Activity) SignupRefusal(now time.Time) *fault.Fault {
	switch {
	case !a.Open():
		return ErrNotOpen
	case a.Status != Published && a.Status != SignupClosed, !now.Before(a.SignupTo):
		return ErrSignupClosed
	case now.Before(a.SignupFrom):
		return ErrSignupNotOpen.With("when", a.SignupFrom.In(region.Shanghai).Format("2006-01-02 15:04"))
	case a.Taken >= a.Capacity && !a.Waitlist, a.Taken+a.Waiting >= MaxLine:
		return ErrFull
	}
	return nil
}

// TakePlace counts the next sign-up and returns its status, which tells whether it has a place or waits, and its turn. On an
// error nothing is changed.
func (a *Activity) TakePlace(now time.Time) (status SignupStatus, turn int64, err error) {
	if why := a.SignupRefusal(now); why != nil {
		return "", 0, why
	}
	if a.Taken >= a.Capacity || a.Waiting > 0 {
		if !a.Waitlist {
			return "", 0, ErrFull
		}
		a.Waiting++
		a.LastTurn++
		return Waitlisted, a.LastTurn, nil
	}
	a.Taken++
	a.LastTurn++
	if a.Review {
		return Pending, a.LastTurn, nil
	}
	return Confirmed, a.LastTurn, nil
}
