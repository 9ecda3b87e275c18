package register_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/register"
)

// points answers the ten questions so that they sum up to n.
func points(n int) form.Answers {
	a := form.Answers{"triggers": "none"}
	register.AssessmentForm.Each(func(f *form.Field) {
		if f.Code != "triggers" {
			give := min(n, 3)
			a[f.Code], n = string(rune('0'+give)), n-give
		}
	})
	return a
}

// TestAssess grades by points and by emergencies, at each edge; a higher level counts at once, a lower one waits for the township.
func TestAssess(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	assess := func(a form.Answers) register.AssessmentFile {
		t.Helper()
		return must(e.Register.Assess(e.As(e.Director), f.ID, 0, a, why))(t)
	}
	for _, tt := range []struct {
		points int
		want   register.Risk
		days   int
	}{{30, register.Red, 30}, {26, register.Red, 30}, {25, register.Yellow, 90}, {16, register.Yellow, 90}, {15, register.Blue, 180}, {6, register.Blue, 180}, {5, register.Green, 365}, {0, register.Green, 365}} {
		if a := assess(points(tt.points)); a.Level != tt.want || a.Score != int64(tt.points) || a.NextDue != today.Add(tt.days) || a.Note != why {
			t.Errorf("%d points: %s, %d, next on %s", tt.points, a.Level, a.Score, a.NextDue)
		}
	}
	for _, trigger := range []string{"violence", "trafficked", "wandering", "destitute", "life"} {
		a := points(0)
		a["triggers"] = trigger
		if got := assess(a); got.Level != register.Red || !slices.Equal(got.Triggers, []string{trigger}) {
			t.Errorf("%s: %s", trigger, got.Level)
		}
	}
	if now := must(e.Register.Read(e.As(e.Director), f.ID))(t); now.Risk != register.Red || now.AssessDue != today.Add(30) {
		t.Errorf("the file: %s, %s", now.Risk, now.AssessDue)
	}
	for field, change := range map[string]form.Answers{
		"answers.mood": {"mood": ""}, "answers.home": {"home": "4"}, "answers.triggers": {"triggers": "none,life"}, "answers.x": {"x": "1"},
	} {
		a := points(3)
		maps.Copy(a, change)
		_, err := e.Register.Assess(e.As(e.Director), f.ID, 0, a, why)
		if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Fields[0].Path != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := e.Register.Assess(e.As(e.Director), f.ID, 0, points(3), "短")
	if refused, ok := errors.AsType[*fault.Fault](err); !ok || refused.Fields[0].Path != "note" {
		t.Errorf("without a basis: %v", err)
	}
	_, err = e.Register.Assess(e.As(e.Director), e.Draft().ID, 0, points(3), why)
	wants(t, "a draft", err, register.ErrAssessChild)
}

// TestAssessLower lets a lower level wait for the township, once.
func TestAssessLower(t *testing.T) {
	e := newEnv(t)
	f := e.Registered() // yellow
	first := must(e.Register.Assess(e.As(e.Director), f.ID, 0, points(3), why))(t)
	again := must(e.Register.Assess(e.As(e.Director), f.ID, 0, points(4), why))(t)
	if first.Level != register.Green || first.RequestID == "" || again.RequestID != "" {
		t.Fatalf("requests: %q, %q", first.RequestID, again.RequestID)
	}
	if now := must(e.Register.Read(e.As(e.Director), f.ID))(t); now.Risk != register.Yellow {
		t.Errorf("lowered without the township: %s", now.Risk)
	}
	if err := e.approve(e.Supervisor, first.RequestID); err != nil {
		t.Fatal(err)
	}
	if now := must(e.Register.Read(e.As(e.Director), f.ID))(t); now.Risk != register.Green {
		t.Errorf("after the approval: %s", now.Risk)
	}
	list := must(e.Register.Assessments(e.As(e.Supervisor), f.ID))(t).Items
	if len(list) != 2 || list[0].ID != again.ID || list[1].Note != why || list[1].Before != register.Yellow {
		t.Errorf("assessments: %+v", list)
	}
	e.api().As(e.Lead).Do("GET", "/beneficiaries/"+f.ID+"/assessments", nil).Refused(403, "forbidden")

	waits := func() int64 { return e.Waiting(e.Register.Feature().Work, e.Director)["beneficiary_assess"].Count }
	e.Now = e.Now.AddDate(0, 0, 364)
	if waits() != 0 {
		t.Error("due a day early")
	}
	e.Now = e.Now.AddDate(0, 0, 1)
	if waits() != 1 {
		t.Error("not due after a year")
	}
}

// TestAssessAlone does not let the form forget that nobody cares for the child.
func TestAssessAlone(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	facts.Guardianship, facts.Risk, facts.Flagged = register.ByNobody, register.Red, true
	f := e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t).ID)
	_, err := e.Register.Assess(e.As(e.Director), f.ID, 0, points(0), why)
	wants(t, "a child alone without the trigger", err, register.ErrAssessFlag)
	a := points(0)
	a["triggers"] = "alone"
	if got := must(e.Register.Assess(e.As(e.Director), f.ID, 0, a, why))(t); got.Level != register.Red {
		t.Errorf("level: %s", got.Level)
	}
}
