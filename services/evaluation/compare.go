package evaluation

import (
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/services/contracts"
)

// ChangeKind is how a part of a sheet differs between two editions.
type ChangeKind string

// The kinds of changes.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Changed ChangeKind = "changed"
)

// PartKind is the part of a sheet that a Change is about.
type PartKind string

// The parts of a sheet.
const (
	PartSection PartKind = "section"
	PartItem    PartKind = "item"
	PartVeto    PartKind = "veto"
	PartGrade   PartKind = "grade"
)

// Change is what one edition has otherwise than the one before. Sections, items and vetoes are the same when their codes are, grades when
// their names are. Points are hundredths: of sections and items the most, of grades where they begin, of vetoes 0.
type Change struct {
	Part          PartKind
	Kind          ChangeKind
	Code          string // empty for grades
	Name          string // in the later edition, if it has it
	Before, After int64
	Details       []Detail // what changed besides the points
}

// Detail is one property that changed. Before and After are texts for people, in the language asked for.
type Detail struct {
	Property string // name, section, method, indicator, bands, levels, parts, parties, evidence, pass
	Before   func(lang string) string
	After    func(lang string) string
}

// Compare lists what b has otherwise than a, in the order of b, what b lacks last.
func Compare(a, b Sheet) []Change {
	var list []Change
	list = append(list, compareParts(PartSection, sections(a), sections(b))...)
	list = append(list, compareParts(PartItem, items(a), items(b))...)
	list = append(list, compareParts(PartVeto, vetoes(a), vetoes(b))...)
	return append(list, compareParts(PartGrade, grades(a), grades(b))...)
}

// sheetPart is one part of a sheet in the form in which it is compared.
type sheetPart struct {
	key, code, name string
	points          int64
	properties      []property
}

type property struct {
	name string
	text func(lang string) string
}

func said(s string) func(string) string { return func(string) string { return s } }

func compareParts(kind PartKind, a, b []sheetPart) []Change {
	had := map[string]sheetPart{}
	for _, p := range a {
		had[p.key] = p
	}
	var list []Change
	for _, p := range b {
		old, ok := had[p.key]
		delete(had, p.key)
		c := Change{Part: kind, Kind: Changed, Code: p.code, Name: p.name, Before: old.points, After: p.points}
		if !ok {
			c.Kind = Added
			list = append(list, c)
			continue
		}
		for i, was := range old.properties {
			if now := p.properties[i]; was.text("zh") != now.text("zh") {
				c.Details = append(c.Details, Detail{was.name, was.text, now.text})
			}
		}
		if len(c.Details) > 0 || c.Before != c.After {
			list = append(list, c)
		}
	}
	for _, p := range a {
		if _, left := had[p.key]; left {
			list = append(list, Change{Part: kind, Kind: Removed, Code: p.code, Name: p.name, Before: p.points})
		}
	}
	return list
}

func sections(s Sheet) (list []sheetPart) {
	for _, sec := range s.Sections {
		p := sheetPart{key: sec.Code, code: sec.Code, name: sec.Name, properties: []property{{"name", said(sec.Name)}}}
		for _, it := range sec.Items {
			p.points += it.Max
		}
		list = append(list, p)
	}
	return list
}

func items(s Sheet) (list []sheetPart) {
	for _, sec := range s.Sections {
		for _, it := range sec.Items {
			list = append(list, sheetPart{it.Code, it.Code, it.Name, it.Max, []property{
				{"name", said(it.Name)}, {"section", said(sec.Name)},
				{"method", func(lang string) string { return MethodWords.Of(string(it.Method), lang) }},
				{"indicator", it.indicatorText}, {"bands", said(it.bandsText())}, {"levels", said(it.levelsText())}, {"parts", said(it.partsText())},
				{"parties", it.partiesText}, {"evidence", said(it.Evidence)},
			}})
		}
	}
	return list
}

func vetoes(s Sheet) (list []sheetPart) {
	for _, v := range s.Vetoes {
		list = append(list, sheetPart{key: v.Code, code: v.Code, name: v.Name, properties: []property{{"name", said(v.Name)}}})
	}
	return list
}

func grades(s Sheet) (list []sheetPart) {
	for _, g := range s.Grades {
		list = append(list, sheetPart{key: g.Name, name: g.Name, points: g.From, properties: []property{{"pass", g.passText}}})
	}
	return list
}

func (g Grade) passText(lang string) string {
	return map[bool]map[bool]string{true: {true: "passed", false: "合格"}, false: {true: "not passed", false: "不合格"}}[g.Pass][strings.HasPrefix(lang, "en")]
}

func (it Item) indicatorText(lang string) string {
	switch {
	case it.byRater():
		return ""
	case it.Indicator == "":
		return SubstituteWords.Of(AllKinds, lang)
	}
	return contracts.IndicatorWords.Of(string(it.Indicator), lang)
}

func (it Item) bandsText() string {
	var list []string
	for _, b := range it.Bands {
		list = append(list, fmt.Sprintf("≥ %s%%: %d/%d", Hundredths(b.FromBP), b.Num, b.Den))
	}
	return strings.Join(list, "; ")
}

func (it Item) levelsText() string {
	var list []string
	for _, l := range it.Levels {
		list = append(list, fmt.Sprintf("%s %s%%", l.Name, Hundredths(l.ShareBP)))
	}
	return strings.Join(list, "; ")
}

func (it Item) partsText() string {
	var list []string
	for _, p := range it.Parts {
		list = append(list, p.Name+" "+Hundredths(p.Max))
	}
	return strings.Join(list, "; ")
}

func (it Item) partiesText(lang string) string {
	var list []string
	for _, p := range it.Parties {
		list = append(list, PartyWords.Of(string(p), lang))
	}
	return strings.Join(list, "; ")
}
