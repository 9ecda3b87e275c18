package main

import "strings"

// tellCertificate certifies hours; anybody can verify the paper, and it becomes invalid when the hours are corrected.
func tellCertificate(s *story) {
	ask := obj{"org_id": s.ids["org"], "from": "2026-01-01", "to": s.today()}
	s.as("Mu").post("/me/certificates", ask).Refused(409, "no_confirmed_hours")
	cert := made(s.as("Lan").post("/me/certificates", ask))
	s.as("Lan").post("/certificates/"+cert+"/issue", nil).Refused(403, "forbidden")
	s.as("rival").post("/certificates/"+cert+"/issue", nil).Refused(404, "not_found")
	issued := s.as("founder").post("/certificates/"+cert+"/issue", nil).Want(200)
	s.says("Lan asks for a certificate, the organisation issues it; Mu has no hours to certify.")

	lan := s.cast["Lan"]
	page := field(issued, "verify_path")
	public := s.as("").get(page).Want(200).Lacks(lan.name, lan.mobile, lan.id)
	if field(public, "name") != "钟**" || field(public, "minutes") != "120" || field(public, "status") != "issued" {
		s.t.Errorf("the public page: %s", public.Body)
	}
	s.as("").get("/public/certificates/aaaaaaaaaaaaaaaaaaaaaaaaaa").Refused(404, "not_found")
	paper := s.as("Lan").entitledTo().get("/certificates/" + cert).Want(200)
	if !strings.Contains(string(paper.Body), lan.name) {
		s.t.Errorf("the paper lacks the name: %s", paper.Body)
	}
	s.as("Yun").get("/certificates/"+cert).Refused(404, "not_found")
	s.as("rival").get("/certificates/"+cert).Refused(404, "not_found")
	s.says("Its public page, behind the code on the paper, tells 120 minutes and 钟**; the full name stands only on Lan's own paper.")

	reason := obj{"reason": "核实后发现记录的不是本人"}
	s.as("Lan").post("/attendance/"+s.stays["Lan"]+"/void", reason).Refused(403, "forbidden")
	s.as("rival").post("/attendance/"+s.stays["Lan"]+"/void", reason).Refused(404, "not_found")
	s.as("founder").post("/attendance/"+s.stays["Lan"]+"/void", reason).Want(200)
	if got := field(s.as("").get(page).Want(200), "status"); got != "revoked" {
		s.t.Errorf("the public page says %s", got)
	}
	s.job()
	if !s.told("Lan", "attendance.certificate_revoked") {
		s.t.Error("Lan was not told")
	}
	s.hours(map[string]int{"Lan": 0, "Yun": 90})
	s.says("The hours turn out to be false and are voided by a reversal: the certificate is revoked at once, its page says so, and Lan is told.")

	s.progress(210, 1)
	s.ledger(210, 90)
	var c struct {
		Claims []struct {
			Minutes int
			Status  string
		}
	}
	s.as("clerk").get("/contracts/" + s.ids["contract"]).Want(200).JSON(&c)
	if len(c.Claims) != 1 || c.Claims[0].Minutes != -120 || c.Claims[0].Status != "open" {
		s.t.Errorf("claims: %+v", c.Claims)
	}
	if !s.told("clerk", "contract.claim") {
		s.t.Error("the buyer was not told")
	}
	s.says("The contract was accepted with these hours, so its figures stay; the difference is a claim, and both sides are told.")
}
