package register

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (b *Beneficiary) sealedDocument() privacy.SealedDocument {
	h := privacy.SealedDocument{
		Collection: filesName, ID: b.ID, Sealed: map[string]privacy.Sealed{"return_note": b.ReturnNote},
		Keys: []privacy.StoredIndex{{Name: "id_key", Index: FieldIDNumber, From: FieldIDNumber, Kept: b.IDKey}},
	}
	var none Identity
	for _, f := range sealedFields(&none, b) {
		h.Sealed[f.name] = *f.sealed
	}
	return h
}

// EachSealed calls use with the sealed values and blind index of every file.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	return s.store.allFiles.Each(ctx, nil, func(b Beneficiary) error { return use(b.sealedDocument()) })
}

// RebuildKeys computes the blind index of every file from the sealed ID number, repairs those that differ and returns them.
func (s *Service) RebuildKeys(ctx context.Context) (fixed []privacy.BadField, err error) {
	err = s.store.allFiles.Each(ctx, nil, func(b Beneficiary) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.store.index, b.sealedDocument(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.allFiles.Update(ctx, b.ID, func(b *Beneficiary) error {
					if key, wrong := b.sealedDocument().IndexUpdates(s.store.sealer, s.store.index)["id_key"]; wrong {
						b.IDKey = key
					}
					return nil
				})
				if err != nil {
					return err
				}
				return s.Audit.Write(ctx, audit.Entry{Action: "beneficiary.repair_keys", Subjects: []string{b.ID}})
			})
		})
		fixed = append(fixed, wrong...)
		return err
	})
	return fixed, err
}
