package volunteers_test

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// waiting is how many of the kind wait for the person; -1 when the kind is not theirs.
func (e *env) waiting(code string, a auth.Actor, orgID string) feature.WorkList {
	e.t.Helper()
	for _, w := range e.service.Feature().Work {
		if w.Code == code && w.For(a) {
			return must(w.List(e.as(a), feature.WorkQuery{Actor: a, OrgID: orgID, Now: e.now}))(e.t)
		}
	}
	return feature.WorkList{Count: -1}
}

// TestWork counts what the lists behind it show, for an organisation, another one and the county.
func TestWork(t *testing.T) {
	e := newEnv(t)
	asking, u := e.registered(0)
	must(e.service.AskToJoin(e.as(u), e.orgA))(t)
	own, _ := e.joined(1)
	verified, _ := e.joined(2)
	must(e.service.Verify(e.as(e.admin), verified.ID, 0))(t)
	for i, status := range []volunteers.ClearanceStatus{volunteers.Consented, volunteers.Queried, volunteers.Expired} {
		v, _ := e.active(3 + i)
		e.put(t, e.load(v.ID), func(v *volunteers.Volunteer) {
			v.Clearance.Status, v.ClearanceValidTo = status, e.now.AddDate(0, 0, -1)
			v.Clearance.ConsentAt, v.Clearance.QueriedDay = e.now, region.DayOf(e.now)
		})
	}
	ending, _ := e.active(6)
	e.certify(ending, region.DayOf(e.now).Add(30))
	later, _ := e.active(7)
	e.certify(later, region.DayOf(e.now).Add(31))
	for _, tt := range []struct {
		code                string
		admin, adminB, lead int64
		office              int64
		first               string
	}{
		{"volunteer_asking", 1, 0, 1, 0, asking.ID},
		{"volunteer_registered", 1, 0, 1, 1, own.ID}, // the county: the one who belongs to no organisation yet
		{"volunteer_verified", 1, 0, 1, 0, verified.ID},
		{"clearance_consented", 1, 0, -1, 1, ""},
		{"clearance_queried", 1, 0, -1, 1, ""},
		{"clearance_expired", 1, 0, -1, 1, ""},
		{"skills_ending", 1, 0, 1, 1, ending.ID},
	} {
		for who, want := range map[string]int64{"admin": tt.admin, "adminB": tt.adminB, "lead": tt.lead, "office": tt.office} {
			a, orgID := map[string]auth.Actor{"admin": e.admin, "adminB": e.adminB, "lead": e.lead, "office": e.office}[who], ""
			if who != "office" {
				orgID = a.Bindings[0].OrgID
			}
			got := e.waiting(tt.code, a, orgID)
			if got.Count != want {
				t.Errorf("%s waits %d times for %s, want %d", tt.code, got.Count, who, want)
			}
			if all := e.waiting(tt.code, a, ""); all.Count != want {
				t.Errorf("%s waits %d times for %s wherever they work, want %d", tt.code, all.Count, who, want)
			}
			if who == "admin" && tt.first != "" && (got.Items[0].ID != tt.first || got.Items[0].Title == "" || got.Items[0].Title == name) {
				t.Errorf("%s: first %+v", tt.code, got.Items[0])
			}
		}
	}
	if w := e.waiting("clearance_expired", e.admin, e.orgA); w.Late != 1 || !w.Due.Equal(e.now.AddDate(0, 0, -1)) {
		t.Errorf("expired: %+v", w)
	}
	if w := e.waiting("skills_ending", e.admin, e.orgA); w.Late != 0 || !w.Due.Equal(region.DayOf(e.now).Add(30).LastInstant()) {
		t.Errorf("certificates: %+v", w)
	}
	for code, days := range map[string]int{"volunteer_registered": 5, "volunteer_verified": 5, "clearance_consented": 5, "clearance_queried": 20} {
		e.dueAfter(code, days)
	}
	if w := e.waiting("volunteer_registered", u, ""); w.Count != -1 {
		t.Errorf("a volunteer is told of %d profiles", w.Count)
	}
	both := e.admin // who also works for the region's office
	both.Bindings = append(both.Bindings[:1:1], e.office.Bindings...)
	if w := e.waiting("volunteer_registered", both, ""); w.Count != 2 || len(w.Items) != 2 {
		t.Errorf("an organisation's person of the office is told of %+v", w)
	}
}

// dueAfter checks that the one waiting item of the kind is due on the last of the working days that the volunteer was told, and late from
// the day after.
func (e *env) dueAfter(code string, days int) {
	e.t.Helper()
	start := e.now
	defer func() { e.now = start }()
	last := e.calendar.AddWorkdays(region.DayOf(start), days)
	for _, tt := range []struct {
		now  time.Time
		late int64
	}{{start, 0}, {last.Start(), 0}, {last.LastInstant(), 0}, {last.End(), 1}, {last.Add(40).Start(), 1}} {
		e.now = tt.now
		w := e.waiting(code, e.admin, e.orgA)
		if w.Count != 1 || w.Late != tt.late || !w.Due.Equal(last.LastInstant()) {
			e.t.Errorf("%s on %s: %+v, want it due at the end of %s", code, region.DayOf(tt.now), w, last)
		}
	}
}
