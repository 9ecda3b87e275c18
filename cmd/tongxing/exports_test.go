package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// code matches text that must not be in a file for people: an id or the code of a state.
var code = regexp.MustCompile(`\b(usr|vol|org|act|con|pay|att|cer|evl|pai|ben)_[0-9a-z]{10,}|^[a-z]+_[a-z_]+$`)

// TestExports exports every list that can be exported from a seeded county. Each file must have rows, no empty column
// except for events that have not happened there yet, and no cell with a code; the audit log must have an entry for each.
func TestExports(t *testing.T) {
	cfg, _ := seeded(t, "small", 3)
	a, _, _ := visitSeeded(t, cfg)
	lead, county, auditor := tokenOf(t, a, "org1-lead"), tokenOf(t, a, "county1"), tokenOf(t, a, "auditor")
	app := apitest.Of(t, a.http)
	ids := map[string]string{}
	for kind, path := range map[string]string{"act": "/activities?status=recorded&limit=1", "con": "/contracts?limit=1"} {
		var page struct {
			Items []struct {
				ID    string `json:"id"`
				OrgID string `json:"org_id"`
			} `json:"items"`
		}
		app.Bearer(lead).Do("GET", path, nil).Want(200).JSON(&page)
		ids[kind] = page.Items[0].ID
		if kind == "act" {
			ids["org"] = page.Items[0].OrgID
		}
	}
	who := map[string]string{"/audit": auditor, "/orgs": county, "/users": county, "/evaluations": county, "/register-statistics/rows": county}
	blank := []string{"访问令牌", "原因", "候补位次", "临时请假", "受益人次", "发票号", "支付凭证号", "支付时间", "所需技能", "申请时间", "下次联系截止", "手机号", "邮箱", "地区", "字段", "用途", "签退方式"}
	exported := 0
	for _, route := range a.http.Routes() {
		if route.Export == "" {
			continue
		}
		path := strings.TrimPrefix(route.Path, "/api/v1")
		token := who[path]
		if token == "" {
			token = lead
		}
		for prefix, kind := range map[string]string{"/activities/:id": "act", "/contracts/:id": "con", "/orgs/:id": "org"} {
			if rest, ok := strings.CutPrefix(path, prefix); ok {
				path = strings.Replace(prefix, ":id", ids[kind], 1) + rest
			}
		}
		exported++
		app.Bearer(token).Do("GET", path, nil).Want(200)
		r := app.Bearer(token).Do("GET", path+"?format=xlsx&purpose=statistics", nil).Want(200)
		f, err := excelize.OpenReader(bytes.NewReader(r.Body), excelize.Options{Password: r.Header.Get(httpapi.ExportPassword)})
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		rows, err := f.GetRows(f.GetSheetName(0))
		if err != nil || len(rows) < 2 {
			t.Errorf("%s: %d rows, %v", route.Path, len(rows), err)
			continue
		}
		for i, title := range rows[0] {
			filled := false
			for _, row := range rows[1:] {
				if i < len(row) && row[i] != "" {
					filled = true
					if code.MatchString(row[i]) && path != "/audit" {
						t.Errorf("%s: %s shows the code %q", route.Path, title, row[i])
						break
					}
				}
			}
			if !filled && !slices.Contains(blank, title) {
				t.Errorf("%s: nothing under %s in %d rows", route.Path, title, len(rows)-1)
			}
		}
	}
	if exported < 15 {
		t.Errorf("only %d lists can be exported", exported)
	}
	noted := 0
	var audit struct {
		Items []struct {
			Action, Reason, Purpose string
		} `json:"items"`
	}
	app.Bearer(auditor).Do("GET", "/audit?action=list.export&limit=100", nil).Want(200).JSON(&audit)
	for _, n := range audit.Items {
		if noted++; !strings.Contains(n.Reason, ": ") {
			t.Errorf("noted %+v", n)
		}
	}
	if noted != exported {
		t.Errorf("%d exports, %d audit entries", exported, noted)
	}
}

// TestFilesOfThoseCaredForAreNotExported checks that lists about children cannot be exported.
func TestFilesOfThoseCaredForAreNotExported(t *testing.T) {
	for _, route := range emptyApp(t).http.Routes() {
		if strings.Contains(route.Path, "beneficiar") && route.Export != "" {
			t.Errorf("%s can be exported with %s", route.Path, route.Export)
		}
		if route.Permission == auth.BeneficiaryRead && route.Export != "" {
			t.Errorf("%s shows files and can be exported", route.Path)
		}
	}
}

// tokenOf logs in a seeded person and returns the token.
func tokenOf(t *testing.T, a *app, login string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(a.cfg.Data, "demo-logins.json"))
	if err != nil {
		t.Fatal(err)
	}
	var people []struct{ Login, Password string }
	if err := json.Unmarshal(raw, &people); err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		if p.Login == login {
			var s struct{ Token string }
			apitest.Of(t, a.http).Do("POST", "/auth/login", map[string]string{"login": login, "password": p.Password}).Want(200).JSON(&s)
			return s.Token
		}
	}
	t.Fatalf("there is no login %s", login)
	return ""
}
