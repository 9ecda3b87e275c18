package activities_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

func TestPlanIsChecked(t *testing.T) {
	w := newWorld(t)
	for name, tt := range map[string]struct {
		change func(*activities.NewActivity)
		field  string // empty: accepted
	}{
		"good":                     {func(*activities.NewActivity) {}, ""},
		"back-fill in the title":   {func(n *activities.NewActivity) { n.Title = "补录三月时长" }, "title"},
		"no risk":                  {func(n *activities.NewActivity) { n.Risk = "" }, "risk"},
		"danger without insurance": {func(n *activities.NewActivity) { n.Danger = true }, "insurance_policy"},
		"danger with insurance":    {func(n *activities.NewActivity) { n.Danger, n.InsurancePolicy = true, "PICC-1" }, ""},
		"ends at the start":        {func(n *activities.NewActivity) { n.End = n.Start }, "end"},
		"a year and two days":      {func(n *activities.NewActivity) { n.End = n.Start.Add(367 * 24 * time.Hour) }, "end"},
		"a year":                   {func(n *activities.NewActivity) { n.End = n.Start.Add(365 * 24 * time.Hour) }, ""},
		"signing up after start":   {func(n *activities.NewActivity) { n.SignupTo = n.Start.Add(time.Minute) }, "signup_to"},
		"nobody":                   {func(n *activities.NewActivity) { n.Capacity = 0 }, "capacity"},
		"no phone":                 {func(n *activities.NewActivity) { n.LeaderPhone = "12" }, "leader_phone"},
		"unknown type":             {func(n *activities.NewActivity) { n.Type = "party" }, "type"},
	} {
		n := w.plan()
		tt.change(&n)
		_, err := w.Create(w.Lead(), n)
		f, _ := errors.AsType[*fault.Fault](err)
		switch {
		case tt.field == "" && err != nil:
			t.Errorf("%s: refused: %v", name, err)
		case tt.field != "" && (f == nil || len(f.Fields) != 1 || f.Fields[0].Path != tt.field):
			t.Errorf("%s: %v, want field %s alone", name, err, tt.field)
		}
	}
}

func TestChildrenNeedClearance(t *testing.T) {
	w := newWorld(t)
	a := w.published(func(p *activities.Plan) { p.TargetGroup, p.NeedsClearance = activities.Children, false })
	if !a.NeedsClearance {
		t.Fatal("an activity for children does not need clearance")
	}
}

func TestDangerIsForAdults(t *testing.T) {
	w := newWorld(t)
	a := w.published(func(p *activities.Plan) { p.Danger, p.InsurancePolicy, p.MinAge = true, "PICC-1", 16 })
	if a.MinAge != activities.Adult {
		t.Fatalf("from %d years on", a.MinAge)
	}
}

func TestRegionAndTargetGroup(t *testing.T) {
	w := newWorld(t)
	for name, tt := range map[string]struct {
		change func(*activities.Plan)
		want   error
	}{
		"no such place":            {func(p *activities.Plan) { p.Region = "52/5201/529999/" }, region.ErrUnknown},
		"a place by another path":  {func(p *activities.Plan) { p.Region = "53/520111/" }, region.ErrUnknown},
		"no such contract":         {func(p *activities.Plan) { p.ContractID = "con_none" }, docstore.ErrNotFound},
		"a contract not yet begun": {func(p *activities.Plan) { p.ContractID = w.Contract(w.OrgID) }, contracts.ErrNotPerforming},
		"another's contract":       {func(p *activities.Plan) { p.ContractID = w.Performing(w.Org("新苗社会工作服务中心")) }, contracts.ErrNotPerforming},
		"outside the contract":     {func(p *activities.Plan) { p.ContractID, p.Region = w.Performing(w.OrgID), "52/5201/520102/" }, activities.ErrOutsideContract},
		"a contract at work":       {func(p *activities.Plan) { p.ContractID = w.Performing(w.OrgID) }, nil},
		"ends after its last day":  {func(p *activities.Plan) { p.ContractID, p.End = w.Performing(w.OrgID), p.Start.Add(365*24*time.Hour) }, contracts.ErrNotPerforming},
	} {
		n := w.plan()
		tt.change(&n.Plan)
		if _, err := w.Create(w.Lead(), n); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	draft, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	_, err = w.Orgs.Suspend(w.Office(), w.OrgID, "年检未通过，暂停整改")
	want(t, err, nil)
	_, err = w.Submit(w.Lead(), draft.ID)
	want(t, err, orgs.ErrNotActive)
}

func TestNobodyPublishesOwnPlan(t *testing.T) {
	w := newWorld(t)
	a, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	_, err = w.Edit(w.As("usr_second", auth.OrgAdmin), a.ID, 0, w.plan())
	want(t, err, nil)
	_, err = w.Publish(w.Office(), a.ID, 0)
	want(t, err, activities.ErrMove) // not submitted
	_, err = w.Submit(w.Lead(), a.ID)
	want(t, err, nil)
	for _, maker := range []string{"usr_lead", "usr_second"} {
		_, err = w.Publish(w.As(maker, auth.OrgAdmin), a.ID, 0)
		want(t, err, auth.ErrSelf)
	}
	stranger := auth.With(job(), auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_other"}}})
	_, err = w.Publish(stranger, a.ID, 0)
	want(t, err, docstore.ErrNotFound)
	_, err = w.Return(w.Office(), a.ID, "请补充交通安排")
	want(t, err, nil)
	_, err = w.Submit(w.Lead(), a.ID)
	want(t, err, nil)
	a, err = w.Publish(w.As("usr_third", auth.SocialWorker), a.ID, 0)
	want(t, err, nil)
	if a.Status != activities.Published || len(w.Sent("activity.published")) != 1 || len(w.Sent("activity.returned")) != 1 {
		t.Fatalf("status %s, messages %d and %d", a.Status, len(w.Sent("activity.published")), len(w.Sent("activity.returned")))
	}
}

func TestStatusFollowsTheClock(t *testing.T) {
	w := newWorld(t)
	a := w.published(func(p *activities.Plan) { p.SignupTo = p.Start.Add(-time.Hour) })
	for _, tt := range []struct {
		at   time.Time
		want activities.Status
	}{
		{a.SignupTo.Add(-time.Minute), activities.Published},
		{a.SignupTo, activities.SignupClosed},
		{a.Start, activities.Ongoing},
		{a.End.Add(-time.Millisecond), activities.Ongoing},
		{a.End, activities.Ended},
	} {
		w.At(tt.at)
		want(t, w.AdvanceStates(job()), nil)
		if got := w.load(a.ID).Status; got != tt.want {
			t.Errorf("at %s: %s, want %s", tt.at, got, tt.want)
		}
	}
	nothing := func(context.Context, *activities.Activity) error { return nil }
	_, err := w.Record(job(), a.ID, 7, nothing, nothing)
	want(t, err, nil)
	w.At(w.Now().Add(activities.ArchiveAfter + time.Hour))
	want(t, w.AdvanceStates(job()), nil)
	if got := w.load(a.ID).Status; got != activities.Archived {
		t.Errorf("after half a year: %s", got)
	}
}

func TestEditAfterPublication(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.published(nil)
	for _, id := range ids {
		w.signUp(a, id)
	}
	n := w.plan()
	n.Capacity = 1
	_, err := w.Edit(w.Lead(), a.ID, 0, n)
	want(t, err, activities.ErrBelowTaken)
	n = w.plan()
	n.OrgID = "org_other"
	_, err = w.Edit(w.Lead(), a.ID, 0, n)
	want(t, err, auth.ErrForbidden)
	n = w.plan()
	n.TargetGroup = activities.Children // the people signed up need not be cleared for children
	_, err = w.Edit(w.Lead(), a.ID, 0, n)
	want(t, err, activities.ErrFixed)
	_, err = w.Edit(w.Lead(), a.ID, a.Edition+1, w.plan())
	want(t, err, docstore.ErrStale)

	n = w.plan()
	n.Start, n.End, n.Capacity = n.Start.Add(time.Hour), n.End.Add(time.Hour), 3
	a, err = w.Edit(w.Lead(), a.ID, a.Edition, n)
	want(t, err, nil)
	told := w.Sent("activity.changed")
	if len(told) != 3 || told[0].Data["old_when"] != "2026-03-05 09:00" || told[0].Data["when"] != "2026-03-05 10:00" {
		t.Fatalf("told of the change: %+v", told)
	}
	if got := w.status(a, ids[2]); got != activities.Confirmed {
		t.Errorf("the third, after one more place: %s", got)
	}
	if a = w.load(a.ID); a.Taken != 3 || a.Waiting != 0 {
		t.Errorf("taken %d, waiting %d", a.Taken, a.Waiting)
	}
	su, _ := w.SignupOf(job(), a.ID, ids[0])
	if !su.Start.Equal(a.Start) {
		t.Error("the sign-up kept the old time")
	}
}

func TestCancelInformsEverybodySignedUp(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(3)
	a := w.published(nil)
	for _, id := range ids {
		w.signUp(a, id)
	}
	_, err := w.Cancel(w.Lead(), a.ID, "场地停电")
	want(t, err, nil)
	if told := w.Sent("activity.cancelled"); len(told) != 3 || told[0].Data["reason"] != "场地停电" {
		t.Fatalf("told: %+v", told)
	}
	if got := w.status(a, ids[2]); got != activities.Released {
		t.Errorf("sign-up: %s", got)
	}
	other := w.published(nil) // at the same time, which is free in the diary again
	w.signUp(other, ids[0])

	draft, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	_, err = w.Cancel(w.Lead(), draft.ID, "不办了")
	want(t, err, nil)
	if told := w.Sent("activity.cancelled"); len(told) != 3 {
		t.Errorf("a draft that was dropped told %d people", len(told)-3)
	}
}

func TestWhoSeesWhat(t *testing.T) {
	w := newWorld(t)
	id := w.Volunteers(1)[0]
	draft, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	_, err = w.See(w.Volunteer(id), draft.ID)
	want(t, err, docstore.ErrNotFound)
	seen, err := w.See(w.Office(), draft.ID)
	want(t, err, nil)
	if !seen.Staff || seen.Phone != "" {
		t.Errorf("county: %+v", seen)
	}
	a := w.published(nil)
	seen, err = w.See(w.Volunteer(id), a.ID)
	want(t, err, nil)
	if seen.Staff || seen.Phone != "" || seen.Answer == nil || !seen.Answer.May {
		t.Errorf("volunteer before: %+v", seen)
	}
	w.signUp(a, id)
	seen, err = w.See(w.Volunteer(id), a.ID)
	want(t, err, nil)
	if seen.Phone != "13800000000" || seen.Answer.May || seen.Answer.Mine == nil {
		t.Errorf("volunteer with a place: %+v", seen)
	}
	page, err := w.Board(job(), activities.BoardQuery{Region: "52/"})
	want(t, err, nil)
	if len(page.Items) != 1 || page.Items[0].ID != a.ID {
		t.Errorf("board: %d", len(page.Items))
	}
	if page, _ = w.Board(job(), activities.BoardQuery{Region: "53/"}); len(page.Items) != 0 {
		t.Error("the board shows another region")
	}
}

// TestOfOneOrganisation: its page lists what is published and has not begun, and what is over; neither drafts nor what was cancelled.
func TestOfOneOrganisation(t *testing.T) {
	w := newWorld(t)
	_, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	a := w.published(nil)
	cancelled := w.published(func(p *activities.Plan) { p.Title = "取消的活动" })
	_, err = w.Cancel(w.Lead(), cancelled.ID, "场地临时不能使用")
	want(t, err, nil)
	for _, tt := range []struct {
		org          string
		status       activities.Status
		coming, done int
	}{
		{w.OrgID, activities.Published, 1, 0}, {"org_other", activities.Published, 0, 0}, {w.OrgID, activities.Ongoing, 0, 0}, {w.OrgID, activities.Ended, 0, 1},
		{w.OrgID, activities.Archived, 0, 1},
	} {
		want(t, w.Change(t.Context(), a.ID, func(a *activities.Activity) { a.Status = tt.status }), nil)
		coming, err := w.ComingOf(t.Context(), tt.org, 10)
		want(t, err, nil)
		done, err := w.DoneOf(t.Context(), tt.org, 10)
		want(t, err, nil)
		if len(coming) != tt.coming || len(done) != tt.done {
			t.Errorf("%s of %s: %d coming, %d done", tt.status, tt.org, len(coming), len(done))
		}
	}
}
