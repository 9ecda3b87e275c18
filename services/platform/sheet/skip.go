package sheet

import (
	"regexp"
	"slices"
	"strings"
)

var (
	totalForm = regexp.MustCompile(`^(本页|本表|以上|全部)?(合计|总计|小计|共计|累计|总人数)(人数)?([:(共为0-9]|$)|^(以上)?共[计有]?[0-9]+[人名]|(?i)^(grand)?total[:0-9]*$`)
	noteForm  = regexp.MustCompile(`^(填表|填报|制表|审核|审批|复核|经办|负责|单位负责|联系)人?(签字|签名|签章|单位|时间|日期|说明)?(\(.{0,8}\))?:|` +
		`^(说明|填表说明|填报说明|备注|附注|注|附|单位|日期|签字|签名|盖章|联系电话)(\(.{0,8}\))?:|^(签字|签名|盖章)$|^\((盖章|签章|公章)\)|^(填表|填报|制表|审核|复核)人|^以下(空白|无正文)$`)
	digitsForm = regexp.MustCompile(`^[0-9]+$`)
)

// skipReason returns why the row is not data, or "". A row with every required cell is skipped only as a total or a repeated
// header.
func (h *header) skipReason(r rawRow) string {
	first := r.cells
	if len(first) > 1 && digitsForm.MatchString(compactText(first[0].text)) { // an ordinal
		first = first[1:]
	}
	lead := ""
	if len(first) > 0 {
		lead = strings.TrimLeft(compactText(first[0].text), "*※")
	}
	switch {
	case h.repeatsHeader(r):
		return SkipHeader
	case totalForm.MatchString(lead):
		return SkipTotal
	case !h.hasKnownCell(r), noteForm.MatchString(lead) && !h.hasRequiredCells(r):
		return SkipNote
	}
	return ""
}

// repeatsHeader reports whether the row repeats one of the header's lines or a title above it.
func (h *header) repeatsHeader(r rawRow) bool {
	if len(r.cells) == 1 && slices.Contains(h.titles, wordKey(r.cells[0].text)) {
		return true
	}
	if len(r.cells) < min(2, h.countFound()) {
		return false
	}
	return slices.ContainsFunc(h.lines, func(line []string) bool {
		return !slices.ContainsFunc(r.cells, func(c rawCell) bool {
			return c.col >= len(line) || line[c.col] == "" || line[c.col] != wordKey(c.text)
		})
	})
}

// hasKnownCell reports whether a known column other than an ordinal has a value.
func (h *header) hasKnownCell(r rawRow) bool {
	return slices.ContainsFunc(h.at, func(at int) bool {
		return at >= 0 && !ordinalForm.MatchString(wordKey(h.wording[at])) && cellAt(r.cells, at).text != ""
	})
}

func (h *header) hasRequiredCells(r rawRow) bool {
	required := 0
	for i, c := range h.columns {
		if !c.Required {
			continue
		}
		if required++; h.at[i] < 0 || cellAt(r.cells, h.at[i]).text == "" {
			return false
		}
	}
	return required > 0
}
