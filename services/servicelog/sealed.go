package servicelog

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (e *Entry) sealedDocument() privacy.SealedDocument {
	d := privacy.SealedDocument{Collection: entriesName, ID: e.ID, Sealed: map[string]privacy.Sealed{}}
	var none Texts
	_ = none.each(e, func(name string, _ *privacy.Secret, sealed *privacy.Sealed, _ int) error {
		d.Sealed[name] = *sealed
		return nil
	})
	return d
}

func (t *Thread) sealedDocument() privacy.SealedDocument {
	d := privacy.SealedDocument{Collection: threadsName, ID: t.ID, Sealed: map[string]privacy.Sealed{"plan": t.Plan}}
	for i, n := range t.Notes {
		d.Sealed[noteField(i)] = n.Text
	}
	return d
}

// EachSealed calls use with the sealed values of every entry and thread.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	if err := s.store.allEntries.Each(ctx, nil, func(e Entry) error { return use(e.sealedDocument()) }); err != nil {
		return err
	}
	return s.store.allThreads.Each(ctx, nil, func(t Thread) error { return use(t.sealedDocument()) })
}
