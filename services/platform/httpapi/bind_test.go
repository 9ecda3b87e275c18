package httpapi_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/docstore"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi/apitest"
)

type day string

type contact struct {
	Mobile string `json:"mobile" validate:"omitempty,mobile"`
}

type indicator struct {
	Name   string `json:"name" validate:"required,max=10"`
	Target int64  `json:"target" validate:"min=1"`
}

type draft struct {
	contact
	Title      string            `json:"title" validate:"required,min=2,max=20"`
	Kind       string            `json:"kind" validate:"omitempty,oneof=visit class"`
	Count      int32             `json:"count" validate:"max=100"`
	Start      time.Time         `json:"start"`
	Day        day               `json:"day" validate:"omitempty,day"`
	Activity   string            `json:"activity_id" validate:"omitempty,id=act"`
	USCC       string            `json:"uscc" validate:"omitempty,uscc"`
	Open       *bool             `json:"open"`
	Indicators []indicator       `json:"indicators" validate:"max=3,dive"`
	Notes      map[string]string `json:"notes"`
	Secret     string            `json:"-"`
}

func bindApp(t *testing.T) *apitest.App {
	return apitest.New(t, func(r *httpapi.Router) {
		r.Post("/draft", auth.Public, func(c *fiber.Ctx) error {
			d, err := httpapi.Bind[draft](c)
			if err != nil {
				return err
			}
			return c.JSON(d)
		})
	})
}

func TestBindDecodesValidBody(t *testing.T) {
	var d draft
	bindApp(t).Do("POST", "/draft", `{"title":"乡村阅读","mobile":"13800138000","kind":"visit","count":12,
		"start":"2026-03-05T09:30:00+08:00","day":"2026-03-05","activity_id":"act_01jd3k5v8m2q4r6s7t9w0x1y2z","uscc":"91350100M000100Y43",
		"open":null,"indicators":[{"name":"入户走访","target":864}],"notes":{"a":"b"}}`).Want(200).JSON(&d)
	if d.Title != "乡村阅读" || d.Mobile != "13800138000" || d.Count != 12 || d.Indicators[0].Target != 864 || d.Notes["a"] != "b" || d.Open != nil ||
		!d.Start.Equal(time.Date(2026, 3, 5, 1, 30, 0, 0, time.UTC)) {
		t.Errorf("read %+v", d)
	}
}

func TestBindRefusesBrokenBodies(t *testing.T) {
	a := bindApp(t)
	for name, tt := range map[string]struct {
		body string
		code string
	}{
		"empty":        {"", "body_empty"},
		"blank":        {" \n", "body_empty"},
		"broken":       {`{"title":`, "json_broken"},
		"not json":     {`title=x`, "json_broken"},
		"trailing":     {`{"title":"ab"} {}`, "json_trailing"},
		"bad utf-8":    {"{\"title\":\"\xff\xfe\"}", "json_broken"},
		"deep":         {`{"unknown":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "json_depth"},
		"deep objects": {strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 33), "json_depth"},
	} {
		t.Run(name, func(t *testing.T) { a.Do("POST", "/draft", tt.body).Refused(400, tt.code) })
	}
	a.With("Content-Type", "text/plain").Do("POST", "/draft", `{"title":"ab"}`).Refused(415, "media_type")
	a.With("Content-Type", "application/json; charset=utf-8").Do("POST", "/draft", `{"title":"ab"}`).Want(200)
	a.With("Content-Encoding", "gzip").Do("POST", "/draft", `{"title":"ab"}`).Refused(415, "encoding_unsupported")
	small := apitest.New(t, func(r *httpapi.Router) { r.Post("/x", auth.Public, ok, httpapi.BodyLimit(10)) })
	small.Do("POST", "/x", `{"title":1}`).Refused(413, "body_too_large")
	small.Do("POST", "/x", `{"a":1}`).Want(200)
}

func TestBindNamesEveryRefusedField(t *testing.T) {
	a := bindApp(t)
	for body, want := range map[string]map[string]string{
		`{"title":"ab","status":"paid","Title":"x","Secret":"x","contact":{}}`:     {"status": "unknown_field", "Title": "unknown_field", "Secret": "unknown_field", "contact": "unknown_field"},
		`{"title":"ab","indicators":[{"name":"a","target":1},{"name":"b","x":1}]}`: {"indicators[1].x": "unknown_field"},
		`{"title":"ab","title":"cd"}`:                                              {"title": "duplicate_key"},
		`{"title":"ab","notes":{"a":"1","a":"2"}}`:                                 {"notes.a": "duplicate_key"},
		`{"title":5,"count":"5","open":"yes","start":1}`:                           {"title": "type", "count": "type", "open": "type", "start": "type"},
		`{"title":{"$ne":null}}`:                                                   {"title": "type"},
		`{"title":["ab"]}`:                                                         {"title": "type"},
		`{"title":"ab","count":1.5}`:                                               {"count": "type"},
		`{"title":"ab","count":3000000000}`:                                        {"count": "type"},
		`{"title":"ab","indicators":{}}`:                                           {"indicators": "type"},
		`{"title":"ab","start":"05/03/2026"}`:                                      {"start": "time"},
		`{"title":"a\u0000b"}`:                                                     {"title": "text"},
		`["x"]`:                                                                    {"": "type"},
		`{}`:                                                                       {"title": "required"},
		`{"title":"a"}`:                                                            {"title": "too_short"},
		`{"title":"` + strings.Repeat("长", 21) + `"}`:                              {"title": "too_long"},
		`{"title":"ab","count":101}`:                                               {"count": "too_large"},
		`{"title":"ab","kind":"party"}`:                                            {"kind": "choice"},
		`{"title":"ab","day":"2026-02-30"}`:                                        {"day": "day"},
		`{"title":"ab","activity_id":"org_01jd3k5v8m2q4r6s7t9w0x1y2z"}`:            {"activity_id": "id"},
		`{"title":"ab","uscc":"91350100M000100Y44"}`:                               {"uscc": "uscc"},
		`{"title":"ab","mobile":"12800138000"}`:                                    {"mobile": "mobile"},
		`{"title":"ab","indicators":[{"name":"a","target":1},{"target":0}]}`:       {"indicators[1].name": "required", "indicators[1].target": "too_small"},
		`{"title":"ab","indicators":[{},{},{},{}]}`:                                {"indicators": "too_many"},
	} {
		res := a.Do("POST", "/draft", body).Refused(400, "invalid")
		if got := res.Fields(); !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", body, got, want)
		}
	}
}

func TestFieldTextsInBothLanguages(t *testing.T) {
	a := bindApp(t)
	for lang, want := range map[string]string{"zh": "长度不能超过20个字符", "en": "must be a maximum of 20 characters in length"} {
		p := a.With("Accept-Language", lang).Do("POST", "/draft", `{"title":"`+strings.Repeat("x", 21)+`"}`).Problem()
		if got := p.Errors[0].Message; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	for lang, want := range map[string]string{"zh": "填写的内容类型不对（应为 整数）。", "en": "The kind of value is wrong (a whole number expected)."} {
		p := a.With("Accept-Language", lang).Do("POST", "/draft", `{"title":"ab","count":"1"}`).Problem()
		if got := p.Errors[0].Message; got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestBindLimitsFieldErrors(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"title":"ab"`)
	for i := range 5000 {
		b.WriteString(`,"x` + strings.Repeat("y", i%7) + string(rune('a'+i%26)) + `":1`)
	}
	b.WriteString("}")
	if n := len(bindApp(t).Do("POST", "/draft", b.String()).Refused(400, "invalid").Problem().Errors); n > 50 {
		t.Errorf("%d field errors", n)
	}
}

type search struct {
	httpapi.PageQuery
	Text  string     `query:"q" validate:"max=5"`
	Open  *bool      `query:"open"`
	From  time.Time  `query:"from"`
	Tags  []string   `query:"tag" validate:"max=2"`
	Below *float64   `query:"below"`
	Day   day        `query:"day" validate:"omitempty,day"`
	Until *time.Time `query:"until"`
}

func TestQuery(t *testing.T) {
	var got search
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/s", auth.Public, func(c *fiber.Ctx) (err error) {
			if got, err = httpapi.Query[search](c); err != nil {
				return err
			}
			return ok(c)
		})
	})
	a.Do("GET", "/s?limit=5&after=abc&q=%E5%B1%B1&open=false&from=2026-03-05T09:30:00%2B08:00&tag=a&tag=b&below=1.5&day=2026-03-05", nil).Want(200)
	if got.Limit != 5 || got.After != "abc" || got.Text != "山" || got.Open == nil || *got.Open || len(got.Tags) != 2 || *got.Below != 1.5 || got.From.IsZero() || got.Until != nil {
		t.Errorf("read %+v", got)
	}
	a.Do("GET", "/s?limit=&q=&from=", nil).Want(200)
	for query, want := range map[string]map[string]string{
		"limit=x":              {"limit": "type"},
		"limit=101":            {"limit": "too_large"},
		"limit=-1":             {"limit": "too_small"},
		"q=1&q=2":              {"q": "duplicate_key"},
		"q=123456":             {"q": "too_long"},
		"q=%00":                {"q": "text"},
		"q=%ff":                {"q": "text"},
		"q[$ne]=1":             {"q[$ne]": "unknown_field"},
		"open=1":               {"open": "type"},
		"from=2026-03-05":      {"from": "time"},
		"until=x":              {"until": "time"},
		"below=NaN":            {"below": "type"},
		"tag=a&tag=b&tag=c":    {"tag": "too_many"},
		"day=5.3.2026&other=1": {"other": "unknown_field"},
	} {
		if f := a.Do("GET", "/s?"+query, nil).Refused(400, "invalid").Fields(); !maps.Equal(f, want) {
			t.Errorf("%s: %v, want %v", query, f, want)
		}
	}
}

func TestListIsNeverNull(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Get("/none", auth.Public, func(c *fiber.Ctx) error {
			return c.JSON(httpapi.ListOf(docstore.Page[int]{}, func(i int) string { return "" }))
		})
		r.Get("/some", auth.Public, func(c *fiber.Ctx) error {
			return c.JSON(httpapi.ListOf(docstore.Page[int]{Items: []int{7}, Next: "n"}, func(int) string { return "seven" }))
		})
	})
	for path, want := range map[string]string{"/none": `{"items":[]}`, "/some": `{"items":["seven"],"next":"n"}`} {
		if got := string(a.Do("GET", path, nil).Body); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestUpload(t *testing.T) {
	a := apitest.New(t, func(r *httpapi.Router) {
		r.Post("/file", auth.Public, func(c *fiber.Ctx) error {
			name, data, err := httpapi.Upload(c, "file", 1000)
			if err != nil {
				return err
			}
			return c.JSON(fiber.Map{"name": name, "size": len(data), "region": c.FormValue("region")})
		})
	})
	res := a.Do("POST", "/file", apitest.File{Field: "file", Name: `..\..\etc/名册.xlsx`, Data: []byte("abc"), Values: map[string]string{"region": "52/"}}).Want(200)
	if got := string(res.Body); got != `{"name":"名册.xlsx","region":"52/","size":3}` {
		t.Errorf("read %s", got)
	}
	a.Do("POST", "/file", apitest.File{Field: "file", Name: "a", Data: make([]byte, 1001)}).Refused(413, "file_too_large")
	a.Do("POST", "/file", apitest.File{Field: "other", Name: "a", Data: []byte("x")}).Refused(400, "invalid")
	a.Do("POST", "/file", apitest.File{Field: "file", Name: "a"}).Refused(400, "invalid")
	a.Do("POST", "/file", `{}`).Refused(415, "media_type")
	a.With("Content-Type", "multipart/form-data; boundary=x").Do("POST", "/file", "--x\r\nbroken").Refused(400, "upload_broken")
}
