package activities_test

import (
	"context"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// waiting returns the work of one kind for the person.
func waiting(t *testing.T, f feature.Feature, code string, ctx context.Context, w feature.WorkQuery) feature.WorkList {
	t.Helper()
	i := slices.IndexFunc(f.Work, func(w feature.Work) bool { return w.Code == code })
	w.Actor = auth.From(ctx)
	if i < 0 || !f.Work[i].For(w.Actor) {
		t.Fatalf("%s is not work of this person", code)
	}
	out, err := f.Work[i].List(ctx, w)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestWorkIsWhatTheListShows: each kind of work counts as many items as the list of the same state shows.
func TestWorkIsWhatTheListShows(t *testing.T) {
	w := newWorld(t)
	a := w.published(func(p *activities.Plan) { p.Review, p.Capacity = true, 5 })
	for _, id := range w.Volunteers(2) {
		w.signUp(a, id)
	}
	for _, state := range []activities.Status{activities.Draft, activities.Submitted, activities.Returned, activities.Ended} {
		for range 2 {
			made, err := w.Create(w.Lead(), w.plan())
			want(t, err, nil)
			want(t, w.Change(job(), made.ID, func(a *activities.Activity) { a.Status = state }), nil)
		}
	}
	for code, ctx := range map[string]context.Context{
		"activity_draft": w.Lead(), "activity_returned": w.Lead(), "activity_ended": w.Lead(), "activity_submitted": w.Office(),
	} {
		list, err := w.List(ctx, activities.ListQuery{Status: activities.Status(code[len("activity_"):])})
		want(t, err, nil)
		before := waiting(t, w.Feature(), code, ctx, feature.WorkQuery{Now: w.Now()})
		if before.Count != int64(len(list.Items)) || len(before.Items) != 2 || before.Late != 0 || before.Items[0].Note == "" {
			t.Errorf("%s: %+v, the list has %d", code, before, len(list.Items))
		}
		after := waiting(t, w.Feature(), code, ctx, feature.WorkQuery{Now: a.End.AddDate(0, 0, 15)})
		if after.Late != 2 || !after.Due.Equal(before.Due) {
			t.Errorf("%s, late: %+v", code, after)
		}
		if none := waiting(t, w.Feature(), code, ctx, feature.WorkQuery{OrgID: "org_other", Now: w.Now()}); none.Count != 0 {
			t.Errorf("%s of another organisation: %+v", code, none)
		}
	}
	pending, err := w.Signups(w.Lead(), a.ID, activities.Pending)
	want(t, err, nil)
	got := waiting(t, w.Feature(), "signup_pending", w.Lead(), feature.WorkQuery{OrgID: w.OrgID, Now: w.Now()})
	if got.Count != int64(len(pending.Items)) || got.Items[0].Title != a.Title || !got.Due.Equal(a.Start) {
		t.Errorf("sign-ups: %+v, the list has %d", got, len(pending.Items))
	}
	if far := waiting(t, w.Feature(), "signup_pending", w.AsOf("org_other", "usr_x", auth.OrgAdmin), feature.WorkQuery{Now: w.Now()}); far.Count != 0 {
		t.Errorf("another organisation decides %+v", far)
	}
}
