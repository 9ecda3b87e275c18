package sheet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

// head is a sheet's header: where each column of the layout stands.
type head struct {
	columns  []Column
	at       []int    // the sheet's column by the layout's, -1 when the sheet does not have it
	wording  []string // by the sheet's column, in one line
	row      int      // its last line
	lines    [][]string
	titles   []string // what stood alone in a row above
	doubled  []string
	unknown  []string
	reason   int // the column that Refused has added, or -1
	chars    int
	date1904 bool
}

func (h *head) column(key string) (int, bool) {
	i := slices.IndexFunc(h.columns, func(c Column) bool { return c.Key == key })
	return i, i >= 0
}

func (h *head) describe(info *SheetInfo) {
	info.HeaderRow, info.Header, info.Unknown, info.Doubled = h.row, h.wording, h.unknown, h.doubled
	info.Columns = map[string]string{}
	for i, c := range h.columns {
		if h.at[i] >= 0 {
			info.Columns[c.Key] = h.wording[h.at[i]]
		}
	}
}

// names knows a layout's header wordings.
type names struct {
	layout Layout
	by     map[string]int
}

func newNames(l Layout) *names {
	n := &names{layout: l, by: map[string]int{}}
	for i, c := range l.Columns {
		for _, name := range c.Names {
			key := wordKey(name)
			if _, taken := n.by[key]; !taken && key != "" {
				n.by[key] = i
			}
		}
	}
	return n
}

// missing is the fault of a sheet without the header: it names what must be there.
func (n *names) missing() *fault.Fault {
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
	remark = regexp.MustCompile(`[（(\[【〔][^）)\]】〕]*[）)\]】〕]?`)
	// groups are first lines of a header that say nothing about the column below them.
	groups = regexp.MustCompile(`^(志愿者|个人|人员|基本|本人|学生|儿童)*(基本)?(信息|情况|资料)$`)
	// ordinals are wordings of a column that is filled in before anybody is.
	ordinals = regexp.MustCompile(`^(序号?|行号|no)$`)
)

// wordKey makes wordings comparable.
func wordKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// find returns the first header in the rows that has every required column, or nil.
func (n *names) find(rows []rawRow) *head {
	var titles []string
	for i, r := range rows {
		if r.number > headerRows {
			break
		}
		top := dense(r.cells)
		best := n.match(top)
		if i+1 < len(rows) && rows[i+1].number == r.number+1 {
			if two := n.match(joined(top, dense(rows[i+1].cells))); two.full(n) && two.found() > best.found() {
				two.row, two.titles, two.lines = r.number+1, titles, [][]string{keys(top), keys(dense(rows[i+1].cells))}
				return two
			}
		}
		if best.full(n) {
			best.row, best.titles, best.lines = r.number, titles, [][]string{keys(top)}
			return best
		}
		if len(r.cells) == 1 {
			titles = append(titles, wordKey(r.cells[0].text))
		}
	}
	return nil
}

func keys(line []string) []string {
	out := make([]string, len(line))
	for i, s := range line {
		out[i] = wordKey(s)
	}
	return out
}

// joined makes one line of a header's two: a first line stands for the columns to its right until the next one, unless
// there is nothing below it.
func joined(top, bottom []string) []string {
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
			if !groups.MatchString(wordKey(group)) {
				out[i] = oneLine(group + " " + b)
			}
		}
	}
	return out
}

// match finds the layout's columns in a header line: exact wordings first, then those with a remark in brackets.
func (n *names) match(line []string) *head {
	h := &head{at: make([]int, len(n.layout.Columns)), wording: make([]string, len(line)), reason: -1}
	for i := range h.at {
		h.at[i] = -1
	}
	taken := make([]bool, len(line))
	for col, s := range line {
		h.wording[col] = oneLine(s)
		if i, ok := n.by[wordKey(s)]; ok && h.at[i] < 0 {
			h.at[i], taken[col] = col, true
		}
	}
	for col, s := range line {
		short := wordKey(remark.ReplaceAllString(s, ""))
		if i, ok := n.by[short]; ok && h.at[i] < 0 && !taken[col] {
			h.at[i], taken[col] = col, true
		}
	}
	for col, s := range line {
		short := wordKey(remark.ReplaceAllString(s, ""))
		_, known := n.by[short]
		switch {
		case taken[col] || short == "" || ordinals.MatchString(short):
		case isReason(short):
			h.reason, h.wording[col] = col, ""
		case known:
			h.doubled = append(h.doubled, h.wording[col])
		default:
			h.unknown = append(h.unknown, h.wording[col])
		}
	}
	return h
}

func (h *head) found() (n int) {
	for _, at := range h.at {
		if at >= 0 {
			n++
		}
	}
	return n
}

func (h *head) full(n *names) bool {
	for i, c := range n.layout.Columns {
		if c.Required && h.at[i] < 0 {
			return false
		}
	}
	return h.found() >= min(2, len(h.at))
}
