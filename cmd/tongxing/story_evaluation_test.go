package main

import "github.com/tongxing-platform/tongxing/services/platform/region"

// card fills every item of the sheet that the party may score with the highest points.
func card(sheet obj, party string) []obj {
	var marks []obj
	for _, section := range sheet["sections"].([]any) {
		for _, i := range section.(obj)["items"].([]any) {
			item := i.(obj)
			m := obj{"item": item["code"]}
			if m["item"] == "S1" && party != "third_party" || m["item"] == "S3" && party != "village" {
				continue // scored by other parties
			}
			switch item["method"] {
			case "level":
				m["level"] = "a"
			case "combination":
				var parts []obj
				for _, p := range item["parts"].([]any) {
					parts = append(parts, obj{"code": p.(obj)["code"], "points": p.(obj)["max"]})
				}
				m["parts"] = parts
			case "deduction":
				m["deduct"] = 0
			default:
				continue // computed from the indicators
			}
			marks = append(marks, m)
		}
	}
	return marks
}

// planned creates an evaluation with two external raters and the provider itself.
func (s *story) planned(kind, second string) (path string, sheet obj) {
	s.t.Helper()
	template := items(s.as("county").get("/evaluation-templates?status=in_force"))[0]["id"]
	r := s.as("county").post("/evaluations", obj{
		"contract_id": s.ids["contract"], "kind": kind, "template_id": template, "raters": []obj{
			{"user_id": s.cast["rater one"].userID, "party": "third_party", "weight": 60},
			{"user_id": s.cast[second].userID, "party": "village", "weight": 30}, {"party": "self", "weight": 10},
		},
	})
	path = "/evaluations/" + made(r)
	v := obj{}
	r.JSON(&v)
	return path, v["sheet"].(obj)
}

// onSite moves a planned evaluation to the state in which cards can be submitted.
func (s *story) onSite(at string, sheet obj) {
	s.t.Helper()
	s.as("county").post(at+"/open", nil).Want(200)
	s.as("lead").post(at+"/self", obj{"text": evidence, "marks": card(sheet, "self")}).Want(200)
	s.as("county").post(at+"/desk", obj{"note": ""}).Want(200)
	s.as("county").post(at+"/onsite", obj{"note": evidence}).Want(200)
}

func (s *story) declare(who, at string) {
	s.t.Helper()
	s.as(who).post(at+"/declaration", obj{"conflict": false, "text": "与双方均无利害关系"}).Want(200)
}

func (s *story) score(who, at, party string, sheet obj) {
	s.t.Helper()
	s.as(who).put(at+"/card", obj{"marks": card(sheet, party), "submit": true}).Want(200)
}

// publicity publishes the merged result and lets its time pass.
func (s *story) publicity(at string) {
	s.t.Helper()
	until := field(s.as("county two").post(at+"/publicise", obj{"working_days": 5}).Want(200), "public_to")
	s.at(until + " 23:50")
	s.job("end-publicity")
	s.status(at, "county", "publicised")
	s.at(region.Day(until).Add(1).String() + " 00:10")
	s.job("end-publicity", "end-publicity")
	s.status(at, "county", "final")
}

// tellMidTerm has raters score; the result is public for five working days and then becomes final by itself.
func tellMidTerm(s *story) {
	s.at("2026-06-01 09:00")
	con := "/contracts/" + s.ids["contract"]
	report := con + "/indicators/" + s.ids["effect"] + "/reports"
	s.as("clerk").post(report, obj{"value": 8500, "evidence": evidence}).Refused(403, "forbidden")
	rep := made(s.as("lead").post(report, obj{"value": 8500, "evidence": evidence}))
	s.as("lead").post("/indicator-reports/"+rep+"/accept", nil).Refused(403, "forbidden")
	s.as("clerk").post("/indicator-reports/"+rep+"/accept", nil).Want(200)
	s.says("What the ledger cannot count the lead reports with evidence, and the buyer's clerk accepts.")

	s.as("lead").post("/evaluations", obj{"contract_id": s.ids["contract"]}).Refused(403, "forbidden")
	at, sheet := s.planned("mid", "rater two")
	s.ids["mid"] = at
	s.as("rater three").get(at).Refused(404, "not_found")
	s.as("rival").post(at+"/self", obj{"text": evidence}).Refused(404, "not_found")
	s.as("rater one").put(at+"/card", obj{"marks": card(sheet, "third_party")}).Refused(409, "evaluation_move")
	s.onSite(at, sheet)
	s.as("rater one").put(at+"/card", obj{"marks": card(sheet, "third_party")}).Refused(409, "evaluation_declare")
	s.says("The county plans the mid-term evaluation with the platform's own sheet; the provider reports on itself. Nobody scores before declaring their interests.")
	s.as("rater two").post(at+"/declaration", obj{"conflict": true, "text": "本人亲属在该机构任职"}).Want(200)
	s.as("rater two").put(at+"/card", obj{"marks": card(sheet, "village")}).Refused(409, "evaluation_recused")
	s.as("county").post(at+"/raters/replace", obj{"old_user": s.cast["rater two"].userID, "new_user": s.cast["lead"].userID}).Refused(403, "evaluation_interest")
	s.as("county").post(at+"/raters/replace", obj{"old_user": s.cast["rater two"].userID, "new_user": s.cast["rater three"].userID}).Want(200)
	s.says("One rater has a relative there and steps back; somebody of the provider cannot take the place, another rater does.")
	s.declare("rater one", at)
	s.declare("rater three", at)
	s.score("rater one", at, "third_party", sheet)
	s.as("county").post(at+"/merge", obj{}).Refused(409, "evaluation_move")
	s.as("rater three").get(at+"/cards").Refused(409, "evaluation_move")
	s.score("rater three", at, "village", sheet)
	s.as("rater one").put(at+"/card", obj{"marks": card(sheet, "third_party")}).Want(409)
	s.as("lead").post(at+"/merge", obj{}).Refused(403, "forbidden")
	var merged struct {
		Result struct {
			Total int
			Items []struct {
				Code   string
				Points int
			}
		}
	}
	s.as("county").post(at+"/merge", obj{}).Want(200).JSON(&merged)
	// 210 of 240 minutes, one of one session, 85 of 80 %: the indicators stand at 93.75 %; quantity below 100 % earns two
	// thirds
	want := map[string]int{"O1": 14_06, "O2": 6_00, "O3": 6_00, "E1": 7_00}
	for _, i := range merged.Result.Items {
		if w, ok := want[i.Code]; ok && i.Points != w {
			s.t.Errorf("item %s has %d, want %d", i.Code, i.Points, w)
		}
	}
	s.says("The cards are merged with what the ledger says: %d.%02d points. Nobody saw another's card before.", merged.Result.Total/100, merged.Result.Total%100)
	if field(s.as("lead").get(at+"/recompute").Want(200), "equal") != "true" {
		s.t.Error("the result cannot be computed anew")
	}
	s.as("").get("/public"+at).Refused(404, "not_found")
	s.as("county two").post(at+"/publicise", obj{"working_days": 4}).Want(400)
	s.publicity(at)
	s.as("").get("/public" + at).Want(200)
	s.status(con, "clerk", "mid_passed")
	s.says("It is public for five working days, is final by the job on the day after, and not a minute earlier; the contract has passed the mid-term.")
	s.at(s.tomorrow() + " 09:00")
	due := s.worked(2)
	s.pay(2)
	s.says("Now the second payment's gate is open. By the contract's table %d of %d fen are due for %q, and only that is paid.", due.PayFen, due.AmountFen, due.Basis.Grade)
}

func (s *story) tomorrow() string { return region.DayOf(s.now()).Add(1).String() }

// tellEnd runs the final evaluation, the acceptance and the last payments, and closes the contract.
func tellEnd(s *story) {
	s.at("2026-12-07 09:00")
	con := "/contracts/" + s.ids["contract"]
	s.as("lead").post(con+"/final", nil).Refused(403, "forbidden")
	s.as("clerk").post(con+"/final", nil).Want(200)
	s.deliver(3)
	at, sheet := s.planned("final", "rater three")
	s.onSite(at, sheet)
	s.declare("rater one", at)
	s.declare("rater three", at)
	s.score("rater one", at, "third_party", sheet)
	s.score("rater three", at, "village", sheet)
	s.as("county").post(at+"/merge", obj{}).Want(200)
	s.publicity(at)
	s.status(con, "clerk", "accepting")
	s.at(s.tomorrow() + " 09:00")
	s.says("At the end of the year the final evaluation goes the same way, and the contract waits to be accepted.")
	accept := obj{"report": evidence, "user_opinion": "孩子和家长都说老师来得勤、很耐心。"}
	s.as("clerk").post(con+"/accept", accept).Refused(403, "forbidden")
	s.deliver(4)
	s.as("approver").post(con+"/accept", accept).Want(200)
	s.status(con, "clerk", "settling")
	s.as("clerk").post(con+"/close", nil).Refused(409, "contract_unpaid")
	s.pay(3)
	s.pay(4)
	var sums struct {
		PaidFen     int64 `json:"paid_fen"`
		DeductedFen int64 `json:"deducted_fen"`
	}
	s.as("clerk").get(con).Want(200).JSON(&sums)
	if sums.PaidFen+sums.DeductedFen != awarded || sums.DeductedFen == 0 {
		s.t.Errorf("paid %d fen and deducted %d, want %d together", sums.PaidFen, sums.DeductedFen, awarded)
	}
	s.as("clerk").post(con+"/close", nil).Want(200)
	s.status(con, "lead", "closed")
	s.says("The approver accepts with the users' opinion. It is closed only when the last fen is paid or deducted: %d and %d of %d.", sums.PaidFen, sums.DeductedFen, awarded)
}
