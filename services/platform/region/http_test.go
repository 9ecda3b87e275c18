package region_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/audit"
	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

type testServer struct {
	*apitest.App
	log *audit.Log
}

func newServer(t *testing.T) testServer {
	t.Helper()
	db := docstoretest.Open(t)
	tree, err := region.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := region.OpenCalendar(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(db, func() time.Time { return time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	served, _ := tree.Lookup("520111")
	return testServer{apitest.New(t, func(r *httpapi.Router) { region.Routes(r, tree, calendar, log, served) }, apitest.DB(db)), log}
}

func actor(role auth.Role, path string) auth.Actor {
	return auth.Actor{UserID: "usr_" + string(role), Bindings: []auth.Binding{{Role: role, Region: path}}}
}

func (s testServer) entries(t *testing.T, action string) []audit.Record {
	t.Helper()
	ctx := auth.With(t.Context(), auth.Actor{UserID: "usr_a", Bindings: []auth.Binding{{Role: auth.Auditor}}})
	page, err := s.log.List(ctx, audit.Query{Actions: []string{action}})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

const village = `{"code":"520111101201","name":"龙井村","level":5,"parent":"520111101"}`

// TestTrialPickersBeginAtHome: choices of regions begin in one's own county, and a name, its pinyin or its initials find the rest.
func TestTrialPickersBeginAtHome(t *testing.T) {
	app := newServer(t)
	county := app.As(actor(auth.CountyAdmin, "52/5201/520111/"))
	county.Do("POST", "/regions", village).Want(http.StatusCreated)
	codes := func(a *apitest.App, path string) string {
		var list struct {
			Items []struct{ Code string }
		}
		a.Do("GET", path, nil).Want(http.StatusOK).JSON(&list)
		var out []string
		for _, r := range list.Items {
			out = append(out, r.Code)
		}
		return strings.Join(out, " ")
	}
	two := actor(auth.TownSupervisor, "52/5201/520103/520103019/")
	two.Bindings = append(two.Bindings, auth.Binding{Role: auth.TownSupervisor, Region: "52/5201/520103/520103020/"}, auth.Binding{Role: auth.CountyAdmin, Region: "52/5201/"})
	for who, want := range map[*apitest.App]string{app.App: "520111", app.As(two): "520103 5201", app.As(auth.Actor{UserID: "usr_worker", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_a"}}}): "520111"} {
		if got := codes(who, "/regions/home"); got != want {
			t.Errorf("home: %s, want %s", got, want)
		}
	}
	for query, want := range map[string]string{
		"q=longjing&within=520111":    "520111101201",
		"q=ljc&within=520111101":      "520111101201",
		"q=longjing&within=520103":    "",
		"q=花溪区":                       "520111",
		"q=5201111012":                "520111101201",
		"q=qingyan&within=5201":       "520111101",
		"q=%24ne":                     "",
		"q=guiyangshi&within=52":      "5201",
		"q=qingyan&level=3&within=52": "",
		"q=yunyan&within=5201":        "520103",
	} {
		if got := codes(app.App, "/regions/search?"+query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if got := codes(app.App, "/regions/search?q=qy"); !strings.HasPrefix(got, "520111101 ") || strings.Count(got, " ") != 19 {
		t.Errorf("qy: the own county's is not the first of 20: %s", got)
	}
	app.Do("GET", "/regions/search", nil).Refused(http.StatusBadRequest, "invalid")
	app.Do("GET", "/regions/search?q=a&within=999", nil).Refused(http.StatusBadRequest, "region_unknown")
}

func TestReadRegions(t *testing.T) {
	app := newServer(t)
	var list struct {
		Items []struct{ Code, Name, Path string }
	}
	app.Do("GET", "/regions", nil).Want(http.StatusOK).JSON(&list)
	if len(list.Items) != 31 || list.Items[0].Name != "北京市" {
		t.Errorf("provinces: %v", list.Items)
	}
	app.Do("GET", "/regions?parent=5201", nil).Want(http.StatusOK).JSON(&list)
	if len(list.Items) != 10 || list.Items[0].Path != "52/5201/520102/" {
		t.Errorf("below Guiyang: %v", list.Items)
	}
	app.Do("GET", "/regions?parent=520111101", nil).Want(http.StatusOK)
	app.Do("GET", "/regions?parent=999", nil).Refused(http.StatusBadRequest, "region_unknown")
	app.Do("GET", "/regions?parent=$ne", nil).Refused(http.StatusBadRequest, "region_unknown")
	var one struct {
		FullName string `json:"full_name"`
		Level    int
	}
	app.Do("GET", "/regions/520111101", nil).Want(http.StatusOK).JSON(&one)
	if one.FullName != "贵州省 贵阳市 花溪区 青岩镇" || one.Level != 4 {
		t.Errorf("%+v", one)
	}
	app.Do("GET", "/regions/520199", nil).Refused(http.StatusNotFound, "not_found")
	app.Do("GET", "/regions/x%2F..", nil).Refused(http.StatusNotFound, "not_found")
}

func TestAddRegions(t *testing.T) {
	app := newServer(t)
	town, county, other := actor(auth.TownSupervisor, "52/5201/520111/520111101/"), actor(auth.CountyAdmin, "52/5201/520111/"), actor(auth.CountyAdmin, "52/5202/")
	app.Do("POST", "/regions", village).Refused(http.StatusUnauthorized, "login_required")
	for _, a := range []auth.Actor{
		other, actor(auth.TownSupervisor, "52/5201/520111/520111102/"), actor(auth.VillageDirector, "52/5201/520111/520111101/"), actor(auth.CountyViewer, "52/"),
		actor(auth.BuyerClerk, "52/5201/520111/"), {UserID: "usr_o", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_1"}}},
	} {
		app.As(a).Do("POST", "/regions", village).Refused(http.StatusForbidden, "forbidden")
	}
	r := app.As(town).Do("POST", "/regions", village).Want(http.StatusCreated)
	if !strings.Contains(string(r.Body), `"path":"52/5201/520111/520111101/520111101201/"`) {
		t.Errorf("added %s", r.Body)
	}
	app.As(town).Do("POST", "/regions", village).Refused(http.StatusConflict, "region_duplicate")
	app.As(town).Do("POST", "/regions", `{"code":"520111K01","name":"开发区","level":4,"parent":"520111"}`).Refused(http.StatusForbidden, "forbidden")
	app.As(county).Do("POST", "/regions", `{"code":"520111K01","name":"开发区","level":4,"parent":"520111"}`).Want(http.StatusCreated)
	app.As(county).Do("POST", "/regions", `{"code":"520111102201","name":"开发区社区","level":5,"parent":"520111K01"}`).Want(http.StatusCreated)
	admin := auth.Actor{UserID: "usr_admin", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}
	app.As(admin).Do("POST", "/regions", `{"code":"520201K01","name":"高新区","level":4,"parent":"520201"}`).Want(http.StatusCreated)
	for body, want := range map[string][2]string{
		`{"code":"520111300","name":"新镇","level":4,"parent":"520111"}`:                             {"level", "region_fixed"},
		`{"code":"520111102202","name":"某村","level":5,"parent":"520111101"}`:                       {"code", "region_code_foreign"},
		`{"code":"520111101","name":"某村","level":5,"parent":"520111101"}`:                          {"code", "region_code_foreign"},
		`{"code":"520201K02","name":"某区","level":4,"parent":"520111"}`:                             {"code", "region_code_foreign"},
		`{"code":"520111k02","name":"某区","level":4,"parent":"520111"}`:                             {"code", "region_code_invalid"},
		`{"code":"520111K02","name":"某区","level":6,"parent":"520111"}`:                             {"level", "too_large"},
		`{"code":"520111K02","name":"某区","level":4,"parent":"520111","path":"52/"}`:                {"path", "unknown_field"},
		`{"code":"520111101202","name":"某村","level":5,"parent":"520111101","kind":"unknown-kind"}`: {"kind", "choice"},
	} {
		if got := app.As(county).Do("POST", "/regions", body).Want(http.StatusBadRequest).Fields(); got[want[0]] != want[1] {
			t.Errorf("%s: %v", body, got)
		}
	}
	if list := app.entries(t, "region.add"); len(list) != 4 || list[3].Region != "52/5201/520111/520111101/520111101201/" || list[3].Actor != "usr_town_supervisor" {
		t.Errorf("audit: %+v", list)
	}
}

func TestCalendarOverHTTP(t *testing.T) {
	app := newServer(t)
	type day struct {
		Day              string
		Workday, Entered bool
		Note             string
	}
	var list struct{ Items []day }
	app.Do("GET", "/calendar?from=2026-02-13&to=2026-02-15", nil).Want(http.StatusOK).JSON(&list)
	if len(list.Items) != 3 || !list.Items[1].Workday || list.Items[2].Workday || list.Items[1].Entered {
		t.Errorf("%v", list.Items)
	}
	for _, q := range []string{"", "?from=2026-02-13", "?from=2026-02-30&to=2026-03-01", "?from=2026-03-02&to=2026-03-01", "?from=2026-01-01&to=2027-01-02"} {
		app.Do("GET", "/calendar"+q, nil).Refused(http.StatusBadRequest, "invalid")
	}
	app.Do("GET", "/calendar?from=2026-01-01&to=2027-01-01", nil).Want(http.StatusOK)

	const holiday = `{"workday":false,"note":" 春节 "}`
	app.Do("PUT", "/calendar/2027-02-08", holiday).Refused(http.StatusUnauthorized, "login_required")
	for _, a := range []auth.Actor{actor(auth.TownSupervisor, "52/5201/520111/520111101/"), actor(auth.CountyAdmin, "52/5201/520111/520111101/"), actor(auth.CountyViewer, "52/"), actor(auth.CountyAdmin, "99/")} {
		app.As(a).Do("PUT", "/calendar/2027-02-08", holiday).Refused(http.StatusForbidden, "forbidden")
	}
	county := app.As(actor(auth.CountyAdmin, "52/5201/520111/"))
	county.Do("PUT", "/calendar/2027-02-08", holiday).Want(http.StatusOK)
	county.Do("PUT", "/calendar/2027-02-08", holiday).Want(http.StatusOK)
	county.Do("PUT", "/calendar/2027-02-30", holiday).Refused(http.StatusBadRequest, "day_invalid")
	if got := county.Do("PUT", "/calendar/2027-02-08", `{"note":"春节"}`).Refused(http.StatusBadRequest, "invalid").Fields(); got["workday"] != "required" {
		t.Errorf("without saying which: %v", got)
	}
	app.As(auth.Actor{UserID: "usr_admin", Bindings: []auth.Binding{{Role: auth.SystemAdmin}}}).Do("PUT", "/calendar/2027-02-06", `{"workday":true}`).Want(http.StatusOK)
	app.Do("GET", "/calendar?from=2027-02-06&to=2027-02-08", nil).Want(http.StatusOK).JSON(&list)
	if !list.Items[0].Workday || list.Items[1].Workday || list.Items[2] != (day{"2027-02-08", false, true, "春节"}) {
		t.Errorf("%v", list.Items)
	}
	if list := app.entries(t, "calendar.set"); len(list) != 3 || list[0].Reason != "workday" || list[0].Subjects[0] != "2027-02-06" {
		t.Errorf("audit: %+v", list)
	}
}
