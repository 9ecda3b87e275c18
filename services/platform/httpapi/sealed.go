package httpapi

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed body of each answer that is kept for repeated writes.
func (a *App) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	if a.answers == nil {
		return nil
	}
	return a.answers.rows.Each(ctx, nil, func(k kept) error {
		place := bodyAAD(k.ID)
		return use(privacy.SealedDocument{Collection: place.Collection, ID: k.ID, Sealed: map[string]privacy.Sealed{place.Field: k.Body}})
	})
}
