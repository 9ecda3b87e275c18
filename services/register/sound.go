package register

import (
	"github.com/tongxing-platform/tongxing/services/platform/pinyin"
	"github.com/tongxing-platform/tongxing/services/platform/privacy"
	"github.com/tongxing-platform/tongxing/services/platform/region"
)

// indexSound is the name of the blind index of how a name sounds, with the birth.
const indexSound = "name_sound"

// soundOf returns the pinyin of the name with the birth: the same for 张晓明 and 章小明 of one day. Empty without a name or birth.
func soundOf(name privacy.Secret, birth region.Day) string {
	if name == "" || birth == "" {
		return ""
	}
	return pinyin.Sound(name.Reveal()) + "|" + string(birth)
}
