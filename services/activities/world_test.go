package activities_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/activities/activitiestest"
)

// world is a county with the services that the tests need.
type world struct {
	*activitiestest.County
	*activities.Service
}

var monday = activitiestest.Monday

const county = activitiestest.Region

var job = activitiestest.Job

func newWorld(t testing.TB) *world {
	c := activitiestest.New(t)
	return &world{c, c.Activities}
}

// plan returns a valid plan for 9 to 11 on Thursday.
func (w *world) plan() activities.NewActivity {
	return activities.NewActivity{LeaderPhone: "13800000000", Plan: activities.Plan{
		Title: "周四课业辅导", OrgID: w.OrgID, Type: activities.Tutoring, TargetGroup: activities.Elders,
		Content: "辅导作业并一起阅读，六点前送回。", Region: county, Address: "青岩镇文化站二楼", Start: monday.AddDate(0, 0, 3),
		End: monday.AddDate(0, 0, 3).Add(2 * time.Hour), SignupFrom: monday, SignupTo: monday.AddDate(0, 0, 3), Capacity: 2,
		Waitlist: true, Risk: "楼梯较陡，请扶好扶手。", Leader: "usr_lead",
	}}
}

// published publishes the plan after the changes and returns the activity.
func (w *world) published(change func(*activities.Plan)) activities.Activity {
	w.T.Helper()
	n := w.plan()
	if change != nil {
		change(&n.Plan)
	}
	a, err := w.Create(w.Lead(), n)
	if err == nil {
		_, err = w.Submit(w.Lead(), a.ID)
	}
	if err == nil {
		a, err = w.Publish(w.Office(), a.ID, 0)
	}
	if err != nil {
		w.T.Fatal(err)
	}
	return a
}

func (w *world) signUp(a activities.Activity, id string) activities.Signup {
	w.T.Helper()
	su, _, err := w.SignUp(w.Volunteer(id), a.ID)
	if err != nil {
		w.T.Fatal(err)
	}
	return su
}

func (w *world) status(a activities.Activity, id string) activities.SignupStatus {
	w.T.Helper()
	su, err := w.SignupOf(job(), a.ID, id)
	if err != nil {
		w.T.Fatal(err)
	}
	return su.Status
}

func (w *world) load(id string) activities.Activity {
	w.T.Helper()
	a, err := w.Get(job(), id)
	if err != nil {
		w.T.Fatal(err)
	}
	return a
}

func want(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("error %v, want %v", err, target)
	}
}
