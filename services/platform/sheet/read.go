package sheet

import (
	"context"
	"errors"
)

// Read reads every visible sheet of an .xlsx or .csv file that has the layout's header. It returns one of the faults of a
// whole file, the context's error, or nil; a refused cell is no error, it is told by Row.Problems. The zero Limits are the
// defaults. filename is consulted for plain text only, which is taken for CSV under the names .csv, .txt and .tsv.
func Read(ctx context.Context, filename string, data []byte, layout Layout, limits Limits) (Table, error) {
	lim := limits.filled()
	if int64(len(data)) > lim.FileBytes {
		return Table{}, ErrTooLarge
	}
	kind, refused := sniff(data, filename)
	if refused != nil {
		return Table{}, refused
	}
	read := readCSV
	if kind == formatXLSX {
		read = readXLSX
	}
	t, err := read(ctx, data, layout, lim)
	if err == nil {
		err = t.nothing()
	}
	if err != nil {
		return Table{}, err
	}
	return t, nil
}

// nothing returns why no sheet at all was read, the most telling reason, or nil when one was.
func (t Table) nothing() error {
	err := ErrEmpty
	for _, s := range t.Sheets {
		switch {
		case s.Skipped == nil:
			return nil
		case errors.Is(err, ErrEmpty), errors.Is(s.Skipped, ErrNoHeader):
			err = s.Skipped
		}
	}
	return err
}

func readXLSX(ctx context.Context, data []byte, layout Layout, lim Limits) (Table, error) {
	a, err := openArchive(data, lim)
	if err != nil {
		return Table{}, err
	}
	b, err := openBook(ctx, a, lim)
	if err != nil {
		return Table{}, err
	}
	c := newCollector(layout, lim)
	for _, sh := range b.sheets {
		c.begin(SheetInfo{Name: sh.name, Hidden: sh.hidden}, b.date1904)
		if sh.hidden {
			c.info.Skipped = ErrHidden
			c.table.Sheets = append(c.table.Sheets, c.info)
			continue
		}
		if err := c.end(b.readSheet(sh, c)); err != nil {
			return Table{}, err
		}
	}
	return c.table, nil
}
