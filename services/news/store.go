package news

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

type store struct {
	items *docstore.Scoped[Item]
	all   *docstore.Collection[Item] // for rules that hold for every actor; the use case has checked the actor first
}

func openStore(db *docstore.DB) (*store, error) {
	s := &store{}
	var err error
	s.items, err = docstore.DeclareScoped[Item](db, docstore.Spec{
		Name:   "news",
		Fields: []string{"kind", "org_id", "region", "reach", "status", "published_at"},
		Indexes: []docstore.Index{
			{Name: "public", Fields: []string{"status", "-published_at"}},
			{Name: "public_of_org", Fields: []string{"org_id", "status", "-published_at"}, Selective: true},
			{Name: "public_kind", Fields: []string{"kind", "status", "-published_at"}, Selective: true},
			{Name: "by_org", Fields: []string{"org_id"}, Selective: true},
			{Name: "by_reach", Fields: []string{"reach"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"reach"}, Org: []string{"org_id"}},
		Refs:  []docstore.Ref{{Field: "org_id", To: "orgs"}},
	})
	if err != nil {
		return nil, fmt.Errorf("open the news: %w", err)
	}
	s.all = s.items.In(auth.Actor{Job: "news"}.Scope(auth.NewsRead))
	return s, nil
}

func (s *store) load(ctx context.Context, reach auth.Scope, itemID string) (Item, error) {
	return s.items.In(reach).Get(ctx, itemID)
}

func (q Query) filter() docstore.Filter {
	f := docstore.Filter{}
	for _, w := range []struct{ field, value string }{{"kind", string(q.Kind)}, {"org_id", q.OrgID}, {"status", string(q.Status)}} {
		if w.value != "" {
			f = append(f, bson.E{Key: w.field, Value: w.value})
		}
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	return f
}

func (s *store) list(ctx context.Context, reach auth.Scope, q Query) (docstore.Page[Item], error) {
	return s.items.In(reach).Page(ctx, q.filter(), append(q.Page, docstore.Sort("-_id"))...)
}

// published returns published items, the latest first.
func (s *store) published(ctx context.Context, q Query) (docstore.Page[Item], error) {
	q.Status = Published
	return s.all.Page(ctx, q.filter(), append(q.Page, docstore.Sort("-published_at"))...)
}
