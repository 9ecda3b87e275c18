package pairings

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// EachSealed calls use with the sealed values of every pairing and contact.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	err := s.store.allPairings.Each(ctx, nil, func(p Pairing) error {
		if p.Consent == nil {
			return nil
		}
		return use(privacy.SealedDocument{Collection: pairingsName, ID: p.ID, Sealed: map[string]privacy.Sealed{"consent_name": p.Consent.Name}})
	})
	if err != nil {
		return err
	}
	return s.store.allContacts.Each(ctx, nil, func(c Contact) error {
		return use(privacy.SealedDocument{Collection: contactsName, ID: c.ID, Sealed: map[string]privacy.Sealed{"note": c.Note, "danger_done": c.Danger.Done}})
	})
}
