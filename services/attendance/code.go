package attendance

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// ErrCode refuses a code that is incomplete, forged, for the other direction or too old. It does not tell which.
var ErrCode = fault.New(fault.Conflict, "checkin_code_invalid", "This code is no longer good. Scan the one on the screen now.", "二维码已失效，请扫描屏幕上当前的二维码。")

// Direction tells whether a code is for checking in or out.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// Slot is the time for which one code is shown. It is accepted during the next slot too, for slow phones: 30 s at most.
const Slot = 15 * time.Second

const (
	macBytes = 16
	keyBytes = 32
)

// CodeKey is the secret from which an activity's codes are made. Its id is the activity's.
type CodeKey struct {
	docstore.Meta `bson:",inline"`
	Secret        privacy.Sealed `bson:"secret"`
}

// Code is the check-in code for the organiser's screen.
type Code struct {
	Token     string
	Digits    string // typed in for the activity when a phone's camera does not work
	Direction Direction
	NextAt    time.Time // when the screen should show the next one
	ExpiresAt time.Time // when this one is no longer accepted
	At        time.Time // the server's time, for the countdown
}

func newSecret() string {
	b := make([]byte, keyBytes)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	return base64.RawStdEncoding.EncodeToString(b)
}

func slotAt(now time.Time) int64 { return now.UnixMilli() / Slot.Milliseconds() }

// sign makes the token of the activity, slot and direction: base64url(slot | direction | activity | HMAC-SHA256[:16]).
func sign(secret, activityID string, slot int64, d Direction) string {
	b := make([]byte, 0, 9+len(activityID)+macBytes)
	b = binary.BigEndian.AppendUint64(b, uint64(slot)) //nolint:gosec // G115: slots count from 1970 and are never negative
	b = append(b, d[0])
	b = append(b, activityID...)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(b)
	return base64.RawURLEncoding.EncodeToString(append(b, mac.Sum(nil)[:macBytes]...))
}

// digits returns the six digits of a slot, which can be typed while they are valid. Unlike tokens they could be guessed, so
// few tries are allowed.
func digits(secret, activityID string, slot int64, d Direction) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = fmt.Fprintf(mac, "digits/%d/%s/%s", slot, d, activityID)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000)
}

// activityOf returns the activity named in the token, which is not verified yet, or ErrCode.
func activityOf(token string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 9+macBytes+1 || len(b) > 120 {
		return "", ErrCode
	}
	return string(b[9 : len(b)-macBytes]), nil
}

// verify returns nil for the token or the digits of the current slot or the one before, else ErrCode.
func verify(secret, activityID, shown string, d Direction, now time.Time) error {
	made := sign
	if len(shown) == 6 {
		made = digits
	}
	for _, slot := range []int64{slotAt(now), slotAt(now) - 1} {
		if hmac.Equal([]byte(shown), []byte(made(secret, activityID, slot, d))) {
			return nil
		}
	}
	return ErrCode
}
