package evaluation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB        *docstore.DB
	Audit     *audit.Log
	Outbox    *notify.Outbox
	Now       func() time.Time
	Contracts *contracts.Service
	Calendar  *region.Calendar
	UsersIn   func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn
	UsersOf   func(ctx context.Context, id string, role auth.Role) ([]string, error)             // accounts.UsersOf
	Actors    func(ctx context.Context, userIDs ...string) ([]auth.Actor, error)                 // accounts.Actors
	PageIn    func(ctx context.Context, regionPath string, role auth.Role, exceptOrg string, page ...docstore.Option) (docstore.Page[string], error)
}

// Service holds the use cases of evaluations. It may be used by many goroutines at once.
type Service struct {
	Deps
	store *store
	flow  *workflow.Flow[Evaluation, Status]

	sheets *workflow.Flow[Template, SheetStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.flow = &workflow.Flow[Evaluation, Status]{
		Table: &evaluationActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.load, Reaches: st.evaluations.InScope, Save: st.save,
		Version: func(e *Evaluation) int64 { return e.Version },
		Entry: func(e *Evaluation) audit.Entry {
			return audit.Entry{Subjects: []string{e.ID, e.ContractID}, Region: e.Region}
		},
	}
	s.sheets = &workflow.Flow[Template, SheetStatus]{
		Table: &sheetActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadTemplate, Reaches: st.sheets.InScope, Save: st.templates.Save,
		Version: func(t *Template) int64 { return t.Version },
		Entry:   func(t *Template) audit.Entry { return audit.Entry{Subjects: []string{t.ID}, Region: t.Region} },
	}
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// NewEvaluation is the input of Plan.
type NewEvaluation struct {
	ContractID string
	Kind       Kind
	TemplateID string
	Raters     []Rater

	Substitutes []Substitute // Item, By and Reason are read
}

// ready lists the states of the contract in which an evaluation of the kind may be planned.
var ready = map[Kind][]contracts.Status{
	Spot:  {contracts.Performing, contracts.MidPassed},
	Mid:   {contracts.Performing},
	Final: {contracts.FinalEvaluating},
}

// Plan stores a new evaluation with a copy of the sheet. Raters may not work for the provider or be the planner. An item whose
// kind of indicators the contract lacks needs a substitute, else ErrNoIndicators is returned.
func (s *Service) Plan(ctx context.Context, n NewEvaluation) (Evaluation, error) {
	actor, err := auth.Require(ctx, auth.EvaluationManage)
	if err != nil {
		return Evaluation{}, err
	}
	made := id.New("eva")
	var e Evaluation
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		c, err := s.Contracts.Get(ctx, n.ContractID)
		if err != nil {
			return err
		}
		if !actor.ForRegion(auth.EvaluationManage, c.Region) {
			return docstore.ErrNotFound
		}
		if !slices.Contains(ready[n.Kind], c.Status) {
			return ErrContract
		}
		t, err := s.store.templates.Get(ctx, n.TemplateID)
		if err != nil {
			return err
		}
		if t.Status != SheetInForce {
			return ErrNotInForce.At("template_id")
		}
		if !strings.HasPrefix(c.Region, t.Region) {
			return ErrNoTemplate
		}
		if err := payable(&c, n.Kind, t.Sheet); err != nil {
			return err
		}
		sheet, substitutes, err := t.Sheet.adapt(c.Indicators, n.Substitutes)
		if err != nil {
			return err
		}
		e = Evaluation{
			ContractID: c.ID, ContractNo: c.No, ContractName: c.Name, BuyerDept: c.BuyerDept, Region: c.Region, ProviderID: c.ProviderID,
			ProviderName: c.ProviderName, Kind: n.Kind, Year: int64(s.now().In(region.Shanghai).Year()), TemplateID: t.ID, Edition: t.Edition,
			SheetName: t.Name, Sheet: sheet, Substitutes: substitutes, Status: Planned, StatusAt: s.now(), PlannedBy: actor.ID(),
		}
		e.ID = made
		if n.Kind != Spot {
			e.Once = string(n.Kind)
		}
		if err := s.nameRaters(ctx, actor, &e, n.Raters); err != nil {
			return err
		}
		if err := s.store.insert(ctx, &e); err != nil {
			return err
		}
		if err := s.Audit.Write(ctx, audit.Entry{Action: "evaluation.plan", Subjects: []string{e.ID, e.ContractID}, Region: e.Region, Version: e.Version}); err != nil {
			return err
		}
		return s.tell(ctx, &e, notice{template: "evaluation.assigned", to: toRaters})
	})
	if err != nil {
		return Evaluation{}, fmt.Errorf("plan evaluation: %w", err)
	}
	return e, nil
}

// payable returns ErrGrades when the contract pays by grades and its table lacks a grade that the sheet may give.
func payable(c *contracts.Contract, kind Kind, s Sheet) error {
	if kind == Spot || c.PayTable == nil || c.PayTable.By != contracts.PayByGrade {
		return nil
	}
	var missing []string
	for _, g := range s.Grades {
		if _, known := c.PayTable.Share(contracts.Outcome{Grade: g.Name}); !known {
			missing = append(missing, g.Name)
		}
	}
	if len(missing) > 0 {
		return ErrGrades.With("grades", strings.Join(missing, "、")).At("template_id")
	}
	return nil
}

// Due returns what the evaluation's present result means for the payments that depend on it and can still change.
func (s *Service) Due(ctx context.Context, e *Evaluation) ([]contracts.Payment, error) {
	r := e.Public
	if r == nil || e.Kind == Spot {
		return nil, nil
	}
	return s.Contracts.WorkOut(ctx, e.ContractID, contracts.Outcome{Kind: string(e.Kind), Total: r.Total, Pass: r.Pass, Grade: r.Grade, EvaluationID: e.ID})
}

// Candidates returns one page of the users whom the actor may name as raters of the contract: evaluators of its region except
// the provider's people and the actor. A page may have fewer items than asked for and still have a next page.
func (s *Service) Candidates(ctx context.Context, contractID string, page ...docstore.Option) (docstore.Page[string], error) {
	actor, err := auth.Require(ctx, auth.EvaluationManage)
	if err != nil {
		return docstore.Page[string]{}, err
	}
	c, err := s.Contracts.Get(ctx, contractID)
	if err == nil && !actor.ForRegion(auth.EvaluationManage, c.Region) {
		err = docstore.ErrNotFound
	}
	if err != nil {
		return docstore.Page[string]{}, err
	}
	p, err := s.PageIn(ctx, c.Region, auth.Evaluator, c.ProviderID, page...)
	p.Items = slices.DeleteFunc(p.Items, func(u string) bool { return actor.NotSelf(u) != nil })
	return p, err
}

// nameRaters sets the raters. It refuses the provider's people and the manager who names them, under any account.
func (s *Service) nameRaters(ctx context.Context, actor auth.Actor, e *Evaluation, raters []Rater) error {
	if e.worksForProvider(actor) {
		return ErrInterest
	}
	if err := e.setRaters(raters); err != nil {
		return err
	}
	people, err := s.Actors(ctx, e.RaterIDs...)
	if err != nil {
		return err
	}
	e.RaterKeys = nil
	for _, p := range people {
		if p.PersonKey != "" {
			e.RaterKeys = append(e.RaterKeys, p.PersonKey)
		}
	}
	if err := e.notRater(actor); err != nil {
		return err
	}
	if slices.ContainsFunc(people, e.worksForProvider) {
		return ErrInterest.At("raters")
	}
	return nil
}

type call = workflow.Call[Evaluation]

// take takes one of evaluationActs with the evaluation.
func (s *Service) take(ctx context.Context, act, evaluationID string, c call) (Evaluation, error) {
	return s.flow.Take(ctx, act, evaluationID, c)
}

// telling returns the func by which an act queues the notices.
func (s *Service) telling(list ...notice) func(context.Context, *Evaluation) error {
	return func(ctx context.Context, e *Evaluation) error { return s.tell(ctx, e, list...) }
}

// Acts returns what the acting person may do with the evaluation now.
func (s *Service) Acts(ctx context.Context, e *Evaluation) []workflow.Answer {
	return s.flow.Acts(ctx, e)
}

// RaterActs returns what the acting person may do with one of the raters now: replace them. The provider's card has no acts.
func (s *Service) RaterActs(ctx context.Context, e *Evaluation, r *Rater) []workflow.Answer {
	answers := slices.DeleteFunc(s.flow.Acts(ctx, e), func(a workflow.Answer) bool { return a.Act != "replace_rater" || r.Party == Self })
	for i := range answers {
		if why, ok := errors.AsType[*fault.Fault](r.replaceable()); ok && answers[i].Why == nil {
			answers[i].Why = why
		}
	}
	return answers
}
