package sheet

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
)

// rawCell is one cell that is not blank.
type rawCell struct {
	col  int
	text string // as displayed
	form form
}

// merged is a range of several rows whose one value stands in its first row; rows are 1-based.
type merged struct{ col, first, last int }

type rawRow struct {
	number int
	cells  []rawCell
}

func cellAt(cells []rawCell, col int) rawCell {
	i, ok := slices.BinarySearchFunc(cells, col, func(c rawCell, col int) int { return cmp.Compare(c.col, col) })
	if !ok {
		return rawCell{}
	}
	return cells[i]
}

func dense(cells []rawCell) []string {
	if len(cells) == 0 {
		return nil
	}
	out := make([]string, cells[len(cells)-1].col+1)
	for _, c := range cells {
		out[c.col] = c.text
	}
	return out
}

// collector takes the rows of one sheet after another, finds each header, and keeps what is data. It counts everything
// kept against the limits.
type collector struct {
	names  *names
	layout Layout
	lim    Limits
	table  Table
	cells  int
	text   int64
	saved  int // rows of the sheets before

	// of the present sheet
	date1904 bool
	info     SheetInfo
	window   []rawRow // the first rows, until the header is looked for in them
	head     *head
	rows     []Row
	merges   []merged
	last     int // the last row that was not blank
}

const headerRows = 20

// errNoHeader stops the reading of a sheet whose first rows hold no header.
var errNoHeader = errors.New("no header")

func newCollector(l Layout, lim Limits) *collector {
	if l.MaxRows > 0 {
		lim.Rows = l.MaxRows
	}
	return &collector{names: newNames(l), layout: l, lim: lim}
}

func (c *collector) begin(info SheetInfo, date1904 bool) {
	c.info, c.date1904 = info, date1904
	c.window, c.head, c.rows, c.merges, c.last = nil, nil, nil, nil, 0
}

// add takes the next row; cells may be used again by the caller.
func (c *collector) add(number int, cells []rawCell) error {
	if len(cells) == 0 {
		return nil
	}
	if err := c.charge(cells); err != nil {
		return err
	}
	r := rawRow{number, slices.Clone(cells)}
	if c.head == nil && number <= headerRows+1 { // one more: a header's second line
		c.window = append(c.window, r)
		return nil
	}
	if err := c.settle(); err != nil {
		return err
	}
	return c.take(r)
}

func (c *collector) charge(cells []rawCell) error {
	c.cells += len(cells)
	for _, cell := range cells {
		c.text += int64(len(cell.text))
	}
	if c.cells > c.lim.Cells || c.text > c.lim.TextBytes {
		return ErrTooLarge
	}
	return nil
}

// settle looks for the header in the first rows and takes those below it.
func (c *collector) settle() error {
	if c.head != nil {
		return nil
	}
	h := c.names.find(c.window)
	if h == nil {
		return errNoHeader
	}
	h.columns, h.chars, h.date1904 = c.layout.Columns, c.lim.CellChars, c.date1904
	c.head, c.last = h, h.row
	for _, r := range c.window {
		if r.number <= h.row {
			continue
		}
		if err := c.take(r); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) take(r rawRow) error {
	c.info.Blank += r.number - c.last - 1
	c.last = r.number
	if c.head.reason >= 0 {
		r.cells = slices.DeleteFunc(r.cells, func(x rawCell) bool { return x.col == c.head.reason })
	}
	if why := c.head.skips(r); why != "" {
		if c.info.SkipCount++; len(c.info.Skips) < 100 {
			c.info.Skips = append(c.info.Skips, Skip{Number: r.number, Why: why})
		}
		return nil
	}
	if c.saved+len(c.rows) >= c.lim.Rows {
		return ErrTooManyRows.With("rows", strconv.Itoa(c.lim.Rows))
	}
	c.rows = append(c.rows, Row{Sheet: c.info.Name, Number: r.number, head: c.head, cells: r.cells})
	return nil
}

// end closes the present sheet; err is what reading it came to.
func (c *collector) end(err error) error {
	if err == nil {
		err = c.settle()
	}
	switch {
	case errors.Is(err, errNoHeader) && len(c.window) == 0:
		c.info.Skipped = ErrEmpty
	case errors.Is(err, errNoHeader):
		c.info.Skipped = c.names.missing()
	case err != nil:
		return err
	default:
		if err := c.fillMerged(); err != nil {
			return err
		}
		c.head.describe(&c.info)
		c.info.Rows = len(c.rows)
	}
	c.saved += len(c.rows)
	c.table.Rows = append(c.table.Rows, c.rows...)
	c.table.Blank += c.info.Blank
	c.table.Skipped += c.info.SkipCount
	c.table.Sheets = append(c.table.Sheets, c.info)
	return nil
}

// fillMerged repeats the value of a range in each of its rows that has something of its own. Ranges that overlap, which no
// spreadsheet writes, are left out, so that no cell is filled twice.
func (c *collector) fillMerged() error {
	slices.SortFunc(c.merges, func(a, b merged) int {
		return cmp.Or(cmp.Compare(a.col, b.col), cmp.Compare(a.first, b.first))
	})
	before := merged{col: -1}
	for _, m := range c.merges {
		if m.first <= c.head.row || m.col >= c.lim.Columns || m.col == before.col && m.first <= before.last {
			continue
		}
		before = m
		i, ok := slices.BinarySearchFunc(c.rows, m.first, func(r Row, n int) int { return cmp.Compare(r.Number, n) })
		if !ok {
			continue
		}
		value := cellAt(c.rows[i].cells, m.col)
		if value.text == "" {
			continue
		}
		for i++; i < len(c.rows) && c.rows[i].Number <= m.last; i++ {
			if err := c.fill(&c.rows[i], value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *collector) fill(r *Row, value rawCell) error {
	at, there := slices.BinarySearchFunc(r.cells, value.col, func(x rawCell, col int) int { return cmp.Compare(x.col, col) })
	if there {
		return nil
	}
	r.cells = slices.Insert(r.cells, at, value)
	return c.charge(r.cells[at : at+1])
}
