package surveys_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

// TestPlan refuses what a round cannot be.
func TestPlan(t *testing.T) {
	e := newEnv(t)
	long := strings.Repeat("问", 101)
	for _, tt := range []struct {
		path, code string
		change     func(p *surveys.Plan)
	}{
		{"name", "length", func(p *surveys.Plan) { p.Name = " 排 " }},
		{"kinds", "required", func(p *surveys.Plan) { p.Kinds = []register.Kind{"pupil"} }},
		{"cutoff", "day_invalid", func(p *surveys.Plan) { p.Cutoff = "2026-02-30" }},
		{"cutoff", "cutoff_late", func(p *surveys.Plan) { p.Cutoff = "2026-03-21" }},
		{"deadline", "day_past", func(p *surveys.Plan) { p.Cutoff, p.Deadline = "2026-02-01", "2026-03-01" }},
		{"deadline", "day_invalid", func(p *surveys.Plan) { p.Deadline = "" }},
		{"areas", "survey_area", func(p *surveys.Plan) { p.Areas = []string{county} }},
		{"areas", "survey_area", func(p *surveys.Plan) { p.Areas = []string{"52/5201/520112/520112001/"} }},
		{"questions", "too_many", func(p *surveys.Plan) { p.Questions = make([]surveys.Question, 41) }},
		{"questions.0.label", "length", func(p *surveys.Plan) { p.Questions = []surveys.Question{{Label: long, Kind: form.Text}} }},
		{"questions.0.kind", "choice", func(p *surveys.Plan) { p.Questions = []surveys.Question{{Label: "身份证", Kind: form.IDNumber}} }},
		{"questions.0.options", "too_many", func(p *surveys.Plan) {
			p.Questions = []surveys.Question{{Label: "选", Kind: form.Choice, Options: []string{"一"}}}
		}},
	} {
		p := plan()
		tt.change(&p)
		if _, err := e.service.Create(e.As(e.Admin), county, p); !blames(err, tt.path, tt.code) {
			t.Errorf("%s %s: %v", tt.path, tt.code, err)
		}
	}
	for name, a := range map[string]auth.Actor{"the town": e.Supervisor, "the village": e.Director, "an organisation": e.Lead, "the auditor": e.Auditor} {
		_, err := e.service.Create(e.As(a), county, plan())
		wants(t, name, err, auth.ErrForbidden)
	}
	_, err := e.service.Create(e.As(registertest.InRegion("usr_2", auth.CountyAdmin, "52/5201/520112/")), county, plan())
	wants(t, "another county", err, auth.ErrForbidden)
	if _, err := e.service.Create(e.As(e.Admin), town, plan()); !blames(err, "region", "county_needed") {
		t.Errorf("a town's round: %v", err)
	}
}

// TestOpen gives each village, and a 园区 without villages, the list of its registered files.
func TestOpen(t *testing.T) {
	e := newEnv(t)
	must(e.Regions.Add(t.Context(), region.Region{Code: "520111Y1", Name: "大学城园区", Level: region.Township, Parent: "520111", Kind: region.Custom}))(t)
	a, b := e.Registered(), e.childAt(distant, e.FarDirector, e.FarSupervisor)
	e.Draft() // not in the register
	v := e.opened(plan())
	if v.Status != surveys.Open || v.OpenedOn != today || v.Villages != 4 {
		t.Errorf("%+v", v)
	}
	for path, want := range map[string]int64{village: 1, next: 0, distant: 1, county + "520111Y1/": 0} {
		if task := e.task(v.ID, path); task.Total != want || task.Status != surveys.TaskOpen {
			t.Errorf("%s: %+v", path, task.Figures)
		}
	}
	if l := e.line(e.task(v.ID, village), a.ID); l.FileVersion != a.Version || l.Outcome != surveys.Undecided || l.Person.Identity.Name == "" {
		t.Errorf("%+v", l.Line)
	}
	if got := e.Sent("survey.opened"); len(got) != 1 { // one director in this county, told once
		t.Errorf("told %v", got)
	}
	again := must(e.service.Create(e.As(e.Admin), county, plan()))(t)
	_, err := e.service.Open(e.As(e.Admin), again.ID, 0)
	wants(t, "a second round of the kinds", err, surveys.ErrRoundOpen)
	if page := must(e.service.ListTasks(e.As(e.Admin), surveys.TaskQuery{SurveyID: again.ID}))(t); len(page.Items) != 0 {
		t.Error("the refused round has tasks")
	}
	elders := plan()
	elders.Kinds, elders.Areas = []register.Kind{register.LeftBehindElder}, []string{other}
	if v := e.opened(elders); v.Villages != 1 || e.task(v.ID, distant).Total != 0 {
		t.Errorf("elders of one town: %v", v.Reach)
	}
	_, err = e.service.Edit(e.As(e.Admin), v.ID, 0, plan())
	wants(t, "editing an open round", err, surveys.ErrSurveyMove)
	_, err = e.service.Close(e.As(e.Supervisor), v.ID, 0, true)
	wants(t, "the town closes", err, docstore.ErrNotFound)
	_ = b
}

// TestAreas opens a round of a town and villages: each place gets one list, also when it was chosen twice.
func TestAreas(t *testing.T) {
	e := newEnv(t)
	e.Registered()
	e.childAt(next, registertest.InRegion("usr_next", auth.VillageDirector, next), e.Supervisor)
	e.childAt(distant, e.FarDirector, e.FarSupervisor)
	for name, tt := range map[string]struct {
		areas, kept, lists []string
	}{
		"a village":                {[]string{next}, []string{next}, []string{next}},
		"villages of two towns":    {[]string{village, distant}, []string{village, distant}, []string{village, distant}},
		"a town with its village":  {[]string{next, town}, []string{town}, []string{village, next}},
		"a town and another place": {[]string{town, distant}, []string{town, distant}, []string{village, next, distant}},
	} {
		p := plan()
		p.Areas = tt.areas
		v := e.opened(p)
		slices.Sort(tt.kept)
		if !slices.Equal(v.Areas, tt.kept) || int(v.Villages) != len(tt.lists) {
			t.Errorf("%s: %v, %d lists", name, v.Areas, v.Villages)
		}
		for _, path := range tt.lists {
			if n := e.task(v.ID, path).Total; n != 1 {
				t.Errorf("%s: %d persons in %s", name, n, path)
			}
		}
		must(e.service.Close(e.As(e.Admin), v.ID, 0, true))(t)
	}
}

// TestReach shows each their own.
func TestReach(t *testing.T) {
	e := newEnv(t)
	e.Registered()
	p := plan()
	p.Areas = []string{town}
	v := e.opened(p)
	draft := must(e.service.Create(e.As(e.Admin), county, plan()))(t)
	for name, tt := range map[string]struct {
		a             auth.Actor
		rounds, tasks int
	}{"county": {e.Admin, 2, 2}, "town": {e.Supervisor, 1, 2}, "village": {e.Director, 1, 1}, "another town": {e.FarSupervisor, 0, 0}, "another village": {e.FarDirector, 0, 0}} {
		rounds := must(e.service.List(e.As(tt.a), ""))(t).Items
		tasks := must(e.service.ListTasks(e.As(tt.a), surveys.TaskQuery{}))(t).Items
		if len(rounds) != tt.rounds || len(tasks) != tt.tasks {
			t.Errorf("%s: %d rounds, %d tasks", name, len(rounds), len(tasks))
		}
	}
	task := e.task(v.ID, village)
	for _, a := range []auth.Actor{e.FarDirector, e.FarSupervisor} {
		_, err := e.service.Lines(e.As(a), task.ID)
		wants(t, "lines", err, docstore.ErrNotFound)
		_, err = e.service.ReadTask(e.As(a), task.ID)
		wants(t, "task", err, docstore.ErrNotFound)
		_, err = e.service.Progress(e.As(a), v.ID)
		wants(t, "progress", err, docstore.ErrNotFound)
	}
	_, err := e.service.Read(e.As(e.Director), draft.ID)
	wants(t, "a draft for the village", err, docstore.ErrNotFound)
	for _, a := range []auth.Actor{e.Lead, e.Auditor, {UserID: "usr_v", Bindings: []auth.Binding{{Role: auth.Volunteer}}}} {
		_, err := e.service.List(e.As(a), "")
		wants(t, "a stranger", err, auth.ErrForbidden)
		_, err = e.service.Lines(e.As(a), task.ID)
		wants(t, "a stranger", err, auth.ErrForbidden)
	}
	if n := len(e.Records("survey_task.lines")); n != 0 {
		t.Errorf("%d records of readings that were refused", n)
	}
	e.lines(task)
	if r := e.Records("survey_task.lines"); len(r) != 1 || len(r[0].Subjects) != 2 {
		t.Errorf("the reading: %+v", r)
	}
}

// TestDecide decides each person in each way.
func TestDecide(t *testing.T) {
	e := newEnv(t)
	files := []register.File{e.Registered(), e.Registered(), e.Registered(), e.Registered()}
	v := e.opened(plan())
	task := e.task(v.ID, village)
	_, err := e.service.Submit(e.As(e.Director), task.ID, 0)
	wants(t, "handing in undecided", err, surveys.ErrUndecided)

	first := e.decide(e.line(task, files[0].ID), surveys.Confirmed)
	_, err = e.service.Decide(e.As(e.Director), first.ID, first.Version-1, surveys.Decision{Outcome: surveys.NotFound})
	wants(t, "an old version", err, docstore.ErrStale)
	_, err = e.service.Decide(e.As(e.Director), first.ID, 0, surveys.Decision{Outcome: "moved"})
	if !blames(err, "outcome", "survey_outcome") {
		t.Errorf("an unknown result: %v", err)
	}
	_, err = e.service.Decide(e.As(e.Admin), first.ID, 0, surveys.Decision{Outcome: surveys.NotFound})
	wants(t, "the county decides", err, auth.ErrForbidden)
	_, err = e.service.Decide(e.As(e.FarDirector), first.ID, 0, surveys.Decision{Outcome: surveys.NotFound})
	wants(t, "another village decides", err, docstore.ErrNotFound)
	_, err = e.service.Decide(e.As(e.Director), first.ID, 0, surveys.Decision{Outcome: surveys.Changed})
	wants(t, "changed without a change", err, surveys.ErrNotEdited)
	_, err = e.service.Decide(e.As(e.Director), first.ID, 0, surveys.Decision{Outcome: surveys.Added})
	if !blames(err, "outcome", "survey_outcome") {
		t.Errorf("listed as added: %v", err)
	}

	facts := files[1].Facts
	facts.Grade = 4
	must(e.Register.Edit(e.As(e.Director), files[1].ID, 0, register.Content{Facts: facts}))(t)
	if l := e.line(task, files[1].ID); l.Outcome != surveys.Changed || l.By != e.Director.UserID {
		t.Errorf("an edited file: %+v", l.Line)
	}
	third := e.line(task, files[2].ID)
	_, err = e.service.Decide(e.As(e.Director), third.ID, 0, surveys.Decision{Outcome: surveys.Left})
	if !blames(err, "exit_reason", "reason_unknown") {
		t.Errorf("left without a reason: %v", err)
	}
	third = must(e.service.Decide(e.As(e.Director), third.ID, 0, surveys.Decision{Outcome: surveys.Left, Exit: register.MovedOut, Note: lineNote}))(t)
	if b := must(e.Register.Get(t.Context(), files[2].ID))(t); b.Status != register.ExitPending || b.ExitReason != register.MovedOut || third.Note != lineNote {
		t.Errorf("left: %s %s", b.Status, b.ExitReason)
	}
	_, err = e.service.Decide(e.As(e.Director), third.ID, 0, surveys.Decision{Outcome: surveys.Confirmed})
	wants(t, "confirmed while leaving", err, surveys.ErrGone)
	e.decide(e.line(task, files[3].ID), surveys.NotFound)
	if f := e.task(v.ID, village).Figures; f != (surveys.Figures{Total: 4, Confirmed: 1, Changed: 1, Left: 1, NotFound: 1}) {
		t.Errorf("%+v", f)
	}

	must(e.service.Submit(e.As(e.Director), task.ID, 0))(t)
	_, err = e.service.Decide(e.As(e.Director), first.ID, 0, surveys.Decision{Outcome: surveys.NotFound})
	wants(t, "deciding after handing in", err, surveys.ErrTaskMove)
	_, err = e.service.Accept(e.As(e.Director), task.ID, 0)
	wants(t, "the village accepts", err, auth.ErrForbidden)
	_, err = e.service.Accept(e.As(e.FarSupervisor), task.ID, 0)
	wants(t, "another town accepts", err, docstore.ErrNotFound)
	_, err = e.service.Return(e.As(e.Supervisor), task.ID, 0, "再看")
	if !blames(err, "note", "length") {
		t.Errorf("returned without saying why: %v", err)
	}
	if f := must(e.service.Return(e.As(e.Supervisor), task.ID, 0, returnNote))(t); f.Status != surveys.TaskReturned || f.Note != returnNote {
		t.Errorf("%+v", f.Task)
	}
	e.decide(e.line(task, files[0].ID), surveys.NotFound)
	must(e.service.Submit(e.As(e.Director), task.ID, 0))(t)
	if f := must(e.service.Accept(e.As(e.Supervisor), task.ID, 0))(t); f.Status != surveys.TaskAccepted || f.NotFound != 2 || f.Confirmed != 0 {
		t.Errorf("%+v", f.Task)
	}
	facts = files[0].Facts
	facts.Grade = 5
	must(e.Register.Edit(e.As(e.Director), files[0].ID, 0, register.Content{Facts: facts}))(t)
	if l := e.line(task, files[0].ID); l.Outcome != surveys.NotFound {
		t.Error("an edit changed an accepted list")
	}
}

// TestTownDoesTheTask has the town do the task of a village without a director: another person accepts it.
func TestTownDoesTheTask(t *testing.T) {
	e := newEnv(t)
	b := e.Registered()
	e.Gone = []string{"usr_of_village_director"}
	v := e.opened(plan())
	task := e.task(v.ID, village)
	if p := must(e.service.Progress(e.As(e.Admin), v.ID))(t); !p.Villages[0].NoDirector {
		t.Error("a village without a director is not shown")
	}
	if got := e.Sent("survey.opened"); len(got) != 1 || got[0] != "usr_of_town_supervisor" {
		t.Errorf("told %v", got)
	}
	l := e.line(task, b.ID)
	must(e.service.Decide(e.As(e.Supervisor), l.ID, 0, surveys.Decision{Outcome: surveys.Confirmed}))(t)
	must(e.service.Submit(e.As(e.Director), task.ID, 0))(t)
	_, err := e.service.Accept(e.As(e.Supervisor), task.ID, 0)
	wants(t, "who decided a line accepts", err, auth.ErrSelf)
	twin := e.Colleague
	twin.PersonKey = e.Supervisor.PersonKey
	_, err = e.service.Accept(e.As(twin), task.ID, 0)
	wants(t, "the same person with another account", err, auth.ErrSelf)
	must(e.service.Accept(e.As(e.Colleague), task.ID, 0))(t)
}

// TestAdded adds persons who were not on the list.
func TestAdded(t *testing.T) {
	e := newEnv(t)
	listed := e.Registered()
	far := e.childAt(distant, e.FarDirector, e.FarSupervisor)
	v := e.opened(plan())
	task := e.task(v.ID, village)
	made := e.Draft()
	l := must(e.service.Add(e.As(e.Director), task.ID, made.ID))(t)
	if f := e.task(v.ID, village); l.Outcome != surveys.Added || l.SurveyID != v.ID || f.Added != 1 || f.Total != 1 {
		t.Errorf("%+v of %+v", l.Line, f.Figures)
	}
	_, err := e.service.Add(e.As(e.Director), task.ID, listed.ID)
	wants(t, "one of the list", err, surveys.ErrListed)
	_, err = e.service.Add(e.As(e.Director), task.ID, made.ID)
	wants(t, "added twice", err, surveys.ErrListed)
	_, err = e.service.Add(e.As(e.Director), task.ID, far.ID)
	wants(t, "of another town", err, docstore.ErrNotFound)
	_, err = e.service.Add(e.As(e.Supervisor), e.task(v.ID, next).ID, made.ID)
	wants(t, "of another village", err, surveys.ErrNotVillage)
	_, err = e.service.Add(e.As(e.FarDirector), task.ID, far.ID)
	wants(t, "to another village's list", err, docstore.ErrNotFound)
	_, err = e.service.Decide(e.As(e.Director), l.ID, 0, surveys.Decision{Outcome: surveys.NotFound})
	wants(t, "an added one is not found", err, surveys.ErrAddedLine)
	elder, who := e.Child()
	elder.Kinds, elder.Guardianship, elder.Schooling, elder.Grade = []register.Kind{register.ChildInNeed}, register.ByParent, register.Primary, 2
	other := must(e.Register.Create(e.As(e.Director), register.Content{Facts: elder, Identity: who}))(t)
	_, err = e.service.Add(e.As(e.Director), task.ID, other.ID)
	wants(t, "of another kind", err, surveys.ErrNotOfRound)
}

// TestSameChildFromTwoVillages lets a second village meet a child of another village's list: the register refuses a second file without
// saying where the first one is, and the first village's list is the only one with the child.
func TestSameChildFromTwoVillages(t *testing.T) {
	e := newEnv(t)
	facts, who := e.Child()
	first := e.Enter(must(e.Register.Create(e.As(e.Director), register.Content{Facts: facts, Identity: who}))(t).ID)
	v := e.opened(plan())
	facts.Region = distant
	_, err := e.Register.Create(e.As(e.FarDirector), register.Content{Facts: facts, Identity: who})
	wants(t, "a second file", err, register.ErrFileExists)
	_, err = e.service.Add(e.As(e.FarDirector), e.task(v.ID, distant).ID, first.ID)
	wants(t, "the other village's child", err, docstore.ErrNotFound)

	ask := must(e.Register.MakeRequest(e.As(e.Director), first.ID, 0, register.NewRequest{Kind: register.Transfer, To: distant, Reason: "随外婆迁往石板村居住"}))(t)
	must(e.Register.Decide(e.As(e.FarSupervisor), ask.ID, 0, true, ""))(t)
	if here, there := e.task(v.ID, village), e.task(v.ID, distant); here.Total != 0 || there.Total != 1 || len(e.lines(here)) != 0 {
		t.Errorf("after the move: %+v, %+v", here.Figures, there.Figures)
	}
	l := e.line(e.task(v.ID, distant), first.ID)
	must(e.service.Decide(e.As(e.FarDirector), l.ID, 0, surveys.Decision{Outcome: surveys.Confirmed}))(t)
	must(e.service.Submit(e.As(e.FarDirector), e.task(v.ID, distant).ID, 0))(t)

	second := e.Registered() // not on any list
	_ = second
	p := must(e.service.Progress(e.As(e.Admin), v.ID))(t)
	if p.All.Total != 1 || p.All.Confirmed != 1 || p.All.Villages != 3 || p.All.Submitted != 1 || len(p.Towns) != 2 {
		t.Errorf("%+v", p.All)
	}
}

// TestMovedToAFinishedList marks a person as left when the list of the other village is handed in already.
func TestMovedToAFinishedList(t *testing.T) {
	e := newEnv(t)
	b := e.Registered()
	v := e.opened(plan())
	must(e.service.Submit(e.As(e.FarDirector), e.task(v.ID, distant).ID, 0))(t)
	ask := must(e.Register.MakeRequest(e.As(e.Director), b.ID, 0, register.NewRequest{Kind: register.Transfer, To: distant, Reason: "随外婆迁往石板村居住"}))(t)
	must(e.Register.Decide(e.As(e.FarSupervisor), ask.ID, 0, true, ""))(t)
	if f := e.task(v.ID, village).Figures; f.Left != 1 || f.Total != 1 {
		t.Errorf("%+v", f)
	}
}

// TestClose locks a round while a phone is offline, and unlocks it for a reason.
func TestClose(t *testing.T) {
	e := newEnv(t)
	b := e.Registered()
	v := e.opened(plan())
	task := e.task(v.ID, village)
	l := e.line(task, b.ID) // what the phone has
	_, err := e.service.Close(e.As(e.Admin), v.ID, 0, false)
	wants(t, "closing with open tasks", err, surveys.ErrTasksOpen)
	must(e.service.Close(e.As(e.Admin), v.ID, 0, true))(t)
	late := func(what string, err error) { t.Helper(); wants(t, what, err, surveys.ErrClosed) }
	_, err = e.service.Decide(e.As(e.Director), l.ID, l.Version, surveys.Decision{Outcome: surveys.Confirmed, Note: lineNote})
	late("deciding", err)
	made := e.Draft()
	_, err = e.service.Add(e.As(e.Director), task.ID, made.ID)
	late("adding", err)
	for name, act := range map[string]func() error{
		"submit": func() error { _, err := e.service.Submit(e.As(e.Director), task.ID, 0); return err },
		"accept": func() error { _, err := e.service.Accept(e.As(e.Supervisor), task.ID, 0); return err },
		"return": func() error { _, err := e.service.Return(e.As(e.Supervisor), task.ID, 0, returnNote); return err },
		"answer": func() error { _, err := e.service.Answer(e.As(e.Director), task.ID, 0, nil); return err },
	} {
		late(name, act())
	}
	if got := e.line(task, b.ID); got.Outcome != surveys.Undecided || got.Note != "" {
		t.Errorf("a late decision was stored: %+v", got.Line)
	}
	facts := b.Facts
	facts.Grade = 5
	must(e.Register.Edit(e.As(e.Director), b.ID, 0, register.Content{Facts: facts}))(t)
	if e.line(task, b.ID).Outcome != surveys.Undecided {
		t.Error("an edit changed a closed round")
	}
	if w := e.Waiting(e.service.Feature().Work, e.Director); len(w) != 0 {
		t.Errorf("a closed round waits: %v", w)
	}

	_, err = e.service.Reopen(e.As(e.Admin), v.ID, 0, deadline, "补")
	if !blames(err, "reason", "length") {
		t.Errorf("without a reason: %v", err)
	}
	_, err = e.service.Reopen(e.As(e.Admin), v.ID, 0, "2026-03-01", reopenNote)
	if !blames(err, "deadline", "day_past") {
		t.Errorf("until a day that is over: %v", err)
	}
	now := e.Now
	e.Now = now.Add(30*24*time.Hour + time.Millisecond)
	_, err = e.service.Reopen(e.As(e.Admin), v.ID, 0, "2026-05-01", reopenNote)
	wants(t, "after 30 days", err, surveys.ErrTooLate)
	e.Now = now.Add(30 * 24 * time.Hour)
	v = must(e.service.Reopen(e.As(e.Admin), v.ID, 0, "2026-05-01", reopenNote))(t)
	if why := must(e.service.ReopenReason(&v))(t); v.Deadline != "2026-05-01" || why != reopenNote {
		t.Errorf("%+v", v)
	}
	got := must(e.service.Decide(e.As(e.Director), l.ID, l.Version, surveys.Decision{Outcome: surveys.Confirmed, Note: lineNote}))(t)
	if got.Outcome != surveys.Confirmed || region.DayOf(e.task(v.ID, village).DueAt) != "2026-05-01" {
		t.Error("what the phone kept is not taken after reopening")
	}
}

// TestQuestions answers a questionnaire for each person and once for each village.
func TestQuestions(t *testing.T) {
	e := newEnv(t)
	b := e.Registered()
	p := plan()
	p.Questions = []surveys.Question{
		{Label: "寒假谁陪伴", Kind: form.Choices, Options: []string{"父母", "祖辈"}, Needed: true}, {Label: "还需要什么", Kind: form.Text}, {Label: "几人", Kind: form.Number, Most: 9}, {Label: "哪天", Kind: form.Day},
	}
	v := e.opened(p)
	task := e.task(v.ID, village)
	l := e.line(task, b.ID)
	answer := func(a form.Answers) error {
		_, err := e.service.Decide(e.As(e.Director), l.ID, 0, surveys.Decision{Outcome: surveys.Confirmed, Answers: a})
		return err
	}
	for field, a := range map[string]form.Answers{"q1": {"q1": "o3"}, "q2": {"q2": strings.Repeat("字", 301)}, "q3": {"q3": "10"}, "q4": {"q4": "2026-02-30"}, "q5": {"q5": "x"}} {
		if err := answer(a); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := answer(nil); err != nil {
		t.Fatal(err)
	}
	_, err := e.service.Submit(e.As(e.Director), task.ID, 0)
	wants(t, "without the needed answer", err, surveys.ErrUnanswered)
	_, err = e.service.Answer(e.As(e.Director), task.ID, 0, form.Answers{"q1": "o1"})
	wants(t, "answers of the village", err, surveys.ErrAnswersAt)
	if err := answer(form.Answers{"q1": "o2,o1", "q3": "9"}); err != nil {
		t.Fatal(err)
	}
	if got := e.line(task, b.ID).Answers; got["q1"] != "o1,o2" || got["q3"] != "9" {
		t.Errorf("%v", got)
	}
	must(e.service.Submit(e.As(e.Director), task.ID, 0))(t)

	p.PerVillage, p.Kinds = true, []register.Kind{register.LeftBehindElder}
	v = e.opened(p)
	task = e.task(v.ID, village)
	_, err = e.service.Submit(e.As(e.Director), task.ID, 0)
	wants(t, "a village without its answers", err, surveys.ErrUnanswered)
	must(e.service.Answer(e.As(e.Director), task.ID, 0, form.Answers{"q1": "o1"}))(t)
	must(e.service.Submit(e.As(e.Director), task.ID, 0))(t)
}

// TestCompare compares two rounds by village.
func TestCompare(t *testing.T) {
	e := newEnv(t)
	b := e.Registered()
	first := e.opened(plan())
	e.decide(e.line(e.task(first.ID, village), b.ID), surveys.Confirmed)
	must(e.service.Close(e.As(e.Admin), first.ID, 0, true))(t)
	e.Registered()
	p := plan()
	p.Areas = []string{town}
	second := e.opened(p)
	must(e.service.Add(e.As(e.Director), e.task(second.ID, village).ID, e.Draft().ID))(t)
	rows := must(e.service.Compare(e.As(e.Admin), second.ID, first.ID))(t)
	if len(rows) != 4 || !rows[3].TotalOnly || rows[3].This != (surveys.Figures{Total: 2, Added: 1}) || rows[3].Other != (surveys.Figures{Total: 1, Confirmed: 1}) {
		t.Fatalf("%+v", rows)
	}
	if r := rows[2]; r.Region != distant || r.InThis || !r.InOther {
		t.Errorf("%+v", r)
	}
	_, err := e.service.Compare(e.As(e.FarDirector), second.ID, first.ID)
	wants(t, "a round out of reach", err, docstore.ErrNotFound)
}

// TestRemind reminds five working days and one before the deadline and after it, each once.
func TestRemind(t *testing.T) {
	e := newEnv(t)
	e.Registered()
	p := plan()
	p.Areas = []string{other} // one village
	v := e.opened(p)
	for _, tt := range []struct {
		day  region.Day
		want int
	}{{"2026-03-12", 0}, {"2026-03-13", 1}, {"2026-03-14", 1}, {"2026-03-19", 2}, {"2026-03-20", 2}, {"2026-03-21", 4}, {"2026-03-30", 4}} {
		e.Now = tt.day.Start().Add(9 * time.Hour)
		for range 2 {
			if err := e.service.Remind(e.system()); err != nil {
				t.Fatal(err)
			}
		}
		if got := e.Sent("survey.due"); len(got) != tt.want {
			t.Errorf("%s: told %v", tt.day, got)
		}
	}
	if p := must(e.service.Progress(e.As(e.Admin), v.ID))(t); p.All.Overdue != 1 || !p.Villages[0].Late {
		t.Errorf("%+v", p.All)
	}
	task := e.task(v.ID, distant)
	must(e.service.Submit(e.As(e.FarDirector), task.ID, 0))(t)
	if p := must(e.service.Progress(e.As(e.Admin), v.ID))(t); p.All.Overdue != 0 {
		t.Error("handed in and still late")
	}
}

// TestWork shows the villages their lists and the town those to accept.
func TestWork(t *testing.T) {
	e := newEnv(t)
	v := e.opened(plan())
	kinds := e.service.Feature().Work
	if w := e.Waiting(kinds, e.Director); w["survey_village"].Count != 1 || w["survey_village"].Items[0].Title != "阳光街道 青岩村" {
		t.Errorf("village: %+v", w)
	}
	must(e.service.Submit(e.As(e.Director), e.task(v.ID, village).ID, 0))(t)
	if w := e.Waiting(kinds, e.Director); len(w) != 0 {
		t.Errorf("after handing in: %+v", w)
	}
	if w := e.Waiting(kinds, e.Supervisor); w["survey_town"].Count != 1 || w["survey_village"].Count != 1 {
		t.Errorf("town: %+v", w)
	}
	if w := e.Waiting(kinds, e.FarSupervisor); w["survey_town"].Count != 0 {
		t.Errorf("another town: %+v", w)
	}
	if w := e.Waiting(kinds, e.Lead); len(w) != 0 {
		t.Errorf("an organisation: %+v", w)
	}
}
