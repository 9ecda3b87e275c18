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
	return s, nil
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// NewTemplate is a new edition of a score sheet.
type NewTemplate struct {
	Code   string
	Name   string
	Region string
	Sheet  Sheet
}

// PutTemplate adds the next edition of the sheet with the code for the region. Earlier editions and their evaluations are not
// changed.
func (s *Service) PutTemplate(ctx context.Context, n NewTemplate) (Template, error) {
	actor, err := auth.Require(ctx, auth.TemplateEdit)
	if err != nil {
		return Template{}, err
	}
	if actor.Job == "" && (n.Region == "" || !actor.ForRegion(auth.TemplateEdit, n.Region)) {
		return Template{}, auth.ErrForbidden
	}
	t := Template{Code: strings.TrimSpace(n.Code), Name: strings.TrimSpace(n.Name), Region: n.Region, Sheet: n.Sheet, At: s.now()}
	if err := errors.Join(t.check(), t.Sheet.Check()); err != nil {
		return Template{}, err
	}
	made := id.New("tpl")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		last, err := s.store.lastEdition(ctx, t.Region, t.Code)
		if err != nil {
			return err
		}
		t.Meta = docstore.Meta{ID: made}
		t.Edition = last + 1
		if err := s.store.templates.Insert(ctx, &t); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "evaluation.template", Subjects: []string{t.ID}, Region: t.Region})
	})
	if err != nil {
		return Template{}, fmt.Errorf("put template: %w", err)
	}
	return t, nil
}

// EnsureDefault stores the default sheet if it is missing. It is called at start and by the seed, as a job.
func (s *Service) EnsureDefault(ctx context.Context) (Template, error) {
	t, err := s.store.newest(ctx, "", DefaultCode)
	if !errors.Is(err, docstore.ErrNotFound) {
		return t, err
	}
	return s.PutTemplate(ctx, NewTemplate{Code: DefaultCode, Name: "政府购买关爱服务项目评估表（通用）", Sheet: DefaultSheet()})
}

// Templates lists the versions, newest first.
func (s *Service) Templates(ctx context.Context, page []docstore.Option) (docstore.Page[Template], error) {
	if _, err := auth.Require(ctx, auth.EvaluationRead); err != nil {
		return docstore.Page[Template]{}, err
	}
	return s.store.templates.Page(ctx, docstore.Filter{}, append(page, docstore.Sort("-_id"))...)
}

// Template returns one version.
func (s *Service) Template(ctx context.Context, templateID string) (Template, error) {
	if _, err := auth.Require(ctx, auth.EvaluationRead); err != nil {
		return Template{}, err
	}
	return s.store.templates.Get(ctx, templateID)
}

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
		if !strings.HasPrefix(c.Region, t.Region) {
			return ErrNoTemplate
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

func (t *Template) check() error {
	if !fault.Between(t.Code, 2, 20) || !fault.Between(t.Name, 2, 60) || len(t.Region) > 100 || t.Region != "" && !strings.HasSuffix(t.Region, "/") {
		return ErrTemplateName
	}
	return nil
}
