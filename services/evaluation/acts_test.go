package evaluation_test

import (
	"context"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/workflow/workflowtest"
)

var states = []evaluation.Status{
	evaluation.Planned, evaluation.SelfReporting, evaluation.SelfSubmitted, evaluation.Desk, evaluation.Onsite, evaluation.Scored, evaluation.Merged,
	evaluation.Publicised, evaluation.Objected, evaluation.Reviewed, evaluation.Finalised, evaluation.Rectifying, evaluation.Rechecked,
	evaluation.Finalised2, evaluation.Archived,
}

// vetoed returns a merged spot check with a veto found by a rater and without adjustments.
func (e *env) vetoed() evaluation.Evaluation {
	ev := e.planned(e.contract("GS-1"), evaluation.Spot)
	e.onsite(ev, "a")
	found := []evaluation.Finding{{Code: "safety", Reason: "走访发现活动中有儿童受伤，机构未按预案处置和上报。"}}
	must(e.service.SaveCard(e.as(e.third), ev.ID, marks(ev, evaluation.ThirdParty, "a"), found, true))(e.t)
	must(e.service.SaveCard(e.as(e.village), ev.ID, marks(ev, evaluation.Village, "a"), nil, true))(e.t)
	return must(e.service.Merge(e.as(e.manager), ev.ID, nil))(e.t)
}

// in sets the state of the merged evaluation and the fields that belong to that state.
func (e *env) in(first evaluation.Evaluation, state evaluation.Status) {
	e.t.Helper()
	err := e.service.Change(e.system(), first.ID, func(ev *evaluation.Evaluation) {
		meta := ev.Meta
		*ev = first
		ev.Meta, ev.Status, ev.Raters = meta, state, slices.Clone(first.Raters)
		ev.AdjustedBy, ev.PublicTo, ev.RectifyReport = e.second.AddTo(nil), "2026-03-31", words
		ev.Objections = []evaluation.Objection{{Text: words}}
		inputs := *first.Inputs
		ev.Inputs = &inputs
		if !slices.Contains(states[:5], state) { // every card is submitted
			return
		}
		ev.Raters[0].Submitted, ev.Raters[1].Submitted, ev.Raters[1].Declared = false, false, false
		if len(ev.Raters) > 2 { // without the provider's own card, which can be submitted once
			ev.Raters[0].Weight += ev.Raters[2].Weight
			ev.Raters = ev.Raters[:2]
		}
	})
	if err != nil {
		e.t.Fatal(err)
	}
}

// TestActsAgree tries every act in every state as every role and compares the outcome with what Acts answered.
func TestActsAgree(t *testing.T) {
	e := newEnv(t)
	first := e.vetoed()
	people := workflowtest.Everybody(county, e.provider)
	people["rater"], people["rater who has not declared"], people["adjuster"] = e.third, e.village, e.second
	people["rater of the provider"] = auth.Actor{UserID: e.third.UserID, Bindings: append(slices.Clone(e.third.Bindings), auth.Binding{Role: auth.OrgAdmin, OrgID: e.provider})}
	people["rater who manages"] = auth.Actor{UserID: e.third.UserID, Bindings: append(slices.Clone(e.third.Bindings), e.manager.Bindings...)}
	people["manager of the provider"] = auth.Actor{UserID: "usr_both", Bindings: append(slices.Clone(e.manager.Bindings), auth.Binding{Role: auth.ProjectLead, OrgID: e.provider})}
	s := e.service
	err := func(_ evaluation.Evaluation, err error) error { return err }
	points := []evaluation.Adjustment{{Item: "M1", Points: 1_00, Reason: "复核认定方案执行良好，应予加分"}}
	workflowtest.Cells[evaluation.Evaluation, evaluation.Status]{
		Flow:   s.Flow(),
		States: states,
		People: people,
		Make: func(t *testing.T, state evaluation.Status) string {
			e.in(first, state)
			if err := s.StoreCards(e.system(), &first); err != nil {
				t.Fatal(err)
			}
			return first.ID
		},
		Take: map[string]func(context.Context, string) error{
			"open":        func(ctx context.Context, id string) error { return err(s.Open(ctx, id)) },
			"self_submit": func(ctx context.Context, id string) error { return err(s.SubmitSelf(ctx, id, words, nil)) },
			"desk":        func(ctx context.Context, id string) error { return err(s.BeginDesk(ctx, id, words)) },
			"onsite":      func(ctx context.Context, id string) error { return err(s.BeginOnsite(ctx, id, words)) },
			"replace_rater": func(ctx context.Context, id string) error {
				return err(s.ReplaceRater(ctx, id, e.village.UserID, "usr_fourth"))
			},
			"declare": func(ctx context.Context, id string) error { return err(s.Declare(ctx, id, false, words)) },
			"recuse":  func(ctx context.Context, id string) error { return err(s.Declare(ctx, id, true, words)) },
			"score": func(ctx context.Context, id string) error {
				_, err := s.SaveCard(ctx, id, marks(first, evaluation.ThirdParty, "a"), nil, false)
				return err
			},
			"submit_score": func(ctx context.Context, id string) error {
				_, err := s.SaveCard(ctx, id, marks(first, evaluation.ThirdParty, "a"), nil, true)
				return err
			},
			"merge":     func(ctx context.Context, id string) error { return err(s.Merge(ctx, id, nil)) },
			"lift":      func(ctx context.Context, id string) error { return err(s.Lift(ctx, id, "safety", words)) },
			"publicise": func(ctx context.Context, id string) error { return err(s.Publicise(ctx, id, 5)) },
			"object":    func(ctx context.Context, id string) error { return err(s.Object(ctx, id, words)) },
			"review":    func(ctx context.Context, id string) error { return err(s.Review(ctx, id, words, points)) },
			"rectified": func(ctx context.Context, id string) error { return err(s.ReportRectified(ctx, id, words)) },
			"recheck":   func(ctx context.Context, id string) error { return err(s.Recheck(ctx, id, words, points)) },
			"final2":    func(ctx context.Context, id string) error { return err(s.FinaliseRecheck(ctx, id)) },
			"archive":   func(ctx context.Context, id string) error { return err(s.Archive(ctx, id)) },
		},
	}.Run(t, 9000)
}

// TestDoneActsAreNotOffered: a declaration is signed once, with an interest left to declare later; a rectification is reported
// once.
func TestDoneActsAreNotOffered(t *testing.T) {
	e := newEnv(t)
	first := e.vetoed()
	e.in(first, evaluation.Desk)
	_, err := e.service.Declare(e.as(e.third), first.ID, false, words)
	wants(t, "signing again", err, evaluation.ErrDeclared)
	must(e.service.Declare(e.as(e.third), first.ID, true, words))(t)

	e.in(first, evaluation.Rectifying)
	_, err = e.service.ReportRectified(e.as(e.lead), first.ID, words)
	wants(t, "a second report", err, evaluation.ErrMove)
	if err := e.service.Change(e.system(), first.ID, func(ev *evaluation.Evaluation) { ev.RectifyReport = "" }); err != nil {
		t.Fatal(err)
	}
	must(e.service.ReportRectified(e.as(e.lead), first.ID, words))(t)
}

// TestRaterActs: a rater whose card is submitted cannot be replaced, nor can the provider's own card.
func TestRaterActs(t *testing.T) {
	e := newEnv(t)
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	e.onsite(ev, "a")
	must(e.service.SaveCard(e.as(e.third), ev.ID, marks(ev, evaluation.ThirdParty, "a"), nil, true))(t)
	var v struct {
		Raters []struct {
			Party string
			Acts  []struct {
				Act string
				Why *struct{ Code string }
			}
		}
	}
	e.api().As(e.manager).Do("GET", "/evaluations/"+ev.ID, nil).Want(200).JSON(&v)
	third, village, self := v.Raters[0].Acts, v.Raters[1].Acts, v.Raters[2].Acts
	if len(third) != 1 || third[0].Why == nil || third[0].Why.Code != "evaluation_submitted" || len(village) != 1 || village[0].Why != nil || len(self) != 0 {
		t.Errorf("acts of raters: %+v", v.Raters)
	}
}
