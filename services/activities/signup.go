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
)

// The refusals of a sign-up. They are data as well: May returns them as reasons.
var (
	ErrFull           = fault.New(fault.Conflict, "activity_full", "All places are taken.", "名额已满。")
	ErrTwice          = fault.New(fault.Conflict, "signup_twice", "You have signed up already.", "您已报名，无需重复报名。")
	ErrSignupClosed   = fault.New(fault.Conflict, "signup_closed", "Signing up is closed.", "不在报名时间内。")
	ErrTooYoung       = fault.New(fault.Conflict, "too_young", "This activity is for people of {age} and over.", "该活动要求年满 {age} 周岁。")
	ErrNeedsClearance = fault.New(fault.Conflict, "needs_clearance", "A criminal-record query that is still valid on the day is needed first.", "需先完成背景查询，且在活动当天仍有效。")
	ErrNeedsSkill     = fault.New(fault.Conflict, "needs_skill", "Needed: {skill}. Add it to your profile.", "需要技能：{skill}，请先在个人资料中补充。")
	ErrClash          = fault.New(fault.Conflict, "signup_clash", "You have signed up for “{title}” at that time.", "与您已报名的“{title}”时间冲突。")
	ErrVolunteer      = fault.New(fault.Conflict, "volunteer_not_active", "Your volunteer profile is not active.", "您的志愿者档案尚未生效或已停用。")
	ErrNoProfile      = fault.New(fault.Conflict, "volunteer_missing", "Register as a volunteer first.", "请先注册成为志愿者。")
	ErrSignupMove     = fault.New(fault.Conflict, "signup_move", "The sign-up cannot change in that way.", "该报名当前状态不允许此操作。")
	ErrTooLate        = fault.New(fault.Conflict, "withdraw_too_late", "The activity has begun; talk to the leader.", "活动已开始，请直接联系负责人。")
)

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

// Signup is one volunteer's place, or turn in the waiting line, on one activity. Signing up again after a withdrawal
// uses the same document.
type Signup struct {
	docstore.Meta `bson:",inline"`
	ActivityID    string       `bson:"activity_id"`
	VolunteerID   string       `bson:"volunteer_id"`
	OrgID         string       `bson:"org_id"` // org, region and the times are the activity's
	Region        string       `bson:"region"`
	Start         time.Time    `bson:"start"`
	End           time.Time    `bson:"end"`
	Status        SignupStatus `bson:"status"`
	StatusAt      time.Time    `bson:"status_at"`
	Turn          int64        `bson:"turn"`             // number in the order of signing up; 0: declined by hand
	Reason        string       `bson:"reason,omitempty"` // of a withdrawal, or the code of a refusal
	Late          bool         `bson:"late,omitempty"`   // withdrawn within LateBefore of the start
}

// signupID is the id of the only sign-up that the volunteer can have for the activity. It begins like the activity's, so
// that those of one activity lie together.
func signupID(activityID, volunteerID string) string {
	sum := sha256.Sum256([]byte(volunteerID))
	return "sup_" + strings.TrimPrefix(activityID, "act_") + strings.ToLower(base32.HexEncoding.EncodeToString(sum[:10]))
}

// Holds reports whether the sign-up counts in the activity's Taken.
func (s *Signup) Holds() bool {
	return s.Status == Pending || s.Status == Confirmed || s.Status == Attended || s.Status == Absent
}

// Live reports whether the volunteer's time is spoken for: a place held, or waited for.
func (s *Signup) Live() bool { return s.Status == Waitlisted || s.Holds() }

// Booking is one stretch of a volunteer's time that is spoken for.
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

// Clash returns the booking that meets [start, end), other than for the activity itself.
func (d *Diary) Clash(activityID string, start, end time.Time) (Booking, bool) {
	for _, b := range d.Bookings {
		if b.ActivityID != activityID && b.Start.Before(end) && start.Before(b.End) {
			return b, true
		}
	}
	return Booking{}, false
}

// Book puts the activity in, or returns ErrClash with the id and title of the one in the way. What ended is forgotten.
func (d *Diary) Book(a *Activity, now time.Time) error {
	if b, clash := d.Clash(a.ID, a.Start, a.End); clash {
		return ErrClash.With("activity", b.ActivityID, "title", b.Title)
	}
	d.Bookings = slices.DeleteFunc(d.Bookings, func(b Booking) bool { return b.End.Before(now) })
	d.put(a)
	return nil
}

// put writes the activity in as it is now, whatever else there is.
func (d *Diary) put(a *Activity) {
	d.Free(a.ID)
	d.Bookings = append(d.Bookings, Booking{ActivityID: a.ID, Title: a.Title, Start: a.Start, End: a.End})
}

// Free takes the activity out.
func (d *Diary) Free(activityID string) {
	d.Bookings = slices.DeleteFunc(d.Bookings, func(b Booking) bool { return b.ActivityID == activityID })
}

// Candidate is what a sign-up needs to know of a volunteer.
type Candidate struct {
	VolunteerID string
	Active      bool
	Age         int  // full years on the day of the start
	Clear       bool // the clearance holds from the start to the end
	Skills      []string
}

// Suits returns why the candidate cannot take part, whatever the places: nothing when all is well.
func (a *Activity) Suits(c Candidate) []*fault.Fault {
	var why []*fault.Fault
	if !c.Active {
		why = append(why, ErrVolunteer)
	}
	if int64(c.Age) < a.MinAge {
		why = append(why, ErrTooYoung.With("age", fmt.Sprint(a.MinAge)))
	}
	if a.NeedsClearance && !c.Clear {
		why = append(why, ErrNeedsClearance)
	}
	for _, skill := range a.Skills {
		if !slices.Contains(c.Skills, skill) {
			why = append(why, ErrNeedsSkill.With("skill", skill))
		}
	}
	return why
}

// Takes returns why nobody can sign up at now, or nil.
func (a *Activity) Takes(now time.Time) *fault.Fault {
	switch {
	case !a.Open():
		return ErrNotOpen
	case a.Status != Published && a.Status != SignupClosed, now.Before(a.SignupFrom), !now.Before(a.SignupTo):
		return ErrSignupClosed
	case a.Taken >= a.Capacity && !a.Waitlist, a.Taken+a.Waiting >= MaxLine:
		return ErrFull
	}
	return nil
}

// Take gives the next sign-up its number and its place, or a turn in the line, and says which status that is; or it
// returns why not and changes nothing.
func (a *Activity) Take(now time.Time) (status SignupStatus, turn int64, err error) {
	if why := a.Takes(now); why != nil {
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
