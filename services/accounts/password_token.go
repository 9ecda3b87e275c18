package accounts

import (
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about setting a password with a link or a printed code.
var (
	ErrToken     = fault.New(fault.Invalid, "password_token", "This link or code is not right, was used, or is no longer good. Ask whoever looks after your account for a new one.", "链接或密码单代码不正确、已使用或已失效，请向您的账号管理员重新索取。")
	ErrTokenForm = fault.New(fault.Invalid, "code_mistyped", "The code was mistyped: its check character does not fit. Compare it with the sheet.", "代码输入有误（校验位不符），请对照密码单核对。")
	ErrTokenID   = fault.New(fault.Invalid, "id_tail_wrong", "These are not the last six characters of the ID number of the account's person. After five wrong tries the code is no longer good.", "与账号登记的身份证号码后六位不一致；错误 5 次后代码失效。")
	ErrHandOver  = fault.New(fault.Conflict, "hand_over_needed", "Nobody has confirmed yet that you hold this sheet. Another administrator than the one who printed it, to whom you show your ID card, confirms it on the page of your account.", "尚未确认密码单已交到您手中。请向打印者以外的另一位管理员出示身份证，由其在您的账号页面确认交付。")
	ErrOwnToken  = fault.New(fault.Forbidden, "own_reset", "You made this link or code for somebody else. Only that person sets the password, on a device of their own; and another administrator than you confirms that they hold the sheet.", "该链接或密码单是您为他人办理的，须由本人在自己的设备上设置密码；密码单须由另一位管理员确认交付。")
	ErrLoggedIn  = fault.New(fault.Conflict, "other_account", "This browser is logged in with another account. Log out there first, then open the link again.", "此浏览器已登录其他账号，请先退出登录，再打开链接。")
	ErrNoSheet   = fault.New(fault.Conflict, "sheet_none", "There is no printed code of this account that waits to be handed over.", "该账号没有待交付的密码单。")
)

// TokenWay is how the secret for setting a password reaches the person.
type TokenWay string

// The ways of a password token.
const (
	TokenBySMS   TokenWay = "sms"
	TokenByEmail TokenWay = "email"
	TokenPrinted TokenWay = "print"
)

// How long a password token is good, and how often the ID number may be guessed with a printed code.
const (
	LinkLife     = 24 * time.Hour
	SheetLife    = 7 * 24 * time.Hour
	TokenGuesses = 5
)

// PasswordToken is the one-time secret with which the person of an account sets its password, so that nobody else ever knows one.
// A newer one replaces it, and setting a password removes it. A printed code works only after somebody else than its maker has
// confirmed that the person holds it (HandedBy). Values are not changed once stored in a User: copy and replace them.
type PasswordToken struct {
	Way       TokenWay  `bson:"way"`
	Hash      string    `bson:"hash"` // keyed
	MadeBy    string    `bson:"made_by"`
	MakerKey  string    `bson:"maker_key,omitempty"` // the maker as a person
	ExpiresAt time.Time `bson:"expires_at"`
	Guesses   int64     `bson:"guesses,omitempty"` // wrong ID numbers
	HandedBy  string    `bson:"handed_by,omitempty"`
}

// openToken returns the token that is still good at now; nil for none.
func (u *User) openToken(now time.Time) *PasswordToken {
	if t := u.PasswordToken; t != nil && now.Before(t.ExpiresAt) && t.Guesses < TokenGuesses {
		return t
	}
	return nil
}

// PasswordSent is how the secret of a new token reaches the person, as its maker may know it.
type PasswordSent struct {
	Way  TokenWay
	To   string         // masked number or address; empty for a printed code
	Code privacy.Secret // only of a printed code
}

// newLink returns a secret of 256 bits for a link, behind the account's id without its prefix.
func newLink(userID string) privacy.Secret {
	return privacy.Secret(strings.TrimPrefix(userID, "usr_") + base64.RawURLEncoding.EncodeToString(randomBytes(32)))
}

// linkedUser returns the account's id in a link's secret, or false when it has another form.
func linkedUser(link privacy.Secret) (userID string, ok bool) {
	s := link.Reveal()
	if len(s) != idLength+base64.RawURLEncoding.EncodedLen(32) {
		return "", false
	}
	return "usr_" + s[:idLength], true
}

const sheetRandom = 15 // random characters of a printed code, 74 bits; the 16th is the check character

// newSheetCode returns a code for a printed sheet in groups of four capitals and digits. A single wrong character, or two neighbours
// in the wrong order, are found by the check character.
func newSheetCode() privacy.Secret {
	b := make([]byte, 0, sheetRandom+1)
	for range sheetRandom {
		b = append(b, passwordLetters[randomBelow(int64(len(passwordLetters)))])
	}
	b = append(b, sheetCheck(b))
	s := strings.ToUpper(string(b))
	return privacy.Secret(s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:])
}

// sheetCheck returns the check character of the others: their sum, weighted by place, modulo the prime 31, the number of letters.
func sheetCheck(others []byte) byte {
	sum := 0
	for i, c := range others {
		sum += (i + 1) * strings.IndexByte(passwordLetters, c)
	}
	return passwordLetters[sum%len(passwordLetters)]
}

// readSheetCode returns the code as newSheetCode made it without hyphens, in small letters, or ErrTokenForm at its field.
func readSheetCode(code privacy.Secret) (string, error) {
	s := strings.ToLower(strings.NewReplacer("-", "", " ", "", "—", "").Replace(code.Reveal()))
	others := []byte(s[:max(0, len(s)-1)])
	for _, c := range others {
		if strings.IndexByte(passwordLetters, c) < 0 {
			return "", ErrTokenForm.At("code")
		}
	}
	if len(others) != sheetRandom || s[sheetRandom] != sheetCheck(others) {
		return "", ErrTokenForm.At("code")
	}
	return s, nil
}

// tokenHash returns the keyed hash under which the secret of the account is stored.
func (s *Service) tokenHash(userID, secret string) string {
	return s.Index.Index("password_token", userID+"/"+secret)
}

func sameHash(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
