package ident

import (
	"fmt"
	"strings"
)

const (
	usccLen      = 18
	usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY" // no I O S V Z
)

var (
	usccWeights = [usccLen - 1]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	orgWeights  = [8]int{3, 7, 9, 10, 5, 8, 4, 2}
)

// CheckUSCC returns ErrUSCC unless s, normalised, is a unified social credit code with both check characters right: that of
// the whole code (GB 32100) and that of the organisation code inside (GB 11714). Some old codes fail; staff may accept those
// that pass CheckUSCCForm.
func CheckUSCC(s string) error {
	if err := CheckUSCCForm(s); err != nil {
		return err
	}
	if s[16] != orgCheck(s[8:16]) || s[17] != usccCheck(s) {
		return ErrUSCC
	}
	return nil
}

// CheckUSCCForm returns ErrUSCC unless s has the length and alphabet of such a code and digits in its region part.
func CheckUSCCForm(s string) error {
	if len(s) != usccLen || !isDigits(s[2:8]) {
		return ErrUSCC
	}
	for i := range len(s) {
		if strings.IndexByte(usccAlphabet, s[i]) < 0 {
			return ErrUSCC
		}
	}
	return nil
}

// MakeUSCC returns a valid code for the seed and for tests. OfficeKind is the first two characters: 51 a social association,
// 52 a social service institution, 53 a foundation. Region6 should begin with 99. Seq is 0 to 999999.
func MakeUSCC(officeKind, region6 string, seq int) string {
	org := fmt.Sprintf("MJ%06d", seq%1_000_000)
	s := officeKind + region6 + org + string(orgCheck(org))
	return s + string(usccCheck(s))
}

// usccCheck returns the last character, computed over the first 17.
func usccCheck(s string) byte {
	sum := 0
	for i, w := range usccWeights {
		sum += strings.IndexByte(usccAlphabet, s[i]) * w
	}
	return usccAlphabet[(31-sum%31)%31]
}

// orgCheck returns the ninth character of an organisation code: letters count as 10 to 35.
func orgCheck(org string) byte {
	sum := 0
	for i, w := range orgWeights {
		v := int(org[i] - '0')
		if org[i] >= 'A' {
			v = int(org[i]-'A') + 10
		}
		sum += v * w
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + c) //nolint:gosec // G115: 1 to 9
	}
}
