package pairings_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/register"
)

// TestScopePerRoleAndEndpoint calls every endpoint as every role, within and outside its scope. The If-Match never matches, so
// that permitted calls change nothing.
func TestScopePerRoleAndEndpoint(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	v, w := e.Volunteer("1990-01-01", true, true), e.Volunteer("1990-01-01", true, true)
	p := e.active(f.ID, v)
	c := must(e.service.Log(e.As(asVolunteer(v)), p.ID, e.contact()))(t)
	actors := map[string]auth.Actor{
		"director": e.Director, "supervisor": e.Supervisor, "county": e.Admin, "far_director": e.FarDirector, "far_supervisor": e.FarSupervisor,
		"far_county": inRegion("usr_far_county", auth.CountyAdmin, "52/5201/520112/"), "next_director": inRegion("usr_next", auth.VillageDirector, next),
		"lead": e.Lead, "worker": inOrg("usr_worker", auth.SocialWorker, e.Org), "finance": inOrg("usr_fin", auth.OrgFinance, e.Org), "stranger": e.Stranger,
		"paired": asVolunteer(v), "unpaired": asVolunteer(w), "viewer": inRegion("usr_viewer", auth.CountyViewer, "52/"),
		"clerk": inRegion("usr_clerk", auth.BuyerClerk, county), "evaluator": person("usr_ev", auth.Binding{Role: auth.Evaluator, Assigned: "con_1"}),
		"admin": person("usr_admin", auth.Binding{Role: auth.SystemAdmin}), "auditor": e.Auditor, "nobody": person("usr_nobody"),
	}
	const (
		files    = "director supervisor county lead worker"
		filesFar = "far_director far_supervisor far_county next_director stranger"
		edit     = "director supervisor"
		editFar  = "far_director far_supervisor next_director"
		check    = "supervisor county"
		checkFar = "far_supervisor far_county"
		run      = "supervisor county lead worker"
		runFar   = "far_supervisor far_county stranger"
		pairs    = files + " paired"
		pairsFar = filesFar + " unpaired"
	)
	ben, pai := "/beneficiaries/"+f.ID, "/pairings/"+p.ID
	app := e.api().With("If-Match", `"999"`)
	for _, row := range []struct{ method, path, body, in, out string }{
		{"GET", ben, "", files, filesFar},
		{"PUT", ben, `{"kinds":["left_behind_child"],"region":"` + village + `","guardianship":"parent","schooling":"primary","risk":"green"}`, edit, editFar},
		{"POST", ben + "/submit", "", edit, editFar},
		{"POST", ben + "/verify", "", check, checkFar},
		{"POST", ben + "/confirm", "", check, checkFar},
		{"POST", ben + "/return", `{"reason":"mismatch"}`, check, checkFar},
		{"POST", ben + "/exit", `{"reason":"resolved"}`, edit, editFar},
		{"POST", ben + "/exit/confirm", "", check, checkFar},
		{"POST", ben + "/orgs", `{"org_id":"` + e.OtherOrg + `"}`, check, checkFar},
		{"DELETE", ben + "/orgs/" + e.Org, "", check, checkFar},
		{"POST", ben + "/reveal", `{"field":"address","purpose":"visit"}`, "director supervisor county", "far_director far_supervisor far_county next_director"},
		{"GET", pai, "", pairs, pairsFar},
		{"POST", pai + "/match", `{"volunteer_ids":["` + w.ID + `"]}`, run, runFar},
		{"POST", pai + "/consent", `{"relation":"mother","name":"某人","version":"1","at":"2026-03-01T00:00:00Z","opinion":"agrees"}`, run, runFar},
		{"POST", pai + "/activate", "", run, runFar},
		{"POST", pai + "/pause", `{"reason":"safety"}`, run, runFar},
		{"POST", pai + "/resume", "", run, runFar},
		{"POST", pai + "/end", `{"reason":"unsuited"}`, run, runFar},
		{"POST", "/pairings", `{"beneficiary_id":"` + f.ID + `","org_id":"` + e.Org + `","type":"team","plan":{"calls_per_month":1}}`, run, runFar},
		{"GET", pai + "/contacts", "", pairs, pairsFar},
		{"GET", pai + "/contacts/" + c.ID, "", pairs, pairsFar},
		{"POST", pai + "/contacts", `{"at":"2036-03-01T00:00:00Z","way":"phone","met":"person","note":"十个字以上的联系情况说明"}`, "paired", "unpaired"},
	} {
		var body any
		if row.body != "" {
			body = row.body
		}
		app.Do(row.method, row.path, body).Refused(http.StatusUnauthorized, "login_required")
		for role, a := range actors {
			r := app.As(a).Do(row.method, row.path, body)
			r.Lacks(childName, guardianName, guardianMobile, f.Identity.IDNumber.Reveal())
			if !strings.HasSuffix(row.path, "/reveal") {
				r.Lacks("青岩组")
			}
			if !strings.Contains(row.path, "/contacts/") {
				r.Lacks(contactNote)
			}
			switch {
			case has(row.in, role):
				if r.Status == http.StatusForbidden || r.Status == http.StatusNotFound {
					t.Errorf("%s %s as %s: %d %s", row.method, row.path, role, r.Status, r.Code())
				}
			case has(row.out, role):
				r.Refused(http.StatusNotFound, "not_found").Lacks(f.Pseudonym)
			default:
				r.Refused(http.StatusForbidden, "forbidden").Lacks(f.Pseudonym)
			}
		}
	}
	for role, a := range actors {
		for path, in := range map[string]string{"/beneficiaries": files, "/pairings": pairs} {
			out := map[string]string{"/beneficiaries": filesFar, "/pairings": pairsFar}[path]
			r := app.As(a).Do("GET", path, nil)
			r.Lacks(childName, guardianName, guardianMobile, f.Identity.IDNumber.Reveal(), "青岩组", contactNote)
			switch {
			case has(in, role):
				if r.Want(http.StatusOK); !strings.Contains(string(r.Body), f.Pseudonym) {
					t.Errorf("%s as %s lacks its own: %s", path, role, r.Body)
				}
			case has(out, role):
				if r.Want(http.StatusOK); strings.TrimSpace(string(r.Body)) != `{"items":[]}` {
					t.Errorf("%s leaks to %s: %s", path, role, r.Body)
				}
			default:
				r.Refused(http.StatusForbidden, "forbidden")
			}
		}
		if r := app.As(a).Do("POST", "/beneficiaries", e.ChildBody()); has(edit, role) != (r.Status == http.StatusCreated) || r.Status != http.StatusCreated && r.Status != http.StatusForbidden {
			t.Errorf("create as %s: %d", role, r.Status)
		}
	}
	if got := must(e.Register.Get(t.Context(), f.ID))(t); got.Status != register.Registered {
		t.Errorf("the matrix changed the file: %s", got.Status)
	}
}

func has(list, role string) bool { return strings.Contains(" "+list+" ", " "+role+" ") }

func TestVisibility(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	v := e.Volunteer("1990-01-01", true, true)
	p := e.active(f.ID, v)
	app := e.api()
	var staff, card map[string]any
	app.As(e.Supervisor).Do("GET", "/beneficiaries/"+f.ID, nil).Want(200).JSON(&staff)
	for field, want := range map[string]string{
		"name": "欧**", "guardian_name": "司**", "guardian_mobile": "139****5678", "address": "贵州省贵阳市花溪区阳光街道****", "birth": "2016-05-06", "pseudonym": "小A·三年级·青岩村",
	} {
		if staff[field] != want {
			t.Errorf("staff sees %s = %v", field, staff[field])
		}
	}
	app.As(e.Lead).Do("GET", "/beneficiaries/"+f.ID, nil).Want(200).Lacks("欧", "司徒", `"139`, `"2016`, `"990`, "阳光街道").JSON(&card)
	for _, field := range []string{"name", "id_number", "address", "guardian_name", "guardian_mobile", "birth", "age", "org_ids", "r16", "return_note"} {
		if _, shown := card[field]; shown {
			t.Errorf("an organisation sees %s", field)
		}
	}
	app.As(asVolunteer(v)).Do("GET", "/pairings/"+p.ID, nil).Want(200).Lacks(f.ID, village, "2016-05-06", "consent", v.ID, "司", "misses", e.Org).JSON(&card)
	if card["pseudonym"] != f.Pseudonym || card["age_band"] != "6-13" || card["next_due"] != "2026-04-01" || card["plan"] == nil {
		t.Errorf("a volunteer sees %v", card)
	}
	app.As(e.Lead).Do("GET", "/pairings/"+p.ID, nil).Want(200).Lacks(guardianName).JSON(&staff)
	if c, _ := staff["consent"].(map[string]any); c["name"] != "司**" || c["opinion"] != "agrees" || staff["beneficiary_id"] != f.ID {
		t.Errorf("the organisation sees %v", staff)
	}
}

func TestPairingOverHTTP(t *testing.T) {
	e := newEnv(t)
	f := e.Registered()
	v := e.Volunteer("1990-01-01", true, true)
	app := e.api()
	office, lead, self := app.As(e.Supervisor), app.As(e.Lead), app.As(asVolunteer(v))
	var p struct{ ID string }
	made := office.Do("POST", "/pairings", fmt.Sprintf(`{"beneficiary_id":%q,"org_id":%q,"type":"caring_mother","plan":{"calls_per_month":2,"meetings_per_quarter":1}}`, f.ID, e.Org)).Want(201).JSON(&p)
	if made.Header.Get("ETag") != `"1"` {
		t.Errorf("ETag %s", made.Header.Get("ETag"))
	}
	office.Do("POST", "/pairings", fmt.Sprintf(`{"beneficiary_id":%q,"org_id":%q,"type":"team","plan":{}}`, f.ID, e.Org)).Refused(400, "contact_plan")
	path := "/pairings/" + p.ID
	lead.Do("POST", path+"/match", fmt.Sprintf(`{"volunteer_ids":[%q,"vol_x"]}`, v.ID)).Refused(400, "team_size")
	lead.With("If-Match", `"1"`).Do("POST", path+"/match", fmt.Sprintf(`{"volunteer_ids":[%q]}`, v.ID)).Want(200)
	consent := `{"relation":"father","name":"欧阳父","version":"2026-1","at":"2026-03-02T11:00:00+08:00","opinion":"%s"}`
	lead.Do("POST", path+"/consent", fmt.Sprintf(consent, "refuses")).Refused(409, "child_said_no")
	lead.Do("POST", path+"/consent", fmt.Sprintf(consent, "hesitant")).Want(200).Lacks("欧阳父")
	lead.With("If-Match", `"2"`).Do("POST", path+"/activate", nil).Refused(412, "stale_version")
	lead.Do("POST", path+"/activate", nil).Want(200)
	self.Do("POST", path+"/contacts", `{"at":"2026-03-02T11:30:00+08:00","way":"phone","met":"person","minutes":5,"note":"很好"}`).Refused(400, "invalid")
	danger := `{"at":"2026-03-02T11:30:00+08:00","way":"phone","met":"person","minutes":5,"note":"` + contactNote + `","danger":true}`
	var c struct{ ID, Advice string }
	self.Do("POST", path+"/contacts", danger).Want(201).Lacks(contactNote).JSON(&c)
	if !strings.HasPrefix(c.Advice, "紧急情况请先拨打 110") {
		t.Errorf("advice: %s", c.Advice)
	}
	self.Do("POST", path+"/contacts", danger).Refused(409, "contact_twice")
	lead.Do("GET", path+"/contacts", nil).Want(200).Lacks(contactNote)
	if r := office.Do("GET", path+"/contacts/"+c.ID, nil).Want(200); !strings.Contains(string(r.Body), contactNote) {
		t.Errorf("note: %s", r.Body)
	}
	office.Do("GET", "/pairings/pai_other/contacts/"+c.ID, nil).Refused(404, "not_found")
	lead.Do("POST", path+"/pause", `{"reason":"clearance_lapsed"}`).Refused(400, "invalid")
	lead.Do("POST", path+"/pause", `{"reason":"volunteer_request"}`).Want(200)
	lead.Do("POST", path+"/resume", nil).Want(200)
	lead.Do("POST", path+"/end", `{"reason":"completed"}`).Want(200)
	lead.Do("POST", path+"/end", `{"reason":"completed"}`).Refused(409, "pairing_move")
	self.Do("GET", "/pairings?status=ended", nil).Want(200).Lacks(f.ID, village)
}
