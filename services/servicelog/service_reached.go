package servicelog

import (
	"context"
	"maps"
	"slices"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
)

// Reached are the persons who were served under a contract in a period, and the kinds of the services, in the order of their words.
type Reached struct {
	Files []register.Beneficiary // as they are now, with their village and state; each person once, in the order of the ids
	Kinds []contracts.ServiceKind
}

// ReachedBetween returns the persons of the counted entries of the contract from one day to another, both included. A person whose files were
// merged is one. It does not check the actor.
func (s *Service) ReachedBetween(ctx context.Context, contractID string, from, to region.Day) (Reached, error) {
	ids, kinds := map[string]bool{}, map[contracts.ServiceKind]bool{}
	err := s.store.countedBetween(ctx, contractID, from.Start(), to.End(), func(e Entry) error {
		kinds[e.Kind] = true
		for _, p := range e.People {
			ids[p.FileID] = true
		}
		return nil
	})
	if err != nil {
		return Reached{}, err
	}
	files, err := s.Register.GetMany(ctx, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return Reached{}, err
	}
	held := map[string]register.Beneficiary{}
	for id, b := range files {
		if b.MergedInto != "" {
			if id, err = s.heldBy(ctx, id); err != nil {
				return Reached{}, err
			}
			if b, err = s.Register.Get(ctx, id); err != nil {
				return Reached{}, err
			}
		}
		held[id] = b
	}
	var out Reached
	for _, id := range slices.Sorted(maps.Keys(held)) {
		out.Files = append(out.Files, held[id])
	}
	for _, code := range contracts.ServiceKindWords.Codes() {
		if kind := contracts.ServiceKind(code); kinds[kind] {
			out.Kinds = append(out.Kinds, kind)
		}
	}
	return out, nil
}
