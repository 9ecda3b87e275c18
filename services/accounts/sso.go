package accounts

import (
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
)

// The refusals about single sign-on. Those of the protocol are in package oidc.
var (
	ErrSSOProvider = fault.New(fault.NotFound, "sso_provider", "This platform does not use that identity platform. Log in with your password.", "本平台未接入该统一身份认证平台，请使用密码登录。")
	ErrSSONext     = fault.New(fault.Invalid, "sso_next", "The address to return to is not one of our own pages. Open the workbench and log in there.", "登录后返回的地址不是本站页面，请打开工作台重新登录。")
	ErrSSOUnlinked = fault.New(fault.Conflict, "sso_unlinked", "No account here is linked to you at the identity platform. Give your administrator the code, or log in by password and link it.", "本平台没有账号与您在统一身份认证平台的身份关联。请把关联码告知管理员办理，或用密码登录后在个人设置中自行关联。")
	ErrSSOStopped  = fault.New(fault.Conflict, "sso_stopped", "Your account is disabled. Ask your administrator.", "您的账号已停用，请联系管理员。")
	ErrSSOPerson   = fault.New(fault.Conflict, "sso_other_person", "The identity platform says that you are another person than the one of this account. Nothing was changed; tell your administrator.", "统一身份认证平台提供的身份证号码与该账号的持有人不一致，未作任何更改，请告知管理员。")
	ErrSSOHeld     = fault.New(fault.Conflict, "sso_held", "Another account is linked to this person at the identity platform. Remove that link first.", "该身份已关联其他账号，请先解除原关联。")
	ErrSSOLinked   = fault.New(fault.Conflict, "sso_linked", "This account is linked to another person at this identity platform. Remove that link first.", "该账号已在此统一身份认证平台关联另一身份，请先解除原关联。")
	ErrSSOCode     = fault.New(fault.Invalid, "sso_code", "This is not a link code: 16 letters and digits, as the person sees them after logging in at the identity platform. Compare it.", "关联码不正确：应为 16 位字母和数字，在本人于统一身份认证平台登录后显示，请核对。")
)

// LinkWay is how a link was made.
type LinkWay string

// The ways to link an account.
const (
	LinkedByIDNumber LinkWay = "id_number" // the provider told the verified ID number of the account
	LinkedByStaff    LinkWay = "staff"     // an administrator entered the person's code
	LinkedBySelf     LinkWay = "self"      // the person, while logged in
)

// Link ties an account to a person at an identity provider. Its id is made of the link code, which stands for issuer and subject; these
// are not stored.
type Link struct {
	docstore.Meta `bson:",inline"`
	UserID        string    `bson:"user_id"`
	Provider      string    `bson:"provider"` // key of its settings
	Way           LinkWay   `bson:"way"`
	LinkedAt      time.Time `bson:"linked_at"`
	LinkedBy      string    `bson:"linked_by"` // the person, or the administrator
}

const linkPrefix = "lnk_"

// codeLetters are Crockford's 32: without I, L, O and U, which are mistaken for others.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 16 // 75 bits of a keyed hash, and a check letter

// linkCode returns the code of a person at a provider. It is a keyed hash, so it tells nothing, and nobody can look for a person with
// the code of another one.
func (s *Service) linkCode(who oidc.Identity) string {
	hash := s.Index.Index("sso_subject", who.Issuer+"\n"+who.Subject)
	var b strings.Builder
	sum, bits, left := 0, 0, 0
	for _, digit := range hash {
		bits, left = bits<<4|strings.IndexRune("0123456789abcdef", digit), left+4
		if left < 5 {
			continue
		}
		left -= 5
		letter := bits >> left & 31
		bits &= 1<<left - 1
		sum += (2*b.Len() + 1) * letter
		b.WriteByte(codeLetters[letter])
		if b.Len() == codeLength-1 {
			break
		}
	}
	b.WriteByte(codeLetters[sum%32])
	return b.String()
}

// readLinkCode returns a code that somebody typed in its own form, or ErrSSOCode when a letter is wrong, missing or too many.
func readLinkCode(typed string) (string, error) {
	code := strings.NewReplacer(" ", "", "-", "", "I", "1", "L", "1", "O", "0").Replace(strings.ToUpper(typed))
	sum := 0
	for i := range len(code) {
		letter := strings.IndexByte(codeLetters, code[i])
		if letter < 0 || i == codeLength-1 && letter != sum%32 {
			return "", ErrSSOCode.At("code")
		}
		sum += (2*i + 1) * letter
	}
	if len(code) != codeLength {
		return "", ErrSSOCode.At("code")
	}
	return code, nil
}

// showLinkCode writes the code in groups of four.
func showLinkCode(code string) string {
	return code[:4] + "-" + code[4:8] + "-" + code[8:12] + "-" + code[12:]
}

// ownPath returns the path to return to after logging in: next, or the workbench when it is empty. It returns ErrSSONext for anything
// but a page of the workbench, such as another host's.
func ownPath(next string) (string, error) {
	const home = "/console/"
	if next == "" {
		return home, nil
	}
	plain := func(r rune) bool {
		return r == '/' || r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if !strings.HasPrefix(next, home) || strings.Contains(next, "//") || strings.Contains(next, "..") || len(next) > 200 ||
		strings.IndexFunc(next, func(r rune) bool { return !plain(r) }) >= 0 {
		return "", ErrSSONext
	}
	return next, nil
}
