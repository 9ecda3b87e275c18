package main

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// guardianText returns the version and the hash of the text that guardians read.
func (s *story) guardianText() obj {
	for _, text := range items(s.as("girl of 16").get("/volunteers/consents")) {
		if text["code"] == "guardian" {
			return obj{"version": text["version"], "hash": text["hash"]}
		}
	}
	s.t.Fatal("no text for guardians")
	return nil
}

// TestTrialGuardianByChild has a girl of 16 consent in her guardian's place: with her own number, without a code, with a guessed one,
// with one that was used, with one for another guardian, and to another text.
func TestTrialGuardianByChild(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	tellOrganisation(s)
	const guardian, other = "13970020001", "13970020002"
	s.secret("轩辕老夫", guardian, other)
	girl := s.newcomer("girl of 16", "轩辕若水", "2009-06-01", 102)
	profile := girl.asVolunteer()
	profile["guardian"] = obj{"name": "轩辕老夫", "relation": "祖父", "mobile": girl.mobile}
	if r := s.as("girl of 16").post("/volunteers/me", profile).Want(400); r.Fields()["guardian.mobile"] != "guardian_mobile_own" {
		t.Errorf("her own number: %s", r.Body)
	}
	profile["guardian"] = obj{"name": "轩辕老夫", "relation": "祖父", "mobile": guardian}
	made(s.as("girl of 16").entitledTo().post("/volunteers/me", profile))
	agreed := func(r *apitest.Response) bool {
		var v struct {
			Guardian struct{ Agreed bool }
		}
		r.Want(200).JSON(&v)
		return v.Guardian.Agreed
	}
	ask := func(body obj) *apitest.Response {
		return s.as("girl of 16").entitledTo().post("/volunteers/me/guardian/code", body)
	}
	answer := func(code string, text obj) *apitest.Response {
		return s.as("girl of 16").entitledTo().post("/volunteers/me/guardian/consent", obj{"code": code, "version": text["version"], "hash": text["hash"]})
	}
	text := s.guardianText()
	answer("000000", text).Refused(400, "guardian_code")
	if r := ask(obj{"name": "轩辕老夫", "relation": "祖父", "mobile": girl.mobile}).Want(400); r.Fields()["mobile"] != "guardian_mobile_own" {
		t.Errorf("a code to her own number: %s", r.Body)
	}
	if agreed(ask(obj{})) {
		t.Error("agreed by asking")
	}
	s.job()
	code := s.sms.code(guardian)
	if code == "" {
		t.Fatal("the guardian got no code")
	}
	answer(code, obj{"version": "guardian-2020-01", "hash": text["hash"]}).Refused(400, "consent_version")
	answer(code, obj{"version": text["version"], "hash": "0000"}).Refused(400, "consent_version")
	wrong := "000000"
	if code == wrong {
		wrong = "000001"
	}
	for range 5 {
		answer(wrong, text).Refused(400, "guardian_code")
	}
	answer(code, text).Refused(400, "guardian_code")

	ask(obj{}).Want(200)
	s.job()
	code = s.sms.code(guardian)
	ask(obj{"name": "轩辕二伯", "mobile": other}).Want(200)
	answer(code, text).Refused(400, "guardian_code")
	s.job()
	code = s.sms.code(other)
	if !agreed(answer(code, text)) {
		t.Error("the guardian's own consent was not kept")
	}
	answer(code, text).Refused(400, "guardian_code")
	ask(obj{}).Refused(429, "guardian_codes")
	s.wait(16 * time.Minute)
	if agreed(ask(obj{"name": "轩辕老夫", "mobile": guardian})) {
		t.Error("the consent went over to another guardian")
	}
}
