// Package words says what codes are called in Chinese and English. Every state, kind, act, role and unit is declared once,
// as a Set in the room that owns the codes. API texts, spreadsheets, papers and public pages read the sets; `make generate`
// writes them into web/shared/words.ts for the web apps.
package words

import "strings"

// Word is one code with its Chinese and its English word, in this order.
type Word [3]string

// Code is the code as the store and the API have it.
func (w Word) Code() string { return w[0] }

// In is the word in the language: "en", else Chinese.
func (w Word) In(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return w[2]
	}
	return w[1]
}

// Set is what the codes of one kind are called, in the order in which a list of choices shows them. Name is unique in the
// program and becomes the name of the set in the web apps: "org_status".
type Set struct {
	Name  string
	Words []Word
}

// Of returns what the code is called in the language, or the code itself when the set lacks it.
func (s Set) Of(code, lang string) string {
	for _, w := range s.Words {
		if w.Code() == code {
			return w.In(lang)
		}
	}
	return code
}

// Codes lists the codes in the order of the set.
func (s Set) Codes() []string {
	codes := make([]string, len(s.Words))
	for i, w := range s.Words {
		codes[i] = w.Code()
	}
	return codes
}
