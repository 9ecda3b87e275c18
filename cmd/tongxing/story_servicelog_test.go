package main

import (
	"maps"
	"time"
)

// What the worker wrote about the child. Only those who may read the service log see it, never the message or the audit log.
const (
	whatWorkerDid = "陪孩子做完数学作业，和外婆商量了暑假谁来照看，外婆说舅舅七月回来。"
	whatIsPlanned = "孩子转学后不爱说话，希望两个月内愿意在课堂上举手发言。"
)

// tellServiceLog has the organisation's staff log what they did for the child under the contract, and the bureau look at it.
func tellServiceLog(s *story) {
	s.at("2026-05-26 10:00")
	s.secret(whatWorkerDid, whatIsPlanned)
	child, con := s.ids["child"], "/contracts/"+s.ids["contract"]
	workers := s.as("worker").entitledTo().get(con + "/service-workers").Want(200)
	if len(items(workers)) != 3 {
		s.t.Errorf("who may give services: %s", workers.Body)
	}
	visit := obj{
		"kind": "case", "contract_id": s.ids["contract"], "from": s.now().Add(-2 * time.Hour), "to": s.now().Add(-time.Hour), "people": []string{child},
		"workers": []string{s.cast["worker"].userID}, "place": "外婆家中", "content": whatWorkerDid, "satisfaction": 5,
		"counts": []obj{{"band": "60-69", "gender": "female", "n": 1}},
	}
	s.as("Shu").post("/service-log", visit).Refused(403, "forbidden")
	s.as("rival").post("/service-log", visit).Refused(400, "contract_not_ours")
	s.as("county").post("/service-log", visit).Refused(403, "forbidden")
	thread := obj{
		"kind": "case", "contract_id": s.ids["contract"], "title": "转学适应", "people": []string{child}, "plan": whatIsPlanned, "start": "2026-05-25",
		"review_by": "2026-06-25",
	}
	s.ids["service thread"] = made(s.as("worker").entitledTo().post("/service-threads", thread))
	visit["thread_id"] = s.ids["service thread"]
	draft := obj{"kind": "case", "contract_id": s.ids["contract"]}
	begun := s.as("worker").entitledTo().post("/service-log", draft)
	begun.Lacks(`"from"`)
	first := made(begun)
	s.as("worker").entitledTo().post("/service-log/"+first+"/submit", nil).Refused(400, "invalid")
	s.as("worker").entitledTo().post("/service-log/"+first+"/discard", nil).Want(200)
	s.ids["service"] = made(s.as("worker").entitledTo().post("/service-log", draft))
	at := "/service-log/" + s.ids["service"]
	s.as("worker").entitledTo().put(at, visit).Want(200)
	s.as("worker").attach(s.ids["service"], "photo")
	s.says("The social worker plans case work and logs a session with the child, whom the organisation knows by the pseudonym: a draft that may be incomplete, then all of it, with a photo.")

	s.as("worker").entitledTo().post(at+"/submit", nil).Want(200)
	s.as("lead").entitledTo().post(at+"/return", obj{"reason": "请补充下一步安排"}).Want(200)
	s.job()
	if !s.told("worker", "service.returned") {
		s.t.Error("the worker does not know that the entry was returned")
	}
	visit["next"] = "下周与班主任联系"
	s.as("worker").entitledTo().put(at, visit).Want(200)
	late := maps.Clone(visit)
	late["from"], late["to"] = s.now().Add(time.Hour), s.now().Add(2*time.Hour)
	second := "/service-log/" + made(s.as("worker").entitledTo().post("/service-log", late))
	s.as("worker").entitledTo().post(second+"/submit", nil).Refused(400, "invalid")
	s.as("worker").entitledTo().post(at+"/submit", nil).Want(200)
	s.as("worker").entitledTo().post(at+"/approve", nil).Refused(403, "forbidden")
	s.as("rival").get(at).Refused(404, "not_found")
	s.as("lead").entitledTo().post(at+"/approve", nil).Want(200)
	s.says("The project lead returns it once and then approves it; what has not happened yet is not handed in, and nobody else finds it.")

	calls := items(s.as("lead").get("/service-log?status=submitted&kind=pairing"))
	if len(calls) != 1 {
		s.t.Fatalf("the contacts of the pairing that wait: %v", calls)
	}
	s.as("lead").entitledTo().post("/service-log/"+calls[0]["id"].(string)+"/approve", nil).Want(200)
	s.says("Shu's call is there as well, handed in by itself. The lead approves it; the child, visited and called, counts once.")

	figures := s.as("clerk").get(con + "/service-figures").Want(200)
	var seen struct{ People int64 }
	figures.JSON(&seen)
	if seen.People != 1 {
		s.t.Errorf("the buyer sees %s", figures.Body)
	}
	s.as("supervisor").entitledTo().get(at).Want(200).Lacks(childName)
	s.as("clerk").get("/service-log?contract_id=" + s.ids["contract"]).Want(200).Lacks(whatWorkerDid)
	s.as("lead").get("/service-threads?status=open").Want(200)
	s.as("clerk").post(at+"/void", obj{"reason": because}).Refused(403, "forbidden")
	wrong := maps.Clone(visit)
	wrong["from"], wrong["to"] = s.now().Add(-26*time.Hour), s.now().Add(-25*time.Hour)
	s.as("worker").entitledTo().put(second, wrong).Want(200)
	s.as("worker").entitledTo().post(second+"/submit", nil).Want(200)
	s.as("lead").entitledTo().post(second+"/approve", nil).Want(200)
	s.as("approver").entitledTo().post(second+"/void", obj{"reason": because}).Want(200)
	s.says("Two sessions are two services and one person. The buyer's approver declares one of them void: it counts no more, and the person still counts once.")

	note := obj{"on": s.today(), "text": "孩子开始和同桌说话，下个月再看。", "review_by": "2026-07-25", "outcome": "achieved"}
	case1 := "/service-threads/" + s.ids["service thread"]
	thread["plan"] = whatIsPlanned + "每周一次。"
	s.as("worker").entitledTo().put(case1, thread).Want(200)
	s.as("worker").entitledTo().post(case1+"/review", note).Want(200)
	s.as("worker").entitledTo().post(case1+"/supervise", note).Refused(403, "forbidden")
	s.as("lead").entitledTo().post(case1+"/supervise", note).Want(200)
	s.as("worker").entitledTo().post(case1+"/close", note).Want(200)
	s.as("lead").entitledTo().post(case1+"/reopen", obj{"reason": "外婆请求继续"}).Want(200)
	s.as("county").entitledTo().get(case1).Want(200).Lacks(childName)
	s.says("A review, the supervisor's note and the closing complete the case; the bureau reads it by pseudonym.")
	tellSatisfaction(s)
}
