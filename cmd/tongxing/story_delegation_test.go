package main

import (
	"maps"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The caregiver of the story's child, the father and what the child said. Only director, supervisor and county may see them.
const (
	aunt        = "乐正秋兰"
	auntPhone   = "13987654444"
	auntStreet  = "石榴巷五十二号"
	fatherPhone = "13987655555"
	whatChild   = "想每个周末和爸爸视频，外婆身体好的时候回外婆家住。"
)

// tellDelegation has the parents entrust the child to an aunt, from the checks to the end.
func tellDelegation(s *story) {
	s.at("2026-09-07 09:00")
	number := ident.MakeIDNumber("990001", "1979-08-09", 32)
	s.secret(aunt, auntPhone, auntStreet, fatherPhone, number, whatChild)
	terms := obj{
		"file_id": s.ids["child"], "reason": "both_away", "relation": "relative", "from": "2026-09-07", "to": "2027-09-06", "capable": true,
		"delegate_name": aunt, "delegate_id_number": number, "delegate_mobile": auntPhone, "delegate_address": "贵州省贵阳市花溪区青岩镇龙井村" + auntStreet,
	}
	s.as("founder").post("/delegations", terms).Refused(403, "forbidden")
	s.as("Shu").post("/delegations", terms).Refused(403, "forbidden")
	s.as("county").post("/delegations", terms).Refused(403, "forbidden")
	terms["to"] = "2027-09-08"
	s.as("director").post("/delegations", terms).Refused(400, "invalid")
	terms["to"] = "2027-09-06"
	first := made(s.as("director").post("/delegations", terms))
	s.as("director").post("/delegations", terms).Refused(409, "delegation_open")
	s.as("director").post("/delegations/"+first+"/discard", nil).Want(200)
	at := "/delegations/" + made(s.as("director").post("/delegations", terms))
	s.ids["delegation"] = strings.TrimPrefix(at, "/delegations/")
	edit := maps.Clone(terms)
	delete(edit, "file_id")
	edit["delegate_mobile"] = ""
	s.as("director").put(at, edit).Want(200)
	s.says("The parents work away and entrust the child to an aunt, for a year at most. A child has one delegation; a draft can be thrown away. Organisations and volunteers know nothing of it.")

	proof := s.as("director").attach(s.ids["delegation"], "check_proof")
	s.as("director").put(at+"/checks/harm", obj{"finding": "clear", "file_id": "fil_none"}).Refused(400, "proof_needed")
	sign := obj{"file_id": s.as("director").attach(s.ids["delegation"], "signed"), "on": s.today()}
	s.as("director").post(at+"/sign", sign).Refused(409, "checks_open")
	for _, item := range []string{"harm", "habits", "neglect"} {
		s.as("director").put(at+"/checks/"+item, obj{"finding": "clear", "file_id": proof}).Want(200)
	}
	s.as("director").put(at+"/checks/unfit", obj{"finding": "barred", "file_id": proof, "why": "长期患病，不能照料孩子"}).Want(200)
	s.as("director").post(at+"/sign", sign).Refused(409, "delegate_barred")
	s.as("director").put(at+"/checks/unfit", obj{"finding": "clear", "file_id": proof}).Want(200)
	s.as("director").post(at+"/sign", sign).Refused(409, "child_not_heard")
	s.as("director").put(at+"/opinion", obj{"answer": "refuses", "on": s.today(), "words": "我想和外婆住在一起。"}).Want(200)
	s.as("director").post(at+"/sign", sign).Refused(409, "child_said_no")
	s.as("director").entitledTo().put(at+"/opinion", obj{"answer": "wishes", "on": s.today(), "words": whatChild}).Want(200)
	s.as("director").entitledTo().post(at+"/sign", sign).Want(200)
	s.job()
	if s.countTold("supervisor", "delegation.waiting") != 1 {
		s.t.Error("the supervisor does not know that the delegation waits")
	}
	s.says("Four checks with proof, then the child's own opinion: against its no, or with a caregiver whom the law bars, nothing is signed.")

	s.as("supervisor").post(at+"/confirm", nil).Refused(409, "not_told")
	s.as("supervisor").entitledTo().post(at+"/return", obj{"reason": "incomplete", "note": "请补告知学校的日期"}).Want(200)
	s.as("director").entitledTo().post(at+"/sign", sign).Want(200)
	s.as("director").entitledTo().put(at+"/notices", obj{"school_on": s.today(), "village_on": s.today()}).Want(200)
	s.as("director").post(at+"/confirm", nil).Refused(403, "forbidden")
	s.as("neighbour").post(at+"/confirm", nil).Refused(404, "not_found")
	s.as("supervisor").entitledTo().post(at+"/confirm", nil).Want(200)
	s.as("founder").get(at).Refused(403, "forbidden")
	s.as("founder").get("/delegations").Refused(403, "forbidden")
	s.as("director").entitledTo().get(at).Want(200).Lacks(aunt, auntPhone, number, "石榴巷")
	s.as("county").get("/delegations?status=active").Want(200).Lacks(aunt, auntPhone, whatChild)
	shown := s.as("director").proves().entitledTo().post(at+"/reveal", obj{"field": "delegate_mobile", "purpose": "contact"}).Want(200)
	paper := s.as("director").entitledTo().post(at+"/agreement", obj{"purpose": "verification"}).Want(200)
	if field(shown, "value") != auntPhone || field(paper, "child_name") != childName || field(paper, "delegate_id_number") != number {
		s.t.Errorf("revealed %s and %s", shown.Body, paper.Body)
	}
	s.says("School and village are told in writing, and the township, who wrote nothing in it, lets it begin. The printed agreement has the full values, on record.")

	s.as("director").entitledTo().put(at+"/parents", obj{"parents": []obj{{"who": "father", "mobile": fatherPhone, "agreed_on": s.today()}}}).Want(200)
	s.at("2026-09-12 18:30")
	s.job("remind-parents", "remind-parents")
	if got := s.sms.notices(fatherPhone); strings.Count(got, "请给孩子打个电话") != 1 {
		s.t.Errorf("the father got %q", got)
	}
	s.at("2026-09-15 09:00")
	if !strings.Contains(string(s.as("director").get("/me/work").Want(200).Body), "delegation_contact") {
		s.t.Error("a week without the parents is not overdue")
	}
	contact := made(s.as("director").post(at+"/contacts", obj{"who": "father", "way": "video", "on": s.today(), "note": "视频半小时，父亲说国庆回来。"}))
	s.as("supervisor").get(at + "/contacts").Want(200)
	s.as("supervisor").entitledTo().get(at + "/contacts/" + contact).Want(200)
	s.as("director").entitledTo().post(at+"/end", obj{"reason": "parents_back"}).Want(200)
	s.job()
	if s.countTold("supervisor", "delegation.ended") != 1 {
		s.t.Error("the supervisor does not know that the delegation ended")
	}
	s.says("Each Saturday the father is asked to call home. A week without the parents stands on the workbench of the village until a contact is logged. When the father comes back, the delegation ends.")

	s.revoked(terms, number)
}

// revoked has a second delegation of the child begin and revoked: the aunt may care for no child any more.
func (s *story) revoked(terms obj, number string) {
	s.t.Helper()
	terms["from"], terms["to"], terms["delegate_id_number"] = s.today(), string(region.Day(s.today()).Add(90)), number
	id := made(s.as("director").post("/delegations", terms))
	at := "/delegations/" + id
	proof := s.as("director").attach(id, "check_proof")
	for _, item := range []string{"harm", "habits", "neglect", "unfit"} {
		s.as("director").put(at+"/checks/"+item, obj{"finding": "clear", "file_id": proof}).Want(200)
	}
	s.as("director").put(at+"/opinion", obj{"answer": "agrees", "on": s.today()}).Want(200)
	s.as("director").post(at+"/sign", obj{"file_id": s.as("director").attach(id, "signed"), "on": s.today()}).Want(200)
	s.as("director").put(at+"/notices", obj{"school_on": s.today(), "village_on": s.today()}).Want(200)
	s.as("supervisor").post(at+"/confirm", nil).Want(200)
	s.as("director").post(at+"/revoke", obj{"reason": "habits", "note": "在家中聚众赌博"}).Refused(403, "forbidden")
	s.as("supervisor").post(at+"/revoke", obj{"reason": "habits", "note": "在家中聚众赌博，派出所已处罚"}).Want(200)
	s.as("director").post("/delegations", terms).Refused(409, "delegate_barred")
	terms["delegate_id_number"] = ident.MakeIDNumber("990001", "1968-01-02", 33)
	s.ids["draft delegation"] = made(s.as("director").post("/delegations", terms))
	s.says("A second one is revoked by the township, because the aunt gambles: no child may be entrusted to her again. The village writes a new draft with an uncle.")
}
