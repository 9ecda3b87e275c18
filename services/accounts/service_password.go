package accounts

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// ResetPassword makes the account's password invalid and ends its sessions. The person gets a link by SMS or mail with which to set a
// new one, or, without mobile and mail, a printed code, which is in Sent only here. origin is the site's address, for the link. A
// command or job gets a generated password instead, in Password. It returns ErrBeyond unless the actor manages every role of the account,
// because the password gives access to all of them. For auth.ResetHold the account takes no steps over money, and its person is told at every address
// who reset it.
func (s *Service) ResetPassword(ctx context.Context, userID string, version int64, origin string) (User, error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return User{}, err
	}
	var password, secret privacy.Secret
	var hash string
	if actor.Job != "" {
		password = newPassword()
		if hash, err = s.hasher.hash(ctx, password); err != nil {
			return User{}, err
		}
	}
	var sent PasswordSent
	u, err := s.take(ctx, "password_reset", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, q workflow.Asking, u *User) (err error) {
			u.setPassword(hash)
			u.MustChange = hash != ""
			u.markReset(q.Actor, q.Now)
			if hash != "" {
				return nil
			}
			if err := s.store.reveal(u); err != nil {
				return err
			}
			secret, sent, err = s.newToken(ctx, q.Actor, u)
			return err
		},
		Tell: func(ctx context.Context, u *User) error {
			return errors.Join(s.passwordReplaced(ctx, u, ""), s.sendLink(ctx, "account.password_link", u, origin, secret), s.tellReset(ctx, u, sent))
		},
	})
	if err != nil {
		return User{}, err
	}
	u.Password, u.Sent = password, sent
	return u, nil
}

// setPassword gives the account the hash of its new password; empty: it has none. Tokens for setting it are no longer good.
func (u *User) setPassword(hash string) {
	u.PasswordHash, u.MustChange, u.PasswordToken = hash, false, nil
}

// newToken gives the account a new token made by the actor, and returns its secret and how it reaches the person. A link is sent to the
// mobile, else to the mail address unless that is the maker's own too; without either a code is printed. The addresses of u are
// revealed. The caller saves the account and then calls sendLink.
func (s *Service) newToken(ctx context.Context, maker auth.Actor, u *User) (privacy.Secret, PasswordSent, error) {
	own, known, err := found(s.store.all.Get(ctx, maker.UserID))
	if known {
		err = s.store.reveal(&own)
	}
	if err != nil {
		return "", PasswordSent{}, fmt.Errorf("account of who makes a password token: %w", err)
	}
	sends := func(c notify.Channel) bool { return s.Channels == nil || slices.Contains(s.Channels, c) }
	token := PasswordToken{MadeBy: maker.UserID, MakerKey: maker.PersonKey, ExpiresAt: s.now().Add(LinkLife)}
	secret, sent := newLink(u.ID), PasswordSent{}
	stored := secret.Reveal()
	switch {
	case u.Mobile != "" && sends(notify.BySMS):
		sent = PasswordSent{Way: TokenBySMS, To: privacy.MaskMobile(u.Mobile.Reveal())}
	case u.Email != "" && sends(notify.ByEmail) && !strings.EqualFold(u.Email.Reveal(), own.Email.Reveal()):
		sent = PasswordSent{Way: TokenByEmail, To: maskEmail(u.Email).Reveal()}
	default:
		secret = newSheetCode()
		sent = PasswordSent{Way: TokenPrinted, Code: secret}
		token.ExpiresAt = s.now().Add(SheetLife)
		if stored, err = readSheetCode(secret); err != nil {
			return "", PasswordSent{}, err
		}
	}
	token.Way, token.Hash = sent.Way, s.tokenHash(u.ID, stored)
	u.PasswordToken = &token
	return secret, sent, nil
}

// HandOver records that the actor, who is not the maker of the account's printed code, has seen the person with the sheet and the ID card. From then on
// the code works. It returns ErrOwnToken for the maker and ErrNoSheet when no code waits.
func (s *Service) HandOver(ctx context.Context, userID string, version int64) (User, error) {
	return s.take(ctx, "hand_over", userID, workflow.Call[User]{
		Version: version,
		Do: func(_ context.Context, q workflow.Asking, u *User) error {
			token := *u.PasswordToken
			token.HandedBy = q.Actor.UserID
			u.PasswordToken = &token
			return nil
		},
	})
}

// waitsForHandOver returns ErrNoSheet for an account without a printed code that nobody has handed over.
func waitsForHandOver(u *User) error {
	if t := u.PasswordToken; t == nil || t.Way != TokenPrinted || t.HandedBy != "" {
		return ErrNoSheet
	}
	return nil
}

// mayHandOver refuses the maker of the printed code, and everybody once it is no longer good.
func mayHandOver(q workflow.Asking, u *User) error {
	t := u.openToken(q.Now)
	if t == nil {
		return ErrNoSheet
	}
	if q.Actor.NotSelf(t.MadeBy, t.MakerKey) != nil {
		return ErrOwnToken
	}
	return nil
}

// TokenProof is what a person gives to set a password: the link's secret, or the login name and the code of a printed sheet, and, when
// the account has a verified ID number, its last six characters with the code.
type TokenProof struct {
	Link   privacy.Secret
	Login  string
	Code   privacy.Secret
	IDTail privacy.Secret
	Client Client
}

// TokenAccount is the account that a token belongs to, as anybody with the token may see it.
type TokenAccount struct {
	Login   string
	Name    string // masked
	NeedsID bool   // the last six characters of the ID number are asked for
	Way     TokenWay
	MadeBy  string // name of the maker

	user User
}

// TokenOf returns the account of the token. It returns ErrToken, ErrTokenForm for a code with a typing error, ErrLocked after too many
// codes, and ErrOwnToken, ErrLoggedIn or ErrHandOver when it may not be used now or here.
func (s *Service) TokenOf(ctx context.Context, p TokenProof) (TokenAccount, error) {
	u, err := s.tokenUser(ctx, p)
	if err != nil {
		return TokenAccount{}, err
	}
	if err := s.mayUseToken(ctx, &u, p.Client); err != nil {
		return TokenAccount{}, err
	}
	if err := s.store.reveal(&u); err != nil {
		return TokenAccount{}, err
	}
	t := u.PasswordToken
	names, err := s.Names(ctx, t.MadeBy)
	return TokenAccount{
		Login: u.Login, Name: privacy.MaskName(u.Name.Reveal()), NeedsID: u.tokenNeedsID(), Way: t.Way, MadeBy: names[t.MadeBy], user: u,
	}, err
}

// tokenNeedsID reports whether the code is good only together with the ID number.
func (u *User) tokenNeedsID() bool {
	return u.PasswordToken.Way == TokenPrinted && u.VerifiedKey != "" && len(u.SealedID) > 0
}

// tokenUser returns the active account of the token. Guesses of a code are counted like those of the login name's password, so that
// nobody who does not hold the sheet can use up its tries.
func (s *Service) tokenUser(ctx context.Context, p TokenProof) (User, error) {
	if p.Link != "" {
		userID, ok := linkedUser(p.Link)
		if !ok {
			return User{}, ErrToken
		}
		u, ok, err := found(s.store.all.Get(ctx, userID))
		if err == nil && (!ok || !s.fits(&u, p.Link.Reveal(), TokenBySMS, TokenByEmail)) {
			err = ErrToken
		}
		return u, err
	}
	code, err := readSheetCode(p.Code)
	if err != nil {
		return User{}, err
	}
	login, from := normaliseLogin(p.Login), "sheet/"+p.Client.Network
	if err := s.countTry(ctx, login, from); err != nil {
		return User{}, err
	}
	u, ok, err := found(s.store.byLogin(ctx, auth.Actor{Job: "password"}.Scope(auth.UserManage), login))
	switch {
	case err != nil:
		return User{}, err
	case !ok || !s.fits(&u, code, TokenPrinted):
		return User{}, ErrToken.At("code")
	}
	return u, s.store.forgetTries(ctx, s.triesID(login, from))
}

// fits reports whether the secret is that of the account's token, made for one of the ways, and still good.
func (s *Service) fits(u *User, secret string, ways ...TokenWay) bool {
	t := u.openToken(s.now())
	return t != nil && u.Status == Active && slices.Contains(ways, t.Way) && sameHash(t.Hash, s.tokenHash(u.ID, secret))
}

// mayUseToken refuses the maker of the token, in a session and on a device on which the maker has logged in before; a browser in which
// somebody else is logged in; and a printed code whose hand-over nobody has confirmed.
func (s *Service) mayUseToken(ctx context.Context, u *User, c Client) error {
	actor, t := auth.From(ctx), u.PasswordToken
	if actor.NotSelf(t.MadeBy, t.MakerKey) != nil {
		return ErrOwnToken
	}
	if actor.UserID != "" && actor.UserID != u.ID {
		return ErrLoggedIn
	}
	maker, _, err := found(s.store.all.Get(ctx, t.MadeBy))
	switch {
	case err != nil:
		return err
	case maker.Login != "" && s.deviceOf(maker.Login, c.Device) != "":
		return ErrOwnToken
	case t.Way == TokenPrinted && t.HandedBy == "":
		return ErrHandOver
	}
	return nil
}

// UseToken sets the password of the token's account and uses up the token. Its sessions end, and the person is told. Besides the errors of TokenOf it
// returns ErrWeak, ErrCommon, and ErrTokenID, which is counted.
func (s *Service) UseToken(ctx context.Context, p TokenProof, password privacy.Secret) (User, error) {
	account, err := s.TokenOf(ctx, p)
	if err != nil {
		return User{}, err
	}
	seen := account.user
	if err := checkPassword(password, seen.Login); err != nil {
		return User{}, atField(err, "new")
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return User{}, err
	}
	var u User
	err = s.keeping(ctx, ErrTokenID, seen.ID, func(ctx context.Context) error {
		var err error
		if u, err = s.store.all.Get(ctx, seen.ID); err != nil {
			return err
		}
		t := u.openToken(s.now())
		if t == nil || u.Status != Active || t.Hash != seen.PasswordToken.Hash { // used or replaced while the password was hashed
			return ErrToken
		}
		ctx = auth.With(ctx, auth.Actor{UserID: u.ID, Lang: u.Lang})
		if u.tokenNeedsID() {
			if right, err := s.isIDTail(&u, p.IDTail); err != nil || !right {
				return errors.Join(err, s.countTokenGuess(ctx, &u))
			}
		}
		if t.Way == TokenBySMS {
			u.MobileProven = true
		}
		u.setPassword(hash)
		if err := s.store.save(ctx, &u); err != nil {
			return err
		}
		if err := s.note(ctx, "account.password_set", u.ID); err != nil {
			return err
		}
		if err := s.passwordReplaced(ctx, &u, ""); err != nil {
			return err
		}
		return s.tellAccess(ctx, "account.password_changed", u.ID, s.now())
	})
	if err != nil {
		return User{}, fmt.Errorf("set a password by token: %w", err)
	}
	return u, nil
}

// isIDTail reports whether the text is the last six characters of the account's ID number, or all of it.
func (s *Service) isIDTail(u *User, tail privacy.Secret) (bool, error) {
	number, err := s.store.sealer.Open(userAAD("id_number", u.ID), u.SealedID)
	given := ident.Normalise(tail.Reveal())
	return err == nil && (len(given) == 6 || len(given) == len(number)) && strings.HasSuffix(number, given), err
}

// countTokenGuess counts a wrong ID number, saves the account and returns ErrTokenID.
func (s *Service) countTokenGuess(ctx context.Context, u *User) error {
	token := *u.PasswordToken
	token.Guesses++
	u.PasswordToken = &token
	return cmp.Or(s.store.save(ctx, u), error(ErrTokenID.At("id_tail")))
}

// linkAddress is the page on which a link's secret is used. The secret stands behind #, so that no server and no log sees it.
func linkAddress(origin string, secret privacy.Secret) string {
	return origin + "/v/password#" + secret.Reveal()
}

// linkKey is the key of the message with the link of the account's present token.
func linkKey(u *User) string {
	return "account.password_link/" + u.ID + "/" + u.PasswordToken.Hash[:16]
}

// linkApplies reports whether the message holds the link of the account's present token.
func (s *Service) linkApplies(ctx context.Context, m notify.Message) (bool, error) {
	u, ok, err := found(s.store.all.Get(ctx, m.To))
	return ok && u.openToken(s.now()) != nil && linkKey(&u) == m.Key, err
}
