package volunteers_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/volunteers"
)

var secrets = []string{idNumber, mobile, kinName, kinTel}

func (e *env) api() *apitest.App {
	return apitest.New(e.t, func(r *httpapi.Router) { volunteers.Routes(r, e.service) }, apitest.DB(e.db))
}

func body(change map[string]any) map[string]any {
	b := map[string]any{
		"consent": map[string]any{"version": volunteers.OwnText.Version, "hash": volunteers.OwnText.Hash()}, "name": name, "id_number": idNumber, "region": "520111", "skills": []string{"课业辅导"},
		"emergency": map[string]any{"name": kinName, "relation": "父亲", "mobile": kinTel},
	}
	for k, v := range change {
		b[k] = v
	}
	return b
}

type profileView struct {
	ID, No, Name, Status, Clearance string
	IDNumber                        string `json:"id_number"`
	Mobile                          string
	OrgIDs                          []string `json:"org_ids"`
}

func TestLifeOverHTTP(t *testing.T) {
	e := newEnv(t)
	app := e.api()
	u := e.user(mobile)
	me := app.As(u)
	me.Do("GET", "/volunteers/me", nil).Refused(http.StatusNotFound, "not_found")
	me.Do("POST", "/volunteers/me", body(map[string]any{"gender": "male"})).Refused(http.StatusBadRequest, "invalid").Lacks(secrets...)
	me.Do("POST", "/volunteers/me", body(map[string]any{"person_key": "x"})).Refused(http.StatusBadRequest, "invalid")
	var v profileView
	me.With("Idempotency-Key", "k1").Do("POST", "/volunteers/me", body(nil)).Want(http.StatusCreated).Lacks(secrets...).JSON(&v)
	if v.Name != name || v.Status != "registered" || v.Mobile != "138****1234" || v.No == "" {
		t.Errorf("registered as %+v", v)
	}
	me.Do("POST", "/volunteers/me", body(nil)).Refused(http.StatusConflict, "volunteer_already").Lacks(secrets...)
	app.As(e.user(tel(1))).Do("POST", "/volunteers/me", body(nil)).Refused(http.StatusConflict, "volunteer_taken").Lacks(append(secrets, name)...)

	me.Do("GET", "/volunteers/me/steps", nil).Want(http.StatusOK).Lacks(append(secrets, name)...)
	app.As(e.office).Do("GET", "/volunteers/me/steps", nil).Refused(http.StatusNotFound, "not_found")

	etag := me.Do("GET", "/volunteers/me", nil).Want(http.StatusOK).Header.Get("ETag")
	edit := map[string]any{"region": "520111", "skills": []string{"医疗"}, "emergency": map[string]any{"name": kinName, "mobile": kinTel}}
	me.With("If-Match", etag).Do("PUT", "/volunteers/me", edit).Want(http.StatusOK).Lacks(secrets...)
	me.With("If-Match", etag).Do("PUT", "/volunteers/me", edit).Refused(http.StatusPreconditionFailed, "stale_version")

	if body := me.Do("PUT", "/volunteers/me", map[string]any{"region": "520111"}).Want(http.StatusOK).Body; !strings.Contains(string(body), `"emergency"`) {
		t.Errorf("an edit without the emergency contact lost it: %s", body)
	}

	admin, at := app.As(e.admin), "/volunteers/"+v.ID
	me.Do("POST", "/volunteers/me/orgs", map[string]any{"org_id": e.orgA}).Want(http.StatusOK)
	admin.Do("GET", "/volunteers/asking?org_id="+e.orgA, nil).Want(http.StatusOK).Lacks(append(secrets, name)...)
	admin.Do("POST", at+"/orgs/"+e.orgA+"/accept", nil).Want(http.StatusOK).Lacks(append(secrets, name)...)
	admin.Do("GET", "/volunteers", nil).Want(http.StatusOK).Lacks(append(secrets, name)...)
	admin.Do("GET", at, nil).Want(http.StatusOK).Lacks(append(secrets, name)...)
	admin.Do("PUT", at, map[string]any{"name": "改名", "mobile": "13600001111", "emergency": map[string]any{}}).Refused(http.StatusConflict, "volunteer_claimed")
	admin.Do("POST", at+"/verify", nil).Want(http.StatusOK)
	admin.Do("POST", at+"/activate", nil).Want(http.StatusOK)
	admin.Do("POST", at+"/activate", nil).Refused(http.StatusConflict, "volunteer_move")
	admin.Do("POST", at+"/trainings", training2()).Want(http.StatusOK)
	admin.Do("POST", at+"/awards", map[string]any{"name": "优秀志愿者", "grantor": "文明办", "day": "2026-01-01"}).Want(http.StatusOK)

	me.Do("POST", "/volunteers/me/clearance/consent", map[string]any{"version": "old"}).Refused(http.StatusBadRequest, "consent_version")
	me.Do("POST", "/volunteers/me/clearance/consent", map[string]any{"version": volunteers.ClearanceConsent}).Want(http.StatusOK)
	admin.Do("POST", at+"/clearance/query", nil).Want(http.StatusOK)
	admin.Do("POST", at+"/clearance/result", map[string]any{"result": "clear", "authority": "police", "day": "2026-03-02", "detail": "x"}).Refused(http.StatusBadRequest, "invalid")
	admin.Do("POST", at+"/clearance/result", map[string]any{"result": "clear", "authority": "police", "day": "2026-03-02"}).Refused(http.StatusBadRequest, "invalid")
	admin.Do("POST", at+"/clearance/result", map[string]any{"result": "clear", "authority": "police", "day": "2026-03-02", "document_no": "花公查〔2026〕18号", "issuer": "花溪区公安分局", "file_id": "fil_" + v.ID}).Want(http.StatusOK)
	admin.Do("POST", at+"/clearance/confirm", nil).Refused(http.StatusForbidden, "own_work")
	app.As(e.office).Do("POST", at+"/clearance/confirm", nil).Want(http.StatusOK).JSON(&v)
	if v.Clearance != "clear" {
		t.Errorf("clearance %s", v.Clearance)
	}
	var got struct{ Field, Value string }
	admin.Do("POST", at+"/reveal", map[string]any{"field": "mobile", "purpose": "contact"}).Want(http.StatusOK).JSON(&got)
	if got.Value != mobile {
		t.Errorf("revealed %+v", got)
	}
	admin.Do("POST", at+"/freeze", map[string]any{"reason": "多次缺席"}).Want(http.StatusOK)
	admin.Do("POST", at+"/release", nil).Want(http.StatusOK)
	me.Do("DELETE", "/volunteers/me/orgs/"+e.orgA, nil).Want(http.StatusOK)
	admin.Do("GET", at, nil).Refused(http.StatusNotFound, "not_found")
	me.Do("POST", "/volunteers/me/cancel", nil).Want(http.StatusOK)
	e.auditHolds(append(secrets, name)...)
}

func training2() map[string]any {
	return map[string]any{"name": "急救", "minutes": 90, "organiser": "红十字会", "day": "2026-01-01"}
}

func TestRoleRefusals(t *testing.T) {
	e := newEnv(t)
	v, _ := e.joined(1)
	app, at := e.api(), "/volunteers/"+v.ID
	actors := map[string]auth.Actor{"admin": e.admin, "lead": e.lead, "worker": e.socialWorker, "county": e.office}
	for role, b := range map[string]auth.Binding{
		"orgfin": {Role: auth.OrgFinance, OrgID: e.orgA}, "town": {Role: auth.TownSupervisor, Region: county}, "director": {Role: auth.VillageDirector, Region: county},
		"viewer": {Role: auth.CountyViewer, Region: "52/"}, "clerk": {Role: auth.BuyerClerk, Region: county}, "evaluator": {Role: auth.Evaluator, Assigned: "con_1"},
		"volunteer": {Role: auth.Volunteer}, "system": {Role: auth.SystemAdmin}, "auditor": {Role: auth.Auditor},
	} {
		actors[role] = auth.Actor{UserID: "usr_" + role, Bindings: []auth.Binding{b}}
	}
	const reads, manages = "admin lead worker county town", "admin lead county"
	for _, row := range []struct{ method, path, may string }{
		{"GET", "/volunteers", reads}, {"GET", at, reads}, {"PUT", at, manages}, {"POST", at + "/verify", manages}, {"POST", at + "/activate", manages},
		{"POST", at + "/freeze", manages}, {"POST", at + "/release", manages}, {"POST", at + "/cancel", manages}, {"POST", at + "/reveal", "admin"},
		{"POST", at + "/trainings", manages}, {"POST", at + "/awards", manages}, {"GET", "/volunteers/asking", manages}, {"POST", "/volunteers/import", manages},
		{"GET", "/volunteers/invitations", manages}, {"POST", "/volunteers/invitations/inv_1/withdraw", manages},
		{"GET", "/volunteers/import/template", manages}, {"POST", at + "/orgs/" + e.orgB + "/accept", manages}, {"POST", at + "/orgs/" + e.orgB + "/decline", manages},
		{"DELETE", at + "/orgs/" + e.orgB, manages}, {"POST", at + "/clearance/consent", "admin county"}, {"POST", at + "/clearance/query", "admin county"},
		{"POST", at + "/clearance/result", "admin county"}, {"POST", at + "/clearance/revoke", "admin county"},
		{"POST", at + "/clearance/confirm", "admin county"}, {"POST", at + "/clearance/return", "admin county"},
	} {
		if s := app.Do(row.method, row.path, `{}`).Status; s != http.StatusUnauthorized {
			t.Errorf("%s %s anonymous: %d", row.method, row.path, s)
		}
		for role, a := range actors {
			s := app.As(a).Do(row.method, row.path, `{}`).Status // the empty body or the state refuses the actors that have the permission
			may := strings.Contains(" "+row.may+" ", " "+role+" ")
			if may == (s == http.StatusForbidden) {
				t.Errorf("%s %s as %s: %d", row.method, row.path, role, s)
			}
		}
	}
	for _, path := range []string{"", "/verify"} {
		method := map[string]string{"": "GET", "/verify": "POST"}[path]
		app.As(e.adminB).Do(method, at+path, nil).Refused(http.StatusNotFound, "not_found")
	}
}

func TestImportOverHTTP(t *testing.T) {
	e := newEnv(t)
	api := e.api()
	app := api.As(e.admin)
	good, bad := id("1985-09-11", 1), misprint()
	file := apitest.File{Field: "file", Name: "花名册.xlsx", Data: roster(t, header,
		[]string{"1", "王明", "男", "", good, "13500000001"}, []string{"2", "韩梅", "女", "", bad, "13500000003"})}
	path := "/volunteers/import?org_id=" + e.orgA
	var dry, done, again struct {
		DryRun                    bool `json:"dry_run"`
		Asked, Unchanged, Refused int
		Rows                      []struct {
			Row      int
			Outcome  string
			Problems []struct{ Column, Wording, Code, Message string }
		}
		Returned *struct {
			Filename string
			Data     []byte
		}
	}
	app.Do("POST", path+"&dry_run=true", file).Want(http.StatusOK).Lacks(good, bad, "王明", "13500000001").JSON(&dry)
	if !dry.DryRun || dry.Asked != 1 || dry.Refused != 1 || len(e.invitations(e.orgA)) != 0 {
		t.Errorf("dry run %+v", dry)
	}
	p := dry.Rows[1].Problems[0]
	if p.Column != "id_number" || p.Wording != "身份证号码" || p.Code != "id_number_invalid" || !strings.Contains(p.Message, "身份证") {
		t.Errorf("problem %+v", p)
	}
	app.Do("POST", path, file).Want(http.StatusOK).JSON(&done)
	dry.DryRun = false
	dry.Returned, done.Returned = nil, nil
	if a, b := must(json.Marshal(dry))(t), must(json.Marshal(done))(t); string(a) != string(b) {
		t.Errorf("dry run and import differ:\n%s\n%s", a, b)
	}
	app.Do("POST", path, file).Want(http.StatusOK).JSON(&again)
	if again.Asked != 1 || len(e.invitations(e.orgA)) != 1 || e.count() != 0 {
		t.Errorf("again %+v", again)
	}
	if again.Returned == nil || len(again.Returned.Data) == 0 {
		t.Error("no sheet of returned rows")
	}
	app.Do("GET", "/volunteers", nil).Want(http.StatusOK).Lacks(good, "13500000001", "王明")
	app.Do("GET", "/volunteers/import/template", nil).Want(http.StatusOK)
	app.Do("POST", path, `{}`).Refused(http.StatusUnsupportedMediaType, "media_type")
	app.Do("POST", path, apitest.File{Field: "other", Name: "a.xlsx", Data: []byte("x")}).Refused(http.StatusBadRequest, "invalid")
	app.Do("POST", path, apitest.File{Field: "file", Name: "a.pdf", Data: []byte("%PDF-1.7")}).Refused(http.StatusBadRequest, "sheet_type")
	app.Do("POST", "/volunteers/import", file).Refused(http.StatusBadRequest, "invalid")
	api.As(e.adminB).Do("POST", path, file).Refused(http.StatusNotFound, "not_found")
	e.auditHolds(good, "13500000001", "王明")
}
