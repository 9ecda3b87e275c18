package register_test

import (
	"strings"
	"testing"
)

func TestEditOverHTTP(t *testing.T) {
	e := newEnv(t)
	app := e.api().As(e.Director)
	body := e.ChildBody()
	key := app.With("Idempotency-Key", "k-1")
	var f struct{ ID string }
	key.Do("POST", "/beneficiaries", body).Want(201).Lacks(childName).JSON(&f)
	if r := key.Do("POST", "/beneficiaries", body).Want(201); r.Header.Get("Idempotency-Replayed") != "true" {
		t.Error("not replayed")
	}
	app.Do("POST", "/beneficiaries", body).Refused(409, "file_exists").Lacks(f.ID, village)
	app.With("Idempotency-Key", "k-2").Do("POST", "/beneficiaries", body).Refused(409, "file_exists")
	if r := e.Records("beneficiary.exists"); len(r) != 2 {
		t.Errorf("%d records of two tries, one of them undone with its key", len(r))
	}
	for name, value := range map[string]any{"status": "registered", "org_ids": []string{e.Org}, "makers": nil, "letter": "Z", "entered_on": "2026-01-01"} {
		forged := e.ChildBody()
		forged[name] = value
		if r := app.Do("POST", "/beneficiaries", forged).Want(400); r.Fields()[name] != "unknown_field" {
			t.Errorf("%s: %s", name, r.Body)
		}
	}
	app.Do("POST", "/beneficiaries", `{"kinds":`).Refused(400, "json_broken")
	delete(body, "id_number")
	delete(body, "name")
	body["grade"] = 4
	if r := app.With("If-Match", `"1"`).Do("PUT", "/beneficiaries/"+f.ID, body).Want(200); r.Header.Get("ETag") != `"2"` {
		t.Errorf("edit: %s", r.Header.Get("ETag"))
	}
	app.With("If-Match", `"1"`).Do("PUT", "/beneficiaries/"+f.ID, body).Refused(412, "stale_version")
	app.With("If-Match", `"1"`).Do("POST", "/beneficiaries/"+f.ID+"/submit", nil).Refused(412, "stale_version")
	body["kinds"] = []string{"left_behind_elder"}
	if r := app.Do("PUT", "/beneficiaries/"+f.ID, body).Want(400); r.Fields()["kinds"] != "elder_age" {
		t.Errorf("kinds: %s", r.Body)
	}
	app.Do("GET", "/beneficiaries?kind=other", nil).Refused(400, "invalid")
	app.Do("GET", "/beneficiaries?name=x", nil).Refused(400, "invalid")
}

func TestRevealIsLimited(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	app := e.api()
	path, body := "/beneficiaries/"+f.ID+"/reveal", `{"field":"name","purpose":"visit"}`
	for i := range 20 {
		if r := app.As(e.Director).Do("POST", path, body).Want(200); !strings.Contains(string(r.Body), childName) || r.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d: %s", i, r.Body)
		}
	}
	app.As(e.Director).Do("POST", path, body).Refused(429, "too_many").Lacks(childName)
	app.As(e.Supervisor).Do("POST", path, body).Want(200)
	if n := len(e.Records("beneficiary.reveal")); n != 21 {
		t.Errorf("%d records", n)
	}
	app.As(e.Supervisor).Do("POST", path, `{"field":"birth","purpose":"visit"}`).Refused(400, "field_unknown")
	app.As(e.Supervisor).Do("POST", path, `{"field":"name"}`).Refused(400, "invalid")
}
