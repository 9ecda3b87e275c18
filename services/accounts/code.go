package accounts

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about one-time codes. They do not depend on whether the number has an account.
var (
	ErrCode             = fault.New(fault.Unauthenticated, "code_invalid", "The code is not right or no longer good. Check it or ask for a new one.", "验证码不正确或已失效，请核对或重新获取。")
	ErrCodesTooOften    = fault.New(fault.TooMany, "code_too_often", "Too many codes were asked for with this number. Wait 15 minutes; after ten in a day, until tomorrow.", "该号码获取验证码过于频繁，请 15 分钟后再试；一天超过 10 次请明天再试。")
	ErrCodesUnavailable = fault.New(fault.Unavailable, "code_unavailable", "No more codes can be sent at the moment. Log in with your password or try later.", "暂时无法发送验证码，请使用密码登录或稍后再试。")
)

// The bounds of one-time codes.
const (
	CodeLife     = 5 * time.Minute
	CodeGuesses  = 5  // of one code
	CodesPerSpan = 3  // for one number within CodeSpan
	CodesPerDay  = 10 // for one number within 24 hours
	CodeSpan     = 15 * time.Minute
	codeDay      = 24 * time.Hour
)

// code holds the one-time codes of one mobile number. Only the latest is valid. The id is made of the blind index.
type code struct {
	docstore.Meta `bson:",inline"`
	UserID        string         `bson:"user_id"` // the account, or the id of the account that a login will create
	Mobile        privacy.Sealed `bson:"mobile"`
	Lang          string         `bson:"lang"`
	Nonce         string         `bson:"nonce"`          // differs for each code of a number
	Hash          string         `bson:"hash,omitempty"` // keyed hash of the code; empty once used
	Guesses       int64          `bson:"guesses"`
	ExpiresAt     time.Time      `bson:"expires_at"`
	Sent          []time.Time    `bson:"sent"`    // within the last 24 hours, oldest first
	EndsAt        time.Time      `bson:"ends_at"` // when the document may be removed
}

// maySend returns ErrCodesTooOften when too many codes were sent to the number.
func (c *code) maySend(now time.Time) error {
	lately, today := 0, 0
	for _, at := range c.Sent {
		if at.After(now.Add(-CodeSpan)) {
			lately++
		}
		if at.After(now.Add(-codeDay)) {
			today++
		}
	}
	if lately >= CodesPerSpan || today >= CodesPerDay {
		return ErrCodesTooOften
	}
	return nil
}

// send replaces the valid code by a new one. On ErrCodesTooOften nothing is changed.
func (c *code) send(nonce, hash string, now time.Time) error {
	if err := c.maySend(now); err != nil {
		return err
	}
	c.Sent = slices.DeleteFunc(c.Sent, func(at time.Time) bool { return !at.After(now.Add(-codeDay)) })
	c.Sent = append(c.Sent, now)
	c.Nonce, c.Hash, c.Guesses = nonce, hash, 0
	c.ExpiresAt, c.EndsAt = now.Add(CodeLife), now.Add(codeDay)
	return nil
}

// open reports whether there is a valid code with guesses left.
func (c *code) open(now time.Time) bool {
	return c.Hash != "" && c.Guesses < CodeGuesses && now.Before(c.ExpiresAt)
}

// guess counts a guess and reports whether it is right. A right guess uses up the code. Call open first.
func (c *code) guess(hash string) bool {
	c.Guesses++
	if subtle.ConstantTimeCompare([]byte(hash), []byte(c.Hash)) != 1 {
		return false
	}
	c.Hash = ""
	return true
}

func newCode() privacy.Secret { return privacy.Secret(fmt.Sprintf("%06d", randomBelow(1_000_000))) }
