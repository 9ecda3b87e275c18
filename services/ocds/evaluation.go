package ocds

import (
	"fmt"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
)

// evaluated returns a release for each final result, in the order in which they became final.
func (s *source) evaluated() []Release {
	list := make([]Release, len(s.Outcomes))
	for i, o := range s.Outcomes {
		id := fmt.Sprintf("evaluation-%d", i+1)
		e := Evaluation{
			ID: id, Type: o.Kind, Title: kindTitle[o.Kind], Date: local(o.At), Score: Points(o.Total), Most: 100_00, Passed: o.Pass,
		}
		if of, r := s.resultOf(i); r != nil {
			e.Grade = r.Grade
			for _, l := range r.Sections {
				e.Sections = append(e.Sections, Section{ID: l.Code, Title: l.Name, Score: Points(l.Points), Most: Points(l.Max)})
			}
			e.Publicity = &Period{Start: local(of.PublicFrom.Start()), End: local(of.PublicTo.LastInstant())}
			e.Documents = []Document{s.page("notice", "x_evaluationNotice", "评估结果公示", "/notices/"+of.ID, of.PublicFrom)}
		}
		list[i] = s.done(id, o.At, Contract{Evaluations: []Evaluation{e}})
	}
	return list
}

var kindTitle = map[string]string{contracts.KindSpot: "抽查评估", contracts.KindMid: "中期评估", contracts.KindFinal: "末期评估"}

// resultOf returns the evaluation of the n-th outcome and the result with which it became final; nil when it is not known. The
// result of an evaluation with a re-check is its first one until the re-check is final, then its public one.
func (s *source) resultOf(n int) (*evaluation.Evaluation, *evaluation.Result) {
	o := &s.Outcomes[n]
	for i := range s.results {
		e := &s.results[i]
		if !sameEvaluation(o, e) {
			continue
		}
		r := e.Public
		earlier := false
		for _, before := range s.Outcomes[:n] {
			earlier = earlier || sameEvaluation(&before, e)
		}
		if e.First != nil && !earlier {
			r = e.First
		}
		if r != nil && r.Total == o.Total && r.Pass == o.Pass {
			return e, r
		}
	}
	return nil, nil
}

// sameEvaluation reports whether the outcome is of the evaluation. Outcomes from before they named it belong to the only mid-term
// or final evaluation of the contract.
func sameEvaluation(o *contracts.Outcome, e *evaluation.Evaluation) bool {
	if o.EvaluationID == "" {
		return string(e.Kind) == o.Kind && o.Kind != contracts.KindSpot
	}
	return o.EvaluationID == e.ID
}
