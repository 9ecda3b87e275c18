package surveys_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

const (
	today, county, town, village, next, other, distant = registertest.Today, registertest.CountyPath, registertest.Town, registertest.Village, registertest.Next, registertest.Other, registertest.Distant
	deadline                                           = region.Day("2026-03-20")
	lineNote                                           = "奶奶说随父母去了东莞，电话打不通"
	returnNote                                         = "第三户的孩子请再上门核实"
	reopenNote                                         = "两个村因停电未完成核对"
	childName                                          = registertest.ChildName
)

type env struct {
	*registertest.County
	service   *surveys.Service
	Colleague auth.Actor // of the town
}

func newEnv(t testing.TB) *env {
	t.Helper()
	e := &env{County: registertest.New(t, surveys.Templates...)}
	e.service = must(surveys.New(surveys.Deps{
		DB: e.DB, Sealer: e.Sealer, Audit: e.Audit, Outbox: e.Outbox, Now: func() time.Time { return e.Now }, Regions: e.Regions,
		Calendar: must(region.OpenCalendar(t.Context(), e.DB))(t), Register: e.Register, UsersIn: e.UsersIn,
	}))(t)
	e.Above = registertest.Above{Moved: e.service.PersonMoved, Edited: e.service.FileEdited}
	e.Colleague = registertest.InRegion("usr_colleague", auth.TownSupervisor, town)
	return e
}

func plan() surveys.Plan {
	return surveys.Plan{Name: "2026年春季摸底排查", Cutoff: "2026-03-10", Deadline: deadline, Kinds: []register.Kind{register.LeftBehindChild}}
}

// opened returns an open round of the county.
func (e *env) opened(p surveys.Plan) surveys.Survey {
	e.T.Helper()
	v := must(e.service.Create(e.As(e.Admin), county, p))(e.T)
	return must(e.service.Open(e.As(e.Admin), v.ID, v.Version))(e.T)
}

// task returns the task of a round in a village.
func (e *env) task(surveyID, path string) surveys.TaskFile {
	e.T.Helper()
	for _, t := range must(e.service.ListTasks(e.As(e.Admin), surveys.TaskQuery{SurveyID: surveyID, Page: []docstore.Option{docstore.Limit(100)}}))(e.T).Items {
		if t.Region == path {
			return t
		}
	}
	e.T.Fatalf("no task in %s", path)
	return surveys.TaskFile{}
}

// lines returns the lines of the task.
func (e *env) lines(t surveys.TaskFile) []surveys.LineFile {
	e.T.Helper()
	return must(e.service.Lines(e.As(e.Admin), t.ID, docstore.Limit(100)))(e.T).Items
}

// line returns the line about the person.
func (e *env) line(t surveys.TaskFile, fileID string) surveys.LineFile {
	e.T.Helper()
	lines := e.lines(t)
	i := slices.IndexFunc(lines, func(l surveys.LineFile) bool { return l.FileID == fileID })
	if i < 0 {
		e.T.Fatalf("%s is not on the list", fileID)
	}
	return lines[i]
}

func (e *env) decide(l surveys.LineFile, o surveys.Outcome) surveys.LineFile {
	e.T.Helper()
	return must(e.service.Decide(e.As(e.Director), l.ID, l.Version, surveys.Decision{Outcome: o, Exit: register.MovedOut}))(e.T)
}

// childAt returns a registered child of the village.
func (e *env) childAt(path string, director, supervisor auth.Actor) register.File {
	e.T.Helper()
	f, who := e.Child()
	f.Region = path
	b := must(e.Register.Create(e.As(director), register.Content{Facts: f, Identity: who}))(e.T)
	must(e.Register.Submit(e.As(director), b.ID, 0))(e.T)
	must(e.Register.Verify(e.As(supervisor), b.ID, 0))(e.T)
	return must(e.Register.Confirm(e.As(e.Admin), b.ID, 0))(e.T)
}

func (e *env) api() *apitest.App {
	return apitest.New(e.T, func(r *httpapi.Router) {
		register.Routes(r, e.Register)
		surveys.Routes(r, e.service)
	}, apitest.DB(e.DB))
}

func (e *env) system() context.Context { return e.As(auth.Actor{Job: "test"}) }

// must fails the test on an error.
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func wants(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

// blames reports whether the error names the field with the code.
func blames(err error, path, code string) bool {
	f, ok := errors.AsType[*fault.Fault](err)
	return ok && slices.ContainsFunc(f.Fields, func(fl fault.Field) bool { return fl.Path == path && fl.Code == code })
}

func secret(s string) privacy.Secret { return privacy.Secret(s) }
