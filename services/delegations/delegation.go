package delegations

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about delegations.
var (
	ErrMove      = fault.New(fault.Conflict, "delegation_move", "The delegation's present state does not allow this.", "委托当前状态不允许此操作。")
	ErrOpen      = fault.New(fault.Conflict, "delegation_open", "The child has a delegation that has not ended. End it or throw the draft away first.", "该儿童已有一份未结束的委托照护，请先结束原委托或删除草稿。")
	ErrNotChild  = fault.New(fault.Conflict, "delegation_age", "Care is delegated for children under 18 only.", "委托照护只适用于未满 18 周岁的儿童。")
	ErrBarred    = fault.New(fault.Conflict, "delegate_barred", "The law does not let this person care for a child (art. 22). Ask the parents to name somebody else.", "此人有《未成年人保护法》第二十二条规定的情形，不得接受委托，请父母另选他人。")
	ErrChecks    = fault.New(fault.Conflict, "checks_open", "All four checks of the caregiver come first, each with its proof.", "请先逐项完成对受托人的四项核查，并上传佐证。")
	ErrNotHeard  = fault.New(fault.Conflict, "child_not_heard", "Hear the child first and write down the opinion.", "请先听取儿童本人意见并登记。")
	ErrSaidNo    = fault.New(fault.Conflict, "child_said_no", "The child does not agree. Respect that: ask the parents to find another way.", "儿童本人不同意，应尊重其意愿，请父母另行安排。")
	ErrNotTold   = fault.New(fault.Conflict, "not_told", "School and village have to be told in writing first. Give both days.", "请先书面告知学校和村（居）委会，并填写告知日期。")
	ErrOver      = fault.New(fault.Conflict, "period_over", "The period is over. Have the delegation returned and agree on a new period.", "委托期限已过，请退回后重新约定期限。")
	ErrNoProof   = fault.New(fault.Invalid, "proof_needed", "Attach the paper to this delegation first, then choose it here.", "请先在本委托下上传材料，再在此选择。")
	ErrOld8      = fault.New(fault.Invalid, "child_old_enough", "A child of 8 or more says what it thinks. Hear the child.", "已满 8 周岁的儿童应当听取其本人意见，不能选择“年龄太小”。")
	ErrPeriod    = fault.New(fault.Invalid, "period", "The period ends after it begins, lasts at most a year, and is not over yet.", "委托期限应先起后止，最长一年，且截止日期不得早于今天。")
	ErrBirthday  = fault.New(fault.Invalid, "period_birthday", "The delegation ends before the child is 18. Choose an earlier last day.", "委托须在儿童年满 18 周岁之前结束，请提前截止日期。")
	ErrDelegate  = fault.New(fault.Invalid, "delegate_age", "A caregiver is an adult. Choose somebody of at least 18.", "受托人应为年满 18 周岁的成年人。")
	ErrIncapable = fault.New(fault.Invalid, "delegate_capacity", "Only a person of full legal capacity may care for the child.", "受托人应具有完全民事行为能力，请核实后勾选。")
)

// The limits of a delegation. The law sets no longest period; a year is our choice, so that each is looked at again once a year.
const (
	monthsMost   = 12
	childBelow   = 18
	adultFrom    = 18
	heardFrom    = 8  // age from which a child's opinion cannot be left out as too young
	expiringDays = 30 // days before the end from which a delegation is about to expire
	contactEvery = 7  // days within which the parents have to be in contact
)

// Status is the state of a delegation.
type Status string

// The states; doc.go has the diagram.
const (
	Draft     Status = "draft"
	Signed    Status = "signed"
	Active    Status = "active"
	Ended     Status = "ended"
	Revoked   Status = "revoked"
	Discarded Status = "discarded"
)

// Reason is the reason for which the parents delegate care.
type Reason string

// The reasons.
const (
	BothAway   Reason = "both_away"   // 父母双方外出
	OneAway    Reason = "one_away"    // 一方外出，另一方无监护能力
	BothUnable Reason = "both_unable" // 父母双方均无监护能力
)

// Relation is the relation of the caregiver to the child. There is none for a parent, who cares for the child without a delegation.
type Relation string

// The relations.
const (
	Grandparent   Relation = "grandparent" // 祖父母、外祖父母
	Sibling       Relation = "sibling"     // 成年兄姐
	OtherRelative Relation = "relative"    // 其他亲属
	Acquaintance  Relation = "friend"      // 朋友、邻居
	Organised     Relation = "other_adult" // 其他成年人
)

// Item is one of the four situations of art. 22 of the law on the protection of minors in which a person may not care for a child.
type Item string

// The items, in the order of the law.
const (
	Harm    Item = "harm"    // 实施性侵害、虐待、遗弃、拐卖、暴力伤害等违法犯罪行为
	Habits  Item = "habits"  // 有吸毒、酗酒、赌博等恶习
	Neglect Item = "neglect" // 曾拒不履行或者长期怠于履行监护、照护职责
	Unfit   Item = "unfit"   // 其他不适宜担任被委托人的情形
)

// Items are the four checks.
var Items = []Item{Harm, Habits, Neglect, Unfit}

// Finding is the result of a check.
type Finding string

// The findings.
const (
	Clear  Finding = "clear"  // 无此情形
	Barred Finding = "barred" // 有此情形
)

// Check is one check of the caregiver.
type Check struct {
	Item    Item           `bson:"item"`
	Finding Finding        `bson:"finding"`
	FileID  string         `bson:"file_id"` // the proof
	Why     privacy.Sealed `bson:"why,omitempty"`
	By      string         `bson:"by"`
	At      time.Time      `bson:"at"`
}

// Answer is what the child says about being cared for by the delegate.
type Answer string

// The answers. TooYoung is for children under 8 only.
const (
	Agrees   Answer = "agrees"
	Wishes   Answer = "wishes" // agrees with wishes
	Refuses  Answer = "refuses"
	TooYoung Answer = "too_young"
)

// Opinion is the recorded opinion of the child.
type Opinion struct {
	Answer Answer         `bson:"answer"`
	On     region.Day     `bson:"on"`
	Words  privacy.Sealed `bson:"words,omitempty"`
	By     string         `bson:"by"`
}

// Who is a parent, or the guardian in their place.
type Who string

// The values of Who.
const (
	Father   Who = "father"
	Mother   Who = "mother"
	Guardian Who = "guardian"
)

// Parent is a parent who agreed to be reminded of calling the child.
type Parent struct {
	Who       Who            `bson:"who"`
	Mobile    privacy.Sealed `bson:"mobile"`
	AgreedOn  region.Day     `bson:"agreed_on"`
	StoppedOn region.Day     `bson:"stopped_on,omitempty"` // the parent wants no more messages since
}

// EndReason is the reason for which a delegation ended.
type EndReason string

// The reasons of an end. The first two are set by the program only.
const (
	PeriodOver   EndReason = "period_over"   // 期满
	LeftRegister EndReason = "left_register" // 儿童退出登记
	ParentsBack  EndReason = "parents_back"  // 父母返乡
	WithParents  EndReason = "with_parents"  // 随父母生活
	OtherCarer   EndReason = "other_carer"   // 改由他人照护
	ChildWish    EndReason = "child_wish"    // 儿童本人意愿
	CarerUnable  EndReason = "carer_unable"  // 受托人不能继续照护
)

// ReturnReason is the reason for which a signed delegation goes back to the village.
type ReturnReason string

// The reasons of a return.
const (
	Incomplete ReturnReason = "incomplete" // 材料不全
	Mismatch   ReturnReason = "mismatch"   // 与证件或实际不符
	Unsuitable ReturnReason = "unsuitable" // 照护安排不合适
)

// Delegation is the agreement by which parents have another adult care for their child.
type Delegation struct {
	docstore.Meta `bson:",inline"`
	FileID        string         `bson:"file_id" audit:"-"`
	Region        string         `bson:"region" audit:"-"`         // village of the child, follows the file
	Open          string         `bson:"open,omitempty" audit:"-"` // FileID until the delegation is over: a child has one
	Reason        Reason         `bson:"reason"`
	Relation      Relation       `bson:"relation"`
	From          region.Day     `bson:"from" audit:"value"`
	To            region.Day     `bson:"to" audit:"value"` // last day
	Name          privacy.Sealed `bson:"delegate_name,omitempty"`
	IDNumber      privacy.Sealed `bson:"delegate_id_number,omitempty"`
	Mobile        privacy.Sealed `bson:"delegate_mobile,omitempty"`
	Address       privacy.Sealed `bson:"delegate_address,omitempty"`
	DelegateKey   string         `bson:"delegate_key,omitempty" audit:"-"` // blind index of the ID number, equal to the person key of accounts
	Barred        bool           `bson:"barred" audit:"-"`                 // a check or a revocation bars the person from caring for any child
	Checks        []Check        `bson:"checks,omitempty"`
	Opinion       *Opinion       `bson:"opinion,omitempty"`
	SignedOn      region.Day     `bson:"signed_on,omitempty" audit:"value"`
	SignedFile    string         `bson:"signed_file,omitempty"` // the signed copy
	AtSchool      bool           `bson:"at_school" audit:"-"`   // the child attends a school or kindergarten, which has to be told
	SchoolOn      region.Day     `bson:"school_on,omitempty" audit:"value"`
	VillageOn     region.Day     `bson:"village_on,omitempty" audit:"value"`
	Parents       []Parent       `bson:"parents,omitempty"`
	Status        Status         `bson:"status" audit:"-"`
	StatusAt      time.Time      `bson:"status_at" audit:"-"`
	Makers        []string       `bson:"makers" audit:"-"` // user ids and person keys of the people who wrote it; they may not confirm it
	SubmittedBy   string         `bson:"submitted_by,omitempty" audit:"-"`
	ConfirmedBy   string         `bson:"confirmed_by,omitempty" audit:"-"`
	ReturnReason  ReturnReason   `bson:"return_reason,omitempty"`
	EndReason     EndReason      `bson:"end_reason,omitempty"`
	RevokeReason  Item           `bson:"revoke_reason,omitempty"`
	Note          privacy.Sealed `bson:"note,omitempty"`                   // of the latest return, end or revocation
	LastContact   region.Day     `bson:"last_contact,omitempty" audit:"-"` // day of the parents' latest contact
	ContactDue    region.Day     `bson:"contact_due,omitempty" audit:"-"`  // while active: the last day by which the next one is due
}

// IsOpen reports whether the delegation is not over, and so the only one of the child.
func (d *Delegation) IsOpen() bool {
	return d.Status == Draft || d.Status == Signed || d.Status == Active
}

// Expiring reports whether the delegation is active and its last day is at most 30 days away.
func (d *Delegation) Expiring(on region.Day) bool {
	return d.Status == Active && d.To <= on.Add(expiringDays)
}

// Overdue reports whether the parents should have been in contact before the day.
func (d *Delegation) Overdue(on region.Day) bool { return d.ContactDue != "" && d.ContactDue < on }

// start starts the weeks of the parents' contacts on the later of the first day and today.
func (d *Delegation) start(today region.Day) { d.ContactDue = max(d.From, today).Add(contactEvery) }

// contacted begins the next week with a contact on the day.
func (d *Delegation) contacted(day region.Day) {
	d.LastContact = max(d.LastContact, day)
	d.ContactDue = max(d.ContactDue, d.LastContact.Add(contactEvery))
}

// check returns the check of the item; false when there is none yet.
func (d *Delegation) check(item Item) (Check, bool) {
	i := slices.IndexFunc(d.Checks, func(c Check) bool { return c.Item == item })
	if i < 0 {
		return Check{}, false
	}
	return d.Checks[i], true
}

// setCheck stores the check in the order of the law, in place of an earlier one.
func (d *Delegation) setCheck(c Check) {
	d.Checks = append(slices.DeleteFunc(slices.Clone(d.Checks), func(o Check) bool { return o.Item == c.Item }), c)
	slices.SortFunc(d.Checks, func(a, b Check) int { return slices.Index(Items, a.Item) - slices.Index(Items, b.Item) })
	d.Barred = slices.ContainsFunc(d.Checks, func(c Check) bool { return c.Finding == Barred && c.Item != Unfit })
}

// mayCare returns why the person may not be entrusted with the child, by the checks and the child's opinion, or nil.
func (d *Delegation) mayCare() error {
	for _, item := range Items {
		if c, _ := d.check(item); c.Finding == Barred {
			return ErrBarred
		}
	}
	switch {
	case len(d.Checks) < len(Items):
		return ErrChecks
	case d.Opinion == nil:
		return ErrNotHeard
	case d.Opinion.Answer == Refuses:
		return ErrSaidNo
	}
	return nil
}

// told returns ErrNotTold unless the village and, for a child who attends one, the school were told in writing.
func (d *Delegation) told() error {
	if d.VillageOn == "" || d.AtSchool && d.SchoolOn == "" {
		return ErrNotTold
	}
	return nil
}

// checkPeriod adds what is wrong with the period of a child born on the day.
func checkPeriod(from, to, birth, today region.Day, p *fault.Problems) {
	valid := func(d region.Day, path string) {
		p.Check(d.Valid(), path, region.ErrDay.Code, region.ErrDay.EN, region.ErrDay.ZH)
	}
	valid(from, "from")
	valid(to, "to")
	if !from.Valid() || !to.Valid() {
		return
	}
	if to < from || to > from.AddMonths(monthsMost) || to < today {
		p.Fault("to", ErrPeriod)
	} else if birth.Age(to) >= childBelow {
		p.Fault("to", ErrBirthday)
	}
}

// erase removes what is personal from a delegation that nobody uses any more.
func (d *Delegation) erase() {
	d.Name, d.IDNumber, d.Mobile, d.Address, d.Note = nil, nil, nil, nil, nil
	d.Opinion, d.Parents = nil, nil
	for i := range d.Checks {
		d.Checks[i].Why = nil
	}
	if !d.Barred {
		d.DelegateKey = ""
	}
}
