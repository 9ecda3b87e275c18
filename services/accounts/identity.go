package accounts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about the ID number of an account.
var (
	ErrVerified   = fault.New(fault.Conflict, "id_verified", "The ID number of this account is verified already.", "该账号的身份证号码已经核验。")
	ErrIDMissing  = fault.New(fault.Conflict, "id_missing", "No ID number of this account is verified yet. Verify the ID card.", "该账号尚未核验身份证号码，请直接核验。")
	ErrIDSame     = fault.New(fault.Conflict, "id_same", "This is the number that the account has.", "与账号现有的身份证号码相同，无需更正。")
	ErrIDProfile  = fault.New(fault.Conflict, "id_of_profile", "The person's volunteer profile has this number too, so it cannot be changed here alone.", "该号码同时登记在本人的志愿者档案中，不能单独更正账号。")
	ErrHasAccount = fault.New(fault.Conflict, "person_has_account", "This person already has the account {account}. Give the role there; a person has one account for all their offices.", "此人已有账号 {account}，请在那个账号上授予角色；一人只用一个账号办理工作。")
)

// Identity is whose account it is, as a person who saw the ID card has confirmed. The zero value means that nobody has.
type Identity struct {
	VerifiedKey string    `bson:"verified_key,omitempty" audit:"-"` // equal to PersonKey; unique
	VerifiedAt  time.Time `bson:"verified_at,omitempty" audit:"-"`
	VerifiedBy  string    `bson:"verified_by,omitempty" audit:"-"`
	VerifierKey string    `bson:"verifier_key,omitempty" audit:"-"` // VerifiedBy as a person
}

// Reset is the last time that somebody else gave the account another way in: password, mobile or second factor.
type Reset struct {
	ResetAt time.Time `bson:"reset_at,omitempty" audit:"-"`
	ResetBy string    `bson:"reset_by,omitempty" audit:"-"`
}

// markReset notes that the actor has given somebody else's account another way in. For auth.ResetHold the account takes no steps
// over money, so that a reset is noticed before it can be used. The caller saves the account, ends its sessions and tells the person.
func (u *User) markReset(by auth.Actor, now time.Time) { u.ResetAt, u.ResetBy = now, by.ID() }

// moneyFrom returns until when the account takes no steps over money after a reset; the zero time when it may.
func (u *User) moneyFrom(now time.Time) time.Time {
	if until := u.ResetAt.Add(auth.ResetHold); now.Before(until) {
		return until
	}
	return time.Time{}
}

// idNeeded reports whether the user holds a role that works only with a verified ID number, without having one.
func (u *User) idNeeded(now time.Time) bool {
	return u.VerifiedKey == "" && slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Role.NeedsPerson() && b.InForce(now) })
}

// office reports whether the user holds a role beyond the volunteer's and the founder's of a draft, now or later.
func (u *User) office(now time.Time) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool {
		return !b.taken() && !b.ended(now)
	})
}

// notVerified returns ErrVerified for an account whose ID number is verified.
func notVerified(u *User) error {
	if u.VerifiedKey != "" {
		return ErrVerified
	}
	return nil
}

// VerifyIdentity records that the actor has seen the ID card of the account's person, with the number on it. It returns
// ident.ErrIDNumber, ErrIdentity when the person's profile has another number, auth.ErrSelf for the actor's own number, and
// ErrHasAccount when the person has another account with an office.
func (s *Service) VerifyIdentity(ctx context.Context, userID string, idNumber privacy.Secret) (User, error) {
	return s.take(ctx, "verify_identity", userID, workflow.Call[User]{
		Load: func(ctx context.Context) (User, error) { return s.loadToVerify(ctx, userID) },
		Do: func(ctx context.Context, q workflow.Asking, u *User) error {
			number, err := s.checkIDNumber(idNumber)
			if err != nil {
				return err
			}
			if u.VolunteerID != "" && u.PersonKey != "" { // the profile has its own rule for corrections
				if err := s.mayIdentify(ctx, u, number); err != nil {
					return err
				}
			}
			return s.setIdentity(ctx, q.Actor, u, number)
		},
		Tell: func(ctx context.Context, u *User) error {
			return errors.Join(s.shareOrgs(ctx, u.PersonKey), s.tellIdentity(ctx, u))
		},
	})
}

// setIdentity stores the number that the actor has seen on the ID card, or returns the errors of identify.
func (s *Service) setIdentity(ctx context.Context, actor auth.Actor, u *User, number privacy.Secret) (err error) {
	if u.SealedID, err = s.store.sealer.Seal(userAAD("id_number", u.ID), number.Reveal()); err != nil {
		return err
	}
	return s.identify(ctx, actor, u, number)
}

// CorrectIdentity replaces a wrongly verified ID number by that on the ID card, which the actor has seen and whoever verified the wrong one
// has not. The account's person is told. It returns ErrIDMissing, ErrIDSame, ErrIDProfile for a number that is also the volunteer
// profile's, auth.ErrSelf for the first verifier, and the errors of VerifyIdentity.
func (s *Service) CorrectIdentity(ctx context.Context, userID string, version int64, idNumber privacy.Secret, reason string) (User, error) {
	former := ""
	return s.take(ctx, "correct_identity", userID, workflow.Call[User]{
		Version: version, Reason: reason,
		Load: func(ctx context.Context) (User, error) { return s.loadToVerify(ctx, userID) },
		Do: func(ctx context.Context, q workflow.Asking, u *User) error {
			number, err := s.checkIDNumber(idNumber)
			if err != nil {
				return err
			}
			if former = u.PersonKey; s.Index.Index("id_number", number.Reveal()) == former {
				return ErrIDSame
			}
			return s.setIdentity(ctx, q.Actor, u, number)
		},
		Tell: func(ctx context.Context, u *User) error {
			return errors.Join(s.shareOrgs(ctx, former), s.shareOrgs(ctx, u.PersonKey), s.tellAccess(ctx, "account.identity_corrected", u.ID, s.now()))
		},
	})
}

// correctable returns why a verified number cannot be corrected: there is none, or the volunteer's profile has it too.
func correctable(u *User) error {
	switch {
	case u.VerifiedKey == "":
		return ErrIDMissing
	case u.VolunteerID != "":
		return ErrIDProfile
	}
	return nil
}

// notVerifier returns auth.ErrSelf for the person who verified the number.
func notVerifier(q workflow.Asking, u *User) error {
	return q.Actor.NotSelf(u.VerifiedBy, u.VerifierKey)
}

// loadToVerify returns the account if it lies within the actor's reach, or if it is that of an administrator of an organisation in
// the actor's area: nobody manages the accounts of those, so the office that approves organisations sees their ID cards.
func (s *Service) loadToVerify(ctx context.Context, userID string) (User, error) {
	actor := auth.From(ctx)
	u, err := s.store.users.In(actor.Scope(auth.UserManage)).Get(ctx, userID)
	if !errors.Is(err, docstore.ErrNotFound) {
		return u, err
	}
	if u, err = s.store.all.Get(ctx, userID); err != nil {
		return User{}, err
	}
	for _, b := range u.Bindings {
		if b.Role != auth.OrgAdmin || b.ended(s.now()) {
			continue
		}
		area, err := s.OrgRegion(ctx, b.OrgID)
		if err != nil {
			return User{}, err
		}
		if actor.ForRegion(auth.UserManage, area) {
			return u, nil
		}
	}
	return User{}, docstore.ErrNotFound
}

// OrgAdmins returns the administrators of an organisation in the actor's area, with full names, so that the office can verify their ID cards. It returns
// docstore.ErrNotFound for other organisations.
func (s *Service) OrgAdmins(ctx context.Context, orgID string) ([]User, error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return nil, err
	}
	area, err := s.OrgRegion(ctx, orgID)
	if err == nil && !actor.ForOrg(auth.UserManage, orgID, area) {
		err = docstore.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	users, err := s.store.holding(ctx, []string{reachKey(auth.OrgAdmin, orgID)})
	if err != nil {
		return nil, fmt.Errorf("administrators of %s: %w", orgID, err)
	}
	for i := range users {
		if err := s.store.reveal(&users[i]); err != nil {
			return nil, err
		}
	}
	return users, nil
}

// checkIDNumber returns the normalised number, or ident.ErrIDNumber at its field.
func (s *Service) checkIDNumber(idNumber privacy.Secret) (privacy.Secret, error) {
	number := ident.Normalise(idNumber.Reveal())
	if _, err := ident.CheckIDNumberOn(number, region.DayOf(s.now())); err != nil {
		return "", ident.ErrIDNumber.At("id_number")
	}
	return privacy.Secret(number), nil
}

// identify marks the number as verified by the actor. It returns auth.ErrSelf for the actor's own number and ErrHasAccount.
func (s *Service) identify(ctx context.Context, actor auth.Actor, u *User, number privacy.Secret) error {
	key := s.Index.Index("id_number", number.Reveal())
	if err := actor.NotSelf(key); err != nil {
		return err
	}
	u.PersonKey, u.Identity = key, Identity{VerifiedKey: key, VerifiedAt: s.now(), VerifiedBy: actor.ID(), VerifierKey: actor.PersonKey}
	return s.oneAccount(ctx, u)
}

// oneAccount returns ErrHasAccount when the person of the account has another one with an office or a verified ID number.
func (s *Service) oneAccount(ctx context.Context, u *User) error {
	if u.PersonKey == "" {
		return nil
	}
	others, err := s.store.ofPerson(ctx, u.PersonKey)
	if err != nil {
		return fmt.Errorf("accounts of a person: %w", err)
	}
	for _, other := range others {
		if other.ID == u.ID || other.VerifiedKey == "" && !other.office(s.now()) {
			continue
		}
		if err := s.store.reveal(&other); err != nil {
			return err
		}
		return ErrHasAccount.With("account", cmp.Or(other.Login, privacy.MaskMobile(other.Mobile.Reveal()), other.ID))
	}
	return nil
}
