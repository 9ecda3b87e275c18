package activities_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// TestTrialActivityInThePast creates, edits and repeats activities that began before now.
func TestTrialActivityInThePast(t *testing.T) {
	w := newWorld(t)
	past := func(n activities.NewActivity) activities.NewActivity {
		back := n.Start.Sub(w.Now())
		n.SignupFrom, n.SignupTo = n.SignupFrom.Add(-back), n.SignupTo.Add(-back)
		n.Start, n.End = n.Start.Add(-back), n.End.Add(-back)
		return n
	}
	plan := w.plan()
	if _, err := w.Create(w.Lead(), past(plan)); !errors.Is(err, activities.ErrPast) {
		t.Errorf("created: %v", err)
	}
	draft, err := w.Create(w.Lead(), plan)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Edit(w.Lead(), draft.ID, 0, past(plan)); !errors.Is(err, activities.ErrPast) {
		t.Errorf("edited: %v", err)
	}
	early := plan
	early.SignupFrom = w.Now().AddDate(0, 0, -20)
	early.SignupTo = early.SignupFrom.Add(time.Hour)
	yesterday := region.DayOf(w.Now()).Add(-1)
	if _, err := w.CreateSeries(w.Lead(), activities.Series{NewActivity: early, Days: []region.Day{yesterday}}); !errors.Is(err, activities.ErrSeriesPast) {
		t.Errorf("repeated: %v", err)
	}
}
