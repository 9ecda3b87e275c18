package reports

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type store struct {
	reports *docstore.Scoped[Report]
	all     *docstore.Collection[Report] // for rules that hold for every actor; the use case has checked the actor first
}

const reportsName = "contract_reports"

func openStore(db *docstore.DB) (*store, error) {
	s := &store{}
	var err error
	s.reports, err = docstore.DeclareScoped[Report](db, docstore.Spec{
		Name:   reportsName,
		Fields: []string{"contract_id", "org_id", "region", "to", "due", "status", "status_at"},
		Indexes: []docstore.Index{
			{Name: "one_per_period", Fields: []string{"contract_id", "to"}, Unique: true},
			{Name: "by_period", Fields: []string{"-to"}},
			{Name: "by_status", Fields: []string{"status", "-to"}, Selective: true},
			{Name: "due", Fields: []string{"status", "due"}},
			{Name: "waiting", Fields: []string{"status", "status_at"}},
			{Name: "of_org", Fields: []string{"org_id", "-to"}, Selective: true},
			{Name: "work", Fields: []string{"org_id", "status", "due"}},
			{Name: "by_region", Fields: []string{"region"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"org_id"}, Assigned: []string{"contract_id"}},
		Refs:  []docstore.Ref{{Field: "contract_id", To: "contracts"}, {Field: "org_id", To: "orgs"}},
	})
	if err != nil {
		return nil, fmt.Errorf("open the reports: %w", err)
	}
	s.all = s.reports.In(auth.Actor{Job: "reports"}.Scope(auth.ContractRead))
	return s, nil
}

func (s *store) load(ctx context.Context, reach auth.Scope, reportID string) (Report, error) {
	return s.reports.In(reach).Get(ctx, reportID)
}

func (q Query) filter() docstore.Filter {
	f := docstore.Filter{}
	for _, w := range []struct{ field, value string }{{"contract_id", q.ContractID}, {"org_id", q.OrgID}, {"status", string(q.Status)}} {
		if w.value != "" {
			f = append(f, bson.E{Key: w.field, Value: w.value})
		}
	}
	return f
}

// list returns the reports of the query, the latest period first.
func (s *store) list(ctx context.Context, reach auth.Scope, q Query) (docstore.Page[Report], error) {
	return s.reports.In(reach).Page(ctx, q.filter(), append(q.Page, docstore.Sort("-to"))...)
}

// last returns the last month that the contract's reports cover, or "".
func (s *store) last(ctx context.Context, contractID string) (string, error) {
	r, err := s.all.First(ctx, docstore.Filter{{Key: "contract_id", Value: contractID}}, docstore.Sort("-to"))
	if errors.Is(err, docstore.ErrNotFound) {
		return "", nil
	}
	return r.To, err
}

// undecided returns how many reports on periods before the month are neither accepted nor skipped.
func (s *store) undecided(ctx context.Context, contractID, before string) (int64, error) {
	return s.all.Count(ctx, docstore.Filter{
		{Key: "contract_id", Value: contractID}, {Key: "to", Value: bson.D{{Key: "$lt", Value: before}}},
		{Key: "status", Value: bson.D{{Key: "$in", Value: []Status{Open, Submitted, Returned}}}},
	})
}

// eachDue calls use with every unwritten report that is due until the day.
func (s *store) eachDue(ctx context.Context, until region.Day, use func(Report) error) error {
	return eachDue(ctx, s.all, until, use)
}

func eachDue(ctx context.Context, in *docstore.Collection[Report], until region.Day, use func(Report) error) error {
	for _, status := range unwritten { // one by one, along the index
		if err := in.Each(ctx, dueUntil(docstore.Filter{{Key: "status", Value: status}}, until), use, docstore.Sort("due")); err != nil {
			return err
		}
	}
	return nil
}

func dueUntil(f docstore.Filter, until region.Day) docstore.Filter {
	return append(f, bson.E{Key: "due", Value: bson.D{{Key: "$lte", Value: until}}})
}

// lateOf counts the overdue reports within reach by contract id.
func (s *store) lateOf(ctx context.Context, reach auth.Scope, today region.Day) (map[string]int64, error) {
	late := map[string]int64{}
	err := eachDue(ctx, s.reports.In(reach), today.Add(-1), func(r Report) error {
		late[r.ContractID]++
		return nil
	})
	return late, err
}

// inState filters by state, and by organisation unless that is empty.
func inState(orgID string, states ...Status) docstore.Filter {
	f := docstore.Filter{}
	if orgID != "" {
		f = append(f, bson.E{Key: "org_id", Value: orgID})
	}
	return append(f, bson.E{Key: "status", Value: bson.D{{Key: "$in", Value: states}}})
}
