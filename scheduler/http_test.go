package scheduler_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

func TestHTTP(t *testing.T) {
	h := newCluster(t)
	c := counter{do: func(context.Context) error { return errBroken }}
	here := c.job("here", "@every 1m")
	here.Where = scheduler.Everywhere
	r := h.runner("replica-7", time.Now, c.job("job", "0 3 * * *"), here)
	app := apitest.New(t, func(to *httpapi.Router) { scheduler.Routes(to, r) })

	app.Do("GET", "/jobs", nil).Refused(401, "login_required")
	app.Do("POST", "/jobs/job/run", nil).Refused(401, "login_required")
	for role := range auth.Matrix {
		if role == auth.SystemAdmin {
			continue
		}
		someone := app.As(auth.Actor{UserID: "usr_x", Bindings: []auth.Binding{{Role: role, Region: "52/"}}})
		someone.Do("GET", "/jobs", nil).Refused(403, "forbidden")
		someone.Do("POST", "/jobs/job/run", nil).Refused(403, "forbidden")
	}

	op := app.As(auth.From(operator(t.Context())))
	op.Do("POST", "/jobs/none/run", nil).Refused(404, "job_unknown")
	op.Do("POST", "/jobs/here/run", nil).Refused(409, "job_everywhere")
	op.Do("POST", "/jobs/job/run", nil).Want(202)
	var list struct {
		Items []struct {
			Name       string    `json:"name"`
			When       string    `json:"when"`
			Everywhere bool      `json:"everywhere"`
			Next       time.Time `json:"next"`
			Last       *struct {
				Status  string `json:"status"`
				Manual  bool   `json:"manual"`
				Outcome string `json:"outcome"`
			} `json:"last"`
		} `json:"items"`
	}
	op.Do("GET", "/jobs", nil).Want(200).Lacks("replica-7", "usr_op").JSON(&list)
	if len(list.Items) != 3 || list.Items[0].Last == nil || list.Items[0].Last.Status != "queued" || !list.Items[0].Last.Manual || !list.Items[1].Everywhere {
		t.Errorf("timetable: %+v", list)
	}
	if next := list.Items[0].Next.UTC(); next.Hour() != 19 || !next.After(time.Now()) {
		t.Errorf("next is %s", next)
	}
	if _, err := r.RunNow(operator(t.Context()), "job"); err == nil {
		t.Error("the job's error is lost")
	}
	op.Do("GET", "/jobs", nil).Want(200).Lacks("broken").JSON(&list)
	if last := list.Items[0].Last; last.Status != "failed" || last.Outcome != scheduler.OutcomeError {
		t.Errorf("last: %+v", last)
	}

	entries, err := h.log.List(auth.With(t.Context(), auth.Actor{UserID: "usr_aud", Bindings: []auth.Binding{{Role: auth.Auditor}}}), audit.Query{Actions: []string{"job.run"}})
	if err != nil || len(entries.Items) != 2 || entries.Items[0].Actor != "usr_op" {
		t.Errorf("audit: %+v, %v", entries.Items, err)
	}
}
