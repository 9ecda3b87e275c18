package httpapi_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/xuri/excelize/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
	"github.com/tongxing-platform/tongxing/services/platform/words"
)

var (
	orgAdmin = auth.Actor{UserID: "usr_admin", Bindings: []auth.Binding{{Role: auth.OrgAdmin, OrgID: "org_1"}}}
	worker   = auth.Actor{UserID: "usr_worker", Bindings: []auth.Binding{{Role: auth.SocialWorker, OrgID: "org_1"}}}
	// both may read as a social worker of one organisation and export as the finance officer of another.
	both = auth.Actor{UserID: "usr_both", Lang: "en", Bindings: []auth.Binding{{Role: auth.SocialWorker, OrgID: "org_1"}, {Role: auth.OrgFinance, OrgID: "org_2"}}}
)

type row struct {
	ID      string         `json:"id"`
	Title   string         `json:"title"`
	Status  string         `json:"status"`
	Fen     int64          `json:"fen"`
	Minutes *int64         `json:"minutes,omitempty"`
	At      string         `json:"at"`
	Skills  []string       `json:"skills"`
	Urgent  bool           `json:"urgent"`
	Region  string         `json:"region"`
	Who     []string       `json:"who"`
	Inner   map[string]any `json:"inner"`
}

type rowQuery struct {
	httpapi.PageQuery
	Status string `query:"status"`
}

// rows is a server with a list of n rows; it records the audit notes of its exports.
type rows struct {
	*apitest.App
	notes  []httpapi.ExportNote
	refuse error
	seen   []auth.Actor
}

func newRows(t *testing.T, n int) *rows {
	t.Helper()
	w := &rows{}
	list := func(c *fiber.Ctx) error {
		q, err := httpapi.Query[rowQuery](c)
		if err != nil {
			return err
		}
		w.seen = append(w.seen, auth.From(c.UserContext()))
		from, _ := strconv.Atoi(q.After)
		out := httpapi.List[row]{Items: []row{}}
		for i := from; i < n && len(out.Items) < max(q.Limit, 1); i++ {
			minutes := int64(90)
			out.Items = append(out.Items, row{
				ID: "row_" + strconv.Itoa(i), Title: "=1+1", Status: q.Status, Fen: 123456, Minutes: &minutes, At: "2026-03-05T01:30:00Z",
				Skills: []string{"唱歌", "画画"}, Urgent: i == 0, Region: "52/", Who: []string{"usr_a", "usr_b"}, Inner: map[string]any{"n": 2.5},
			})
		}
		if end := from + len(out.Items); end < n {
			out.Next = strconv.Itoa(end)
		}
		return c.JSON(out)
	}
	columns := []httpapi.Column{
		httpapi.TextColumn("title", "标题", "Title"), httpapi.StateColumn("status", "状态", "State", words.Set{Words: []words.Word{{"open", "开放", "Open"}}}),
		httpapi.MoneyColumn("fen", "金额", "Amount"), httpapi.HoursColumn("minutes", "时长", "Hours"), httpapi.TimeColumn("at", "时间", "At"),
		httpapi.TextColumn("skills", "技能", "Skills"), httpapi.YesNoColumn("urgent", "紧急", "Urgent"), httpapi.RegionColumn("region", "地区", "Region"),
		httpapi.NameColumn("who", "人员", "Who"), httpapi.NumberColumn("inner.n", "内层", "Inner"), httpapi.TextColumn("gone.n", "没有", "Gone"),
	}
	w.App = apitest.New(t, func(r *httpapi.Router) {
		r.Get("/rows", auth.ContractRead, list, httpapi.Export("清单", "Rows", columns...))
		r.Get("/people", auth.VolunteerRead, list, httpapi.ExportPersons("人员", "People", columns...))
		r.Get("/plain", auth.VolunteerRead, list)
		r.Get("/all", auth.ContractRead, func(c *fiber.Ctx) error {
			if _, err := httpapi.Query[struct{}](c); err != nil {
				return err
			}
			return c.JSON(fiber.Map{"items": []row{{Title: "only"}}})
		}, httpapi.Export("全部", "All", columns[0]), httpapi.Unpaged())
	}, apitest.Config(func(c *httpapi.Config) {
		c.Exports = &httpapi.Exports{
			Note: func(_ context.Context, n httpapi.ExportNote) error { w.notes = append(w.notes, n); return w.refuse },
			Names: func(_ context.Context, ids []string) (map[string]string, error) {
				slices.Sort(ids)
				if !slices.Equal(ids, []string{"usr_a", "usr_b"}) {
					t.Errorf("asked for the names of %v", ids)
				}
				return map[string]string{"usr_a": "张*", "usr_b": "李*"}, nil
			},
			Region: func(path string) string { return map[string]string{"52/": "贵州省"}[path] },
		}
	}))
	return w
}

// book opens an exported file.
func book(t *testing.T, r *apitest.Response) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(r.Body), excelize.Options{Password: r.Header.Get(httpapi.ExportPassword)})
	if err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestExportHoldsTheListedValues(t *testing.T) {
	w := newRows(t, 250)
	r := w.As(orgAdmin).Do("GET", "/rows?status=open&format=xlsx&limit=3", nil).Want(http.StatusOK)
	f := book(t, r)
	got, err := f.GetRows("清单")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 251 {
		t.Fatalf("%d rows, want the header and 250", len(got))
	}
	want := [][]string{
		{"标题", "状态", "金额", "时长", "时间", "技能", "紧急", "地区", "人员", "内层", "没有"},
		{"=1+1", "开放", "1,234.56", "1.50", "2026-03-05 09:30", "唱歌、画画", "是", "贵州省", "张*、李*", "2.5"},
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("row %d is %q, want %q", i, got[i], want[i])
		}
	}
	if formula, _ := f.GetCellFormula("清单", "A2"); formula != "" {
		t.Errorf("a title became the formula %q", formula)
	}
	about, _ := f.GetRows("导出说明")
	if text := strings.Join(slices.Concat(about...), " "); !strings.Contains(text, "usr_admin") || !strings.Contains(text, r.Header.Get("X-Request-Id")) {
		t.Errorf("the file does not say who made it: %q", text)
	}
	if name := r.Header.Get("Content-Disposition"); !strings.Contains(name, "filename*=UTF-8''%E6%B8%85%E5%8D%95-") {
		t.Errorf("the file name is %q", name)
	}
	if len(w.notes) != 1 || w.notes[0].Route != "/rows" || w.notes[0].Rows != 250 || !slices.Equal(w.notes[0].Filters, []string{"status"}) || w.notes[0].IDs != nil {
		t.Errorf("noted %+v", w.notes)
	}
}

func TestExportOfPersonsNeedsAPurposeAndNamesThem(t *testing.T) {
	w := newRows(t, 3)
	app := w.As(orgAdmin)
	for _, query := range []string{"", "&purpose=", "&purpose=curiosity"} {
		if fields := app.Do("GET", "/people?format=xlsx"+query, nil).Refused(http.StatusBadRequest, "export_purpose").Fields(); fields["purpose"] == "" {
			t.Errorf("no field error: %v", fields)
		}
	}
	r := app.Do("GET", "/people?format=xlsx&purpose=insurance", nil).Want(http.StatusOK)
	if len(w.notes) != 1 || w.notes[0].Purpose != "insurance" || !slices.Equal(w.notes[0].IDs, []string{"row_0", "row_1", "row_2"}) || len(w.notes[0].Filters) != 0 {
		t.Errorf("noted %+v", w.notes)
	}
	password := r.Header.Get(httpapi.ExportPassword)
	if _, err := excelize.OpenReader(bytes.NewReader(r.Body)); err == nil || password == "" {
		t.Errorf("a list of persons opens without a password (header: %q)", password)
	}
	if rows, err := book(t, r).GetRows("人员"); err != nil || len(rows) != 4 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if again := app.Do("GET", "/people?format=xlsx&purpose=insurance", nil).Want(http.StatusOK).Header.Get(httpapi.ExportPassword); again == password {
		t.Error("two files have one password")
	}
	if r := app.Do("GET", "/rows?format=xlsx", nil).Want(http.StatusOK); r.Header.Get(httpapi.ExportPassword) != "" {
		t.Error("a list without persons has a password")
	}
}

func TestExportRefuses(t *testing.T) {
	w := newRows(t, 3)
	for name, tt := range map[string]struct {
		who    auth.Actor
		path   string
		status int
		code   string
	}{
		"another format":            {orgAdmin, "/rows?format=csv", 400, "export_format"},
		"a list without":            {orgAdmin, "/plain?format=xlsx", 400, "invalid"},
		"a role that may only look": {worker, "/rows?format=xlsx", 403, "export_forbidden"},
		"two offices do not add up": {both, "/people?format=xlsx&purpose=archive", 403, "export_forbidden"},
		"a wrong filter":            {orgAdmin, "/rows?format=xlsx&colour=red", 400, "invalid"},
		"a role that may not look":  {auth.Actor{UserID: "usr_v", Bindings: []auth.Binding{{Role: auth.Volunteer}}}, "/rows?format=xlsx", 403, "forbidden"},
		"nobody":                    {auth.Actor{}, "/rows?format=xlsx", 401, "login_required"},
	} {
		t.Run(name, func(t *testing.T) {
			app := w.App
			if tt.who.UserID != "" {
				app = w.As(tt.who)
			}
			app.Do("GET", tt.path, nil).Refused(tt.status, tt.code)
		})
	}
	if len(w.notes) != 0 {
		t.Errorf("refusals were noted: %+v", w.notes)
	}
	w.refuse = errors.New("the log cannot be written")
	if r := w.As(orgAdmin).Do("GET", "/rows?format=xlsx", nil); r.Status != 500 || bytes.HasPrefix(r.Body, []byte("PK")) {
		t.Errorf("a file was sent without its audit entry: %d", r.Status)
	}
}

func TestExportIsLimitedToTheExportersScope(t *testing.T) {
	w := newRows(t, 1)
	w.As(both).Do("GET", "/rows?format=xlsx", nil).Want(http.StatusOK)
	if len(w.seen) != 1 || len(w.seen[0].Bindings) != 1 || w.seen[0].Bindings[0].OrgID != "org_2" {
		t.Errorf("the list was read by %+v", w.seen)
	}
	w.As(both).Do("GET", "/rows", nil).Want(http.StatusOK)
	if len(w.seen[1].Bindings) != 2 {
		t.Errorf("the list itself was narrowed too: %+v", w.seen[1])
	}
}

func TestExportIsBounded(t *testing.T) {
	most := map[string]int{"/rows?format=xlsx": httpapi.MaxExport, "/people?format=xlsx&purpose=archive": httpapi.MaxExportPersons}
	for path, n := range most {
		w := newRows(t, n)
		w.As(orgAdmin).Do("GET", path, nil).Want(http.StatusOK)
		w = newRows(t, n+1)
		p := w.As(orgAdmin).Do("GET", path, nil).Refused(http.StatusRequestEntityTooLarge, "export_too_large").Problem()
		if !strings.Contains(p.Detail, strconv.Itoa(n)) {
			t.Errorf("%s: %q does not say how many", path, p.Detail)
		}
	}
	w := newRows(t, 1)
	for range 20 {
		w.As(orgAdmin).Do("GET", "/rows?format=xlsx", nil).Want(http.StatusOK)
	}
	w.As(orgAdmin).Do("GET", "/rows?format=xlsx", nil).Refused(http.StatusTooManyRequests, "too_many")
}

func TestExportOfAListWithoutPages(t *testing.T) {
	w := newRows(t, 1)
	got, err := book(t, w.As(both).Do("GET", "/all?format=xlsx", nil).Want(http.StatusOK)).GetRows("All")
	if err != nil || len(got) != 2 || got[1][0] != "only" {
		t.Errorf("%q %v", got, err)
	}
}

func TestRoutesNameTheExportPermission(t *testing.T) {
	got := map[string]auth.Permission{}
	for _, r := range newRows(t, 0).Server().Routes() {
		got[r.Path] = r.Export
	}
	want := map[string]auth.Permission{"/api/v1/rows": auth.Export, "/api/v1/all": auth.Export, "/api/v1/people": auth.ExportPersons, "/api/v1/plain": ""}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestExportNeedsAnAuditLog(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/rows", auth.ContractRead, ok, httpapi.Export("清单", "Rows"))
	})
	a.As(orgAdmin).Do("GET", "/rows?format=xlsx", nil).Refused(http.StatusNotFound, "export_off")
}
