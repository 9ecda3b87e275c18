package volunteers

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about clearances.
var (
	ErrClearanceMove = fault.New(fault.Conflict, "clearance_move", "The clearance is not at the step that allows this.", "从业查询当前步骤不允许此操作。")
	ErrNoDocument    = fault.New(fault.Invalid, "clearance_document", "Attach the document of this query below first, then choose it here.", "请先在下方“从业查询材料”中上传本次查询的结果文书，再在此选择。")
	ErrClearanceDay  = fault.New(fault.Invalid, "clearance_day", "The day comes before the query or lies in the future.", "结果日期不能早于查询日期，也不能晚于今天。")
)

// ClearanceStatus is the state of the query of the criminal record.
type ClearanceStatus string

// The states of a clearance; doc.go has the diagram.
const (
	NoClearance ClearanceStatus = "none"
	Consented   ClearanceStatus = "consented"
	Queried     ClearanceStatus = "queried"
	Answered    ClearanceStatus = "answered" // a clear result that another person has to confirm
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

// Clearance is the query and its result: clear or hit, the authority, the day, the document, and the persons who recorded and
// confirmed it. The content of a criminal record is never stored.
type Clearance struct {
	Status         ClearanceStatus `bson:"status"`
	ConsentVersion string          `bson:"consent_version,omitempty"`
	ConsentAt      time.Time       `bson:"consent_at,omitempty"`
	OnPaper        bool            `bson:"on_paper,omitempty"` // the signed consent is kept by the organisation
	QueriedDay     region.Day      `bson:"queried_day,omitempty"`
	Authority      Authority       `bson:"authority,omitempty"`
	ResultDay      region.Day      `bson:"result_day,omitempty"`
	DocumentNo     string          `bson:"document_no,omitempty"` // of the document that gives the result
	FileID         string          `bson:"file_id,omitempty"`     // the document itself, attached to the volunteer
	Issuer         string          `bson:"issuer,omitempty"`      // the office that issued it
	Checker        string          `bson:"checker,omitempty"`     // user id of the person who recorded the result
	CheckerKey     string          `bson:"checker_key,omitempty"` // the person, who may not confirm the result with another account
	Confirmer      string          `bson:"confirmer,omitempty"`   // user id of the person who confirmed it
}

// Result is the answer of an authority: clear, or a hit.
type Result struct {
	Hit        bool
	Authority  Authority
	Day        region.Day // of the answer
	DocumentNo string
	Issuer     string
	FileID     string // the document itself
}

// check returns ErrAuthority, ErrClearanceDay, or an error with the missing parts of the document; first is the earliest possible day.
func (r *Result) check(first region.Day, now time.Time) error {
	if !slices.Contains([]Authority{Police, Procuracy, CivilOffice}, r.Authority) {
		return ErrAuthority.At("authority")
	}
	if !r.Day.Valid() || r.Day < first || r.Day > region.DayOf(now) {
		return ErrClearanceDay.At("day")
	}
	var bad fault.Problems
	bad.Check(fault.Between(r.DocumentNo, 2, 60), "document_no", "length", "Give the number of the document with the result, 2 to 60 characters.", "请填写查询结果文书的编号（2 至 60 个字）。")
	bad.Check(fault.Between(r.Issuer, 2, 100), "issuer", "length", "Name the office that issued the document, 2 to 100 characters.", "请填写出具文书的单位（2 至 100 个字）。")
	return bad.Err()
}

// ClearedUntil returns the end of the validity of a clear result of the day.
func ClearedUntil(day region.Day) time.Time { return day.AddMonths(ClearanceMonths).Start() }

// record stores the answer and the person who recorded it.
func (v *Volunteer) record(r Result, by auth.Actor) {
	c := &v.Clearance
	c.Authority, c.ResultDay, c.DocumentNo, c.Issuer, c.FileID = r.Authority, r.Day, r.DocumentNo, r.Issuer, r.FileID
	c.Checker, c.CheckerKey, c.Confirmer = by.ID(), by.PersonKey, ""
}

// confirm makes the recorded clear result valid.
func (v *Volunteer) confirm(by auth.Actor) {
	v.Clearance.Confirmer = by.ID()
	v.ClearanceValidTo = ClearedUntil(v.Clearance.ResultDay)
}

// recordHit is record for a hit. It freezes an active volunteer.
func (v *Volunteer) recordHit(r Result, by auth.Actor, now time.Time) {
	v.record(r, by)
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
