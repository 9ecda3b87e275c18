package main

import "github.com/tongxing-platform/tongxing/services/evaluation"

const evaluationWords = "按合同和服务方案逐项核对，现场查看台账、档案与财务资料，资料齐全，情况属实。"

// planEvaluation plans, reports, scores, merges and publishes the last evaluation of a contract through different people.
func (w *seed) planEvaluation() {
	s, o := w.app.evaluation, w.serving()[1]
	raters := []struct {
		login  string
		party  evaluation.Party
		weight int64
	}{{"evaluator1", evaluation.ThirdParty, 50}, {"evaluator2", evaluation.Village, 20}, {"evaluator3", evaluation.Buyer, 20}}
	var e evaluation.Evaluation
	manager := func() ctxOf { return w.staff("county1") }
	w.on(-11, 10, func() {
		named := []evaluation.Rater{{Party: evaluation.Self, Weight: 10}}
		for _, r := range raters {
			named = append(named, evaluation.Rater{UserID: w.staffIDs[r.login], Party: r.party, Weight: r.weight})
		}
		e = ok(s.Plan(manager(), evaluation.NewEvaluation{
			ContractID: o.deals[0].id, Kind: evaluation.Final, TemplateID: ok(s.EnsureDefault(w.sys)).ID, Raters: named,
		}))
		ok(s.Open(manager(), e.ID))
	})
	w.on(-9, 10, func() {
		ok(s.SubmitSelf(w.as(o.lead), e.ID, "项目按合同完成各项指标，服务台账完整，资金专款专用，自评为优秀。", w.marks(e, evaluation.Self)))
	})
	w.on(-8, 10, func() { ok(s.BeginDesk(manager(), e.ID, "")) })
	w.on(-7, 10, func() { ok(s.BeginOnsite(manager(), e.ID, evaluationWords)) })
	w.on(-6, 14, func() {
		for _, r := range raters {
			ok(s.Declare(w.staff(r.login), e.ID, false, "与合同双方均无利害关系。"))
			ok(s.SaveCard(w.staff(r.login), e.ID, w.marks(e, r.party), nil, true))
		}
	})
	w.on(-5, 15, func() { ok(s.Merge(manager(), e.ID, nil)) })
	w.on(-2, 11, func() { ok(s.Publicise(w.staff("county2"), e.ID, evaluation.MinPublicity)) })
}

// marks returns a good card of a party, mostly with full marks.
func (w *seed) marks(e evaluation.Evaluation, party evaluation.Party) []evaluation.Mark {
	var list []evaluation.Mark
	for _, section := range e.Sheet.Sections {
		for _, it := range section.Items {
			if len(it.Parties) > 0 && it.Parties[0] != party {
				continue
			}
			m := evaluation.Mark{Item: it.Code}
			switch it.Method {
			case evaluation.Levels:
				m.Level = it.Levels[w.rng.IntN(2)].Code
			case evaluation.Combination:
				for _, p := range it.Parts {
					m.Parts = append(m.Parts, evaluation.PartMark{Code: p.Code, Points: p.Max})
				}
			case evaluation.Deduction:
			default:
				continue // computed from records
			}
			list = append(list, m)
		}
	}
	return list
}
