package contracts

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type store struct {
	db        *docstore.DB
	contracts *docstore.Scoped[Contract]
	payments  *docstore.Scoped[Payment]
	reports   *docstore.Scoped[Report]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	all         *docstore.Collection[Contract]
	allPayments *docstore.Collection[Payment]
	allReports  *docstore.Collection[Report]
}

const contractsName = "contracts"

// CountWork is the migration to data version 4. It sets Submitted and Proposed, the counts of milestones and amendments that
// wait for the buyer.
func CountWork(ctx context.Context, m *docstore.Migrating) error {
	return m.Rewrite(ctx, contractsName, func(doc bson.D) (bson.D, error) {
		count := func(doc bson.D, into, list, status string) bson.D {
			var n int64
			for _, e := range doc {
				parts, _ := e.Value.(bson.A)
				if e.Key != list {
					continue
				}
				for _, part := range parts {
					if fields, ok := part.(bson.D); ok && slices.Contains(fields, bson.E{Key: "status", Value: status}) {
						n++
					}
				}
			}
			doc = slices.DeleteFunc(slices.Clone(doc), func(e bson.E) bool { return e.Key == into })
			if n > 0 {
				doc = append(doc, bson.E{Key: into, Value: n})
			}
			return doc
		}
		return count(count(doc, "submitted", "milestones", "submitted"), "proposed", "amendments", "draft"), nil
	})
}

// IndicatorKinds is part of the migration to data version 9. It returns the kinds of indicators that each contract has.
func IndicatorKinds(ctx context.Context, m *docstore.Migrating) (map[string]map[IndicatorKind]bool, error) {
	kinds := map[string]map[IndicatorKind]bool{}
	err := m.Rewrite(ctx, contractsName, func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var c Contract
		if err := bson.Unmarshal(raw, &c); err != nil {
			return nil, err
		}
		kinds[c.ID] = map[IndicatorKind]bool{}
		for _, i := range c.Indicators {
			kinds[c.ID][i.Kind] = true
		}
		return doc, nil
	})
	return kinds, err
}

func openStore(db *docstore.DB) (*store, error) {
	s := &store{db: db}
	var err error
	if s.contracts, err = docstore.DeclareScoped[Contract](db, docstore.Spec{
		Name:   contractsName,
		Fields: []string{"no", "region", "provider_id", "status", "fiscal_year", "status_at", "start", "published_day", "next_due", "filed_day", "submitted", "proposed", "open_claims"},
		Indexes: []docstore.Index{
			{Name: "no", Fields: []string{"no"}, Unique: true},
			{Name: "register", Fields: []string{"-published_day"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "by_provider", Fields: []string{"provider_id"}, Selective: true},
			{Name: "by_year", Fields: []string{"fiscal_year"}, Selective: true},
			{Name: "starting", Fields: []string{"status", "start"}},
			{Name: "due", Fields: []string{"status", "next_due"}, Selective: true},
			{Name: "waiting", Fields: []string{"status", "status_at"}},
			{Name: "to_accept", Fields: []string{"submitted"}, Sparse: true},
			{Name: "to_approve", Fields: []string{"proposed"}, Sparse: true},
			{Name: "to_settle", Fields: []string{"open_claims"}, Sparse: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"provider_id"}, Assigned: []string{"_id"}},
		Refs:  []docstore.Ref{{Field: "provider_id", To: "orgs"}},
	}); err != nil {
		return nil, err
	}
	ofContract := docstore.ScopeFields{Region: []string{"region"}, Org: []string{"provider_id"}, Assigned: []string{"contract_id"}}
	if s.payments, err = docstore.DeclareScoped[Payment](db, docstore.Spec{
		Name:   "payments",
		Fields: []string{"contract_id", "milestone_id", "seq", "provider_id", "region", "status", "status_at"},
		Indexes: []docstore.Index{
			{Name: "one_per_milestone", Fields: []string{"contract_id", "milestone_id"}, Unique: true},
			{Name: "of_milestone", Fields: []string{"milestone_id"}},
			{Name: "desk", Fields: []string{"status", "status_at"}, Selective: true},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
			{Name: "of_provider", Fields: []string{"provider_id", "status", "status_at"}, Selective: true},
		},
		Scope: ofContract,
		Refs:  []docstore.Ref{{Field: "contract_id", To: "contracts"}},
	}); err != nil {
		return nil, err
	}
	if s.reports, err = docstore.DeclareScoped[Report](db, docstore.Spec{
		Name:   "indicator_reports",
		Fields: []string{"contract_id", "provider_id", "region", "status", "status_at"},
		Indexes: []docstore.Index{
			{Name: "by_contract", Fields: []string{"contract_id", "-status_at"}},
			{Name: "waiting", Fields: []string{"status", "status_at"}},
		},
		Scope: ofContract,
		Refs:  []docstore.Ref{{Field: "contract_id", To: "contracts"}},
	}); err != nil {
		return nil, err
	}
	everything := auth.Actor{Job: "contracts"}.Scope(auth.ContractRead)
	s.all, s.allPayments, s.allReports = s.contracts.In(everything), s.payments.In(everything), s.reports.In(everything)
	return s, nil
}

// load returns the contract when the scope reaches it.
func (s *store) load(ctx context.Context, reach auth.Scope, contractID string) (Contract, error) {
	return s.contracts.In(reach).Get(ctx, contractID)
}

// reaches reports whether load would return the contract. It encodes only the fields of the scope, because views call it often.
func (s *store) reaches(reach auth.Scope, c *Contract) bool {
	return s.contracts.InScope(reach, &Contract{Meta: c.Meta, Terms: Terms{Region: c.Region}, Award: Award{ProviderID: c.ProviderID}})
}

// insert stores a new contract, or returns ErrNoTaken.
func (s *store) insert(ctx context.Context, c *Contract) error {
	c.setDerived()
	return taken(s.all.Insert(ctx, c))
}

func taken(err error) error {
	if docstore.IsDuplicate(err, "no") {
		return ErrNoTaken.At("no")
	}
	return err
}

// save stores the changed contract. It returns docstore.ErrStale when the contract was changed since it was loaded.
func (s *store) save(ctx context.Context, c *Contract) error {
	c.setDerived()
	return taken(s.all.Save(ctx, c))
}

func (s *store) savePayment(ctx context.Context, p *Payment) error {
	return s.allPayments.Save(ctx, p)
}

// loadPayment returns the payment with its contract when the scope reaches the payment.
func (s *store) loadPayment(ctx context.Context, reach auth.Scope, paymentID string) (p paymentOf, err error) {
	if p.Payment, err = s.payments.In(reach).Get(ctx, paymentID); err == nil {
		p.contract, err = s.all.Get(ctx, p.ContractID)
	}
	return p, err
}

// contractOfMilestone returns the contract of a milestone when the scope reaches it. A milestone is found by its payment, which is
// there from the signature on.
func (s *store) contractOfMilestone(ctx context.Context, reach auth.Scope, milestoneID string) (Contract, error) {
	p, err := s.allPayments.First(ctx, docstore.Filter{{Key: "milestone_id", Value: milestoneID}})
	if err != nil {
		return Contract{}, err
	}
	return s.load(ctx, reach, p.ContractID)
}

// savePaymentOf saves the payment and its contract.
func (s *store) savePaymentOf(ctx context.Context, p *paymentOf) error {
	if err := s.savePayment(ctx, &p.Payment); err != nil {
		return err
	}
	return s.save(ctx, &p.contract)
}

// loadReport returns the report with its contract when the scope reaches the report.
func (s *store) loadReport(ctx context.Context, reach auth.Scope, reportID string) (r reportOf, err error) {
	if r.Report, err = s.reports.In(reach).Get(ctx, reportID); err == nil {
		r.contract, err = s.all.Get(ctx, r.ContractID)
	}
	return r, err
}

// saveReport saves the report and its contract.
func (s *store) saveReport(ctx context.Context, r *reportOf) error {
	if err := s.allReports.Save(ctx, &r.Report); err != nil {
		return err
	}
	return s.save(ctx, &r.contract)
}

func (s *store) insertPayments(ctx context.Context, list []Payment) error {
	return s.allPayments.InsertMany(ctx, list)
}

func (s *store) insertAll(ctx context.Context, contracts []Contract, payments []Payment) error {
	for i := range contracts {
		contracts[i].setDerived()
	}
	if err := taken(s.all.InsertMany(ctx, contracts)); err != nil {
		return err
	}
	return s.allPayments.InsertMany(ctx, payments)
}

// paymentsOf returns a contract's payments in order.
func (s *store) paymentsOf(ctx context.Context, contractID string) ([]Payment, error) {
	return s.allPayments.Find(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}}, docstore.Sort("seq"))
}

// paidOf returns the paid payments of the contracts by contract id, in order.
func (s *store) paidOf(ctx context.Context, contractIDs []string) (map[string][]Payment, error) {
	all, err := s.allPayments.Find(ctx, docstore.Filter{{Key: "contract_id", Value: bson.D{{Key: "$in", Value: contractIDs}}}})
	paid := map[string][]Payment{}
	for i := range all {
		if p := &all[i]; p.Status == Paid {
			paid[p.ContractID] = append(paid[p.ContractID], *p)
		}
	}
	for _, list := range paid {
		slices.SortFunc(list, func(a, b Payment) int { return int(a.Seq - b.Seq) })
	}
	return paid, err
}

func (s *store) paymentPage(ctx context.Context, scope auth.Scope, status PaymentStatus, page []docstore.Option) (docstore.Page[Payment], error) {
	f := docstore.Filter{}
	if status != "" {
		f = append(f, bson.E{Key: "status", Value: status})
	}
	return s.payments.In(scope).Page(ctx, f, append(page, docstore.Sort("status", "status_at"))...)
}

func (s *store) reportPage(ctx context.Context, scope auth.Scope, contractID string, page []docstore.Option) (docstore.Page[Report], error) {
	return s.reports.In(scope).Page(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}}, append(page, docstore.Sort("-status_at"))...)
}

func (q Query) filter() docstore.Filter {
	f := docstore.Filter{}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	if q.ProviderID != "" {
		f = append(f, bson.E{Key: "provider_id", Value: q.ProviderID})
	}
	if q.FiscalYear != 0 {
		f = append(f, bson.E{Key: "fiscal_year", Value: q.FiscalYear})
	}
	return f
}

func (s *store) list(ctx context.Context, scope auth.Scope, q Query) (docstore.Page[Contract], error) {
	f := q.filter()
	if q.Status != "" {
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	return s.contracts.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// register returns a page of the contracts in the public register.
func (s *store) register(ctx context.Context, q Query) (docstore.Page[Contract], error) {
	states := shown
	if q.Status != "" {
		states = nil
		for _, st := range shown {
			if st == q.Status {
				states = []Status{st}
			}
		}
		if states == nil {
			return docstore.Page[Contract]{Items: []Contract{}}, nil
		}
	}
	f := append(q.filter(), bson.E{Key: "status", Value: bson.D{{Key: "$in", Value: states}}},
		bson.E{Key: "published_day", Value: bson.D{{Key: "$exists", Value: true}}})
	return s.all.Page(ctx, f, append(q.Page, docstore.Sort("-published_day"))...)
}

// eachIn calls use with every contract in one of the states.
func (s *store) eachIn(ctx context.Context, states []Status, use func(Contract) error) error {
	return s.all.Each(ctx, docstore.Filter{{Key: "status", Value: bson.D{{Key: "$in", Value: states}}}}, use)
}

// startingBy returns published contracts whose term begins on the day or before.
func (s *store) startingBy(ctx context.Context, day region.Day) ([]Contract, error) {
	return s.all.Find(ctx, docstore.Filter{
		{Key: "status", Value: Published}, {Key: "start", Value: bson.D{{Key: "$lte", Value: day}}},
	}, docstore.Sort("start"), docstore.Limit(500))
}

// eachDue calls do with every contract at work that has an open milestone due on the day or before.
func (s *store) eachDue(ctx context.Context, day region.Day, do func(Contract) error) error {
	return s.all.Each(ctx, docstore.Filter{
		{Key: "status", Value: bson.D{{Key: "$in", Value: working}}},
		{Key: "next_due", Value: bson.D{{Key: "$lte", Value: day}}},
	}, do)
}

// atWorkOf returns the contracts at work of a provider.
func (s *store) atWorkOf(ctx context.Context, orgID string) ([]Contract, error) {
	return s.all.Find(ctx, docstore.Filter{
		{Key: "provider_id", Value: orgID}, {Key: "status", Value: bson.D{{Key: "$in", Value: working}}},
	}, docstore.Limit(500))
}

func (s *store) report(ctx context.Context, reportID string) (Report, error) {
	return s.allReports.Get(ctx, reportID)
}

func (s *store) payment(ctx context.Context, paymentID string) (Payment, error) {
	return s.allPayments.Get(ctx, paymentID)
}

// contractsOf returns the contracts of the items in the list, by id.
func contractsOf[T any](ctx context.Context, s *store, list []T, contractID func(T) string) (map[string]Contract, error) {
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = contractID(t)
	}
	slices.Sort(ids)
	return s.all.GetMany(ctx, slices.Compact(ids))
}

// idByNo returns the id of the contract with the number, or docstore.ErrNotFound.
func (s *store) idByNo(ctx context.Context, no string) (string, error) {
	c, err := s.all.First(ctx, docstore.Filter{{Key: "no", Value: no}})
	return c.ID, err
}
