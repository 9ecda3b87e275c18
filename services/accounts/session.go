package accounts

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"
	"unicode"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// Method is the way of logging in by which a session was started.
type Method string

// The ways to log in.
const (
	ByPassword Method = "password"
	ByCode     Method = "code"
	BySSO      Method = "sso" // at an identity provider
)

// How long sessions last without use (Idle) and in all (Life). Staff are users with a role beyond their own records.
const (
	StaffIdle = 30 * time.Minute
	StaffLife = 12 * time.Hour
	OwnIdle   = 7 * 24 * time.Hour
	OwnLife   = 30 * 24 * time.Hour

	seenStep  = 2 * time.Minute  // precision of Session.SeenAt
	freshCode = 10 * time.Minute // how long after a login by code the current password is not needed
)

// Session is one login. Its token contains the session's id; only the hash of the token is stored.
type Session struct {
	docstore.Meta `bson:",inline"`
	UserID        string    `bson:"user_id"`
	TokenHash     string    `bson:"token_hash"`
	Method        Method    `bson:"method"`
	Provider      string    `bson:"provider,omitempty"` // key of the identity provider, of a session BySSO
	Client        string    `bson:"client,omitempty"`   // from the User-Agent header
	StartedAt     time.Time `bson:"started_at"`
	SeenAt        time.Time `bson:"seen_at"`
	EndsAt        time.Time `bson:"ends_at"`             // unless it is used again
	FreshAt       time.Time `bson:"fresh_at,omitempty"`  // when the person last proved who they are: by logging in or by a step-up
	Half          bool      `bson:"half,omitempty"`      // the first step of a login; it opens nothing but the second one
	Tries         string    `bson:"tries,omitempty"`     // of a first step: where guesses of the second factor are counted
	Challenge     string    `bson:"challenge,omitempty"` // to a passkey, as JSON; it is answered once
	FactorAt      time.Time `bson:"factor_at,omitempty"` // when a second factor was last given; zero: never
}

// newSession returns a session and its token.
func newSession(userID string, m Method, client string, staff bool, now time.Time) (Session, privacy.Secret) {
	s := Session{UserID: userID, Method: m, Client: clientName(client), StartedAt: now, SeenAt: now, FreshAt: now}
	s.ID = id.New("ses")
	token := tokenPrefix + strings.TrimPrefix(s.ID, "ses_") + base64.RawURLEncoding.EncodeToString(randomBytes(32))
	s.TokenHash = hashToken(token)
	s.EndsAt = s.end(staff)
	return s, privacy.Secret(token)
}

const (
	tokenPrefix = "txs_"
	idLength    = 26 // of a session's id without its prefix
)

// sessionIDOf returns the session's id in the token, or false when the token has another form.
func sessionIDOf(token string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok || len(rest) <= idLength {
		return "", false
	}
	return "ses_" + rest[:idLength], true
}

// hasToken reports whether the token is the session's, in constant time.
func (s *Session) hasToken(token string) bool {
	return subtle.ConstantTimeCompare([]byte(s.TokenHash), []byte(hashToken(token))) == 1
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// end returns when the session ends unless it is used again.
func (s *Session) end(staff bool) time.Time {
	idle := OwnIdle
	if staff {
		idle = StaffIdle
	}
	if end := s.SeenAt.Add(idle); end.Before(s.Expires(staff)) {
		return end
	}
	return s.Expires(staff)
}

// Expires returns when the session ends even if it is used all the time.
func (s *Session) Expires(staff bool) time.Time {
	if staff {
		return s.StartedAt.Add(StaffLife)
	}
	return s.StartedAt.Add(OwnLife)
}

// clientName returns the printable part of a User-Agent, at most 120 characters.
func clientName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 120 {
		s = string(r[:120])
	}
	return s
}
