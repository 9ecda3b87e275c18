package sheet

import (
	"context"
	"errors"
)

// Read reads every visible sheet of an .xlsx or .csv file that has the layout's header. It returns a fault of the whole
// file, the context's error, or nil; refused cells are not an error but are listed by Row.Problems. The zero Limits are the
// defaults. The filename matters for plain text only, which is read as CSV under the names .csv, .txt and .tsv.
func Read(ctx context.Context, filename string, data []byte, layout Layout, limits Limits) (Table, error) {
	lim := limits.withDefaults()
	if int64(len(data)) > lim.FileBytes {
		return Table{}, ErrTooLarge
	}
	kind, refused := detectFormat(data, filename)
	if refused != nil {
		return Table{}, refused
	}
	read := readCSV
	if kind == formatXLSX {
		read = readXLSX
	}
	t, err := read(ctx, data, layout, lim)
	if err == nil {
		err = t.unreadReason()
	}
	if err != nil {
		return Table{}, err
	}
	return t, nil
}

// unreadReason returns the most specific reason why no sheet was read, or nil when one was.
func (t Table) unreadReason() error {
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
		c.beginSheet(SheetInfo{Name: sh.name, Hidden: sh.hidden}, b.date1904)
		if sh.hidden {
			c.info.Skipped = ErrHidden
			c.table.Sheets = append(c.table.Sheets, c.info)
			continue
		}
		if err := c.endSheet(b.readSheet(sh, c)); err != nil {
			return Table{}, err
		}
	}
	return c.table, nil
}
