package web

import (
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/tongxing-platform/tongxing/services/activities"
	"github.com/tongxing-platform/tongxing/services/attendance"
	"github.com/tongxing-platform/tongxing/services/contracts"
	"github.com/tongxing-platform/tongxing/services/evaluation"
	"github.com/tongxing-platform/tongxing/services/news"
	"github.com/tongxing-platform/tongxing/services/orgs"
	"github.com/tongxing-platform/tongxing/services/platform/httpapi"
	"github.com/tongxing-platform/tongxing/services/platform/region"
	"github.com/tongxing-platform/tongxing/services/satisfaction"
	"github.com/tongxing-platform/tongxing/services/statistics"
)

// Deps is what the pages show, through the same use cases as the API.
type Deps struct {
	PublicURL  string // for addresses that search engines are to keep; empty: none
	Licence    string // address of the licence of the open data; empty: none is stated
	Publisher  string // of the open data
	OCID       func(contractID string) string
	Regions    *region.Tree
	Orgs       *orgs.Service
	Contracts  *contracts.Service
	Activities *activities.Service
	Attendance *attendance.Service
	Evaluation *evaluation.Service
	Asking     *satisfaction.Service
	Statistics *statistics.Service
	News       *news.Service
	Now        func() time.Time

	// App returns the built files of "v" or "console"; ok is false when it was not built. Nil: what was embedded.
	App func(place string) (files fs.FS, ok bool)
}

type handler struct {
	Deps
	renderer *renderer
	home     *home
}

// What an app may load: its own files, pictures that it made, and for the console the styles that its parts make as they
// are drawn, which carry the number of that page. Style attributes cannot run anything; charts set them in their tips.
const (
	appCSP = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; " +
		"frame-ancestors 'none'; form-action 'self'; style-src "
	ownStyles = "'self'"
)

func deskCSP(nonce string) string {
	return appCSP + "'self' 'nonce-" + nonce + "'; style-src-attr 'unsafe-inline'"
}

// Mount mounts the apps and the public pages. It fails when a page cannot be read.
func Mount(app *httpapi.App, d Deps) error {
	if d.App == nil {
		d.App = App
	}
	r, err := newRenderer(d.Now, d.Regions)
	if err != nil {
		return err
	}
	h := &handler{Deps: d, renderer: r, home: &home{orgs: d.Orgs, now: d.Now}}
	p := app.Pages(h.sorry)
	for _, s := range []httpapi.Site{
		{Prefix: "/v/", CSP: appCSP + ownStyles},
		{Prefix: "/console/", CSP: appCSP + ownStyles, NonceCSP: deskCSP},
	} {
		files, built := d.App(strings.Trim(s.Prefix, "/"))
		if !built {
			unbuilt := func(c *fiber.Ctx) error { return h.show(c, "unbuilt", nil) }
			p.Get(strings.TrimSuffix(s.Prefix, "/"), unbuilt)
			p.Get(s.Prefix+"*", unbuilt)
			continue
		}
		s.Files = files
		if err := app.Static(s); err != nil {
			return err
		}
	}
	return h.mountPages(p)
}

// show answers with a page in the reader's language.
func (h *handler) show(c *fiber.Ctx, name string, data any) error {
	body, err := h.page(c, name, data)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentSecurityPolicy, h.renderer.csp)
	return httpapi.HTML(c, body)
}

// sorry answers what went wrong; the status is set.
func (h *handler) sorry(c *fiber.Ctx, p httpapi.Problem) error {
	if p.Status < fiber.StatusInternalServerError {
		p.RequestID = ""
	}
	return h.show(c, "sorry", p)
}

func (h *handler) page(c *fiber.Ctx, name string, data any) ([]byte, error) {
	lang := httpapi.Lang(c)
	say := speaker{lang: lang, now: h.Now}
	other := "zh-CN"
	if say.zh() {
		other = "en"
	}
	query, _ := url.ParseQuery(string(c.Context().URI().QueryString()))
	p := page{Place: h.Regions.Name(h.home.region(c.UserContext())), OtherLang: with(c.Path(), query, "lang", other), Data: data}
	if h.PublicURL != "" && c.Response().StatusCode() == fiber.StatusOK && name != "answer" { // a code is for nobody to keep
		p.Canonical = h.PublicURL + with(c.Path(), query, "lang", "", "after", "")
	}
	for _, l := range []link{
		{Href: "/activities", Text: say.t("活动", "Activities")},
		{Href: "/news", Text: say.t("动态", "News")},
		{Href: "/orgs", Text: say.t("机构", "Organisations")},
		{Href: "/notices", Text: say.t("评估公示", "Evaluations")},
		{Href: "/register", Text: say.t("合同公告", "Contracts")},
		{Href: "/verify", Text: say.t("证书查验", "Certificates")},
	} {
		l.Here = strings.HasPrefix(c.Path()+"/", l.Href+"/")
		p.Nav = append(p.Nav, l)
	}
	return h.renderer.render(lang, name, p)
}
