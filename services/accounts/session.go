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

// Method is how a session was begun.
type Method string

// The ways to log in.
const (
	ByPassword Method = "password"
	ByCode     Method = "code"
)

// How long sessions last: without being used, and at all. Whoever has a role beyond their own records is staff.
const (
	StaffIdle = 30 * time.Minute
	StaffLife = 12 * time.Hour
	OwnIdle   = 7 * 24 * time.Hour
	OwnLife   = 30 * 24 * time.Hour

	seenStep  = 2 * time.Minute  // how exactly it is known when a session was last used
	freshCode = 10 * time.Minute // how long a login by code stands in for the present password
)

// Session is one login. Its token, which names the session by its id, is kept nowhere.
type Session struct {
	docstore.Meta `bson:",inline"`
	UserID        string    `bson:"user_id"`
	TokenHash     string    `bson:"token_hash"`
	Method        Method    `bson:"method"`
	Client        string    `bson:"client,omitempty"` // what the browser or program calls itself
	StartedAt     time.Time `bson:"started_at"`
	SeenAt        time.Time `bson:"seen_at"`
	EndsAt        time.Time `bson:"ends_at"` // unless it is used again
}

// newSession returns a session and the token that stands for it.
func newSession(userID string, m Method, client string, staff bool, now time.Time) (Session, privacy.Secret) {
	s := Session{UserID: userID, Method: m, Client: clientName(client), StartedAt: now, SeenAt: now}
	s.ID = id.New("ses")
	token := tokenMark + strings.TrimPrefix(s.ID, "ses_") + base64.RawURLEncoding.EncodeToString(random(32))
	s.TokenHash = hashToken(token)
	s.EndsAt = s.end(staff)
	return s, privacy.Secret(token)
}

const (
	tokenMark  = "txs_"
	nameLength = 26 // of an id behind its prefix
)

// sessionNamed is the id of the session that the token is of, if it is one's.
func sessionNamed(token string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(token, tokenMark)
	if !ok || len(rest) <= nameLength {
		return "", false
	}
	return "ses_" + rest[:nameLength], true
}

// opens tells whether the token is the one that was given out for the session.
func (s *Session) opens(token string) bool {
	return subtle.ConstantTimeCompare([]byte(s.TokenHash), []byte(hashToken(token))) == 1
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// end is when the session ends unless it is used again.
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

// Expires is when the session ends even if it is used all the time.
func (s *Session) Expires(staff bool) time.Time {
	if staff {
		return s.StartedAt.Add(StaffLife)
	}
	return s.StartedAt.Add(OwnLife)
}

// clientName keeps what can be shown of a User-Agent.
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
