package evaluation_test

import (
	"maps"
	"testing"

	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// waiting counts the work that waits for the person, by kind, as the desk does.
func (e *env) waiting(a auth.Actor) map[string]int64 {
	e.t.Helper()
	out := map[string]int64{}
	for _, kind := range e.service.Feature().Work {
		if !kind.For(a) {
			continue
		}
		w := must(kind.List(e.as(a), feature.WorkQuery{Actor: a, Now: e.now}))(e.t)
		if w.Count > 0 {
			out[kind.Code] = w.Count
		}
		for _, item := range w.Items {
			if item.Title == "" || item.Note == "" || item.Since.IsZero() || item.Link != "/evaluations/"+item.ID {
				e.t.Errorf("%s: %+v", kind.Code, item)
			}
		}
	}
	return out
}

// TestWork: in each state the evaluation waits exactly for the people who take the next act, and counts as their list shows.
func TestWork(t *testing.T) {
	e := newEnv(t)
	first := e.vetoed()
	far := auth.Actor{UserID: e.third.UserID, Bindings: []auth.Binding{ // a rater whose role is of another region now
		{Role: auth.CountyAdmin, Region: "53/"}, {Role: auth.Evaluator, Region: "53/"}, {Role: auth.OrgAdmin, OrgID: "org_far"},
	}}
	for i, state := range states {
		e.in(first, state)
		managed := map[string]int64{}
		switch state {
		case evaluation.Planned, evaluation.SelfSubmitted, evaluation.Desk, evaluation.Scored, evaluation.Merged, evaluation.Objected, evaluation.Reviewed,
			evaluation.Rectifying, evaluation.Rechecked:
			managed["evaluation_manage_"+string(state)] = 1
		}
		own, rated, undeclared := map[string]int64{}, map[string]int64{}, map[string]int64{}
		if state == evaluation.SelfReporting {
			own["evaluation_self_reporting"] = 1
		}
		if state == evaluation.Desk || state == evaluation.Onsite {
			rated["evaluation_score"] = 1
		}
		if i < 5 {
			undeclared["evaluation_declare"] = 1
		}
		for name, tt := range map[string]struct {
			who  auth.Actor
			want map[string]int64
		}{"manager": {e.manager, managed}, "provider": {e.lead, own}, "rater": {e.third, rated}, "rater who has not declared": {e.village, undeclared}} {
			if got := e.waiting(tt.who); !maps.Equal(got, tt.want) {
				t.Errorf("%s, %s: %v, want %v", state, name, got, tt.want)
			}
		}
		if got := e.waiting(far); len(got) != 0 {
			t.Errorf("%s: in another region %v", state, got)
		}
		if n := len(must(e.service.List(e.as(e.manager), evaluation.Query{Status: state}))(t).Items); n != 1 {
			t.Errorf("%s: the list shows %d", state, n)
		}
	}
	e.in(first, evaluation.Rectifying)
	if err := e.service.Change(e.system(), first.ID, func(ev *evaluation.Evaluation) { ev.RectifyReport = "" }); err != nil {
		t.Fatal(err)
	}
	if got := e.waiting(e.lead); got["evaluation_rectifying"] != 1 || len(e.waiting(e.manager)) != 0 {
		t.Errorf("before the report: provider %v, manager %v", got, e.waiting(e.manager))
	}
}
