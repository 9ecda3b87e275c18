package orgs

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about organisations.
var (
	ErrMove      = fault.New(fault.Conflict, "org_move", "The organisation's present state does not allow this.", "机构当前状态不允许此操作。")
	ErrNotDraft  = fault.New(fault.Conflict, "org_not_draft", "Only a draft or a returned file can be edited.", "只有草稿或被退回的资料可以修改。")
	ErrUSCCTaken = fault.New(fault.Conflict, "org_uscc_taken", "Another organisation is registered with this code. If it is yours, ask the county's civil affairs office.", "该统一社会信用代码已被登记；如属本机构，请联系县级民政部门。")
	ErrOldCode   = fault.New(fault.Invalid, "org_uscc_check", "The check characters do not fit. Check for a typing error; if the certificate really bears this code, leave it empty and ask the county's civil affairs office to enter it.", "校验位不符，请核对是否输错；如证书上确为此代码，请留空并联系县级民政部门代为录入。")
	ErrCredit    = fault.New(fault.Conflict, "org_credit", "The organisation stands in the list of serious breaches and cannot be reinstated while it does.", "机构仍在严重违法失信名单中，移出后方可恢复。")
	ErrLicence   = fault.New(fault.Conflict, "org_licence", "The licence has run out. Enter the renewed one first.", "登记证书已过有效期，请先更新证书有效期。")

	// ErrNotActive refuses an organisation that may not act now. The faults below have its code and a text with the reason.
	ErrNotActive = fault.New(fault.Conflict, "org_not_active", "The organisation is not approved. Wait until its review is finished.", "机构尚未审核通过，请待审核完成后再办理。")

	errSuspended = fault.New(fault.Conflict, ErrNotActive.Code, "The organisation is suspended. Ask the county's civil affairs office what has to be put right.", "机构已被暂停，请联系县级民政部门了解整改要求。")
	errOver      = fault.New(fault.Conflict, ErrNotActive.Code, "The organisation's file is closed. Choose another one.", "机构档案已关闭，请选择其他机构。")
	errExpired   = fault.New(fault.Conflict, ErrNotActive.Code, "The organisation's licence has run out. It has to be renewed first.", "机构登记证书已过有效期，请先办理换证并更新。")
	errListed    = fault.New(fault.Conflict, ErrNotActive.Code, "The organisation stands in a list of bad credit. It has to be removed from it first.", "机构已被列入活动异常名录或严重违法失信名单，移出后方可办理。")
)

// Type is the legal kind of an organisation.
type Type string

// The types.
const (
	Association   Type = "association"        // 社会团体
	ServiceAgency Type = "service_agency"     // 社会服务机构
	Foundation    Type = "foundation"         // 基金会
	MassOrg       Type = "mass_organisation"  // 群团
	Institution   Type = "public_institution" // 事业单位
	Company       Type = "company"            // 企业
	Team          Type = "team"               // 社区团体
)

// codePrefix is the beginning of the credit code of each type that is registered with civil affairs. Only these types have
// licences that expire.
var codePrefix = map[Type]string{Association: "51", ServiceAgency: "52", Foundation: "53"}

// Status is the state of an organisation's file.
type Status string

// The states; doc.go has the diagram.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Reviewing Status = "reviewing"
	Approved  Status = "approved"
	Returned  Status = "returned"
	Rejected  Status = "rejected"
	Suspended Status = "suspended"
	Cancelled Status = "cancelled"
)

// Credit is the organisation's standing with the registry.
type Credit string

// The credits.
const (
	Normal   Credit = "normal"   // 正常
	Abnormal Credit = "abnormal" // 活动异常名录
	Serious  Credit = "serious"  // 严重违法失信名单
)

// Profile is the public part of an organisation's file.
type Profile struct {
	Name       string     `bson:"name"`
	USCC       string     `bson:"uscc,omitempty" audit:"value"` // unified social credit code, normalised; a team has none
	Region     string     `bson:"region" audit:"value"`         // path
	Type       Type       `bson:"type" audit:"value"`
	Registrar  string     `bson:"registrar,omitempty"`              // 登记机关
	ValidTo    region.Day `bson:"valid_to,omitempty" audit:"value"` // last day of the licence; empty: it does not expire
	Business   string     `bson:"business,omitempty"`               // 业务范围
	Host       string     `bson:"host,omitempty"`                   // of a team: its host organisation
	HostOrgID  string     `bson:"host_org_id,omitempty"`
	ConsentRef string     `bson:"consent_ref,omitempty"`               // of a team: the document with the host's and the village's consent
	Workers    int64      `bson:"workers" audit:"value"`               // social workers
	Certified  int64      `bson:"certified" audit:"value"`             // of them with a certificate
	ReportYear int64      `bson:"report_year,omitempty" audit:"value"` // of the last annual report
	Files      []string   `bson:"files,omitempty"`                     // references of documents handed in
}

// Move is one change of state.
type Move struct {
	From   Status    `bson:"from"`
	To     Status    `bson:"to"`
	At     time.Time `bson:"at"`
	By     string    `bson:"by"`
	Reason string    `bson:"reason,omitempty"`
}

// OldCode records that a reviewer accepted a code with wrong check characters.
type OldCode struct {
	Code   string    `bson:"code"`
	By     string    `bson:"by"`
	At     time.Time `bson:"at"`
	Reason string    `bson:"reason"`
}

// Org is one organisation. StatusAt is when Status last changed, UTC.
type Org struct {
	docstore.Meta `bson:",inline"`
	Profile       `bson:",inline"`
	Personal      sealed     `bson:"personal"`
	HeldUSCC      string     `bson:"held_uscc,omitempty" audit:"-"` // USCC while the file holds it; the store sets it
	Status        Status     `bson:"status" audit:"-"`
	StatusAt      time.Time  `bson:"status_at" audit:"-"`
	Reason        string     `bson:"reason,omitempty" audit:"-"` // of the last return, rejection, suspension or cancellation
	Credit        Credit     `bson:"credit" audit:"value"`
	CreditReason  string     `bson:"credit_reason,omitempty"`
	CreditAt      time.Time  `bson:"credit_at,omitempty" audit:"value"`
	Rating        int64      `bson:"rating" audit:"value"`              // 0 none, 1 to 5: 1A to 5A
	RatingTo      region.Day `bson:"rating_to,omitempty" audit:"value"` // last day on which the rating counts
	OldCode       *OldCode   `bson:"old_code,omitempty"`
	History       []Move     `bson:"history" audit:"-"`
	Makers        []string   `bson:"makers" audit:"-"` // user ids and person keys of the people who wrote the file; none of them reviews it
}

// Licensed reports whether the licence is valid on the day.
func (o *Org) Licensed(day region.Day) bool { return o.ValidTo == "" || day <= o.ValidTo }

// RatingOn returns the rating on the day; 0 when there is none or it has expired.
func (o *Org) RatingOn(day region.Day) int64 {
	if day > o.RatingTo {
		return 0
	}
	return o.Rating
}

// Active returns nil when the organisation may act on the day, else a fault with ErrNotActive's code and the reason as text.
func (o *Org) Active(day region.Day) error {
	switch {
	case o.Status == Suspended:
		return errSuspended
	case o.Status == Rejected || o.Status == Cancelled:
		return errOver
	case o.Status != Approved:
		return ErrNotActive
	case o.Credit != Normal:
		return errListed
	case !o.Licensed(day):
		return errExpired
	}
	return nil
}

// known reports whether the public may know of the organisation: it is approved, or was before it was suspended or closed.
func (o *Org) known() bool {
	switch o.Status {
	case Approved, Suspended:
		return true
	case Cancelled:
		return slices.ContainsFunc(o.History, func(m Move) bool { return m.To == Approved })
	}
	return false
}

// notOwn returns auth.ErrSelf for actors who wrote the file or belong to the organisation, under any account.
func (o *Org) notOwn(a auth.Actor) error {
	if a.BelongsTo(o.ID) {
		return auth.ErrSelf
	}
	return a.NotSelf(o.Makers...)
}
