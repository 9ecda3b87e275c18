package main

import (
	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/desk"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// routes mounts the API: each feature's part, in the order of plugIn, then what belongs to none of them.
func (a *app) routes(r *httpapi.Router) {
	for _, f := range a.features {
		f.Routes(r)
	}
	region.Routes(r, a.regions, a.calendar, a.audit)
	notify.Routes(r, a.outbox)
	scheduler.Routes(r, a.runner)
	audit.Routes(r, a.audit)
	desk.Routes(r, a.desk) // what waits for a person, names behind ids, who did what to a record
}
