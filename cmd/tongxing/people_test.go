package main

import (
	"strings"
	"testing"
)

// TestPeopleBesideRecords checks that staff see names behind ids and the history of records only if they may read the
// record.
func TestPeopleBesideRecords(t *testing.T) {
	s := newStory(t)
	for _, tell := range []func(*story){tellPeople, tellOrganisation, tellVolunteers, tellContract} {
		tell(s)
	}
	con, org, clerk, lan := s.ids["contract"], s.ids["org"], s.cast["clerk"], s.cast["Lan"]
	for _, path := range []string{"/names?ids=" + org, "/history/" + con} {
		s.as("").get(path).Refused(401, "login_required")
		s.as("Lan").get(path).Refused(403, "forbidden")
	}

	named := func(who string, ids ...string) map[string]string {
		got := map[string]string{}
		for _, it := range items(s.as(who).entitledTo().get("/names?ids=" + strings.Join(ids, ","))) {
			got[it["id"].(string)] = it["name"].(string)
		}
		return got
	}
	ids := []string{con, org, clerk.userID, lan.volunteerID, "usr_nobody", "act_nobody", "ben_x", "nonsense"}
	got := named("clerk", ids...)
	if len(got) != 4 || got[con] != "花溪区留守儿童关爱服务" || got[clerk.userID] != clerk.name {
		t.Errorf("names %v", got)
	}
	if name := got[lan.volunteerID]; !strings.HasSuffix(name, "*") || name == lan.name {
		t.Errorf("a volunteer is called %s", name)
	}
	if got := named("director", ids...); got[con] != "" || got[org] == "" {
		t.Errorf("a director, who reads no contracts, is told %v", got)
	}

	deeds := items(s.as("approver").entitledTo().get("/history/" + con + "?limit=100"))
	if first := deeds[len(deeds)-1]; first["action"] != "contract.create" || first["name"] != clerk.name || first["actor"] != clerk.userID {
		t.Errorf("the contract began with %v", first)
	}
	if last := deeds[0]; last["action"] == "contract.create" {
		t.Errorf("the latest act is not first: %v", last)
	}
	s.as("approver").entitledTo().get("/history/" + org).Want(200)
	for _, id := range []string{"con_x", "ben_x", clerk.userID} {
		s.as("clerk").get("/history/"+id).Refused(404, "not_found")
	}
	s.as("director").get("/history/"+con).Refused(403, "forbidden")
}
