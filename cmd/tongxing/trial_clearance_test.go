package main

import (
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

// TestTrialResultWithoutFile has an organisation record results of clearances whose document nobody can look at: without a file,
// with the file of somebody else, with another paper, with one of the year before, and with one that was removed. Each is refused.
func TestTrialResultWithoutFile(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	tellOrganisation(s)
	tellVolunteers(s)
	feng, lan := s.cast["Feng"].volunteerID, s.cast["Lan"].volunteerID
	at := "/volunteers/" + feng + "/clearance/"
	agree := func(who string) {
		t.Helper()
		s.as(who).entitledTo().post("/volunteers/me/clearance/consent", obj{"version": volunteers.ClearanceConsent}).Want(200)
		s.as("county").post("/volunteers/"+s.cast[who].volunteerID+"/clearance/query", nil).Want(200)
	}
	result := func(file, kind string) *apitest.Response {
		return s.as("founder").post(at+"result", obj{
			"result": kind, "authority": "police", "day": s.today(), "document_no": "花公查〔2026〕19号", "issuer": "花溪区公安分局", "file_id": file,
		})
	}
	refused := func(what, file string) {
		t.Helper()
		for _, kind := range []string{"clear", "hit"} {
			if r := result(file, kind); r.Status != 400 || r.Fields()["file_id"] == "" {
				t.Errorf("%s, %s: %d %s", what, kind, r.Status, r.Body)
			}
		}
	}
	agree("Feng")
	refused("no file", "")
	refused("an unknown file", "fil_000000000000000000000000")
	agree("Lan") // renews
	refused("the file of another volunteer", s.as("founder").attach(lan, "clearance"))
	gone := s.as("founder").attach(feng, "clearance")
	s.as("founder").do("DELETE", "/files/"+gone, nil).Want(204)
	refused("a removed file", gone)
	paper := s.as("founder").attach(feng, "clearance")
	result(paper, "clear").Want(200)
	s.as("county").post(at+"confirm", nil).Want(200)

	s.wait(300 * 24 * time.Hour)
	agree("Feng")
	refused("the file of the year before", paper)
	result(s.as("founder").attach(feng, "clearance"), "clear").Want(200)
}

// TestTrialClearanceUnseen confirms, returns and revokes results that have changed since they were read, and results that nobody read.
func TestTrialClearanceUnseen(t *testing.T) {
	s := newStory(t)
	tellPeople(s)
	tellOrganisation(s)
	tellVolunteers(s)
	feng := s.cast["Feng"].volunteerID
	at := "/volunteers/" + feng + "/clearance/"
	s.as("Feng").entitledTo().post("/volunteers/me/clearance/consent", obj{"version": volunteers.ClearanceConsent}).Want(200)
	s.as("county").post(at+"query", nil).Want(200)
	document := obj{
		"result": "clear", "authority": "police", "day": s.today(), "document_no": "花公查〔2026〕19号", "issuer": "花溪区公安分局",
		"file_id": s.as("founder").attach(feng, "clearance"),
	}
	s.as("founder").post(at+"result", document).Want(200)
	read := s.as("county").get("/volunteers/" + feng).Header.Get("ETag")
	county := apitest.Of(t, s.app.http).Bearer(s.cast["county"].token)
	why := obj{"reason": "文书编号与原件不符"}
	county.With("If-Match", "").Do("POST", "/api/v1"+at+"confirm", nil).Refused(428, "precondition_required")
	s.as("county").post(at+"return", why).Want(200)
	document["document_no"] = "别的文书"
	s.as("founder").post(at+"result", document).Want(200)
	for path, body := range map[string]any{"confirm": nil, "return": why} {
		county.With("If-Match", read).Do("POST", "/api/v1"+at+path, body).Refused(412, "stale_version")
	}
	s.as("county").post(at+"confirm", nil).Want(200)
	county.With("If-Match", read).Do("POST", "/api/v1"+at+"revoke", why).Refused(412, "stale_version")
	s.as("county").post(at+"revoke", why).Want(200)
}
