package main

import (
	"cmp"

	"github.com/tongxing-platform/tongxing/services/accounts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
)

const firstPassword = "truly-9-secret-words"

// tellPeople has the first administrator name county administrators, and one of them the county's people.
func tellPeople(s *story) {
	root := s.meet(person{who: "root", login: "root", password: firstPassword, name: "尉迟长空"})
	_, err := s.app.accounts.Create(auth.System(s.t.Context(), "story"), accounts.NewUser{
		Login: root.login, Name: privacy.Secret(root.name), Password: privacy.Secret(root.password),
		Bindings: []auth.Binding{{Role: auth.SystemAdmin}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.says("A command on the server makes the first account, the system administrator's. Nobody else is there.")
	s.as("").get("/me").Refused(401, "login_required")
	s.as("").post("/auth/login", obj{"login": "root", "password": "not-the-1-password"}).Refused(401, "login_failed")
	s.says("Without logging in one sees nothing, and a wrong password is refused without saying whether the account exists.")

	county := obj{"role": auth.CountyAdmin, "region": countyPath}
	s.hire("root", person{who: "county", login: "liang.county", name: "东方既白", id: ident.MakeIDNumber("990001", "1979-04-05", 11)}, county)
	s.hire("root", person{who: "county two", login: "he.county", name: "南宫问雅"}, county)
	s.hire("root", person{who: "neighbour", login: "wu.county", name: "西门如歌"}, obj{"role": auth.CountyAdmin, "region": otherCounty})
	s.hire("root", person{who: "auditor", login: "audit.one", name: "宇文若谷"}, obj{"role": auth.Auditor})
	s.says("The administrator names three county administrators and an auditor. Each sets the own password with a link that the administrator does not see.")
	s.as("root").post("/users", obj{"login": "clerk.too", "name": "无名氏", "bindings": []obj{{"role": auth.BuyerClerk, "region": countyPath}}}).Refused(403, "role_beyond")
	s.says("The administrator cannot give the roles that read files: only the county staffs its offices.")

	s.as("county").post("/regions", obj{"code": "520111101201", "name": "龙井村", "level": 5, "parent": "520111101"}).Want(201)
	for _, p := range []struct {
		person
		role auth.Role
		path string
	}{
		{person{who: "clerk", login: "buyer.clerk", name: "上官云起"}, auth.BuyerClerk, countyPath},
		{person{who: "approver", login: "buyer.approver", name: "欧阳听松"}, auth.BuyerApprover, countyPath},
		{person{who: "finance", login: "buyer.finance", name: "诸葛知秋"}, auth.BuyerFinance, countyPath},
		{person{who: "rater one", login: "rater.one", name: "司马观澜"}, auth.Evaluator, countyPath},
		{person{who: "rater two", login: "rater.two", name: "皇甫见山"}, auth.Evaluator, countyPath},
		{person{who: "rater three", login: "rater.three", name: "公孙望舒"}, auth.Evaluator, countyPath},
		{person{who: "director", login: "village.director", name: "慕容小满"}, auth.VillageDirector, villagePath},
		{person{who: "supervisor", login: "town.supervisor", name: "令狐立夏"}, auth.TownSupervisor, townPath},
	} {
		s.hire("county", p.person, obj{"role": p.role, "region": p.path})
	}
	s.says("The county creates the buyer's clerk, approver and finance, three evaluators, a village director and a town supervisor.")
	s.as("county").post("/users", obj{"login": "far.clerk", "name": "无名氏", "bindings": []obj{{"role": auth.BuyerClerk, "region": otherCounty}}}).Refused(403, "role_beyond")
	s.as("county").post("/users/"+s.cast["county"].userID+"/bindings", obj{"role": auth.BuyerApprover, "region": countyPath}).Refused(403, "own_work")
	s.as("clerk").get("/users").Refused(403, "forbidden")
	s.as("neighbour").get("/users/"+s.cast["clerk"].userID).Refused(404, "not_found")
	s.says("It cannot do so in another county, gives itself no role, and the neighbour's administrator does not find its people.")
}

// showCard has the county see the ID card of an organisation's administrator.
func (s *story) showCard(who string) {
	s.t.Helper()
	p := s.cast[who]
	p.id = ident.MakeIDNumber("990003", "1982-07-08", len(s.secrets))
	s.secret(p.id)
	s.as("county").post("/users/"+p.userID+"/identity", obj{"id_number": p.id}).Want(200)
}

// hire has an administrator create an account and the person set its password with the link that only they get.
func (s *story) hire(by string, p person, roles ...obj) *person {
	s.t.Helper()
	whose := s.as(by)
	if p.id == "" && roles[0]["role"] != auth.Auditor {
		p.id = ident.MakeIDNumber("990003", "1983-05-06", len(s.cast))
	}
	h := s.meet(p)
	mail := h.login + "@staff.example.org"
	body := obj{"login": h.login, "name": h.name, "bindings": roles, "email": mail}
	if h.id != "" {
		body["id_number"] = h.id
	}
	if h.mobile != "" {
		body["mobile"] = h.mobile
	}
	var v struct {
		User     struct{ ID string }
		To, Code string
	}
	whose.entitledTo().post("/users", body).Want(201).JSON(&v)
	if v.Code != "" || v.To == "" {
		s.t.Fatalf("%s, who made the account, sees %+v", by, v)
	}
	h.userID = v.User.ID
	s.setPassword(h, cmp.Or(h.mobile, mail), firstPassword)
	s.as(h.who).entitledTo().get("/me").Want(200)
	return h
}

// setPassword has the person open the link that was sent to the address and choose the password.
func (s *story) setPassword(p *person, to, password string) {
	s.t.Helper()
	s.job()
	link := s.sms.link(to)
	s.secret(link)
	door := voice{s: s, p: &person{who: p.who, address: p.address}}
	door.entitledTo().post("/auth/password/account", obj{"link": link}).Want(200)
	door.post("/auth/password", obj{"link": link, "new": password}).Want(204)
	door.post("/auth/password", obj{"link": link, "new": password}).Refused(400, "password_token")
	p.password, p.token = password, ""
}
