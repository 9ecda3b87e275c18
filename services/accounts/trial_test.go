package accounts_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
)

// TestTrialOfficesJoinOrganisations gives people of offices that must be apart from organisations a role in one, and staff of
// an organisation such an office.
func TestTrialOfficesJoinOrganisations(t *testing.T) {
	e := newEnv(t)
	staff := auth.Binding{Role: auth.SocialWorker, OrgID: orgA}
	for name, office := range map[string]auth.Binding{
		"auditor": {Role: auth.Auditor}, "admin": {Role: auth.SystemAdmin}, "clerk": {Role: auth.BuyerClerk, Region: county},
		"approver": {Role: auth.BuyerApprover, Region: county}, "finance": {Role: auth.BuyerFinance, Region: county},
		"evaluator": {Role: auth.Evaluator, Region: county},
	} {
		u := e.user(name, office)
		if _, err := e.service.Grant(system(), u.ID, 0, staff); !errors.Is(err, auth.ErrApart) {
			t.Errorf("%s joins an organisation: %v", name, err)
		}
		if err := e.service.Bind(system(), u.ID, auth.Binding{Role: auth.OrgFounder, OrgID: orgA}); !errors.Is(err, auth.ErrApart) {
			t.Errorf("%s founds an organisation: %v", name, err)
		}
		w := e.user(name+"-staff", staff)
		if _, err := e.service.Grant(system(), w.ID, 0, office); !errors.Is(err, auth.ErrApart) {
			t.Errorf("staff becomes %s: %v", name, err)
		}
	}
	far := e.user("far", auth.Binding{Role: auth.Evaluator, Region: sibling})
	if _, err := e.service.Grant(system(), far.ID, 0, staff); err != nil {
		t.Errorf("evaluator of another area: %v", err)
	}
}

// TestTrialFieldRolesOfWholeCounty gives roles of the field for a county and for the wrong level below it.
func TestTrialFieldRolesOfWholeCounty(t *testing.T) {
	e := newEnv(t)
	const town = county + "520111101/"
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	u := e.user("somebody")
	for _, b := range []auth.Binding{
		{Role: auth.VillageDirector, Region: county}, {Role: auth.VillageDirector, Region: town}, {Role: auth.TownSupervisor, Region: county},
	} {
		if _, err := e.service.Grant(system(), u.ID, 0, b); !errors.Is(err, accounts.ErrPlace) {
			t.Errorf("%+v: %v", b, err)
		}
		n := accounts.NewUser{Name: "李雷", Login: "lilei", Bindings: []auth.Binding{b}}
		if _, err := e.service.Create(e.as(admin), n); !errors.Is(err, accounts.ErrPlace) {
			t.Errorf("new account with %+v: %v", b, err)
		}
	}
	must(e.service.Grant(system(), u.ID, 0, auth.Binding{Role: auth.TownSupervisor, Region: town}))(t)
}

// TestAppointmentWaitsForTheOffice: a founder who took an office that must be apart is not appointed.
func TestAppointmentWaitsForTheOffice(t *testing.T) {
	e := newEnv(t)
	u := e.user("founder", auth.Binding{Role: auth.OrgFounder, OrgID: orgA})
	clerk := accounts.Binding{Binding: auth.Binding{Role: auth.BuyerClerk, Region: county}, ID: "bnd_clerk"}
	if err := e.service.Change(system(), u.ID, func(u *accounts.User) { u.Bindings = append(u.Bindings, clerk) }); err != nil {
		t.Fatal(err)
	}
	appoint := func() error {
		return e.service.DB.Tx(system(), func(ctx context.Context) error { return e.service.Appoint(ctx, orgA) })
	}
	if err := appoint(); !errors.Is(err, auth.ErrApart) {
		t.Errorf("a clerk is appointed: %v", err)
	}
	must(e.service.End(system(), u.ID, 0, clerk.ID))(t)
	if err := appoint(); err != nil {
		t.Fatal(err)
	}
	if a := auth.From(e.as(u)); len(a.Bindings) != 1 || a.Bindings[0].Role != auth.OrgAdmin {
		t.Errorf("appointed: %+v", a.Bindings)
	}
}
