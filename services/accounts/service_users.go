package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Create creates an account and returns it with name, mobile and e-mail address. Its person gets a link by SMS or mail with which to set
// the password, or, without mobile and mail, a printed code, which is in Sent only here. Under auth.System the account gets the given or
// a generated password, no role is required, every role may be given, and the mobile counts as proven.
func (s *Service) Create(ctx context.Context, n NewUser) (User, error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return User{}, err
	}
	u, p, err := s.checkNewUser(ctx, actor, n)
	if err != nil {
		return User{}, err
	}
	u.Name, u.Mobile, u.Email = p.name, p.mobile, p.email
	link, err := s.firstPassword(ctx, actor, &u, n.Password)
	if err != nil {
		return User{}, err
	}
	err = s.DB.Tx(ctx, func(ctx context.Context) error {
		if err := s.store.insert(ctx, &u, p); err != nil {
			return err
		}
		if err := s.note(ctx, "account.create", u.ID); err != nil {
			return err
		}
		if err := s.shareOrgs(ctx, u.PersonKey); err != nil {
			return err
		}
		return s.sendLink(ctx, "account.first_link", &u, n.Origin, link)
	})
	if err != nil {
		return User{}, fmt.Errorf("create account: %w", err)
	}
	return u, nil
}

// firstPassword gives a new account with a login name its token and returns the secret; the addresses of u are revealed. An account that a
// command or job makes gets the password, or a generated one, to be changed when first used.
func (s *Service) firstPassword(ctx context.Context, actor auth.Actor, u *User, password privacy.Secret) (link privacy.Secret, err error) {
	if u.Login == "" {
		return "", nil
	}
	if actor.Job == "" {
		link, u.Sent, err = s.newToken(ctx, actor, u)
		return link, err
	}
	if password == "" {
		password, u.MustChange = newPassword(), true
		u.Password = password
	}
	u.PasswordHash, err = s.hasher.hash(ctx, password)
	return "", err
}

// checkNewUser returns the user to store and the values to seal, or one error with every refused field.
func (s *Service) checkNewUser(ctx context.Context, actor auth.Actor, n NewUser) (User, personalValues, error) {
	now := s.now()
	u := User{Login: normaliseLogin(n.Login), Status: Active, Preferences: Preferences{Lang: n.Lang}, MobileProven: actor.Job != ""}
	u.ID = id.New("usr")
	if u.Lang == "" {
		u.Lang = "zh"
	}
	p := personalValues{name: trim(n.Name), email: trim(n.Email)}
	d := newUserProblems{}
	d.check(u.Login == "" || loginForm.MatchString(u.Login), "login", ErrLoginForm)
	d.check(goodName(p.name.Reveal()) && (p.name != "" || actor.Job != ""), "name", ErrName)
	d.check(p.email == "" || goodEmail(p.email.Reveal()), "email", ErrEmail)
	d.check(u.Lang == "zh" || u.Lang == "en", "lang", ErrPreference)
	d.check(u.Login != "" || n.Mobile != "", "login", ErrNoWay)
	if f, ok := errors.AsType[*fault.Fault](checkPassword(n.Password, u.Login)); ok && n.Password != "" {
		d.Fault("password", f)
	}
	d.check(len(n.Bindings) > 0 || actor.Job != "", "bindings", ErrNoRole)
	if n.Mobile != "" {
		var err error
		p.mobile, u.MobileKey, err = s.mobileKey(n.Mobile)
		d.check(err == nil, "mobile", ident.ErrMobile)
	}
	if n.IDNumber != "" {
		var err error
		p.idNumber, err = s.checkIDNumber(n.IDNumber)
		d.check(err == nil, "id_number", ident.ErrIDNumber)
	}
	if err := d.Err(); err != nil {
		return User{}, personalValues{}, err
	}
	if p.idNumber != "" {
		if err := s.identify(ctx, actor, &u, p.idNumber); err != nil {
			return User{}, personalValues{}, err
		}
	}
	for i, b := range n.Bindings {
		if err := s.mayBind(ctx, actor, &u, b); err != nil {
			return User{}, personalValues{}, atField(err, fmt.Sprintf("bindings[%d]", i))
		}
		if _, err := u.give(b, actor.ID(), now); err != nil {
			return User{}, personalValues{}, err
		}
	}
	return u, p, nil
}

func trim(s privacy.Secret) privacy.Secret { return privacy.Secret(strings.TrimSpace(s.Reveal())) }

// mayBind returns why the actor may not give the binding to u: auth.ErrSelf, ErrLimit, ErrTerm, ErrBeyond,
// auth.ErrApart, ErrPlace or region.ErrUnknown.
func (s *Service) mayBind(ctx context.Context, actor auth.Actor, u *User, b auth.Binding) error {
	if err := actor.NotSelf(u.ID, u.PersonKey); err != nil {
		return err
	}
	if err := checkBinding(b, s.now()); err != nil {
		return err
	}
	if !mayGive(actor, b) {
		return ErrBeyond
	}
	if err := s.staysApart(ctx, u, b); err != nil {
		return err
	}
	if b.Region == "" {
		return nil
	}
	r, err := s.Regions.Find(ctx, region.CodeOf(b.Region))
	if errors.Is(err, region.ErrUnknown) || err == nil && r.Path != b.Region {
		return region.ErrUnknown
	}
	if err != nil {
		return err
	}
	return checkPlace(b.Role, r)
}

// FindByLogin returns the account with that login name if it lies within the actor's reach, else docstore.ErrNotFound.
func (s *Service) FindByLogin(ctx context.Context, login string) (User, error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return User{}, err
	}
	return s.store.byLogin(ctx, actor.Scope(auth.UserManage), normaliseLogin(login))
}

// Query filters a list of users. Empty fields do not filter.
type Query struct {
	Status Status
	Role   auth.Role // held by a binding that had not ended when the account was last changed
	Region string    // path of a region, with those below it; outside the actor's reach nothing is found
	OrgID  string
	Login  string
	NoCard bool // only active accounts of others with a role that needs a verified ID card (auth.Role.NeedsPerson) and without one
	Page   []docstore.Option
}

// List returns the accounts within the actor's reach, the latest first, with names, mobiles and e-mail addresses.
func (s *Service) List(ctx context.Context, q Query) (docstore.Page[User], error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return docstore.Page[User]{}, err
	}
	if q.Region != "" {
		var some bool
		if q.Region, some = actor.Within(auth.UserManage, q.Region); !some {
			return docstore.Page[User]{Items: []User{}}, nil
		}
	}
	q.Login = normaliseLogin(q.Login)
	page, err := s.store.list(ctx, actor, q)
	for i := range page.Items {
		if err == nil {
			err = s.show(actor, &page.Items[i])
		}
	}
	if err != nil {
		return docstore.Page[User]{}, fmt.Errorf("list accounts: %w", err)
	}
	return page, nil
}

// Read returns one account within the actor's reach with name, mobile and e-mail address, else docstore.ErrNotFound.
func (s *Service) Read(ctx context.Context, userID string) (User, error) {
	actor, err := auth.Require(ctx, auth.UserManage)
	if err != nil {
		return User{}, err
	}
	u, err := s.store.users.In(actor.Scope(auth.UserManage)).Get(ctx, userID)
	if err != nil {
		return User{}, err
	}
	return u, s.show(actor, &u)
}

// show decrypts name, mobile and e-mail address and masks them. The name is full when the actor manages all the user's roles.
func (s *Service) show(actor auth.Actor, u *User) error {
	if err := s.store.reveal(u); err != nil {
		return err
	}
	if !u.managedBy(actor, s.now()) {
		u.Name = privacy.Secret(privacy.MaskName(u.Name.Reveal()))
	}
	u.Mobile = privacy.Secret(privacy.MaskMobile(u.Mobile.Reveal()))
	u.Email = maskEmail(u.Email)
	return nil
}

// maskEmail shows the first letter and the domain; empty when s is no address.
func maskEmail(s privacy.Secret) privacy.Secret {
	name, domain, ok := strings.Cut(s.Reveal(), "@")
	if !ok || name == "" {
		return ""
	}
	return privacy.Secret(string([]rune(name)[:1]) + "***@" + domain)
}

// take takes one of accountActs and returns the account as the actor may see it.
func (s *Service) take(ctx context.Context, act, userID string, c workflow.Call[User]) (User, error) {
	u, err := s.account.Take(ctx, act, userID, c)
	if err != nil {
		return User{}, err
	}
	return u, s.show(auth.From(ctx), &u)
}

// Disable ends every session of the account and refuses new ones. It returns ErrLastAdmin for the last system administrator.
func (s *Service) Disable(ctx context.Context, userID string, version int64) (User, error) {
	return s.take(ctx, "disable", userID, workflow.Call[User]{
		Version: version,
		Do: func(ctx context.Context, _ workflow.Asking, u *User) error {
			u.PasswordToken = nil
			return s.keepAdmin(ctx, u)
		},
		Tell: func(ctx context.Context, u *User) error { return s.store.endSessions(ctx, u.ID, "", s.now()) },
	})
}

// Enable allows the disabled account to log in again.
func (s *Service) Enable(ctx context.Context, userID string, version int64) (User, error) {
	return s.take(ctx, "enable", userID, workflow.Call[User]{Version: version})
}

// keepAdmin returns ErrLastAdmin when u is the only active system administrator. It writes the account of another one, so that
// two transactions that each disable one of the last two conflict.
func (s *Service) keepAdmin(ctx context.Context, u *User) error {
	if u.Status != Active || !u.Has(auth.SystemAdmin, s.now()) {
		return nil
	}
	ids, err := s.holders(ctx, reachKeysFor("", []auth.Role{auth.SystemAdmin}))
	if err != nil {
		return err
	}
	for _, other := range ids {
		if other != u.ID {
			return s.store.touch(ctx, other)
		}
	}
	return ErrLastAdmin
}
