package sheet

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// interpretCell reads one cell as the kind of its column.
func interpretCell(c Column, raw string, f cellForm, h *header) Cell {
	cell := Cell{Raw: raw}
	text := cleanText(raw)
	switch {
	case f == formFormula:
		cell.Err = ErrFormula
	case f == formError, errorForm.MatchString(text):
		cell.Err = ErrCell
	case text == "":
		if c.Required {
			cell.Err = ErrRequired
		}
	case utf8.RuneCountInString(raw) > h.chars:
		cell.Err = ErrTooLong.With("chars", strconv.Itoa(h.chars))
	default:
		kindReaders[c.Kind](&cell, text, f, h)
		if cell.Err != nil {
			cell.Value, cell.Note = "", ""
		}
	}
	return cell
}

var kindReaders = map[Kind]func(*Cell, string, cellForm, *header){
	Text:     readText,
	Name:     readName,
	Date:     readDate,
	IDNumber: readID,
	Mobile:   readMobile,
	Integer:  readInteger,
	Decimal:  readDecimal,
	YesNo:    readYesNo,
	Month:    readMonth,
}

// cleanText makes full-width letters, digits and blanks half-width, removes invisible characters, trims, and reduces every
// run of blanks to one. Chinese punctuation stays.
func cleanText(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Cf, r), unicode.IsControl(r) && !unicode.IsSpace(r):
			continue
		case unicode.IsSpace(r):
			gap = true
			continue
		case r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r >= '０' && r <= '９':
			r -= 0xFEE0
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// isBlank reports whether the text shows nothing.
func isBlank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && !unicode.IsControl(r)
	}) < 0
}

// compactText is cleanText with all characters half-width and without blanks or a leading apostrophe, for numbers and days.
func compactText(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(cleanText(s)))
	return strings.TrimLeft(s, "'‘’`")
}

func clipText(s string, runes int) string {
	if len(s) <= runes {
		return s
	}
	n := 0
	for i := range s {
		if n++; n > runes {
			return strings.Clone(s[:i]) // a copy, which does not keep the whole text in memory
		}
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (c *Cell) setValue(v string) {
	c.Value = v
	if v != c.Raw && c.Note == "" {
		c.Note = NoteTidied
	}
}

func readText(c *Cell, s string, f cellForm, _ *header) {
	if f == formRounded || shownRounded.MatchString(s) {
		c.Err = ErrRounded
		return
	}
	c.setValue(removeGuard(s))
}

// removeGuard removes the apostrophe that WriteCSV, or a careful person, has put before a number or a sign.
func removeGuard(s string) string {
	rest, ok := strings.CutPrefix(s, "'")
	if ok && rest != "" && (needsGuard(rest) || strings.Trim(rest, "0123456789") == "") {
		return strings.TrimSpace(rest)
	}
	return s
}

func readName(c *Cell, s string, f cellForm, h *header) {
	readText(c, s, f, h)
	var b strings.Builder
	var last rune
	rs := []rune(c.Value)
	for i, r := range rs {
		if r == ' ' && i+1 < len(rs) && unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, rs[i+1]) {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	c.setValue(b.String())
}

var (
	idForm     = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	oldIDForm  = regexp.MustCompile(`^[0-9]{15}$`)
	eForm      = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?E\+?[0-9]+$`)
	errorForm  = regexp.MustCompile(`^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)$`)
	mobileForm = regexp.MustCompile(`^1[3-9][0-9]{9}$`)
	intForm    = regexp.MustCompile(`^-?[0-9]{1,18}(\.0+)?$`)
	decForm    = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,9})?$`)
	thousands  = regexp.MustCompile(`^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$`)
	// shownRounded matches how spreadsheets show a long number: a text may be 3E2, but not 9.9E+17.
	shownRounded = regexp.MustCompile(`^-?[0-9](\.[0-9]+)?E\+[0-9]{2,3}$`)
	dashes       = strings.NewReplacer("-", "", "‐", "", "–", "", "—", "")
)

func readID(c *Cell, s string, f cellForm, _ *header) {
	s = strings.ToUpper(dashes.Replace(compactText(s)))
	s = strings.ReplaceAll(s, "Х", "X") // a Cyrillic letter, from some keyboards
	switch {
	case f == formRounded, eForm.MatchString(s):
		c.Err = ErrRounded
	case oldIDForm.MatchString(s):
		c.Err = ErrOldID
	case !idForm.MatchString(s):
		c.Err = ErrID
	case strings.HasSuffix(s, "000") && (f == formCSV || !checkDigit(s)):
		c.Err = ErrRounded // refuses one real number in a thousand; typed as text into a workbook it is accepted
	default:
		if strings.HasSuffix(s, "000") {
			c.Note = NoteCheckEnd
		}
		c.setValue(s)
	}
}

// checkDigit verifies the last digit of an ID number (GB 11643).
func checkDigit(id string) bool {
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * int(id[i]-'0')
	}
	return "10X98765432"[sum%11] == id[17]
}

func readMobile(c *Cell, s string, f cellForm, _ *header) {
	s = dashes.Replace(compactText(s))
	for _, code := range []string{"+86", "0086", "86"} {
		if rest, ok := strings.CutPrefix(s, code); ok && len(rest) == 11 {
			s = rest
			break
		}
	}
	switch {
	case mobileForm.MatchString(s):
		c.setValue(s)
	case f == formRounded, eForm.MatchString(s):
		c.Err = ErrRounded
	default:
		c.Err = ErrMobile
	}
}

func plainNumber(s string) string {
	s = strings.ReplaceAll(compactText(s), "−", "-")
	if thousands.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	return s
}

func readInteger(c *Cell, s string, f cellForm, _ *header) {
	s = plainNumber(s)
	switch {
	case f == formRounded:
		c.Err = ErrRounded
	case !intForm.MatchString(s):
		c.Err = ErrInteger
	default:
		whole, _, _ := strings.Cut(s, ".")
		n, _ := strconv.ParseInt(whole, 10, 64)
		c.setValue(strconv.FormatInt(n, 10))
	}
}

func readDecimal(c *Cell, s string, f cellForm, _ *header) {
	s = plainNumber(s)
	switch {
	case f == formRounded:
		c.Err = ErrRounded
	case !decForm.MatchString(s):
		c.Err = ErrDecimal
	default:
		n, _ := new(big.Rat).SetString(s)
		s = n.FloatString(9)
		c.setValue(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
	}
}

var yesNoValues = map[string]string{
	"是": "true", "有": "true", "√": "true", "✓": "true", "✔": "true", "☑": "true", "对": "true", "yes": "true", "y": "true", "true": "true", "1": "true",
	"否": "false", "无": "false", "没有": "false", "不是": "false", "×": "false", "✗": "false", "✘": "false", "no": "false", "n": "false", "false": "false", "0": "false",
}

func readYesNo(c *Cell, s string, _ cellForm, _ *header) {
	v, ok := yesNoValues[strings.ToLower(compactText(s))]
	if !ok {
		c.Err = ErrYesNo
		return
	}
	c.Value = v
}
