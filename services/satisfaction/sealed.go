package satisfaction

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed sentence of every slip.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.allSlips.Each(ctx, nil, func(p Slip) error {
		return use(privacy.SealedDocument{Collection: slipsName, ID: p.ID, Sealed: map[string]privacy.Sealed{"remark": p.Remark}})
	})
}
