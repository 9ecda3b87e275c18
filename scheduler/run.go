package scheduler

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The faults of the timetable.
var (
	ErrUnknown    = fault.New(fault.NotFound, "job_unknown", "There is no job of this name. Look it up in the list of jobs.", "没有这个任务，请在任务列表中核对名称。")
	ErrRunning    = fault.New(fault.Conflict, "job_running", "This job is at work. Wait until it has ended, then try again.", "该任务正在运行，请等待其结束后再试。")
	ErrEverywhere = fault.New(fault.Conflict, "job_everywhere", "Every server runs this job by itself in a minute at most. There is nothing to start.", "该任务由每台服务器自行定时执行（最多一分钟），无需手动启动。")
)

// Status is the state of a run.
type Status string

// The statuses; doc.go has the diagram.
const (
	Queued  Status = "queued"
	Running Status = "running"
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
	Lost    Status = "lost"
)

// Outcomes of a run that is not Done. The code of a fault is possible too.
const (
	OutcomeError     = "error"
	OutcomePanic     = "panic"
	OutcomeTooLong   = "too_long"      // exceeded its time limit
	OutcomeBusy      = "still_running" // the run before it was still working
	OutcomeNew       = "new"           // not a run: when the job was first seen
	OutcomeOvertaken = "overtaken"     // a newer run overtook it
	OutcomeStopped   = "stopped"       // its process was stopped; queued again
	OutcomeTries     = "tries_used"    // its process died at each try
)

// Run is one run of a job. Slot is its scheduled time, unique together with Job.
type Run struct {
	docstore.Meta `bson:",inline"`
	Job           string    `bson:"job"`
	Slot          time.Time `bson:"slot"`
	Manual        bool      `bson:"manual,omitempty"`
	Missed        int64     `bson:"missed,omitempty"` // earlier times that it stands for
	Status        Status    `bson:"status"`
	Outcome       string    `bson:"outcome,omitempty"`
	Holder        string    `bson:"holder,omitempty"` // name of the replica
	Fence         int64     `bson:"fence,omitempty"`  // fencing number of its lease
	Tries         int64     `bson:"tries"`
	StartedAt     time.Time `bson:"started_at,omitempty"`
	EndedAt       time.Time `bson:"ended_at,omitempty"`
}

const maxTries = 3 // processes that may die during one run

func (r *Run) finish(to Status, outcome string, now time.Time) {
	r.Status, r.Outcome, r.EndedAt = to, outcome, now
}
