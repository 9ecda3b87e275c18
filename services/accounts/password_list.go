package accounts

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the list
	"io"
	"strings"
	"unicode"
)

// commonPasswords is a list of 30,000 passwords that many people choose, one a line: see passwordlist/LICENSE. It is opened
// only while a new password is checked.
//
//go:embed passwordlist/passwords.txt.gz
var commonPasswords []byte

// localPasswords are further ones of this country and platform.
const localPasswords = "\nwoaini\nwodemima\nmima\nzhongguo\nbeijing\nguizhou\nguiyang\nhuaxi\nminzheng\ntongxing\ngongyi\nzhiyuanzhe\nshegong\nguanliyuan\nwoaizhongguo\n"

// unleet replaces the signs that people write for letters.
var unleet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// isCommon reports whether the password is in the list, also with digits and signs around it, written twice or with signs for
// letters; or consists of digits alone, as dates and phone numbers do; or mostly of neighbours on the keyboard.
func isCommon(password string) bool {
	p := strings.ToLower(password)
	if isRun(p) || strings.Trim(p, "0123456789") == "" {
		return true
	}
	list := localPasswords
	if r, err := gzip.NewReader(bytes.NewReader(commonPasswords)); err == nil {
		if text, err := io.ReadAll(r); err == nil {
			list += string(text)
		}
	}
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	digitsCut := strings.TrimFunc(p, notLetter)
	signsCut := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("@$", r) })
	for _, form := range []string{p, digitsCut, unleet.Replace(p), unleet.Replace(signsCut), strings.TrimFunc(unleet.Replace(signsCut), notLetter)} {
		for _, f := range []string{form, unitOf(form), strings.TrimFunc(unitOf(form), notLetter)} {
			if f != "" && strings.Contains(list, "\n"+f+"\n") {
				return true
			}
		}
	}
	return false
}

// unitOf returns the part of which s is a repetition; s itself when it is none.
func unitOf(s string) string {
	if i := strings.Index((s + s)[min(1, len(s)):], s); i >= 0 && i+1 < len(s) {
		return s[:i+1]
	}
	return s
}

// keyRows are characters in the order in which they follow each other, on the keyboard and in the alphabet.
const keyRows = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm !@#$%^&*()"

// isRun reports whether three quarters of the pairs of characters follow each other in keyRows, forwards or backwards, or are equal.
func isRun(p string) bool {
	follow := 0
	for i := 1; i < len(p); i++ {
		a, b := p[i-1:i], p[i:i+1]
		if a == b || strings.Contains(keyRows, a+b) || strings.Contains(keyRows, b+a) {
			follow++
		}
	}
	return 4*follow >= 3*(len(p)-1)
}
