package main

import (
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/ident"
)

// tellAccounts has people look after their own access, and offices after that of others.
func tellAccounts(s *story) {
	county := s.as("county").entitledTo()
	secret := field(county.proves().post("/me/factors/totp", nil).Want(200), "secret")
	code := func() string {
		s.wait(31 * time.Second) // a code counts once
		c, err := totp.GenerateCode(secret, s.now())
		if err != nil {
			s.t.Fatal(err)
		}
		return c
	}
	county.post("/me/factors/totp/confirm", obj{"code": code()}).Want(200)
	county.post("/me/step-up", obj{"code": code()}).Want(204)
	county.post("/me/factors/recovery-codes", nil).Want(200)
	door := voice{s: s, p: &person{who: "county", address: "203.0.113.78"}}
	begun := door.post("/auth/login", obj{"login": s.cast["county"].login, "password": s.cast["county"].password, "cookie": true}).Want(200)
	door.header = map[string]string{"Cookie": begun.Header.Get("Set-Cookie")}
	door.get("/auth/factor").Want(200)
	door.post("/auth/factor", obj{"code": code(), "cookie": true}).Want(200)
	s.as("county").do("DELETE", "/me/factors/totp", nil).Want(200)
	s.says("The county sets up an authenticator app, proves itself with it, logs in with it in a second step, and gives it up again.")

	elsewhere := voice{s: s, p: &person{who: "county", address: "203.0.113.77"}}
	elsewhere.post("/auth/login", obj{"login": s.cast["county"].login, "password": s.cast["county"].password}).Want(200)
	for _, session := range items(s.as("county").get("/me/sessions")) {
		if session["current"] != true {
			s.as("county").do("DELETE", "/me/sessions/"+session["id"].(string), nil).Want(204)
			break
		}
	}
	s.says("It ends the session that was left open elsewhere.")

	tellTokens(s)

	girl := s.cast["girl of 16"].volunteerID
	s.as("lead").proves().post("/volunteers/"+girl+"/guardian/code", obj{}).Want(200)
	s.job()
	answer := s.guardianText()
	answer["code"] = s.sms.code("13970020001")
	s.as("lead").post("/volunteers/"+girl+"/guardian/consent", answer).Want(200)
	s.as("lead").post("/volunteers/"+girl+"/guardian/withdraw", obj{"reason": "监护人来电撤回"}).Want(200)
	s.says("The girl's guardian agrees again at the organisation, and takes it back by phone.")

	lan := s.cast["Lan"]
	s.secret("13970020088", "13970020099")
	s.as("county").proves().post("/volunteers/"+lan.volunteerID+"/mobile/code", obj{"mobile": "13970020088", "id_number": lan.id}).Want(200)
	clerk := s.cast["clerk"]
	s.as("county").proves().entitledTo().post("/users/"+clerk.userID+"/mobile/code", obj{"mobile": "13970020099", "id_number": clerk.id}).Want(200)
	lan.mobile, clerk.mobile = "13970020088", "13970020099"
	s.as("county").put("/volunteers/"+lan.volunteerID+"/mobile", obj{"mobile": lan.mobile, "code": s.codeTo(lan.mobile)}).Want(200)
	s.as("county").entitledTo().put("/users/"+clerk.userID+"/mobile", obj{"mobile": clerk.mobile, "code": s.codeTo(clerk.mobile)}).Want(200)
	lan.token, clerk.token = "", "" // their sessions have ended
	s.says("Lan and the clerk have lost their phones: the county compares the ID cards and enters the codes that came to the new numbers.")

	mu := s.cast["Mu"]
	s.secret("13970020077")
	s.as("Mu").entitledTo().post("/me/mobile/codes", obj{"mobile": "13970020077"}).Want(202)
	s.as("Mu").entitledTo().put("/me/mobile", obj{"mobile": "13970020077", "code": s.codeTo("13970020077"), "old_code": s.codeTo(mu.mobile)}).Want(200)
	mu.mobile = "13970020077"
	s.says("Mu still has the old number: the codes on both are enough.")

	secret = field(s.as("clerk").proves().entitledTo().post("/me/factors/totp", nil).Want(200), "secret")
	s.as("clerk").entitledTo().post("/me/factors/totp/confirm", obj{"code": code()}).Want(200)
	s.as("county").proves().entitledTo().do("DELETE", "/users/"+clerk.userID+"/factors", nil).Want(200)
	clerk.token = ""
	s.says("The clerk's authenticator was on the lost phone, too: the county removes it.")

	s.as("root").proves().post("/jobs/send-invitations/run", nil).Want(202)
	template := items(s.as("county").get("/evaluation-templates"))[0]["id"].(string)
	s.as("county").get("/evaluation-templates/" + template).Want(200)
	s.as("county").get("/files?record=" + s.ids["org"]).Want(200)
	s.says("The administrator runs a job out of turn; the county reads the sheet of an evaluation and an organisation's list of papers.")

	approver := s.cast["approver"]
	right := ident.MakeIDNumber("990003", "1983-05-16", 71)
	s.secret(right)
	number := obj{"id_number": right, "reason": "录入时出生日期看错一位，已核对原件"}
	s.as("county").proves().put("/users/"+approver.userID+"/identity", number).Refused(403, "own_work")
	s.as("county two").proves().entitledTo().put("/users/"+approver.userID+"/identity", number).Want(200)
	approver.id = right
	s.says("The approver's number was read wrongly from the card: whoever entered it does not correct it, another official does.")

	const newPassword = "another-7-quiet-river"
	s.as("treasurer").entitledTo().post("/me/password", obj{"current": s.cast["treasurer"].password, "new": newPassword}).Want(204)
	s.cast["treasurer"].password, s.cast["treasurer"].token = newPassword, ""
	s.says("The treasurer changes the own password.")

	var sheet struct {
		User struct{ ID string }
		Code string
	}
	s.secret("微生不语")
	s.as("county").proves().entitledTo().post("/users", obj{
		"login": "finance.two", "name": "微生不语", "bindings": []obj{{"role": auth.BuyerFinance, "region": countyPath}},
	}).Want(201).JSON(&sheet)
	s.as("county").post("/users/"+sheet.User.ID+"/hand-over", nil).Refused(403, "own_reset")
	s.as("county two").proves().entitledTo().post("/users/"+sheet.User.ID+"/hand-over", nil).Want(200)
	s.says("Somebody of finance without mobile and mail gets a sealed sheet with a code: who printed it does not confirm that it was handed over, another administrator does.")
}
