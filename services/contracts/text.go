package contracts

import (
	"strings"
	"unicode/utf8"
)

func runes(s string) int { return utf8.RuneCountInString(strings.TrimSpace(s)) }

func between(s string, least, most int) bool {
	n := runes(s)
	return n >= least && n <= most
}

// isPath tells whether s is shaped like a region path: "52/5201/".
func isPath(s string) bool {
	return len(s) <= 100 && strings.HasSuffix(s, "/") && !strings.HasPrefix(s, "/") && !strings.Contains(s, "//")
}
