package main

import (
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

// TestTrialTwoAccounts has one person make and check the same things with two accounts: a draft and its budget, a file and its
// verification, an evaluation, the hours. An account without a verified ID number takes none of these steps, and the number is
// verified for one account only.
func TestTrialTwoAccounts(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	staff := func(who, login, id string, role auth.Role, region string) *person {
		p := s.meet(person{who: who, login: login, password: firstPassword, name: "一人两号"})
		u, err := s.app.accounts.Create(auth.System(t.Context(), "trial"), accounts.NewUser{
			Login: login, Name: privacy.Secret(p.name), Password: firstPassword, IDNumber: privacy.Secret(id), Bindings: []auth.Binding{{Role: role, Region: region}},
		})
		if err != nil {
			t.Fatal(err)
		}
		p.userID = u.ID
		return p
	}
	card := ident.MakeIDNumber("990004", "1981-02-03", 7)
	s.secret(card)
	staff("one", "first.account", card, auth.BuyerClerk, countyPath)
	second := staff("two", "second.account", "", auth.BuyerApprover, countyPath)
	staff("three", "third.account", "", auth.VillageDirector, villagePath)
	staff("four", "fourth.account", "", auth.TownSupervisor, townPath)
	staff("five", "fifth.account", "", auth.Evaluator, countyPath)

	// The same person under a second account takes no step of the chain.
	con := made(s.as("one").post("/contracts", terms("HX-2026-001")))
	s.as("two").post("/contracts/"+con+"/budget", nil).Refused(403, "id_unverified")
	s.as("three").post("/beneficiaries/ben_x/submit", nil).Refused(403, "id_unverified")
	s.as("four").post("/beneficiaries/ben_x/verify", nil).Refused(403, "id_unverified")
	s.as("four").post("/beneficiaries/ben_x/reveal", obj{"field": "name", "purpose": "visit"}).Refused(403, "id_unverified")
	staff("six", "seventh.account", "", auth.CountyAdmin, countyPath)
	s.as("six").post("/activities/act_x/publish", nil).Refused(403, "id_unverified") // also where an organisation's permission would do
	s.as("five").post("/evaluations/eva_x/declaration", obj{"conflict": false, "text": "与机构没有利害关系"}).Refused(403, "id_unverified")
	r := s.as("two").get("/contracts/" + con).Want(200)
	var seen struct {
		Acts []struct {
			Act string
			Why *struct{ Code string }
		}
	}
	r.JSON(&seen)
	for _, a := range seen.Acts {
		if a.Why == nil || a.Why.Code != "id_unverified" {
			t.Errorf("the page says of %s: %+v", a.Act, a.Why)
		}
	}
	if len(seen.Acts) == 0 {
		t.Error("the page does not list the acts that wait for the ID card")
	}

	// The card is seen for one account only, by somebody else.
	at := "/users/" + second.userID + "/identity"
	s.as("two").post(at, obj{"id_number": card}).Refused(403, "forbidden")
	s.as("neighbour").post(at, obj{"id_number": card}).Refused(404, "not_found")
	s.as("county").post(at, obj{"id_number": card[:17]}).Want(400)
	s.as("county").post(at, obj{"id_number": s.cast["county"].id}).Refused(403, "own_work")
	s.as("county").post(at, obj{"id_number": card}).Refused(409, "person_has_account")
	s.as("county").post("/users", obj{
		"login": "sixth.account", "name": "一人两号", "mobile": "13987650066", "id_number": card, "bindings": []obj{{"role": auth.BuyerApprover, "region": countyPath}},
	}).Refused(409, "person_has_account")
	other := ident.MakeIDNumber("990004", "1981-02-03", 9)
	s.secret(other)
	s.as("county").post(at, obj{"id_number": other}).Want(200)
	s.as("county").post(at, obj{"id_number": card}).Refused(409, "id_verified")
	s.as("two").post("/contracts/"+con+"/budget", nil).Want(200)
}

// TestTrialResetPays resets the password of the account that approves and has its person take steps over money with the new password at once.
func TestTrialResetPays(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	p := s.hire("county", person{who: "second approver", login: "second.approver", name: "单于望岳", mobile: "13987650077"},
		obj{"role": auth.BuyerApprover, "region": countyPath})
	con := made(s.as("clerk").post("/contracts", terms("HX-2026-001")))
	budget := "/contracts/" + con + "/budget"

	s.as("county").proves().entitledTo().post("/users/"+p.userID+"/password-reset", nil).Want(200)
	s.setPassword(p, p.mobile, "other-9-secret-words")
	s.as("second approver").post(budget, nil).Refused(403, "recently_reset")
	if got := field(s.as("second approver").entitledTo().get("/me").Want(200), "money_from"); got == "" {
		t.Error("the page does not say until when")
	}
	s.job()
	if text := s.sms.notices(p.mobile); !strings.Contains(text, s.cast["county"].name) {
		t.Errorf("the person is not told who reset the account: %q", text)
	}
	s.wait(auth.ResetHold - time.Hour)
	s.as("second approver").post(budget, nil).Refused(403, "recently_reset")
	s.wait(time.Hour)
	s.as("second approver").proves().post(budget, nil).Want(200)
}

// TestTrialOrganisationUnderAnotherAccount has an official found an organisation under a second account, whose person becomes known
// later, and review it under the first.
func TestTrialOrganisationUnderAnotherAccount(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	s.secret("独孤求实", "闻人知夏", "13987650001", "霞晖路七十七号", "6222020200998877665")
	s.meet(person{who: "second self", mobile: "13987650088"})
	s.as("second self").entitledTo().put("/me/name", obj{"name": "南宫问雅"}).Want(200)
	org := made(s.as("second self").post("/orgs", orgFile("问雅社会工作服务中心", ident.MakeUSCC("52", "990001", 41))))
	s.as("second self").post("/orgs/"+org+"/submit", nil).Want(200)
	key := s.app.index.Index("id_number", s.cast["county two"].id)
	if err := s.app.accounts.SetVolunteer(auth.System(t.Context(), "trial"), s.cast["second self"].userID, "vol_second", key, "南宫问雅"); err != nil {
		t.Fatal(err)
	}
	s.as("county two").post("/orgs/"+org+"/take", nil).Refused(403, "own_work")
	s.as("county").post("/orgs/"+org+"/take", nil).Want(200)
	s.as("county two").post("/orgs/"+org+"/approve", nil).Refused(403, "own_work")
}
