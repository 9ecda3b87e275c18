package register

import (
	"slices"
	"strings"
)

// letters converts the number of a file in its village, from 0, to A … Z, AA, AB …
func letters(n int64) string {
	s := ""
	for ; n >= 0; n = n/26 - 1 {
		s = string(rune('A'+n%26)) + s
	}
	return s
}

var numerals = []string{"", "一", "二", "三", "四", "五", "六"}

var schoolNames = map[Schooling]string{
	NotInKindergarten: "学龄前", Kindergarten: "幼儿园", Primary: "小学", Junior: "初中", Senior: "高中", Vocational: "中职",
	DroppedOut: "未在学", NotAtSchool: "未在学", SchoolUnknown: "儿童",
}

var gradeNames = map[Schooling]string{Junior: "初", Senior: "高", Vocational: "中职"}

// Pseudonym returns the name that is shown instead of the person's: 小A·三年级·青岩村. The letter is unique within the village;
// the middle part changes with the person's grade.
func (b *Beneficiary) Pseudonym(village string) string {
	switch {
	case slices.Contains(b.Kinds, LeftBehindElder):
		return "老" + b.Letter + "·老人·" + village
	case slices.Contains(b.Kinds, LeftBehindWoman):
		return "阿" + b.Letter + "·妇女·" + village
	}
	at := schoolNames[b.Schooling]
	if grade := b.Grade; grade > 0 && int(grade) < len(numerals) {
		at = gradeNames[b.Schooling] + numerals[grade]
		if b.Schooling == Primary {
			at += "年级"
		}
	}
	return "小" + b.Letter + "·" + at + "·" + village
}

// pseudonymParts are the parts of a pseudonym that stay: 小, A and 青岩村.
type pseudonymParts struct{ kind, letter, village string }

// parsePseudonym returns the parts of 小A·三年级·青岩村 or 小A·青岩村, and whether the text is one.
func parsePseudonym(text string) (p pseudonymParts, ok bool) {
	head, rest, ok := strings.Cut(text, "·")
	if !ok {
		return p, false
	}
	for _, kind := range []string{"小", "老", "阿"} {
		if letter, found := strings.CutPrefix(head, kind); found {
			p.kind, p.letter = kind, strings.ToUpper(letter)
		}
	}
	parts := strings.Split(rest, "·")
	p.village = parts[len(parts)-1]
	return p, p.letter != "" && p.village != ""
}
