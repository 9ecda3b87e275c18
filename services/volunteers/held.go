package volunteers

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (v *Volunteer) held() privacy.Held {
	h := privacy.Held{Collection: volunteersName, ID: v.ID, Sealed: map[string]privacy.Sealed{}, Keys: []privacy.Key{
		{Name: "person_key", Index: fieldIDNumber, From: fieldIDNumber, Kept: v.PersonKey, Normalised: ident.Normalise},
		{Name: "mobile_key", Index: fieldMobile, From: fieldMobile, Kept: v.MobileKey, Normalised: ident.NormaliseMobile},
	}}
	for _, f := range []string{fieldName, fieldIDNumber, fieldMobile, fieldEmergencyName, fieldEmergencyMobile, fieldGuardianName, fieldGuardianMobile} {
		h.Sealed[f] = v.envelope(f)
	}
	return h
}

// EachHeld hands over what the profiles hold under seal.
func (s *Service) EachHeld(ctx context.Context, use func(privacy.Held) error) error {
	return s.store.all.Each(ctx, nil, func(v Volunteer) error { return use(v.held()) })
}

// RebuildKeys makes the blind index of every profile again from the sealed values and returns those that differed, now
// repaired.
func (s *Service) RebuildKeys(ctx context.Context) (fixed []privacy.Wrong, err error) {
	err = s.store.all.Each(ctx, nil, func(v Volunteer) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.store.index, v.held(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.all.Update(ctx, v.ID, func(v *Volunteer) error {
					for name, key := range v.held().Want(s.store.sealer, s.store.index) {
						switch name {
						case "person_key":
							v.PersonKey = key
						case "mobile_key":
							v.MobileKey = key
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
				return s.Audit.Write(ctx, audit.Entry{Action: "volunteer.repair_keys", Subjects: []string{v.ID}})
			})
		})
		fixed = append(fixed, wrong...)
		return err
	})
	return fixed, err
}
