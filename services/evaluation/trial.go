package evaluation

import (
	"context"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// Trial asks what a sheet would give. Nothing is stored.
type Trial struct {
	Sheet        Sheet
	EvaluationID string                            // with its figures, and its cards when it is merged; empty: Ratios alone
	Ratios       map[contracts.IndicatorKind]int64 // basis points by kind, "" for all indicators together; they replace the figures of the evaluation
	Marks        []Mark                            // replace those of the cards for their items
	Vetoes       []string                          // codes that are found
}

// Tried is what a Trial gives. Without faults of the sheet there is a result, with the way to the points of each item.
type Tried struct {
	Faults   []fault.Field // of the sheet, at its fields; then there is no result
	Result   Result
	Ways     []Way
	Unscored []string // codes of items that nobody has marked; they count as 0
	Lacking  []string // codes of items for whose kind there is no figure; they are scored by all indicators
}

// Try computes the result of a trial. Cards of an evaluation are used only when it is merged and the actor may see them.
func (s *Service) Try(ctx context.Context, t Trial) (Tried, error) {
	actor, err := auth.Require(ctx, auth.TemplateEdit)
	if err != nil {
		return Tried{}, err
	}
	in := Inputs{Sheet: t.Sheet, Cards: []Card{{Party: ThirdParty, Weight: 100}}}
	if t.EvaluationID != "" {
		e, err := s.within(ctx, actor, t.EvaluationID)
		if err != nil {
			return Tried{}, err
		}
		if !e.showsCards(actor) {
			return Tried{}, docstore.ErrNotFound
		}
		p, _, err := s.Figures(ctx, e.ID)
		if err != nil {
			return Tried{}, err
		}
		in.Progress, in.ProgressBP = p.Items, p.RatioBP
		if e.Inputs != nil {
			in.Cards = slices.Clone(e.Inputs.Cards)
		}
	}
	return in.try(t), nil
}

// try completes the inputs by what the trial says and computes the result.
func (in *Inputs) try(t Trial) Tried {
	if list := t.Sheet.faults(); len(list) > 0 {
		return Tried{Faults: list}
	}
	in.replaceFigures(t.Ratios)
	typed := fitting(&t.Sheet, t.Marks)
	for i := range in.Cards {
		c := &in.Cards[i]
		c.Marks = slices.DeleteFunc(fitting(&t.Sheet, c.Marks), func(m Mark) bool {
			return slices.ContainsFunc(typed, func(n Mark) bool { return n.Item == m.Item })
		})
		c.Marks = append(c.Marks, typed...)
	}
	for _, code := range t.Vetoes {
		if t.Sheet.hasVeto(code) {
			in.Findings = append(in.Findings, Finding{Code: code})
		}
	}
	r := Tried{Result: Score(*in), Ways: Ways(*in)}
	for _, it := range t.Sheet.items() {
		switch {
		case it.byRater() && slices.ContainsFunc(in.Cards, func(c Card) bool {
			return scores(it, c.Party, in.parties()) && !slices.ContainsFunc(c.Marks, func(m Mark) bool { return m.Item == it.Code })
		}):
			r.Unscored = append(r.Unscored, it.Code)
		case !it.byRater() && it.Indicator != "" && !slices.ContainsFunc(in.Progress, func(p contracts.IndicatorProgress) bool { return p.Kind == it.Indicator }):
			r.Lacking = append(r.Lacking, it.Code)
		}
	}
	return r
}

// replaceFigures puts one figure of weight 1 in the place of all of its kind. The ratio of all together is that of the kind "", else their
// weighted mean.
func (in *Inputs) replaceFigures(ratios map[contracts.IndicatorKind]int64) {
	if len(ratios) == 0 {
		return
	}
	in.Progress = slices.DeleteFunc(slices.Clone(in.Progress), func(p contracts.IndicatorProgress) bool {
		_, typed := ratios[p.Kind]
		return typed
	})
	for _, kind := range indicatorKinds {
		if bp, typed := ratios[kind]; typed {
			in.Progress = append(in.Progress, contracts.IndicatorProgress{Code: string(kind), Name: contracts.IndicatorWords.Of(string(kind), "zh"), Kind: kind, RatioBP: bp, Weight: 1})
		}
	}
	if all, typed := ratios[""]; typed {
		in.ProgressBP = all
		return
	}
	var sum, weights int64
	for _, p := range in.Progress {
		sum, weights = sum+p.Weight*min(p.RatioBP, 10_000), weights+p.Weight
	}
	if weights > 0 {
		in.ProgressBP = sum / weights
	}
}

// fitting returns the marks that the sheet can score, one for each item.
func fitting(s *Sheet, marks []Mark) []Mark {
	var list []Mark
	for _, m := range marks {
		it := s.item(m.Item)
		if it == nil || !it.byRater() || slices.ContainsFunc(list, func(n Mark) bool { return n.Item == m.Item }) {
			continue
		}
		var bad fault.Problems
		if it.Method == Deduction && m.Note == "" {
			m.Note = "————" // a trial needs no reason
		}
		it.checkMark(&bad, "", m)
		if bad.Err() == nil {
			list = append(list, m)
		}
	}
	return list
}
