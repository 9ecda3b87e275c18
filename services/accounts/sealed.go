package accounts

import (
	"context"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

func (u *User) sealedDocument() privacy.SealedDocument {
	h := privacy.SealedDocument{
		Collection: usersName, ID: u.ID,
		Sealed: map[string]privacy.Sealed{"name": u.SealedName, "mobile": u.SealedMobile, "email": u.SealedEmail, "id_number": u.SealedID},
		Keys:   []privacy.StoredIndex{{Name: "mobile_key", Index: "mobile", From: "mobile", Kept: u.MobileKey}},
	}
	if len(u.SealedID) > 0 { // without it PersonKey comes from the volunteer's profile: see EachPerson
		h.Keys = append(h.Keys, privacy.StoredIndex{Name: "person_key", Index: "id_number", From: "id_number", Kept: u.PersonKey})
	}
	if u.VerifiedKey != "" {
		h.Keys = append(h.Keys, privacy.StoredIndex{Name: "verified_key", Index: "id_number", From: "id_number", Kept: u.VerifiedKey})
	}
	return h
}

// EachSealed calls use with the sealed values and blind indexes of every account, code and second factor.
func (s *Service) EachSealed(ctx context.Context, use func(privacy.SealedDocument) error) error {
	if err := s.store.all.Each(ctx, nil, func(u User) error { return use(u.sealedDocument()) }); err != nil {
		return err
	}
	if err := s.store.codes.Each(ctx, nil, func(c code) error {
		return use(privacy.SealedDocument{Collection: codesName, ID: c.ID, Sealed: map[string]privacy.Sealed{"mobile": c.Mobile}})
	}); err != nil {
		return err
	}
	return s.store.factors.Each(ctx, nil, func(f factors) error { return use(f.sealedDocument()) })
}

// RebuildKeys computes the blind indexes of every account from the sealed values, repairs those that differ and returns them.
func (s *Service) RebuildKeys(ctx context.Context) (fixed []privacy.BadField, err error) {
	err = s.store.all.Each(ctx, nil, func(u User) error {
		wrong, err := privacy.Repair(ctx, s.store.sealer, s.Index, u.sealedDocument(), func(ctx context.Context) error {
			return s.DB.Tx(ctx, func(ctx context.Context) error {
				_, err := s.store.all.Update(ctx, u.ID, func(u *User) error {
					for name, key := range u.sealedDocument().IndexUpdates(s.store.sealer, s.Index) {
						switch name {
						case "mobile_key":
							u.MobileKey = key
						case "person_key":
							u.PersonKey = key
						case "verified_key":
							u.VerifiedKey = key
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
				return s.Audit.Write(ctx, audit.Entry{Action: "account.repair_keys", Subjects: []string{u.ID}})
			})
		})
		fixed = append(fixed, wrong...)
		return err
	})
	return fixed, err
}

// Person tells which person an account belongs to.
type Person struct {
	UserID, VolunteerID string
	PersonKey           string
	Own                 bool // PersonKey is made of the account's own ID number (see EachSealed), else of the profile's
}

// EachPerson calls use for every account with a person's key or a volunteer profile.
func (s *Service) EachPerson(ctx context.Context, use func(Person) error) error {
	return s.store.all.Each(ctx, nil, func(u User) error {
		if u.PersonKey == "" && u.VolunteerID == "" {
			return nil
		}
		return use(Person{UserID: u.ID, VolunteerID: u.VolunteerID, PersonKey: u.PersonKey, Own: len(u.SealedID) > 0})
	})
}

// RepairPersonKey sets the person's key of an account without an own ID number to that of its profile; empty for no profile.
func (s *Service) RepairPersonKey(ctx context.Context, userID, personKey string) error {
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		_, err := s.store.all.Update(ctx, userID, func(u *User) error {
			if len(u.SealedID) == 0 {
				u.PersonKey = personKey
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := s.shareOrgs(ctx, personKey); err != nil {
			return err
		}
		return s.Audit.Write(ctx, audit.Entry{Action: "account.repair_keys", Subjects: []string{userID}})
	})
}
