package delegations

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about contacts of the parents.
var (
	ErrContactDay   = fault.New(fault.Invalid, "delegation_contact_day", "Log a contact of the last 31 days, since the delegation began, not of the future.", "只能登记委托开始后、最近 31 天内已发生的联系。")
	ErrContactTwice = fault.New(fault.Conflict, "delegation_contact_twice", "This contact is logged already.", "该次联系已登记，请勿重复提交。")
)

// Way is the way in which a parent was in contact with the child and the caregiver.
type Way string

// The ways.
const (
	Call  Way = "call"  // 电话
	Video Way = "video" // 视频
	Visit Way = "visit" // 回家探望
)

const (
	noteMost    = 500
	contactDays = 31
)

var (
	ways    = []Way{Call, Video, Visit}
	parents = []Who{Father, Mother, Guardian}
)

// Contact is one contact of a parent with the child.
type Contact struct {
	docstore.Meta `bson:",inline"`
	DelegationID  string         `bson:"delegation_id" audit:"-"`
	Who           Who            `bson:"who"`
	Way           Way            `bson:"way"`
	On            region.Day     `bson:"on"`
	Note          privacy.Sealed `bson:"note,omitempty"`
	By            string         `bson:"by" audit:"-"`
}

// NewContact is the input of LogContact.
type NewContact struct {
	Who  Who
	Way  Way
	On   region.Day
	Note privacy.Secret // up to 500 characters; may be empty
}

// check returns an error with every wrong field of the contact.
func (n *NewContact) check(d *Delegation, today region.Day) error {
	var p fault.Problems
	if !n.On.Valid() || n.On > today || n.On < d.From || today.Sub(n.On) > contactDays {
		p.Fault("on", ErrContactDay)
	}
	choice(&p, slices.Contains(parents, n.Who), "who")
	choice(&p, slices.Contains(ways, n.Way), "way")
	checkLength(&p, n.Note, 0, noteMost, "note")
	return p.Err()
}

// choice adds a problem of a field whose value is none of its list, unless ok.
func choice(p *fault.Problems, ok bool, path string) {
	p.Check(ok, path, "choice", "Choose one from the list.", "请从列表中选择。")
}

// checkLength adds a problem unless the text has that many characters.
func checkLength(p *fault.Problems, text privacy.Secret, least, most int, path string) {
	n := fault.Runes(text.Reveal())
	p.Check(n >= least, path, "too_short", "Write at least 5 characters.", "请至少写 5 个字。")
	p.Check(n <= most, path, "too_long", "Write at most 500 characters.", "请不要超过 500 字。")
}
