package accounts

import (
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about access tokens.
var (
	ErrAccessToken = fault.New(fault.Unauthenticated, "token_invalid", "This access token is unknown, expired or revoked. Make a new one.", "访问令牌不存在、已过期或已撤销，请新建令牌。")
	ErrTokenScopes = fault.New(fault.Invalid, "token_scopes", "Choose at least one of the scopes that are offered.", "请至少选择一个可用的范围。")
	ErrNoToken     = fault.New(fault.Forbidden, "no_token", "This call was made without an access token.", "此次请求没有使用访问令牌。")
	ErrTokenMany   = fault.New(fault.Conflict, "token_many", "There are {most} access tokens already. Revoke one first.", "已有 {most} 个访问令牌，请先撤销不用的令牌。")
)

// The bounds of access tokens.
const (
	TokenDays    = 90  // unless the maker chooses otherwise
	MaxTokenDays = 365 // the longest life
	maxTokens    = 20  // that one person, or one organisation, has at a time
	maxTokenName = 50

	accessPrefix = "txt_"
)

// AccessToken is a token with which programs call the API: of a person, on whose behalf they act, or of an organisation. Only a hash of the
// token is stored. It lends the permissions of its scopes as far as its owner holds them when it is used.
type AccessToken struct {
	docstore.Meta `bson:",inline"`
	UserID        string            `bson:"user_id"`          // the person who made it, and unless OrgID is set its owner
	OrgID         string            `bson:"org_id,omitempty"` // the organisation that owns it
	Name          string            `bson:"name"`             // what it is for
	Scopes        []auth.TokenScope `bson:"scopes"`
	TokenHash     string            `bson:"token_hash"`
	ExpiresAt     time.Time         `bson:"expires_at"`
	UsedOn        string            `bson:"used_on,omitempty"`  // the last day of use, in Shanghai
	EndedAt       time.Time         `bson:"ended_at,omitempty"` // when it was revoked; its name stays for the audit log
}

// NewToken is the input of MakeToken and MakeOrgToken.
type NewToken struct {
	Name   string
	Scopes []auth.TokenScope
	Days   int // of its life; 0: TokenDays
}

// tokenOf returns an access token and its secret text after checking the input. may lists the scopes that are open to it.
func tokenOf(n NewToken, may []auth.TokenScope, now time.Time) (AccessToken, privacy.Secret, error) {
	if n.Days == 0 {
		n.Days = TokenDays
	}
	n.Name = strings.TrimSpace(n.Name)
	var bad fault.Problems
	if n.Name == "" || utf8.RuneCountInString(n.Name) > maxTokenName || !goodName(n.Name) {
		bad.Add("name", "length", "Say in 1 to 50 characters what the token is for.", "请用 1 至 50 个字写明令牌的用途。")
	}
	if n.Days < 1 || n.Days > MaxTokenDays {
		bad.Add("days", "range", "A token lasts 1 to 365 days.", "有效期为 1 至 365 天。")
	}
	beyond := func(s auth.TokenScope) bool { return !slices.Contains(may, s) }
	if len(n.Scopes) == 0 || slices.ContainsFunc(n.Scopes, beyond) {
		bad.Fault("scopes", ErrTokenScopes)
	}
	if err := bad.Err(); err != nil {
		return AccessToken{}, "", err
	}
	t := AccessToken{Name: n.Name, Scopes: slices.Compact(slices.Sorted(slices.Values(n.Scopes))), ExpiresAt: now.AddDate(0, 0, n.Days)}
	t.ID = id.New("tok")
	secret := t.Prefix() + base64.RawURLEncoding.EncodeToString(randomBytes(32))
	t.TokenHash = hashToken(secret)
	return t, privacy.Secret(secret), nil
}

// Prefix returns the part of the token that is no secret, by which its owner recognises it.
func (t *AccessToken) Prefix() string { return accessPrefix + strings.TrimPrefix(t.ID, "tok_") }

// accessIDOf returns the id of the access token in the text, or false when the text has another form.
func accessIDOf(token string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(token, accessPrefix)
	if !ok || len(rest) <= idLength {
		return "", false
	}
	return "tok_" + rest[:idLength], true
}

// opens reports whether the text is this token, in constant time, and the token is neither revoked nor expired.
func (t *AccessToken) opens(token string, now time.Time) bool {
	same := subtle.ConstantTimeCompare([]byte(t.TokenHash), []byte(hashToken(token))) == 1
	return same && t.EndedAt.IsZero() && now.Before(t.ExpiresAt)
}

// used returns what actors that call by the token carry.
func (t *AccessToken) used() *auth.Token { return &auth.Token{ID: t.ID, Scopes: t.Scopes} }

func tooManyTokens() error { return ErrTokenMany.With("most", strconv.Itoa(maxTokens)) }
