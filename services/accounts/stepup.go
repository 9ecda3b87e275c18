package accounts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// ErrProofWay refuses a way of proving oneself that the account does not have, or no longer may use.
var ErrProofWay = fault.New(fault.Invalid, "proof_way", "This account proves itself in another way. Reload the page and try again.", "此账号须用其他方式验证身份，请刷新页面后重试。")

// Way is a way in which a person proves who they are.
type Way string

// The ways, the stronger ones last. An account uses its password only without a second factor, and a code by SMS only without both.
const (
	WaySMS      Way = "sms"
	WayPassword Way = "password"
	WayRecovery Way = "recovery"
	WayTOTP     Way = "totp"
	WayPasskey  Way = "passkey"
)

// Proof is what a person gives to prove who they are. Exactly one field is set, beside Origin.
type Proof struct {
	Password privacy.Secret
	SMS      privacy.Secret // the code that AskProofCode sent

	Code     privacy.Secret  // that the authenticator app shows
	Recovery privacy.Secret  // a recovery code
	Passkey  json.RawMessage // the answer of navigator.credentials.get
	Origin   string          // the site's address, with Passkey
}

// ways returns the ways in which the account proves itself in a step-up.
func (u *User) ways() []Way {
	switch {
	case len(u.Factors) > 0:
		return append(slices.Clone(u.Factors), WayRecovery)
	case u.Login != "" && u.PasswordHash != "":
		return []Way{WayPassword}
	case u.MobileKey != "":
		return []Way{WaySMS}
	default:
		return []Way{}
	}
}

// StepUp renews Session.FreshAt of the acting person's session. A wrong proof is counted. It returns ErrCurrent, ErrMobileCode,
// ErrLocked, the refusals of checkFactor, and ErrProofWay for a way that the account does not use.
func (s *Service) StepUp(ctx context.Context, p Proof) error {
	actor, u, err := s.self(ctx)
	if err != nil {
		return err
	}
	ways := u.ways()
	switch {
	case len(u.Factors) > 0:
		return s.proveByFactor(ctx, actor, u, p)
	case slices.Contains(ways, WayPassword) && p.Password != "":
		err = s.provePassword(ctx, u, p.Password, "password")
	case slices.Contains(ways, WaySMS) && p.SMS != "":
		err = s.proveBySMS(ctx, u, p.SMS)
	default:
		err = ErrProofWay
	}
	if err == nil {
		err = s.DB.Tx(ctx, func(ctx context.Context) error { return s.proved(ctx, actor, u) })
	}
	if err != nil {
		return fmt.Errorf("step up: %w", err)
	}
	return nil
}

// proved stores that the actor has just proved who they are, in the caller's transaction. It returns ErrCurrent when the account's
// password was changed meanwhile.
func (s *Service) proved(ctx context.Context, actor auth.Actor, seen User) error {
	u, err := s.store.all.Get(ctx, seen.ID)
	if err != nil {
		return err
	}
	if u.PasswordHash != seen.PasswordHash || u.Status != Active {
		return ErrCurrent.At("password")
	}
	if _, err := s.store.allSessions.Update(ctx, actor.SessionID, func(ses *Session) error {
		ses.FreshAt = s.now()
		return nil
	}); errors.Is(err, docstore.ErrNotFound) {
		return auth.ErrLogin
	} else if err != nil {
		return err
	}
	if err := s.store.forgetTries(ctx, s.triesID(u.countedAs(), "session")); err != nil {
		return err
	}
	return s.note(ctx, "account.step_up", u.ID, actor.SessionID)
}

// provePassword counts a guess at the password from the account's own sessions. It returns ErrCurrent at the field, or ErrLocked.
func (s *Service) provePassword(ctx context.Context, u User, password privacy.Secret, field string) error {
	if err := s.countTry(ctx, u.Login, "session"); err != nil {
		return err
	}
	right, err := s.hasher.matches(ctx, u.PasswordHash, password)
	if err != nil {
		return err
	}
	if !right {
		return ErrCurrent.At(field)
	}
	return nil
}

// AskProofCode sends the acting person's own mobile a code for a step-up. It returns ErrProofWay when the account has a password,
// and the errors of RequestCode.
func (s *Service) AskProofCode(ctx context.Context) error {
	_, u, err := s.self(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(u.ways(), WaySMS) {
		return ErrProofWay
	}
	if err := s.store.reveal(&u); err != nil {
		return err
	}
	return s.sendCodeFor(ctx, u.Mobile, u.MobileKey, u.Lang, proving(u.ID))
}

// proving returns the use of the codes by which the user steps up.
func proving(userID string) codeUse {
	return codeUse{purpose: "step_up/" + userID, template: "account.step_up_code"}
}

// proveBySMS counts a guess of the code that AskProofCode sent. It returns ErrMobileCode.
func (s *Service) proveBySMS(ctx context.Context, u User, code privacy.Secret) error {
	return s.keeping(ctx, ErrMobileCode, codeIDOf(u.MobileKey), func(ctx context.Context) error {
		return s.guessCodes(ctx, proving(u.ID), codeGuess{u.MobileKey, code, "sms"})
	})
}
