package accounts

import (
	"context"
	"errors"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about changing a mobile. They tell whether a number has an account only to who has entered its code.
var (
	ErrMobileSame    = fault.New(fault.Invalid, "mobile_same", "This is the account's number already. Give the new one.", "该号码就是账号现在的手机号，请填写新号码。")
	ErrMobileCode    = fault.New(fault.Invalid, "mobile_code", "The code is not right or no longer good. Check it or ask for new codes.", "验证码不正确或已失效，请核对或重新获取。")
	ErrMobileHeld    = fault.New(fault.Conflict, "mobile_held", "Another account uses this number: it has a login name, a role or a volunteer profile. Log in there with the number, or give another number.", "该号码已用于另一个账号（有登录名、角色或志愿者档案）。请用该号码登录那个账号，或换一个号码。")
	ErrIdentity      = fault.New(fault.Invalid, "identity_wrong", "This is not the ID number of the account's person. Compare it with the ID card.", "与账号登记的身份证号码不一致，请对照身份证核对。")
	ErrNoIdentity    = fault.New(fault.Conflict, "identity_missing", "The account has no ID number to compare an ID card with. Its person changes the mobile with the codes of both numbers, or gets a new account.", "该账号未登记身份证号码，无法核对本人身份。请由本人凭新旧号码的验证码更换，或为其另建账号。")
	ErrIdentityTries = fault.New(fault.TooMany, "identity_tries", "The ID number of this account was compared too often today. Try again tomorrow.", "今天核对该账号身份的次数过多，请明天再试。")
)

const (
	identityTries = 10                 // comparisons of an account's ID number within 24 hours
	formerKept    = 7 * 24 * time.Hour // how long a former number is known, for its notice
)

// MobileChange is the input of ChangeMobile.
type MobileChange struct {
	Mobile  privacy.Secret
	Code    privacy.Secret // sent to the new number
	OldCode privacy.Secret // sent to the present number; not needed without one
	Current privacy.Secret // the password, for an account without a number
}

// AskMobileCodes sends the acting user codes to the new mobile and to the present one, if there is one, with which ChangeMobile replaces
// the present by the new one. It returns ident.ErrMobile, ErrMobileSame, ErrCodesTooOften or ErrCodesUnavailable.
func (s *Service) AskMobileCodes(ctx context.Context, mobile privacy.Secret) error {
	_, u, err := s.self(ctx)
	if err != nil {
		return err
	}
	number, key, err := s.newMobile(&u, mobile)
	if err != nil {
		return err
	}
	if err := s.store.reveal(&u); err != nil {
		return err
	}
	use := changing(u.ID, key, number)
	return s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.sendCodeFor(ctx, number, key, u.Lang, use); err != nil || u.MobileKey == "" {
			return err
		}
		return s.sendCodeFor(ctx, u.Mobile, u.MobileKey, u.Lang, use)
	}, docstore.Hot(u.ID))
}

// newMobile returns the normalised number and its blind index, or ident.ErrMobile or ErrMobileSame.
func (s *Service) newMobile(u *User, mobile privacy.Secret) (privacy.Secret, string, error) {
	number, key, err := s.mobileKey(mobile)
	if err == nil && key == u.MobileKey {
		err = ErrMobileSame.At("mobile")
	}
	return number, key, err
}

// changing returns the use of the codes by which the user's mobile becomes the number. A code for another use does not count.
// staff are those who have compared the ID card.
func changing(userID, key string, number privacy.Secret, staff ...string) codeUse {
	u := codeUse{purpose: "mobile/" + userID + "/" + key, template: "account.mobile_code", data: map[string]string{"mobile": privacy.MaskMobile(number.Reveal())}}
	for _, by := range staff {
		u.purpose += "/" + by
	}
	return u
}

// ChangeMobile replaces the acting user's mobile. Sessions, roles and the volunteer's profile stay, and both the person and the old
// number are told. It counts a guess of each code. It returns ErrMobileCode at the field of a wrong one, ErrCurrent or ErrLocked
// for a wrong password, and ErrMobileHeld when another account in use has the number.
func (s *Service) ChangeMobile(ctx context.Context, c MobileChange) (User, error) {
	actor, u, err := s.self(ctx)
	if err != nil {
		return User{}, err
	}
	number, key, err := s.newMobile(&u, c.Mobile)
	if err != nil {
		return User{}, err
	}
	guesses := []codeGuess{{key, c.Code, "code"}, {u.MobileKey, c.OldCode, "old_code"}}
	if u.MobileKey == "" {
		guesses = guesses[:1]
		if err := s.mayChange(ctx, actor, u, c.Current); err != nil {
			return User{}, err
		}
	}
	seen := u
	err = s.keeping(ctx, ErrMobileCode, u.ID, func(ctx context.Context) error {
		u = seen // the function may run twice
		if err := s.guessCodes(ctx, changing(u.ID, key, number), guesses...); err != nil {
			return err
		}
		tell, err := s.moveMobile(ctx, &u, number, key, false)
		if err != nil {
			return err
		}
		return s.saveMobile(ctx, &u, tell)
	})
	if err != nil {
		return User{}, err
	}
	return u, s.store.reveal(&u)
}

// codeGuess is a code that somebody enters as that of a number, in a field of the form.
type codeGuess struct {
	key   string // blind index of the number
	code  privacy.Secret
	field string
}

// guessCodes counts a guess of each code and uses them up when all are right. Else it returns ErrMobileCode at the field of the
// first wrong one, and the right ones stay good. The counts are in the caller's transaction.
func (s *Service) guessCodes(ctx context.Context, use codeUse, guesses ...codeGuess) (wrong error) {
	for _, g := range guesses {
		codeID, right := codeIDOf(g.key), false
		_, err := s.store.codes.Update(ctx, codeID, func(c *code) error {
			hash := c.Hash
			if !c.open(s.now()) {
				return ErrMobileCode
			}
			right = c.guess(s.codeHash(codeID, c.Nonce, g.code, use.purpose))
			c.Hash = hash
			return nil
		})
		switch {
		case errors.Is(err, docstore.ErrNotFound) || errors.Is(err, ErrMobileCode) || err == nil && !right:
			if wrong == nil {
				wrong = ErrMobileCode.At(g.field)
			}
		case err != nil:
			return err
		}
	}
	for _, g := range guesses {
		if wrong != nil {
			return wrong
		}
		if _, err := s.store.codes.Update(ctx, codeIDOf(g.key), func(c *code) error {
			c.Hash = ""
			return nil
		}); err != nil {
			return err
		}
	}
	return wrong
}

// moveMobile gives the user the number, in the caller's transaction, which then saves the user and calls tell. An account with the
// number that holds nothing gives it up; for another one ErrMobileHeld is returned. When staff made the change, tell ends the
// sessions, because the lost phone may be logged in.
func (s *Service) moveMobile(ctx context.Context, u *User, number privacy.Secret, key string, staff bool) (tell func(context.Context) error, err error) {
	holder, held, err := s.store.byMobile(ctx, key)
	if err == nil && held {
		err = s.releaseMobile(ctx, &holder)
	}
	if err != nil {
		return nil, err
	}
	former := ""
	if u.MobileKey != "" {
		if former, err = s.leaveMobile(ctx, u); err != nil {
			return nil, err
		}
	}
	if u.SealedMobile, err = s.store.sealer.Seal(userAAD("mobile", u.ID), number.Reveal()); err != nil {
		return nil, err
	}
	u.MobileKey, u.MobileProven, u.PasswordToken = key, true, nil // a link may have gone to the former number
	return func(ctx context.Context) error {
		if staff {
			if err := s.store.endSessions(ctx, u.ID, "", s.now()); err != nil {
				return err
			}
		}
		if u.VolunteerID != "" && s.OnMobile != nil {
			if err := s.OnMobile(ctx, u.VolunteerID, number); err != nil {
				return err
			}
		}
		return s.tellMobile(ctx, u.ID, former, number, staff)
	}, nil
}

// saveMobile saves the user to whom moveMobile has given a number, with an audit entry, and calls tell.
func (s *Service) saveMobile(ctx context.Context, u *User, tell func(context.Context) error) error {
	if err := s.store.save(ctx, u); err != nil {
		return err
	}
	if err := s.note(ctx, "account.change_mobile", u.ID); err != nil {
		return err
	}
	return tell(ctx)
}

// releaseMobile takes the number from an account that was made by a code and holds nothing, and disables it. It returns
// ErrMobileHeld for an account with a login name, a role or a profile.
func (s *Service) releaseMobile(ctx context.Context, u *User) error {
	if u.Login != "" || u.VolunteerID != "" || len(u.Bindings) > 0 {
		return ErrMobileHeld
	}
	u.SealedMobile, u.MobileKey, u.MobileProven, u.Status = nil, "", false, Disabled
	if err := s.store.save(ctx, u); err != nil {
		return err
	}
	if err := s.store.endSessions(ctx, u.ID, "", s.now()); err != nil {
		return err
	}
	return s.note(ctx, "account.mobile_released", u.ID)
}

// leaveMobile cuts the tie between the user's present number and the account: its next login by code makes a new account, whose id
// is returned. Until it is forgotten, messages to that id go to the number.
func (s *Service) leaveMobile(ctx context.Context, u *User) (string, error) {
	plain, err := s.store.sealer.Open(userAAD("mobile", u.ID), u.SealedMobile)
	if err != nil {
		return "", err
	}
	next := id.New("usr")
	_, err = s.store.codes.Upsert(ctx, codeIDOf(u.MobileKey), func(c *code) error {
		c.UserID, c.Lang, c.Hash, c.EndsAt = next, u.Lang, "", s.now().Add(formerKept)
		return s.store.sealCode(c, plain)
	})
	return next, err
}

// mayIdentify returns nil when the number on an ID card is that of the account's person, else ErrIdentity, ErrNoIdentity or
// ErrIdentityTries.
func (s *Service) mayIdentify(ctx context.Context, u *User, idNumber privacy.Secret) error {
	if u.PersonKey == "" {
		return ErrNoIdentity
	}
	if ok, _ := s.Limiter.Allow(ctx, "account.identity/"+u.ID, identityTries, 24*time.Hour); !ok {
		return ErrIdentityTries
	}
	if s.Index.Index("id_number", ident.Normalise(idNumber.Reveal())) != u.PersonKey {
		return ErrIdentity.At("id_number")
	}
	return nil
}
