package fault

import (
	"strings"
	"unicode/utf8"
)

// Runes returns the number of characters in the text without white space around it.
func Runes(text string) int { return utf8.RuneCountInString(strings.TrimSpace(text)) }

// Between reports whether the text has at least `least` and at most `most` characters without white space around it.
func Between(text string, least, most int) bool {
	n := Runes(text)
	return n >= least && n <= most
}
