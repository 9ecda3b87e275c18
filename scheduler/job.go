package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
)

// Where says which replicas run a job.
type Where uint8

// A job runs Once, on whichever replica is first; or Everywhere, for what each process keeps in memory. The latter is
// not recorded.
const (
	Once Where = iota
	Everywhere
)

// Job is one line of the timetable.
type Job struct {
	Name  string
	When  string        // five fields of cron in Shanghai, or "@every 15s"
	Limit time.Duration // its ctx ends after it
	Where Where
	Do    func(ctx context.Context) error // safe to repeat
}

const zone = "CRON_TZ=Asia/Shanghai "

// schedule returns when the job runs, or what is wrong with its line.
func (j Job) schedule() (cron.Schedule, error) {
	if j.Name == "" || j.Limit <= 0 || j.Do == nil {
		return nil, fmt.Errorf("job %q: name, limit or work is missing", j.Name)
	}
	s, err := cron.ParseStandard(zone + j.When)
	if err != nil {
		return nil, fmt.Errorf("job %s: %w", j.Name, err)
	}
	if e, ok := s.(cron.ConstantDelaySchedule); ok {
		return every(e.Delay), nil
	}
	return s, nil
}

// every is alike on all replicas, whenever they were started; cron's own counts from the start of the process.
type every time.Duration

// Next returns the first whole multiple behind t.
func (e every) Next(t time.Time) time.Time {
	return t.Truncate(time.Duration(e)).Add(time.Duration(e))
}

// windows are how far back the last time is looked for, so that a frequent job is not counted through a whole year.
var windows = []time.Duration{time.Minute, time.Hour, 24 * time.Hour, 32 * 24 * time.Hour, 366 * 24 * time.Hour}

// last returns the latest time of the schedule up to now; zero when there was none for a year.
func last(s cron.Schedule, now time.Time) time.Time {
	for _, back := range windows {
		t := s.Next(now.Add(-back))
		if t.IsZero() || t.After(now) {
			continue
		}
		for {
			next := s.Next(t)
			if next.IsZero() || next.After(now) {
				return t.UTC()
			}
			t = next
		}
	}
	return time.Time{}
}

const mostMissed = 10_000

// between counts the times of the schedule after from and before to, up to mostMissed.
func between(s cron.Schedule, from, to time.Time) int64 {
	n := int64(0)
	for t := s.Next(from); !t.IsZero() && t.Before(to) && n < mostMissed; t = s.Next(t) {
		n++
	}
	return n
}

// line is a job with its times.
type line struct {
	Job
	times cron.Schedule
}

func read(jobs []Job) ([]*line, error) {
	lines := make([]*line, len(jobs))
	seen := make(map[string]bool, len(jobs))
	var errs []error
	for i, j := range jobs {
		times, err := j.schedule()
		if err == nil && seen[j.Name] {
			err = fmt.Errorf("job %s is there twice", j.Name)
		}
		seen[j.Name] = true
		errs = append(errs, err)
		lines[i] = &line{Job: j, times: times}
	}
	return lines, errors.Join(errs...)
}
