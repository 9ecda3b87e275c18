package orgs

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

const collection = "orgs"

type store struct {
	orgs *docstore.Scoped[Org]
	all  *docstore.Collection[Org] // not scoped, for rules that hold for every actor; the use case has checked the actor first
}

func openStore(db *docstore.DB) (*store, error) {
	orgs, err := docstore.DeclareScoped[Org](db, docstore.Spec{
		Name:   collection,
		Fields: []string{"name", "held_uscc", "region", "type", "status"},
		Indexes: []docstore.Index{
			{Name: "uscc", Fields: []string{"held_uscc"}, Unique: true},
			{Name: "by_region", Fields: []string{"region", "status"}, Selective: true},
			{Name: "by_name", Fields: []string{"name"}, Selective: true},
			{Name: "by_type", Fields: []string{"type"}, Selective: true},
			{Name: "public", Fields: []string{"status", "name"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"region"}, Org: []string{"_id"}},
	})
	if err != nil {
		return nil, err
	}
	return &store{orgs: orgs, all: orgs.In(auth.Actor{Job: "orgs"}.Scope(auth.OrgRead))}, nil
}

// load returns the file when the scope reaches it.
func (s *store) load(ctx context.Context, reach auth.Scope, orgID string) (Org, error) {
	return s.orgs.In(reach).Get(ctx, orgID)
}

// setHeldUSCC sets the code that no other file may use: the file's own while it is open, none once it is closed.
func (o *Org) setHeldUSCC() {
	o.HeldUSCC = o.USCC
	if slices.Contains([]Status{Rejected, Cancelled}, o.Status) {
		o.HeldUSCC = ""
	}
}

// insert stores a new file, or returns ErrUSCCTaken.
func (s *store) insert(ctx context.Context, o *Org) error {
	o.setHeldUSCC()
	return orCodeTaken(s.all.Insert(ctx, o))
}

// save stores the changed file. It returns docstore.ErrStale when the file was changed since it was loaded.
func (s *store) save(ctx context.Context, o *Org) error {
	o.setHeldUSCC()
	return orCodeTaken(s.all.Save(ctx, o))
}

// orCodeTaken returns ErrUSCCTaken when err says that the code is in use, else err.
func orCodeTaken(err error) error {
	if docstore.IsDuplicate(err, "uscc") {
		return ErrUSCCTaken.At("uscc")
	}
	return err
}

// waitingIn matches the files in the state, of one organisation unless orgID is empty.
func waitingIn(status Status, orgID string) docstore.Filter {
	f := docstore.Filter{{Key: "status", Value: status}}
	if orgID != "" {
		f = append(f, bson.E{Key: "_id", Value: orgID})
	}
	return f
}

func (q Query) filter() docstore.Filter {
	f := docstore.Filter{}
	if q.Region != "" {
		f = append(f, bson.E{Key: "region", Value: docstore.Prefix(q.Region)})
	}
	if q.Type != "" {
		f = append(f, bson.E{Key: "type", Value: q.Type})
	}
	if q.Name != "" {
		f = append(f, bson.E{Key: "name", Value: docstore.Prefix(q.Name)})
	}
	return f
}

func (s *store) list(ctx context.Context, scope auth.Scope, q Query) (docstore.Page[Org], error) {
	f := q.filter()
	if q.Status != "" {
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	return s.orgs.In(scope).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

func (s *store) public(ctx context.Context, q Query) (docstore.Page[Org], error) {
	return s.all.Page(ctx, append(q.filter(), bson.E{Key: "status", Value: Approved}), append(q.Page, docstore.Sort("name"))...)
}

// NeverApproved is part of the migration to data version 7. It returns the ids of the organisations that were never approved.
func NeverApproved(ctx context.Context, m *docstore.Migrating) (map[string]bool, error) {
	ids := map[string]bool{}
	err := m.Rewrite(ctx, collection, func(doc bson.D) (bson.D, error) {
		raw, err := bson.Marshal(doc)
		if err != nil {
			return nil, err
		}
		var o Org
		if err := bson.Unmarshal(raw, &o); err != nil {
			return nil, err
		}
		if o.Status != Approved && !slices.ContainsFunc(o.History, func(h Move) bool { return h.To == Approved }) {
			ids[o.ID] = true
		}
		return doc, nil
	})
	return ids, err
}

// idsCalled returns the ids of the organisations that hold the credit code or have the name.
func (s *store) idsCalled(ctx context.Context, text string) (ids []string, err error) {
	for _, field := range []string{"held_uscc", "name"} {
		found, err := s.all.Find(ctx, docstore.Filter{{Key: field, Value: text}})
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			ids = append(ids, o.ID)
		}
	}
	return ids, nil
}

// idsIn returns the ids of the organisations whose region is one of the paths, below or above one, sorted.
func (s *store) idsIn(ctx context.Context, paths []string) (ids []string, err error) {
	add := func(o Org) error {
		ids = append(ids, o.ID)
		return nil
	}
	for _, path := range paths {
		var above []string
		for i := range len(path) - 1 {
			if path[i] == '/' {
				above = append(above, path[:i+1])
			}
		}
		for _, f := range []docstore.Filter{
			{{Key: "region", Value: docstore.Prefix(path)}}, {{Key: "region", Value: bson.D{{Key: "$in", Value: above}}}},
		} {
			if err := s.all.Each(ctx, f, add); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
