package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/coord"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/oidc"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps are the dependencies of the service. Only Channels, Providers, FactorRoles, Origin, OnPhone, OnMobile, OrgNames, OrgActive and Bounds may be
// empty.
type Deps struct {
	DB      *docstore.DB
	Sealer  *privacy.Sealer
	Index   *privacy.BlindIndex
	Audit   *audit.Log
	Outbox  *notify.Outbox
	Limiter coord.Limiter
	Regions *region.Tree
	Now     func() time.Time
	Bounds  Bounds

	Channels    []notify.Channel // by which messages leave the program; nil: SMS and mail
	FactorRoles []auth.Role      // the roles that require a second factor
	Origin      string           // the site's address, to which passkeys are bound; empty: that of the request, if it is localhost
	Providers   []*oidc.Provider // of single sign-on; may be empty

	// OnPhone is called in the transaction of a login by code, acting as that user. When it fails, the login fails.
	OnPhone func(ctx context.Context, userID, mobileKey string) error

	// OnMobile is called in the transaction that changes the mobile of a volunteer's account. When it fails, nothing is changed.
	OnMobile func(ctx context.Context, volunteerID string, mobile privacy.Secret) error

	// OrgNames returns the names of organisations by their ids; nil: GET /me tells no names.
	OrgNames func(ctx context.Context, ids []string) (map[string]string, error)

	// OrgActive returns why the organisation may not act now; nil when it may. Without it no access token of an organisation opens anything.
	OrgActive func(ctx context.Context, orgID string) error

	// OrgRegion returns the path of the organisation's region.
	OrgRegion func(ctx context.Context, orgID string) (string, error)
}

// Bounds limits how often one may log in and ask for codes. Zero values mean the defaults.
type Bounds struct {
	LoginsPerAddress int // tries a minute from one network address, by password and by code together; default 30
	CodesPerAddress  int // codes asked for in an hour from one network address; default 20
	CodesPerDay      int // codes sent in a day by the whole platform; default 20,000
}

// Service holds the use cases of accounts. It may be used by many goroutines at once.
type Service struct {
	Deps
	store   *store
	hasher  *hasher
	account *workflow.Flow[User, Status]
	role    *workflow.Flow[heldRole, RoleStatus]
}

// New declares the collections and returns the service.
func New(d Deps) (*Service, error) {
	st, err := openStore(d.DB, d.Sealer)
	if err != nil {
		return nil, err
	}
	for n, def := range map[*int]int{&d.Bounds.LoginsPerAddress: 30, &d.Bounds.CodesPerAddress: 20, &d.Bounds.CodesPerDay: 20_000} {
		if *n <= 0 {
			*n = def
		}
	}
	s := &Service{Deps: d, store: st, hasher: newHasher()}
	s.account, s.role = s.newAccountFlow(), s.newRoleFlow()
	return s, nil
}

// keeping runs fn in a transaction that is committed also when fn refuses with an error that is kept, so that what fn has counted or used
// up by then stays. It returns the error of fn.
func (s *Service) keeping(ctx context.Context, kept error, hot string, fn func(context.Context) error) error {
	var refused error
	err := s.DB.Tx(ctx, func(ctx context.Context) error {
		if refused = fn(ctx); errors.Is(refused, kept) {
			return nil
		}
		return refused
	}, docstore.Hot(hot))
	if err != nil {
		return err
	}
	return refused
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) note(ctx context.Context, action string, subjects ...string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: subjects})
}

// Authenticate returns the actor of the session's or access token with the bindings in force now. It returns auth.ErrLogin when the token is
// unknown, the session is over or the account is disabled, and ErrAccessToken for an access token that opens nothing.
func (s *Service) Authenticate(ctx context.Context, token string) (auth.Actor, error) {
	if tokenID, ok := accessIDOf(token); ok {
		return s.authenticateToken(ctx, tokenID, token)
	}
	now := s.now()
	ses, ok, err := s.store.byToken(ctx, token)
	if err != nil {
		return auth.Actor{}, fmt.Errorf("authenticate: %w", err)
	}
	if !ok || ses.Half {
		return auth.Actor{}, auth.ErrLogin
	}
	u, ok, err := found(s.store.all.Get(ctx, ses.UserID))
	if err != nil {
		return auth.Actor{}, fmt.Errorf("authenticate %s: %w", ses.ID, err)
	}
	staff := u.staff(now)
	if !ok || u.Status != Active || !now.Before(ses.end(staff)) || len(u.Factors) > 0 && ses.FactorAt.IsZero() {
		return auth.Actor{}, auth.ErrLogin
	}
	if now.Sub(ses.SeenAt) >= seenStep {
		s.extend(ctx, ses.ID, staff, now)
	}
	u.MustChange = u.MustChange && ses.Method != BySSO // whoever knows the generated password cannot log in at the provider
	a := u.Actor(ses.ID, now)
	if a.FreshAt = ses.FreshAt; s.needsFactor(&u, now) {
		a.NeedsFactor, a.Bindings, a.VolunteerID = true, nil, ""
	}
	return a, nil
}

// errExtended stops an update that another request has already made.
var errExtended = errors.New("already extended")

// extend moves the end of the session. When the store cannot write, the request goes on: the session only ends sooner.
func (s *Service) extend(ctx context.Context, sessionID string, staff bool, now time.Time) {
	_, _ = s.store.allSessions.Update(ctx, sessionID, func(ses *Session) error {
		if now.Sub(ses.SeenAt) < seenStep {
			return errExtended
		}
		ses.SeenAt = now
		ses.EndsAt = ses.end(staff)
		return nil
	})
}

// UsersIn returns the ids of the active users who now hold one of the roles for a region that contains the path.
func (s *Service) UsersIn(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) {
	return s.holders(ctx, reachKeysFor(regionPath, roles))
}

// UsersOf returns the ids of the active users who now hold the role in the organisation, or for the one contract or evaluation, of the id.
func (s *Service) UsersOf(ctx context.Context, id string, role auth.Role) ([]string, error) {
	return s.holders(ctx, []string{reachKey(role, id)})
}

// Actors returns the users as actors with the roles in force now, without unknown ids.
func (s *Service) Actors(ctx context.Context, userIDs ...string) ([]auth.Actor, error) {
	users, err := s.store.all.GetMany(ctx, userIDs)
	if err != nil {
		return nil, fmt.Errorf("users as actors: %w", err)
	}
	list := make([]auth.Actor, 0, len(users))
	for _, id := range userIDs {
		if u, ok := users[id]; ok {
			list = append(list, u.Actor("", s.now()))
		}
	}
	return list, nil
}

// PageIn returns one page of UsersIn, by id, without users who now hold a role in the organisation. A page may have fewer
// items than asked for and still have a next page.
func (s *Service) PageIn(ctx context.Context, regionPath string, role auth.Role, exceptOrg string, page ...docstore.Option) (docstore.Page[string], error) {
	keys := reachKeysFor(regionPath, []auth.Role{role})
	users, err := s.store.holdingPage(ctx, keys, page)
	if err != nil {
		return docstore.Page[string]{}, fmt.Errorf("page of users by role: %w", err)
	}
	out := docstore.Page[string]{Items: []string{}, Next: users.Next}
	for _, u := range users.Items {
		own := func(b Binding) bool { return b.OrgID == exceptOrg && b.InForce(s.now()) }
		if u.holds(keys, s.now()) && !slices.ContainsFunc(u.Bindings, own) && !slices.Contains(u.elsewhere(s.now()), exceptOrg) {
			out.Items = append(out.Items, u.ID)
		}
	}
	return out, nil
}

func (s *Service) holders(ctx context.Context, keys []string) ([]string, error) {
	now, ids := s.now(), []string{}
	users, err := s.store.holding(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("users by role: %w", err)
	}
	for _, u := range users {
		if u.holds(keys, now) {
			ids = append(ids, u.ID)
		}
	}
	return ids, nil
}

func (u *User) holds(keys []string, now time.Time) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.InForce(now) && slices.Contains(keys, b.reachKey()) })
}

// Contact returns the user's mobile, e-mail address and preferences, or docstore.ErrNotFound when the account is disabled.
// For a number that has asked for a code but has no account yet it returns the mobile only.
func (s *Service) Contact(ctx context.Context, userID string) (notify.Contact, error) {
	u, ok, err := found(s.store.all.Get(ctx, userID))
	switch {
	case err != nil:
		return notify.Contact{}, err
	case !ok:
		return s.contactWithoutAccount(ctx, userID)
	case u.Status != Active:
		return notify.Contact{}, docstore.ErrNotFound
	}
	if err := s.store.reveal(&u); err != nil {
		return notify.Contact{}, err
	}
	return notify.Contact{
		UserID: u.ID, Email: u.Email, Mobile: u.Mobile, Lang: u.Lang, Channels: u.Channels, Chosen: u.Chosen,
		QuietFrom: u.QuietFrom, QuietTo: u.QuietTo,
	}, nil
}

// contactWithoutAccount returns the mobile of a number that has asked for a code and has no account yet.
func (s *Service) contactWithoutAccount(ctx context.Context, userID string) (notify.Contact, error) {
	c, ok, err := s.store.codeOf(ctx, userID)
	if err != nil {
		return notify.Contact{}, err
	}
	if !ok {
		return notify.Contact{}, docstore.ErrNotFound
	}
	mobile, err := s.store.openCode(c)
	return notify.Contact{Mobile: mobile, Lang: c.Lang}, err
}

// MobileOf returns the user's mobile number without checking the actor; empty when none is known.
func (s *Service) MobileOf(ctx context.Context, userID string) (privacy.Secret, error) {
	u, err := s.store.all.Get(ctx, userID)
	if err != nil {
		return "", err
	}
	err = s.store.reveal(&u)
	return u.Mobile, err
}

// mobileKey returns the normalised mobile number and its blind index, or ident.ErrMobile.
func (s *Service) mobileKey(mobile privacy.Secret) (number privacy.Secret, key string, err error) {
	n := ident.NormaliseMobile(mobile.Reveal())
	if err := ident.CheckMobile(n); err != nil {
		return "", "", ident.ErrMobile.At("mobile")
	}
	return privacy.Secret(n), s.Index.Index("mobile", n), nil
}

// Sweep removes expired sessions, codes and counters.
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.store.sweep(ctx, s.now()); err != nil {
		return fmt.Errorf("sweep accounts: %w", err)
	}
	return nil
}
