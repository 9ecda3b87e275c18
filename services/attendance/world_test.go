package attendance_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/activities/activitiestest"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// world is a county with a running contract and the services that the tests need.
type world struct {
	*activitiestest.County
	*attendance.Service
	acts     *activities.Service
	contract string
	named    map[string][]string // persons served, by activity
}

var monday = activitiestest.Monday

const county = activitiestest.Region

var job = activitiestest.Job

func newWorld(t testing.TB) *world {
	t.Helper()
	c, named := activitiestest.New(t, attendance.Templates...), map[string][]string{}
	s, err := attendance.New(attendance.Deps{
		DB: c.DB, Sealer: c.Sealer, Audit: c.Audit, Outbox: c.Outbox, Now: c.Now, Orgs: c.Orgs, Volunteers: c.Profiles,
		Activities: c.Activities, Calendar: c.Calendar,
		Served: func(_ context.Context, act *activities.Activity, people []string) error {
			named[act.ID] = people
			return nil
		},
		Unserved: func(_ context.Context, activityID, _ string) error {
			delete(named, activityID)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Figures = s.Figures
	return &world{County: c, Service: s, acts: c.Activities, contract: c.Performing(c.OrgID), named: named}
}

func (w *world) admin() context.Context { return w.As("usr_admin", auth.OrgAdmin) }

// activity publishes an activity with the start and the length, signs the volunteers up a day before, and sets the clock to the
// start.
func (w *world) activity(start time.Time, length time.Duration, ids ...string) activities.Activity {
	w.T.Helper()
	return w.planned(w.plan(start, length), ids...)
}

func (w *world) planned(p activities.Plan, ids ...string) activities.Activity {
	w.T.Helper()
	w.At(p.Start.Add(-24 * time.Hour))
	a, err := w.acts.Create(w.Lead(), activities.NewActivity{LeaderPhone: "13800000000", Plan: p})
	if err == nil {
		_, err = w.acts.Submit(w.Lead(), a.ID)
	}
	if err == nil {
		a, err = w.acts.Publish(w.Office(), a.ID, 0)
	}
	for _, id := range ids {
		if err == nil {
			_, _, err = w.acts.SignUp(w.Volunteer(id), a.ID)
		}
	}
	if err != nil {
		w.T.Fatal(err)
	}
	w.At(p.Start)
	return a
}

func (w *world) plan(start time.Time, length time.Duration) activities.Plan {
	return activities.Plan{
		Title: "周末课业辅导", OrgID: w.OrgID, ContractID: w.contract, Type: activities.Tutoring, TargetGroup: activities.Elders,
		Content: "辅导作业并一起阅读，六点前送回。", Region: county, Address: "青岩镇文化站二楼", Lat: 26.33, Lng: 106.69, Start: start,
		End: start.Add(length), SignupFrom: start.Add(-48 * time.Hour), SignupTo: start, Capacity: 200, Risk: "楼梯较陡，请扶好扶手。", Leader: "usr_lead",
	}
}

func (w *world) code(a activities.Activity, d attendance.Direction) string {
	w.T.Helper()
	c, err := w.CheckinCode(w.Lead(), a.ID, d)
	if err != nil {
		w.T.Fatal(err)
	}
	return c.Token
}

func scan(token string) attendance.ScannedCode { return attendance.ScannedCode{Token: token} }

// stay checks the volunteer in and out by code.
func (w *world) stay(a activities.Activity, id string, in, out time.Time) attendance.Attendance {
	w.T.Helper()
	w.At(in)
	_, err := w.CheckIn(w.Volunteer(id), scan(w.code(a, attendance.In)), nil)
	if err != nil {
		w.T.Fatal(err)
	}
	w.At(out)
	at, err := w.CheckOut(w.Volunteer(id), scan(w.code(a, attendance.Out)), nil)
	if err != nil {
		w.T.Fatal(err)
	}
	return at
}

// byHand records a stay by hand.
func (w *world) byHand(a activities.Activity, id string) attendance.Attendance {
	w.T.Helper()
	w.At(a.End)
	at, err := w.Record(w.Lead(), a.ID, attendance.ByHand{VolunteerID: id, In: a.Start, Out: a.End, Reason: "手机没电"})
	if err != nil {
		w.T.Fatal(err)
	}
	return at
}

// second returns ctx for another officer of the county.
func (w *world) second() context.Context {
	return auth.With(context.Background(), auth.Actor{UserID: "usr_second", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}}})
}

// confirmHand has the county confirm a stay by hand, by two officers when it is above the share.
func (w *world) confirmHand(attendanceID string) attendance.Attendance {
	w.T.Helper()
	at, err := w.Confirm(w.Office(), attendanceID)
	if err == nil && at.Status == attendance.Pending {
		at, err = w.ConfirmOver(w.second(), attendanceID, "当日断网，已核对纸质签到表")
	}
	if err != nil || at.Status != attendance.Confirmed {
		w.T.Fatal(at.Status, err)
	}
	return at
}

// served returns a confirmed stay of the whole activity.
func (w *world) served(a activities.Activity, id string) attendance.Attendance {
	w.T.Helper()
	at, err := w.Confirm(w.admin(), w.stay(a, id, a.Start, a.End).ID)
	if err != nil {
		w.T.Fatal(err)
	}
	return at
}

func (w *world) minutes(id string) int64 {
	w.T.Helper()
	m, err := w.VolunteerMinutes(job(), id)
	if err != nil {
		w.T.Fatal(err)
	}
	return m
}

// balanced fails the test unless the totals equal the sums of the ledger.
func (w *world) balanced() attendance.Report {
	w.T.Helper()
	r, err := w.Rebuild(job())
	if err != nil {
		w.T.Fatal(err)
	}
	if len(r.Differences) > 0 {
		w.T.Fatalf("totals differ from the ledger: %+v", r.Differences)
	}
	return r
}

func want(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("error %v, want %v", err, target)
	}
}
