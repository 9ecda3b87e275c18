package activities

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachHeld hands over what the activities hold under seal.
func (s *Service) EachHeld(ctx context.Context, use func(privacy.Held) error) error {
	return s.store.allActivities.Each(ctx, nil, func(a Activity) error {
		place := phonePlace(a.ID)
		return use(privacy.Held{Collection: place.Collection, ID: a.ID, Sealed: map[string]privacy.Sealed{place.Field: a.LeaderPhone}})
	})
}
