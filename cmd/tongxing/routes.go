package main

import (
	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/care"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// routes mounts every feature: the table of contents of the API.
func (a *app) routes(r *httpapi.Router) {
	accounts.Routes(r, a.accounts)     // logging in, people, roles
	orgs.Routes(r, a.orgs)             // organisations and their review
	volunteers.Routes(r, a.volunteers) // profiles, clearance, roster import
	contracts.Routes(r, a.contracts)   // purchased services, milestones, payments
	activities.Routes(r, a.activities) // activities and sign-ups
	attendance.Routes(r, a.attendance) // check-in, hours, certificates
	care.Routes(r, a.care)             // files of those cared for, pairings
	evaluation.Routes(r, a.evaluation) // score sheets, raters, results
	region.Routes(r, a.regions, a.calendar, a.audit)
	notify.Routes(r, a.outbox)
	scheduler.Routes(r, a.runner)
	audit.Routes(r, a.audit)
	a.peopleRoutes(r) // names behind ids, who did what to a record
}
