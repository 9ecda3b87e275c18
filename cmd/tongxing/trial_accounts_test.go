package main

import (
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
)

// TestTrialFoundingAnOrganisation has people of every office start an organisation's file, and looks at what the file gives
// and takes away before it is approved.
func TestTrialFoundingAnOrganisation(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	tellOrganisation(s)
	draft := func(who string, seq int) string {
		return made(s.as(who).post("/orgs", orgFile("草稿社会工作服务中心", ident.MakeUSCC("52", "990001", seq))))
	}

	own := draft("worker", 21)
	s.as("founder").post("/users/"+s.cast["worker"].userID+"/disable", nil).Want(200)
	s.as("founder").post("/users/"+s.cast["worker"].userID+"/enable", nil).Want(200)
	s.cast["worker"].token = ""
	s.as("worker").get("/orgs/" + own).Want(200)
	s.as("worker").post("/users", obj{"login": "draft.staff", "name": "无名氏", "bindings": []obj{{"role": auth.ProjectLead, "org_id": own}}}).Refused(403, "forbidden")
	s.as("worker").get("/volunteers").Want(200) // of the organisation that employs the worker
	s.as("supervisor").get("/orgs?status=draft").Want(200)

	draft("supervisor", 22)
	s.as("county").post("/users/"+s.cast["supervisor"].userID+"/disable", nil).Want(200)
	s.as("county").post("/users/"+s.cast["supervisor"].userID+"/enable", nil).Want(200)

	for i, who := range []string{"auditor", "root", "clerk", "approver", "finance", "rater one"} {
		s.as(who).post("/orgs", orgFile("不得登记的机构", ident.MakeUSCC("52", "990001", 30+i))).Refused(403, "roles_apart")
	}

	s.meet(person{who: "stranger", mobile: "13987650099"})
	s.as("stranger").entitledTo().put("/me/name", obj{"name": "闾丘远山"}).Want(200)
	later := draft("stranger", 23)
	s.as("stranger").get("/volunteers").Refused(403, "forbidden")
	s.as("stranger").post("/orgs/"+later+"/submit", nil).Want(200)
	s.as("county").post("/orgs/"+later+"/take", nil).Want(200)
	s.as("county").post("/orgs/"+later+"/approve", nil).Want(200)
	s.as("stranger").get("/volunteers").Want(200)
	s.hire("stranger", person{who: "late lead", login: "late.lead", name: "第五清扬"}, obj{"role": auth.ProjectLead, "org_id": later})
}
