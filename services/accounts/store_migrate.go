package accounts

import (
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// RegionsAbove is the migration to data version 2. It adds the regions above those of the bindings to Regions, and the roles
// without their limits to Reach.
func RegionsAbove(ctx context.Context, m *docstore.Migrating) error {
	return m.Rewrite(ctx, usersName, func(doc bson.D) (bson.D, error) {
		out := slices.Clone(doc)
		for i, e := range out {
			list, ok := e.Value.(bson.A)
			if !ok || e.Key != "regions" && e.Key != "reach" {
				continue
			}
			var found []string
			for _, v := range list {
				text, _ := v.(string)
				if e.Key == "reach" {
					role, _, _ := strings.Cut(text, "@")
					found = appendUnique(appendUnique(found, text), role)
					continue
				}
				for _, path := range regionsAbove(text) {
					found = appendUnique(found, path)
				}
			}
			out[i].Value = found
		}
		return out, nil
	})
}

// DemoteFounders is part of the migration to data version 7. The administrators of the organisations become their founders.
func DemoteFounders(ctx context.Context, m *docstore.Migrating, orgIDs map[string]bool) error {
	return m.Rewrite(ctx, usersName, func(doc bson.D) (bson.D, error) {
		out := slices.Clone(doc)
		for i, e := range out {
			list, ok := e.Value.(bson.A)
			if !ok || e.Key != "bindings" && e.Key != "reach" {
				continue
			}
			if e.Key == "reach" {
				out[i].Value = demotedReach(list, orgIDs)
				continue
			}
			bindings := slices.Clone(list)
			for j, b := range bindings {
				if b, ok := b.(bson.D); ok {
					bindings[j] = demoted(b, orgIDs)
				}
			}
			out[i].Value = bindings
		}
		return out, nil
	})
}

// demotedReach returns the entries of User.Reach after the founders of the organisations were demoted.
func demotedReach(reach bson.A, orgIDs map[string]bool) (found []string) {
	for _, v := range reach {
		key, _ := v.(string)
		role, limit, limited := strings.Cut(key, "@")
		if role == "org_admin" && !limited {
			continue // added again with the organisations that are left
		}
		if role == "org_admin" && orgIDs[limit] {
			role = "org_founder"
			key = role + "@" + limit
		}
		found = appendUnique(appendUnique(found, key), role)
	}
	return found
}

// demoted returns the stored binding with the founder's role in place of the administrator's when it is one of the organisations.
func demoted(binding bson.D, orgIDs map[string]bool) bson.D {
	of := func(key string) string {
		i := slices.IndexFunc(binding, func(e bson.E) bool { return e.Key == key })
		if i < 0 {
			return ""
		}
		text, _ := binding[i].Value.(string)
		return text
	}
	if of("role") != "org_admin" || !orgIDs[of("org_id")] {
		return binding
	}
	out := slices.Clone(binding)
	for i := range out {
		if out[i].Key == "role" {
			out[i].Value = "org_founder"
		}
	}
	return out
}
