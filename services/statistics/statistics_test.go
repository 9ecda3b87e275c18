package statistics_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/form"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/id"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/register"
	"github.com/tongxing-platform/tongxing/services/register/registertest"
	"github.com/tongxing-platform/tongxing/services/statistics"
)

const (
	countyPath, town, village, distant = registertest.CountyPath, registertest.Town, registertest.Village, registertest.Distant
)

type env struct {
	*registertest.County
	service *statistics.Service
	viewer  auth.Actor
}

func newEnv(t testing.TB) *env {
	t.Helper()
	e := &env{County: registertest.New(t)}
	service, err := statistics.New(statistics.Deps{
		DB: e.DB, Audit: e.Audit, Now: func() time.Time { return e.Now }, Regions: e.Regions, Register: e.Register, UsersIn: e.UsersIn,
	})
	if err != nil {
		t.Fatal(err)
	}
	e.service = service
	e.viewer = auth.Actor{UserID: "usr_viewer", Bindings: []auth.Binding{{Role: auth.CountyViewer, Region: "52/5201/"}}}
	return e
}

// random stores n registered files that differ in everything that is counted.
func (e *env) random(rng *rand.Rand, n int, entered region.Day) []register.Beneficiary {
	pick := func(codes []string) string { return codes[rng.IntN(len(codes))] }
	fields := map[string][]string{}
	for _, code := range []string{"health", "care_quality", "boarding", "self_care", "aid"} {
		fields[code] = []string{""}
		for _, w := range register.FileForm.Field(code).Words {
			fields[code] = append(fields[code], w.Code())
		}
	}
	list := make([]register.Beneficiary, n)
	for i := range list {
		b := &list[i]
		b.ID, b.Status, b.EnteredOn, b.Letter = id.New("ben"), register.Registered, entered, fmt.Sprint(rng.Uint64())
		b.Facts = register.Facts{
			Kinds: []register.Kind{register.Kind(pick(register.KindWords.Codes()))}, Region: pick([]string{village, registertest.Next, distant}), Gender: register.Gender(pick([]string{"male", "female"})),
			Birth: region.Day("1940-01-01").Add(rng.IntN(31_000)), Guardianship: register.Guardianship(pick(register.GuardianshipWords.Codes())),
			Schooling: register.Schooling(pick(register.SchoolingWords.Codes())), Risk: register.Risk(pick(register.RiskWords.Codes())),
		}
		b.Details = form.Answers{"father_alive": pick([]string{"", "living"}), "mother_alive": "living", "father_where": pick([]string{"home", "away"}), "mother_where": pick([]string{"home", "away"})}
		for code, words := range fields {
			b.Details[code] = pick(words)
		}
		b.Missing = int64(rng.IntN(2))
	}
	if err := e.Register.PutMany(auth.System(e.T.Context(), "test"), list); err != nil {
		e.T.Fatal(err)
	}
	return list
}

func (e *env) read(a auth.Actor, q statistics.Query) statistics.Report {
	e.T.Helper()
	r, err := e.service.Read(e.As(a), q)
	if err != nil {
		e.T.Fatalf("%+v: %v", q, err)
	}
	return r
}

// TestCrossFoot counts random registers: in every group and area the rows sum up to the total, parts to the whole, and the figures are those
// of a recount of the files one by one.
func TestCrossFoot(t *testing.T) {
	e := newEnv(t)
	files := e.random(rand.New(rand.NewPCG(7, 7)), 400, "2026-01-05")
	for _, group := range statistics.GroupWords.Codes() {
		for _, area := range []string{countyPath, town, village} {
			r := e.read(e.Admin, statistics.Query{Region: area, Group: statistics.Group(group)})
			sum := statistics.Counts{}
			for _, part := range r.Parts {
				for key, n := range r.Figures[part] {
					sum[key] = statistics.Sexes{Male: sum[key].Male + n.Male, Female: sum[key].Female + n.Female}
				}
			}
			for path, c := range r.Figures {
				if wrong := c.CrossFoot(); len(wrong) > 0 {
					t.Errorf("%s in %s: %+v", group, path, wrong)
				}
			}
			whole := r.Figures[area]
			if area != village {
				for key, n := range whole {
					if sum[key] != n {
						t.Errorf("%s in %s, %s: the parts have %v, the whole %v", group, area, key, sum[key], n)
					}
				}
			}
			recount := statistics.Sexes{}
			for _, b := range files {
				kind := string(b.Kinds[0])
				in := group == "all" || group == kind || group == "children" && kind != "left_behind_elder" && kind != "left_behind_woman"
				if in && region.Within(b.Region, area) {
					if b.Gender == register.Male {
						recount.Male++
					} else {
						recount.Female++
					}
				}
			}
			if whole["total"] != recount {
				t.Errorf("%s in %s: %v, a recount has %v", group, area, whole["total"], recount)
			}
		}
	}
}

// TestStatisticsFollowTheRegister looks at the figures before and after each step of a file.
func TestStatisticsFollowTheRegister(t *testing.T) {
	e := newEnv(t)
	count := func() int64 {
		return e.read(e.Director, statistics.Query{Group: "left_behind_child"}).Figures[village]["total"].Sum()
	}
	f := e.Draft()
	if count() != 0 {
		t.Error("a draft counts")
	}
	e.Enter(f.ID)
	if count() != 1 {
		t.Error("a registered child does not count")
	}
	before := e.Now
	e.Now = time.Date(2026, 3, 20, 4, 0, 0, 0, time.UTC)
	if _, err := e.Register.ProposeExit(e.As(e.Director), f.ID, 0, register.MovedOut); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Register.ConfirmExit(e.As(e.Admin), f.ID, 0); err != nil {
		t.Fatal(err)
	}
	if count() != 0 {
		t.Error("a child who left counts")
	}
	_, err := e.service.Read(e.As(e.Director), statistics.Query{On: region.DayOf(before)})
	if !errors.Is(err, statistics.ErrNone) {
		t.Errorf("a day without figures: %v", err)
	}
	e.Now = time.Date(2026, 4, 2, 4, 0, 0, 0, time.UTC)
	for range 2 {
		if err := e.service.TakeSnapshots(auth.System(t.Context(), "take-snapshots")); err != nil {
			t.Fatal(err)
		}
	}
	e.Registered()
	e.Now = time.Date(2026, 5, 2, 4, 0, 0, 0, time.UTC)
	if err := e.service.TakeSnapshots(auth.System(t.Context(), "take-snapshots")); err != nil {
		t.Fatal(err)
	}
	r := e.read(e.Admin, statistics.Query{Region: countyPath, Group: "left_behind_child"})
	if r.On != "2026-05-02" || r.Figures[town]["total"].Sum() != 1 || len(r.Trend) != 1 || r.Trend[0] != (statistics.Point{On: "2026-04-30", Total: 1}) {
		t.Errorf("today: %s, trend %v", r.On, r.Trend)
	}
	r = e.read(e.Admin, statistics.Query{Region: countyPath, Group: "left_behind_child", On: "2026-05-01"})
	if r.On != "2026-04-30" || r.Figures[town]["total"].Sum() != 1 {
		t.Errorf("of yesterday: %s %v", r.On, r.Figures[town]["total"])
	}
}

// TestReachOfStatistics: the own area and below, nothing beside it; who may not know persons learns no small number.
func TestReachOfStatistics(t *testing.T) {
	e := newEnv(t)
	e.random(rand.New(rand.NewPCG(3, 3)), 60, "2026-01-05")
	for _, tt := range []struct {
		who    auth.Actor
		region string
		want   error
	}{
		{e.Director, village, nil}, {e.Director, town, docstore.ErrNotFound}, {e.Supervisor, town, nil}, {e.Supervisor, registertest.Other, docstore.ErrNotFound},
		{e.Supervisor, countyPath, docstore.ErrNotFound}, {e.Admin, village, nil}, {e.viewer, countyPath, nil}, {e.viewer, town, docstore.ErrNotFound},
		{e.viewer, village, docstore.ErrNotFound}, {e.Lead, countyPath, auth.ErrForbidden},
	} {
		if _, err := e.service.Read(e.As(tt.who), statistics.Query{Region: tt.region}); !errors.Is(err, tt.want) {
			t.Errorf("%s in %s: %v, want %v", tt.who.UserID, tt.region, err, tt.want)
		}
	}
	if err := e.service.SnapshotOf(auth.System(t.Context(), "test"), countyPath, "2026-02-28"); err != nil {
		t.Fatal(err)
	}
	if n, own := len(e.read(e.viewer, statistics.Query{Region: countyPath}).Trend), len(e.read(e.Admin, statistics.Query{Region: countyPath}).Trend); n != 0 || own != 1 {
		t.Errorf("trend: %d points outside the county, %d inside", n, own)
	}
	var r struct {
		Total struct {
			Total int64
			Male  *int64
		}
		Tables []struct {
			Code    string
			Several bool
			Rows    []struct {
				All struct {
					Total  int64
					Hidden bool
					Male   *int64
				}
				Parts []struct {
					Total  int64
					Hidden bool
					Male   *int64
				}
			}
		}
		Alone *json.RawMessage
		Base  *json.RawMessage
	}
	app := apitest.New(t, func(r *httpapi.Router) { statistics.Routes(r, e.service) }, apitest.DB(e.DB))
	app.As(e.viewer).Do("GET", "/register-statistics?region="+countyPath+"&group=all", nil).Want(200).JSON(&r)
	hidden := 0
	for _, table := range r.Tables {
		if table.Several {
			t.Errorf("%s is shown outside the county", table.Code)
		}
		for _, row := range table.Rows {
			for _, f := range append(row.Parts, row.All) {
				if f.Male != nil || !f.Hidden && f.Total > 0 && f.Total < 5 {
					t.Errorf("%s: %+v is shown", table.Code, f)
				}
				if f.Hidden {
					hidden++
				}
			}
		}
	}
	if hidden < 20 || r.Total.Total != 60 || r.Total.Male != nil || r.Alone != nil || r.Base != nil {
		t.Errorf("%d hidden, total %+v", hidden, r.Total)
	}
	app.As(e.Admin).Do("GET", "/register-statistics?on=2030-01-01", nil).Refused(400, "statistics_day")
	app.As(e.Admin).Do("GET", "/register-statistics?group=x", nil).Refused(400, "statistics_group")
	app.As(e.Admin).Do("GET", "/register-statistics?region=52", nil).Refused(404, "not_found")
}

// TestBase: the county enters the population; the ratio is worked out from it.
func TestBase(t *testing.T) {
	e := newEnv(t)
	e.Registered()
	app := apitest.New(t, func(r *httpapi.Router) { statistics.Routes(r, e.service) }, apitest.DB(e.DB))
	body := map[string]any{
		"region": countyPath, "source": "公安户籍 2025", "people_on": "2025-12-31", "people": []map[string]any{{"region": town, "children": 200}, {"region": registertest.Other, "children": 100}},
		"targets": []map[string]any{{"figure": "left_behind_child", "most": 0, "by": "2026-12-31"}},
	}
	app.As(e.Supervisor).With("If-Match", `"1"`).Do("PUT", "/register-statistics/base", body).Refused(404, "not_found")
	app.As(e.Admin).With("If-Match", `"1"`).Do("PUT", "/register-statistics/base", body).Want(200)
	app.As(e.Admin).With("If-Match", `"1"`).Do("PUT", "/register-statistics/base", body).Refused(412, "stale_version")
	body["people"] = []map[string]any{{"region": "52/5203/", "children": 1}}
	if r := app.As(e.Admin).With("If-Match", `"2"`).Do("PUT", "/register-statistics/base", body).Want(400); r.Fields()["people[0].region"] != "choice" {
		t.Errorf("another county: %s", r.Body)
	}
	var v struct {
		People *int64
		Parts  []struct {
			Region string
			People *int64
		}
		Targets []struct{ Actual, Most int64 }
		Without *int64
	}
	app.As(e.Admin).Do("GET", "/register-statistics?region="+countyPath, nil).Want(200).JSON(&v)
	if v.People == nil || *v.People != 300 || len(v.Targets) != 1 || v.Targets[0].Actual != 1 || v.Without == nil {
		t.Errorf("people %v, targets %v", v.People, v.Targets)
	}
	app.As(e.Admin).Do("GET", "/register-statistics?group=left_behind_elder&region="+countyPath, nil).Want(200).JSON(&v)
	if v.Targets[0].Actual != 1 {
		t.Errorf("among elders the target about children has %d, want all children", v.Targets[0].Actual)
	}
}

// BenchmarkRead reads the statistics of a county of 200,000 files.
func BenchmarkRead(b *testing.B) {
	e := newEnv(b)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		e.random(rng, 2000, "2026-01-05")
	}
	for name, who := range map[string]auth.Actor{"county": e.Admin, "outside": e.viewer} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				e.read(who, statistics.Query{Region: countyPath, Group: "all"})
			}
		})
	}
	on := region.Day("2026-01-31")
	b.Run("snapshots", func(b *testing.B) { // with the memory that the process has taken from the system
		for b.Loop() {
			on = on.Add(-1)
			if err := e.service.SnapshotOf(auth.System(b.Context(), "bench"), countyPath, on); err != nil {
				b.Fatal(err)
			}
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.Sys)/1e6, "MB")
	})
}

// TestWhatIsPublic: the last month's end of a county, without a figure from 1 to 9, and of no other area.
func TestWhatIsPublic(t *testing.T) {
	e := newEnv(t)
	e.random(rand.New(rand.NewPCG(3, 3)), 60, "2026-01-05")
	if _, err := e.service.Public(t.Context(), countyPath, "zh-CN"); !errors.Is(err, statistics.ErrNone) {
		t.Errorf("before the first month's end: %v", err)
	}
	if err := e.service.SnapshotOf(auth.System(t.Context(), "test"), countyPath, "2026-02-28"); err != nil {
		t.Fatal(err)
	}
	if _, err := e.service.Public(t.Context(), "52/5201/", "zh-CN"); !errors.Is(err, docstore.ErrNotFound) {
		t.Errorf("of a prefecture: %v", err)
	}
	p, err := e.service.Public(t.Context(), countyPath, "zh-CN")
	if err != nil {
		t.Fatal(err)
	}
	if p.On != "2026-02-28" || len(p.Parts) == 0 || len(p.Tables) < 5 || p.Tables[0].Label != "年龄段" {
		t.Errorf("%+v", p)
	}
	hidden := 0
	for _, table := range p.Tables {
		for _, row := range table.Rows {
			if row.Figure == "*" {
				hidden++
			} else if n, err := strconv.Atoi(row.Figure); err != nil || n > 0 && n < 10 {
				t.Errorf("%s, %s: %d is shown", table.Label, row.Label, n)
			}
		}
	}
	if hidden == 0 {
		t.Error("nothing is hidden")
	}
}
