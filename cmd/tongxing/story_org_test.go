package main

import (
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
)

// orgFile returns the registration form of an organisation.
func orgFile(name, uscc string) obj {
	return obj{
		"name": name, "uscc": uscc, "region": countyPath, "type": "service_agency", "registrar": "花溪区民政局", "valid_to": "2029-12-31",
		"business": "留守儿童关爱服务、困难家庭帮扶", "workers": 8, "certified": 5, "report_year": 2025,
		"legal_rep": "独孤求实", "contact_name": "闻人知夏", "mobile": "13987650001", "address": "贵州省贵阳市花溪区清溪街道霞晖路七十七号", "bank_account": "6222020200998877665",
	}
}

// tellOrganisation registers an organisation, has others review it, and adds its staff.
func tellOrganisation(s *story) {
	s.secret("独孤求实", "闻人知夏", "13987650001", "霞晖路七十七号", "6222020200998877665")
	s.meet(person{who: "founder", mobile: "13987650002"})
	s.meet(person{who: "rival", mobile: "13987650003"})

	right := ident.MakeUSCC("52", "990001", 7)
	wrong := right[:17] + string(rune('0'+(right[17]-'0'+1)%10))
	r := s.as("founder").post("/orgs", orgFile("青禾社会工作服务中心", wrong)).Want(400)
	if r.Fields()["uscc"] == "" {
		s.t.Fatalf("no word about the code: %s", r.Body)
	}
	s.says("Somebody logs in by a code on the phone and registers an organisation. A wrong check digit is refused at its field (%s).", r.Fields()["uscc"])
	s.as("founder").post("/orgs", orgFile("青禾社会工作服务中心", right)).Refused(409, "name_needed")
	s.as("founder").entitledTo().put("/me/name", obj{"name": "钟离望海"}).Want(200)
	s.as("founder").entitledTo().put("/me/name", obj{"name": "另一个人"}).Refused(409, "name_set")
	s.as("rival").entitledTo().put("/me/name", obj{"name": "百里听雨"}).Want(200)
	s.says("Somebody whose account was made by a code says who they are before they found anything.")
	org := made(s.as("founder").post("/orgs", orgFile("青禾社会工作服务中心", right)))
	s.ids["org"] = org
	s.as("founder").post("/orgs", orgFile("另一家", right)).Refused(409, "org_uscc_taken")
	s.as("founder").get("/orgs/" + org).Want(200)
	s.as("rival").get("/orgs/"+org).Refused(403, "forbidden")
	s.says("With the right code the draft is kept, and the founder is its administrator. Nobody else can register that code.")

	s.as("founder").post("/orgs/"+org+"/submit", nil).Want(200)
	s.as("founder").post("/orgs/"+org+"/approve", nil).Refused(403, "forbidden")
	s.as("neighbour").post("/orgs/"+org+"/take", nil).Refused(404, "not_found")
	s.says("The founder hands it in and cannot approve it; the neighbouring county does not find it.")
	own := made(s.as("county two").post("/orgs", orgFile("问雅志愿服务中心", ident.MakeUSCC("52", "990001", 8))))
	s.as("county two").post("/orgs/"+own+"/submit", nil).Want(200)
	s.as("county two").post("/orgs/"+own+"/take", nil).Refused(403, "own_work")
	s.as("county two").post("/orgs/"+own+"/approve", nil).Refused(403, "own_work")
	s.says("A county official who started a file herself may neither take it up nor approve it.")
	s.as("county").post("/orgs/"+org+"/approve", nil).Refused(409, "org_move")
	s.as("county").post("/orgs/"+org+"/take", nil).Want(200)
	s.as("county").post("/orgs/"+org+"/approve", nil).Want(200)
	if n := len(items(s.as("").get("/public/orgs"))); n != 1 {
		s.t.Fatalf("%d public organisations", n)
	}
	s.job()
	if !s.told("founder", "org.approved") {
		s.t.Error("the founder was not told of the approval")
	}
	s.as("founder").get("/volunteers?status=verified").Want(200)
	s.as("founder").get("/volunteers/asking?org_id="+org).Refused(403, "id_unverified")
	s.showCard("founder")
	s.says("Another official takes it up, approves it, the founder is told, and the public list shows it without persons. The county sees the ID card of its administrator, who could only read before.")

	second := made(s.as("rival").post("/orgs", orgFile("白云社工站", ident.MakeUSCC("52", "990001", 9))))
	s.ids["rival org"] = second
	s.as("rival").post("/orgs/"+second+"/submit", nil).Want(200)
	s.as("county").post("/orgs/"+second+"/take", nil).Want(200)
	s.as("county").post("/orgs/"+second+"/approve", nil).Want(200)
	s.showCard("rival")
	s.as("rival").get("/orgs/"+org).Refused(404, "not_found")
	s.says("A second organisation is approved. To its administrator the first one's file is not there.")

	for _, p := range []struct {
		person
		role auth.Role
	}{
		{person{who: "lead", login: "ngo.lead", name: "澹台明月"}, auth.ProjectLead},
		{person{who: "worker", login: "ngo.worker", name: "濮阳春晓"}, auth.SocialWorker},
		{person{who: "treasurer", login: "ngo.finance", name: "太叔守拙"}, auth.OrgFinance},
	} {
		s.hire("founder", p.person, obj{"role": p.role, "org_id": org})
	}
	s.as("founder").post("/users", obj{"login": "spy.one", "name": "无名氏", "bindings": []obj{{"role": auth.ProjectLead, "org_id": second}}}).Refused(403, "role_beyond")
	s.as("founder").post("/users", obj{"login": "spy.two", "name": "无名氏", "bindings": []obj{{"role": auth.BuyerClerk, "region": countyPath}}}).Refused(403, "role_beyond")
	s.says("The founder names a project lead, a social worker and a treasurer, but nobody for another organisation or for the buyer.")
}

// told reports whether the person's inbox has a message of the template.
func (s *story) told(who, template string) bool { return s.countTold(who, template) > 0 }

func (s *story) countTold(who, template string) int {
	s.t.Helper()
	n := 0
	for _, m := range items(s.as(who).get("/inbox?limit=100")) {
		if strings.HasPrefix(m["template"].(string), template) {
			n++
		}
	}
	return n
}
