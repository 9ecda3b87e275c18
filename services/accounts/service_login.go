package accounts

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Started is a new session. Its token is returned only here.
type Started struct {
	Token   privacy.Secret // of the session, or of the first step of a login when Session.Half is set
	Device  privacy.Secret // of the device, for its next logins; empty for accounts without a login name
	Session Session
	Expires time.Time // the latest end, however often the session is used
	User    User
}

// Client is where a login comes from.
type Client struct {
	Name    string // from the User-Agent header
	Network string // address, or network of an IPv6 address
	Device  string // devicesWith of earlier logins; empty or of other accounts: the network counts
}

// Login starts a session by login name and password. It returns ErrCredentials or ErrLocked, and takes the same time for
// unknown login names. The try is counted before the password is checked, for the login name and the device or network.
func (s *Service) Login(ctx context.Context, login string, password privacy.Secret, client Client) (Started, error) {
	login = normaliseLogin(login)
	from := "network/" + client.Network
	if device := s.deviceOf(login, client.Device); device != "" {
		from = "device/" + device
	}
	if err := s.countTry(ctx, login, from); err != nil {
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
		if now.PasswordHash != u.PasswordHash || now.Status != Active { // changed while the password was hashed
			return ErrCredentials
		}
		if err := s.store.forgetTries(ctx, s.triesID(login, from)); err != nil {
			return err
		}
		out, err = s.begin(ctx, now, ByPassword, client.Name, func(ses *Session) { ses.Tries = s.triesID(now.countedAs(), "factor/"+from) })
		return err
	})
	if err != nil {
		return Started{}, fmt.Errorf("log in: %w", err)
	}
	return out, nil
}

func (s *Service) triesID(login, from string) string {
	return "try_" + s.Index.Index("login", login+"\n"+from)
}

// newDevice returns a token by which a device is known when it logs in with that login name again. It gives no access.
func (s *Service) newDevice(login string) privacy.Secret {
	nonce := hex.EncodeToString(randomBytes(16))
	return privacy.Secret(nonce + "." + s.Index.Index("device", login+"\n"+nonce))
}

// knowsDevice reports whether newDevice made the token for the login name.
func (s *Service) knowsDevice(login, token string) bool {
	nonce, mac, _ := strings.Cut(token, ".")
	return len(nonce) == 32 && subtle.ConstantTimeCompare([]byte(mac), []byte(s.Index.Index("device", login+"\n"+nonce))) == 1
}

// maxDeviceUsers is the number of accounts for which a browser is known; a computer may be shared.
const maxDeviceUsers = 5

// deviceOf returns the one of a browser's tokens that newDevice made for the login name; empty when there is none.
func (s *Service) deviceOf(login, tokens string) string {
	for _, token := range strings.SplitN(tokens, "~", maxDeviceUsers) {
		if s.knowsDevice(login, token) {
			return token
		}
	}
	return ""
}

// devicesWith returns the tokens of a browser after a login: the new one, and those of the last other accounts.
func (s *Service) devicesWith(started Started, tokens string) string {
	list := []string{started.Device.Reveal()}
	for _, token := range strings.SplitN(tokens, "~", maxDeviceUsers) {
		if len(list) < maxDeviceUsers && deviceForm.MatchString(token) && !s.knowsDevice(started.User.Login, token) {
			list = append(list, token)
		}
	}
	return strings.Join(list, "~")
}

var deviceForm = regexp.MustCompile(`^[0-9a-f]{32}\.[0-9a-f]{32}$`)

// countTry counts one guess at the password of a login name from one place, or returns ErrLocked. Guesses from the last free
// one on leave an audit entry.
func (s *Service) countTry(ctx context.Context, login, from string) error {
	return s.countTryAt(ctx, s.triesID(login, from), login)
}

// countTryAt is countTry with the id of the counter.
func (s *Service) countTryAt(ctx context.Context, triesID, login string) error {
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		t, err := s.store.tries.Upsert(ctx, triesID, func(t *passwordTries) error {
			t.Login = s.Index.Index("login", login)
			return t.count(s.now())
		})
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

// begin stores a new session of the user after marking it, in the caller's transaction. For an account with a second factor it stores
// only the first step of a login, which FinishLogin turns into a session, unless a mark says that the factor was given (FactorAt).
func (s *Service) begin(ctx context.Context, u User, m Method, client string, mark ...func(*Session)) (Started, error) {
	staff := u.staff(s.now())
	ses, token := newSession(u.ID, m, client, staff, s.now())
	for _, f := range mark {
		f(&ses)
	}
	if len(u.Factors) > 0 && ses.FactorAt.IsZero() {
		return s.beginStep(ctx, u, ses, token)
	}
	ses.Tries = ""
	if err := s.store.allSessions.Insert(ctx, &ses); err != nil {
		return Started{}, err
	}
	ctx = auth.With(ctx, u.Actor(ses.ID, s.now()))
	if err := s.note(ctx, "account.login", u.ID, ses.ID); err != nil {
		return Started{}, err
	}
	out := Started{Token: token, Session: ses, Expires: ses.Expires(staff), User: u}
	if u.Login != "" {
		out.Device = s.newDevice(u.Login)
	}
	return out, nil
}

// beginStep stores the first step of a login.
func (s *Service) beginStep(ctx context.Context, u User, step Session, token privacy.Secret) (Started, error) {
	step.Half, step.FreshAt, step.EndsAt = true, time.Time{}, s.now().Add(LoginStepLife)
	if step.Tries == "" {
		step.Tries = s.triesID(u.countedAs(), "factor/"+string(step.Method))
	}
	if err := s.store.allSessions.Insert(ctx, &step); err != nil {
		return Started{}, err
	}
	ctx = auth.With(ctx, auth.Actor{UserID: u.ID, SessionID: step.ID})
	return Started{Token: token, Session: step, Expires: step.EndsAt, User: u}, s.note(ctx, "account.login_step", u.ID, step.ID)
}

// RequestCode sends a one-time code to a mainland mobile, in lang if the number has no account, with the same work either
// way. It returns ident.ErrMobile, ErrCodesTooOften, or ErrCodesUnavailable when the platform's daily limit is reached.
func (s *Service) RequestCode(ctx context.Context, mobile privacy.Secret, lang string) error {
	number, key, err := s.mobileKey(mobile)
	if err != nil {
		return err
	}
	return s.sendCodeFor(ctx, number, key, lang, codeUse{template: "account.code"})
}

// codeUse is what a code is sent for.
type codeUse struct {
	purpose  string // part of the code's hash; empty: to log in
	template string
	data     map[string]string
}

// sendCodeFor sends a code for the use to the number with the blind index, within the limits of RequestCode. It replaces the number's
// last code, whatever that was for.
func (s *Service) sendCodeFor(ctx context.Context, number privacy.Secret, key, lang string, use codeUse) error {
	codeID := codeIDOf(key)
	had, _, err := found(s.store.codes.Get(ctx, codeID))
	if err == nil {
		err = had.maySend(s.now()) // checked before the platform's limit, so that one number cannot use it up
	}
	if err != nil {
		return fmt.Errorf("send a code: %w", err)
	}
	if ok, _ := s.Limiter.Allow(ctx, "account.codes", s.Bounds.CodesPerDay, 24*time.Hour); !ok {
		return ErrCodesUnavailable
	}
	secret, nonce, reserved := newCode(), hex.EncodeToString(randomBytes(8)), id.New("usr")
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
			return c.send(nonce, s.codeHash(codeID, nonce, secret, use.purpose), s.now())
		})
		if err != nil {
			return err
		}
		return s.sendCode(ctx, c, secret, use)
	}, docstore.Hot(codeID))
	if err != nil {
		return fmt.Errorf("send a code: %w", err)
	}
	return nil
}

func codeIDOf(mobileKey string) string { return "cod_" + mobileKey }

// codeHash returns a keyed hash, because six digits could be guessed from any other hash.
func (s *Service) codeHash(codeID, nonce string, secret privacy.Secret, purpose string) string {
	return s.Index.Index("one_time_code", codeID+"/"+nonce+"/"+secret.Reveal()+purpose)
}

// VerifyCode starts a session by the latest code sent to the mobile and creates the account if there is none. It counts
// the guess and returns ErrCode when the code is wrong, used, expired or out of guesses, or when the account is disabled.
func (s *Service) VerifyCode(ctx context.Context, mobile, secret privacy.Secret, client string) (Started, error) {
	number, key, err := s.mobileKey(mobile)
	if err != nil {
		return Started{}, err
	}
	codeID := codeIDOf(key)
	var out Started
	err = s.keeping(ctx, ErrCode, codeID, func(ctx context.Context) error {
		right := false
		c, err := s.store.codes.Update(ctx, codeID, func(c *code) error {
			if !c.open(s.now()) {
				return ErrCode
			}
			right = c.guess(s.codeHash(codeID, c.Nonce, secret, ""))
			return nil
		})
		if errors.Is(err, docstore.ErrNotFound) {
			return ErrCode
		}
		if err != nil {
			return err
		}
		if !right {
			return ErrCode
		}
		u, err := s.provenUser(ctx, c, number, key)
		if err != nil {
			return err
		}
		out, err = s.begin(ctx, u, ByCode, client)
		return err
	})
	if err != nil {
		return Started{}, fmt.Errorf("log in by code: %w", err)
	}
	return out, nil
}

// provenUser returns the account of a number whose code was just entered, and creates it when there is none. When the
// account is disabled it returns ErrCode and changes nothing.
func (s *Service) provenUser(ctx context.Context, c code, number privacy.Secret, key string) (User, error) {
	u, known, err := s.store.byMobile(ctx, key)
	switch {
	case err != nil:
		return User{}, err
	case !known:
		u = User{MobileKey: key, MobileProven: true, Status: Active, Preferences: Preferences{Lang: c.Lang}}
		u.ID = c.UserID
		ctx = auth.With(ctx, auth.Actor{UserID: u.ID, Lang: u.Lang})
		if err := s.store.insert(ctx, &u, personalValues{mobile: number}); err != nil {
			return User{}, err
		}
		if err := s.note(ctx, "account.register", u.ID); err != nil {
			return User{}, err
		}
	case u.Status != Active:
		return User{}, ErrCode
	case !u.MobileProven:
		if err := s.proveMobile(ctx, &u); err != nil {
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

// proveMobile marks the mobile as proven. The person who entered the number may know the password or hold a code for setting it, and have
// a session, so all end and the holder of the mobile can set a password.
func (s *Service) proveMobile(ctx context.Context, u *User) error {
	u.MobileProven = true
	u.setPassword("")
	if err := s.store.save(ctx, u); err != nil {
		return err
	}
	if err := s.store.endSessions(ctx, u.ID, "", s.now()); err != nil {
		return err
	}
	return s.note(auth.With(ctx, auth.Actor{UserID: u.ID}), "account.mobile_proven", u.ID)
}

// Logout ends the session of the request.
func (s *Service) Logout(ctx context.Context) error {
	actor, err := auth.Require(ctx, auth.Session)
	if err != nil {
		return err
	}
	return s.EndSession(ctx, actor.SessionID)
}
