package accounts

import (
	"context"
	"errors"
	"fmt"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// AskMobile sends a code to the new mobile of a person who has lost the present one and stands by with the ID card. It returns
// ErrIdentity when the ID number is not the person's, ErrNoIdentity, ErrIdentityTries, and the errors of AskMobileCodes.
func (s *Service) AskMobile(ctx context.Context, userID string, version int64, mobile, idNumber privacy.Secret) (User, error) {
	return s.take(ctx, "ask_mobile", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, u *User) error {
			return s.askMobile(ctx, q.Actor, u, mobile, idNumber)
		},
	})
}

// ReplaceMobile gives the account the mobile whose code is entered. The code is that which the same person had sent by AskMobile.
// The account's sessions end, and both the person and the old number are told. It returns ErrMobileCode or ErrMobileHeld.
func (s *Service) ReplaceMobile(ctx context.Context, userID string, version int64, mobile, code privacy.Secret) (User, error) {
	var tell func(context.Context) error
	return s.take(ctx, "change_mobile", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, u *User) (err error) {
			tell, err = s.replaceMobile(ctx, q.Actor, u, mobile, code)
			return err
		},
		Tell: func(ctx context.Context, _ *User) error { return tell(ctx) },
	})
}

func (s *Service) askMobile(ctx context.Context, actor auth.Actor, u *User, mobile, idNumber privacy.Secret) error {
	number, key, err := s.newMobile(u, mobile)
	if err != nil {
		return err
	}
	if err := s.mayIdentify(ctx, u, idNumber); err != nil {
		return err
	}
	return s.sendCodeFor(ctx, number, key, u.Lang, changing(u.ID, key, number, actor.ID()))
}

// replaceMobile changes u, which the caller saves before it calls tell. A wrong guess is counted after the caller's transaction was rolled back.
func (s *Service) replaceMobile(ctx context.Context, actor auth.Actor, u *User, mobile, code privacy.Secret) (tell func(context.Context) error, err error) {
	number, key, err := s.newMobile(u, mobile)
	if err != nil {
		return nil, err
	}
	guess := func(ctx context.Context) error {
		return s.guessCodes(ctx, changing(u.ID, key, number, actor.ID()), codeGuess{key, code, "code"})
	}
	if err := guess(ctx); err != nil {
		if !errors.Is(err, ErrMobileCode) {
			return nil, err
		}
		return nil, errors.Join(err, s.DB.OnRollback(ctx, func(ctx context.Context) error {
			if again := guess(ctx); !errors.Is(again, ErrMobileCode) {
				return again
			}
			return nil
		}))
	}
	u.markReset(actor, s.now()) // the number is a way in
	return s.moveMobile(ctx, u, number, key, true)
}

// AskMobileOf is AskMobile for the acts of another feature, which has checked the permission, in its transaction. It returns ErrBeyond
// when the account has a role that the actor does not manage, because whoever holds the mobile can use that role.
func (s *Service) AskMobileOf(ctx context.Context, userID string, mobile, idNumber privacy.Secret) error {
	u, err := s.reachable(ctx, userID)
	if err != nil {
		return err
	}
	return s.askMobile(ctx, auth.From(ctx), &u, mobile, idNumber)
}

// ReplaceMobileOf is ReplaceMobile in the same way as AskMobileOf.
func (s *Service) ReplaceMobileOf(ctx context.Context, userID string, mobile, code privacy.Secret) error {
	u, err := s.reachable(ctx, userID)
	if err != nil {
		return err
	}
	tell, err := s.replaceMobile(ctx, auth.From(ctx), &u, mobile, code)
	if err != nil {
		return err
	}
	return s.saveMobile(ctx, &u, tell)
}

// reachable returns the active account if the actor manages all of its roles but the volunteer's, else ErrBeyond; ErrMove when it
// is disabled.
func (s *Service) reachable(ctx context.Context, userID string) (User, error) {
	u, err := s.store.all.Get(ctx, userID)
	if err != nil {
		return User{}, fmt.Errorf("account of the person: %w", err)
	}
	if u.Status != Active {
		return User{}, ErrMove
	}
	for _, b := range u.Bindings {
		if !b.ended(s.now()) && !b.taken() && !auth.CanGrant(auth.From(ctx), b.Binding) {
			return User{}, ErrBeyond
		}
	}
	return u, nil
}
