package main

import "github.com/tongxing-platform/tongxing/services/platform/auth"

const (
	evidence = "已按服务方案完成全部约定工作，材料见附件目录第一至第五项。"
	because  = "经集体研究并核对材料后作出的决定"
	awarded  = 50_000_001 // fen
)

// terms returns a draft with three indicators and four milestones, each with its own gate.
func terms(no string) obj {
	milestone := func(seq int, name, due, gate string, bp int) obj {
		return obj{"seq": seq, "name": name, "due": due, "deliverables": []string{name + "报告"}, "gate": gate, "pay_bp": bp}
	}
	return obj{
		"no": no, "name": "花溪区留守儿童关爱服务", "region": countyPath, "buyer_dept": "花溪区民政局", "subject": "children",
		"catalogue": "困境儿童和留守儿童关爱服务", "budget_doc_no": "花财预〔2026〕12号", "budget_fen": 60_000_000, "fiscal_year": 2026,
		"method": "consultation", "start": "2026-03-01", "end": "2027-02-28", "regions": []string{countyPath}, "standard": "按采购文件和服务方案验收",
		"no_subcontract": true,
		"pay_table":      obj{"by": "score", "rows": []obj{{"from": 99_00, "share_bp": 10_000}, {"from": 60_00, "share_bp": 9_500}, {"from": 0, "share_bp": 0}}},
		"indicators": []obj{
			{"code": "Q1", "name": "志愿服务时长", "kind": "quantity", "unit": "hours", "target": 240, "source": "auto", "measure": "minutes", "weight": 50},
			{"code": "Q2", "name": "辅导场次", "kind": "timeliness", "unit": "times", "target": 1, "source": "auto", "measure": "sessions", "activity_type": "tutoring", "weight": 30},
			{"code": "E1", "name": "学习习惯改善率", "kind": "effect", "unit": "percent", "target": 8000, "source": "manual", "weight": 20},
		},
		"milestones": []obj{
			milestone(1, "启动", "2026-03-31", "none", 3000), milestone(2, "中期", "2026-08-31", "mid_pass", 3000),
			milestone(3, "末期", "2027-01-31", "final_pass", 2000), milestone(4, "验收", "2027-02-28", "acceptance", 2000),
		},
	}
}

// tellContract has the buyer's clerk draft a contract and others confirm and sign it; it is published and begins.
func tellContract(s *story) {
	long := terms("HX-2026-001")
	long["end"] = "2027-03-01"
	r := s.as("clerk").post("/contracts", long).Want(400)
	if r.Fields()["end"] != "too_long" {
		s.t.Fatalf("a term of 366 days: %s", r.Body)
	}
	s.says("The buyer's clerk drafts a contract. A term of 366 days is refused.")
	short := terms("HX-2026-001")
	short["milestones"].([]obj)[3]["pay_bp"] = 1900
	con := made(s.as("clerk").post("/contracts", short))
	s.ids["contract"] = con
	at := "/contracts/" + con
	s.as("clerk").post(at+"/budget", nil).Refused(403, "forbidden")
	r = s.as("approver").post(at+"/budget", nil).Want(400)
	if r.Fields()["milestones"] != "shares" {
		s.t.Fatalf("shares of 99 %%: %s", r.Body)
	}
	s.says("The clerk cannot confirm the budget, and the approver not while the milestones' shares make 99 %%.")
	s.as("clerk").put(at, terms("HX-2026-001")).Want(200)

	s.hire("county", person{who: "two hats", login: "two.hats", name: "申屠两可"}, obj{"role": auth.BuyerClerk, "region": countyPath}, obj{"role": auth.BuyerApprover, "region": countyPath})
	own := made(s.as("two hats").post("/contracts", terms("HX-2026-002")))
	s.as("two hats").post("/contracts/"+own+"/budget", nil).Refused(403, "own_work")
	s.says("Somebody who is clerk and approver at once cannot confirm what they drafted themselves.")

	s.as("clerk").post(at+"/procure", nil).Refused(409, "contract_move")
	s.as("approver").post(at+"/budget", nil).Want(200)
	s.as("clerk").put(at, terms("HX-2026-001")).Refused(409, "contract_not_draft")
	s.as("clerk").post(at+"/procure", nil).Want(200)
	s.says("Budget first: then procurement may begin, and the draft is no longer edited.")
	award := obj{"provider_id": s.ids["org"], "amount_fen": awarded, "notice_day": "2026-02-02", "award_day": "2026-02-20"}
	over := obj{"provider_id": s.ids["org"], "amount_fen": 60_000_001, "notice_day": "2026-02-02", "award_day": "2026-02-20"}
	s.as("clerk").post(at+"/award", over).Want(409)
	s.as("clerk").post(at+"/award", award).Want(200)
	s.as("lead").post(at+"/sign", obj{"day": "2026-03-02"}).Refused(403, "forbidden")
	s.as("approver").post(at+"/sign", obj{"day": "2026-03-02"}).Want(200)
	s.as("").get("/public"+at).Refused(404, "not_found")
	s.as("approver").post(at+"/publish", nil).Want(200)
	s.as("clerk").post(at+"/begin", nil).Want(200)
	s.as("").get("/public" + at).Want(200)
	s.status(at, "clerk", "performing")
	s.says("It is awarded within the budget, signed, put into the public register and begins. The public sees it from the publication on.")

	s.as("lead").get(at).Want(200)
	s.as("rival").get(at).Refused(404, "not_found")
	s.as("Lan").get(at).Refused(403, "forbidden")
	s.as("neighbour").get(at).Refused(404, "not_found")
	s.says("The provider reads it; to another organisation and another county it is not there, and volunteers read no contracts.")
	var v struct {
		Milestones []struct{ ID string } `json:"milestones"`
		Indicators []struct{ ID string } `json:"indicators"`
	}
	s.as("clerk").get(at).Want(200).JSON(&v)
	for i, m := range v.Milestones {
		s.ids["milestone "+string(rune('1'+i))] = m.ID
	}
	s.ids["effect"] = v.Indicators[2].ID
}

// status checks the state of the record at the path, as seen by who.
func (s *story) status(path, who, want string) {
	s.t.Helper()
	if got := field(s.as(who).get(path).Want(200), "status"); got != want {
		s.t.Fatalf("%s is %s, want %s", path, got, want)
	}
}
