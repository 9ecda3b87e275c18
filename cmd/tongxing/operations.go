package main

import (
	"context"
	"errors"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/scheduler"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/files"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

// operations returns the feature value of the platform packages: regions and calendar, messages, timetable, audit log.
// Their work waits for the operators.
func (a *app) operations() feature.Feature {
	runs := []auth.Permission{auth.JobRun}
	return feature.Feature{
		Name: "operations",
		Routes: func(r *httpapi.Router) {
			region.Routes(r, a.regions, a.calendar, a.audit, a.served)
			notify.Routes(r, a.outbox)
			scheduler.Routes(r, a.runner)
			audit.Routes(r, a.audit)
			files.Routes(r, a.files)
		},
		Words:   []words.Set{auth.RoleWords, files.StateWords},
		Actions: auditActions,
		Work: []feature.Work{
			{Code: "job_failed", ZH: "定时任务失败", EN: "Jobs failed", Link: "/jobs", Permissions: runs, List: a.failedJobs},
			{Code: "message_failed", ZH: "消息发送失败", EN: "Messages not sent", Link: "/messages", Permissions: runs, List: a.failedMessages},
		},
		EachSealed: func(ctx context.Context, use func(privacy.SealedDocument) error) error {
			return errors.Join(a.outbox.EachSealed(ctx, use), a.http.EachSealed(ctx, use), a.files.EachSealed(ctx, use))
		},
	}
}

// failedJobs lists the jobs whose last run failed or was lost.
func (a *app) failedJobs(ctx context.Context, _ feature.WorkQuery) (feature.WorkList, error) {
	var w feature.WorkList
	lines, err := a.runner.List(ctx)
	for _, l := range lines {
		if l.Last == nil || l.Last.Status != scheduler.Failed && l.Last.Status != scheduler.Lost {
			continue
		}
		if w.Count++; w.Count <= feature.MaxItems {
			w.Add(feature.Item{ID: l.Name, Title: l.Name, Since: l.Last.EndedAt, Link: "/jobs"})
		}
	}
	return w, err
}

// failedMessages lists the messages that were given up.
func (a *app) failedMessages(ctx context.Context, _ feature.WorkQuery) (feature.WorkList, error) {
	var w feature.WorkList
	page, err := a.outbox.Failed(ctx, docstore.Limit(feature.MaxItems))
	if err != nil || len(page.Items) == 0 {
		return w, err
	}
	for _, m := range page.Items {
		w.Add(feature.Item{ID: m.ID, Title: m.Template, Since: m.At, Link: "/messages"})
	}
	w.Count, err = a.outbox.CountFailed(ctx, feature.MaxCount)
	return w, err
}
