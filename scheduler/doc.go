// Package scheduler runs by itself what no person asks for: reminders, states that follow the clock, sending, sweeping.
// jobs.go is the whole timetable, a line a job; all times are Shanghai's.
//
// A run is a document with the unique key (job, scheduled time), so that of any number of replicas one runs it:
//
//	queued ──> running ──> done | failed        outcome: a code; the detail is in the log
//	   │          ├──────> queued               the process was asked to stop; whoever is there next goes on
//	   │          └──────> lost                 its process died and a newer run, or three tries, made it pointless
//	   └─────────────────> skipped              the run before it was still at work, or a newer one overtook it
//
// While it works, its replica holds and renews the job's lease. When the process dies the lease runs out, and within a
// minute another replica takes the run over under the next fencing number; what the first one may still say about the
// run is refused by then, and its ctx is cancelled as soon as it notices. Jobs are safe to repeat: messages are keyed,
// states move once.
//
// After downtime a job that missed any number of times runs once, and the run tells how many it stands for. A job that
// has never run waits for its time.
//
// Who may do what: those with job.run see the timetable and start a job by hand, which leaves an audit entry.
package scheduler
