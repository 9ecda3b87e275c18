package main

import (
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// plan returns an activity for children under the contract, with room for two.
func (s *story) plan(title, start, end string) obj {
	return obj{
		"title": title, "org_id": s.ids["org"], "contract_id": s.ids["contract"], "type": "tutoring", "target_group": "children",
		"content": "辅导作业并一起阅读，六点前由家长接回。", "region": townPath, "address": "青岩镇文化站二楼", "start": shanghai(start), "end": shanghai(end),
		"capacity": 2, "waitlist": true, "risk": "楼梯较陡，请扶好扶手。", "leader": s.cast["lead"].userID, "leader_phone": "13987659999",
	}
}

// tellActivity plans an activity, has others publish it, fills it, and moves its waiting list.
func tellActivity(s *story) {
	s.secret("13987659999")
	saturday := s.plan("周六课业辅导", "2026-03-07 14:00", "2026-03-07 16:00")
	s.as("Lan").post("/activities", saturday).Refused(403, "forbidden")
	s.as("rival").post("/activities", saturday).Refused(403, "forbidden")
	act := made(s.as("worker").post("/activities", saturday))
	s.ids["activity"] = act
	at := "/activities/" + act
	s.as("").get(at).Refused(404, "not_found")
	s.as("worker").post(at+"/submit", nil).Want(200)
	s.as("worker").post(at+"/publish", nil).Refused(403, "own_work")
	s.as("neighbour").post(at+"/publish", nil).Refused(404, "not_found")
	s.as("county").post(at+"/publish", nil).Want(200)
	s.as("").get(at).Want(200).Lacks("13987659999", s.ids["contract"])
	s.says("The social worker plans tutoring for children under the contract; who wrote it does not publish it, the county does. Volunteers and rivals plan nothing here.")

	other := s.plan("周六敬老", "2026-03-07 15:00", "2026-03-07 17:00")
	other["target_group"], other["type"], other["contract_id"] = "elders", "visit", ""
	clash := made(s.as("worker").post("/activities", other))
	s.as("worker").post("/activities/"+clash+"/submit", nil).Want(200)
	s.as("county").post("/activities/"+clash+"/publish", nil).Want(200)

	s.as("Feng").post(at+"/signups", nil).Refused(409, "needs_clearance")
	s.as("girl of 16").post(at+"/signups", nil).Refused(409, "needs_clearance")
	s.signUp("Lan", act, "confirmed")
	s.as("Lan").post(at+"/signups", nil).Refused(409, "signup_twice")
	s.as("Lan").post("/activities/"+clash+"/signups", nil).Refused(409, "signup_clash")
	s.signUp("Feng", clash, "confirmed")
	s.says("Without clearance nobody serves children. Lan signs up, once, and not for what is on at the same time; Feng goes to the elders.")
	s.signUp("Mu", act, "confirmed")
	if p := s.signUp("Yun", act, "waitlisted"); field(p, "position") != "1" {
		s.t.Errorf("Yun's turn: %s", p.Body)
	}
	s.signUp("Shu", act, "waitlisted")
	s.as("Lan").get(at+"/signups").Refused(403, "forbidden")
	if n := len(items(s.as("worker").get(at + "/signups"))); n != 4 {
		s.t.Errorf("%d sign-ups", n)
	}
	s.says("Two places, then a line: Yun is first in it, Shu second.")

	s.at("2026-03-05 10:00")
	s.as("Mu").post(at+"/signups/mine/withdraw", obj{"reason": "加班"}).Want(200)
	s.job()
	if !s.told("Yun", "activity.promoted") || s.told("Shu", "activity.promoted") {
		s.t.Error("the first on the waiting list must move up, and only that one")
	}
	s.says("Mu withdraws, and the first in line, Yun, moves up and is told.")

	s.at("2026-03-06 13:50")
	s.job("remind-activities")
	s.reminded(map[string]int{"Lan": 0, "Yun": 0})
	s.at("2026-03-06 14:00")
	s.job("remind-activities", "remind-activities")
	s.reminded(map[string]int{"Lan": 1, "Yun": 1, "Mu": 0, "Shu": 0})
	s.at("2026-03-06 15:00")
	s.run("remind-activities")
	s.as("Feng").post("/activities/"+clash+"/signups/mine/withdraw", obj{"reason": "生病"}).Want(200)
	s.job()
	s.reminded(map[string]int{"Feng": 0})
	if !s.told("lead", "activity.withdrawn") {
		s.t.Error("the leader was not told of a late withdrawal")
	}
	s.at("2026-03-07 12:00")
	s.job("remind-activities", "advance-activities", "remind-activities")
	s.reminded(map[string]int{"Lan": 2, "Yun": 2, "Mu": 0, "Shu": 0})
	s.at("2026-03-07 13:00")
	s.job("remind-activities")
	s.reminded(map[string]int{"Lan": 2, "Yun": 2, "Mu": 0, "Shu": 0})
	s.says("A day and two hours before, Lan and Yun are reminded, each time exactly once; Mu, who withdrew, and Shu, who waits, are not. Feng withdraws when the reminder is queued already: it is not sent, and the leader is told.")
}

func (s *story) signUp(who, activity, want string) *apitest.Response {
	s.t.Helper()
	r := s.as(who).post("/activities/"+activity+"/signups", nil).Want(201)
	if got := field(r, "status"); got != want {
		s.t.Fatalf("%s is %s, want %s", who, got, want)
	}
	return r
}

func (s *story) reminded(want map[string]int) {
	s.t.Helper()
	for who, n := range want {
		if got := s.countTold(who, "activity.reminder"); got != n {
			s.t.Errorf("%s was reminded %d times, want %d", who, got, n)
		}
	}
}

// screen returns the code that the organiser shows now.
func (s *story) screen(direction string) obj {
	s.t.Helper()
	r := s.as("worker").get("/activities/" + s.ids["activity"] + "/checkin-code?direction=" + direction).Want(200)
	return obj{"token": field(r, "token")}
}

// tellDay has people check in and out, with the rotating code or by hand.
func tellDay(s *story) {
	at := "/activities/" + s.ids["activity"]
	s.as("Lan").get(at+"/checkin-code?direction=in").Refused(403, "forbidden")
	s.as("rival").get(at+"/checkin-code?direction=in").Refused(404, "not_found")
	s.as("worker").get(at+"/checkin-code?direction=in").Refused(409, "outside_window")
	s.at("2026-03-07 13:59:00")
	old := s.screen("in")
	s.wait(31 * time.Second)
	s.as("Lan").post("/attendance/check-in", old).Refused(409, "checkin_code_invalid")
	s.as("Lan").post("/attendance/check-in", obj{"token": "Zm9yZ2Vk"}).Refused(409, "checkin_code_invalid")
	s.says("The organiser's screen shows a code that changes. One photographed half a minute ago is refused, and so is a forged one.")
	s.at("2026-03-07 14:00:00")
	now := s.screen("in")
	s.as("Lan").post("/attendance/check-out", now).Refused(409, "checkin_code_invalid")
	s.stays["Lan"] = made(s.as("Lan").post("/attendance/check-in", now))
	s.as("Lan").post("/attendance/check-in", now).Refused(409, "checked_in_already")
	s.as("Mu").post("/attendance/check-in", now).Refused(409, "not_signed_up")
	s.as("Shu").post("/attendance/check-in", now).Refused(409, "not_signed_up")
	s.says("Lan scans the code of the moment, once. Mu, who withdrew, and Shu, who still waits, have no place to check in to.")

	s.at("2026-03-07 16:00:00")
	r := s.as("Lan").post("/attendance/check-out", s.screen("out")).Want(200)
	if field(r, "minutes") != "120" || field(r, "status") != "pending" || field(r, "grade") != "B" {
		s.t.Fatalf("Lan's stay: %s", r.Body)
	}
	s.at("2026-03-07 16:10")
	hand := obj{"volunteer_id": s.cast["Yun"].volunteerID, "in": shanghai("2026-03-07 14:00"), "out": shanghai("2026-03-07 15:40"), "reason": ""}
	s.as("lead").post(at+"/attendance", hand).Want(400)
	hand["reason"] = "手机没电，签到表有签名"
	r = s.as("lead").post(at+"/attendance", hand).Want(201)
	s.stays["Yun"] = idOf(r)
	if field(r, "minutes") != "100" || field(r, "grade") != "D" {
		s.t.Fatalf("Yun's stay: %s", r.Body)
	}
	s.says("Two hours by code at both ends are grade B. Yun's phone was empty: the lead records 100 minutes by hand, with the reason, grade D.")
}

// tellHours has another person confirm the hours; ledger, volunteer and contract must change by exactly these hours.
func tellHours(s *story) {
	both := obj{"ids": []string{s.stays["Lan"], s.stays["Yun"]}}
	s.progress(0, 0)
	s.as("Lan").post("/attendance/confirm", both).Refused(403, "forbidden")
	s.as("worker").post("/attendance/confirm", both).Refused(403, "forbidden")
	rows := items(s.as("rival").post("/attendance/confirm", both))
	if rows[0]["code"] != "not_found" || rows[1]["code"] != "not_found" {
		s.t.Fatalf("another organisation: %v", rows)
	}
	rows = items(s.as("lead").post("/attendance/confirm", obj{"ids": []string{s.stays["Yun"]}}))
	if rows[0]["code"] != "own_work" {
		s.t.Fatalf("the lead confirmed what the lead recorded: %v", rows)
	}
	s.hours(map[string]int{"Lan": 0, "Yun": 0})
	s.says("Volunteers confirm nothing, another organisation finds nothing, and the lead cannot confirm what the lead recorded.")
	rows = items(s.as("founder").post("/attendance/confirm", both))
	if rows[0]["ok"] != true || rows[1]["code"] != "hand_review" {
		s.t.Fatalf("confirming: %v", rows)
	}
	s.hours(map[string]int{"Lan": 120, "Yun": 0})
	over, sheet := "/attendance/"+s.stays["Yun"]+"/confirm-over", obj{"reason": "手机没电，已核对纸质签到表"}
	s.as("county two").post(over, sheet).Refused(409, "hand_share_kept")
	rows = items(s.as("county").post("/attendance/confirm", obj{"ids": []string{s.stays["Yun"]}}))
	if rows[0]["ok"] != true {
		s.t.Fatalf("the county confirms: %v", rows)
	}
	s.hours(map[string]int{"Yun": 0})
	s.as("county").post(over, sheet).Refused(403, "own_work")
	s.as("founder").post(over, sheet).Refused(403, "hand_review")
	s.as("county two").post(over, sheet).Want(200)
	s.says("What the lead entered by hand no colleague can confirm: the county does, and as it is half of the month's people-times, a second official with the reason.")
	rows = items(s.as("founder").post("/attendance/confirm", both))
	if rows[0]["code"] != "attendance_move" || rows[1]["code"] != "attendance_move" {
		s.t.Fatalf("confirming again: %v", rows)
	}
	s.hours(map[string]int{"Lan": 120, "Yun": 100, "Mu": 0})
	s.progress(220, 0)
	s.ledger(220, 220)
	s.says("A second click does nothing: the volunteers have 120 and 100 minutes, the contract 220.")

	s.as("Lan").post("/activities/"+s.ids["activity"]+"/record", obj{"served": 6}).Refused(403, "forbidden")
	s.as("worker").post("/activities/"+s.ids["activity"]+"/record", obj{"served": 6}).Want(200)
	s.progress(220, 1)
	s.says("The activity is recorded with six children served: one session in the contract's figures.")

	fix := obj{"in": shanghai("2026-03-07 14:00"), "out": shanghai("2026-03-07 15:30"), "reason": "签到表上写的是三点半离开"}
	s.as("Yun").post("/attendance/"+s.stays["Yun"]+"/correct", fix).Refused(403, "forbidden")
	s.as("rival").post("/attendance/"+s.stays["Yun"]+"/correct", fix).Refused(404, "not_found")
	s.as("founder").post("/attendance/"+s.stays["Yun"]+"/correct", fix).Want(200)
	s.hours(map[string]int{"Lan": 120, "Yun": 90})
	s.progress(210, 1)
	lines := items(s.as("Yun").get("/me/ledger"))
	of := map[any]obj{}
	for _, l := range lines {
		of[l["minutes"]] = l
	}
	if len(lines) != 3 || sum(lines) != 90 || of[90.0] == nil || of[100.0] == nil || of[-100.0]["reversal_of"] != of[100.0]["id"] {
		s.t.Fatalf("Yun's ledger: %v", lines)
	}
	s.ledger(210, 210)
	s.says("A correction edits nothing: the ledger gets a reversal of 100 and a new entry of 90, and every figure follows.")
	s.as("Yun").post("/attendance/"+s.stays["Yun"]+"/dispute", obj{"reason": "我到三点四十才走"}).Want(200)
	s.as("Yun").post("/attendance/"+s.stays["Yun"]+"/uphold", obj{"reason": "我说了算"}).Refused(403, "forbidden")
	s.as("lead").post("/attendance/"+s.stays["Yun"]+"/uphold", obj{"reason": "经核对签到表，维持原记录"}).Refused(403, "own_work")
	s.as("county").post("/attendance/"+s.stays["Yun"]+"/uphold", obj{"reason": "经核对签到表，维持原记录"}).Want(200)
	s.hours(map[string]int{"Yun": 90})
	s.says("Yun objects. The lead, who recorded it, has no say; the county checks the sheet and upholds.")
}

func sum(lines []obj) int {
	n := 0.0
	for _, l := range lines {
		n += l["minutes"].(float64)
	}
	return int(n)
}

// hours checks each volunteer's total.
func (s *story) hours(want map[string]int) {
	s.t.Helper()
	for who, n := range want {
		var v struct{ Minutes int }
		s.as(who).get("/me/hours").Want(200).JSON(&v)
		if v.Minutes != n {
			s.t.Errorf("%s has %d minutes, want %d", who, v.Minutes, n)
		}
	}
}

// ledger checks the sum of the entries of contract and organisation.
func (s *story) ledger(contract, org int) {
	s.t.Helper()
	for path, minutes := range map[string]int{"/contracts/" + s.ids["contract"]: contract, "/orgs/" + s.ids["org"]: org} {
		if got := sum(items(s.as("founder").get(path + "/ledger?limit=100"))); got != minutes {
			s.t.Errorf("%s has %d minutes in the ledger, want %d", path, got, minutes)
		}
	}
}

// progress checks the contract's counted minutes and sessions.
func (s *story) progress(minutes, sessions int) {
	s.t.Helper()
	lines := items(s.as("clerk").get("/contracts/" + s.ids["contract"] + "/progress"))
	if lines[0]["actual"] != float64(minutes) || lines[1]["actual"] != float64(sessions) {
		s.t.Errorf("the contract stands at %v minutes and %v sessions, want %d and %d", lines[0]["actual"], lines[1]["actual"], minutes, sessions)
	}
}
