package evaluation_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

func (e *env) api() *apitest.App {
	return apitest.New(e.t, func(r *httpapi.Router) { evaluation.Routes(r, e.service) })
}

func TestRoleRefusals(t *testing.T) {
	e := newEnv(t)
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	app, at := e.api(), "/evaluations/"+ev.ID
	actors := map[string]auth.Actor{
		"clerk": e.clerk, "approver": e.approver, "finance": e.finance, "lead": e.lead, "orgfin": e.orgFinance, "manager": e.manager, "rater": e.third,
		"worker": inOrg("usr_w", auth.SocialWorker, e.provider), "orgadmin": inOrg("usr_oa", auth.OrgAdmin, e.provider), "viewer": inRegion("usr_v", auth.CountyViewer),
		"volunteer": {UserID: "usr_vol", Bindings: []auth.Binding{{Role: auth.Volunteer}}}, "director": inRegion("usr_d", auth.VillageDirector),
		"admin": {UserID: "usr_a", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}, "auditor": {UserID: "usr_au", Bindings: []auth.Binding{{Role: auth.Auditor}}},
	}
	reads := "clerk approver finance lead orgadmin manager rater viewer"
	for _, row := range []struct{ method, path, may string }{
		{"GET", "/evaluations", reads}, {"GET", at, reads}, {"GET", at + "/figures", reads}, {"GET", "/evaluation-templates", reads},
		{"GET", at + "/card", "rater"}, {"PUT", at + "/card", "rater"}, {"POST", at + "/declaration", "rater"},
		{"POST", "/evaluations", "manager approver"}, {"POST", at + "/merge", "manager approver"}, {"POST", at + "/lift", "manager approver"}, {"POST", at + "/publicise", "manager approver"},
		{"POST", at + "/review", "manager approver"}, {"POST", at + "/recheck", "manager approver"}, {"POST", at + "/archive", "manager approver"},
		{"POST", at + "/self", "lead orgadmin"}, {"POST", at + "/objections", "lead orgadmin"}, {"POST", at + "/rectification", "lead orgadmin"},
		{"POST", "/evaluation-templates", "manager"},
	} {
		if s := app.Do(row.method, row.path, `{}`).Status; s != http.StatusUnauthorized {
			t.Errorf("%s %s anonymous: %d", row.method, row.path, s)
		}
		for role, a := range actors {
			s := app.As(a).Do(row.method, row.path, `{}`).Status
			if may := strings.Contains(" "+row.may+" ", " "+role+" "); may == (s == http.StatusForbidden) {
				t.Errorf("%s %s as %s: %d", row.method, row.path, role, s)
			}
		}
	}
}

func TestCandidates(t *testing.T) {
	e := newEnv(t)
	c := e.contract("GS-1")
	app, at := e.api(), "/evaluations/candidates?contract_id="+c.ID
	var list struct {
		Items []struct {
			UserID string `json:"user_id"`
		}
		Next string
	}
	app.As(e.manager).Do("GET", at, nil).Want(200).JSON(&list)
	if len(list.Items) != 1 || list.Items[0].UserID != "usr_of_evaluator" || list.Next != "more" {
		t.Errorf("candidates %v", list.Items)
	}
	app.As(inRegion("usr_of_evaluator", auth.CountyAdmin)).Do("GET", at, nil).Want(200).JSON(&list)
	if len(list.Items) != 0 || list.Next != "more" {
		t.Errorf("one could name oneself: %v", list)
	}
	app.As(e.manager).Do("GET", "/evaluations/candidates", nil).Want(400)
	app.As(e.third).Do("GET", at, nil).Refused(403, "forbidden")
	app.As(auth.Actor{UserID: "usr_n", Bindings: []auth.Binding{{Role: auth.CountyAdmin, Region: "52/5201/520112/"}}}).Do("GET", at, nil).Refused(404, "not_found")
}

func TestFiguresFreeze(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 30_000, Sessions: 50}
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	read := func() (v struct {
		Frozen bool
		Items  []struct{ Actual int64 }
	}) {
		e.api().As(e.third).Do("GET", "/evaluations/"+ev.ID+"/figures", nil).Want(200).JSON(&v)
		return v
	}
	if v := read(); v.Frozen || v.Items[0].Actual != 30_000 {
		t.Errorf("before the merge: %+v", v)
	}
	e.merged(ev, "b")
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	if v := read(); !v.Frozen || v.Items[0].Actual != 30_000 {
		t.Errorf("after the merge: %+v", v)
	}
}

func TestItemsByParty(t *testing.T) {
	e := newEnv(t)
	ev := e.planned(e.contract("GS-1"), evaluation.Mid)
	mine := func(a auth.Actor) string {
		var v struct{ Mine []string }
		e.api().As(a).Do("GET", "/evaluations/"+ev.ID, nil).Want(200).JSON(&v)
		return strings.Join(v.Mine, " ")
	}
	third, village, lead := mine(e.third), mine(e.village), mine(e.lead)
	if !strings.Contains(third, "S1") || strings.Contains(third, "S3") || strings.Contains(third, "O1") {
		t.Errorf("the third party scores %s", third)
	}
	if strings.Contains(village, "S1") || !strings.Contains(village, "S3") || !strings.Contains(lead, "M1") || mine(e.manager) != "" {
		t.Errorf("the village scores %s, the provider %s, the manager %s", village, lead, mine(e.manager))
	}
}

func TestVisibility(t *testing.T) {
	e := newEnv(t)
	e.figures = contracts.Figures{Minutes: 60_000, Sessions: 100}
	ev := e.merged(e.planned(e.contract("GS-1"), evaluation.Mid), "b")
	app, at := e.api(), "/evaluations/"+ev.ID
	body := func(a *apitest.App, path string) string {
		r := a.Do("GET", path, nil)
		if r.Status != http.StatusOK {
			t.Errorf("%s: %d %s", path, r.Status, r.Body)
		}
		return string(r.Body)
	}
	lacks := func(what, text string, secrets ...string) {
		for _, s := range secrets {
			if strings.Contains(text, s) {
				t.Errorf("%s shows %s", what, s)
			}
		}
	}
	lacks("the provider before publicity", body(app.As(e.lead), at), "usr_third", "usr_village", `"total"`, "raters", "onsite_note")
	if !strings.Contains(body(app.As(e.manager), at), `"total"`) {
		t.Error("the manager does not see the merged result")
	}
	if r := app.Do("GET", "/public/evaluations/"+ev.ID, nil); r.Status != http.StatusNotFound {
		t.Errorf("public before publicity: %d", r.Status)
	}
	if r := app.As(e.second).Do("POST", at+"/publicise", `{"working_days":5}`); r.Status != http.StatusOK {
		t.Fatalf("publicise: %d %s", r.Status, r.Body)
	}
	if r := app.As(e.second).Do("POST", at+"/publicise", `{"working_days":5}`); r.Code() != "evaluation_move" {
		t.Errorf("publicised twice: %d %s", r.Status, r.Code())
	}
	for _, path := range []string{"/public/evaluations", "/public/evaluations/" + ev.ID} {
		text := body(app, path)
		if !strings.Contains(text, `"grade":"`) || !strings.Contains(text, "青禾") {
			t.Errorf("%s: %s", path, text)
		}
		lacks(path, text, "usr_", "key-", words, "raters", "self_report")
	}
	lacks("the provider in publicity", body(app.As(e.lead), at), "usr_third", "raters")
	if !strings.Contains(body(app.As(e.lead), at), `"total"`) {
		t.Error("the provider does not see the public result")
	}
	if r := app.As(e.lead).Do("GET", at+"/letter", nil); r.Code() != "evaluation_move" {
		t.Errorf("letter before the end: %d", r.Status)
	}
	e.now = e.read(ev).PublicTo.End()
	if err := e.service.PublicityEnded(e.system()); err != nil {
		t.Fatal(err)
	}
	if text := body(app.As(e.lead), at+"/letter"); !strings.Contains(text, "评估结果通知书") || !strings.Contains(text, `"score":"`) ||
		!strings.Contains(text, "“‘爱心妈妈’留守儿童关爱服务”（合同编号") {
		t.Errorf("letter: %s", text)
	}
	if text := body(app.As(e.lead), at+"/recompute"); !strings.Contains(text, `"equal":true`) {
		t.Errorf("recompute: %s", text)
	}
	lacks("the provider's way to the points", body(app.As(e.lead), at+"/recompute"), "第三方", "× 60%")
	if text := body(app.As(e.manager), at+"/recompute"); !strings.Contains(text, "评委打分：第三方 ") || !strings.Contains(text, "指标完成率 ") {
		t.Errorf("the way to the points: %s", text)
	}
}
