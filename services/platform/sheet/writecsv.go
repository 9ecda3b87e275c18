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

// WriteCSV writes the sheet as CSV in UTF-8 with a byte order mark. An apostrophe stands before what a spreadsheet would
// take for a formula, before digits that it would round or shorten, and before what already looks so guarded; reading the
// file as Text, IDNumber, Mobile, Date or a number removes it again.
func WriteCSV(w io.Writer, s Sheet) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	cw := csv.NewWriter(w)
	cw.UseCRLF = true
	if len(s.Header) > 0 {
		_ = cw.Write(guarded(s.Header)) // Flush tells
	}
	for _, row := range s.Rows {
		_ = cw.Write(guarded(row))
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func guarded(row []string) []string {
	out := make([]string, len(row))
	for i, s := range row {
		s = strings.ToValidUTF8(s, "")
		switch {
		case blank(s):
			s = ""
		case guards(s) || losesDigits(s):
			s = "'" + s
		}
		out[i] = s
	}
	return out
}

// guards says whether the text needs an apostrophe lest it be a formula, or lest its own apostrophe be taken for a guard.
func guards(s string) bool {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return true
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	first, size := utf8.DecodeRuneInString(s)
	if first == '\'' {
		return guards(s[size:]) || strings.Trim(s[size:], "0123456789") == ""
	}
	return strings.ContainsAny(norm.NFKC.String(string(first)), "=+-@−")
}

// losesDigits says whether a spreadsheet would show the digits rounded or without their leading zeros.
func losesDigits(s string) bool {
	return strings.Trim(s, "0123456789") == "" && (len(s) >= 12 || len(s) > 1 && s[0] == '0')
}
