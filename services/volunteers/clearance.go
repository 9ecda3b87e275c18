package volunteers

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about clearances.
var (
	ErrClearanceMove = fault.New(fault.Conflict, "clearance_move", "The clearance is not at the step that allows this.", "从业查询当前步骤不允许此操作。")
	ErrClearanceDay  = fault.New(fault.Invalid, "clearance_day", "The day comes before the query or lies in the future.", "结果日期不能早于查询日期，也不能晚于今天。")
)

// ClearanceStatus is the state of the query of the criminal record.
type ClearanceStatus string

// The states of a clearance; doc.go has the diagram.
const (
	NoClearance ClearanceStatus = "none"
	Consented   ClearanceStatus = "consented"
	Queried     ClearanceStatus = "queried"
	Clear       ClearanceStatus = "clear"
	Expired     ClearanceStatus = "expired"
	Barred      ClearanceStatus = "barred"
)

// Authority is the authority that answers the query.
type Authority string

// The authorities.
const (
	Police      Authority = "police"      // 公安机关
	Procuracy   Authority = "procuracy"   // 检察机关
	CivilOffice Authority = "civil_admin" // 民政部门统一查询
)

// ClearanceMonths is the number of months for which a clear result is valid.
const ClearanceMonths = 12

// Clearance is the query and its result: clear or hit, the authority, the day, and the person who recorded it. The content of a
// criminal record is never stored.
type Clearance struct {
	Status         ClearanceStatus `bson:"status"`
	ConsentVersion string          `bson:"consent_version,omitempty"`
	ConsentAt      time.Time       `bson:"consent_at,omitempty"`
	OnPaper        bool            `bson:"on_paper,omitempty"` // the signed consent is kept by the organisation
	QueriedDay     region.Day      `bson:"queried_day,omitempty"`
	Authority      Authority       `bson:"authority,omitempty"`
	ResultDay      region.Day      `bson:"result_day,omitempty"`
	Checker        string          `bson:"checker,omitempty"` // user id of the person who recorded the result
}

// ClearedUntil returns the end of the validity of a clear result of the day.
func ClearedUntil(day region.Day) time.Time { return day.AddMonths(ClearanceMonths).Start() }

// record stores the authority, the day of its answer, and the person who recorded it.
func (v *Volunteer) record(a Authority, day region.Day, checker string) {
	v.Clearance.Authority, v.Clearance.ResultDay, v.Clearance.Checker = a, day, checker
	v.ClearanceValidTo = ClearedUntil(day)
}

// recordHit is record for a hit. It freezes an active volunteer.
func (v *Volunteer) recordHit(a Authority, day region.Day, checker string, now time.Time) {
	v.record(a, day, checker)
	v.ClearanceValidTo = time.Time{}
	if v.Status == Active {
		v.FrozenAbove = true
		v.enter(Frozen, workflow.Step{At: now})
	}
}

// withResult refuses a clearance without a clear result.
func withResult(v *Volunteer) error {
	if v.ClearanceValidTo.IsZero() {
		return ErrClearanceMove
	}
	return nil
}

// revokeResult removes the clear result and the consent.
func revokeResult(_ context.Context, _ workflow.Asking, v *Volunteer) error {
	v.Clearance, v.ClearanceValidTo = Clearance{Status: v.Clearance.Status}, time.Time{}
	return nil
}

// withdrawConsent withdraws a consent before the query. An earlier clear result stays valid until its end.
func (v *Volunteer) withdrawConsent(now time.Time) {
	v.Clearance.ConsentVersion, v.Clearance.ConsentAt, v.Clearance.OnPaper = "", time.Time{}, false
	switch {
	case v.ClearanceValidTo.IsZero():
		v.Clearance.Status = NoClearance
	case now.Before(v.ClearanceValidTo):
		v.Clearance.Status = Clear
	default:
		v.Clearance.Status = Expired
	}
}
