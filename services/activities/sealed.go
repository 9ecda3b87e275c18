package activities

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed hands over what the activities hold under seal.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.allActivities.Each(ctx, nil, func(a Activity) error {
		place := phonePlace(a.ID)
		return use(privacy.SealedDocument{Collection: place.Collection, ID: a.ID, Sealed: map[string]privacy.Sealed{place.Field: a.LeaderPhone}})
	})
}
