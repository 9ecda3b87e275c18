package evaluation

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type store struct {
	evaluations *docstore.Scoped[Evaluation]
	all         *docstore.Collection[Evaluation] // not scoped, for rules that hold for every actor
	sheets      *docstore.Scoped[Template]       // the editions of score sheets, by the region for which they are
	templates   *docstore.Collection[Template]   // not scoped: every edition in force may be read
	cards       *docstore.Collection[Scorecard]
}

// evaluationsName is the collection of evaluations.
const evaluationsName = "evaluations"

// RecordSubstitutes is the migration to data version 9. Evaluations used to score an item by all indicators when the contract had
// none of the item's kind, without saying so; now they say it. kinds holds the kinds of each contract's indicators. The frozen
// inputs of merged evaluations are not changed, so that their published hash and result stay the same.
func RecordSubstitutes(ctx context.Context, m *docstore.Migrating, kinds map[string]map[contracts.IndicatorKind]bool) error {
	return m.Rewrite(ctx, evaluationsName, func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var e Evaluation
		if err := bson.Unmarshal(raw, &e); err != nil {
			return nil, err
		}
		var list []Substitute
		for _, it := range e.Sheet.items() {
			if it.byRater() || it.Indicator == "" || kinds[e.ContractID][it.Indicator] {
				continue
			}
			list = append(list, Substitute{
				Item: it.Code, Name: it.Name, Max: it.Max, Kind: it.Indicator, By: AllKinds, Reason: "制定计划时的规则：合同没有此类指标的，按全部指标计",
			})
			it.Indicator = ""
		}
		if len(list) == 0 {
			return doc, nil
		}
		changed := bson.D{}
		for _, f := range doc {
			switch f.Key {
			case "sheet":
				changed = append(changed, bson.E{Key: "sheet", Value: e.Sheet}, bson.E{Key: "substitutes", Value: list})
			case "substitutes":
			default:
				changed = append(changed, f)
			}
		}
		return changed, nil
	})
}

func openStore(db *docstore.DB) (*store, error) {
	s := &store{}
	var err error
	if s.evaluations, err = docstore.DeclareScoped[Evaluation](db, docstore.Spec{
		Name:   evaluationsName,
		Fields: []string{"contract_id", "provider_id", "region", "kind", "once", "status", "rater_ids", "public_from", "public_to"},
		Indexes: []docstore.Index{
			{Name: "once", Fields: []string{"contract_id", "once"}, Unique: true, Selective: true},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_provider", Fields: []string{"provider_id"}, Selective: true},
			{Name: "board", Fields: []string{"-public_from"}},
			{Name: "board_kind", Fields: []string{"kind", "-public_from"}, Selective: true},
			{Name: "ending", Fields: []string{"status", "public_to"}, Selective: true},
			{Name: "by_rater", Fields: []string{"rater_ids"}, Selective: true},
		},
		Scope: docstore.ScopeFields{
			Region: []string{"region"}, Org: []string{"provider_id"}, Self: []string{"rater_ids"}, Assigned: []string{"_id", "contract_id"},
		},
		Refs: []docstore.Ref{{Field: "contract_id", To: "contracts"}},
	}); err != nil {
		return nil, err
	}
	if s.sheets, err = docstore.DeclareScoped[Template](db, docstore.Spec{
		Name:   templatesName,
		Fields: []string{"code", "region", "edition", "status"},
		Indexes: []docstore.Index{
			{Name: "edition", Fields: []string{"region", "code", "edition"}, Unique: true},
			{Name: "by_status", Fields: []string{"status"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}},
	}); err != nil {
		return nil, err
	}
	if s.cards, err = docstore.Declare[Scorecard](db, docstore.Spec{
		Name:    "evaluation_cards",
		Fields:  []string{"evaluation_id", "rater_id"},
		Indexes: []docstore.Index{{Name: "one_each", Fields: []string{"evaluation_id", "rater_id"}, Unique: true}},
		Refs:    []docstore.Ref{{Field: "evaluation_id", To: "evaluations"}},
	}); err != nil {
		return nil, err
	}
	s.templates = s.sheets.In(auth.Actor{Job: "evaluation"}.Scope(auth.TemplateEdit))
	s.all = s.evaluations.In(auth.Actor{Job: "evaluation"}.Scope(auth.EvaluationRead))
	return s, nil
}

// load returns the evaluation when the scope reaches it.
func (s *store) load(ctx context.Context, reach auth.Scope, evaluationID string) (Evaluation, error) {
	return s.evaluations.In(reach).Get(ctx, evaluationID)
}

// insert stores a new evaluation, or returns ErrOnce.
func (s *store) insert(ctx context.Context, e *Evaluation) error {
	err := s.all.Insert(ctx, e)
	if docstore.IsDuplicate(err, "once") {
		return ErrOnce
	}
	return err
}

// save stores the changed evaluation. It returns docstore.ErrStale when the evaluation was changed since it was loaded.
func (s *store) save(ctx context.Context, e *Evaluation) error {
	return s.all.Save(ctx, e)
}

// templatesName is the collection of score sheets.
const templatesName = "evaluation_templates"

// SettleEditions is the migration to data version 14. Of each score sheet the last edition is in force and the earlier ones are retired;
// until then every edition could be chosen.
func SettleEditions(ctx context.Context, m *docstore.Migrating) error {
	type sheet struct{ region, code string }
	of := func(doc bson.D) (s sheet, edition int64) {
		for _, e := range doc {
			switch e.Key {
			case "region":
				s.region, _ = e.Value.(string)
			case "code":
				s.code, _ = e.Value.(string)
			case "edition":
				edition, _ = e.Value.(int64)
			}
		}
		return s, edition
	}
	last := map[sheet]int64{}
	err := m.Rewrite(ctx, templatesName, func(doc bson.D) (bson.D, error) {
		s, edition := of(doc)
		last[s] = max(last[s], edition)
		return doc, nil
	})
	if err != nil {
		return err
	}
	return m.Rewrite(ctx, templatesName, func(doc bson.D) (bson.D, error) {
		s, edition := of(doc)
		status := SheetRetired
		if edition == last[s] {
			status = SheetInForce
		}
		doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == "status" })
		return append(doc, bson.E{Key: "status", Value: string(status)}), nil
	})
}

// loadTemplate returns the edition when the scope reaches it.
func (s *store) loadTemplate(ctx context.Context, reach auth.Scope, templateID string) (Template, error) {
	return s.sheets.In(reach).Get(ctx, templateID)
}

// inForce returns the edition of the code that is in force in the region, or docstore.ErrNotFound.
func (s *store) inForce(ctx context.Context, regionPath, code string) (Template, error) {
	return s.templates.First(ctx, docstore.Filter{{Key: "region", Value: regionPath}, {Key: "code", Value: code}, {Key: "status", Value: SheetInForce}})
}

// lastEdition returns the number of the last edition of the code in the region, without drafts; 0 when there is none.
func (s *store) lastEdition(ctx context.Context, regionPath, code string) (int64, error) {
	t, err := s.templates.First(ctx, docstore.Filter{{Key: "region", Value: regionPath}, {Key: "code", Value: code}}, docstore.Sort("-edition"))
	if errors.Is(err, docstore.ErrNotFound) {
		return 0, nil
	}
	return t.Edition, err
}

// insertTemplate stores an edition. It returns ErrSheetDraft for a second draft of the code in the region.
func (s *store) insertTemplate(ctx context.Context, t *Template) error {
	err := s.templates.Insert(ctx, t)
	if docstore.IsDuplicate(err, "edition") {
		return ErrSheetDraft
	}
	return err
}

// editions returns a page of the editions that were put in force, newest first.
func (s *store) editions(ctx context.Context, status SheetStatus, page []docstore.Option) (docstore.Page[Template], error) {
	f := docstore.Filter{{Key: "status", Value: bson.D{{Key: "$in", Value: []SheetStatus{SheetInForce, SheetRetired}}}}}
	if status != "" {
		f = docstore.Filter{{Key: "status", Value: status}}
	}
	return s.templates.Page(ctx, f, append(page, docstore.Sort("-_id"))...)
}

// drafts returns a page of the drafts in the scope, newest first.
func (s *store) drafts(ctx context.Context, reach auth.Scope, page []docstore.Option) (docstore.Page[Template], error) {
	return s.sheets.In(reach).Page(ctx, docstore.Filter{{Key: "status", Value: SheetDraft}}, append(page, docstore.Sort("-_id"))...)
}

func (s *store) card(ctx context.Context, evaluationID, raterID string) (Scorecard, error) {
	return s.cards.First(ctx, docstore.Filter{{Key: "evaluation_id", Value: evaluationID}, {Key: "rater_id", Value: raterID}})
}

func (s *store) cardsOf(ctx context.Context, evaluationID string) ([]Scorecard, error) {
	return s.cards.Find(ctx, docstore.Filter{{Key: "evaluation_id", Value: evaluationID}})
}

// putCard stores the rater's card and replaces an earlier one.
func (s *store) putCard(ctx context.Context, card Scorecard) (Scorecard, error) {
	had, err := s.card(ctx, card.EvaluationID, card.RaterID)
	if errors.Is(err, docstore.ErrNotFound) {
		return card, s.cards.Insert(ctx, &card)
	}
	if err != nil {
		return Scorecard{}, err
	}
	return s.cards.Update(ctx, had.ID, func(c *Scorecard) error {
		c.Marks, c.Vetoes, c.Submitted = card.Marks, card.Vetoes, card.Submitted
		return nil
	})
}

func (s *store) dropCard(ctx context.Context, evaluationID, raterID string) error {
	_, err := s.cards.DeleteMany(ctx, docstore.Filter{{Key: "evaluation_id", Value: evaluationID}, {Key: "rater_id", Value: raterID}})
	return err
}

// endedBefore returns evaluations without open objection whose publicity ended before the day.
func (s *store) endedBefore(ctx context.Context, day region.Day) ([]Evaluation, error) {
	return s.all.Find(ctx, docstore.Filter{
		{Key: "status", Value: Publicised}, {Key: "public_to", Value: bson.D{{Key: "$lt", Value: day}}},
	}, docstore.Sort("public_to"), docstore.Limit(500))
}

func (q Query) filter() docstore.Filter {
	f := docstore.Filter{}
	for _, e := range []bson.E{
		{Key: "contract_id", Value: q.ContractID}, {Key: "provider_id", Value: q.ProviderID}, {Key: "kind", Value: string(q.Kind)},
	} {
		if e.Value != "" {
			f = append(f, e)
		}
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	return f
}

// list returns a page of the evaluations in the scope, only those that the rater rates unless rater is empty.
func (s *store) list(ctx context.Context, scope auth.Scope, q Query, rater string) (docstore.Page[Evaluation], error) {
	f := q.filter()
	if q.Status != "" {
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	if rater != "" {
		f = append(f, bson.E{Key: "rater_ids", Value: rater})
	}
	return s.evaluations.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// publishedOf returns the public results of the contracts by contract id.
func (s *store) publishedOf(ctx context.Context, contractIDs []string) (map[string][]Evaluation, error) {
	list, err := s.all.Find(ctx, docstore.Filter{{Key: "contract_id", Value: bson.D{{Key: "$in", Value: contractIDs}}}})
	public := map[string][]Evaluation{}
	for i := range list {
		if e := &list[i]; e.Shown() && e.Public != nil {
			public[e.ContractID] = append(public[e.ContractID], *e)
		}
	}
	return public, err
}

func (s *store) noticeboard(ctx context.Context, q Query) (docstore.Page[Evaluation], error) {
	f := append(q.filter(), bson.E{Key: "status", Value: bson.D{{Key: "$in", Value: shown}}},
		bson.E{Key: "public_from", Value: bson.D{{Key: "$exists", Value: true}}})
	return s.all.Page(ctx, f, append(q.Page, docstore.Sort("-public_from"))...)
}
