package register

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals of requests.
var (
	ErrRequestMove   = fault.New(fault.Conflict, "request_move", "The request's present state does not allow this.", "申请当前状态不允许此操作。")
	ErrRequestOpen   = fault.New(fault.Conflict, "request_open", "A request of this kind about this file waits for a decision already.", "该档案已有同类申请等待办理。")
	ErrRiskLowered   = fault.New(fault.Conflict, "risk_request", "A lower risk needs a reason and the township: make a request.", "降低风险等级须说明理由并由乡镇核定，请提交“降低风险”申请。")
	ErrRiskNotLower  = fault.New(fault.Invalid, "risk_not_lower", "Choose a lower risk than the present one.", "请选择比当前更低的风险等级。")
	ErrMeasureNeeded = fault.New(fault.Conflict, "measure_request", "The child is alone: say by a request who cares now, with proof. A second person of the township closes the alert.", "该儿童无人照料：请提交“落实监护措施”申请并附证明，由乡镇另一人核定后解除预警。")
	ErrMeasureProof  = fault.New(fault.Conflict, "measure_proof", "Attach the proof of the measure to the file first.", "请先在档案材料中上传监护措施证明。")
	ErrNotAlone      = fault.New(fault.Conflict, "not_alone", "This child is not without care, so no measure has to be proved.", "该儿童不属于无人照料情形，无需此申请。")
	ErrSamePlace     = fault.New(fault.Invalid, "same_village", "The person lives in this village already.", "该对象已在此村（社区）。")
	ErrNothingAsked  = fault.New(fault.Invalid, "nothing_to_correct", "Nothing differs from the file: fill in what is wrong.", "所填内容与档案相同，请填写要更正的内容。")
	ErrNoSuchFile    = fault.New(fault.Conflict, "inquiry_needless", "There is no file with this ID number. Write the file yourself.", "没有此身份证号的档案，可以直接登记。")
)

// RequestKind is what a request asks for.
type RequestKind string

// The kinds of requests. Each is decided by another person than who made it.
const (
	Correct   RequestKind = "correct"    // 更正身份信息: decided by the county
	Transfer  RequestKind = "transfer"   // 迁移: decided where the person moves to
	LowerRisk RequestKind = "lower_risk" // 降低风险: decided by the township or the county
	Measure   RequestKind = "measure"    // 落实监护措施: decided by the township or the county
	Inquiry   RequestKind = "inquiry"    // 请县级查询: a person has a file elsewhere; answered by the county
)

// RequestStatus is the state of a request.
type RequestStatus string

// The states of a request; doc.go has the diagram.
const (
	RequestOpen      RequestStatus = "open"
	RequestApproved  RequestStatus = "approved"
	RequestRefused   RequestStatus = "refused"
	RequestWithdrawn RequestStatus = "withdrawn"
)

// Request asks for a change of a file that needs a second person. What it asks for is applied in the transaction of the approval.
type Request struct {
	docstore.Meta `bson:",inline"`
	Kind          RequestKind    `bson:"kind" audit:"-"`
	FileID        string         `bson:"file_id" audit:"-"`
	Region        string         `bson:"region" audit:"-"` // of the file; of an inquiry: the village that asks
	To            string         `bson:"to" audit:"-"`     // where it is decided: the destination of a transfer, else as Region
	Status        RequestStatus  `bson:"status" audit:"-"`
	At            time.Time      `bson:"at" audit:"-"`      // when Status last changed
	MadeAt        time.Time      `bson:"made_at" audit:"-"` // when it was made
	MadeBy        string         `bson:"made_by" audit:"-"` // user id
	Makers        []string       `bson:"makers" audit:"-"`  // user id and person key
	DecidedBy     string         `bson:"decided_by" audit:"-"`
	Reason        privacy.Sealed `bson:"reason"`
	Note          privacy.Sealed `bson:"note,omitempty"` // of who decided
	Asked         Asked          `bson:",inline"`
}

// Asked is what a request asks for; which fields are set follows from its kind.
type Asked struct {
	Kinds          []Kind         `bson:"kinds,omitempty" audit:"-"`        // Correct
	Gender         Gender         `bson:"gender,omitempty" audit:"-"`       // Correct
	Birth          region.Day     `bson:"birth,omitempty" audit:"-"`        // Correct
	NoIDReason     NoIDReason     `bson:"no_id_reason,omitempty" audit:"-"` // Correct
	Name           privacy.Sealed `bson:"name,omitempty"`                   // Correct, Inquiry
	IDNumber       privacy.Sealed `bson:"id_number,omitempty"`              // Correct, Inquiry
	Risk           Risk           `bson:"risk,omitempty" audit:"-"`         // LowerRisk
	Guardianship   Guardianship   `bson:"guardianship,omitempty" audit:"-"` // Measure
	GuardianName   privacy.Sealed `bson:"guardian_name,omitempty"`          // Measure
	GuardianMobile privacy.Sealed `bson:"guardian_mobile,omitempty"`        // Measure
}

const requestsName = "file_requests"

var (
	everyRequestKind = []RequestKind{Correct, Transfer, LowerRisk, Measure, Inquiry}
	openRequest      = []RequestStatus{RequestOpen}

	// riskOrder lists the levels, the lowest first. A level that was not collected is below all.
	riskOrder = []Risk{RiskUnknown, Green, Blue, Yellow, Red}
)

// lower reports whether the risk is below the other.
func (r Risk) lower(than Risk) bool {
	return slices.Index(riskOrder, r) < slices.Index(riskOrder, than)
}

// requestActs lists the acts on a request; doc.go has the diagram.
var requestActs = workflow.Table[Request, RequestStatus]{
	Name:    "file_request",
	State:   func(r *Request) RequestStatus { return r.Status },
	Enter:   (*Request).enter,
	Refusal: ErrRequestMove,
	Apart:   func(a auth.Actor, r *Request) error { return a.NotSelf(r.Makers...) },
	Acts: []workflow.Act[Request, RequestStatus]{
		{Name: "approve", ZH: "同意", EN: "Approve", From: openRequest, To: RequestApproved, Permissions: fileCheckers, May: forDeciding, Apart: true},
		{Name: "refuse", ZH: "不同意", EN: "Refuse", From: openRequest, To: RequestRefused, Permissions: fileCheckers, May: forDeciding, Apart: true},
		{Name: "withdraw", ZH: "撤回", EN: "Withdraw", From: openRequest, To: RequestWithdrawn, Permissions: fileWriters, May: forMaker},
	},
}

// forDeciding allows the county to decide corrections and inquiries, and the township of the place as well to decide the others.
func forDeciding(q workflow.Asking, r *Request) error {
	if holds(q.Actor, r.To, auth.CountyAdmin) || r.Kind != Correct && r.Kind != Inquiry && holds(q.Actor, r.To, auth.TownSupervisor) {
		return nil
	}
	return auth.ErrForbidden
}

func forMaker(q workflow.Asking, r *Request) error {
	if r.MadeBy != q.Actor.ID() {
		return auth.ErrForbidden
	}
	return nil
}

func (r *Request) enter(to RequestStatus, step workflow.Step) {
	r.Status, r.At = to, step.At
	if to == RequestApproved || to == RequestRefused {
		r.DecidedBy = step.By
	}
}
