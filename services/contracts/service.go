package contracts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Every field is needed.
type Deps struct {
	DB       *docstore.DB
	Audit    *audit.Log
	Outbox   *notify.Outbox
	Now      func() time.Time
	Orgs     *orgs.Service
	Calendar *region.Calendar
	UsersIn  func(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) // accounts.UsersIn: the buyer's people
	Figures  func(ctx context.Context, contractID, to string) (Figures, error)                  // of the months until to; "": of all
}

// Service holds the use cases of contracts. It may be used by many goroutines at once.
type Service struct {
	Deps
	store      *store
	flow       *workflow.Flow[Contract, Status]
	milestones *workflow.Flow[part[Milestone], MilestoneStatus]
	amendments *workflow.Flow[part[Amendment], AmendmentStatus]
	indicators *workflow.Flow[part[Indicator], Status]
	claims     *workflow.Flow[part[Claim], ClaimStatus]
	reports    *workflow.Flow[reportOf, ReportStatus]
	payments   *workflow.Flow[paymentOf, PaymentStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB)
	if err != nil {
		return nil, err
	}
	s := &Service{Deps: d, store: st}
	s.flow = &workflow.Flow[Contract, Status]{
		Table: &contractActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.load, Reaches: st.reaches, Save: st.save,
		Version: func(c *Contract) int64 { return c.Version },
		Entry:   func(c *Contract) audit.Entry { return entryOf(c) },
	}
	s.milestones = partFlow(s, &milestoneActs, (*Contract).milestone)
	s.amendments = partFlow(s, &amendmentActs, (*Contract).amendment)
	s.claims = partFlow(s, &claimActs, (*Contract).claim)
	s.indicators = partFlow(s, &indicatorActs, (*Contract).indicator)
	s.reports = &workflow.Flow[reportOf, ReportStatus]{
		Table: &reportActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadReport, Save: st.saveReport,
		Reaches: func(reach auth.Scope, r *reportOf) bool { return st.reports.InScope(reach, &r.Report) },
		Version: func(r *reportOf) int64 { return r.Version },
		Entry:   func(r *reportOf) audit.Entry { return entryOf(&r.contract, r.ID) },
	}
	s.payments = &workflow.Flow[paymentOf, PaymentStatus]{
		Table: &paymentActs, DB: d.DB, Audit: d.Audit, Now: s.now, Load: st.loadPayment, Save: st.savePaymentOf,
		Reaches: func(reach auth.Scope, p *paymentOf) bool { return st.payments.InScope(reach, &p.Payment) },
		Version: func(p *paymentOf) int64 { return p.Version },
		Entry:   func(p *paymentOf) audit.Entry { return entryOf(&p.contract, p.ID) },
	}
	return s, nil
}

// partFlow returns the flow that takes the table's acts with a part of a contract. find returns the part by its id, or nil.
func partFlow[P any, S ~string](s *Service, table *workflow.Table[part[P], S], find func(*Contract, string) *P) *workflow.Flow[part[P], S] {
	return &workflow.Flow[part[P], S]{
		Table: table, DB: s.DB, Audit: s.Audit, Now: s.now,
		Load: func(ctx context.Context, reach auth.Scope, id string) (part[P], error) {
			contractID, own, _ := strings.Cut(id, "/")
			c, err := s.store.load(ctx, reach, contractID)
			if err != nil {
				return part[P]{}, err
			}
			it := find(&c, own)
			if it == nil {
				return part[P]{}, docstore.ErrNotFound
			}
			return part[P]{&c, it}, nil
		},
		Reaches: func(reach auth.Scope, p *part[P]) bool { return s.store.reaches(reach, p.Contract) },
		Save:    func(ctx context.Context, p *part[P]) error { return s.store.save(ctx, p.Contract) },
		Version: func(p *part[P]) int64 { return p.Version },
		Entry:   func(p *part[P]) audit.Entry { return entryOf(p.Contract) },
	}
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// Create stores a draft in the acting clerk's region.
func (s *Service) Create(ctx context.Context, t Terms) (Contract, error) {
	actor, err := auth.Require(ctx, auth.ContractDraft)
	if err != nil {
		return Contract{}, err
	}
	t.normalise(nil)
	if err := t.Check(); err != nil {
		return Contract{}, err
	}
	if !actor.ForRegion(auth.ContractDraft, t.Region) {
		return Contract{}, auth.ErrForbidden
	}
	made := id.New("con")
	var c Contract
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		c = Contract{Terms: t, ReportEvery: Monthly, Status: Draft, StatusAt: s.now(), Makers: actor.AddTo(nil)}
		c.ID = made
		if err := s.store.insert(ctx, &c); err != nil {
			return err
		}
		return s.note(ctx, "contract.create", &c)
	})
	if err != nil {
		return Contract{}, fmt.Errorf("create contract: %w", err)
	}
	return c, nil
}

// Edit replaces the terms of a draft. version, unless 0, is the version the editor saw; if it has changed since,
// docstore.ErrStale is returned.
func (s *Service) Edit(ctx context.Context, contractID string, version int64, t Terms) (Contract, error) {
	return s.take(ctx, "edit", contractID, call{Version: version, Do: func(_ context.Context, q workflow.Asking, c *Contract) error {
		t := t
		t.normalise(&c.Terms)
		if err := t.Check(); err != nil {
			return err
		}
		if !q.Actor.ForRegion(auth.ContractDraft, t.Region) {
			return auth.ErrForbidden
		}
		c.Terms, c.Makers = t, q.Actor.AddTo(c.Makers)
		return nil
	}})
}

// normalise converts the terms to the form in which they are stored. Indicators and milestones of old keep their ids, new ones
// get one. Their progress is always that of old.
func (t *Terms) normalise(old *Terms) {
	for _, f := range []*string{&t.No, &t.Name, &t.BuyerDept, &t.Catalogue, &t.BudgetDocNo, &t.MultiYearReason, &t.Standard, &t.Subcontract} {
		*f = strings.TrimSpace(*f)
	}
	known := map[string]bool{}
	if old != nil {
		for _, i := range old.Indicators {
			known[i.ID] = true
		}
		for _, m := range old.Milestones {
			known[m.ID] = true
		}
	}
	keep := func(prefix, had string) string {
		if known[had] {
			delete(known, had) // each id is used once
			return had
		}
		return id.New(prefix)
	}
	t.Indicators, t.Milestones = slices.Clone(t.Indicators), slices.Clone(t.Milestones)
	for n := range t.Indicators {
		i := &t.Indicators[n]
		i.ID, i.Reported = keep("ind", i.ID), 0
		if i.Source != Auto {
			i.Measure, i.ActivityType, i.ServiceKind = "", "", ""
		}
	}
	for n, m := range t.Milestones {
		t.Milestones[n] = Milestone{
			ID: keep("mil", m.ID), Seq: m.Seq, Name: m.Name, Due: m.Due, Deliverables: m.Deliverables, Gate: m.Gate, PayBP: m.PayBP,
			Status: MilestonePending,
		}
	}
}

// Get returns the contract without checking the actor, for the use cases of other features.
func (s *Service) Get(ctx context.Context, contractID string) (Contract, error) {
	return s.store.all.Get(ctx, contractID)
}

// GetMany returns the contracts by id without checking the actor, for the lists of other features; those that are missing are left out.
func (s *Service) GetMany(ctx context.Context, ids []string) (map[string]Contract, error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return s.store.all.GetMany(ctx, slices.Compact(ids))
}

// Read returns the contract if it lies within the actor's reach, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, contractID string) (Contract, error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return Contract{}, err
	}
	return s.store.contracts.In(actor.Scope(auth.ContractRead)).Get(ctx, contractID)
}

// Query filters a list of contracts. Empty fields do not filter.
type Query struct {
	Status     Status
	Region     string // path prefix
	ProviderID string
	FiscalYear int64
	Page       []docstore.Option
}

// List returns the contracts within the actor's reach, newest first.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[Contract], error) {
	actor, err := auth.Require(ctx, auth.ContractRead)
	if err != nil {
		return docstore.Page[Contract]{}, err
	}
	return s.store.list(ctx, actor.Scope(auth.ContractRead), q)
}

// Register returns the contracts of the public register, the latest publication first.
func (s *Service) Register(ctx context.Context, q Query) (docstore.Page[Contract], error) {
	return s.store.register(ctx, q)
}

// Registered returns one contract of the public register, else docstore.ErrNotFound.
func (s *Service) Registered(ctx context.Context, contractID string) (Contract, error) {
	c, err := s.store.all.Get(ctx, contractID)
	if err != nil {
		return Contract{}, err
	}
	if !c.Shown() {
		return Contract{}, docstore.ErrNotFound
	}
	return c, nil
}

// Paid returns the paid payments of the contracts by contract id, in order. It does not check the actor, because the public may see
// what was paid under a contract of the register.
func (s *Service) Paid(ctx context.Context, contractIDs []string) (map[string][]Payment, error) {
	paid, err := s.store.paidOf(ctx, contractIDs)
	if err != nil {
		return nil, fmt.Errorf("what was paid: %w", err)
	}
	return paid, nil
}

// RequirePerforming returns the contract if services of the organisation count under it at that time, else ErrNotPerforming.
// Services also count while the contract is rectifying and during the final evaluation.
func (s *Service) RequirePerforming(ctx context.Context, contractID, orgID string, at time.Time) (Contract, error) {
	c, err := s.store.all.Get(ctx, contractID)
	if err != nil {
		return Contract{}, err
	}
	if c.ProviderID != orgID || !c.Working() || !c.Covers(region.DayOf(at)) {
		return Contract{}, ErrNotPerforming
	}
	return c, nil
}

// Progress computes the progress from the ledger's totals and the accepted reports, without reading entries. It does not check
// the actor.
func (s *Service) Progress(ctx context.Context, contractID string) (Progress, error) {
	c, err := s.store.all.Get(ctx, contractID)
	if err != nil {
		return Progress{}, err
	}
	f, err := s.Figures(ctx, contractID, "")
	if err != nil {
		return Progress{}, fmt.Errorf("figures of %s: %w", contractID, err)
	}
	return progress(c.ID, c.Indicators, f), nil
}

// PeriodProgress returns the progress of the contract until the end of month to, and what each indicator gained from month from on.
// What was reported by hand has no months: its value is that of now, and it gains nothing. It does not check the actor.
func (s *Service) PeriodProgress(ctx context.Context, c *Contract, from, to string) (p Progress, gained []int64, f Figures, err error) {
	before, err := s.Figures(ctx, c.ID, PreviousMonth(from))
	if err != nil {
		return p, nil, f, fmt.Errorf("figures of %s: %w", c.ID, err)
	}
	until, err := s.Figures(ctx, c.ID, to)
	if err != nil {
		return p, nil, f, fmt.Errorf("figures of %s: %w", c.ID, err)
	}
	p, gained = progress(c.ID, c.Indicators, until), make([]int64, len(c.Indicators))
	for i := range c.Indicators {
		if ind := &c.Indicators[i]; ind.Source == Auto {
			gained[i] = until.of(ind) - before.of(ind)
		}
	}
	return p, gained, until.less(before), nil
}

// ReadProgress is Progress for a contract within the actor's reach, else docstore.ErrNotFound.
func (s *Service) ReadProgress(ctx context.Context, contractID string) (Progress, error) {
	if _, err := s.Read(ctx, contractID); err != nil {
		return Progress{}, err
	}
	return s.Progress(ctx, contractID)
}

type call = workflow.Call[Contract]

// take takes one of contractActs with the contract.
func (s *Service) take(ctx context.Context, act, contractID string, c call) (Contract, error) {
	return s.flow.Take(ctx, act, contractID, c)
}

// entryOf returns the audit entry about a contract and the records with the ids.
func entryOf(c *Contract, ids ...string) audit.Entry {
	return audit.Entry{Subjects: append([]string{c.ID}, ids...), Region: c.Region}
}

// note writes an audit entry about a change of a contract that is not an act.
func (s *Service) note(ctx context.Context, action string, c *Contract) error {
	e := entryOf(c)
	e.Action, e.Version = action, c.Version
	return s.Audit.Write(ctx, e)
}
