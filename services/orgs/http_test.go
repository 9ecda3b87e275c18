package orgs_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

const body = `{"name":"青禾社会工作服务中心","uscc":"52990001MJTE5T01XT","region":"52/5201/520111/","type":"service_agency","registrar":"花溪区民政局",
"valid_to":"2028-12-31","business":"留守儿童关爱服务","legal_rep":"王建国","contact_name":"李小梅","mobile":"13800001234",
"address":"贵州省贵阳市花溪区明珠大道88号","bank_account":"6222020200112233445"}`

var secrets = []string{mobile, bank, street, "李小梅", "王建国"}

func (e *env) api() *apitest.App {
	return apitest.New(e.t, func(r *httpapi.Router) { orgs.Routes(r, e.service) }, apitest.DB(e.db))
}

func TestRoleRefusals(t *testing.T) {
	e := newEnv(t)
	o := e.approved(1)
	app, at := e.api(), "/orgs/"+o.ID
	actors := map[string]auth.Actor{"county": e.reviewer, "orgadmin": in(person("usr_oa"), auth.OrgAdmin, o.ID), "nobody": person("usr_n")}
	for role, b := range map[string]auth.Binding{
		"lead": {Role: auth.ProjectLead, OrgID: o.ID}, "worker": {Role: auth.SocialWorker, OrgID: o.ID}, "orgfin": {Role: auth.OrgFinance, OrgID: o.ID},
		"viewer": {Role: auth.CountyViewer, Region: "52/"}, "town": {Role: auth.TownSupervisor, Region: county}, "director": {Role: auth.VillageDirector, Region: county},
		"clerk": {Role: auth.BuyerClerk, Region: county}, "approver": {Role: auth.BuyerApprover, Region: county}, "finance": {Role: auth.BuyerFinance, Region: county},
		"evaluator": {Role: auth.Evaluator, Region: county}, "volunteer": {Role: auth.Volunteer}, "admin": {Role: auth.SystemAdmin}, "auditor": {Role: auth.Auditor},
	} {
		actors[role] = auth.Actor{UserID: "usr_" + role, Bindings: []auth.Binding{b}}
	}
	reads := "county orgadmin lead worker orgfin viewer town director clerk approver finance"
	for _, row := range []struct{ method, path, may string }{
		{"GET", "/orgs", reads}, {"GET", at, reads}, {"POST", at + "/reveal", reads}, {"PUT", at, "orgadmin"}, {"PUT", at + "/contact", "orgadmin"},
		{"POST", at + "/submit", "orgadmin"}, {"POST", at + "/withdraw", "orgadmin"}, {"POST", at + "/take", "county"}, {"POST", at + "/approve", "county"},
		{"POST", at + "/return", "county"}, {"POST", at + "/reject", "county"}, {"POST", at + "/suspend", "county"}, {"POST", at + "/reinstate", "county"},
		{"POST", at + "/cancel", "county"}, {"PUT", at + "/credit", "county"}, {"PUT", at + "/qualification", "county"}, {"PUT", at + "/old-code", "county"},
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
	if s := app.Do("POST", "/orgs", body).Status; s != http.StatusUnauthorized {
		t.Errorf("registered by nobody: %d", s)
	}
}

func TestFileOverHTTP(t *testing.T) {
	e := newEnv(t)
	app := e.api()
	owner := app.As(e.owner)
	r := owner.With("Idempotency-Key", "reg-1").Do("POST", "/orgs", body).Want(http.StatusCreated).Lacks(secrets...)
	again := owner.With("Idempotency-Key", "reg-1").Do("POST", "/orgs", body).Want(http.StatusCreated)
	var o, twin struct{ ID, Status, Mobile string }
	r.JSON(&o)
	again.JSON(&twin)
	if o.ID != twin.ID || o.Status != "draft" || o.Mobile != "138****1234" || r.Header.Get("ETag") != `"1"` {
		t.Errorf("registered %+v and %+v", o, twin)
	}
	owner.Do("POST", "/orgs", body).Refused(http.StatusConflict, "org_uscc_taken")
	bad := owner.Do("POST", "/orgs", strings.Replace(body, "XT\"", "XU\"", 1)).Refused(http.StatusBadRequest, "invalid")
	if bad.Fields()["uscc"] != "org_uscc_check" {
		t.Errorf("check digit: %v", bad.Fields())
	}
	owner.Do("POST", "/orgs", strings.Replace(body, `"name"`, `"status":"approved","name"`, 1)).Refused(http.StatusBadRequest, "invalid")

	e.owner = in(e.owner, auth.OrgAdmin, o.ID)
	owner, at := app.As(e.owner), "/orgs/"+o.ID
	owner.With("If-Match", `"1"`).Do("PUT", at, strings.Replace(body, `"13800001234"`, `""`, 1)).Want(http.StatusOK).Lacks(secrets...)
	owner.With("If-Match", `"1"`).Do("PUT", at, body).Refused(http.StatusPreconditionFailed, "stale_version")
	owner.Do("POST", at+"/submit", nil).Want(http.StatusOK)
	county := app.As(e.reviewer)
	county.Do("POST", at+"/take", nil).Want(http.StatusOK)
	county.Do("POST", at+"/approve", nil).Want(http.StatusOK).Lacks(secrets...)
	county.Do("POST", at+"/suspend", `{"reason":"短"}`).Refused(http.StatusBadRequest, "invalid")
	county.Do("PUT", at+"/qualification", `{"rating":3,"rating_to":"2030-12-31"}`).Want(http.StatusOK)
	county.Do("GET", at, nil).Want(http.StatusOK).Lacks(secrets...).JSON(&o)
	if o.Mobile != "138****1234" || o.Status != "approved" {
		t.Errorf("kept %+v", o)
	}
	var shown struct{ Value string }
	county.Do("POST", at+"/reveal", `{"field":"mobile","purpose":"review"}`).Want(http.StatusOK).JSON(&shown)
	if shown.Value != mobile {
		t.Errorf("revealed %q", shown.Value)
	}
	app.As(e.stranger).Do("GET", at, nil).Refused(http.StatusNotFound, "not_found")
	county.Do("PUT", at+"/credit", `{"credit":"serious","reason":"列入严重违法失信名单"}`).Want(http.StatusOK).JSON(&o)
	if o.Status != "suspended" {
		t.Errorf("serious credit: %s", o.Status)
	}
}

func TestPublicShowsNoPersons(t *testing.T) {
	e := newEnv(t)
	o, draft := e.approved(1), e.draft(2)
	app := e.api()
	for _, path := range []string{"/public/orgs", "/public/orgs/" + o.ID, "/public/orgs?q=青禾&region=52/5201/&type=service_agency"} {
		r := app.Do("GET", path, nil).Want(http.StatusOK).Lacks(append(secrets, "usr_", "key-", "makers", "mobile", "138****", "李**", draft.ID)...)
		if !strings.Contains(string(r.Body), o.ID) {
			t.Errorf("%s: %s", path, r.Body)
		}
	}
	app.Do("GET", "/public/orgs/"+draft.ID, nil).Refused(http.StatusNotFound, "not_found")
	app.Do("GET", "/public/orgs?status=draft", nil).Refused(http.StatusBadRequest, "invalid")
	app.Do("GET", "/public/orgs?after=x", nil).Refused(http.StatusBadRequest, "cursor_invalid")
}
