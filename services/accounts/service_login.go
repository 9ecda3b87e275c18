package accounts

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Started is a session that has just begun. The token is shown this once.
type Started struct {
	Token   privacy.Secret
	Session Session
	Expires time.Time // however much the session is used
	User    User
}

// Login begins a session by login name and password. It returns ErrCredentials or ErrLocked, with the same work whether
// or not there is such a login name; the try is counted before the password is looked at.
func (s *Service) Login(ctx context.Context, login string, password privacy.Secret, client string) (Started, error) {
	login = normaliseLogin(login)
	if err := s.takeTry(ctx, login); err != nil {
		return Started{}, err
	}
	u, ok, err := found(s.store.byLogin(ctx, auth.Actor{Job: "login"}.Scope(auth.UserManage), login))
	if err != nil {
		return Started{}, fmt.Errorf("log in: %w", err)
	}
	right, err := s.hasher.matches(ctx, u.PasswordHash, password)
	if err != nil {
		return Started{}, fmt.Errorf("log in: %w", err)
	}
	if !ok || !right || u.Status != Active {
		return Started{}, ErrCredentials
	}
	var out Started
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		now, err := s.store.all.Get(ctx, u.ID)
		if err != nil {
			return err
		}
		if now.PasswordHash != u.PasswordHash || now.Status != Active { // changed while it was hashed
			return ErrCredentials
		}
		if err := s.store.forgetTries(ctx, s.triesID(login)); err != nil {
			return err
		}
		out, err = s.begin(ctx, now, ByPassword, client)
		return err
	})
	if err != nil {
		return Started{}, fmt.Errorf("log in: %w", err)
	}
	return out, nil
}

func (s *Service) triesID(login string) string { return "try_" + s.Index.Index("login", login) }

// takeTry counts one guess at the password of a login name, or returns ErrLocked. The last one is noted.
func (s *Service) takeTry(ctx context.Context, login string) error {
	triesID := s.triesID(login)
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		t, err := s.store.tries.Upsert(ctx, triesID, func(t *tries) error { return t.take(s.now()) })
		if err != nil || t.Count < MaxTries {
			return err
		}
		return s.note(ctx, "account.last_try", triesID)
	}, docstore.Hot(triesID))
	if err != nil {
		return fmt.Errorf("count a try: %w", err)
	}
	return nil
}

// begin stores a new session of the user in the caller's transaction.
func (s *Service) begin(ctx context.Context, u User, m Method, client string) (Started, error) {
	staff := u.staff(s.now())
	ses, token := newSession(u.ID, m, client, staff, s.now())
	if err := s.store.allSessions.Insert(ctx, &ses); err != nil {
		return Started{}, err
	}
	ctx = auth.With(ctx, u.Actor(ses.ID, s.now()))
	if err := s.note(ctx, "account.login", u.ID, ses.ID); err != nil {
		return Started{}, err
	}
	return Started{Token: token, Session: ses, Expires: ses.Expires(staff), User: u}, nil
}

// RequestCode sends a one-time code to a mainland mobile, in lang if the number is new. It does the same whether or not
// the number has an account. It returns ident.ErrMobile, ErrCodesSpent, or ErrCodesOut when the whole platform has sent
// its share.
func (s *Service) RequestCode(ctx context.Context, mobile privacy.Secret, lang string) error {
	number, key, err := s.mobileKey(mobile)
	if err != nil {
		return err
	}
	codeID := codeIDOf(key)
	had, _, err := found(s.store.codes.Get(ctx, codeID))
	if err == nil {
		err = had.maySend(s.now()) // one number cannot use up everybody's share
	}
	if err != nil {
		return fmt.Errorf("send a code: %w", err)
	}
	if ok, _ := s.Limiter.Allow(ctx, "account.codes", s.Bounds.CodesPerDay, 24*time.Hour); !ok {
		return ErrCodesOut
	}
	secret, nonce, reserved := newCode(), hex.EncodeToString(random(8)), id.New("usr")
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		u, known, err := s.store.byMobile(ctx, key)
		if err != nil {
			return err
		}
		c, err := s.store.codes.Upsert(ctx, codeID, func(c *code) error {
			c.Lang = lang
			switch {
			case known:
				c.UserID = u.ID
			case c.UserID == "":
				c.UserID = reserved
			}
			if err := s.store.sealCode(c, number.Reveal()); err != nil {
				return err
			}
			return c.send(nonce, s.codeHash(codeID, nonce, secret), s.now())
		})
		if err != nil {
			return err
		}
		return s.sendCode(ctx, c, secret)
	}, docstore.Hot(codeID))
	if err != nil {
		return fmt.Errorf("send a code: %w", err)
	}
	return nil
}

func codeIDOf(mobileKey string) string { return "cod_" + mobileKey }

// codeHash is keyed, since six digits would be guessed from any other hash.
func (s *Service) codeHash(codeID, nonce string, secret privacy.Secret) string {
	return s.Index.Index("one_time_code", codeID+"/"+nonce+"/"+secret.Reveal())
}

// VerifyCode begins a session by the code that was sent last to the mobile; a number without account gets one. It
// returns ErrCode, and the guess is counted, when the code is wrong, spent, used, expired or the account disabled.
func (s *Service) VerifyCode(ctx context.Context, mobile, secret privacy.Secret, client string) (Started, error) {
	number, key, err := s.mobileKey(mobile)
	if err != nil {
		return Started{}, err
	}
	codeID := codeIDOf(key)
	var out Started
	var refused error
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		refused = nil
		right := false
		c, err := s.store.codes.Update(ctx, codeID, func(c *code) error {
			if !c.open(s.now()) {
				return ErrCode
			}
			right = c.guess(s.codeHash(codeID, c.Nonce, secret))
			return nil
		})
		if errors.Is(err, docstore.ErrNotFound) {
			return ErrCode
		}
		if err != nil {
			return err
		}
		if !right {
			refused = ErrCode // kept apart, so that the guess stays counted
			return nil
		}
		u, err := s.provenUser(ctx, c, number, key)
		if errors.Is(err, ErrCode) {
			refused = err
			return nil
		}
		if err != nil {
			return err
		}
		out, err = s.begin(ctx, u, ByCode, client)
		return err
	}, docstore.Hot(codeID))
	if err == nil {
		err = refused
	}
	if err != nil {
		return Started{}, fmt.Errorf("log in by code: %w", err)
	}
	return out, nil
}

// provenUser returns the account of a number whose holder has just shown its code, and makes it when there is none.
// It returns ErrCode, having changed nothing, when the account is disabled.
func (s *Service) provenUser(ctx context.Context, c code, number privacy.Secret, key string) (User, error) {
	u, known, err := s.store.byMobile(ctx, key)
	switch {
	case err != nil:
		return User{}, err
	case !known:
		u = User{MobileKey: key, MobileProven: true, Status: Active, Preferences: Preferences{Lang: c.Lang}}
		u.ID = c.UserID
		ctx = auth.With(ctx, auth.Actor{UserID: u.ID, Lang: u.Lang})
		if err := s.store.insert(ctx, &u, person{mobile: number}); err != nil {
			return User{}, err
		}
		if err := s.note(ctx, "account.register", u.ID); err != nil {
			return User{}, err
		}
	case u.Status != Active:
		return User{}, ErrCode
	case !u.MobileProven:
		if err := s.prove(ctx, &u); err != nil {
			return User{}, err
		}
	}
	if s.OnPhone == nil {
		return u, nil
	}
	if err := s.OnPhone(auth.With(ctx, u.Actor("", s.now())), u.ID, key); err != nil {
		return User{}, fmt.Errorf("proven mobile of %s: %w", u.ID, err)
	}
	return s.store.all.Get(ctx, u.ID)
}

// prove notes that the number's holder has shown a code. Whoever wrote the number down may know the password and have a
// session: both end, and the holder can set a password of their own.
func (s *Service) prove(ctx context.Context, u *User) error {
	u.MobileProven, u.PasswordHash, u.MustChange = true, "", false
	if err := s.store.save(ctx, u); err != nil {
		return err
	}
	if err := s.store.endSessions(ctx, u.ID, ""); err != nil {
		return err
	}
	return s.note(auth.With(ctx, auth.Actor{UserID: u.ID}), "account.mobile_proven", u.ID)
}

// Logout ends the session with which the actor came.
func (s *Service) Logout(ctx context.Context) error {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return err
	}
	return s.EndSession(ctx, actor.SessionID)
}
