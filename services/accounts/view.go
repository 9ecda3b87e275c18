package accounts

import (
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

type loginRequest struct {
	Login    string         `json:"login" validate:"required,max=100"`
	Password privacy.Secret `json:"password" validate:"required,max=200" swaggertype:"string"`
	Cookie   bool           `json:"cookie"` // true for browsers: the token comes as a cookie that scripts cannot read
}

type codeRequest struct {
	Mobile privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`
}

type verifyRequest struct {
	Mobile privacy.Secret `json:"mobile" validate:"required,max=40" swaggertype:"string"`
	Code   privacy.Secret `json:"code" validate:"required,len=6,numeric" swaggertype:"string"`
	Cookie bool           `json:"cookie"`
}

type passwordRequest struct {
	Current privacy.Secret `json:"current" validate:"max=200" swaggertype:"string"` // not needed just after a login by code
	New     privacy.Secret `json:"new" validate:"required,max=200" swaggertype:"string"`
}

type nameRequest struct {
	Name privacy.Secret `json:"name" validate:"required,max=50" swaggertype:"string"`
}

type preferencesRequest struct {
	Lang      string           `json:"lang" validate:"required,oneof=zh en"`
	Channels  []notify.Channel `json:"channels" validate:"max=2,unique,dive,oneof=email sms"` // those missing are off; without the field: the default
	QuietFrom string           `json:"quiet_from" validate:"max=5"`                           // both empty: the default
	QuietTo   string           `json:"quiet_to" validate:"max=5"`
}

type bindingRequest struct {
	Role     auth.Role `json:"role" validate:"required,max=40"`
	Region   string    `json:"region" validate:"max=100"` // path: 52/5201/
	OrgID    string    `json:"org_id" validate:"max=40"`
	Assigned string    `json:"assigned" validate:"max=40"` // one evaluation
	From     time.Time `json:"from" format:"date-time"`
	To       time.Time `json:"to" format:"date-time"`
}

func (r bindingRequest) binding() auth.Binding {
	return auth.Binding{Role: r.Role, Region: r.Region, OrgID: r.OrgID, Assigned: r.Assigned, From: r.From, To: r.To}
}

type userRequest struct {
	Login    string           `json:"login" validate:"required,max=32"`
	Name     privacy.Secret   `json:"name" validate:"required,max=50" swaggertype:"string"`
	Mobile   privacy.Secret   `json:"mobile" validate:"max=40" swaggertype:"string"`
	Email    privacy.Secret   `json:"email" validate:"max=200" swaggertype:"string"`
	IDNumber privacy.Secret   `json:"id_number" validate:"max=40" swaggertype:"string"`
	Lang     string           `json:"lang" validate:"omitempty,oneof=zh en"`
	Bindings []bindingRequest `json:"bindings" validate:"required,min=1,max=20,dive"`
}

func (r userRequest) user() NewUser {
	n := NewUser{Login: r.Login, Name: r.Name, Mobile: r.Mobile, Email: r.Email, IDNumber: r.IDNumber, Lang: r.Lang}
	for _, b := range r.Bindings {
		n.Bindings = append(n.Bindings, b.binding())
	}
	return n
}

// startedView is a new session. Token is empty when it was set as a cookie.
type startedView struct {
	Token              string    `json:"token,omitempty"`
	ExpiresAt          time.Time `json:"expires_at" format:"date-time"`
	UserID             string    `json:"user_id"`
	MustChangePassword bool      `json:"must_change_password"`

	SecondStep []Way  `json:"second_step,omitempty"` // there is no session yet: the ways to finish logging in, at /auth/factor
	StepToken  string `json:"step_token,omitempty"`  // for /auth/factor; empty when it was set as a cookie
}

type codeSentView struct {
	ExpiresInSeconds int `json:"expires_in_seconds"`
}

type bindingView struct {
	ID         string     `json:"id"`
	Role       auth.Role  `json:"role"`
	Region     string     `json:"region,omitempty"`
	RegionName string     `json:"region_name,omitempty"`
	OrgID      string     `json:"org_id,omitempty"`
	OrgName    string     `json:"org_name,omitempty"` // in the own account
	Assigned   string     `json:"assigned,omitempty"`
	From       time.Time  `json:"from" format:"date-time"`
	To         *time.Time `json:"to,omitempty" format:"date-time"`

	Acts []workflow.ActView `json:"acts,omitempty"` // in the view of one account
}

// meView is the user's own account. Permissions follow from the roles in force.
type meView struct {
	ID                 string            `json:"id"`
	Login              string            `json:"login,omitempty"`
	Name               string            `json:"name,omitempty"`
	Mobile             string            `json:"mobile,omitempty" example:"138****1234"`
	Email              string            `json:"email,omitempty"`
	VolunteerID        string            `json:"volunteer_id,omitempty"`
	MustChangePassword bool              `json:"must_change_password"`
	Lang               string            `json:"lang"`
	Channels           []notify.Channel  `json:"channels"`
	QuietFrom          string            `json:"quiet_from,omitempty"`
	QuietTo            string            `json:"quiet_to,omitempty"`
	Roles              []bindingView     `json:"roles"`
	Permissions        []auth.Permission `json:"permissions"`
	StepUp             []Way             `json:"step_up"`                                 // the ways to prove again who one is
	FactorRequired     bool              `json:"factor_required,omitempty"`               // a role needs a second factor and there is none: until then nothing else is open
	IDNeeded           bool              `json:"id_needed"`                               // a role works only with a verified ID number, and this account has none
	MoneyFrom          *time.Time        `json:"money_from,omitempty" format:"date-time"` // after a reset by somebody else: no steps over money before
}

// userView is an account as its administrators see it.
type userView struct {
	ID                 string        `json:"id"`
	Version            int64         `json:"version"` // its ETag, for If-Match
	Login              string        `json:"login,omitempty"`
	Name               string        `json:"name,omitempty"` // masked unless the asking person manages all roles of the account
	Mobile             string        `json:"mobile,omitempty" example:"138****1234"`
	Email              string        `json:"email,omitempty" example:"z***@example.org"`
	Status             Status        `json:"status"`
	MustChangePassword bool          `json:"must_change_password"`
	Bindings           []bindingView `json:"bindings"` // those that have not ended
	IDVerified         bool          `json:"id_verified"`
	IDVerifiedAt       *time.Time    `json:"id_verified_at,omitempty" format:"date-time"`
	IDVerifiedBy       string        `json:"id_verified_by,omitempty"`
	IDNeeded           bool          `json:"id_needed"`                               // a role works only with a verified ID number, and this account has none
	MoneyFrom          *time.Time    `json:"money_from,omitempty" format:"date-time"` // after a reset by somebody else: no steps over money before
	PasswordToken      *tokenView    `json:"password_token,omitempty"`                // the link or printed code that is still good
	CreatedAt          time.Time     `json:"created_at" format:"date-time"`

	Acts []workflow.ActView `json:"acts"`
}

// passwordSentView says how the person gets the secret with which to set the password.
type passwordSentView struct {
	User userView `json:"user"`
	Way  TokenWay `json:"way" enums:"sms,email,print"`
	To   string   `json:"to,omitempty" example:"138****1234"`           // where the link went; empty for a printed code
	Code string   `json:"code,omitempty" example:"7KQM-2XBA-94TR-HWCD"` // to print, this once
}

// tokenView is a link or printed code with which the person may set the password.
type tokenView struct {
	Way       TokenWay  `json:"way" enums:"sms,email,print"`
	MadeBy    string    `json:"made_by"`
	HandedBy  string    `json:"handed_by,omitempty"` // who confirmed that the person holds the printed code; without that it does not work
	ExpiresAt time.Time `json:"expires_at" format:"date-time"`
}

type sessionView struct {
	ID        string    `json:"id"`
	Method    Method    `json:"method"`
	Client    string    `json:"client,omitempty"`
	StartedAt time.Time `json:"started_at" format:"date-time"`
	SeenAt    time.Time `json:"seen_at" format:"date-time"`
	Current   bool      `json:"current"`
}

func viewBinding(b Binding, regions *region.Tree) bindingView {
	v := bindingView{ID: b.ID, Role: b.Role, Region: b.Region, OrgID: b.OrgID, Assigned: b.Assigned, From: b.From}
	if b.Region != "" {
		v.RegionName = regions.FullName(b.Region)
	}
	if !b.To.IsZero() {
		v.To = &b.To
	}
	return v
}

func viewBindings(list []Binding, regions *region.Tree, keep func(Binding) bool) []bindingView {
	out := []bindingView{}
	for _, b := range list {
		if keep(b) {
			out = append(out, viewBinding(b, regions))
		}
	}
	return out
}

func viewUser(u User, regions *region.Tree, now time.Time) userView {
	v := userView{
		ID: u.ID, Version: u.Version, Login: u.Login, Name: u.Name.Reveal(), Mobile: u.Mobile.Reveal(), Email: u.Email.Reveal(), Status: u.Status,
		MustChangePassword: u.MustChange, CreatedAt: u.CreatedAt,
		Bindings:   viewBindings(u.Bindings, regions, func(b Binding) bool { return !b.ended(now) }),
		IDVerified: u.VerifiedKey != "", IDVerifiedBy: u.VerifiedBy, IDNeeded: u.idNeeded(now), MoneyFrom: u.moneyView(now),
	}
	if v.IDVerified {
		v.IDVerifiedAt = &u.VerifiedAt
	}
	if t := u.openToken(now); t != nil {
		v.PasswordToken = &tokenView{Way: t.Way, MadeBy: t.MadeBy, HandedBy: t.HandedBy, ExpiresAt: t.ExpiresAt}
	}
	return v
}

// moneyView returns moneyFrom for a view; nil for the zero time.
func (u *User) moneyView(now time.Time) *time.Time {
	if at := u.moneyFrom(now); !at.IsZero() {
		return &at
	}
	return nil
}

func viewMe(u User, regions *region.Tree, now time.Time) meView {
	p := u.effective()
	v := meView{
		ID: u.ID, Login: u.Login, Name: u.Name.Reveal(), Mobile: privacy.MaskMobile(u.Mobile.Reveal()), Email: u.Email.Reveal(),
		VolunteerID: u.VolunteerID, MustChangePassword: u.MustChange, Lang: u.Lang, Channels: p.Channels,
		QuietFrom: p.QuietFrom, QuietTo: p.QuietTo,
		Roles:       viewBindings(u.Bindings, regions, func(b Binding) bool { return b.InForce(now) && !u.MustChange }),
		Permissions: permissions(u.Actor("", now)), StepUp: u.ways(),
		IDNeeded: u.idNeeded(now) && !u.MustChange, MoneyFrom: u.moneyView(now),
	}
	if v.Channels == nil {
		v.Channels = []notify.Channel{}
	}
	return v
}

// permissions lists the actor's permissions in alphabetical order, without OrgRegister for whoever may not found an
// organisation in their own area (auth.Apart).
func permissions(a auth.Actor) []auth.Permission {
	apart := slices.ContainsFunc(a.Bindings, func(b auth.Binding) bool { return auth.Apart(b, b.Region) })
	all := []auth.Permission{auth.Session, auth.InboxRead, auth.OrgRegister, auth.VolunteerSelf}
	for _, list := range auth.Matrix {
		all = append(all, list...)
	}
	all = slices.DeleteFunc(all, func(p auth.Permission) bool { return !a.May(p) || p == auth.OrgRegister && apart })
	slices.Sort(all)
	return slices.Compact(all)
}
