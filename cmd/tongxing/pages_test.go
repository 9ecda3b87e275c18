package main

import (
	"context"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

// TestPages reads every public page of an empty store in both languages: none may need a document, a script or anything
// from another server.
func TestPages(t *testing.T) {
	app := apitest.Of(t, emptyApp(t).http)
	for path, says := range map[string][2]string{
		"/":               {"近期活动", "What is on"},
		"/activities":     {"志愿服务活动", "Activities"},
		"/orgs":           {"经县级民政部门审核通过", "Organisations that the county"},
		"/notices":        {"评估结果公示", "Results of evaluations"},
		"/register":       {"政府购买服务合同公告", "Contracts for services"},
		"/verify":         {"服务记录证明查验", "Check a certificate"},
		"/privacy":        {"个人信息保护说明", "Privacy notice"},
		"/answer":         {"请输入村里或乡镇给您的纸条上的", "Type the 10 characters"},
		"/data/contracts": {"含补充合同延长", "with amendments"},
		"/data":           {"发布单位尚未声明数据许可", "has not stated a licence"},
		"/statistics":     {"还没有月末统计", "No month has ended yet"},
	} {
		for i, lang := range []string{"zh-CN", "en"} {
			r := app.With("Accept", "text/html").Do("GET", "!"+path+"?lang="+lang, nil).Want(200)
			body := string(r.Body)
			if !strings.Contains(body, says[i]) || !strings.Contains(body, `<html lang="`+lang+`">`) {
				t.Errorf("%s in %s lacks %q", path, lang, says[i])
			}
			if strings.Contains(body, "<script") || strings.Contains(body, " style=") || strings.Contains(body, "ZgotmplZ") {
				t.Errorf("%s in %s: a script, an inline style, or a value that the template refused", path, lang)
			}
			policy := r.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: policy %q", path, policy)
			}
		}
	}
}

func TestPagesRefuse(t *testing.T) {
	app := apitest.Of(t, emptyApp(t).http).With("Accept", "text/html")
	for path, status := range map[string]int{
		"/activities?from=5.3.2026": 400, "/activities?colour=red": 400, "/register?year=x": 400, "/notices?after=x": 400,
		"/orgs/org_1": 404, "/data/persons": 404, "/orgs?type=club": 400, "/orgs?after=x": 400, "/orgs?name=x&after=x": 400,
		"/notices/eva_1": 404, "/register/con_1": 404, "/verify/aaaaaaaaaaaaaaaaaaaaaaaaaa": 404, "/verify/%3Cb%3E": 404, "/answer/AAAAA-AAAAA": 404, "/answer/%3Cb%3E": 404,
		"/nowhere": 404,
	} {
		r := app.Do("GET", "!"+path, nil)
		if r.Status != status || !strings.Contains(r.Header.Get("Content-Type"), "text/html") || strings.Contains(string(r.Body), "<b>") {
			t.Errorf("%s: %d %s", path, r.Status, r.Header.Get("Content-Type"))
		}
	}
	if r := app.Do("GET", "!/verify?code=+AAAA+bbbb", nil); r.Status != 303 || r.Header.Get("Location") != "/verify/aaaabbbb" {
		t.Errorf("a typed code leads to %d %s", r.Status, r.Header.Get("Location"))
	}
	if r := app.Do("GET", "!/answer?code=+abcde+23456", nil); r.Status != 303 || r.Header.Get("Location") != "/answer/ABCDE23456" {
		t.Errorf("a typed code of a slip leads to %d %s", r.Status, r.Header.Get("Location"))
	}
	app.Do("POST", "!/activities", nil).Want(405)
	app.With("Sec-Fetch-Site", "cross-site").Do("POST", "!/answer/AAAAA-AAAAA", nil).Want(403)
	app.Do("POST", "!/answer/AAAAA-AAAAA", nil).Want(404)
}

func TestAppsSayHowToBuildThem(t *testing.T) {
	none := func(string) (fs.FS, bool) { return nil, false }
	app := apitest.Of(t, emptyApp(t, none).http).With("Accept", "text/html")
	for _, path := range []string{"/v/", "/v", "/console/", "/console/orgs/org_1"} {
		zh, en := app.Do("GET", "!"+path, nil).Want(200), app.With("Accept-Language", "en").Do("GET", "!"+path, nil).Want(200)
		if !strings.Contains(string(zh.Body), "尚未构建") || !strings.Contains(string(en.Body), "make build") {
			t.Errorf("%s does not say how to build it", path)
		}
	}
}

func TestAppsAreServedWithTheirPolicies(t *testing.T) {
	built := func(place string) (fs.FS, bool) {
		return fstest.MapFS{"index.html": {Data: []byte(place + ` <style nonce="__NONCE__">`)}, "assets/a-1.js": {Data: []byte("x")}}, true
	}
	app := apitest.Of(t, emptyApp(t, built).http)
	phone := app.Do("GET", "!/v/a/act_1", nil).Want(200).Header.Get("Content-Security-Policy")
	console := app.Do("GET", "!/console/", nil).Want(200).Header.Get("Content-Security-Policy")
	if strings.Contains(phone, "unsafe") || strings.Contains(phone, "nonce") || !strings.Contains(phone, "frame-ancestors 'none'") {
		t.Errorf("the volunteers' policy is %q", phone)
	}
	if !strings.Contains(console, "'nonce-") || strings.Contains(console, "script-src") || !strings.Contains(console, "default-src 'self'") {
		t.Errorf("the console's policy is %q", console)
	}
}

// emptyApp returns the program on an empty store, with the given apps instead of the embedded ones.
func emptyApp(t *testing.T, apps ...func(string) (fs.FS, bool)) *app {
	t.Helper()
	cfg, err := demoConfig(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := parts{}
	if len(apps) > 0 {
		p.apps = apps[0]
	}
	a, err := newApp(context.Background(), cfg, slog.New(slog.DiscardHandler), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}
