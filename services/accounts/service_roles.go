package accounts

import (
	"context"
	"errors"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
)

// Grant gives a role to somebody within the actor's reach. It returns ErrLimit, ErrTerm, region.ErrUnknown, ErrBeyond
// when the role lies outside what the actor may give, auth.ErrSelf, ErrHeld or ErrManyRole.
func (s *Service) Grant(ctx context.Context, userID string, version int64, b auth.Binding) (User, error) {
	return s.change(ctx, userID, version, "give a role to", func(ctx context.Context, actor auth.Actor, u *User) error {
		if err := s.mayBind(ctx, actor, u, b); err != nil {
			return err
		}
		return s.bind(ctx, actor, u, b)
	})
}

// End takes a role away at once. It returns ErrBeyond for a role that the actor could not have given, ErrLastAdmin for
// that of the last system administrator, docstore.ErrNotFound for one that is not held.
func (s *Service) End(ctx context.Context, userID string, version int64, bindingID string) (User, error) {
	return s.change(ctx, userID, version, "end a role of", func(ctx context.Context, actor auth.Actor, u *User) error {
		b, ok := u.find(bindingID, s.now())
		if !ok {
			return docstore.ErrNotFound
		}
		if !auth.CanGrant(actor, b.Binding) {
			return ErrBeyond
		}
		if b.Role == auth.SystemAdmin && b.Holds(s.now()) {
			if err := s.keepAdmin(ctx, u); err != nil {
				return err
			}
		}
		b, _ = u.end(bindingID, actor.ID(), s.now())
		if err := s.store.save(ctx, u); err != nil {
			return err
		}
		if err := s.noteRole(ctx, "account.role_ended", u.ID, b); err != nil {
			return err
		}
		return s.tellRole(ctx, "account.role_ended", u.ID, b)
	})
}

// bind gives the binding, in the caller's transaction.
func (s *Service) bind(ctx context.Context, actor auth.Actor, u *User, b auth.Binding) error {
	given, err := u.give(b, actor.ID(), s.now())
	if err != nil {
		return err
	}
	if err := s.store.save(ctx, u); err != nil {
		return err
	}
	if err := s.noteRole(ctx, "account.role_given", u.ID, given); err != nil {
		return err
	}
	return s.tellRole(ctx, "account.role_given", u.ID, given)
}

// noteRole is the audit entry of a role given or ended, in the region concerned.
func (s *Service) noteRole(ctx context.Context, action, userID string, b Binding) error {
	return s.Audit.Write(ctx, audit.Entry{
		Action: action, Subjects: addOnce(addOnce([]string{userID, b.ID}, b.OrgID), b.Assigned), Region: b.Region, Reason: string(b.Role),
	})
}

// Bind gives a role for another feature's use case, which has checked that it may: whoever registers an organisation
// becomes its administrator. It joins the caller's transaction. A binding already held changes nothing.
func (s *Service) Bind(ctx context.Context, userID string, b auth.Binding) error {
	if err := checkBinding(b, s.now()); err != nil {
		return err
	}
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		u, err := s.store.all.Get(ctx, userID)
		if err != nil {
			return err
		}
		return s.bind(ctx, auth.From(ctx), &u, b)
	})
	if errors.Is(err, ErrHeld) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("bind %s: %w", userID, err)
	}
	return nil
}

// SetVolunteer joins the account and its person's volunteer profile, and gives the volunteer's role. It joins the
// caller's transaction and may be repeated. personKey, unless empty, is the blind index of the ID number. It returns
// ErrHasProfile when there is another profile, ErrOtherPerson when the account's own ID number is another.
func (s *Service) SetVolunteer(ctx context.Context, userID, volunteerID, personKey string) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		u, err := s.store.all.Get(ctx, userID)
		if err != nil {
			return err
		}
		switch {
		case u.VolunteerID != "" && u.VolunteerID != volunteerID:
			return ErrHasProfile
		case len(u.SealedID) > 0 && personKey != "" && u.PersonKey != personKey:
			return ErrOtherPerson
		}
		u.VolunteerID = volunteerID
		if personKey != "" {
			u.PersonKey = personKey
		}
		_, err = u.give(auth.Binding{Role: auth.Volunteer}, auth.From(ctx).ID(), s.now())
		if err != nil && !errors.Is(err, ErrHeld) {
			return err
		}
		if err := s.store.save(ctx, &u); err != nil {
			return err
		}
		return s.note(ctx, "account.volunteer", u.ID, volunteerID)
	})
	if err != nil {
		return fmt.Errorf("volunteer of %s: %w", userID, err)
	}
	return nil
}
