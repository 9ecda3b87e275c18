package orgs

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed values of every organisation's file.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.all.Each(ctx, nil, func(o Org) error {
		h := privacy.SealedDocument{Collection: collection, ID: o.ID, Sealed: map[string]privacy.Sealed{}}
		var none Personal
		for _, f := range sealedFields(&none, &o.Personal) {
			h.Sealed[f.name] = *f.sealed
		}
		return use(h)
	})
}
