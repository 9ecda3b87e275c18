// Package auth defines who acts (Actor), what a role may do (Permission) and how far that reaches (Scope). It stores
// nothing: accounts keeps people and sessions, and docstore applies the scopes that only auth can make.
package auth

import (
	"context"
	"slices"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/internal/scope"
)

// The faults of auth.
var (
	ErrLogin     = fault.New(fault.Unauthenticated, "login_required", "Please log in first.", "请先登录。")
	ErrForbidden = fault.New(fault.Forbidden, "forbidden", "Your role does not allow this. Ask your administrator if you need it.", "您的角色没有此项权限，如有需要请联系管理员。")
	ErrApart     = fault.New(fault.Forbidden, "roles_apart", "Auditors, system administrators, the buyer's people and the area's evaluators may not found an organisation or belong to one. End one of the roles first, or let another person do it.", "审计员、系统管理员、购买主体人员和本区域评估员不得登记机构或在机构任职；请先结束其中一个角色，或由他人办理。")
	ErrSelf      = fault.New(fault.Forbidden, "own_work", "You cannot approve what you made or what benefits you. Someone else has to do it.", "不能审批自己经办或与本人有关的事项，请由他人办理。")

	ErrStepUp       = fault.New(fault.Forbidden, "step_up_required", "Confirm first that it is you: this act needs a proof that is at most 10 minutes old.", "请先验证本人身份：此项操作需要 10 分钟内的身份验证。")
	ErrFactorNeeded = fault.New(fault.Forbidden, "factor_required", "Your role needs a second factor. Set up an authenticator app or a passkey first.", "您的角色须启用两步验证，请先设置验证器应用或通行密钥。")
)

// FreshFor is how long a proof of the person, by logging in or by a step-up, counts for the acts that need one.
const FreshFor = 10 * time.Minute

// Scope is the reach of a permission. Only this package makes one.
type Scope = scope.Scope

// Binding gives a role within a limit. At most one of Region, OrgID and Assigned is set. None is set for roles that reach
// only the actor's own records (volunteer) or the whole platform (system administrator, auditor).
type Binding struct {
	Role     Role      `bson:"role"`
	Region   string    `bson:"region,omitempty"`   // path of the subtree: "52/5201/"
	OrgID    string    `bson:"org_id,omitempty"`   // organisation
	Assigned string    `bson:"assigned,omitempty"` // one contract or evaluation
	From     time.Time `bson:"from,omitempty"`     // zero: no beginning
	To       time.Time `bson:"to,omitempty"`       // zero: no end; the binding ends before this instant
}

// InForce reports whether the binding is in force at now.
func (b Binding) InForce(now time.Time) bool {
	return !now.Before(b.From) && (b.To.IsZero() || now.Before(b.To))
}

// Actor is the person, or the job, on whose behalf a call runs. The zero Actor is anonymous.
type Actor struct {
	UserID      string    // of an organisation's token: the token's id
	PersonKey   string    // blind index of the ID number, equal for all accounts of one person; empty when unknown
	VolunteerID string    // the actor's own volunteer profile, if any
	SessionID   string    // for logging out and for idempotency keys
	Job         string    // name of the scheduled job; a job may do everything its use case does
	Lang        string    // "zh" or "en"
	Bindings    []Binding // only those in force
	Elsewhere   []string  // ids of the organisations in which another account of the person holds a role
	Unverified  bool      // nobody has compared the account's ID number with the card; see Refusal
	MoneyFrom   time.Time // somebody else reset the way in: no steps over money before; zero: no such reset

	FreshAt     time.Time // when the person last proved in this session who they are, by logging in or by a step-up
	NeedsFactor bool      // a role requires a second factor and the account has none; the actor then has no bindings

	Token *Token // the access token by which the actor calls, which limits every permission; nil: the person is logged in
}

// Fresh reports whether the actor has proved who they are within FreshFor. A job needs no proof.
func (a Actor) Fresh(now time.Time) bool { return a.Job != "" || now.Sub(a.FreshAt) < FreshFor }

// Anonymous reports whether nobody is logged in.
func (a Actor) Anonymous() bool { return a.UserID == "" && a.Job == "" }

// ID names the actor in stamps and audit entries: user id, "job:NAME" or "anonymous".
func (a Actor) ID() string {
	switch {
	case a.Job != "":
		return "job:" + a.Job
	case a.UserID != "":
		return a.UserID
	default:
		return "anonymous"
	}
}

// May reports whether any binding grants the permission.
func (a Actor) May(p Permission) bool {
	if a.Job != "" || slices.Contains(publicPermissions, p) {
		return true
	}
	if a.Anonymous() {
		return false
	}
	return a.Token.lends(p) && (slices.Contains(accountPermissions, p) ||
		slices.ContainsFunc(a.Bindings, func(b Binding) bool { return roleGrants(b.Role, p) }))
}

// grants reports whether the binding's role grants the permission and the actor's token, if any, lends it.
func (a Actor) grants(b Binding, p Permission) bool { return roleGrants(b.Role, p) && a.Token.lends(p) }

// Only returns the actor with just those bindings that grant the permission, so that permissions of two offices are not
// combined.
func (a Actor) Only(p Permission) Actor {
	var kept []Binding
	for _, b := range a.Bindings {
		if a.grants(b, p) {
			kept = append(kept, b)
		}
	}
	a.Bindings = kept
	return a
}

// Scope returns the reach of the actor's permission: the union of the bindings that grant it, plus the actor's own records
// for permissions of every account. It reaches nothing when no binding grants it.
func (a Actor) Scope(p Permission) Scope {
	if a.Job != "" || slices.Contains(publicPermissions, p) {
		return scope.All()
	}
	if a.Anonymous() {
		return Scope{}
	}
	var parts []scope.Part
	if slices.Contains(accountPermissions, p) && a.Token.lends(p) {
		parts = append(parts, a.ownParts()...)
	}
	for _, b := range a.Bindings {
		if !a.grants(b, p) {
			continue
		}
		switch {
		case b.Region != "":
			parts = append(parts, scope.Part{Region: b.Region})
		case b.OrgID != "":
			parts = append(parts, scope.Part{Org: b.OrgID})
		case b.Assigned != "":
			parts = append(parts, scope.Part{Assigned: b.Assigned})
		case platformWide[b.Role]:
			return scope.All()
		default:
			parts = append(parts, a.ownParts()...)
		}
	}
	return scope.Of(parts...)
}

func (a Actor) ownParts() []scope.Part {
	parts := []scope.Part{{Self: a.UserID}}
	if a.VolunteerID != "" {
		parts = append(parts, scope.Part{Self: a.VolunteerID})
	}
	return parts
}

// Orgs returns the organisations for which the actor holds the permission.
func (a Actor) Orgs(p Permission) []string {
	var ids []string
	for _, b := range a.Bindings {
		if b.OrgID != "" && a.grants(b, p) && !slices.Contains(ids, b.OrgID) {
			ids = append(ids, b.OrgID)
		}
	}
	return ids
}

// Regions returns the paths of the regions for which the actor holds the permission, without those inside another one.
func (a Actor) Regions(p Permission) []string {
	var paths []string
	for _, part := range a.Scope(p).Parts() {
		if part.Region != "" && !slices.ContainsFunc(paths, func(above string) bool { return hasPathPrefix(part.Region, above) }) {
			paths = append(slices.DeleteFunc(paths, func(inside string) bool { return hasPathPrefix(inside, part.Region) }), part.Region)
		}
	}
	return paths
}

// ForOrg reports whether the permission reaches the organisation or the region path it lies in.
func (a Actor) ForOrg(p Permission, orgID, region string) bool {
	if a.Job != "" {
		return true
	}
	for _, part := range a.Scope(p).Parts() {
		if part.Org != "" && part.Org == orgID || part.Region != "" && hasPathPrefix(region, part.Region) {
			return true
		}
	}
	return a.Scope(p).Everything() && a.May(p)
}

// ForRegion reports whether the permission reaches the region path.
func (a Actor) ForRegion(p Permission, region string) bool { return a.ForOrg(p, "", region) }

// Within returns the part of the region path that the permission reaches: the whole path, or the actor's one region inside
// it; false when there is none. A list of a region uses it to read nothing outside the actor's reach.
func (a Actor) Within(p Permission, region string) (string, bool) {
	sc := a.Scope(p)
	own := ""
	for _, part := range sc.Parts() {
		switch {
		case part.Region == "", hasPathPrefix(region, part.Region), own != "" && hasPathPrefix(part.Region, region):
			return region, true
		case hasPathPrefix(part.Region, region):
			own = part.Region
		}
	}
	if sc.Everything() {
		return region, true
	}
	return own, own != ""
}

func hasPathPrefix(path, prefix string) bool {
	return len(path) >= len(prefix) && path[:len(prefix)] == prefix
}

type actorKey struct{}

// With returns ctx with the actor in it.
func With(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// From returns the actor of ctx, or the anonymous actor.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// System returns ctx acting as the scheduled job or command of that name. Never call it on behalf of a request.
func System(ctx context.Context, job string) context.Context {
	return With(ctx, Actor{Job: job, Lang: "zh"})
}

// Require returns the actor of ctx when it holds the permission, else ErrLogin, ErrForbidden or the error of Refusal.
func Require(ctx context.Context, p Permission) (Actor, error) {
	a := From(ctx)
	switch {
	case a.May(p):
		if err := a.Refusal(p); err != nil {
			return Actor{}, err
		}
		return a, nil
	case a.Anonymous():
		return Actor{}, ErrLogin
	default:
		return Actor{}, ErrForbidden
	}
}

// AddTo returns a copy of makers with the actor's account and person added, to be checked later with NotSelf.
func (a Actor) AddTo(makers []string) []string {
	out := slices.Clone(makers)
	for _, m := range []string{a.ID(), a.PersonKey} {
		if m != "" && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

// BelongsTo reports whether the actor holds a role in the organisation, under this or another account. It is false for "".
func (a Actor) BelongsTo(orgID string) bool {
	return orgID != "" && (slices.Contains(a.Elsewhere, orgID) || slices.ContainsFunc(a.Bindings, func(b Binding) bool { return b.OrgID == orgID }))
}

// NotSelf returns ErrSelf when the actor is one of the makers, by account or by person.
func (a Actor) NotSelf(makers ...string) error {
	if a.UserID != "" && slices.Contains(makers, a.UserID) ||
		a.VolunteerID != "" && slices.Contains(makers, a.VolunteerID) ||
		a.PersonKey != "" && slices.Contains(makers, a.PersonKey) {
		return ErrSelf
	}
	return nil
}
