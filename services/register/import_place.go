package register

import (
	"context"
	"slices"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/auth"
	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// importPlaces finds the villages of the importer's area by their names.
type importPlaces struct {
	byName map[string][]importPlace
	all    []importPlace
}

// importPlace is a village with the town above it.
type importPlace struct {
	region.Region
	town string
}

// importPlaces returns the villages in which the actor may write files.
func (s *Service) importPlaces(ctx context.Context, actor auth.Actor) *importPlaces {
	p := &importPlaces{byName: map[string][]importPlace{}}
	for _, path := range actor.Regions(auth.BeneficiaryEdit) {
		if r, ok := s.Regions.Lookup(region.CodeOf(path)); ok && r.Path == path {
			s.addPlaces(ctx, p, r)
		}
	}
	return p
}

func (s *Service) addPlaces(ctx context.Context, p *importPlaces, r region.Region) {
	if _, err := s.village(ctx, r.Path); err == nil {
		p.add(importPlace{r, s.Regions.Name(strings.TrimSuffix(r.Path, r.Code+"/"))})
	}
	if r.Level == region.Village {
		return
	}
	for _, below := range s.Regions.Children(ctx, r.Code) {
		s.addPlaces(ctx, p, below)
	}
}

func (p *importPlaces) add(v importPlace) {
	p.all = append(p.all, v)
	for _, name := range []string{v.Name, shortPlace(v.Name)} {
		for _, key := range []string{wordKey(name), wordKey(v.town + name)} {
			if !slices.ContainsFunc(p.byName[key], func(o importPlace) bool { return o.Code == v.Code }) {
				p.byName[key] = append(p.byName[key], v)
			}
		}
	}
}

// shortPlace returns the name without what kind of place it is.
func shortPlace(name string) string {
	for _, end := range []string{"村民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "村"} {
		if short, ok := strings.CutSuffix(name, end); ok && short != "" {
			return short
		}
	}
	return name
}

// find returns the village that the cell names, by name or code. town, unless empty, is the town that the row names.
func (p *importPlaces) find(cell, town string) (string, *fault.Fault) {
	var found []importPlace
	code := strings.TrimSpace(cell)
	for _, v := range p.all {
		if v.Code == code || v.Path == code {
			found = append(found, v)
		}
	}
	for _, name := range []string{cell, shortPlace(cell)} {
		if len(found) == 0 {
			found = slices.Clone(p.byName[wordKey(name)])
		}
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(v importPlace) bool { return wordKey(v.Name) != wordKey(cell) })
	if len(exact) > 0 {
		found = exact
	}
	if town != "" {
		found = slices.DeleteFunc(found, func(v importPlace) bool { return !sameTown(v.town, town) })
	}
	switch len(found) {
	case 0:
		return "", ErrImportVillage
	case 1:
		return found[0].Path, nil
	}
	names := make([]string, len(found))
	for i, v := range found {
		names[i] = v.town + v.Name + " " + v.Code
	}
	return "", ErrImportWhich.With("choices", strings.Join(names, "、"))
}

// sameTown compares names of towns, with or without what kind of place they are, or with the county before.
func sameTown(is, written string) bool {
	short := func(name string) string {
		for _, end := range []string{"街道办事处", "街道", "镇", "乡"} {
			if s, ok := strings.CutSuffix(name, end); ok && s != "" {
				return s
			}
		}
		return name
	}
	return strings.HasSuffix(wordKey(short(written)), wordKey(short(is)))
}

// only returns the one village of the area, if there is one.
func (p *importPlaces) only() (string, bool) {
	if len(p.all) == 1 {
		return p.all[0].Path, true
	}
	return "", false
}
