package sheet

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
)

// rawCell is one non-blank cell.
type rawCell struct {
	col  int
	text string // as a spreadsheet shows it
	form cellForm
}

// merged is a merged range of several rows, whose value is stored in the first one; rows are 1-based.
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

func denseTexts(cells []rawCell) []string {
	if len(cells) == 0 {
		return nil
	}
	out := make([]string, cells[len(cells)-1].col+1)
	for _, c := range cells {
		out[c.col] = c.text
	}
	return out
}

// collector receives the rows of one sheet after another, finds each header and keeps the data rows. It counts what it keeps
// against the limits.
type collector struct {
	names       *wordings
	layout      Layout
	lim         Limits
	table       Table
	cells       int
	text        int64
	earlierRows int // rows of the earlier sheets

	// of the current sheet
	date1904 bool
	info     SheetInfo
	window   []rawRow // the first rows, kept until the header is searched in them
	head     *header
	rows     []Row
	merges   []merged
	last     int // the last non-blank row
}

const headerRows = 20

// errNoHeader ends a sheet whose first rows hold no header.
var errNoHeader = errors.New("no header")

func newCollector(l Layout, lim Limits) *collector {
	if l.MaxRows > 0 {
		lim.Rows = l.MaxRows
	}
	return &collector{names: newNames(l), layout: l, lim: lim}
}

func (c *collector) beginSheet(info SheetInfo, date1904 bool) {
	c.info, c.date1904 = info, date1904
	c.window, c.head, c.rows, c.merges, c.last = nil, nil, nil, nil, 0
}

// addRow receives the next row; the caller may reuse cells.
func (c *collector) addRow(number int, cells []rawCell) error {
	if len(cells) == 0 {
		return nil
	}
	if err := c.countCells(cells); err != nil {
		return err
	}
	r := rawRow{number, slices.Clone(cells)}
	if c.head == nil && number <= headerRows+1 { // one more, for a header's second line
		c.window = append(c.window, r)
		return nil
	}
	if err := c.findHeader(); err != nil {
		return err
	}
	return c.keepRow(r)
}

func (c *collector) countCells(cells []rawCell) error {
	c.cells += len(cells)
	for _, cell := range cells {
		c.text += int64(len(cell.text))
	}
	if c.cells > c.lim.Cells || c.text > c.lim.TextBytes {
		return ErrTooLarge
	}
	return nil
}

// findHeader searches the first rows for the header and keeps the rows below it.
func (c *collector) findHeader() error {
	if c.head != nil {
		return nil
	}
	h := c.names.findHeader(c.window)
	if h == nil {
		return errNoHeader
	}
	h.columns, h.chars, h.date1904 = c.layout.Columns, c.lim.CellChars, c.date1904
	c.head, c.last = h, h.row
	for _, r := range c.window {
		if r.number <= h.row {
			continue
		}
		if err := c.keepRow(r); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) keepRow(r rawRow) error {
	c.info.Blank += r.number - c.last - 1
	c.last = r.number
	if c.head.reasonColumn >= 0 {
		r.cells = slices.DeleteFunc(r.cells, func(x rawCell) bool { return x.col == c.head.reasonColumn })
	}
	if why := c.head.skipReason(r); why != "" {
		if c.info.SkipCount++; len(c.info.Skips) < 100 {
			c.info.Skips = append(c.info.Skips, Skip{Number: r.number, Why: why})
		}
		return nil
	}
	if c.earlierRows+len(c.rows) >= c.lim.Rows {
		return ErrTooManyRows.With("rows", strconv.Itoa(c.lim.Rows))
	}
	c.rows = append(c.rows, Row{Sheet: c.info.Name, Number: r.number, head: c.head, cells: r.cells})
	return nil
}

// endSheet finishes the current sheet; err is the result of reading it.
func (c *collector) endSheet(err error) error {
	if err == nil {
		err = c.findHeader()
	}
	switch {
	case errors.Is(err, errNoHeader) && len(c.window) == 0:
		c.info.Skipped = ErrEmpty
	case errors.Is(err, errNoHeader):
		c.info.Skipped = c.names.noHeaderFault()
	case err != nil:
		return err
	default:
		if err := c.fillMerged(); err != nil {
			return err
		}
		c.head.describe(&c.info)
		c.info.Rows = len(c.rows)
	}
	c.earlierRows += len(c.rows)
	c.table.Rows = append(c.table.Rows, c.rows...)
	c.table.Blank += c.info.Blank
	c.table.Skipped += c.info.SkipCount
	c.table.Sheets = append(c.table.Sheets, c.info)
	return nil
}

// fillMerged copies the value of a merged range to each of its rows that has another cell. Overlapping ranges, which no
// spreadsheet program writes, are ignored, so that no cell is filled twice.
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
			if err := c.fillCell(&c.rows[i], value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *collector) fillCell(r *Row, value rawCell) error {
	at, there := slices.BinarySearchFunc(r.cells, value.col, func(x rawCell, col int) int { return cmp.Compare(x.col, col) })
	if there {
		return nil
	}
	r.cells = slices.Insert(r.cells, at, value)
	return c.countCells(r.cells[at : at+1])
}
