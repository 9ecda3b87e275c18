package region

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/pinyin"
)

// Search says which regions to look for: their name, its pinyin, its initials or the beginning of their code.
type Search struct {
	Typed   string
	Within  string   // path; "" for everywhere
	Deepest Level    // the lowest level wanted
	Home    []Region // those within one of these come first
	Limit   int
}

// Search returns the regions that match, those of home first, then names that begin with what was typed, then higher levels.
// It reads no store: a region that another replica has just added is found a minute later.
func (t *Tree) Search(s Search) []Region {
	q := pinyin.NewQuery(s.Typed)
	if q.Empty() {
		return nil
	}
	type hit struct {
		Region
		away bool // outside home
		at   int  // where the name matches
	}
	var hits []hit
	add := func(r Region, at int) {
		if r.Level > s.Deepest || !Within(r.Path, s.Within) {
			return
		}
		away := !slices.ContainsFunc(s.Home, func(h Region) bool { return Within(r.Path, h.Path) })
		hits = append(hits, hit{r, away, at})
	}
	code := strings.TrimSpace(s.Typed)
	place := func(itsCode, name string) int {
		if strings.HasPrefix(itsCode, code) {
			return 0
		}
		return q.Index(name)
	}
	for i := range t.base.rows {
		if at := place(t.base.code(i), t.base.name(i)); at >= 0 {
			add(t.base.region(i), at)
		}
	}
	t.mu.RLock()
	for _, r := range t.stored {
		if at := place(r.Code, r.Name); at >= 0 {
			add(*r, at)
		}
	}
	t.mu.RUnlock()
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(number(a.away)-number(b.away), min(a.at, 1)-min(b.at, 1), cmp.Compare(a.Level, b.Level), strings.Compare(a.Code, b.Code))
	})
	out := make([]Region, 0, min(len(hits), s.Limit))
	for _, h := range hits[:cap(out)] {
		out = append(out, h.Region)
	}
	return out
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Home returns the areas from which a choice of regions begins: the counties in which the actor holds an office (an office for
// a larger area is taken as it is), else the area that the program serves, which may be none.
func (t *Tree) Home(a auth.Actor, served Region) []Region {
	var out []Region
	for _, b := range a.Bindings {
		r, ok := t.Lookup(CodeOf(b.Region))
		for ok && r.Level > County {
			r, ok = t.Lookup(r.Parent)
		}
		if ok && !slices.ContainsFunc(out, func(o Region) bool { return o.Code == r.Code }) {
			out = append(out, r)
		}
	}
	if len(out) == 0 && served.Code != "" {
		out = append(out, served)
	}
	return out
}
