package accounts

import (
	"context"
	"errors"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Grant gives a role to a user within the actor's reach. It returns ErrLimit, ErrPlace, ErrTerm, region.ErrUnknown, auth.ErrSelf,
// ErrHeld, ErrManyRole, or ErrBeyond when the actor may not give the role.
func (s *Service) Grant(ctx context.Context, userID string, version int64, b auth.Binding) (User, error) {
	var given Binding
	return s.take(ctx, "grant", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, u *User) (err error) {
			if err := s.mayBind(ctx, q.Actor, u, b); err != nil {
				return err
			}
			if err := s.oneAccount(ctx, u); err != nil {
				return err
			}
			given, err = u.give(b, q.Actor.ID(), q.Now)
			return err
		},
		Note: func(e *audit.Entry) {
			of := roleEntry(userID, given)
			e.Subjects, e.Region, e.Reason = of.Subjects, of.Region, of.Reason
		},
		Tell: func(ctx context.Context, u *User) error {
			return errors.Join(s.shareOrgs(ctx, u.PersonKey), s.tellRole(ctx, "account.role_given", u.ID, given))
		},
	})
}

// End ends a role at once. It returns ErrBeyond when the actor could not have given it, ErrLastAdmin for the role of the last
// system administrator, and docstore.ErrNotFound when the user does not hold it.
func (s *Service) End(ctx context.Context, userID string, version int64, bindingID string) (User, error) {
	var ended auth.Role
	r, err := s.role.Take(ctx, "end", userID+"/"+bindingID, workflow.Call[heldRole]{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, r *heldRole) error {
			if r.binding.Role == auth.SystemAdmin && r.binding.InForce(q.Now) {
				if err := s.keepAdmin(ctx, &r.user); err != nil {
					return err
				}
			}
			r.binding, _ = r.user.end(bindingID, q.Actor.ID(), q.Now)
			ended = r.binding.Role
			return nil
		},
		Note: func(e *audit.Entry) { e.Reason = string(ended) },
		Tell: func(ctx context.Context, r *heldRole) error {
			return errors.Join(s.shareOrgs(ctx, r.user.PersonKey), s.tellRole(ctx, "account.role_ended", r.user.ID, r.binding))
		},
	})
	if err != nil {
		return User{}, err
	}
	return r.user, s.show(auth.From(ctx), &r.user)
}

// bind gives the binding in the caller's transaction, or returns ErrNameless for an account without a name.
func (s *Service) bind(ctx context.Context, actor auth.Actor, u *User, b auth.Binding) error {
	if len(u.SealedName) == 0 {
		return ErrNameless
	}
	if err := s.staysApart(ctx, u, b); err != nil {
		return err
	}
	if b.Role != auth.OrgFounder {
		if err := s.oneAccount(ctx, u); err != nil {
			return err
		}
	}
	given, err := u.give(b, actor.ID(), s.now())
	if err != nil {
		return err
	}
	if err := s.store.save(ctx, u); err != nil {
		return err
	}
	if err := s.shareOrgs(ctx, u.PersonKey); err != nil {
		return err
	}
	e := roleEntry(u.ID, given)
	e.Action = "account.role_given"
	if err := s.Audit.Write(ctx, e); err != nil {
		return err
	}
	return s.tellRole(ctx, "account.role_given", u.ID, given)
}

// roleEntry returns the audit entry of a role given or ended, with the region of the role.
func roleEntry(userID string, b Binding) audit.Entry {
	return audit.Entry{Subjects: appendUnique(appendUnique([]string{userID, b.ID}, b.OrgID), b.Assigned), Region: b.Region, Reason: string(b.Role)}
}

// staysApart returns auth.ErrApart when the user, holding the binding besides their open ones, would both belong to an
// organisation and hold an office that auth.Apart separates from it.
func (s *Service) staysApart(ctx context.Context, u *User, b auth.Binding) error {
	for _, h := range u.Bindings {
		office, member := h.Binding, b
		if b.OrgID == "" {
			office, member = b, h.Binding
		}
		if h.ended(s.now()) || member.OrgID == "" || office.OrgID != "" {
			continue
		}
		area := ""
		if office.Role == auth.Evaluator && office.Region != "" {
			var err error
			if area, err = s.OrgRegion(ctx, member.OrgID); err != nil {
				return err
			}
		}
		if auth.Apart(office, area) {
			return auth.ErrApart
		}
	}
	return nil
}

// Appoint makes the founders of an organisation its administrators, in the caller's transaction. It returns auth.ErrApart
// when one of them holds an office that must be apart from the organisation.
func (s *Service) Appoint(ctx context.Context, orgID string) error {
	founders, err := s.store.withReach(ctx, reachKey(auth.OrgFounder, orgID))
	if err != nil {
		return fmt.Errorf("founders of %s: %w", orgID, err)
	}
	for _, u := range founders {
		for _, b := range u.Bindings {
			if b.Role == auth.OrgFounder && b.OrgID == orgID {
				u.end(b.ID, auth.From(ctx).ID(), s.now())
			}
		}
		err := s.bind(ctx, auth.From(ctx), &u, auth.Binding{Role: auth.OrgAdmin, OrgID: orgID})
		if err != nil && !errors.Is(err, ErrHeld) {
			return fmt.Errorf("appoint %s: %w", u.ID, err)
		}
	}
	return nil
}

// Bind gives a role for another feature, which has checked permission: for example, the person who registers an organisation
// becomes the founder of its draft. It joins the caller's transaction. A role that is already held is not given twice.
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

// SetVolunteer links the account to its person's volunteer profile and gives the volunteer's role. It joins the caller's
// transaction and may be repeated. An account without a name gets that of the profile. personKey, unless empty, is the blind
// index of the ID number. It returns ErrHasProfile
// when the account has another profile, and ErrOtherPerson when the account has another ID number.
func (s *Service) SetVolunteer(ctx context.Context, userID, volunteerID, personKey string, name privacy.Secret) error {
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
		if len(u.SealedName) == 0 {
			err = s.store.setName(ctx, &u, name)
		} else {
			err = s.store.save(ctx, &u)
		}
		if err != nil {
			return err
		}
		if err := s.shareOrgs(ctx, personKey); err != nil {
			return err
		}
		return s.note(ctx, "account.volunteer", u.ID, volunteerID)
	})
	if err != nil {
		return fmt.Errorf("volunteer of %s: %w", userID, err)
	}
	return nil
}
