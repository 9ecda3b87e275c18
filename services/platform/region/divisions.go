package region

import (
	"bytes"
	"compress/gzip"
	_ "embed" // for the divisions
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

//go:embed data/divisions.csv.gz
var packedDivisions []byte

// DataDate is the Day of the compiled-in divisions. It is untyped, because otherwise the API description would list it as
// the only possible day.
const DataDate = "2023-06-30"

// divisions holds the compiled-in divisions as one text and, in order of code, the offset of each row: 2 MB for 45,000.
type divisions struct {
	text  string
	rows  []divisionRow
	first []int32 // the children of row i are kids[first[i]:first[i+1]]; the provinces are those of row len(rows)
	kids  []int32
}

type divisionRow struct {
	code    uint32 // offset of the code; a comma and the name follow
	codeLen uint8
	nameLen uint8
	level   Level
	parent  int32 // index of the row above, or -1
}

// compiledDivisions unpacks the divisions at their first use.
var compiledDivisions = sync.OnceValues(func() (*divisions, error) {
	zr, err := gzip.NewReader(bytes.NewReader(packedDivisions))
	if err != nil {
		return nil, fmt.Errorf("unpack divisions: %w", err)
	}
	var text strings.Builder
	text.Grow(1 << 21)
	if _, err := io.Copy(&text, zr); err != nil {
		return nil, fmt.Errorf("unpack divisions: %w", err)
	}
	return parseDivisions(text.String())
})

// parseDivisions parses "code,name,parent" lines in order of code; a parent comes before its children.
func parseDivisions(text string) (*divisions, error) {
	d := &divisions{text: strings.Clone(text), rows: make([]divisionRow, 0, strings.Count(text, "\n"))}
	at := strings.IndexByte(d.text, '\n') + 1 // after the header
	for at < len(d.text) {
		line, _, _ := strings.Cut(d.text[at:], "\n")
		code, rest, _ := strings.Cut(line, ",")
		name, parent, ok := strings.Cut(rest, ",")
		if !ok || len(code) > 255 || len(name) > 255 {
			return nil, errors.New("divisions: a row is not code, name and parent")
		}
		r := divisionRow{code: uint32(at), codeLen: uint8(len(code)), nameLen: uint8(len(name)), level: Province, parent: -1} //nolint:gosec // G115: bounded by the file
		if parent != "" {
			p, ok := d.find(parent)
			if !ok {
				return nil, fmt.Errorf("divisions: %s lacks its parent", code)
			}
			r.parent, r.level = int32(p), d.rows[p].level+1 //nolint:gosec // G115: bounded by the file
		}
		if n := len(d.rows); n > 0 && d.code(n-1) >= code {
			return nil, fmt.Errorf("divisions: %s is out of order", code)
		}
		d.rows = append(d.rows, r)
		at += len(line) + 1
	}
	d.linkChildren()
	return d, nil
}

// linkChildren fills in the children of each row; the provinces are the children of an extra last row.
func (d *divisions) linkChildren() {
	n := len(d.rows)
	d.first, d.kids = make([]int32, n+2), make([]int32, n)
	owner := func(r divisionRow) int {
		if r.parent < 0 {
			return n
		}
		return int(r.parent)
	}
	for _, r := range d.rows {
		d.first[owner(r)+1]++
	}
	for i := range n + 1 {
		d.first[i+1] += d.first[i]
	}
	next := append([]int32(nil), d.first...)
	for i, r := range d.rows {
		o := owner(r)
		d.kids[next[o]] = int32(i) //nolint:gosec // G115: bounded by the file
		next[o]++
	}
}

func (d *divisions) code(i int) string {
	r := d.rows[i]
	return d.text[r.code : r.code+uint32(r.codeLen)]
}

func (d *divisions) name(i int) string {
	r := d.rows[i]
	from := r.code + uint32(r.codeLen) + 1
	return d.text[from : from+uint32(r.nameLen)]
}

func (d *divisions) find(code string) (int, bool) {
	i := sort.Search(len(d.rows), func(i int) bool { return d.code(i) >= code })
	return i, i < len(d.rows) && d.code(i) == code
}

func (d *divisions) path(i int) string {
	if p := d.rows[i].parent; p >= 0 {
		return d.path(int(p)) + d.code(i) + "/"
	}
	return d.code(i) + "/"
}

func (d *divisions) region(i int) Region {
	r := Region{Code: d.code(i), Name: d.name(i), Level: d.rows[i].level, Path: d.path(i), Kind: GB}
	r.ID = r.Code
	if p := d.rows[i].parent; p >= 0 {
		r.Parent = d.code(int(p))
	}
	return r
}

// children returns the regions directly below the code, in order of code; the provinces for "".
func (d *divisions) children(code string) []Region {
	i := len(d.rows)
	if code != "" {
		var ok bool
		if i, ok = d.find(code); !ok {
			return nil
		}
	}
	out := make([]Region, 0, d.first[i+1]-d.first[i])
	for _, k := range d.kids[d.first[i]:d.first[i+1]] {
		out = append(out, d.region(int(k)))
	}
	return out
}
