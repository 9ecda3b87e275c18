package main

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

// planSurveys has the county make two survey rounds of children: one of last year, which is closed, and one that is open, with lists in
// different states.
func (w *seed) planSurveys() {
	kinds := []register.Kind{register.LeftBehindChild, register.ChildInNeed}
	var last surveys.Survey
	w.on(-100, 9, func() {
		last = w.openSurvey(surveys.Plan{Name: "上一年度摸底排查", Cutoff: w.day(-101), Deadline: w.day(-92), Kinds: kinds})
	})
	w.on(-95, 10, func() {
		for i := range w.villages {
			w.surveyVillage(last.ID, i, -1)
		}
	})
	w.on(-91, 10, func() { ok(w.app.surveys.Close(w.staff("county1"), last.ID, 0, true)) })
	var round surveys.Survey
	w.on(-9, 9, func() {
		round = w.openSurvey(surveys.Plan{
			Name: "本年度摸底排查", Cutoff: w.day(-10), Deadline: w.day(12), Kinds: kinds,
			Questions: []surveys.Question{{Label: "假期由谁陪伴", Kind: form.Choice, Options: []string{"父母", "祖辈", "其他亲属", "无人"}}, {Label: "家庭还需要什么帮助", Kind: form.Text}},
		})
	})
	w.on(-3, 10, func() {
		for i := range min(3, len(w.villages)) {
			w.surveyVillage(round.ID, i, []int{-1, 0, 1}[i])
		}
	})
}

func (w *seed) openSurvey(p surveys.Plan) surveys.Survey {
	county := w.staff("county1")
	home := auth.From(county).Regions(auth.BeneficiaryVerify)[0]
	v := ok(w.app.surveys.Create(county, home, p))
	return ok(w.app.surveys.Open(county, v.ID, 0))
}

// surveyVillage has the director of a village decide its list: all of it and hand it in (0), the town accept it as well (-1), or so many persons.
func (w *seed) surveyVillage(surveyID string, village, most int) {
	director := w.as(w.directors[village])
	tasks := ok(w.app.surveys.ListTasks(director, surveys.TaskQuery{SurveyID: surveyID})).Items
	i := slices.IndexFunc(tasks, func(t surveys.TaskFile) bool { return t.Region == w.villages[village].Path })
	if i < 0 {
		return
	}
	n := 0
	for _, l := range w.surveyLines(director, tasks[i].ID) {
		if l.Outcome != surveys.Undecided || most > 0 && n == most {
			continue
		}
		n++
		outcome := surveys.Confirmed
		if l.Person.Status != register.Registered {
			outcome = surveys.Left
		}
		ok(w.app.surveys.Decide(director, l.ID, 0, surveys.Decision{Outcome: outcome}))
	}
	if most > 0 {
		return
	}
	ok(w.app.surveys.Submit(director, tasks[i].ID, 0))
	if most < 0 {
		ok(w.app.surveys.Accept(w.as(w.overseers[town(w.villages[village])]), tasks[i].ID, 0))
	}
}

func (w *seed) surveyLines(ctx context.Context, taskID string) []surveys.LineFile {
	return ok(w.app.surveys.Lines(ctx, taskID, docstore.Limit(100))).Items
}
