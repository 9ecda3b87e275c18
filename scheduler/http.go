package scheduler

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
)

// Routes mounts the routes of the timetable.
func Routes(r *httpapi.Router, run *Runner) {
	h := &handler{run}
	r.Get("/jobs", auth.JobRun, h.list)
	r.Post("/jobs/:name/run", auth.JobRun, h.run)
}

type handler struct{ runner *Runner }

type jobView struct {
	Name       string    `json:"name"`
	When       string    `json:"when"`       // cron in Shanghai, or @every
	Everywhere bool      `json:"everywhere"` // each server runs it for itself; `last` is the run on this server
	Next       time.Time `json:"next" format:"date-time"`
	Last       *runView  `json:"last,omitempty"`
}

type runView struct {
	ID        string     `json:"id,omitempty"`
	Job       string     `json:"job"`
	Slot      time.Time  `json:"slot" format:"date-time"`
	Manual    bool       `json:"manual"`
	Missed    int64      `json:"missed"`
	Status    string     `json:"status" enums:"queued,running,done,failed,skipped,lost"`
	Outcome   string     `json:"outcome,omitempty"`
	Tries     int64      `json:"tries"`
	StartedAt *time.Time `json:"started_at,omitempty" format:"date-time"`
	EndedAt   *time.Time `json:"ended_at,omitempty" format:"date-time"`
}

func viewRun(r Run) runView {
	v := runView{
		ID: r.ID, Job: r.Job, Slot: r.Slot, Manual: r.Manual, Missed: r.Missed, Status: string(r.Status), Outcome: r.Outcome, Tries: r.Tries,
	}
	if !r.StartedAt.IsZero() {
		v.StartedAt = &r.StartedAt
	}
	if !r.EndedAt.IsZero() {
		v.EndedAt = &r.EndedAt
	}
	return v
}

func viewLine(l JobInfo) jobView {
	v := jobView{Name: l.Name, When: l.When, Everywhere: l.Where == Everywhere, Next: l.Next}
	if l.Last != nil {
		last := viewRun(*l.Last)
		v.Last = &last
	}
	return v
}

// list answers with the timetable and the last run of each job.
//
//	@Summary	Timetable
//	@Tags		jobs
//	@Success	200	{object}	httpapi.List[jobView]
//	@Failure	401	{object}	httpapi.Problem	"login_required"
//	@Failure	403	{object}	httpapi.Problem	"forbidden"
//	@Security	session
//	@Router		/jobs [get]
func (h *handler) list(c *fiber.Ctx) error {
	lines, err := h.runner.List(c.UserContext())
	if err != nil {
		return err
	}
	out := httpapi.List[jobView]{Items: make([]jobView, len(lines))}
	for i, l := range lines {
		out.Items[i] = viewLine(l)
	}
	return c.JSON(out)
}

// run starts a job by hand.
//
//	@Summary		Run a job now
//	@Description	The run begins in a moment, at the latest in a minute; GET /jobs tells what came of it.
//	@Tags			jobs
//	@Param			name	path		string	true	"job"
//	@Success		202		{object}	runView
//	@Failure		401		{object}	httpapi.Problem	"login_required"
//	@Failure		403		{object}	httpapi.Problem	"forbidden"
//	@Failure		404		{object}	httpapi.Problem	"job_unknown"
//	@Failure		409		{object}	httpapi.Problem	"job_running, job_everywhere"
//	@Security		session
//	@Router			/jobs/{name}/run [post]
func (h *handler) run(c *fiber.Ctx) error {
	run, err := h.runner.Request(c.UserContext(), c.Params("name"))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(viewRun(run))
}
