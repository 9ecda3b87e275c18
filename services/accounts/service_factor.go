package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/pquerna/otp/totp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Factors is what the acting person sees of their second factors.
type Factors struct {
	Required bool // by a role
	TOTP     bool
	Passkeys []Passkey
	Recovery int // unused codes
}

// NewTOTP is the secret of an authenticator app that awaits its first code. It is returned only here.
type NewTOTP struct {
	Secret privacy.Secret // in base 32, to be typed
	URL    privacy.Secret // otpauth://…, for the QR code
}

// MyFactors returns the acting person's second factors.
func (s *Service) MyFactors(ctx context.Context) (Factors, error) {
	_, u, err := s.self(ctx)
	if err != nil {
		return Factors{}, err
	}
	f, err := s.store.factorsOf(ctx, u.ID)
	return s.factorsView(&u, &f), err
}

func (s *Service) factorsView(u *User, f *factors) Factors {
	return Factors{Required: s.factorRequired(u, s.now()), TOTP: len(f.TOTP) > 0, Passkeys: f.Passkeys, Recovery: len(f.Recovery)}
}

// BeginTOTP returns a new secret for an authenticator app. It counts once ConfirmTOTP has got its first code. It returns ErrFactorSet when
// an app is set up already.
func (s *Service) BeginTOTP(ctx context.Context) (NewTOTP, error) {
	_, u, err := s.self(ctx)
	if err != nil {
		return NewTOTP{}, err
	}
	if slices.Contains(u.Factors, WayTOTP) {
		return NewTOTP{}, ErrFactorSet
	}
	if err := s.store.reveal(&u); err != nil {
		return NewTOTP{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Tongxing", AccountName: u.shownName()})
	if err != nil {
		return NewTOTP{}, fmt.Errorf("new authenticator secret: %w", err)
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		_, err := s.store.factors.Upsert(ctx, factorsID(u.ID), func(f *factors) (err error) {
			f.UserID = u.ID
			f.Trial, err = s.store.sealFactor(f, "trial", key.Secret())
			return err
		})
		return err
	})
	return NewTOTP{Secret: privacy.Secret(key.Secret()), URL: privacy.Secret(key.URL())}, err
}

// shownName returns the login name, or the masked mobile of an account without one.
func (u *User) shownName() string {
	if u.Login != "" {
		return u.Login
	}
	return privacy.MaskMobile(u.Mobile.Reveal())
}

// ConfirmTOTP sets up the authenticator app whose secret BeginTOTP returned, by its first code. When it is the account's first factor it
// returns the recovery codes, which are shown only here. It returns ErrFactorCode, ErrFactorUsed or ErrLocked.
func (s *Service) ConfirmTOTP(ctx context.Context, code privacy.Secret) ([]privacy.Secret, error) {
	_, u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.countFactorTry(ctx, &u, s.triesID(u.countedAs(), "session")); err != nil {
		return nil, err
	}
	return s.changeFactors(ctx, "account.factor_added", func(_ context.Context, f *factors) error {
		if len(f.Trial) == 0 {
			return ErrFactorCode.At("code")
		}
		secret, err := s.store.openFactor(f, "trial", f.Trial)
		if err != nil {
			return err
		}
		if err := f.useCode(secret, code.Reveal(), s.now()); err != nil {
			return err
		}
		f.TOTP, err = s.store.sealFactor(f, "totp", secret)
		f.Trial = nil
		return err
	})
}

// BeginPasskey returns the options of navigator.credentials.create at the origin.
func (s *Service) BeginPasskey(ctx context.Context, origin string) (any, error) {
	actor, u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	party, err := relyingParty(origin)
	if err != nil {
		return nil, err
	}
	if err := s.store.reveal(&u); err != nil {
		return nil, err
	}
	f, err := s.store.factorsOf(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	if len(f.Passkeys) >= MaxPasskeys {
		return nil, ErrPasskeyMany
	}
	holder, err := f.passkeyUser(u.shownName())
	if err != nil {
		return nil, err
	}
	options, data, err := party.BeginRegistration(holder, webauthn.WithExclusions(webauthn.Credentials(holder.list).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("begin a passkey: %w", err)
	}
	return options.Response, s.DB.Tx(ctx, func(ctx context.Context) error {
		return s.newChallenge(ctx, actor.SessionID, challengeAdd, *data)
	})
}

// AddPasskey adds the passkey that the browser made for BeginPasskey. When it is the account's first factor it returns the recovery
// codes. It returns ErrPasskey, ErrPasskeyName, ErrPasskeyHeld or ErrPasskeyMany.
func (s *Service) AddPasskey(ctx context.Context, origin, name string, answer json.RawMessage) ([]privacy.Secret, error) {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return nil, err
	}
	if name, err = passkeyName(name); err != nil {
		return nil, err
	}
	passkeyID := id.New("pky")
	return s.changeFactors(ctx, "account.factor_added", func(ctx context.Context, f *factors) error {
		return s.addPasskey(ctx, actor.SessionID, origin, f, Passkey{ID: passkeyID, Name: name}, answer)
	})
}

// RemoveTOTP removes the acting person's authenticator app. It returns ErrLastFactor when a role requires a factor and it is the last.
func (s *Service) RemoveTOTP(ctx context.Context) error {
	_, err := s.changeFactors(ctx, "account.factor_removed", func(_ context.Context, f *factors) error {
		if len(f.TOTP) == 0 {
			return docstore.ErrNotFound
		}
		f.TOTP = nil
		return nil
	})
	return err
}

// RemovePasskey removes one of the acting person's passkeys, as RemoveTOTP does the app.
func (s *Service) RemovePasskey(ctx context.Context, passkeyID string) error {
	_, err := s.changeFactors(ctx, "account.factor_removed", func(_ context.Context, f *factors) error {
		left := slices.DeleteFunc(slices.Clone(f.Passkeys), func(p Passkey) bool { return p.ID == passkeyID })
		if len(left) == len(f.Passkeys) {
			return docstore.ErrNotFound
		}
		f.Passkeys = left
		return nil
	})
	return err
}

// NewRecoveryCodes replaces the acting person's recovery codes and returns the new ones, or ErrNoFactor.
func (s *Service) NewRecoveryCodes(ctx context.Context) ([]privacy.Secret, error) {
	return s.changeFactors(ctx, "account.recovery_codes", func(_ context.Context, f *factors) error {
		if len(f.ways()) == 0 {
			return ErrNoFactor
		}
		f.Recovery = nil
		return nil
	})
}

// changeFactors changes the acting person's factors, with an audit entry and a message of that name. An account with factors and no
// recovery codes gets new ones, which are returned; one without factors loses them. With the first factor the account's other sessions
// end, and this one counts as having given it. After ErrPasskey the challenge stays used.
func (s *Service) changeFactors(ctx context.Context, action string, change func(context.Context, *factors) error) ([]privacy.Secret, error) {
	actor, u, err := s.self(ctx)
	if err != nil {
		return nil, err
	}
	var codes []privacy.Secret
	err = s.keeping(ctx, ErrPasskey, u.ID, func(ctx context.Context) error {
		codes = nil
		f, err := s.store.factorsOf(ctx, u.ID)
		if err != nil {
			return err
		}
		if err := change(ctx, &f); err != nil {
			return err
		}
		u, err := s.store.all.Get(ctx, u.ID)
		if err != nil {
			return err
		}
		first := len(u.Factors) == 0
		u.Factors = f.ways()
		switch {
		case len(u.Factors) == 0 && s.factorRequired(&u, s.now()):
			return ErrLastFactor
		case len(u.Factors) == 0:
			f.Recovery = nil
		case len(f.Recovery) == 0:
			codes = s.makeRecovery(&f)
		}
		if err := s.store.saveFactors(ctx, &f); err != nil {
			return err
		}
		if err := s.store.save(ctx, &u); err != nil {
			return err
		}
		if first && len(u.Factors) > 0 {
			if err := s.factorBegins(ctx, actor, &u); err != nil {
				return err
			}
		}
		if err := s.note(ctx, action, u.ID); err != nil {
			return err
		}
		return s.tellAccess(ctx, action, u.ID, s.now())
	})
	if err != nil {
		return nil, fmt.Errorf("change second factors: %w", err)
	}
	return codes, nil
}

// factorBegins ends the sessions that were begun without a second factor, except the acting person's, which has just given it.
func (s *Service) factorBegins(ctx context.Context, actor auth.Actor, u *User) error {
	if err := s.store.endSessions(ctx, u.ID, actor.SessionID, s.now()); err != nil {
		return err
	}
	_, err := s.store.allSessions.Update(ctx, actor.SessionID, func(ses *Session) error {
		ses.FactorAt = s.now()
		return nil
	})
	return sessionGone(err)
}

// makeRecovery gives the factors new recovery codes and returns them.
func (s *Service) makeRecovery(f *factors) []privacy.Secret {
	var codes []privacy.Secret
	f.Recovery = nil
	for range RecoveryCodes {
		c := newRecoveryCode()
		codes, f.Recovery = append(codes, c), append(f.Recovery, s.recoveryHash(f.UserID, c))
	}
	return codes
}

func (s *Service) recoveryHash(userID string, code privacy.Secret) string {
	return s.Index.Index("recovery_code", userID+"/"+normaliseRecovery(code))
}

// countedAs returns the name under which guesses for the account are counted.
func (u *User) countedAs() string {
	if u.Login != "" {
		return u.Login
	}
	return u.ID
}

// countFactorTry counts a guess of a second factor from one place, and of the account from anywhere, before it is checked. It returns
// ErrLocked.
func (s *Service) countFactorTry(ctx context.Context, u *User, triesID string) error {
	if ok, after := s.Limiter.Allow(ctx, "account.factor/"+u.ID, factorTries, 24*time.Hour); !ok {
		return lockedError{after}
	}
	return s.countTryAt(ctx, triesID, u.countedAs())
}

// checkFactor checks a proof by second factor and uses it up, in the caller's transaction. sessionID is the session, or the first step of a
// login, that holds a passkey's challenge. The caller commits after ErrPasskey too (keeping), so that the challenge is used up.
func (s *Service) checkFactor(ctx context.Context, u *User, sessionID string, p Proof) error {
	f, err := s.store.factorsOf(ctx, u.ID)
	if err != nil {
		return err
	}
	action := ""
	switch {
	case p.Code != "" && len(f.TOTP) > 0:
		secret, err := s.store.openFactor(&f, "totp", f.TOTP)
		if err != nil {
			return err
		}
		if err := f.useCode(secret, p.Code.Reveal(), s.now()); err != nil {
			return err
		}
	case p.Recovery != "":
		if err := f.useRecovery(s.recoveryHash(u.ID, p.Recovery)); err != nil {
			return err
		}
		action = "account.recovery_used"
	case len(p.Passkey) > 0:
		if err := s.usePasskey(ctx, sessionID, p.Origin, &f, p.Passkey); err != nil {
			return err
		}
	default:
		return ErrProofWay
	}
	if err := s.store.saveFactors(ctx, &f); err != nil || action == "" {
		return err
	}
	if err := s.note(auth.With(ctx, u.Actor(sessionID, s.now())), action, u.ID); err != nil {
		return err
	}
	return s.tellAccess(ctx, action, u.ID, s.now())
}

// RemoveFactors removes all second factors of an account whose person has lost them. Its sessions end, and the person is told.
func (s *Service) RemoveFactors(ctx context.Context, userID string, version int64) (User, error) {
	return s.take(ctx, "remove_factor", userID, workflow.Call[User]{
		Version: version,
		Do: func(_ context.Context, q workflow.Asking, u *User) error {
			u.Factors = nil
			u.markReset(q.Actor, q.Now)
			return nil
		},
		Tell: func(ctx context.Context, u *User) error {
			if err := s.store.deleteFactors(ctx, u.ID); err != nil {
				return err
			}
			if err := s.store.endSessions(ctx, u.ID, "", s.now()); err != nil {
				return err
			}
			return s.tellAccess(ctx, "account.factor_reset", u.ID, s.now())
		},
	})
}
