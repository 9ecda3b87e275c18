package main

import (
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/ident"
)

// codeTo sends what is queued and returns the code in the latest message to the mobile.
func (s *story) codeTo(mobile string) string {
	s.t.Helper()
	s.job()
	code := s.sms.code(mobile)
	if code == "" {
		s.t.Fatalf("no code at %s", mobile)
	}
	return code
}

// notices returns the texts sent to the mobile that hold no code, one a line.
func (p *phones) notices(mobile string) (texts string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, d := range p.sent {
		if d.To == mobile && !strings.Contains(d.Text.Body, "验证码") {
			texts += d.Text.Body + "\n"
		}
	}
	return texts
}

// wrongCode returns a code that differs from the right one.
func wrongCode(right string) string {
	if right == "000000" {
		return "000001"
	}
	return "000000"
}

// TestTrialMobileForGood has a volunteer change the mobile: with the codes of the old and of the new number everything stays with
// the person, the old number is told and opens nothing any more. Without one of the codes, or with a code for something else, nothing
// changes.
func TestTrialMobileForGood(t *testing.T) {
	s := newStory(t)
	const next, taken = "13970030001", "13970030002"
	s.secret(next, taken)
	p := s.newcomer("volunteer", "轩辕若水", "1990-06-01", 301)
	other := s.meet(person{who: "other", name: "上官流云", mobile: taken, id: ident.MakeIDNumber("990001", "1991-06-01", 302), own: true})
	p.volunteerID = made(s.as("volunteer").entitledTo().post("/volunteers/me", p.asVolunteer()))
	made(s.as("other").entitledTo().post("/volunteers/me", other.asVolunteer()))
	me := func() voice { return s.as("volunteer").entitledTo() }
	p.userID = field(me().get("/me").Want(200), "id")
	old := p.mobile
	// A code for logging in, and one for another new number, do not count.
	s.wait(20 * time.Minute)
	s.as("").post("/auth/codes", obj{"mobile": old}).Want(202)
	loginCode := s.codeTo(old)
	change := func(mobile, code, oldCode string) obj {
		return obj{"mobile": mobile, "code": code, "old_code": oldCode}
	}
	me().post("/me/mobile/codes", obj{"mobile": taken}).Want(202)
	forOther := s.codeTo(old)
	me().put("/me/mobile", change(taken, s.sms.code(taken), forOther)).Refused(409, "mobile_held")
	if r := me().post("/me/mobile/codes", obj{"mobile": old}).Want(400); r.Fields()["mobile"] != "mobile_same" {
		t.Errorf("the same number: %s", r.Body)
	}
	s.wait(20 * time.Minute)
	me().post("/me/mobile/codes", obj{"mobile": next}).Want(202)
	oldCode := s.codeTo(old)
	code := s.sms.code(next)
	for field, body := range map[string]obj{"old_code": change(next, code, wrongCode(oldCode)), "code": change(next, wrongCode(code), oldCode)} {
		if r := me().put("/me/mobile", body).Want(400); r.Fields()[field] != "mobile_code" {
			t.Errorf("a wrong %s: %s", field, r.Body)
		}
	}
	if loginCode != oldCode {
		me().put("/me/mobile", change(next, code, loginCode)).Want(400)
	}
	me().put("/me/mobile", change(taken, code, oldCode)).Want(400)
	s.as("").post("/auth/codes/verify", obj{"mobile": next, "code": code}).Refused(401, "code_invalid")

	me().put("/me/mobile", change(next, code, oldCode)).Want(200)
	if got := field(me().get("/me").Want(200), "volunteer_id"); got != p.volunteerID {
		t.Errorf("the session goes on as %q", got)
	}
	if got := field(me().get("/volunteers/me").Want(200), "mobile"); got != "139****0001" {
		t.Errorf("the profile has %s", got)
	}
	me().put("/me/mobile", change(next, code, oldCode)).Want(400)
	s.job()
	if got := s.sms.notices(old); !strings.Contains(got, "139****0001") {
		t.Errorf("the old number is told %q", got)
	}
	if !s.told("volunteer", "account.mobile_changed") {
		t.Error("the person is not told")
	}
	s.wait(20 * time.Minute)
	s.as("").post("/auth/codes", obj{"mobile": next}).Want(202)
	in := s.as("").post("/auth/codes/verify", obj{"mobile": next, "code": s.codeTo(next)}).Want(200)
	if got := field(in, "user_id"); got != p.userID {
		t.Errorf("the new number opens %s, not %s", got, p.userID)
	}
	s.as("").post("/auth/codes", obj{"mobile": old}).Want(202)
	in = s.as("").post("/auth/codes/verify", obj{"mobile": old, "code": s.codeTo(old)}).Want(200)
	if got := field(in, "user_id"); got == p.userID || got == "" {
		t.Errorf("the old number opens %s", got)
	}
	me().get("/me").Want(200)
}

// TestTrialMobileLost has a volunteer who lost the old number come to the office: the office changes the number for the person
// whose ID number it was shown, by the code on the new one. An account that the new number had made in the meantime gives it up.
func TestTrialMobileLost(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	const next = "13970030011"
	s.secret(next)
	p := s.newcomer("volunteer", "轩辕若水", "1990-06-01", 311)
	p.volunteerID = made(s.as("volunteer").entitledTo().post("/volunteers/me", p.asVolunteer()))
	p.userID = field(s.as("volunteer").entitledTo().get("/me").Want(200), "id")
	old, session := p.mobile, *p
	s.meet(person{who: "again", name: "", mobile: next, own: true})
	s.as("again").get("/me").Want(200) // the new phone's first login made an account of nothing

	s.wait(20 * time.Minute)
	ask, put := "/volunteers/"+p.volunteerID+"/mobile/code", "/volunteers/"+p.volunteerID+"/mobile"
	s.as("neighbour").post(ask, obj{"mobile": next, "id_number": p.id}).Refused(404, "not_found")
	s.as("clerk").post(ask, obj{"mobile": next, "id_number": p.id}).Refused(403, "forbidden")
	if r := s.as("county").post(ask, obj{"mobile": next, "id_number": s.cast["county"].id}).Want(400); r.Fields()["id_number"] != "identity_wrong" {
		t.Errorf("another's ID card: %s", r.Body)
	}
	s.as("county").post(ask, obj{"mobile": next, "id_number": p.id}).Want(200)
	code := s.codeTo(next)
	s.as("county two").put(put, obj{"mobile": next, "code": code}).Refused(403, "step_up_required")
	s.as("county two").proves().put(put, obj{"mobile": next, "code": code}).Want(400) // who did not see the card
	s.as("county").proves().put(put, obj{"mobile": next, "code": wrongCode(code)}).Want(400)
	s.as("county").put(put, obj{"mobile": next, "code": code}).Want(200)
	s.as("county").put(put, obj{"mobile": next, "code": code}).Want(400)
	s.job()
	if s.sms.notices(old) == "" {
		t.Error("the old number is not told")
	}
	voice{s: s, p: &session}.get("/me").Refused(401, "login_required")        // the lost phone
	voice{s: s, p: s.cast["again"]}.get("/me").Refused(401, "login_required") // the account of nothing
	p.mobile, p.token = next, ""
	s.wait(20 * time.Minute)
	if got := field(s.as("volunteer").entitledTo().get("/me").Want(200), "volunteer_id"); got != p.volunteerID {
		t.Errorf("the new number opens the profile %q", got)
	}

	// For staff it is their administrator, and guessing the ID number ends.
	staff := s.cast["county"]
	ask = "/users/" + staff.userID + "/mobile/code"
	s.as("county").post(ask, obj{"mobile": "13970030012", "id_number": staff.id}).Refused(403, "own_work")
	s.as("root").post(ask, obj{"mobile": "13970030012", "id_number": staff.id}).Want(200)
	s.as("root").proves().put("/users/"+staff.userID+"/mobile", obj{"mobile": "13970030012", "code": s.codeTo("13970030012")}).Want(200)
	s.as("root").post("/users/"+s.cast["auditor"].userID+"/mobile/code", obj{"mobile": "13970030013", "id_number": staff.id}).Refused(409, "identity_missing")
	for range 12 {
		r := s.as("root").post(ask, obj{"mobile": "13970030013", "id_number": p.id})
		if r.Status == 429 {
			r.Refused(429, "identity_tries")
			return
		}
	}
	t.Error("nothing ends the guessing of an ID number")
}
