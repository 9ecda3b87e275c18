package accounts

import (
	"context"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// LoginWays returns the ways in which the login whose first step has that token may be finished, or ErrLoginStep.
func (s *Service) LoginWays(ctx context.Context, token privacy.Secret) ([]Way, error) {
	_, u, err := s.loginStep(ctx, token)
	return u.ways(), err
}

// loginStep returns the first step of a login and its account, or ErrLoginStep when it is over.
func (s *Service) loginStep(ctx context.Context, token privacy.Secret) (Session, User, error) {
	step, ok, err := s.store.byToken(ctx, token.Reveal())
	if err != nil {
		return Session{}, User{}, err
	}
	if !ok || !step.Half || !s.now().Before(step.EndsAt) {
		return Session{}, User{}, ErrLoginStep
	}
	u, ok, err := found(s.store.all.Get(ctx, step.UserID))
	if err != nil {
		return Session{}, User{}, err
	}
	if !ok || u.Status != Active || len(u.Factors) == 0 {
		return Session{}, User{}, ErrLoginStep
	}
	return step, u, nil
}

// AskLoginPasskey returns the options of navigator.credentials.get for the second step of a login.
func (s *Service) AskLoginPasskey(ctx context.Context, token privacy.Secret, origin string) (options any, err error) {
	step, u, err := s.loginStep(ctx, token)
	if err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		f, err := s.store.factorsOf(ctx, u.ID)
		if err == nil {
			options, err = s.askPasskey(ctx, step.ID, origin, &f)
		}
		return err
	})
	return options, err
}

// FinishLogin starts the session of a login whose first step has that token, by the account's second factor. A wrong proof is counted.
// It returns ErrLoginStep, ErrLocked, and the refusals of checkFactor.
func (s *Service) FinishLogin(ctx context.Context, token privacy.Secret, p Proof) (Started, error) {
	step, u, err := s.loginStep(ctx, token)
	if err != nil {
		return Started{}, err
	}
	if err := s.countFactorTry(ctx, &u, step.Tries); err != nil {
		return Started{}, err
	}
	var out Started
	err = s.keeping(ctx, ErrPasskey, u.ID, func(ctx context.Context) error {
		now, err := s.store.all.Get(ctx, u.ID)
		if err != nil {
			return err
		}
		if now.Status != Active || now.PasswordHash != u.PasswordHash {
			return ErrLoginStep
		}
		if err := s.checkFactor(ctx, &now, step.ID, p); err != nil {
			return err
		}
		if err := s.store.allSessions.Delete(ctx, step.ID); err != nil {
			return sessionGone(err) // another request has finished this login
		}
		if err := s.store.forgetTries(ctx, step.Tries); err != nil {
			return err
		}
		out, err = s.begin(ctx, now, step.Method, step.Client, func(ses *Session) { ses.FactorAt = s.now() })
		return err
	})
	if err != nil {
		return Started{}, fmt.Errorf("log in, second step: %w", err)
	}
	return out, nil
}

// AskStepUpPasskey returns the options of navigator.credentials.get for a step-up of the acting person.
func (s *Service) AskStepUpPasskey(ctx context.Context, origin string) (options any, err error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return nil, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		f, err := s.store.factorsOf(ctx, actor.UserID)
		if err == nil {
			options, err = s.askPasskey(ctx, actor.SessionID, origin, &f)
		}
		return err
	})
	return options, err
}

// proveByFactor counts a guess and steps the session up by the account's second factor.
func (s *Service) proveByFactor(ctx context.Context, actor auth.Actor, u User, p Proof) error {
	triesID := s.triesID(u.countedAs(), "session")
	if err := s.countFactorTry(ctx, &u, triesID); err != nil {
		return err
	}
	return s.keeping(ctx, ErrPasskey, u.ID, func(ctx context.Context) error {
		if err := s.checkFactor(ctx, &u, actor.SessionID, p); err != nil {
			return err
		}
		return s.proved(ctx, actor, u)
	})
}
