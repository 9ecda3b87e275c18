package volunteers

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// The refusals about the consent of a guardian.
var (
	ErrNoGuardian    = fault.New(fault.Conflict, "guardian_consent_needed", "Under 18 the guardian has to agree first, by the code sent to their mobile (in the profile, under the guardian's consent). Until then nothing with children or danger.", "未满 18 周岁的志愿者，须先由监护人凭发到其手机的验证码同意（在个人资料的“监护人同意”办理）；在此之前不能参加接触儿童或有危险的服务。")
	ErrGuardianCode  = fault.New(fault.Invalid, "guardian_code", "The code is not right or no longer good. Check it or ask for a new one.", "验证码不正确或已失效，请核对或重新获取。")
	ErrGuardianCodes = fault.New(fault.TooMany, "guardian_codes", "Too many codes were sent to the guardian. Wait 15 minutes; after ten in a day, until tomorrow.", "向监护人发送验证码过于频繁，请 15 分钟后再试；一天超过 10 次请明天再试。")
)

// The bounds of the codes that guardians get.
const (
	guardianCodeLife    = 15 * time.Minute
	guardianCodeGuesses = 5
	guardianCodesPer15  = 3
	guardianCodesPerDay = 10
)

// GuardianCode is the code that was sent last to a guardian. Sent lists when codes were sent within a day.
type GuardianCode struct {
	Nonce     string      `bson:"nonce,omitempty"`
	Hash      string      `bson:"hash,omitempty"` // keyed hash of the code; empty once used
	Guesses   int64       `bson:"guesses,omitempty"`
	ExpiresAt time.Time   `bson:"expires_at,omitempty"`
	Sent      []time.Time `bson:"sent,omitempty"`
}

// send replaces the code, or returns ErrGuardianCodes when too many were sent.
func (c *GuardianCode) send(nonce, hash string, now time.Time) error {
	c.Sent = slices.DeleteFunc(slices.Clone(c.Sent), func(at time.Time) bool { return !at.After(now.Add(-24 * time.Hour)) })
	lately := 0
	for _, at := range c.Sent {
		if at.After(now.Add(-15 * time.Minute)) {
			lately++
		}
	}
	if lately >= guardianCodesPer15 || len(c.Sent) >= guardianCodesPerDay {
		return ErrGuardianCodes
	}
	*c = GuardianCode{Nonce: nonce, Hash: hash, ExpiresAt: now.Add(guardianCodeLife), Sent: append(c.Sent, now)}
	return nil
}

// use uses the code up, or returns ErrGuardianCode when it is wrong, used, expired or out of guesses.
func (c *GuardianCode) use(hash string, now time.Time) error {
	if c.Hash == "" || c.Guesses >= guardianCodeGuesses || !now.Before(c.ExpiresAt) || subtle.ConstantTimeCompare([]byte(hash), []byte(c.Hash)) != 1 {
		return ErrGuardianCode.At("code")
	}
	c.Hash = ""
	return nil
}

// agreed reports whether the guardian has agreed to the present text by a code.
func (g *Guardian) agreed() bool {
	return g != nil && g.ConsentVersion == GuardianText.Version && g.ConsentHash == GuardianText.Hash()
}

// GuardianAgreed reports whether the volunteer is of age on the day, or their guardian has agreed to the present text by a code.
func (s *Service) GuardianAgreed(v Volunteer, on region.Day) bool {
	return s.AgeAt(v, on) >= AdultAge || v.Guardian.agreed()
}

// hasGuardian refuses volunteers who registered as adults.
func hasGuardian(v *Volunteer) error {
	if v.Guardian == nil {
		return ErrOfAge
	}
	return nil
}

// guardianConsented refuses volunteers for whom no guardian has agreed by a code.
func guardianConsented(v *Volunteer) error {
	if !v.Guardian.agreed() {
		return ErrNoGuardian
	}
	return nil
}

// underAge refuses volunteers who have come of age.
func underAge(q workflow.Asking, v *Volunteer) error {
	if v.Birth.Age(region.DayOf(q.Now)) >= AdultAge {
		return ErrOfAge
	}
	return nil
}

// AskGuardian sends a code to the mobile of the acting volunteer's guardian, by which the guardian agrees to the present text. A
// guardian that is not empty replaces the former one, whose consent then ends. It returns ErrOwnMobile when the number is the volunteer's
// own, and ErrGuardianCodes when too many codes were sent.
func (s *Service) AskGuardian(ctx context.Context, guardian Kin) (Volunteer, error) {
	c, err := s.askingGuardian(guardian)
	if err != nil {
		return Volunteer{}, err
	}
	return s.profile.Take(ctx, "ask_guardian", "me", s.own(c))
}

// AskGuardianFor is AskGuardian for another person, whose guardian stands by.
func (s *Service) AskGuardianFor(ctx context.Context, volunteerID string, guardian Kin) (Volunteer, error) {
	c, err := s.askingGuardian(guardian)
	if err != nil {
		return Volunteer{}, err
	}
	return s.profile.Take(ctx, "ask_guardian_for", volunteerID, c)
}

func (s *Service) askingGuardian(guardian Kin) (call, error) {
	guardian.normalise()
	if guardian != (Kin{}) {
		var bad fault.Problems
		bad.Check(fault.Between(guardian.Name.Reveal(), 2, 50), "name", "length", "The name needs 2 to 50 characters.", "监护人姓名应为 2 到 50 个字。")
		bad.Check(fault.Runes(guardian.Relation) <= 20, "relation", "length", "At most 20 characters.", "关系最多 20 字。")
		if ident.CheckMobile(guardian.Mobile.Reveal()) != nil {
			bad.Fault("mobile", ident.ErrMobile)
		}
		if err := bad.Err(); err != nil {
			return call{}, err
		}
	}
	secret, nonce, ended := sixDigits(), rand.Text(), false
	return call{
		Do: func(ctx context.Context, q workflow.Asking, v *Volunteer) error {
			if guardian != (Kin{}) {
				ended = v.Guardian.agreed()
				if err := s.store.fillGuardian(v, &Consenting{Kin: guardian}); err != nil {
					return err
				}
			}
			mobile, err := s.store.open(v, fieldGuardianMobile)
			if err != nil {
				return err
			}
			own, err := s.isOwn(ctx, v, mobile)
			if own {
				err = ErrOwnMobile.At("mobile")
			}
			if err != nil {
				return err
			}
			return v.Guardian.Code.send(nonce, s.guardianHash(v.ID, nonce, secret), q.Now)
		},
		Tell: func(ctx context.Context, v *Volunteer) error {
			if ended {
				if err := s.stopServing(ctx, v, "guardian"); err != nil {
					return err
				}
			}
			return s.sendGuardianCode(ctx, v, secret)
		},
	}, nil
}

// isOwn reports whether the mobile is that of the volunteer's profile or account.
func (s *Service) isOwn(ctx context.Context, v *Volunteer, mobile privacy.Secret) (bool, error) {
	if own := s.store.mobileKey(mobile) == v.MobileKey; own || v.UserID == "" {
		return own, nil
	}
	c, err := s.Accounts.Contact(ctx, v.UserID)
	return c.Mobile == mobile, err
}

// guardianHash returns a keyed hash, because six digits could be guessed from any other hash.
func (s *Service) guardianHash(volunteerID, nonce string, code privacy.Secret) string {
	return s.Index.Index("guardian_code", volunteerID+"/"+nonce+"/"+code.Reveal())
}

func sixDigits() privacy.Secret {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // not reached: crypto/rand stops the program instead of failing
	}
	return privacy.Secret(fmt.Sprintf("%06d", n.Int64()))
}

// guardianPrefix begins the ids by which notify knows guardians; the rest is that of the volunteer's id.
const guardianPrefix = "guardian"

func guardianID(v *Volunteer) string { return guardianPrefix + strings.TrimPrefix(v.ID, "vol") }

// sendGuardianCode queues the code for the guardian's mobile.
func (s *Service) sendGuardianCode(ctx context.Context, v *Volunteer, code privacy.Secret) error {
	name, err := s.store.open(v, fieldName)
	if err != nil {
		return err
	}
	g := v.Guardian
	return s.Outbox.Queue(ctx, notify.Message{
		Key: "volunteer.guardian_code/" + v.ID + "/" + g.Code.Nonce, To: guardianID(v), Template: "volunteer.guardian_code", Subject: v.ID,
		Data:   map[string]string{"no": v.No, "who": privacy.MaskName(name.Reveal()), "version": GuardianText.Version},
		Secret: map[string]string{"code": code.Reveal()}, Channels: []notify.Channel{notify.BySMS}, Urgent: true, ExpiresAt: g.Code.ExpiresAt,
	})
}

// guardianContact returns the mobile of the guardian with the id.
func (s *Service) guardianContact(ctx context.Context, id string) (notify.Contact, error) {
	v, err := s.store.all.Get(ctx, "vol"+strings.TrimPrefix(id, guardianPrefix))
	if err != nil {
		return notify.Contact{}, err
	}
	mobile, err := s.store.open(&v, fieldGuardianMobile)
	return notify.Contact{Mobile: mobile, Lang: "zh"}, err
}

// GuardianAnswer is the consent of a guardian: the code from their mobile, and the text that they read.
type GuardianAnswer struct {
	Code    privacy.Secret
	Version string
	Hash    string
}

// GuardianConsents records the consent of the acting volunteer's guardian, given by the code that was sent to them last. It counts the
// guess and returns ErrGuardianCode when the code is wrong, used, expired or out of guesses, and ErrConsent for another text.
func (s *Service) GuardianConsents(ctx context.Context, a GuardianAnswer) (Volunteer, error) {
	c, guessed := s.consentingGuardian(a)
	v, err := s.profile.Take(ctx, "guardian_consent", "me", s.own(c))
	return v, s.countGuess(ctx, *guessed, err)
}

// GuardianConsentsFor is GuardianConsents for another person, whose guardian stands by.
func (s *Service) GuardianConsentsFor(ctx context.Context, volunteerID string, a GuardianAnswer) (Volunteer, error) {
	c, guessed := s.consentingGuardian(a)
	v, err := s.profile.Take(ctx, "guardian_consent_for", volunteerID, c)
	return v, s.countGuess(ctx, *guessed, err)
}

// consentingGuardian returns the call, and where it writes the id of the volunteer whose code was guessed.
func (s *Service) consentingGuardian(a GuardianAnswer) (call, *string) {
	guessed := ""
	return call{Do: func(_ context.Context, q workflow.Asking, v *Volunteer) error {
		if err := GuardianText.check(a.Version, a.Hash, "version"); err != nil {
			return err
		}
		g := v.Guardian
		if err := g.Code.use(s.guardianHash(v.ID, g.Code.Nonce, a.Code), q.Now); err != nil {
			guessed = v.ID
			return err
		}
		g.ConsentVersion, g.ConsentHash, g.ConsentAt = a.Version, a.Hash, q.Now
		return nil
	}}, &guessed
}

// WithdrawGuardian ends the consent of the acting volunteer's guardian, who may take it back at any time (Personal Information Protection
// Law, art. 15). What needs the consent stops in the same transaction. The guardian and the volunteer are told.
func (s *Service) WithdrawGuardian(ctx context.Context) (Volunteer, error) {
	return s.profile.Take(ctx, "withdraw_guardian", "me", s.own(s.withdrawingGuardian()))
}

// WithdrawGuardianFor is WithdrawGuardian for another person, whose guardian has told the organisation or the office.
func (s *Service) WithdrawGuardianFor(ctx context.Context, volunteerID, reason string) (Volunteer, error) {
	c := s.withdrawingGuardian()
	c.Reason = reason
	return s.profile.Take(ctx, "withdraw_guardian_for", volunteerID, c)
}

func (s *Service) withdrawingGuardian() call {
	return call{
		Do: func(_ context.Context, _ workflow.Asking, v *Volunteer) error {
			g := v.Guardian
			g.ConsentVersion, g.ConsentHash, g.ConsentAt, g.Code.Hash = "", "", time.Time{}, ""
			return nil
		},
		Tell: func(ctx context.Context, v *Volunteer) error {
			if err := s.stopServing(ctx, v, "guardian"); err != nil {
				return err
			}
			name, err := s.store.open(v, fieldName)
			if err != nil {
				return err
			}
			own := notify.Message{
				Key: fmt.Sprintf("volunteer.guardian_withdrawn/%s/%d", v.ID, v.Version), To: v.ID, Template: "volunteer.guardian_withdrawn", Subject: v.ID,
				Data: map[string]string{"no": v.No, "who": privacy.MaskName(name.Reveal())},
			}
			guardian := own
			guardian.Key, guardian.To, guardian.Channels = own.Key+"/guardian", guardianID(v), []notify.Channel{notify.BySMS}
			return s.Outbox.Queue(ctx, own, guardian)
		},
	}
}

// countGuess counts a wrong guess after the transaction was undone. It returns err.
func (s *Service) countGuess(ctx context.Context, volunteerID string, err error) error {
	if !errors.Is(err, ErrGuardianCode) {
		return err
	}
	return errors.Join(err, s.DB.OnRollback(ctx, func(ctx context.Context) error {
		_, err := s.store.all.Update(ctx, volunteerID, func(v *Volunteer) error {
			if v.Guardian == nil {
				return docstore.ErrNotFound
			}
			v.Guardian.Code.Guesses++
			return nil
		})
		return err
	}))
}
