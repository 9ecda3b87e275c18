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
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/platform/workflow"
)

// Deps is what the service is built from. Only OnPhone and Bounds may be empty.
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

	// OnPhone is called in the transaction of a login by code, acting as that user: its error undoes the login.
	OnPhone func(ctx context.Context, userID, mobileKey string) error
}

// Bounds are the limits against floods; zero values become the defaults.
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

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) note(ctx context.Context, action string, subjects ...string) error {
	return s.Audit.Write(ctx, audit.Entry{Action: action, Subjects: subjects})
}

// Authenticate returns who the token stands for, with the bindings in force now, or auth.ErrLogin when it is unknown,
// over, or of an account that is disabled.
func (s *Service) Authenticate(ctx context.Context, token string) (auth.Actor, error) {
	now := s.now()
	ses, ok, err := s.store.byToken(ctx, token)
	if err != nil {
		return auth.Actor{}, fmt.Errorf("authenticate: %w", err)
	}
	if !ok {
		return auth.Actor{}, auth.ErrLogin
	}
	u, ok, err := found(s.store.all.Get(ctx, ses.UserID))
	if err != nil {
		return auth.Actor{}, fmt.Errorf("authenticate %s: %w", ses.ID, err)
	}
	staff := u.staff(now)
	if !ok || u.Status != Active || !now.Before(ses.end(staff)) {
		return auth.Actor{}, auth.ErrLogin
	}
	if now.Sub(ses.SeenAt) >= seenStep {
		s.seen(ctx, ses.ID, staff, now)
	}
	return u.Actor(ses.ID, now), nil
}

// errSeen ends an update that another request has done already.
var errSeen = errors.New("already seen")

// seen prolongs the session. When the store cannot write now, the request goes on: the session only ends sooner.
func (s *Service) seen(ctx context.Context, sessionID string, staff bool, now time.Time) {
	_, _ = s.store.allSessions.Update(ctx, sessionID, func(ses *Session) error {
		if now.Sub(ses.SeenAt) < seenStep {
			return errSeen
		}
		ses.SeenAt = now
		ses.EndsAt = ses.end(staff)
		return nil
	})
}

// UsersIn returns the ids of the active users who now hold one of the roles for a region that contains the path.
func (s *Service) UsersIn(ctx context.Context, regionPath string, roles ...auth.Role) ([]string, error) {
	return s.holders(ctx, tokensFor(regionPath, roles))
}

// UsersOf returns the ids of the active users who now hold the role in the organisation.
func (s *Service) UsersOf(ctx context.Context, orgID string, role auth.Role) ([]string, error) {
	return s.holders(ctx, []string{token(role, orgID)})
}

// PageIn returns one page of UsersIn, by id, without those who now hold a role in the organisation. It may have fewer items
// than were asked for, and more behind it.
func (s *Service) PageIn(ctx context.Context, regionPath string, role auth.Role, exceptOrg string, page ...docstore.Option) (docstore.Page[string], error) {
	tokens := tokensFor(regionPath, []auth.Role{role})
	users, err := s.store.holdingPage(ctx, tokens, page)
	if err != nil {
		return docstore.Page[string]{}, fmt.Errorf("page of users by role: %w", err)
	}
	out := docstore.Page[string]{Items: []string{}, Next: users.Next}
	for _, u := range users.Items {
		own := func(b Binding) bool { return b.OrgID == exceptOrg && b.Holds(s.now()) }
		if u.holds(tokens, s.now()) && !slices.ContainsFunc(u.Bindings, own) {
			out.Items = append(out.Items, u.ID)
		}
	}
	return out, nil
}

func (s *Service) holders(ctx context.Context, tokens []string) ([]string, error) {
	now, ids := s.now(), []string{}
	users, err := s.store.holding(ctx, tokens)
	if err != nil {
		return nil, fmt.Errorf("users by role: %w", err)
	}
	for _, u := range users {
		if u.holds(tokens, now) {
			ids = append(ids, u.ID)
		}
	}
	return ids, nil
}

func (u *User) holds(tokens []string, now time.Time) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Holds(now) && slices.Contains(tokens, b.token()) })
}

// Contact returns how to reach the user; docstore.ErrNotFound when the account is disabled. Of somebody who has only
// asked for a code it is the mobile alone.
func (s *Service) Contact(ctx context.Context, userID string) (notify.Contact, error) {
	u, ok, err := found(s.store.all.Get(ctx, userID))
	switch {
	case err != nil:
		return notify.Contact{}, err
	case !ok:
		return s.contactToBe(ctx, userID)
	case u.Status != Active:
		return notify.Contact{}, docstore.ErrNotFound
	}
	if err := s.store.reveal(&u); err != nil {
		return notify.Contact{}, err
	}
	return notify.Contact{
		UserID: u.ID, Email: u.Email, Mobile: u.Mobile, Lang: u.Lang, Channels: u.Channels, QuietFrom: u.QuietFrom, QuietTo: u.QuietTo,
	}, nil
}

func (s *Service) contactToBe(ctx context.Context, userID string) (notify.Contact, error) {
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

// MobileOf returns the user's mobile number, whoever asks; empty when none is known.
func (s *Service) MobileOf(ctx context.Context, userID string) (privacy.Secret, error) {
	u, err := s.store.all.Get(ctx, userID)
	if err != nil {
		return "", err
	}
	err = s.store.reveal(&u)
	return u.Mobile, err
}

// mobileKey returns a mobile number in the form in which it is kept, and its blind index; or ident.ErrMobile.
func (s *Service) mobileKey(mobile privacy.Secret) (number privacy.Secret, key string, err error) {
	n := ident.NormaliseMobile(mobile.Reveal())
	if err := ident.CheckMobile(n); err != nil {
		return "", "", ident.ErrMobile.At("mobile")
	}
	return privacy.Secret(n), s.Index.Index("mobile", n), nil
}

// Sweep removes sessions, codes and counters that no longer count.
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.store.sweep(ctx, s.now()); err != nil {
		return fmt.Errorf("sweep accounts: %w", err)
	}
	return nil
}
