package fault

import (
	"strings"
	"unicode/utf8"
)

// Runes is how many characters the text has without the white space around it.
func Runes(text string) int { return utf8.RuneCountInString(strings.TrimSpace(text)) }

// Between tells whether the text has at least `least` and at most `most` characters without the white space around it.
func Between(text string, least, most int) bool {
	n := Runes(text)
	return n >= least && n <= most
}
