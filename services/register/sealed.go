package register

import (
	"context"
	"maps"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (b *Beneficiary) sealedDocument() privacy.SealedDocument {
	h := privacy.SealedDocument{
		Collection: filesName, ID: b.ID, Sealed: map[string]privacy.Sealed{"return_note": b.ReturnNote},
		Keys: []privacy.StoredIndex{
			{Name: "id_key", Index: FieldIDNumber, From: FieldIDNumber, Kept: b.IDKey},
			{Name: "sound_key", Index: indexSound, From: FieldName, Kept: b.SoundKey, Normalised: func(name string) string {
				return soundOf(privacy.Secret(name), b.Birth)
			}},
		},
	}
	if b.MergedInto != "" {
		h.Keys = h.Keys[1:] // the number is found in the kept file
	}
	var none Identity
	for _, f := range sealedFields(&none, b) {
		h.Sealed[f.name] = *f.sealed
	}
	maps.Copy(h.Sealed, b.Private)
	return h
}

// EachSealed calls use with the sealed values and blind indexes of every file, and with the values before and after each change and those of requests.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	err := s.store.allFiles.Each(ctx, nil, func(b Beneficiary) error { return use(b.sealedDocument()) })
	if err != nil {
		return err
	}
	err = s.store.changes.Each(ctx, nil, func(c Change) error {
		from := privacy.SealedDocument{Collection: filesName, ID: c.FileID, Sealed: map[string]privacy.Sealed{}}
		to := privacy.SealedDocument{Collection: filesName, ID: c.FileID, Sealed: map[string]privacy.Sealed{}}
		for _, f := range c.Fields {
			from.Sealed[f.Field], to.Sealed[f.Field] = f.SealedFrom, f.SealedTo
		}
		if err := use(from); err != nil {
			return err
		}
		return use(to)
	})
	if err != nil {
		return err
	}
	err = s.store.assessments.Each(ctx, nil, func(a Assessment) error {
		return use(privacy.SealedDocument{Collection: assessmentsName, ID: a.ID, Sealed: map[string]privacy.Sealed{"note": a.Note}})
	})
	if err != nil {
		return err
	}
	return s.store.allRequests.Each(ctx, nil, func(r Request) error {
		d := privacy.SealedDocument{Collection: requestsName, ID: r.ID, Sealed: map[string]privacy.Sealed{}}
		for _, f := range requestSealed(&r, new(Identity), new(privacy.Secret), new(privacy.Secret)) {
			d.Sealed[f.name] = *f.sealed
		}
		return use(d)
	})
}

// RebuildKeys computes the blind indexes of every file from the sealed ID number and name, repairs those that differ and returns them.
func (s *Service) RebuildKeys(ctx context.Context) (fixed []privacy.BadField, err error) {
	err = s.store.allFiles.Each(ctx, nil, func(b Beneficiary) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.store.index, b.sealedDocument(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.allFiles.Update(ctx, b.ID, func(b *Beneficiary) error {
					updates := b.sealedDocument().IndexUpdates(s.store.sealer, s.store.index)
					if key, wrong := updates["id_key"]; wrong {
						b.IDKey = key
					}
					if key, wrong := updates["sound_key"]; wrong {
						b.SoundKey = key
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

// BringForward completes the migration to data version 13: files keep how much of their form is missing, how the name sounds, and what statistics count.
func (s *Service) BringForward(ctx context.Context) error {
	return s.store.allFiles.Each(ctx, nil, func(b Beneficiary) error {
		return s.DB.Tx(ctx, func(ctx context.Context) error {
			_, err := s.store.allFiles.Update(ctx, b.ID, func(b *Beneficiary) error {
				who, err := s.store.open(b, FieldName)
				if err != nil {
					return err
				}
				b.SoundKey = s.store.index.Index(indexSound, soundOf(who.Name, b.Birth))
				b.count()
				return nil
			})
			return err
		})
	})
}
