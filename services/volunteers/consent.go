package volunteers

import (
	"crypto/sha256"
	"encoding/hex"
)

// ConsentText is a text to which people agree. A change of the text needs a new version; people are then asked again.
type ConsentText struct {
	Code    string
	Version string
	ZH, EN  string
}

// GuardianText is the text to which the guardian of a volunteer under 18 agrees.
var GuardianText = ConsentText{
	Code: "guardian", Version: GuardianConsent,
	ZH: "本人是该志愿者的监护人，知晓并同意其参加与年龄、身体状况相适应的志愿服务，包括由机构安排成年人带领的陪伴未成年人的服务；不参加有人身危险的活动。平台为此保存本人的姓名和手机号。本人可随时联系所在机构撤回同意。",
	EN: "I am the guardian of this volunteer. I know and agree that they take part in voluntary service fit for their age and health, including service with children led by adults of the organisation, and in nothing with personal danger. The platform keeps my name and mobile for it. I may take this back at any time through the organisation.",
}

// consentTexts lists the texts in the present versions.
var consentTexts = []ConsentText{GuardianText}

// Hash returns the SHA-256 of the version and the text in both languages, in hexadecimal digits. It is kept with each consent, so that
// it can be shown to which words somebody agreed.
func (t ConsentText) Hash() string {
	sum := sha256.Sum256([]byte(t.Version + "\x00" + t.ZH + "\x00" + t.EN))
	return hex.EncodeToString(sum[:])
}

// In returns the text in the language: English for "en", else Chinese.
func (t ConsentText) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.ZH
}

// check returns ErrConsent at the field unless version and hash are those of the text.
func (t ConsentText) check(version, hash, field string) error {
	if version != t.Version || hash != t.Hash() {
		return ErrConsent.At(field)
	}
	return nil
}
