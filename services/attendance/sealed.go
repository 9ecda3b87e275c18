package attendance

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed secret of every activity's check-in codes.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.keys.Each(ctx, nil, func(k CodeKey) error {
		place := keyPlace(k.ID)
		return use(privacy.SealedDocument{Collection: place.Collection, ID: k.ID, Sealed: map[string]privacy.Sealed{place.Field: k.Secret}})
	})
}
