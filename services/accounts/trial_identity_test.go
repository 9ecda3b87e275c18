package accounts_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// TestTrialWrongNumberStays verifies a wrong ID number: whoever did so cannot correct it alone, another person can, with a reason, and the
// account's person is told. The wrong number is free again for its real owner.
func TestTrialWrongNumberStays(t *testing.T) {
	e := newEnv(t)
	for _, login := range []string{"county", "second"} {
		e.user(login, auth.Binding{Role: auth.CountyAdmin, Region: county})
	}
	clerk := auth.Binding{Role: auth.BuyerClerk, Region: county}
	u, owner := e.user("clerk", clerk), e.user("owner", clerk)
	wrong, right := idNumber.Reveal(), ident.MakeIDNumber("990101", "1990-05-06", 9)
	api := e.api()
	first, second := api.Bearer(e.token("county")), api.Bearer(e.token("second"))
	at := "/users/" + u.ID + "/identity"
	body := func(number, reason string) asked { return asked{"id_number": number, "reason": reason} }
	second.Do("PUT", at, body(right, "首次录入时看错了一位")).Refused(http.StatusConflict, "id_missing")
	first.Do("POST", at, asked{"id_number": wrong}).Want(http.StatusOK)
	first.Do("POST", "/users/"+owner.ID+"/identity", asked{"id_number": wrong}).Refused(http.StatusConflict, "person_has_account")

	first.Do("PUT", at, body(right, "首次录入时看错了一位")).Refused(http.StatusForbidden, "own_work")
	second.Do("PUT", at, body(right, "")).Want(http.StatusBadRequest)
	second.Do("PUT", at, body(right[:17], "首次录入时看错了一位")).Want(http.StatusBadRequest)
	second.Do("PUT", at, body(wrong, "首次录入时看错了一位")).Refused(http.StatusConflict, "id_same")
	second.Do("PUT", at, body(right, "首次录入时看错了一位")).Want(http.StatusOK).Lacks(right, wrong)
	if got := must(e.service.Read(system(), u.ID))(t); got.VerifiedBy != must(e.service.FindByLogin(system(), "second"))(t).ID || got.PersonKey != got.VerifiedKey {
		t.Errorf("after the correction: %+v", got.Identity)
	}
	e.delivered()
	told := false
	for _, m := range e.sms.Got() {
		told = told || m.To == "clerk@example.org" && m.Text.Subject == "身份证号码已更正"
	}
	if !told {
		t.Error("the person is not told")
	}
	second.Do("PUT", at, body(wrong, "又改回去")).Refused(http.StatusForbidden, "own_work")
	first.Do("POST", "/users/"+owner.ID+"/identity", asked{"id_number": wrong}).Want(http.StatusOK)
	if hits := e.storeHas(right, wrong); len(hits) != 0 {
		t.Errorf("readable in the store: %v", hits)
	}
	volunteer := e.user("volunteer", clerk)
	card := privacy.Secret(ident.MakeIDNumber("990101", "1991-05-06", 3))
	must(e.service.VerifyIdentity(e.as(must(e.service.FindByLogin(system(), "county"))(t)), volunteer.ID, card))(t)
	if err := e.service.Change(system(), volunteer.ID, func(u *accounts.User) { u.VolunteerID = "vol_x" }); err != nil {
		t.Fatal(err)
	}
	second.Do("PUT", "/users/"+volunteer.ID+"/identity", body(right, "首次录入时看错了一位")).Refused(http.StatusConflict, "id_of_profile")
	e.auditHolds()
}

// TestVerifyBeyond checks that an administrator cannot verify the ID card of an account with an office outside their own reach.
func TestVerifyBeyond(t *testing.T) {
	e := newEnv(t)
	admin := e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county})
	both := e.user("both", auth.Binding{Role: auth.BuyerClerk, Region: county}, auth.Binding{Role: auth.BuyerClerk, Region: sibling})
	if _, err := e.service.VerifyIdentity(e.as(admin), both.ID, idNumber); !errors.Is(err, accounts.ErrBeyond) {
		t.Errorf("verified: %v", err)
	}
}

// TestMobileOfBeyond checks that an office which looks after a volunteer does not move the mobile of an account that also holds an office
// beyond its reach: whoever holds the mobile can use that office.
func TestMobileOfBeyond(t *testing.T) {
	e := newEnv(t)
	admin := e.as(e.user("county", auth.Binding{Role: auth.CountyAdmin, Region: county}))
	both := e.user("both", auth.Binding{Role: auth.Volunteer}, auth.Binding{Role: auth.SystemAdmin})
	for what, err := range map[string]error{
		"ask":     e.service.AskMobileOf(admin, both.ID, "13900001234", idNumber),
		"replace": e.service.ReplaceMobileOf(admin, both.ID, "13900001234", "123456"),
	} {
		if !errors.Is(err, accounts.ErrBeyond) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestReachOfAccounts checks that accounts are found by login name only by people who manage accounts, and that people whose office must stay
// apart from organisations are not offered to register one.
func TestReachOfAccounts(t *testing.T) {
	e := newEnv(t)
	clerk := e.user("clerk", auth.Binding{Role: auth.BuyerClerk, Region: county})
	if _, err := e.service.FindByLogin(e.as(clerk), "clerk"); !errors.Is(err, auth.ErrForbidden) {
		t.Errorf("found: %v", err)
	}
	api := e.api()
	for login, may := range map[string]bool{"clerk": false, "viewer": true} {
		if may {
			e.user(login, auth.Binding{Role: auth.CountyViewer, Region: county})
		}
		token := must(e.login(login, secret))(t).Token.Reveal()
		var me struct{ Permissions []string }
		api.Bearer(token).Do("GET", "/me", nil).Want(200).JSON(&me)
		if slices.Contains(me.Permissions, string(auth.OrgRegister)) != may {
			t.Errorf("%s: %v", login, me.Permissions)
		}
	}
}
