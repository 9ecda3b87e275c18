// Package words holds the Chinese and English words for codes. Every state, kind, act, role and unit is declared once, as a
// Set in the package that owns the codes. API texts, spreadsheets, papers and public pages use the sets; `make generate`
// writes them into web/shared/words.ts for the web apps.
package words

import "strings"

// Word is a code with its Chinese and its English word, in this order.
type Word [3]string

// Code returns the code as the store and the API use it.
func (w Word) Code() string { return w[0] }

// In returns the word in the language: "en", else Chinese.
func (w Word) In(lang string) string {
	if strings.HasPrefix(lang, "en") {
		return w[2]
	}
	return w[1]
}

// Set holds the words for the codes of one kind, in the order in which lists of choices show them. Name is unique in the
// program and is the name of the set in the web apps: "org_status".
type Set struct {
	Name  string
	Words []Word
}

// Of returns the word for the code in the language, or the code itself when the set lacks it.
func (s Set) Of(code, lang string) string {
	for _, w := range s.Words {
		if w.Code() == code {
			return w.In(lang)
		}
	}
	return code
}

// Codes returns the codes in the order of the set.
func (s Set) Codes() []string {
	codes := make([]string, len(s.Words))
	for i, w := range s.Words {
		codes[i] = w.Code()
	}
	return codes
}
