package attendance_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// waiting returns the work of one kind for the person at the time.
func (w *world) waiting(code string, ctx context.Context, at time.Time) feature.WorkList {
	w.T.Helper()
	work := w.Feature().Work
	i := slices.IndexFunc(work, func(w feature.Work) bool { return w.Code == code })
	actor := auth.From(ctx)
	if i < 0 || !work[i].For(actor) {
		w.T.Fatalf("%s is not work of this person", code)
	}
	out, err := work[i].List(ctx, feature.WorkQuery{Actor: actor, Now: at})
	if err != nil {
		w.T.Fatal(err)
	}
	return out
}

// TestWorkIsWhatTheListShows: each kind of work counts as many items as the list of the same state shows, and is late after the
// organisation's last day for confirming.
func TestWorkIsWhatTheListShows(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(1)
	act := w.activity(monday.AddDate(0, 0, 3), 2*time.Hour, ids...)
	token := w.code(act, attendance.In)
	_, err := w.CheckIn(w.Volunteer(ids[0]), scan(token), nil)
	want(t, err, nil)
	open := w.waiting("stay_open", w.Volunteer(ids[0]), act.Start)
	if open.Count != 1 || open.Items[0].Title != act.Title || open.Late != 0 {
		t.Errorf("open stay: %+v", open)
	}
	w.At(act.End)
	base, err := w.CheckOut(w.Volunteer(ids[0]), scan(w.code(act, attendance.Out)), nil)
	want(t, err, nil)
	if closed := w.waiting("stay_open", w.Volunteer(ids[0]), act.End); closed.Count != 0 {
		t.Errorf("after the check-out: %+v", closed)
	}
	due := w.Due(&base)
	for code, state := range map[string]attendance.Status{
		"hours_pending": attendance.Pending, "hours_disputed": attendance.Disputed, "hours_checked_out": attendance.CheckedOut,
	} {
		want(t, w.Put(job(), base, state), nil)
		list, err := w.List(w.admin(), attendance.ListQuery{Status: state})
		want(t, err, nil)
		got := w.waiting(code, w.admin(), due.Add(-time.Minute))
		if got.Count != int64(len(list.Items)) || got.Count != 1 || got.Items[0].Title != act.Title || !strings.Contains(got.Items[0].Note, "张**") || got.Late != 0 {
			t.Errorf("%s: %+v, the list has %d", code, got, len(list.Items))
		}
		late := w.waiting(code, w.admin(), due.Add(time.Minute))
		if timed := state != attendance.Disputed; timed != (late.Late == 1) || timed != late.Due.Equal(due) {
			t.Errorf("%s after %s: %+v", code, due, late)
		}
		if far := w.waiting(code, w.AsOf("org_other", "usr_x", auth.OrgAdmin), act.End); far.Count != 0 {
			t.Errorf("%s of another organisation: %+v", code, far)
		}
	}

	w.served(w.activity(monday.AddDate(0, 0, 10), time.Hour, ids...), ids[0])
	_, err = w.RequestCertificate(w.Volunteer(ids[0]), attendance.NewCertificate{OrgID: w.OrgID, From: "2026-03-01", To: "2026-03-12"})
	want(t, err, nil)
	papers, err := w.Certificates(w.admin(), "", attendance.Requested)
	want(t, err, nil)
	if got := w.waiting("certificate_requested", w.admin(), w.Now()); got.Count != int64(len(papers.Items)) || got.Count != 1 ||
		got.Items[0].Title != "张**" || got.Items[0].Note != "2026年3月1日 – 2026年3月12日" {
		t.Errorf("certificates: %+v, the list has %d", got, len(papers.Items))
	}
}
