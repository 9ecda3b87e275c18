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

// A job runs Once, on the first replica, or Everywhere, for what each process caches. Runs of the latter are not recorded.
const (
	Once Where = iota
	Everywhere
)

// Job is one line of the timetable.
type Job struct {
	Name  string
	When  string        // five cron fields in Shanghai's zone, or "@every 15s"
	Limit time.Duration // its ctx ends after this time
	Where Where
	Do    func(ctx context.Context) error // must be safe to repeat
}

const cronZone = "CRON_TZ=Asia/Shanghai "

// schedule returns the job's times, or what is wrong with its line.
func (j Job) schedule() (cron.Schedule, error) {
	if j.Name == "" || j.Limit <= 0 || j.Do == nil {
		return nil, fmt.Errorf("job %q: name, limit or work is missing", j.Name)
	}
	s, err := cron.ParseStandard(cronZone + j.When)
	if err != nil {
		return nil, fmt.Errorf("job %s: %w", j.Name, err)
	}
	if e, ok := s.(cron.ConstantDelaySchedule); ok {
		return interval(e.Delay), nil
	}
	return s, nil
}

// interval is aligned to the clock and thus equal on all replicas; cron's own counts from the start of the process.
type interval time.Duration

// Next returns the first whole multiple of the interval after t.
func (e interval) Next(t time.Time) time.Time {
	return t.Truncate(time.Duration(e)).Add(time.Duration(e))
}

// lookBack are the spans searched for the last time, so that a frequent job is not counted through a whole year.
var lookBack = []time.Duration{time.Minute, time.Hour, 24 * time.Hour, 32 * 24 * time.Hour, 366 * 24 * time.Hour}

// lastTime returns the latest time of the schedule up to now; zero when there was none for a year.
func lastTime(s cron.Schedule, now time.Time) time.Time {
	for _, back := range lookBack {
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

const maxMissed = 10_000

// countTimes counts the times of the schedule after from and before to, up to maxMissed.
func countTimes(s cron.Schedule, from, to time.Time) int64 {
	n := int64(0)
	for t := s.Next(from); !t.IsZero() && t.Before(to) && n < maxMissed; t = s.Next(t) {
		n++
	}
	return n
}

// schedule is a job with its times.
type schedule struct {
	Job
	times cron.Schedule
}

func parseJobs(jobs []Job) ([]*schedule, error) {
	lines := make([]*schedule, len(jobs))
	seen := make(map[string]bool, len(jobs))
	var errs []error
	for i, j := range jobs {
		times, err := j.schedule()
		if err == nil && seen[j.Name] {
			err = fmt.Errorf("job %s is there twice", j.Name)
		}
		seen[j.Name] = true
		errs = append(errs, err)
		lines[i] = &schedule{Job: j, times: times}
	}
	return lines, errors.Join(errs...)
}
