package ident

import (
	"fmt"
	"strings"

	"github.com/tongxing-platform/tongxing/services/platform/fault"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// The faults of this package. They never hold the number.
var (
	ErrIDNumber = fault.New(fault.Invalid, "id_number_invalid", "The ID number is not right. Check its 18 characters; the last may be X.", "身份证号码不正确，请核对 18 位号码（末位可为 X）。")
	ErrUSCC     = fault.New(fault.Invalid, "uscc_invalid", "The unified social credit code is not right. Check its 18 characters; I, O, S, V and Z do not occur.", "统一社会信用代码不正确，请核对 18 位代码（不含字母 I、O、S、V、Z）。")
	ErrMobile   = fault.New(fault.Invalid, "mobile_invalid", "Give a mainland mobile number of 11 digits.", "请填写 11 位中国大陆手机号码。")
)

// IDNumberInfo is what an ID number says about its holder.
type IDNumberInfo struct {
	Birth   region.Day
	Male    bool
	Region6 string // where it was first issued; the code may be out of use by now
}

const (
	idLen     = 18
	idChecks  = "10X98765432"
	mobileLen = 11
)

var idWeights = [idLen - 1]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// CheckIDNumber returns the contents of a normalised ID number of 18 characters, or ErrIDNumber. It checks length, digits,
// that the birth date exists, and the check character. It does not check the region, because codes go out of use; test data
// uses 99xxxx. Where the current day is known, use CheckIDNumberOn.
func CheckIDNumber(s string) (IDNumberInfo, error) {
	if len(s) != idLen || s[0] == '0' || !isDigits(s[:idLen-1]) || s[idLen-1] != idCheck(s) {
		return IDNumberInfo{}, ErrIDNumber
	}
	birth, err := region.ParseDay(s[6:10] + "-" + s[10:12] + "-" + s[12:14])
	if err != nil || birth < "1850" {
		return IDNumberInfo{}, ErrIDNumber
	}
	return IDNumberInfo{Birth: birth, Male: s[16]%2 == 1, Region6: s[:6]}, nil
}

// CheckIDNumberOn is CheckIDNumber that also refuses a birth after today.
func CheckIDNumberOn(s string, today region.Day) (IDNumberInfo, error) {
	info, err := CheckIDNumber(s)
	if err != nil || info.Birth.After(today) {
		return IDNumberInfo{}, ErrIDNumber
	}
	return info, nil
}

// MakeIDNumber returns a valid number for the seed and for tests. Region6 should begin with 99, which no real number does.
// Seq, 0 to 999, tells people with the same birthday apart; odd is male.
func MakeIDNumber(region6 string, birth region.Day, seq int) string {
	s := region6 + strings.ReplaceAll(string(birth), "-", "") + fmt.Sprintf("%03d", seq%1000)
	return s + string(idCheck(s))
}

// CheckMobile returns ErrMobile unless s, normalised, is a mainland mobile number: 1, then 3 to 9, then nine digits.
func CheckMobile(s string) error {
	if len(s) != mobileLen || !isDigits(s) || s[0] != '1' || s[1] < '3' {
		return ErrMobile
	}
	return nil
}

func idCheck(s string) byte {
	sum := 0
	for i, w := range idWeights {
		sum += int(s[i]-'0') * w
	}
	return idChecks[sum%11]
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
