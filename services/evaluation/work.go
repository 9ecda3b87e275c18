package evaluation

import (
	"cmp"
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/feature"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// work lists the kinds of work about evaluations: for the provider, for the raters, and for those who manage them.
func (s *Service) work() []feature.Work {
	list := []feature.Work{
		s.waitingIn(SelfReporting, auth.EvaluationSelf, "self_reporting", "评估待自评", "Self-reports due", nil),
		s.waitingIn(Rectifying, auth.EvaluationSelf, "rectifying", "评估待整改", "Rectifications to report", func(e *Evaluation) bool { return e.RectifyReport == "" }),
		s.waitingForRater("declare", "评估待签署声明", "Declarations to sign", unscored, func(r *Rater) bool { return !r.Declared }),
		s.waitingForRater("score", "评估待评分", "Evaluations to score", []Status{Desk, Onsite}, func(r *Rater) bool { return r.Declared && !r.Conflict && !r.Submitted }),
	}
	for _, k := range []struct {
		status Status
		zh, en string
		keep   func(*Evaluation) bool
	}{
		{Objected, "评估异议待处理", "Objections to decide", nil},
		{Scored, "评估待合成", "Evaluations to merge", nil},
		{Merged, "评估待公示", "Results to make public", nil},
		{Reviewed, "评估待再公示", "Results to make public again", nil},
		{Rechecked, "评估复查待定档", "Re-checks to make final", nil},
		{Rectifying, "评估整改待复查", "Re-checks to record", func(e *Evaluation) bool { return e.RectifyReport != "" }},
		{Desk, "评估待现场评分", "Scoring on site to begin", nil},
		{SelfSubmitted, "评估待资料审查", "Desk reviews to begin", nil},
		{Planned, "评估待启动", "Evaluations to open", nil},
	} {
		list = append(list, s.waitingIn(k.status, auth.EvaluationManage, "manage_"+string(k.status), k.zh, k.en, k.keep))
	}
	return append(list, feature.Work{
		Code: "evaluation_rater_gone", ZH: "评委已离任待更换", EN: "Raters without a role, to be replaced", Link: "/evaluations",
		Permissions: []auth.Permission{auth.EvaluationManage}, List: s.raterGone,
	})
}

// raterGone lists the evaluations to be scored of which a rater without a card no longer holds the role of an evaluator.
func (s *Service) raterGone(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
	var failed error
	f := docstore.Filter{{Key: "status", Value: docstore.Filter{{Key: "$in", Value: unscored}}}}
	list, err := listKept(ctx, s.store.evaluations.In(w.Actor.Scope(auth.EvaluationManage)), w, f, func(e *Evaluation) bool {
		hold, err := s.inOffice(ctx, e)
		if err != nil {
			failed = err
		}
		return slices.ContainsFunc(e.RaterIDs, func(id string) bool { return !e.rater(id).Submitted && !slices.Contains(hold, id) })
	})
	return list, cmp.Or(err, failed)
}

// waitingIn returns the kind of work made of the evaluations in one state, for holders of the permission; if keep is not nil,
// only of those that it accepts.
func (s *Service) waitingIn(status Status, p auth.Permission, code, zh, en string, keep func(*Evaluation) bool) feature.Work {
	return feature.Work{
		Code: "evaluation_" + code, ZH: zh, EN: en, Link: "/evaluations?status=" + string(status), Permissions: []auth.Permission{p},
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			f := docstore.Filter{{Key: "status", Value: status}}
			if w.OrgID != "" {
				f = append(f, docstore.Filter{{Key: "provider_id", Value: w.OrgID}}...)
			}
			in := s.store.evaluations.In(w.Actor.Scope(p))
			if keep == nil {
				return feature.ListWork(ctx, in, w, f, "", workItem(w))
			}
			return listKept(ctx, in, w, f, keep)
		},
	}
}

// waitingForRater returns the kind of work made of the evaluations in the states whose acting rater is accepted by keep.
func (s *Service) waitingForRater(code, zh, en string, states []Status, keep func(*Rater) bool) feature.Work {
	return feature.Work{
		Code: "evaluation_" + code, ZH: zh, EN: en, Link: "/evaluations", Permissions: raters,
		List: func(ctx context.Context, w feature.WorkQuery) (feature.WorkList, error) {
			f := docstore.Filter{{Key: "rater_ids", Value: w.Actor.UserID}, {Key: "status", Value: docstore.Filter{{Key: "$in", Value: states}}}}
			return listKept(ctx, s.store.evaluations.In(w.Actor.Scope(auth.EvaluationScore)), w, f, func(e *Evaluation) bool {
				r := e.rater(w.Actor.UserID)
				return r != nil && keep(r)
			})
		},
	}
}

// listKept lists the matching evaluations that keep accepts. It reads at most 200, more than a provider or rater ever has at once.
func listKept(ctx context.Context, in *docstore.Collection[Evaluation], w feature.WorkQuery, f docstore.Filter, keep func(*Evaluation) bool) (feature.WorkList, error) {
	var out feature.WorkList
	found, err := in.Find(ctx, f, docstore.Sort("_id"), docstore.Limit(200))
	for i := range found {
		if !keep(&found[i]) {
			continue
		}
		if out.Count++; out.Count <= feature.MaxItems {
			out.Add(workItem(w)(found[i]))
		}
	}
	return out, err
}

func workItem(w feature.WorkQuery) func(Evaluation) feature.Item {
	return func(e Evaluation) feature.Item {
		return feature.Item{
			ID: e.ID, Title: e.ContractName, Note: KindWords.Of(string(e.Kind), w.Actor.Lang), Since: e.StatusAt, Link: "/evaluations/" + e.ID,
		}
	}
}
