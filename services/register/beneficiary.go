package register

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about files.
var (
	ErrFileMove      = fault.New(fault.Conflict, "file_move", "The file's present state does not allow this.", "档案当前状态不允许此操作。")
	ErrFileLocked    = fault.New(fault.Conflict, "file_locked", "The file is being checked. Have it returned before editing it.", "档案正在审核，请先退回再修改。")
	ErrFileExists    = fault.New(fault.Conflict, "file_exists", "A file for this person exists. Ask the county office.", "该人员已有档案，请联系县级民政部门。")
	ErrIdentityFixed = fault.New(fault.Conflict, "identity_fixed", "Who the person is can be corrected only after the county has returned the file.", "已登记档案的身份信息不能直接修改，请县级民政退回后更正。")
	ErrWasRegistered = fault.New(fault.Conflict, "file_was_registered", "The person was registered before. Propose an exit instead.", "该对象曾登记在册，不能删除，请办理退出。")
	ErrNotRegistered = fault.New(fault.Conflict, "file_not_registered", "The file has to be registered first.", "该档案尚未登记在册，不能办理。")
	ErrAssigned      = fault.New(fault.Conflict, "org_pairing_open", "The organisation still has a pairing with this person. End it first.", "该机构与此对象还有未结束的结对，请先结束结对。")
)

// Kind is a reason for which a person has a file. A file has one or more.
type Kind string

// The kinds.
const (
	LeftBehindChild Kind = "left_behind_child" // 留守儿童
	ChildInNeed     Kind = "child_in_need"     // 困境儿童
	Orphan          Kind = "orphan"            // 孤儿
	Unsupported     Kind = "unsupported_child" // 事实无人抚养儿童
	LeftBehindElder Kind = "left_behind_elder" // 留守老人
	LeftBehindWoman Kind = "left_behind_woman" // 留守妇女
)

// NotCollected is the choice, in every list, for information that was not collected yet (未采集).
const NotCollected = "not_collected"

// Gender is male or female.
type Gender string

// The genders, as in ID numbers.
const (
	Male   Gender = "male"
	Female Gender = "female"
)

// NoIDReason is the reason why a person has no ID number.
type NoIDReason string

// The reasons.
const (
	Unregistered NoIDReason = "unregistered"  // 未登记户口
	LostPapers   NoIDReason = "lost_papers"   // 证件遗失待补
	OtherPapers  NoIDReason = "other_papers"  // 持其他证件
	NotKnown     NoIDReason = "not_collected" // 未采集
)

// Guardianship tells who actually cares for the person.
type Guardianship string

// The forms of guardianship.
const (
	ByParent       Guardianship = "parent"       // 父或母
	ByGrandparents Guardianship = "grandparents" // 祖辈
	ByRelatives    Guardianship = "relatives"    // 亲戚朋友
	ByFoster       Guardianship = "foster"       // 寄养
	ByInstitution  Guardianship = "institution"  // 机构
	BySelf         Guardianship = "self"         // 本人（成年人）
	ByNobody       Guardianship = "none"         // 无人监护
	NotAsked       Guardianship = NotCollected   // 未采集
)

// Schooling is the kind of school that a person attends.
type Schooling string

// The forms of schooling.
const (
	NotInKindergarten Schooling = "not_in_kindergarten" // 未入园
	Kindergarten      Schooling = "kindergarten"        // 幼儿园
	Primary           Schooling = "primary"             // 小学
	Junior            Schooling = "junior"              // 初中
	Senior            Schooling = "senior"              // 高中
	Vocational        Schooling = "vocational"          // 中职
	DroppedOut        Schooling = "dropped_out"         // 辍学
	NotAtSchool       Schooling = "not_at_school"       // 不在学
	SchoolUnknown     Schooling = NotCollected          // 未采集
)

// Risk is the level of risk by colour.
type Risk string

// The levels, highest first.
const (
	Red         Risk = "red"
	Yellow      Risk = "yellow"
	Blue        Risk = "blue"
	Green       Risk = "green"
	RiskUnknown Risk = NotCollected
)

// FileStatus is the state of a file.
type FileStatus string

// The states of a file; doc.go has the diagram.
const (
	Draft            FileStatus = "draft"
	VillageSubmitted FileStatus = "village_submitted"
	TownshipVerified FileStatus = "township_verified"
	Registered       FileStatus = "registered"
	ExitPending      FileStatus = "exit_pending"
	Exited           FileStatus = "exited"
)

// ReturnReason is the reason for which a file was returned.
type ReturnReason string

// The reasons of a return.
const (
	Incomplete  ReturnReason = "incomplete"   // 信息不全
	Mismatch    ReturnReason = "mismatch"     // 与证件或实际不符
	NotEligible ReturnReason = "not_eligible" // 不符合条件
	Duplicated  ReturnReason = "duplicate"    // 重复建档
	Correction  ReturnReason = "correction"   // 需要更正
	Reentry     ReturnReason = "reentry"      // 再次纳入
)

// ExitReason is the reason for which a person leaves the register.
type ExitReason string

// The reasons of an exit.
const (
	CameOfAge        ExitReason = "came_of_age"        // 满16/18周岁
	ParentsBack      ExitReason = "parents_back"       // 父母返乡
	MovedWithParents ExitReason = "moved_with_parents" // 随迁
	MovedOut         ExitReason = "moved_out"          // 迁出
	Resolved         ExitReason = "resolved"           // 情形消失
	Deceased         ExitReason = "deceased"           // 死亡
	Mistaken         ExitReason = "mistaken"           // 误报
	Merged           ExitReason = "merged"             // 重复建档，已合并; set by Merge only
)

// Facts is the information about a person that does not identify them.
type Facts struct {
	Kinds        []Kind       `bson:"kinds"`
	Region       string       `bson:"region"` // path of the village
	Gender       Gender       `bson:"gender"`
	Birth        region.Day   `bson:"birth"`
	NoIDReason   NoIDReason   `bson:"no_id_reason,omitempty"`
	Guardianship Guardianship `bson:"guardianship"`
	Schooling    Schooling    `bson:"schooling"`
	Grade        int64        `bson:"grade"` // 1 to 6 in primary, 1 to 3 above; 0 elsewhere or unknown
	Risk         Risk         `bson:"risk"`
	Flagged      bool         `bson:"flagged"` // without caregiver, reported to township and police
}

// Content is what is written about a person: the whole of a form that was filled in.
type Content struct {
	Facts
	Identity Identity
	Details  form.Answers // by the codes of FileForm; nil in an edit: those stored stay
}

// Identity is the information that identifies a person. In an edit, empty fields keep the stored values.
type Identity struct {
	Name           privacy.Secret
	IDNumber       privacy.Secret
	Address        privacy.Secret
	GuardianName   privacy.Secret
	GuardianMobile privacy.Secret
}

// Beneficiary is the file of one person.
type Beneficiary struct {
	docstore.Meta  `bson:",inline"`
	Facts          `bson:",inline"`
	Name           privacy.Sealed            `bson:"name"`
	IDNumber       privacy.Sealed            `bson:"id_number,omitempty"`
	IDKey          string                    `bson:"id_key,omitempty" audit:"-"` // blind index of the ID number
	Address        privacy.Sealed            `bson:"address,omitempty"`
	GuardianName   privacy.Sealed            `bson:"guardian_name,omitempty"`
	GuardianMobile privacy.Sealed            `bson:"guardian_mobile,omitempty"`
	Details        form.Answers              `bson:"details,omitempty" audit:"-"`    // the answers of FileForm that are not sealed
	Private        map[string]privacy.Sealed `bson:"private,omitempty" audit:"-"`    // the sealed ones, by their codes
	Missing        int64                     `bson:"missing" audit:"-"`              // how many needed fields of FileForm have no answer
	SoundKey       string                    `bson:"sound_key,omitempty" audit:"-"`  // blind index of how the name sounds, with the birth: see duplicates.go
	Stat           string                    `bson:"stat" audit:"-"`                 // what statistics count: see stat.go
	AssessDue      region.Day                `bson:"assess_due,omitempty" audit:"-"` // to when the risk is assessed again; empty: never assessed
	Letter         string                    `bson:"letter" audit:"-"`               // part of the pseudonym; used once in a village
	Status         FileStatus                `bson:"status" audit:"-"`
	StatusAt       time.Time                 `bson:"status_at" audit:"-"`
	Makers         []string                  `bson:"makers" audit:"-"`             // user ids and person keys of the people who wrote it; they may not verify or confirm it
	Checkers       []string                  `bson:"checkers,omitempty" audit:"-"` // the same of the people who verified it; they may not confirm it
	SubmittedBy    string                    `bson:"submitted_by,omitempty" audit:"-"`
	ReturnReason   ReturnReason              `bson:"return_reason,omitempty"`
	ReturnNote     privacy.Sealed            `bson:"return_note,omitempty"`
	ExitReason     ExitReason                `bson:"exit_reason,omitempty"`
	ExitMakers     []string                  `bson:"exit_makers,omitempty" audit:"-"`
	EnteredOn      region.Day                `bson:"entered_on,omitempty"` // of the latest registration
	ExitedOn       region.Day                `bson:"exited_on,omitempty"`
	OrgIDs         []string                  `bson:"org_ids,omitempty"`               // organisations the person is assigned to
	MergedInto     string                    `bson:"merged_into,omitempty" audit:"-"` // the file that was kept; see duplicate.go
}
