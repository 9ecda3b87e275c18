package accounts

import (
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about second factors.
var (
	ErrFactorCode  = fault.New(fault.Invalid, "factor_wrong", "The code is not right or no longer good. Enter the one that the app shows now, and check the phone's clock.", "验证码不正确或已过期，请输入验证器当前显示的验证码，并核对手机时间。")
	ErrFactorUsed  = fault.New(fault.Invalid, "factor_used", "This code has been used already. Wait for the next one.", "该验证码已使用过，请等待下一个。")
	ErrRecovery    = fault.New(fault.Invalid, "recovery_wrong", "This is not one of your unused recovery codes.", "恢复码不正确或已使用过。")
	ErrPasskey     = fault.New(fault.Invalid, "passkey_wrong", "This passkey does not belong to this account and address, or it took too long. Try again.", "该通行密钥不属于此账号或此网址，或操作已超时，请重试。")
	ErrPasskeyHeld = fault.New(fault.Conflict, "passkey_held", "This passkey is set up already.", "该通行密钥已添加。")
	ErrPasskeyMany = fault.New(fault.Conflict, "passkey_many", "An account has at most ten passkeys. Remove one first.", "一个账号最多 10 个通行密钥，请先移除一个。")
	ErrPasskeyName = fault.New(fault.Invalid, "passkey_name", "Give the passkey a name of 1 to 30 characters.", "请为通行密钥填写名称，1 至 30 个字。")
	ErrNoPasskeys  = fault.New(fault.Conflict, "passkey_address", "Passkeys work at the platform's https address, or at http://localhost, not at a number address.", "通行密钥只能在平台的 https 网址（或 http://localhost）使用，不能用 IP 地址访问。")
	ErrFactorSet   = fault.New(fault.Conflict, "factor_set", "An authenticator app is set up already. Remove it first.", "已设置验证器应用，请先移除。")
	ErrNoFactor    = fault.New(fault.Conflict, "factor_none", "This account has no second factor.", "该账号未设置两步验证。")
	ErrLastFactor  = fault.New(fault.Conflict, "last_factor", "Your role needs a second factor. Set up another one before you remove this one.", "您的角色须启用两步验证，请先设置另一种方式再移除。")
	ErrLoginStep   = fault.New(fault.Unauthenticated, "login_step", "It took too long. Log in again from the beginning.", "操作已超时，请重新登录。")
)

// The bounds of second factors.
const (
	LoginStepLife  = 5 * time.Minute // from the password to the second factor, and from a passkey's challenge to its answer
	RecoveryCodes  = 10
	MaxPasskeys    = 10
	factorTries    = 100 // guesses of one account's second factor in a day, from wherever
	totpPeriod     = 30  // seconds
	totpNeighbours = 1   // time steps that a phone's clock may be slow or fast
)

// DefaultFactorRoles are the roles that require a second factor unless the settings say otherwise.
var DefaultFactorRoles = []auth.Role{
	auth.CountyAdmin, auth.BuyerClerk, auth.BuyerApprover, auth.BuyerFinance, auth.Evaluator, auth.SystemAdmin, auth.Auditor,
}

// factors are the second factors of one account. The id is made of the account's.
type factors struct {
	docstore.Meta `bson:",inline"`
	UserID        string         `bson:"user_id"`
	TOTP          privacy.Sealed `bson:"totp,omitempty"`      // secret of the authenticator app, in base 32
	Trial         privacy.Sealed `bson:"trial,omitempty"`     // a secret that counts from its first code on
	LastStep      int64          `bson:"last_step,omitempty"` // time step of the last code that counted
	Recovery      []string       `bson:"recovery,omitempty"`  // keyed hashes of the unused recovery codes
	Passkeys      []Passkey      `bson:"passkeys,omitempty"`
}

// Passkey is a WebAuthn credential of an account.
type Passkey struct {
	ID         string    `bson:"id"` // pky_…
	Name       string    `bson:"name"`
	Credential string    `bson:"credential"` // webauthn.Credential as JSON, without the attestation
	AddedAt    time.Time `bson:"added_at"`
	UsedAt     time.Time `bson:"used_at,omitempty"`
}

func factorsID(userID string) string { return "fac_" + strings.TrimPrefix(userID, "usr_") }

// ways returns the ways in which the factors prove the person, for User.Factors.
func (f *factors) ways() []Way {
	var ways []Way
	if len(f.TOTP) > 0 {
		ways = append(ways, WayTOTP)
	}
	if len(f.Passkeys) > 0 {
		ways = append(ways, WayPasskey)
	}
	return ways
}

// timeStep returns the number of the 30 seconds in which a code is shown.
func timeStep(now time.Time) int64 { return now.Unix() / totpPeriod }

// useCode checks a code of the authenticator app and remembers its time step, so that it counts once. It returns ErrFactorCode or ErrFactorUsed.
func (f *factors) useCode(secret, code string, now time.Time) error {
	code = strings.ReplaceAll(code, " ", "")
	for d := int64(-totpNeighbours); d <= totpNeighbours; d++ {
		step := timeStep(now) + d
		right, err := hotp.ValidateCustom(code, uint64(max(step, 0)), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil || !right { // an error means that the code has another length
			continue
		}
		if step <= f.LastStep {
			return ErrFactorUsed.At("code")
		}
		f.LastStep = step
		return nil
	}
	return ErrFactorCode.At("code")
}

// useRecovery removes the recovery code with the hash, or returns ErrRecovery.
func (f *factors) useRecovery(hash string) error {
	i := slices.Index(f.Recovery, hash) // keyed hashes of 128 bits: comparing them in variable time tells nothing about a code
	if i < 0 {
		return ErrRecovery.At("recovery")
	}
	f.Recovery = slices.Delete(slices.Clone(f.Recovery), i, i+1)
	return nil
}

// newRecoveryCode returns ten random characters (49 bits) in two groups.
func newRecoveryCode() privacy.Secret {
	p := strings.ReplaceAll(newPassword().Reveal(), "-", "")
	return privacy.Secret(p[:5] + "-" + p[5:10])
}

// normaliseRecovery allows capital letters, and spaces in place of the hyphen or none.
func normaliseRecovery(code privacy.Secret) string {
	s := strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(code.Reveal()))
	if len(s) != 10 {
		return s
	}
	return s[:5] + "-" + s[5:]
}

func (f *factors) sealedDocument() privacy.SealedDocument {
	return privacy.SealedDocument{Collection: factorsName, ID: f.ID, Sealed: map[string]privacy.Sealed{"totp": f.TOTP, "trial": f.Trial}}
}

// needsFactor reports whether a role of the user in force requires a second factor and there is none.
func (s *Service) needsFactor(u *User, now time.Time) bool {
	return len(u.Factors) == 0 && s.factorRequired(u, now)
}

func (s *Service) factorRequired(u *User, now time.Time) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return slices.Contains(s.FactorRoles, b.Role) && b.InForce(now) })
}

// hasFactor returns ErrNoFactor for an account without a second factor.
func hasFactor(u *User) error {
	if len(u.Factors) == 0 {
		return ErrNoFactor
	}
	return nil
}
