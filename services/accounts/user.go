package accounts

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// The refusals about users.
var (
	ErrLoginForm   = fault.New(fault.Invalid, "login_invalid", "A login name has 3 to 32 small letters, digits, dots, hyphens or underscores and begins with a letter.", "登录名为 3 至 32 位小写字母、数字、点、连字符或下划线，并以字母开头。")
	ErrLoginTaken  = fault.New(fault.Conflict, "login_taken", "Another account has this login name. Choose another one.", "登录名已被使用，请换一个。")
	ErrMobileTaken = fault.New(fault.Conflict, "mobile_taken", "Another account has this mobile number. Leave it empty or give another one.", "该手机号已绑定其他账号，请留空或换一个号码。")
	ErrName        = fault.New(fault.Invalid, "name_invalid", "Give a name of 1 to 50 characters.", "请填写姓名，1 至 50 个字。")
	ErrNameless    = fault.New(fault.Conflict, "name_needed", "Give your name first, so that others see whose work this is.", "请先填写您的姓名，以便他人知道是谁办理的。")
	ErrNamed       = fault.New(fault.Conflict, "name_set", "The account has a name already.", "该账号已填写姓名。")
	ErrEmail       = fault.New(fault.Invalid, "email_invalid", "This is not an e-mail address.", "邮箱地址不正确。")
	ErrNoWay       = fault.New(fault.Invalid, "login_or_mobile", "An account needs a login name or a mobile number.", "账号需要登录名或手机号，请至少填写一项。")
	ErrOtherPerson = fault.New(fault.Conflict, "other_person", "This account belongs to another person. Check the ID number.", "该账号登记的是另一个人，请核对身份证号码。")
	ErrHasProfile  = fault.New(fault.Conflict, "profile_taken", "This account already has a volunteer profile.", "该账号已有志愿者档案。")
	ErrLastAdmin   = fault.New(fault.Conflict, "last_admin", "This is the last system administrator. Name another one first.", "这是最后一名系统管理员，请先指定其他系统管理员。")
	ErrPreference  = fault.New(fault.Invalid, "preference_invalid", "Choose the language zh or en, the channels email or sms, and quiet hours such as 21:00 to 08:00, both or neither.", "语言可选 zh 或 en，渠道可选 email 或 sms；免打扰时段如 21:00 至 08:00，须同时填写或同时留空。")
)

// Status is the state of an account.
type Status string

// The states of an account.
const (
	Active   Status = "active"
	Disabled Status = "disabled"
)

// User is a person who may log in. The Secret fields are empty unless the method that returns the user says otherwise.
type User struct {
	docstore.Meta `bson:",inline"`

	Login        string `bson:"login,omitempty"`       // empty: logs in by code only
	PasswordHash string `bson:"password,omitempty"`    // argon2id; empty: no password
	MustChange   bool   `bson:"must_change" audit:"-"` // until the password is changed the account has no roles
	Status       Status `bson:"status" audit:"-"`

	SealedName   privacy.Sealed `bson:"name,omitempty"`
	SealedMobile privacy.Sealed `bson:"mobile,omitempty"`
	SealedEmail  privacy.Sealed `bson:"email,omitempty"`
	SealedID     privacy.Sealed `bson:"id_number,omitempty"`
	MobileKey    string         `bson:"mobile_key,omitempty" audit:"-"`
	MobileProven bool           `bson:"mobile_proven"` // a code sent to it was entered, or a job created the account
	PersonKey    string         `bson:"person_key,omitempty" audit:"-"`
	VolunteerID  string         `bson:"volunteer_id,omitempty"`

	Identity    `bson:",inline"`
	Reset       `bson:",inline"`
	Preferences `bson:",inline"`

	Factors       []Way          `bson:"factors,omitempty"`        // the second factors that are set up
	PasswordToken *PasswordToken `bson:"password_token,omitempty"` // with which the person sets the password; nil: none

	Bindings  []Binding `bson:"bindings,omitempty"`            // ended ones too
	Elsewhere []OrgTerm `bson:"elsewhere,omitempty" audit:"-"` // roles in organisations that other accounts of the person hold
	Reach     []string  `bson:"reach,omitempty" audit:"-"`     // "role" and "role@limit" of the bindings that have not ended
	Regions   []string  `bson:"regions,omitempty" audit:"-"`   // of all bindings, with the regions above, for the scope of UserManage
	Orgs      []string  `bson:"orgs,omitempty" audit:"-"`

	Name     privacy.Secret `bson:"-"`
	Mobile   privacy.Secret `bson:"-"`
	Email    privacy.Secret `bson:"-"`
	Password privacy.Secret `bson:"-"` // only in the answer of Create and ResetPassword to a command or job, when it was generated
	Sent     PasswordSent   `bson:"-"` // only in the answer of Create and ResetPassword to a person
}

// Preferences are a person's own settings.
type Preferences struct {
	Lang      string           `bson:"lang"`                 // "zh" or "en"
	Channels  []notify.Channel `bson:"channels,omitempty"`   // besides the inbox
	Chosen    bool             `bson:"chosen,omitempty"`     // Channels was chosen, also when it is empty
	QuietFrom string           `bson:"quiet_from,omitempty"` // "21:00" in Shanghai; both empty: notify's own hours
	QuietTo   string           `bson:"quiet_to,omitempty"`
}

var clock = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)

// Check returns ErrPreference for an unknown language or channel, or incomplete quiet hours.
func (p Preferences) Check() error {
	quiet := p.QuietFrom == "" && p.QuietTo == "" || clock.MatchString(p.QuietFrom) && clock.MatchString(p.QuietTo)
	known := !slices.ContainsFunc(p.Channels, func(c notify.Channel) bool { return c != notify.ByEmail && c != notify.BySMS })
	if p.Lang != "zh" && p.Lang != "en" || !quiet || !known || len(p.Channels) > 2 {
		return ErrPreference
	}
	return nil
}

// effective returns the preferences with the defaults in the place of what the user has not set: e-mail if there is an address,
// else SMS, and notify's quiet hours. The addresses of u are revealed.
func (u *User) effective() Preferences {
	p := u.Preferences
	if !p.Chosen && len(p.Channels) == 0 {
		p.Channels = notify.Contact{Email: u.Email}.Preferred()
	}
	if p.QuietFrom == "" || p.QuietTo == "" {
		p.QuietFrom, p.QuietTo = notify.DefaultQuietFrom, notify.DefaultQuietTo
	}
	return p
}

// NewUser is the input of Create. A login name or a mobile is needed; everything else may be empty.
type NewUser struct {
	Name     privacy.Secret
	Login    string
	Password privacy.Secret // given by commands and jobs only; empty: generated for them, and to be changed when first used
	Mobile   privacy.Secret
	Email    privacy.Secret
	IDNumber privacy.Secret // of the ID card that the actor has seen: it counts as verified
	Lang     string         // empty: zh
	Origin   string         // the site's address, for the link in the message
	Bindings []auth.Binding
}

var loginForm = regexp.MustCompile(`^[a-z][a-z0-9._-]{2,31}$`)

func normaliseLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func goodName(s string) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= 50 && strings.IndexFunc(s, unicode.IsControl) < 0
}

var mailForm = regexp.MustCompile(`^[^@\s<>"(),;:\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)

func goodEmail(s string) bool { return len(s) <= 200 && mailForm.MatchString(s) }

// Actor returns the user as an actor with the bindings in force at now; none while the password has to be changed.
func (u *User) Actor(sessionID string, now time.Time) auth.Actor {
	a := auth.Actor{
		UserID: u.ID, PersonKey: u.PersonKey, SessionID: sessionID, Lang: u.Lang,
		Unverified: u.VerifiedKey == "", MoneyFrom: u.moneyFrom(now), Elsewhere: u.elsewhere(now),
	}
	if u.MustChange {
		return a
	}
	a.VolunteerID = u.VolunteerID
	for _, b := range u.Bindings {
		if b.InForce(now) {
			a.Bindings = append(a.Bindings, b.Binding)
		}
	}
	return a
}

// Has reports whether the user holds the role at now.
func (u *User) Has(role auth.Role, now time.Time) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Role == role && b.InForce(now) })
}

// staff reports whether the user holds a role that reaches beyond their own records and drafts.
func (u *User) staff(now time.Time) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool {
		return !b.taken() && b.InForce(now)
	})
}

// managedBy reports whether the actor could give every role that the user holds, besides those that people take themselves.
func (u *User) managedBy(a auth.Actor, now time.Time) bool {
	if a.Job != "" {
		return true
	}
	any := false
	for _, b := range u.Bindings {
		if b.ended(now) || b.taken() {
			continue
		}
		if !auth.CanGrant(a, b.Binding) {
			return false
		}
		any = true
	}
	return any
}

// lastRoleIn reports whether all roles of the account but those in drafts of organisations have ended, and the last of them
// lay within the actor's reach.
func (u *User) lastRoleIn(a auth.Actor, now time.Time) bool {
	var last time.Time
	for _, b := range u.Bindings {
		if b.Role == auth.OrgFounder {
			continue
		}
		if !b.ended(now) {
			return false
		}
		if b.To.After(last) {
			last = b.To
		}
	}
	return !last.IsZero() && !slices.ContainsFunc(u.Bindings, func(b Binding) bool {
		return b.Role != auth.OrgFounder && b.To.Equal(last) && !auth.CanGrant(a, b.Binding)
	})
}

// newUserProblems collects the refused fields of a new user.
type newUserProblems struct{ fault.Problems }

func (d *newUserProblems) check(ok bool, path string, f *fault.Fault) {
	if !ok {
		d.Fault(path, f)
	}
}

// atField adds the path of the field to an error of kind fault.Invalid.
func atField(err error, path string) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	return f.At(path)
}
