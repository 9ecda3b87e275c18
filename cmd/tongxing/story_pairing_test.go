package main

import (
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/ident"
)

// The child of the story. Only director, supervisor and county may see its name, and full values only with a purpose.
const (
	childName    = "长孙小禾"
	childStreet  = "石榴巷四十一号"
	grandmother  = "乐正桂香"
	grandPhone   = "13987651234"
	father       = "长孙铁柱"
	wish         = "想每周和爸爸妈妈视频一次"
	whatShuWrote = "电话里说作业都写完了，外婆腿疼在家休息。"
)

// tellPairing has three offices create a child's file; a volunteer is paired with the child and keeps in touch.
func tellPairing(s *story) {
	s.at("2026-03-23 09:00")
	number := ident.MakeIDNumber("990001", "2016-05-06", 31)
	s.secret(childName, childStreet, grandmother, grandPhone, number, whatShuWrote, father, wish)
	file := obj{
		"kinds": []string{"left_behind_child"}, "region": villagePath, "name": childName, "id_number": number,
		"address": "贵州省贵阳市花溪区青岩镇龙井村" + childStreet, "guardian_name": grandmother, "guardian_mobile": grandPhone,
		"guardianship": "grandparents", "schooling": "primary", "grade": 3, "risk": "yellow",
		"details": obj{
			"father_alive": "living", "father_name": father, "father_where": "away", "father_work_place": "广东省东莞市", "father_ability": "able",
			"mother_alive": "living", "mother_where": "away", "mother_ability": "able", "school_name": "龙井小学", "health": "healthy", "wishes": wish,
		},
	}
	s.as("director").get("/beneficiaries/form").Want(200)
	s.as("Shu").post("/beneficiaries", file).Refused(403, "forbidden")
	s.as("founder").post("/beneficiaries", file).Refused(403, "forbidden")
	child := made(s.as("director").post("/beneficiaries", file))
	at := "/beneficiaries/" + child
	s.ids["child"] = child
	s.as("director").post(at+"/verify", nil).Refused(403, "forbidden")
	s.as("supervisor").post(at+"/verify", nil).Refused(409, "file_move")
	s.as("director").post(at+"/submit", nil).Want(200)
	s.as("supervisor").post(at+"/verify", nil).Want(200)
	s.as("supervisor").post(at+"/confirm", nil).Want(403)
	s.as("neighbour").post(at+"/confirm", nil).Refused(404, "not_found")
	s.as("county").post(at+"/confirm", nil).Want(200)
	s.as("supervisor").post("/beneficiaries", file).Refused(409, "file_exists")
	s.says("The village director writes a child's file, the town supervisor verifies it, the county registers it: three persons. A second file for the child is not begun.")

	s.as("director").get(at).Want(200)
	s.as("supervisor").get(at + "/history").Want(200)
	for who, status := range map[string]int{"clerk": 403, "approver": 403, "rater one": 403, "Lan": 403, "auditor": 403, "root": 403, "rival": 404, "founder": 404, "neighbour": 404, "": 401} {
		s.as(who).get(at).Want(status)
	}
	s.as("director").post(at+"/reveal", obj{"field": "address", "purpose": "curiosity"}).Want(400)
	shown := s.as("director").entitledTo().post(at+"/reveal", obj{"field": "address", "purpose": "visit"}).Want(200)
	if !strings.Contains(field(shown, "value"), childStreet) {
		s.t.Errorf("revealed %s", shown.Body)
	}
	s.says("They see it masked, and one value in full for a purpose, on record. The buyer, raters, volunteers, auditor and administrator never do; to organisations it is not there.")

	propose := obj{"beneficiary_id": child, "org_id": s.ids["org"], "type": "one_to_one", "plan": obj{"calls_per_month": 1}}
	s.as("founder").post("/pairings", propose).Refused(404, "not_found")
	pair := made(s.as("supervisor").post("/pairings", propose))
	at = "/pairings/" + pair
	s.as("rival").get(at).Refused(404, "not_found")
	s.as("worker").post(at+"/match", obj{"volunteer_ids": []string{s.cast["Feng"].volunteerID}}).Refused(409, "needs_clearance")
	s.as("worker").post(at+"/match", obj{"volunteer_ids": []string{s.cast["Shu"].volunteerID}}).Want(200)
	s.as("worker").post(at+"/activate", nil).Refused(409, "pairing_move")
	consent := obj{"relation": "grandparent", "name": grandmother, "version": "2026-1", "at": s.now().Add(-time.Hour), "opinion": "refuses"}
	s.as("worker").post(at+"/consent", consent).Refused(409, "child_said_no")
	consent["opinion"] = "agrees"
	s.as("worker").post(at+"/consent", consent).Want(200)
	s.as("worker").post(at+"/activate", nil).Want(200)
	s.as("worker").post(at+"/count", obj{"contract_id": noRecord}).Refused(400, "contract_not_ours")
	s.as("worker").post(at+"/count", obj{"contract_id": s.ids["contract"]}).Want(200)
	s.says("The supervisor proposes a pairing, the organisation names Shu; Feng, never cleared, is refused. Without the guardian's consent, or against the child's own no, nothing begins.")

	search := func(who, text string) string {
		return string(s.as(who).post("/beneficiaries/search", obj{"text": text}).Want(200).Body)
	}
	if !strings.Contains(search("founder", "小A·龙井村"), child) {
		s.t.Error("the organisation does not find the child")
	}
	for who, text := range map[string]string{"worker": "小A·龙井村", "director": childName, "supervisor": grandmother, "county": number[14:]} {
		if !strings.Contains(search(who, text), child) {
			s.t.Errorf("%s does not find %s", who, text)
		}
	}
	for who, text := range map[string]string{"founder": childName, "neighbour": childName, "rival": "小A"} {
		if strings.Contains(search(who, text), child) {
			s.t.Errorf("%s finds %s", who, text)
		}
	}
	s.as("Shu").post("/beneficiaries/search", obj{"text": childName}).Refused(403, "forbidden")
	s.says("The offices find the child by the name, the grandmother or the last digits of the ID number, the organisation by the pseudonym alone.")

	seen := s.as("Shu").get(at).Want(200)
	if p := field(seen, "pseudonym"); p != "小A·三年级·龙井村" || field(seen, "beneficiary_id") != "" {
		s.t.Errorf("what Shu sees: %s", seen.Body)
	}
	s.as("Lan").get(at).Refused(404, "not_found")
	s.as("founder").get("/beneficiaries/"+child).Want(200).Lacks(childName, "长孙", number, "石榴巷")
	s.as("founder").post("/beneficiaries/"+child+"/reveal", obj{"field": "name", "purpose": "visit"}).Refused(403, "forbidden")
	s.at("2026-03-24 19:00")
	s.as("Lan").post(at+"/contacts", obj{"at": s.now(), "way": "phone", "met": "person", "minutes": 20, "note": whatShuWrote}).Refused(404, "not_found")
	contact := made(s.as("Shu").post(at+"/contacts", obj{"at": s.now(), "way": "phone", "met": "person", "minutes": 20, "note": whatShuWrote}))
	s.as("worker").entitledTo().get(at + "/contacts/" + contact).Want(200)
	s.as("worker").get(at + "/contacts").Want(200)
	s.says("Shu knows the child as %s, and logs a call. The organisation sees the card, not the person; other volunteers see nothing.", field(seen, "pseudonym"))

	s.at("2026-04-23 09:15")
	s.job("remind-contacts")
	s.overdue(0, 0)
	s.at("2026-04-24 09:15")
	s.job("remind-contacts", "remind-contacts")
	s.overdue(1, 0)
	s.at("2026-05-24 09:15")
	s.job("remind-contacts")
	s.overdue(2, 1)
	s.says("A month without a call: Shu is reminded, once. A second one in a row: the organisation and the supervisor are told as well.")

	s.at("2026-05-24 20:00")
	danger := made(s.as("Shu").post(at+"/contacts", obj{"at": s.now(), "way": "phone", "met": "person", "minutes": 5, "note": whatShuWrote, "danger": true}))
	s.job()
	for _, who := range []string{"director", "supervisor", "county"} {
		if s.countTold(who, "pairing.danger") != 1 || !strings.Contains(string(s.as(who).get("/me/work").Want(200).Body), danger) {
			s.t.Errorf("%s does not know of the danger", who)
		}
	}
	if !strings.Contains(string(s.as("worker").get("/me/work").Want(200).Body), "pairing_missed") {
		s.t.Error("the report of danger cleared the overdue contact")
	}
	report := "/dangers/" + danger
	s.as("worker").post(report+"/take", nil).Refused(403, "forbidden")
	s.as("neighbour").post(report+"/take", nil).Refused(404, "not_found")
	s.as("director").entitledTo().post(report+"/take", nil).Want(200)
	done := obj{"done": "上门核实，外婆住院，孩子已由姑妈接走照料。"}
	s.as("supervisor").post(report+"/close", done).Refused(403, "danger_taker")
	s.as("director").entitledTo().post(report+"/close", done).Want(200)
	s.says("Shu reports a danger: that is no contact, and it stands above all work of village, town and county until the director has taken it and written what was done.")

	s.as("founder").post("/volunteers/"+s.cast["Shu"].volunteerID+"/freeze", obj{"reason": "家长投诉，正在核实"}).Want(200)
	s.job()
	if got := s.as("Shu").get(at).Want(200); field(got, "status") != "paused" || field(got, "pseudonym") != "" {
		s.t.Errorf("what a frozen volunteer sees: %s", got.Body)
	}
	for _, who := range []string{"founder", "supervisor", "county"} {
		if s.countTold(who, "volunteer.stopped") == 0 {
			s.t.Errorf("%s is not told that the pairing stopped", who)
		}
	}
	s.as("founder").post("/volunteers/"+s.cast["Shu"].volunteerID+"/release", nil).Want(200)
	s.as("worker").post(at+"/resume", nil).Want(200)
	s.says("Frozen during an enquiry, Shu no longer sees the child, and organisation, town and county are told at once; released, Shu goes on.")

	propose["type"] = "caring_mother"
	at = "/pairings/" + made(s.as("supervisor").post("/pairings", propose))
	offered := s.as("worker").get(at + "/candidates").Want(200)
	offered.Lacks(s.cast["Feng"].volunteerID, s.cast["girl of 16"].volunteerID)
	if !strings.Contains(string(offered.Body), s.cast["Lan"].volunteerID) {
		s.t.Errorf("offered: %s", offered.Body)
	}
	s.as("rival").get(at+"/candidates").Refused(404, "not_found")
	s.as("Lan").get(at+"/candidates").Refused(403, "forbidden")
	s.says("For a caring mother the organisation is offered grown women who are clear, with village and number of pairings.")
}

func (s *story) overdue(due, overdue int) {
	s.t.Helper()
	for who, want := range map[string]int{"Shu": due, "supervisor": overdue, "founder": overdue} {
		template := "pairing.contact_overdue"
		if who == "Shu" {
			template = "pairing.contact_due"
		}
		if got := s.countTold(who, template); got != want {
			s.t.Errorf("%s has %d messages %s, want %d", who, got, template, want)
		}
	}
}
