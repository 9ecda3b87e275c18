package contracts_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

const draftBody = `{"no":"GS-9","name":"留守儿童关爱服务","region":"52/5201/520111/","buyer_dept":"花溪区民政局","subject":"children",
"catalogue":"困境儿童和留守儿童关爱服务","budget_doc_no":"花财预〔2026〕12号","budget_fen":60000000,"fiscal_year":2026,"method":"consultation",
"start":"2026-03-01","end":"2027-02-27","regions":["52/5201/520111/"],"standard":"按采购文件和服务方案验收","no_subcontract":true,
"indicators":[{"code":"Q1","name":"服务时长","kind":"quantity","unit":"hours","target":60000,"source":"auto","measure":"minutes","weight":100}],
"milestones":[{"seq":1,"name":"验收","due":"2027-02-20","deliverables":["验收材料"],"gate":"acceptance","pay_bp":10000}]}`

func (e *env) api() *apitest.App {
	return apitest.New(e.t, func(r *httpapi.Router) { contracts.Routes(r, e.service) })
}

func TestRoleRefusals(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	app, p, m := e.api(), e.payment(c, 1).ID, c.Milestones[0].ID
	actors := map[string]auth.Actor{"clerk": e.clerk, "approver": e.approver, "finance": e.finance, "lead": e.lead, "orgfin": e.orgFinance}
	for role, b := range map[string]auth.Binding{
		"county": {Role: auth.CountyAdmin, Region: county}, "viewer": {Role: auth.CountyViewer, Region: "52/"},
		"worker": {Role: auth.SocialWorker, OrgID: e.provider}, "volunteer": {Role: auth.Volunteer}, "evaluator": {Role: auth.Evaluator, Region: county},
		"director": {Role: auth.VillageDirector, Region: county}, "town": {Role: auth.TownSupervisor, Region: county}, "admin": {Role: auth.SystemAdmin},
		"auditor": {Role: auth.Auditor},
	} {
		actors[role] = auth.Actor{UserID: "usr_" + role, Bindings: []auth.Binding{b}}
	}
	reads := "clerk approver finance lead orgfin county viewer worker"
	for _, row := range []struct{ method, path, may string }{
		{"GET", "/contracts", reads}, {"GET", "/contracts/" + c.ID, reads}, {"GET", "/contracts/" + c.ID + "/progress", reads},
		{"GET", "/contracts/" + c.ID + "/payments", reads}, {"GET", "/contracts/" + c.ID + "/reports", reads}, {"GET", "/payments", reads}, {"GET", "/payments/" + p, reads},
		{"POST", "/contracts", "clerk"}, {"PUT", "/contracts/" + c.ID, "clerk"}, {"POST", "/contracts/" + c.ID + "/budget", "approver"},
		{"POST", "/contracts/" + c.ID + "/award", "clerk"}, {"POST", "/contracts/" + c.ID + "/sign", "approver"},
		{"POST", "/contracts/" + c.ID + "/publish", "approver"}, {"POST", "/contracts/" + c.ID + "/close", "clerk"},
		{"POST", "/contracts/" + c.ID + "/suspend", "approver"}, {"POST", "/contracts/" + c.ID + "/terminate", "approver"},
		{"POST", "/contracts/" + c.ID + "/milestones/" + m + "/submit", "lead orgfin"},
		{"POST", "/contracts/" + c.ID + "/milestones/" + m + "/accept", "approver"},
		{"POST", "/contracts/" + c.ID + "/amendments", "clerk"}, {"POST", "/contracts/" + c.ID + "/indicators/x/reports", "lead orgfin"},
		{"POST", "/payments/" + p + "/apply", "lead orgfin"}, {"POST", "/payments/" + p + "/approve", "approver"},
		{"POST", "/payments/" + p + "/pay", "finance"}, {"POST", "/payments/" + p + "/send-back", "finance"},
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
}

func TestEditOverHTTP(t *testing.T) {
	e := newEnv(t)
	clerk := e.api().As(e.clerk)
	r := clerk.Do("POST", "/contracts", draftBody)
	var c struct {
		ID         string
		Status     string
		Milestones []struct{ ID string }
	}
	if r.Status != http.StatusCreated || r.Header.Get("ETag") != `"1"` {
		t.Fatalf("create: %d %s", r.Status, r.Body)
	}
	r.JSON(&c)
	if c.Status != "draft" || len(c.Milestones) != 1 {
		t.Errorf("created: %s", r.Body)
	}
	if r := clerk.Do("POST", "/contracts", draftBody); r.Status != http.StatusConflict || r.Code() != "contract_no_taken" {
		t.Errorf("sent twice: %d %s", r.Status, r.Code())
	}
	edited := strings.Replace(draftBody, "GS-9", "GS-10", 1)
	if r := clerk.With("If-Match", `"1"`).Do("PUT", "/contracts/"+c.ID, edited); r.Status != http.StatusOK || r.Header.Get("ETag") != `"2"` {
		t.Errorf("edit: %d %s", r.Status, r.Body)
	}
	if r := clerk.With("If-Match", `"1"`).Do("PUT", "/contracts/"+c.ID, edited); r.Status != http.StatusPreconditionFailed || r.Code() != "stale_version" {
		t.Errorf("stale edit: %d %s", r.Status, r.Code())
	}
	if r := clerk.Do("PUT", "/contracts/"+c.ID, strings.Replace(edited, `"weight":100`, `"weight":100,"reported":5`, 1)); r.Status != http.StatusBadRequest {
		t.Errorf("progress sent in: %d", r.Status)
	}
	if r := clerk.Do("PUT", "/contracts/"+c.ID, strings.Replace(edited, `"end":"2027-02-27"`, `"end":"2027-03-02"`, 1)); r.Status != http.StatusBadRequest || !strings.Contains(string(r.Body), `"too_long"`) {
		t.Errorf("a term of 367 days: %d %s", r.Status, r.Body)
	}
	if r := e.api().As(e.approver).Do("POST", "/contracts/"+c.ID+"/budget", nil); r.Status != http.StatusOK {
		t.Errorf("budget: %d %s", r.Status, r.Body)
	}
}

func TestPayingOverHTTP(t *testing.T) {
	e := newEnv(t)
	c := e.performing("GS-1")
	e.accepted(c, 1)
	app := e.api()
	var list struct {
		Items []struct {
			ID, Hash string
			Amount   int64 `json:"amount_fen"`
		}
	}
	apply := func() string {
		app.As(e.lead).Do("GET", "/contracts/"+c.ID+"/payments", nil).JSON(&list)
		return "/payments/" + list.Items[0].ID
	}
	path := apply()
	if r := app.As(e.orgFinance).Do("POST", path+"/apply", `{"invoice_no":"FP-0001"}`); r.Status != http.StatusOK {
		t.Fatalf("apply: %d %s", r.Status, r.Body)
	}
	if r := app.As(e.orgFinance).Do("POST", path+"/apply", `{"invoice_no":"FP-0001"}`); r.Code() != "payment_move" {
		t.Errorf("applied twice: %d %s", r.Status, r.Code())
	}
	if r := app.As(e.approver).Do("POST", path+"/approve", fmt.Sprintf(`{"hash":%q}`, list.Items[0].Hash)); r.Code() != "payment_changed" {
		t.Errorf("approving by the hash before the application: %d %s", r.Status, r.Code())
	}
	apply()
	if r := app.As(e.approver).Do("POST", path+"/approve", fmt.Sprintf(`{"hash":%q}`, list.Items[0].Hash)); r.Status != http.StatusOK {
		t.Errorf("approve: %d %s", r.Status, r.Body)
	}
	if r := app.As(e.finance).Do("POST", path+"/pay", `{"voucher_no":"PZ-0001"}`); r.Status != http.StatusOK || !strings.Contains(string(r.Body), `"status":"paid"`) {
		t.Errorf("pay: %d %s", r.Status, r.Body)
	}
	if r := app.As(e.finance).Do("POST", path+"/pay", `{"voucher_no":"PZ-0001"}`); r.Code() != "payment_move" {
		t.Errorf("paid twice: %d %s", r.Status, r.Code())
	}
}

func TestRegisterShowsNoPersons(t *testing.T) {
	e := newEnv(t)
	draft, c := e.draft("GS-1"), e.performing("GS-2")
	e.accepted(c, 1)
	app := e.api()
	for _, path := range []string{"/public/contracts", "/public/contracts/" + c.ID} {
		r := app.Do("GET", path, nil)
		body := string(r.Body)
		if r.Status != http.StatusOK || !strings.Contains(body, "GS-2") || strings.Contains(body, "GS-1") {
			t.Errorf("%s: %d %s", path, r.Status, body)
		}
		for _, secret := range []string{"usr_", "key-", "makers", "evidence", "材料见附件"} {
			if strings.Contains(body, secret) {
				t.Errorf("%s shows %s", path, secret)
			}
		}
	}
	if r := app.Do("GET", "/public/contracts/"+c.ID, nil); !strings.Contains(string(r.Body), `"person_times":0,"hand_times":0`) {
		t.Errorf("the share by hand is not public: %s", r.Body)
	}
	if r := app.Do("GET", "/public/contracts/"+draft.ID, nil); r.Status != http.StatusNotFound {
		t.Errorf("a draft is public: %d", r.Status)
	}
	if r := app.Do("GET", "/public/contracts?status=draft", nil); strings.Contains(string(r.Body), "GS-1") {
		t.Error("the register lists drafts when asked")
	}
}
