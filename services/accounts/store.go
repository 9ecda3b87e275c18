package accounts

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const (
	usersName = "users"
	codesName = "codes"

	factorsName = "second_factors"
)

type store struct {
	sealer   *privacy.Sealer
	users    *docstore.Scoped[User]
	sessions *docstore.Scoped[Session]
	codes    *docstore.Collection[code]
	tries    *docstore.Collection[passwordTries]
	factors  *docstore.Collection[factors]
	links    *docstore.Collection[Link]
	tokens   *docstore.Collection[AccessToken]

	// Not scoped, for rules that hold for every actor; the use case has checked the actor first.
	all         *docstore.Collection[User]
	allSessions *docstore.Collection[Session]
}

func openStore(db *docstore.DB, sealer *privacy.Sealer) (*store, error) {
	s := &store{sealer: sealer}
	var err error
	if s.users, err = docstore.DeclareScoped[User](db, docstore.Spec{
		Name:   usersName,
		Fields: []string{"login", "mobile_key", "person_key", "verified_key", "status", "reach", "regions", "orgs"},
		Indexes: []docstore.Index{
			{Name: "login", Fields: []string{"login"}, Unique: true},
			{Name: "mobile", Fields: []string{"mobile_key"}, Unique: true},
			{Name: "verified", Fields: []string{"verified_key"}, Unique: true},
			{Name: "by_person", Fields: []string{"person_key"}, Selective: true},
			{Name: "by_role", Fields: []string{"reach"}, Selective: true},
			{Name: "by_region", Fields: []string{"regions"}, Selective: true},
			{Name: "by_org", Fields: []string{"orgs"}, Selective: true},
		},
		Scope: docstore.ScopeFields{Region: []string{"regions"}, Org: []string{"orgs"}},
		Warm:  true,
	}); err != nil {
		return nil, err
	}
	if s.sessions, err = docstore.DeclareScoped[Session](db, docstore.Spec{
		Name:   "sessions",
		Fields: []string{"user_id", "ends_at"},
		Indexes: []docstore.Index{
			{Name: "by_user", Fields: []string{"user_id"}, Selective: true},
			{Name: "expiry", Fields: []string{"ends_at"}},
		},
		Scope: docstore.ScopeFields{Self: []string{"user_id"}},
		Refs:  []docstore.Ref{{Field: "user_id", To: "users"}},
		Warm:  true,
	}); err != nil {
		return nil, err
	}
	if s.codes, err = docstore.Declare[code](db, docstore.Spec{
		Name:   codesName,
		Fields: []string{"user_id", "ends_at"},
		Indexes: []docstore.Index{
			{Name: "by_user", Fields: []string{"user_id"}, Unique: true, Selective: true},
			{Name: "expiry", Fields: []string{"ends_at"}},
		},
	}); err != nil {
		return nil, err
	}
	if s.tries, err = docstore.Declare[passwordTries](db, docstore.Spec{
		Name: "login_tries", Fields: []string{"login", "ends_at"},
		Indexes: []docstore.Index{{Name: "by_login", Fields: []string{"login"}, Selective: true}, {Name: "expiry", Fields: []string{"ends_at"}}},
	}); err != nil {
		return nil, err
	}
	if s.factors, err = docstore.Declare[factors](db, docstore.Spec{
		Name: factorsName, Fields: []string{"user_id"},
		Indexes: []docstore.Index{{Name: "by_user", Fields: []string{"user_id"}, Unique: true}},
		Refs:    []docstore.Ref{{Field: "user_id", To: "users"}},
	}); err != nil {
		return nil, err
	}
	if s.links, err = docstore.Declare[Link](db, docstore.Spec{
		Name: "sso_links", Fields: []string{"user_id", "provider"},
		Indexes: []docstore.Index{{Name: "one", Fields: []string{"user_id", "provider"}, Unique: true}},
		Refs:    []docstore.Ref{{Field: "user_id", To: usersName}},
	}); err != nil {
		return nil, err
	}
	if s.tokens, err = docstore.Declare[AccessToken](db, docstore.Spec{
		Name: "access_tokens", Fields: []string{"user_id", "org_id", "ended_at"},
		Indexes: []docstore.Index{
			{Name: "by_user", Fields: []string{"user_id"}, Selective: true},
			{Name: "by_org", Fields: []string{"org_id"}, Selective: true},
		},
		Refs: []docstore.Ref{{Field: "user_id", To: usersName}},
		Warm: true,
	}); err != nil {
		return nil, err
	}
	everything := auth.Actor{Job: "accounts"}.Scope(auth.UserManage)
	s.all, s.allSessions = s.users.In(everything), s.sessions.In(everything)
	return s, nil
}

// personalValues are the values of a user that are stored sealed.
type personalValues struct{ name, mobile, email, idNumber privacy.Secret }

// insert seals the values into the user and stores it, or returns ErrLoginTaken or ErrMobileTaken.
func (s *store) insert(ctx context.Context, u *User, p personalValues) error {
	for _, f := range []struct {
		name  string
		plain privacy.Secret
		into  *privacy.Sealed
	}{{"name", p.name, &u.SealedName}, {"mobile", p.mobile, &u.SealedMobile}, {"email", p.email, &u.SealedEmail}, {"id_number", p.idNumber, &u.SealedID}} {
		var err error
		if *f.into, err = s.sealer.Seal(userAAD(f.name, u.ID), f.plain.Reveal()); err != nil {
			return err
		}
	}
	err := s.all.Insert(ctx, u)
	switch {
	case docstore.IsDuplicate(err, "login"):
		return ErrLoginTaken.At("login")
	case docstore.IsDuplicate(err, "mobile"):
		return ErrMobileTaken.At("mobile")
	case docstore.IsDuplicate(err, "verified"):
		return ErrHasAccount.With("account", "…")
	}
	return err
}

// ofPerson returns the accounts with the blind index of an ID number, by id.
func (s *store) ofPerson(ctx context.Context, personKey string) ([]User, error) {
	return s.all.Find(ctx, bson.D{{Key: "person_key", Value: personKey}}, docstore.Sort("_id"))
}

// setName seals the name into the user and saves the user.
func (s *store) setName(ctx context.Context, u *User, name privacy.Secret) (err error) {
	if u.SealedName, err = s.sealer.Seal(userAAD("name", u.ID), name.Reveal()); err != nil {
		return err
	}
	return s.save(ctx, u)
}

// reveal decrypts name, mobile and e-mail address into the user's Secret fields.
func (s *store) reveal(u *User) error {
	for _, f := range []struct {
		name string
		from privacy.Sealed
		into *privacy.Secret
	}{{"name", u.SealedName, &u.Name}, {"mobile", u.SealedMobile, &u.Mobile}, {"email", u.SealedEmail, &u.Email}} {
		plain, err := s.sealer.Open(userAAD(f.name, u.ID), f.from)
		if err != nil {
			return fmt.Errorf("user %s: %w", u.ID, err)
		}
		*f.into = privacy.Secret(plain)
	}
	return nil
}

// openName returns the name of the user; empty when there is none.
func (s *store) openName(u *User) (string, error) {
	name, err := s.sealer.Open(userAAD("name", u.ID), u.SealedName)
	if err != nil {
		return "", fmt.Errorf("user %s: %w", u.ID, err)
	}
	return name, nil
}

func userAAD(field, id string) privacy.AAD {
	return privacy.AAD{Collection: usersName, Field: field, ID: id}
}

// save stores the changed user. It returns docstore.ErrStale when the user was changed since it was loaded.
func (s *store) save(ctx context.Context, u *User) error {
	err := s.all.Save(ctx, u)
	if docstore.IsDuplicate(err, "verified") { // another transaction verified the same person a moment ago
		return ErrHasAccount.With("account", "…")
	}
	return err
}

// touch writes the user unchanged, so that this transaction conflicts with every other one that changes the user.
func (s *store) touch(ctx context.Context, userID string) error {
	_, err := s.all.Update(ctx, userID, func(*User) error { return nil })
	return err
}

// found turns docstore.ErrNotFound into false.
func found[T any](doc T, err error) (T, bool, error) {
	if errors.Is(err, docstore.ErrNotFound) {
		return doc, false, nil
	}
	return doc, err == nil, err
}

func (s *store) byLogin(ctx context.Context, scope auth.Scope, login string) (User, error) {
	return s.users.In(scope).First(ctx, bson.D{{Key: "login", Value: login}})
}

func (s *store) byMobile(ctx context.Context, key string) (User, bool, error) {
	return found(s.all.First(ctx, bson.D{{Key: "mobile_key", Value: key}}))
}

// verified returns the account whose verified ID number has the blind index, or ErrSSOUnlinked.
func (s *store) verified(ctx context.Context, key string) (User, error) {
	if key == "" {
		return User{}, ErrSSOUnlinked
	}
	u, ok, err := found(s.all.First(ctx, bson.D{{Key: "verified_key", Value: key}}))
	if err == nil && !ok {
		err = ErrSSOUnlinked
	}
	return u, err
}

// linksOf returns the user's links to identity providers, by provider.
func (s *store) linksOf(ctx context.Context, userID string) ([]Link, error) {
	return s.links.Find(ctx, bson.D{{Key: "user_id", Value: userID}}, docstore.Sort("provider", "_id"))
}

// holding returns the active users who have one of the reach keys, by id. The caller checks whether the binding is in force.
func (s *store) holding(ctx context.Context, keys []string) ([]User, error) {
	return s.all.Find(ctx, activeWithReach(keys), docstore.Sort("_id"))
}

// withReach returns the users who have the reach key, disabled ones too, by id.
func (s *store) withReach(ctx context.Context, key string) ([]User, error) {
	return s.all.Find(ctx, bson.D{{Key: "reach", Value: key}}, docstore.Sort("_id"))
}

func (s *store) holdingPage(ctx context.Context, keys []string, page []docstore.Option) (docstore.Page[User], error) {
	return s.all.Page(ctx, activeWithReach(keys), append(page, docstore.Sort("_id"))...)
}

func activeWithReach(keys []string) bson.D {
	return bson.D{{Key: "reach", Value: bson.D{{Key: "$in", Value: keys}}}, {Key: "status", Value: Active}}
}

// rolesWithCard are the roles that need a verified ID card.
func rolesWithCard() (roles []auth.Role) {
	for r := range auth.Matrix {
		if r.NeedsPerson() {
			roles = append(roles, r)
		}
	}
	slices.Sort(roles)
	return roles
}

// withoutCard matches the active accounts of others than the actor that have a role that needs a verified ID card, and none.
func withoutCard(actor auth.Actor) bson.D {
	return bson.D{
		{Key: "status", Value: Active}, {Key: "verified_key", Value: bson.D{{Key: "$exists", Value: false}}},
		{Key: "_id", Value: bson.D{{Key: "$ne", Value: actor.UserID}}}, {Key: "reach", Value: bson.D{{Key: "$in", Value: rolesWithCard()}}},
	}
}

func (s *store) list(ctx context.Context, actor auth.Actor, q Query) (docstore.Page[User], error) {
	f := bson.D{}
	if q.NoCard {
		f = append(f, bson.E{Key: "$and", Value: bson.A{withoutCard(actor)}})
	}
	if q.Status != "" {
		f = append(f, bson.E{Key: "status", Value: q.Status})
	}
	if q.Role != "" {
		f = append(f, bson.E{Key: "reach", Value: q.Role})
	}
	if q.Region != "" {
		f = append(f, bson.E{Key: "regions", Value: q.Region})
	}
	if q.OrgID != "" {
		f = append(f, bson.E{Key: "orgs", Value: q.OrgID})
	}
	if q.Login != "" {
		f = append(f, bson.E{Key: "login", Value: q.Login})
	}
	return s.users.In(actor.Scope(auth.UserManage)).Page(ctx, f, append(q.Page, docstore.Sort("-_id"))...)
}

// orgsNamed is the most organisations that eachInOffice names in a query.
const orgsNamed = 1000

// eachInOffice calls use for the accounts that hold a role other than volunteer; with within, for those that hold or held one there. An area of very many
// organisations is picked out of everybody in office now.
func (s *store) eachInOffice(ctx context.Context, within *StaffIn, use func(User) error) error {
	if within != nil {
		err := s.all.Each(ctx, bson.D{{Key: "regions", Value: bson.D{{Key: "$in", Value: within.Regions}}}}, use)
		if err != nil || len(within.OrgIDs) == 0 {
			return err
		}
		if len(within.OrgIDs) <= orgsNamed {
			return s.all.Each(ctx, bson.D{{Key: "orgs", Value: bson.D{{Key: "$in", Value: within.OrgIDs}}}}, use)
		}
		there := make(map[string]bool, len(within.OrgIDs))
		for _, id := range within.OrgIDs {
			there[id] = true
		}
		everybody := use
		use = func(u User) error {
			if !slices.ContainsFunc(u.Orgs, func(id string) bool { return there[id] }) {
				return nil
			}
			return everybody(u)
		}
	}
	var keys []string
	for role := range auth.Matrix {
		if role != auth.Volunteer {
			keys = append(keys, string(role))
		}
	}
	slices.Sort(keys)
	return s.all.Each(ctx, bson.D{{Key: "reach", Value: bson.D{{Key: "$in", Value: keys}}}}, use)
}
