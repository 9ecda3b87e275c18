package auth_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestBindingInForce(t *testing.T) {
	from, to, ms := noon, noon.Add(time.Hour), time.Millisecond
	for _, tt := range []struct {
		what         string
		from, to, at time.Time
		want         bool
	}{
		{"no dates", time.Time{}, time.Time{}, noon, true},
		{"before it begins", from, to, from.Add(-ms), false},
		{"as it begins", from, to, from, true},
		{"just before it ends", from, to, to.Add(-ms), true},
		{"as it ends", from, to, to, false},
		{"after its end", from, to, to.Add(ms), false},
		{"open end", from, time.Time{}, from.AddDate(50, 0, 0), true},
		{"open end, not begun", from, time.Time{}, from.Add(-ms), false},
		{"since ever", time.Time{}, to, noon.AddDate(-50, 0, 0), true},
		{"since ever, over", time.Time{}, to, to, false},
		{"empty term", from, from, from, false},
		{"another zone's clock", from, to, from.In(time.FixedZone("CST", 8*3600)), true},
	} {
		if got := (auth.Binding{From: tt.from, To: tt.to}).InForce(tt.at); got != tt.want {
			t.Errorf("%s: %t", tt.what, got)
		}
	}
}

func TestID(t *testing.T) {
	for _, tt := range []struct {
		a         auth.Actor
		want      string
		anonymous bool
	}{
		{auth.Actor{}, "anonymous", true},
		{auth.Actor{VolunteerID: "vol_1", PersonKey: "k", Lang: "en"}, "anonymous", true},
		{auth.Actor{UserID: "usr_1"}, "usr_1", false},
		{auth.Actor{Job: "remind"}, "job:remind", false},
	} {
		if a := tt.a; a.ID() != tt.want || a.Anonymous() != tt.anonymous {
			t.Errorf("%+v: %s, anonymous %t", a, a.ID(), a.Anonymous())
		}
	}
}

// many is a volunteer who leads in two organisations, works in a third and looks after a town.
func many() auth.Actor {
	return auth.Actor{UserID: "usr_1", VolunteerID: "vol_1", Bindings: []auth.Binding{
		{Role: auth.Volunteer},
		{Role: auth.ProjectLead, OrgID: "org_1"},
		{Role: auth.OrgAdmin, OrgID: "org_1"},
		{Role: auth.ProjectLead, OrgID: "org_2"},
		{Role: auth.SocialWorker, OrgID: "org_3"},
		{Role: auth.TownSupervisor, Region: town},
		{Role: auth.Evaluator, Assigned: "evl_1"},
	}}
}

func TestScope(t *testing.T) {
	inForce := auth.Actor{Bindings: many().Bindings}
	for _, tt := range []struct {
		what string
		s    auth.Scope
		all  bool
		want string // parts: region org self assigned
	}{
		{"the zero scope", auth.Scope{}, false, "[]"},
		{"nobody", auth.Actor{}.Scope(auth.OrgRead), false, "[]"},
		{"nobody, on their own", auth.Actor{}.Scope(auth.VolunteerSelf), false, "[]"},
		{"nobody, with roles", inForce.Scope(auth.OrgRead), false, "[]"},
		{"nobody, as administrator", auth.Actor{Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}.Scope(auth.UserManage), false, "[]"},
		{"nobody, in public", auth.Actor{}.Scope(auth.Public), true, "[]"},
		{"no role", auth.Actor{UserID: "usr_1"}.Scope(auth.OrgRead), false, "[]"},
		{"a permission that is none", many().Scope("made.up"), false, "[]"},
		{"a job", auth.Actor{Job: "j"}.Scope(auth.BeneficiaryRead), true, "[]"},
		{"own account", auth.Actor{UserID: "usr_1"}.Scope(auth.Session), false, "[{  usr_1 }]"},
		{"own profile", many().Scope(auth.VolunteerSelf), false, "[{  usr_1 } {  vol_1 }]"},
		{"own by role", many().Scope(auth.SignUp), false, "[{  usr_1 } {  vol_1 }]"},
		{"one organisation", many().Scope(auth.OrgEdit), false, "[{ org_1  }]"},
		{"a region", many().Scope(auth.BeneficiaryVerify), false, "[{" + town + "   }]"},
		{"an assignment", many().Scope(auth.EvaluationScore), false, "[{   evl_1}]"},
		{"all of them", many().Scope(auth.PairingRead), false, "[{  usr_1 } {  vol_1 } { org_1  } { org_1  } { org_2  } { org_3  } {" + town + "   }]"},
		{"a county's role of no limit", auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: auth.CountyAdmin}}}.Scope(auth.BeneficiaryRead), false, "[{  usr_1 }]"},
	} {
		if got := fmt.Sprint(tt.s.Parts()); tt.s.Everything() != tt.all || got != tt.want {
			t.Errorf("%s: everything %t, %s, want %t, %s", tt.what, tt.s.Everything(), got, tt.all, tt.want)
		}
	}
}

func TestOrgs(t *testing.T) {
	for p, want := range map[auth.Permission]string{
		auth.ActivityEdit: "[org_1 org_2 org_3]", auth.HoursConfirm: "[org_1 org_2]", auth.OrgEdit: "[org_1]", auth.SignUp: "[]", auth.OrgReview: "[]",
	} {
		if got := fmt.Sprint(many().Orgs(p)); got != want {
			t.Errorf("%s: %s, want %s", p, got, want)
		}
	}
}

func TestForOrgAndRegion(t *testing.T) {
	admin := auth.Actor{UserID: "usr_1", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}
	for _, tt := range []struct {
		what        string
		a           auth.Actor
		p           auth.Permission
		org, region string
		want        bool
	}{
		{"own organisation", many(), auth.HoursConfirm, "org_2", other, true},
		{"the organisation of a role that may not", many(), auth.HoursConfirm, "org_3", other, false},
		{"a stranger's", many(), auth.HoursConfirm, "org_9", other, false},
		{"a stranger's in the own town", many(), auth.HoursConfirm, "org_9", town, true},
		{"in a village of it", many(), auth.HoursConfirm, "org_9", town + "520111101201/", true},
		{"in the county above", many(), auth.HoursConfirm, "", county, false},
		{"in a town whose code begins alike", many(), auth.HoursConfirm, "", county + "5201111010/", false},
		{"nowhere", many(), auth.HoursConfirm, "", "", false},
		{"own records are no organisation", many(), auth.SignUp, "", "", false},
		{"own records are no region", many(), auth.SignUp, "usr_1", town, false},
		{"no binding for it", many(), auth.OrgReview, "org_1", town, false},
		{"nobody", auth.Actor{}, auth.HoursConfirm, "org_1", town, false},
		{"nobody with roles", auth.Actor{Bindings: many().Bindings}, auth.HoursConfirm, "org_1", town, false},
		{"a job", auth.Actor{Job: "j"}, auth.HoursConfirm, "org_9", other, true},
		{"the platform's administrator", admin, auth.RegionEdit, "", other, true},
		{"the platform's administrator, a file", admin, auth.BeneficiaryRead, "org_1", other, false},
	} {
		if got := tt.a.ForOrg(tt.p, tt.org, tt.region); got != tt.want {
			t.Errorf("%s: ForOrg %t", tt.what, got)
		}
		if tt.org == "" && tt.a.ForRegion(tt.p, tt.region) != tt.want {
			t.Errorf("%s: ForRegion %t", tt.what, !tt.want)
		}
	}
}

func TestRegionWithinReach(t *testing.T) {
	of := func(b ...auth.Binding) auth.Actor { return auth.Actor{UserID: "usr_1", Bindings: b} }
	one := auth.Binding{Role: auth.CountyAdmin, Region: county}
	for _, tt := range []struct {
		what         string
		a            auth.Actor
		region, want string
		some         bool
	}{
		{"the own county", of(one), county, county, true},
		{"a town of it", of(one), town, town, true},
		{"what it lies in", of(one), "52/", county, true},
		{"beside it", of(one), other, "", false},
		{"beside one of two", of(one, auth.Binding{Role: auth.CountyAdmin, Region: other}), other, other, true},
		{"what both lie in", of(one, auth.Binding{Role: auth.CountyAdmin, Region: other}), "52/", "52/", true},
		{"an organisation may have people anywhere", of(one, auth.Binding{Role: auth.OrgAdmin, OrgID: "org_1"}), other, other, true},
		{"a role that may not", of(auth.Binding{Role: auth.CountyViewer, Region: county}), county, "", false},
		{"everywhere", of(auth.Binding{Role: auth.SystemAdmin}), other, other, true},
		{"a job", auth.Actor{Job: "j"}, other, other, true},
		{"nobody", auth.Actor{}, county, "", false},
	} {
		if got, some := tt.a.Within(auth.UserManage, tt.region); got != tt.want || some != tt.some {
			t.Errorf("%s: %q, %t", tt.what, got, some)
		}
	}
}

func TestRequire(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		what string
		ctx  context.Context
		p    auth.Permission
		id   string
		want error
	}{
		{"no actor", ctx, auth.OrgRead, "", auth.ErrLogin},
		{"no actor, own account", ctx, auth.Session, "", auth.ErrLogin},
		{"no actor, in public", ctx, auth.Public, "anonymous", nil},
		{"roles without an account", auth.With(ctx, auth.Actor{Bindings: many().Bindings}), auth.OrgEdit, "", auth.ErrLogin},
		{"an account", auth.With(ctx, auth.Actor{UserID: "usr_1"}), auth.Session, "usr_1", nil},
		{"an account without the role", auth.With(ctx, auth.Actor{UserID: "usr_1"}), auth.OrgEdit, "", auth.ErrForbidden},
		{"the role", auth.With(ctx, many()), auth.OrgEdit, "usr_1", nil},
		{"another role", auth.With(ctx, many()), auth.OrgReview, "", auth.ErrForbidden},
		{"a permission that is none", auth.With(ctx, many()), "", "", auth.ErrForbidden},
		{"a job", auth.System(ctx, "remind"), auth.OrgReview, "job:remind", nil},
		{"the last actor counts", auth.With(auth.System(ctx, "remind"), auth.Actor{}), auth.OrgReview, "", auth.ErrLogin},
	} {
		a, err := auth.Require(tt.ctx, tt.p)
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.want)
		}
		if err != nil && (a.UserID != "" || len(a.Bindings) != 0) || err == nil && a.ID() != tt.id {
			t.Errorf("%s: actor %+v", tt.what, a)
		}
	}
}

func TestNotSelf(t *testing.T) {
	a := auth.Actor{UserID: "usr_1", VolunteerID: "vol_1", PersonKey: "key_1"}
	twin := auth.Actor{UserID: "usr_2", PersonKey: "key_1"}
	for _, tt := range []struct {
		what   string
		a      auth.Actor
		makers []string
		want   error
	}{
		{"nobody made it", a, nil, nil},
		{"others made it", a, []string{"usr_2", "vol_2", "key_2"}, nil},
		{"the account", a, []string{"usr_2", "usr_1"}, auth.ErrSelf},
		{"the volunteer it is for", a, []string{"vol_1"}, auth.ErrSelf},
		{"the person", a, []string{"usr_2", "key_1"}, auth.ErrSelf},
		{"the same person's other account", twin, a.AddTo(nil), auth.ErrSelf},
		{"somebody else", auth.Actor{UserID: "usr_3", PersonKey: "key_3"}, a.AddTo(nil), nil},
		{"a maker unknown, a person unknown", auth.Actor{UserID: "usr_3"}, []string{""}, nil},
		{"nobody", auth.Actor{}, []string{"", "anonymous"}, nil},
		{"a job on its own work", auth.Actor{Job: "j"}, auth.Actor{Job: "j"}.AddTo(nil), nil},
	} {
		if err := tt.a.NotSelf(tt.makers...); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.what, err, tt.want)
		}
	}
}

func TestAddTo(t *testing.T) {
	a := auth.Actor{UserID: "usr_1", PersonKey: "key_1"}
	for _, tt := range []struct {
		a    auth.Actor
		want string
	}{
		{a, "[usr_1 key_1]"},
		{auth.Actor{UserID: "usr_1"}, "[usr_1]"},
		{auth.Actor{Job: "j"}, "[job:j]"},
	} {
		if got := fmt.Sprint(tt.a.AddTo(nil)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.a.ID(), got, tt.want)
		}
	}
	if got := a.AddTo(a.AddTo([]string{"usr_0"})); !slices.Equal(got, []string{"usr_0", "usr_1", "key_1"}) {
		t.Errorf("added twice: %v", got)
	}
	roomy := append(make([]string, 0, 8), "usr_0")
	_ = a.AddTo(roomy)
	if rest := roomy[:3]; rest[1] != "" || rest[2] != "" {
		t.Errorf("AddTo wrote %q behind the list it was given", rest)
	}
}
