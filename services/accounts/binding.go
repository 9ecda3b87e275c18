package accounts

import (
	"slices"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The refusals about roles.
var (
	ErrLimit    = fault.New(fault.Invalid, "role_limit", "Give the role the one limit it needs: an area, an organisation, or none for volunteers, system administrators and auditors.", "请为该角色指定唯一的范围：区域或机构；志愿者、系统管理员和审计员不设范围。")
	ErrPlace    = fault.New(fault.Invalid, "role_place", "Give a village child director a village, and a town supervisor a town.", "儿童主任请指定到村（居），儿童督导员请指定到乡镇（街道）。")
	ErrTerm     = fault.New(fault.Invalid, "role_term", "The role has to end after it begins, and not in the past.", "角色的结束时间应晚于开始时间，且不能早于现在。")
	ErrBeyond   = fault.New(fault.Forbidden, "role_beyond", "You can give and take only roles inside your own area or organisation, and for no longer than your own.", "只能在本人管辖的区域或机构内授予、收回角色，且期限不得超过本人的任期。")
	ErrHeld     = fault.New(fault.Conflict, "role_held", "This person already has that role there.", "该人员已在此范围内拥有该角色。")
	ErrNoRole   = fault.New(fault.Invalid, "role_required", "Give the new account at least one role.", "请至少为新账号指定一个角色。")
	ErrManyRole = fault.New(fault.Conflict, "role_many", "This person has too many roles. End one first.", "该人员的角色过多，请先结束不再需要的角色。")
)

// MaxBindings is the most open bindings that a user may hold, and the most ended ones that are stored.
const MaxBindings = 30

// Binding is a role that a user holds or held, with the users who gave and ended it.
type Binding struct {
	ID           string `bson:"id"` // bnd_…
	auth.Binding `bson:",inline"`
	By           string `bson:"by"`
	EndedBy      string `bson:"ended_by,omitempty"`
}

// limit is the kind of limit that a role has.
type limit uint8

// The kinds of limits.
const (
	unlimited limit = 1 << iota
	byRegion
	byOrg
	byAssignment
)

var limits = map[auth.Role]limit{
	auth.Volunteer: unlimited, auth.SystemAdmin: unlimited, auth.Auditor: unlimited,
	auth.OrgFounder: byOrg, auth.OrgAdmin: byOrg, auth.ProjectLead: byOrg, auth.SocialWorker: byOrg, auth.OrgFinance: byOrg,
	auth.VillageDirector: byRegion, auth.TownSupervisor: byRegion, auth.CountyAdmin: byRegion, auth.CountyViewer: byRegion,
	auth.BuyerClerk: byRegion, auth.BuyerApprover: byRegion, auth.BuyerFinance: byRegion,
	auth.Evaluator: byRegion | byAssignment,
}

// places are the levels of the regions for which the roles of the field are given.
var places = map[auth.Role]region.Level{auth.VillageDirector: region.Village, auth.TownSupervisor: region.Township}

// checkPlace returns ErrPlace unless the region has the level that the role needs.
func checkPlace(role auth.Role, r region.Region) error {
	if level, ok := places[role]; ok && r.Level != level {
		return ErrPlace
	}
	return nil
}

// checkBinding returns ErrLimit unless the binding has exactly the limit that its role needs, and ErrTerm when its term is
// over or empty.
func checkBinding(b auth.Binding, now time.Time) error {
	var has limit
	for l, v := range map[limit]string{byRegion: b.Region, byOrg: b.OrgID, byAssignment: b.Assigned} {
		if v != "" {
			has |= l
		}
	}
	switch allowed := limits[b.Role]; has {
	case 0:
		if allowed != unlimited {
			return ErrLimit
		}
	case byRegion, byOrg, byAssignment:
		if allowed&has == 0 {
			return ErrLimit
		}
	default:
		return ErrLimit
	}
	if b.Region != "" && !isPath(b.Region) || b.OrgID != "" && !strings.HasPrefix(b.OrgID, "org_") || len(b.OrgID)+len(b.Assigned) > 60 {
		return ErrLimit
	}
	if !b.To.IsZero() && (!b.To.After(b.From) || !b.To.After(now)) {
		return ErrTerm
	}
	return nil
}

func isPath(s string) bool {
	return len(s) <= 100 && strings.HasSuffix(s, "/") && !strings.HasPrefix(s, "/") && !strings.Contains(s, "//")
}

// mayGive reports whether the actor may give the binding: one of the actor's own bindings covers it and lasts as long.
func mayGive(a auth.Actor, b auth.Binding) bool {
	lasting := a
	lasting.Bindings = slices.DeleteFunc(slices.Clone(a.Bindings), func(g auth.Binding) bool {
		return !g.To.IsZero() && (b.To.IsZero() || b.To.After(g.To))
	})
	return auth.CanGrant(lasting, b)
}

// ended reports whether the binding is over. One that begins later is not over.
func (b Binding) ended(now time.Time) bool { return !b.To.IsZero() && !now.Before(b.To) }

// taken reports whether people take the role themselves, without a grant: the roles of a volunteer and of the founder of an organisation that
// is not approved yet. Such a role does not count when it is decided who may manage the account.
func (b Binding) taken() bool { return b.Role == auth.Volunteer || b.Role == auth.OrgFounder }

// reachKey returns the entry of User.Reach by which users with the binding are found.
func (b Binding) reachKey() string { return reachKey(b.Role, b.Region+b.OrgID+b.Assigned) }

func reachKey(r auth.Role, limit string) string { return string(r) + "@" + limit }

// give adds the binding and returns it. On ErrHeld or ErrManyRole nothing is changed. A binding without a beginning begins now.
func (u *User) give(b auth.Binding, by string, now time.Time) (Binding, error) {
	open := 0
	for _, h := range u.Bindings {
		if h.ended(now) {
			continue
		}
		if open++; h.Role == b.Role && h.Region == b.Region && h.OrgID == b.OrgID && h.Assigned == b.Assigned {
			return Binding{}, ErrHeld
		}
	}
	if open >= MaxBindings {
		return Binding{}, ErrManyRole
	}
	if b.From.IsZero() {
		b.From = now
	}
	b.From, b.To = b.From.UTC().Truncate(time.Millisecond), b.To.UTC().Truncate(time.Millisecond)
	given := Binding{ID: id.New("bnd"), Binding: b, By: by}
	u.Bindings = append(u.Bindings, given)
	u.index(now)
	return given, nil
}

// end ends the binding now and returns it, or false when the user holds no such binding.
func (u *User) end(bindingID, by string, now time.Time) (Binding, bool) {
	for i := range u.Bindings {
		b := &u.Bindings[i]
		if b.ID != bindingID || b.ended(now) {
			continue
		}
		b.To, b.EndedBy = now, by
		u.index(now)
		return *b, true
	}
	return Binding{}, false
}

// find returns the open binding with that id, or false.
func (u *User) find(bindingID string, now time.Time) (Binding, bool) {
	for _, b := range u.Bindings {
		if b.ID == bindingID && !b.ended(now) {
			return b, true
		}
	}
	return Binding{}, false
}

// index removes the oldest ended bindings beyond MaxBindings and sets the fields by which users are found.
func (u *User) index(now time.Time) {
	ended := 0
	for _, b := range u.Bindings {
		if b.ended(now) {
			ended++
		}
	}
	u.Bindings = slices.DeleteFunc(u.Bindings, func(b Binding) bool {
		if b.ended(now) && ended > MaxBindings {
			ended--
			return true
		}
		return false
	})
	u.Reach, u.Regions, u.Orgs = nil, nil, nil
	for _, b := range u.Bindings {
		if !b.ended(now) {
			u.Reach = appendUnique(appendUnique(u.Reach, b.reachKey()), string(b.Role))
		}
		for _, path := range regionsAbove(b.Region) {
			u.Regions = appendUnique(u.Regions, path)
		}
		u.Orgs = appendUnique(u.Orgs, b.OrgID)
	}
}

// regionsAbove lists the region of a path and those above it, from the top.
func regionsAbove(path string) (out []string) {
	for i, ch := range path {
		if ch == '/' {
			out = append(out, path[:i+1])
		}
	}
	return out
}

// appendUnique appends s unless it is empty or already in the list.
func appendUnique(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// reachKeysFor returns the reach keys of the roles for every region that contains the path, and for the whole platform.
func reachKeysFor(path string, roles []auth.Role) []string {
	var out []string
	for _, r := range roles {
		if limits[r] == unlimited {
			out = append(out, reachKey(r, ""))
			continue
		}
		for _, above := range regionsAbove(path) {
			out = append(out, reachKey(r, above))
		}
	}
	return out
}
