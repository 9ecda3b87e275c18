package sheet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// header is the header of a sheet: where each column of the layout is.
type header struct {
	columns      []Column
	at           []int    // by column of the layout: the sheet's column, or -1
	wording      []string // by column of the sheet, in one line
	row          int      // its last line
	lines        [][]string
	titles       []string // texts that were alone in a row above
	doubled      []string
	unknown      []string
	reasonColumn int // the column added by Refused, or -1
	chars        int
	date1904     bool
}

func (h *header) column(key string) (int, bool) {
	i := slices.IndexFunc(h.columns, func(c Column) bool { return c.Key == key })
	return i, i >= 0
}

func (h *header) describe(info *SheetInfo) {
	info.HeaderRow, info.Header, info.Unknown, info.Doubled = h.row, h.wording, h.unknown, h.doubled
	info.Columns = map[string]string{}
	for i, c := range h.columns {
		if h.at[i] >= 0 {
			info.Columns[c.Key] = h.wording[h.at[i]]
		}
	}
}

// wordings finds columns of a layout by their header wordings.
type wordings struct {
	layout Layout
	byKey  map[string]int
}

func newNames(l Layout) *wordings {
	n := &wordings{layout: l, byKey: map[string]int{}}
	for i, c := range l.Columns {
		for _, name := range c.Names {
			key := wordKey(name)
			if _, taken := n.byKey[key]; !taken && key != "" {
				n.byKey[key] = i
			}
		}
	}
	return n
}

// noHeaderFault is the fault of a sheet without the header; it names the required columns.
func (n *wordings) noHeaderFault() *fault.Fault {
	var must, all []string
	for _, c := range n.layout.Columns {
		all = append(all, c.Names[0])
		if c.Required {
			must = append(must, c.Names[0])
		}
	}
	if len(must) == 0 {
		must = all
	}
	return ErrNoHeader.With("columns", strings.Join(must, " / "))
}

var (
	remarkForm = regexp.MustCompile(`[（(\[【〔][^）)\]】〕]*[）)\]】〕]?`)
	// groupForm matches first lines of a header that say nothing about the columns below.
	groupForm = regexp.MustCompile(`^(志愿者|个人|人员|基本|本人|学生|儿童|就读|就学|在校|在读|学籍)*(基本)?(信息|情况|资料)$`)
	// ordinalForm matches the wording of a prefilled column.
	ordinalForm = regexp.MustCompile(`^(序号?|行号|no)$`)
)

// wordKey returns the form in which wordings are compared.
func wordKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// findHeader returns the first header in the rows that has every required column, or nil.
func (n *wordings) findHeader(rows []rawRow) *header {
	var titles []string
	for i, r := range rows {
		if r.number > headerRows {
			break
		}
		top := denseTexts(r.cells)
		best := n.matchLine(top)
		if i+1 < len(rows) && rows[i+1].number == r.number+1 {
			if two := n.matchLine(joinHeaderLines(top, denseTexts(rows[i+1].cells))); two.hasRequiredColumns(n) && two.countFound() > best.countFound() {
				two.row, two.titles, two.lines = r.number+1, titles, [][]string{wordKeys(top), wordKeys(denseTexts(rows[i+1].cells))}
				return two
			}
		}
		if best.hasRequiredColumns(n) {
			best.row, best.titles, best.lines = r.number, titles, [][]string{wordKeys(top)}
			return best
		}
		if len(r.cells) == 1 {
			titles = append(titles, wordKey(r.cells[0].text))
		}
	}
	return nil
}

func wordKeys(line []string) []string {
	out := make([]string, len(line))
	for i, s := range line {
		out[i] = wordKey(s)
	}
	return out
}

// joinHeaderLines joins the two lines of a header into one: a cell of the first line counts for the columns to its right up
// to the next one, unless there is nothing below it.
func joinHeaderLines(top, bottom []string) []string {
	out := make([]string, max(len(top), len(bottom)))
	group := ""
	for i := range out {
		var t, b string
		if i < len(top) {
			t = top[i]
		}
		if i < len(bottom) {
			b = bottom[i]
		}
		switch {
		case b == "" && t != "":
			group, out[i] = "", t
		case t != "":
			group = t
			fallthrough
		case b != "":
			out[i] = b
			if g := wordKey(group); !groupForm.MatchString(g) && !(g != "" && strings.HasPrefix(wordKey(b), g)) { // 监护人 above 监护人电话
				out[i] = oneLine(group + " " + b)
			}
		}
	}
	return out
}

// matchLine finds the layout's columns in a header line: exact wordings first, then those with a remark in brackets.
func (n *wordings) matchLine(line []string) *header {
	h := &header{at: make([]int, len(n.layout.Columns)), wording: make([]string, len(line)), reasonColumn: -1}
	for i := range h.at {
		h.at[i] = -1
	}
	taken := make([]bool, len(line))
	for col, s := range line {
		h.wording[col] = oneLine(s)
		if i, ok := n.byKey[wordKey(s)]; ok && h.at[i] < 0 {
			h.at[i], taken[col] = col, true
		}
	}
	for col, s := range line {
		short := wordKey(remarkForm.ReplaceAllString(s, ""))
		if i, ok := n.byKey[short]; ok && h.at[i] < 0 && !taken[col] {
			h.at[i], taken[col] = col, true
		}
	}
	for col, s := range line {
		short := wordKey(remarkForm.ReplaceAllString(s, ""))
		_, known := n.byKey[short]
		switch {
		case taken[col] || short == "" || ordinalForm.MatchString(short):
		case isReason(short):
			h.reasonColumn, h.wording[col] = col, ""
		case known:
			h.doubled = append(h.doubled, h.wording[col])
		default:
			h.unknown = append(h.unknown, h.wording[col])
		}
	}
	return h
}

func (h *header) countFound() (n int) {
	for _, at := range h.at {
		if at >= 0 {
			n++
		}
	}
	return n
}

func (h *header) hasRequiredColumns(n *wordings) bool {
	for i, c := range n.layout.Columns {
		if c.Required && h.at[i] < 0 {
			return false
		}
	}
	return h.countFound() >= min(2, len(h.at))
}
