package accounts

import (
	"context"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// self returns the acting person's account.
func (s *Service) self(ctx context.Context) (auth.Actor, User, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return actor, User{}, err
	}
	u, err := s.store.all.Get(ctx, actor.UserID)
	return actor, u, err
}

// Me returns the acting user with name, mobile and e-mail address.
func (s *Service) Me(ctx context.Context) (User, error) {
	actor, u, err := s.self(ctx)
	if err != nil {
		return User{}, err
	}
	if u.MustChange {
		ses, _, err := found(s.store.allSessions.Get(ctx, actor.SessionID))
		if err != nil {
			return User{}, err
		}
		u.MustChange = ses.Method != BySSO // as in Authenticate
	}
	return u, s.store.reveal(&u)
}

// SetName gives the acting user's account its name. It returns ErrName, or ErrNamed when the account has one.
func (s *Service) SetName(ctx context.Context, name privacy.Secret) (User, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return User{}, err
	}
	name = trim(name)
	if name == "" || !goodName(name.Reveal()) {
		return User{}, ErrName.At("name")
	}
	var u User
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		if u, err = s.store.all.Get(ctx, actor.UserID); err != nil {
			return err
		}
		if len(u.SealedName) > 0 {
			return ErrNamed
		}
		if err := s.store.setName(ctx, &u, name); err != nil {
			return err
		}
		return s.note(ctx, "account.name", u.ID)
	})
	if err != nil {
		return User{}, fmt.Errorf("set name: %w", err)
	}
	return u, s.store.reveal(&u)
}

// SetPreferences replaces the acting user's settings. version, unless 0, is the version they saw; if it has changed
// since, docstore.ErrStale is returned.
func (s *Service) SetPreferences(ctx context.Context, version int64, p Preferences) (User, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return User{}, err
	}
	if err := p.Check(); err != nil {
		return User{}, err
	}
	var u User
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		var err error
		u, err = s.store.all.Update(ctx, actor.UserID, func(u *User) error {
			u.Preferences = p
			return nil
		}, docstore.IfVersion(version))
		if err != nil {
			return err
		}
		return s.note(ctx, "account.preferences", u.ID)
	})
	if err != nil {
		return User{}, fmt.Errorf("set preferences: %w", err)
	}
	return u, s.store.reveal(&u)
}

// ChangePassword sets the acting user's password and ends their other sessions. Just after a login by code the current
// password is not needed. It returns ErrCurrent, ErrLocked, ErrWeak, ErrCommon, ErrSame or ErrNoLogin.
func (s *Service) ChangePassword(ctx context.Context, current, next privacy.Secret) error {
	actor, u, err := s.self(ctx)
	if err != nil {
		return err
	}
	if u.Login == "" {
		return ErrNoLogin
	}
	if err := checkPassword(next, u.Login); err != nil {
		return atField(err, "new")
	}
	if err := s.mayChange(ctx, actor, u, current); err != nil {
		return err
	}
	if same, err := s.hasher.matches(ctx, u.PasswordHash, next); err != nil {
		return err
	} else if same {
		return ErrSame.At("new")
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	u.setPassword(hash)
	if err := s.DB.Tx(ctx, func(ctx context.Context) error {
		u := u
		if err := s.store.save(ctx, &u); err != nil {
			return err
		}
		if err := s.note(ctx, "account.password_changed", u.ID); err != nil {
			return err
		}
		if err := s.passwordReplaced(ctx, &u, actor.SessionID); err != nil {
			return err
		}
		return s.tellAccess(ctx, "account.password_changed", u.ID, s.now())
	}); err != nil {
		return fmt.Errorf("change password of %s: %w", u.ID, err)
	}
	return nil
}

// mayChange returns nil when the current password is right or the user has just logged in by code, else ErrCurrent or ErrLocked.
func (s *Service) mayChange(ctx context.Context, actor auth.Actor, u User, current privacy.Secret) error {
	ses, ok, err := found(s.store.allSessions.Get(ctx, actor.SessionID))
	if err != nil {
		return err
	}
	if ok && ses.Method == ByCode && s.now().Sub(ses.StartedAt) < freshCode {
		return nil
	}
	return s.provePassword(ctx, u, current, "current")
}

// passwordReplaced ends all sessions but keepSession of a user whose password was changed and resets the count of guesses, in the
// caller's transaction.
func (s *Service) passwordReplaced(ctx context.Context, u *User, keepSession string) error {
	if err := s.store.endSessions(ctx, u.ID, keepSession, s.now()); err != nil {
		return err
	}
	return s.store.forgetAllTries(ctx, s.Index.Index("login", u.Login))
}

// Sessions returns the acting user's sessions that have not ended, the latest first.
func (s *Service) Sessions(ctx context.Context, page ...docstore.Option) (docstore.Page[Session], error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return docstore.Page[Session]{}, err
	}
	out, err := s.store.sessionPage(ctx, actor.Scope(auth.Session), s.now(), page)
	out.Items = slices.DeleteFunc(out.Items, func(ses Session) bool { return ses.Half })
	return out, err
}

// EndSession ends one of the acting user's sessions, or returns docstore.ErrNotFound when it is not theirs.
func (s *Service) EndSession(ctx context.Context, sessionID string) error {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.sessions.In(actor.Scope(auth.Session)).Delete(ctx, sessionID); err != nil {
			return err
		}
		return s.note(ctx, "account.logout", actor.UserID, sessionID)
	})
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}
