package activities_test

import (
	"context"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

const reason = "天气原因，改期举行"

// everybody returns an actor of every role, the makers of the activity and volunteers with a sign-up.
func (w *world) everybody() map[string]auth.Actor {
	people := workflowtest.Everybody(county, w.OrgID)
	people["maker"] = auth.From(w.Lead())
	people["maker who publishes"] = auth.Actor{UserID: "usr_lead", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: county}}}
	return people
}

// TestActsAgree tries every act in every state as every role and compares the outcome with what Acts answered. States before
// the start are tried again with a start that has passed.
func TestActsAgree(t *testing.T) {
	w := newWorld(t)
	first, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	s := w.Service
	unknown := []activities.Status{activities.Draft, activities.Returned, activities.Submitted}
	nothing := func(context.Context, *activities.Activity) error { return nil }
	result := func(_ activities.Activity, err error) error { return err }
	cells := workflowtest.Cells[activities.Activity, activities.Status]{
		Flow: s.Flow(), People: w.everybody(),
		Take: map[string]func(context.Context, string) error{
			"edit": func(ctx context.Context, id string) error {
				n := w.plan()
				n.Start, n.End = n.Start.Add(48*time.Hour), n.End.Add(48*time.Hour)
				return result(s.Edit(ctx, id, 0, n))
			},
			"submit":  func(ctx context.Context, id string) error { return result(s.Submit(ctx, id)) },
			"publish": func(ctx context.Context, id string) error { return result(s.Publish(ctx, id, 0)) },
			"return":  func(ctx context.Context, id string) error { return result(s.Return(ctx, id, reason)) },
			"cancel":  func(ctx context.Context, id string) error { return result(s.Cancel(ctx, id, reason)) },
			"record":  func(ctx context.Context, id string) error { return result(s.Record(ctx, id, 3, nothing, nothing)) },
		},
	}
	start := func(by time.Duration) func(*testing.T, activities.Status) string {
		return func(t *testing.T, state activities.Status) string {
			want(t, w.Change(job(), first.ID, func(a *activities.Activity) {
				meta := a.Meta
				*a = first
				a.Meta, a.Status, a.SubmittedBy = meta, state, "usr_lead"
				a.Start = w.Now().Add(by)
				a.End, a.SignupFrom, a.SignupTo = a.Start.Add(2*time.Hour), a.Start.Add(-72*time.Hour), a.Start
				if state == activities.SignupClosed {
					a.SignupTo = a.Start.Add(-100 * time.Hour)
				}
			}), nil)
			return first.ID
		}
	}
	cells.States, cells.Make = append(unknown, activities.Published, activities.SignupClosed, activities.Cancelled), start(72*time.Hour)
	cells.Run(t, 1000)
	cells.States, cells.Make = append(unknown, activities.Published, activities.SignupClosed, activities.Ongoing), start(-time.Hour)
	cells.Run(t, 1000)
	cells.States, cells.Make = []activities.Status{activities.Ended, activities.Recorded, activities.Archived}, start(-4*time.Hour)
	cells.Run(t, 500)
}

// TestSignupActsAgree does the same with a sign-up: before the start of its activity, during it and after its end.
func TestSignupActsAgree(t *testing.T) {
	w := newWorld(t)
	ids := w.Volunteers(2)
	a := w.published(nil)
	first := w.signUp(a, ids[0])
	people := w.everybody()
	people["volunteer"], people["another volunteer"] = auth.From(w.Volunteer(ids[0])), auth.From(w.Volunteer(ids[1]))
	s := w.Service
	result := func(_ activities.Signup, err error) error { return err }
	cells := workflowtest.Cells[activities.Signup, activities.SignupStatus]{
		Flow: s.SignupFlow(), People: people,
		States: []activities.SignupStatus{
			activities.Pending, activities.Waitlisted, activities.Confirmed, activities.Declined, activities.Withdrawn, activities.Released,
			activities.Attended, activities.Absent,
		},
		Make: func(t *testing.T, state activities.SignupStatus) string {
			want(t, w.ChangeSignup(job(), first.ID, func(su *activities.Signup) { su.Status = state }), nil)
			want(t, w.Change(job(), a.ID, func(a *activities.Activity) { a.Taken, a.Waiting = 1, 1 }), nil)
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"withdraw": func(ctx context.Context, _ string) error { return result(s.Withdraw(ctx, a.ID, reason)) },
			"decline":  func(ctx context.Context, id string) error { return result(s.Decide(ctx, id, false, reason)) },
			"confirm":  func(ctx context.Context, id string) error { return result(s.Decide(ctx, id, true, "")) },
			"absent":   func(ctx context.Context, id string) error { return result(s.MarkAbsent(ctx, id)) },
		},
	}
	for _, at := range []time.Time{a.Start.Add(-time.Hour), a.Start.Add(time.Minute), a.End.Add(time.Minute)} {
		w.At(at)
		cells.Run(t, 1000)
	}
}

// TestEditOfSubmittedPlanIsADraft: an edited plan cannot be published before it is submitted again.
func TestEditOfSubmittedPlanIsADraft(t *testing.T) {
	w := newWorld(t)
	a, err := w.Create(w.Lead(), w.plan())
	want(t, err, nil)
	_, err = w.Submit(w.Lead(), a.ID)
	want(t, err, nil)
	a, err = w.Edit(w.Lead(), a.ID, a.Edition, w.plan())
	want(t, err, nil)
	if a.Status != activities.Draft {
		t.Errorf("status %s", a.Status)
	}
	if _, err := w.Edit(w.Lead(), a.ID, a.Edition-1, w.plan()); err == nil {
		t.Error("an old edition was saved")
	} else {
		want(t, err, docstore.ErrStale)
	}
}
