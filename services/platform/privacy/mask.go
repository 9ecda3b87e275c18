package privacy

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// MaskName keeps the first character: 张小明 → 张**. There are at most two stars, so that the name's length is not shown.
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

// MaskMobile keeps the first three and the last four digits: 138****1234. Other numbers keep at most their last two digits.
func MaskMobile(s string) string {
	if len(s) == 11 {
		return maskMiddle(s, 3, 4)
	}
	return maskExceptLast(s, 2)
}

// MaskID keeps the first three and the last four characters of an ID number: 990***********1234. Numbers of other documents
// keep at most their last two.
func MaskID(s string) string {
	if len(s) >= 15 {
		return maskMiddle(s, 3, 4)
	}
	return maskExceptLast(s, 2)
}

// MaskAccount keeps the last four characters of a bank account.
func MaskAccount(s string) string { return maskExceptLast(s, 4) }

// placeName matches a name in an address: no street, village, number or further division inside it.
const placeName = `[^省市区县旗镇乡村组路街巷弄号栋室#\d\s]{1,11}?`

// divisions matches the leading divisions of an address, down to the township.
var divisions = regexp.MustCompile(`^(?:` + placeName + `(?:省|自治区|特别行政区))?` +
	`(?:` + placeName + `(?:自治州|地区|盟|市))?` +
	`(?:` + placeName + `(?:自治县|自治旗|新区|县|区|市|旗))?` +
	`(?:` + placeName + `(?:街道|民族乡|镇|乡|苏木))?`)

// MaskAddress keeps the divisions down to the township and hides the rest: 贵州省贵阳市花溪区青岩镇****. An address that does not begin
// with a division is hidden entirely.
func MaskAddress(s string) string {
	s = strings.Join(strings.Fields(s), "")
	if s == "" {
		return ""
	}
	return divisions.FindString(s) + "****"
}

// maskMiddle hides all but the first a and the last b bytes; text that is not plain ASCII is hidden entirely.
func maskMiddle(s string, a, b int) string {
	if !isASCII(s) {
		return "****"
	}
	return s[:a] + strings.Repeat("*", len(s)-a-b) + s[len(s)-b:]
}

// maskExceptLast hides all but the last n bytes, and those too unless they are less than half of the text.
func maskExceptLast(s string, n int) string {
	switch {
	case s == "":
		return ""
	case !isASCII(s) || len(s) <= 2*n:
		return "****"
	default:
		return "****" + s[len(s)-n:]
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
