package delegations_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/notify"
	"github.com/tongxing-platform/tongxing/notify/notifytest"
	"github.com/tongxing-platform/tongxing/services/delegations"
	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
)

// TestCanary runs every use case once and searches lists, messages, audit records and the store's files for identifying values.
func TestCanary(t *testing.T) {
	docstoretest.OnlySQLite(t)
	e := newEnv(t)
	gone := e.draft()
	e.check(gone.ID, delegations.Harm, delegations.Barred)
	must(e.service.Discard(e.As(e.Director), gone.ID, 0))(t)
	returned := e.signed()
	must(e.service.Return(e.As(e.Supervisor), returned.ID, 0, delegations.Mismatch, "听说是二叔家"))(t)
	revoked := e.active()
	must(e.service.Revoke(e.As(e.Supervisor), revoked.ID, 0, delegations.Habits, whyText))(t)
	d := e.active()
	must(e.service.SetParents(e.As(e.Director), d.ID, 0, []delegations.NewParent{{Who: delegations.Father, Mobile: fatherMobile, AgreedOn: today}}))(t)
	must(e.service.LogContact(e.As(e.Director), d.ID, delegations.NewContact{Who: delegations.Father, Way: delegations.Call, On: today, Note: noteText}))(t)
	number := d.Delegate.IDNumber.Reveal()
	e.job(e.service.RemindParents)
	app := e.api()
	at := "/delegations/" + d.ID
	app.As(e.Director).Do("POST", at+"/reveal", `{"field":"father_mobile","purpose":"contact"}`).Want(200)
	app.As(e.Director).Do("POST", at+"/agreement", `{"purpose":"verification"}`).Want(200)
	e.on("2026-08-20")
	e.job(e.service.EndDue)
	e.on("2026-09-02")
	e.job(e.service.EndDue)

	canaries := []string{childName, childAddress, carerName, carerMobile, carerAddress, fatherMobile, childWords, noteText, whyText, number, "听说是二叔家", "月亮街道"}
	app.As(e.Supervisor).Do("GET", "/delegations", nil).Want(200).Lacks(canaries...)
	app.As(e.Supervisor).Do("GET", at+"/contacts", nil).Want(200).Lacks(canaries...)
	app.As(e.Supervisor).Do("GET", at, nil).Want(200).Lacks(childName, carerName, carerMobile, carerAddress, fatherMobile, number, noteText)
	look := func(what, text string) {
		for _, secret := range canaries {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %s", what, secret)
			}
		}
	}
	told := map[string]bool{}
	for _, m := range notifytest.Queued(t, e.Outbox, "delegation.") {
		told[m.Template] = true
		look("a message", fmt.Sprintf("%+v", m))
		for _, tpl := range delegations.Templates {
			for _, lang := range []string{"zh", "en"} {
				if text := tpl.Render(lang, m.Data); tpl.Name == m.Template && strings.ContainsAny(text.Subject+text.Body, "{}") {
					t.Errorf("%s: %s", m.Template, text.Body)
				}
			}
		}
	}
	if len(told) != len(delegations.Templates) {
		t.Errorf("%d of %d templates were used: %v", len(told), len(delegations.Templates), told)
	}
	for _, tpl := range delegations.Templates {
		if tpl.Name == "delegation.call_home" && (len([]rune(tpl.ZH.Body)) > 70 || tpl.Weight != notify.Ordinary) {
			t.Errorf("the parents' message: %d characters", len([]rune(tpl.ZH.Body)))
		}
	}
	for _, r := range must(e.Audit.List(e.As(e.Auditor), audit.Query{}, docstore.Limit(1000)))(t).Items {
		look("an audit record", fmt.Sprintf("%+v", r))
	}
	var all bytes.Buffer
	err := filepath.WalkDir(e.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all.Write(data)
		return err
	})
	if err != nil || !bytes.Contains(all.Bytes(), []byte(d.ID)) {
		t.Fatalf("the searched files are not those of the store: %v", err)
	}
	look("the store", all.String())
	for action, want := range map[string]int{"delegation.reveal": 1, "delegation.agreement": 1, "beneficiary.reveal": 3, "delegation.list": 1, "delegation.read": 1} {
		if got := e.Records(action); len(got) != want {
			t.Errorf("%s: %d records, want %d", action, len(got), want)
		}
	}
	if r := e.Records("delegation.agreement")[0]; r.Purpose != "verification" || len(r.Fields) != 4 {
		t.Errorf("the record of the agreement: %+v", r)
	}
}

// TestScopePerRoleAndEndpoint calls every endpoint as every role, within and outside its scope. The If-Match never matches, so
// that permitted calls change nothing.
func TestScopePerRoleAndEndpoint(t *testing.T) {
	e := newEnv(t)
	d := e.active()
	c := must(e.service.LogContact(e.As(e.Director), d.ID, delegations.NewContact{Who: delegations.Father, Way: delegations.Call, On: today, Note: noteText}))(t)
	actors := map[string]auth.Actor{
		"director": e.Director, "supervisor": e.Supervisor, "county": e.Admin, "far_director": e.FarDirector, "far_supervisor": e.FarSupervisor,
		"far_county": inRegion("usr_far_county", auth.CountyAdmin, "52/5201/520112/"), "next_director": inRegion("usr_next", auth.VillageDirector, next),
		"lead": e.Lead, "worker": registerWorker(e), "volunteer": {UserID: "usr_v", PersonKey: "v", VolunteerID: "vol_1", Bindings: []auth.Binding{{Role: auth.Volunteer}}},
		"viewer": inRegion("usr_viewer", auth.CountyViewer, "52/"), "clerk": inRegion("usr_clerk", auth.BuyerClerk, county),
		"admin": person("usr_admin", auth.Binding{Role: auth.SystemAdmin}), "auditor": e.Auditor, "nobody": person("usr_nobody"),
	}
	const (
		read, readFar     = "director supervisor county", "far_director far_supervisor far_county next_director"
		write, writeFar   = "director supervisor", "far_director far_supervisor next_director"
		decide, decideFar = "supervisor county", "far_supervisor far_county"
	)
	at := "/delegations/" + d.ID
	terms := `"reason":"both_away","relation":"relative","from":"2026-03-02","to":"2026-03-03","capable":true,"delegate_name":"某人"`
	app := e.api().With("If-Match", `"999"`)
	for _, row := range []struct{ method, path, body, in, out string }{
		{"GET", at, "", read, readFar},
		{"POST", "/delegations", `{"file_id":"` + d.FileID + `",` + terms + `}`, write, writeFar},
		{"PUT", at, `{` + terms + `}`, write, writeFar},
		{"PUT", at + "/checks/harm", `{"finding":"clear","file_id":"fil_1"}`, write, writeFar},
		{"PUT", at + "/opinion", `{"answer":"agrees","on":"2026-03-02"}`, write, writeFar},
		{"POST", at + "/sign", `{"file_id":"fil_1","on":"2026-03-02"}`, write, writeFar},
		{"PUT", at + "/notices", `{"village_on":"2026-03-02"}`, write, writeFar},
		{"PUT", at + "/parents", `{"parents":[]}`, write, writeFar},
		{"POST", at + "/discard", "", write, writeFar},
		{"POST", at + "/confirm", "", decide, decideFar},
		{"POST", at + "/return", `{"reason":"mismatch"}`, decide, decideFar},
		{"POST", at + "/revoke", `{"reason":"harm","note":"十分确定的情况"}`, decide, decideFar},
		{"POST", at + "/end", `{"reason":"parents_back"}`, read, readFar},
		{"GET", at + "/contacts", "", read, readFar},
		{"GET", at + "/contacts/" + c.ID, "", read, readFar},
		{"POST", at + "/contacts", `{"who":"father","way":"call","on":"2036-03-01"}`, write, writeFar},
		{"POST", at + "/reveal", `{"field":"delegate_mobile","purpose":"visit"}`, read, readFar},
		{"POST", at + "/agreement", `{"purpose":"visit"}`, read, readFar},
	} {
		var body any
		if row.body != "" {
			body = row.body
		}
		app.Do(row.method, row.path, body).Refused(http.StatusUnauthorized, "login_required")
		for role, a := range actors {
			r := app.As(a).Do(row.method, row.path, body)
			if !strings.HasSuffix(row.path, "/reveal") && !strings.HasSuffix(row.path, "/agreement") {
				r.Lacks(childName, carerName, carerMobile, carerAddress, d.Delegate.IDNumber.Reveal())
			}
			has := func(list string) bool { return strings.Contains(" "+list+" ", " "+role+" ") }
			switch {
			case has(row.in):
				if r.Status == 401 || r.Status == 403 || r.Status == 404 {
					t.Errorf("%s %s as %s: %d %s", row.method, row.path, role, r.Status, r.Code())
				}
			case has(row.out):
				if r.Status != 404 {
					t.Errorf("%s %s as %s: %d, want 404", row.method, row.path, role, r.Status)
				}
			case r.Status != 403:
				t.Errorf("%s %s as %s: %d, want 403", row.method, row.path, role, r.Status)
			}
		}
	}
	for role, a := range actors {
		r := app.As(a).Do("GET", "/delegations", nil)
		sees, may := strings.Contains(string(r.Body), d.ID), r.Status == 200
		if want := strings.Contains(read, role) && !strings.Contains(role, "_"); sees != want {
			t.Errorf("%s sees the delegation in the list: %v", role, sees)
		}
		if want := strings.Contains(read+readFar, role); may != want {
			t.Errorf("%s lists: %d", role, r.Status)
		}
	}
}

func registerWorker(e *env) auth.Actor {
	return person("usr_worker", auth.Binding{Role: auth.SocialWorker, OrgID: e.Org})
}
