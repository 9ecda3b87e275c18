package pairings

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about pairings.
var (
	ErrPairingMove   = fault.New(fault.Conflict, "pairing_move", "The pairing's present state does not allow this.", "结对当前状态不允许此操作。")
	ErrVolunteer     = fault.New(fault.Conflict, "volunteer_not_active", "The volunteer is not active, or belongs to another organisation.", "志愿者不在服务状态，或不属于该机构。")
	ErrNotClear      = fault.New(fault.Conflict, "needs_clearance", "The volunteer has no valid clearance. Have the yearly query made first.", "志愿者没有有效的从业查询结果，请先完成年度查询。")
	ErrMother        = fault.New(fault.Conflict, "mother_rule", "A caring mother is a woman of at least 18.", "爱心妈妈应为年满 18 周岁的女性。")
	ErrTeamSize      = fault.New(fault.Invalid, "team_size", "A team is 2 to 6 volunteers; the other types have exactly one.", "团队结对为 2 至 6 名志愿者，其他类型只能有 1 名。")
	ErrVolunteerFull = fault.New(fault.Conflict, "volunteer_full", "The volunteer has three pairings already.", "该志愿者已有 3 个结对，不能再增加。")
	ErrChildFull     = fault.New(fault.Conflict, "beneficiary_full", "This person has two pairings already.", "该对象已有 2 个结对，不能再增加。")
	ErrSaidNo        = fault.New(fault.Conflict, "child_said_no", "The child does not want this pairing. Respect that and end it.", "儿童本人不愿意结对，应尊重其意愿并结束本次结对。")
	ErrPlan          = fault.New(fault.Invalid, "contact_plan", "Plan 0 to 8 calls a month and 0 to 12 meetings a quarter, at least one of them.", "联系计划：每月通话 0 至 8 次，每季见面 0 至 12 次，且至少一项大于 0。")
)

// The limits of the pairings for which Holds is true.
const (
	MaxPerVolunteer = 3
	MaxPerPerson    = 2
)

// motherFrom is the age from which a woman may be a caring mother.
const motherFrom = 18

// PairingType is the form of a pairing.
type PairingType string

// The types.
const (
	CaringMother PairingType = "caring_mother" // 爱心妈妈
	OneToOne     PairingType = "one_to_one"    // 一对一
	Team         PairingType = "team"          // 团队
)

// PairingStatus is the state of a pairing.
type PairingStatus string

// The states of a pairing; doc.go has the diagram.
const (
	Proposed  PairingStatus = "proposed"
	Matched   PairingStatus = "matched"
	Consented PairingStatus = "consented"
	Active    PairingStatus = "active"
	Paused    PairingStatus = "paused"
	Ended     PairingStatus = "ended"
)

// PauseReason is the reason for which a pairing is paused.
type PauseReason string

// The reasons of a pause. The first is set by the job only.
const (
	ClearanceLapsed  PauseReason = "clearance_lapsed"  // 志愿者从业查询过期或不在服务状态
	VolunteerRequest PauseReason = "volunteer_request" // 志愿者申请
	FamilyRequest    PauseReason = "family_request"    // 家庭申请
	SafetyConcern    PauseReason = "safety"            // 安全原因
)

// EndReason is the reason for which a pairing ended.
type EndReason string

// The reasons of an end.
const (
	Completed EndReason = "completed" // 期满
	Away      EndReason = "moved"     // 迁出
	Unsuited  EndReason = "unsuited"  // 不合适
	Violation EndReason = "violation" // 违规
)

// Plan is the number of contacts in a month of 30 days and a quarter of 90 days.
type Plan struct {
	CallsPerMonth      int64 `bson:"calls_per_month" audit:"value"`
	MeetingsPerQuarter int64 `bson:"meetings_per_quarter" audit:"value"`
}

// Check returns ErrPlan when the plan has no contact or too many.
func (p Plan) Check() error {
	calls, meetings := p.CallsPerMonth, p.MeetingsPerQuarter
	if calls < 0 || calls > 8 || meetings < 0 || meetings > 12 || calls+meetings == 0 {
		return ErrPlan
	}
	return nil
}

// Opinion is the child's opinion about the pairing.
type Opinion string

// The opinions. TooYoung is for children who cannot express one yet, Adult for adults.
const (
	Agrees   Opinion = "agrees"
	Hesitant Opinion = "hesitant"
	Refuses  Opinion = "refuses"
	TooYoung Opinion = "too_young"
	Adult    Opinion = "adult"
)

// Relation is the relation of the person who consents to the person cared for.
type Relation string

// The relations. Self is for adults only.
const (
	Father        Relation = "father"
	Mother        Relation = "mother"
	Grandparent   Relation = "grandparent"
	OtherGuardian Relation = "other_guardian"
	Self          Relation = "self"
)

// Consent is the recorded consent to a pairing.
type Consent struct {
	Relation   Relation       `bson:"relation"`
	Name       privacy.Sealed `bson:"name"`    // of the person who consented
	Version    string         `bson:"version"` // of the text agreed to
	At         time.Time      `bson:"at"`
	Opinion    Opinion        `bson:"opinion"`
	RecordedBy string         `bson:"recorded_by"`
}

// Pairing pairs volunteers of one organisation with one person.
type Pairing struct {
	docstore.Meta `bson:",inline"`
	Plan          `bson:",inline"`
	BeneficiaryID string        `bson:"beneficiary_id" audit:"-"`
	Region        string        `bson:"region"` // the village of the person
	OrgID         string        `bson:"org_id"`
	ContractID    string        `bson:"contract_id,omitempty"` // of the organisation, whose figures count the contacts; empty: none
	Type          PairingType   `bson:"type"`
	VolunteerIDs  []string      `bson:"volunteer_ids,omitempty"`
	Persons       []string      `bson:"persons,omitempty" audit:"-"` // accounts and person keys of the volunteers, who may not decide on the pairing
	Status        PairingStatus `bson:"status" audit:"-"`
	StatusAt      time.Time     `bson:"status_at" audit:"-"`
	Consent       *Consent      `bson:"consent,omitempty"`
	From          region.Day    `bson:"from,omitempty" audit:"-"`         // of the first activation
	LastCall      region.Day    `bson:"last_call,omitempty" audit:"-"`    // day of the latest contact, or of a later activation or resumption
	LastMeeting   region.Day    `bson:"last_meeting,omitempty" audit:"-"` // the same for meetings
	NextDue       region.Day    `bson:"next_due,omitempty" audit:"-"`     // while active: the last day of the current period that ends first
	FirstDue      region.Day    `bson:"first_due,omitempty" audit:"-"`    // while active: the last day of the earliest period without contact
	Misses        int64         `bson:"misses" audit:"-"`                 // consecutive periods without contact, as of the last job
	PauseReason   PauseReason   `bson:"pause_reason,omitempty"`
	EndReason     EndReason     `bson:"end_reason,omitempty"`
}

// Holds reports whether the pairing counts towards the limits of its volunteers and its person.
func (p *Pairing) Holds() bool { return p.Status != Proposed && p.Status != Ended }

// startPlan starts the periods of the plan on the day.
func (p *Pairing) startPlan(on region.Day) {
	if p.From == "" {
		p.From = on
	}
	p.PauseReason, p.LastCall, p.LastMeeting = "", on, on
	p.updateDue(on)
}

// addContact updates the plan by a contact on the day, which may be before today.
func (p *Pairing) addContact(day region.Day, meeting bool, today region.Day) {
	p.LastCall = max(p.LastCall, day)
	if meeting {
		p.LastMeeting = max(p.LastMeeting, day)
	}
	if p.Status == Active {
		p.updateDue(today)
	}
}

// updateDue sets FirstDue, NextDue and Misses as of the day.
func (p *Pairing) updateDue(today region.Day) {
	p.Misses, p.NextDue, p.FirstDue = 0, "", p.earliest()
	p.eachPeriod(func(last region.Day, every int) {
		missed := missed(last, every, today)
		p.Misses = max(p.Misses, int64(missed))
		if due := last.Add((missed + 1) * every); p.NextDue == "" || due < p.NextDue {
			p.NextDue = due
		}
	})
}

// clearDue clears these fields: nothing is due while the pairing is not active.
func (p *Pairing) clearDue() { p.Misses, p.NextDue, p.FirstDue = 0, "", "" }

// earliest returns the last day of the first period after the latest contact: of calls or of meetings, whichever ends first.
func (p *Pairing) earliest() (due region.Day) {
	p.eachPeriod(func(last region.Day, every int) {
		if end := last.Add(every); due == "" || end < due {
			due = end
		}
	})
	return due
}

// missedOn returns the last day of the latest period that ended before today without contact, or "".
func (p *Pairing) missedOn(today region.Day) region.Day {
	latest := region.Day("")
	p.eachPeriod(func(last region.Day, every int) {
		if n := missed(last, every, today); n > 0 {
			latest = max(latest, last.Add(n*every))
		}
	})
	return latest
}

// eachPeriod calls do with the latest contact and the length in days for calls and for meetings, as far as planned.
func (p *Pairing) eachPeriod(do func(last region.Day, every int)) {
	if p.CallsPerMonth > 0 {
		do(p.LastCall, 30/int(p.CallsPerMonth))
	}
	if p.MeetingsPerQuarter > 0 {
		do(p.LastMeeting, 90/int(p.MeetingsPerQuarter))
	}
}

// missed counts the whole periods that ended before today.
func missed(last region.Day, every int, today region.Day) int {
	return max(0, (today.Sub(last)-1)/every)
}

// Load lists the pairings that count towards the limit of one volunteer or person.
type Load struct {
	docstore.Meta `bson:",inline"` // the id is that of the volunteer or file
	Pairings      []string         `bson:"pairings"`
}

// add adds the pairing, or returns false when there would be more than most.
func (l *Load) add(pairingID string, most int) bool {
	if slices.Contains(l.Pairings, pairingID) {
		return true
	}
	if len(l.Pairings) >= most {
		return false
	}
	l.Pairings = append(l.Pairings, pairingID)
	return true
}

func (l *Load) remove(pairingID string) {
	l.Pairings = slices.DeleteFunc(l.Pairings, func(id string) bool { return id == pairingID })
}
