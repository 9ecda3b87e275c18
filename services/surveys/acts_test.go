package surveys_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
	"github.com/tongxing-platform/tongxing/services/surveys"
)

// TestActsAgreeSurvey tries every act on a round in every state as every role and compares the outcome with what Acts answered.
func TestActsAgreeSurvey(t *testing.T) {
	e := newEnv(t)
	s := e.service
	v := must(s.Create(e.As(e.Admin), county, plan()))(t)
	first, id := v, v.ID
	err := func(_ surveys.Survey, err error) error { return err }
	people := workflowtest.Everybody(county, e.Org)
	people["city"] = auth.Actor{UserID: "usr_city", PersonKey: "key-city", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/5201/"}}}
	workflowtest.Cells[surveys.Survey, surveys.Status]{
		Flow: s.SurveyFlow(), States: []surveys.Status{surveys.Draft, surveys.Open, surveys.Closed}, People: people,
		Make: func(t *testing.T, state surveys.Status) string {
			err := s.ChangeSurvey(e.As(e.Admin), id, func(v *surveys.Survey) {
				meta := v.Meta
				*v = first
				v.Meta, v.Status, v.StatusAt = meta, state, e.Now.Add(-time.Hour)
				if state == surveys.Open {
					v.OpenKey = "open"
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.DropTasks(e.As(e.Admin), id); err != nil {
				t.Fatal(err)
			}
			return id
		},
		Take: map[string]func(context.Context, string) error{
			"edit": func(ctx context.Context, id string) error { return err(s.Edit(ctx, id, 0, plan())) },
			"discard": func(ctx context.Context, one string) error {
				err := s.Discard(ctx, one, 0)
				if err == nil {
					first = must(s.Create(e.As(e.Admin), county, plan()))(t)
					id = first.ID
				}
				return err
			},
			"open":   func(ctx context.Context, id string) error { return err(s.Open(ctx, id, 0)) },
			"close":  func(ctx context.Context, id string) error { return err(s.Close(ctx, id, 0, true)) },
			"reopen": func(ctx context.Context, id string) error { return err(s.Reopen(ctx, id, 0, deadline, reopenNote)) },
		},
	}.Run(t, 300)
}

// TestActsAgreeTask does the same with a village's task.
func TestActsAgreeTask(t *testing.T) {
	e := newEnv(t)
	s := e.service
	p := plan()
	p.Questions, p.PerVillage = []surveys.Question{{Label: "村内有无托管点", Kind: "text"}}, true
	v := e.opened(p)
	first := e.task(v.ID, village).Task
	err := func(_ surveys.TaskFile, err error) error { return err }
	people := workflowtest.Everybody(county, e.Org)
	people["maker"], people["maker of the town"] = e.Director, e.Supervisor
	twin := e.Colleague
	twin.PersonKey = e.Director.PersonKey
	people["maker's other account"] = twin
	workflowtest.Cells[surveys.Task, surveys.TaskStatus]{
		Flow: s.TaskFlow(), States: []surveys.TaskStatus{surveys.TaskOpen, surveys.TaskSubmitted, surveys.TaskReturned, surveys.TaskAccepted}, People: people,
		Make: func(t *testing.T, state surveys.TaskStatus) string {
			err := s.ChangeTask(e.As(e.Admin), first.ID, func(t *surveys.Task) {
				meta := t.Meta
				*t = first
				t.Meta, t.Status, t.SubmittedBy = meta, state, e.Director.UserID
				t.Makers = e.Supervisor.AddTo(e.Director.AddTo(nil))
			})
			if err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"decide": func(ctx context.Context, id string) error { return err(s.Answer(ctx, id, 0, nil)) },
			"submit": func(ctx context.Context, id string) error { return err(s.Submit(ctx, id, 0)) },
			"accept": func(ctx context.Context, id string) error { return err(s.Accept(ctx, id, 0)) },
			"return": func(ctx context.Context, id string) error { return err(s.Return(ctx, id, 0, returnNote)) },
		},
	}.Run(t, 400)
}

// TestOverHTTP tells the round of one village over HTTP, with what each is refused.
func TestOverHTTP(t *testing.T) {
	e := newEnv(t)
	b := e.Registered()
	app := e.api()
	body := map[string]any{
		"region": county, "name": "2026年春季摸底排查", "cutoff": "2026-03-10", "deadline": deadline, "areas": []string{town}, "kinds": []string{"left_behind_child"},
		"questions": []map[string]any{{"label": "谁陪伴", "kind": "choice", "options": []string{"父母", "祖辈"}, "needed": false}}, "per_village": false,
	}
	var v struct {
		ID   string
		Acts []struct{ Act string }
	}
	app.As(e.Supervisor).Do("POST", "/surveys", body).Refused(403, "forbidden")
	app.As(e.Admin).Do("POST", "/surveys", body).Want(201).JSON(&v)
	at := "/surveys/" + v.ID
	if len(v.Acts) != 3 {
		t.Errorf("%+v", v.Acts)
	}
	delete(body, "region")
	app.As(e.Admin).With("If-Match", `"9"`).Do("PUT", at, body).Refused(412, "stale_version")
	app.As(e.Admin).Do("PUT", at, body).Want(200)
	app.As(e.Director).Do("GET", at, nil).Refused(404, "not_found")
	app.As(e.Admin).Do("POST", at+"/open", nil).Want(200)
	app.As(e.Lead).Do("GET", at, nil).Refused(403, "forbidden")
	var list struct {
		Items []struct {
			ID      string
			Version int64
			Region  string
		}
	}
	app.As(e.Director).Do("GET", "/survey-tasks?survey_id="+v.ID, nil).Want(200).JSON(&list)
	if len(list.Items) != 1 || list.Items[0].Region != village {
		t.Fatalf("%+v", list)
	}
	task := "/survey-tasks/" + list.Items[0].ID
	app.As(e.Director).Do("GET", task, nil).Want(200).Lacks(childName)
	app.As(e.Director).Do("GET", task+"/lines", nil).Want(200).Lacks(childName).JSON(&list)
	line := "/survey-lines/" + list.Items[0].ID
	app.As(e.Director).With("If-Match", `"1"`).Do("PUT", line, `{"outcome":"left"}`).Refused(400, "reason_unknown")
	app.As(e.Director).With("If-Match", `"1"`).Do("PUT", line, `{"outcome":"confirmed","answers":{"q1":"o1"}}`).Want(200)
	app.As(e.Director).With("If-Match", `"1"`).Do("PUT", line, `{"outcome":"not_found"}`).Refused(412, "stale_version")
	app.As(e.Director).Do("POST", task+"/lines", map[string]string{"file_id": b.ID}).Refused(409, "survey_listed")
	app.As(e.Director).Do("POST", task+"/submit", nil).Want(200)
	app.As(e.Admin).Do("POST", at+"/close", `{"even_open":false}`).Refused(409, "survey_tasks_open")
	app.As(e.Supervisor).Do("POST", task+"/accept", nil).Want(200)
	app.As(e.Admin).Do("GET", at+"/progress", nil).Want(200)
	app.As(e.Admin).Do("GET", at+"/comparison?with="+v.ID, nil).Want(200)
	app.As(e.Admin).Do("GET", at+"/comparison", nil).Refused(400, "invalid")
	app.As(e.Admin).Do("POST", at+"/close", `{"even_open":true}`).Want(200)
	app.As(e.Director).With("If-Match", `"2"`).Do("PUT", line, `{"outcome":"not_found"}`).Refused(409, "survey_closed")
}
