package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"

	"github.com/tongxing-platform/tongxing/services/platform/ident"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// newcomer adds a person with a phone, a name and an ID number to the story.
func (s *story) newcomer(who, name string, birth region.Day, seq int) *person {
	s.t.Helper()
	return s.meet(person{who: who, name: name, mobile: fmt.Sprintf("1397001%04d", seq), id: ident.MakeIDNumber("990001", birth, seq), own: true})
}

// asVolunteer returns the person's registration form.
func (p *person) asVolunteer() obj {
	return obj{"consent": obj{"version": volunteers.OwnText.Version, "hash": volunteers.OwnText.Hash()}, "name": p.name, "id_number": p.id, "region": countyPath, "skills": []string{"课业辅导"}, "available": "周末"}
}

// attach adds a paper to the record for the purpose and returns the id of the file.
func (v voice) attach(record, purpose string) string {
	v.s.t.Helper()
	return v.upload(record, purpose, "文书.pdf", paper[:4<<10])
}

// attachPicture is attach with a photo.
func (v voice) attachPicture(record, purpose string) string {
	v.s.t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 640, 480))); err != nil {
		v.s.t.Fatal(err)
	}
	return v.upload(record, purpose, "文书.png", picture.Bytes())
}

func (v voice) upload(record, purpose, name string, content []byte) string {
	v.s.t.Helper()
	sum := sha256.Sum256(content)
	id := field(v.post("/files", obj{"record": record, "purpose": purpose, "name": name, "size": len(content), "sha256": hex.EncodeToString(sum[:])}).Want(201), "id")
	piece := v
	piece.header = map[string]string{"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
	piece.do("PATCH", "/files/"+id, content).Want(200)
	v.post("/files/"+id+"/finish", nil).Want(200)
	return id
}

// tellVolunteers has people register, join the organisation, be verified, and cleared by the county.
func tellVolunteers(s *story) {
	young := s.newcomer("boy of 13", "仲孙小童", "2012-09-01", 101)
	r := s.as("boy of 13").post("/volunteers/me", young.asVolunteer()).Want(400)
	if r.Fields()["id_number"] != "volunteer_too_young" {
		s.t.Fatalf("a boy of 13: %s", r.Body)
	}
	with := young.asVolunteer()
	delete(with, "consent")
	if r = s.as("boy of 13").post("/volunteers/me", with).Want(400); r.Fields()["consent"] != "consent_version" {
		s.t.Fatalf("without consent: %s", r.Body)
	}
	s.says("A boy of 13 wants to be a volunteer: not before 14.")

	girl := s.newcomer("girl of 16", "轩辕若水", "2009-06-01", 102)
	s.secret("轩辕老夫", "13970020001")
	r = s.as("girl of 16").post("/volunteers/me", girl.asVolunteer()).Want(400)
	if r.Fields()["guardian"] != "guardian_required" {
		s.t.Fatalf("a girl of 16: %s", r.Body)
	}
	with = girl.asVolunteer()
	with["guardian"] = obj{"name": "轩辕老夫", "relation": "祖父", "mobile": "13970020001"}
	girl.volunteerID = made(s.as("girl of 16").entitledTo().post("/volunteers/me", with))
	s.as("girl of 16").entitledTo().post("/volunteers/me/guardian/code", obj{}).Want(200)
	s.job()
	answer := s.guardianText()
	answer["code"] = s.sms.code("13970020001")
	s.as("girl of 16").entitledTo().post("/volunteers/me/guardian/consent", answer).Want(200)
	s.says("A girl of 16 is taken once a guardian is named, who reads the text and agrees by the code sent to his own phone.")

	for i, p := range []struct{ who, name string }{
		{"Lan", "钟离兰心"}, {"Mu", "东郭木槿"}, {"Yun", "公冶云舒"}, {"Shu", "宗政书瑶"}, {"Feng", "夏侯逐风"},
	} {
		v := s.newcomer(p.who, p.name, region.MakeDay(1990+i, 5, 1), 110+2*i)
		v.volunteerID = made(s.as(p.who).entitledTo().post("/volunteers/me", v.asVolunteer()))
		s.as(p.who).entitledTo().post("/volunteers/me", v.asVolunteer()).Refused(409, "volunteer_already")
	}
	twin := s.meet(person{who: "twin", mobile: "13970019999", own: true})
	twice := s.cast["Lan"].asVolunteer()
	s.as("twin").post("/volunteers/me", twice).Want(409)
	s.says("Five adults register, each once; %q on another phone cannot register the same person again.", twin.who)

	org := s.ids["org"]
	for _, who := range []string{"Lan", "Mu", "Yun", "Shu", "Feng", "girl of 16"} {
		v := s.cast[who]
		s.as(who).entitledTo().post("/volunteers/me/orgs", obj{"org_id": org}).Want(200)
		s.as("rival").post("/volunteers/"+v.volunteerID+"/orgs/"+org+"/accept", nil).Refused(404, "not_found")
		s.as("lead").post("/volunteers/"+v.volunteerID+"/orgs/"+org+"/accept", nil).Want(200)
		s.as("lead").post("/volunteers/"+v.volunteerID+"/activate", nil).Refused(409, "volunteer_move")
		s.as("lead").post("/volunteers/"+v.volunteerID+"/verify", nil).Want(200)
		s.as("founder").post("/volunteers/"+v.volunteerID+"/activate", nil).Want(200)
	}
	s.says("They ask to join; the project lead takes them and compares their papers, and only then can they be activated.")
	s.as("lead").get("/volunteers/" + s.cast["Lan"].volunteerID).Want(200)
	s.as("rival").get("/volunteers/"+s.cast["Lan"].volunteerID).Refused(404, "not_found")
	s.as("Mu").get("/volunteers/"+s.cast["Lan"].volunteerID).Refused(403, "forbidden")
	s.as("worker").post("/volunteers/"+s.cast["Lan"].volunteerID+"/reveal", obj{"field": "mobile", "purpose": "contact"}).Refused(403, "forbidden")
	shown := s.as("founder").entitledTo().post("/volunteers/"+s.cast["Lan"].volunteerID+"/reveal", obj{"field": "mobile", "purpose": "contact"}).Want(200)
	if field(shown, "value") != s.cast["Lan"].mobile {
		s.t.Errorf("revealed %s", shown.Body)
	}
	s.says("Staff see them masked, another organisation and other volunteers not at all. The founder may see one number for a purpose, on record.")

	for _, who := range []string{"Lan", "Mu", "Yun", "Shu"} {
		id := s.cast[who].volunteerID
		s.as("county").post("/volunteers/"+id+"/clearance/query", nil).Refused(409, "clearance_move")
		s.as(who).entitledTo().post("/volunteers/me/clearance/consent", obj{"version": volunteers.ClearanceConsent}).Want(200)
		s.as("lead").post("/volunteers/"+id+"/clearance/query", nil).Refused(403, "forbidden")
		s.as("county").post("/volunteers/"+id+"/clearance/query", nil).Want(200)
		s.as("county").post("/volunteers/"+id+"/clearance/result", obj{"result": "clear", "authority": "police", "day": s.today()}).Refused(400, "invalid")
		s.as("founder").post("/volunteers/"+id+"/clearance/result", obj{
			"result": "clear", "authority": "police", "day": s.today(), "document_no": "花公查〔2026〕18号", "issuer": "花溪区公安分局",
			"file_id": s.as("founder").attach(id, "clearance")}).Want(200)
		s.as("founder").post("/volunteers/"+id+"/clearance/confirm", nil).Refused(403, "own_work")
		s.as("county").post("/volunteers/"+id+"/clearance/confirm", nil).Want(200)
	}
	lan, certificate := s.cast["Lan"].volunteerID, obj{"skill": "课业辅导", "certificate": "教师资格证", "valid_to": "2028-12-31"}
	s.as("Lan").post("/volunteers/"+lan+"/skills/verify", certificate).Refused(403, "forbidden")
	s.as("rival").post("/volunteers/"+lan+"/skills/verify", certificate).Refused(404, "not_found")
	s.as("lead").post("/volunteers/"+lan+"/skills/verify", certificate).Want(200)
	s.says("Lan shows the lead her teacher's certificate, who records it: activities that need the skill are open to her.")
	s.says("Four agree to the criminal-record query; the county asks, the founder records the answer by its document, and the county confirms that they are clear. Feng has not agreed.")
}
