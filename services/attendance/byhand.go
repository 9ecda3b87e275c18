package attendance

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Agreement is the way in which a volunteer agreed to a record by hand.
type Agreement string

// The ways.
const (
	BySignup Agreement = "signup" // signed up themselves for the activity
	ByApp    Agreement = "app"
	ByCode   Agreement = "code" // sent to their mobile, told to the staff
)

// The bounds of hours by hand.
const (
	handSharePercent  = 10 // of a contract's people-times of a month, without a second confirmation
	agreementCodeLife = 15 * time.Minute
	agreementGuesses  = 5
	agreementCodes    = 3 // sent for one stay
)

// AgreementCode is the code that was sent last to the volunteer of a stay. The digits follow from the nonce and the activity's secret.
type AgreementCode struct {
	Nonce     string    `bson:"nonce,omitempty"` // empty once used
	ExpiresAt time.Time `bson:"expires_at,omitempty"`
	Guesses   int64     `bson:"guesses,omitempty"`
	Sent      int64     `bson:"sent,omitempty"`
}

// ByHand reports whether one end of the stay, or both, were not recorded by the code on site.
func (a *Attendance) ByHand() bool { return a.Source() != QR }

// Agreed reports whether the volunteer took part by an act of their own: checked in by the code, signed up, or agreed to the record.
func (a *Attendance) Agreed() bool { return a.InBy == QR || a.AgreedBy != "" }

// handTimes returns the people-times by hand of the stay.
func (a *Attendance) handTimes() int64 {
	if a.ByHand() {
		return 1
	}
	return 0
}

// agreeBySignup lets a sign-up by the volunteer themselves count as their agreement.
func (s *Service) agreeBySignup(ctx context.Context, a *Attendance, now time.Time) error {
	su, err := s.Activities.SignupOf(ctx, a.ActivityID, a.VolunteerID)
	if err == nil && su.Own {
		a.AgreedBy, a.AgreedAt = BySignup, now
	}
	return err
}

// aboveShare reports whether one more people-time by hand would make more than 10 % of its contract's people-times in the month in which it
// would count. Records are taken in the order in which they are confirmed.
func (s *Service) aboveShare(ctx context.Context, a *Attendance) (bool, error) {
	if a.ContractID == "" || !a.ByHand() {
		return false, nil
	}
	c, err := s.Activities.Contracts.Get(ctx, a.ContractID)
	if err != nil {
		return false, err
	}
	in := month(a.InAt)
	if in < s.Activities.Contracts.OpenMonthOf(&c) {
		in = month(s.now())
	}
	sums, err := s.store.contractMonth(ctx, a.ContractID, in)
	return (sums.HandTimes+1)*100 > (sums.PersonTimes+1)*handSharePercent, err
}

// Agree records that the acting volunteer agrees to a stay that was recorded by hand. It returns ErrHandAgreed when nothing waits for it.
func (s *Service) Agree(ctx context.Context, attendanceID string) (Attendance, error) {
	return s.takeStay(ctx, "agree", attendanceID, stayCall{Do: func(_ context.Context, q workflow.Asking, t *stay) error {
		t.AgreedBy, t.AgreedAt = ByApp, q.Now
		return nil
	}})
}

// AskAgreement sends a code to the mobile of the stay's volunteer, who tells it to the acting person if they agree to the record. It
// returns ErrHandCodes after three codes.
func (s *Service) AskAgreement(ctx context.Context, attendanceID string) (Attendance, error) {
	nonce := rand.Text()
	var digits privacy.Secret
	return s.takeStay(ctx, "ask_agreement", attendanceID, stayCall{
		Do: func(ctx context.Context, q workflow.Asking, t *stay) (err error) {
			if t.Code.Sent >= agreementCodes {
				return ErrHandCodes
			}
			t.Code = AgreementCode{Nonce: nonce, ExpiresAt: q.Now.Add(agreementCodeLife), Sent: t.Code.Sent + 1}
			digits, err = s.agreementDigits(ctx, &t.Attendance)
			return err
		},
		Tell: func(ctx context.Context, t *stay) error {
			act, err := s.Activities.Get(ctx, t.ActivityID)
			if err != nil {
				return err
			}
			return s.Outbox.Queue(ctx, notify.Message{
				Key: "attendance.agreement_code/" + t.ID + "/" + nonce, To: t.VolunteerID, Template: "attendance.agreement_code", Subject: t.ID,
				Data:   map[string]string{"title": act.Title, "day": t.Day, "minutes": fmt.Sprint(t.Minutes)},
				Secret: map[string]string{"code": digits.Reveal()}, Channels: []notify.Channel{notify.BySMS}, Urgent: true, ExpiresAt: t.Code.ExpiresAt,
			})
		},
	})
}

// AgreeByCode records the agreement of the stay's volunteer by the code that was sent to their mobile. It counts the guess and returns
// ErrHandCode when the code is wrong, used, expired or out of guesses.
func (s *Service) AgreeByCode(ctx context.Context, attendanceID string, code privacy.Secret) (Attendance, error) {
	guessed := false
	a, err := s.takeStay(ctx, "agree_by_code", attendanceID, stayCall{Do: func(ctx context.Context, q workflow.Asking, t *stay) error {
		want, err := s.agreementDigits(ctx, &t.Attendance)
		if err != nil {
			return err
		}
		c := &t.Code
		if c.Nonce == "" || c.Guesses >= agreementGuesses || !q.Now.Before(c.ExpiresAt) || !hmac.Equal([]byte(want.Reveal()), []byte(code.Reveal())) {
			guessed = c.Nonce != ""
			return ErrHandCode.At("code")
		}
		c.Nonce = ""
		t.AgreedBy, t.AgreedAt = ByCode, q.Now
		return nil
	}})
	if !guessed {
		return a, err
	}
	return a, errors.Join(err, s.DB.OnRollback(ctx, func(ctx context.Context) error { // the transaction was undone
		_, err := s.store.all.Update(ctx, attendanceID, func(a *Attendance) error {
			a.Code.Guesses++
			return nil
		})
		return err
	}))
}

// agreementDigits returns the six digits of the stay's code.
func (s *Service) agreementDigits(ctx context.Context, a *Attendance) (privacy.Secret, error) {
	secret, err := s.store.secret(ctx, a.ActivityID)
	if errors.Is(err, docstore.ErrNotFound) {
		secret, err = s.store.makeSecret(ctx, a.ActivityID)
	}
	if err != nil {
		return "", fmt.Errorf("secret of an activity: %w", err)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "agreement/%s/%s", a.ID, a.Code.Nonce)
	return privacy.Secret(fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)), nil
}
