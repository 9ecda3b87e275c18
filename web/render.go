package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// renderer holds every page in both languages, read once at the start.
type renderer struct {
	sets map[string]map[string]*template.Template // by language and page
	csp  string
	now  func() time.Time
}

// page is what a template is given. The rest comes from the functions of its language.
type page struct {
	Nav       []link
	Place     string // of the whole site, such as 花溪区
	Canonical string
	OtherLang string // the same page in the other language
	Data      any
}

type link struct {
	Href, Text string
	Here       bool
}

func newRenderer(now func() time.Time, regions *region.Tree) (*renderer, error) {
	css, err := pages.ReadFile("pages/style.css")
	if err != nil {
		return nil, err
	}
	mark, err := pages.ReadFile("pages/mark.svg")
	if err != nil {
		return nil, err
	}
	// The style stands in the page, so that a page is one answer on a slow line; its hash allows it and nothing else.
	sum := sha256.Sum256(css)
	r := &renderer{now: now, sets: map[string]map[string]*template.Template{}, csp: "default-src 'none'; img-src 'self'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"}
	files, err := pages.ReadDir("pages")
	if err != nil {
		return nil, err
	}
	for _, lang := range []string{"zh", "en"} {
		say := speaker{lang: lang, now: now}
		funcs := say.funcs()
		funcs["css"] = func() template.CSS { return template.CSS(css) } //nolint:gosec // G203: our own file
		funcs["mark"] = func() template.HTML {
			return template.HTML(strings.Replace(string(mark), "<svg ", `<svg aria-hidden="true" focusable="false" `, 1))
		} //nolint:gosec // G203: our own file
		funcs["place"] = regions.FullName
		funcs["near"] = regions.Name
		r.sets[lang] = map[string]*template.Template{}
		for _, f := range files {
			name := strings.TrimSuffix(f.Name(), ".html")
			if name == f.Name() || name == "layout" {
				continue
			}
			set, err := template.New(name).Funcs(funcs).ParseFS(pages, "pages/layout.html", path.Join("pages", f.Name()))
			if err != nil {
				return nil, fmt.Errorf("page %s: %w", name, err)
			}
			r.sets[lang][name] = set
		}
	}
	return r, nil
}

func (r *renderer) render(lang, name string, p page) ([]byte, error) {
	var b bytes.Buffer
	if err := r.sets[lang][name].ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// with returns the address with its query changed; an empty value takes the name away.
func with(path string, query url.Values, pairs ...string) string {
	q := url.Values{}
	for k, v := range query {
		q[k] = v
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
