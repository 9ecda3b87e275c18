package accounts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// mayGive is the policy written a second time, so that the code is not tested against itself.
var mayGive = map[auth.Role][]auth.Role{
	auth.OrgAdmin: {auth.OrgAdmin, auth.ProjectLead, auth.SocialWorker, auth.OrgFinance},
	auth.CountyAdmin: {auth.VillageDirector, auth.TownSupervisor, auth.CountyAdmin, auth.CountyViewer, auth.BuyerClerk,
		auth.BuyerApprover, auth.BuyerFinance, auth.Evaluator},
	auth.SystemAdmin: {auth.CountyAdmin, auth.CountyViewer, auth.SystemAdmin, auth.Auditor},
}

var unlimited = []auth.Role{auth.Volunteer, auth.SystemAdmin, auth.Auditor}

// allowed reports whether a person with these bindings may give b.
func allowed(by []auth.Binding, b auth.Binding) bool {
	return slices.ContainsFunc(by, func(g auth.Binding) bool {
		switch {
		case !slices.Contains(mayGive[g.Role], b.Role):
			return false
		case g.Role == auth.SystemAdmin:
			return true
		case g.Role == auth.OrgAdmin:
			return b.OrgID == g.OrgID && b.Region == ""
		default:
			return b.OrgID == "" && b.Region != "" && strings.HasPrefix(b.Region, g.Region)
		}
	})
}

func TestNobodyGainsMoreThanTheGranterReaches(t *testing.T) {
	roles := make([]auth.Role, 0, len(auth.Matrix))
	for r := range auth.Matrix {
		roles = append(roles, r)
	}
	slices.Sort(roles)
	regions := []string{"", province, "52/5201/", county, sibling, "53/"}
	orgs := []string{"", "", orgA, orgB}
	binding := rapid.Custom(func(t *rapid.T) auth.Binding {
		return auth.Binding{
			Role: rapid.SampledFrom(roles).Draw(t, "role"), Region: rapid.SampledFrom(regions).Draw(t, "region"), OrgID: rapid.SampledFrom(orgs).Draw(t, "org"),
		}
	})
	rapid.Check(t, func(rt *rapid.T) {
		e := newEnv(t)
		var people []accounts.User // without passwords, because hashing them is slow
		for i, b := range []auth.Binding{
			{Role: auth.SystemAdmin}, {Role: auth.CountyAdmin, Region: county}, {Role: auth.OrgAdmin, OrgID: orgA},
			{Role: auth.SocialWorker, OrgID: orgA}, {Role: auth.BuyerClerk, Region: county},
		} {
			mobile := privacy.Secret(fmt.Sprintf("1380000000%d", i))
			people = append(people, must(e.service.Create(system(), accounts.NewUser{Mobile: mobile, Bindings: []auth.Binding{b}}))(t))
		}
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			by, to := rapid.SampledFrom(people).Draw(rt, "by"), rapid.SampledFrom(people).Draw(rt, "to")
			b := binding.Draw(rt, "binding")
			ctx := e.as(by)
			granter := auth.From(ctx)
			before := auth.From(e.as(to)).Bindings
			_, err := e.service.Grant(ctx, to.ID, 0, b)
			after := auth.From(e.as(to)).Bindings
			if err != nil {
				if len(after) != len(before) {
					rt.Fatalf("refused (%v) but given: %+v", err, after)
				}
				continue
			}
			limits := 0
			for _, l := range []string{b.Region, b.OrgID} {
				if l != "" {
					limits++
				}
			}
			if by.ID == to.ID || len(after) != len(before)+1 || !allowed(granter.Bindings, b) || (limits == 0) != slices.Contains(unlimited, b.Role) || limits > 1 {
				rt.Fatalf("%s (%+v) gave %s %+v", by.ID, granter.Bindings, to.ID, b)
			}
		}
	})
}

func TestEveryRoleHasItsLimit(t *testing.T) {
	e := newEnv(t)
	for role := range auth.Matrix {
		u, ok := e.user(strings.ReplaceAll(string(role), "_", "-")), 0
		for _, b := range []auth.Binding{{Role: role}, {Role: role, Region: county}, {Role: role, OrgID: orgA}} {
			if e.service.Bind(t.Context(), u.ID, b) == nil {
				ok++
			}
		}
		if ok != 1 {
			t.Errorf("%s takes %d kinds of limit", role, ok)
		}
	}
}
