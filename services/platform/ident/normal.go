package ident

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalise returns a number in the form that is checked, stored and indexed: NFKC, without blanks, invisible characters and
// hyphens, letters in upper case. Applying it twice changes nothing more.
func Normalise(s string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.Is(unicode.Pd, r), r == '\u2212':
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))) // an invalid byte would keep NFKC from the bytes after it
	return norm.NFKC.String(plain) // a combining accent may have lost the blank before it
}

// NormaliseMobile is Normalise that also removes the country code (+86, 0086).
func NormaliseMobile(s string) string {
	s = Normalise(s)
	for _, prefix := range [...]string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok && len(rest) == mobileLen {
			return rest
		}
	}
	return s
}
