// Package pinyin finds Chinese names by what people type: the characters, their pinyin, or the initials.
package pinyin

import (
	"strings"
	"sync"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// Query is a text to look for. Letters stand for pinyin without tones or for initials, everything else for itself:
// 花溪, huaxi, hx, huax and 花xi all find 花溪区. Case, blanks and apostrophes (xi'an) do not count.
type Query struct{ text []rune }

// longest is the length of a query in characters; what follows is left out.
const longest = 63

// NewQuery returns the query of a typed text.
func NewQuery(typed string) Query {
	var q Query
	for _, r := range typed {
		if r != '\'' && r != '’' && !unicode.IsSpace(r) && len(q.text) < longest {
			q.text = append(q.text, unicode.ToLower(r))
		}
	}
	return q
}

// Empty reports whether there is nothing to look for.
func (q Query) Empty() bool { return len(q.text) == 0 }

// Index returns the position, in characters, at which the name first matches the query, or -1. The empty query matches at 0.
func (q Query) Index(name string) int {
	if q.Empty() {
		return 0
	}
	letters := []rune(strings.ToLower(name))
	for i := range letters {
		if q.begins(letters[i:]) {
			return i
		}
	}
	return -1
}

// begins reports whether the name begins with the query. After each character of the name, bit n of at says that it can be
// read so that the first n characters of the query are used up.
func (q Query) begins(name []rune) bool {
	at := uint64(1)
	for _, r := range name {
		next := uint64(0)
		for n := range q.text {
			if at&(1<<n) != 0 {
				next |= q.after(n, r)
			}
		}
		if next&(1<<len(q.text)) != 0 {
			return true
		}
		if next == 0 {
			return false
		}
		at = next
	}
	return false
}

// after returns, as bits, how much of the query may be used up when the character is read from position n on: itself, a
// syllable of it, its initial, or the beginning of a syllable with which the query ends.
func (q Query) after(n int, r rune) uint64 {
	rest := q.text[n:]
	if r == rest[0] {
		return 1 << (n + 1)
	}
	if rest[0] < 'a' || rest[0] > 'z' {
		return 0
	}
	var bits uint64
	for _, s := range syllables(r) {
		same := 0
		for same < len(s) && same < len(rest) && rune(s[same]) == rest[same] {
			same++
		}
		if same == 0 {
			continue
		}
		bits |= 1 << (n + 1)
		if same == len(s) || same == len(rest) {
			bits |= 1 << (n + same)
		}
		if same >= 2 && s[1] == 'h' { // zh, ch and sh are initials of two letters
			bits |= 1 << (n + 2)
		}
	}
	return bits
}

var (
	readings = pinyin.Args{Style: pinyin.Normal, Heteronym: true}
	known    sync.Map // rune to its syllables: a few thousand characters occur
)

// syllables returns the readings of a character without tones, such as zhong and chong; none for other characters. Readings
// with ü are also there with v, as keyboards write it.
func syllables(r rune) []string {
	if s, ok := known.Load(r); ok {
		return s.([]string)
	}
	s := pinyin.SinglePinyin(r, readings)
	for _, one := range s {
		if strings.Contains(one, "ü") {
			s = append(s, strings.ReplaceAll(one, "ü", "v"))
		}
	}
	if len(s) > 0 {
		known.Store(r, s)
	}
	return s
}

// Sound returns the name in pinyin without tones, by the commonest reading of each character; other characters stay, without spaces. Names
// that are written differently and sound alike are equal: 张晓明 and 章小明.
func Sound(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch s := syllables(r); {
		case len(s) > 0:
			b.WriteString(s[0])
		case !unicode.IsSpace(r) && r != '·':
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
