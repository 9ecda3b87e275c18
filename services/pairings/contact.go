package pairings

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about contacts.
var (
	ErrPairingResting = fault.New(fault.Conflict, "pairing_not_active", "The pairing is not active. Only a danger may be reported now; in an emergency call 110.", "结对未在进行中，目前只能报告危险情况；紧急情况请先拨打 110。")
	ErrCardClosed     = fault.New(fault.Forbidden, "card_closed", "The pairing is stopped or over, so its records are closed to volunteers.", "结对已停止或已结束，志愿者不能再查看其内容。")
	ErrContactDay     = fault.New(fault.Invalid, "contact_day", "Log a contact of the last 31 days, since the pairing began, not of the future.", "只能登记结对开始后、最近 31 天内已发生的联系。")
	ErrContactTwice   = fault.New(fault.Conflict, "contact_twice", "This contact is logged already.", "该次联系已登记，请勿重复提交。")
)

// Way is the way of a contact.
type Way string

// The ways. Home and School are meetings.
const (
	Home   Way = "home"   // 入户
	School Way = "school" // 学校
	Phone  Way = "phone"  // 电话
	Video  Way = "video"  // 视频
)

// Met tells whom the volunteer reached.
type Met string

// The values of Met. A contact that reached nobody is stored but does not begin a new period of the plan.
const (
	MetPerson    Met = "person"    // 本人
	MetCaregiver Met = "caregiver" // 照料人
	MetNobody    Met = "nobody"    // 未联系上
)

// NewContact is the input of Log.
type NewContact struct {
	At      time.Time
	Way     Way
	Met     Met
	Minutes int64
	Note    privacy.Secret // 10 to 2,000 characters
	Danger  bool           // the person is or may be in danger
}

// Contact is one contact under a pairing.
type Contact struct {
	docstore.Meta `bson:",inline"`
	PairingID     string         `bson:"pairing_id" audit:"-"`
	OrgID         string         `bson:"org_id" audit:"-"`
	Region        string         `bson:"region" audit:"-"`
	VolunteerID   string         `bson:"volunteer_id" audit:"-"`
	At            time.Time      `bson:"at"`
	Way           Way            `bson:"way"`
	Met           Met            `bson:"met"`
	Minutes       int64          `bson:"minutes"`
	Note          privacy.Sealed `bson:"note"`
	Danger        DangerReport   `bson:",inline"`
}

// Meeting reports whether the contact was face to face.
func (c *Contact) Meeting() bool { return c.Way == Home || c.Way == School }

const (
	noteLeast   = 10
	noteMost    = 2000
	contactDays = 31
)

// check returns ErrPairingResting or an error with every wrong field of the contact.
func (n *NewContact) check(p *Pairing, now time.Time) error {
	if p.Status == Paused && !n.Danger {
		return ErrPairingResting
	}
	var f fault.Problems
	day, today := region.DayOf(n.At), region.DayOf(now)
	if n.At.After(now) || day < p.From || today.Sub(day) > contactDays {
		f.Fault("at", ErrContactDay)
	}
	length := fault.Runes(n.Note.Reveal())
	f.Check(length >= noteLeast, "note", "too_short", "Write at least 10 characters about what happened.", "请至少用 10 个字说明联系情况。")
	f.Check(length <= noteMost, "note", "too_long", "Write at most 2,000 characters.", "请不要超过 2000 字。")
	f.Check(n.Minutes >= 0 && n.Minutes <= 24*60, "minutes", "out_of_range", "Give the length in minutes, up to a day.", "请填写 0 至 1440 之间的分钟数。")
	f.Check(n.Way == Home || n.Way == School || n.Way == Phone || n.Way == Video, "way", "choice", "Choose one from the list.", "请从列表中选择。")
	f.Check(n.Met == MetPerson || n.Met == MetCaregiver || n.Met == MetNobody, "met", "choice", "Choose one from the list.", "请从列表中选择。")
	return f.Err()
}
