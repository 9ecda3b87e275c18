package delegations

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (d *Delegation) sealedDocument() privacy.SealedDocument {
	h := privacy.SealedDocument{Collection: delegationsName, ID: d.ID, Sealed: map[string]privacy.Sealed{"note": d.Note}}
	var none Delegate
	for _, f := range sealedFields(&none, d) {
		h.Sealed[f.name] = *f.sealed
	}
	if d.Opinion != nil {
		h.Sealed["opinion"] = d.Opinion.Words
	}
	for _, c := range d.Checks {
		h.Sealed[whyField(c.Item)] = c.Why
	}
	for _, p := range d.Parents {
		h.Sealed[mobileField(p.Who)] = p.Mobile
	}
	if len(d.IDNumber) > 0 { // the key of a caregiver whose values are erased cannot be computed again
		h.Keys = []privacy.StoredIndex{{Name: "delegate_key", Index: "id_number", From: FieldIDNumber, Kept: d.DelegateKey}}
	}
	return h
}

// EachSealed calls use with the sealed values of every delegation and contact, and the blind index of the caregiver.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	if err := s.store.all.Each(ctx, nil, func(d Delegation) error { return use(d.sealedDocument()) }); err != nil {
		return err
	}
	return s.store.contacts.Each(ctx, nil, func(c Contact) error {
		return use(privacy.SealedDocument{Collection: contactsName, ID: c.ID, Sealed: map[string]privacy.Sealed{"note": c.Note}})
	})
}

// RebuildKeys computes the blind index of every caregiver from the sealed ID number, repairs those that differ and returns them.
func (s *Service) RebuildKeys(ctx context.Context) (fixed []privacy.BadField, err error) {
	err = s.store.all.Each(ctx, nil, func(d Delegation) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.store.index, d.sealedDocument(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.all.Update(ctx, d.ID, func(d *Delegation) error {
					if key, wrong := d.sealedDocument().IndexUpdates(s.store.sealer, s.store.index)["delegate_key"]; wrong {
						d.DelegateKey = key
					}
					return nil
				})
				if err != nil {
					return err
				}
				return s.Audit.Write(ctx, audit.Entry{Action: "delegation.repair_keys", Subjects: []string{d.ID}})
			})
		})
		fixed = append(fixed, wrong...)
		return err
	})
	return fixed, err
}
