package volunteers

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about volunteers.
var (
	ErrMove      = fault.New(fault.Conflict, "volunteer_move", "The volunteer's present state does not allow this.", "志愿者当前状态不允许此操作。")
	ErrTaken     = fault.New(fault.Conflict, "volunteer_taken", "This ID number already has a profile. Log in with the mobile that stands in it, or ask your organisation or the civil-affairs office.", "该身份证号码已有志愿者档案。请使用档案中的手机号登录，或联系所在机构、民政部门处理。")
	ErrAlready   = fault.New(fault.Conflict, "volunteer_already", "This account already has a volunteer profile.", "该账号已有志愿者档案。")
	ErrNoMobile  = fault.New(fault.Conflict, "mobile_unproven", "Prove your mobile by a code first, then register.", "请先用验证码验证手机号，再登记。")
	ErrNotHolder = fault.New(fault.Conflict, "id_number_other", "The account belongs to a person with another ID number.", "账号登记的身份与该身份证号码不一致，请核对。")
	ErrBarred    = fault.New(fault.Conflict, "volunteer_barred", "The clearance does not allow this person to serve.", "该人员从业查询未通过，不能开展志愿服务。")
	ErrAbove     = fault.New(fault.Forbidden, "volunteer_frozen_above", "The civil-affairs office froze this volunteer and alone can release them.", "该志愿者由民政部门冻结，只能由民政部门解除。")
	ErrClaimed   = fault.New(fault.Conflict, "volunteer_claimed", "The volunteer keeps this profile. Ask them to change it.", "该档案已由本人管理，请由本人修改。")
	ErrUnclaimed = fault.New(fault.Conflict, "volunteer_unclaimed", "Nobody uses this profile yet. Correct its mobile instead.", "该档案本人尚未开通，请直接更正资料中的手机号。")
	ErrTooMany   = fault.New(fault.Conflict, "volunteer_entries", "The profile has no room for more entries of this kind.", "该档案此类记录已达上限。")
)

// Status is the state of a volunteer.
type Status string

// The states of a volunteer; doc.go has the diagram. Only an active one serves.
const (
	Registered Status = "registered"
	Verified   Status = "verified"
	Active     Status = "active"
	Frozen     Status = "frozen"
	Cancelled  Status = "cancelled"
)

// Gender is the gender in the ID number.
type Gender string

// The genders of an ID number.
const (
	Male   Gender = "male"
	Female Gender = "female"
)

// Volunteer is one person's profile. Name, IDNumber, Mobile and data about other people are sealed; PersonKey and MobileKey are
// blind indexes.
type Volunteer struct {
	docstore.Meta    `bson:",inline"`
	No               string         `bson:"no" audit:"-"`      // volunteer number: six digits of the county and nine more
	UserID           string         `bson:"user_id,omitempty"` // empty: from a roster, not claimed yet
	Region           string         `bson:"region"`            // path of the region where the person lives
	OrgIDs           []string       `bson:"org_ids,omitempty"`
	AskedOrgIDs      []string       `bson:"asked_org_ids,omitempty"` // organisations that the person asks to join
	Status           Status         `bson:"status" audit:"-"`
	OfficeWaits      Status         `bson:"office_waits,omitempty" audit:"-"` // the status for which the office has to act; the store sets it
	StatusAt         time.Time      `bson:"status_at" audit:"-"`
	Reason           string         `bson:"reason,omitempty" audit:"-"` // of the last freeze or cancellation
	FrozenAbove      bool           `bson:"frozen_above,omitempty"`     // frozen by civil affairs
	Name             privacy.Sealed `bson:"name"`
	IDNumber         privacy.Sealed `bson:"id_number"`
	Mobile           privacy.Sealed `bson:"mobile"`
	PersonKey        string         `bson:"person_key" audit:"-"`
	MobileKey        string         `bson:"mobile_key" audit:"-"`
	Birth            region.Day     `bson:"birth"`
	Gender           Gender         `bson:"gender"`
	Skills           []string       `bson:"skills,omitempty"`
	SkillChecks      []SkillCheck   `bson:"skill_checks,omitempty"`              // the verified skills, with what was seen
	SkillsValidTo    time.Time      `bson:"skills_valid_to,omitempty" audit:"-"` // end of the validity of the certificate that ends first; the store sets it
	Services         []string       `bson:"services,omitempty"`                  // kinds of service offered
	Available        string         `bson:"available,omitempty"`                 // when, in words
	Emergency        SealedKin      `bson:"emergency"`
	Agreement        Agreement      `bson:"agreement"`          // of those who have an account
	Guardian         *Guardian      `bson:"guardian,omitempty"` // of those who registered under 18
	Clearance        Clearance      `bson:"clearance"`
	ClearanceValidTo time.Time      `bson:"clearance_valid_to,omitempty" audit:"-"` // end of the validity of the clear result
	Trainings        []Training     `bson:"trainings,omitempty"`
	Awards           []Award        `bson:"awards,omitempty"`
}

// SealedKin is Kin as stored.
type SealedKin struct {
	Name     privacy.Sealed `bson:"name,omitempty"`
	Relation string         `bson:"relation,omitempty"`
	Mobile   privacy.Sealed `bson:"mobile,omitempty"`
}

// Guardian is the guardian of a volunteer under 18 with their consent. One without ConsentHash was taken from a roster or on the
// volunteer's word, and does not count.
type Guardian struct {
	SealedKin      `bson:",inline"`
	ConsentVersion string       `bson:"consent_version,omitempty"`
	ConsentHash    string       `bson:"consent_hash,omitempty"` // of the text, given by a code from the guardian's mobile
	ConsentAt      time.Time    `bson:"consent_at,omitempty"`
	Code           GuardianCode `bson:"code"`
}

// officeWaits is the state in which the volunteer waits for the region's office: of no organisation yet, and to be verified
// or activated. Empty: the office has nothing to do.
func (v *Volunteer) officeWaits() Status {
	if len(v.OrgIDs) == 0 && (v.Status == Registered || v.Status == Verified) {
		return v.Status
	}
	return ""
}

// Selves returns the ids by which an actor is recognised as the volunteer, who may not decide about themselves.
func (v *Volunteer) Selves() []string { return []string{v.ID, v.UserID, v.PersonKey} }

// Joined reports whether the volunteer belongs to the organisation.
func (v *Volunteer) Joined(orgID string) bool { return slices.Contains(v.OrgIDs, orgID) }

// Training is one training that the volunteer took part in.
type Training struct {
	ID        string     `bson:"id"` // trn_…
	Name      string     `bson:"name"`
	Content   string     `bson:"content,omitempty"`
	Minutes   int64      `bson:"minutes"`
	Organiser string     `bson:"organiser"`
	Day       region.Day `bson:"day"`
}

// Award is one commendation.
type Award struct {
	ID      string     `bson:"id"` // awd_…
	Name    string     `bson:"name"`
	Grantor string     `bson:"grantor"`
	Day     region.Day `bson:"day"`
}

const maxEntries = 200

// Check returns an error with every wrong field of the training, or nil.
func (t *Training) Check(today region.Day) error {
	var bad fault.Problems
	bad.Check(fault.Between(t.Name, 2, 100), "name", "length", "The name needs 2 to 100 characters.", "培训名称应为 2 到 100 个字。")
	bad.Check(fault.Runes(t.Content) <= 1000, "content", "length", "At most 1,000 characters.", "培训内容最多 1000 字。")
	bad.Check(t.Minutes >= 1 && t.Minutes <= 60_000, "minutes", "range", "Give the length in minutes.", "请填写学习时长（分钟）。")
	bad.Check(fault.Between(t.Organiser, 2, 100), "organiser", "length", "Name who held it.", "请填写举办单位。")
	bad.Check(t.Day.Valid() && t.Day <= today, "day", "range", "Give the day; it cannot lie in the future.", "请填写培训日期，不能晚于今天。")
	return bad.Err()
}

// Check returns an error with every wrong field of the award, or nil.
func (a *Award) Check(today region.Day) error {
	var bad fault.Problems
	bad.Check(fault.Between(a.Name, 2, 100), "name", "length", "The name needs 2 to 100 characters.", "表彰名称应为 2 到 100 个字。")
	bad.Check(fault.Between(a.Grantor, 2, 100), "grantor", "length", "Name who granted it.", "请填写授予单位。")
	bad.Check(a.Day.Valid() && a.Day <= today, "day", "range", "Give the day; it cannot lie in the future.", "请填写授予日期，不能晚于今天。")
	return bad.Err()
}
