package privacy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaskName keeps the first character: 张小明 → 张**. There are never more than two stars, so that length tells little.
func MaskName(name string) string {
	name = strings.TrimSpace(name)
	first, _ := utf8.DecodeRuneInString(name)
	switch n := utf8.RuneCountInString(name); n {
	case 0:
		return ""
	case 1:
		return "*"
	default:
		return string(first) + strings.Repeat("*", min(n-1, 2))
	}
}

// MaskMobile keeps three digits in front and four behind: 138****1234. Other numbers keep their last two digits at most.
func MaskMobile(s string) string {
	if len(s) == 11 {
		return middle(s, 3, 4)
	}
	return tail(s, 2)
}

// MaskID keeps three characters in front and four behind of an ID number: 990***********1234. Shorter papers keep two
// behind at most.
func MaskID(s string) string {
	if len(s) >= 15 {
		return middle(s, 3, 4)
	}
	return tail(s, 2)
}

// MaskAccount keeps the last four characters of a bank account.
func MaskAccount(s string) string { return tail(s, 4) }

// place is a name in an address: no street, village, number or further division inside it.
const place = `[^省市区县旗镇乡村组路街巷弄号栋室#\d\s]{1,11}?`

// divisions matches the leading divisions of an address, down to the township.
var divisions = regexp.MustCompile(`^(?:` + place + `(?:省|自治区|特别行政区))?` +
	`(?:` + place + `(?:自治州|地区|盟|市))?` +
	`(?:` + place + `(?:自治县|自治旗|新区|县|区|市|旗))?` +
	`(?:` + place + `(?:街道|民族乡|镇|乡|苏木))?`)

// MaskAddress keeps what leads down to the township and hides the rest: 贵州省贵阳市花溪区青岩镇****. An address that
// does not begin with a division is hidden wholly.
func MaskAddress(s string) string {
	s = strings.Join(strings.Fields(s), "")
	if s == "" {
		return ""
	}
	return divisions.FindString(s) + "****"
}

// middle hides what lies between the first a and the last b bytes; text that is not plain ASCII is hidden wholly.
func middle(s string, a, b int) string {
	if !ascii(s) {
		return "****"
	}
	return s[:a] + strings.Repeat("*", len(s)-a-b) + s[len(s)-b:]
}

// tail hides all but the last n bytes, and those too unless they are less than half of the whole.
func tail(s string, n int) string {
	switch {
	case s == "":
		return ""
	case !ascii(s) || len(s) <= 2*n:
		return "****"
	default:
		return "****" + s[len(s)-n:]
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
