package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math/big"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about passwords. ErrCredentials is the same for an unknown name, a wrong password and a disabled account.
var (
	ErrCredentials = fault.New(fault.Unauthenticated, "login_failed", "Login name and password do not match, or the account is not in use. Try again or ask your administrator.", "登录名或密码不正确，或账号已停用，请核对后重试或联系管理员。")
	ErrLocked      = fault.New(fault.TooMany, "login_locked", "Too many wrong tries from here. Wait {minutes} minutes, or log in with a code by phone.", "此处错误次数过多，请 {minutes} 分钟后再试，或改用手机验证码登录。")
	ErrWeak        = fault.New(fault.Invalid, "password_weak", "Use 12 to 128 characters with letters and digits or signs, at least five different ones, without the login name.", "密码为 12 至 128 个字符，须同时含字母和数字（或符号），至少 5 个不同字符，且不含登录名。")
	ErrCommon      = fault.New(fault.Invalid, "password_common", "Many people use this password or one like it, and it is guessed first. Choose several words that do not belong together.", "该密码过于常见，容易被猜中；请改用几个互不相关的词语组合。")
	ErrCurrent     = fault.New(fault.Invalid, "password_wrong", "The present password is not right.", "当前密码不正确。")
	ErrSame        = fault.New(fault.Invalid, "password_same", "Choose a password that differs from the present one.", "新密码不能与当前密码相同。")
	ErrNoLogin     = fault.New(fault.Conflict, "password_none", "This account has no login name; it logs in with a code by phone.", "该账号没有登录名，请使用手机验证码登录。")
)

// The lock-out of password guessing. MaxTries guesses are free; after that each waits twice as long as the one before.
const (
	MaxTries    = 5
	FirstWait   = time.Minute
	LongestWait = 15 * time.Minute
	triesKept   = 24 * time.Hour // after the last guess
)

// passwordTries counts password guesses for one login name, known or not, from one place: a device that logged in before, a
// network, or the account's own sessions. Nobody is shut out by guesses made elsewhere. The id is made of blind indexes.
type passwordTries struct {
	docstore.Meta `bson:",inline"`
	Login         string    `bson:"login"` // blind index
	Count         int64     `bson:"count"`
	NextAt        time.Time `bson:"next_at,omitempty"` // no guess is checked before
	EndsAt        time.Time `bson:"ends_at"`           // when the count starts again at 0
}

// count adds a guess before it is checked. On lockedError nothing is changed.
func (t *passwordTries) count(now time.Time) error {
	if !now.Before(t.EndsAt) {
		t.Count, t.NextAt = 0, time.Time{}
	}
	if now.Before(t.NextAt) {
		return lockedError{t.NextAt.Sub(now)}
	}
	t.Count++
	t.EndsAt = now.Add(triesKept)
	if t.Count >= MaxTries {
		t.NextAt = now.Add(min(FirstWait<<min(t.Count-MaxTries, 10), LongestWait))
	}
	return nil
}

// lockedError is ErrLocked with the time to wait.
type lockedError struct{ wait time.Duration }

func (e lockedError) Error() string { return ErrLocked.Error() }

func (e lockedError) Unwrap() error {
	return ErrLocked.With("minutes", strconv.Itoa(int((e.wait+time.Minute-1)/time.Minute)))
}

// checkPassword returns ErrWeak or ErrCommon unless the password may be chosen.
func checkPassword(password privacy.Secret, login string) error {
	p := password.Reveal()
	n := utf8.RuneCountInString(p)
	letter, other, kinds := false, false, map[rune]bool{}
	for _, r := range p {
		kinds[r] = true
		if unicode.IsLetter(r) {
			letter = true
		} else {
			other = true
		}
	}
	named := login != "" && strings.Contains(strings.ToLower(p), login)
	if n < 12 || n > 128 || !utf8.ValidString(p) || !letter || !other || len(kinds) < 5 || named {
		return ErrWeak
	}
	if isCommon(p) {
		return ErrCommon
	}
	return nil
}

// passwordLetters leaves out letters and digits that are easily confused, such as l and 1.
const passwordLetters = "abcdefghjkmnpqrstuvwxyz23456789"

// newPassword returns 16 random characters (79 bits) in groups of four.
func newPassword() privacy.Secret {
	var b strings.Builder
	for i := range 16 {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(passwordLetters[randomBelow(int64(len(passwordLetters)))])
	}
	return privacy.Secret(b.String())
}

// randomBelow returns a random number in [0, n).
func randomBelow(n int64) int64 {
	v, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		panic(err) // not reached: crypto/rand stops the program instead of failing
	}
	return v.Int64()
}

// The cost of argon2id: 19 MiB, two passes, one lane.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

// hasher hashes passwords, only a few at a time: one hash takes 19 MiB and about 25 ms of a processor.
type hasher struct {
	slots chan struct{}
	dummy string // compared for unknown logins, so that they take as long as known ones
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))}
	h.dummy = encodeHash(randomBytes(saltBytes), randomBytes(hashBytes))
	return h
}

// hash returns the password's hash with a new salt. It waits while too many hashes are computed; it fails only with ctx's error.
func (h *hasher) hash(ctx context.Context, password privacy.Secret) (string, error) {
	salt := randomBytes(saltBytes)
	sum, err := h.sum(ctx, password, salt)
	if err != nil {
		return "", err
	}
	return encodeHash(salt, sum), nil
}

// matches reports whether the password has that hash. An empty hash takes the same time and never matches.
func (h *hasher) matches(ctx context.Context, hash string, password privacy.Secret) (bool, error) {
	if hash == "" {
		hash = h.dummy
	}
	salt, want, err := decodeHash(hash)
	if err != nil {
		return false, err
	}
	sum, err := h.sum(ctx, password, salt)
	return err == nil && subtle.ConstantTimeCompare(sum, want) == 1, err
}

func (h *hasher) sum(ctx context.Context, password privacy.Secret, salt []byte) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return argon2.IDKey([]byte(password.Reveal()), salt, passes, memoryKiB, lanes, hashBytes), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
}

var hashPrefix = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, memoryKiB, passes, lanes)

func encodeHash(salt, sum []byte) string {
	enc := base64.RawStdEncoding
	return hashPrefix + enc.EncodeToString(salt) + "$" + enc.EncodeToString(sum)
}

func decodeHash(s string) (salt, sum []byte, err error) {
	rest, ok := strings.CutPrefix(s, hashPrefix)
	a, b, ok2 := strings.Cut(rest, "$")
	if !ok || !ok2 {
		return nil, nil, fmt.Errorf("a password hash of another kind")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(a); err == nil {
		sum, err = base64.RawStdEncoding.DecodeString(b)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("a damaged password hash: %w", err)
	}
	return salt, sum, nil
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it stops the program instead
	return b
}
