package volunteers

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (v *Volunteer) sealedDocument() privacy.SealedDocument {
	h := privacy.SealedDocument{Collection: volunteersName, ID: v.ID, Sealed: map[string]privacy.Sealed{}, Keys: []privacy.StoredIndex{
		{Name: "person_key", Index: fieldIDNumber, From: fieldIDNumber, Kept: v.PersonKey, Normalised: ident.Normalise},
		{Name: "mobile_key", Index: fieldMobile, From: fieldMobile, Kept: v.MobileKey, Normalised: ident.NormaliseMobile},
	}}
	for _, f := range []string{fieldName, fieldIDNumber, fieldMobile, fieldEmergencyName, fieldEmergencyMobile, fieldGuardianName, fieldGuardianMobile} {
		h.Sealed[f] = v.envelope(f)
	}
	return h
}

// EachSealed calls use with the sealed values and blind indexes of every profile and invitation.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	err := s.store.all.Each(ctx, nil, func(v Volunteer) error { return use(v.sealedDocument()) })
	if err != nil {
		return err
	}
	return s.store.allInvitations.Each(ctx, nil, func(i Invitation) error { return use(i.sealedDocument()) })
}

// RebuildKeys computes the blind indexes of every profile and invitation from the sealed values, repairs those that differ and returns
// them.
func (s *Service) RebuildKeys(ctx context.Context) ([]privacy.BadField, error) {
	fixed, err := s.rebuildProfileKeys(ctx)
	if err != nil {
		return fixed, err
	}
	err = s.store.allInvitations.Each(ctx, nil, func(i Invitation) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.store.index, i.sealedDocument(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.allInvitations.Update(ctx, i.ID, func(i *Invitation) error {
					for name, key := range i.sealedDocument().IndexUpdates(s.store.sealer, s.store.index) {
						switch name {
						case "person_key":
							i.Key, i.PersonKey = invitationKey(i.OrgID, key), key
						case "mobile_key":
							i.MobileKey = key
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
				return s.Audit.Write(ctx, audit.Entry{Action: "invitation.repair_keys", Subjects: []string{i.ID}})
			})
		})
		fixed = append(fixed, wrong...)
		return err
	})
	return fixed, err
}

func (s *Service) rebuildProfileKeys(ctx context.Context) (fixed []privacy.BadField, err error) {
	err = s.store.all.Each(ctx, nil, func(v Volunteer) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.store.index, v.sealedDocument(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.all.Update(ctx, v.ID, func(v *Volunteer) error {
					for name, key := range v.sealedDocument().IndexUpdates(s.store.sealer, s.store.index) {
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

const heldBatch = 500 // accounts whose profiles are looked up together

// CheckAccounts compares the person's key in every account with that in its profile, because makers and checkers are compared by
// it. It calls found for every wrong one and returns the number of accounts compared. repair, unless nil, is called with the
// right key for each wrong one that the profile can correct.
func (s *Service) CheckAccounts(ctx context.Context, found func(privacy.BadField), repair func(ctx context.Context, userID, personKey string) error) (n int, err error) {
	var batch []accounts.Person
	flush := func() error {
		err := s.checkAccounts(ctx, batch, found, repair)
		n += len(batch)
		batch = batch[:0]
		return err
	}
	err = s.Accounts.EachPerson(ctx, func(p accounts.Person) error {
		if batch = append(batch, p); len(batch) < heldBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return n, err
	}
	return n, flush()
}

func (s *Service) checkAccounts(ctx context.Context, batch []accounts.Person, found func(privacy.BadField), repair func(ctx context.Context, userID, personKey string) error) error {
	ids := make([]string, 0, len(batch))
	for _, p := range batch {
		if p.VolunteerID != "" {
			ids = append(ids, p.VolunteerID)
		}
	}
	profiles, err := s.store.withIDs(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range batch {
		v, there := profiles[p.VolunteerID]
		what := ""
		switch {
		case p.VolunteerID == "" && !p.Own:
			what = "the blind index is of nobody: the account has neither an ID number nor a profile"
		case p.VolunteerID != "" && !there:
			what = "the profile " + p.VolunteerID + " that it would be of is not there"
		case p.VolunteerID != "" && p.PersonKey != v.PersonKey:
			what = "the blind index is not that of the profile " + v.ID
		}
		if what == "" {
			continue
		}
		if repair != nil {
			if p.Own || p.VolunteerID != "" && !there {
				continue
			}
			if err := repair(ctx, p.UserID, v.PersonKey); err != nil {
				return fmt.Errorf("account %s: %w", p.UserID, err)
			}
		}
		found(privacy.BadField{Collection: "users", ID: p.UserID, Field: "person_key", What: what})
	}
	return nil
}
