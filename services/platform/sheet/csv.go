package sheet

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
)

const maxRecord = 1 << 20 // bytes of one record, so that its fields cannot grow without bound

// readCSV tries the separators until the header is found.
func readCSV(ctx context.Context, data []byte, layout Layout, lim Limits) (Table, error) {
	data, refused := decode(data)
	if refused != nil {
		return Table{}, refused
	}
	var first Table
	var firstErr error
	for i, sep := range []rune{',', '\t', ';'} {
		t, err := readSeparated(ctx, data, sep, layout, lim)
		if err == nil && t.nothing() == nil || ctx.Err() != nil {
			return t, err
		}
		if i == 0 {
			first, firstErr = t, err
		}
	}
	return first, firstErr
}

// decode returns the text in UTF-8 with bare line feeds. UTF-16 is taken with a byte order mark only; what is not UTF-8 is
// GB18030.
func decode(data []byte) ([]byte, *fault.Fault) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(data, []byte("\uFEFF")):
		data = data[len("\uFEFF"):]
	case !utf8.Valid(data):
		from = simplifiedchinese.GB18030
	}
	if from != nil {
		var err error
		if data, err = from.NewDecoder().Bytes(data); err != nil {
			return nil, ErrEncoding
		}
	}
	if !utf8.Valid(data) || bytes.Contains(data, []byte("\uFFFD")) || bytes.IndexByte(data, 0) >= 0 {
		return nil, ErrEncoding
	}
	if bytes.IndexByte(data, '\n') < 0 {
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	return data, nil
}

// rationed hands out the data until the present record has had its ration.
type rationed struct {
	r    *bytes.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := r.r.Read(p)
	r.left -= n
	return n, err
}

func readSeparated(ctx context.Context, data []byte, sep rune, layout Layout, lim Limits) (Table, error) {
	c := newCollector(layout, lim)
	c.begin(SheetInfo{}, false)
	err := eachRecord(ctx, data, sep, func(number int, record []string) error {
		cells, err := csvCells(record, lim)
		if err != nil {
			return err
		}
		return c.add(number, cells)
	})
	err = c.end(err)
	return c.table, err
}

// eachRecord calls f with every record that is not blank and its number as a spreadsheet would count it: blank lines count,
// line ends inside quotes do not.
func eachRecord(ctx context.Context, data []byte, sep rune, f func(int, []string) error) error {
	ration := &rationed{r: bytes.NewReader(data)}
	r := csv.NewReader(ration)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = sep, true, -1, true
	number, lines, offset := 0, 0, int64(0)
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		ration.left = maxRecord
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return plain(err)
		}
		line, _ := r.FieldPos(0)
		raw := data[offset:r.InputOffset()]
		number += line - lines
		lines, offset = lines+bytes.Count(raw, []byte("\n")), r.InputOffset()
		if bytes.IndexByte(bytes.TrimSpace(raw), '\n') >= 0 && !wellFormed(raw, sep) {
			return ErrUnreadable // a quotation mark that was never closed swallows the rows after it
		}
		if err := f(number, record); err != nil {
			return err
		}
	}
}

func wellFormed(raw []byte, sep rune) bool {
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = sep
	_, err := r.Read()
	return err == nil
}

func plain(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return ErrTooLarge
	}
	return ErrUnreadable
}

// csvCells keeps what is not blank. ="0571" is how some programs keep a number a text.
func csvCells(record []string, lim Limits) ([]rawCell, error) {
	var cells []rawCell
	for col, text := range record {
		if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) {
			text = strings.TrimSuffix(inner, `"`)
		}
		if blank(text) {
			continue
		}
		if col >= lim.Columns {
			return nil, ErrTooLarge
		}
		cells = append(cells, rawCell{col, clip(text, lim.CellChars+1), formCSV})
	}
	return cells, nil
}
