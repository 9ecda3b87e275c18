package volunteers_test

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialClearedAlone has one person record a clear result without a document, which is refused. With a document it counts only
// after another person has confirmed it; the volunteer, and another account of the recorder, are refused.
func TestTrialClearedAlone(t *testing.T) {
	e := newEnv(t)
	v, u := e.joined(1)
	must(e.service.ConsentOnPaper(e.as(e.admin), v.ID))(t)
	must(e.service.RecordQuery(e.as(e.admin), v.ID))(t)
	for _, r := range []volunteers.Result{
		{Authority: volunteers.Police, Day: "2026-03-02"},
		{Authority: volunteers.Police, Day: "2026-03-02", DocumentNo: "花公查〔2026〕18号", Issuer: " "},
	} {
		_, err := e.service.RecordResult(e.as(e.admin), v.ID, r)
		wants(t, "a result on somebody's word", err, fault.ErrInvalid)
	}
	got := must(e.service.RecordResult(e.as(e.admin), v.ID, answer(v.ID, "2026-03-02", false)))(t)
	if got.Clearance.Status != volunteers.Answered || e.service.ClearAt(got, e.now) {
		t.Errorf("cleared by one person: %+v", got.Clearance)
	}
	twin := e.office
	twin.PersonKey = e.admin.PersonKey
	staff := u
	staff.Bindings = e.admin.Bindings
	for what, a := range map[string]auth.Actor{"the recorder": e.admin, "the recorder's other account": twin, "the volunteer": staff} {
		_, err := e.service.ConfirmResult(e.as(a), v.ID, 0)
		wants(t, what, err, auth.ErrSelf)
	}
	must(e.service.ReturnResult(e.as(e.office), v.ID, 0, "文书编号与原件不符"))(t)
	got = e.cleared(v.ID, "2026-03-02")
	if !e.service.ClearAt(got, e.now) || got.Clearance.Checker != e.admin.UserID || got.Clearance.Confirmer != e.office.UserID {
		t.Errorf("confirmed: %+v", got.Clearance)
	}
}
