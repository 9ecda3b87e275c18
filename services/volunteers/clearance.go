package volunteers

import (
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about clearances.
var (
	ErrClearanceMove = fault.New(fault.Conflict, "clearance_move", "The clearance is not at the step that allows this.", "从业查询当前步骤不允许此操作。")
	ErrClearanceDay  = fault.New(fault.Invalid, "clearance_day", "The day comes before the query or lies in the future.", "结果日期不能早于查询日期，也不能晚于今天。")
)

// ClearanceStatus is how far the query of the criminal record is.
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

// Authority is who answers the query.
type Authority string

// The authorities.
const (
	Police      Authority = "police"      // 公安机关
	Procuracy   Authority = "procuracy"   // 检察机关
	CivilOffice Authority = "civil_admin" // 民政部门统一查询
)

// ClearanceMonths is how long a clear result holds.
const ClearanceMonths = 12

// Clearance is the query and its result: clear or hit, who answered, when, and who recorded it; never what was found.
type Clearance struct {
	Status         ClearanceStatus `bson:"status"`
	ConsentVersion string          `bson:"consent_version,omitempty"`
	ConsentAt      time.Time       `bson:"consent_at,omitempty"`
	OnPaper        bool            `bson:"on_paper,omitempty"` // the consent is a signed paper at the organisation
	QueriedDay     region.Day      `bson:"queried_day,omitempty"`
	Authority      Authority       `bson:"authority,omitempty"`
	ResultDay      region.Day      `bson:"result_day,omitempty"`
	Checker        string          `bson:"checker,omitempty"` // user id of who recorded the result
}

var clearanceMoves = map[ClearanceStatus][]ClearanceStatus{ // what is not listed is refused
	NoClearance: {Consented},
	Consented:   {Queried, NoClearance},
	Queried:     {Clear, Barred},
	Clear:       {Consented, Expired},
	Expired:     {Consented},
	Barred:      {Clear},
}

// Move changes the status, or returns ErrClearanceMove and changes nothing.
func (c *Clearance) Move(to ClearanceStatus) error {
	if !slices.Contains(clearanceMoves[c.Status], to) {
		return fmt.Errorf("clearance from %s to %s: %w", c.Status, to, ErrClearanceMove)
	}
	c.Status = to
	return nil
}

// ClearedUntil is the instant before which a clear result of that day holds.
func ClearedUntil(day region.Day) time.Time { return day.AddMonths(ClearanceMonths).Start() }

// pass records a clear result of the day.
func (v *Volunteer) pass(a Authority, day region.Day, checker string) error {
	if err := v.Clearance.Move(Clear); err != nil {
		return err
	}
	v.Clearance.Authority, v.Clearance.ResultDay, v.Clearance.Checker = a, day, checker
	v.ClearanceValidTo = ClearedUntil(day)
	return nil
}

// bar records a hit and freezes an active volunteer.
func (v *Volunteer) bar(a Authority, day region.Day, checker string, now time.Time) error {
	if err := v.Clearance.Move(Barred); err != nil {
		return err
	}
	v.Clearance.Authority, v.Clearance.ResultDay, v.Clearance.Checker = a, day, checker
	v.ClearanceValidTo = time.Time{}
	if v.Status != Active {
		return nil
	}
	v.FrozenAbove = true
	return v.Move(Frozen, now)
}

// withdraw takes a consent back before the query; what an earlier result allowed goes on until its end.
func (v *Volunteer) withdraw(now time.Time) error {
	if err := v.Clearance.Move(NoClearance); err != nil {
		return err
	}
	v.Clearance.ConsentVersion, v.Clearance.ConsentAt, v.Clearance.OnPaper = "", time.Time{}, false
	switch {
	case v.ClearanceValidTo.IsZero():
	case now.Before(v.ClearanceValidTo):
		v.Clearance.Status = Clear
	default:
		v.Clearance.Status = Expired
	}
	return nil
}
