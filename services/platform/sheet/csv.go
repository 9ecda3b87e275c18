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

const maxRecord = 1 << 20 // bytes per record, which limits its fields

// readCSV tries one separator after another until the header is found.
func readCSV(ctx context.Context, data []byte, layout Layout, lim Limits) (Table, error) {
	data, refused := decodeText(data)
	if refused != nil {
		return Table{}, refused
	}
	var first Table
	var firstErr error
	for i, sep := range []rune{',', '\t', ';'} {
		t, err := readSeparated(ctx, data, sep, layout, lim)
		if err == nil && t.unreadReason() == nil || ctx.Err() != nil {
			return t, err
		}
		if i == 0 {
			first, firstErr = t, err
		}
	}
	return first, firstErr
}

// decodeText returns the text in UTF-8 with line feeds alone as line ends. UTF-16 needs a byte order mark; text that is not
// UTF-8 is read as GB18030.
func decodeText(data []byte) ([]byte, *fault.Fault) {
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

// recordLimiter reads the data until left bytes of the current record are used up, and then fails with ErrTooLarge.
type recordLimiter struct {
	r    *bytes.Reader
	left int
}

func (r *recordLimiter) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, ErrTooLarge
	}
	n, err := r.r.Read(p)
	r.left -= n
	return n, err
}

func readSeparated(ctx context.Context, data []byte, sep rune, layout Layout, lim Limits) (Table, error) {
	c := newCollector(layout, lim)
	c.beginSheet(SheetInfo{}, false)
	err := eachRecord(ctx, data, sep, func(number int, record []string) error {
		cells, err := csvCells(record, lim)
		if err != nil {
			return err
		}
		return c.addRow(number, cells)
	})
	err = c.endSheet(err)
	return c.table, err
}

// eachRecord calls f with every non-blank record and its number as a spreadsheet counts it: blank lines count, line ends
// inside quotation marks do not.
func eachRecord(ctx context.Context, data []byte, sep rune, f func(int, []string) error) error {
	ration := &recordLimiter{r: bytes.NewReader(data)}
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
			return csvFault(err)
		}
		line, _ := r.FieldPos(0)
		raw := data[offset:r.InputOffset()]
		number += line - lines
		lines, offset = lines+bytes.Count(raw, []byte("\n")), r.InputOffset()
		if bytes.IndexByte(bytes.TrimSpace(raw), '\n') >= 0 && !wellFormed(raw, sep) {
			return ErrUnreadable // an unclosed quotation mark includes the rows after it
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

func csvFault(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return ErrTooLarge
	}
	return ErrUnreadable
}

// csvCells returns the non-blank cells. Some programs write a number as ="0571" to keep it a text.
func csvCells(record []string, lim Limits) ([]rawCell, error) {
	var cells []rawCell
	for col, text := range record {
		if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) {
			text = strings.TrimSuffix(inner, `"`)
		}
		if isBlank(text) {
			continue
		}
		if col >= lim.Columns {
			return nil, ErrTooLarge
		}
		cells = append(cells, rawCell{col, clipText(text, lim.CellChars+1), formCSV})
	}
	return cells, nil
}
