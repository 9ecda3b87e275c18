package scheduler

import (
	"context"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/integrations"
	"github.com/tongxing-platform/tongxing/services/pairings"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/reports"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
	"github.com/tongxing-platform/tongxing/services/statistics"
	"github.com/tongxing-platform/tongxing/services/surveys"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// Features are the services that have jobs.
type Features struct {
	API          *httpapi.App
	Audit        *audit.Log
	Checkpoints  *audit.Checkpoints
	Regions      *region.Tree
	Calendar     *region.Calendar
	Files        *files.Service
	Dispatcher   *notify.Dispatcher
	Accounts     *accounts.Service
	Volunteers   *volunteers.Service
	Contracts    *contracts.Service
	Activities   *activities.Service
	Attendance   *attendance.Service
	Pairings     *pairings.Service
	Register     *register.Service
	Satisfaction *satisfaction.Service
	Statistics   *statistics.Service
	Delegations  *delegations.Service
	Surveys      *surveys.Service
	Evaluation   *evaluation.Service
	Reports      *reports.Service
	Integrations *integrations.Service
}

// Jobs returns the whole timetable. A missed run is made up for once, at the next start (doc.go), so each job looks at the present
// state and not at its own time: reminders say what is due by now and are keyed by it, states change by the day it is, and
// messages that a late run queues at night wait for the morning.
func Jobs(f Features) []Job {
	return []Job{
		{"send-outbox", "@every 15s", 10 * time.Minute, Once, f.Dispatcher.SendDue},
		{"tell-hooks", "@every 15s", 10 * time.Minute, Once, f.Integrations.Tell},
		{"send-hooks", "@every 15s", 10 * time.Minute, Once, f.Dispatcher.SendHooks},
		{"sweep-hooks", "45 3 * * *", time.Hour, Once, f.Integrations.Sweep},
		{"reload-regions", "@every 1m", time.Minute, Everywhere, f.Regions.Reload},
		{"reload-calendar", "@every 1m", time.Minute, Everywhere, f.Calendar.Reload},
		{"chain-audit", "@every 1m", 10 * time.Minute, Once, f.Audit.Chain},
		{"checkpoint-audit", "@every 1m", 5 * time.Minute, Once, f.Checkpoints.Make},
		{"advance-activities", "@every 1m", 10 * time.Minute, Once, f.Activities.AdvanceStates},
		{"remind-activities", "*/10 * * * *", 10 * time.Minute, Once, f.Activities.RemindUpcoming},
		{"close-attendance", "*/10 * * * *", 10 * time.Minute, Once, f.Attendance.CloseOpen},
		{"remind-records", "20 9 * * *", 30 * time.Minute, Once, f.Attendance.RemindUnrecorded},
		{"start-contracts", "5 0 * * *", 30 * time.Minute, Once, f.Contracts.StartDue},
		{"remind-milestones", "0 9 * * *", 30 * time.Minute, Once, f.Contracts.MilestonesDue},
		{"open-reports", "30 6 * * *", 30 * time.Minute, Once, f.Reports.OpenDue},
		{"remind-reports", "5 9 * * *", 30 * time.Minute, Once, f.Reports.RemindDue},
		{"end-publicity", "10 0 * * *", 30 * time.Minute, Once, f.Evaluation.PublicityEnded},
		{"tell-birthdays", "10 8 * * *", 30 * time.Minute, Once, f.Register.TellBirthdays},
		{"take-snapshots", "15 1 * * *", time.Hour, Once, f.Statistics.TakeSnapshots},
		{"remind-contacts", "15 9 * * *", 30 * time.Minute, Once, f.Pairings.RemindOverdueContacts},
		{"end-delegations", "20 0,9 * * *", 30 * time.Minute, Once, f.Delegations.EndDue},
		{"remind-parents", "30 18 * * 6", 30 * time.Minute, Once, f.Delegations.RemindParents},
		{"close-satisfaction", "12 0 * * *", 30 * time.Minute, Once, f.Satisfaction.CloseDue},
		{"remind-surveys", "25 8 * * *", 30 * time.Minute, Once, f.Surveys.Remind},
		{"remind-dangers", "5 * * * *", 10 * time.Minute, Once, f.Pairings.RemindDangers},
		{"remind-clearances", "30 0,9 * * *", 30 * time.Minute, Once, f.Volunteers.RemindClearances},
		{"remind-skills", "35 0,9 * * *", 30 * time.Minute, Once, f.Volunteers.RemindSkills},
		{"send-invitations", "*/10 * * * *", 10 * time.Minute, Once, f.Volunteers.SendInvitations},
		{"scan-files", "@every 1m", 10 * time.Minute, Once, f.Files.ScanQuarantined},
		{"expire-uploads", "25 * * * *", 10 * time.Minute, Once, f.Files.ExpireUploads},
		{"sweep-files", "35 3 * * *", time.Hour, Once, f.Files.SweepBlobs},
		{"sweep-sessions", "40 * * * *", 10 * time.Minute, Once, f.Accounts.Sweep},
		{"sweep-answers", "50 * * * *", 10 * time.Minute, Once, func(ctx context.Context) error {
			_, err := f.API.Sweep(ctx)
			return err
		}},
	}
}
