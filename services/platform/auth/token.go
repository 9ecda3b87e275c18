package auth

import (
	"slices"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// The refusals of calls by token.
var (
	ErrTokenRefused = fault.New(fault.Forbidden, "token_refused", "A token cannot do this. Log in on the site and do it in person.", "访问令牌不能办理此项操作，请登录平台由本人办理。")
	ErrTokenScope   = fault.New(fault.Forbidden, "token_scope", "The token lacks the scope {scope}. Make one that has it.", "该令牌没有 {scope} 范围，请新建包含此范围的令牌。")
)

// TokenScope is what a token is made for: one area of the API, to read or to write. A token lends the permissions of its scopes, as far as
// its owner holds them at the time of the call. No scope contains a permission over persons cared for or volunteers, nor one that approves,
// pays, confirms hours, manages people, reveals or exports.
type TokenScope string

// The scopes.
const (
	OrgsRead        TokenScope = "orgs:read"
	ContractsRead   TokenScope = "contracts:read"
	ContractsWrite  TokenScope = "contracts:write"
	ActivitiesRead  TokenScope = "activities:read"
	ActivitiesWrite TokenScope = "activities:write"
	HoursLedger     TokenScope = "hours:read"
	EvaluationsRead TokenScope = "evaluations:read"
	FiguresRead     TokenScope = "statistics:read"
)

// scopePermissions lists the scopes in the order of pages, with the permissions that each lends.
var scopePermissions = []struct {
	scope TokenScope
	lends []Permission
	org   bool // an organisation's token may have it: its permissions need no known person
}{
	{OrgsRead, []Permission{OrgRead}, true},
	{ContractsRead, []Permission{ContractRead}, true},
	{ContractsWrite, []Permission{ContractDraft, ContractReport}, false},
	{ActivitiesRead, []Permission{ActivityRead}, true},
	{ActivitiesWrite, []Permission{ActivityEdit}, true},
	{HoursLedger, []Permission{HoursRead}, true},
	{EvaluationsRead, []Permission{EvaluationRead}, true},
	{FiguresRead, []Permission{StatisticsRead}, false},
}

// Token is the access token by which an actor calls. The zero pointer is an actor without one.
type Token struct {
	ID     string
	Scopes []TokenScope
}

// TokenID returns the id of the access token by which the actor calls, or "".
func (a Actor) TokenID() string {
	if a.Token == nil {
		return ""
	}
	return a.Token.ID
}

// lends reports whether the actor's token, if any, passes the permission on.
func (t *Token) lends(p Permission) bool {
	if t == nil || p == Session || slices.Contains(publicPermissions, p) {
		return true
	}
	return slices.ContainsFunc(t.Scopes, func(s TokenScope) bool { return slices.Contains(s.Permissions(), p) })
}

// Permissions returns what the scope lends; nothing for an unknown scope.
func (s TokenScope) Permissions() []Permission {
	for _, e := range scopePermissions {
		if e.scope == s {
			return e.lends
		}
	}
	return nil
}

// OrgTokenScopes returns the scopes that an organisation's token may have.
func OrgTokenScopes() (list []TokenScope) {
	for _, e := range scopePermissions {
		if e.org {
			list = append(list, e.scope)
		}
	}
	return list
}

// AllTokenScopes returns every scope.
func AllTokenScopes() (list []TokenScope) {
	for _, e := range scopePermissions {
		list = append(list, e.scope)
	}
	return list
}

// TokenScopes returns the scopes of which the actor holds a permission now.
func (a Actor) TokenScopes() (list []TokenScope) {
	for _, e := range scopePermissions {
		if slices.ContainsFunc(e.lends, a.May) {
			list = append(list, e.scope)
		}
	}
	return list
}

// NeedsScope returns ErrTokenRefused when the actor calls by a token and the scope is empty, and ErrTokenScope when the token lacks it.
func (a Actor) NeedsScope(s TokenScope) error {
	switch {
	case a.Token == nil:
		return nil
	case s == "":
		return ErrTokenRefused
	case !slices.Contains(a.Token.Scopes, s):
		return ErrTokenScope.With("scope", string(s))
	}
	return nil
}
