// Package scheduler runs jobs that no person starts: reminders, states that depend on the clock, sending, cleaning up.
// jobs.go is the whole timetable, one line per job; all times are in Shanghai's zone.
//
// A run is a document with the unique key (job, scheduled time), so that only one of any number of replicas runs it:
//
//	queued ──> running ──> done | failed        outcome: a code; the detail is in the log
//	   │          ├──────> queued               the process was stopped; another replica continues
//	   │          └──────> lost                 its process died, and a newer run or three tries made it obsolete
//	   └─────────────────> skipped              the run before it was still working, or a newer one overtook it
//
// While it works, its replica holds and renews the job's lease. When the process dies the lease ends, and within a minute
// another replica takes the run over with the next fencing number. What the first process still writes about the run is then
// refused, and its ctx is cancelled as soon as it notices. Jobs are safe to repeat: messages are keyed, states change once.
//
// After downtime a job that was missed runs at the start, once however often it was missed, and the run records how many times it
// stands for. A job that is seen for the first time waits for its time; a skipped run with the outcome "new" records when that was.
//
// Holders of job.run see the timetable and start jobs by hand, which leaves an audit entry.
package scheduler
