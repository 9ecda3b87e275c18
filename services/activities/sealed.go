package activities

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed values of every activity.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.allActivities.Each(ctx, nil, func(a Activity) error {
		place := phonePlace(a.ID)
		return use(privacy.SealedDocument{Collection: place.Collection, ID: a.ID, Sealed: map[string]privacy.Sealed{place.Field: a.LeaderPhone}})
	})
}
