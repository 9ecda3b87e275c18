package notify

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed secrets of unfinished messages.
func (o *Outbox) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return o.store.outbox.Each(ctx, nil, func(q queued) error {
		place := secretAAD(q.ID)
		return use(privacy.SealedDocument{Collection: place.Collection, ID: q.ID, Sealed: map[string]privacy.Sealed{place.Field: q.Secret}})
	})
}
