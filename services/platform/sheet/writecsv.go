package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// WriteCSV writes the sheet as CSV in UTF-8 with a byte order mark. It puts an apostrophe before text that a spreadsheet
// would read as a formula, before digits that it would round or shorten, and before text that already looks guarded. Reading
// the file as Text, IDNumber, Mobile, Date or a number removes it again.
func WriteCSV(w io.Writer, s Sheet) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	cw := csv.NewWriter(w)
	cw.UseCRLF = true
	if len(s.Header) > 0 {
		_ = cw.Write(guardedRow(s.Header)) // Flush returns the error
	}
	for _, row := range s.Rows {
		_ = cw.Write(guardedRow(row))
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func guardedRow(row []string) []string {
	out := make([]string, len(row))
	for i, s := range row {
		s = strings.ToValidUTF8(s, "")
		switch {
		case isBlank(s):
			s = ""
		case needsGuard(s) || losesDigits(s):
			s = "'" + s
		}
		out[i] = s
	}
	return out
}

// needsGuard reports whether the text needs an apostrophe: it could be a formula, or its own apostrophe could be taken for a
// guard.
func needsGuard(s string) bool {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return true
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	first, size := utf8.DecodeRuneInString(s)
	if first == '\'' {
		return needsGuard(s[size:]) || strings.Trim(s[size:], "0123456789") == ""
	}
	return strings.ContainsAny(norm.NFKC.String(string(first)), "=+-@−")
}

// losesDigits reports whether a spreadsheet would round the digits or drop their leading zeros.
func losesDigits(s string) bool {
	return strings.Trim(s, "0123456789") == "" && (len(s) >= 12 || len(s) > 1 && s[0] == '0')
}
